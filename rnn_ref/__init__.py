"""The reference implementation of recurrent networks: NumPy, and nothing else.

Conventions, stated here once:

==============  ==================================================================
vectors         rows: ``h_t = tanh(x_t @ W_xh + h_prev @ W_hh + b_h)``
sizes           ``N`` batch, ``T`` time, ``D`` input, ``H`` hidden, ``K`` outputs,
                ``V`` vocabulary, ``L`` layers
arrays          batch first, ``(N, T, D)``; loops run over ``t``
LSTM columns    ``i, f, g, o`` in ``W_x (D, 4H)``, ``W_h (H, 4H)``, ``b (4H,)``
GRU columns     ``z, r, n``; ``h_t = z*h_prev + (1-z)*n``; ``reset_after=True`` by default,
                with ``b (2, 3H)``
mask            ``(N, T)`` of bool, True = real step; a masked step carries the state
pre-activation  ``a`` (never ``z``, which is a gate)
gradients       ``dX`` has the shape of ``X``
cache           a tuple that a docstring spells out: what the backward pass reads
dtype           the result has the dtype of the inputs; tests run in float64
randomness      an ``np.random.Generator`` argument, never a global seed
==============  ==================================================================

Inputs are never changed in place. A wrong shape raises ``ValueError`` and names the
function, the argument, what came and what was expected; integers where floating point is due,
and masks that are not bool, raise ``TypeError`` in the same words. A batch without a row or a
step is refused. NaN is not refused: it shows in its row from its step on, and what stands in
padding is never read.

Each cell has a plain version, which reads like its equations, and a fast one, with the same
arguments, for training: `lstm_forward` and `lstm_forward_fast`.
"""

from rnn_ref.activations import sigmoid, softmax
from rnn_ref.affine import dense_backward, dense_forward
from rnn_ref.attention import (
    additive_attention_backward,
    additive_attention_forward,
    dot_attention_backward,
    dot_attention_forward,
    masked_softmax,
)
from rnn_ref.bidirectional import bidirectional_backward, bidirectional_forward, reverse_padded
from rnn_ref.binary_loss import sigmoid_cross_entropy
from rnn_ref.ctc import ctc_collapse, ctc_greedy_decode, ctc_loss
from rnn_ref.dense import affine_time, count_params, rnn_output
from rnn_ref.dynamics import jacobian_norms, spectral_radius
from rnn_ref.embedding import embedding_backward, embedding_forward
from rnn_ref.fast_gru import gru_backward_fast, gru_forward_fast
from rnn_ref.fast_lstm import lstm_backward_fast, lstm_forward_fast
from rnn_ref.fast_rnn import rnn_backward_fast, rnn_forward_fast
from rnn_ref.gradcheck import numerical_gradient, relative_error
from rnn_ref.gru import (
    gru_backward,
    gru_forward,
    gru_forward_with_caches,
    gru_step,
    gru_step_backward,
    gru_step_forward,
)
from rnn_ref.influence import influence_map
from rnn_ref.initialisers import glorot, identity, orthogonal, unit_forget_bias
from rnn_ref.instruments import baseline_card, gradient_report
from rnn_ref.keras_weights import (
    from_keras,
    from_keras_bidirectional,
    to_keras,
    to_keras_bidirectional,
)
from rnn_ref.layer import (
    GRU,
    GRU_RESET_BEFORE,
    LSTM,
    RELU_RNN,
    RNN,
    Cell,
    unroll,
    unroll_backward,
    zero_states,
)
from rnn_ref.losses import mse_loss, perplexity, sequence_cross_entropy, softmax_cross_entropy
from rnn_ref.lstm import (
    lstm_backward,
    lstm_forward,
    lstm_forward_with_caches,
    lstm_step,
    lstm_step_backward,
    lstm_step_forward,
)
from rnn_ref.lstm_memory import forget_bias_halflife
from rnn_ref.optimisers import (
    adagrad_step,
    adam_step,
    clip_by_global_norm,
    clip_by_norm,
    clip_by_value,
    momentum_step,
    rmsprop_step,
    sgd_step,
    zeros_like_params,
)
from rnn_ref.relu_rnn import relu_rnn_step, relu_rnn_step_backward, relu_rnn_step_forward
from rnn_ref.rnn import (
    rnn_backward,
    rnn_forward,
    rnn_forward_with_caches,
    rnn_step,
    rnn_step_backward,
    rnn_step_forward,
    truncated_bptt,
)
from rnn_ref.scan import (
    linear_scan,
    linear_scan_backward,
    linear_scan_parallel,
    mingru_backward,
    mingru_forward,
)
from rnn_ref.seq2seq import (
    beam_search,
    encoder_decoder_backward,
    encoder_decoder_forward,
    greedy_decode,
    teacher_forcing_inputs,
)
from rnn_ref.stack import dropout_mask, stacked_backward, stacked_forward
from rnn_ref.training import sample, train_epoch
from rnn_ref.windows import last_real_state, make_windows, stateful_batches
from rnn_ref.wirings import encode_decode, many_to_many, many_to_one, one_to_many, wire

__all__ = [
    "GRU",
    "GRU_RESET_BEFORE",
    "LSTM",
    "RELU_RNN",
    "RNN",
    "Cell",
    "adagrad_step",
    "adam_step",
    "additive_attention_backward",
    "additive_attention_forward",
    "affine_time",
    "baseline_card",
    "beam_search",
    "bidirectional_backward",
    "bidirectional_forward",
    "clip_by_global_norm",
    "clip_by_norm",
    "clip_by_value",
    "count_params",
    "ctc_collapse",
    "ctc_greedy_decode",
    "ctc_loss",
    "dense_backward",
    "dense_forward",
    "dot_attention_backward",
    "dot_attention_forward",
    "dropout_mask",
    "embedding_backward",
    "embedding_forward",
    "encode_decode",
    "encoder_decoder_backward",
    "encoder_decoder_forward",
    "forget_bias_halflife",
    "from_keras",
    "from_keras_bidirectional",
    "glorot",
    "gradient_report",
    "greedy_decode",
    "gru_backward",
    "gru_backward_fast",
    "gru_forward",
    "gru_forward_fast",
    "gru_forward_with_caches",
    "gru_step",
    "gru_step_backward",
    "gru_step_forward",
    "identity",
    "influence_map",
    "jacobian_norms",
    "last_real_state",
    "linear_scan",
    "linear_scan_backward",
    "linear_scan_parallel",
    "lstm_backward",
    "lstm_backward_fast",
    "lstm_forward",
    "lstm_forward_fast",
    "lstm_forward_with_caches",
    "lstm_step",
    "lstm_step_backward",
    "lstm_step_forward",
    "make_windows",
    "many_to_many",
    "many_to_one",
    "masked_softmax",
    "mingru_backward",
    "mingru_forward",
    "momentum_step",
    "mse_loss",
    "numerical_gradient",
    "one_to_many",
    "orthogonal",
    "perplexity",
    "relative_error",
    "relu_rnn_step",
    "relu_rnn_step_backward",
    "relu_rnn_step_forward",
    "reverse_padded",
    "rmsprop_step",
    "rnn_backward",
    "rnn_backward_fast",
    "rnn_forward",
    "rnn_forward_fast",
    "rnn_forward_with_caches",
    "rnn_output",
    "rnn_step",
    "rnn_step_backward",
    "rnn_step_forward",
    "sample",
    "sequence_cross_entropy",
    "sgd_step",
    "sigmoid",
    "sigmoid_cross_entropy",
    "softmax",
    "softmax_cross_entropy",
    "spectral_radius",
    "stacked_backward",
    "stacked_forward",
    "stateful_batches",
    "teacher_forcing_inputs",
    "to_keras",
    "to_keras_bidirectional",
    "train_epoch",
    "truncated_bptt",
    "unit_forget_bias",
    "unroll",
    "unroll_backward",
    "wire",
    "zero_states",
    "zeros_like_params",
]
