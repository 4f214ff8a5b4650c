"""Which passages of two texts are the same, word for word?"""

from __future__ import annotations

import re
from itertools import accumulate
from typing import NamedTuple

__all__ = ["Passage", "shared_passages"]

_WORD = re.compile(r"\w+")


class Passage(NamedTuple):
    """A passage that two articles share.

    Attributes
    ----------
    i, j : (int, int)
        Where it starts and ends in either text, in code points: ``text[start:end]``.

    Examples
    --------
    >>> Passage((0, 5), (7, 12)).j
    (7, 12)
    """

    i: tuple[int, int]
    j: tuple[int, int]


def shared_passages(a: str, b: str, shingle: int) -> list[Passage]:
    """Give the maximal runs of shingles that two texts share, in the order of the first.

    Parameters
    ----------
    a, b : str
        The original texts.
    shingle : int
        Words that a passage has at the least; a text with fewer is one shingle.

    Returns
    -------
    list of Passage
        None overlaps another in `a`. Where a passage of `a` recurs in `b`, the longest match
        counts, and of equal ones the first.

    Notes
    -----
    Linear in the words, but for runs that start at a shingle which recurs in `b`.

    Examples
    --------
    >>> shared_passages("Rain: a storm hit.", "A storm hit. Wind.", 3)
    [Passage(i=(6, 17), j=(0, 11))]
    """
    words_a, words_b = _words(a), _words(b)
    n_a, n_b = min(shingle, len(words_a)), min(shingle, len(words_b))
    if n_a != n_b or n_a == 0:
        return []
    n = n_a
    text_a, text_b = ([word for word, _, _ in words] for words in (words_a, words_b))
    places: dict[tuple[str, ...], list[int]] = {}
    for q in range(len(text_b) - n + 1):
        places.setdefault(tuple(text_b[q : q + n]), []).append(q)
    found = []
    p = 0
    while p + n <= len(text_a):
        length, start = 0, 0
        for q in places.get(tuple(text_a[p : p + n]), ()):
            if length >= min(len(text_a) - p, len(text_b) - q):
                break  # nor can any later one be longer
            run = n
            while (
                p + run < len(text_a)
                and q + run < len(text_b)
                and text_a[p + run] == text_b[q + run]
            ):
                run += 1
            if run > length:
                length, start = run, q
        if length == 0:
            p += 1
            continue
        found.append(
            Passage(
                (words_a[p][1], words_a[p + length - 1][2]),
                (words_b[start][1], words_b[start + length - 1][2]),
            )
        )
        p += length
    return found


def _words(text: str) -> list[tuple[str, int, int]]:
    """Folded words as the core finds them, with their places in the original."""
    folded = text.lower()
    if len(folded) == len(text):
        return [(match[0], match.start(), match.end()) for match in _WORD.finditer(folded)]
    # Some character became several, as İ does: count from where each came.
    ends = list(accumulate(len(character.lower()) for character in text))
    origin = [at for at, end in enumerate(ends) for _ in range(end - (ends[at - 1] if at else 0))]
    return [
        (match[0], origin[match.start()], origin[match.end() - 1] + 1)
        for match in _WORD.finditer(folded)
    ]
