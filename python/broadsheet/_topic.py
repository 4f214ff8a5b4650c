"""What is a topic? Articles on one subject, with the terms that tell it from the others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from ._display import one_line, text_table

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ._articles import Article, Articles
    from ._topic_list import Topics

__all__ = ["Topic"]

_SHOWN = 20  # members of a repr


class Topic:
    """One topic: the articles on it.

    Made by `broadsheet.topics`; ``found[i]`` is the topic with label i.

    Attributes
    ----------
    label : int
        Its number: what its articles have in ``Topics.labels_``.
    terms : tuple of str
        The terms that tell it from other topics, the strongest first, by class-TF-IDF.
    rows : ndarray of int
        Its articles' positions in the input, ascending.

    Examples
    --------
    >>> import broadsheet as bs
    >>> topic = bs.topics(["Bridge opened.", "Bridge opened today."], 1)[0]
    >>> len(topic), topic.terms, topic.headline
    (2, ('bridge', 'opened'), 'Bridge opened.')
    """

    def __init__(
        self, topics: Topics, label: int, rows: NDArray[np.intp], lead: int, terms: tuple[str, ...]
    ) -> None:
        self._topics = topics
        self._lead = lead
        self.label = label
        self.rows = rows
        self.terms = terms

    @property
    def lead(self) -> Article:
        """The medoid: the article that is most similar to all the others."""
        return self._topics.articles[self._lead]

    @property
    def headline(self) -> str:
        """The lead's title, or the beginning of its text where it has none; one line."""
        return one_line(self.lead.title or self.lead.text, 90)

    @property
    def members(self) -> Articles:
        """The articles, in input order."""
        rows: list[int] = self.rows.tolist()
        return self._topics.articles[rows]

    @property
    def share(self) -> float:
        """Its articles by those of all topics, from 0 to 1."""
        return len(self.rows) / int(np.count_nonzero(self._topics.labels_ >= 0))

    @property
    def dates(self) -> tuple[str | None, str | None]:
        """First and last known date of an article, ISO 8601 in UTC; None where none is known."""
        known = self._topics.articles.date[self.rows]
        known = known[~np.isnat(known)]
        if known.size == 0:
            return None, None
        return _iso(known.min()), _iso(known.max())

    def __len__(self) -> int:
        return len(self.rows)

    def __repr__(self) -> str:
        rows = [["date", "source", "title"]]
        for article in self._topics.articles[self.rows[:_SHOWN].tolist()]:
            day = "" if article.date is None else f"{article.date:%Y-%m-%d}"
            title = one_line(article.title or article.text, 60)
            rows.append([day, one_line(article.source or "", 20), title])
        n = f"{len(self):,} article{'s' * (len(self) != 1)}"
        terms = one_line(", ".join(self.terms), 100)
        more = len(self) - _SHOWN
        rest = f"\n… and {more:,} more" if more > 0 else ""
        return f"Topic {self.label}: {terms} ({n})\n{text_table(rows)}{rest}"

    def to_dict(self) -> dict[str, Any]:
        """Give the topic as plain dicts, lists and strings, for JSON.

        Returns
        -------
        dict
            Keys label, headline, terms, lead (an id), size, share, first_date, last_date, members
            (ids, in input order).
        """
        first, last = self.dates
        return {
            "label": self.label,
            "headline": self.headline,
            "terms": list(self.terms),
            "lead": self.lead.id,
            "size": len(self),
            "share": self.share,
            "first_date": first,
            "last_date": last,
            "members": [self._topics.articles.id[row] for row in self.rows.tolist()],
        }


def _iso(day: np.datetime64) -> str:
    return str(np.datetime_as_string(day, unit="s", timezone="UTC"))
