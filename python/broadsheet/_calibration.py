"""What stories tell of the threshold and the smoothing that made them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from ._grouping import Grouping, Part
from ._smoothing import Recipe
from ._threshold_report import ThresholdReport, threshold_report

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ._articles import Articles

__all__ = ["Calibration", "link_merges"]


class Calibration:
    """What was chosen; part of `Stories`."""

    articles: Articles
    labels_: NDArray[np.int32]
    _grouping: Grouping

    @property
    def min_similarity(self) -> float:
        """The threshold: that of most articles, where large stories have one of their own.

        Of smoothed vectors if they were. NaN where a clusterer of its own decided.
        """
        parts = self._grouping.parts
        return self._grouping.largest.min_similarity if parts else float("nan")

    @property
    def smooth(self) -> Any:
        """How vectors of most articles were smoothed: (k, weight, passes), estimator or None."""
        parts = self._grouping.parts
        chosen = self._grouping.largest.smooth if parts else None
        return tuple(chosen) if isinstance(chosen, Recipe) else chosen

    @property
    def thresholds(self) -> NDArray[np.float64]:
        """The threshold of each article's part of the collection; shape (n_articles,)."""
        return self._grouping.thresholds

    @property
    def _timestamps(self) -> NDArray[np.int64]:
        return self.articles.date.astype(np.int64)

    def threshold_report(self) -> ThresholdReport:
        """Say what other thresholds would have made, beside the one that was chosen.

        Returns
        -------
        ThresholdReport
            See there for how precision is estimated.

        Raises
        ------
        ValueError
            If a clusterer of its own decided, by no threshold.
        """
        if not self._grouping.parts:
            msg = "a clusterer of its own made these stories: there is no threshold to report"
            raise ValueError(msg)
        return threshold_report(self._grouping.largest, self.labels_)


def link_merges(labels: NDArray[np.int32], parts: list[Part]) -> tuple[Any, Any, Any, Any]:
    """Give the merges that made the stories, out of all dendrograms.

    Parameters
    ----------
    labels : ndarray of int32, shape (n_articles,)
    parts : list of Part
        The first of all articles; a later one holds for what it has.

    Returns
    -------
    a, b, similarity, size : ndarray
        By falling similarity, numbered as in SciPy.
    """
    n = len(labels)
    decided_by = np.zeros(n, dtype=np.intp)
    for number, part in enumerate(parts):
        decided_by[part.rows] = number
    links: list[tuple[float, int, int, int, int]] = []  # similarity, part, its node, children
    for number, part in enumerate(parts):
        a, b, similarity, _ = part.merges
        rows, here = part.rows, len(part.rows)
        story = np.full(here + len(a), -1, dtype=np.int64)
        story[:here] = np.where(decided_by[rows] == number, labels[rows], -1)
        for m, (left, right) in enumerate(zip(a.tolist(), b.tolist(), strict=True)):
            if story[left] >= 0 and story[left] == story[right]:
                story[here + m] = story[left]
                links.append((float(similarity[m]), number, here + m, left, right))
    links.sort(key=lambda link: (-link[0], link[1], link[2]))
    node_of = {(number, i): int(row) for number, part in enumerate(parts)
               for i, row in enumerate(part.rows.tolist())}  # fmt: skip
    size = np.ones(n + len(links), dtype=np.int32)
    pairs = np.empty((len(links), 2), dtype=np.int32)
    for m, (_, number, node, left, right) in enumerate(links):
        low, high = sorted((node_of[number, left], node_of[number, right]))
        pairs[m] = low, high
        size[n + m] = size[low] + size[high]
        node_of[number, node] = n + m
    similarity = np.array([link[0] for link in links], dtype=np.float64)
    return pairs[:, 0].copy(), pairs[:, 1].copy(), similarity, size[n:]
