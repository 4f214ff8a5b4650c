"""Which story did one come nearest to, and what was missing?"""

from __future__ import annotations

from dataclasses import dataclass
from math import isnan
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy import sparse

from ._display import one_line, quote, text_table
from ._explain_pairs import explain_pairs
from ._html_table import html_table

if TYPE_CHECKING:
    from ._result import Stories
    from ._story import Story

__all__ = ["NearestStory", "TermShare", "nearest_story"]

_TERMS = 10  # of each kind
_HEAD = ["shared", "adds", "only here", "weight", "only there", "weight"]


@dataclass(frozen=True)
class TermShare:
    """A term, and what it adds to a similarity, or weighs.

    Attributes
    ----------
    term : str
    share : float

    Examples
    --------
    >>> TermShare("bridge", 0.25).share
    0.25
    """

    term: str
    share: float


@dataclass(frozen=True, repr=False)
class NearestStory:
    """The other story that one came nearest to being joined with, and what was missing.

    Attributes
    ----------
    label : int
        Of the other story.
    headline : str
        The other story's.
    n_articles : int
        The other story's.
    similarity : float
        The mean similarity over all pairs of an article of either story, time factor included:
        what stories are joined by.
    min_similarity : float
        What it had to reach; NaN where a clusterer of its own decided.
    cosine : float
        The mean without the time factor. Where this reaches `min_similarity`, time parted them.
    closest : str
        The id of the other story's article with the highest mean cosine.
    shared : tuple of TermShare
        Terms that articles of both stories hold, by what they add to the mean cosine of the
        articles' own vectors: to `cosine`, where vectors were not smoothed.
    only_here, only_there : tuple of TermShare
        The heaviest terms of either story, by their mean weight, that no article of the other has.
    cannot_link : tuple of str
        The first cannot-link that keeps both apart, this story's article first; () without one.
    corrected : bool
        Whether corrections changed one of both. Then `similarity` may reach `min_similarity`, since
        stories are corrected when all that reached it is joined.

    Notes
    -----
    `similarity`, `cosine` and `closest` are of the vectors that were grouped, smoothed ones where
    `broadsheet.stories` smooths. Terms are named by the articles' own vectors: smoothing lends an
    article terms of its neighbours.

    Examples
    --------
    >>> import broadsheet as bs
    >>> found = bs.stories(
    ...     ["The toll bridge opened today.", "The bridge needs paint.", "Chess."],
    ...     min_similarity=0.22,
    ... )
    >>> found[1].nearest()
    Nearest: story 0 "The toll bridge opened today.", similarity 0.19 of 0.22; 0.03 missing
    shared   adds  only here  weight  only there  weight
    bridge  0.190  needs       0.623  opened       0.529
                   paint       0.623  today        0.529
                                      toll         0.529
    """

    label: int
    headline: str
    n_articles: int
    similarity: float
    min_similarity: float
    cosine: float
    closest: str
    shared: tuple[TermShare, ...]
    only_here: tuple[TermShare, ...]
    only_there: tuple[TermShare, ...]
    cannot_link: tuple[str, ...] = ()
    corrected: bool = False

    @property
    def missing(self) -> float:
        """What the similarity falls short of the threshold by; 0 where it does not."""
        return max(0.0, self.min_similarity - self.similarity)  # 0 of NaN, too

    def to_dict(self) -> dict[str, Any]:
        """Give it as plain dicts, lists and strings, for JSON."""
        kinds = ("shared", "only_here", "only_there")
        return {
            "label": self.label,
            "headline": self.headline,
            "n_articles": self.n_articles,
            "similarity": self.similarity,
            "min_similarity": None if isnan(self.min_similarity) else self.min_similarity,
            "missing": self.missing,
            "cosine": self.cosine,
            "closest": self.closest,
            "cannot_link": list(self.cannot_link),
            "corrected": self.corrected,
        } | {
            kind: [{"term": t.term, "share": t.share} for t in getattr(self, kind)]
            for kind in kinds
        }

    def _summary(self) -> str:
        parted = ""
        if self.similarity < self.min_similarity <= self.cosine:
            parted = f"; their words alone have {self.cosine:.2f}: time parts them"
        head = (
            f'Nearest: story {self.label} "{one_line(self.headline, 60)}", similarity '
            f"{self.similarity:.2f}"
        )
        if self.cannot_link:
            parted += f"; kept apart by hand: cannot-link {', '.join(map(quote, self.cannot_link))}"
        elif self.corrected and not self.missing:
            parted += "; corrections by hand came after joining"
        if isnan(self.min_similarity):
            return head + parted
        return f"{head} of {self.min_similarity:.2f}; {self.missing:.2f} missing{parted}"

    def _rows(self) -> list[list[str]]:
        kinds = (self.shared, self.only_here, self.only_there)
        return [
            [cell for kind in kinds for cell in _cells(kind, at)]
            for at in range(max(map(len, kinds)))
        ]

    def __repr__(self) -> str:
        return f"{self._summary()}\n{text_table([_HEAD, *self._rows()], right=[1, 3, 5])}"

    def _repr_html_(self) -> str:
        return html_table(self._summary(), _HEAD, self._rows())


def nearest_story(stories: Stories, label: int, other: int, similarity: float) -> NearestStory:
    """Explain what joins and parts two stories of a known mean similarity."""
    here, there = stories[label], stories[other]
    grouped = stories._grouping.vectors  # smoothed, where smoothing is on
    toward = np.asarray((grouped[there.rows] @ _mean(grouped[here.rows]).T).todense()).ravel()
    own = stories.vectors  # smoothed ones hold terms that the articles do not
    pair = sparse.csr_array(sparse.vstack([_mean(own[story.rows]) for story in (here, there)]))
    found = explain_pairs(pair, (0, 1), k=_TERMS, n_jobs=1)

    def terms(story: Any, columns: Any, shares: Any) -> tuple[TermShare, ...]:
        known = columns >= 0
        names = story._readable(columns[known])
        return tuple(map(TermShare, names, shares[known].tolist()))

    return NearestStory(
        label=other,
        headline=there.headline,
        n_articles=len(there),
        similarity=similarity,
        min_similarity=here.min_similarity,
        cosine=float(toward.mean()),
        closest=stories.articles.id[int(there.rows[toward.argmax()])],
        shared=terms(there, found.shared[0], found.contributions[0]),
        only_here=terms(here, found.only_first[0], found.only_first_weights[0]),
        only_there=terms(there, found.only_second[0], found.only_second_weights[0]),
        cannot_link=_parted_by(here, other),
        corrected=any(s.corrections is not None and s.corrections.changed for s in (here, there)),
    )


def _parted_by(here: Story, other: int) -> tuple[str, ...]:
    """Give the first cannot-link between a story and another."""
    said = here.corrections
    pairs = () if said is None else said.kept_apart
    return next(((pair.here, pair.there) for pair in pairs if pair.story == other), ())


def _mean(rows: Any) -> sparse.csr_array:
    rows = sparse.csr_array(rows)
    return sparse.csr_array(np.full((1, rows.shape[0]), 1 / rows.shape[0])) @ rows


def _cells(terms: tuple[TermShare, ...], at: int) -> list[str]:
    """Name and number of one term, or nothing of none."""
    return [one_line(terms[at].term, 24), f"{terms[at].share:.3f}"] if at < len(terms) else ["", ""]
