"""Vectorizers: does time grow in proportion to the texts?

    python benchmarks/growth.py [--data FOLDER] [--rounds N] [--only articles|texts]

Articles: FOLDER/allsides_articles (default: of BROADSHEET_DATA), again and again until there are
100,000. In pass r, each 20th word of an article gets the suffix "x<r>", so that a pass brings new
words, as a new collection would. Bigrams are of the first 1,000 characters of each article and
character n-grams of the first 500, for the sake of memory. First, the weights of 10,000 articles
are asserted to be scikit-learn's, and some rows of 100,000 to be what the formula says.

Texts: one document of 50 and of 100 million characters that a splitter or a hash table might take
ill. What must be counted in them is asserted in tests/python/test_vectorizers_slow.py.

For each, `fit_transform` with one thread, each call in a fresh process, the sizes in turn; twice
the text must take at most 2.2 times as long. Time is the processor's, and the least of the rounds:
what else the machine does can only add to it. Just before each call 4 GB of memory are written and
given back: the host of a virtual machine takes free pages away, and so a call that needs many would
pay for getting them again, not for what it does (see `_measure._touch`). Memory is the rise
of the resting process's high-water mark over the call, output included.
"""

from __future__ import annotations

import argparse
import os
import re
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
from _measure import Cost, cost
from vectorizers import Task, assert_equal, load

import broadsheet as bs

CORPUS = "allsides_articles"
SIZES = (10_000, 20_000, 25_000, 50_000, 100_000)
PAIRS = ((10_000, 20_000), (25_000, 50_000), (50_000, 100_000))
MOST = 2.2
TOUCHED = 4 << 30  # bytes, above the most that a call takes
TWENTY_WORDS = re.compile(r"(?:\w++\W++){19}\w++")

# A task, and how much of each article it is given.
ARTICLES = [
    (Task(CORPUS, "TfidfVectorizer", {}), None),
    (Task(CORPUS, "TfidfVectorizer", {"ngram_range": (1, 2)}), 1_000),
    (Task(CORPUS, "TfidfVectorizer", {"analyzer": "char_wb", "ngram_range": (3, 5)}), 500),
    (Task(CORPUS, "HashingVectorizer", {}), None),
]  # fmt: skip

LENGTH = 100_000_000
WORDS = {"token_pattern": r"(?u)\b\w+\b"}
TEXTS = {
    "one letter": lambda n: "a" * n,
    "spaces": lambda n: " " * n,
    "words of one character": lambda n: "a b " * (n // 4),
    "a million distinct words": lambda n: (
        "".join(f"w{i:08d} " for i in range(10**6)) * (n // 10**7)
    ),
}
VECTORIZERS = [
    Task("", "CountVectorizer", WORDS),
    Task("", "CountVectorizer", {**WORDS, "ngram_range": (1, 2)}),
    Task("", "CountVectorizer", {"analyzer": "char"}),
    Task("", "CountVectorizer", {"analyzer": "char_wb", "ngram_range": (3, 5)}),
    Task("", "HashingVectorizer", WORDS),
]


def described(task: Task) -> str:
    parameters = ", ".join(f"{name}={value!r}" for name, value in task.parameters.items())
    return f"{task.estimator}({parameters})"


def vectorizer(task: Task) -> Any:
    return getattr(bs, task.estimator)(**task.parameters, n_jobs=1)


def articles(folder: Path, n: int) -> list[str]:
    source = load(folder, None)
    return [
        TWENTY_WORDS.sub(rf"\g<0>x{i // len(source)}", source[i % len(source)]) for i in range(n)
    ]


def assert_rows(task: Task, texts: list[str]) -> None:
    """Compare every 5,000th row with what Python counts and the formula makes of it."""
    ours = vectorizer(task)
    X = ours.fit_transform(texts)
    terms = ours.get_feature_names_out()
    df = np.bincount(X.indices, minlength=len(terms))
    idf = np.log((1 + len(texts)) / (1 + df)) + 1
    least, most = task.parameters.get("ngram_range", (1, 1))
    for row in range(0, len(texts), 5_000):
        text = texts[row].lower()
        if task.parameters.get("analyzer") == "char_wb":
            grams = []
            for word in (f" {word} " for word in text.split()):
                # No longer than the word; one that is shorter than the least is a gram itself.
                for n in range(least, max(least, min(most, len(word))) + 1):
                    grams += [word[i : i + n] for i in range(max(len(word) - n, 0) + 1)]
        else:
            words = re.findall(r"\b\w\w+\b", text)
            grams = [
                " ".join(words[i : i + n])
                for n in range(least, most + 1)
                for i in range(len(words) - n + 1)
            ]
        counts = Counter(grams)
        found = slice(X.indptr[row], X.indptr[row + 1])
        columns = X.indices[found]
        assert sorted(counts) == terms[columns].tolist()
        weights = np.array([counts[term] for term in terms[columns]]) * idf[columns]
        weights /= np.linalg.norm(weights)
        np.testing.assert_allclose(X.data[found], weights, rtol=1e-11, atol=0)


def least_costs(given: Any, calls: dict[str, Any], n_rounds: int) -> dict[str, Cost]:
    """Measure several calls in turn, and give the round of each that took the processor least."""
    rounds = [
        {size: cost(lambda: given, call, TOUCHED) for size, call in calls.items()}
        for _ in range(n_rounds)
    ]
    return {
        size: min((costs[size] for costs in rounds), key=lambda one: one.processor_seconds)
        for size in calls
    }


def growth(costs: dict[str, Cost], small: str, large: str) -> tuple[str, bool]:
    """Show the two and their ratio, and whether it will do."""
    a, b = costs[small], costs[large]
    ratio = b.processor_seconds / a.processor_seconds
    line = (
        f"    {small:>11} {a.processor_seconds:8.3f} s {a.memory / 1e6:8.0f} MB"
        f"    {large:>11} {b.processor_seconds:8.3f} s {b.memory / 1e6:8.0f} MB    {ratio:5.2f}"
    )
    return line, ratio <= MOST


def measure_articles(data: Path, n_rounds: int) -> list[str]:
    """Print how time grows with articles; give what grew too fast."""
    whole = articles(data / CORPUS, SIZES[-1])
    failed = []
    for task, length in ARTICLES:
        texts = whole if length is None else [text[:length] for text in whole]
        what = "whole articles" if length is None else f"articles' first {length:,} characters"
        print(f"{described(task)}, {what}", flush=True)
        cost(lambda texts=texts: texts, lambda given, task=task: assert_equal(task, given[:10_000]))
        if task.estimator == "TfidfVectorizer":
            cost(lambda texts=texts: texts, lambda given, task=task: assert_rows(task, given))
        calls = {
            f"{n:,}": lambda given, n=n, task=task: vectorizer(task).fit_transform(given[:n])
            for n in SIZES
        }
        costs = least_costs(texts, calls, n_rounds)
        for small, large in PAIRS:
            line, fine = growth(costs, f"{small:,}", f"{large:,}")
            print(line, flush=True)
            if not fine:
                failed.append(f"{described(task)}, {small:,} to {large:,} articles")
    return failed


def measure_texts(n_rounds: int) -> list[str]:
    """Print how time grows with the length of one text; give what grew too fast."""
    failed = []
    for kind, make in TEXTS.items():
        print(f"{kind}: 50 and 100 million characters", flush=True)
        # A word more, as a text of spaces alone has no vocabulary.
        given = {f"{n // 10**6} M": [make(n), "word"] for n in (LENGTH // 2, LENGTH)}
        for task in VECTORIZERS:
            calls = {
                size: lambda given, size=size, task=task: vectorizer(task).fit_transform(
                    given[size]
                )
                for size in given
            }
            costs = least_costs(given, calls, n_rounds)
            line, fine = growth(costs, *given)
            print(f"{line}   {described(task)}", flush=True)
            if not fine:
                failed.append(f"{described(task)} of {kind}")
    return failed


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--data", type=Path, default=os.environ.get("BROADSHEET_DATA"))
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--only", choices=["articles", "texts"])
    options = parser.parse_args()
    failed = []
    if options.only != "texts":
        if options.data is None:
            parser.error("set BROADSHEET_DATA or give --data: the corpora are not in the project")
        failed += measure_articles(Path(options.data), options.rounds)
    if options.only != "articles":
        failed += measure_texts(options.rounds)
    assert not failed, f"more than {MOST} times as long for twice the text: {'; '.join(failed)}"


if __name__ == "__main__":
    main()
