"""What a pass asks in each exercise of the unit, and an answer to compare one's own with."""

from autograde.kinds.exercise import Why

WHYS = {
    "jacobian_norms": Why(
        "Why does one norm for each state say how far back learning reaches?",
        "The gradient that reaches state t is the one at the end times this product of "
        "Jacobians. Where its norm is near 0, whatever happens at the end, state t hears "
        "nearly nothing of it.",
    ),
    "spectral_radius": Why(
        "Why does the spectral radius decide about many steps, and not about one?",
        "After many steps the largest eigenvalue outgrows the others, and its power sets the "
        "size. A single step can stretch a vector although all eigenvalues are below 1.",
    ),
    "predicted_slope": Why(
        "Why is the logarithm of the norm a straight line in the linear case?",
        "Each step multiplies by about the same factor, the spectral radius. In logarithms a "
        "factor for each step is a constant slope.",
    ),
    "clip_by_global_norm": Why(
        "Why one factor for all gradients, and not one for each array?",
        "One factor keeps the direction of the step, and only its length changes. Factors of "
        "their own would turn the step to another direction.",
    ),
    "orthogonal": Why(
        "Why is an orthogonal matrix a good start for `W_hh`?",
        "It keeps the length of every vector, so that neither the states nor the gradients "
        "shrink or grow by it. What the tanh takes away is still lost.",
    ),
}
