"""How is each article of a mixed collection tokenized with the words of its own language?"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from . import _core
from ._analysis import Analyzer
from ._language_profiles import stop_word_list
from ._languages import languages

__all__ = ["Documents", "OwnLanguageAnalyzer", "RowOrder", "stop_tokens"]


class Documents(NamedTuple):
    """What a vectorizer counts.

    Attributes
    ----------
    texts : iterable
        Documents as they came, or the fields of each article in turn.
    languages : ndarray of shape (n_documents,) or None
        ISO 639-1 codes or None, of articles whose language matters; None where it does not, or is
        told from the texts as they come.
    """

    texts: Any
    languages: NDArray[np.object_] | None


@dataclass(frozen=True)
class OwnLanguageAnalyzer:
    """From a document to its tokens, by the analyzer of its language."""

    decode: Callable[[Any], Any]
    analyzer_of: Callable[[str | None], Analyzer]
    _made: dict[str | None, Analyzer] = field(default_factory=dict, compare=False, repr=False)

    def __call__(self, document: Any) -> Any:
        text = self.decode(document)
        return self.of_language(languages([text], n_jobs=1, progress=False)[0])(text)

    def of_language(self, language: str | None) -> Analyzer:
        """Give the analyzer of decoded texts of a language; made once."""
        if language not in self._made:
            self._made[language] = self.analyzer_of(language)
        return self._made[language]


def stop_tokens(
    language: str | None, preprocess: Callable[[str], str], tokenize: Callable[[str], Sequence[str]]
) -> frozenset[str]:
    """Give the stop words of a language as its articles have them: folded, and split into tokens.

    Entries of several words are left out.

    Examples
    --------
    >>> sorted(stop_tokens("fr", str.lower, str.split))[:3]
    ['a', 'abord', 'absolument']
    """
    # Without entries of several words, as Vietnamese has: their parts are no stop words.
    words = sorted(word for word in stop_word_list(language) if len(word.split()) == 1)
    return frozenset(token for word in words for token in tokenize(preprocess(word)))


class RowOrder:
    """Takes batches apart by language, and remembers where each article stood.

    Parameters
    ----------
    n_fields : int
        Texts of an article, one behind the other.
    told : ndarray of object or None
        Languages of all articles, where they are known.
    """

    def __init__(self, n_fields: int, told: NDArray[np.object_] | None) -> None:
        self._n_fields = n_fields
        self._told = told
        self._rows: list[NDArray[np.int64]] = []
        self._languages: list[NDArray[np.object_]] = []
        self._n_seen = 0

    def groups(self, batch: Sequence[Any], decode: Callable[[Any], Any], n_jobs: int | None
               ) -> Iterator[tuple[str | None, Sequence[Any]]]:  # fmt: skip
        """Give each language of a batch with its texts, in the order of their first articles."""
        n, first = len(batch) // self._n_fields, self._n_seen
        self._n_seen += n
        if n == 0:
            yield None, batch
        if self._told is None:
            try:
                texts = [decode(text) for text in batch]
            except UnicodeDecodeError as error:
                raise _core.MalformedUtf8Error from error  # `by_batch` names the row
            found = languages(texts, n_jobs=n_jobs, progress=False)
        else:
            found = self._told[first : first + n]
        for code in dict.fromkeys(found):
            rows = np.flatnonzero(np.array([other == code for other in found], dtype=bool))
            self._rows.append(rows + first)
            self._languages.append(found[rows])
            if len(rows) == n:
                yield code, batch
                continue
            yield code, [batch[row * self._n_fields + i] for row in rows.tolist()
                         for i in range(self._n_fields)]  # fmt: skip

    def languages(self) -> NDArray[np.object_]:
        """Give the languages, in the order in which articles were counted."""
        return np.concatenate([np.empty(0, dtype=object), *self._languages])

    def restore(self, X: Any) -> Any:
        """Put rows, which are in the order of counting, where their articles stood."""
        rows = np.concatenate([np.empty(0, dtype=np.int64), *self._rows])
        return X if (np.diff(rows) > 0).all() else X[np.argsort(rows, kind="stable")]

    def restore_arrays(self, arrays: tuple[Any, Any, Any]) -> tuple[Any, Any, Any]:
        """Do the same with the core's arrays."""
        indptr, indices, data = arrays
        width = int(indices.max(initial=-1)) + 1
        X = sparse.csr_array((data, indices, indptr), shape=(len(indptr) - 1, width))
        X = self.restore(X)
        return X.indptr.astype(np.int64), X.indices.astype(np.int32), X.data
