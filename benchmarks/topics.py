"""Topics: how good, beside what one writes with scikit-learn.

    python benchmarks/topics.py [--data FOLDER] [--corpora NAME ...] [--seeds N]

FOLDER holds the corpora (default: the environment variable BROADSHEET_DATA). As many topics as
there are labels; normalised mutual information (arithmetic mean) with the labels, its mean over
the seeds and the spread from the least to the largest; seconds of the processor and peak memory of
one call, from articles in memory. One setting for all corpora: the defaults. The peers get title
and text as one string, and for the German corpus no stop words, as they have none.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from _corpora import rows_of
from _measure import cost
from sklearn.cluster import KMeans
from sklearn.decomposition import NMF, TruncatedSVD
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.metrics import normalized_mutual_info_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import Normalizer

import broadsheet as bs

BARS = {"bbc": 0.86, "agnews_test": 0.57, "20newsgroups": 0.65}
BEST_SPREAD = 0.02
CORPORA = ("bbc", "agnews_test", "20newsgroups", "gnad10k_test", "masakhanews/eng")
LANGUAGES_OF_STOP_WORDS = {"gnad10k_test": None}


def load(data: Path, name: str) -> list[dict[str, Any]]:
    """Articles that have one label; after a slash a language."""
    folder, _, language = name.partition("/")
    rows = rows_of(data / folder)
    return [row for row in rows if row.get("label") and (not language or row["lang"] == language)]


def ours(articles: bs.Articles, k: int, seed: int) -> np.ndarray:
    return bs.topics(articles, k, random_state=seed, progress=False).labels_


def texts_of(articles: bs.Articles) -> list[str]:
    return [f"{title}\n{text}" for title, text in zip(articles.title, articles.text, strict=True)]


def kmeans(articles: bs.Articles, k: int, seed: int) -> np.ndarray:
    X = TfidfVectorizer().fit_transform(texts_of(articles))
    return KMeans(k, random_state=seed).fit_predict(X)


def tuned(articles: bs.Articles, stop_words: str | None) -> Any:
    vectorizer = TfidfVectorizer(stop_words=stop_words, sublinear_tf=True, min_df=2)
    return vectorizer.fit_transform(texts_of(articles))


def lsa_kmeans(stop_words: str | None) -> Callable[..., np.ndarray]:
    def run(articles: bs.Articles, k: int, seed: int) -> np.ndarray:
        X = tuned(articles, stop_words)
        reduced = make_pipeline(TruncatedSVD(100, random_state=seed), Normalizer()).fit_transform(X)
        return KMeans(k, n_init=10, random_state=seed).fit_predict(reduced)

    return run


def nmf(stop_words: str | None) -> Callable[..., np.ndarray]:
    def run(articles: bs.Articles, k: int, seed: int) -> np.ndarray:
        X = tuned(articles, stop_words)
        # nndsvda draws from the seed where nndsvd, the default, has zeros.
        model = NMF(k, init="nndsvda", random_state=seed, max_iter=400, tol=1e-3)
        return model.fit_transform(X).argmax(axis=1)

    return run


def scores(
    labels: Callable[..., np.ndarray], articles: bs.Articles, truth: list[str], n_seeds: int
) -> list[float]:
    k = len(set(truth))
    return [
        normalized_mutual_info_score(truth, labels(articles, k, seed)) for seed in range(n_seeds)
    ]


def line(name: str, found: list[float], spent: Any) -> None:
    print(
        f"  {name:<34} {np.mean(found):.3f}   {max(found) - min(found):.3f}"
        f"   {spent.processor_seconds:6.1f} s {spent.memory / 1e6:6.0f} MB",
        flush=True,
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--data", type=Path, default=os.environ.get("BROADSHEET_DATA"))
    parser.add_argument("--corpora", nargs="*", default=CORPORA)
    parser.add_argument("--seeds", type=int, default=5)
    options = parser.parse_args()
    if options.data is None:
        parser.error("set BROADSHEET_DATA or give --data")
    for name in options.corpora:
        rows = load(Path(options.data), name)
        articles, truth = bs.read(rows), [row["label"] for row in rows]
        k = len(set(truth))
        print(f"{name} ({len(rows):,} articles, {k} topics): NMI, spread, processor, memory")
        stop_words = LANGUAGES_OF_STOP_WORDS.get(name, "english")
        found = {}
        for peer, labels in {
            "broadsheet.topics": ours,
            "scikit-learn TfidfVectorizer + KMeans": kmeans,
            "LSA (100) + KMeans, n_init=10": lsa_kmeans(stop_words),
            "NMF, largest component": nmf(stop_words),
        }.items():
            found[peer] = scores(labels, articles, truth, options.seeds)
            line(peer, found[peer], cost(lambda a=articles: a, lambda a, f=labels, k=k: f(a, k, 0)))
        mine, theirs = list(found.values())[:2]
        assert np.mean(mine) >= BARS.get(name, 0), f"{name}: {np.mean(mine):.3f}"
        assert np.mean(mine) > np.mean(theirs), f"{name}: scikit-learn's KMeans is better"
        if max(mine) - min(mine) > BEST_SPREAD:
            print(f"  the spread is above {BEST_SPREAD}")


if __name__ == "__main__":
    main()
