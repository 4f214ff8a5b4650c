"""By which words are languages known? The stop-word lists of the package stopwordsiso."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from . import _core
from ._scripts import SCRIPTS, script_of

__all__ = ["LanguageProfiles", "language_profiles", "stop_word_list"]

_WORD = re.compile(r"[^\W\d_]+")  # some lists have digits in them


@dataclass(frozen=True, eq=False)
class LanguageProfiles:
    """The words of all lists, and which language has which.

    Attributes
    ----------
    languages : ndarray of object, shape (n_languages,)
        ISO 639-1 codes, sorted.
    scripts : ndarray of int64, shape (n_languages,)
        What each is written in, as a position in `SCRIPTS`.
    vocabulary : _core.Vocabulary
        The distinct words, folded.
    analyzer : _core.Analyzer
        Finds them.
    members : sparse array of float64, shape (n_words, n_languages)
        1 where a language's list has a word.
    weights : sparse array of float64, shape (n_words, n_languages)
        There log((n_languages + 1) / number of lists that have the word).
    """

    languages: NDArray[np.object_]
    scripts: NDArray[np.int64]
    vocabulary: Any
    analyzer: Any
    members: Any
    weights: Any


@lru_cache(maxsize=1)
def language_profiles() -> LanguageProfiles:
    """Read the lists; once a process."""
    import stopwordsiso

    languages = sorted(stopwordsiso.langs())
    holders: dict[str, list[int]] = {}
    for number, language in enumerate(languages):
        for word in sorted({w for words in stopwordsiso.stopwords(language)
                            for w in _WORD.findall(words.lower())}):  # fmt: skip
            # Some lists have the alphabet in them.
            if len(word) > 1 or script_of([word]) != SCRIPTS.index("LATIN"):
                holders.setdefault(word, []).append(number)
    words = sorted(holders)
    n_holders = np.array([len(holders[word]) for word in words])
    columns = np.array([number for word in words for number in holders[word]])
    indptr = np.cumsum([0, *n_holders])
    shape = (len(words), len(languages))
    weights = np.repeat(np.log((len(languages) + 1) / n_holders), n_holders)
    return LanguageProfiles(
        languages=np.array(languages, dtype=object),
        scripts=np.array([script_of(sorted(stopwordsiso.stopwords(code))) for code in languages]),
        vocabulary=_core.Vocabulary(words),
        analyzer=_core.Analyzer(
            unit="word", least=1, most=1, lowercase=True, strip_accents=None, min_length=1,
            stop_words=[],
        ),
        members=sparse.csr_array((np.ones(len(columns)), columns, indptr), shape=shape),
        weights=sparse.csr_array((weights, columns, indptr), shape=shape),
    )  # fmt: skip


def stop_word_list(language: str | None) -> frozenset[str]:
    """Give the stop words of a language: English ones are scikit-learn's.

    Parameters
    ----------
    language : str or None
        ISO 639-1 code. None, and a language without a list, have no stop words.

    Returns
    -------
    frozenset of str
        As the list has them; they may hold capitals, spaces and apostrophes.

    Examples
    --------
    >>> "nicht" in stop_word_list("de"), len(stop_word_list(None))
    (True, 0)
    """
    if language is None:
        return frozenset()
    if language == "en":
        from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS

        return ENGLISH_STOP_WORDS  # type: ignore[no-any-return]
    import stopwordsiso

    return frozenset(stopwordsiso.stopwords(language))
