"""How do corrections act on stories that were found?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from . import _core
from ._arrays import canonical_csr
from ._display import quote
from ._grouping import first_appearance
from ._jobs import n_threads

if TYPE_CHECKING:
    from ._articles import Articles
    from ._corrections import Corrections

__all__ = ["Constraints", "constrained", "constraints_of", "meet"]

_NAMED = 5  # ids that a message names


class Constraints(NamedTuple):
    """Corrections by row.

    Attributes
    ----------
    must, cannot : ndarray of int32, shape (n_pairs, 2)
    """

    must: NDArray[np.int32]
    cannot: NDArray[np.int32]


def constraints_of(corrections: Corrections, articles: Articles) -> Constraints:
    """Find the articles that corrections name.

    Raises
    ------
    ValueError
        If some are not there; the message names the first of them.
    """
    row_of = {name: row for row, name in enumerate(articles.id)}
    unknown = [name for name in corrections.ids if name not in row_of]
    if unknown:
        named = ", ".join(map(quote, unknown[:_NAMED]))
        more = ", …" if len(unknown) > _NAMED else ""
        articles_named = (
            "1 article that is" if len(unknown) == 1 else f"{len(unknown):,} articles that are"
        )
        msg = (
            f"corrections name {articles_named} not there: {named}{more}; "
            "corrections.of(articles), or --skip-unknown, leaves out what is said of others"
        )
        raise ValueError(msg)
    must, cannot = (
        np.array([[row_of[name] for name in pair] for pair in pairs], np.int32).reshape(-1, 2)
        for pairs in (corrections.must_links, corrections.cannot_links)
    )
    return Constraints(must, cannot)


def constrained(
    labels: NDArray[np.int32],
    vectors: Any,
    merges: tuple[Any, ...],
    constraints: Constraints,
    timestamps: NDArray[np.int64] | None,
    sigma: float | None,
    n_jobs: int | None = None,
    progress: Any = None,
) -> NDArray[np.int32]:
    """Put stories right, with as little change as constraints allow.

    Parameters
    ----------
    labels : ndarray of int32, shape (n_articles,)
        The stories so far, in [0, n_articles).
    vectors : csr_array of shape (n_articles, n_terms)
        The unit rows that were grouped.
    merges : tuple of ndarray
        The links that made them, as of `Stories.merges`; may be none.
    constraints : Constraints
        That do not contradict each other.
    timestamps : ndarray of int64, shape (n_articles,) or None
        Microseconds, or NaT; None ignores time.
    sigma : float or None
        Of the factor for time, in microseconds; None ignores time.
    n_jobs : int or None, default=None
        Threads. The result does not depend on it.
    progress : False, None or callable
        As the core takes it.

    Returns
    -------
    ndarray of int32
        By first appearance; see `cpp/broadsheet/clustering/constrained_stories.hpp`.
    """
    a, b, similarity, _ = merges
    sides = [np.ascontiguousarray(pairs[:, side]) for pairs in constraints for side in (0, 1)]
    must_a, must_b, cannot_a, cannot_b = sides
    found: NDArray[np.int32] = _core.constrained_stories(
        *canonical_csr(vectors, "vectors"), labels=labels, a=a, b=b, similarity=similarity,
        must_a=must_a, must_b=must_b, cannot_a=cannot_a, cannot_b=cannot_b,
        timestamps=None if sigma is None else timestamps, time_scale_us=sigma or 1.0,
        n_threads=n_threads(n_jobs), progress=progress,
    )  # fmt: skip
    return found


def meet(before: NDArray[np.int32], after: NDArray[np.int32]) -> NDArray[np.int32]:
    """Give what is in one story before and after: labels of equal pairs, by first appearance."""
    n_after = int(after.max(initial=0)) + 1
    return first_appearance(before.astype(np.int64) * n_after + after)
