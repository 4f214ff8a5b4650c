"""Spherical k-means beside scikit-learn's: time, memory and how near articles are to their centres.

    python benchmarks/kmeans.py [--data FOLDER] [--rounds N] [--large-iterations N]

FOLDER holds the corpora (default: the environment variable BROADSHEET_DATA). Vectors are sublinear
TF-IDF of allsides_articles. Both begin at the same articles, on one thread, with the same max_iter
and tol;
seconds are of the processor. Cohesion is the sum of cosines of articles to the direction of
their cluster, computed the same way from the labels of both. First labels are asserted to be those
of plain rounds in NumPy.
"""

from __future__ import annotations

import argparse
import os
import warnings
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import numpy as np
from _corpora import rows_of
from _measure import Cost, cost
from scipy import sparse
from sklearn.cluster import KMeans
from sklearn.preprocessing import normalize
from threadpoolctl import threadpool_limits

import broadsheet as bs

TOLERANCE = 1e-4


class Setting(NamedTuple):
    """Articles, clusters and rounds."""

    n_articles: int
    n_clusters: int
    max_iter: int


def load(folder: Path) -> list[str]:
    return [f"{row['title']}\n{row['text']}" for row in rows_of(folder)]


def cohesion(X: Any, labels: np.ndarray) -> float:
    """The sum of cosines of rows to the direction of their cluster: of the lengths of sums."""
    n = X.shape[0]
    members = sparse.csr_array((np.ones(n), (labels, np.arange(n))), shape=(labels.max() + 1, n))
    sums = members @ X
    return float(np.sqrt(sums.multiply(sums).sum(axis=1)).sum())


def plain_labels(X: Any, first: np.ndarray) -> np.ndarray:
    """Lloyd's rounds as they are written down, with centres in single precision."""
    centers = normalize(X[first].toarray()).astype(np.float32).astype(np.float64)
    labels = np.full(X.shape[0], -1)
    while True:
        nearest = (X @ centers.T).argmax(axis=1)
        if (nearest == labels).all():
            return labels
        labels = nearest
        for cluster in np.unique(labels):
            total = np.asarray(X[labels == cluster].sum(axis=0)).ravel()
            centers[cluster] = (total / np.linalg.norm(total)).astype(np.float32)


def ours(X: Any, init: Any, setting: Setting) -> Any:
    return bs.SphericalKMeans(
        setting.n_clusters, init=init, max_iter=setting.max_iter, tol=TOLERANCE, n_jobs=1,
        progress=False,
    ).fit(X)  # fmt: skip


def theirs(X: Any, init: Any, setting: Setting, algorithm: str) -> Any:
    with threadpool_limits(1), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that max_iter came first
        return KMeans(
            setting.n_clusters, init=init, n_init=1, max_iter=setting.max_iter, tol=TOLERANCE,
            algorithm=algorithm,
        ).fit(X)  # fmt: skip


def measured(X: Any, call: Callable[[Any], Any], n_rounds: int) -> tuple[Any, list[Cost]]:
    """What fits cost, each in a process of its own, and what the last one found."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "found.npz"

        def fit(X: Any) -> Any:
            model = call(X)
            np.savez(path, labels=model.labels_, rounds=model.n_iter_)
            return model

        costs = [cost(lambda: X, fit) for _ in range(n_rounds)]
        with np.load(path) as found:
            return dict(found), costs


def compare(X: Any, setting: Setting, n_rounds: int, algorithms: tuple[str, ...]) -> None:
    X = X[: setting.n_articles]
    rows = np.sort(np.random.default_rng(0).choice(X.shape[0], setting.n_clusters, replace=False))
    init = X[rows].toarray()
    print(
        f"{X.shape[0]:,} articles, {setting.n_clusters:,} clusters, {X.shape[1]:,} terms, "
        f"{X.nnz:,} entries, at most {setting.max_iter} rounds",
        flush=True,
    )
    calls = {"broadsheet": lambda X: ours(X, init, setting)}
    for algorithm in algorithms:
        name = f"scikit-learn, {algorithm}"
        calls[name] = lambda X, algorithm=algorithm: theirs(X, init, setting, algorithm)
    base: Any = None
    for name, call in calls.items():
        found, costs = measured(X, call, n_rounds)
        seconds = min(c.processor_seconds for c in costs)
        memory = min(c.memory for c in costs)
        coh = cohesion(X, found["labels"])
        base = base or (seconds, memory, coh)
        rounds = int(found["rounds"])
        print(
            f"  {name:<22} {seconds:9.2f} s {memory / 1e6:8.0f} MB  "
            f"{rounds:3d} rounds  cohesion {coh:9.1f}   {seconds / base[0]:6.1f} x the time, "
            f"{memory / base[1]:5.1f} x the memory, of its cohesion we have {base[2] / coh:.4f}",
            flush=True,
        )


def starts(X: Any, n_clusters: int) -> None:
    """What each one's own seeding leads to."""
    print(f"{X.shape[0]:,} articles, {n_clusters} clusters, own seeds, mean of 3")
    for name, make in {
        "cosine++": lambda seed: bs.SphericalKMeans(n_clusters, random_state=seed, n_jobs=1),
        "random": lambda seed: bs.SphericalKMeans(
            n_clusters, init="random", n_init=1, random_state=seed, n_jobs=1
        ),
        "scikit-learn's k-means++": lambda seed: KMeans(n_clusters, n_init=1, random_state=seed),
    }.items():
        with threadpool_limits(1):
            each = [measured(X, make(seed).fit, 1) for seed in range(3)]
        seconds = np.mean([costs[0].processor_seconds for _, costs in each])
        coh = np.mean([cohesion(X, found["labels"]) for found, _ in each])
        print(f"  {name:<25} {seconds:7.2f} s  cohesion {coh:9.1f}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--data", type=Path, default=os.environ.get("BROADSHEET_DATA"))
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--large-iterations", type=int, default=1)
    options = parser.parse_args()
    if options.data is None:
        parser.error("set BROADSHEET_DATA or give --data")
    texts = load(Path(options.data) / "allsides_articles")
    few = bs.TfidfVectorizer(sublinear_tf=True).fit_transform(texts[:6000])
    rows = np.arange(0, 2000, 100)
    small = few[:2000]
    found = bs.SphericalKMeans(20, init=small[rows], tol=0).fit(small)
    assert (found.labels_ == plain_labels(small, rows)).all(), "labels are not those of NumPy"

    compare(few, Setting(6000, 60, 300), options.rounds, ("elkan", "lloyd"))
    compare(few, Setting(6000, 8, 300), options.rounds, ("elkan", "lloyd"))
    starts(few, 60)
    all_ = bs.TfidfVectorizer(sublinear_tf=True).fit_transform(texts)
    compare(all_, Setting(len(texts), 1000, options.large_iterations), 1, ("elkan",))


if __name__ == "__main__":
    main()
