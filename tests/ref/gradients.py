"""Central differences for a function of named arrays."""

from rnn_ref import numerical_gradient, relative_error


def assert_gradients(f, arguments, gradients, limit=1e-7):
    """Every entry of every gradient of f(**arguments), a number, against central differences."""
    assert gradients, "nothing to check"
    for name, gradient in gradients.items():
        value = arguments[name]

        def loss(changed, name=name):
            return float(f(**{**arguments, name: changed}))

        assert gradient.shape == value.shape, name
        assert relative_error(gradient, numerical_gradient(loss, value)) < limit, name
