"""Which articles are in another language than the rest?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from .._language_profiles import language_profiles
from .._languages import languages
from .._scripts import SCRIPTS, count_scripts

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from .._progress import ProgressOption

__all__ = ["other_languages"]

_SAMPLE = 10_000  # characters of an article whose script is asked for
_BATCH = 256  # articles
_LEAST_LETTERS = 20  # fewer tell nothing of a script
_LEAST_SHARE = 0.9  # of the letters: headlines of any language name brands in Latin letters
_LEAST_COMMON = 0.1  # the share of articles from which on a language is the collection's
_OTHER = SCRIPTS.index("OTHER")


def other_languages(
    texts: Sequence[str], *, n_jobs: int | None = None, progress: ProgressOption = None
) -> list[tuple[int, str]]:
    """Find the articles that are in another language than the rest.

    Parameters
    ----------
    texts : sequence of str
    n_jobs, progress
        As for `broadsheet.languages`, which tells the languages.

    Returns
    -------
    list of (int, str)
        Rows, ascending, and what is said of each.

    Notes
    -----
    A language is the collection's if at least a tenth of the articles whose language is known have
    it; an article in another known language is found. Where the language is unknown, as of most
    headlines, scripts are compared in the same way: an article's is that of at least nine tenths of
    its letters, of which it needs 20. In a mixture, where the collection's languages (or scripts)
    are not those of more than half of the articles, none is another.

    Examples
    --------
    >>> english = "The bridge that the council had closed was opened again on Monday."
    >>> german = "Die Brücke, die der Rat gesperrt hatte, ist am Montag wieder geöffnet worden."
    >>> other_languages([english] * 11 + [german, "Bridge!"])
    [(11, 'its language is de; most articles are en')]
    """
    told = languages(texts, n_jobs=n_jobs, progress=progress)
    profiles = language_profiles()
    script_of = dict(zip(profiles.languages.tolist(), profiles.scripts.tolist(), strict=True))
    scripts = np.array([script_of.get(code, 0) for code in told], dtype=np.int64)
    unknown = np.flatnonzero(scripts == 0)
    scripts[unknown] = _main_scripts([texts[row] for row in unknown.tolist()])
    names = [_script_name(number) for number in scripts.tolist()]
    common_languages = _common(told.tolist())
    common_scripts = _common(names)
    found = []
    for row, (language, name) in enumerate(zip(told.tolist(), names, strict=True)):
        if language is not None:
            if common_languages and language not in common_languages:
                most = " or ".join(common_languages)
                found.append((row, f"its language is {language}; most articles are {most}"))
        elif name is not None and common_scripts and name not in common_scripts:
            most = " or ".join(common_scripts)
            found.append((row, f"its letters are {name}; those of most articles are {most}"))
    return found


def _main_scripts(texts: Sequence[str]) -> NDArray[np.int64]:
    """Give the script of nine tenths of each text's letters, as in `SCRIPTS`; else 0."""
    letters = np.zeros((len(texts), len(SCRIPTS)), dtype=np.int64)
    for first in range(0, len(texts), _BATCH):
        batch = [text[:_SAMPLE] for text in texts[first : first + _BATCH]]
        letters[first : first + _BATCH], _ = count_scripts(batch)
    n_letters = letters.sum(axis=1)
    enough = (n_letters >= _LEAST_LETTERS) & (letters.max(axis=1) >= _LEAST_SHARE * n_letters)
    return np.where(enough, letters.argmax(axis=1), 0)


def _script_name(number: int) -> str | None:
    if number == 0:
        return None
    return "in an unlisted script" if number == _OTHER else SCRIPTS[number].capitalize()


def _common(names: Sequence[str | None]) -> list[str]:
    """Give the names that a tenth or more have, the most frequent first; none of a mixture.

    Examples
    --------
    >>> _common(["de", "en", "en", None]), _common([f"language {i}" for i in range(11)])
    (['en', 'de'], [])
    """
    counts = Counter(name for name in names if name is not None)
    common = [name for name, n in counts.most_common() if n >= _LEAST_COMMON * counts.total()]
    together = sum(counts[name] for name in common)
    return common if 2 * together > counts.total() else []
