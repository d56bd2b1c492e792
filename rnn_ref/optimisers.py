"""Updates of the weights, and what is done to gradients before them."""

import numpy as np


def sgd_step(params, grads, lr):
    """One step of gradient descent: p - lr * dp for each parameter.

    params, grads: dicts of arrays with the same keys -> a new dict; the arrays given stay as
    they are.
    """
    return {name: param - lr * grads[name] for name, param in params.items()}


def clip_by_global_norm(grads, max_norm):
    """Scale all gradients by one factor, so that their norm together is at most `max_norm`.

    grads: a dict of arrays -> a new dict, and the norm before: the root of the sum of the
    squares of all entries of all arrays. At or below the limit the gradients stay as they are.

    Raises:
        ValueError: `max_norm` is not above 0.
    """
    if not max_norm > 0:
        raise ValueError(f"clip_by_global_norm: max_norm is {max_norm}, expected above 0")
    norm = float(np.sqrt(sum((gradient**2).sum() for gradient in grads.values())))
    scale = max_norm / norm if norm > max_norm else 1.0
    return {name: scale * gradient for name, gradient in grads.items()}, norm


def clip_by_value(grads, limit):
    """Every entry of every gradient into [-limit, limit]. This turns the direction.

    grads: a dict of arrays -> a new dict.

    Raises:
        ValueError: `limit` is not above 0.
    """
    if not limit > 0:
        raise ValueError(f"clip_by_value: limit is {limit}, expected above 0")
    return {name: np.clip(gradient, -limit, limit) for name, gradient in grads.items()}


def clip_by_norm(grads, max_norm):
    """Each gradient by a factor of its own, so that its norm is at most `max_norm`.

    grads: a dict of arrays -> a new dict. Unlike `clip_by_global_norm`, this changes the
    direction of the whole, since some are scaled and others are not.

    Raises:
        ValueError: `max_norm` is not above 0.
    """
    if not max_norm > 0:
        raise ValueError(f"clip_by_norm: max_norm is {max_norm}, expected above 0")
    norms = {name: float(np.sqrt((gradient**2).sum())) for name, gradient in grads.items()}
    return {
        name: gradient * (max_norm / norms[name] if norms[name] > max_norm else 1.0)
        for name, gradient in grads.items()
    }


def zeros_like_params(params):
    """A dict of zeros, one array for each parameter: what the memories below start from."""
    return {name: np.zeros_like(param) for name, param in params.items()}


def momentum_step(params, grads, velocity, lr, beta=0.9):
    """Gradient descent with momentum: v = beta * v - lr * dp, p + v.

    params, grads, velocity: dicts with the same keys -> params, velocity: new dicts.
    """
    velocity = {name: beta * velocity[name] - lr * grads[name] for name in params}
    return {name: params[name] + velocity[name] for name in params}, velocity


def adagrad_step(params, grads, square, lr, eps=1e-7):
    """Adagrad (Duchi et al. 2011): s = s + dp^2, p - lr * dp / (sqrt(s) + eps).

    params, grads, square: dicts with the same keys -> params, square: new dicts.
    """
    square = {name: square[name] + grads[name] ** 2 for name in params}
    return {name: _scaled(params, grads, square, name, lr, eps) for name in params}, square


def rmsprop_step(params, grads, square, lr, rho=0.9, eps=1e-7):
    """RMSprop (Tieleman and Hinton 2012): Adagrad that forgets.

    s = rho * s + (1 - rho) * dp^2, p - lr * dp / (sqrt(s) + eps).
    params, grads, square: dicts with the same keys -> params, square: new dicts.
    """
    square = {name: rho * square[name] + (1.0 - rho) * grads[name] ** 2 for name in params}
    return {name: _scaled(params, grads, square, name, lr, eps) for name in params}, square


def adam_step(params, grads, mean, square, t, lr, beta1=0.9, beta2=0.999, eps=1e-7):
    """Adam (Kingma and Ba 2015, algorithm 1); t counts the steps from 1.

    m = beta1 * m + (1 - beta1) * dp,     m^ = m / (1 - beta1^t)
    s = beta2 * s + (1 - beta2) * dp^2,   s^ = s / (1 - beta2^t)
    p - lr * m^ / (sqrt(s^) + eps)

    params, grads, mean, square: dicts with the same keys -> params, mean, square: new dicts.
    """
    if t < 1:
        raise ValueError(f"adam_step: t is {t}, expected at least 1")
    mean = {name: beta1 * mean[name] + (1.0 - beta1) * grads[name] for name in params}
    square = {name: beta2 * square[name] + (1.0 - beta2) * grads[name] ** 2 for name in params}
    mean_hat = {name: m / (1.0 - beta1**t) for name, m in mean.items()}
    square_hat = {name: s / (1.0 - beta2**t) for name, s in square.items()}
    new = {name: _scaled(params, mean_hat, square_hat, name, lr, eps) for name in params}
    return new, mean, square


def _scaled(params, grads, square, name, lr, eps):
    """p - lr * dp / (sqrt(s) + eps) of one parameter."""
    return params[name] - lr * grads[name] / (np.sqrt(square[name]) + eps)
