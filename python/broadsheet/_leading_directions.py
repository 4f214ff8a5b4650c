"""Which few directions do smoothed rows mostly lie in?"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np
from threadpoolctl import threadpool_limits

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["leading_directions"]

_SPARE = 10  # columns more than asked for, so that the last ones asked for are found too
_PASSES = 8
_PRODUCTS = 40_000_000  # in one call of SciPy's, between which Ctrl-C is heard


def leading_directions(
    P: Any, X: Any, n_directions: int, update: Callable[[int, int], object] | None = None
) -> NDArray[np.float64]:
    r"""Give the rows of P @ X in their leading singular directions, at unit length.

    The rows themselves are never made: products with P and X are enough.

    Parameters
    ----------
    P : sparse array of shape (n_rows, n_rows)
        Of `smoothing_operator`.
    X : csr_array of shape (n_rows, n_terms)
        What it smooths.
    n_directions : int
        At least 1; at most `n_rows` and `n_terms` of them are given.
    update : callable or None
        Of (done, total), for progress.

    Returns
    -------
    ndarray of float64, shape (n_rows, n_directions)
        Rows of length 1; of zeros where that of P @ X is.

    Notes
    -----
    Subspace iteration from a fixed random start: the same numbers each time, since linear algebra
    runs on one thread. Time is that of 17 products with P and with X, of n_directions + 10 columns.

    References
    ----------
    Halko, Martinsson and Tropp (2011), Finding structure with randomness, algorithm 4.4.

    Examples
    --------
    >>> from scipy import sparse
    >>> X = sparse.csr_array([[1.0, 0.0], [1.0, 0.0], [0.0, 1.0]])
    >>> abs(leading_directions(sparse.csr_array(sparse.eye(3)), X, 2)).round(2)
    array([[1., 0.],
           [1., 0.],
           [0., 1.]])
    """
    kept = min(n_directions, *X.shape)
    columns = min(n_directions + _SPARE, *X.shape)
    steps = 2 * _PASSES + 1
    back, transposed = P.T.tocsr(), X.T.tocsr()
    with threadpool_limits(limits=1, user_api="blas"):
        Q = np.random.default_rng(0).standard_normal((X.shape[1], columns))
        for step in range(0, 2 * _PASSES, 2):
            Q = _basis(_product(P, _product(X, Q)))
            _tell(update, step + 1, steps)
            Q = _basis(_product(transposed, _product(back, Q)))
            _tell(update, step + 2, steps)
        U, values, _ = np.linalg.svd(_product(P, _product(X, Q)), full_matrices=False)
        _tell(update, steps, steps)
    rows: NDArray[np.float64] = U[:, :kept] * values[:kept]
    lengths = np.sqrt(np.einsum("ij,ij->i", rows, rows))
    lengths[lengths <= 1e-12] = np.inf  # rounding of a row of zeros is no direction
    rows /= lengths[:, None]
    return rows


def _basis(columns: NDArray[np.float64]) -> NDArray[np.float64]:
    Q: NDArray[np.float64] = np.linalg.qr(columns)[0]
    return Q


def _product(A: Any, Q: NDArray[np.float64]) -> NDArray[np.float64]:
    """Multiply some columns at a time."""
    width = max(1, _PRODUCTS // max(A.nnz, 1))
    return np.hstack([A @ Q[:, at : at + width] for at in range(0, Q.shape[1], width)])


def _tell(update: Callable[[int, int], object] | None, done: int, total: int) -> None:
    if update is not None:
        update(done, total)
