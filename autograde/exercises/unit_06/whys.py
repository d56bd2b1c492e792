"""What a pass asks in each exercise of the unit, and an answer to compare one's own with."""

from autograde.kinds.exercise import Why

WHYS = {
    "stateful_batches": Why(
        "Why may the batches not be shuffled?",
        "The state that a batch ends with is where the next one begins. Row n of the next batch "
        "has to be the continuation of row n in the text, or the network would go on with the "
        "memory of another place.",
    ),
    "truncated_bptt": Why(
        "What is lost by cutting, and what is not?",
        "The states still carry the past across the border of a window, so the prediction may"
        " use it. What is lost is the gradient that would teach earlier steps to serve later "
        "ones.",
    ),
    "rmsprop_step": Why(
        "Why does the step hardly depend on how large the loss is?",
        "If the loss is multiplied by 10, so are the gradients and the root of their mean "
        "square. The factor cancels, but for eps.",
    ),
    "adam_step": Why(
        "Why are the memories corrected at the first steps and hardly at later ones?",
        "Both start from zero, and after t steps they have taken in 1 - beta**t of what they are "
        "a mean of. This is small at first and close to 1 later, so dividing by it matters only "
        "at first.",
    ),
    "sample": Why(
        "Why does a low temperature make a text that repeats itself?",
        "Dividing by a small temperature makes the likeliest class outweigh all others. The model "
        "then goes the same way whenever it meets the same state, and soon runs in a circle.",
    ),
    "train_epoch": Why(
        "Why is the mean of these losses not the loss of the model after the epoch?",
        "Each loss was measured with the parameters of its own moment, and they changed with each "
        "batch. Most of them were worse than the last ones. For the model as it is, take the loss "
        "on a fixed set of data.",
    ),
}
