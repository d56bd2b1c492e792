"""What a pass asks in each exercise of the unit, and an answer to compare one's own with."""

from autograde.kinds.exercise import Why

WHYS = {
    "gru_step": Why(
        "Why does the GRU need no output gate and no second state?",
        "One gate, z, decides both what stays and what is written: the parts z and 1 - z sum to 1, "
        "so the state cannot grow without bounds and can be shown as it is.",
    ),
    "gru_step_backward": Why(
        "Through which of the four ways to the old state can a gradient last for long?",
        "Through the straight one: there it is multiplied by z alone, which the network can set "
        "near 1. The other three go through a matrix and a slope.",
    ),
}
