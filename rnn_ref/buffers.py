"""Memory that is used again: for the fast versions, whose passes want the same sizes each time.

A new large array costs more than the arithmetic on it: the system hands out its pages one by
one, at the first touch, and takes them back when the array goes. `empty` keeps the blocks it has
handed out and gives one out again once no array looks at it any more. Python's count of
references tells: every view of a block holds one.
"""

import sys
import threading

import numpy as np

LIMIT = 2**30  # bytes kept at most
_SMALL = 2**12  # arrays below this many bytes come from memory that is in use anyway
_STRIP = 16  # rows, or steps, that are transposed at a time
_probe = [np.empty(1)]
_FREE = sys.getrefcount(_probe[0])  # of an array that a list holds and nothing else looks at
_blocks = {}  # size in bytes -> blocks
_lock = threading.Lock()


def empty(shape, dtype):
    """An array whose values are not set, like `np.empty`."""
    dtype = np.dtype(dtype)
    size = int(np.prod(shape)) * dtype.itemsize
    if size < _SMALL:
        return np.empty(shape, dtype)
    with _lock:
        blocks = _blocks.get(size, ())
        for k in range(len(blocks)):
            if sys.getrefcount(blocks[k]) == _FREE:
                return blocks[k].view(dtype).reshape(shape)
        block = np.empty(size, np.uint8)
        if kept() + size > LIMIT:
            _blocks.clear()  # blocks in use live on with the arrays that look at them
        _blocks.setdefault(size, []).append(block)
        return block.view(dtype).reshape(shape)


def kept():
    """Bytes that are kept, in use or free."""
    return sum(size * len(blocks) for size, blocks in _blocks.items())


def contiguous(array, dtype=None):
    """A contiguous copy in such memory, like `array.astype(dtype, order="C")`."""
    copy = empty(array.shape, array.dtype if dtype is None else dtype)
    copy[...] = array
    return copy


def transposed(array):
    """A copy in such memory whose first two axes have changed places: (K, M, ...) -> (M, K, ...).

    It goes by strips of a few of the K. In one go each of the M would be read from first to last,
    and of a large array the cache has lost the neighbours by the time the next one wants them.
    """
    K, M, *rest = array.shape
    copy = empty((M, K, *rest), array.dtype)
    for k in range(0, K, _STRIP):
        copy[:, k : k + _STRIP] = array[k : k + _STRIP].swapaxes(0, 1)
    return copy
