"""What a pass asks in each exercise of the unit, and an answer to compare one's own with."""

from autograde.kinds.exercise import Why

WHYS = {
    "mse_loss": Why(
        "Why does the gradient have the shape of `y`?",
        "There is one number for each prediction: how the loss changes if this prediction "
        "moves a little. With the mean, each is divided by the number of predictions.",
    ),
    "sequence_cross_entropy": Why(
        "Why is the gradient simply p - 1 at the target and p elsewhere?",
        "The logarithm undoes the exponential of the softmax. What is left is how much "
        "probability each class has, less what it should have: 1 at the target, 0 elsewhere.",
    ),
    "perplexity": Why(
        "What does a perplexity of 1 mean, and one of K?",
        "1: the right class always had probability 1. K: the model does no better than "
        "choosing among K classes at random.",
    ),
    "first_loss": Why(
        "A fresh model reports a loss far *below* ln V. What do you conclude?",
        "It cannot know anything yet, so the loss is not what it should be. Look at the divisor, "
        "at the mask, and at what counts as a step.",
    ),
}
