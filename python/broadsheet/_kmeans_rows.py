"""The rows that k-means clusters: validated, with their weights."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from sklearn.utils.validation import _check_sample_weight, validate_data

from ._arrays import canonical_csr, fitting_csr

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ._arrays import CsrArrays

__all__ = ["Rows", "inertia", "validated_rows"]

_LEAST_WEIGHT, _MOST_WEIGHT = 1e-300, 1e300  # as clustering/kmeans_input.hpp


class Rows(NamedTuple):
    """What is clustered: as the core takes it, and as scikit-learn validated it."""

    arrays: CsrArrays
    weights: NDArray[np.float64]
    given: Any

    def move_centers(self) -> NDArray[np.bool_]:
        """Tell which rows count: those of positive weight that are not all zeros.

        Returns
        -------
        ndarray of bool, shape (n_rows,)
        """
        indptr, _, data, _ = self.arrays
        n_values = np.diff(np.concatenate([[0], np.cumsum(data != 0)])[indptr])
        counting: NDArray[np.bool_] = (n_values > 0) & (self.weights > 0)
        return counting


def validated_rows(model: Any, X: Any, sample_weight: Any = None, *, reset: bool) -> Rows:
    """Check rows and their weights as scikit-learn does.

    Parameters
    ----------
    model : estimator
        Which takes note of X's columns if `reset`, else compares them.
    X : sparse matrix or array of shape (n_rows, n_features)
    sample_weight : array of shape (n_rows,) or None, default=None
        None: all 1.
    reset : bool
        Whether this is a fit.

    Returns
    -------
    Rows

    Raises
    ------
    ValueError
        If X has a value that is not finite or columns other than the fitted ones; if there are not
        as many weights as rows, one is not finite, negative or above 0 but below 1e-300, or they
        add up to more than 1e300.
    """
    X = validate_data(
        model, fitting_csr(X, "X"), accept_sparse="csr", dtype=[np.float64, np.float32],
        reset=reset,
    )  # fmt: skip
    return Rows(canonical_csr(X, "X"), _weights(sample_weight, X), X)


def _weights(sample_weight: Any, X: Any) -> NDArray[np.float64]:
    weights = np.ascontiguousarray(_check_sample_weight(sample_weight, X, dtype=np.float64))
    if (weights < 0).any():
        row = int(np.argmax(weights < 0))
        msg = f"sample_weight must be finite and at least 0, got {weights[row]} at row {row}"
        raise ValueError(msg)
    tiny = (weights > 0) & (weights < _LEAST_WEIGHT)
    if tiny.any():
        msg = (
            f"sample_weight must be 0 or at least 1e-300 at row {int(np.argmax(tiny))}; multiply "
            "all by the same number"
        )
        raise ValueError(msg)
    with np.errstate(over="ignore"):
        total = weights.sum()
    if total > _MOST_WEIGHT:
        msg = "sample_weight must add up to at most 1e300; divide all by the largest"
        raise ValueError(msg)
    return weights


def inertia(similarity: NDArray[np.float64], weights: NDArray[np.float64]) -> float:
    """Give the weighted sum of cosine distances, none of them below 0 by rounding.

    Parameters
    ----------
    similarity : ndarray of shape (n_rows,)
        Cosines to the nearest centres.
    weights : ndarray of shape (n_rows,)

    Returns
    -------
    float

    Examples
    --------
    >>> inertia(np.array([0.75, 1 + 1e-9]), np.array([2.0, 1.0]))
    0.5
    """
    return float(np.sum(weights * np.maximum(1 - similarity, 0)))
