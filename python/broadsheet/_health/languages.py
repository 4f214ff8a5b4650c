"""In which script is an article? By the names of its letters; stands in for its language."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

__all__ = ["other_languages"]

_SAMPLE = 10_000  # characters of an article
_MIN_LETTERS = 20  # fewer tell nothing
_MOST_OF_OTHERS = 0.1  # the share of articles up to which a script is not the collection's
_END = 0x10000  # of what is behind it, ideographs count as Han, all else as no letter
_IDEOGRAPHS = 0x20000
# The names of letters begin with the script's. What is written together counts as one; and these
# blocks are so large that their letters are not looked up one by one.
_TOGETHER = {"CJK": "Han", "HIRAGANA": "Han", "KATAKANA": "Han"}
_BLOCKS = {
    "Han": [(0x3400, 0x4DC0), (0x4E00, 0xA000), (_END + 1, _END + 2)],
    "Hangul": [(0xAC00, 0xD7A4)],
}


@cache
def _scripts() -> tuple[list[str], NDArray[np.uint8]]:
    """Names of scripts, and the number of each code point's; 0 for what is no letter."""
    names = {"": 0}
    numbers = np.zeros(_END + 2, dtype=np.uint8)
    for script, blocks in _BLOCKS.items():
        number = names.setdefault(script, len(names))
        for begin, end in blocks:
            numbers[begin:end] = number
    for code in np.flatnonzero(numbers[:_END] == 0).tolist():
        if chr(code).isalpha():
            first = unicodedata.name(chr(code), "").partition(" ")[0].partition("-")[0]
            script = _TOGETHER.get(first, first.capitalize())
            numbers[code] = names.setdefault(script, len(names))
    return list(names), numbers


def main_script(text: str) -> tuple[str, float]:
    """Tell the script of most letters in the first 10,000 characters, and their share.

    Returns
    -------
    (str, float)
        ``("", 0.0)`` where there are fewer than 20 letters.

    Examples
    --------
    >>> main_script("The storm reached the coast.")
    ('Latin', 1.0)
    >>> main_script("Буря достигла побережья.")
    ('Cyrillic', 1.0)
    """
    names, numbers = _scripts()
    if text.isascii():
        letters = sum(map(str.isalpha, text[: 4 * _MIN_LETTERS])) >= _MIN_LETTERS
        if letters:
            return "Latin", 1.0
    codes = np.frombuffer(text[:_SAMPLE].encode("utf-32-le", "surrogatepass"), dtype="<u4")
    codes = np.where(codes >= _IDEOGRAPHS, _END + 1, np.minimum(codes, _END))
    counts = np.bincount(numbers[codes], minlength=len(names))
    counts[0] = 0
    n_letters = int(counts.sum())
    if n_letters < _MIN_LETTERS:
        return "", 0.0
    largest = int(counts.argmax())
    return names[largest], float(counts[largest] / n_letters)


def other_languages(texts: Sequence[str]) -> list[tuple[int, str]]:
    """Find the articles that are in another language than the rest, as far as scripts tell.

    Parameters
    ----------
    texts : sequence of str

    Returns
    -------
    list of (int, str)
        Rows, ascending, and what is said of each.

    Notes
    -----
    An article's script is that of more than half of its letters. It is another one when less than
    a tenth of the articles whose script is known have it, and it is not the most frequent.

    Examples
    --------
    >>> other_languages(["The storm reached the coast."] * 10 + ["Буря достигла побережья."])
    [(10, '100 % of its letters are Cyrillic; most articles are Latin')]
    """
    found = [main_script(text) for text in texts]
    count: dict[str, int] = {}
    for script, share in found:
        if share > 0.5:
            count[script] = count.get(script, 0) + 1
    if not count:
        return []
    most = max(count, key=lambda script: count[script])
    few = _MOST_OF_OTHERS * sum(count.values())
    return [
        (row, f"{100 * share:.0f} % of its letters are {script}; most articles are {most}")
        for row, (script, share) in enumerate(found)
        if share > 0.5 and script != most and count[script] < few
    ]
