"""Unit 00, start here: a dense layer over time, a softmax that is safe, and how checks work."""

from __future__ import annotations

import numpy as np

import rnn_ref
from autograde.kinds.answers import question
from autograde.kinds.exercise import Case, Exercise, Misconception

UNIT = "00_start"
TITLE = "Start here"
HANDOUT = ()  # its cells that count need NumPy alone

ARRAYS = "Sequences as arrays"
PRODUCT = "One product for all steps"
BROADCASTING = "Broadcasting"
SCORES = "From scores to probabilities"
LARGEST = "Take the largest away first"
ONE_SUM = "One sum for each step"
LOOK_BACK = "Look back"

quiet = np.errstate(all="ignore")  # mistakes that end in nan or infinity do so without a warning


# --- 00.1 affine_time ------------------------------------------------------------------------


def affine_cases(rng):
    """Sizes that are equal where a mistake would hide, and different where it shows."""

    def draw(N, T, D, H, dtype=float):
        x, W = rng.standard_normal((N, T, D)), rng.standard_normal((D, H))
        return tuple(a.astype(dtype) for a in (x, W, rng.standard_normal(H)))

    x, W, b = draw(2, 3, 4, 5)
    return [
        Case("2 sequences of 3 steps", (x, W, b), "shapes"),
        Case("as many outputs as inputs", draw(2, 3, 4, 4), "shapes"),
        Case("as many steps as sequences", draw(3, 3, 2, 4), "shapes"),
        Case("as many steps as outputs", draw(2, 4, 3, 4), "shapes"),
        Case("all sizes 3", draw(3, 3, 3, 3), "shapes"),
        Case("only b is not zero", (np.zeros_like(x), W, b), "isolation"),
        Case("b is zero", (x, W, np.zeros_like(b)), "isolation"),
        Case("one sequence, N = 1", draw(1, 4, 3, 2), "ones"),
        Case("one step, T = 1", draw(3, 1, 2, 4), "ones"),
        Case("one output, H = 1", draw(3, 4, 2, 1), "ones"),
        Case("N=3, T=6, D=5, H=4", draw(3, 6, 5, 4)),
        Case("N=6, T=4, D=3, H=5", draw(6, 4, 3, 5)),
        Case("N=4, T=5, D=7, H=3", draw(4, 5, 7, 3)),
        Case("float32", draw(5, 6, 3, 4, np.float32), "float32"),
    ]


def affine_batch_for_time(x, W, b):
    y = np.zeros((*x.shape[:2], len(b)))
    for t in range(x.shape[1]):
        y[:, t] = x[t] @ W + b
    return y


def affine_in_the_shape_of_x(x, W, b):
    y = np.zeros_like(x)
    for t in range(x.shape[1]):
        y[:, t] = x[:, t] @ W + b
    return y


def _first_round_of(*index):
    """The right layer where `index` is, and 0 where a loop that has returned never came."""

    def wrong(x, W, b):
        y = np.zeros((*x.shape[:2], len(b)))
        y[index] = (x @ W + b)[index]
        return y

    return wrong


def affine_into_sequences(x, W, b):
    y = np.zeros((*x.shape[:2], len(b)))
    for t in range(x.shape[1]):
        y[t] = x[t] @ W + b
    return y


AFFINE_MISTAKES = (
    Misconception(
        "bias-forgotten",
        lambda x, W, b: x @ W,
        "b is never added: the product is right, and each of its H columns lacks its bias.",
        PRODUCT,
    ),
    Misconception(
        "bias-in-the-weights",
        lambda x, W, b: x @ (W + b),
        "b is added to W before the product, so every input multiplies it: it belongs to the "
        "product, once.",
        PRODUCT,
    ),
    Misconception(
        "bias-as-one-number",
        lambda x, W, b: x @ W + b.sum(),
        "All outputs get the same bias, the sum of b: each of the H outputs has its own entry.",
        BROADCASTING,
    ),
    Misconception(
        "weights-transposed",
        lambda x, W, b: x @ W.T + b,
        "W is used transposed, which fails unless D equals H: W is (D, H), and a row of D numbers "
        "stands on its left.",
        PRODUCT,
    ),
    Misconception(
        "bias-as-a-column",
        lambda x, W, b: x @ W + b[:, None],
        "b is made a column, (H, 1), so it lines up with the steps: as it is, (H,), it lines up "
        "with the last axis, where each of the H outputs gets its own entry.",
        BROADCASTING,
    ),
    *(
        Misconception(
            name,
            wrong,
            "W stands on the left of x, so it is multiplied with the wrong axis: in this course "
            "sequences are rows, and weights stand on the right.",
            PRODUCT,
        )
        for name, wrong in (
            ("weights-on-the-left", lambda x, W, b: W @ x + b),
            ("weights-on-the-left-with-dot", lambda x, W, b: np.dot(W, x) + b),
            ("weights-on-the-left-transposed", lambda x, W, b: W.T @ x + b),
            ("weights-on-the-left-transposed-with-dot", lambda x, W, b: np.dot(W.T, x) + b),
        )
    ),
    Misconception(
        "elementwise",
        lambda x, W, b: x * W + b,
        "* multiplies entry by entry, where the sizes allow it at all: the weighted sums over D "
        "are made by @.",
        PRODUCT,
    ),
    Misconception(
        "last-step-only",
        lambda x, W, b: x[:, -1] @ W + b,
        "Only the last step comes back, (N, H): keep all steps, (N, T, H).",
        ARRAYS,
    ),
    Misconception(
        "first-step-only",
        lambda x, W, b: x[:, 0] @ W + b,
        "Only the first step comes back, (N, H): keep all steps, (N, T, H).",
        ARRAYS,
    ),
    Misconception(
        "summed-over-time",
        lambda x, W, b: (x @ W + b).sum(axis=1),
        "The steps are added up, (N, H): each step has its own output, (N, T, H).",
        ARRAYS,
    ),
    Misconception(
        "flattened",
        lambda x, W, b: x.reshape(-1, x.shape[-1]) @ W + b,
        "The values are right, but batch and time have become one axis, (N*T, H): give them their "
        "two axes back.",
        ARRAYS,
    ),
    Misconception(
        "time-first",
        lambda x, W, b: np.swapaxes(x @ W + b, 0, 1),
        "The result is (T, N, H), time first: in this course the batch comes first.",
        ARRAYS,
    ),
    Misconception(
        "batch-for-time",
        affine_batch_for_time,
        "x[t] is sequence t with all its steps: time is axis 1, so a step of the whole batch is "
        "x[:, t].",
        ARRAYS,
    ),
    Misconception(
        "steps-for-sequences",
        affine_into_sequences,
        "x[t] is sequence t, and y[t] too, so a loop over the steps does the first T sequences "
        "and no other: step t is x[:, t].",
        ARRAYS,
    ),
    Misconception(
        "in-the-shape-of-x",
        affine_in_the_shape_of_x,
        "The result is made in the shape of x, which has D numbers at each step: there are H of "
        "them now, (N, T, H).",
        ARRAYS,
    ),
    *(
        Misconception(
            f"returned-in-the-loop-over-{name}",
            _first_round_of(*index),
            f"Only the first {done} is there, the rest is still 0: a `return` that stands inside a "
            "loop ends it in its first round.",
            ARRAYS,
        )
        for name, index, done in (
            ("steps", (slice(None), 0), "step of each sequence"),
            ("sequences", (0,), "sequence"),
            ("both", (0, 0), "step of the first sequence"),
        )
    ),
    *(
        Misconception(
            name,
            lambda x, W, b, squash=squash: squash(x @ W + b),
            f"The sum has gone through {squasher}: an affine layer has no activation.",
            PRODUCT,
        )
        for name, squasher, squash in (
            ("activation-added", "tanh", np.tanh),
            ("sigmoid-added", "a sigmoid", rnn_ref.sigmoid),
            ("relu-added", "a ReLU", lambda a: np.maximum(a, 0)),
        )
    ),
    Misconception(
        "squeezed",
        lambda x, W, b: np.squeeze(x @ W + b),
        "The values are right, but an axis of size 1 is gone: keep (N, T, H) also when a size is "
        "1.",
        ARRAYS,
    ),
)


# --- 00.2 softmax ----------------------------------------------------------------------------


def _far_apart(rng):
    """Steps far up, far down, with one class far above and one far below, beside ordinary ones."""
    logits = rng.standard_normal((3, 4, 5))
    logits[0, 0] += 1000.0
    logits[0, 2] -= 1000.0
    logits[1, 1, rng.integers(5)] += 1000.0
    logits[2, 3, rng.integers(5)] -= 1000.0
    return logits


def softmax_cases(rng):
    """One, two and three axes; the classes are always the last one."""

    def case(name, kind, *shape, dtype=float):
        return Case(name, ((2.0 * rng.standard_normal(shape)).astype(dtype),), kind)

    return [
        case("one step of 4 classes", "shapes", 4),
        case("2 steps of 3 classes", "shapes", 2, 3),
        case("2 sequences of 3 steps", "shapes", 2, 3, 4),
        case("all sizes 3", "shapes", 3, 3, 3),
        Case("all logits zero", (np.zeros((2, 3, 5)),), "isolation"),
        case("one sequence of one step", "ones", 1, 1, 3),
        case("one class, K = 1", "ones", 3, 2, 1),
        case("N=3, T=5, K=4", "generic", 3, 5, 4),
        case("N=6, T=4, K=3", "generic", 6, 4, 3),
        case("N=4, T=7, K=5", "generic", 4, 7, 5),
        case("6 steps of 4 classes", "generic", 6, 4),
        Case("logits of +-1000", (_far_apart(rng),)),
        case("float32", "float32", 5, 4, 6, dtype=np.float32),
    ]


def _softmax_with(shift, axis=-1, keepdims=True, exp=np.exp):
    """A softmax that takes shift(logits) away first and sums over `axis`."""

    @quiet
    def wrong(logits):
        e = exp(logits - shift(logits))
        return e / e.sum(axis=axis, keepdims=keepdims)

    return wrong


def _largest(axis=-1, keepdims=True):
    return lambda logits: logits.max(axis=axis, keepdims=keepdims)


def _three_axes_only(stop):
    """A softmax that raises `stop` unless there are three axes."""

    def wrong(logits):
        if logits.ndim != 3:
            raise stop
        return rnn_ref.softmax(logits)

    return wrong


@quiet
def divided_by_the_largest(logits):
    e = np.exp(logits / logits.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


@quiet
def not_exponentiated(logits, shift=0.0):
    return (logits - shift) / (logits - shift).sum(axis=-1, keepdims=True)


@quiet
def shifted_above_the_line_only(logits):
    e = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return e / np.exp(logits).sum(axis=-1, keepdims=True)


def log_softmax(logits):
    shifted = logits - logits.max(axis=-1, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))


def hard_choice(logits):
    return (logits == logits.max(axis=-1, keepdims=True)).astype(float)


SOFTMAX_MISTAKES = (
    Misconception(
        "overflow",
        _softmax_with(lambda logits: 0.0),
        "exp overflows at logits of 1000, and at -1000 all shares are 0/0: take the largest logit "
        "of each step away first.",
        LARGEST,
    ),
    Misconception(
        "overflow-made-zero",
        lambda logits: np.nan_to_num(_softmax_with(lambda logits: 0.0)(logits)),
        "exp overflows at logits of 1000, and the nan that this leaves are made 0, which is no "
        "right share either: take the largest logit of each step away first.",
        LARGEST,
    ),
    Misconception(
        "one-maximum-for-all",
        _softmax_with(np.max),
        "The maximum is taken over the whole array: that is right until one step lies far below "
        "another, where all of it is rounded to 0; each step needs its own.",
        LARGEST,
    ),
    Misconception(
        "maximum-over-the-first-axis",
        _softmax_with(_largest(axis=0)),
        "The maximum runs over the first axis, so the classes of a step lose different amounts, "
        "which changes their shares: take it over the last axis.",
        LARGEST,
    ),
    Misconception(
        "smallest-taken-away",
        _softmax_with(lambda logits: logits.min(axis=-1, keepdims=True)),
        "The smallest logit is taken away, so the others grow and exp can overflow: take the "
        "largest away, and every exponent is at most 0.",
        LARGEST,
    ),
    Misconception(
        "divided-by-the-largest",
        divided_by_the_largest,
        "The logits are divided by the largest one, which changes the shares: take it away.",
        LARGEST,
    ),
    Misconception(
        "shifted-above-the-line-only",
        shifted_above_the_line_only,
        "The largest logit is taken away above the line and not below it, where exp can still "
        "overflow: it cancels only if both have it.",
        LARGEST,
    ),
    Misconception(
        "clipped",
        lambda logits: rnn_ref.softmax(np.clip(logits, -700.0, 700.0)),
        "The logits are clipped before exp, which makes different logits equal: take the largest "
        "of each step away.",
        LARGEST,
    ),
    Misconception(
        "sum-over-everything",
        _softmax_with(_largest(), axis=None),
        "The sum goes over the whole array, so all of it adds up to 1 together: every step has a "
        "sum of its own.",
        ONE_SUM,
    ),
    Misconception(
        "over-the-first-axis",
        _softmax_with(_largest(axis=0), axis=0),
        "The shares add up to 1 over the first axis: the classes of a step are the last axis.",
        ONE_SUM,
    ),
    Misconception(
        "sum-over-the-first-axis",
        _softmax_with(_largest(), axis=0),
        "The maximum runs over the classes and the sum over the first axis: both belong to the "
        "last one.",
        ONE_SUM,
    ),
    Misconception(
        "over-axis-1",
        _softmax_with(_largest(axis=1), axis=1),
        "The shares add up to 1 over axis 1, which is time where there are three axes: -1 is the "
        "last axis, however many there are.",
        ONE_SUM,
    ),
    Misconception(
        "keepdims-forgotten",
        _softmax_with(_largest(keepdims=False), keepdims=False),
        "The maximum and the sum have lost the last axis, so they no longer stand beside their "
        "own step: keep it, with size 1.",
        ONE_SUM,
    ),
    *(
        Misconception(
            name,
            _three_axes_only(stop),
            "Three axes are taken for granted, and there may be one or two: `axis=-1` with "
            "`keepdims=True` serves any number of them.",
            ONE_SUM,
        )
        for name, stop in (
            ("over-axis-2", np.exceptions.AxisError("no axis 2")),
            ("three-sizes-unpacked", ValueError("not three sizes")),
            ("two-indices-taken", IndexError("not three axes")),
        )
    ),
    Misconception(
        "keepdims-forgotten-in-the-maximum",
        _softmax_with(_largest(keepdims=False)),
        "The maximum has lost the last axis, so it no longer stands beside its own step: keep it, "
        "with size 1.",
        ONE_SUM,
    ),
    Misconception(
        "keepdims-forgotten-in-the-sum",
        _softmax_with(_largest(), keepdims=False),
        "The sum has lost the last axis, so it no longer stands beside its own step: keep it, "
        "with size 1.",
        ONE_SUM,
    ),
    Misconception(
        "keepdims-forgotten-and-no-maximum-of-its-own",  # with none at all, or one for all steps
        _softmax_with(lambda logits: 0.0, keepdims=False),
        "The sum has lost the last axis, so it no longer stands beside its own step: keep it. And "
        "logits of 1000 need each step to take its own maximum away first.",
        ONE_SUM,
    ),
    Misconception(
        "overflow-and-sum-over-everything",
        _softmax_with(lambda logits: 0.0, axis=None),
        "The sum goes over the whole array, so all of it adds up to 1 together: every step has a "
        "sum of its own. And exp overflows at logits of 1000.",
        ONE_SUM,
    ),
    Misconception(
        "overflow-and-sum-over-the-first-axis",
        _softmax_with(lambda logits: 0.0, axis=0),
        "The shares add up to 1 over the first axis: the classes of a step are the last axis. And "
        "exp overflows at logits of 1000.",
        ONE_SUM,
    ),
    Misconception(
        "overflow-and-axis-1",
        _softmax_with(lambda logits: 0.0, axis=1),
        "The shares add up to 1 over axis 1, which is time where there are three axes: -1 is the "
        "last axis, however many there are. And exp overflows at logits of 1000.",
        ONE_SUM,
    ),
    Misconception(
        "one-maximum-and-axis-1",
        _softmax_with(np.max, axis=1),
        "The shares add up to 1 over axis 1, which is time where there are three axes: -1 is the "
        "last axis, however many there are. And every step has its own maximum.",
        ONE_SUM,
    ),
    Misconception(
        "one-maximum-and-one-sum",
        _softmax_with(np.max, axis=None),
        "The maximum and the sum go over the whole array, as if it were a single step: every step "
        "has its own.",
        ONE_SUM,
    ),
    Misconception(
        "one-maximum-and-the-first-axis",
        _softmax_with(np.max, axis=0),
        "The shares add up to 1 over the first axis: the classes of a step are the last axis, and "
        "every step has its own maximum.",
        ONE_SUM,
    ),
    Misconception(
        "not-normalised",
        lambda logits: np.exp(logits - logits.max(axis=-1, keepdims=True)),
        "The exponentials do not add up to 1: divide each by the sum of its own step.",
        SCORES,
    ),
    Misconception(
        "not-exponentiated",
        not_exponentiated,
        "The logits are divided by their sum without exp: they can be negative, and a share "
        "cannot.",
        SCORES,
    ),
    Misconception(
        "exp-forgotten-after-the-shift",
        lambda logits: not_exponentiated(logits, logits.max(axis=-1, keepdims=True)),
        "The largest logit is taken away, and exp is missing: the shares are made of the "
        "exponentials.",
        SCORES,
    ),
    *(
        Misconception(
            name,
            wrong,
            "These are the logarithms of the shares: return the shares.",
            SCORES,
        )
        for name, wrong in (
            ("log-softmax", log_softmax),
            ("logarithm-returned", quiet(lambda logits: np.log(rnn_ref.softmax(logits)))),
        )
    ),
    Misconception(
        "sigmoid",
        rnn_ref.sigmoid,
        "Each logit has gone through a sigmoid of its own: the shares of a step depend on each "
        "other and add up to 1.",
        SCORES,
    ),
    *(
        Misconception(
            name,
            wrong,
            "The smallest logit gets the largest share: the sign in the exponent is turned round.",
            SCORES,
        )
        for name, wrong in (
            ("sign-turned-round", lambda logits: rnn_ref.softmax(-logits)),
            (
                "sign-turned-round-after-the-maximum",
                _softmax_with(_largest(), exp=lambda l: np.exp(-l)),
            ),
        )
    ),
    Misconception(
        "hard-choice",
        hard_choice,
        "The largest logit gets everything: a softmax gives every class a share.",
        SCORES,
    ),
    Misconception(
        "squeezed",
        lambda logits: np.squeeze(rnn_ref.softmax(logits)),
        "The values are right, but an axis of size 1 is gone: return the shape that came in.",
        ONE_SUM,
    ),
)


# --- questions -------------------------------------------------------------------------------

QUESTION_1 = question(
    "question_00_1",
    number="00.A",
    unit=UNIT,
    title="one step of all sequences",
    replies={
        "a": "That is x[0], the first sequence with all its steps. A colon keeps its axis whole.",
        "b": "That would be x[:, :, 0], the first number of every step. The 0 stands at axis 1.",
        "c": "The colon keeps the 32 sequences, the 0 picks the first of 20 steps, and the 8 "
        "numbers of that step are left.",
    },
    right="df2bfb5b4836",
    section=ARRAYS,
)

QUESTION_2 = question(
    "question_00_2",
    number="00.B",
    unit=UNIT,
    title="a vector added to a matrix",
    replies={
        "a": "Shapes are lined up from the right: 4 stands above 3, and neither is 1.",
        "b": "That needs a vector of 4, one number for each column: shapes are lined up from the "
        "right.",
        "c": "That needs a column of shape (3, 1): a vector of shape (3,) is lined up with the "
        "last axis.",
    },
    right="0e560d3e6a71",
    section=BROADCASTING,
)

QUESTION_3 = question(
    "question_00_3",
    number="00.C",
    unit=UNIT,
    title="how many numbers a dense layer has",
    replies={
        "a": "That is the matrix. Each output has a bias as well.",
        "b": "8 x 5 weights and 5 biases, one for each output.",
        "c": "Every input is joined to every output, so the sizes are multiplied, and the biases "
        "are added.",
    },
    right="7e3c368247c2",
    section=PRODUCT,
)

QUESTION_4 = question(
    "question_00_4",
    number="00.D",
    unit=UNIT,
    title="a sum without its axis",
    replies={
        "a": "The sums have shape (4,), and a vector is lined up with the last axis: row n is not "
        "divided by sum n.",
        "b": "The sums have shape (4,) and are lined up with the columns. It runs because the "
        "array is square, and fails with the first one that is not.",
        "c": "It fails for shapes such as (2, 4). Here both sizes are 4, so NumPy has no reason "
        "to complain.",
    },
    right="36b954439800",
    section=ONE_SUM,
)

QUESTION_5 = question(
    "question_00_5",
    number="00.E",
    unit=UNIT,
    title="explain back: which answer is wrong",
    replies={
        "a": "Nothing has to be restored. The factor is the same for every class of the step, so "
        "the shares were never changed; and logits are not made smaller in proportion by taking "
        "something away.",
        "b": "Answer B holds: a common factor cancels, and what is left cannot overflow. Look at "
        "what A says about proportions.",
    },
    right="806399b7d6ef",
    section=LOOK_BACK,
)


EXERCISES = (
    QUESTION_1,
    QUESTION_2,
    QUESTION_3,
    Exercise(
        name="affine_time",
        number="00.1",
        unit=UNIT,
        title="a dense layer over time",
        points=4,
        reference=rnn_ref.affine_time,
        cases=affine_cases,
        outputs=("y",),
        section=PRODUCT,
        hints=(
            "One step of one sequence is a row of D numbers. @ works on the last axis of the left "
            "array and leaves all the others as they are.",
            "y[n, t, j] = sum over d of x[n, t, d] W[d, j], plus b[j].",
            "multiply all steps (N, T, D) with the matrix (D, H): the result is (N, T, H)\n"
            "add the bias, which broadcasts over the first two axes\n"
            "return the sum",
        ),
        misconceptions=AFFINE_MISTAKES,
    ),
    QUESTION_4,
    Exercise(
        name="softmax",
        number="00.2",
        unit=UNIT,
        title="a softmax that is safe",
        points=4,
        reference=rnn_ref.softmax,
        cases=softmax_cases,
        outputs=("p",),
        section=SCORES,
        hints=(
            "The shares depend on differences of logits only. So move the logits of each step to "
            "where exp cannot overflow, before you use it.",
            "p_k = exp(l_k - l_max) / sum_j exp(l_j - l_max), with l_max the largest logit of the "
            "same step.",
            "largest of each step: a maximum over the last axis that keeps this axis, with size 1\n"
            "e: the exponentials of the logits less their largest\n"
            "sum of each step: over the last axis, kept with size 1\n"
            "return e over the sums",
        ),
        misconceptions=SOFTMAX_MISTAKES,
    ),
    QUESTION_5,
)
