"""Which language do articles count as, where all are told and where some cannot be?"""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ._display import quote
from ._language_profiles import stop_word_list
from ._languages import languages
from ._stemming import stemmer_of

__all__ = ["chosen_languages", "language_code"]

# The English names of Snowball's algorithms.
_CODES = {
    "arabic": "ar", "armenian": "hy", "basque": "eu", "catalan": "ca", "danish": "da",
    "dutch": "nl", "english": "en", "finnish": "fi", "french": "fr", "german": "de",
    "greek": "el", "hindi": "hi", "hungarian": "hu", "indonesian": "id", "irish": "ga",
    "italian": "it", "lithuanian": "lt", "nepali": "ne", "norwegian": "no", "portuguese": "pt",
    "romanian": "ro", "russian": "ru", "serbian": "sr", "spanish": "es", "swedish": "sv",
    "tamil": "ta", "turkish": "tr", "yiddish": "yi",
}  # fmt: skip


def language_code(language: Any) -> str | None:
    """Give the ISO 639-1 code of a language by its code or English name.

    Parameters
    ----------
    language : str or None
        Also ``"auto"``, which stays.

    Returns
    -------
    str or None

    Raises
    ------
    TypeError
        If it is no str.
    ValueError
        If there are neither stop words nor stems of it.

    Examples
    --------
    >>> language_code("English"), language_code("de")
    ('en', 'de')
    """
    if language is None or language == "auto":
        return None if language is None else "auto"
    if not isinstance(language, str):
        msg = f'language must be "auto", a language or None, got {quote(language)}'
        raise TypeError(msg)
    code = _CODES.get(language.lower(), language)
    if code != "en" and not stop_word_list(code) and stemmer_of("language", code) is None:
        msg = (
            f'language must be "auto", a name like "english", an ISO 639-1 code or None, '
            f"got {quote(language)}"
        )
        raise ValueError(msg)
    return code


def chosen_languages(articles: Any, language: str, n_jobs: int | None) -> NDArray[np.object_]:
    """Give the language of each article: the one that is given, or its own.

    One that cannot be told, as of a headline, is taken for the most frequent that can be, and for
    English where none can: to a text in another script that does nothing.

    Parameters
    ----------
    articles : Articles
        Titles and texts.
    language : str
        A code, or ``"auto"``.
    n_jobs : int or None
        Threads.

    Returns
    -------
    ndarray of object, shape (n_articles,)
        ISO 639-1 codes.
    """
    if language != "auto":
        return np.full(len(articles), language, dtype=object)
    found = languages(articles, n_jobs=n_jobs, progress=False)
    known = Counter(code for code in found if code is not None)
    # Of equally frequent ones the first in the alphabet: not by who came first.
    most = min(known, key=lambda code: (-known[code], code)) if known else "en"
    return np.array([most if code is None else code for code in found], dtype=object)
