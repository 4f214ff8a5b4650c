"""What went in all, when articles are cleaned batch by batch? Added up into one report."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from ._clean_report import REASONS, CleaningReport, RemovedSegment, SourceReport

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

__all__ = ["CleaningTally"]

_EXAMPLES = 3  # ids that the report names of each segment
_OF_PHRASES = REASONS[:3]  # what else goes has no words of its own: all of a source is one segment
_WORD = re.compile(r"[^\W\d]+|\d+")


@dataclass
class _Source:
    """What is known of a source so far."""

    n_articles: int = 0
    n_changed: int = 0
    n_characters: int = 0
    n_lost: int = 0
    segments: dict[tuple[str, str, int], RemovedSegment] = field(default_factory=dict)


class CleaningTally:
    """Adds up what was taken out of batches of articles.

    A segment of one batch is that of another when source, reason and words are the same, letter
    case and numbers aside; of what a rule takes out of a source, all is one segment. Memory grows
    with the different segments.
    """

    def __init__(self) -> None:
        self._sources: dict[str | None, _Source] = {}

    def add(
        self,
        names: Sequence[str],
        numbers: NDArray[np.int32],
        before: Sequence[str],
        after: Sequence[str],
        changed: NDArray[np.bool_],
        segments: Iterable[tuple[int, RemovedSegment]],
    ) -> None:
        """Count a batch.

        Parameters
        ----------
        names : sequence of str
            Its sources.
        numbers : ndarray of int32, shape (n_articles,)
            By article, the source's number in `names`; -1 for none.
        before, after : sequence of str
            Texts as they were and as they are.
        changed : ndarray of bool, shape (n_articles,)
            Which of them lost something.
        segments : iterable of (int, RemovedSegment)
            What went, each with the number of its source.
        """
        length = np.fromiter(map(len, before), np.int64, len(before))
        lost = length - np.fromiter(map(len, after), np.int64, len(after))
        place = numbers.astype(np.int64) + 1  # those without a source come first
        counts = [
            np.bincount(place, weights, len(names) + 1).astype(np.int64).tolist()
            for weights in (None, changed.astype(float), length.astype(float), lost.astype(float))
        ]
        for number, (n_articles, n_changed, n_characters, n_lost) in enumerate(
            zip(*counts, strict=True), -1
        ):
            if n_articles:
                source = self._source(names, number)
                source.n_articles += n_articles
                source.n_changed += n_changed
                source.n_characters += n_characters
                source.n_lost += n_lost
        seen: Counter[tuple[int, str, str]] = (
            Counter()
        )  # of this batch, each is a segment of its own
        for number, segment in segments:
            words = _words(segment.text) if segment.reason in _OF_PHRASES else ""
            seen[number, segment.reason, words] += 1
            key = segment.reason, words, seen[number, segment.reason, words]
            known = self._source(names, number).segments
            known[key] = _sum(known[key], segment) if key in known else segment

    def report(self) -> CleaningReport:
        """Put together what was counted so far."""
        sources = [
            SourceReport(
                name,
                source.n_articles,
                source.n_changed,
                source.n_lost / max(source.n_characters, 1),
                tuple(sorted(source.segments.values(), key=lambda s: (-s.n_characters, s.text))),
            )
            for name, source in self._sources.items()
            if source.segments
        ]
        sources.sort(key=lambda source: (-source.n_characters, source.source or ""))
        every = self._sources.values()
        n_lost = sum(source.n_lost for source in every)
        return CleaningReport(
            sum(source.n_articles for source in every),
            sum(source.n_changed for source in every),
            n_lost / max(sum(source.n_characters for source in every), 1),
            tuple(sources),
        )

    def _source(self, names: Sequence[str], number: int) -> _Source:
        return self._sources.setdefault(names[number] if number >= 0 else None, _Source())


def _words(text: str) -> str:
    words = _WORD.findall(text.lower())
    return " ".join("0" if word.isdecimal() else word for word in words)


def _sum(a: RemovedSegment, b: RemovedSegment) -> RemovedSegment:
    return replace(
        a,
        n_articles=a.n_articles + b.n_articles,
        n_occurrences=a.n_occurrences + b.n_occurrences,
        n_characters=a.n_characters + b.n_characters,
        ids=(a.ids + b.ids)[:_EXAMPLES],
    )
