"""The most similar articles of each."""

from __future__ import annotations

import math
from numbers import Real
from typing import TYPE_CHECKING, Any

import numpy as np

from . import _core
from ._arrays import as_scipy, canonical_csr, container_of
from ._checks import at_least_one
from ._jobs import n_threads
from ._progress import Progress

if TYPE_CHECKING:
    from ._progress import ProgressOption

__all__ = ["top_k"]


def top_k(
    X: Any,
    Y: Any = None,
    *,
    k: int = 10,
    min_similarity: float | None = None,
    n_jobs: int | None = None,
    progress: ProgressOption = None,
) -> Any:
    r"""Find for each row of X the k most similar rows of Y, exactly.

    The similarity of two rows is their dot product, of rows of unit length (as `TfidfVectorizer`
    makes them) the cosine:

    .. math:: s(x, y) = \sum_t x_t \, y_t

    Parameters
    ----------
    X : sparse matrix, sparse array or ndarray, of shape (n_x, n_terms)
        Vectors, one a row. float32 and float64 are computed with as they are, integers become
        float64. Unsorted or duplicate column indices are put in order in a copy.
    Y : the same, of shape (n_y, n_terms), or None, default=None
        What to look among. None is X itself, where no row is its own neighbour.
    k : int, default=10
        Neighbours of a row, at most; at least 1.
    min_similarity : float or None, default=None
        Only neighbours at least as similar as this. It is rounded to the type of the result, as
        similarities are. None allows any, also negative ones.
    n_jobs : int or None, default=None
        Threads. None is every core that the process may use, 1 is serial. The result does not
        depend on it.
    progress : bool, callable or None, default=None
        None shows a bar when standard error is a terminal and the call lasts.

    Returns
    -------
    csr_array or csr_matrix, of shape (n_x, n_y)
        `csr_matrix` if X is a matrix, else `csr_array`; float32 if X and Y are, else float64. At
        most k entries a row, **by falling similarity**, then by index, so column indices are not
        sorted (`sort_indices` sorts them). A similarity of 0 is no neighbour: nothing is stored.

    Raises
    ------
    ValueError
        If a value is not finite, k is below 1, `min_similarity` is NaN, the columns of X and Y
        differ, or the arrays of a matrix do not fit together.
    TypeError
        If X or Y is no matrix of numbers, or k no integer.
    KeyboardInterrupt
        On Ctrl-C, at once.

    See Also
    --------
    TfidfVectorizer : Makes the vectors.
    stories : Groups articles by similarity.

    Notes
    -----
    Exact: sums run over ascending columns in double precision and are rounded once, so equal
    similarities are ties to the last bit, and each call gives the same bytes. Time grows with the
    pairs of rows that share a term, summed over terms; memory with the entries of Y and of the
    result.

    References
    ----------
    Gustavson (1978), Two fast algorithms for sparse matrices: multiplication and permuted
    transposition.

    Examples
    --------
    >>> import numpy as np
    >>> import broadsheet as bs
    >>> X = np.array([[1.0, 0.0], [0.6, 0.8], [0.8, 0.6]])
    >>> nearest = bs.top_k(X, k=1)
    >>> nearest.indices
    array([2, 2, 1], dtype=int32)
    >>> nearest.data.round(2)
    array([0.8 , 0.96, 0.96])
    """
    n_neighbours = at_least_one(k, "k")
    floor = _checked_min_similarity(min_similarity)
    threads = n_threads(n_jobs)
    indptr, indices, data, n_cols = canonical_csr(X, "X")
    other, n_y = None, len(indptr) - 1
    if Y is not None:
        y_indptr, y_indices, y_data, y_cols = canonical_csr(Y, "Y")
        dtype = np.result_type(data, y_data)
        data, y_data = data.astype(dtype, copy=False), y_data.astype(dtype, copy=False)
        other, n_y = (y_indptr, y_indices, y_data, y_cols), len(y_indptr) - 1
    with Progress("top_k", progress) as shown:
        found_indptr, rows, scores = _core.top_k(
            indptr, indices, data, n_cols,
            y=other, k=min(n_neighbours, max(n_y, 1)), min_similarity=floor,
            n_threads=threads, progress=shown.update,
        )  # fmt: skip
    return as_scipy(found_indptr, rows, scores, (len(indptr) - 1, n_y), container_of(X))


def _checked_min_similarity(value: Any) -> float | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, Real):
        msg = f"min_similarity must be a number or None, got {value!r}"
        raise TypeError(msg)
    if math.isnan(value):
        msg = "min_similarity must be a number, got NaN"
        raise ValueError(msg)
    return float(value)
