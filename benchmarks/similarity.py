"""Nearest neighbours and pairs: how soon and in how much memory, beside the fastest peers.

    python benchmarks/similarity.py [--data FOLDER] [--rounds N] [--only NAME|window]

FOLDER holds the corpora (default: the environment variable BROADSHEET_DATA). For each task the
scores of sp_matmul_rs are asserted to be ours to 1e-5, row by row, and only then all are timed: in
turn, each call in a fresh process, medians over the rounds. Peers are asked for one neighbour more
than we are, since theirs of an article is itself. Memory is the rise of the resting process's
high-water mark over the call, output included.

Last, a window of a day each way over 30 days beside the full join: pairs asserted to be those of
the full join that lie within it; seconds of the processor, one thread, the least of the rounds.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any, NamedTuple

import join_growth
import numpy as np
from _measure import in_turn
from scipy import sparse
from vectorizers import load

import broadsheet as bs

NEWS = {"sublinear_tf": True, "min_df": 2, "max_df": 0.5, "dtype": np.float32}
PLAIN = {"dtype": np.float32}  # scikit-learn's default weights


class Task(NamedTuple):
    """Neighbours to look for in a corpus."""

    name: str
    corpus: str
    n_articles: int | None
    parameters: dict[str, Any]
    min_similarity: float | None = None
    k: int = 10
    with_all_peers: bool = False


TASKS = [
    Task("top 10", "allsides_articles", 8_000, NEWS, with_all_peers=True),
    Task("top 10 from .3 on", "allsides_articles", 8_000, NEWS, 0.3),
    Task("top 10 from .5 on", "allsides_articles", 8_000, NEWS, 0.5, with_all_peers=True),
    Task("top 10 from .8 on", "allsides_articles", 8_000, NEWS, 0.8),
    Task("top 10 of all", "allsides_articles", None, NEWS),
    Task("top 10, default weights", "allsides_articles", 8_000, PLAIN),
    Task("top 10, short texts", "neus_stories", None, NEWS),
    Task("top 10, titles", "googlenews_titles", None, NEWS),
]


def vectors(task: Task, data: Path) -> sparse.csr_matrix:
    texts = load(data / task.corpus, task.n_articles)
    return bs.TfidfVectorizer(**task.parameters).fit_transform(texts)


def ours(task: Task, X: Any, n_jobs: int) -> Any:
    return bs.top_k(X, k=task.k, min_similarity=task.min_similarity, n_jobs=n_jobs)


def sp_matmul_rs(task: Task, X: Any, n_threads: int) -> Any:
    import sp_matmul_rs as peer

    return peer.sp_matmul_topn(
        X, X.T.tocsr(), top_n=task.k + 1, threshold=task.min_similarity, n_threads=n_threads,
        sort=True,
    )  # fmt: skip


def sparse_dot_topn(task: Task, X: Any, n_threads: int) -> Any:
    import sparse_dot_topn as peer

    return peer.sp_matmul_topn(
        X, X.T.tocsr(), top_n=task.k + 1, threshold=task.min_similarity, n_threads=n_threads,
        sort=True,
    )  # fmt: skip


def scikit_learn(task: Task, X: Any) -> Any:
    from sklearn.neighbors import NearestNeighbors

    nearest = NearestNeighbors(n_neighbors=task.k, metric="cosine", algorithm="brute")
    return nearest.fit(X).kneighbors_graph(mode="distance")


def scipy(task: Task, X: Any) -> Any:
    """Multiply all, then choose row by row."""
    product = (X @ X.T).tocsr()
    product.setdiag(0)
    for a, b in zip(product.indptr, product.indptr[1:], strict=False):
        row = product.data[a:b]
        if len(row) > task.k:
            row[np.argpartition(row, -task.k)[: -task.k]] = 0
    product.eliminate_zeros()
    return product


def assert_equal(task: Task, X: Any) -> None:
    """Hold each row's scores to the peer's, of which the article itself is taken out."""
    found, theirs = ours(task, X, 2), sp_matmul_rs(task, X, 2)
    for i in range(X.shape[0]):
        a, b = theirs.indptr[i], theirs.indptr[i + 1]
        others = theirs.data[a:b][theirs.indices[a:b] != i]
        expected = np.sort(others[others > 0])[::-1][: task.k]
        scores = found.data[found.indptr[i] : found.indptr[i + 1]]
        # A score within rounding of the threshold may reach it here and not there.
        n = min(len(scores), len(expected))
        np.testing.assert_allclose(scores[:n], expected[:n], rtol=0, atol=1e-5)
        left = np.concatenate([scores[n:], expected[n:]])
        assert np.all(np.abs(left - (task.min_similarity or 0)) < 1e-5), (i, left)


def load_libraries() -> None:
    """Load what the calls import when they are first made, which is no part of any."""
    import sp_matmul_rs
    import sparse_dot_topn

    del sp_matmul_rs, sparse_dot_topn
    bs.top_k(sparse.identity(2, format="csr"), n_jobs=1)


def measure(task: Task, data: Path, n_rounds: int) -> None:
    X = vectors(task, data)
    print(
        f"{task.name}: {task.corpus}, {X.shape[0]:,} articles, {X.shape[1]:,} terms, "
        f"{X.nnz / max(X.shape[0], 1):.0f} an article",
        flush=True,
    )
    # In a process of its own: the peer's threads do not outlive a fork.
    with ProcessPoolExecutor(1, multiprocessing.get_context("fork")) as pool:
        pool.submit(assert_equal, task, X).result()
    calls = {
        "sp_matmul_rs, 1": lambda X: sp_matmul_rs(task, X, 1),
        "broadsheet, 1": lambda X: ours(task, X, 1),
        "sp_matmul_rs, 2": lambda X: sp_matmul_rs(task, X, 2),
        "broadsheet, 2": lambda X: ours(task, X, 2),
    }
    if task.with_all_peers:
        calls["sparse_dot_topn, 1"] = lambda X: sparse_dot_topn(task, X, 1)
        if task.min_similarity is None:
            calls["SciPy, 1"] = lambda X: scipy(task, X)
            calls["scikit-learn, 1"] = lambda X: scikit_learn(task, X)
    costs = in_turn(lambda: X, calls, n_rounds)
    for name, cost in costs.items():
        threads = name[-1]
        peer = costs[f"sp_matmul_rs, {threads}"]
        print(
            f"  {name:<20} {cost.seconds:8.3f} s {cost.memory / 1e6:8.1f} MB   "
            f"{peer.seconds / cost.seconds:5.2f} x sp_matmul_rs",
            flush=True,
        )


def least_seconds(join: Callable[..., Any], X: Any, how: dict[str, Any], n_rounds: int) -> float:
    best = np.inf
    for _ in range(n_rounds):
        began = time.process_time()
        join(X, n_jobs=1, **how)
        best = min(best, time.process_time() - began)
    return float(best)


def measure_window(data: Path, n_rounds: int) -> None:
    collections = {
        "8,000 of allsides_articles": vectors(TASKS[0], data),
        "50,000 of eleven corpora": join_growth.vectors(data),
    }
    for name, X in collections.items():
        seconds = np.random.default_rng(0).integers(0, 30 * 86_400, X.shape[0])
        within = {
            "timestamps": np.datetime64("2026-01-01", "s") + seconds.astype("timedelta64[s]"),
            "window": timedelta(days=1),
        }
        every = bs.pairs(X, min_similarity=0.5)
        near = np.abs(seconds[every.i] - seconds[every.j]) <= 86_400
        found = bs.pairs(X, min_similarity=0.5, **within)
        for column, expected in zip(found, every, strict=True):
            assert np.array_equal(column, expected[near])
        print(f"a day each way over 30: {name}", flush=True)
        for join, how in ((bs.top_k, {}), (bs.pairs, {"min_similarity": 0.5})):
            full = least_seconds(join, X, how, n_rounds)
            part = least_seconds(join, X, how | within, n_rounds)
            print(f"  {join.__name__:<6} {full:8.3f} s, within {part:8.3f} s   {part / full:.3f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--data", type=Path, default=os.environ.get("BROADSHEET_DATA"))
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", help="tasks whose name holds this")
    options = parser.parse_args()
    if options.data is None:
        parser.error("set BROADSHEET_DATA or give --data: the corpora are not part of the project")
    load_libraries()
    for task in TASKS:
        if options.only is None or options.only in task.name:
            measure(task, Path(options.data), options.rounds)
    if options.only in (None, "window"):
        measure_window(Path(options.data), options.rounds)


if __name__ == "__main__":
    main()
