"""Samplers are judged by frequencies: rarely wrong about a right one, sure about a wrong one."""

import dataclasses

import numpy as np
import pytest

from autograde import exercises
from autograde.beside import observe
from autograde.beside.codec import encode
from autograde.beside.inputs import Rng
from autograde.judge import judge
from autograde.judge.request import make_request
from autograde.judge.verdict import FAILED
from autograde.kinds.compare import Drawn, Frequencies
from autograde.kinds.exercise import Case, Exercise, Misconception

DRAWS = 2000


def probabilities(logits, temperature, rng):
    scaled = logits / temperature
    p = np.exp(scaled - scaled.max())
    return p / p.sum()


def draw(logits, temperature, rng):
    return int(rng.choice(len(logits), p=probabilities(logits, temperature, rng)))


def by_cumulative_sum(logits, temperature, rng):
    return np.searchsorted(probabilities(logits, temperature, rng).cumsum(), rng.random())


WRONG = {
    "argmax": lambda logits, temperature, rng: int(np.argmax(logits)),
    "multiplied": lambda logits, temperature, rng: draw(logits, 1 / temperature, rng),
    "uniform": lambda logits, temperature, rng: int(rng.integers(len(logits))),
    "outside": lambda logits, temperature, rng: draw(logits, temperature, rng) + 1,
    "no class": lambda logits, temperature, rng: 0.5,
    "none": lambda logits, temperature, rng: None,
    "fresh generator": lambda logits, temperature, rng: draw(
        logits, temperature, np.random.default_rng(0)
    ),
}

SAMPLE = Exercise(
    name="toy",
    number="99.2",
    unit="99_toy",
    title="draw a class",
    points=2,
    reference=draw,
    cases=lambda rng: [
        Case(f"T={t}", (rng.standard_normal(5), t, Rng(int(rng.integers(10**6)))), repeat=DRAWS)
        for t in (0.5, 2.0)
    ],
    outputs=("class",),
    section="Sampling",
    hints=("a", "b", "c"),
    comparison=Frequencies(probabilities),
)


def verdict_on(function, seed):
    public = judge.public_cases(SAMPLE, seed)
    return judge.judge(
        SAMPLE, public, [], observe.answer({"toy": function}, make_request(SAMPLE, public))
    )


@pytest.mark.parametrize("function", [draw, by_cumulative_sum])
def test_a_right_sampler_passes(function):
    for seed in range(5):
        assert verdict_on(function, seed).passed


@pytest.mark.parametrize("function", WRONG.values(), ids=WRONG.keys())
def test_a_wrong_sampler_is_rejected(function):
    for seed in range(5):
        assert verdict_on(function, seed).score == 0


@pytest.mark.parametrize("count", [0, 1, 10, DRAWS - 1, DRAWS + 1])
def test_another_number_of_draws_is_rejected(count):
    """Of one draw, any frequencies are as near as can be asked."""
    public = judge.public_cases(SAMPLE, 1)
    reply = observe.answer({"toy": draw}, make_request(SAMPLE, public))
    assert judge.judge(SAMPLE, public, [], reply).passed
    for entry in reply["observations"]:
        drawn = entry["value"]["list"]
        entry["value"] = {"list": (drawn * 2)[:count]}
    assert judge.judge(SAMPLE, public, [], reply).score == 0


def test_one_matrix_does_not_stand_for_all_that_were_asked_for():
    orthogonal = exercises.find("orthogonal")
    cases = judge.public_cases(orthogonal)
    reply = {"observations": [{"value": encode(np.eye(case.args[1]))} for case in cases]}
    assert judge.judge(orthogonal, cases, [], reply).score == 0


def test_false_failures_are_below_one_in_a_million():
    """The bound holds for 200,000 experiments at a laxer chance, so it is no guess."""
    rng = np.random.default_rng(0)
    p = np.array([0.5, 0.3, 0.2])
    lax = Frequencies(lambda: p, false_failure=1e-3)
    counts = rng.multinomial(DRAWS, p, size=200_000)
    failed = (np.abs(counts / DRAWS - p) > lax.bound(3, DRAWS)).any(axis=1).mean()
    assert failed < 1e-3
    assert 100 * Frequencies(lambda: p).false_failure <= 1e-6


def test_draws_of_another_form_earn_nothing_and_never_raise():
    public = judge.public_cases(SAMPLE)
    forged = {"value": encode(np.ones((3, 2)))}  # where a list of draws is due
    verdict = judge.judge(SAMPLE, public, [], {"observations": [forged] * len(public)})
    assert (verdict.status, verdict.score) == (FAILED, 0)


def test_draws_that_are_all_the_same_are_told_as_such():
    verdict = verdict_on(WRONG["fresh generator"], 0)
    assert "all 2000 draws are class" in str(verdict)


def test_a_mistake_is_known_by_how_often_it_draws_what():
    """By another way of drawing than its own, too."""
    multiplied = Drawn(lambda logits, temperature, rng: probabilities(logits, 1 / temperature, rng))
    mistake = Misconception("multiplied", multiplied, "Divide by the temperature.", "Sampling")
    exercise = dataclasses.replace(SAMPLE, misconceptions=(mistake,))

    def by_sums(logits, temperature, rng):
        return by_cumulative_sum(logits, 1 / temperature, rng)

    def found(function):
        public = judge.public_cases(exercise, 0)
        reply = observe.answer({"toy": function}, make_request(exercise, public))
        return judge.judge(exercise, public, [], reply).misconceptions

    assert found(by_sums) == ("multiplied",)
    assert found(WRONG["uniform"]) == ()
