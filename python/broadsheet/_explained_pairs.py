"""What explains a pair of articles: arrays for many pairs, and a table for one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, SupportsIndex

import numpy as np

from ._display import one_line, text_table
from ._tabular import Tabular

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["ExplainedPair", "ExplainedPairs"]

_SHOWN = 10  # terms of a pair, and pairs of a collection


@dataclass(frozen=True, eq=False, repr=False)
class ExplainedPair:
    """One pair: what makes it similar, and what sets it apart.

    A term is its name where names were given to `broadsheet.explain_pairs`, else its id.

    Attributes
    ----------
    i, j : int
        First and second row.
    similarity : float
        Their dot product.
    shared : tuple of (str or int, float)
        Terms with what each adds to the similarity, by falling absolute contribution.
    rest : float
        What the shared terms that are not listed add.
    only_first, only_second : tuple of (str or int, float)
        Terms that the other row lacks with their weights, by falling absolute weight.

    Examples
    --------
    >>> import numpy as np
    >>> import broadsheet as bs
    >>> pair = bs.explain_pairs(np.array([[0.6, 0.8, 0.0], [0.0, 0.8, 0.6]]), (0, 1))[0]
    >>> pair.only_second
    ((2, 0.6),)
    """

    i: int
    j: int
    similarity: float
    shared: tuple[tuple[str | int, float], ...]
    rest: float
    only_first: tuple[tuple[str | int, float], ...]
    only_second: tuple[tuple[str | int, float], ...]

    def __repr__(self) -> str:
        head = f"Rows {self.i} and {self.j}: similarity {self.similarity:.3f}"
        kinds = (self.shared, self.only_first, self.only_second)
        length = min(_SHOWN, max(map(len, kinds)))
        if not length:
            return head
        rows = [["shared", "adds", "of it", "only first", "weight", "only second", "weight"]]
        for at in range(length):
            shared, *lacking = (kind[at : at + 1] for kind in kinds)
            rows.append([*_cells(shared), self._part(shared), *_cells(lacking[0]),
                         *_cells(lacking[1])])  # fmt: skip
        listed = self.shared[:_SHOWN]
        more = self.rest + sum(number for _, number in self.shared[_SHOWN:])
        if len(listed) < len(self.shared) or self.rest:
            rows.append(["… other terms", f"{more:.3f}", self._part((("", more),)), *[""] * 4])
        return f"{head}\n{text_table(rows, right=[1, 2, 4, 6])}"

    def _part(self, term: tuple[tuple[str | int, float], ...]) -> str:
        return f"{100 * term[0][1] / self.similarity:.1f} %" if term and self.similarity else ""


def _cells(term: tuple[tuple[str | int, float], ...]) -> list[str]:
    """Name and number of one term, or nothing of none."""
    return [one_line(str(term[0][0]), 24), f"{term[0][1]:.3f}"] if term else ["", ""]


@dataclass(frozen=True, eq=False, repr=False)
class ExplainedPairs(Tabular):
    """What makes pairs of rows similar, and what sets them apart. Made by `explain_pairs`.

    A row for each pair in the order in which they were given; the arrays are read-only. Behind the
    last term of a row stand the id -1 and the number 0. ``len`` counts pairs, ``found[row]`` is
    one of them with names, and iterating gives them all. As a table, for `to_frame`, `to_arrow` and
    libraries that take Arrow data, it has a row for each term that is told of a pair: i and j, the
    pair's similarity, which kind of term it is (shared, only_first or only_second), the term, or
    its id where there are no names, and its contribution or weight.

    Attributes
    ----------
    pairs : ndarray of int64, shape (n_pairs, 2)
        First and second row of each.
    similarity : ndarray of float64, shape (n_pairs,)
        Dot products.
    shared : ndarray of int32, shape (n_pairs, k)
        Ids of the terms that add most to the similarity; k is at most n_terms.
    contributions : ndarray of float64, shape (n_pairs, k)
        What each adds.
    rest : ndarray of float64, shape (n_pairs,)
        What all other shared terms add: with the contributions it sums to the similarity.
    only_first, only_second : ndarray of int32, shape (n_pairs, k)
        Ids of the heaviest terms that the second row, or the first, lacks.
    only_first_weights, only_second_weights : ndarray, shape (n_pairs, k)
        Their weights, in the type of X.
    names : ndarray of object, shape (n_terms,), or None
        Terms by id.

    Examples
    --------
    >>> import numpy as np
    >>> import broadsheet as bs
    >>> X = np.array([[0.6, 0.8, 0.0], [0.0, 0.8, 0.6]])
    >>> found = bs.explain_pairs(X, [(0, 1), (0, 0)], k=2, names=["bridge", "opened", "toll"])
    >>> found
    ExplainedPairs: 2
    i  j  similarity  shared
    0  1       0.640  opened
    0  0       1.000  opened, bridge
    >>> found.shared
    array([[ 1, -1],
           [ 1,  0]], dtype=int32)
    >>> found.name(found.shared)
    array([['opened', ''],
           ['opened', 'bridge']], dtype=object)
    """

    pairs: NDArray[np.int64]
    similarity: NDArray[np.float64]
    shared: NDArray[np.int32]
    contributions: NDArray[np.float64]
    rest: NDArray[np.float64]
    only_first: NDArray[np.int32]
    only_first_weights: NDArray[Any]
    only_second: NDArray[np.int32]
    only_second_weights: NDArray[Any]
    names: NDArray[np.object_] | None = None

    def __post_init__(self) -> None:
        for field in fields(self):
            array = getattr(self, field.name)
            if array is not None:
                array.flags.writeable = False

    def name(self, ids: Any) -> NDArray[np.object_]:
        """Give the names of terms.

        Parameters
        ----------
        ids : array of int
            Term ids, -1 for none; of any shape.

        Returns
        -------
        ndarray of object, of the same shape
            ``""`` for -1.

        Raises
        ------
        ValueError
            If no names were given to `explain_pairs`.
        """
        if self.names is None:
            msg = "there are no names: give explain_pairs names=vectorizer.get_feature_names_out()"
            raise ValueError(msg)
        ids = np.asarray(ids)
        found = np.full(ids.shape, "", dtype=object)
        found[ids >= 0] = self.names[ids[ids >= 0]]
        return found

    def _columns(self) -> dict[str, Any]:
        kinds = ("shared", "only_first", "only_second")
        ids = np.concatenate([self.shared, self.only_first, self.only_second], axis=1)
        numbers = np.concatenate(
            [self.contributions, self.only_first_weights, self.only_second_weights], axis=1
        )
        rows, at = np.nonzero(ids >= 0)
        terms = ids[rows, at]
        width = self.shared.shape[1]
        return {
            "i": self.pairs[rows, 0],
            "j": self.pairs[rows, 1],
            "similarity": self.similarity[rows],
            "kind": [kinds[kind] for kind in (at // max(width, 1)).tolist()],
            "term": terms if self.names is None else self.name(terms).tolist(),
            "value": numbers[rows, at],
        }

    def __len__(self) -> int:
        return len(self.pairs)

    def __getitem__(self, row: SupportsIndex) -> ExplainedPair:
        at = row.__index__()
        if not -len(self) <= at < len(self):
            msg = f"there is no pair {at}: there are {len(self)}"
            raise IndexError(msg)
        i, j = self.pairs[at].tolist()
        return ExplainedPair(
            i, j, float(self.similarity[at]),
            self._terms(self.shared[at], self.contributions[at]), float(self.rest[at]),
            self._terms(self.only_first[at], self.only_first_weights[at]),
            self._terms(self.only_second[at], self.only_second_weights[at]),
        )  # fmt: skip

    def __iter__(self) -> Iterator[ExplainedPair]:
        return (self[row] for row in range(len(self)))

    def _terms(
        self, ids: NDArray[np.int32], numbers: NDArray[Any]
    ) -> tuple[tuple[str | int, float], ...]:
        known = ids >= 0
        terms = ids[known] if self.names is None else self.names[ids[known]]
        return tuple(zip(terms.tolist(), numbers[known].tolist(), strict=True))

    def __repr__(self) -> str:
        head = f"ExplainedPairs: {len(self):,}"
        if not len(self):
            return head
        rows = [["i", "j", "similarity", "shared"]]
        for at in range(min(len(self), _SHOWN)):
            pair = self[at]
            terms = ", ".join(one_line(str(term), 24) for term, _ in pair.shared[:5])
            rows.append([str(pair.i), str(pair.j), f"{pair.similarity:.3f}", one_line(terms, 60)])
        more = len(self) - _SHOWN
        table = text_table(rows, right=[0, 1, 2])
        return f"{head}\n{table}" + (f"\n… and {more:,} more" if more > 0 else "")
