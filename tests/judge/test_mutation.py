"""The cases of the exercises see small faults in the reference."""

import pytest

from autograde import exercises
from tests.judge.mutation import survivors

FUNCTIONS = [e for e in exercises.all_exercises().values() if not e.is_answer]
SMALLEST_SHARE = 0.97

# Faults that change no value, with the reason: no case can see them.
EQUIVALENT = {
    "rnn_step_forward: return (h_t, (h_prev, x_t, h_t, W_xh, W_hh))": (
        "rnn_forward returns the states only and drops the caches"
    ),
    "numerical_gradient: up, down = (x.copy(), x.copy())": "two equal copies change places",
    "_backward_in_windows: carry = np.ones_like(h0)": (
        "the last step ends a window, so the carry is set to zeros before its first use"
    ),
    "_backward_in_windows: return (carry, dx, dW_xh, dW_hh, db_h)": (
        "truncated_bptt drops both of the first two values"
    ),
    "clip_by_global_norm: scale = max_norm / norm if norm >= max_norm else 1.0": (
        "at the limit the factor is 1 either way"
    ),
    "orthogonal: Q, R = np.linalg.qr(rng.standard_normal((H, H)))": "two equal sizes change places",
    "orthogonal: return Q / np.sign(np.diag(R))": "to divide by a sign is to multiply by it",
    "lstm_step_forward: return (h_t, c_t, (h_prev, x_t, c_prev, i, f, g, o, c_t, W_x, W_h))": (
        "lstm_step and lstm_forward return the states and drop the cache"
    ),
    "gru_step_forward: return (h_t, (h_prev, x_t, z, r, n, q, W_x, W_h, reset_after))": (
        "gru_step returns the state and drops the cache"
    ),
    **dict.fromkeys(
        (
            "gru_step_backward: drq = da_n if reset_after else da_n @ W_hn",
            "gru_step_backward: drq = da_n if reset_after else W_hn.T @ da_n",
            "gru_step_backward: dW_hn = h_prev.T @ dq if reset_after else (r / h_prev).T @ da_n",
            "gru_step_backward: dW_hn = h_prev.T @ dq if reset_after else r * h_prev @ da_n",
            "gru_step_backward: dW_hn = h_prev.T @ dq if reset_after else da_n @ (r * h_prev).T",
        ),
        "the exercise asks for the default dialect, and tests/ref holds the other one",
    ),
}


@pytest.mark.parametrize("exercise", FUNCTIONS, ids=lambda e: e.name)
def test_only_faults_without_effect_survive(exercise):
    _, alive = survivors(exercise)
    assert [where for where in alive if where not in EQUIVALENT] == []


def test_nearly_all_faults_are_rejected():
    results = [survivors(exercise) for exercise in FUNCTIONS]
    faults = sum(total for total, _ in results)
    alive = sum(len(found) for _, found in results)
    assert 1 - alive / faults >= SMALLEST_SHARE
