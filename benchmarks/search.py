"""Searches beside those of bm25s, with and without numba, and of tantivy.

    python benchmarks/search.py [--data FOLDER] [--rounds N]

FOLDER holds the corpora (default: the environment variable BROADSHEET_DATA). The titles of
allsides_articles are searched for among its texts, ten hits each, on one thread. Building goes from
texts to an index that can be searched, a search from titles to hits; what of it is splitting texts
into words counts for each. Scores are asserted to be those of bm25s to 1e-4 before a time is
printed; tantivy has other words and other defaults, and is printed beside. Seconds are those of the
processor; rounds go in turn, and ratios are medians of those within a round.
"""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

os.environ["NUMBA_NUM_THREADS"] = "1"  # before numba is loaded

import bm25s
import numpy as np
import tantivy
from _corpora import rows_of

import broadsheet as bs

K = 10


class Ours:
    def build(self, texts: list[str]) -> None:
        self.index = bs.SearchIndex(texts, n_jobs=1)

    def search(self, queries: list[str]) -> np.ndarray:
        return self.index.search_many(queries, K, n_jobs=1).scores


class Bm25s:
    def __init__(self, backend: str) -> None:
        self.backend = backend

    def build(self, texts: list[str]) -> None:
        self.index = bm25s.BM25(backend=self.backend)
        words = bm25s.tokenize(texts, stopwords=None, show_progress=False)
        self.index.index(words, show_progress=False)

    def search(self, queries: list[str]) -> np.ndarray:
        words = bm25s.tokenize(queries, stopwords=None, return_ids=False, show_progress=False)
        return self.index.retrieve(words, k=K, show_progress=False, n_threads=1).scores


class Tantivy:
    def build(self, texts: list[str]) -> None:
        schema = tantivy.SchemaBuilder().add_text_field("text", stored=False).build()
        index = tantivy.Index(schema)
        writer = index.writer(heap_size=256_000_000, num_threads=1)
        for text in texts:
            writer.add_document(tantivy.Document(text=text))
        writer.commit()
        writer.wait_merging_threads()
        index.reload()
        self.index, self.searcher = index, index.searcher()

    def search(self, queries: list[str]) -> None:
        for text in queries:
            query, _ = self.index.parse_query_lenient(text, ["text"])
            self.searcher.search(query, K, count=False)


def seconds(call: Callable[[Any], Any], given: Any) -> float:
    began = time.process_time()
    call(given)
    return time.process_time() - began


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--data", type=Path, default=os.environ.get("BROADSHEET_DATA"))
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    if options.data is None:
        parser.error("set BROADSHEET_DATA or give --data")
    rows = rows_of(Path(options.data) / "allsides_articles")
    texts, titles = [row["text"] for row in rows], [row["title"] for row in rows]
    engines: dict[str, Any] = {
        "broadsheet": Ours(), "bm25s with numba": Bm25s("numba"), "bm25s": Bm25s("numpy"),
        "tantivy": Tantivy(),
    }  # fmt: skip
    for engine in engines.values():
        engine.build(texts)
        engine.search(titles[:100])  # numba compiles
    scores = engines["broadsheet"].search(titles)
    assert np.allclose(scores, engines["bm25s with numba"].search(titles), atol=1e-4, rtol=0)
    some = slice(0, 1000)
    assert np.allclose(scores[some], engines["bm25s"].search(titles[some]), atol=1e-4, rtol=0)
    costs: dict[str, dict[str, list[float]]] = {
        name: {"build": [], "search": []} for name in engines
    }
    for _ in range(options.rounds):
        for name, engine in engines.items():
            costs[name]["build"].append(seconds(engine.build, texts))
            costs[name]["search"].append(seconds(engine.search, titles))
    print(f"{len(titles):,} titles among {len(texts):,} texts, top {K}, one thread")
    ours = costs["broadsheet"]
    for name, its in costs.items():
        build, search = median(its["build"]), median(its["search"])
        ratios = [
            median(theirs / own for theirs, own in zip(its[step], ours[step], strict=True))
            for step in ("build", "search")
        ]
        print(
            f"  {name:<17} build {build:6.2f} s {ratios[0]:6.1f} x"
            f"   search {search / len(titles) * 1e6:6.1f} us a query {ratios[1]:6.1f} x"
        )


if __name__ == "__main__":
    main()
