"""Data survives the way through JSON; what is no data becomes a description."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from autograde.beside.codec import CodecError, Opaque, as_data, decode, encode
from autograde.beside.inputs import Given, Rng

dtypes = st.sampled_from([np.float64, np.float32, np.int64, np.int32, np.bool_, np.complex128])


def nested_lists(depth):
    return {"list": [nested_lists(depth - 1)] if depth else []}


def round_trip(value):
    return decode(json.loads(json.dumps(encode(value))))


@given(hnp.arrays(dtypes, hnp.array_shapes(min_dims=0, max_dims=4, min_side=0, max_side=4)))
def test_arrays_survive(array):
    back = round_trip(array)
    assert back.dtype == array.dtype
    assert back.shape == array.shape
    assert back.tobytes() == array.tobytes()


@pytest.mark.parametrize(
    "value",
    [
        np.arange(6.0).reshape(2, 3).T,
        np.arange(3, dtype=">f8"),
        np.array(["text"]),
        np.zeros(10_000),
        np.float32(0.5),
        (np.float64(0.5), np.ones((2, 3))),
        (0.5, np.ones(2), None),
        (float("nan"), np.ones(2)),
        [np.ones(2)],
        iter([1, 2]),
    ],
    ids=lambda value: type(value).__name__,
)
def test_as_data_is_the_way_there_and_back(value):
    back = decode(encode(value)) if not hasattr(value, "__next__") else [1, 2]
    mine = as_data(value)
    assert type(mine) is type(back)
    np.testing.assert_equal(mine, back)
    if isinstance(back, np.ndarray):
        assert mine.dtype == back.dtype


@pytest.mark.parametrize(
    "value",
    [None, True, 3, -2.5, "text", [1, (2, "x")], {"a": [1], 2: None}, (), Rng(4), Given("tanh")],
    ids=str,
)
def test_plain_data_survives_with_its_types(value):
    back = round_trip(value)
    assert back == value
    assert type(back) is type(value)


def test_what_is_not_finite_survives():
    assert str(round_trip([float("inf"), float("-inf"), float("nan")])) == "[inf, -inf, nan]"


def test_what_is_no_data_is_described():
    assert round_trip(object()) == Opaque("an object")
    assert round_trip(iter([1, 2])) == [1, 2]


@pytest.mark.parametrize("value", [np.zeros(3_000_000), ["x"] * 30_000, "x" * 5_000_000])
def test_what_is_too_large_is_refused(value):
    with pytest.raises(CodecError, match="too large"):
        encode(value)


@pytest.mark.parametrize(
    "data",
    [
        {"array": "AAAA", "dtype": "O", "shape": [1]},
        {"array": "AAAA", "dtype": "<f8", "shape": [10**9]},
        {"array": "AAAA", "dtype": "V3", "shape": [1]},
        {"array": 3, "dtype": "<f8", "shape": [1]},
        {"unknown": 1},
        {"dict": [[{"list": []}, 1]]},
        {"dict": 5},
        {},
        [1],
        {"float": "1e999"},
        {"dict": [[2**63, 1]]},
        {"array": "", "dtype": "f8,f8", "shape": [0]},
        {"array": "", "dtype": "<f8" + " " * 20, "shape": [0]},
        {"array": "", "dtype": ["f8"], "shape": [0]},
        nested_lists(20),
    ],
    ids=str,
)
def test_malformed_data_is_refused(data):
    with pytest.raises(CodecError):
        decode(data)
