"""Exceptions in plain words: what a beginner should look for. No exercise is known here."""

from __future__ import annotations

import re

_IMPORTS = "what the notebook imports is all that is needed"
# Patterns of the type and of its text, what to look for; the first that fits is taken.
PLAIN_WORDS = (
    (
        "ValueError",
        r"matmul.*mismatch|shapes .* not aligned",
        "two matrices do not fit: compare the inner sizes of the product",
    ),
    (
        "ValueError",
        r"matmul.*enough dimensions",
        "`@` multiplies arrays; a single number is multiplied with `*`",
    ),
    (
        "ValueError",
        r"remapped shapes|einsum|einstein sum",
        "a letter of einsum stands for two different sizes, or their number is not that of axes",
    ),
    (
        "ValueError",
        r"could not broadcast input",
        "an array does not fit into the place that it is assigned to: compare both shapes",
    ),
    (
        "ValueError",
        r"could not be broadcast|non-broadcastable",
        "two arrays of these shapes cannot be combined elementwise, as + and * do; a matrix "
        "product is `@`",
    ),
    (
        "ValueError",
        r"(not enough|too many) values to unpack",
        "a tuple has another number of entries than the names on the left",
    ),
    ("ValueError", r"read-only", "this array must not be changed in place: work on a copy"),
    (
        "ValueError",
        r"truth value of an array",
        "an array stands where one True or False is needed: use NumPy's own function, or `.any()`",
    ),
    (
        "ValueError",
        r"concatenation axis must match",
        "arrays that are joined must agree in all other sizes: is it the right `axis`?",
    ),
    (
        "ValueError",
        r"must have same number of dimensions|must have the same shape",
        "arrays that are joined or stacked must have the same number of axes, and fitting sizes",
    ),
    (
        "ValueError",
        r"need at least one array",
        "the list of arrays is empty: was anything appended to it?",
    ),
    (
        "ValueError",
        r"cannot reshape",
        "reshape keeps the number of values: the new sizes have another product",
    ),
    (
        "ValueError",
        r"setting an array element with a sequence",
        "several values stand where NumPy needs one, or the rows of a list differ in length",
    ),
    (
        "ValueError",
        r"array split does not result in an equal division",
        "this axis cannot be cut into equal parts: tell `np.split` which axis holds the blocks",
    ),
    (
        "ValueError",
        r"[Pp]robabilities contain NaN",
        "the probabilities hold nan: was exp taken of numbers that are too large?",
    ),
    (
        "ValueError",
        r"[Pp]robabilities (do not|are not)",
        "probabilities lie between 0 and 1 and sum to 1",
    ),
    ("ValueError", r"axes don't match", "transpose needs each axis of the array once"),
    (
        "ValueError",
        r"Improper number of dimensions",
        "this norm is that of a vector or a matrix: what stands here has another number of axes",
    ),
    (
        "ValueError",
        r"^\w+: \w+ has shape .*, expected \(",  # as the functions of rnn_ref say it
        "this function was given an array of another shape: is it the right one, and in its place?",
    ),
    # Keras: what its layers say of the shapes that they are given.
    (
        "ValueError",
        r"model takes inputs of shape",
        "the shape in `keras.Input` is not that of the brief; the batch, None, is left out of it",
    ),
    (
        "ValueError",
        r"expected ndim=3, found ndim=2|with at least 3 dimensions",
        "a layer that goes through the steps was given one vector: it needs an axis of time",
    ),
    (
        "ValueError",
        r"expected ndim=2, found ndim=3",
        "a layer that takes one vector was given one for every step: an axis of time too many",
    ),
    (
        "ValueError",
        r"expected ndim=3, found ndim=4",
        "an axis too many: the batch, for one, is left out of the shape of an Input",
    ),
    (
        "ValueError",
        r"^Cannot convert '.*' to a shape|must pass a `shape` argument",
        "a shape is a tuple, also with a single size: (6,) or (None,)",
    ),
    (
        "ValueError",
        r"expects 1 input\(s\), but it received",
        "a list stands where one array is wanted, as `return_state` gives it: take one entry",
    ),
    (
        "ValueError",
        r"activation function identifier",
        "no activation has this name; a layer takes the number of its outputs, then its activation",
    ),
    (
        "ValueError",
        r"^Unrecognized keyword arguments",
        "this layer has no setting of this name: look for a typo, or for the layer that has it",
    ),
    (
        "ValueError",
        r"^Argument `name` must be a string",
        "`keras.Sequential` takes one list of layers, in [ ]",
    ),
    (
        "ValueError",
        r"^Only instances of `keras.Layer`",
        "each entry of the list is one layer: no list of its own, and no model's output",
    ),
    (
        "ValueError",
        r"must be fully-defined",
        "a layer needs to know a size here that is left open, None, in the shapes before it",
    ),
    (
        "TypeError",
        r"^Expected an integer value for `n`",
        "a number of times is one whole number, no tuple",
    ),
    (
        "ValueError",
        r"values must be KerasTensors",
        "a layer stands where its output is wanted: call it on what comes before, `layer(x)`",
    ),
    ("AxisError", r"", "the array has no such axis: a shape (N, H) has the axes 0 and 1"),
    (
        "NameError",
        r"is not defined",
        "a name is used that has no value: look for a typo, or run the cell that defines it",
    ),
    (
        "UnboundLocalError",
        r"",
        "a variable is read before this function has given it a value",
    ),
    (
        "TypeError",
        r"as a data type|data type .* not understood",
        "the shape is one tuple, in brackets of its own: `np.zeros((2, 3))`",
    ),
    (
        "TypeError",
        r"stack\(\) takes",
        "the arrays to join are one tuple, in brackets of its own: `np.hstack((a, b))`",
    ),
    (
        "TypeError",
        r"only integer scalar arrays",
        "an array stands where one whole number is needed; arrays to join are one tuple, as in "
        "`np.concatenate((a, b))`",
    ),
    (
        "TypeError|AttributeError",
        r"NoneType",
        "something is None here: did a function end without `return`?",
    ),
    (
        "TypeError",
        r"positional argument|unexpected keyword|multiple values for|invalid keyword",
        "a function is called with other arguments than it takes",
    ),
    (
        "TypeError",
        r"^'?(numpy\.ndarray|tuple|list|dict|int|float|numpy\.float64)'? object is not callable",
        "round brackets call a function, and this is none: an index stands in [ ], a product needs "
        "`@` or `*`",
    ),
    (
        "TypeError",
        r"'(int|numpy\.int64)' object is not iterable",
        "a number cannot be looped over: `range(n)` counts from 0 to n - 1",
    ),
    (
        "TypeError",
        r"is not (iterable|subscriptable)|has no len|unsized|does not support item|"
        r"object does not support",
        "this object has no entries to go through, to read or to change: what is it?",
    ),
    (
        "TypeError",
        r"is not reversible",
        "`reversed` needs a range or a list: make a list of what stands in its brackets",
    ),
    (
        "TypeError",
        r"(tuple|list) indices must be",
        "a tuple or a list has whole numbers as indices, no names and no second axis: unpack it, "
        "or make it an array",
    ),
    (
        "TypeError",
        r"type\(s\) for \^|ufunc 'bitwise_xor'",
        "a power is written `**`; `^` compares the bits of whole numbers",
    ),
    (
        "TypeError",
        r"boolean (negative|subtract)",
        "truth values have no minus: `~mask` turns a mask round",
    ),
    (
        "TypeError",
        r"cannot unpack non-iterable",
        "there are several names on the left, and one single thing on the right",
    ),
    (
        "TypeError|UFuncTypeError",
        r"unsupported operand|can't multiply sequence|ufunc .* not (supported|contain)|"
        r"not contain a loop",
        "these two things cannot be combined: is one a list, a tuple, a dict, a function or a "
        "string?",
    ),
    (
        "TypeError",
        r"only .*arrays can be converted",
        "an array stands where a single number is needed",
    ),
    (
        "TypeError",
        r"float.* as an integer",
        "a whole number is needed here: `//` divides to one",
    ),
    (
        "TypeError",
        r"tuple.* as an integer",
        "single numbers are needed here, one after the other, and not a tuple",
    ),
    (
        "TypeError",
        r"no callable",
        "this array holds objects in place of numbers, and NumPy cannot compute with them",
    ),
    (
        "UFuncTypeError",
        r"Cannot cast",
        "an array of integers cannot take decimals in place: make it an array of floats",
    ),
    (
        "IndexError",
        r"shape mismatch|could not be broadcast",
        "the index arrays do not line up: make the rows a column, `np.arange(N)[:, None]`",
    ),
    ("IndexError", r"too many indices", "the array has fewer axes than there are indices"),
    ("IndexError", r"pop from empty", "the list is empty: everything has been taken out of it"),
    (
        "IndexError",
        r"only integers, slices|must be of integer",
        "an index must be a whole number: `//` divides to one",
    ),
    ("IndexError", r"scalar variable", "this is a single number: it has no entries to index"),
    ("IndexError", r"boolean index", "the mask and the array that it selects from differ in shape"),
    ("IndexError", r"", "an index is outside the array: the last one is its size - 1"),
    ("KeyError", r"", "the dict has no such key"),
    (
        "AttributeError",
        r"^module ",
        "the module has no function of this name: look for a typo",
    ),
    (
        "AttributeError",
        r"'(tuple|list)' object",
        "a tuple or a list is no array: unpack it, or make it one with `np.array`",
    ),
    ("AttributeError", r"", "this object does not have what you ask of it: check its type"),
    ("RecursionError", r"", "the function calls itself without end"),
    ("ZeroDivisionError", r"", "a division by zero"),
    ("LinAlgError", r"square", "this function of np.linalg needs a square matrix"),
    ("LinAlgError", r"did not converge", "the matrix holds nan or inf"),
    ("LinAlgError", r"[Ss]ingular", "this matrix has no inverse"),
    ("ModuleNotFoundError", r"", f"this module is not there: {_IMPORTS}"),
    ("ImportError", r"", f"this cannot be imported: {_IMPORTS}"),
    ("StopIteration", r"", "`next` was asked for more than there is"),
    ("KeyboardInterrupt", r"", "it was stopped by hand"),
    ("SystemExit", r"", "your code asks Python to end: take `exit()` or `quit()` out"),
    ("AssertionError", r"", "an `assert` in your code does not hold"),
    ("TypeError", r"unhashable", "an array or a list cannot be the key of a dict"),
    ("(_Array)?MemoryError", r"", "an array is far too large: look at the sizes it is made with"),
    ("OutOfTime", r"", "it ran too long: is there a loop that never ends?"),
)


def plain_words(kind: str, message: str) -> str:
    """What an exception means to a beginner; empty where nothing better is known."""
    for known, pattern, words in PLAIN_WORDS:
        if re.fullmatch(known, kind) and re.search(pattern, message):
            return words
    return ""
