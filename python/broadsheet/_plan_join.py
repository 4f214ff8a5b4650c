"""What a join takes, before it runs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from . import _core
from ._checks import at_least_one
from ._jobs import n_threads
from ._memory import memory_of, shown_bytes
from ._operands import operands
from ._pair_filter import pair_filter
from ._pairs import checked_threshold
from ._similar import checked_floor

if TYPE_CHECKING:
    from typing import Literal

    from ._memory import MemoryOption

__all__ = ["JoinPlan", "plan_join"]


@dataclass(frozen=True, repr=False)
class JoinPlan:
    """What a join takes, as far as it is known before it runs.

    Attributes
    ----------
    dense_multiplications : int
        In the products of `dense_columns`: that many for each pair in reach.
    rare_multiplications : int
        Of other terms that both rows of a pair in reach have.
    peak_bytes : int
        Memory beyond X, Y and the result, at the most.
    pair_bytes : int
        Of them, what pairs take while they are put in order, if there are so many; 0 for `top_k`.
    groups : int
        How many groups of rows of X have their neighbours looked for one after the other. With
        more than one, and without a Y, each pair is scored from both sides.
    x_slabs : int
        How many times rows of X are made ready for such a group; 0 if estimates are of no use.
    y_slabs : int
        How many times rows of Y are; 0 if all of them are X's, made ready for both.
    dense_columns : int
        Frequent terms that are multiplied as a dense matrix.
    """

    dense_multiplications: int
    rare_multiplications: int
    peak_bytes: int
    pair_bytes: int
    groups: int
    x_slabs: int
    y_slabs: int
    dense_columns: int

    @property
    def multiplications(self) -> int:
        """All of them."""
        return self.dense_multiplications + self.rare_multiplications

    def __repr__(self) -> str:
        return (
            f"JoinPlan({self.multiplications:,} multiplications, "
            f"{self.dense_multiplications:,} of them in {self.dense_columns} dense columns; "
            f"at most {shown_bytes(self.peak_bytes)}; groups={self.groups}, "
            f"x_slabs={self.x_slabs}, y_slabs={self.y_slabs})"
        )


def plan_join(
    X: Any,
    Y: Any = None,
    *,
    k: int | None = None,
    min_similarity: float | None = None,
    metric: Literal["cosine", "dot"] = "cosine",
    timestamps: Any = None,
    window: Any = None,
    groups: Any = None,
    pairs_from: Literal["any", "same", "different"] = "any",
    memory_limit: MemoryOption = None,
    n_jobs: int | None = None,
) -> JoinPlan:
    """Tell what `top_k` or `pairs` would take, without running it.

    Parameters
    ----------
    X, Y, metric, timestamps, window, groups, pairs_from, memory_limit, n_jobs
        As for `top_k` and `pairs`. Each thread takes some memory of its own.
    k : int or None, default=None
        Neighbours of a row: `top_k` is planned. None plans `pairs`.
    min_similarity : float or None, default=None
        As for the one that is planned; `pairs` needs it.

    Returns
    -------
    JoinPlan

    Raises
    ------
    ValueError, TypeError
        As `top_k` or `pairs` does, also if `memory_limit` is below what is needed.

    See Also
    --------
    top_k, pairs, pairs_chunked

    Notes
    -----
    Multiplications are counted exactly, over the pairs in reach of the window. The join scores
    blocks of rows at a time, so at the edges of a window and beside the diagonal it does a little
    more. Groups do not matter: they take pairs away only once these are scored.

    Two things are not known before, so their multiplications are not counted, though `peak_bytes`
    allows for them. What `pairs` finds more pairs in than memory allows, it begins again. And in a
    matrix with negative values, rows with fewer than k neighbours of a clearly positive similarity
    are searched once more by `top_k`, by all their terms: estimates cannot tell a score of nearly 0
    from 0.

    Takes two passes over the entries of X and Y.

    Examples
    --------
    >>> import numpy as np
    >>> import broadsheet as bs
    >>> X = np.array([[1.0, 0.0], [0.6, 0.8], [0.8, 0.6]])
    >>> plan = bs.plan_join(X, k=1, n_jobs=1)
    >>> plan.dense_columns, plan.multiplications
    (2, 6)
    """
    threads = n_threads(n_jobs)
    if k is None:
        options: dict[str, Any] = {"min_similarity": checked_threshold(min_similarity)}
    else:
        options = {"k": at_least_one(k, "k"), "min_similarity": checked_floor(min_similarity)}
    x, y = operands(X, Y, metric, threads)
    n_x, n_y = len(x[0]) - 1, None if y is None else len(y[0]) - 1
    if k is not None:
        options["k"] = min(options["k"], max(n_x if n_y is None else n_y, 1))
    allowed = pair_filter(
        n_x, n_y, timestamps=timestamps, window=window, groups=groups, pairs_from=pairs_from
    )
    plan = _core.plan_pairs if k is None else _core.plan_top_k
    return JoinPlan(
        *plan(
            *x, y=y, pair_filter=allowed, memory=memory_of(memory_limit, (X, x), (Y, y)),
            n_threads=threads, **options,
        )
    )  # fmt: skip
