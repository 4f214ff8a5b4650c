"""How are the articles of a stream counted, batch by batch, over stems whose numbers stay?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import repeat
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from . import _core
from ._fields import checked_fields, texts_of
from ._jobs import n_threads
from ._language_choice import language_code
from ._languages import languages
from ._recipe import FIELDS
from ._stemming import stemmer_of
from ._tfidf_vectorizer import TfidfVectorizer

if TYPE_CHECKING:
    from ._articles import Articles

__all__ = ["StemCounter"]


class StemCounter:
    """Counts stems as `_recipe.vectorize` does, of articles that come in batches.

    A stem keeps the number that it got when it first came. A word is stemmed once in the life of
    the stream. What is counted since the last `commit` can be undone.

    Parameters
    ----------
    fields : mapping of str to float or None, default=None
        Columns and what they count; None is the recipe's.
    language : str or None, default='auto'
        Whose stop words and stems: each article's own, one of all, or None for neither. An article
        whose language cannot be told takes the one that most before it had, of equally frequent
        ones the first in the alphabet, and English where none was told.
    n_jobs : int or None, default=None
        Threads.

    Attributes
    ----------
    languages : list of str or None
        Those that the articles counted last have taken; None where `language` is.

    Raises
    ------
    ValueError
        If there is no such field or language.

    Examples
    --------
    >>> import broadsheet as bs
    >>> counter = StemCounter()
    >>> indptr, indices, counts = counter.count(bs.read(["The bridge opened.", "Bridges burn."]))
    >>> counter.stems(), indices.tolist(), counts.tolist()
    (['bridg', 'burn', 'open'], [0, 2, 0, 1], [1.0, 1.0, 1.0, 1.0])
    """

    gives_counts = True

    def __init__(
        self,
        fields: Mapping[str, float] | None = None,
        language: str | None = "auto",
        n_jobs: int | None = None,
    ) -> None:
        self.languages: list[str | None] = []
        self._fields = checked_fields(FIELDS if fields is None else fields) or {}
        self._language = language_code(language)
        self.n_jobs = n_jobs
        self._told: Counter[str] = Counter()
        self._stems: list[str] = []
        self._number_of: dict[str, int] = {}
        self._number_of_word: dict[str | None, dict[str, int]] = {}
        self._begin()

    def _begin(self) -> None:
        self._analyzers: dict[str | None, Any] = {}
        self.commit()

    @property
    def n_terms(self) -> int:
        """Stems so far."""
        return len(self._stems)

    def stems(self) -> list[str]:
        """Give the stems by their numbers."""
        return list(self._stems)

    def count(
        self, articles: Articles
    ) -> tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.float64]]:
        """Count the stems of some articles.

        Parameters
        ----------
        articles : Articles

        Returns
        -------
        indptr : ndarray of int64, shape (n_articles + 1,)
        indices : ndarray of int32, shape (n_entries,)
            Numbers of stems, ascending in each row.
        counts : ndarray of float64, shape (n_entries,)
            Sums over fields of weight times count.
        """
        self.languages = found = self._languages_of(articles)
        texts = texts_of(articles, self._fields)
        n, width = len(articles), len(self._fields)
        parts, rows = [], []
        for code in dict.fromkeys(found):
            own = [row for row, other in enumerate(found) if other == code]
            some = [texts[row * width + i] for row in own for i in range(width)]
            parts.append(self._counted(some, code))
            rows += own
        if not parts:
            return np.zeros(1, np.int64), np.zeros(0, np.int32), np.zeros(0)
        X = parts[0] if len(parts) == 1 else self._together(parts)
        if len(parts) > 1:
            X = X[np.argsort(rows, kind="stable")]
        assert X.shape[0] == n
        return X.indptr.astype(np.int64), X.indices.astype(np.int32), X.data

    def commit(self) -> None:
        """Keep what has been counted."""
        self._n_kept = len(self._stems)
        self._told_kept = self._told.copy()
        self._new_words: list[tuple[str | None, str]] = []

    def rollback(self) -> None:
        """Undo what has been counted since the last `commit`."""
        for code, word in self._new_words:
            self._number_of_word[code].pop(word, None)
        for stem in self._stems[self._n_kept :]:
            self._number_of.pop(stem, None)
        del self._stems[self._n_kept :]
        self._told = self._told_kept.copy()
        self._new_words = []

    def __getstate__(self) -> dict[str, Any]:
        words = {
            code: (list(numbers), np.fromiter(numbers.values(), np.int32, len(numbers)))
            for code, numbers in self._number_of_word.items()
        }
        return {
            "fields": self._fields, "language": self._language, "n_jobs": self.n_jobs,
            "told": dict(self._told), "stems": self._stems, "words": words,
        }  # fmt: skip

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__init__(state["fields"], state["language"], state["n_jobs"])  # type: ignore[misc]
        stems = list(state["stems"])
        self._number_of = dict(zip(stems, range(len(stems)), strict=True))
        if len(self._number_of) < len(stems):
            msg = "the state is damaged: a stem comes twice"
            raise ValueError(msg)
        for code, (words, numbers) in state["words"].items():
            # -1 is a word that is nothing's; others are numbers of stems
            if len(words) != len(numbers) or not np.isin(numbers, np.arange(len(stems))).all():
                msg = f"the state is damaged: words of {code} have numbers that no stem has"
                raise ValueError(msg)
            self._number_of_word[code] = dict(zip(words, numbers.tolist(), strict=True))
        self._stems = stems
        self._told = Counter(state["told"])
        self.commit()

    def _languages_of(self, articles: Articles) -> list[str | None]:
        if self._language != "auto":
            return [self._language] * len(articles)
        found: list[str | None] = []
        most: str | None = None
        for code in languages(articles, n_jobs=self.n_jobs, progress=False).tolist():
            if code is None:
                most = most or min(self._told, key=self._rank, default="en")
                found.append(most)
            else:
                self._told[code] += 1
                most = None
                found.append(code)
        return found

    def _rank(self, code: str) -> tuple[int, str]:
        return -self._told[code], code

    def _analyzer(self, code: str | None) -> Any:
        if code not in self._analyzers:
            own = None if self._language is None else "language"
            vectorizer = TfidfVectorizer(stop_words=own, fields=self._fields)
            self._analyzers[code] = vectorizer._native_analyzer(code)
        return self._analyzers[code]

    def _counted(self, texts: Sequence[str], code: str | None) -> Any:
        """Count the stems of articles in one language."""
        learner = _core.Learner(n_fields=len(self._fields))
        threads = n_threads(self.n_jobs)
        learner.add(texts, self._analyzer(code), n_threads=threads, progress=None)
        n = learner.n_documents
        try:
            (indptr, indices, counts), learnt, *_ = learner.finish(
                dtype="float64", min_df=0.0, max_df=np.inf, max_features=None, binary=False,
                field_weights=list(self._fields.values()), n_threads=threads, progress=None,
            )  # fmt: skip
        except _core.EmptyVocabularyError:
            return sparse.csr_array((n, self.n_terms))
        numbers = self._numbers_of(learnt.terms(), code)
        shape = (n, self.n_terms)
        X = sparse.csr_array((counts, numbers[indices], indptr), shape=shape)
        X.sum_duplicates()  # which puts columns in order
        return X

    def _numbers_of(self, words: Sequence[str], code: str | None) -> NDArray[np.int32]:
        """Give the number of each word's stem; words and stems that are new get the next."""
        number_of_word = self._number_of_word.setdefault(code, {})
        numbers = list(map(number_of_word.get, words))
        if None in numbers:
            places = [place for place, number in enumerate(numbers) if number is None]
            new = [words[place] for place in places]
            stem = stemmer_of("language", code)
            stems = new if stem is None else stem(new)
            # What is noted first can be undone wherever Ctrl-C comes.
            self._new_words += zip(repeat(code), new)
            for place, word, its_stem in zip(places, new, stems, strict=True):
                number = self._number_of.get(its_stem)
                if number is None:
                    number = len(self._stems)
                    self._stems.append(its_stem)
                    self._number_of[its_stem] = number
                numbers[place] = number_of_word[word] = number
        return np.array(numbers, dtype=np.int32)

    def _together(self, parts: list[Any]) -> Any:
        for part in parts:
            part.resize(part.shape[0], self.n_terms)
        return sparse.vstack(parts, format="csr")
