"""From vectors to stories: the smoothing, the dendrograms and their cuts, chosen by themselves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from . import _core
from ._arrays import as_scipy, canonical_csr
from ._jobs import n_threads
from ._smoothing import Recipe, csr_of
from ._timely import smooth_in_time

__all__ = ["Grouping", "Part", "Steps", "calibrated", "cut_at"]

FEW = 50  # articles; fewer tell nothing of themselves
PRIOR = 0.22  # their threshold, of plain cosines
SINGLE = 0.34  # the threshold, of plain cosines, where most articles are alone
_COMPANY = 0.45  # articles that are not alone by that threshold; if fewer are, it is taken
_LEAST_COMPANY = 0.1  # the same, however surely stories seem to be large
MOST_DENSE = 20_000  # articles whose dendrogram is made down to 0
SAMPLE = 10_000  # articles of larger collections whose dendrogram is made whole
FLOOR = 0.3  # where the dendrogram of more articles ends
SMALL = Recipe(2, 1.0, 1)  # for stories of a few articles
LARGE = Recipe(10, 1.0, 2)  # for larger ones
_LARGE_BELOW = 0.65  # thresholds that say that stories are large
_LEAST_MEAN_SIZE = 4.0  # articles of an article's story, of which (10, 1.0, 2) makes something
_LEAST_LARGE = 30  # articles that are worth a search of their own
# Entries of plain vectors, some 7,500 full articles or 200,000 headlines: (10, 1.0, 2) makes twenty
# times as many of them, and all pairs of such rows take half a minute.
MOST_ENTRIES = 1_500_000

_NO_MERGES = (
    np.empty(0, dtype=np.int32), np.empty(0, dtype=np.int32), np.empty(0), np.empty(0, np.int32)
)  # fmt: skip

Merges = tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.float64], NDArray[np.int32]]


class Part(NamedTuple):
    """A dendrogram that stories were cut from.

    Attributes
    ----------
    rows : ndarray of int
        Its articles' positions, ascending.
    merges : tuple of ndarray
        Of these, numbered 0, 1, …
    smooth : Recipe or None
        How their vectors were smoothed.
    min_similarity : float
        Where it was cut; the collection's, where its parts have thresholds of their own.
    """

    rows: NDArray[np.intp]
    merges: Merges
    smooth: Recipe | None
    min_similarity: float


@dataclass
class Grouping:
    """What grouping made of vectors."""

    labels: NDArray[np.int32]
    vectors: Any  #: smoothed
    thresholds: NDArray[np.float64]  #: by article: that of its story
    parts: list[Part]

    @property
    def largest(self) -> Part:
        """The part that has the most articles; the last of equally large ones."""
        return max(reversed(self.parts), key=lambda part: len(part.rows))


@dataclass
class Steps:
    """The steps that calibration repeats, on the articles that it names."""

    rows: Any  #: csr_array of unit rows
    timestamps: NDArray[np.int64] | None
    sigma: float | None
    n_jobs: int | None
    progress: Any = None
    most_dense: int = MOST_DENSE

    def of(self, chosen: NDArray[np.intp]) -> Steps:
        """Give the same of some articles."""
        timestamps = None if self.timestamps is None else self.timestamps[chosen]
        return Steps(
            self.rows[chosen], timestamps, self.sigma, self.n_jobs, self.progress, self.most_dense
        )

    def smoothed(self, recipe: Recipe | Any | None) -> Any:
        """Give the rows, smoothed."""
        if recipe is None:
            return self.rows
        if not isinstance(recipe, Recipe):  # an estimator
            return csr_of(recipe.fit_transform(self.rows), "cosine", self.n_jobs)
        shown = self.progress or False
        return smooth_in_time(self.rows, recipe, self.timestamps, self.sigma, self.n_jobs, shown)

    def merges(self, rows: Any, linkage: str, min_similarity: float) -> tuple[Any, Merges]:
        """Give labels and merges of smoothed rows."""
        indptr, indices, data, n_terms = canonical_csr(rows, "X")
        timed = self.timestamps is not None and self.sigma is not None
        found: tuple[Any, Merges] = _core.agglomerate(
            indptr, indices, data, n_terms, linkage=linkage, min_similarity=min_similarity,
            timestamps=self.timestamps if timed else None,
            time_scale_us=self.sigma if timed else None,
            n_threads=n_threads(self.n_jobs), progress=self.progress,
        )  # fmt: skip
        return found

    def whole_tree(self, rows: Any, linkage: str) -> Merges:
        """Give merges down to 0, or to .3 of more articles than make all pairs."""
        return self.merges(rows, linkage, 0.0 if self._is_dense(rows) else FLOOR)[1]

    def _is_dense(self, rows: Any) -> bool:
        return bool(rows.shape[0] <= self.most_dense)


def cut_at(steps: Steps, recipe: Recipe | None, linkage: str, min_similarity: float) -> Grouping:
    """Group by a threshold that is given.

    Parameters
    ----------
    steps : Steps
    recipe : Recipe or None
        Of the smoothing.
    linkage : str
    min_similarity : float
        In (0, 1].

    Returns
    -------
    Grouping
    """
    rows = steps.smoothed(recipe)
    labels, merges = steps.merges(rows, linkage, min_similarity)
    n = len(labels)
    part = Part(np.arange(n), merges, recipe, min_similarity)
    return Grouping(labels, rows, np.full(n, min_similarity), [part])


def calibrated(steps: Steps, smooth: Recipe | str | None, linkage: str) -> Grouping:
    """Group by a threshold, and a smoothing if that is ``"auto"``, from the articles themselves.

    1. Vectors are smoothed by (2, 1.0, 1), and the dendrogram of average link is cut by the rule of
       `cpp/broadsheet/clustering/story_cut.hpp`. If less than .45 of the articles are in company
       at .34 of plain cosines, which is the best threshold of small stories, most are alone:
       smoothing would find them company by the two articles that are nearest, however far. Then
       that is the result; also, where stories seem to be surely large, if less than .1 are.
    2. Where its thresholds are below .65 stories are large. These articles are smoothed by
       (10, 1.0, 2) and linked anew, and cut where the stories agree best (BCubed F1) with those of
       step 1: its constants are for one smoothing, its stories show the level in any.
    3. Among small stories, larger ones that stand out are kept whole (`whole_stories.hpp`).

    With another smoothing or linkage than that of step 1 all articles are cut as in step 2.

    Parameters
    ----------
    steps : Steps
    smooth : Recipe, None or 'auto'
    linkage : {'average', 'complete', 'single'}

    Returns
    -------
    Grouping
    """
    n = steps.rows.shape[0]
    if n < FEW:
        return cut_at(steps, None if smooth == "auto" else smooth, linkage, PRIOR)  # type: ignore[arg-type]
    rows = steps.smoothed(SMALL)
    merges = steps.whole_tree(rows, "average")
    labels, threshold, background, large_surely, of_nodes = _first_cut(steps, rows, merges)
    alone = cut_at(steps, None, "average", SINGLE)
    in_company = np.bincount(alone.labels)[alone.labels] > 1
    if in_company.mean() < (_COMPANY if large_surely < 1 else _LEAST_COMPANY):
        if smooth == "auto" and linkage == "average":
            return alone
        recipe = None if smooth == "auto" else smooth
        return _agreeing(alone, steps, np.arange(n), recipe, linkage)  # type: ignore[arg-type]
    first = Part(np.arange(n), merges, SMALL, threshold)
    found = Grouping(labels, rows, of_nodes[:n].copy(), [first])
    if smooth != "auto" and smooth != SMALL:
        found = _agreeing(found, steps, np.arange(n), smooth, linkage)  # type: ignore[arg-type]
    else:
        large = np.arange(0)
        if smooth == "auto":
            large = _articles_of_large_stories(found, steps.rows.indptr)
        if len(large):
            recipe = LARGE
            found = _agreeing(found, steps, large, recipe, "average")
        arrays = canonical_csr(steps.rows, "X")
        a, b, similarity, _ = merges
        found.labels = _core.whole_stories(
            *arrays, a=a, b=b, similarity=similarity, thresholds=of_nodes, background=background,
            labels=found.labels, timestamps=steps.timestamps, time_scale_us=steps.sigma or 1.0,
        )  # fmt: skip
    if linkage != "average" and smooth in ("auto", SMALL):
        chosen = found.largest.smooth
        found = _agreeing(found, steps, np.arange(n), chosen, linkage)
    return found


def _first_cut(steps: Steps, rows: Any, merges: Merges) -> tuple[Any, float, float, float, Any]:
    """Cut the dendrogram of smoothed rows, by what `_core.story_cut` gives.

    Of more articles than make all pairs, the trees of the dendrogram that ends at .3 are drawn
    until these are reached: stories are whole in them. Their dendrogram, made whole, gives one
    threshold for all.
    """
    n = rows.shape[0]
    if n <= steps.most_dense:
        found: tuple[Any, float, float, float, Any] = _core.story_cut(*merges[:3], n_articles=n)
        return found
    tree_of = labels_after(len(merges[0]), n, merges)
    drawn = np.random.default_rng(0).permutation(int(tree_of.max()) + 1)
    sizes = np.cumsum(np.bincount(tree_of)[drawn])
    sample = np.flatnonzero(np.isin(tree_of, drawn[sizes <= steps.most_dense]))
    whole = steps.of(sample).merges(rows[sample], "average", 0.0)[1]
    _, threshold, background, large_surely, _ = _core.story_cut(*whole[:3], n_articles=len(sample))
    threshold = max(threshold, FLOOR)
    n_merges = int(np.searchsorted(-merges[2], -threshold + 1e-9, side="right"))
    labels = labels_after(n_merges, n, merges)
    return labels, threshold, background, large_surely, np.full(n + len(merges[0]), threshold)


def _articles_of_large_stories(found: Grouping, indptr: NDArray[Any]) -> NDArray[np.intp]:
    """Give the articles whose stories are large at first sight, in whole stories.

    None where that is not worth it, or they have more than `MOST_ENTRIES`.
    """
    large = found.thresholds < _LARGE_BELOW
    stories = np.unique(found.labels[large])
    rows = np.flatnonzero(np.isin(found.labels, stories))
    if len(rows) < _LEAST_LARGE or np.diff(indptr)[rows].sum() > MOST_ENTRIES:
        return np.arange(0)
    size = np.bincount(found.labels)[found.labels[rows]]
    return rows if size.mean() >= _LEAST_MEAN_SIZE else np.arange(0)


def _agreeing(
    found: Grouping, steps: Steps, rows: NDArray[np.intp], recipe: Recipe | None, linkage: str
) -> Grouping:
    """Smooth and link some articles anew, and cut where that agrees best with their stories."""
    some = steps.of(rows)
    vectors = some.smoothed(recipe)
    merges = some.whole_tree(vectors, linkage)
    a, b, similarity, _ = merges
    *_, n_merges = _core.agreement(a, b, similarity, labels=found.labels[rows])
    threshold = float(similarity[n_merges - 1]) if n_merges else 1.0
    labels = found.labels.astype(np.int64)
    labels[rows] = len(labels) + labels_after(n_merges, len(rows), merges)
    thresholds = found.thresholds.copy()
    thresholds[rows] = threshold
    part = Part(rows, merges, recipe, threshold)
    return Grouping(
        first_appearance(labels),
        vectors if len(rows) == len(labels) else _replaced(found.vectors, rows, vectors),
        thresholds,
        [part] if len(rows) == len(labels) else [*found.parts, part],
    )


def labels_after(n_merges: int, n_rows: int, merges: Merges) -> NDArray[np.int32]:
    """Give the cluster of each article after so many merges, by first appearance."""
    a, b, *_ = merges
    found: NDArray[np.int32] = _core.labels_after(a, b, n_articles=n_rows, n_merges=n_merges)
    return found


def first_appearance(labels: NDArray[Any]) -> NDArray[np.int32]:
    """Give each cluster a number, 0, 1, …, by its first article."""
    found: NDArray[np.int32] = _core.first_appearance(labels.astype(np.int64))
    return found


def _replaced(rows: Any, places: NDArray[np.intp], others: Any) -> Any:
    """Put other rows in the places of some."""
    source = np.arange(rows.shape[0])
    source[places] = rows.shape[0] + np.arange(len(places))
    both = sparse.vstack([rows, others], format="csr")
    chosen = both[source]
    return as_scipy(chosen.indptr, chosen.indices, chosen.data, chosen.shape, sparse.csr_array)
