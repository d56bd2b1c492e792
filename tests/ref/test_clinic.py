"""Planted faults: the gradient check finds each wrong backward pass, and the logs differ."""

import numpy as np
import pytest

import rnn_ref
from rnn_ref import clinic

WRONG = {name: fault["backward"] for name, fault in clinic.FAULTS.items() if "backward" in fault}


def errors(backward, rng):
    """The relative error of dW_xh, dW_hh and db_h, by central differences."""
    x, weights = rng.standard_normal((3, 5, 3)), [rng.standard_normal(s) for s in ((3, 4), (4, 4))]
    weights = [*(0.5 * W for W in weights), rng.standard_normal(4)]
    dhs = rng.standard_normal((3, 5, 4))

    def loss(place, value):
        changed = [value if k == place else W for k, W in enumerate(weights)]
        return np.sum(dhs * rnn_ref.rnn_forward(x, np.zeros((3, 4)), *changed))

    _, caches = rnn_ref.rnn_forward_with_caches(x, np.zeros((3, 4)), *weights)
    return [
        rnn_ref.relative_error(
            gradient, rnn_ref.numerical_gradient(lambda v, k=k: loss(k, v), weights[k])
        )
        for k, gradient in enumerate(backward(dhs, caches)[-3:])
    ]


def test_the_right_backward_pass_passes(rng):
    assert max(errors(rnn_ref.rnn_backward, rng)) < 1e-7


@pytest.mark.parametrize("name", WRONG)
def test_the_gradient_check_finds_each_wrong_one(name, rng):
    assert max(errors(WRONG[name], rng)) > 1e-2


def test_logs_show_what_the_clinic_says_of_them():
    with np.errstate(all="ignore"):
        logs = {name: clinic.recall_run(0, **fault) for name, fault in clinic.FAULTS.items()}
    loss = {name: log[:, 0] for name, log in logs.items()}
    assert len(logs["slope"]) < 600
    assert loss["sign"][100] > 2 * loss["sign"][0]
    assert loss["rate"][-1] > 0.8 * loss["rate"][0]
    assert logs["spread"][0, 3] > 0.7
    assert logs["spread"][-1, 3] > logs["spread"][0, 3]
    assert (logs["last"][:, 1] == 0).all()
    assert loss["dropped"][50:150].min() < loss["dropped"][-1] < loss["dropped"][0]
    assert loss["replaced"][-1] < 0.1
    assert loss["bias"][-1] < 0.01
    assert logs["bias"][-1, 2] < 1e-9
