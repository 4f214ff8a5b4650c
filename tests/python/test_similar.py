"""`top_k`: each row's nearest rows, exactly, held to NumPy's full product."""

from __future__ import annotations

import _thread
import threading
import time
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from scipy import sparse

import broadsheet as bs

# Rows of length 1, but for the last.
FAN = np.array([[1.0, 0.0], [0.6, 0.8], [0.8, 0.6], [0.0, 0.0]])


def rows_of(found) -> list[list[tuple[int, float]]]:
    """Neighbours and similarities of each row, in the order in which they are stored."""
    ends = found.indptr
    return [
        list(zip(found.indices[a:b].tolist(), found.data[a:b].tolist(), strict=True))
        for a, b in pairwise(ends)
    ]


def brute_force(X, Y=None, *, k, min_similarity=None) -> list[list[tuple[int, float]]]:
    """The definition on dense arrays: slow and obvious."""
    other = X if Y is None else Y
    products = (X.astype(np.float64) @ other.astype(np.float64).T).astype(X.dtype)
    result = []
    for i, scores in enumerate(products):
        found = [
            (j, float(score))
            for j, score in enumerate(scores)
            if score != 0
            and (Y is not None or i != j)
            and (min_similarity is None or score >= X.dtype.type(min_similarity))
        ]
        result.append(sorted(found, key=lambda pair: (-pair[1], pair[0]))[:k])
    return result


def random_matrix(n_rows: int, n_cols: int, *, seed: int = 0, density: float = 0.1):
    rng = np.random.default_rng(seed)
    X = rng.random((n_rows, n_cols)) * (rng.random((n_rows, n_cols)) < density)
    return sparse.csr_array(X)


def test_neighbours_come_by_falling_similarity_without_self_or_zeros():
    assert rows_of(bs.top_k(FAN)) == [
        [(2, 0.8), (1, 0.6)],
        [(2, 0.96), (0, 0.6)],
        [(1, 0.96), (0, 0.8)],
        [],
    ]
    assert rows_of(bs.top_k(FAN, k=1)) == [[(2, 0.8)], [(2, 0.96)], [(1, 0.96)], []]


def test_equal_similarities_go_by_index():
    assert bs.top_k(np.ones((4, 1)), k=2).indices.tolist() == [1, 2, 0, 2, 0, 1, 0, 1]


def test_min_similarity_itself_is_enough():
    assert rows_of(bs.top_k(FAN, min_similarity=0.8)) == [
        [(2, 0.8)],
        [(2, 0.96)],
        [(1, 0.96), (0, 0.8)],
        [],
    ]
    # 0.7 in float32 is a little less than 0.7.
    X = np.array([[1.0], [0.7]], dtype=np.float32)
    assert bs.top_k(X, min_similarity=0.7, metric="dot").nnz == 2


def test_negative_similarities_count_unless_min_similarity_is_above():
    X = np.array([[1.0], [-0.5], [-1.0]])
    assert rows_of(bs.top_k(X, k=1, metric="dot")) == [[(1, -0.5)], [(2, 0.5)], [(1, 0.5)]]
    assert rows_of(bs.top_k(X, min_similarity=-0.5, metric="dot"))[0] == [(1, -0.5)]
    assert rows_of(bs.top_k(X, min_similarity=0, metric="dot"))[0] == []


def test_with_another_matrix_every_pair_counts():
    found = bs.top_k(FAN, FAN[:2], k=5)
    assert found.shape == (4, 2)
    assert rows_of(found)[0] == [(0, 1.0), (1, 0.6)]


def test_k_may_exceed_the_rows():
    assert rows_of(bs.top_k(FAN, k=10**30)) == rows_of(bs.top_k(FAN, k=4))


@pytest.mark.parametrize("make", [
    sparse.csr_array, sparse.csr_matrix, sparse.csc_array, sparse.coo_matrix, sparse.lil_array,
    sparse.dok_array, np.asarray, np.asfortranarray,
])  # fmt: skip
def test_every_container_gives_the_same(make):
    X = make(FAN)
    found = bs.top_k(X)
    assert rows_of(found) == rows_of(bs.top_k(FAN))
    expected = sparse.csr_matrix if sparse.isspmatrix(X) else sparse.csr_array
    assert type(found) is expected
    assert found.indptr.dtype == found.indices.dtype == np.int32


@pytest.mark.parametrize(
    ("dtype", "expected"),
    [
        ("float32", "float32"), ("float64", "float64"), ("float16", "float32"), (">f4", "float32"),
        ("int8", "float64"), ("uint64", "float64"), ("bool", "float64"),
    ],
)  # fmt: skip
def test_types(dtype, expected):
    found = bs.top_k(np.array([[1, 0], [1, 1]]).astype(dtype), metric="dot")
    assert found.dtype == expected
    assert rows_of(found) == [[(1, 1.0)], [(0, 1.0)]]


def test_small_integers_are_summed_and_multiplied_in_float64():
    X = sparse.csr_array(([100, 100, 1], [0, 0, 0], [0, 2, 3]), shape=(2, 1), dtype=np.int8)
    assert rows_of(bs.top_k(X, metric="dot")) == [[(1, 200.0)], [(0, 200.0)]]


def test_a_float32_and_a_float64_matrix_meet_in_float64():
    assert bs.top_k(FAN.astype(np.float32), FAN).dtype == np.float64


def test_64_bit_indices_are_taken():
    X = sparse.csr_array(FAN)
    X.indices, X.indptr = X.indices.astype(np.int64), X.indptr.astype(np.int64)
    assert rows_of(bs.top_k(X)) == rows_of(bs.top_k(FAN))


def test_unsorted_and_duplicate_columns_are_put_in_order_in_a_copy():
    data, indices, indptr = [0.5, 0.5, 0.8, 0.6, 0.6, 0.8], [0, 0, 1, 0, 1, 0], [0, 2, 4, 6]
    X = sparse.csr_array((data, indices, indptr), shape=(3, 2))
    assert rows_of(bs.top_k(X)) == rows_of(bs.top_k(FAN[:3]))
    assert X.indices.tolist() == indices
    assert X.data.tolist() == data


def test_a_change_behind_scipys_back_is_noticed():
    X = sparse.csr_array(FAN)
    assert X.has_canonical_format
    X.indices[1:3] = [1, 0]  # and its cached flag says still sorted
    X.data[1:3] = [0.8, 0.6]
    assert rows_of(bs.top_k(X)) == rows_of(bs.top_k(FAN))


@pytest.mark.parametrize("shape", [(0, 0), (0, 5), (3, 0), (3, 5), (1, 1)])
def test_nothing_has_no_neighbours(shape):
    found = bs.top_k(sparse.csr_array(shape))
    assert found.shape == (shape[0], shape[0])
    assert found.nnz == 0


def test_nothing_to_look_among():
    assert bs.top_k(FAN, np.empty((0, 2))).shape == (4, 0)


@pytest.mark.parametrize(
    ("change", "error", "message"),
    [
        ({"k": 0}, ValueError, "k must be at least 1, got 0"),
        ({"k": -3}, ValueError, "k must be at least 1, got -3"),
        ({"k": 2.0}, TypeError, "k must be an int, got 2.0"),
        ({"k": True}, TypeError, "k must be an int"),
        ({"min_similarity": float("nan")}, ValueError, "min_similarity must be a number, got NaN"),
        ({"min_similarity": "0.5"}, TypeError, "min_similarity must be a number or None"),
        ({"metric": "l2"}, ValueError, "metric must be 'cosine' or 'dot', got \"l2\""),
        ({"n_jobs": 0}, ValueError, "n_jobs must not be 0"),
        ({"progress": 3}, TypeError, "progress"),
        ({"Y": FAN[:, :1]}, ValueError, "X has 2 columns, but Y has 1"),
        ({"Y": [[1.0, 0.0]]}, TypeError, "Y must be a sparse matrix, .* got list"),
        ({"Y": FAN + np.inf}, ValueError, "Y has a value that is not finite in row 0"),
        ({"X": None}, TypeError, "X must be a sparse matrix, .* got NoneType"),
        ({"X": FAN[0]}, ValueError, "X must be 2-D, got shape"),
        ({"X": FAN.astype(complex)}, TypeError, "X must hold float32, float64 or integers"),
        ({"X": FAN.astype(object)}, TypeError, "X must hold float32, float64 or integers"),
        ({"X": np.ma.masked_equal(FAN, 0)}, TypeError, "X must be .* got MaskedArray"),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_refused(change, error, message):
    with pytest.raises(error, match=message):
        bs.top_k(**{"X": FAN, **change})


def test_a_sparse_vector_is_refused_where_scipy_has_such_a_thing():
    vector = sparse.coo_array(FAN[0])
    if vector.ndim == 1:
        with pytest.raises(ValueError, match="X must be 2-D, got shape"):
            bs.top_k(vector)
    else:  # before SciPy 1.13 it becomes a matrix of one row
        assert bs.top_k(vector).shape == (1, 1)


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_values_that_are_not_finite_are_named(value):
    X = sparse.csr_array(FAN, dtype=np.float32)
    X.data[2] = value
    with pytest.raises(ValueError, match="X has a value that is not finite in row 1, column 1"):
        bs.top_k(X)


@pytest.mark.parametrize(
    ("array", "at", "value", "message"),
    [
        ("indptr", 0, 1, r"X.indptr\[0\] must be 0"),
        ("indptr", 1, 4, "X.indptr falls at row 1"),
        ("indptr", 4, 10**9, "X.indptr ends at 1000000000"),
        ("indices", 3, 7, "X.indices has column 7 in row 2, but there are 2 columns"),
        ("indices", 3, -1, "X.indices has column -1 in row 2"),
    ],
)
@pytest.mark.parametrize("width", [np.int32, np.int64])
def test_arrays_that_do_not_fit_together_are_refused(array, at, value, message, width):
    X = sparse.csr_array(FAN)
    X.indices, X.indptr = X.indices.astype(width), X.indptr.astype(width)
    getattr(X, array)[at] = value
    with pytest.raises(ValueError, match=message):
        bs.top_k(X)


def test_a_column_beyond_32_bits_does_not_wrap_around():
    X = sparse.csr_array(FAN)
    X.indices = X.indices.astype(np.int64)
    X.indices[0] = 2**32
    with pytest.raises(ValueError, match="column 4294967296 in row 0"):
        bs.top_k(X)


def test_too_many_columns_are_refused():
    with pytest.raises(ValueError, match="X has 4294967296 columns"):
        bs.top_k(sparse.csr_array((1, 2**32)))


# Quarters: their products and sums are exact, so NumPy's are the same to the last bit.
quarters = st.integers(-4, 4).map(lambda n: n / 4)
matrices = st.integers(1, 6).flatmap(
    lambda n_cols: st.tuples(
        *(
            hnp.arrays(
                np.float32, st.tuples(st.integers(0, 12), st.just(n_cols)), elements=quarters
            )
            for _ in range(2)
        )
    )
)


@given(
    XY=matrices,
    self_join=st.booleans(),
    double=st.booleans(),
    k=st.integers(1, 15),
    min_similarity=st.none() | st.sampled_from([-1, -0.5, 0, 0.25, 0.5, 1, 3.0]),
)
def test_top_k_equals_brute_force(XY, self_join, double, k, min_similarity):
    X, Y = (M.astype(np.float64) for M in XY) if double else XY
    Y = None if self_join else Y
    found = bs.top_k(
        sparse.csr_array(X), Y, k=k, min_similarity=min_similarity, metric="dot", n_jobs=2
    )
    assert rows_of(found) == brute_force(X, Y, k=k, min_similarity=min_similarity)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_scores_are_scipys_to_rounding(dtype):
    X, Y = (random_matrix(n, 300, seed=n).astype(dtype) for n in (400, 500))
    found = bs.top_k(X, Y, k=500, metric="dot")
    assert abs(found - X @ Y.T).max() <= 1e-6
    assert found.nnz == (X @ Y.T).nnz


def test_every_number_of_threads_gives_the_same_bytes():
    X = random_matrix(3000, 500, density=0.05)
    first = bs.top_k(X, k=7, min_similarity=0.2, n_jobs=1)
    for n_jobs in (2, 3, -1, None):
        other = bs.top_k(X, k=7, min_similarity=0.2, n_jobs=n_jobs)
        for a, b in ((first.indptr, other.indptr), (first.indices, other.indices),
                     (first.data, other.data)):  # fmt: skip
            assert a.tobytes() == b.tobytes()


def test_calls_from_many_threads_do_not_disturb_each_other():
    X = random_matrix(1000, 200)
    expected = rows_of(bs.top_k(X, n_jobs=1))
    results: list[object] = []
    threads = [
        threading.Thread(target=lambda: results.append(rows_of(bs.top_k(X, n_jobs=2))))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == [expected] * 4


def test_progress_is_told():
    told: list[tuple[int, int]] = []
    bs.top_k(np.ones((1500, 500)), progress=lambda done, total: told.append((done, total)))
    assert told
    assert all(0 <= done <= total for done, total in told)


def test_an_error_in_progress_stops_the_call():
    def stop(done: int, total: int) -> None:
        msg = "enough"
        raise RuntimeError(msg)

    with pytest.raises(RuntimeError, match="enough"):
        bs.top_k(np.ones((4000, 2000), dtype=np.float32), progress=stop)


@pytest.mark.parametrize("n_jobs", [1, 2])
def test_ctrl_c_stops_a_long_call(n_jobs):
    X = np.ones((4000, 2000), dtype=np.float32)  # most of a minute
    pressed = []

    def press() -> None:
        pressed.append(time.monotonic())
        _thread.interrupt_main()

    timer = threading.Timer(0.5, press)
    timer.start()
    with pytest.raises(KeyboardInterrupt):
        bs.top_k(X, n_jobs=n_jobs)
    assert time.monotonic() - pressed[0] < 1  # 0.1 s where nothing else runs
    timer.join()


@settings(max_examples=5, deadline=None)
@given(seed=st.integers(0, 2**32 - 1))
def test_neighbours_of_a_collection_do_not_depend_on_what_else_is_asked(seed):
    """Each half of the rows, asked alone, has the neighbours that it has among all."""
    X = random_matrix(200, 60, seed=seed)
    whole = rows_of(bs.top_k(X, X, k=5))
    halves = rows_of(bs.top_k(X[:100], X, k=5)) + rows_of(bs.top_k(X[100:], X, k=5))
    assert whole == halves
