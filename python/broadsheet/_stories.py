"""Which articles tell the same story?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from . import _core
from ._arrays import canonical_csr
from ._articles import as_articles
from ._clean import clean as clean_articles
from ._display import quote
from ._jobs import n_threads
from ._progress import Progress
from ._recipe import vectorize
from ._result import Stories
from ._time_scale import time_scale_us

if TYPE_CHECKING:
    from datetime import timedelta

    from ._progress import ProgressOption

__all__ = ["stories"]


def stories(
    articles: Any,
    *,
    min_similarity: float = 0.22,
    time_scale: str | timedelta | np.timedelta64 | None = "4D",
    clean: bool = True,
    fields: Mapping[str, float] | None = None,
    stop_words: Any = "english",
    stemmer: str | None = None,
    n_jobs: int | None = None,
    progress: ProgressOption = None,
) -> Stories:
    r"""Group articles into stories: those that tell of the same event.

    Each site's boilerplate is taken out, title (three times) and text become one TF-IDF vector
    (sublinear tf, English stop words), and articles are joined by average link: always the two
    groups with the largest mean similarity over all pairs across, while that is at least
    `min_similarity`. The similarity of two articles is

    .. math:: \cos(x, y) \, \exp\left(-\frac{\Delta t^2}{2 \sigma^2}\right)

    with their difference in time and `time_scale` as sigma; where a date is missing, the second
    factor is 1.

    Parameters
    ----------
    articles : Articles, or anything that `read` takes
        Rows may lack a date, a source, a title or a text.
    min_similarity : float in (0, 1], default=0.22
        Smallest mean similarity at which two groups are one story. Lower it for larger, looser
        stories.
    time_scale : str, timedelta, numpy.timedelta64 or None, default='4D'
        Sigma: after this time a similarity counts for 61 %, after twice of it for 14 %. A string
        is a number and a unit: D, h, min or s. None ignores dates.
    clean : bool, default=True
        Take out what recurs in the articles of one source, as `broadsheet.clean` does with
        ``rules=None``.
    fields : mapping of str to float or None, default=None
        What counts how much; None is ``{"title": 3, "text": 1}``. ``"lead"`` is the start of the
        text: see `CountVectorizer`.
    stop_words : {'english', 'language'}, list of str or None, default='english'
        Words that do not count. ``"language"`` takes those of each article's own language: for
        collections in several.
    stemmer : str or None, default=None
        A Snowball algorithm, or ``"language"``: see `CountVectorizer`. Terms are stems then.
    n_jobs : int or None, default=None
        Threads; None is every core that the process may use. The result does not depend on it.
    progress : bool, callable or None, default=None
        None shows bars when standard error is a terminal and it takes a while.

    Returns
    -------
    Stories
        Each article is in one story; many stories hold a single article.

    Raises
    ------
    ValueError
        If there are no articles, or none has a word that is not a stop word; if
        `min_similarity` or `time_scale` is out of range.

    See Also
    --------
    clean, TfidfVectorizer, top_k : The steps by themselves.

    Notes
    -----
    Vectors take time linear in the texts; links are found among the pairs that reach
    `min_similarity`, which an inverted index finds. Ties go to the articles that come first.

    References
    ----------
    Sokal and Michener (1958), A statistical method for evaluating systematic relationships.
    Miranda et al. (2018), Multilingual clustering of streaming news (the time factor).

    Examples
    --------
    >>> import broadsheet as bs
    >>> found = bs.stories([
    ...     "The harbour bridge opened to traffic after ten years of work.",
    ...     "Traffic crossed the new harbour bridge for the first time as it opened.",
    ...     "The chess federation chose a new president in a close vote.",
    ... ])
    >>> found.labels_
    array([0, 0, 1], dtype=int32)
    """
    articles = as_articles(articles)
    cut = _checked_similarity(min_similarity)
    sigma = time_scale_us(time_scale)
    if len(articles) == 0:
        msg = "there are no articles"
        raise ValueError(msg)
    # No rules: datelines name places, which articles of a story share.
    cleaned = (
        clean_articles(articles, rules=None, n_jobs=n_jobs, progress=progress) if clean else None
    )
    vectorizer, X = vectorize(
        cleaned.articles if cleaned else articles, n_jobs,
        fields=fields, stop_words=stop_words, stemmer=stemmer,
    )  # fmt: skip
    indptr, indices, data, n_terms = canonical_csr(X, "X")
    with Progress("grouping", progress) as shown:
        labels, merges = _core.agglomerate(
            indptr, indices, data, n_terms,
            timestamps=None if sigma is None else articles.date.astype(np.int64),
            time_scale_us=sigma, min_similarity=cut,
            n_threads=n_threads(n_jobs), progress=shown.update,
        )  # fmt: skip
    return Stories(
        articles, labels,
        vectors=X, terms=vectorizer.get_feature_names_out(), cleaned=cleaned, merges=merges,
        time_scale_us=sigma, min_similarity=cut, stemmer=stemmer,
    )  # fmt: skip


def _checked_similarity(value: float) -> float:
    if isinstance(value, bool) or not isinstance(value, float | int | np.floating | np.integer):
        msg = f"min_similarity must be a number, got {quote(value)}"
        raise TypeError(msg)
    if not 0 < value <= 1:
        msg = f"min_similarity must be above 0 and at most 1, got {value}"
        raise ValueError(msg)
    return float(value)
