"""One pass of smoothing: the nearest rows of each, their mean, and what that makes of a row."""

from __future__ import annotations

from numbers import Real
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from scipy import sparse

from . import _core
from ._arrays import as_scipy, row_blocks, stacked
from ._checks import at_least_one
from ._display import quote
from ._jobs import n_threads
from ._operands import operands
from ._similar import top_k

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import TypeAlias

    from numpy.typing import NDArray

    Update: TypeAlias = Callable[[int, int], object] | None

__all__ = [
    "Recipe", "csr_of", "lengths_of", "mean_weights", "recipe", "share", "smoothed", "sums",
]  # fmt: skip

_STEPS = 1000  # of progress, in each pass


class Recipe(NamedTuple):
    """How rows are smoothed, checked."""

    k: int
    weight: float
    passes: int


def recipe(k: Any, weight: Any, passes: Any) -> Recipe:
    """Hold the three numbers of a smoothing to their ranges.

    Parameters
    ----------
    k, passes : int
        At least 1.
    weight : float
        At least 0, and finite.

    Returns
    -------
    Recipe

    Raises
    ------
    TypeError
        If one is no such number.
    ValueError
        If one is out of range.

    Examples
    --------
    >>> recipe(2, 1, 1)
    Recipe(k=2, weight=1.0, passes=1)
    """
    if isinstance(weight, bool) or not isinstance(weight, Real):
        msg = f"weight must be a number, got {quote(weight)}"
        raise TypeError(msg)
    counts_for = float(weight)
    if not 0 <= counts_for < np.inf:
        msg = f"weight must be at least 0 and finite, got {quote(weight)}"
        raise ValueError(msg)
    return Recipe(at_least_one(k, "k"), counts_for, at_least_one(passes, "passes"))


def share(update: Update, done_passes: int, passes: int) -> Any:
    """Give what a search is to report its progress to, as the share of all passes that it is.

    Parameters
    ----------
    update : callable or None
        Of (done, total), for all passes.
    done_passes, passes : int
        How many are done, of how many.

    Returns
    -------
    callable or False
        As `top_k` takes it for `progress`.
    """
    if update is None:
        return False

    def part(done: int, total: int) -> object:
        return update(_STEPS * done_passes + _STEPS * done // max(total, 1), _STEPS * passes)

    return part


def csr_of(X: Any, metric: str, n_jobs: int | None) -> Any:
    """Give a matrix as a csr_array in canonical order, its rows made what `metric` compares.

    Parameters
    ----------
    X, metric
        As for `operands`.
    n_jobs : int or None
        Threads.

    Returns
    -------
    csr_array
        Which may share arrays with X.
    """
    (indptr, indices, data, n_cols), _ = operands(X, None, metric, n_threads(n_jobs))
    return as_scipy(indptr, indices, data, (len(indptr) - 1, n_cols), sparse.csr_array)


def mean_weights(rows: Any, among: Any, k: int, *, progress: Any = False, **search: Any) -> Any:
    """Find what each row's nearest rows count in their mean.

    Parameters
    ----------
    rows : csr_array of shape (n_rows, n_terms)
        Unit rows.
    among : csr_array of shape (n_among, n_terms) or None
        Unit rows of the same type. None is `rows`, where no row is its own neighbour.
    k : int
        Neighbours of a row, at most.
    progress : callable or False
        Of `share`; told of the end too.
    **search
        Options of `top_k`.

    Returns
    -------
    csr_array of shape (n_rows, n_among)
        Similarities, only those above 0, divided by their sum: each row adds up to 1, or has no
        entry. By falling similarity, then index.
    """
    # The least number above 0: a threshold of itself enough, so that 0 and less do not count.
    above_zero = float(np.nextafter(rows.dtype.type(0), rows.dtype.type(1)))
    near = top_k(
        rows, among, k=k, metric="dot", min_similarity=above_zero, progress=progress, **search
    )
    if progress:
        progress(1, 1)
    similarities = near.data.astype(np.float64)
    row = np.repeat(np.arange(near.shape[0]), np.diff(near.indptr))
    sums_of_rows = np.bincount(row, similarities, minlength=near.shape[0])
    near.data = (similarities / sums_of_rows[row]).astype(rows.dtype)
    return near


def sums(rows: Any, weights: Any, among: Any, weight: float) -> Iterator[Any]:
    """Add to each row the weighted mean of its neighbours, some rows at a time.

    Parameters
    ----------
    rows, among : csr_array
        Unit rows.
    weights : csr_array of shape (n_rows, n_among)
        Of `mean_weights`.
    weight : float
        What the mean counts beside the row.

    Yields
    ------
    csr_array
        Successive rows, not yet divided by their lengths, columns ascending. About a million
        products each: between blocks Python hears of Ctrl-C.
    """
    entries = np.diff(among.indptr).astype(np.int64)
    cost = np.concatenate([[0], np.cumsum(entries[weights.indices])])[weights.indptr]
    for first, last in row_blocks(cost + rows.indptr):
        mean = weights[first:last] @ among
        mean.sort_indices()
        mean.data *= mean.dtype.type(weight)
        yield rows[first:last] + mean


def smoothed(rows: Any, weights: Any, among: Any, weight: float, n_jobs: int | None) -> Any:
    """Give the sums of `sums`, divided by their lengths.

    Parameters
    ----------
    rows, weights, among, weight
        As for `sums`.
    n_jobs : int or None
        Threads of the division.

    Returns
    -------
    csr_array
        Unit rows in arrays of its own, columns ascending. A row without neighbours keeps its
        bytes.
    """
    parts, threads = [], n_threads(n_jobs)
    for block in sums(rows, weights, among, weight):
        indptr = block.indptr.astype(np.int64)
        unit = _core.unit_rows(indptr, block.data, n_threads=threads)
        parts.append((indptr, block.indices, block.data if unit is None else unit))
    if not parts:
        return rows.copy()
    indptr, indices, data = stacked(parts)
    return as_scipy(indptr, indices, data, rows.shape, sparse.csr_array)


def lengths_of(X: Any) -> NDArray[np.float64]:
    """Measure each row of a CSR matrix; 1 for a row of zeros, which no division changes.

    Divided by its largest entry first, so that no square is too large or too small.
    """
    n_rows = X.shape[0]
    row = np.repeat(np.arange(n_rows), np.diff(X.indptr))
    size = np.abs(X.data.astype(np.float64))
    largest = np.zeros(n_rows)
    np.maximum.at(largest, row, size)
    largest[largest == 0] = 1
    squares = np.bincount(row, (size / largest[row]) ** 2, minlength=n_rows)
    lengths: NDArray[np.float64] = largest * np.sqrt(squares)
    lengths[lengths == 0] = 1
    return lengths
