"""What a pass asks in each exercise of the unit, and an answer to compare one's own with."""

from autograde.kinds.exercise import Why

WHYS = {
    "truncated_bptt": Why(
        "What is lost by cutting, and what is not?",
        "The states still carry the past across the border of a window, so the prediction may"
        " use it. What is lost is the gradient that would teach earlier steps to serve later "
        "ones.",
    ),
}
