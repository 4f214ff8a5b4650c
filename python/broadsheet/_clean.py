"""Which lines and sentences does an outlet repeat from article to article? They are taken out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from . import _core
from ._articles import Articles
from ._clean_report import CleaningReport, RemovedSegment, SourceReport
from ._jobs import n_threads
from ._progress import Progress

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from ._progress import ProgressOption

__all__ = ["Cleaned", "clean"]

_MIN_ARTICLES = 3


@dataclass(frozen=True, eq=False, repr=False)
class Cleaned:
    """Articles without their outlets' boilerplate. Made by `broadsheet.clean`.

    Attributes
    ----------
    articles : Articles
        What was given, with the rest of each text; ids, titles, dates and sources as they were.
    report : CleaningReport
        What was taken out: a table as text or in a notebook, `to_dict()` for JSON.
    kept : tuple of ndarray of int64, shape (n_pieces, 2)
        For each article where in the original text each piece of the rest begins and ends, in
        characters. The pieces ascend and do not touch; joined they are the cleaned text.

    Examples
    --------
    >>> import broadsheet as bs
    >>> original = bs.read([{"text": f"Story {name}. Read our newsletter!", "source": "Lantern"}
    ...                     for name in ("one", "two", "three")])
    >>> cleaned = bs.clean(original)
    >>> cleaned.articles.text
    ('Story one.', 'Story two.', 'Story three.')
    >>> "".join(original.text[2][begin:end] for begin, end in cleaned.kept[2])
    'Story three.'
    """

    articles: Articles
    report: CleaningReport
    kept: tuple[NDArray[np.int64], ...]

    def __repr__(self) -> str:
        return repr(self.report)

    def _repr_html_(self) -> str:
        return self.report._repr_html_()


def clean(articles: Any, *, n_jobs: int | None = None, progress: ProgressOption = None) -> Cleaned:
    r"""Take each outlet's boilerplate out of its articles' texts.

    Boilerplate is a line or sentence that stands in at least three articles of one source, where
    articles that are copies of each other count as one: newsletter sign-ups, copyright lines,
    captions of the site. A line that recurs goes as a whole; of other lines, the sentences that
    do. Segments are compared exactly, but for white space. Titles are never touched, nor are
    articles without a source.

    Parameters
    ----------
    articles : Articles, or anything that `read` takes
        More articles of a source show more of its boilerplate.
    n_jobs : int or None, default=None
        Threads; None is every core that the process may use. The result does not depend on it.
    progress : bool, callable or None, default=None
        None shows a bar when standard error is a terminal and it takes a while.

    Returns
    -------
    Cleaned
        `articles`, `report` and `kept`, the offsets of what is left in the original texts.

    Notes
    -----
    Two articles of a source are copies when, apart from the longest sentence that they share, the
    sentences they share make at least half of the rest of the shorter one; only sentences that no
    article between the two has are counted. So reprints and updates stay whole, and articles of a
    few words with several lines of boilerplate may be taken for copies and stay whole too. What a
    source repeats that is no boilerplate, such as the same background paragraph in three
    different articles, goes as well.

    Time is linear in the length of the texts.

    Examples
    --------
    >>> import broadsheet as bs
    >>> articles = bs.read([
    ...     {"text": "The bridge opened.\nRead our newsletter!", "source": "Lantern"},
    ...     {"text": "Chess: a new champion.\nRead our newsletter!", "source": "Lantern"},
    ...     {"text": "Rates rose. Read our newsletter!", "source": "Lantern"},
    ...     {"text": "Storm. Read our newsletter!", "source": None},
    ... ])
    >>> for text in bs.clean(articles).articles.text:
    ...     print(text)
    The bridge opened.
    Chess: a new champion.
    Rates rose.
    Storm. Read our newsletter!
    """
    if not isinstance(articles, Articles):
        from ._read import read

        articles = read(articles)
    names, numbers = _number_sources(articles.source)
    with Progress("cleaning", progress) as p:
        kept_indptr, kept, removed_indptr, _, segments = _core.find_boilerplate(
            articles.text, numbers, _MIN_ARTICLES,
            n_threads=n_threads(n_jobs), progress=p.update,
        )  # fmt: skip
    kept = kept.reshape(-1, 2)
    kept.flags.writeable = False
    bounds = kept_indptr.tolist()
    pieces = tuple(kept[bounds[i] : bounds[i + 1]] for i in range(len(articles)))
    changed = np.diff(removed_indptr) > 0
    texts = [
        "".join([text[begin:end] for begin, end in pieces[row].tolist()]) if changed[row] else text
        for row, text in enumerate(articles.text)
    ]
    report = _report(articles.text, texts, names, numbers, changed, segments.reshape(-1, 6))
    return Cleaned(articles.replace(text=texts), report, pieces)


def _number_sources(source: Sequence[str | None]) -> tuple[list[str], NDArray[np.int32]]:
    """Return the different sources by first appearance, and each article's number or -1."""
    number_of: dict[str, int] = {}
    numbers = [-1 if s is None else number_of.setdefault(s, len(number_of)) for s in source]
    return list(number_of), np.array(numbers, dtype=np.int32)


def _report(
    before: Sequence[str],
    after: Sequence[str],
    names: list[str],
    numbers: NDArray[np.int32],
    changed: NDArray[np.bool_],
    segments: NDArray[np.int64],
) -> CleaningReport:
    listed: list[list[RemovedSegment]] = [[] for _ in names]
    for number, row, begin, end, n_articles, n_occurrences in segments.tolist():
        text = before[row][begin:end]
        listed[number].append(RemovedSegment(text, n_articles, n_occurrences))
    length = np.fromiter(map(len, before), np.int64, len(before))
    lost = length - np.fromiter(map(len, after), np.int64, len(after))

    def share(rows: NDArray[np.bool_]) -> float:
        return float(lost[rows].sum() / max(length[rows].sum(), 1))

    sources = []
    for number, (name, mine) in enumerate(zip(names, listed, strict=True)):
        if mine:
            mine.sort(key=lambda s: (-s.n_occurrences * len(s.text), s.text))
            rows = numbers == number
            counts = int(rows.sum()), int(changed[rows].sum())
            sources.append(SourceReport(name, *counts, share(rows), tuple(mine)))
    sources.sort(key=lambda s: (-s.n_characters, s.source))
    everywhere = np.ones(len(before), dtype=bool)
    return CleaningReport(len(before), int(changed.sum()), share(everywhere), tuple(sources))
