"""Unit 10, recurrent layers in Keras: weights, states, the types as models, and masks.

What a Keras model must be is declared by designs and computed with NumPy: nothing here, and
nothing that it imports, needs Keras.
"""

UNIT = "10_keras"
TITLE = "Recurrent layers in Keras"
HANDOUT = ()  # the cells that are run when grading use NumPy and Keras alone
FRAMEWORK = "keras"

BEFORE = "Before you start"
WEIGHTS = "Columns, gates and two biases"
STATES = "What a layer gives back"
ONE_TO_MANY = "One to many"
READERS = "One answer, or one at every step"
ENCODER_DECODER = "Encoder and decoder"
MEND = "Debug this model"
MASKS = "What a mask does"

# In the order of the notebook. An exercise has a module of its name; the rest are in `questions`.
EXERCISES = (
    "question_10_1",
    "question_10_2",
    "question_10_3",
    "to_keras_weights",
    "state_quiz",
    "build_reader",
    "build_one_to_many",
    "build_encoder_decoder",
    "mend_model",
    "build_masked_classifier",
    "question_10_4",
)

WRITTEN = {"written_model_that_does_not_learn": 5}  # points; a person marks it
