"""What a pass asks in each exercise of the unit, and an answer to compare one's own with."""

from autograde.kinds.exercise import Why

WHYS = {
    "lstm_step": Why(
        "Why is `c_t` handed on as it is, and not as `tanh(c_t)`?",
        "A kept value would go through tanh once more at every step, and shrink each time. So "
        "tanh is applied only to what is shown, on the way to h_t.",
    ),
    "lstm_step_backward": Why(
        "Why does `dc` have two sources?",
        "The cell state goes on to the next step, and it makes h_t by way of the output gate."
        " The gradients of both uses add up.",
    ),
    "lstm_forward": Why(
        "Why must both states be handed on?",
        "h_t is what the gates of the next step read, and c_t is what they act on. Without "
        "c_t the memory would be gone after each step.",
    ),
    "lstm_backward": Why(
        "Why does the cell carry start with `dcT`, and the hidden carry with zero?",
        "The last hidden state gets its gradient from dhs, like all others. No loss looks at "
        "a cell state directly, so what arrives at the last one from outside is handed in as "
        "dcT.",
    ),
    "forget_bias_halflife": Why(
        "Why is the bias of the forget gate often set to 1 at the start?",
        "With a bias of 0 the gate stands at one half, and half of the cell is lost at each "
        "step. At 1 it keeps 0.73, so that early in training the gradient reaches further "
        "back.",
    ),
}
