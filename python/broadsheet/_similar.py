"""The most similar articles of each."""

from __future__ import annotations

import math
from numbers import Real
from typing import TYPE_CHECKING, Any

from . import _core
from ._arrays import as_scipy, container_of
from ._checks import at_least_one
from ._jobs import n_threads
from ._memory import memory_of
from ._operands import operands
from ._pair_filter import pair_filter
from ._progress import Progress

if TYPE_CHECKING:
    from typing import Literal

    from ._memory import MemoryOption
    from ._progress import ProgressOption

__all__ = ["checked_floor", "top_k"]


def top_k(
    X: Any,
    Y: Any = None,
    *,
    k: int = 10,
    min_similarity: float | None = None,
    metric: Literal["cosine", "dot"] = "cosine",
    timestamps: Any = None,
    window: Any = None,
    groups: Any = None,
    pairs_from: Literal["any", "same", "different"] = "any",
    memory_limit: MemoryOption = None,
    n_jobs: int | None = None,
    progress: ProgressOption = None,
) -> Any:
    r"""Find for each row of X the k most similar rows of Y, exactly.

    The similarity of two rows is their cosine, or by ``metric="dot"`` their dot product:

    .. math:: \cos(x, y) = \frac{\sum_t x_t \, y_t}{|x| \, |y|}

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
    metric : {'cosine', 'dot'}, default='cosine'
        'cosine' divides each row by its length in a copy. Rows of zeros stay, and so do, to the
        last bit, rows of length 1 to within rounding, as `TfidfVectorizer` makes them: to within 4
        eps sqrt(n) for n entries and the eps of the type. 'dot' takes all rows as they are.
    timestamps : array of shape (n_x,), or with Y a pair of arrays, or None, default=None
        When the rows' articles appeared: datetime64 or other dates, which are cut at microseconds,
        or integers of any unit. A row may lack its time only where there is no `window`.
    window : timedelta, timedelta64, int or None, default=None
        Only rows at most so far apart in time are neighbours. A length of time where timestamps are
        dates; an int, of the same unit, where they are integers. None looks at no time.
    groups : array or list of shape (n_x,), or with Y a pair of them, or None, default=None
        An int or str for each row: its outlet, language or story.
    pairs_from : {'any', 'same', 'different'}, default='any'
        Whether neighbours must be of the same group, or of different ones: what other outlets
        reprinted, say. 'any' does not look at groups.
    memory_limit : int, str or None, default=None
        The most memory beyond X, Y and the result: bytes, or a size as "2 GB" or "512 MiB". None is
        512 MB. The result does not depend on it, but speed may; see `plan_join`. Copies count too:
        of a matrix that has to be converted, put in order or divided by its lengths.
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
        differ, the arrays of a matrix do not fit together, timestamps, window, groups and
        `pairs_from` do not, or `memory_limit` is below what is needed, which the message names.
    TypeError
        If X or Y is no matrix of numbers, k no integer, or window and timestamps are not of the
        same kind.
    KeyboardInterrupt
        On Ctrl-C, at once.

    See Also
    --------
    pairs : Every pair that is similar enough.
    plan_join : What it would take, before it runs.
    CosineNeighbors : The same for scikit-learn.
    TfidfVectorizer : Makes the vectors.
    stories : Groups articles by similarity.

    Notes
    -----
    Exact: sums run over ascending columns in double precision and are rounded once, so equal
    similarities are ties to the last bit, and each call gives the same bytes. Time grows with the
    pairs of rows that share a term, summed over terms. Rows are made ready as many at a time as
    memory allows, about 30 bytes an entry. If the neighbours of all rows, about 35 bytes each while
    they are looked for, take more than half of `memory_limit`, rows are searched in groups; without
    a Y that takes twice as long, as each pair is then scored from both sides.

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
    >>> bs.top_k(X, k=1, groups=["Herald", "Post", "Post"], pairs_from="different").indices
    array([2, 0, 0], dtype=int32)
    """
    n_neighbours = at_least_one(k, "k")
    floor = checked_floor(min_similarity)
    threads = n_threads(n_jobs)
    x, y = operands(X, Y, metric, threads)
    n_x = len(x[0]) - 1
    n_y = n_x if y is None else len(y[0]) - 1
    allowed = pair_filter(
        n_x, None if y is None else n_y,
        timestamps=timestamps, window=window, groups=groups, pairs_from=pairs_from,
    )  # fmt: skip
    memory = memory_of(memory_limit, (X, x), (Y, y))
    with Progress("top_k", progress) as shown:
        indptr, rows, scores = _core.top_k(
            *x, y=y, k=min(n_neighbours, max(n_y, 1)), min_similarity=floor, pair_filter=allowed,
            memory=memory, n_threads=threads, progress=shown.update,
        )  # fmt: skip
    return as_scipy(indptr, rows, scores, (n_x, n_y), container_of(X))


def checked_floor(value: Any) -> float | None:
    """Hold a least similarity to be a number, or None."""
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, Real):
        msg = f"min_similarity must be a number or None, got {value!r}"
        raise TypeError(msg)
    if math.isnan(value):
        msg = "min_similarity must be a number, got NaN"
        raise ValueError(msg)
    return float(value)
