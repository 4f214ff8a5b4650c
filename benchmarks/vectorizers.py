"""Vectorizers: how soon and in how much memory, beside scikit-learn.

    python benchmarks/vectorizers.py [--data FOLDER] [--rounds N]

FOLDER holds the corpora (default: the environment variable BROADSHEET_DATA). For each task the
vocabularies, indices and weights of both are asserted to be equal, and only then timed: in turn,
each call in a fresh process, medians over the rounds. Memory is the rise of the resting process's
high-water mark over the call, the heap trimmed and the mark reset before it; output included.
LeNLP stands beside both where it has the task; its words are not scikit-learn's, so its numbers are
not compared, only how many of scikit-learn's terms it finds.
"""

from __future__ import annotations

import argparse
import functools
import gzip
import multiprocessing
import os
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import orjson
import sklearn.feature_extraction.text as peer
from _measure import in_turn

import broadsheet as bs


class Task(NamedTuple):
    """A vectorizer with parameters on a corpus."""

    corpus: str
    estimator: str
    parameters: dict[str, Any]
    n_articles: int | None = None


TASKS = [
    Task("allsides_articles", "TfidfVectorizer", {}),
    Task("allsides_articles", "TfidfVectorizer", {"ngram_range": (1, 2)}),
    Task("allsides_articles", "TfidfVectorizer",
         {"analyzer": "char_wb", "ngram_range": (3, 5)}, n_articles=2_000),
    Task("allsides_articles", "HashingVectorizer", {}),
    Task("allsides_articles", "TfidfVectorizer",
         {"stop_words": "english", "strip_accents": "unicode", "sublinear_tf": True, "min_df": 2}),
    Task("gnad10k_test", "TfidfVectorizer", {}),
    Task("ilur_armenian", "TfidfVectorizer", {}),
    Task("persian_news", "TfidfVectorizer", {}),
    Task("masakhanews", "TfidfVectorizer", {}),
    Task("thucnews_titles", "TfidfVectorizer", {}),
]  # fmt: skip


@functools.cache
def load(folder: Path, n_articles: int | None) -> list[str]:
    texts: list[str] = []
    for path in sorted(folder.glob("*.jsonl.gz")):
        with gzip.open(path) as lines:
            for line in lines:
                row = orjson.loads(line)
                texts.append(f"{row.get('title', '')}\n{row.get('text', '')}")
    return texts[:n_articles]


def assert_equal(task: Task, texts: list[str]) -> None:
    ours = getattr(bs, task.estimator)(**task.parameters)
    theirs = getattr(peer, task.estimator)(**task.parameters)
    X, Y = ours.fit_transform(texts), theirs.fit_transform(texts)
    Y.sort_indices()  # scikit-learn leaves rows in the order in which terms first occurred
    assert getattr(ours, "vocabulary_", None) == getattr(theirs, "vocabulary_", None)
    assert X.dtype == Y.dtype
    np.testing.assert_array_equal(X.indptr, Y.indptr)
    np.testing.assert_array_equal(X.indices, Y.indices)
    np.testing.assert_allclose(X.data, Y.data, rtol=1e-11, atol=0)


def fit_transform(module: Any, task: Task, texts: list[str], **more: Any) -> Any:
    return getattr(module, task.estimator)(**task.parameters, **more).fit_transform(texts)


def transform(module: Any, task: Task, fitted: Any, texts: list[str], **more: Any) -> Any:
    return fitted.set_params(**more).transform(texts)


def with_vocabulary(module: Any, task: Task, texts: list[str], **more: Any) -> Any:
    """What `fit_transform` costs together with `vocabulary_`, which ours makes when it is asked."""
    vectorizer = getattr(module, task.estimator)(**task.parameters, **more)
    return vectorizer.fit_transform(texts), vectorizer.vocabulary_


def lenlp_vectorizer(task: Task) -> Any:
    """LeNLP's for a task, or None where it has none."""
    if task.estimator != "TfidfVectorizer" or task.parameters.keys() - {"ngram_range", "analyzer"}:
        return None
    from lenlp import sparse

    return sparse.TfidfVectorizer(**task.parameters)


def lenlp_fit_transform(task: Task, texts: list[str]) -> Any:
    return lenlp_vectorizer(task).fit_transform(texts)


def lenlp_terms(task: Task, texts: list[str]) -> list[str]:
    vectorizer = lenlp_vectorizer(task)
    vectorizer.fit_transform(texts)
    return list(vectorizer.vocabulary)


def show(what: str, costs: dict[str, Any]) -> None:
    theirs = costs["scikit-learn"]
    print(f"  {what}")
    print(f"    {'scikit-learn':<16} {theirs.seconds:8.3f} s {theirs.memory / 1e6:9.1f} MB")
    for name, ours in costs.items():
        if name != "scikit-learn":
            print(
                f"    {name:<16} {ours.seconds:8.3f} s {ours.memory / 1e6:9.1f} MB   "
                f"{theirs.seconds / ours.seconds:5.1f} x sooner, "
                f"{ours.memory / theirs.memory:.2f} of the memory"
            )


def measure(task: Task, data: Path, n_rounds: int) -> None:
    texts = load(data / task.corpus, task.n_articles)
    size = sum(map(len, texts)) / 1e6
    parameters = ", ".join(f"{name}={value!r}" for name, value in task.parameters.items())
    print(f"{task.corpus}: {len(texts):,} articles, {size:.1f} M characters")
    print(f"  {task.estimator}({parameters})")
    assert_equal(task, texts)
    calls = {
        "scikit-learn": lambda texts: fit_transform(peer, task, texts),
        "one thread": lambda texts: fit_transform(bs, task, texts, n_jobs=1),
        "two threads": lambda texts: fit_transform(bs, task, texts, n_jobs=2),
    }
    if lenlp_vectorizer(task) is not None:
        calls["LeNLP"] = lambda texts: lenlp_fit_transform(task, texts)
        theirs = set(peer.TfidfVectorizer(**task.parameters).fit(texts).vocabulary_)
        # In a process of its own: its threads do not outlive a fork.
        with ProcessPoolExecutor(1, multiprocessing.get_context("fork")) as pool:
            terms = set(pool.submit(lenlp_terms, task, texts).result())
        print(f"  LeNLP: {len(terms):,} terms, {len(terms & theirs):,} of {len(theirs):,}")
    show("fit_transform", in_turn(lambda: texts, calls, n_rounds))
    if task == TASKS[0]:
        calls = {
            "scikit-learn": lambda texts: with_vocabulary(peer, task, texts),
            "one thread": lambda texts: with_vocabulary(bs, task, texts, n_jobs=1),
            "two threads": lambda texts: with_vocabulary(bs, task, texts, n_jobs=2),
        }
        show("fit_transform, then vocabulary_", in_turn(lambda: texts, calls, n_rounds))
        ours = getattr(bs, task.estimator)(**task.parameters).fit(texts)
        theirs = getattr(peer, task.estimator)(**task.parameters).fit(texts)
        calls = {
            "scikit-learn": lambda texts: transform(peer, task, theirs, texts),
            "one thread": lambda texts: transform(bs, task, ours, texts, n_jobs=1),
            "two threads": lambda texts: transform(bs, task, ours, texts, n_jobs=2),
        }
        show("transform", in_turn(lambda: texts, calls, n_rounds))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--data", type=Path, default=os.environ.get("BROADSHEET_DATA"))
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    if options.data is None:
        parser.error("set BROADSHEET_DATA or give --data: the corpora are not part of the project")
    for task in TASKS:
        measure(task, Path(options.data), options.rounds)


if __name__ == "__main__":
    main()
