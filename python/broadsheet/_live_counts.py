"""How are the words of articles counted that come one after the other, by ids that stay?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy import sparse

from ._count_vectorizer import CountVectorizer
from ._language_choice import language_code
from ._languages import languages
from ._recipe import FIELD_WEIGHTS
from ._stem_counts import stem_counts

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ._articles import Articles

__all__ = ["StemCounter"]

Counts = tuple["NDArray[np.int64]", "NDArray[np.int32]", "NDArray[np.float64]"]


class StemCounter:
    """Counts the stems of articles as `vectorize` does, by ids in the order in which they came up.

    What an article counts does not depend on those that are counted with it, nor on later ones. One
    whose language cannot be told counts as of the most frequent of those before it.

    Parameters
    ----------
    fields : mapping of str to float or None
        What counts how much; None is title, three times, and text.
    language : str or None
        As of `stories`.
    n_jobs : int or None
        Threads.

    Examples
    --------
    >>> import broadsheet as bs
    >>> counter = StemCounter(None, "en", 1)
    >>> indptr, ids, counts = counter.count(bs.read(["A bridge, bridges.", "The tower bridge."]))
    >>> ids, counts
    (array([0, 0, 1], dtype=int32), array([2., 1., 1.]))
    >>> counter.stems
    ['bridg', 'tower']
    """

    def __init__(
        self, fields: Mapping[str, float] | None, language: str | None, n_jobs: int | None
    ) -> None:
        self._language = language_code(language)
        own = None if self._language is None else "language"
        self._vectorizer = _InGivenLanguages(
            stop_words=own, stemmer=own, fields=FIELD_WEIGHTS if fields is None else fields,
            n_jobs=n_jobs, dtype=np.float64,
        )  # fmt: skip
        self._vectorizer._validate_params()
        self._id_of: dict[str, int] = {}
        self._known: Counter[str] = Counter()  # languages of articles that tell theirs
        self.commit()

    @property
    def languages(self) -> NDArray[np.object_] | None:
        """Of the articles that were counted last; None where these have no say."""
        return self._vectorizer.told

    @property
    def stems(self) -> list[str]:
        """By id."""
        return list(self._id_of)

    def count(self, articles: Articles) -> Counts:
        """Count articles.

        Parameters
        ----------
        articles : Articles

        Returns
        -------
        indptr : ndarray of int64, shape (n_articles + 1,)
        ids : ndarray of int32, shape (n_entries,)
            Of stems; ascending within an article.
        counts : ndarray of float64, shape (n_entries,)
            Sums over fields and words of weight times count; above 0.
        """
        vectorizer = self._vectorizer
        vectorizer.told = self._languages_of(articles)
        learner, order = vectorizer._counted(vectorizer._documents(articles))
        X, stems = stem_counts(learner, order, vectorizer, "float64")
        id_of = self._id_of
        ids = np.array([id_of.setdefault(stem, len(id_of)) for stem in stems], dtype=np.int32)
        rows = sparse.csr_array(
            (X.data, ids[X.indices] if len(ids) else X.indices, X.indptr),
            shape=(len(articles), max(len(id_of), 1)),
        )
        rows.sort_indices()
        return rows.indptr.astype(np.int64), rows.indices.astype(np.int32), rows.data

    def commit(self) -> None:
        """Keep what was counted so far."""
        self._n_kept, self._known_kept = len(self._id_of), self._known.copy()

    def rollback(self) -> None:
        """Forget what was counted since `commit`."""
        while len(self._id_of) > self._n_kept:
            self._id_of.popitem()
        self._known = self._known_kept.copy()

    def _languages_of(self, articles: Articles) -> NDArray[np.object_] | None:
        if self._language is None:
            return None
        if self._language != "auto":
            return np.full(len(articles), self._language, dtype=object)
        found = languages(articles, n_jobs=self._vectorizer.n_jobs, progress=False)
        told = np.empty(len(articles), dtype=object)
        for row, code in enumerate(found):
            if code is not None:
                self._known[code] += 1
            told[row] = code or self._most_frequent()
        return told

    def _most_frequent(self) -> str:
        # Of equally frequent ones the first in the alphabet, as `chosen_languages` has it.
        return min(self._known, key=lambda code: (-self._known[code], code), default="en")


class _InGivenLanguages(CountVectorizer):
    """By the stop words and stems of the languages that are told."""

    told: NDArray[np.object_] | None = None

    def _languages_of(self, articles: Any) -> Any:
        return self.told
