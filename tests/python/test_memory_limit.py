"""`memory_limit` of joins, `pairs_chunked` and `plan_join`."""

from __future__ import annotations

import _thread
import re
import subprocess
import sys
import threading
import time
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from scipy import sparse

import broadsheet as bs
from broadsheet._arrays import canonical_csr
from broadsheet._memory import memory_of, shown_bytes

FAN = np.array([[1.0, 0.0], [0.6, 0.8], [0.8, 0.6], [0.0, 0.0]])


def random_matrix(n_rows: int, n_cols: int, density: float, seed: int = 0) -> sparse.csr_array:
    """Rows of length 1, whose terms are as uneven as words."""
    rng = np.random.default_rng(seed)
    per_row = int(n_cols * density)
    columns = (rng.random((n_rows, per_row)) ** 3 * n_cols).astype(np.int32)
    rows = np.repeat(np.arange(n_rows), per_row)
    X = sparse.csr_array(
        (rng.random(n_rows * per_row).astype(np.float32), (rows, columns.ravel())),
        shape=(n_rows, n_cols),
    )
    X.sum_duplicates()
    X.data /= np.repeat(sparse.linalg.norm(X, axis=1), np.diff(X.indptr)).astype(np.float32)
    return X


def least_needed(call) -> int:
    """Bytes that a call says it needs at least."""
    with pytest.raises(ValueError, match=r"memory_limit is 1 bytes, .* need at least") as caught:
        call(1)
    return int(str(caught.value).split()[-1])


@pytest.mark.parametrize(
    ("limit", "n_bytes"),
    [
        (None, 512_000_000), (1, 1), (np.int64(7), 7), ("1 B", 1), ("512 MB", 512_000_000),
        ("1GiB", 2**30), (" 1.5 kib ", 1536), ("0.5 TB", 500_000_000_000), (2**80, 2**62),
    ],
)  # fmt: skip
def test_a_limit_is_bytes_or_a_size(limit, n_bytes):
    assert memory_of(limit) == (n_bytes, 0)


@pytest.mark.parametrize(
    ("limit", "error", "message"),
    [
        (0, ValueError, "memory_limit must be above 0, got 0"),
        (-5, ValueError, "memory_limit must be above 0, got -5"),
        ("0 MB", ValueError, "memory_limit must be above 0"),
        ("512", ValueError, "must be a size as '512 MB' or '1 GiB', got \"512\""),
        ("-1 MB", ValueError, "must be a size"),
        ("2 parsecs", ValueError, "must be a size"),
        ("nan MB", ValueError, "must be a size"),
        (1.5e9, TypeError, "must be an int, a str or None, got 1500000000.0"),
        (True, TypeError, "must be an int, a str or None, got True"),
    ],
)
@pytest.mark.parametrize("call", [
    lambda limit: bs.top_k(FAN, memory_limit=limit),
    lambda limit: bs.pairs(FAN, min_similarity=0.5, memory_limit=limit),
    lambda limit: bs.pairs_chunked(FAN, min_similarity=0.5, memory_limit=limit),
    lambda limit: bs.plan_join(FAN, k=1, memory_limit=limit),
])  # fmt: skip
def test_what_is_no_limit_is_refused(call, limit, error, message):
    with pytest.raises(error, match=message):
        call(limit)


def test_copies_of_a_matrix_count():
    X = sparse.csr_array(np.eye(100, dtype=np.float32))
    x = canonical_csr(X, "X")
    rows = 101 * 8  # indptr in 64 bits
    assert memory_of(10, (X, x)) == (10, rows)
    halved = (*x[:2], x[2] / 2, x[3])
    assert memory_of(10, (X, halved), (None, None)) == (10, rows + 400)
    dense = X.toarray()
    assert memory_of(10, (dense, canonical_csr(dense, "X"))) == (10, rows + 800)


def test_sizes_are_shown_in_their_unit():
    shown = [shown_bytes(n) for n in (0, 999, 1000, 1_234_567, 999_999_999, 5 * 10**15)]
    assert shown == ["0 B", "999 B", "1 kB", "1.23 MB", "1,000 MB", "5,000 TB"]


def test_too_little_memory_says_how_much_is_needed():
    X = random_matrix(500, 300, 0.05)
    joins = [
        lambda limit: bs.top_k(X, k=3, n_jobs=1, memory_limit=limit),
        lambda limit: bs.pairs(X, min_similarity=0.4, n_jobs=1, memory_limit=limit),
        lambda limit: bs.plan_join(X, min_similarity=0.4, n_jobs=1, memory_limit=limit),
        lambda limit: bs.pairs_chunked(X, min_similarity=0.4, n_jobs=1, memory_limit=limit),
    ]
    for join in joins:
        least = least_needed(join)
        join(least)
        with pytest.raises(ValueError, match=f"need at least {least}"):
            join(least - 1)


@pytest.mark.parametrize("with_y", [False, True])
@pytest.mark.parametrize("window", [None, 30])
def test_every_limit_gives_the_same_bytes(with_y, window):
    X, Y = random_matrix(1500, 400, 0.05), random_matrix(700, 400, 0.05, seed=1)
    rng = np.random.default_rng(0)
    times = rng.integers(0, 100, 1500), rng.integers(0, 100, 700)
    options = {
        "Y": Y if with_y else None,
        "timestamps": times if with_y else times[0],
        "window": window,
        "n_jobs": 2,
    }

    def top(limit):
        found = bs.top_k(X, k=200, memory_limit=limit, **options)
        return [found.indptr, found.indices, found.data]

    def near(limit):
        return list(bs.pairs(X, min_similarity=0.5, memory_limit=limit, **options))

    for join in (top, near):
        expected = [a.tobytes() for a in join("1 GB")]
        least = least_needed(join)
        for limit in (least, 2 * least):
            assert [a.tobytes() for a in join(limit)] == expected


def test_chunks_put_together_are_the_pairs():
    X = random_matrix(2000, 400, 0.05)
    options = {"min_similarity": 0.4, "n_jobs": 2}
    all_pairs = bs.pairs(X, **options)
    least = least_needed(lambda n: bs.pairs(X, memory_limit=n, **options))
    chunks = list(bs.pairs_chunked(X, memory_limit=least, **options))
    assert len(chunks) > 4
    assert all(isinstance(chunk, bs.Pairs) and chunk.i.size for chunk in chunks)
    assert all(a.i[-1] < b.i[0] for a, b in pairwise(chunks))
    for whole, parts in zip(all_pairs, zip(*chunks, strict=True), strict=True):
        joined = np.concatenate(parts)
        assert joined.dtype == whole.dtype
        assert joined.tobytes() == whole.tobytes()


def test_without_pairs_there_is_one_empty_chunk():
    (chunk,) = bs.pairs_chunked(FAN[:, :1], min_similarity=2, metric="dot")
    assert isinstance(chunk, bs.Pairs)
    assert [(a.size, a.dtype.name) for a in chunk] == [(0, "int32"), (0, "int32"), (0, "float64")]


def test_errors_come_before_the_first_chunk():
    with pytest.raises(ValueError, match="min_similarity must be above 0"):
        bs.pairs_chunked(FAN, min_similarity=0)
    with pytest.raises(ValueError, match="not finite in row 1, column 0"):
        bs.pairs_chunked(np.array([[1.0], [np.nan]]), min_similarity=0.5)


def test_chunks_keep_their_matrix_and_can_be_left():
    X = random_matrix(4000, 400, 0.05)
    least = least_needed(lambda n: bs.pairs(X, min_similarity=0.4, n_jobs=1, memory_limit=n))
    told: list[tuple[int, int]] = []
    chunks = bs.pairs_chunked(
        X.copy(), min_similarity=0.4, n_jobs=1, memory_limit=least,
        progress=lambda *call: told.append(call),
    )  # fmt: skip
    first, second = next(chunks), next(chunks)
    chunks.close()
    assert next(chunks, None) is None
    expected = bs.pairs(X, min_similarity=0.4)
    n = len(first.i) + len(second.i)
    assert np.concatenate([first.j, second.j]).tobytes() == expected.j[:n].tobytes()
    assert all(total == 1000 for _, total in told)


def test_progress_of_chunks_is_of_the_whole():
    X = random_matrix(4000, 400, 0.05)
    least = least_needed(lambda n: bs.pairs(X, min_similarity=0.4, n_jobs=1, memory_limit=n))
    told: list[tuple[int, int]] = []
    for _ in bs.pairs_chunked(
        X, min_similarity=0.4, n_jobs=1, memory_limit=least,
        progress=lambda *call: told.append(call),
    ):  # fmt: skip
        pass
    assert len({done for done, _ in told}) > 3
    assert told == sorted(told)


def test_ctrl_c_stops_a_chunk():
    X = np.ones((4000, 2000), dtype=np.float32)  # each pair is scored: some ten seconds
    chunks = bs.pairs_chunked(X, min_similarity=0.5, memory_limit="200 MB")
    pressed = []

    def press() -> None:
        pressed.append(time.monotonic())
        _thread.interrupt_main()

    timer = threading.Timer(0.5, press)
    timer.start()
    with pytest.raises(KeyboardInterrupt):
        for _ in chunks:
            pass
    assert time.monotonic() - pressed[0] < 1
    timer.join()
    assert next(chunks, None) is None


def test_a_plan_tells_products_and_memory():
    X = random_matrix(2000, 400, 0.05)
    plan = bs.plan_join(X, k=10, n_jobs=1)
    product = abs(X) > 0
    n_common = (product.astype(np.int64) @ product.astype(np.int64).T).sum() - X.nnz
    frequent = np.flatnonzero(product.sum(axis=0) >= 400)
    among = product.astype(np.int64)[:, frequent]
    rare = (n_common - ((among @ among.T).sum() - among.nnz)) // 2
    assert plan.dense_columns == len(frequent)
    assert plan.rare_multiplications == rare
    assert plan.dense_multiplications == 2000 * 1999 // 2 * len(frequent)
    assert plan.multiplications == plan.rare_multiplications + plan.dense_multiplications
    assert (plan.groups, plan.x_slabs, plan.y_slabs, plan.pair_bytes) == (1, 1, 0, 0)
    assert re.fullmatch(
        r"JoinPlan\([\d,]+ multiplications, .* at most [\d.]+ MB; "
        r"groups=1, x_slabs=1, y_slabs=0\)", repr(plan),
    )  # fmt: skip
    least = least_needed(lambda n: bs.plan_join(X, k=10, n_jobs=1, memory_limit=n))
    limited = bs.plan_join(X, k=10, n_jobs=1, memory_limit=least)
    assert limited.peak_bytes <= least < plan.peak_bytes
    assert limited.groups * limited.x_slabs > 1
    assert limited.y_slabs > 1


def test_a_window_takes_products_away():
    X = random_matrix(2000, 400, 0.05)
    times = np.arange(2000)
    whole = bs.plan_join(X, min_similarity=0.3, timestamps=times, window=2000)
    short = bs.plan_join(X, min_similarity=0.3, timestamps=times, window=100)
    n_pairs = 2000 * 100 - 100 * 101 // 2
    assert short.dense_multiplications == n_pairs * short.dense_columns
    assert short.multiplications < whole.multiplications / 8
    assert short.pair_bytes < whole.pair_bytes


@pytest.mark.parametrize(
    ("change", "error", "message"),
    [
        ({"k": 0}, ValueError, "k must be at least 1"),
        ({"k": None}, TypeError, "min_similarity must be a number, got None"),
        ({"min_similarity": float("nan")}, ValueError, "min_similarity must be a number, got NaN"),
        ({"window": 3}, ValueError, "window needs timestamps"),
    ],
)
def test_a_plan_refuses_what_the_join_does(change, error, message):
    with pytest.raises(error, match=message):
        bs.plan_join(FAN, **{"k": 1, **change})


MEASURE = """
import ctypes, sys
import numpy as np
from scipy import sparse
import broadsheet as bs

def resting(key):
    for line in open("/proc/self/status"):
        if line.startswith(key):
            return int(line.split()[1]) * 1024

X = sparse.load_npz(sys.argv[1])
join, limit = sys.argv[2], int(sys.argv[3])
bs.top_k(X[:10], k=1), list(bs.pairs_chunked(X[:10], min_similarity=0.5))
ctypes.CDLL(None).malloc_trim(0)
open("/proc/self/clear_refs", "w").write("5")
before = resting("VmRSS")
if join == "top_k":
    found = bs.top_k(X, k=10, n_jobs=2, memory_limit=limit)
    output = found.data.nbytes + found.indices.nbytes + found.indptr.nbytes
else:
    found = bs.pairs(X, min_similarity=0.6, n_jobs=2, memory_limit=limit)
    output = sum(array.nbytes for array in found)
print(resting("VmHWM") - before - output)
"""


@pytest.mark.skipif(not Path("/proc/self/clear_refs").exists(), reason="needs Linux's marks")
@pytest.mark.parametrize("join", ["top_k", "pairs"])
def test_memory_stays_below_the_limit_and_what_was_planned(join, tmp_path):
    X = random_matrix(6000, 4000, 0.05)
    sparse.save_npz(tmp_path / "X.npz", X, compressed=False)
    options = {"k": 10} if join == "top_k" else {"min_similarity": 0.6}
    for limit in (512_000_000, 24_000_000):
        out = subprocess.run(
            [sys.executable, "-c", MEASURE, tmp_path / "X.npz", join, str(limit)],
            capture_output=True, text=True, check=True,
        ).stdout  # fmt: skip
        plan = bs.plan_join(X, n_jobs=2, memory_limit=limit, **options)
        assert plan.peak_bytes <= limit
        slack = 6_000_000  # the heaps' own, and pages that Python touches
        assert (plan.peak_bytes - plan.pair_bytes) / 2 < int(out) < plan.peak_bytes + slack
