"""What would another threshold have made of the same collection?"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from . import _core
from ._display import text_table
from ._grouping import Part, labels_after

__all__ = ["ThresholdReport", "threshold_report"]

_SHARES = (0.25, 0.4, 0.55, 0.7, 0.8, 0.9, 1.0, 1.1, 1.25, 1.5, 2.0)  # of the chosen threshold


class ThresholdRow(NamedTuple):
    """What one threshold makes.

    Attributes
    ----------
    threshold : float
        Least mean similarity.
    n_stories, n_single : int
        Stories of two or more articles, and single articles.
    precision, recall : float
        BCubed, of its stories beside those that were found.
    chosen : bool
        Whether it is the threshold that was chosen.
    """

    threshold: float
    n_stories: int
    n_single: int
    precision: float
    recall: float
    chosen: bool


class ThresholdReport:
    """Estimated precision and recall of stories by threshold.

    There are no right stories to hold a threshold to. Those that were found stand for them: the
    precision of a threshold is the mean share of an article's story that was found to belong to it
    (BCubed), its recall the share of what was found that is in it. So precision falls where a lower
    threshold joins what was kept apart, and the chosen one has both at 1, or a little less where
    parts of the collection have thresholds of their own, or stories were corrected by hand: cuts
    know nothing of corrections. How good the found stories are, it cannot tell.

    Made by `Stories.threshold_report`.

    Attributes
    ----------
    rows : list of ThresholdRow
        By rising threshold.
    n_articles : int
        Articles that were cut by it: those with large stories, where they are most.

    Examples
    --------
    >>> import broadsheet as bs
    >>> found = bs.stories(["The bridge opened.", "The bridge opened today.", "Chess news."])
    >>> report = found.threshold_report()
    >>> [row.n_stories for row in report.rows if row.chosen]
    [1]
    """

    def __init__(self, rows: list[ThresholdRow], n_articles: int) -> None:
        self.rows = rows
        self.n_articles = n_articles

    def __repr__(self) -> str:
        table = [["", "threshold", "stories", "single", "precision", "recall"]]
        table += [
            ["*" if row.chosen else "", f"{row.threshold:.3f}", f"{row.n_stories:,}",
             f"{row.n_single:,}", f"{row.precision:.3f}", f"{row.recall:.3f}"]
            for row in self.rows
        ]  # fmt: skip
        head = (
            f"{self.n_articles:,} articles; * was chosen, and its stories stand for the right ones"
        )
        return f"{head}\n{text_table(table, right=range(1, 6))}"

    __str__ = __repr__

    def _repr_html_(self) -> str:
        """Show a table in notebooks, of markup that also an untrusted JupyterLab keeps."""
        from ._report import environment

        return environment().get_template("thresholds.html.jinja").render(report=self)

    def to_dict(self) -> dict[str, Any]:
        """Give the report as plain dicts, lists and numbers, for JSON.

        Returns
        -------
        dict
            Keys n_articles and thresholds; see `ThresholdRow`.
        """
        return {
            "n_articles": self.n_articles,
            "thresholds": [row._asdict() for row in self.rows],
        }


def threshold_report(part: Part, labels: NDArray[np.int32]) -> ThresholdReport:
    """Compare each of some cuts of a dendrogram with stories.

    Parameters
    ----------
    part : Part
        The dendrogram.
    labels : ndarray of int32
        The stories of all articles.

    Returns
    -------
    ThresholdReport
        A threshold below the end of the dendrogram is left out.
    """
    a, b, similarity, _ = part.merges
    precision, recall, _ = _core.agreement(a, b, similarity, labels=labels[part.rows])
    n = len(part.rows)
    thresholds = {min(1.0, share * part.min_similarity) for share in _SHARES}
    least = 0.0 if len(similarity) == n - 1 or not len(similarity) else float(similarity[-1])
    rows = []
    for threshold in sorted(thresholds):
        chosen = threshold == part.min_similarity
        if threshold < least and not chosen:
            continue
        n_merges = int(np.searchsorted(-similarity, -threshold, side="right"))
        sizes = np.bincount(labels_after(n_merges, n, part.merges))
        rows.append(
            ThresholdRow(
                threshold, int((sizes > 1).sum()), int((sizes == 1).sum()),
                float(precision[n_merges]), float(recall[n_merges]), chosen,
            )
        )  # fmt: skip
    return ThresholdReport(rows, n)
