"""The fast versions against the plain ones at sizes of training, and the memory they use again."""

import threading

import numpy as np
import pytest

from rnn_ref import buffers, columns
from tests.ref.implementations import LAYERS, generic

FAST = [layer for layer in LAYERS if layer.name.startswith("fast")]
every_fast = pytest.mark.parametrize("layer", FAST, ids=lambda layer: layer.name)
N, T, D, H = 8, 12, 16, 24  # large enough for memory that is used again


def passes(layer, arguments, mask=None, seed=1):
    """Outputs and gradients, one list."""
    rng = np.random.default_rng(seed)
    hs, last, caches = layer.forward(*arguments, mask)
    upstream = [rng.standard_normal(o.shape).astype(o.dtype) for o in (hs, *last)]
    dx, dstates, dweights = layer.backward(upstream[0], tuple(upstream[1:]), caches)
    return [hs, *last, dx, *dstates, *dweights]


@every_fast
@pytest.mark.parametrize("masked", [False, True], ids=["no-mask", "mask"])
@pytest.mark.parametrize("dtype", [np.float64, np.float32], ids=["float64", "float32"])
def test_fast_equals_plain(layer, masked, dtype, rng):
    arguments = layer.draw(rng, N, T, D, H, dtype)
    mask = np.arange(T) < rng.integers(0, T + 1, N)[:, None] if masked else None
    limit = 1e-11 if dtype == np.float64 else 1e-4
    plain = passes(generic(layer.cell), arguments, mask)
    for got, want in zip(passes(layer, arguments, mask), plain, strict=True):
        assert got.dtype == want.dtype
        np.testing.assert_allclose(got, want, rtol=0, atol=limit * max(1.0, np.abs(want).max()))


@every_fast
def test_results_outlive_later_passes(layer, rng):
    """Is no memory that a result looks at handed out again?"""
    arguments = layer.draw(rng, N, T, D, H)
    first = passes(layer, arguments)
    kept = [a.copy() for a in first]
    for seed in range(3):
        passes(layer, layer.draw(rng, N, T, D, H), seed=seed)
    for now, then in zip(first, kept, strict=True):
        np.testing.assert_array_equal(now, then)


@every_fast
def test_a_slice_of_a_result_is_enough_to_keep_it(layer, rng):
    arguments = layer.draw(rng, N, T, D, H)
    part = passes(layer, arguments)[0][2:3, 4:5]
    kept = part.copy()
    passes(layer, layer.draw(rng, N, T, D, H))
    np.testing.assert_array_equal(part, kept)


@every_fast
def test_passes_of_two_threads_do_not_meet(layer, rng):
    work = [layer.draw(rng, N, T, D, H) for _ in range(2)]
    want = [passes(layer, arguments) for arguments in work]
    wrong = []

    def repeat(k):
        for _ in range(10):
            got = passes(layer, work[k])
            if any(not np.array_equal(a, b) for a, b in zip(got, want[k], strict=True)):
                wrong.append(k)

    threads = [threading.Thread(target=repeat, args=(k,)) for k in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_memory_is_used_again_once_nothing_looks_at_it():
    shape = (64, 65)
    first = buffers.empty(shape, np.float32)
    place = first.__array_interface__["data"][0]
    second = buffers.empty(shape, np.float32)
    assert not np.shares_memory(first, second)
    view = first[1:2]
    del first
    assert not np.shares_memory(view, buffers.empty(shape, np.float32))
    del view
    again = [buffers.empty(shape, np.float32) for _ in range(3)]
    assert place in [a.__array_interface__["data"][0] for a in again]


def test_memory_that_is_kept_has_a_limit(monkeypatch):
    monkeypatch.setattr(buffers, "LIMIT", 100_000)
    monkeypatch.setattr(buffers, "_blocks", {})
    held = [buffers.empty((k, 1000), np.float64) for k in range(1, 9)]
    assert buffers.kept() <= 100_000
    for k, array in enumerate(held):
        array[...] = k
    assert all((array == k).all() for k, array in enumerate(held))


def test_small_arrays_are_ordinary():
    before = buffers.kept()
    assert buffers.empty((3, 4), np.float64).base is None
    assert buffers.kept() == before


def test_contiguous_copies():
    a = np.arange(6000.0).reshape(60, 100).T
    copy = buffers.contiguous(a, np.float32)
    assert copy.flags.c_contiguous
    assert copy.dtype == np.float32
    np.testing.assert_array_equal(copy, a.astype(np.float32))


@pytest.mark.parametrize("shape", [(1, 5), (16, 3), (70, 129), (33, 6, 4)])
def test_transposed_exchanges_the_first_two_axes(shape, rng):
    a = rng.standard_normal(shape)
    copy = buffers.transposed(a)
    assert copy.flags.c_contiguous
    np.testing.assert_array_equal(copy, a.swapaxes(0, 1))


@pytest.mark.parametrize(
    "shape", [(2, 3, 4), (3, 5, 700), (2, 7, 300), (1, 1, 1), (2, 3, 0), (2, 2, 2000)]
)
def test_steps_as_columns(shape, rng):
    """Also where it takes several goes, of which the last is a short one."""
    x = rng.standard_normal(shape)
    written = np.full((shape[1], shape[2] + 1, shape[0]), np.nan)
    columns.write_columns(x, written[:, :-1])
    np.testing.assert_array_equal(written[:, :-1], x.transpose(1, 2, 0))
    assert np.isnan(written[:, -1]).all()


def test_rows_apart_are_not_a_power_of_two_apart():
    rows = columns.rows_apart((4, 8, 16), np.float32)
    assert rows.shape == (4, 8, 16)
    assert rows.strides == (4 * (8 * 16 + 16), 4 * 16, 4)


@pytest.mark.parametrize("sizes", [(3, 7), (7, 3)], ids=["wide", "tall"])
def test_the_sum_over_time_of_products(sizes, rng):
    left, right = (rng.standard_normal((5, rows, 4)) for rows in sizes)
    got = columns.sum_over_time(columns.side_by_side(left), columns.side_by_side(right))
    assert got.flags.c_contiguous
    np.testing.assert_allclose(got, np.einsum("tkn,tmn->km", left, right), rtol=1e-12, atol=1e-12)


@every_fast
@pytest.mark.parametrize("last", [False, True], ids=["all-steps", "and-the-last-state"])
@pytest.mark.parametrize("order", ["C", "F"])
def test_the_backward_pass_leaves_what_it_was_given(layer, last, order, rng):
    """Neither the gradients from above change, nor the cache, which may serve twice."""
    hs, states, cache = layer.forward(*layer.draw(rng, N, T, D, H), None)
    above = [np.array(rng.standard_normal(o.shape), order=order) for o in (hs, *states)]
    kept = [a.copy() for a in above]
    results = []
    for _ in range(2):
        dx, dstates, dweights = layer.backward(above[0], tuple(above[1:]) if last else None, cache)
        results.append([dx, *dstates, *dweights])
    for now, then in zip([*above, *results[1]], [*kept, *results[0]], strict=True):
        np.testing.assert_array_equal(now, then)
