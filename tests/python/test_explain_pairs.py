"""`explain_pairs`: what makes pairs similar and what sets them apart, held to NumPy."""

from __future__ import annotations

import _thread
import threading
import time
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from scipy import sparse

import broadsheet as bs

# Terms 0 and 1 shared by the first two rows, 2 and 3 had by one of them.
ROWS = np.array([[0.5, 0.25, 1.0, 0.0], [1.0, 1.0, 0.0, 0.5], [0.0, 0.0, 0.0, 0.0]])
NAMES = ["bridge", "council", "opened", "toll"]
ARRAYS = ("pairs", "similarity", "shared", "contributions", "rest", "only_first",
          "only_first_weights", "only_second", "only_second_weights")  # fmt: skip


def heaviest(numbers, ids, k):
    """Ids and numbers of the k heaviest, filled up, and the sum of the rest: slow and obvious."""
    order = sorted(zip(ids, numbers, strict=True), key=lambda term: (-abs(term[1]), term[0]))
    kept = [*order[:k], *[(-1, 0.0)] * (k - len(order))]
    return [i for i, _ in kept], [w for _, w in kept], sum(w for _, w in order[k:])


def brute_force(X, pairs, k):
    """The definition on dense rows."""
    k = min(k, max(X.shape[1], 1))
    expected = []
    for i, j in pairs:
        x, y = X[i].astype(np.float64), X[j].astype(np.float64)
        both = np.flatnonzero(x * y)
        first, second = np.flatnonzero((x != 0) & (y == 0)), np.flatnonzero((x == 0) & (y != 0))
        shared, contributions, rest = heaviest((x * y)[both].tolist(), both.tolist(), k)
        expected.append((x @ y, shared, contributions, rest,
                         *heaviest(x[first].tolist(), first.tolist(), k)[:2],
                         *heaviest(y[second].tolist(), second.tolist(), k)[:2]))  # fmt: skip
    return expected


def as_rows(found):
    columns = [getattr(found, name).tolist() for name in ARRAYS[1:4]]
    columns.append(found.rest.tolist())
    columns += [getattr(found, name).tolist() for name in ARRAYS[5:]]
    return list(zip(*columns, strict=True))


def random_matrix(n_rows, n_cols, *, density=0.1, seed=0):
    rng = np.random.default_rng(seed)
    X = rng.random((n_rows, n_cols)) * (rng.random((n_rows, n_cols)) < density)
    return X / np.maximum(np.linalg.norm(X, axis=1, keepdims=True), 1e-9)


def test_one_pair():
    found = bs.explain_pairs(ROWS, (0, 1), k=2)
    assert len(found) == 1
    assert found.pairs.tolist() == [[0, 1]]
    assert found.similarity.tolist() == [0.75]
    assert found.shared.tolist() == [[0, 1]]
    assert found.contributions.tolist() == [[0.5, 0.25]]
    assert found.rest.tolist() == [0.0]
    assert found.only_first.tolist() == [[2, -1]]
    assert found.only_first_weights.tolist() == [[1.0, 0.0]]
    assert found.only_second.tolist() == [[3, -1]]
    assert found.only_second_weights.tolist() == [[0.5, 0.0]]


def test_what_is_not_shown_is_summed():
    found = bs.explain_pairs(ROWS, [(0, 1), (1, 1)], k=1)
    assert found.contributions.tolist() == [[0.5], [1.0]]
    assert found.rest.tolist() == [0.25, 1.25]


@pytest.mark.parametrize("pairs", [
    [(0, 1), (2, 0)], np.array([[0, 1], [2, 0]], dtype=np.uint8), ((0, 1), (2, 0)),
    SimpleNamespace(i=np.array([0, 2]), j=np.array([1, 0])), SimpleNamespace(i=[0, 2], j=[1, 0]),
])  # fmt: skip
def test_pairs_come_in_several_forms(pairs):
    found = bs.explain_pairs(ROWS, pairs)
    assert found.pairs.tolist() == [[0, 1], [2, 0]]
    assert found.pairs.dtype == np.int64
    assert found.similarity.tolist() == [0.75, 0.0]


@pytest.mark.parametrize("pairs", [[], np.empty((0, 2), dtype=int), SimpleNamespace(i=[], j=[])])
def test_no_pairs(pairs):
    found = bs.explain_pairs(ROWS, pairs, k=2)
    assert len(found) == 0
    assert found.shared.shape == (0, 2)
    assert repr(found) == "ExplainedPairs: 0"
    assert list(found) == []


def test_k_is_at_most_the_number_of_terms():
    assert bs.explain_pairs(ROWS, (0, 1), k=10**30).shared.tolist() == [[0, 1, -1, -1]]
    assert bs.explain_pairs(np.empty((1, 0)), (0, 0)).shared.tolist() == [[-1]]


def test_the_callers_arrays_stay_its_own():
    pairs = np.array([[0, 1]])
    found = bs.explain_pairs(ROWS, pairs)
    pairs[0, 0] = 2
    assert found.pairs.tolist() == [[0, 1]]
    for name in ARRAYS:
        with pytest.raises(ValueError, match="read-only"):
            getattr(found, name)[:] = 0


@pytest.mark.parametrize(
    ("change", "error", "message"),
    [
        ({"pairs": [(0, 1), (1, 3)]}, ValueError, r"pairs has row 3 at \[1, 1\], but X has 3 rows"),
        ({"pairs": (-1, 1)}, ValueError, r"pairs has row -1 at \[0, 0\], but X has 3 rows"),
        ({"pairs": (0, 2**32)}, ValueError, r"pairs has row 4294967296 at \[0, 1\]"),
        ({"pairs": np.array([[0, 2**63]], dtype=np.uint64)}, ValueError, r"pairs has 9.* \[0, 1\]"),
        ({"pairs": SimpleNamespace(i=[0], j=[9])}, ValueError, r"pairs has row 9 at \[0, 1\]"),
        ({"pairs": (0, 1, 2)}, ValueError, r"pairs must be one pair .*, got shape \(3,\)"),
        ({"pairs": [[0], [1]]}, ValueError, r"got shape \(2, 1\)"),
        ({"pairs": [[[0, 1]]]}, ValueError, r"got shape \(1, 1, 2\)"),
        ({"pairs": [(0, 1), (1,)]}, ValueError, "pairs must be an array of int"),
        ({"pairs": 3}, ValueError, r"got shape \(\)"),
        ({"pairs": (0.0, 1.0)}, TypeError, "pairs must hold integers, got float64"),
        ({"pairs": ("0", "1")}, TypeError, "pairs must hold integers"),
        ({"pairs": (True, False)}, TypeError, "pairs must hold integers, got bool"),
        ({"pairs": SimpleNamespace(i=[0], j=[0, 1])}, ValueError, "pairs.i has 1 entries, but"),
        ({"pairs": SimpleNamespace(i=[[0]], j=[0])}, ValueError, "pairs.i must be 1-D"),
        ({"pairs": SimpleNamespace(i=[0], j=[0.5])}, TypeError, "pairs.j must hold integers"),
        ({"k": 0}, ValueError, "k must be at least 1, got 0"),
        ({"k": 1.5}, TypeError, "k must be an int, got 1.5"),
        ({"names": NAMES[:3]}, ValueError, "names has 3 entries, but X has 4 columns"),
        ({"names": [NAMES]}, ValueError, "names must be 1-D"),
        ({"X": None}, TypeError, "X must be a sparse matrix"),
        ({"X": ROWS + np.nan}, ValueError, "X has a value that is not finite in row 0, column 0"),
        ({"n_jobs": 0}, ValueError, "n_jobs must not be 0"),
        ({"progress": 3}, TypeError, "progress"),
    ],
)
def test_what_makes_no_sense_is_refused(change, error, message):
    with pytest.raises(error, match=message):
        bs.explain_pairs(**{"X": ROWS, "pairs": (0, 1), **change})


def test_one_pair_is_shown_with_names():
    pair = bs.explain_pairs(ROWS, (0, 1), names=np.array(NAMES))[0]
    assert pair.shared == (("bridge", 0.5), ("council", 0.25))
    assert pair.only_first == (("opened", 1.0),)
    assert pair.only_second == (("toll", 0.5),)
    assert (pair.i, pair.j, pair.similarity, pair.rest) == (0, 1, 0.75, 0.0)
    assert repr(pair).splitlines() == [
        "Rows 0 and 1: similarity 0.750",
        "shared    adds   of it  only first  weight  only second  weight",
        "bridge   0.500  66.7 %  opened       1.000  toll          0.500",
        "council  0.250  33.3 %",
    ]


def test_without_names_terms_are_ids():
    found = bs.explain_pairs(ROWS, (0, 1), k=1)
    assert found[-1].shared == ((0, 0.5),)
    assert "… other terms" in repr(found[0])
    with pytest.raises(ValueError, match="give explain_pairs names="):
        found.name(found.shared)
    with pytest.raises(IndexError, match="there is no pair 1: there are 1"):
        found[1]


def test_names_of_any_shape():
    found = bs.explain_pairs(ROWS, (0, 1), names=NAMES)
    assert found.name(found.shared).tolist() == [["bridge", "council", "", ""]]
    assert found.name(3) == "toll"


def test_what_is_shown_cannot_drive_a_terminal():
    names = ["a\x1b[31mb", "c\nd", "\ud800", "e"]
    found = bs.explain_pairs(ROWS, [(0, 1)] * 12, names=names)
    for shown in (repr(found), repr(found[0])):
        assert "\x1b" not in shown
        assert "\ud800" not in shown
    assert "… and 2 more" in repr(found)
    assert len(repr(found[0]).splitlines()) == 4


def test_rows_without_terms_and_cancelling_ones_are_shown():
    assert repr(bs.explain_pairs(ROWS, (2, 2))[0]) == "Rows 2 and 2: similarity 0.000"
    zero = bs.explain_pairs(np.array([[1.0, 1.0], [1.0, -1.0]]), (0, 1), k=1)
    assert zero.similarity.tolist() == [0.0]
    assert zero.rest.tolist() == [-1.0]
    assert "0.0 %" not in repr(zero[0])


quarters = st.integers(-4, 4).map(lambda n: n / 4)


@given(
    X=hnp.arrays(np.float32, st.tuples(st.integers(1, 8), st.integers(1, 12)), elements=quarters),
    double=st.booleans(),
    k=st.integers(1, 14),
    data=st.data(),
)
def test_pairs_equal_brute_force(X, double, k, data):
    X = X.astype(np.float64) if double else X
    row = st.integers(0, len(X) - 1)
    pairs = data.draw(st.lists(st.tuples(row, row), min_size=1, max_size=20))
    found = bs.explain_pairs(sparse.csr_array(X), np.array(pairs), k=k, n_jobs=2)
    assert as_rows(found) == brute_force(X, pairs, k)  # quarters: sums are exact in any order
    assert found.only_first_weights.dtype == found.only_second_weights.dtype == X.dtype


@pytest.mark.parametrize("k", [1, 10, 64, 65, 200])
def test_shares_and_rest_sum_to_the_dot_product(k):
    X = random_matrix(200, 800, density=0.4).astype(np.float32)
    pairs = np.random.default_rng(1).integers(200, size=(3000, 2))
    found = bs.explain_pairs(X, pairs, k=k)
    products = np.einsum("ij,ij->i", *X[pairs.T].astype(np.float64))
    np.testing.assert_allclose(found.similarity, products, atol=1e-12)
    sums = found.contributions.sum(axis=1) + found.rest
    np.testing.assert_allclose(sums, products, atol=1e-12)
    assert (np.diff(np.abs(found.contributions), axis=1) <= 0).all()


def test_every_number_of_threads_gives_the_same_bytes():
    X = random_matrix(500, 300)
    pairs = np.random.default_rng(2).integers(500, size=(50_000, 2))
    first = bs.explain_pairs(X, pairs, n_jobs=1)
    for n_jobs in (2, 3, None):
        other = bs.explain_pairs(X, pairs, n_jobs=n_jobs)
        for name in ARRAYS:
            assert getattr(first, name).tobytes() == getattr(other, name).tobytes()


def test_reasons_of_stories_are_those_of_the_pair():
    texts = ["The old bridge opened.", "The bridge opened today.", "The toll bridge opened."]
    found = bs.stories(texts)
    why = found.why(0, 2)
    pair = bs.explain_pairs(found.vectors, (0, 2), names=found.terms)[0]
    assert why.terms == tuple(term for term, _ in pair.shared)
    assert why.cosine == pytest.approx(pair.similarity, abs=1e-12)


def test_progress_is_told():
    told: list[tuple[int, int]] = []
    X = np.ones((40, 2000), dtype=np.float32)
    pairs = np.random.default_rng(3).integers(40, size=(20_000, 2))
    bs.explain_pairs(X, pairs, n_jobs=1, progress=lambda done, total: told.append((done, total)))
    assert told
    assert {total for _, total in told} == {1000}
    assert told == sorted(told)


@pytest.mark.parametrize("n_jobs", [1, 2])
@pytest.mark.parametrize(
    ("n_cols", "n_pairs"), [(500, 1_000_000), (1_000_000, 400)], ids=["many pairs", "long rows"]
)
def test_ctrl_c_stops_a_long_call(n_cols, n_pairs, n_jobs):
    row = np.arange(n_cols, dtype=np.int32)
    X = sparse.csr_array(
        (np.tile(1.0 / (1 + row), 4), np.tile(row, 4), np.arange(5) * n_cols), shape=(4, n_cols)
    )
    pairs = np.random.default_rng(4).integers(4, size=(n_pairs, 2))
    pressed = []

    def press() -> None:
        pressed.append(time.monotonic())
        _thread.interrupt_main()

    timer = threading.Timer(0.3, press)
    timer.start()
    with pytest.raises(KeyboardInterrupt):
        bs.explain_pairs(X, pairs, k=20, n_jobs=n_jobs)  # some seconds
    assert time.monotonic() - pressed[0] < 1  # 0.1 s where nothing else runs
    timer.join()


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_pairs_that_were_found_are_explained_as_they_come(dtype):
    X = random_matrix(80, 60, density=0.3).astype(dtype)
    found = bs.pairs(X, min_similarity=0.3)
    assert len(found.i) > 100
    explained = bs.explain_pairs(X, found, k=4)
    assert explained.pairs.tolist() == np.stack([found.i, found.j], axis=1).tolist()
    assert explained.similarity.astype(dtype).tolist() == found.similarity.tolist()
    shares = np.column_stack([explained.contributions, explained.rest])
    assert (explained.rest > 0).any()
    assert np.abs(shares.sum(axis=1) / explained.similarity - 1).max() < 1e-6
