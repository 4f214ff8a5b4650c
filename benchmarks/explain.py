"""Explaining pairs: how many a second, beside SciPy.

    python benchmarks/explain.py [--data FOLDER] [--pairs N] [--rounds N]

FOLDER holds the corpora (default: the environment variable BROADSHEET_DATA). Half of the pairs are
drawn at random, half are near: articles with one of their twenty most similar ones. Asserted first:
the contributions and the rest add up to SciPy's dot products to 1e-6, and all that is said of a
sample of pairs is what NumPy says. The peer multiplies the rows of all pairs in bulk, which gives
every contribution, and picks the ten largest of each; it does not look for what a row lacks.
"""

from __future__ import annotations

import argparse
import os
import time
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
from vectorizers import load

import broadsheet as bs

K = 10
BATCH = 20_000  # pairs that the peer multiplies at once


def draw_pairs(X: Any, n_pairs: int) -> np.ndarray:
    rng = np.random.default_rng(0)
    n_near = n_pairs // 2
    near = bs.top_k(X, k=20).tocoo()
    chosen = rng.integers(near.nnz, size=n_near)
    pairs = rng.integers(X.shape[0], size=(n_pairs, 2))
    pairs[:n_near, 0], pairs[:n_near, 1] = near.row[chosen], near.col[chosen]
    return rng.permutation(pairs)


def numpy_terms(numbers: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Ids and numbers of the K heaviest that are not 0, filled up with -1 and 0."""
    order = np.argsort(-np.abs(numbers), kind="stable")[:K]
    there = numbers[order] != 0
    return np.where(there, order, -1), np.where(there, numbers[order], 0)


def assert_right(X: Any, pairs: np.ndarray, found: Any) -> None:
    sums = found.contributions.sum(axis=1) + found.rest
    for first in range(0, len(pairs), BATCH):
        part = pairs[first : first + BATCH]
        products = X[part[:, 0]].multiply(X[part[:, 1]]).sum(axis=1, dtype=np.float64)
        expected = np.asarray(products).ravel()
        np.testing.assert_allclose(sums[first : first + BATCH], expected, rtol=0, atol=1e-6)
    for p in np.random.default_rng(1).choice(
        len(pairs), size=min(1_000, len(pairs)), replace=False
    ):
        x, y = (X[[row]].toarray()[0] for row in pairs[p])
        for numbers, ids, weights in (
            (x.astype(float) * y.astype(float), found.shared, found.contributions),
            (np.where(y == 0, x, 0), found.only_first, found.only_first_weights),
            (np.where(x == 0, y, 0), found.only_second, found.only_second_weights),
        ):
            expected_ids, expected_weights = numpy_terms(numbers)
            np.testing.assert_array_equal(ids[p], expected_ids)
            np.testing.assert_array_equal(weights[p], expected_weights)


def peer(X: Any, pairs: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    ids = np.full((len(pairs), K), -1, dtype=np.int32)
    contributions = np.zeros((len(pairs), K), dtype=X.dtype)
    for first in range(0, len(pairs), BATCH):
        part = pairs[first : first + BATCH]
        products = X[part[:, 0]].multiply(X[part[:, 1]]).tocsr()
        products.sort_indices()
        row = np.repeat(np.arange(len(part)), np.diff(products.indptr))
        order = np.lexsort((products.indices, -products.data, row))
        rank = np.arange(products.nnz) - products.indptr[row]
        best = rank < K
        ids[first + row[best], rank[best]] = products.indices[order[best]]
        contributions[first + row[best], rank[best]] = products.data[order[best]]
    return ids, contributions


def timed(call: Any, *arguments: Any, **options: Any) -> tuple[float, Any]:
    start = time.perf_counter()
    result = call(*arguments, **options)
    return time.perf_counter() - start, result


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--data", type=Path, default=os.environ.get("BROADSHEET_DATA"))
    parser.add_argument("--pairs", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    if options.data is None:
        parser.error("set BROADSHEET_DATA or give --data: it names the folder of the corpora")
    texts = load(Path(options.data) / "allsides_articles", None)
    X = bs.TfidfVectorizer(sublinear_tf=True, min_df=2, max_df=0.5, dtype=np.float32).fit_transform(
        texts
    )
    pairs = draw_pairs(X, options.pairs)
    print(
        f"allsides_articles: {X.shape[0]:,} articles, {X.nnz / X.shape[0]:.0f} terms a row, "
        f"{len(pairs):,} pairs, k={K}"
    )
    assert_right(X, pairs, bs.explain_pairs(X, pairs, k=K))

    some = pairs[: max(len(pairs) // 10, 1)]
    theirs, (peer_ids, _) = timed(peer, X, some)
    # Their products are rounded to float32, so that near ties may change places.
    same = np.mean(peer_ids == bs.explain_pairs(X, some, k=K).shared)
    assert same > 0.999, f"of the peer's terms only {same:.2%} are ours"
    print(f"  SciPy, shared terms only, {len(some):,} pairs {len(some) / theirs:12,.0f} pairs/s")
    for n_jobs in (1, 2):
        seconds = median(
            timed(bs.explain_pairs, X, pairs, k=K, n_jobs=n_jobs, progress=False)[0]
            for _ in range(options.rounds)
        )
        rate = len(pairs) / seconds
        ratio = rate / (len(some) / theirs)
        print(f"  broadsheet, n_jobs={n_jobs} {rate:12,.0f} pairs/s {ratio:8.1f} x")


if __name__ == "__main__":
    main()
