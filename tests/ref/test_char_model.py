"""The character model in functions is the one that unit 04 builds, cell by cell."""

import numpy as np
import pytest

import rnn_ref
from rnn_ref import char_model, tasks
from tests.notebooks.running import source

CELLS = ("setup", "setup-experiments", "char-data", "char-model", "char-check", "char-write")


@pytest.fixture(scope="module")
def unit_04():
    """What the cells of the unit define, with the given parts as the learner's."""
    cells = {cell.id: cell.source for cell in source("04_bptt").cells}
    names = {"mine": lambda name: getattr(rnn_ref, name)}
    for cell in CELLS:
        code = cells[cell].replace("from autograde import check, hint, mine, progress\n", "")
        names["gradient_of"] = rnn_ref.numerical_gradient
        exec(code, names)
    return names


def params_of(H, D=char_model.V, K=char_model.V):
    rng = np.random.default_rng(0)
    shapes = {"W_xh": (D, H), "W_hh": (H, H), "b_h": (H,), "W_hy": (H, K), "b_y": (K,)}
    return {name: 0.4 * rng.standard_normal(shape) for name, shape in shapes.items()}


def test_text_and_windows_are_those_of_the_unit(unit_04):
    training, held_out = char_model.help_text()
    assert list(char_model.CHARS) == unit_04["chars"]
    np.testing.assert_array_equal(training, unit_04["training"])
    np.testing.assert_array_equal(held_out, unit_04["held_out"])
    for ours, theirs in zip(
        char_model.windows(training, [3, 70], 5),
        unit_04["windows"](training, [3, 70], 5),
        strict=True,
    ):
        np.testing.assert_array_equal(ours, theirs)


def test_loss_gradients_and_text_are_those_of_the_unit(unit_04):
    params, (training, _) = params_of(H=6), char_model.help_text()
    x, targets = char_model.windows(training, [0, 50, 300], 7)
    loss, grads = char_model.loss_and_grads(params, x, targets)
    loss_04, grads_04 = unit_04["loss_and_grads"](params, x, targets)
    assert loss == pytest.approx(loss_04, rel=1e-12)
    for name, grad in grads.items():
        np.testing.assert_allclose(grad, grads_04[name], rtol=1e-9, atol=1e-14)
    texts = [
        write(params, np.random.default_rng(1)) for write in (char_model.write, unit_04["write"])
    ]
    assert texts[0] == texts[1]


def test_one_target_at_the_end_has_the_right_gradient():
    params = params_of(H=4, D=6, K=2)
    x, targets = tasks.which_came_first(np.random.default_rng(2), 3, 5)
    _, grads = char_model.loss_and_grads(params, x, targets)
    for name, value in params.items():

        def loss(changed, name=name):
            return char_model.loss_and_grads({**params, name: changed}, x, targets)[0]

        assert rnn_ref.relative_error(grads[name], rnn_ref.numerical_gradient(loss, value)) < 1e-7


def test_accuracy_reads_the_last_step():
    params = params_of(H=4, D=6, K=2)
    x, _ = tasks.which_came_first(np.random.default_rng(2), 8, 5)
    h = rnn_ref.rnn_forward(x, np.zeros((8, 4)), *list(params.values())[:3])[:, -1]
    answers = (h @ params["W_hy"] + params["b_y"]).argmax(axis=1)
    assert char_model.accuracy(params, x, answers) == 1.0
    assert char_model.accuracy(params, x, 1 - answers) == 0.0


def test_simple_rows_are_known():
    rows = char_model.simple_rows(*char_model.help_text())
    assert rows["uniform"][1] == [np.log2(29)]
    assert rows["bigram"][1][0] == pytest.approx(3.4, abs=0.05)


def test_leads_that_are_told_are_those_that_come():
    codes, _ = char_model.help_text()
    V = char_model.V
    counts = np.ones((V * V, V))
    np.add.at(counts, (codes[:-2] * V + codes[1:-1], codes[2:]), 1)
    log_p = np.log10(counts / counts.sum(axis=1, keepdims=True))

    def score(word):
        told = np.array([char_model.CHARS.index(c) for c in f" {word} "])
        return log_p[told[:-2] * V + told[1:-1], told[2:]].sum()

    wrong = {"there": "ethre", "language": "langaueg", "gradient": "gardient"}
    wrong["recurrent"] = "recurret"
    for word, lead in char_model.LEADS_OF_PAIRS.items():
        assert score(word) - score(wrong[word]) == pytest.approx(lead, abs=0.006)
