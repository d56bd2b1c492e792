"""What a pass asks in each exercise of the unit, and an answer to compare one's own with."""

from autograde.kinds.exercise import Why

WHYS = {
    "affine_time": Why(
        "Why do all time steps use the same `W`?",
        "The layer looks at each step by itself, and what it has learnt about one step holds "
        "at every other. So the number of weights does not depend on T, and longer sequences "
        "need no new weights.",
    ),
    "softmax": Why(
        "Why may the largest logit be subtracted without changing the result?",
        "Subtracting c divides every exponential by exp(c), in the sum as well, so the factor"
        " cancels. With the largest logit at 0, no exponential can overflow.",
    ),
}
