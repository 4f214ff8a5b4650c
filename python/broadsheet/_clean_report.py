"""What was taken out of the articles of each source, how often? A report that can be shown."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from html import escape
from typing import Any

from ._display import one_line, text_table

__all__ = ["REASONS", "CleaningReport", "RemovedSegment", "SourceReport"]

#: By the numbers that the core has for them (text/removal.hpp).
REASONS = (
    "recurs",
    "recurs in several sources",
    "listed",
    "dateline",
    "before the dateline",
    "credit",
    "copyright",
    "separator",
    "between",
)

_SOURCES_SHOWN = 10
_SEGMENTS_SHOWN = 3  # of each source
_HEAD = ["source", "removed", "articles", "times", "text"]


@dataclass(frozen=True)
class RemovedSegment:
    """A phrase, or what a rule found, that was taken out of articles of one source.

    Attributes
    ----------
    text : str
        As it stood where it was first taken out.
    n_articles : int
        Articles that it was taken out of by itself: not as part of a longer phrase that recurs.
    n_occurrences : int
        How often in all.
    n_characters : int
        The characters that it had there, white space around it not counted.
    reason : str
        Why: "recurs" (in its source), "recurs in several sources", or the rule: "listed",
        "dateline", "before the dateline", "credit", "copyright", "separator", "between" (a few
        words between two phrases that went, or before one at the begin of a text).
    ids : tuple of str
        The first articles that it was taken out of, three at the most.
    """

    text: str
    n_articles: int
    n_occurrences: int
    n_characters: int
    reason: str
    ids: tuple[str, ...]


@dataclass(frozen=True)
class SourceReport:
    """What was taken out of the articles of one source.

    Attributes
    ----------
    source : str or None
        Its name; None for articles without one.
    n_articles, n_changed : int
        Its articles, and those that lost something.
    share_removed : float
        The share of its texts' characters that went, white space included: 0 to 1.
    segments : tuple of RemovedSegment
        By the number of characters they took along, most first.
    """

    source: str | None
    n_articles: int
    n_changed: int
    share_removed: float
    segments: tuple[RemovedSegment, ...]

    @property
    def n_characters(self) -> int:
        """The characters that its segments had, white space around them not counted."""
        return sum(segment.n_characters for segment in self.segments)


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
    >>> cleaned = bs.clean([{"text": f"{name} won. Read our newsletter!", "source": "Lantern"}
    ...                     for name in ("Ann", "Ben", "Cem")])
    >>> cleaned.report
    Cleaned: 3 of 3 articles changed, 72.4 % of characters removed
    source   removed  articles  times  text
    Lantern   72.4 %         3      3  Read our newsletter!
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
            n_articles, n_changed, share_removed and segments; a segment text, n_articles,
            n_occurrences, n_characters, reason and ids.
        """
        report = asdict(self)
        report["sources"] = [
            source | {"segments": [s | {"ids": list(s["ids"])} for s in source["segments"]]}
            for source in report["sources"]
        ]
        return report

    def to_html(self, path: str | os.PathLike[str]) -> None:
        """Write one self-contained page that lists all that went, readable without JavaScript.

        Parameters
        ----------
        path : str or os.PathLike
            It takes its name only when all of it is written.

        Raises
        ------
        OSError
            If it cannot be written.
        """
        from ._files import write_text
        from ._report import cleaning_page

        write_text(path, cleaning_page(self))

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
            name = one_line(source.source or "(no source)", 24)
            first = [name, _percent(source.share_removed)]
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
