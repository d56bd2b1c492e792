"""Wrong answers to `sample`, as learners write them."""

import numpy as np


def softmax(a):
    e = np.exp(a - np.max(a))
    return e / e.sum()


def greedy(logits, temperature, rng):
    return int(np.argmax(softmax(logits / temperature)))


def times_the_temperature(logits, temperature, rng):
    p = softmax(np.asarray(logits, float) * temperature)
    return int(rng.choice(len(p), p=p))


def divides_the_probabilities(logits, temperature, rng):
    p = softmax(np.asarray(logits, float)) / temperature
    return int(rng.choice(len(p), p=p / p.sum()))


def forgets_the_probabilities(logits, temperature, rng):
    return int(rng.choice(len(logits)))


def with_a_seed_of_its_own(logits, temperature, rng):
    rng = np.random.default_rng(0)
    p = softmax(np.asarray(logits, float) / temperature)
    return int(rng.choice(len(p), p=p))


def counts_from_one(logits, temperature, rng):
    p = softmax(np.asarray(logits, float) / temperature)
    return int(rng.choice(len(p), p=p)) + 1


def overflows(logits, temperature, rng):
    p = np.exp(np.asarray(logits, float) / temperature)
    return int(rng.choice(len(p), p=p / p.sum()))


WRONG = [
    (greedy, "likeliest-class"),
    (times_the_temperature, "temperature-multiplied"),
    (divides_the_probabilities, "temperature-ignored"),
    (forgets_the_probabilities, "all-alike"),
    (with_a_seed_of_its_own, "", "draws are class"),
    (counts_from_one, "", "expected 0 to"),
    (overflows, "", "rng.choice(len(p), p=p / p.sum())"),
]
