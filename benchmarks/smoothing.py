"""Smoothing by nearest neighbours: what stories gain, what it costs.

    python benchmarks/smoothing.py [--data FOLDER] [--rounds N] [--corpora NAME ...]

FOLDER holds the corpora (default: the environment variable BROADSHEET_DATA). Vectors are those of
`stories`, without cleaning and dates; the clusters are SciPy's average link, cut where BCubed F1 is
best by the gold stories: an upper bound, the same for each smoothing. Time is beside the same
formula with scikit-learn's neighbours and SciPy, whose rows are asserted to be ours first.
"""

from __future__ import annotations

import argparse
import os
from pathlib import Path
from typing import Any

import numpy as np
from _corpora import stories_of
from _measure import cost, in_turn
from scipy import sparse
from scipy.cluster.hierarchy import fcluster, linkage
from sklearn.neighbors import NearestNeighbors
from sklearn.preprocessing import normalize

import broadsheet as bs

CORPORA = (
    "allsides_stories", "neus_stories", "ecbplus", "fnc1", "googlenews_titles", "newswcl50",
    "meantime_wikinews", "wikiref220",
)  # fmt: skip
RECIPES = (None, (2, 1.0, 1), (5, 1.0, 1), (10, 1.0, 1), (10, 1.0, 2))
CUTS = [*np.geomspace(0.01, 0.3, 30), *np.arange(0.31, 0.95, 0.01)]
TITLE_WEIGHT = 3.0


def vectors(rows: list[dict[str, Any]]) -> Any:
    """The vectors of `stories`."""
    vectorizer = bs.TfidfVectorizer(
        stop_words="english", sublinear_tf=True, fields={"title": TITLE_WEIGHT, "text": 1.0}
    )
    return vectorizer.fit_transform(bs.read(rows))


def distances(X: Any) -> np.ndarray:
    """All distances as SciPy's linkage takes them, made some rows at a time."""
    n = X.shape[0]
    parts = []
    for first in range(0, n, 500):
        block = (X[first : first + 500] @ X.T).toarray()
        parts.extend(1 - block[i, first + i + 1 :] for i in range(len(block)))
    return np.maximum(np.concatenate(parts), 0.0)


def best_cut(X: Any, truth: list[str]) -> tuple[float, float, float]:
    """BCubed F1, F1 over pairs and the similarity of the best cut."""
    tree = linkage(distances(X), "average")

    def scored(similarity: float) -> tuple[float, float, float]:
        labels = fcluster(tree, 1 - similarity, "distance").tolist()
        return (
            bs.metrics.bcubed(truth, labels)[2],
            bs.metrics.pairwise(truth, labels)[2],
            similarity,
        )

    return max(map(scored, CUTS))


def smoothed(X: Any, recipe: tuple[int, float, int] | None) -> Any:
    return X if recipe is None else bs.smooth(X, *recipe)


def peer(X: Any) -> Any:
    """(2, 1.0, 1) by scikit-learn and SciPy, for unit rows of which each has two neighbours."""
    nearest = NearestNeighbors(n_neighbors=2, metric="cosine", algorithm="brute").fit(X)
    distance, index = nearest.kneighbors()
    weights = normalize(np.maximum(1 - distance, 0), norm="l1")
    indptr = np.arange(0, 2 * X.shape[0] + 1, 2)
    mean = sparse.csr_array((weights.ravel(), index.ravel(), indptr), (X.shape[0],) * 2) @ X
    return normalize(X + mean)


def quality(X: Any, truth: list[str]) -> None:
    print("  k, weight, passes     BCubed F1   pair F1   best cut   entries")
    for recipe in RECIPES:
        Y = smoothed(X, recipe)
        f1, pairs, cut = best_cut(Y, truth)
        name = "none" if recipe is None else ", ".join(map(str, recipe))
        print(
            f"  {name:<20} {f1:>10.3f} {pairs:>9.3f} {cut:>10.2f} {Y.nnz / X.nnz:>8.1f} x",
            flush=True,
        )


def expense(X: Any, n_rounds: int) -> None:
    for recipe in RECIPES[1:]:
        Y = bs.smooth(X, *recipe)
        P = bs.smoothing_operator(X, *recipe)
        assert abs(P @ X - Y).max() < 1e-9, "the operator gives other rows"
        calls = {"smooth": bs.smooth, "operator": bs.smoothing_operator}
        costs = in_turn(
            lambda: X,
            {
                name: lambda given, call=call, recipe=recipe: call(given, *recipe, progress=False)
                for name, call in calls.items()
            },
            n_rounds,
        )
        print(f"  {recipe}: entries {X.nnz:,} -> {Y.nnz:,}, of the operator {P.nnz:,}")
        for name, found in costs.items():
            print(
                f"    {name:<10} {found.seconds:.2f} s, of the processor "
                f"{found.processor_seconds:.2f} s, {found.memory / 1e6:.0f} MB",
                flush=True,
            )


def beside_peer(X: Any) -> None:
    assert abs(peer(X) - bs.smooth(X)).max() < 1e-9, "the peer gives other rows"
    ours = cost(lambda: X, lambda given: bs.smooth(given, progress=False))
    theirs = cost(lambda: X, peer)
    print(
        f"  (2, 1.0, 1), seconds of the processor: broadsheet {ours.processor_seconds:.2f}, "
        f"{ours.memory / 1e6:.0f} MB; scikit-learn + SciPy {theirs.processor_seconds:.2f}, "
        f"{theirs.memory / 1e6:.0f} MB: {theirs.processor_seconds / ours.processor_seconds:.1f} x"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--data", type=Path, default=os.environ.get("BROADSHEET_DATA"))
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--corpora", nargs="*", default=CORPORA)
    options = parser.parse_args()
    if options.data is None:
        parser.error("set BROADSHEET_DATA or give --data")
    for name in options.corpora:
        rows = stories_of(Path(options.data) / name)
        truth = [row["cluster"] for row in rows]
        print(f"{name} ({len(rows):,} articles, {len(set(truth)):,} stories)", flush=True)
        X = vectors(rows)
        quality(X, truth)
        if name == "allsides_stories":
            expense(X, options.rounds)
            beside_peer(X)


if __name__ == "__main__":
    main()
