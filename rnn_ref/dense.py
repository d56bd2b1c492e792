"""A dense layer over time, the output layer that reads the state, and the network's size."""

from rnn_ref.shapes import require_shape


def affine_time(x, W, b):
    """A dense layer without activation at every step: x_t @ W + b.

    x (N, T, D), W (D, H), b (H,) -> (N, T, H). The same weights serve every step.
    """
    D, H = W.shape
    require_shape("affine_time", "x", x, "N T D", D=D)
    require_shape("affine_time", "b", b, "H", H=H)
    return x @ W + b


def rnn_output(hs, W_hy, b_y, activation):
    """The output of every step: y_t = activation(h_t @ W_hy + b_y).

    hs (N, T, H), W_hy (H, K), b_y (K,), activation: a function of the pre-activations
    (N, T, K), such as `softmax` -> ys (N, T, K). The same weights serve every step.
    """
    H, K = W_hy.shape
    require_shape("rnn_output", "hs", hs, "N T H", H=H)
    require_shape("rnn_output", "b_y", b_y, "K", K=K)
    return activation(hs @ W_hy + b_y)


def count_params(D, H, K):
    """Trainable numbers of a recurrent layer and its output layer.

    W_xh (D, H), W_hh (H, H), b_h (H,), W_hy (H, K), b_y (K,) -> int. No T: the weights are
    shared by all steps.
    """
    return D * H + H * H + H + H * K + K
