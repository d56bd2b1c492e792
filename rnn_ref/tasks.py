"""Small sequence tasks, made on the spot: the data of the experiments.

Each takes a generator `rng`, the number of sequences `N` and their length `T`, and returns
inputs (N, T, D) in float64 with integer targets.
"""

import numpy as np


def parity(rng, N, T):
    """Running parity: is the number of ones so far odd?

    -> bits (N, T, 1) of 0.0 and 1.0, targets (N, T) of 0 (even) and 1 (odd).
    """
    bits = rng.integers(0, 2, (N, T))
    return bits[..., None].astype(float), bits.cumsum(axis=1) % 2


def recall(rng, N, T, lag, K):
    """Say again what came `lag` steps before.

    -> x (N, T, K), one-hot symbols, targets (N, T): the symbol at t - lag, and 0 before that.

    Raises:
        ValueError: `lag` is not between 0 and T - 1.
    """
    if not 0 <= lag < T:
        raise ValueError(f"recall: lag is {lag}, expected 0 to T - 1 with T={T}")
    symbols = rng.integers(0, K, (N, T))
    targets = np.zeros((N, T), dtype=int)
    targets[:, lag:] = symbols[:, : T - lag]
    return np.eye(K)[symbols], targets


def delayed_xor(rng, N, T):
    """After each bit: the bit XOR the one two steps before, or the bit itself for the first two.

    -> x (N, T, 2), one-hot bits, targets (N, T), integers 0 and 1.
    """
    bits = rng.integers(0, 2, (N, T))
    targets = bits.copy()
    targets[:, 2:] ^= bits[:, :-2]
    return np.eye(2)[bits], targets


# Cross-entropy on 500 fresh sequences of 12 steps; the network has 24 units and 600 updates by
# SGD. Measured by tests/ref/test_delayed_xor.py, which compares.
DELAYED_XOR_LOSSES = {
    "a coin": 0.6931,
    "linear, last three inputs": 0.682,
    "vanilla RNN, five seeds": 0.0009,
}


UNITS = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen"
UNITS = [*UNITS.split(), *(f"{stem}teen" for stem in ["fif", "six", "seven", "eigh", "nine"])]
TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]


def spoken_number(n):
    """A whole number from 0 to 9,999 in English words, without "and"."""
    if not 0 <= n < 10_000:
        raise ValueError(f"spoken_number: n is {n}, expected 0 to 9999")
    if n < 20:
        return UNITS[n]
    size, name = (10, "") if n < 100 else (100, "hundred") if n < 1000 else (1000, "thousand")
    first = TENS[n // 10 - 2] if n < 100 else f"{UNITS[n // size]} {name}"
    return f"{first} {spoken_number(n % size)}" if n % size else first


def number_text(rng, count):
    """`count` numbers below 10,000 in words, commas between them: small letters, one string."""
    return ", ".join(spoken_number(n) for n in rng.integers(0, 10_000, count).tolist())


# Bits per character on 1,000 fresh numbers, and how many of about 100 numbers that are written at
# temperature 0.8 exist. The network has 128 units, 3,000 numbers to learn from, and five epochs of
# Adam. Measured by tests/ref/test_number_text.py, which compares.
NUMBER_TEXT_BITS = {
    "bigram table": "1.782",
    "vanilla RNN, five seeds": "0.400 to 0.409; 85 to 93 % exist",
}


# Bits per character of the same 1,000 numbers under a table of pairs of characters, by what it was
# counted on. Measured by tests/ref/test_number_text.py.
NUMBER_TEXT_BIGRAMS = {"counted on Python's help": 3.991, "counted on other numbers": 1.784}


def twice(rng, N, T):
    """Did X come at least twice? -> x (N, T, 2), one-hot, X in column 0, targets (N,) of bool."""
    is_x = rng.random((N, T)) < 1.7 / T
    return np.stack([is_x, ~is_x], axis=-1).astype(float), is_x.sum(axis=1) >= 2


def third_from_the_end(rng, N, longest=12, K=4):
    """Sequences of 4 to `longest` symbols, padded with zeros on the right.

    -> x (N, longest, K), one-hot, mask (N, longest), targets (N,): the symbol third from the end.
    """
    lengths = rng.integers(4, longest + 1, N)
    symbols = rng.integers(0, K, (N, longest))
    mask = np.arange(longest) < lengths[:, None]
    return np.eye(K)[symbols] * mask[..., None], mask, symbols[np.arange(N), lengths - 3]


def most_frequent(rng, N, longest=24, K=4):
    """Sequences of 9 to `longest` symbols, padded with zeros on the right.

    -> x (N, longest, K), one-hot, mask (N, longest), targets (N,): the symbol that comes most
    often, the smaller one of two that come equally often.
    """
    mask = np.arange(longest) < rng.integers(9, longest + 1, N)[:, None]
    x = np.eye(K)[rng.integers(0, K, (N, longest))] * mask[..., None]
    return x, mask, x.sum(axis=1).argmax(axis=1)


# A random layer of 24 units, and an output layer fitted by least squares to 400 sequences. Measured
# by tests/ref/test_most_frequent.py, which compares.
MOST_FREQUENT_ACCURACIES = {
    "last real state": "0.378 to 0.445",
    "mean of the real states": "0.860 to 0.878",
}


def which_came_first(rng, N, T, distractors=4):
    """One X and one Y among distractors: which of the two came first?

    X and Y stand at two places of the first half, in random order; all other steps are
    distractors, so each sequence has the same number of X and of Y.
    -> x (N, T, 2 + distractors), one-hot with X in column 0 and Y in column 1,
    targets (N,): 0 if X came first, 1 if Y did.

    Raises:
        ValueError: T is below 4, so that its first half has no room for both.
    """
    if T < 4:
        raise ValueError(f"which_came_first: T is {T}, expected at least 4")
    symbols = rng.integers(2, 2 + distractors, (N, T))
    places = np.argsort(rng.random((N, T // 2)), axis=1)[:, :2]  # two places, never the same
    rows = np.arange(N)
    symbols[rows, places[:, 0]] = 0
    symbols[rows, places[:, 1]] = 1
    return np.eye(2 + distractors)[symbols], (places[:, 1] < places[:, 0]).astype(int)


def leaky_unit(rng, H=64, alpha=0.1, radius=0.5):
    """Weights of a layer that leaks: W_hh (H, H), Gaussian with this spectral radius, and alpha."""
    W_hh = rng.standard_normal((H, H))
    return radius * W_hh / np.abs(np.linalg.eigvals(W_hh)).max(), alpha


# Change of the natural logarithm of a gradient's norm with each step back, over lags 200 to 400,
# at zero states: the plain layer, and the leaky one. tests/ref/test_leaky_unit.py compares.
LEAKY_SLOPES = {
    "plain, any seed": -0.693,
    "leaky, seed 0": -0.059,
    "leaky, median of five seeds": -0.055,
    "leaky, lowest of five seeds": -0.059,
    "leaky, highest of five seeds": -0.052,
}


def padded_order(rng, N, T=200, words=30):
    """X or Y first, in words with a long padding on the right: X is 1, Y is 2, others to words - 1.

    -> x (N, T), word numbers with 0 for padding after 8 to 19 words, targets (N,): 0 if X came
    first, 1 if Y did, as many of each.
    """
    x, targets = np.zeros((N, T), dtype="int32"), rng.permutation(np.arange(N) % 2)
    for row, first in zip(x, targets, strict=True):
        length = rng.integers(8, 20)
        row[:length] = rng.integers(3, words, length)
        places = np.sort(rng.choice(length, 2, replace=False))
        row[places] = (2, 1) if first else (1, 2)
    return x, targets


# Of an LSTM without a mask on `padded_order` with the padding moved to the left (unit 10). Measured
# by tests/ref/test_padded_left.py, which compares.
PADDED_LEFT_ACCURACIES = "1.000 and 1.000"


def temporal_order(rng, N, T, distractors=4):
    """Two marked symbols among distractors: which were they, and in which order?

    After Hochreiter and Schmidhuber 1997, task 6a. Each mark is X or Y; the first stands in the
    second tenth of the sequence, the other in the sixth tenth. All other steps are distractors.
    -> x (N, T, 2 + distractors), one-hot with X in column 0 and Y in column 1,
    targets (N,): 0 for X, X; 1 for X, Y; 2 for Y, X; 3 for Y, Y.

    Raises:
        ValueError: T is below 10, so that a tenth of it is not a step.
    """
    if T < 10:
        raise ValueError(f"temporal_order: T is {T}, expected at least 10")
    symbols = rng.integers(2, 2 + distractors, (N, T))
    first, second = rng.integers(0, 2, (2, N))
    rows = np.arange(N)
    symbols[rows, rng.integers(T // 10, 2 * T // 10, N)] = first
    symbols[rows, rng.integers(5 * T // 10, 6 * T // 10, N)] = second
    return np.eye(2 + distractors)[symbols], 2 * first + second


def three_marks(rng, N, T, distractors=4):
    """Three marked symbols among distractors: which were they, and in which order?

    After Hochreiter and Schmidhuber 1997, task 6b. Each mark is X or Y; they stand in the tenths
    of the sequence that begin at T / 10, T / 3 and 2 T / 3. All other steps are distractors.
    -> x (N, T, 2 + distractors), one-hot with X in column 0 and Y in column 1,
    targets (N,): 0 for X, X, X; 1 for X, X, Y; and so on to 7 for Y, Y, Y.

    Raises:
        ValueError: T is below 10, so that a tenth of it is not a step.
    """
    if T < 10:
        raise ValueError(f"three_marks: T is {T}, expected at least 10")
    symbols = rng.integers(2, 2 + distractors, (N, T))
    marks = rng.integers(0, 2, (N, 3))
    for k, first in enumerate((T // 10, T // 3, 2 * T // 3)):
        symbols[np.arange(N), rng.integers(first, first + T // 10, N)] = marks[:, k]
    return np.eye(2 + distractors)[symbols], marks @ [4, 2, 1]


# Updates until more than .99 of 500 fresh sequences of 40 steps are right: forget bias -> five
# seeds. 32 units, Adam 3e-3, batches of 50, clipped at 1, tested every 25 updates. Measured by
# tests/ref/test_three_marks.py, which compares.
THREE_MARKS_UPDATES = {
    0: (200, 150, 150, 200, 200),
    1: (175, 200, 100, 100, 125),
    3: (275, 325, 325, 525, 275),
}
# Accuracy of least squares on the whole window, fitted to 2,000 sequences; five seeds.
THREE_MARKS_LINEAR = (0.970, 0.936, 0.968, 0.944, 0.968)


def adding(rng, N, T):
    """Two numbers of the sequence are marked: what is their sum?

    After Hochreiter and Schmidhuber 1997, experiment 4. One mark stands in the first half, one
    in the second.
    -> x (N, T, 2): a number in [0, 1) and the mark, 0 or 1; targets (N, 1), floats: the sum.

    Raises:
        ValueError: T is below 2.
    """
    if T < 2:
        raise ValueError(f"adding: T is {T}, expected at least 2")
    x = np.zeros((N, T, 2))
    x[..., 0] = rng.random((N, T))
    rows = np.arange(N)
    x[rows, rng.integers(0, T // 2, N), 1] = 1.0
    x[rows, rng.integers(T // 2, T, N), 1] = 1.0
    return x, (x[..., 0] * x[..., 1]).sum(axis=1, keepdims=True)


def two_sequence(rng, N, T, relevant=3, noise=0.2):
    """Which of two patterns did the sequence start with?

    After Bengio, Simard and Frasconi 1994: the first `relevant` inputs are near +1 or near -1,
    all later ones are noise around 0, with standard deviation `noise`.
    -> x (N, T, 1), targets (N,): 1 for +1, 0 for -1.

    Raises:
        ValueError: `relevant` is not between 1 and T.
    """
    if not 1 <= relevant <= T:
        raise ValueError(f"two_sequence: relevant is {relevant}, expected 1 to T with T={T}")
    targets = rng.integers(0, 2, N)
    x = noise * rng.standard_normal((N, T, 1))
    x[:, :relevant] += 2.0 * targets[:, None, None] - 1.0
    return x, targets


def copy(rng, N, length, delay, K=8, reverse=False):
    """Read `length` symbols, wait, then write them: in order, or from the last to the first.

    Symbols are 2 to K + 1; 0 is the blank, and 1 asks for the answer.
    -> tokens (N, T) and targets (N, T), with T = 2 * length + delay + 1: symbols, `delay`
    blanks, the 1, blanks while writing. Targets are 0 until then.
    """
    symbols = rng.integers(2, K + 2, (N, length))
    tokens = np.zeros((N, 2 * length + delay + 1), dtype=int)
    targets = np.zeros_like(tokens)
    tokens[:, :length] = symbols
    tokens[:, length + delay] = 1
    targets[:, -length:] = symbols[:, ::-1] if reverse else symbols
    return tokens, targets


def brackets(rng, N, T, depth=4):
    """After each bracket: which one must come to close the innermost open one?

    Two kinds, ( ) and [ ], tokens 0 to 3 in this order. Each sequence is a correct beginning of
    nested brackets, at most `depth` deep.
    -> tokens (N, T), targets (N, T): 1 for ), 3 for ], and 0 where nothing is open.
    """
    tokens, targets = np.zeros((N, T), dtype=int), np.zeros((N, T), dtype=int)
    for n in range(N):
        open_ones = []
        for t in range(T):
            closes = open_ones and (len(open_ones) == depth or rng.random() < 0.5)
            if closes:
                tokens[n, t] = open_ones.pop()
            else:
                tokens[n, t] = 2 * rng.integers(0, 2)
                open_ones.append(tokens[n, t] + 1)
            targets[n, t] = open_ones[-1] if open_ones else 0
    return tokens, targets


def mackey_glass(T, tau=17, start=1.2, skip=100):
    """A chaotic series (Mackey and Glass 1977), by Euler steps of length 1: no randomness in it.

    x_{t+1} = x_t + 0.2 * x_{t-tau} / (1 + x_{t-tau}^10) - 0.1 * x_t -> x (T,), without the first
    `skip` steps.
    """
    x = np.full(T + skip + tau, start)
    for t in range(tau, len(x) - 1):
        late = x[t - tau]
        x[t + 1] = x[t] + 0.2 * late / (1.0 + late**10) - 0.1 * x[t]
    return x[-T:]
