"""Every declared exercise, held to the same rules: this tests the exercises and the judge."""

import itertools
import os
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from autograde import assess, exercises
from autograde.beside.inputs import materialise
from autograde.judge import judge
from autograde.judge.request import make_request
from autograde.judge.verdict import FAILED, NOT_ANSWERED, NOT_WRITTEN
from autograde.kinds.compare import same
from autograde.kinds.exercise import GENERIC
from tests.judge import styles

SEEDS = range(int(os.environ.get("UNROLLED_SEEDS", "5")))  # 200 before a release
ALL = list(exercises.all_exercises().values())
FUNCTIONS = [e for e in ALL if not e.is_answer]
GRADED = [e for e in ALL if e.points]
MISTAKES = [(e, m) for e in ALL for m in e.misconceptions]
ORDER = ["shapes", "isolation", "ones", GENERIC, "float32", "extreme"]


def each(found):
    return [pytest.param(e, id=e.name) for e in found]


STYLES = [
    pytest.param(name, function, id=f"{name}-{number}") for name, number, function in styles.right()
]


def stub(*args, **kwargs):
    raise NotImplementedError("Exercise 00.0: not written")


@pytest.mark.parametrize("exercise", each(ALL))
def test_reference_has_full_marks(exercise):
    for seed in SEEDS:
        right = exercise.reference() if exercise.is_answer else exercise.reference
        verdict = assess(exercise.name, right, seed)
        assert verdict.passed, verdict
        assert verdict.score == exercise.points
        assert verdict.misconceptions == ()


@pytest.mark.parametrize("exercise", each(FUNCTIONS))
def test_stub_is_not_written_yet(exercise):
    verdict = assess(exercise.name, stub)
    assert (verdict.status, verdict.score) == (NOT_WRITTEN, 0)


@pytest.mark.parametrize("exercise", each([e for e in ALL if e.is_answer]))
def test_none_is_not_answered_yet(exercise):
    verdict = assess(exercise.name, None)
    assert (verdict.status, verdict.score) == (NOT_ANSWERED, 0)


@pytest.mark.parametrize(
    ("exercise", "misconception"), [pytest.param(e, m, id=f"{e.name}-{m.id}") for e, m in MISTAKES]
)
def test_misconception_is_rejected_and_named_as_itself(exercise, misconception):
    for seed in SEEDS:
        thing = misconception.wrong() if exercise.is_answer else misconception.wrong
        verdict = assess(exercise.name, thing, seed)
        assert verdict.status == FAILED
        assert verdict.score < exercise.points
        assert verdict.misconceptions == (misconception.id,)


@pytest.mark.parametrize(
    ("exercise", "misconception"),
    [pytest.param(e, m, id=f"{e.name}-{m.id}") for e, m in MISTAKES if not e.is_answer],
)
def test_misconception_differs_where_sizes_are_generic_or_one(exercise, misconception):
    """A squeeze shows only at sizes of 1; every other mistake shows at generic sizes."""

    def outcome(function, case):
        try:
            with np.errstate(all="ignore"):
                return function(*materialise(case.args))
        except Exception as error:
            return type(error).__name__

    def differ(a, b):
        if isinstance(b, tuple):
            return not isinstance(a, tuple) or len(a) != len(b) or any(map(differ, a, b))
        return not same(a, b, 1e-8)

    kind = "ones" if misconception.id == "squeezed" else GENERIC
    cases = [c for c in judge.public_cases(exercise) if c.kind == kind]
    pairs = [(outcome(misconception.wrong, c), outcome(exercise.reference, c)) for c in cases]
    assert any(differ(wrong, right) for wrong, right in pairs)


@pytest.mark.parametrize(("name", "function"), STYLES)
def test_right_solution_in_another_style_has_full_marks(name, function):
    for seed in range(3):
        verdict = assess(name, function, seed)
        assert verdict.passed, [c for c in verdict.cases if not c.passed][:1]


def test_every_function_exercise_has_three_other_styles():
    counted = Counter(name for name, *_ in styles.right())
    assert [e.name for e in FUNCTIONS if counted[e.name] < 3] == []


@pytest.mark.parametrize("exercise", each([e for e in FUNCTIONS if e.points]))
def test_no_marks_for_constants_and_inputs(exercise):
    outputs = len(exercise.outputs)
    width = len(exercise.arguments)

    def constant(value):
        return lambda *args: value if outputs == 1 else (value,) * outputs

    def handed_back(position):
        return lambda *args: args[position] if outputs == 1 else (args[position],) * outputs

    def zeros_of_the_right_shape(*args):
        right = exercise.reference(*args)
        many = right if outputs > 1 else (right,)
        made = tuple(
            {k: np.zeros_like(v) for k, v in r.items()} if isinstance(r, dict) else np.zeros_like(r)
            for r in many
        )
        return made if outputs > 1 else made[0]

    cheats = [constant(v) for v in (None, 0, 1.0, True, "x", [], {}, np.zeros(1))]
    cheats += [handed_back(i) for i in range(width)]
    for cheat in [*cheats, zeros_of_the_right_shape]:
        assert assess(exercise.name, cheat).score == 0


@pytest.mark.parametrize("exercise", each([e for e in FUNCTIONS if e.points]))
def test_no_marks_for_the_values_of_another_seed(exercise):
    remembered = itertools.cycle(
        [exercise.reference(*materialise(c.args)) for c in judge.public_cases(exercise, 1)]
    )
    assert assess(exercise.name, lambda *args: next(remembered), 0).score == 0


@pytest.mark.parametrize("exercise", each(FUNCTIONS))
def test_cases_come_in_order_and_hold_generic_sizes(exercise):
    kinds = [case.kind for case in judge.public_cases(exercise)]
    assert kinds == sorted(kinds, key=ORDER.index)
    assert kinds.count(GENERIC) >= 2
    names = [case.name for case in judge.public_cases(exercise)]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("exercise", each(ALL))
def test_cases_are_the_same_for_the_same_seed(exercise):
    first, second = (make_request(exercise, judge.public_cases(exercise, 5)) for _ in "ab")
    assert first == second


@pytest.mark.parametrize("exercise", each(GRADED))
def test_three_hints_that_differ(exercise):
    assert len(exercise.hints) == 3
    assert len(set(exercise.hints)) == 3
    assert all(len(text) > 20 for text in exercise.hints)


@pytest.mark.parametrize("exercise", each(FUNCTIONS))
def test_enough_misconceptions(exercise):
    wanted = 6 if "backward" in exercise.name else 3
    assert len(exercise.misconceptions) >= wanted


def test_a_wrong_name_suggests_the_right_one():
    with pytest.raises(KeyError, match="Did you mean 'rnn_step'"):
        assess("rnn_stpe", stub)


def test_a_rounded_constant_in_float32_is_not_right():
    def with_a_short_e(losses, mask):
        return np.float32(2.71828) ** (losses[mask].sum() / max(mask.sum(), 1))

    assert assess("perplexity", with_a_short_e).score == 0


def test_an_exercise_is_a_module_that_can_be_read_at_a_sitting():
    modules = [path for root in exercises.__path__ for path in Path(root).rglob("*.py")]
    lengths = {path.name: len(path.read_text(encoding="utf-8").splitlines()) for path in modules}
    assert {name: length for name, length in lengths.items() if length > 450} == {}
