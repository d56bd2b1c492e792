"""Right answers to `sample`, in styles other than the reference's."""

import numpy as np


def by_cumulative_sum(logits, temperature, rng):
    """Where a uniform number falls among the running sums."""
    scaled = np.asarray(logits, dtype=float) / temperature
    p = np.exp(scaled - scaled.max())
    return int(np.searchsorted(np.cumsum(p), rng.random() * p.sum(), side="right"))


def by_gumbel_noise(logits, temperature, rng):
    """The largest logit after adding Gumbel noise."""
    return np.argmax(np.asarray(logits, float) / temperature + rng.gumbel(size=len(logits)))


def by_multinomial(logits, temperature, rng):
    """One draw of a multinomial, whose 1 says which class."""
    scaled = [float(logit) / temperature for logit in logits]
    weights = [np.exp(s - max(scaled)) for s in scaled]
    return rng.multinomial(1, [w / sum(weights) for w in weights]).tolist().index(1)


def power_of_the_probabilities(logits, temperature, rng):
    """Probabilities to the power of one over the temperature, made to sum to 1 again."""
    p = np.exp(np.asarray(logits, dtype=float) - np.max(logits))
    p = (p / p.sum()) ** (1 / temperature)
    return rng.choice(np.arange(len(p)), p=p / p.sum())


STYLES = [by_cumulative_sum, by_gumbel_noise, by_multinomial, power_of_the_probabilities]
