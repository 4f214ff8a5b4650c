"""Agglomerative clusters beside SciPy's: time, memory, and growth to 100,000 articles.

    python benchmarks/agglomerative.py [--data FOLDER] [--rounds N] [--n-articles N] [--growth]
                                       [--linkages LINKAGE ...]

Vectors are those of `stories` for FOLDER/allsides_articles (default: of BROADSHEET_DATA), without
cleaning, smoothed by (2, 1.0, 1). SciPy is given all distances, which it takes as an array: making
them counts, some rows at a time. Heights and clusters are asserted to be equal first. One thread;
each call in a process of its own, in turn; time is the processor's.

With --growth: the same vectors again and again with a third of their terms left out at random, up
to 100,000 rows; then 100,000 copies of 100 of them.
"""

from __future__ import annotations

import argparse
import os
import time
from pathlib import Path
from typing import Any

import numpy as np
from _measure import Cost, cost, in_turn
from scipy import sparse
from scipy.cluster.hierarchy import fcluster, linkage
from sklearn.preprocessing import normalize

import broadsheet as bs

METHODS = ("average", "complete", "single")
CUTS = (0.0, 0.25, 0.5)
COMPARED = (0.2, 0.3, 0.5, 0.7)
SIZES = (12_500, 25_000, 50_000, 100_000)
CLOSE = 1e-7


def vectors(folder: Path, n_articles: int | None) -> Any:
    articles = bs.read(folder / "allsides_articles")
    vectorizer = bs.TfidfVectorizer(
        stop_words="english", sublinear_tf=True, fields={"title": 3.0, "text": 1.0},
        dtype=np.float32,
    )  # fmt: skip
    X = bs.smooth(vectorizer.fit_transform(articles))
    return X if n_articles is None else X[:n_articles]


def ours(X: Any, method: str, cut: float, progress: bool | None = False) -> Any:
    clusters = bs.AgglomerativeClusters(
        linkage=method, min_similarity=cut, n_jobs=1, progress=progress
    )
    return clusters.fit(X)


def peer(X: Any, method: str) -> np.ndarray:
    X = X.astype(np.float64)  # the sums of float32 products would be off by 2e-6
    n = X.shape[0]
    distances = np.empty(n * (n - 1) // 2)
    end = 0
    for first in range(0, n, 500):
        block = (X[first : first + 500] @ X.T).toarray()
        for i in range(len(block)):
            row = block[i, first + i + 1 :]
            np.subtract(1.0, row, out=distances[end : end + len(row)])
            end += len(row)
    np.maximum(distances, 0.0, out=distances)
    tree: np.ndarray = linkage(distances, method)
    return tree


def partition(labels: np.ndarray) -> np.ndarray:
    """Clusters numbered by their first rows."""
    _, first, number = np.unique(labels, return_index=True, return_inverse=True)
    return np.argsort(np.argsort(first))[number]


def assert_equal(X: Any, method: str, tree: np.ndarray) -> None:
    full = ours(X, method, 0.0).linkage_matrix_
    off = np.abs(full[:, 2] - tree[:, 2]).max()
    assert off < CLOSE, f"heights differ by {off}"
    for cut in COMPARED:
        theirs = partition(fcluster(tree, 1 - cut, "distance"))
        for found in (fcluster(full, 1 - cut, "distance"), ours(X, method, cut).labels_):
            assert (partition(found) == theirs).all(), f"clusters differ at {cut}"


def beside_scipy(X: Any, methods: list[str], n_rounds: int) -> None:
    print(f"{X.shape[0]:,} articles, {X.nnz:,} entries; ours as a share of SciPy's")
    print("linkage    cut      SciPy            ours             sooner   memory   clusters")
    for method in methods:
        assert_equal(X, method, peer(X, method))
        calls = {"scipy": lambda given, method=method: peer(given, method)}
        for cut in CUTS:
            calls[str(cut)] = lambda given, method=method, cut=cut: ours(given, method, cut)
        costs = in_turn(lambda: X, calls, n_rounds)
        theirs = costs["scipy"]
        for cut in CUTS:
            own = costs[str(cut)]
            sooner = theirs.processor_seconds / own.processor_seconds
            print(
                f"{method:<10} {cut:<6} {shown(theirs)}  {shown(own)} {sooner:>8.1f} x"
                f" {own.memory / theirs.memory:>8.2f} {ours(X, method, cut).n_clusters_:>10,}",
                flush=True,
            )


def shown(taken: Cost) -> str:
    return f"{taken.processor_seconds:>6.2f} s {taken.memory / 1e6:>5.0f} MB"


def more_of(X: Any, n: int) -> Any:
    """The rows again and again, each time with a third of their terms left out."""
    rng = np.random.default_rng(3)
    parts = [X]
    while sum(part.shape[0] for part in parts) < n:
        part = X.copy()
        part.data[rng.random(part.nnz) < 1 / 3] = 0
        part.eliminate_zeros()
        parts.append(part)
    return normalize(sparse.vstack(parts, format="csr")[:n])


def growth(X: Any, methods: list[str]) -> None:
    many = more_of(X, SIZES[-1])
    order = np.random.default_rng(7).permutation(SIZES[-1])
    for method in methods:
        times = []
        for n in SIZES:
            given = many[np.sort(order[:n])]
            taken = cost(lambda given=given: given, lambda rows, m=method: ours(rows, m, 0.5))
            times.append(taken.processor_seconds)
            print(
                f"{method:<10} {n:>8,} articles {taken.processor_seconds:>8.1f} s"
                f" {taken.memory / 1e6:>8.0f} MB",
                flush=True,
            )
        slope = np.polyfit(np.log(SIZES), np.log(times), 1)[0]
        print(f"{method:<10} grows with the power {slope:.2f} of the articles")
        assert slope < 2.3, "grows faster than the pairs"
    for n in (10_000, 100_000):
        copies = X[np.random.default_rng(5).integers(0, 100, n)]
        began = time.process_time()
        found = ours(copies, "average", 0.25)
        print(f"{n:,} copies of 100: {time.process_time() - began:.2f} s, {found.n_clusters_}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=os.environ.get("BROADSHEET_DATA"))
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--n-articles", type=int)
    parser.add_argument("--growth", action="store_true")
    parser.add_argument("--linkages", nargs="+", choices=METHODS, default=list(METHODS))
    given = parser.parse_args()
    if given.data is None:
        parser.error("pass --data, or set BROADSHEET_DATA")
    X = vectors(Path(given.data), given.n_articles)
    if given.growth:
        growth(X, given.linkages)
    else:
        beside_scipy(X, given.linkages, given.rounds)


if __name__ == "__main__":
    main()
