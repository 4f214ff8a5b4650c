"""Which words have the same stem? Snowball's algorithms, by the package PyStemmer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from types import ModuleType
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

__all__ = ["SnowballStemmer", "check_stemmer", "merge_stems", "stemmer_of"]


@dataclass(frozen=True)
class SnowballStemmer:
    """Stems the words of one language.

    Parameters
    ----------
    algorithm : str
        A name or code that PyStemmer knows.

    Examples
    --------
    >>> SnowballStemmer("english")(["bridges", "opened"])
    ['bridg', 'open']
    """

    algorithm: str

    def __call__(self, words: Sequence[str]) -> list[str]:
        # Made anew for each call: an object of PyStemmer's is not for several threads.
        stemmer = _package().Stemmer(self.algorithm)
        stemmer.maxCacheSize = 0  # looking a word up takes longer than stemming it
        try:
            return stemmer.stemWords(words)  # type: ignore[no-any-return]
        except UnicodeEncodeError:  # of a lone surrogate: such a word stays
            return [_stem_or_word(stemmer, word) for word in words]


def check_stemmer(stemmer: str | None) -> None:
    """Refuse a parameter `stemmer` that names no algorithm.

    Raises
    ------
    ValueError
        If there is no such algorithm; the message lists them.
    ImportError
        If PyStemmer is not installed.
    """
    if stemmer is None:
        return
    package = _package()
    if stemmer != "language" and not _has(package, stemmer):
        names = ", ".join(package.algorithms())
        msg = f"stemmer must be None, 'language' or one of {names}; got {stemmer!r}"
        raise ValueError(msg)


def stemmer_of(stemmer: str | None, language: str | None) -> SnowballStemmer | None:
    """Give what stems an article in a language, by the parameter `stemmer`.

    Parameters
    ----------
    stemmer : str or None
        An algorithm, or ``"language"``.
    language : str or None
        ISO 639-1 code; read for ``"language"`` only.

    Returns
    -------
    SnowballStemmer or None
        None leaves words as they are: also where Snowball has no algorithm for the language, or
        that is unknown.
    """
    if stemmer is None or (stemmer == "language" and language is None):
        return None
    algorithm = language if stemmer == "language" else stemmer
    if algorithm is None or not _has(_package(), algorithm):
        return None
    return SnowballStemmer(algorithm)


def merge_stems(
    X: Any, terms: Sequence[str], stemmer: str, languages: NDArray[np.object_] | None
) -> tuple[Any, list[str]]:
    """Add up the columns of terms whose stems are equal.

    Parameters
    ----------
    X : csr_array of shape (n_documents, n_terms)
        Values by unstemmed term. Its arrays are overwritten.
    terms : sequence of str
        Words, or n-grams of words joined by single spaces: each word is stemmed.
    stemmer : str
        An algorithm, or ``"language"``.
    languages : ndarray of shape (n_documents,) or None
        ISO 639-1 codes or None; read for ``"language"``.

    Returns
    -------
    merged : csr_array of shape (n_documents, n_stems)
        Columns of each row ascending and distinct.
    stems : list of str
        In the order of `str`.

    Notes
    -----
    Each distinct term of a language is stemmed once.
    """
    stems: dict[str, int] = {}
    if stemmer != "language" or languages is None:
        columns = _numbered(_stemmed(terms, stemmer_of(stemmer, None)), stems)
        indices = columns[X.indices]
    else:
        indices = np.empty_like(X.indices)
        codes, language_of_row = _codes(languages)
        language_of_entry = np.repeat(language_of_row, np.diff(X.indptr))
        for number, code in enumerate(codes):
            entries = np.flatnonzero(language_of_entry == number)
            used, places = np.unique(X.indices[entries], return_inverse=True)
            words = _stemmed([terms[term] for term in used.tolist()], stemmer_of(stemmer, code))
            indices[entries] = _numbered(words, stems)[places]
    ordered = sorted(stems)
    rank = np.empty(len(ordered), dtype=X.indices.dtype)
    rank[[stems[stem] for stem in ordered]] = np.arange(len(ordered))
    merged = sparse.csr_array((X.data, rank[indices], X.indptr), shape=(X.shape[0], len(ordered)))
    merged.sum_duplicates()
    return merged, ordered


def _stemmed(terms: Sequence[str], stem: SnowballStemmer | None) -> list[str]:
    """Stem each word of each term."""
    if stem is None:
        return list(terms)
    split = [term.split(" ") for term in terms]
    words = list(dict.fromkeys(word for term in split for word in term))
    stem_of = dict(zip(words, stem(words), strict=True))
    return [" ".join([stem_of[word] for word in term]) for term in split]


def _numbered(names: Sequence[str], number_of: dict[str, int]) -> NDArray[np.int32]:
    numbers = [number_of.setdefault(name, len(number_of)) for name in names]
    return np.array(numbers, dtype=np.int32)


def _codes(languages: NDArray[np.object_]) -> tuple[list[str | None], NDArray[np.int64]]:
    number_of: dict[str | None, int] = {}
    numbers = [number_of.setdefault(code, len(number_of)) for code in languages]
    return list(number_of), np.array(numbers, dtype=np.int64)


def _stem_or_word(stemmer: Any, word: str) -> str:
    try:
        return stemmer.stemWord(word)  # type: ignore[no-any-return]
    except UnicodeEncodeError:
        return word


def _has(package: ModuleType, algorithm: str) -> bool:
    try:
        package.Stemmer(algorithm)
    except (KeyError, ValueError):
        return False
    return True


def _package() -> ModuleType:
    try:
        import Stemmer
    except ImportError as error:
        msg = "stemmer needs the package PyStemmer: pip install 'broadsheet[stemming]'"
        raise ImportError(msg) from error
    return Stemmer  # type: ignore[no-any-return]
