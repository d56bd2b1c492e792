"""Updates of the weights."""


def sgd_step(params, grads, lr):
    """One step of gradient descent: p - lr * dp for each parameter.

    params, grads: dicts of arrays with the same keys -> a new dict; the arrays given stay as
    they are.
    """
    return {name: param - lr * grads[name] for name, param in params.items()}
