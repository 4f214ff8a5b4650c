"""Which words have the same stem? Snowball's algorithms, by the package PyStemmer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
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
            stems = stemmer.stemWords(words)
        except UnicodeEncodeError:  # of a lone surrogate: such a word stays
            return [_stem_or_word(stemmer, word) for word in words]
        # of some words, as the Greek εως, Snowball leaves nothing: they stay too
        return [stem or word for stem, word in zip(stems, words, strict=True)]


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
    X: Any,
    terms: Sequence[str],
    stemmer: str,
    languages: NDArray[np.object_] | None,
    spellings: dict[str, tuple[int, str]] | None = None,
) -> tuple[Any, list[str]]:
    """Add up the columns of terms whose stems are equal.

    Parameters
    ----------
    X : csr_array of shape (n_documents, n_terms)
        Values by unstemmed term. Its arrays are overwritten.
    terms : sequence of str
        Words, or n-grams of words joined by single spaces: each word is stemmed. No white space is
        part of a word.
    stemmer : str
        An algorithm, or ``"language"``.
    languages : ndarray of shape (n_documents,) or None
        ISO 639-1 codes or None; read for ``"language"``.
    spellings : dict or None, default=None
        Is filled with the term that most documents have of each stem, and how many have it.

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
    if stemmer != "language" or languages is None:
        stemmed = _stemmed(terms, stemmer_of(stemmer, None))
        stems, (columns,) = _ranked([stemmed])
        indices = columns[X.indices]
        if spellings is not None:
            _note(spellings, terms, stemmed, np.bincount(X.indices, minlength=len(terms)))
    else:
        codes, language_of_row = _codes(languages)
        language_of_entry = np.repeat(language_of_row, np.diff(X.indptr))
        places, by_language = [], []
        for number, code in enumerate(codes):
            entries = np.flatnonzero(language_of_entry == number)
            used, place_of_entry = np.unique(X.indices[entries], return_inverse=True)
            places.append((entries, place_of_entry))
            words = [terms[term] for term in used.tolist()]
            by_language.append(_stemmed(words, stemmer_of(stemmer, code)))
            if spellings is not None:
                _note(spellings, words, by_language[-1], np.bincount(place_of_entry))
        stems, all_columns = _ranked(by_language)
        indices = np.empty_like(X.indices)
        for (entries, place_of_entry), columns in zip(places, all_columns, strict=True):
            indices[entries] = columns[place_of_entry]
    merged = sparse.csr_array((X.data, indices, X.indptr), shape=(X.shape[0], len(stems)))
    merged.sum_duplicates()
    return merged, stems


def _note(
    spellings: dict[str, tuple[int, str]],
    terms: Sequence[str],
    stems: Sequence[str],
    frequencies: NDArray[np.int64],
) -> None:
    for term, stem, frequency in zip(terms, stems, frequencies.tolist(), strict=True):
        if frequency > spellings.get(stem, (0, ""))[0]:  # of equally frequent ones the first
            spellings[stem] = frequency, term


def _stemmed(terms: Sequence[str], stem: SnowballStemmer | None) -> list[str]:
    """Stem each word of each term."""
    if stem is None or not terms:
        return list(terms)
    # N-grams by the million: one text that is split once takes a third of the time of many.
    words = "\n".join(terms).replace("\n", " \n ").split(" ")
    distinct = list(dict.fromkeys(words))
    stem_of = dict(zip(distinct, stem(distinct), strict=True)) | {"\n": "\n"}
    return " ".join(map(stem_of.__getitem__, words)).replace(" \n ", "\n").split("\n")


def _ranked(lists: Sequence[Sequence[str]]) -> tuple[list[str], list[NDArray[np.int32]]]:
    """Give the distinct names of all lists in order, and the ranks of each list's names."""
    # In the order in which they came, which is nearly that of names: sorting sees to the rest.
    ordered = sorted(dict.fromkeys(chain.from_iterable(lists)))
    rank_of = dict(zip(ordered, range(len(ordered)), strict=True))
    ranks = [
        np.fromiter(map(rank_of.__getitem__, names), dtype=np.int32, count=len(names))
        for names in lists
    ]
    return ordered, ranks


def _codes(languages: NDArray[np.object_]) -> tuple[list[str | None], NDArray[np.int64]]:
    number_of: dict[str | None, int] = {}
    numbers = [number_of.setdefault(code, len(number_of)) for code in languages]
    return list(number_of), np.array(numbers, dtype=np.int64)


def _stem_or_word(stemmer: Any, word: str) -> str:
    try:
        return stemmer.stemWord(word) or word
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
        msg = "stemmer needs the package PyStemmer: pip install PyStemmer"
        raise ImportError(msg) from error
    return Stemmer  # type: ignore[no-any-return]
