"""The reference implementation of recurrent networks: NumPy, and nothing else.

Conventions, stated here once:

==============  ==================================================================
vectors         rows: ``h_t = tanh(x_t @ W_xh + h_prev @ W_hh + b_h)``
sizes           ``N`` batch, ``T`` time, ``D`` input, ``H`` hidden, ``K`` outputs,
                ``V`` vocabulary, ``L`` layers
arrays          batch first, ``(N, T, D)``; loops run over ``t``
pre-activation  ``a`` (never ``z``, which is a gate)
gradients       ``dX`` has the shape of ``X``
cache           a tuple that a docstring spells out: what the backward pass reads
dtype           the result has the dtype of the inputs; tests run in float64
randomness      an ``np.random.Generator`` argument, never a global seed
==============  ==================================================================

Inputs are never changed in place. A wrong shape raises ``ValueError`` and names the
function, the argument, what came and what was expected.
"""

from rnn_ref.activations import sigmoid, softmax
from rnn_ref.dense import count_params, rnn_output
from rnn_ref.gradcheck import numerical_gradient, relative_error
from rnn_ref.losses import softmax_cross_entropy
from rnn_ref.optimisers import sgd_step
from rnn_ref.rnn import (
    rnn_backward,
    rnn_forward,
    rnn_forward_with_caches,
    rnn_step,
    rnn_step_backward,
    rnn_step_forward,
    truncated_bptt,
)

__all__ = [
    "count_params",
    "numerical_gradient",
    "relative_error",
    "rnn_backward",
    "rnn_forward",
    "rnn_forward_with_caches",
    "rnn_output",
    "rnn_step",
    "rnn_step_backward",
    "rnn_step_forward",
    "sgd_step",
    "sigmoid",
    "softmax",
    "softmax_cross_entropy",
    "truncated_bptt",
]
