"""Stems beside NLTK's SnowballStemmer in scikit-learn's CountVectorizer.

    python benchmarks/stemming.py [--data FOLDER] [--rounds N] [--articles N]

FOLDER holds the corpora (default: the environment variable BROADSHEET_DATA). NLTK's is the usual
way to stem in scikit-learn: a function as `tokenizer`. Its Snowball algorithms are not all of the
same release as PyStemmer's, so the peer is run with PyStemmer too, by which equality of terms and
counts is asserted; of NLTK's the share of words with the same stem is printed.
"""

from __future__ import annotations

import argparse
import os
import re
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
import Stemmer
from languages import articles_of, load
from nltk.stem.snowball import SnowballStemmer
from sklearn.feature_extraction.text import CountVectorizer

import broadsheet as bs

TASKS = (
    ("bbc", "english"), ("gnad10k_test", "german"), ("factrueval_ru", "russian"),
    ("meantime_wikinews", "language"),
)  # fmt: skip
NAMES = {"en": "english", "es": "spanish", "it": "italian", "nl": "dutch"}
WORD = re.compile(r"(?u)\b\w\w+\b")


def peer(stem: Callable[[str], str], **parameters: Any) -> CountVectorizer:
    def tokenize(text: str) -> list[str]:
        return [stem(word) for word in WORD.findall(text)]

    return CountVectorizer(tokenizer=tokenize, token_pattern=None, **parameters)


def timed(call: Callable[[], Any]) -> tuple[float, Any]:
    start = time.process_time()
    result = call()
    return time.process_time() - start, result


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=os.environ.get("BROADSHEET_DATA"))
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--articles", type=int, default=2_000)
    options = parser.parse_args()
    if options.data is None:
        parser.error("give --data FOLDER or set BROADSHEET_DATA")
    print("corpus              stemmer   n-grams  MB   NLTK s  ours s   sooner  unstemmed s  same")
    for name, algorithm in TASKS:
        rows = list(load(options.data / name))[: options.articles]
        texts = list(articles_of(rows).text)
        for n in (1, 2):
            print(measured(name, algorithm, texts, n, options.rounds))


def measured(name: str, algorithm: str, texts: list[str], n: int, rounds: int) -> str:
    parameters: dict[str, Any] = {"ngram_range": (1, n)}
    ours = bs.CountVectorizer(stemmer=algorithm, n_jobs=1, **parameters)
    plain = bs.CountVectorizer(n_jobs=1, **parameters)
    groups = [(algorithm, texts)]
    if algorithm == "language":  # the peer is told the languages: it has no way to find out
        found = bs.languages(texts)
        groups = [
            (NAMES[code], [t for t, c in zip(texts, found, strict=True) if c == code])
            for code in NAMES
        ]
    snowball = {language: SnowballStemmer(language).stem for language, _ in groups}
    if algorithm != "language":
        exact = peer(Stemmer.Stemmer(algorithm).stemWord, **parameters)
        expected, X = exact.fit_transform(texts), ours.fit_transform(texts)
        expected.sort_indices()
        assert (ours.get_feature_names_out() == exact.get_feature_names_out()).all()
        assert all(
            np.array_equal(getattr(X, part), getattr(expected, part))
            for part in ("indptr", "indices", "data")
        )

    def by_nltk() -> None:
        for language, some in groups:
            peer(snowball[language], **parameters).fit_transform(some)

    seconds: dict[str, list[float]] = {"nltk": [], "ours": [], "plain": []}
    for round_ in range(rounds):
        if round_ == 0 or n == 1:
            seconds["nltk"].append(timed(by_nltk)[0])
        seconds["ours"].append(timed(lambda: ours.fit_transform(texts))[0])
        seconds["plain"].append(timed(lambda: plain.fit_transform(texts))[0])
    nltk, mine, unstemmed = (median(seconds[key]) for key in ("nltk", "ours", "plain"))
    same = n_same = 0
    for language, some in groups:
        words = sorted({word for text in some for word in WORD.findall(text.lower())})
        stems = Stemmer.Stemmer(language).stemWords(words)
        n_same += sum(snowball[language](w) == s for w, s in zip(words, stems, strict=True))
        same += len(words)
    n_bytes = sum(len(text.encode()) for text in texts)
    return (
        f"{name:19} {algorithm:9} 1 to {n} {n_bytes / 1e6:6.1f} {nltk:7.2f} {mine:7.3f} "
        f"{nltk / mine:7.1f} x {unstemmed:10.3f}  {100 * n_same / same:5.1f} %"
    )


if __name__ == "__main__":
    main()
