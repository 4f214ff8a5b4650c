"""How does the share of each topic change with time?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from ._display import quote, text_table
from ._tabular import Tabular

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["TopicShares", "topic_shares"]

_UNITS = {"day": "D", "week": "D", "month": "M", "year": "Y"}
_SHOWN_PERIODS, _SHOWN_TOPICS = 24, 10


class TopicShares(Tabular):
    """Articles of each topic by period, made by `Topics.over_time`.

    As a table, for `to_frame` and `to_arrow`, it has a row for each period and topic: the period's
    start, the topic, its articles, and their share.

    Attributes
    ----------
    by : str
        day, week, month or year.
    periods : ndarray of datetime64[us], shape (n_periods,)
        Their starts in UTC, ascending; only those in which an article appeared.
    counts : ndarray of int64, shape (n_periods, n_topics)
        Articles.
    shares : ndarray of float64, shape (n_periods, n_topics)
        Of the period's articles; each row adds up to 1.

    Examples
    --------
    >>> days = ["2025-03-01", "2025-03-30", "2025-04-02", "2025-04-03"]
    >>> topic_shares(np.array(days, "datetime64[us]"), np.array([0, 1, 0, 0]), 2, "month")
    TopicShares: 4 articles by month
    month         all        0       1
    2025-03-01      2   50.0 %  50.0 %
    2025-04-01      2  100.0 %   0.0 %
    """

    __slots__ = ("by", "counts", "periods", "shares")

    def __init__(self, by: str, periods: NDArray[np.datetime64], counts: NDArray[np.int64]) -> None:
        self.by = by
        self.periods = periods
        self.counts = counts
        self.shares = counts / counts.sum(axis=1, keepdims=True)

    def __len__(self) -> int:
        """Periods."""
        return len(self.periods)

    def _columns(self) -> dict[str, Any]:
        n_periods, n_topics = self.counts.shape
        return {
            "period": np.repeat(self.periods, n_topics),
            "topic": np.tile(np.arange(n_topics, dtype=np.int32), n_periods),
            "articles": self.counts.ravel(),
            "share": self.shares.ravel(),
        }

    def to_dict(self) -> dict[str, Any]:
        """Give the shares as plain dicts, lists and strings, for JSON.

        Returns
        -------
        dict
            Keys by and periods; a period has start (ISO 8601, a day), articles and shares, both by
            topic.
        """
        starts = self.periods.astype("datetime64[D]").astype(str).tolist()
        counted = zip(starts, self.counts.tolist(), self.shares.tolist(), strict=True)
        return {
            "by": self.by,
            "periods": [
                {"start": start, "articles": counts, "shares": shares}
                for start, counts, shares in counted
            ],
        }

    def __repr__(self) -> str:
        n_topics = self.counts.shape[1]
        shown = range(min(n_topics, _SHOWN_TOPICS))
        rows = [[self.by, "all", *map(str, shown)]]
        for at in range(min(len(self), _SHOWN_PERIODS)):
            day = str(self.periods[at].astype("datetime64[D]"))
            shares = [f"{100 * self.shares[at, topic]:.1f} %" for topic in shown]
            rows.append([day, f"{self.counts[at].sum():,}", *shares])
        lines = [
            f"TopicShares: {self.counts.sum():,} articles by {self.by}",
            text_table(rows, right=range(1, len(rows[0]))),
        ]
        if n_topics > _SHOWN_TOPICS:
            lines.append(f"… and {n_topics - _SHOWN_TOPICS:,} more topics")
        if len(self) > _SHOWN_PERIODS:
            lines.append(f"… and {len(self) - _SHOWN_PERIODS:,} more of {len(self):,} rows")
        return "\n".join(lines)


def topic_shares(
    date: NDArray[np.datetime64], labels: NDArray[Any], n_topics: int, by: Any
) -> TopicShares:
    """Count the articles of each topic by period.

    Parameters
    ----------
    date : ndarray of datetime64[us], shape (n_articles,)
        In UTC; NaT where missing.
    labels : ndarray of int, shape (n_articles,)
        Topics from 0 on, -1 for none.
    n_topics : int
        More than the largest label.
    by : {'day', 'week', 'month', 'year'}
        Periods.

    Returns
    -------
    TopicShares

    Raises
    ------
    ValueError
        If no article has both, or there are no such periods.

    Examples
    --------
    >>> monday = np.array(["2025-03-05"], "datetime64[us]")
    >>> str(topic_shares(monday, np.array([0]), 1, "week").periods[0])[:10]
    '2025-03-03'
    """
    if not isinstance(by, str) or by not in _UNITS:
        msg = f'by must be "day", "week", "month" or "year", got {quote(by)}'
        raise ValueError(msg)
    counted = ~np.isnat(date) & (labels >= 0)
    if not counted.any():
        msg = f"no article of a topic has a date: of {len(date)} there is none to order by {by}"
        raise ValueError(msg)
    period = date[counted].astype(f"datetime64[{_UNITS[by]}]")
    if by == "week":
        period -= (period.astype(np.int64) + 3) % 7  # 1 January 1970 was a Thursday
    periods, row = np.unique(period, return_inverse=True)
    cells = row.reshape(-1) * n_topics + labels[counted]
    counts = np.bincount(cells, minlength=len(periods) * n_topics).reshape(-1, n_topics)
    return TopicShares(by, periods.astype("datetime64[us]"), counts.astype(np.int64))
