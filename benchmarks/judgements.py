"""Similarity as people see it: cosines beside human judgements.

    python benchmarks/judgements.py [--data FOLDER]

FOLDER holds the corpora (default: the environment variable BROADSHEET_DATA). Two sets, by Pearson's
correlation of cosine and judgement: the 1,225 pairs of 50 short articles of Lee and Pincombe, with
300 background articles for document frequencies; 2,550 pairs of news headlines of SemEval 2013 to
2015, with the titles of allsides_articles as background. The background is never judged, and holds
none of the pairs.
"""

from __future__ import annotations

import argparse
import csv
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from _corpora import rows_of
from sklearn.feature_extraction.text import TfidfVectorizer

import broadsheet as bs

BARS = {"articles": 0.59, "headlines": 0.76}


def agreement(
    vectorizer: Any, fitted: Sequence[str], a: Sequence[str], b: Sequence[str], judged: np.ndarray
) -> float:
    """Pearson's correlation of cosines and judgements."""
    vectorizer.fit(fitted)
    cosines = np.asarray(vectorizer.transform(a).multiply(vectorizer.transform(b)).sum(axis=1))
    return float(np.corrcoef(cosines.ravel(), judged)[0, 1])


def report(
    name: str, bar: float, recipes: dict[str, tuple[Any, Sequence[str]]], *pairs: Any
) -> None:
    print(name)
    found = {
        recipe: agreement(vectorizer, fitted, *pairs)
        for recipe, (vectorizer, fitted) in recipes.items()
    }
    for recipe, correlation in found.items():
        print(f"  {correlation:.3f}  {recipe}")
    ours = found[next(iter(recipes))]
    assert ours >= bar, f"{name}: {ours:.3f} is below {bar}"


def articles(data: Path) -> None:
    rows = rows_of(data / "lee_pincombe")
    judged = [row["text"] for row in rows if row["split"] == "lee50"]
    everything = [row["text"] for row in rows]
    similarities = np.loadtxt(data / "lee_pincombe" / "similarities.txt")
    i, j = np.triu_indices(len(judged), 1)
    word = {"stop_words": "english", "sublinear_tf": True}
    report(
        f"Lee and Pincombe: {len(i):,} pairs of {len(judged)} articles, "
        f"{len(everything) - len(judged)} background articles",
        BARS["articles"],
        {
            "English stop words and stems, 1 + ln tf": (
                bs.TfidfVectorizer(**word, stemmer="english"), everything,
            ),
            "the same without stems": (bs.TfidfVectorizer(**word), everything),
            "the same without the background": (
                bs.TfidfVectorizer(**word, stemmer="english"), judged,
            ),
            "scikit-learn's default": (TfidfVectorizer(), everything),
            "scikit-learn's default without the background": (TfidfVectorizer(), judged),
        },
        [judged[row] for row in i], [judged[row] for row in j], similarities[i, j],
    )  # fmt: skip


def headlines(data: Path) -> None:
    with (data / "sts_news" / "sts_2013_2015.tsv").open(encoding="utf-8", newline="") as lines:
        pairs = list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
    a, b = [pair["s1"] for pair in pairs], [pair["s2"] for pair in pairs]
    judged = sorted({*a, *b})
    background = [row["title"] for row in rows_of(data / "allsides_articles") if row["title"]]
    everything = judged + [title for title in background if title not in set(judged)]
    report(
        f"STS: {len(pairs):,} pairs of headlines, {len(everything) - len(judged):,} background "
        "headlines of allsides_articles",
        BARS["headlines"],
        {
            "headline_vectorizer": (bs.headline_vectorizer(), everything),
            "the same, runs of 3 characters only": (
                bs.headline_vectorizer(ngram_range=(3, 3)), everything,
            ),
            "the same without the background": (bs.headline_vectorizer(), judged),
            "words, English stop words and stems": (
                bs.TfidfVectorizer(stop_words="english", sublinear_tf=True, stemmer="english"),
                everything,
            ),
            "words, English stems": (
                bs.TfidfVectorizer(sublinear_tf=True, stemmer="english"), everything,
            ),
            "scikit-learn's default": (TfidfVectorizer(), everything),
            "scikit-learn's default without the background": (TfidfVectorizer(), judged),
        },
        a, b, np.array([float(pair["score"]) for pair in pairs]),
    )  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--data", type=Path, default=os.environ.get("BROADSHEET_DATA"))
    options = parser.parse_args()
    if options.data is None:
        parser.error("set BROADSHEET_DATA or give --data")
    articles(Path(options.data))
    headlines(Path(options.data))


if __name__ == "__main__":
    main()
