"""What came out: all topics of a collection."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal, SupportsIndex

import numpy as np

from . import _core
from ._arrays import canonical_csr
from ._display import one_line, text_table
from ._tabular import Tabular
from ._topic import Topic
from ._topic_shares import TopicShares, topic_shares

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ._articles import Articles

__all__ = ["Topics"]

_LABEL_TERMS = 8
_SHOWN = 40  # topics of a repr


class Topics(Tabular, Sequence[Topic]):
    """The topics of a collection, by label: the largest is 0.

    Made by `broadsheet.topics`. ``len`` counts topics. As a table, for `to_frame`, `to_arrow` and
    libraries that take Arrow data, it has a row for each article in input order: its id, topic,
    title, date and source.

    Attributes
    ----------
    labels_ : ndarray of int32, shape (n_articles,)
        The topic of each article in input order; -1 for one that shares no word with another.
    articles : Articles
        What was given.
    vectors : csr_array of shape (n_articles, n_terms)
        BM25 weights, rows of unit length, not smoothed.
    terms : ndarray of str, shape (n_terms,)
        Terms by column.

    Examples
    --------
    >>> import broadsheet as bs
    >>> found = bs.topics(["Cup final won.", "Cup final lost.", "Rates rise.", "Rates fall."], 2)
    >>> found
    Topics: 4 articles, 2 topics
    topic  articles   share  terms       lead
        0         2  50.0 %  cup, final  Cup final won.
        1         2  50.0 %  rates       Rates rise.
    """

    def __init__(
        self,
        articles: Articles,
        labels: NDArray[np.int32],
        *,
        vectors: Any,
        terms: NDArray[np.object_],
    ) -> None:
        self.articles = articles
        self.labels_ = labels
        self.vectors = vectors
        self.terms = terms

    @cached_property
    def _all(self) -> list[Topic]:
        there = np.flatnonzero(self.labels_ >= 0)
        labels = self.labels_[there]
        n_topics = int(labels.max()) + 1
        arrays = canonical_csr(self.vectors[there], "vectors")
        medoids = _core.medoids(*arrays, labels=labels, n_clusters=n_topics)
        indptr, columns, _ = _core.top_terms(
            *arrays, labels=labels, n_clusters=n_topics, k=_LABEL_TERMS
        )
        rows = np.split(
            there[np.argsort(labels, kind="stable")], np.cumsum(np.bincount(labels))[:-1]
        )
        return [
            Topic(
                self, label, rows[label], int(there[medoids[label]]),
                tuple(self.terms[columns[indptr[label] : indptr[label + 1]]].tolist()),
            )
            for label in range(n_topics)
        ]  # fmt: skip

    def __len__(self) -> int:
        return len(self._all)

    def __getitem__(self, label: SupportsIndex | slice) -> Any:
        return self._all[label]

    def __iter__(self) -> Iterator[Topic]:
        return iter(self._all)

    def over_time(self, by: Literal["day", "week", "month", "year"] = "month") -> TopicShares:
        """Tell how many articles of each topic appeared when, and their share of all.

        Parameters
        ----------
        by : {'day', 'week', 'month', 'year'}, default='month'
            Periods, in UTC; weeks begin on Monday.

        Returns
        -------
        TopicShares
            A row for each topic in each period in which an article appeared. Articles without a
            date, or without a topic, do not count.

        Raises
        ------
        ValueError
            If no article of a topic has a date, or there are no such periods.
        """
        return topic_shares(self.articles.date, self.labels_, len(self), by)

    def _head(self) -> str:
        n_none = int(np.count_nonzero(self.labels_ < 0))
        none = f", {n_none:,} articles in none" if n_none else ""
        plural = "s" * (len(self) != 1)
        return f"Topics: {len(self.articles):,} articles, {len(self):,} topic{plural}{none}"

    def __repr__(self) -> str:
        return f"{self._head()}\n{_table(self[:_SHOWN], len(self))}"

    __str__ = __repr__

    def to_table(self) -> str:
        """All topics as a plain-text table."""
        return _table(self[:], len(self))

    def _repr_html_(self) -> str:
        """Show a table in notebooks, of markup that also an untrusted JupyterLab keeps."""
        from ._report import environment

        return environment().get_template("topics.html.jinja").render(
            head=self._head(),
            topics=[
                {
                    "label": topic.label,
                    "size": len(topic),
                    "share": f"{100 * topic.share:.1f} %",
                    "terms": one_line(", ".join(topic.terms), 80),
                    "headline": one_line(topic.headline, 80),
                }
                for topic in self[:_SHOWN]
            ],
            more=len(self) - _SHOWN,
        )  # fmt: skip

    def _columns(self) -> dict[str, Any]:
        return {
            "id": self.articles.id,
            "topic": self.labels_,
            "title": self.articles.title,
            "date": self.articles.date,
            "source": self.articles.source,
        }

    def to_dict(self) -> dict[str, Any]:
        """Give the topics as plain dicts, lists and strings, for JSON.

        Returns
        -------
        dict
            Keys n_articles, n_topics, labels (by article, in input order) and topics (see
            `Topic.to_dict`).
        """
        return {
            "n_articles": len(self.articles),
            "n_topics": len(self),
            "labels": self.labels_.tolist(),
            "topics": [topic.to_dict() for topic in self],
        }

    def __getstate__(self) -> dict[str, Any]:
        """Leave out what can be made again."""
        return {name: value for name, value in self.__dict__.items() if name != "_all"}


def _table(topics: Sequence[Topic], n_topics: int) -> str:
    rows = [["topic", "articles", "share", "terms", "lead"]]
    for topic in topics:
        terms = one_line(", ".join(topic.terms), 60)
        share, size = f"{100 * topic.share:.1f} %", f"{len(topic):,}"
        rows.append([str(topic.label), size, share, terms, one_line(topic.headline, 50)])
    table = text_table(rows, right=[0, 1, 2])
    more = n_topics - len(topics)
    return f"{table}\n… and {more:,} more" if more else table
