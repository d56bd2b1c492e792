"""The map of gradients from outputs to inputs."""

import numpy as np

import rnn_ref
from rnn_ref import influence_map, numerical_gradient


def _network(rng, N=2, T=4, D=3, H=2, K=2):
    x, zeros = rng.standard_normal((N, T, D)), np.zeros((N, H))
    weights = [rng.standard_normal(s) for s in ((D, 4 * H), (H, 4 * H), (4 * H,))]
    return x, zeros, weights, rng.standard_normal((H, K))


def test_influence_is_that_of_central_differences(rng):
    x, zeros, weights, W_hy = _network(rng)
    (N, T, _), K = x.shape, W_hy.shape[1]
    _, _, caches = rnn_ref.lstm_forward_with_caches(x, zeros, zeros, *weights)
    found = influence_map(
        lambda dys: rnn_ref.lstm_backward(dys @ W_hy.T, zeros, caches)[0], N, T, K
    )
    squares = np.zeros((T, T))
    for n, t, k in np.ndindex(N, T, K):

        def output(row, n=n, t=t, k=k):
            hs, _ = rnn_ref.lstm_forward(row[None], zeros[:1], zeros[:1], *weights)
            return (hs @ W_hy)[0, t, k]

        squares[t] += (numerical_gradient(output, x[n]) ** 2).sum(axis=1) / N
    np.testing.assert_allclose(found, np.sqrt(squares), rtol=1e-7, atol=1e-9)


def test_no_output_hears_a_later_input(rng):
    x, zeros, weights, W_hy = _network(rng, T=5)
    _, _, caches = rnn_ref.lstm_forward_with_caches(x, zeros, zeros, *weights)
    found = influence_map(
        lambda dys: rnn_ref.lstm_backward(dys @ W_hy.T, zeros, caches)[0], 2, 5, 2
    )
    np.testing.assert_array_equal(np.triu(found, 1), 0.0)
    assert (np.tril(found)[np.tril_indices(5)] > 0).all()
