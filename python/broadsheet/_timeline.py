"""How did a story unfold? Its articles in the order of their publication, without look-ahead."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from itertools import groupby
from typing import TYPE_CHECKING, Any, SupportsIndex

import numpy as np

from ._display import one_line, text_table
from ._html_table import html_table
from ._tabular import Tabular

if TYPE_CHECKING:
    from ._result import Stories
    from ._story_words import StoryWords

__all__ = ["Timeline", "TimelineDay", "TimelineEntry", "iso", "moment", "timeline"]

_SHOWN = 30  # rows of a repr
_TITLE = 160  # characters of a text that stands for one
_HEAD = ["date", "source", "new", "copied", "title"]


@dataclass(frozen=True)
class TimelineEntry:
    """One article of a timeline. What is said of it depends on no later one.

    Attributes
    ----------
    id : str
    date : datetime.datetime or None
        In UTC; None where it is not known.
    source : str or None
    title : str
        The title, or the beginning of the text where there is none.
    new : float
        The share of its distinct terms that no earlier article of the story has: 0 to 1, and 1 of
        the first article.
    n_new_terms : int
        How many these are.
    copied : float
        The share of its words that stand in passages of eight words or more of earlier articles of
        the story, word for word, or in a title or text of four to seven words that is one of
        theirs: 0 to 1.
    copied_from : str or None
        The id of the article in which most of these words stood first.

    Examples
    --------
    >>> import broadsheet as bs
    >>> found = bs.stories(["The bridge opened.", "The bridge opened today."])
    >>> [entry.new for entry in found[0].timeline]
    [1.0, 0.3333333333333333]
    """

    id: str
    date: datetime | None
    source: str | None
    title: str
    new: float
    n_new_terms: int
    copied: float
    copied_from: str | None

    def to_dict(self) -> dict[str, Any]:
        """Give the entry as plain strings and numbers, for JSON."""
        return asdict(self) | {"date": iso(self.date)}


@dataclass(frozen=True)
class TimelineDay:
    """What was published on one day, in UTC.

    Attributes
    ----------
    date : datetime.date or None
        None for the articles without a date.
    ids : tuple of str
        Its articles, in order.
    sources : tuple of str
        Their known outlets, each once.
    title : str
        That of the first article.
    n_new_terms : int
        Terms that were not in the story before this day.

    Examples
    --------
    >>> import broadsheet as bs
    >>> found = bs.stories(["The bridge opened.", "The bridge opened today."])
    >>> found[0].timeline.by_day()[0].n_new_terms
    3
    """

    date: date | None
    ids: tuple[str, ...]
    sources: tuple[str, ...]
    title: str
    n_new_terms: int

    def to_dict(self) -> dict[str, Any]:
        """Give the day as plain lists, strings and numbers, for JSON."""
        return {
            "date": None if self.date is None else self.date.isoformat(),
            "ids": list(self.ids),
            "sources": list(self.sources),
            "title": self.title,
            "n_new_terms": self.n_new_terms,
        }


@dataclass(frozen=True, repr=False)
class Timeline(Tabular, Sequence[TimelineEntry]):
    """The articles of a story in the order of their publication.

    Articles of one moment come in input order. Those without a date come last, in input order, and
    are held to all before them: of a dated article nothing is said by them. As a table it has a row
    for each article.

    Attributes
    ----------
    entries : tuple of TimelineEntry

    Examples
    --------
    >>> import broadsheet as bs
    >>> story = bs.stories([
    ...     {"title": "Bridge opened", "text": "The bridge is open.", "date": "2025-03-01"},
    ...     {"title": "Toll bridge opened", "text": "The bridge is open.", "date": "2025-03-02"},
    ... ])[0]
    >>> story.timeline
    Timeline: 2 articles
    date        source   new  copied  title
    2025-03-01                        Bridge opened
    2025-03-02          33 %    57 %  Toll bridge opened
    """

    entries: tuple[TimelineEntry, ...]

    def __len__(self) -> int:
        return len(self.entries)

    def __getitem__(self, at: SupportsIndex | slice) -> Any:
        return self.entries[at]

    def __iter__(self) -> Iterator[TimelineEntry]:
        return iter(self.entries)

    def by_day(self) -> tuple[TimelineDay, ...]:
        """Put the articles of each day, in UTC, together; those without a date come last."""
        days = groupby(
            self.entries, lambda entry: None if entry.date is None else entry.date.date()
        )
        return tuple(_day(day, list(entries)) for day, entries in days)

    def _columns(self) -> dict[str, Any]:
        dates = [None if e.date is None else e.date.replace(tzinfo=None) for e in self.entries]
        return {
            "id": [entry.id for entry in self.entries],
            "date": np.array(dates, dtype="datetime64[us]"),
            "source": [entry.source for entry in self.entries],
            "title": [entry.title for entry in self.entries],
            "new": np.array([entry.new for entry in self.entries]),
            "n_new_terms": np.array([entry.n_new_terms for entry in self.entries], dtype=np.int64),
            "copied": np.array([entry.copied for entry in self.entries]),
            "copied_from": [entry.copied_from for entry in self.entries],
        }

    def to_dict(self) -> dict[str, Any]:
        """Give the timeline as plain dicts, lists and strings, for JSON: by article and by day."""
        return {
            "entries": [entry.to_dict() for entry in self.entries],
            "days": [day.to_dict() for day in self.by_day()],
        }

    def _rows(self) -> list[list[str]]:
        return [
            [
                moment(entry.date),
                one_line(entry.source or "", 24),
                f"{100 * entry.new:.0f} %" if at else "",  # nothing is before the first
                f"{100 * entry.copied:.0f} %" if at else "",
                one_line(entry.title, 60),
            ]
            for at, entry in enumerate(self.entries[:_SHOWN])
        ]

    def _summary(self) -> str:
        return f"Timeline: {len(self):,} article{'s' * (len(self) != 1)}"

    def _table(self) -> str:
        more = len(self) - _SHOWN
        table = text_table([_HEAD, *self._rows()], right=[2, 3])
        return table + (f"\n… and {more:,} more" if more > 0 else "")

    def __repr__(self) -> str:
        return f"{self._summary()}\n{self._table()}"

    def _repr_html_(self) -> str:
        return html_table(self._summary(), _HEAD, self._rows())


def timeline(stories: Stories, words: StoryWords) -> Timeline:
    """Make the timeline of the story whose words these are."""
    articles = [stories.articles[row] for row in words.rows.tolist()]
    entries = []
    for article, member in zip(articles, words.members(), strict=True):
        entries.append(
            TimelineEntry(
                article.id, article.date, article.source,
                article.title or " ".join(article.text[:_TITLE].split()),
                member.n_new_terms / max(member.n_terms, 1), member.n_new_terms,
                member.n_copied / max(member.n_words, 1),
                None if member.origin is None else articles[member.origin].id,
            )
        )  # fmt: skip
    return Timeline(tuple(entries))


def moment(when: datetime | None) -> str:
    """Write a date as a table shows it: to the minute, or to the day where it is midnight.

    Examples
    --------
    >>> moment(datetime(2025, 3, 1, 9, 30)), moment(datetime(2025, 3, 1)), moment(None)
    ('2025-03-01 09:30', '2025-03-01', '')
    """
    return "" if when is None else f"{when:%Y-%m-%d %H:%M}".removesuffix(" 00:00")


def iso(when: datetime | None) -> str | None:
    """Write a date in UTC as JSON has it: ISO 8601 with a "Z".

    Examples
    --------
    >>> iso(datetime(2025, 3, 1, 9, 30)), iso(None)
    ('2025-03-01T09:30:00Z', None)
    """
    return None if when is None else f"{when.replace(tzinfo=None).isoformat()}Z"


def _day(day: date | None, entries: list[TimelineEntry]) -> TimelineDay:
    sources = dict.fromkeys(entry.source for entry in entries if entry.source is not None)
    return TimelineDay(
        day, tuple(entry.id for entry in entries), tuple(sources), entries[0].title,
        sum(entry.n_new_terms for entry in entries),
    )  # fmt: skip
