"""A vocabulary that goes on learning, beside fitting scikit-learn anew and beside plain dicts.

    python benchmarks/living.py [--data FOLDER] [--calls N]

FOLDER holds the corpora (default: the environment variable BROADSHEET_DATA). All but the last
articles of allsides_articles are learnt first; of the rest ten at a time are learnt, then taken
away again, by

- `partial_fit` and `remove`, and after every call or after the last one also `idf_`;
- dicts of document and collection frequencies that are filled by scikit-learn's own analyzer: the
  integers only, without a check, an order or weights;
- scikit-learn's TfidfVectorizer, fitted on all articles so far, which is timed once.

Words (84,080), then words with pairs of them (over two million terms). One thread. Terms, document
frequencies and weights are asserted to equal scikit-learn's and the dicts' first.
"""

from __future__ import annotations

import argparse
import os
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

import numpy as np
import sklearn.feature_extraction.text as peer
from _corpora import rows_of

import broadsheet as bs

N_AT_ONCE = 10


class Dicts:
    """Document and collection frequencies as one would write them down."""

    def __init__(self, **parameters: Any) -> None:
        self.analyze = peer.TfidfVectorizer(**parameters).build_analyzer()
        self.n_documents = 0
        self.documents: Counter[str] = Counter()
        self.collection: Counter[str] = Counter()

    def add(self, texts: list[str], sign: int = 1) -> None:
        for text in texts:
            self.n_documents += sign
            for term, count in Counter(self.analyze(text)).items():
                self.documents[term] += sign
                self.collection[term] += sign * count
                if not self.documents[term]:
                    del self.documents[term], self.collection[term]


class Times(NamedTuple):
    """Milliseconds a call."""

    middle: float
    mean: float
    worst: float

    def __str__(self) -> str:
        return f"{self.middle:9.2f} {self.mean:9.2f} {self.worst:9.2f}"


def timed(call: Callable[[list[str]], object], batches: list[list[str]]) -> Times:
    found = []
    for batch in batches:
        began = time.perf_counter()
        call(batch)
        found.append(1000 * (time.perf_counter() - began))
    return Times(median(found), sum(found) / len(found), max(found))


def assert_equal(living: Any, dicts: Dicts, fitted: Any) -> None:
    assert living.vocabulary_ == fitted.vocabulary_
    np.testing.assert_allclose(living.idf_, fitted.idf_, rtol=1e-12, atol=0)
    frequencies = living.document_frequencies_
    assert frequencies.n_documents == dicts.n_documents
    assert frequencies.to_dict() == dicts.documents


def measure(texts: list[str], n_calls: int, **parameters: Any) -> None:
    old = texts[: len(texts) - n_calls * N_AT_ONCE]
    new = texts[len(old) :]
    batches = [new[i : i + N_AT_ONCE] for i in range(0, len(new), N_AT_ONCE)]
    living = bs.TfidfVectorizer(n_jobs=1, **parameters).partial_fit(old)
    read = bs.TfidfVectorizer(n_jobs=1, **parameters).partial_fit(old)
    dicts = Dicts(**parameters)
    dicts.add(old)
    living.idf_, read.idf_  # noqa: B018 - what was learnt is put together

    def learn_and_read(batch: list[str]) -> None:
        read.partial_fit(batch).idf_  # noqa: B018

    learnt = {
        "partial_fit": timed(living.partial_fit, batches),
        "dicts": timed(dicts.add, batches),
        "partial_fit, then idf_": timed(learn_and_read, batches),
    }
    began = time.perf_counter()
    living.idf_  # noqa: B018
    put_together = time.perf_counter() - began
    began = time.perf_counter()
    fitted = peer.TfidfVectorizer(**parameters).fit(texts)
    anew = time.perf_counter() - began
    began = time.perf_counter()
    bs.TfidfVectorizer(n_jobs=1, **parameters).fit(texts)
    anew_here = time.perf_counter() - began
    assert_equal(living, dicts, fitted)
    assert_equal(read, dicts, fitted)
    assert living.document_frequencies_ == read.document_frequencies_

    gone = batches[::-1]
    taken = {
        "remove": timed(living.remove, gone),
        "dicts": timed(lambda batch: dicts.add(batch, -1), gone),
    }
    assert living.document_frequencies_.to_dict() == dicts.documents
    before = bs.TfidfVectorizer(n_jobs=1, **parameters).partial_fit(old)
    assert living.document_frequencies_ == before.document_frequencies_
    np.testing.assert_array_equal(living.idf_, before.idf_)

    print(f"\n{parameters or 'words'}: {len(old):,} articles, {len(fitted.vocabulary_):,} terms;")
    print(f"then {n_calls} times {N_AT_ONCE} articles; ms a call: median, mean, worst")
    for name, times in learnt.items():
        print(f"  learn  {name:24} {times}")
    print(f"         idf_ after the last call: {1000 * put_together:.1f}")
    for name, times in taken.items():
        print(f"  remove {name:24} {times}")
    print(f"  fit of all, scikit-learn {1000 * anew:.0f}, broadsheet {1000 * anew_here:.0f}")
    for name in ("partial_fit", "partial_fit, then idf_"):
        print(f"  {name}: {1000 * anew / learnt[name].mean:,.0f} times sooner than to fit anew")
    print(f"  dicts / partial_fit: {learnt['dicts'].mean / learnt['partial_fit'].mean:.2f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=os.environ.get("BROADSHEET_DATA"))
    parser.add_argument("--calls", type=int, default=100)
    arguments = parser.parse_args()
    if arguments.data is None:
        parser.error("name the folder of the corpora: --data, or BROADSHEET_DATA")
    rows = rows_of(Path(arguments.data) / "allsides_articles")
    texts = [f"{row.get('title', '')}\n{row.get('text', '')}" for row in rows]
    measure(texts, arguments.calls)
    measure(texts, arguments.calls, ngram_range=(1, 2))


if __name__ == "__main__":
    main()
