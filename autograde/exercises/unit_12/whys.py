"""What a pass asks in each exercise of the unit, and an answer to compare one's own with."""

from autograde.kinds.exercise import Why

WHYS = {
    "make_windows": Why(
        "Why is the data cut in time, and not at random?",
        "A random cut puts windows that overlap into both parts, so the test would contain "
        "values that were trained on. In use, the future is not there to be trained on.",
    ),
}
