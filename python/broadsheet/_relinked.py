"""How are the articles of a stream's window linked anew, all at once?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from sklearn.base import BaseEstimator

from ._grouping import PRIOR, Grouping, Part, first_appearance
from ._result import Stories
from ._smoothing import csr_of
from ._stories import stories

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ._articles import Articles
    from ._corrections import Corrections

__all__ = ["LivingVectors", "Threshold", "described", "relinked"]

_SMALL = (0.6, (2, 0.5, 1))  # threshold and smoothing where stories are small
_LARGE = 4.0  # articles of an article's story from which on stories are not small
_MANY = 500  # articles of large stories that tell a threshold of themselves


class LivingVectors(BaseEstimator):  # type: ignore[misc]
    """Rows as a stream has weighed them, in the place of a vectorizer of `stories`."""

    def __init__(self, rows: Any, terms: Any, languages: Any) -> None:
        self.rows = rows
        self.terms = terms
        self.languages = languages

    @property
    def stemmer(self) -> str | None:
        """How words have become terms, for what names terms by words."""
        knows = self.languages is not None and any(code is not None for code in self.languages)
        return "language" if knows else None

    def fit_transform(self, articles: Any, y: Any = None) -> Any:
        """Give the rows of the articles, which are known."""
        return self.rows

    def get_feature_names_out(self) -> NDArray[np.object_]:
        """Give the terms by column."""
        return np.asarray(self.terms, dtype=object)

    def _languages_of(self, articles: Any) -> Any:
        return self.languages

    def __sklearn_clone__(self) -> LivingVectors:
        return self


class Threshold(NamedTuple):
    """What `stories` takes to cut a dendrogram."""

    min_similarity: float | str
    smooth: Any


def relinked(
    articles: Articles,
    labels: NDArray[Any],
    vectors: LivingVectors,
    threshold: Threshold,
    corrections: Corrections | None,
    **options: Any,
) -> Stories:
    """Link articles as `stories` does, of vectors that are known.

    Parameters
    ----------
    articles : Articles
        All have a date.
    labels : ndarray, shape (n_articles,)
        The stories that they are in so far, by which an automatic threshold is chosen.
    vectors : LivingVectors
    threshold : Threshold
        With ``"auto"`` as `chosen` says.
    corrections : Corrections or None
        Of these articles and others.
    **options
        Others of `stories`.

    Returns
    -------
    Stories
    """
    if threshold.min_similarity == "auto" and not hasattr(options["linkage"], "fit_predict"):
        threshold = chosen(labels, threshold)
    return stories(
        articles, vectorizer=vectors, clean=False, min_similarity=threshold.min_similarity,
        smooth=threshold.smooth, progress=False,
        corrections=None if corrections is None else corrections.of(articles), **options,
    )  # fmt: skip


def chosen(labels: NDArray[Any], threshold: Threshold) -> Threshold:
    """Choose threshold and smoothing by how large the stories are so far.

    A window holds too few stories to calibrate a dendrogram by itself; but the stream shows
    whether they are large. Where an article's story has fewer than 4 articles on average, vectors
    are smoothed by (2, 0.5, 1) and cut at 0.6; where more, plain vectors at 0.22, or, of 500
    articles and more, whatever `stories` finds.

    Examples
    --------
    >>> chosen(np.array([0, 0, 1, 2]), Threshold("auto", "auto"))
    Threshold(min_similarity=0.6, smooth=(2, 0.5, 1))
    >>> chosen(np.zeros(9), Threshold("auto", "auto"))
    Threshold(min_similarity=0.22, smooth=None)
    """
    if threshold.smooth != "auto":
        return threshold
    sizes = np.unique(labels, return_counts=True)[1].astype(np.float64)
    if (sizes**2).sum() < _LARGE * len(labels):
        return Threshold(*_SMALL)
    return Threshold(PRIOR, None) if len(labels) < _MANY else threshold


def described(
    articles: Articles,
    ids: NDArray[np.int64],
    vectors: LivingVectors,
    corrections: Corrections | None,
    *,
    min_similarity: float,
    sigma: float | None,
) -> Stories:
    """Give stories that are known, so that they tell of themselves.

    Parameters
    ----------
    articles : Articles
    ids : ndarray of int64, shape (n_articles,)
        The story of each; they are numbered anew, by first appearance.
    vectors : LivingVectors
    corrections : Corrections or None
        Of these articles and others.
    min_similarity : float
        The threshold by which articles joined.
    sigma : float or None
        Of the factor for time, in microseconds.

    Returns
    -------
    Stories
    """
    n = len(articles)
    labels = first_appearance(ids)
    none = tuple(np.empty(0, dtype) for dtype in (np.int32, np.int32, np.float64, np.int32))
    part = Part(np.arange(n), none, None, min_similarity)  # type: ignore[arg-type]
    grouping = Grouping(
        labels, csr_of(vectors.rows, "cosine", 1), np.full(n, min_similarity), [part]
    )
    return Stories(
        articles, labels, vectors=vectors.rows, terms=vectors.get_feature_names_out(),
        cleaned=None, merges=none, time_scale_us=sigma, grouping=grouping, vectorizer=vectors,
        corrections=None if corrections is None else corrections.of(articles),
    )  # fmt: skip
