"""Arguments and observations as plain JSON data, and back. Nothing is pickled or evaluated.

The same file works on both sides of the grading sandbox, so it holds nothing that is an answer.
What arrives from the sandbox is bounded in size, depth and number of items before it is used.
"""

from __future__ import annotations

import base64
import functools
import itertools
import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograde.beside.inputs import Given, Rng

MAX_BYTES = 16 * 2**20  # of all arrays and strings of one value
MAX_PLAIN = 2**16  # of one array that is taken as it is
MAX_ITEMS = 20_000  # entries of lists and dicts
MAX_DEPTH = 8
MAX_DESCRIPTION = 100  # characters that say what something opaque is
MAX_DRAWN = 1_000  # items taken from an iterator
ARRAY_KINDS = "biufc"
MAX_DTYPE = 8  # characters of a dtype's name, such as "<f8"
CALLABLE_NAMES = {
    "function": "function",
    "builtin_function_or_method": "function",
    "ufunc": "function",
    "_ArrayFunctionDispatcher": "function",  # most functions of NumPy
    "method": "method",
}
CALLABLES = tuple(f"a {name}" for name in set(CALLABLE_NAMES.values()))


class CodecError(ValueError):
    """The data is malformed or too large."""


@dataclass(frozen=True, slots=True)
class Opaque:
    """Something that is no data: only what it is, in words."""

    description: str


class _Budget:
    """Counts what may still be read or written."""

    def __init__(self) -> None:
        self.bytes = MAX_BYTES
        self.items = MAX_ITEMS

    def take(self, size: int) -> None:
        self.bytes -= size
        self.items -= 1
        if self.bytes < 0 or self.items < 0:
            raise CodecError("it is too large to be judged")


def encode(value: Any) -> Any:
    """`value` as JSON data. What is no data becomes its description.

    Raises:
        CodecError: it is too large or too deep.
    """
    return _encode(value, _Budget(), 0)


def as_data(value: Any) -> Any:
    """What `decode(encode(value))` makes of a value that nobody else's code can change any more.

    Arrays and numbers, alone or in a tuple, as most functions return, need no way there and back.
    """
    items = tuple(map(_at_once, value if type(value) is tuple else (value,)))
    if any(item is None for item in items):
        return decode(encode(value))
    return items if type(value) is tuple else items[0]


def _at_once(value):
    """The value as data where nothing has to be looked at, else None."""
    if isinstance(value, np.generic):
        value = np.asarray(value)
    if type(value) is float and math.isfinite(value):
        return value
    is_plain = type(value) is np.ndarray and value.dtype.kind in ARRAY_KINDS
    return value if is_plain and value.dtype.isnative and value.nbytes < MAX_PLAIN else None


def _encode(value, budget, depth):
    if depth > MAX_DEPTH:
        raise CodecError("it is nested too deeply to be judged")
    if isinstance(value, np.generic | complex):
        value = np.asarray(value)
    if isinstance(value, np.ndarray):
        return _encode_array(value, budget)
    budget.take(16)
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int):
        return int(value) if abs(value) < 2**63 else {"opaque": "a very large int"}
    if isinstance(value, float):
        return float(value) if math.isfinite(value) else {"float": repr(float(value))}
    if isinstance(value, str):
        budget.take(4 * len(value))
        return str(value)
    return _encode_compound(value, budget, depth)


def _encode_compound(value, budget, depth):
    if isinstance(value, list | tuple):
        tag = "tuple" if isinstance(value, tuple) else "list"
        return {tag: [_encode(inner, budget, depth + 1) for inner in value]}
    if isinstance(value, dict):
        pairs = ((k.item() if isinstance(k, np.generic) else k, v) for k, v in value.items())
        return {"dict": [[_encode(i, budget, depth + 1) for i in pair] for pair in pairs]}
    if isinstance(value, Given):
        return {"given": value.name, "params": _encode(value.params, budget, depth + 1)}
    if isinstance(value, Rng):
        return {"rng": value.seed}
    if isinstance(value, Opaque):
        return {"opaque": value.description}
    if hasattr(value, "__next__"):
        drawn = list(itertools.islice(value, MAX_DRAWN))
        return {"list": [_encode(inner, budget, depth + 1) for inner in drawn]}
    if hasattr(value, "__array__"):  # a tensor of some framework
        return _encode_array(np.asarray(value), budget)
    if value is ...:
        return {"opaque": "`...`, a place that is still to be filled"}
    name = (
        "class"
        if isinstance(value, type)
        else CALLABLE_NAMES.get(type(value).__name__, type(value).__name__[:60])
    )
    return {"opaque": with_article(name)}


def _encode_array(array, budget):
    if array.dtype.kind not in ARRAY_KINDS:
        return {"opaque": _kind_of_array(array.dtype)}
    budget.take(array.nbytes)
    if array.dtype.byteorder != "|":
        array = array.astype(array.dtype.newbyteorder("<"), copy=False)
    return {
        "array": base64.b64encode(array.tobytes()).decode("ascii"),
        "dtype": array.dtype.str,
        "shape": list(array.shape),
    }


def _kind_of_array(dtype):
    """What an array that holds no numbers is, in words."""
    if dtype.kind == "O":
        return "an array of objects in place of numbers (dtype=object)"
    return "an array of strings" if dtype.kind in "SU" else f"an array of {dtype}"[:80]


def with_article(name: str) -> str:
    """The name of a kind of thing, as in "an ndarray"."""
    return f"{'an' if name[:1] in 'aeiouAEIOU' else 'a'} {name}"


def values_in(data: bytes) -> int:
    """About how many values a text of JSON holds, told without reading it."""
    return sum(map(data.count, (b",", b"[", b"{")))


def one_line(text: str, limit: int) -> str:
    """Text from anybody as one line that is safe to show: printable, at most `limit` characters."""
    start = text[: 4 * limit]
    if not start.isprintable():
        start = "".join(c if c.isprintable() else " " for c in start)
    line = " ".join(start.split())
    return line if len(line) <= limit else f"{line[: limit - 3].rstrip()}..."


def decode(data: Any) -> Any:
    """The value that `encode` made `data` from.

    Raises:
        CodecError: `data` is not what `encode` makes, too large or too deep.
    """
    try:
        return _decode(data, _Budget(), 0)
    except CodecError:
        raise
    except Exception as error:  # the data may come from anybody
        raise CodecError(f"malformed data: {type(error).__name__}") from error


def _decode(data, budget, depth):
    if depth > MAX_DEPTH:
        raise CodecError("nested too deeply")
    budget.take(16)
    if isinstance(data, int) and abs(data) >= 2**63:  # `_encode` makes none
        raise CodecError("a very large int")
    if data is None or isinstance(data, bool | int | float):
        return data
    if isinstance(data, str):
        budget.take(4 * len(data))
        return data
    if not isinstance(data, dict) or not data:
        raise CodecError("malformed data")
    if "array" in data:
        return _decode_array(data, budget)
    tag, content = next(iter(data.items()))
    if tag in ("list", "tuple"):
        items = [_decode(inner, budget, depth + 1) for inner in content]
        return tuple(items) if tag == "tuple" else items
    if tag == "dict":
        return {_decode(k, budget, depth + 1): _decode(v, budget, depth + 1) for k, v in content}
    return _decode_special(tag, content, data, budget, depth)


def _decode_special(tag, content, data, budget, depth):
    if tag == "float" and content in ("nan", "inf", "-inf"):
        return float(content)
    if tag == "opaque":
        return Opaque(one_line(str(content), MAX_DESCRIPTION))
    if tag == "given":
        return Given(str(content), _decode(data["params"], budget, depth + 1))
    if tag == "rng":
        return Rng(int(content))
    raise CodecError("malformed data")


def _decode_array(data, budget):
    name = data["dtype"]
    if not isinstance(name, str) or len(name) > MAX_DTYPE:
        raise CodecError("an array of an unexpected dtype")
    dtype, native = _dtypes(name)
    if dtype.kind not in ARRAY_KINDS or dtype.itemsize > 32:
        raise CodecError("an array of an unexpected dtype")
    budget.take(len(data["array"]) * 3 // 4)
    raw = base64.b64decode(data["array"], validate=True)
    shape = tuple(map(int, data["shape"]))
    return np.frombuffer(raw, dtype=dtype).reshape(shape).astype(native)


@functools.lru_cache(maxsize=64)
def _dtypes(name):
    """What came, and what it becomes on this machine."""
    dtype = np.dtype(name)
    return dtype, dtype.newbyteorder("=")
