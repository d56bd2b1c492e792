"""Unit 05: products of Jacobians, the spectral radius, clipping, orthogonal starts."""

UNIT = "05_gradients"
TITLE = "Vanishing and exploding gradients"
HANDOUT = ()  # its cells that count need NumPy alone

STEP = "One step back is a matrix"
ORDER = "The order of the product"
SIZE = "The size of a matrix"
RADIUS = "The spectral radius"
SINGULAR = "The largest singular value"
SLOPE = "The slope of the logarithm"
CLIP = "Clip the gradient"
FACTOR = "One long vector"
VALUE = "By norm or by value"
START = "Where the weights start"
ORTHOGONAL = "Orthogonal and identity"

# In the order of the notebook. An exercise has a module of its name; the rest are in `questions`.
EXERCISES = (
    "question_05_1",
    "question_05_2",
    "question_05_3",
    "jacobian_norms",
    "spectral_radius",
    "predicted_slope",
    "clip_by_global_norm",
    "orthogonal",
    "question_05_4",
)

WRITTEN = {"written_reach": 5}  # points; a person marks it
