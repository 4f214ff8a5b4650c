"""Smoothing by neighbours that are near in time: beside the definition, row by row."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import sparse

import broadsheet as bs
from broadsheet._smoothing import Recipe, csr_of
from broadsheet._timely import smooth_in_time, time_factors

DAY = 86_400_000_000
NEVER = np.iinfo(np.int64).min


@pytest.fixture(scope="module")
def rows():
    rng = np.random.default_rng(0)
    X = sparse.csr_array(sparse.random(150, 60, density=0.12, format="csr", random_state=rng))
    return csr_of(sparse.csr_array(X), "cosine", 1)


@pytest.fixture(scope="module")
def timestamps():
    days = np.random.default_rng(1).integers(0, 20, 150) * DAY
    days[::7] = NEVER
    return days.astype(np.int64)


def by_definition(rows, timestamps, sigma: float, k: int, unknown: float) -> np.ndarray:
    """The k best by cosine times the factor of time among the 32 most similar."""
    dense = rows.toarray()
    smoothed = dense.copy()
    for i, row in enumerate(dense):
        cosines = dense @ row
        others = [j for j in range(len(dense)) if j != i and cosines[j] > 0]
        nearest = sorted(others, key=lambda j: (-cosines[j], j))[:32]

        def similarity(j: int, i: int = i, cosines: np.ndarray = cosines) -> float:
            if NEVER in (timestamps[i], timestamps[j]):
                return unknown * cosines[j]
            apart = (float(timestamps[i]) - float(timestamps[j])) / sigma
            return np.exp(-(apart**2) / 2) * cosines[j]

        best = sorted(nearest, key=lambda j: (-similarity(j), j))[:k]
        weights = np.array([similarity(j) for j in best])
        if weights.sum() > 0:
            smoothed[i] += weights @ dense[best] / weights.sum()
        smoothed[i] /= np.linalg.norm(smoothed[i]) or 1
    return smoothed


@pytest.mark.parametrize("k", [1, 2, 10])
def test_rows_are_what_the_definition_says(rows, timestamps, k):
    found = smooth_in_time(rows, Recipe(k, 1.0, 1), timestamps, 4.0 * DAY, 1)
    expected = by_definition(rows, timestamps, 4.0 * DAY, k, 0.7)
    assert found.toarray() == pytest.approx(expected, abs=1e-12)


def test_without_dates_it_is_smooth(rows):
    found = smooth_in_time(rows, Recipe(3, 0.5, 2), None, None, 1)
    assert (found != bs.smooth(rows, 3, 0.5, 2)).nnz == 0


@pytest.mark.parametrize("timed", [False, True])
def test_many_copies_of_a_row_stay_as_they_are_and_take_no_others_place(rows, timed):
    copies = sparse.vstack([rows[:100], *[rows[[0]]] * 60, rows[100:]], format="csr")
    times = np.arange(copies.shape[0], dtype=np.int64) * DAY if timed else None
    found = smooth_in_time(copies, Recipe(2, 1.0, 1), times, 4.0 * DAY, 1).toarray()
    if timed:
        expected = by_definition(copies, times, 4.0 * DAY, 2, 0.7)
    else:
        expected = bs.smooth(copies, 2, 1.0, 1).toarray()
    assert found == pytest.approx(expected, abs=1e-12)


def test_any_number_of_threads_gives_the_same_rows(rows, timestamps):
    one, three = (smooth_in_time(rows, Recipe(2, 1.0, 2), timestamps, DAY, n) for n in (1, 3))
    assert one.data.tobytes() == three.data.tobytes()
    assert one.indices.tobytes() == three.indices.tobytes()


def test_factors_of_time():
    times = np.array([0, DAY, NEVER])
    factors = time_factors(times[:, None], times[None, :], float(DAY), 0.7)
    half = np.exp(-0.5)
    assert factors == pytest.approx(np.array([[1, half, 0.7], [half, 1, 0.7], [0.7, 0.7, 0.7]]))
