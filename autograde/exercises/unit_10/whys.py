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
    "build_reader": Why(
        "Why does the dense layer need no `T`, in either model?",
        "It reads one state with the same weights, whichever step it is from, as your own "
        "`rnn_output` does. So the number of weights does not depend on the length.",
    ),
    "build_one_to_many": Why(
        "What does the repeated input not tell the layer?",
        "At which step it is: the input is the same each time. That has to be in the state, "
        "which is different at every step.",
    ),
    "build_encoder_decoder": Why(
        "What passes from the encoder to the decoder?",
        "One vector for each sequence, repeated at every step of the decoder: all that is "
        "known of the source.",
    ),
    "mend_model": Why(
        "Why do several yes-or-no questions ask for a sigmoid each, and not for a softmax?",
        "A softmax shares out a probability of 1 among its outputs, as if one of them alone could "
        "be yes. Questions that do not exclude each other need a probability each.",
    ),
    "build_masked_classifier": Why(
        "What does the mask change in the recurrent layer?",
        "At a masked step the state is copied from the step before, as if that step were not "
        "there. The answer then does not depend on how much padding there is.",
    ),
}
