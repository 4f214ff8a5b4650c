"""Matrices whose arrays were made by hand: the right answer or a clear error, and nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

import broadsheet as bs

VALUES = [0.0, 0.25, 0.5, 1.0, 2.0, -0.5]  # sums and products of a few are exact in float32
NOT_FINITE = [float("nan"), float("inf"), float("-inf")]
REFUSALS = (ValueError, TypeError)


@dataclass
class HandMade:
    """Arrays, and what they say if they say anything."""

    container: type
    shape: tuple[int, int]
    indptr: np.ndarray
    indices: np.ndarray
    data: np.ndarray

    def matrix(self) -> Any:
        # SciPy looks at what is passed to it, but not at what is assigned.
        X = self.container(self.shape, dtype=self.data.dtype)
        X.indptr, X.indices, X.data = self.indptr, self.indices, self.data
        return X

    @property
    def dense(self) -> np.ndarray | None:
        """The matrix in float64, duplicates summed; None where the arrays are not one."""
        n_rows, n_cols = self.shape
        indptr = self.indptr.tolist()
        if len(indptr) != n_rows + 1 or indptr[0] != 0 or sorted(indptr) != indptr:
            return None
        if indptr[-1] > min(len(self.indices), len(self.data)):
            return None
        dense = np.zeros(self.shape)
        for i in range(n_rows):
            for e in range(indptr[i], indptr[i + 1]):
                column = int(self.indices[e])
                if not 0 <= column < n_cols or not np.isfinite(self.data[e]):
                    return None
                dense[i, column] += float(self.data[e])
        return dense


@st.composite
def hand_made(draw, n_cols: int | None = None) -> HandMade:
    """Make a CSR matrix, which may be unsorted, with duplicates, or wrong in one place."""
    n_rows = draw(st.integers(1, 6))
    n_cols = draw(st.integers(1, 5)) if n_cols is None else n_cols
    width = draw(st.sampled_from([np.int32, np.int64]))
    dtype = draw(st.sampled_from([np.float32, np.float64, np.int8, np.int64, np.bool_]))
    rows = draw(
        st.lists(
            st.lists(st.tuples(st.integers(0, n_cols - 1), st.sampled_from(VALUES)), max_size=5),
            min_size=n_rows,
            max_size=n_rows,
        )
    )
    ends = np.cumsum([0, *map(len, rows)])
    columns = [column for row in rows for column, _ in row]
    values = [value for row in rows for _, value in row]
    made = HandMade(
        draw(st.sampled_from([sparse.csr_array, sparse.csr_matrix])),
        (n_rows, n_cols),
        ends.astype(width),
        np.array(columns, dtype=width),
        np.array(values).astype(dtype),
    )
    wrong = draw(st.sampled_from(["", "", "column", "indptr", "value", "longer", "shorter"]))
    if wrong == "column" and columns:
        at = draw(st.integers(0, len(columns) - 1))
        made.indices[at] = draw(st.sampled_from([-1, n_cols, 2**31 - 1, -(2**31)]))
        if width is np.int64 and draw(st.booleans()):
            made.indices[at] += 2**32  # which 32 bits would cut off
    elif wrong == "indptr":
        at = draw(st.integers(0, n_rows))
        made.indptr[at] = draw(st.sampled_from([-1, 0, 1, 1000, 2**31 - 1]))
    elif wrong == "value" and values and made.data.dtype.kind == "f":
        made.data[draw(st.integers(0, len(values) - 1))] = draw(st.sampled_from(NOT_FINITE))
    elif wrong in ("longer", "shorter"):
        name = draw(st.sampled_from(["indptr", "indices", "data"]))
        array = getattr(made, name)
        setattr(made, name, np.append(array, array[-1:]) if wrong == "longer" else array[:-1])
    return made


@st.composite
def two_hand_made(draw) -> tuple[HandMade, HandMade | None]:
    first = draw(hand_made())
    return first, draw(st.none() | hand_made(first.shape[1]))


def dense_of(first: HandMade, second: HandMade | None) -> tuple[Any, Any]:
    """Both operands, or None twice if one is wrong."""
    x = first.dense
    y = x if second is None else second.dense
    return (None, None) if x is None or y is None else (x, y)


def matrices(first: HandMade, second: HandMade | None) -> tuple[Any, Any]:
    return first.matrix(), None if second is None else second.matrix()


@settings(deadline=None, max_examples=150)
@given(two_hand_made(), st.integers(1, 8))
def test_top_k_is_that_of_the_dense_matrix_or_an_error(given_matrices, k):
    x, y = dense_of(*given_matrices)
    if x is None:
        with pytest.raises(REFUSALS):
            bs.top_k(*matrices(*given_matrices), k=k, metric="dot")
        return
    found = bs.top_k(*matrices(*given_matrices), k=k, metric="dot")
    for i, scores in enumerate(x @ y.T):
        rows = [j for j in np.argsort(-scores, kind="stable")
                if scores[j] != 0 and (given_matrices[1] is not None or i != j)][:k]  # fmt: skip
        row = slice(found.indptr[i], found.indptr[i + 1])
        assert found.indices[row].tolist() == rows
        assert found.data[row].tolist() == scores[rows].tolist()


@settings(deadline=None, max_examples=150)
@given(two_hand_made(), st.sampled_from([0.125, 0.5, 1.0]))
def test_pairs_are_those_of_the_dense_matrix_or_an_error(given_matrices, least):
    x, y = dense_of(*given_matrices)
    if x is None:
        with pytest.raises(REFUSALS):
            bs.pairs(*matrices(*given_matrices), min_similarity=least, metric="dot")
        return
    found = bs.pairs(*matrices(*given_matrices), min_similarity=least, metric="dot")
    scores = x @ y.T
    near = scores >= least
    if given_matrices[1] is None:
        near = np.triu(near, 1)
    i, j = np.nonzero(near)
    assert found.i.tolist() == i.tolist()
    assert found.j.tolist() == j.tolist()
    assert found.similarity.tolist() == scores[near].tolist()


def heaviest(numbers: np.ndarray, k: int) -> tuple[list[int], list[float]]:
    columns = [t for t in np.argsort(-np.abs(numbers), kind="stable") if numbers[t] != 0][:k]
    fill = k - len(columns)
    return [*columns, *[-1] * fill], [*numbers[columns].tolist(), *[0.0] * fill]


@settings(deadline=None, max_examples=150)
@given(hand_made(), st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), max_size=4))
def test_pairs_are_explained_as_in_the_dense_matrix_or_an_error(made, pairs):
    x = made.dense
    rows = np.array(pairs, dtype=np.int64).reshape(-1, 2)
    if x is None or (rows >= len(x)).any():
        with pytest.raises(REFUSALS):
            bs.explain_pairs(made.matrix(), rows, k=3)
        return
    found = bs.explain_pairs(made.matrix(), rows, k=3)
    width = found.shared.shape[1]
    for p, (i, j) in enumerate(pairs):
        assert found.similarity[p] == x[i] @ x[j]
        for ids, numbers, expected in (
            (found.shared, found.contributions, x[i] * x[j]),
            (found.only_first, found.only_first_weights, np.where(x[j] == 0, x[i], 0)),
            (found.only_second, found.only_second_weights, np.where(x[i] == 0, x[j], 0)),
        ):
            assert (ids[p].tolist(), numbers[p].tolist()) == heaviest(expected, width)


@settings(deadline=None, max_examples=150)
@given(two_hand_made(), st.sampled_from([0.3, 1.0, 1.5]))
def test_cosine_neighbors_are_those_of_the_dense_matrix_or_an_error(given_matrices, radius):
    x, y = dense_of(*given_matrices)

    def search() -> tuple[Any, Any]:
        fitted, queries = matrices(*given_matrices)
        neighbors = bs.CosineNeighbors(n_neighbors=1, radius=radius).fit(fitted)
        nearest = (
            None if queries is None and len(fitted.indptr) < 3 else neighbors.kneighbors(queries)
        )
        return nearest, neighbors.radius_neighbors(queries)

    if x is None:
        with pytest.raises(REFUSALS):
            search()
        return
    nearest, (distances, rows) = search()

    def unit(dense: np.ndarray) -> np.ndarray:
        lengths = np.linalg.norm(dense, axis=1, keepdims=True)
        return dense / np.where(lengths == 0, 1, lengths)

    expected = 1 - unit(y) @ unit(x).T
    for i, row in enumerate(expected):
        others = np.delete(row, i) if given_matrices[1] is None else row
        if nearest is not None:
            assert nearest[0][i, 0] == pytest.approx(others.min(), abs=1e-6)
            assert row[nearest[1][i, 0]] == pytest.approx(others.min(), abs=1e-6)
        assert distances[i] == pytest.approx(row[rows[i]], abs=1e-6)
        assert len(rows[i]) >= np.count_nonzero(others < radius - 1e-6)
        assert len(rows[i]) <= np.count_nonzero(others < radius + 1e-6)


@settings(max_examples=300, deadline=None)
@given(made=hand_made())
def test_smoothed_rows_are_those_of_the_dense_matrix_or_an_error(made):
    dense = made.dense
    if dense is None:
        for call in (bs.smooth, bs.smoothing_operator, bs.NeighborSmoother().fit_transform):
            with pytest.raises(REFUSALS):
                call(made.matrix())
        return
    lengths = np.linalg.norm(dense, axis=1, keepdims=True)
    rows = dense / np.where(lengths == 0, 1, lengths)
    # Of all others, so that no tie decides who is among the nearest.
    weights = np.where(rows @ rows.T > 1e-6, rows @ rows.T, 0)
    np.fill_diagonal(weights, 0)
    totals = weights.sum(axis=1, keepdims=True)
    expected = rows + weights / np.where(totals == 0, 1, totals) @ rows
    lengths = np.linalg.norm(expected, axis=1, keepdims=True)
    expected /= np.where(lengths == 0, 1, lengths)
    X = made.matrix()
    np.testing.assert_allclose(bs.smooth(X, k=9).toarray(), expected, atol=1e-6)
    P = bs.smoothing_operator(made.matrix(), k=9)
    np.testing.assert_allclose(P @ dense, expected, atol=1e-6)
    found = bs.NeighborSmoother(k=9).fit_transform(made.matrix())
    np.testing.assert_allclose(found.toarray(), expected, atol=1e-6)
