"""What is left of articles without boilerplate, and what went? `Cleaned`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from ._articles import Articles
from ._clean_report import REASONS, CleaningReport, RemovedSegment

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ._cleaning_tally import CleaningTally

__all__ = ["Cleaned", "take_out"]

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


def take_out(
    articles: Articles,
    names: list[str],
    numbers: NDArray[np.int32],
    found: tuple[NDArray[np.int64], ...],
    tally: CleaningTally,
) -> tuple[Articles, tuple[NDArray[np.int64], ...]]:
    """Leave of articles of numbered sources what `_core.take_out` says, and count what goes.

    Returns
    -------
    articles : Articles
    kept : tuple of ndarray of int64, shape (n_pieces, 2)
        As in `Cleaned`.
    """
    kept_indptr, kept, removed_indptr, removed, segments = found
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
    listed = []
    ids = articles.id
    for segment, rows in zip(segments.reshape(-1, 8).tolist(), examples, strict=True):
        number, reason, row, begin, end, n_articles, n_occurrences, n_characters = segment
        went = RemovedSegment(
            articles.text[row][begin:end],
            n_articles,
            n_occurrences,
            n_characters,
            REASONS[reason],
            tuple([ids[example] for example in rows]),
        )
        listed.append((number, went))
    tally.add(names, numbers, articles.text, texts, changed, listed)
    return articles.replace(text=texts), pieces


def _examples(
    indptr: NDArray[np.int64], segments: NDArray[np.int64], n_segments: int
) -> list[list[int]]:
    """Give the rows of the first articles that each segment was taken out of."""
    n = len(indptr) - 1
    rows = np.repeat(np.arange(n), np.diff(indptr))
    found, rows = np.divmod(np.unique(segments * n + rows), max(n, 1))  # by segment, then by row
    starts = np.searchsorted(found, np.arange(n_segments + 1)).tolist()
    return [
        rows[starts[i] : min(starts[i] + _EXAMPLES, starts[i + 1])].tolist()
        for i in range(n_segments)
    ]
