"""Which articles are reprints or near-duplicates of each other?"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from . import _core
from ._articles import Articles, as_articles
from ._display import one_line, quote, text_table
from ._jobs import n_threads
from ._passages import Passage, shared_passages
from ._progress import Progress
from ._tabular import Tabular

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ._progress import ProgressOption

__all__ = ["Duplicates", "find_duplicates"]

_SHOWN = 20  # rows of a repr
_MOST = np.iinfo(np.int32).max


class Duplicates(Tabular):
    """Near-duplicates of a collection: pairs, and groups around the earliest article.

    Made by `broadsheet.find_duplicates`. Its arrays are read-only. As a table, for `to_frame`,
    `to_arrow` and libraries that take Arrow data, it has a row for each pair: the ids of both
    articles, then i, j, overlap, contained_i and contained_j.

    Attributes
    ----------
    articles : Articles
        What was given.
    i, j : ndarray of int32, shape (n_pairs,)
        Positions of the articles of each pair, i < j, ordered by (i, j). Of articles with the
        same shingles the first stands in the pairs for all, and each of the others is a pair with
        that first one alone: so pairs are not quadratic in copies.
    overlap : ndarray of float64, shape (n_pairs,)
        Jaccard index of their shingles, at least `min_overlap`.
    contained_i, contained_j : ndarray of float64, shape (n_pairs,)
        The share of the shingles of i, and of j, that the other has too.
    representatives : ndarray of int32, shape (n_articles,)
        For each article the one that represents its group; itself where it has no duplicates.
    min_overlap : float
    shingle : int
        As they were given.

    Examples
    --------
    >>> import broadsheet as bs
    >>> found = bs.find_duplicates(["The bridge opened on Monday morning.",
    ...                             "THE BRIDGE opened on Monday morning!", "Chess news."])
    >>> found.groups
    [(0, 1)]
    >>> found.passages(0, 1)
    [Passage(i=(0, 35), j=(0, 35))]
    """

    def __init__(
        self,
        articles: Articles,
        arrays: tuple[NDArray[Any], ...],
        *,
        min_overlap: float,
        shingle: int,
    ) -> None:
        for array in arrays:
            array.flags.writeable = False
        self.articles = articles
        self.i, self.j, self.overlap, self.contained_i, self.contained_j = arrays[:5]
        self.representatives = arrays[5]
        self.min_overlap = min_overlap
        self.shingle = shingle

    @property
    def pairs(self) -> tuple[NDArray[Any], ...]:
        """The arrays i, j, overlap, contained_i and contained_j, together."""
        return self.i, self.j, self.overlap, self.contained_i, self.contained_j

    @cached_property
    def groups(self) -> list[tuple[int, ...]]:
        """Positions of the articles of each group, the representative first, the others ascending.

        Groups have two articles or more and are ordered by representative. Each member reaches
        `min_overlap` with the representative; two other members need not with each other.
        """
        order = np.argsort(self.representatives, kind="stable")
        leaders, starts = np.unique(self.representatives[order], return_index=True)
        groups = []
        parts = np.split(order, starts[1:])
        for leader, rows in zip(leaders.tolist(), parts, strict=False):
            if len(rows) > 1:
                groups.append((leader, *rows[rows != leader].tolist()))
        return groups

    def passages(self, i: str | int, j: str | int) -> list[Passage]:
        """Give the passages that two articles share, with their places in both original texts.

        Parameters
        ----------
        i, j : str or int
            Articles, by id or by position in the input.

        Returns
        -------
        list of Passage
            Maximal runs of shared shingles, in the order of the first text; start and end of each
            count code points.

        Raises
        ------
        KeyError
            If there is no article of that id.
        IndexError
            If there is none at that position.
        """
        a, b = (self.articles.text[self.articles._row(article)] for article in (i, j))
        return shared_passages(a, b, self.shingle)

    def _columns(self) -> dict[str, Any]:
        ids = self.articles.id
        return {
            "id_i": [ids[row] for row in self.i.tolist()],
            "id_j": [ids[row] for row in self.j.tolist()],
            "i": self.i,
            "j": self.j,
            "overlap": self.overlap,
            "contained_i": self.contained_i,
            "contained_j": self.contained_j,
        }

    def to_dict(self) -> dict[str, Any]:
        """Give pairs and groups as plain dicts, lists and strings, for JSON.

        Returns
        -------
        dict
            Keys n_articles, min_overlap, shingle, pairs (dicts with the ids i and j, overlap,
            contained_i, contained_j) and groups (dicts with the ids representative and members,
            itself among them).
        """
        ids = self.articles.id
        columns = [array.tolist() for array in self.pairs]
        return {
            "n_articles": len(self.articles),
            "min_overlap": self.min_overlap,
            "shingle": self.shingle,
            "pairs": [
                {"i": ids[i], "j": ids[j], "overlap": o, "contained_i": a, "contained_j": b}
                for i, j, o, a, b in zip(*columns, strict=True)
            ],
            "groups": [
                {"representative": ids[group[0]], "members": [ids[row] for row in group]}
                for group in self.groups
            ],
        }

    def __repr__(self) -> str:
        groups = self.groups
        head = (
            f"Duplicates: {len(self.articles):,} articles, {len(self.i):,} pairs, "
            f"{len(groups):,} groups"
        )
        if not groups:
            return head
        rows = [["articles", "first", "id", "title"]]
        for group in groups[:_SHOWN]:
            article = self.articles[group[0]]
            day = "" if article.date is None else f"{article.date:%Y-%m-%d}"
            title = one_line(article.title or article.text, 60)
            rows.append([str(len(group)), day, one_line(article.id, 20), title])
        more = len(groups) - _SHOWN
        tail = f"\n… and {more:,} more" if more > 0 else ""
        return f"{head}\n{text_table(rows, right=[0])}{tail}"


def find_duplicates(
    articles: Any,
    *,
    min_overlap: float = 0.5,
    shingle: int = 5,
    n_jobs: int | None = None,
    progress: ProgressOption = None,
) -> Duplicates:
    r"""Find reprints and near-duplicates, exactly, by the shingles that texts share.

    A shingle is `shingle` words of a text that follow each other, lower-cased; a text with fewer
    words is one shingle, and one without words is no duplicate of anything. Two articles are a
    pair when the Jaccard index of their sets of shingles reaches `min_overlap`:

    .. math:: J(A, B) = |A \cap B| \, / \, |A \cup B|

    Groups have a representative, the earliest article by date, then by position, those without a
    date last: articles are gone through in that order, and one that is in no group yet takes all
    that are in none and are pairs with it. So a chain of articles, each like the next, is no group
    where its ends are not alike.

    Parameters
    ----------
    articles : Articles, or anything that `read` takes
        Only their texts count, and their dates for groups.
    min_overlap : float in (0, 1], default=0.5
        The smallest Jaccard index of a pair. How much of one is contained in the other is
        reported, but does not make a pair.
    shingle : int, default=5
        Words of a shingle, at least 1.
    n_jobs : int or None, default=None
        Threads; None is every core that the process may use. The result does not depend on it.
    progress : bool, callable or None, default=None
        None shows bars when standard error is a terminal and it takes a while.

    Returns
    -------
    Duplicates
        Articles with the same shingles are pairs with the first of them only: see there.

    Raises
    ------
    ValueError
        If `min_overlap` or `shingle` is out of range.
    TypeError
        If one is no number.

    Notes
    -----
    Nothing is estimated: candidates are found by a prefix filter and decided by the intersection of
    their shingles. Time is about linear in the texts and in the pairs.

    References
    ----------
    Broder (1997), On the resemblance and containment of documents.
    Bayardo, Ma and Srikant (2007), Scaling up all pairs similarity search.

    Examples
    --------
    >>> import broadsheet as bs
    >>> found = bs.find_duplicates(["a b c d e f g", "a b c d e f h", "x y"], shingle=2)
    >>> found.i, found.j, found.overlap.round(2)
    (array([0], dtype=int32), array([1], dtype=int32), array([0.71]))
    """
    articles = as_articles(articles)
    overlap, n_words = _checked_overlap(min_overlap), _checked_shingle(shingle)
    threads = n_threads(n_jobs)
    with Progress("shingling", progress) as shown:
        indptr, ids, n_ids = _core.shingles(
            articles.text, n_words, n_threads=threads, progress=shown.update
        )
    # NaT sorts behind every date
    order = np.argsort(articles.date, kind="stable").astype(np.int32)
    with Progress("comparing", progress) as shown:
        arrays = _core.duplicates(
            indptr, ids, n_ids,
            order=order, min_overlap=overlap, n_threads=threads, progress=shown.update,
        )  # fmt: skip
    return Duplicates(articles, arrays, min_overlap=overlap, shingle=n_words)


def _checked_overlap(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, float | int | np.floating | np.integer):
        msg = f"min_overlap must be a number, got {quote(value)}"
        raise TypeError(msg)
    if not 0 < value <= 1:
        msg = f"min_overlap must be above 0 and at most 1, got {value}"
        raise ValueError(msg)
    return float(value)


def _checked_shingle(value: Any) -> int:
    if isinstance(value, bool) or not hasattr(value, "__index__"):
        msg = f"shingle must be an int, got {quote(value)}"
        raise TypeError(msg)
    n_words = int(value.__index__())
    if not 1 <= n_words <= _MOST:
        msg = f"shingle must be a number of words from 1 to {_MOST}, got {n_words}"
        raise ValueError(msg)
    return n_words
