"""Runs of the recall task with a planted fault each, and the log that they leave.

Six of the faults are wrong backward passes, made from the right one in a way that shows what the
mistake amounts to. Import it by name.
"""

import numpy as np

from rnn_ref.char_model import init_params
from rnn_ref.losses import softmax_cross_entropy
from rnn_ref.optimisers import sgd_step
from rnn_ref.rnn import rnn_backward, rnn_forward_with_caches, truncated_bptt
from rnn_ref.tasks import recall

H, K, T, LAG, BATCH = 24, 4, 12, 3, 32


def bias_over_all_axes(dhs, caches):
    """The bias gradient is summed over the units too, so each unit gets the same."""
    *rest, db_h = rnn_backward(dhs, caches)
    return *rest, np.full_like(db_h, db_h.sum())


def carry_replaces_dh(dhs, caches):
    """The carry in place of `dhs[:, t]`, but for the last step, where there is no carry yet."""
    is_last = np.arange(dhs.shape[1]) == dhs.shape[1] - 1
    return rnn_backward(dhs * is_last[:, None], caches)


def last_written(dhs, caches):
    """`dW =` where `dW +=` belongs: the loop ends at step 0, so step 0 alone counts."""
    dx, dh0, *all_steps = rnn_backward(dhs, caches)
    but_step_0 = rnn_backward(dhs[:, 1:], caches[1:])[2:]
    return dx, dh0, *(a - b for a, b in zip(all_steps, but_step_0, strict=True))


def carry_dropped(dhs, caches):
    """`dh_prev` is never added: windows of one step."""
    return truncated_bptt(dhs, caches, 1)


def sign(dhs, caches):
    """A minus too many."""
    return tuple(-gradient for gradient in rnn_backward(dhs, caches))


def slope_missing(dhs, caches):
    """`da = dh`: as if every tanh stood at 0, where its slope is 1."""
    at_zero = [(x, h_prev, 0 * h, W_xh, W_hh) for x, h_prev, h, W_xh, W_hh in caches]
    return rnn_backward(dhs, at_zero)


FAULTS = {  # name -> what is not as it should be, for `recall_run`
    "bias": {"backward": bias_over_all_axes},
    "replaced": {"backward": carry_replaces_dh},
    "last": {"backward": last_written},
    "dropped": {"backward": carry_dropped},
    "sign": {"backward": sign},
    "slope": {"backward": slope_missing},
    "rate": {"lr": 0.001},
    "spread": {"spread": 20.0},
}


def recall_run(seed, backward=rnn_backward, updates=600, lr=1.0, spread=1.0):
    """Train a vanilla network by SGD to say what came three steps before; stops at an overflow.

    backward: as `rnn_backward`, or the last three of what it returns; spread: factor of the
    recurrent weights at the start
    -> log (updates, 4): the loss, the norm of dW_hh, the largest difference between two entries of
    b_h, and the share of states beyond 0.99, after each update.
    """
    rng, log = np.random.default_rng(seed), []
    params = init_params(rng, K, spread * rng.standard_normal((H, H)) / np.sqrt(H), K)
    for _ in range(updates):
        x, targets = recall(rng, BATCH, T, LAG, K)
        W_xh, W_hh, b_h, W_hy, b_y = params.values()
        hs, caches = rnn_forward_with_caches(x, np.zeros((BATCH, H)), W_xh, W_hh, b_h)
        loss, dlogits = softmax_cross_entropy(hs @ W_hy + b_y, targets)
        dW_hy = np.tensordot(hs, dlogits, axes=((0, 1), (0, 1)))
        grads = *backward(dlogits @ W_hy.T, caches)[-3:], dW_hy, dlogits.sum(axis=(0, 1))
        params = sgd_step(params, dict(zip(params, grads, strict=True)), lr)
        log.append((loss, np.linalg.norm(grads[1]), np.ptp(params["b_h"]), np.mean(abs(hs) > 0.99)))
        if not np.isfinite(loss):
            break
    return np.array(log)
