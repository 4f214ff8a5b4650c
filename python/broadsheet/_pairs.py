"""Every pair of articles that is similar enough."""

from __future__ import annotations

from numbers import Real
from typing import TYPE_CHECKING, Any, NamedTuple

from . import _core
from ._display import quote
from ._jobs import n_threads
from ._memory import memory_of
from ._operands import operands
from ._pair_filter import pair_filter
from ._progress import Progress
from ._tabular import to_arrow, to_frame

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Literal

    import numpy as np
    from numpy.typing import NDArray

    from ._memory import MemoryOption
    from ._progress import ProgressOption

__all__ = ["Pairs", "checked_threshold", "pairs", "pairs_chunked"]


class Pairs(NamedTuple):
    """Pairs of rows, as three arrays of the same length, ordered by i, then j.

    Attributes
    ----------
    i : ndarray of int32
        Rows of X.
    j : ndarray of int32
        Rows of Y; without a Y those of X, and i < j.
    similarity : ndarray of float32 or float64
        In the type that X and Y meet in.
    """

    i: NDArray[np.int32]
    j: NDArray[np.int32]
    similarity: NDArray[Any]

    def to_arrow(self) -> Any:
        """Give the pairs as a nanoarrow.Array of structs; see `Articles.to_arrow`."""
        return to_arrow(self._asdict())

    def __arrow_c_stream__(self, requested_schema: object = None) -> Any:
        """Export the pairs through the Arrow PyCapsule interface."""
        return self.to_arrow().__arrow_c_stream__(requested_schema)

    def to_frame(self) -> Any:
        """Give the pairs as a pandas.DataFrame, or without pandas as a polars.DataFrame."""
        return to_frame(self._asdict())


def pairs(
    X: Any,
    Y: Any = None,
    *,
    min_similarity: float,
    metric: Literal["cosine", "dot"] = "cosine",
    timestamps: Any = None,
    window: Any = None,
    groups: Any = None,
    pairs_from: Literal["any", "same", "different"] = "any",
    memory_limit: MemoryOption = None,
    n_jobs: int | None = None,
    progress: ProgressOption = None,
) -> Pairs:
    r"""Find every pair of rows whose similarity reaches a threshold, exactly.

    The similarity of two rows is their cosine, or by ``metric="dot"`` their dot product:

    .. math:: \cos(x, y) = \frac{\sum_t x_t \, y_t}{|x| \, |y|}

    Parameters
    ----------
    X : sparse matrix, sparse array or ndarray, of shape (n_x, n_terms)
        Vectors, one a row. float32 and float64 are computed with as they are, integers become
        float64. Unsorted or duplicate column indices are put in order in a copy.
    Y : the same, of shape (n_y, n_terms), or None, default=None
        None is X itself: each pair of its rows is given once, with i < j. Else every pair of a row
        of X with one of Y is looked at.
    min_similarity : float
        Above 0, since nearly all pairs have at least 0. It is rounded to the type of the result, as
        similarities are, and is itself enough.
    metric : {'cosine', 'dot'}, default='cosine'
        'cosine' divides each row by its length, 'dot' takes rows as they are; see `top_k`.
    timestamps : array of shape (n_x,), or with Y a pair of arrays, or None, default=None
        When the rows' articles appeared: datetime64 or other dates, which are cut at microseconds,
        or integers of any unit. A row may lack its time only where there is no `window`.
    window : timedelta, timedelta64, int or None, default=None
        Only rows at most so far apart in time are a pair. A length of time where timestamps are
        dates; an int, of the same unit, where they are integers. None looks at no time.
    groups : array or list of shape (n_x,), or with Y a pair of them, or None, default=None
        An int or str for each row: its outlet, language or story.
    pairs_from : {'any', 'same', 'different'}, default='any'
        Whether the two rows must be of the same group, or of different ones. 'any' does not look at
        groups.
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
    Pairs
        A tuple of the arrays `i`, `j` and `similarity`, ordered by i, then j.

    Raises
    ------
    ValueError
        If a value is not finite, `min_similarity` is not above 0, the columns of X and Y differ,
        the arrays of a matrix do not fit together, timestamps, window, groups and `pairs_from` do
        not, or `memory_limit` is below what is needed, which the message names.
    TypeError
        If X or Y is no matrix of numbers, `min_similarity` no number, or window and timestamps are
        not of the same kind.
    KeyboardInterrupt
        On Ctrl-C, at once.

    See Also
    --------
    pairs_chunked : The same block by block, where all of them are too many to hold.
    plan_join : What it would take, before it runs.
    top_k : The nearest of each row, as a sparse matrix.
    CosineNeighbors : Neighbours within a radius, for scikit-learn.

    Notes
    -----
    Exact, as `top_k` is, with its similarities to the last bit. What `pairs_chunked` yields, put
    together: the result grows with the pairs found, and a low threshold finds many.

    References
    ----------
    Bayardo, Ma and Srikant (2007), Scaling up all pairs similarity search.

    Examples
    --------
    >>> import numpy as np
    >>> import broadsheet as bs
    >>> X = np.array([[1.0, 0.0], [0.6, 0.8], [0.8, 0.6]])
    >>> i, j, similarity = bs.pairs(X, min_similarity=0.7)
    >>> i, j, similarity.round(2)
    (array([0, 1], dtype=int32), array([2, 2], dtype=int32), array([0.8 , 0.96]))

    Only what appeared within two days of each other:

    >>> from datetime import timedelta
    >>> dates = np.array(["2025-03-01", "2025-03-02", "2025-03-04"], dtype="datetime64")
    >>> bs.pairs(X, min_similarity=0.7, timestamps=dates, window=timedelta(days=2)).i
    array([1], dtype=int32)
    """
    threads = n_threads(n_jobs)
    with Progress("pairs", progress) as shown:
        blocks = pair_blocks(
            X, Y, min_similarity, metric, timestamps, window, groups, pairs_from, memory_limit,
            threads,
        )  # fmt: skip
        return Pairs(*blocks.rest(n_threads=threads, progress=shown.update))


def pairs_chunked(
    X: Any,
    Y: Any = None,
    *,
    min_similarity: float,
    metric: Literal["cosine", "dot"] = "cosine",
    timestamps: Any = None,
    window: Any = None,
    groups: Any = None,
    pairs_from: Literal["any", "same", "different"] = "any",
    memory_limit: MemoryOption = None,
    n_jobs: int | None = None,
    progress: ProgressOption = None,
) -> Iterator[Pairs]:
    """Find every pair of rows whose similarity reaches a threshold, block by block.

    For more pairs than memory holds: what they are needed for is done with one block, and the next
    one takes its place. One behind the other, the blocks are what `pairs` gives.

    Parameters
    ----------
    X, Y, min_similarity, metric, timestamps, window, groups, pairs_from, n_jobs, progress
        As for `pairs`. The matrices must not change before the last block.
    memory_limit : int, str or None, default=None
        The most memory beyond X, Y and the block that is given. How many blocks there are depends
        on it, but not what they are together.

    Yields
    ------
    Pairs
        Of successive rows i of X, ordered by i, then j. Without any pair one block of none.

    Raises
    ------
    ValueError, TypeError
        As `pairs` does, before the first block.
    KeyboardInterrupt
        On Ctrl-C, at once.

    See Also
    --------
    pairs : All of them at once.
    sklearn.metrics.pairwise_distances_chunked : All distances, dense and block by block.

    Notes
    -----
    A run of rows is looked at as a whole, as long as at most a quarter of the memory is needed for
    its pairs, 20 bytes each; where there are more, it is cut and begun again. Under a window rows
    that are not in order of time are scored from both sides once there is more than one block.

    Examples
    --------
    >>> import numpy as np
    >>> import broadsheet as bs
    >>> X = np.array([[1.0, 0.0], [0.6, 0.8], [0.8, 0.6]])
    >>> for i, j, similarity in bs.pairs_chunked(X, min_similarity=0.7):
    ...     print(i, j, similarity.round(2))
    [0 1] [2 2] [0.8  0.96]
    """
    threads = n_threads(n_jobs)
    shown = Progress("pairs_chunked", progress)
    blocks = pair_blocks(
        X, Y, min_similarity, metric, timestamps, window, groups, pairs_from, memory_limit, threads,
    )  # fmt: skip
    return _chunks(blocks, threads, shown)


def _chunks(blocks: _core.PairBlocks, threads: int, progress: Progress) -> Iterator[Pairs]:
    with progress as shown:
        first = blocks.next(n_threads=threads, progress=shown.update)
        # Without a next one to give, the last call gives three arrays of nothing.
        block = blocks.rest(n_threads=threads, progress=None) if first is None else first
        while block is not None:
            yield Pairs(*block)
            block = blocks.next(n_threads=threads, progress=shown.update)


def pair_blocks(
    X: Any,
    Y: Any,
    min_similarity: Any,
    metric: object,
    timestamps: Any,
    window: Any,
    groups: Any,
    pairs_from: Any,
    memory_limit: MemoryOption,
    threads: int,
) -> _core.PairBlocks:
    """Begin a join: everything is checked, nothing found yet."""
    floor = checked_threshold(min_similarity)
    x, y = operands(X, Y, metric, threads)
    allowed = pair_filter(
        len(x[0]) - 1, None if y is None else len(y[0]) - 1,
        timestamps=timestamps, window=window, groups=groups, pairs_from=pairs_from,
    )  # fmt: skip
    return _core.pair_blocks(
        *x, y=y, min_similarity=floor, pair_filter=allowed,
        memory=memory_of(memory_limit, (X, x), (Y, y)), n_threads=threads,
    )  # fmt: skip


def checked_threshold(value: Any) -> float:
    """Hold a threshold to be a number above 0."""
    if isinstance(value, bool) or not isinstance(value, Real):
        msg = f"min_similarity must be a number, got {quote(value)}"
        raise TypeError(msg)
    floor = float(value)
    if not floor > 0:
        msg = (
            f"min_similarity must be above 0, got {value}: nearly all pairs have at least 0; "
            "top_k finds the nearest of each row whatever their similarity"
        )
        raise ValueError(msg)
    return floor
