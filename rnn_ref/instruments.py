"""A report on gradients: which of them are right, and where the others are most wrong."""

import numpy as np

from rnn_ref.gradcheck import numerical_gradient, relative_error


def gradient_report(f, arguments, gradients, eps=1e-5, limit=1e-7):
    """Compare gradients with central differences, argument by argument, and say how far off.

    f: takes all arguments by name and returns a number; arguments: a dict of arrays; gradients:
    a dict with the same names, or some of them
    -> text, one line for each: ok or WRONG, the relative error, and where it is largest.
    """
    lines = []
    for name, gradient in gradients.items():
        value = arguments[name]

        def loss(changed, name=name):
            return f(**{**arguments, name: changed})

        numeric = numerical_gradient(loss, value, eps)
        error = relative_error(gradient, numeric)
        worst = np.unravel_index(np.abs(gradient - numeric).argmax(), numeric.shape)
        place = ", ".join(str(int(i)) for i in worst)
        lines.append(
            f"{'ok   ' if error < limit else 'WRONG'} d{name:<6} relative error {error:.1e}, "
            f"largest at [{place}]: {gradient[worst]:.6g}, by differences {numeric[worst]:.6g}"
        )
    return "\n".join(lines)


def baseline_card(score, rows):
    """Models side by side: a trained one is worth what it adds to the simple ones above it.

    score: what is measured, in words; rows: model -> (parameters, its score for each seed, updates)
    -> text, one line for each model, with the median and the range over the seeds.
    """
    lines = [f"{'model':24}{'parameters':>10}   {score + ', median (range)':34}{'updates':>8}"]
    for model, (parameters, scores, updates) in rows.items():
        shown = f"{np.median(scores):.3f}"
        if len(scores) > 1:
            shown += f" ({min(scores):.3f} to {max(scores):.3f}, {len(scores)} seeds)"
        lines.append(f"{model:24}{parameters:>10}   {shown:34}{updates:>8}")
    return "\n".join(lines)


def linear_accuracy(seen, fresh):
    """How often least squares on whole sequences tells two classes apart, as a simple baseline.

    seen, fresh: pairs of x (N, T, D) and targets (N,) of 0 and 1; it learns from the first pair
    -> the part of the second that it gets right.
    """
    (x, targets), (x_fresh, targets_fresh) = seen, fresh
    weights = np.linalg.lstsq(x.reshape(len(x), -1), targets - 0.5)[0]
    return np.mean((x_fresh.reshape(len(x_fresh), -1) @ weights > 0) == targets_fresh)
