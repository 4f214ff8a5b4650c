"""Smoothing where dates count: which of an article's most similar ones are also near in time?"""

from __future__ import annotations

from hashlib import blake2b
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from ._arrays import row_blocks, stacked
from ._similar import top_k
from ._smoothing import mean_weights, smoothed

__all__ = ["smooth_in_time", "time_factors"]

_CANDIDATES = 32  # nearest rows of each, among which those near in time are found
# What counts between two articles of which one has no date: less than if they were of one day, more
# than if they were far apart. As if 0.84 sigma lay between them.
_UNKNOWN = 0.7


def time_factors(
    a: NDArray[np.int64], b: NDArray[np.int64], sigma: float, unknown: float = 1.0
) -> NDArray[np.float64]:
    """Give what a similarity counts for, by the time between two articles.

    Parameters
    ----------
    a, b : ndarray of int64
        Microseconds, or NaT; of shapes that fit.
    sigma : float
        Microseconds.
    unknown : float, default=1
        The factor where one has no date.

    Returns
    -------
    ndarray of float64
        exp(-(a - b)^2 / (2 sigma^2)).

    Examples
    --------
    >>> time_factors(np.array([0]), np.array([5]), 5.0).round(3)
    array([0.607])
    """
    never = np.iinfo(np.int64).min
    apart = (a.astype(np.float64) - b.astype(np.float64)) / sigma
    factors: NDArray[np.float64] = np.exp(-(apart**2) / 2)
    return np.where((a == never) | (b == never), unknown, factors)


def smooth_in_time(
    rows: Any,
    recipe: Any,
    timestamps: NDArray[np.int64] | None,
    sigma: float | None,
    n_jobs: int | None,
    progress: Any = False,
) -> Any:
    """Smooth rows as `bs.smooth` does, by neighbours that are near in time too.

    Similarities are multiplied by the factors of time, and an article's neighbours are the best by
    that among its 32 most similar: what tells of the same event, not of one like it years ago.
    Without dates it is `bs.smooth`.

    Parameters
    ----------
    rows : csr_array of shape (n_rows, n_terms)
        Unit rows.
    recipe : Recipe
        Neighbours, their weight and how often.
    timestamps : ndarray of int64, shape (n_rows,) or None
        Microseconds, or NaT; None ignores time.
    sigma : float or None
        Microseconds.
    n_jobs : int or None
        Threads.
    progress : False or callable
        Of the searches.

    Returns
    -------
    csr_array
        Unit rows, columns ascending.
    """
    k, weight, passes = recipe
    kept = _few_copies(rows, max(k, _CANDIDATES) + 1)
    if len(kept) < rows.shape[0]:
        times = None if timestamps is None else timestamps[kept]
        some = smooth_in_time(rows[kept], recipe, times, sigma, n_jobs, progress)
        source = np.arange(rows.shape[0])
        source[kept] = rows.shape[0] + np.arange(len(kept))
        return sparse.vstack([rows, some], format="csr")[source]
    for _ in range(passes):
        if timestamps is None or sigma is None:
            weights = mean_weights(rows, None, k, n_jobs=n_jobs, progress=progress)
        else:
            weights = _timely_weights(rows, k, timestamps, sigma, n_jobs, progress)
        rows = smoothed(rows, weights, rows, weight, n_jobs)
    return rows


def _few_copies(rows: Any, most: int) -> NDArray[np.intp]:
    """Give the positions of all rows, of copies only the first so many.

    More are nobody's neighbours, since of equally near rows the first are taken; and their own are
    the first copies, whose mean is the row itself. Thousands of copies would take quadratic time.
    """
    seen: dict[bytes, int] = {}
    kept = []
    for i in range(rows.shape[0]):
        entries = slice(rows.indptr[i], rows.indptr[i + 1])
        name = blake2b(rows.indices[entries].tobytes(), digest_size=16)
        name.update(rows.data[entries].tobytes())
        count = seen.get(name.digest(), 0)
        seen[name.digest()] = count + 1
        if count < most:
            kept.append(i)
    return np.array(kept, dtype=np.intp)


def _timely_weights(
    rows: Any, k: int, timestamps: NDArray[np.int64], sigma: float, n_jobs: int | None,
    progress: Any,
) -> Any:  # fmt: skip
    above_zero = float(np.nextafter(rows.dtype.type(0), rows.dtype.type(1)))
    near = top_k(
        rows, k=max(k, _CANDIDATES), metric="dot", min_similarity=above_zero,
        n_jobs=n_jobs, progress=progress,
    )  # fmt: skip
    parts = []
    # An eighth of a million entries each: sorting them takes longer than adding them up.
    for first, last in row_blocks(8 * near.indptr):
        here = near[first:last]
        row = np.repeat(np.arange(last - first), np.diff(here.indptr))
        factors = time_factors(timestamps[first + row], timestamps[here.indices], sigma, _UNKNOWN)
        score = here.data.astype(np.float64) * factors
        order = np.lexsort((here.indices, -score, row))
        rank = np.arange(len(order)) - here.indptr[row]
        chosen = order[(rank < k) & (score[order] > 0)]
        total = np.bincount(row[chosen], score[chosen], minlength=last - first)
        data = (score[chosen] / total[row[chosen]]).astype(rows.dtype)
        count = np.bincount(row[chosen], minlength=last - first)
        parts.append((np.concatenate([[0], np.cumsum(count)]), here.indices[chosen], data))
    if not parts:
        return near
    indptr, indices, data = stacked(parts)
    return sparse.csr_array((data, indices, indptr), shape=near.shape)
