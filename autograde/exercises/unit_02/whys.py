"""What a pass asks in each exercise of the unit, and an answer to compare one's own with."""

from autograde.kinds.exercise import Why

WHYS = {
    "many_to_one": Why(
        "Which inputs can the last state know of?",
        "All of them, through the chain of states. What is far back has passed through many "
        "steps, each of which may have pushed it aside.",
    ),
    "many_to_many": Why(
        "What may the output at step t depend on?",
        "On the inputs up to step t, and on none that come later: the state after step t has "
        "not seen them.",
    ),
    "one_to_many": Why(
        "What happens to an early error when outputs become inputs?",
        "It is fed back, and every later step starts from it. An error can grow from step to "
        "step, since nothing outside corrects it.",
    ),
    "encode_decode": Why(
        "What is all that the decoder knows of the source?",
        "The encoder's last state: H numbers, whatever the length of the source. It is the "
        "bottleneck that attention was made to avoid.",
    ),
    "make_windows": Why(
        "Why is the data cut in time, and not at random?",
        "A random cut puts windows that overlap into both parts, so the test would contain "
        "values that were trained on. In use, the future is not there to be trained on.",
    ),
    "last_real_state": Why(
        "Why is the state at the last position not enough?",
        "After the last real step the layer has read padding, and its state has gone on "
        "changing. The state that knows the sequence and nothing else is the one after the "
        "last real step.",
    ),
}
