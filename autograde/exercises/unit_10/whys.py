"""What a pass asks in each exercise of the unit, and an answer to compare one's own with."""

from autograde.kinds.exercise import Why

WHYS = {
    "to_keras_weights": Why(
        "Why can two libraries with the same formulas not exchange their weights as they are?",
        "They may order the gates differently, put them side by side or not, and have one "
        "bias or two. Nothing in the shapes tells.",
    ),
    "state_quiz": Why(
        "When is a state kept between two batches useful?",
        "When the next batch goes on where this one ended, as in one long text that was cut. "
        "For sequences that have nothing to do with each other it carries over what does not "
        "belong there.",
    ),
    "build_one_to_one": Why(
        "Why is this no recurrent network?",
        "There is no step after another: each input has its own answer, and nothing is kept.",
    ),
    "build_one_to_many": Why(
        "What does the repeated input not tell the layer?",
        "At which step it is: the input is the same each time. That has to be in the state, "
        "which is different at every step.",
    ),
    "build_many_to_one": Why(
        "Why does the layer return its last output only?",
        "One answer is asked for the whole sequence, and the last state has read all of it.",
    ),
    "build_many_to_many": Why(
        "Why does the dense layer need no `T`?",
        "It is applied to each step with the same weights, as your own `rnn_output` does.",
    ),
    "build_encoder_decoder": Why(
        "What passes from the encoder to the decoder?",
        "One vector for each sequence, repeated at every step of the decoder: all that is "
        "known of the source.",
    ),
    "build_masked_classifier": Why(
        "What does the mask change in the recurrent layer?",
        "At a masked step the state is copied from the step before, as if that step were not "
        "there. The answer then does not depend on how much padding there is.",
    ),
}
