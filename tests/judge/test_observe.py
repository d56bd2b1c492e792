"""Whatever the learner's function does, observing it returns data."""

import itertools
import json
import time

import numpy as np
import pytest

from autograde import assess
from autograde.beside import observe
from autograde.exercises import find
from autograde.judge import judge
from autograde.judge.request import make_request
from tests.judge.toy import TOY, scale_and_sum


def recursive(x, W, b):
    return recursive(x, W, b)


def exits(x, W, b):
    raise SystemExit(0)


def prints_much(x, W, b):
    for _ in range(1000):
        print("x" * 1000)
    return scale_and_sum(x, W, b)


def wide_errors(x, W, b):
    np.seterr(all="ignore")
    np.set_printoptions(precision=1)
    return scale_and_sum(x, W, b)


class Unprintable(Exception):
    def __str__(self):
        raise RuntimeError("no text")


def unprintable(x, W, b):
    raise Unprintable


class NoAnswers:
    """A callable that raises whatever it is asked."""

    def __getattr__(self, name):
        raise ValueError(name)

    def __call__(self, x, W, b):
        raise KeyError("W_xh")


class Nameless(type):
    @property
    def __name__(cls):
        raise RuntimeError("no name")


class NamelessError(Exception, metaclass=Nameless):
    pass


class NoArray:
    def __array__(self, *args, **kwargs):
        raise RuntimeError("no array")


def nameless(x, W, b):
    raise NamelessError


def late(x, W, b):
    yield x
    raise OSError("late")


STRANGE = {
    "no answers": NoAnswers(),
    "nameless": nameless,
    "no array": lambda x, W, b: (NoArray(), x),
    "late": late,
    "placeholder": lambda x, W, b: (..., ...),
    "keys of numpy": lambda x, W, b: ({np.float64(1): x}, x),
    "none": lambda x, W, b: None,
    "nan": lambda x, W, b: (x @ W * np.nan, x),
    "endless generator": lambda x, W, b: itertools.count(),
    "ragged": lambda x, W, b: ([[1, 2], [3]], [1]),
    "objects": lambda x, W, b: (object(), np.array([object()])),
    "strings": lambda x, W, b: ("y", "total"),
    "functions": lambda x, W, b: (len, print),
    "enormous": lambda x, W, b: (np.zeros((4000, 4000)), x),
    "nested": lambda x, W, b: ([[[[[[[[[[[[1]]]]]]]]]]]], x),
    "big int": lambda x, W, b: (10**5000, x),
    "wrong number": lambda x, W, b: (x, W, b),
    "recursion": recursive,
    "exit": exits,
    "division": lambda x, W, b: 1 / 0,
    "too few parameters": lambda x: x,
    "unprintable": unprintable,
    "a class": dict,
    "complex": lambda x, W, b: (x @ W + 1j, x),
}


@pytest.mark.parametrize("key", STRANGE)
def test_anything_ends_as_data_and_earns_nothing(key):
    public = judge.public_cases(TOY)
    reply = observe.answer({"toy": STRANGE[key]}, make_request(TOY, public))
    verdict = judge.judge(TOY, public, [], json.loads(json.dumps(reply)))
    assert verdict.score == 0
    json.dumps(verdict.to_dict())


VALUES = {
    "no array": NoArray(),
    "nameless": NamelessError(),
    "endless": itertools.count(),
    "placeholder": ...,
    "no answers": NoAnswers(),
}


@pytest.mark.parametrize("key", VALUES)
def test_an_answer_of_any_kind_earns_nothing_and_never_raises(key):
    for name in ("parity_weights", "predicted_slope", "question_01_1"):
        assert assess(name, VALUES[key]).score == 0


def test_an_iterator_without_end_or_items_is_stopped():
    class Empty:
        def __next__(self):
            while True:
                pass

    request = {**make_request(find("predicted_slope"), []), "seconds": 0.3}
    reply = observe.answer({"predicted_slope": Empty()}, {**request, "observers": []})
    assert reply == {"answer": {"value": {"opaque": "an Empty"}}}


@pytest.mark.parametrize("function", [prints_much, wide_errors])
def test_side_effects_do_not_leave_the_call(function, capsys):
    errors, options = np.geterr(), np.get_printoptions()
    public = judge.public_cases(TOY)
    reply = observe.answer({"toy": function}, make_request(TOY, public))
    assert judge.judge(TOY, public, [], reply).passed
    assert (np.geterr(), np.get_printoptions()) == (errors, options)
    assert capsys.readouterr().out == ""


def test_an_endless_loop_is_stopped_even_if_it_catches_everything():
    calls = []

    def endless(x, W, b):
        calls.append("one")
        while True:
            try:
                time.sleep(0.01)
            except BaseException:
                time.sleep(0.01)
                break
        while True:
            pass

    request = {**make_request(TOY, judge.public_cases(TOY)), "seconds": 0.3}
    reply = observe.answer({"toy": endless}, request)
    assert reply["observations"][-1]["error"]["type"] == "OutOfTime"
    assert calls == ["one"]


def test_the_learners_own_line_is_found():
    def broken(x, W, b):
        return np.concatenate([x, W])

    reply = observe.answer({"toy": broken}, make_request(TOY, judge.public_cases(TOY)))
    assert reply["observations"][0]["error"]["source"] == "return np.concatenate([x, W])"


def test_the_line_is_the_learners_where_a_compiled_library_raises():
    def broken(x, W, b):
        return np.random.default_rng(0).standard_normal(3, 4)

    reply = observe.answer({"toy": broken}, make_request(TOY, judge.public_cases(TOY)))
    error = reply["observations"][0]["error"]
    assert error["source"] == "return np.random.default_rng(0).standard_normal(3, 4)"


def test_variants_are_bounded_in_time_and_are_not_asked_where_a_call_stops():
    public = judge.public_cases(TOY)
    request = make_request(TOY, public)
    calls = []

    def slow_later(x, W, b):
        calls.append(1)
        if len(calls) > len(public) + 1:
            time.sleep(5)
        return scale_and_sum(x, W, b)

    began = time.monotonic()
    reply = observe.answer({"toy": slow_later}, request)
    assert time.monotonic() - began < 10
    assert len(reply["variants"]) < len(request["variants"])
    assert judge.judge(TOY, public, [], reply).passed
    assert "variants" not in observe.answer({"toy": lambda *arguments: 1 / 0}, request)


def test_each_call_gets_fresh_inputs():
    seen = []

    def spoils(x, W, b):
        seen.append(x.copy())
        x[:] = 0
        return scale_and_sum(x, W, b)

    public = judge.public_cases(TOY)
    for _ in range(2):
        observe.answer({"toy": spoils}, make_request(TOY, public))
    half = len(seen) // 2
    for first, second in zip(seen[:half], seen[half:], strict=True):
        np.testing.assert_array_equal(first, second)
