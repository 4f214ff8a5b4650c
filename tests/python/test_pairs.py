"""`pairs`, and what it shares with `top_k`: metrics, windows of time and groups."""

from __future__ import annotations

import _thread
import threading
import time
from datetime import timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from scipy import sparse

import broadsheet as bs
from broadsheet._arrays import canonical_csr
from broadsheet._operands import operands

FAN = np.array([[1.0, 0.0], [0.6, 0.8], [0.8, 0.6], [0.0, 0.0]])
DATES = np.array(["2025-03-01", "2025-03-02", "2025-03-04", "2025-03-04"], dtype="datetime64")


def triples(found: bs.Pairs) -> list[tuple[int, int, float]]:
    return list(zip(*(array.tolist() for array in found), strict=True))


def test_every_pair_that_reaches_the_threshold_is_given_once_in_order():
    found = bs.pairs(FAN, min_similarity=0.8)
    assert triples(found) == [(0, 2, 0.8), (1, 2, 0.96)]
    assert found.i.dtype == found.j.dtype == np.int32
    assert isinstance(found, bs.Pairs)


def test_with_another_matrix_every_pair_across_counts():
    assert triples(bs.pairs(FAN, FAN[:2], min_similarity=0.9)) == [
        (0, 0, 1.0), (1, 1, 1.0), (2, 1, 0.96),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("X", "Y", "dtype"),
    [("float32", None, "float32"), ("int8", None, "float64"), ("float32", "float64", "float64")],
)
def test_similarities_are_in_the_type_of_the_matrices(X, Y, dtype):
    Y = None if Y is None else FAN.astype(Y)
    assert bs.pairs(np.ceil(FAN).astype(X), Y, min_similarity=0.1).similarity.dtype == dtype


@pytest.mark.parametrize("find", [
    lambda X: bs.pairs(X, min_similarity=0.1).similarity,
    lambda X: bs.top_k(X).data,
])  # fmt: skip
def test_the_cosine_does_not_depend_on_lengths(find):
    X = np.array([[3.0, 4.0], [4.0, 3.0], [8.0, 6.0]])
    np.testing.assert_allclose(find(X), find(X * [[1e-200], [1e200], [7]]), rtol=1e-15)
    assert find(X).max() == pytest.approx(1)


def test_the_dot_product_takes_rows_as_they_are():
    X = np.array([[2.0, 0.0], [3.0, 1.0]])
    assert triples(bs.pairs(X, min_similarity=0.1, metric="dot")) == [(0, 1, 6.0)]
    assert bs.top_k(X, metric="dot").data.tolist() == [6.0, 6.0]


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_vectors_of_a_vectorizer_are_of_length_1_already(dtype):
    texts = [f"storm {i % 7} hit port {i % 5} on day {i % 11}" for i in range(100)]
    X = bs.TfidfVectorizer(dtype=dtype).fit_transform(texts)
    assert np.shares_memory(operands(X, None, "cosine", 1)[0][2], X.data)
    cosine, dot = (bs.pairs(X, min_similarity=0.2, metric=metric) for metric in ("cosine", "dot"))
    assert all(a.tobytes() == b.tobytes() for a, b in zip(cosine, dot, strict=True))


@pytest.mark.parametrize("width", [np.int32, np.int64])
def test_long_matrices_are_put_in_order_in_blocks(monkeypatch, width):
    monkeypatch.setattr("broadsheet._arrays._BLOCK", 7)
    rng = np.random.default_rng(0)
    indptr = np.concatenate([[0], np.cumsum(rng.integers(0, 12, 50))]).astype(width)
    columns = rng.integers(0, 6, indptr[-1]).astype(width)
    X = sparse.csr_array((rng.random(indptr[-1]), columns, indptr), shape=(50, 6))
    expected = X.copy()
    expected.sum_duplicates()
    made_indptr, made_columns, made_data, _ = canonical_csr(X, "X")
    assert made_indptr.tolist() == expected.indptr.tolist()
    assert made_columns.tolist() == expected.indices.tolist()
    assert made_data.tolist() == expected.data.tolist()
    assert X.nnz == indptr[-1]  # as it was


quarters = st.integers(-4, 4).map(lambda n: n / 4)
matrices = hnp.arrays(np.float64, st.tuples(st.integers(0, 9), st.just(3)), elements=quarters)


@given(
    X=matrices,
    Y=st.none() | matrices,
    window=st.none() | st.integers(0, 5),
    pairs_from=st.sampled_from(["any", "same", "different"]),
    min_similarity=st.sampled_from([0.0625, 0.25, 0.5, 1.0]),
    data=st.data(),
)
def test_both_joins_equal_brute_force(X, Y, window, pairs_from, min_similarity, data):
    other = X if Y is None else Y

    def draw(elements, n):
        return data.draw(st.lists(elements, min_size=n, max_size=n))

    x_times, x_groups = draw(st.integers(-5, 5), len(X)), draw(st.sampled_from("ab"), len(X))
    if Y is None:
        y_times, y_groups, times, groups = x_times, x_groups, x_times, x_groups
    else:
        y_times, y_groups = draw(st.integers(-5, 5), len(Y)), draw(st.sampled_from("bc"), len(Y))
        times, groups = (x_times, y_times), (x_groups, y_groups)
    allowed = [
        (i, j, float(X[i] @ other[j]))
        for i in range(len(X))
        for j in range(len(other))
        if (Y is not None or i != j)
        and (window is None or abs(x_times[i] - y_times[j]) <= window)
        and (pairs_from == "any" or (x_groups[i] == y_groups[j]) == (pairs_from == "same"))
        and X[i] @ other[j] >= min_similarity
    ]
    options = {
        "min_similarity": min_similarity, "metric": "dot", "timestamps": times, "window": window,
        "groups": groups, "pairs_from": pairs_from,
    }  # fmt: skip
    assert triples(bs.pairs(X, Y, **options)) == [
        pair for pair in allowed if Y is not None or pair[0] < pair[1]
    ]
    found = bs.top_k(X, Y, k=3, **options).tocoo()
    nearest = list(zip(found.row.tolist(), found.col.tolist(), found.data.tolist(), strict=True))
    expected = sorted(allowed, key=lambda pair: (pair[0], -pair[2], pair[1]))
    assert nearest == [
        pair
        for n, pair in enumerate(expected)
        if sum(earlier[0] == pair[0] for earlier in expected[:n]) < 3
    ]


def test_a_window_of_time_is_a_length_of_time_for_dates():
    for window in (timedelta(days=2), np.timedelta64(48, "h")):
        found = bs.pairs(FAN, min_similarity=0.5, timestamps=DATES, window=window)
        assert triples(found) == [(0, 1, 0.6), (1, 2, 0.96)]
    shorter = timedelta(days=2) - timedelta(microseconds=1)
    found = bs.pairs(FAN, min_similarity=0.5, timestamps=DATES, window=shorter)
    assert triples(found) == [(0, 1, 0.6)]


def test_reprints_by_other_outlets():
    outlets = ["Herald", "Post", "Post", "Post"]
    found = bs.top_k(FAN, groups=outlets, pairs_from="different")
    assert found.indices.tolist() == [2, 1, 0, 0]
    found = bs.pairs(FAN, FAN, groups=(outlets, outlets), pairs_from="same", min_similarity=0.9)
    assert triples(found) == [(0, 0, 1.0), (1, 1, 1.0), (1, 2, 0.96), (2, 1, 0.96), (2, 2, 1.0)]


@pytest.mark.parametrize(
    ("change", "error", "message"),
    [
        ({"min_similarity": 0}, ValueError, "min_similarity must be above 0, got 0.*top_k"),
        ({"min_similarity": -0.1}, ValueError, "min_similarity must be above 0, got -0.1"),
        ({"min_similarity": float("nan")}, ValueError, "min_similarity must be above 0, got nan"),
        ({"min_similarity": None}, TypeError, "min_similarity must be a number, got None"),
        ({"min_similarity": True}, TypeError, "min_similarity must be a number, got True"),
        ({"metric": "euclidean"}, ValueError, "metric must be 'cosine' or 'dot', got"),
        ({"n_jobs": 0}, ValueError, "n_jobs must not be 0"),
        ({"Y": FAN[:, :1]}, ValueError, "X has 2 columns, but Y has 1"),
        ({"X": [[1.0]]}, TypeError, "X must be a sparse matrix, .* got list"),
        ({"X": FAN + np.inf}, ValueError, "X has a value that is not finite in row 0, column 0"),
        ({"window": 3}, ValueError, "window needs timestamps"),
        ({"pairs_from": "same"}, ValueError, "pairs_from='same' needs groups"),
    ],
)
def test_what_makes_no_sense_is_refused(change, error, message):
    with pytest.raises(error, match=message):
        bs.pairs(**{"X": FAN, "min_similarity": 0.5, **change})


def test_a_value_that_is_not_finite_is_named_where_it_is():
    X = FAN.copy()
    X[1, 1] = np.nan
    with pytest.raises(ValueError, match="not finite in row 1, column 1"):
        bs.pairs(X, min_similarity=0.5)


@pytest.mark.parametrize("shape", [(0, 0), (0, 5), (3, 0), (3, 5)])
def test_nothing_has_no_pairs(shape):
    assert triples(bs.pairs(sparse.csr_array(shape), min_similarity=0.5)) == []
    assert triples(bs.pairs(np.ones((2, 5)), np.ones((0, 5)), min_similarity=0.5)) == []


def test_unsorted_and_duplicate_columns_are_put_in_order_in_a_copy():
    data, indices, indptr = [0.5, 0.5, 0.8, 0.6, 0.6, 0.8], [0, 0, 1, 0, 1, 0], [0, 2, 4, 6]
    X = sparse.csr_array((data, indices, indptr), shape=(3, 2))
    expected = bs.pairs(FAN[:3], min_similarity=0.1)
    assert triples(bs.pairs(X, min_similarity=0.1)) == triples(expected)
    assert X.data.tolist() == data


def test_every_number_of_threads_gives_the_same_bytes():
    rng = np.random.default_rng(0)
    X = sparse.csr_array(rng.random((2000, 300)) * (rng.random((2000, 300)) < 0.05))
    times = rng.integers(0, 100, 2000)
    options = {"min_similarity": 0.2, "timestamps": times, "window": 20}
    first = bs.pairs(X, n_jobs=1, **options)
    assert first.i.size > 1000
    for n_jobs in (2, 3, None):
        other = bs.pairs(X, n_jobs=n_jobs, **options)
        assert all(a.tobytes() == b.tobytes() for a, b in zip(first, other, strict=True))


def test_progress_is_told():
    told: list[tuple[int, int]] = []
    bs.pairs(
        np.ones((1500, 500)), min_similarity=0.5,
        progress=lambda done, total: told.append((done, total)),
    )  # fmt: skip
    assert told


def test_ctrl_c_stops_a_long_call():
    # Each pair is verified: some twenty seconds.
    X = sparse.csr_array(np.ones((4000, 2000), dtype=np.float32))
    pressed = []

    def press() -> None:
        pressed.append(time.monotonic())
        _thread.interrupt_main()

    timer = threading.Timer(0.5, press)
    timer.start()
    with pytest.raises(KeyboardInterrupt):
        bs.pairs(X, min_similarity=0.5)
    assert time.monotonic() - pressed[0] < 5  # how soon is measured in test_interrupt_large.py
    timer.join()
