"""Joins: how does time grow with the articles?

    python benchmarks/join_growth.py [--data FOLDER] [--rounds N]

Articles: those of CORPORA under FOLDER (default: of BROADSHEET_DATA), together more than 50,000, in
an order from a seed, so that the first n are a sample of all. TF-IDF vectors are of all of them: a
sample has fewer rows of the same kind. Time is the processor's, one thread, the least of the
rounds; the exponent is the slope of log time over log n from 2,000 to 50,000, by least squares.

A join may take quadratic time at the most: with scores for all pairs, 25 times the articles take
625 times as long. The answers of the smallest sample are asserted to be those of the full product.
"""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

import broadsheet as bs

CORPORA = ("20newsgroups", "agnews_test", "allsides_articles", "bbc", "gnad10k_test",
           "ilur_armenian", "masakhanews", "newsarticles_harvard", "persian_news", "reuters21578",
           "reuters_c50")  # fmt: skip
SIZES = (2_000, 5_000, 10_000, 20_000, 50_000)
MOST = 2.0

JOINS: dict[str, Callable[[Any], Any]] = {
    "pairs, min_similarity=0.5": lambda X: bs.pairs(X, min_similarity=0.5, n_jobs=1),
    "pairs, min_similarity=0.8": lambda X: bs.pairs(X, min_similarity=0.8, n_jobs=1),
    "top_k, k=10": lambda X: bs.top_k(X, k=10, n_jobs=1),
}


def vectors(folder: Path) -> Any:
    texts = [text for name in CORPORA for text in bs.read(folder / name).text if text]
    order = np.random.default_rng(7).permutation(len(texts))[: SIZES[-1]]
    if len(order) < SIZES[-1]:
        raise SystemExit(f"{folder} holds {len(texts):,} articles; {SIZES[-1]:,} are needed")
    return bs.TfidfVectorizer(dtype=np.float32).fit_transform([texts[row] for row in order])


def assert_right(X: Any) -> None:
    scores = np.triu((X @ X.T).toarray(), 1)
    found = bs.pairs(X, min_similarity=0.5)
    sure = np.argwhere(scores >= 0.5 + 1e-5)
    there = set(zip(found.i.tolist(), found.j.tolist(), strict=True))
    assert {(i, j) for i, j in sure.tolist()} <= there
    assert (scores[found.i, found.j] >= 0.5 - 1e-5).all()


def seconds(call: Callable[[Any], Any], X: Any, rounds: int) -> float:
    best = np.inf
    for _ in range(rounds):
        began = time.process_time()
        call(X)
        best = min(best, time.process_time() - began)
    return float(best)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=os.environ.get("BROADSHEET_DATA"))
    parser.add_argument("--rounds", type=int, default=2)
    options = parser.parse_args()
    if options.data is None:
        parser.error("--data or BROADSHEET_DATA must name the folder of the corpora")
    X = vectors(Path(options.data))
    print(f"{X.shape[0]:,} articles, {X.shape[1]:,} terms, {X.nnz:,} entries")
    assert_right(X[: SIZES[0]])
    missed = []
    for name, call in JOINS.items():
        times = [seconds(call, X[:n], options.rounds) for n in SIZES]
        exponent = float(np.polyfit(np.log(SIZES), np.log(times), 1)[0])
        listed = ", ".join(f"{n:,}: {s:.2f} s" for n, s in zip(SIZES, times, strict=True))
        print(f"{name}: exponent {exponent:.2f} ({listed})", flush=True)
        if exponent > MOST:
            missed.append(name)
    if missed:
        raise SystemExit(f"more than quadratic: {', '.join(missed)}")


if __name__ == "__main__":
    main()
