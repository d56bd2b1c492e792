"""What a pass asks in each exercise of the unit, and an answer to compare one's own with."""

from autograde.kinds.exercise import Why

WHYS = {
    "wire": Why(
        "Which inputs can the last state know of, and which can the output of step t?",
        "The last state can know all of them, through the chain of states, and the output of step "
        "t those up to step t. What is far back has passed through many steps, each of which may "
        "have pushed it aside.",
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
    "last_real_state": Why(
        "Why is the state at the last position not enough?",
        "After the last real step the layer has read padding, and its state has gone on "
        "changing. The state that knows the sequence and nothing else is the one after the "
        "last real step.",
    ),
}
