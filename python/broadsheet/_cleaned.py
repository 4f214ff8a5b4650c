"""What is left of articles without boilerplate, and what went? `Cleaned`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from ._articles import Articles
from ._clean_report import REASONS, CleaningReport, RemovedSegment, SourceReport

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

__all__ = ["Cleaned", "make_cleaned"]

_EXAMPLES = 3  # ids that the report names of each segment


@dataclass(frozen=True, eq=False, repr=False)
class Cleaned:
    """Articles without boilerplate. Made by `broadsheet.clean` and `BoilerplateRemover.clean`.

    Attributes
    ----------
    articles : Articles
        What was given, with the rest of each text; ids, titles, dates and sources as they were.
    report : CleaningReport
        What was taken out: a table as text or in a notebook, `to_dict()` for JSON, `to_html()`.
    kept : tuple of ndarray of int64, shape (n_pieces, 2)
        For each article where in the original text each piece of the rest begins and ends, in
        characters. The pieces ascend and do not touch; joined they are the cleaned text.

    Examples
    --------
    >>> import broadsheet as bs
    >>> original = bs.read([{"text": f"{name} won. Read our newsletter!", "source": "Lantern"}
    ...                     for name in ("Ann", "Ben", "Cem")])
    >>> cleaned = bs.clean(original)
    >>> cleaned.articles.text
    ('Ann won.', 'Ben won.', 'Cem won.')
    >>> "".join(original.text[2][begin:end] for begin, end in cleaned.kept[2])
    'Cem won.'
    """

    articles: Articles
    report: CleaningReport
    kept: tuple[NDArray[np.int64], ...]

    def __repr__(self) -> str:
        return repr(self.report)

    def _repr_html_(self) -> str:
        return self.report._repr_html_()


def make_cleaned(
    articles: Articles,
    names: list[str],
    numbers: NDArray[np.int32],
    kept_indptr: NDArray[np.int64],
    kept: NDArray[np.int64],
    removed_indptr: NDArray[np.int64],
    removed: NDArray[np.int64],
    segments: NDArray[np.int64],
) -> Cleaned:
    """Put together what `_core.take_out` gave for articles of numbered sources."""
    kept = kept.reshape(-1, 2)
    kept.flags.writeable = False
    bounds = kept_indptr.tolist()
    pieces = tuple(kept[bounds[i] : bounds[i + 1]] for i in range(len(articles)))
    changed = np.diff(removed_indptr) > 0
    texts = [
        "".join([text[begin:end] for begin, end in pieces[row].tolist()]) if changed[row] else text
        for row, text in enumerate(articles.text)
    ]
    examples = _examples(removed_indptr, removed.reshape(-1, 3)[:, 2], len(segments) // 8)
    listed: dict[int, list[RemovedSegment]] = {}
    for segment, rows in zip(segments.reshape(-1, 8).tolist(), examples, strict=True):
        number, reason, row, begin, end, n_articles, n_occurrences, n_characters = segment
        ids = tuple(articles.id[example] for example in rows)
        text = articles.text[row][begin:end]
        listed.setdefault(number, []).append(
            RemovedSegment(text, n_articles, n_occurrences, n_characters, REASONS[reason], ids)
        )
    report = _report(articles.text, texts, names, numbers, changed, listed)
    return Cleaned(articles.replace(text=texts), report, pieces)


def _examples(
    indptr: NDArray[np.int64], segments: NDArray[np.int64], n_segments: int
) -> list[list[int]]:
    """Give the rows of the first articles that each segment was taken out of."""
    rows = np.repeat(np.arange(len(indptr) - 1), np.diff(indptr))
    pairs = np.unique(np.column_stack([segments, rows]), axis=0)  # by segment, then by row
    starts = np.searchsorted(pairs[:, 0], np.arange(n_segments + 1)).tolist()
    return [
        pairs[starts[i] : min(starts[i] + _EXAMPLES, starts[i + 1]), 1].tolist()
        for i in range(n_segments)
    ]


def _report(
    before: Sequence[str],
    after: Sequence[str],
    names: list[str],
    numbers: NDArray[np.int32],
    changed: NDArray[np.bool_],
    listed: dict[int, list[RemovedSegment]],
) -> CleaningReport:
    length = np.fromiter(map(len, before), np.int64, len(before))
    lost = length - np.fromiter(map(len, after), np.int64, len(after))
    # By source; those without one, of number -1, come first.
    place = numbers.astype(np.int64) + 1
    n_articles, n_changed, n_before, n_lost = (
        np.bincount(place, weights, len(names) + 1)
        for weights in (None, changed.astype(float), length.astype(float), lost.astype(float))
    )
    sources = []
    for number, mine in listed.items():
        mine.sort(key=lambda s: (-s.n_characters, s.text))
        name = names[number] if number >= 0 else None
        counts = int(n_articles[number + 1]), int(n_changed[number + 1])
        share = float(n_lost[number + 1] / max(n_before[number + 1], 1))
        sources.append(SourceReport(name, *counts, share, tuple(mine)))
    sources.sort(key=lambda s: (-s.n_characters, s.source or ""))
    share = float(lost.sum() / max(length.sum(), 1))
    return CleaningReport(len(before), int(changed.sum()), share, tuple(sources))
