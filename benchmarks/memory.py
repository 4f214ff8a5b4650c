"""Joins under a memory limit: how much they take, what the plan said, and how soon they are done.

    python benchmarks/memory.py [--data FOLDER] [--rounds N]

FOLDER holds the corpora (default: the environment variable BROADSHEET_DATA). Under each limit the
bytes of the result are asserted to be those without one; then all are timed in turn, each call in a
fresh process, medians over the rounds. Memory is the rise of the resting process's high-water mark
over the call, less the output.
"""

from __future__ import annotations

import argparse
import os
from pathlib import Path
from typing import Any

import numpy as np
from _measure import in_turn
from vectorizers import load

import broadsheet as bs

NEWS = {"sublinear_tf": True, "min_df": 2, "max_df": 0.5, "dtype": np.float32}
JOINS: dict[str, dict[str, Any]] = {
    "top_k, k=10": {"k": 10},
    "top_k, k=10, from .5 on": {"k": 10, "min_similarity": 0.5},
    "pairs from .15 on": {"min_similarity": 0.15},
}
LIMITS = (None, "256 MB", "128 MB", "64 MB", "32 MB")


def arrays(X: Any, options: dict[str, Any], limit: str | None, n_jobs: int) -> list[Any]:
    """Give the result as arrays."""
    if "k" in options:
        found = bs.top_k(X, memory_limit=limit, n_jobs=n_jobs, **options)
        return [found.indptr, found.indices, found.data]
    return list(bs.pairs(X, memory_limit=limit, n_jobs=n_jobs, **options))


def measure(name: str, X: Any, n_jobs: int, n_rounds: int) -> None:
    options = JOINS[name]
    expected = arrays(X, options, None, n_jobs)
    output = sum(array.nbytes for array in expected)
    calls = {}
    for limit in LIMITS:
        found = arrays(X, options, limit, n_jobs)
        assert all(a.tobytes() == b.tobytes() for a, b in zip(expected, found, strict=True))
        calls[str(limit)] = lambda X, limit=limit: arrays(X, options, limit, n_jobs)
    print(f"{name}, n_jobs={n_jobs}, output {output / 1e6:.1f} MB", flush=True)
    for limit, cost in in_turn(lambda: X, calls, n_rounds).items():
        size = None if limit == "None" else limit
        plan = bs.plan_join(X, memory_limit=size, n_jobs=n_jobs, **options)
        print(
            f"  {limit:<8} {cost.seconds:7.3f} s {(cost.memory - output) / 1e6:7.1f} MB  "
            f"planned {plan.peak_bytes / 1e6:6.1f} MB, {plan.pair_bytes / 1e6:5.1f} of pairs; "
            f"slabs {plan.x_slabs}, {plan.y_slabs}",
            flush=True,
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--data", type=Path, default=os.environ.get("BROADSHEET_DATA"))
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--articles", type=int, help="of the corpus; default all")
    parser.add_argument("--jobs", type=int, default=2)
    options = parser.parse_args()
    if options.data is None:
        parser.error("set BROADSHEET_DATA or give --data: the corpora are not part of the project")
    texts = load(Path(options.data) / "allsides_articles", options.articles)
    X = bs.TfidfVectorizer(**NEWS).fit_transform(texts)
    print(f"allsides_articles: {X.shape[0]:,} articles, {X.shape[1]:,} terms, {X.nnz:,} entries")
    for name in JOINS:
        measure(name, X, options.jobs, options.rounds)


if __name__ == "__main__":
    main()
