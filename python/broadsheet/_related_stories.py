"""Which other stories are near one, and by which terms?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any, SupportsIndex

import numpy as np
from scipy import sparse

from ._display import one_line, text_table
from ._explain_pairs import explain_pairs
from ._html_table import html_table
from ._similar import top_k

if TYPE_CHECKING:
    from ._result import Stories

__all__ = ["RelatedStories", "RelatedStory", "centroids", "related_stories"]

_TERMS = 5
_BLOCK = 1 << 21  # entries
_HEAD = ["story", "cosine", "articles", "first", "shared terms", "lead"]


@dataclass(frozen=True)
class RelatedStory:
    """Another story that is near.

    Attributes
    ----------
    label : int
    headline : str
    n_articles : int
    first_date : str or None
        Of its earliest article, ISO 8601 in UTC.
    similarity : float
        The cosine of both stories' centroids, the means of their articles' vectors.
    terms : tuple of str
        The terms that add most to it.

    Examples
    --------
    >>> import broadsheet as bs
    >>> found = bs.stories(
    ...     ["The toll bridge opened today.", "The bridge needs paint.", "Chess."],
    ...     min_similarity=0.22,
    ... )
    >>> found[0].related(1)[0].terms
    ('bridge',)
    """

    label: int
    headline: str
    n_articles: int
    first_date: str | None
    similarity: float
    terms: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """Give it as plain lists, strings and numbers, for JSON."""
        return {
            "label": self.label,
            "headline": self.headline,
            "n_articles": self.n_articles,
            "first_date": self.first_date,
            "similarity": self.similarity,
            "terms": list(self.terms),
        }


@dataclass(frozen=True, repr=False)
class RelatedStories(Sequence[RelatedStory]):
    """The stories nearest to one, the nearest first; none without a common term.

    Attributes
    ----------
    label : int
        Of the story that they are near.
    stories : tuple of RelatedStory

    Examples
    --------
    >>> import broadsheet as bs
    >>> found = bs.stories(
    ...     ["The toll bridge opened today.", "The bridge needs paint.", "Chess."],
    ...     min_similarity=0.22,
    ... )
    >>> found[0].related()
    Related to story 0: 1
    story  cosine  articles  first  shared terms  lead
        1    0.19         1         bridge        The bridge needs paint.
    """

    label: int
    stories: tuple[RelatedStory, ...]

    def __len__(self) -> int:
        return len(self.stories)

    def __getitem__(self, at: SupportsIndex | slice) -> Any:
        return self.stories[at]

    def __iter__(self) -> Iterator[RelatedStory]:
        return iter(self.stories)

    def to_dict(self) -> dict[str, Any]:
        """Give them as plain dicts, lists and strings, for JSON."""
        return {"label": self.label, "stories": [story.to_dict() for story in self.stories]}

    def _summary(self) -> str:
        return f"Related to story {self.label}: {len(self)}"

    def _rows(self) -> list[list[str]]:
        return [
            [
                str(story.label),
                f"{story.similarity:.2f}",
                f"{story.n_articles:,}",
                (story.first_date or "")[:10],
                one_line(", ".join(story.terms), 44),
                one_line(story.headline, 60),
            ]
            for story in self.stories
        ]

    def __repr__(self) -> str:
        if not self.stories:
            return self._summary()
        return f"{self._summary()}\n{text_table([_HEAD, *self._rows()], right=[0, 1, 2])}"

    def _repr_html_(self) -> str:
        return html_table(self._summary(), _HEAD, self._rows())


def centroids(stories: Stories) -> sparse.csr_array:
    """Give the sum of each story's vectors, of unit length; zero for one without a word."""
    labels, vectors = stories.labels_, sparse.csr_array(stories.vectors)
    order = np.argsort(labels, kind="stable")
    ends = np.cumsum(np.bincount(labels))
    entries = np.cumsum(np.diff(vectors.indptr)[order])[ends - 1]
    blocks = np.unique(np.searchsorted(entries, np.arange(_BLOCK, entries[-1], _BLOCK)))
    parts = []
    for first, last in pairwise([0, *blocks.tolist(), len(ends)]):  # Ctrl-C is heard in between
        rows = order[ends[first - 1] if first else 0 : ends[last - 1] if last else 0]
        membership = sparse.csr_array(
            (np.ones(len(rows)), (labels[rows] - first, rows)), shape=(last - first, len(labels))
        )
        parts.append(membership @ vectors)
    sums = sparse.csr_array(sparse.vstack(parts))
    sums.sort_indices()
    lengths = np.sqrt(np.asarray(sums.multiply(sums).sum(axis=1)).ravel())
    sums.data /= np.repeat(np.where(lengths > 0, lengths, 1.0), np.diff(sums.indptr))
    return sums


def related_stories(
    stories: Stories, labels: Sequence[int], k: int, n_jobs: int | None = None
) -> Iterator[RelatedStories]:
    """Find the k stories nearest to each of some stories, and name them one by one."""
    means = stories._centroids
    near = top_k(means[list(labels)], means, k=k + 1, n_jobs=n_jobs, progress=False)
    found: list[list[tuple[int, int, float]]] = []
    for row, label in enumerate(labels):
        entries = slice(near.indptr[row], near.indptr[row + 1])
        others = zip(near.indices[entries].tolist(), near.data[entries].tolist(), strict=True)
        listed = [(label, other, score) for other, score in others if other != label and score > 0]
        found.append(listed[:k])
    pairs = [(a, b) for listed in found for a, b, _ in listed]
    columns = (
        iter(explain_pairs(means, pairs, k=_TERMS, n_jobs=n_jobs).shared) if pairs else iter(())
    )
    for label, listed in zip(labels, found, strict=True):
        yield RelatedStories(
            label, tuple(_related(stories, *pair, next(columns)) for pair in listed)
        )


def _related(stories: Stories, label: int, other: int, cosine: float, columns: Any) -> RelatedStory:
    story = stories[other]
    terms = stories[label]._readable(columns[columns >= 0])
    return RelatedStory(other, story.headline, len(story), story.dates[0], cosine, terms)
