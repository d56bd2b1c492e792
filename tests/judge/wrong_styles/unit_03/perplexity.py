"""Wrong answers to `perplexity`, as learners write them."""

import numpy as np


def mean_of_the_product(losses, mask):
    return np.exp((losses * mask).mean())


def nan_without_steps(losses, mask):
    return np.exp(np.mean(losses[mask]))


def of_bits(losses, mask):
    bits = losses / np.log(2)
    return np.exp(bits[mask].sum() / max(mask.sum(), 1))


def with_two(losses, mask):
    return np.power(2.0, losses[mask].sum() / max(1, mask.sum()))


def exp_first(losses, mask):
    ppl = np.exp(losses)
    return ppl[mask].sum() / mask.sum() if mask.any() else 1.0


def mask_as_numbers(losses, mask):
    return np.exp(losses[mask.astype(int)].mean())


WRONG = [
    (mean_of_the_product, "divided-by-all-steps"),
    (nan_without_steps, "no-real-step"),
    (of_bits, "e-for-bits"),
    (with_two, "base-2-for-nats"),
    (exp_first, "mean-of-the-perplexities"),
    (mask_as_numbers, "", "perplexity"),
]
