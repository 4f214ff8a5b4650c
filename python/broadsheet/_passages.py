"""Which passages of two texts are the same, word for word?"""

from __future__ import annotations

from typing import NamedTuple

from . import _core

__all__ = ["Passage", "shared_passages"]


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

    Raises
    ------
    ValueError
        If `shingle` is 0.
    TypeError
        If a text is no str, or `shingle` no positive int.

    Notes
    -----
    Linear in the texts, however their words repeat.

    Examples
    --------
    >>> shared_passages("Rain: a storm hit.", "A storm hit. Wind.", 3)
    [Passage(i=(6, 17), j=(0, 11))]
    """
    indptr, ids, begins, ends = _core.numbered_words([a, b])
    behind_a = indptr[1]
    in_a, in_b, lengths = _core.shared_runs(ids[:behind_a], ids[behind_a:], n_words=shingle)
    places = []
    for first in (in_a, in_b + behind_a):
        last = first + lengths - 1
        places.append(zip(begins[first].tolist(), ends[last].tolist(), strict=True))
    return [Passage(i, j) for i, j in zip(*places, strict=True)]
