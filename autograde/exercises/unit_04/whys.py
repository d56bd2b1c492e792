"""What a pass asks in each exercise of the unit, and an answer to compare one's own with."""

from autograde.kinds.exercise import Why

WHYS = {
    "numerical_gradient": Why(
        "Why are two points, one on each side, better than one?",
        "The terms of the second order are the same on both sides and cancel in the "
        "difference. The error falls with the square of eps, where one side leaves an error "
        "of the order of eps.",
    ),
    "rnn_step_backward": Why(
        "Why can the slope of tanh be computed from `h_t` alone?",
        "The derivative of tanh(a) is 1 - tanh(a)^2, and tanh(a) is h_t. So the pre-"
        "activation need not be kept for the backward pass.",
    ),
    "rnn_backward": Why(
        "Why are two gradients added at each state?",
        "The state is used twice: by the loss of its own step, and by the next step. By the "
        "chain rule, the effects of both uses add up.",
    ),
    "sgd_step": Why(
        "Why is the gradient subtracted?",
        "It points to where the loss grows fastest. A small step the other way makes the loss"
        " smaller; with too large a step this need not hold any more.",
    ),
}
