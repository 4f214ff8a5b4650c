"""How well does a story hold together? Each member's mean similarity to the others."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from ._timely import time_factors

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ._articles import Article
    from ._result import Stories

__all__ = ["Cohesion", "mean_similarities"]

_BLOCK = 1 << 22  # similarities at a time


def mean_similarities(
    vectors: Any, timestamps: NDArray[np.int64] | None, sigma: float | None
) -> NDArray[np.float64]:
    """Give the mean similarity of each row to all others.

    Parameters
    ----------
    vectors : csr_array of shape (n_rows, n_terms)
        Unit rows.
    timestamps : ndarray of int64, shape (n_rows,) or None
        Microseconds, or NaT.
    sigma : float or None
        Of the factor for time; None ignores it.

    Returns
    -------
    ndarray of float64, shape (n_rows,)
        NaN for a row without others.

    Notes
    -----
    Without time the dot product with the sum of all rows, which is linear; with it all pairs.
    """
    n = vectors.shape[0]
    if n == 1:
        return np.full(1, np.nan)
    if timestamps is None or sigma is None:
        total = np.asarray(vectors.sum(axis=0), dtype=np.float64).ravel()
        sums = np.asarray(vectors @ total, dtype=np.float64).ravel()
        own = np.asarray(vectors.multiply(vectors).sum(axis=1), dtype=np.float64).ravel()
        others: NDArray[np.float64] = (sums - own) / (n - 1)
        return others
    means = np.empty(n)
    step = max(1, _BLOCK // n)
    for first in range(0, n, step):
        block = (vectors[first : first + step] @ vectors.T).toarray().astype(np.float64)
        block *= time_factors(timestamps[first : first + step, None], timestamps[None, :], sigma)
        at = np.arange(len(block))
        block[at, first + at] = 0
        means[first : first + step] = block.sum(axis=1) / (n - 1)
    return means


class Cohesion:
    """What a story tells of how it holds together; part of `Story`."""

    rows: NDArray[np.intp]
    _stories: Stories

    @cached_property
    def similarities(self) -> NDArray[np.float64]:
        """Mean similarity of each member to the others, by which the story was made.

        In the order of `members`; NaN for an article alone. Of smoothed vectors, times the factor
        for time. In a story that was joined by hand they may be low: no similarity made it.
        """
        found = self._stories
        return mean_similarities(
            found._grouping.vectors[self.rows],
            None if found._time_scale_us is None else found._timestamps[self.rows],
            found._time_scale_us,
        )

    @property
    def min_similarity(self) -> float:
        """The threshold that holds for this story; NaN where a clusterer of its own decided.

        Of a story that was joined by hand from several, the lowest of theirs; its members may be
        below.
        """
        return float(self._stories.thresholds[self.rows].min())

    @property
    def doubtful(self) -> NDArray[np.intp]:
        """Positions in the input of members whose `similarities` are below the threshold."""
        return self.rows[self.similarities < self.min_similarity]

    @property
    def weakest(self) -> tuple[Article, float] | None:
        """The weakest link: the member that is least similar to the others, and how similar.

        None for an article alone. Of equally weak ones the first.
        """
        if len(self.rows) == 1:
            return None
        at = int(np.argmin(self.similarities))
        return self._stories.articles[int(self.rows[at])], float(self.similarities[at])
