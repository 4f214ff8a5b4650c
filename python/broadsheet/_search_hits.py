"""What does a search give?"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["Hit", "SearchResults", "matched_terms"]


class Hit(NamedTuple):
    """An article that a search has found.

    Attributes
    ----------
    id : str
        The article's.
    position : int
        Where it stands in the index: the number of articles that came before it.
    score : float
        How well it fits the query, above 0, in single precision.
    terms : tuple of (str, float)
        The words of the query that the article has, with what each adds to the score; most first.
        Their sum is the score, but for its rounding.

    Examples
    --------
    >>> Hit("a1", 0, 0.75, (("storm", 0.5), ("coast", 0.25))).terms[0]
    ('storm', 0.5)
    """

    id: str
    position: int
    score: float
    terms: tuple[tuple[str, float], ...]


class SearchResults(NamedTuple):
    """What many searches have found.

    Attributes
    ----------
    indices : ndarray of int64, shape (n_queries, k)
        Positions of articles in the index, best first; -1 past the last hit.
    scores : ndarray of float32, shape (n_queries, k)
        How well they fit; 0 past the last hit.

    Examples
    --------
    >>> import broadsheet as bs
    >>> indices, scores = bs.SearchIndex(["a storm", "a calm"]).search_many(["calm", "ice"], k=1)
    >>> indices.tolist()
    [[1], [-1]]
    """

    indices: NDArray[np.int64]
    scores: NDArray[np.float32]


def matched_terms(terms: list[str], added: list[float]) -> tuple[tuple[str, float], ...]:
    """Give the words of a query that add something, most first.

    Examples
    --------
    >>> matched_terms(["sea", "calm", "storm"], [0.25, 0.0, 0.5])
    (('storm', 0.5), ('sea', 0.25))
    """
    matched = [pair for pair in zip(terms, added, strict=True) if pair[1] > 0]
    matched.sort(key=lambda pair: -pair[1])
    return tuple(matched)
