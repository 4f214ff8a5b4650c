"""`leading_directions`: smoothed rows in few columns, with the cosines that they have there."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import sparse

from broadsheet._leading_directions import leading_directions


def problem(rank: int, seed: int = 0):
    rng = np.random.default_rng(seed)
    X = rng.standard_normal((60, rank)) @ rng.standard_normal((rank, 40))
    P = np.eye(60) + 0.3 * rng.random((60, 60))
    return sparse.csr_array(P), sparse.csr_array(X)


@pytest.mark.parametrize("rank", [1, 5, 12])
def test_cosines_are_kept_where_all_directions_are(rank):
    P, X = problem(rank)
    rows = leading_directions(P, X, rank)
    dense = (P @ X).toarray()
    dense /= np.linalg.norm(dense, axis=1, keepdims=True)
    assert np.allclose(rows @ rows.T, dense @ dense.T)


def test_fewer_directions_are_those_of_the_singular_values():
    P, X = problem(40)
    U, s, _ = np.linalg.svd((P @ X).toarray(), full_matrices=False)
    expected = U[:, :3] * s[:3]
    expected /= np.linalg.norm(expected, axis=1, keepdims=True)
    rows = leading_directions(P, X, 3)
    assert rows.shape == (60, 3)
    assert np.allclose(abs(rows), abs(expected), atol=1e-3)


def test_a_row_of_zeros_stays_one():
    X = sparse.csr_array(np.array([[1.0, 2.0], [0.0, 0.0], [3.0, 1.0]]))
    rows = leading_directions(sparse.csr_array(sparse.eye(3)), X, 5)
    assert rows.shape == (3, 2)
    assert not rows[1].any()
    assert np.allclose(np.linalg.norm(rows[[0, 2]], axis=1), 1)


def test_it_gives_the_same_numbers_each_time_and_tells_its_progress():
    P, X = problem(20)
    seen = []
    first = leading_directions(P, X, 5, lambda done, total: seen.append((done, total)))
    assert leading_directions(P, X, 5).tobytes() == first.tobytes()
    assert seen == [(step, 17) for step in range(1, 18)]
