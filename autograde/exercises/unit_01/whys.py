"""What a pass asks in each exercise of the unit, and an answer to compare one's own with."""

from autograde.kinds.exercise import Why

WHYS = {
    "rnn_step": Why(
        "What would be lost if the step had no tanh?",
        "Without it the state is a linear function of all inputs, however many steps there "
        "are: one matrix could do the same, and parity could not be computed. The tanh also "
        "keeps the state between -1 and 1.",
    ),
    "rnn_forward": Why(
        "Why can the steps of one sequence not be computed at the same time?",
        "Each state is made of the one before it, so step t has to wait for step t - 1. The "
        "sequences of a batch do not wait for each other: that is what the first axis is for.",
    ),
    "rnn_output": Why(
        "Why does the output layer get the same weights at every step?",
        "It reads a state, and a state means the same at every step. One set of weights "
        "learns from all steps, and serves sequences of any length.",
    ),
    "count_params": Why(
        "Why does T not appear in the number of parameters?",
        "The weights are shared by all steps. A longer sequence uses them more often, and "
        "needs no others.",
    ),
    "parity_weights": Why(
        "Why does the network need a hidden layer to count parity?",
        "Parity of the state and the input is XOR, which no straight line separates. One unit"
        " finds OR, another AND, and the difference of both is XOR.",
    ),
}
