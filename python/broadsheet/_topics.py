"""What are the articles of a collection about, in so many topics?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from sklearn.utils import check_random_state

from . import _core
from ._articles import as_articles
from ._bm25_transformer import BM25Transformer
from ._checks import at_least_one
from ._count_vectorizer import CountVectorizer
from ._leading_directions import leading_directions
from ._progress import Progress
from ._recombined_kmeans import recombined_kmeans
from ._smooth import smoothing_operator
from ._smoothing import csr_of, share
from ._topic_list import Topics

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ._articles import Articles
    from ._progress import ProgressOption

__all__ = ["topics"]

_FIELDS = {"title": 3.0, "text": 1.0}
_NEIGHBORS = 10
_WEIGHT = 1.0
_DIRECTIONS = 50
# A small collection has many local optima, and a start in it costs nothing.
_ROWS_OF_ALL_STARTS = 100_000
_FEWEST_STARTS, _MOST_STARTS = 5, 50


def topics(
    articles: Any,
    n_topics: int,
    *,
    fields: Mapping[str, float] | None = None,
    stop_words: Any = "language",
    random_state: Any = 0,
    n_jobs: int | None = None,
    progress: ProgressOption = None,
) -> Topics:
    r"""Divide articles into a given number of topics: what they are about, not which event.

    Words that at least two articles hold are weighed by BM25, title (three times) and text
    together; each article is moved towards the mean of its 10 nearest (`smooth`, weight 1), which
    brings what is written on one subject together; of the smoothed rows the 50 leading directions
    are kept; and `SphericalKMeans` divides them, from many starts and again from the centres that
    the best of these found.

    Parameters
    ----------
    articles : Articles, or anything that `read` takes
        Rows may lack a date, a source, a title or a text. Boilerplate stays in: give
        ``broadsheet.clean(articles).articles`` where there is much of it.
    n_topics : int
        How many, at least 1: the method does not look for the right number.
    fields : mapping of str to float or None, default=None
        What counts how much; None is ``{"title": 3, "text": 1}``. See `CountVectorizer`.
    stop_words : {'language', 'english'}, list of str or None, default='language'
        Words that do not count; ``"language"``: those of each article's own language.
    random_state : int, RandomState or None, default=0
        Where the starts begin. None gives other topics each time, where several are as good.
    n_jobs : int or None, default=None
        Threads; None is every core that the process may use. The result does not depend on it.
    progress : bool, callable or None, default=None
        None shows bars when standard error is a terminal and it takes a while.

    Returns
    -------
    Topics
        By falling number of articles. An article that shares no word with any other is in none:
        its label is -1.

    Raises
    ------
    ValueError
        If there are no articles, fewer than `n_topics` that share a word with another, or fewer
        different ones; if no article has a word that is not a stop word.
    TypeError
        If `n_topics` is no integer.
    KeyboardInterrupt
        On Ctrl-C.

    See Also
    --------
    stories : Articles on one event; how many there are it finds out.
    SphericalKMeans, smoothing_operator, BM25Transformer : The steps by themselves.

    Notes
    -----
    Neighbours are found among all pairs by `top_k`; the rest is linear in the words of the
    articles. Smoothed rows are never made, only multiplied by (`smoothing_operator`). There are
    100,000 / n starts of each kind, at least 5 and at most 50; the largest sum of cosines counts.

    References
    ----------
    Robertson and Zaragoza (2009), The probabilistic relevance framework: BM25 and beyond;
    Deerwester et al. (1990), Indexing by latent semantic analysis;
    Dhillon and Modha (2001), Concept decompositions for large sparse text data using clustering;
    Baldassi (2022), Recombinator-k-means.

    Examples
    --------
    >>> import broadsheet as bs
    >>> found = bs.topics([
    ...     "Striker scores twice as the home team wins the cup final.",
    ...     "The team lost the final after its striker missed a penalty.",
    ...     "Central bank raises interest rates to slow inflation.",
    ...     "Inflation falls, and the bank may cut rates.",
    ... ], n_topics=2)
    >>> found.labels_
    array([0, 0, 1, 1], dtype=int32)
    >>> found[1].terms[:2]
    ('bank', 'inflation')
    """
    articles = as_articles(articles)
    wanted = at_least_one(n_topics, "n_topics")
    check_random_state(random_state)
    if len(articles) == 0:
        msg = "there are no articles"
        raise ValueError(msg)
    if wanted > len(articles):
        msg = f"n_topics={wanted}, but there are only {len(articles)} articles"
        raise ValueError(msg)
    terms, X = _weighed(articles, _FIELDS if fields is None else fields, stop_words, n_jobs)
    labels = np.full(len(articles), -1, dtype=np.int32)
    there = np.flatnonzero(np.diff(X.indptr))
    if len(there) < wanted:
        msg = (
            f"n_topics={wanted}, but only {len(there)} of {len(articles)} articles share a word "
            "with another: stop words, and words of a single article, do not count"
        )
        raise ValueError(msg)
    with Progress("topics", progress) as shown:
        labels[there] = _divided(X[there], wanted, random_state, n_jobs, shown.update)
    return Topics(articles, labels, vectors=X, terms=terms)


def _weighed(
    articles: Articles, fields: Mapping[str, float], stop_words: Any, n_jobs: int | None
) -> tuple[NDArray[np.object_], Any]:
    """Give the terms of two articles or more, and rows of BM25 weights at unit length."""
    vectorizer = CountVectorizer(
        fields=fields, stop_words=stop_words, dtype=np.float64, n_jobs=n_jobs
    )
    try:
        counts = vectorizer.fit_transform(articles)
    except _core.EmptyVocabularyError as error:
        columns = ", ".join(fields)
        msg = (
            f"none of the {len(articles)} articles has a word to compare: all fields {columns} "
            "are empty, or hold stop words only"
        )
        raise ValueError(msg) from error
    if len(articles) > 1:  # a word of one article tells of no other, and is noise in its length
        shared = np.flatnonzero(np.bincount(counts.indices, minlength=counts.shape[1]) > 1)
    else:
        shared = np.arange(counts.shape[1])
    terms = vectorizer.get_feature_names_out()[shared]
    if len(shared) == 0:
        return terms, csr_of(counts, "cosine", n_jobs)[:, shared]
    weights = BM25Transformer(n_jobs=n_jobs).fit_transform(counts[:, shared])
    return terms, csr_of(weights, "cosine", n_jobs)


def _divided(
    X: Any, n_topics: int, random_state: Any, n_jobs: int | None, update: Any
) -> NDArray[np.int32]:
    """Give the topics of rows that are not all zeros, by falling size."""
    if n_topics == 1:
        return np.zeros(X.shape[0], dtype=np.int32)
    P = smoothing_operator(X, _NEIGHBORS, _WEIGHT, n_jobs=n_jobs, progress=share(update, 0, 3))
    second = share(update, 1, 3)
    rows = leading_directions(P, X, _DIRECTIONS, second or None)
    different = len(np.unique(rows.round(6) + 0.0, axis=0))
    if different < n_topics:
        msg = f"n_topics={n_topics}, but only {different} articles differ from each other"
        raise ValueError(msg)
    starts = int(np.clip(_ROWS_OF_ALL_STARTS // X.shape[0], _FEWEST_STARTS, _MOST_STARTS))
    labels = recombined_kmeans(
        rows, n_topics, starts, random_state, n_jobs, share(update, 2, 3) or None
    )
    return _by_size(labels)


def _by_size(labels: NDArray[np.int32]) -> NDArray[np.int32]:
    """Give clusters new numbers: the largest first, of equal ones the one that appears first."""
    found, first, sizes = np.unique(labels, return_index=True, return_counts=True)
    rank = np.empty(int(found.max()) + 1, dtype=np.int32)
    rank[found[np.lexsort((first, -sizes))]] = np.arange(len(found), dtype=np.int32)
    numbered: NDArray[np.int32] = rank[labels]
    return numbered
