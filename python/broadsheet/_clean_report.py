"""What was taken out of the articles of each source, how often? A report that can be shown."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from html import escape
from typing import Any

from ._display import one_line, text_table

__all__ = ["CleaningReport", "RemovedSegment", "SourceReport"]

_SOURCES_SHOWN = 10
_SEGMENTS_SHOWN = 3  # of each source
_HEAD = ["source", "removed", "articles", "times", "text"]


@dataclass(frozen=True)
class RemovedSegment:
    """A line or sentence that was taken out of articles of one source.

    Attributes
    ----------
    text : str
        As it stood where it was first taken out.
    n_articles : int
        Articles that it was taken out of by itself: not as part of a longer line that recurs.
    n_occurrences : int
        How often in all.
    """

    text: str
    n_articles: int
    n_occurrences: int


@dataclass(frozen=True)
class SourceReport:
    """What was taken out of the articles of one source.

    Attributes
    ----------
    source : str
        Its name.
    n_articles, n_changed : int
        Its articles, and those that lost something.
    share_removed : float
        The share of its texts' characters that went, white space included: 0 to 1.
    segments : tuple of RemovedSegment
        By the number of characters they took along, most first.
    """

    source: str
    n_articles: int
    n_changed: int
    share_removed: float
    segments: tuple[RemovedSegment, ...]

    @property
    def n_characters(self) -> int:
        """The characters that its segments took along, white space around them not counted."""
        return sum(len(segment.text) * segment.n_occurrences for segment in self.segments)


@dataclass(frozen=True, repr=False)
class CleaningReport:
    """What `broadsheet.clean` took out, source by source.

    Attributes
    ----------
    n_articles, n_changed : int
        All articles, and those that lost something.
    share_removed : float
        The share of all texts' characters that went: 0 to 1.
    sources : tuple of SourceReport
        The sources that lost something, the one that lost most characters first.

    Examples
    --------
    >>> import broadsheet as bs
    >>> cleaned = bs.clean([{"text": f"Story {name}. Read our newsletter!", "source": "Lantern"}
    ...                     for name in ("one", "two", "three")])
    >>> cleaned.report
    Cleaned: 3 of 3 articles changed, 66.3 % of characters removed
    source   removed  articles  times  text
    Lantern   66.3 %         3      3  Read our newsletter!
    """

    n_articles: int
    n_changed: int
    share_removed: float
    sources: tuple[SourceReport, ...]

    def to_dict(self) -> dict[str, Any]:
        """Give the report as plain dicts, lists, strings and numbers, for JSON.

        Returns
        -------
        dict
            Keys n_articles, n_changed, share_removed and sources; a source has source,
            n_articles, n_changed, share_removed and segments; a segment text, n_articles and
            n_occurrences.
        """
        report = asdict(self)
        report["sources"] = [
            source | {"segments": list(source["segments"])} for source in report["sources"]
        ]
        return report

    def __repr__(self) -> str:
        rows = list(self._rows())
        table = f"\n{text_table([_HEAD, *rows], right=[1, 2, 3])}" if rows else ""
        more = self._more()
        return f"{self._summary()}{table}" + (f"\n{more}" if more else "")

    def _repr_html_(self) -> str:
        """Show a table in notebooks, of markup that also an untrusted JupyterLab keeps."""
        head = "".join(f"<th>{name}</th>" for name in _HEAD)
        body = "\n".join(
            "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>"
            for row in self._rows()
        )
        more = self._more()
        return (
            f"<table>\n<caption>{escape(self._summary())}</caption>\n"
            f"<thead><tr>{head}</tr></thead>\n<tbody>\n{body}\n</tbody>\n</table>"
        ) + (f"\n<p>{escape(more)}</p>" if more else "")

    def _summary(self) -> str:
        return (
            f"Cleaned: {self.n_changed:,} of {self.n_articles:,} articles changed, "
            f"{_percent(self.share_removed)} of characters removed"
        )

    def _rows(self) -> Iterator[list[str]]:
        """Cells of the segments that took most, at most a few of each source."""
        for source in self.sources[:_SOURCES_SHOWN]:
            first = [one_line(source.source, 24), _percent(source.share_removed)]
            for segment in source.segments[:_SEGMENTS_SHOWN]:
                counts = [f"{segment.n_articles:,}", f"{segment.n_occurrences:,}"]
                yield [*first, *counts, one_line(segment.text, 60)]
                first = ["", ""]

    def _more(self) -> str:
        n_shown = sum(1 for _ in self._rows())
        n_more = sum(len(source.segments) for source in self.sources) - n_shown
        n_sources = len(self.sources)
        if n_more == 0:
            return ""
        return f"… and {n_more:,} more, of {n_sources:,} source{'s' * (n_sources != 1)} in all"


def _percent(share: float) -> str:
    return f"{100 * share:.1f} %"
