"""What does an outlet repeat from article to article? Learned once, taken out of any articles."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.utils.validation import check_is_fitted

from . import _core
from ._articles import Articles, as_articles
from ._checks import at_least_one
from ._cleaned import Cleaned, take_out
from ._cleaning_tally import CleaningTally
from ._jobs import n_threads
from ._progress import Progress

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Self

    from numpy.typing import NDArray

    from ._progress import ProgressOption

__all__ = ["BoilerplateRemover"]

_MAX_AGAINST = 0.2  # see text/learned.hpp
_MIN_STARTS = 0.2


class BoilerplateRemover(
    TransformerMixin,  # type: ignore[misc]  # scikit-learn publishes no types
    BaseEstimator,  # type: ignore[misc]
):
    r"""Learn what each outlet repeats from article to article, and take it out.

    Boilerplate are newsletter prompts, copyright lines, captions of the site: phrases that stand in
    several articles of one source, as a whole sentence or line, or as a part of a line into which
    a scraper has joined a page. What is compared are words: letter case, white space, punctuation
    and the first number or date of a phrase make no difference ("Copyright © 2019" is "copyright
    2020"). Articles that are copies of each other count as one: a reprint is no boilerplate. Titles
    are never touched.

    Parameters
    ----------
    by : {"source", None}, default="source"
        Whose articles are compared: those of one source, or all.
    rules : {"auto", None}, default="auto"
        "auto" takes out as well what need not recur to be known: a dateline with what stands before
        it (caption, by-line), credits of pictures in brackets, copyright lines, separators, and
        prompts from a short list ("Read more", "Anzeige"); see docs/cleaning.md.
    min_articles : int, default=3
        The articles of a source that a phrase must stand in; at least 2.
    min_share : float, default=0.005
        The share of the source's articles that it must stand in, from 0 to 1.
    min_sources : int, default=4
        What is boilerplate in so many sources by themselves is in all, also in those that were not
        learned from or have no name; quotations aside. At least 2.
    max_segments : int, default=5_000_000
        Different phrases that are counted at the most; each takes about 50 bytes, and a million
        words of news have about 200,000. Once there are more, the rarest are dropped: what recurs
        is still found, but a phrase that is rare in each of many parts may be missed.
    n_jobs : int or None, default=None
        Threads; None is every core that the process may use. No result depends on it.
    progress : bool, callable or None, default=None
        None shows a bar when standard error is a terminal and it takes a while.

    Attributes
    ----------
    sources_ : tuple of str
        The sources that were learned from, sorted.
    n_segments_ : int
        Different phrases counted.
    n_dropped_ : int
        Phrases dropped because of `max_segments`; 0 means that the counts are exact.
    n_learned_ : int
        Phrases that are boilerplate in a source, or in all.

    See Also
    --------
    clean : Both steps at once, with a report.

    Notes
    -----
    What is kept are hashes and counts, no text. Learning from parts, by `partial_fit` or `merge`,
    in any order, gives what `fit` gives on all, unless phrases were dropped.

    Time is linear in the length of the texts, but for the sorting of hashes.

    Examples
    --------
    >>> import broadsheet as bs
    >>> articles = bs.read([{"text": f"{name} won. Read our newsletter!", "source": "Lantern"}
    ...                     for name in ("Ann", "Ben", "Cem")])
    >>> remover = bs.BoilerplateRemover().fit(articles)
    >>> new = bs.read([{"text": "Dee lost.\nREAD OUR NEWSLETTER!", "source": "Lantern"}])
    >>> remover.transform(new).text
    ('Dee lost.',)
    """

    def __init__(
        self,
        *,
        by: str | None = "source",
        rules: str | None = "auto",
        min_articles: int = 3,
        min_share: float = 0.005,
        min_sources: int = 4,
        max_segments: int = 5_000_000,
        n_jobs: int | None = None,
        progress: ProgressOption = None,
    ) -> None:
        self.by = by
        self.rules = rules
        self.min_articles = min_articles
        self.min_share = min_share
        self.min_sources = min_sources
        self.max_segments = max_segments
        self.n_jobs = n_jobs
        self.progress = progress

    def fit(self, articles: Any, y: None = None) -> Self:
        """Learn what the sources of the articles repeat.

        Parameters
        ----------
        articles : Articles, or anything that `read` takes
        y : None
            Ignored, for pipelines.

        Returns
        -------
        BoilerplateRemover
            Itself.
        """
        self._check()
        counted = self._count(as_articles(articles))
        return self._learn(*counted)

    def partial_fit(self, articles: Any, y: None = None) -> Self:
        """Learn from more articles, as if they had been there before.

        Parameters
        ----------
        articles : Articles, or anything that `read` takes
        y : None
            Ignored.

        Returns
        -------
        BoilerplateRemover
            Itself.
        """
        self._check()
        if hasattr(self, "_recurrences"):
            self._require_same_by()
        counted = self._count(as_articles(articles))
        if hasattr(self, "_recurrences"):
            counted = self._merged(self.sources_, self._recurrences, *counted)
        return self._learn(*counted)

    def _fit_batches(self, batches: Iterable[Articles]) -> Self:
        """Learn from batches as `fit` from all of them; what was learned before is forgotten."""
        self._check()
        sources: tuple[str, ...] = ()
        recurrences = None
        for batch in batches:
            counted = self._count(batch)
            if recurrences is not None:
                counted = self._merged(sources, recurrences, *counted)
            sources, recurrences = counted
        if recurrences is None:
            return self.fit([])
        return self._learn(sources, recurrences)

    def merge(self, other: Any) -> Self:
        """Learn what another remover has learned, as if its articles had been there before.

        Parameters
        ----------
        other : BoilerplateRemover
            Fitted, with the same `by`. It is not changed.

        Returns
        -------
        BoilerplateRemover
            Itself.

        Raises
        ------
        TypeError
            If `other` is no remover.
        ValueError
            If it was fitted with another `by`.
        sklearn.exceptions.NotFittedError
            If one of the two is not fitted.
        """
        if not isinstance(other, BoilerplateRemover):
            msg = f"other must be a BoilerplateRemover, got {type(other).__name__}"
            raise TypeError(msg)
        self._check()
        check_is_fitted(self, "_recurrences")
        check_is_fitted(other, "_recurrences")
        self._require_same_by()
        if self._by != other._by:
            msg = (
                f"one remover has by={self._by!r}, the other by={other._by!r}: "
                "they cannot be merged"
            )
            raise ValueError(msg)
        return self._learn(
            *self._merged(self.sources_, self._recurrences, other.sources_, other._recurrences)
        )

    def transform(self, articles: Any) -> Articles:
        """Take boilerplate out of articles, old or new.

        Parameters
        ----------
        articles : Articles, or anything that `read` takes

        Returns
        -------
        Articles
            With the rest of each text; ids, titles, dates and sources as they were.

        Raises
        ------
        sklearn.exceptions.NotFittedError
            Before `fit`.
        """
        return self.clean(articles).articles

    def clean(self, articles: Any) -> Cleaned:
        """Take boilerplate out of articles, and tell what went and where.

        Parameters
        ----------
        articles : Articles, or anything that `read` takes

        Returns
        -------
        Cleaned
            `articles`, `report` and `kept`, the offsets of what is left in the original texts.

        Raises
        ------
        sklearn.exceptions.NotFittedError
            Before `fit`.
        """
        tally = CleaningTally()
        rest, kept = self._take_out(as_articles(articles), tally)
        return Cleaned(rest, tally.report(), kept)

    def _take_out(
        self, articles: Articles, tally: CleaningTally
    ) -> tuple[Articles, tuple[NDArray[np.int64], ...]]:
        """Give what is left and where it stood, and count what goes."""
        self._check()
        check_is_fitted(self, "_recurrences")
        self._require_same_by()
        names, numbers = self._numbers(articles, list(self.sources_))
        with Progress("cleaning", self.progress) as p:
            found = _core.take_out(
                articles.text, numbers, self._learned, self.rules is not None,
                n_threads=n_threads(self.n_jobs), progress=p.update,
            )  # fmt: skip
        return take_out(articles, names, numbers, found, tally)

    def _require_same_by(self) -> None:
        if self.by != self._by:
            msg = f"by was {self._by!r} when it was fitted and is {self.by!r}: fit again"
            raise ValueError(msg)

    def _check(self) -> None:
        if self.by not in ("source", None):
            msg = f'by must be "source" or None, got {self.by!r}'
            raise ValueError(msg)
        if self.rules not in ("auto", None):
            msg = f'rules must be "auto" or None, got {self.rules!r}'
            raise ValueError(msg)
        for name in ("min_articles", "min_sources"):
            if at_least_one(getattr(self, name), name) < 2:
                msg = f"{name} must be at least 2, got 1"
                raise ValueError(msg)
        at_least_one(self.max_segments, "max_segments")
        if not 0 <= self.min_share <= 1:
            msg = f"min_share must be from 0 to 1, got {self.min_share!r}"
            raise ValueError(msg)

    def _numbers(self, articles: Articles, names: list[str]) -> tuple[list[str], NDArray[np.int32]]:
        """Give each article's source its number in `names`, others later ones; -1 for none."""
        if self.by is None:
            return [""], np.zeros(len(articles), np.int32)
        number_of = {name: number for number, name in enumerate(names)}
        numbers = [
            -1 if source is None else number_of.setdefault(source, len(number_of))
            for source in articles.source
        ]
        return list(number_of), np.array(numbers, np.int32)

    def _count(self, articles: Articles) -> tuple[tuple[str, ...], _core.Recurrences]:
        known = sorted({source for source in articles.source if source is not None})
        names, numbers = self._numbers(articles, known)
        with Progress("learning", self.progress) as p:
            counted = _core.count_recurrences(
                articles.text, numbers, len(names), self.max_segments,
                n_threads=n_threads(self.n_jobs), progress=p.update,
            )  # fmt: skip
        return tuple(names), counted

    def _merged(
        self,
        sources: tuple[str, ...],
        recurrences: _core.Recurrences,
        other_sources: tuple[str, ...],
        others: _core.Recurrences,
    ) -> tuple[tuple[str, ...], _core.Recurrences]:
        names = sorted({*sources, *other_sources})
        with Progress("merging", self.progress) as p:
            merged = _core.merge_recurrences(
                recurrences, _places(sources, names), others, _places(other_sources, names),
                len(names), self.max_segments, progress=p.update,
            )  # fmt: skip
        return tuple(names), merged

    def _learn(self, sources: tuple[str, ...], recurrences: _core.Recurrences) -> Self:
        with Progress("learning", self.progress) as p:
            learned = _core.learn(
                recurrences, self.min_articles, float(self.min_share), _MAX_AGAINST, _MIN_STARTS,
                self.min_sources, n_threads=n_threads(self.n_jobs), progress=p.update,
            )  # fmt: skip
        self._by = self.by
        self._recurrences = recurrences
        self._learned = learned
        self.sources_ = sources
        self.n_segments_ = recurrences.n_phrases
        self.n_dropped_ = recurrences.n_dropped
        self.n_learned_ = len(learned[0])
        return self

    def __getstate__(self) -> dict[str, Any]:
        state = dict(super().__getstate__())
        if "_recurrences" in state:
            state["_recurrences"] = state["_recurrences"].state()
        return state

    def __setstate__(self, state: dict[str, Any]) -> None:
        if "_recurrences" in state:
            arrays = state["_recurrences"]
            state = state | {"_recurrences": _core.Recurrences.from_state(*arrays)}
        super().__setstate__(state)

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.two_d_array = False
        tags.input_tags.string = True
        return tags


def _places(names: Sequence[str], all_names: list[str]) -> NDArray[np.int32]:
    place_of = {name: place for place, name in enumerate(all_names)}
    return np.array([place_of[name] for name in names], np.int32)
