"""Which articles tell the same story?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from sklearn.base import clone

from ._articles import as_articles
from ._calibration import link_merges
from ._clean import clean as clean_articles
from ._corrected import constrained, constraints_of, meet
from ._corrections import as_corrections
from ._display import quote
from ._grouping import Grouping, Steps, calibrated, cut_at, first_appearance
from ._language_choice import language_code
from ._progress import Progress
from ._recipe import vectorize
from ._result import Stories
from ._smoothing import csr_of
from ._smoothing import recipe as checked_recipe
from ._time_scale import time_scale_us

if TYPE_CHECKING:
    from datetime import timedelta

    from ._articles import Articles
    from ._cleaned import Cleaned
    from ._progress import ProgressOption

__all__ = ["checked_linkage", "checked_similarity", "checked_smoothing", "refuse_both", "stories"]


def stories(
    articles: Any,
    *,
    min_similarity: float | str = "auto",
    time_scale: str | timedelta | np.timedelta64 | None = "4D",
    smooth: str | tuple[int, float, int] | Any | None = "auto",
    fields: Mapping[str, float] | None = None,
    language: str | None = "auto",
    clean: Any = True,
    vectorizer: Any = None,
    linkage: str | Any = "average",
    corrections: Any = None,
    n_jobs: int | None = None,
    progress: ProgressOption = None,
) -> Stories:
    r"""Group articles into stories: those that tell of the same event.

    Each site's boilerplate is taken out; title (three times) and text become one TF-IDF vector of
    stems; each vector is smoothed by those of its nearest articles; and articles are joined by
    average link: always the two groups with the largest mean similarity over all pairs across,
    while that is at least a threshold. Threshold and smoothing are found from the collection
    itself. The similarity of two articles is

    .. math:: \cos(x, y) \, \exp\left(-\frac{\Delta t^2}{2 \sigma^2}\right)

    with their difference in time and `time_scale` as sigma; where a date is missing, the second
    factor is 1.

    Parameters
    ----------
    articles : Articles, or anything that `read` takes
        Rows may lack a date, a source, a title or a text.
    min_similarity : "auto" or float in (0, 1], default="auto"
        Smallest mean similarity at which two groups are one story. "auto" calibrates it: see
        Notes. Of a number, lower it for larger, looser stories; 0.22 suits plain vectors.
    time_scale : str, timedelta, numpy.timedelta64 or None, default='4D'
        Sigma: after this time a similarity counts for 61 %, after twice of it for 14 %. A string
        is a number and a unit: D, h, min or s. None ignores dates.
    smooth : "auto", (k, weight, passes), estimator or None, default="auto"
        How vectors are smoothed: see `broadsheet.smooth`; an estimator like `NeighborSmoother` has
        its `fit_transform` called. None leaves them. "auto" is (2, 1.0, 1), and (10, 1.0, 2) where
        stories are large; with a `min_similarity` or a clusterer of your own it is None, since
        those are set for plain vectors.
    fields : mapping of str to float or None, default=None
        What counts how much; None is ``{"title": 3, "text": 1}``. ``"lead"`` is the start of the
        text: see `CountVectorizer`.
    language : str or None, default="auto"
        Whose stop words and stems: "auto" takes those of each article's own language, and of the
        most frequent one (English where none) of articles whose language cannot be told, as of
        headlines: theirs may change with articles that are added. A name or code, as "english" or
        "de", is that of all. None takes neither.
    clean : bool or BoilerplateRemover, default=True
        Take out what recurs in the articles of one source, as `broadsheet.clean` does with
        ``rules=None``; a remover is fitted to the articles and used.
    vectorizer : estimator or None, default=None
        In place of the vectors by `fields` and `language`: its `fit_transform` takes articles and
        gives rows without negative values, which are made unit rows.
    linkage : {"average", "complete", "single"} or clusterer, default="average"
        How groups are compared, or what groups smoothed vectors by its `fit_predict`. A clusterer
        hears neither `min_similarity` nor dates; -1 leaves an article alone.
    corrections : Corrections, path, mapping or None, default=None
        Pairs of articles that belong to one story, and pairs that do not: see `Corrections`. They
        are honoured whatever made the stories; a story that none of them touches stays as it is.
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
    TypeError
        If a parameter is of no type that is said here.
    ValueError
        If there are no articles, or none has a word that is not a stop word; if
        `min_similarity`, `time_scale`, `smooth`, `language` or `linkage` is out of range; if
        `corrections` contradict each other, or name an article that is not there.

    See Also
    --------
    clean, TfidfVectorizer, smooth, AgglomerativeClusters : The steps by themselves.
    Corrections : What somebody who read the articles says of them.

    Notes
    -----
    After smoothing by (2, 1.0, 1) stories of up to three articles hold together at about .78,
    whatever their texts; larger ones join lower. So the calibration asks whether a lower cut of the
    dendrogram shows clusters that stand out, and takes the finest good one; there vectors are
    smoothed by (10, 1.0, 2) and cut where that agrees best. `Stories.min_similarity` and
    `Stories.smooth` tell what was chosen, `Stories.threshold_report` what else would have come
    out. The documentation (stories) derives the rule and says where it fails. Fewer than 50
    articles tell nothing of themselves: their vectors are not smoothed, and the threshold is 0.22.

    Up to 20,000 articles the dendrogram is made whole, from all pairs: 1.6 GB at most. Of more it
    ends at a similarity of 0.3, so thresholds below are out of reach: collections of large stories
    (headlines of an event, say) come out finer then. Large stories of more than 1.5 million
    entries, some 7,500 full articles, stay as (2, 1.0, 1) shows them.

    Ties go to the articles that come first.

    Corrections come last, and change neither threshold nor smoothing. A must-link joins the two
    stories. A story that then holds both articles of a cannot-link is divided: groups in it that
    were found without the articles in question stay whole, and are joined again by average link,
    also below the threshold, but never across a cannot-link.

    References
    ----------
    Sokal and Michener (1958), A statistical method for evaluating systematic relationships.
    Miranda et al. (2018), Multilingual clustering of streaming news (the time factor).
    Campello et al. (2013), A framework for semi-supervised and unsupervised optimal extraction of
    clusters from hierarchies (the persistence of clusters).

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
    cut = checked_similarity(min_similarity)
    sigma = time_scale_us(time_scale)
    recipe = checked_smoothing(smooth)
    clusterer = checked_linkage(linkage, cut)
    refuse_both(vectorizer, fields, language)
    language_code(language)
    known = as_corrections(corrections)
    constraints = None if known is None else constraints_of(known, articles)
    if len(articles) == 0:
        msg = "there are no articles"
        raise ValueError(msg)
    cleaned = _cleaned(articles, clean, n_jobs, progress)
    kept = cleaned.articles if cleaned else articles
    if vectorizer is None:
        made, X = vectorize(kept, n_jobs, fields=fields, language=language)
        terms = made.spelt()
    else:
        made = clone(vectorizer)
        X = made.fit_transform(kept)
        terms = np.asarray(made.get_feature_names_out(), dtype=object)
    rows = csr_of(X, "cosine", n_jobs)
    dates = articles.date.astype("datetime64[us]").astype(np.int64)
    dated = sigma is not None and not np.isnat(articles.date).all()
    with Progress("grouping", progress) as shown:
        steps = Steps(rows, dates if dated else None, sigma, n_jobs, shown.update)
        if clusterer is not None:
            found = _clustered(steps, None if recipe == "auto" else recipe, clusterer)
        elif cut is None:
            found = calibrated(steps, recipe, linkage)
        else:
            found = cut_at(steps, None if recipe == "auto" else recipe, linkage, cut)
        labels, merges = found.labels, link_merges(found.labels, found.parts)
        if constraints is not None:
            labels = constrained(
                labels, found.vectors, merges, constraints, steps.timestamps, steps.sigma, n_jobs,
                shown.update,
            )  # fmt: skip
            merges = link_merges(meet(found.labels, labels), found.parts)
    return Stories(
        articles, labels,
        vectors=X, terms=terms, cleaned=cleaned, merges=merges, time_scale_us=sigma,
        grouping=found, vectorizer=made, corrections=known,
    )  # fmt: skip


def _cleaned(
    articles: Articles, clean: Any, n_jobs: int | None, progress: ProgressOption
) -> Cleaned | None:
    if isinstance(clean, bool | np.bool_):
        if not clean:
            return None
        # No rules: datelines name places, which articles of a story share.
        return clean_articles(articles, rules=None, n_jobs=n_jobs, progress=progress)
    if not (hasattr(clean, "fit") and hasattr(clean, "clean")):
        msg = f"clean must be a bool or a BoilerplateRemover, got {quote(clean)}"
        raise TypeError(msg)
    found: Cleaned = clone(clean).fit(articles).clean(articles)
    return found


def _clustered(steps: Steps, recipe: Any, clusterer: Any) -> Grouping:
    """Have a clusterer of the caller's group smoothed vectors."""
    rows = steps.smoothed(recipe)
    labels = np.asarray(clone(clusterer).fit_predict(rows))
    n = rows.shape[0]
    if labels.shape != (n,) or labels.dtype.kind not in "iu":
        msg = f"fit_predict of linkage must give {n} whole numbers, got {quote(labels)}"
        raise ValueError(msg)
    alone = labels < 0
    labels = np.where(alone, labels.max(initial=0) + 1 + np.arange(n), labels)
    return Grouping(first_appearance(labels), rows, np.full(n, np.nan), [])


def refuse_both(vectorizer: Any, fields: Any, language: Any) -> None:
    """Refuse a vectorizer beside what it takes the place of."""
    if vectorizer is not None and not (fields is None and language == "auto"):
        msg = "vectorizer takes the place of fields and language: pass either"
        raise ValueError(msg)


def checked_smoothing(smooth: Any) -> Any:
    """Give "auto", None, a Recipe or an estimator."""
    if smooth is None or hasattr(smooth, "fit_transform"):
        return smooth if smooth is None else clone(smooth)
    if isinstance(smooth, str) and smooth == "auto":
        return smooth
    if isinstance(smooth, tuple | list) and len(smooth) == 3:
        return checked_recipe(*smooth)
    msg = f'smooth must be "auto", (k, weight, passes), an estimator or None, got {quote(smooth)}'
    raise ValueError(msg) if isinstance(smooth, str | tuple | list) else TypeError(msg)


def checked_linkage(linkage: Any, cut: float | None) -> Any:
    """Give the clusterer, or None where `linkage` is a name."""
    if hasattr(linkage, "fit_predict"):
        if cut is not None:
            msg = "min_similarity is for a linkage by name: a clusterer has parameters of its own"
            raise ValueError(msg)
        return linkage
    if linkage not in ("average", "complete", "single"):
        msg = (
            f'linkage must be "average", "complete", "single" or a clusterer, got {quote(linkage)}'
        )
        raise ValueError(msg) if isinstance(linkage, str) else TypeError(msg)
    return None


def checked_similarity(value: Any) -> float | None:
    """Give the threshold, or None for "auto"."""
    if isinstance(value, str) and value == "auto":
        return None
    if isinstance(value, bool) or not isinstance(value, float | int | np.floating | np.integer):
        msg = f'min_similarity must be a number or "auto", got {quote(value)}'
        raise TypeError(msg)
    if not 0 < value <= 1:
        msg = f"min_similarity must be above 0 and at most 1, got {value}"
        raise ValueError(msg)
    return float(value)
