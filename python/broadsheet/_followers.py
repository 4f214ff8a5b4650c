"""Who published a story first, and who followed after how long?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any, SupportsIndex

from ._display import one_line, text_table
from ._html_table import html_table
from ._timeline import iso, moment

if TYPE_CHECKING:
    from ._timeline import Timeline

__all__ = ["Follower", "Followers", "after", "duration", "followers"]

_SHOWN = 30  # rows of a repr
_FIRST_SHOWN = 2  # outlets of one moment that are named
_HEAD = ["source", "after", "title"]


@dataclass(frozen=True)
class Follower:
    """An outlet's first article on a story.

    Attributes
    ----------
    source : str
    id : str
        Of its earliest article with a date; of several of one moment the first in the input.
    title : str
    date : datetime.datetime
        In UTC.
    delay : datetime.timedelta
        After the story's first article; zero for one of the same moment. Whole days, where one of
        both dates is a day without a time.
    by_day : bool
        Whether it is: a date at midnight, in UTC, counts as a day without a time.

    Examples
    --------
    >>> import broadsheet as bs
    >>> story = bs.stories([
    ...     {"text": "The bridge opened.", "date": "2025-03-01", "source": "Herald"},
    ...     {"text": "The bridge opened.", "date": "2025-03-02", "source": "Post"},
    ... ])[0]
    >>> story.followers[0].delay
    datetime.timedelta(days=1)
    """

    source: str
    id: str
    title: str
    date: datetime
    delay: timedelta
    by_day: bool = False

    def to_dict(self) -> dict[str, Any]:
        """Give it as plain strings and numbers, for JSON; the delay in seconds."""
        return asdict(self) | {
            "date": iso(self.date),
            "delay_seconds": self.delay.total_seconds(),
            "delay": after(self),
        }


@dataclass(frozen=True, repr=False)
class Followers(Sequence[Follower]):
    """The outlets that took a story up besides its first publisher, in the order in which they did.

    Articles without a date, and such of unknown outlets, are left out; the latter count as first.
    Of one moment, or of one day where the first date has no time, the dates do not tell who was
    first: the first in the input stands for all, and the other outlets are `tied`.

    Attributes
    ----------
    first_id : str or None
        The story's earliest article, or one of them; None where no date is known.
    first_source : str or None
        Its outlet, one of the first publishers; None where that is not known.
    first_date : datetime.datetime or None
    sources : tuple of Follower
        Those that are tied come first, with a delay of zero.

    Examples
    --------
    >>> import broadsheet as bs
    >>> bs.stories([
    ...     {"text": "The bridge opened.", "date": "2025-03-01T09:00:00", "source": "Herald"},
    ...     {"text": "The bridge opened.", "date": "2025-03-01T12:20:00", "source": "Post"},
    ... ])[0].followers
    First: Herald, 2025-03-01 09:00; followed by 1 outlet
    source     after  title
    Post    3 h 20 m  The bridge opened.
    """

    first_id: str | None
    first_source: str | None
    first_date: datetime | None
    sources: tuple[Follower, ...]

    def __len__(self) -> int:
        return len(self.sources)

    def __getitem__(self, at: SupportsIndex | slice) -> Any:
        return self.sources[at]

    def __iter__(self) -> Iterator[Follower]:
        return iter(self.sources)

    @property
    def tied(self) -> tuple[str, ...]:
        """Other outlets that may have been first: of the same moment, or day without a time."""
        return tuple(follower.source for follower in self.sources if not follower.delay)

    def to_dict(self) -> dict[str, Any]:
        """Give it as plain dicts, lists and strings, for JSON."""
        return {
            "first_id": self.first_id,
            "first_source": self.first_source,
            "tied_sources": list(self.tied),
            "first_date": iso(self.first_date),
            "sources": [follower.to_dict() for follower in self.sources],
        }

    def _summary(self) -> str:
        if self.first_date is None:
            return "First: unknown, as no article has a date"
        who = ", ".join(one_line(name, 40) for name in self._first_named())
        more, n = len(self.tied) + 1 - _FIRST_SHOWN, len(self) - len(self.tied)
        who += f" and {more:,} more" if more > 0 else ""
        return f"First: {who}, {moment(self.first_date)}; followed by {n} outlet{'s' * (n != 1)}"

    def _first_named(self) -> list[str]:
        return [self.first_source or "(unknown outlet)", *self.tied][:_FIRST_SHOWN]

    def _rows(self) -> list[list[str]]:
        return [
            [one_line(f.source, 30), after(f), one_line(f.title, 60)] for f in self.sources[:_SHOWN]
        ]

    def __repr__(self) -> str:
        if not self.sources:
            return self._summary()
        more = len(self) - _SHOWN
        table = text_table([_HEAD, *self._rows()], right=[1])
        return f"{self._summary()}\n{table}" + (f"\n… and {more:,} more" if more > 0 else "")

    def _repr_html_(self) -> str:
        return html_table(self._summary(), _HEAD, self._rows())


def followers(timeline: Timeline) -> Followers:
    """Read from a timeline who was first, and when each other outlet came."""
    first = timeline[0]
    if first.date is None:  # those without a date come last
        return Followers(None, None, None, ())
    found: dict[str, Follower] = {}
    for entry in timeline:
        source = entry.source
        if entry.date is None or source is None or source == first.source or source in found:
            continue
        by_day = _is_day(entry.date) or _is_day(first.date)
        delay = entry.date - first.date
        if by_day:
            delay = timedelta(days=(entry.date.date() - first.date.date()).days)
        found[source] = Follower(source, entry.id, entry.title, entry.date, delay, by_day)
    return Followers(first.id, first.source, first.date, tuple(found.values()))


def after(follower: Follower) -> str:
    """Write a follower's delay."""
    return "same day" if follower.by_day and not follower.delay else duration(follower.delay)


def _is_day(date: datetime) -> bool:
    return date.time() == time()


def duration(delay: timedelta) -> str:
    """Write a length of time by its two largest units: days, hours, minutes.

    Examples
    --------
    >>> duration(timedelta(days=1, hours=2, minutes=3)), duration(timedelta(0))
    ('1 d 2 h', 'at once')
    """
    minutes = int(delay.total_seconds() // 60)
    if minutes == 0:
        return "at once" if not delay else "< 1 m"
    parts = [(minutes // 1440, "d"), (minutes // 60 % 24, "h"), (minutes % 60, "m")]
    first = next(at for at, (number, _) in enumerate(parts) if number)
    return " ".join(f"{number} {unit}" for number, unit in parts[first : first + 2] if number)
