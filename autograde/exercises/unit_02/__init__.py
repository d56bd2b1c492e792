"""Unit 02, unrolling: one cell in five wirings, and the last real state."""

UNIT = "02_unrolling"
TITLE = "Unrolling and the four types"
HANDOUT = ("rnn_forward", "rnn_step")

GRAPH = "The unrolled graph"
TO_ONE = "Many to one: read all, answer once"
TO_MANY = "Many to many, in step: an answer at every step"
FED_BACK = "One to many: the output comes back"
UNEQUAL = "Encoder and decoder: any length in, any length out"
LENGTHS = "Sequences of different lengths"

# In the order of the notebook. An exercise has a module of its name; the rest are in `questions`.
EXERCISES = (
    "question_02_1",
    "question_02_2",
    "question_02_3",
    "wire",
    "one_to_many",
    "encode_decode",
    "question_02_4",
    "last_real_state",
    "question_02_5",
)

WRITTEN = {"written_padding": 5}  # points; a person marks it
