"""Right answers to `spectral_radius`, in styles other than the reference's."""

import numpy as np


def radius_from_eig(W):
    """Eigenvectors come too and are dropped."""
    values, _ = np.linalg.eig(W)
    return max(abs(value) for value in values)


def radius_by_parts(W):
    """Real and imaginary part by Pythagoras, on the transposed matrix."""
    values = np.linalg.eigvals(W.T)
    return float(np.sqrt(values.real**2 + values.imag**2).max())


def radius_sorted(W):
    """The last of the sorted absolute values, as an array without axes."""
    return np.sort(np.absolute(np.linalg.eigvals(np.array(W, dtype=float))))[-1:].reshape(())


def radius_in_a_dict(W):
    """Absolute values by number in a dict; a 0-d array comes back."""
    values = np.linalg.eigvals(W)
    sizes = {k: abs(complex(v)) for k, v in enumerate(values)}
    return np.array(max(sizes.values()))


def radius_as_a_norm(W):
    """The largest of the absolute values is a norm of the vector of eigenvalues."""
    return np.linalg.norm(np.linalg.eigvals(W), np.inf)


STYLES = [
    radius_from_eig,
    radius_by_parts,
    radius_sorted,
    radius_in_a_dict,
    radius_as_a_norm,
]
