"""Which scripts are texts written in?"""

from __future__ import annotations

import sys
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

__all__ = ["SCRIPTS", "count_scripts", "script_of"]

# By the first word of their letters' names; 0 is no letter, and a letter of any other script is
# in the last.
SCRIPTS = (
    "", "LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "HEBREW", "ARABIC", "DEVANAGARI", "BENGALI",
    "GUJARATI", "THAI", "HANGUL", "KANA", "HAN", "OTHER",
)  # fmt: skip
_SAME = {"HIRAGANA": "KANA", "KATAKANA": "KANA", "CJK": "HAN", "IDEOGRAPHIC": "HAN"}
_LONG = 256  # characters of a text
_WIDTHS = ("FULLWIDTH", "HALFWIDTH")


def count_scripts(texts: Sequence[str]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Count the letters of each script, and the runs of letters, in each text.

    Parameters
    ----------
    texts : sequence of str

    Returns
    -------
    letters : ndarray of int64, shape (n_texts, n_scripts)
        By position in `SCRIPTS`. Marks, as the vowel signs of Devanagari, are no letters.
    runs : ndarray of int64, shape (n_texts,)
        Runs of letters of any script: words, where words are written apart.

    Notes
    -----
    Linear in the characters; takes eight bytes for each while it works.

    Examples
    --------
    >>> letters, runs = count_scripts(["Die Brücke", "Мост open"])
    >>> letters[:, [SCRIPTS.index("LATIN"), SCRIPTS.index("CYRILLIC")]].tolist(), runs.tolist()
    ([[9, 0], [4, 4]], [2, 2])
    """
    letters = np.zeros((len(texts), len(SCRIPTS)), dtype=np.int64)
    if not len(texts):
        return letters, np.zeros(0, dtype=np.int64)
    joined = "\n".join([*texts, ""])  # a line feed behind each: no run reaches into the next
    ends = np.cumsum([len(text) + 1 for text in texts])
    starts = np.concatenate([[0], ends[:-1]])
    if joined.isascii():
        characters = np.frombuffer(joined.encode("ascii"), dtype=np.uint8)
    else:
        wide = joined.encode("utf-32-le", "surrogatepass")
        characters = np.frombuffer(wide, dtype="<u4").astype(np.uint32, copy=False)
    scripts = _script_table()[characters]
    is_letter = scripts != 0
    for script in range(1, len(SCRIPTS)):
        mine = scripts == script
        if mine.any():  # most scripts are in none of the texts, which takes no time to see
            letters[:, script] = _count(mine, starts)
    begins = is_letter.copy()
    begins[1:] &= ~is_letter[:-1]
    return letters, _count(begins, starts)


def _count(flags: NDArray[np.bool_], starts: NDArray[np.int64]) -> NDArray[np.int64]:
    """Count what is set in each part; parts are not empty."""
    if len(flags) < _LONG * len(starts):
        return np.add.reduceat(flags, starts, dtype=np.int64)
    # Of long parts, bits are counted ten times as fast as bytes are added.
    bounds = [*starts.tolist(), len(flags)]
    counts = [np.count_nonzero(flags[a:b]) for a, b in pairwise(bounds)]
    return np.array(counts, dtype=np.int64)


def script_of(words: Sequence[str]) -> int:
    """Give the position in `SCRIPTS` of the script that most letters of words have.

    Examples
    --------
    >>> SCRIPTS[script_of(["это", "мост"])]
    'CYRILLIC'
    """
    letters, _ = count_scripts(["\n".join(words)])
    return int(letters[0].argmax())


@lru_cache(maxsize=1)
def _script_table() -> NDArray[np.uint8]:
    """Position in `SCRIPTS` by code point; some 0.1 s, once.

    This Python has no property Script, but the names of letters begin with it.
    """
    number_of = {name: i for i, name in enumerate(SCRIPTS)}
    table = np.zeros(sys.maxunicode + 1, dtype=np.uint8)
    for code in range(sys.maxunicode + 1):
        letter = chr(code)
        if not letter.isalpha():
            continue
        first, _, rest = unicodedata.name(letter, "OTHER").partition(" ")
        if first in _WIDTHS:
            first = rest.partition(" ")[0]
        table[code] = number_of.get(_SAME.get(first, first), number_of["OTHER"])
    return table
