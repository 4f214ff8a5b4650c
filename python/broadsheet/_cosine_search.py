"""Neighbours by cosine distance as scikit-learn counts them: rows without a common term too."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from ._pairs import pairs
from ._similar import top_k

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

__all__ = ["Within", "nearest", "within"]

_DENSE = 1 << 22  # similarities held as dense rows at a time


class Within(NamedTuple):
    """The neighbours of each row within a radius, as the arrays of a CSR matrix."""

    indptr: NDArray[np.int64]
    indices: NDArray[np.int32]
    distances: NDArray[Any]


def nearest(
    queries: Any, fitted: Any, k: int, n_jobs: int | None
) -> tuple[NDArray[Any], NDArray[np.int64]]:
    """Find the k nearest rows of each row.

    Parameters
    ----------
    queries : csr_array or None
        Unit rows. None is `fitted`, where no row is its own neighbour.
    fitted : csr_array
        Unit rows of the same type.
    k : int
        At most the rows there are to find.
    n_jobs : int or None
        Threads.

    Returns
    -------
    distances, indices : ndarray of shape (n_queries, k)
        By rising distance; equal similarities by index. Rows without a common term are at
        distance 1, before those of negative similarity.
    """
    rows = fitted if queries is None else queries
    found = top_k(
        rows, None if queries is None else fitted, k=k, metric="dot", n_jobs=n_jobs, progress=False
    )
    n_rows, n_fitted = found.shape
    scores = np.zeros((n_rows, k), dtype=found.dtype)
    indices = np.zeros((n_rows, k), dtype=np.int64)
    counts = np.diff(found.indptr)
    full = counts == k
    # Scores fall, so the last one is the least: if it is above 0, no zero comes before it.
    full[full] = found.data[found.indptr[1:][full] - 1] > 0
    entries = np.repeat(full, counts)
    scores[full] = found.data[entries].reshape(-1, k)
    indices[full] = found.indices[entries].reshape(-1, k)
    for i in np.flatnonzero(counts < k):
        row = slice(found.indptr[i], found.indptr[i + 1])
        own = int(i) if queries is None else None
        scores[i], indices[i] = _with_zeros(found.indices[row], found.data[row], own, k, n_fitted)
    # k negative ones may have pushed others out, so that what is left need not be 0.
    crowded = np.flatnonzero(~full & (counts == k))
    for some in _blocks(crowded, n_fitted):
        whole = top_k(rows[some], fitted, k=n_fitted, metric="dot", n_jobs=n_jobs, progress=False)
        for i, first, last in zip(some, whole.indptr[:-1], whole.indptr[1:], strict=True):
            columns, values = whole.indices[first:last], whole.data[first:last]
            own = int(i) if queries is None else None
            others = columns != (-1 if own is None else own)
            scores[i], indices[i] = _with_zeros(columns[others], values[others], own, k, n_fitted)
    return _distance(scores), indices


def within(queries: Any, fitted: Any, radius: float, n_jobs: int | None) -> Within:
    """Find the rows at most `radius` away from each row.

    Parameters
    ----------
    queries, fitted, n_jobs
        As for `nearest`.
    radius : float
        At least 0. It is rounded to the type of the rows, as distances are.

    Returns
    -------
    Within
        Columns of each row ascending.

    Notes
    -----
    Below a radius of 1 neighbours share a term, and `pairs` finds them. From 1 on, rows without a
    common term are neighbours too: almost all rows of all, which dense blocks of rows find.
    """
    dtype = fitted.dtype
    most = dtype.type(radius)
    # Lower by more than the rounding of 1 - s; distances decide.
    floor = 1.0 - float(most) - 4 * float(np.finfo(dtype).eps)
    if floor > 0:
        i, j, distances = _sparse_within(queries, fitted, floor, n_jobs)
    else:
        i, j, distances = _dense_within(queries, fitted, most, n_jobs)
    near = distances <= most
    counts = np.bincount(i[near], minlength=(fitted if queries is None else queries).shape[0])
    indptr = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
    return Within(indptr, j[near], distances[near])


def _distance(similarity: NDArray[Any]) -> NDArray[Any]:
    """1 - cosine, where rounding may leave a little less than 0 or more than 2."""
    distance: NDArray[Any] = np.clip(1 - similarity, 0, 2)
    return distance


def _with_zeros(
    columns: NDArray[np.int32], scores: NDArray[Any], own: int | None, k: int, n_fitted: int
) -> tuple[NDArray[Any], NDArray[Any]]:
    """Put the first rows of similarity 0 between the positive and the negative ones, k in all.

    `columns` and `scores` are all that are not 0, by falling score, if fewer than k are positive.
    """
    n_positive = int(np.count_nonzero(scores > 0))
    taken = columns if own is None else np.append(columns, own)
    n_zeros = max(k - n_positive, 0)
    free = np.ones(min(n_fitted, n_zeros + len(taken)), dtype=bool)
    free[taken[taken < len(free)]] = False
    zeros = np.flatnonzero(free)[:n_zeros]
    ordered = np.concatenate([columns[:n_positive], zeros, columns[n_positive:]])
    values = np.insert(scores, n_positive, np.zeros(len(zeros), dtype=scores.dtype))
    return values[:k], ordered[:k]


def _sparse_within(
    queries: Any, fitted: Any, floor: float, n_jobs: int | None
) -> tuple[NDArray[Any], NDArray[Any], NDArray[Any]]:
    """Pairs whose similarity reaches `floor`, in both directions, ordered by row, then column."""
    rows, others = (fitted, None) if queries is None else (queries, fitted)
    found = pairs(rows, others, min_similarity=floor, metric="dot", n_jobs=n_jobs, progress=False)
    i, j, similarity = found
    if queries is None:
        i, j = np.concatenate([found.i, found.j]), np.concatenate([found.j, found.i])
        order = np.lexsort((j, i))
        i, j, similarity = i[order], j[order], np.concatenate([similarity, similarity])[order]
    return i, j, _distance(similarity)


def _dense_within(
    queries: Any, fitted: Any, most: Any, n_jobs: int | None
) -> tuple[NDArray[Any], NDArray[Any], NDArray[Any]]:
    """Pairs at most `most` apart, also those without a common term, by row, then column."""
    rows, n_fitted = (fitted if queries is None else queries), fitted.shape[0]
    parts = []
    for some in _blocks(np.arange(rows.shape[0]), n_fitted):
        found = top_k(rows[some], fitted, k=n_fitted, metric="dot", n_jobs=n_jobs, progress=False)
        distances = _distance(found.toarray())
        near = distances <= most
        if queries is None:
            near[np.arange(len(some)), some] = False
        i, j = np.nonzero(near)
        parts.append((some[i].astype(np.int32), j.astype(np.int32), distances[near]))
    i, j, distances = (np.concatenate(arrays) for arrays in zip(*parts, strict=True))
    return i, j, distances


def _blocks(rows: NDArray[np.int64], n_fitted: int) -> Iterator[NDArray[np.int64]]:
    """Cut row numbers into so few at a time that dense similarities of them fit in memory."""
    step = max(1, _DENSE // max(n_fitted, 1))
    for first in range(0, len(rows), step):
        yield rows[first : first + step]
