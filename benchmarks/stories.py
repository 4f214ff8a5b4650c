"""Stories: how good, and how soon, beside scikit-learn and SciPy doing the same.

    python benchmarks/stories.py [--data FOLDER] [--rounds N]

FOLDER holds the corpora (default: the environment variable BROADSHEET_DATA). The peer is what one
writes with scikit-learn and SciPy today: TF-IDF of the same texts with the same parameters, the
same factor for time, average link on the full distance matrix, the same cut. Its labels are
asserted to be ours before any time is printed; then both are compared with the gold stories.
"""

from __future__ import annotations

import argparse
import gzip
import os
import time
from pathlib import Path

import numpy as np
import orjson
from scipy.cluster.hierarchy import fcluster, linkage
from sklearn.feature_extraction.text import TfidfVectorizer

import broadsheet as bs

TITLE_WEIGHT = 3
SIGMA_DAYS = 4.0
CUT = 0.22


def load(path: Path) -> tuple[list[dict[str, str]], list[str]]:
    with gzip.open(path) as lines:
        rows = [orjson.loads(line) for line in lines]
    return rows, [row["cluster"] for row in rows]


def peer(articles: bs.Articles, *, clean: bool, dates: bool) -> np.ndarray:
    """The same job by scikit-learn and SciPy; cleaning, which they have not, is ours."""
    if clean:
        articles = bs.clean(articles, rules=None).articles
    texts = [(a.title + "\n") * TITLE_WEIGHT + a.text for a in articles]
    X = TfidfVectorizer(stop_words="english", sublinear_tf=True).fit_transform(texts)
    similarity = (X @ X.T).toarray()
    if dates:
        days = articles.date.astype("datetime64[us]").astype(np.int64) / 86.4e9
        days[np.isnat(articles.date)] = np.nan
        factor = np.exp(-((days[:, None] - days[None, :]) ** 2) / (2 * SIGMA_DAYS**2))
        similarity *= np.where(np.isnan(factor), 1.0, factor)
    distances = (1.0 - similarity)[np.triu_indices(len(texts), 1)]
    tree = linkage(np.maximum(distances, 0.0), "average")
    return fcluster(tree, 1.0 - CUT, "distance")


def same_partition(a: np.ndarray, b: np.ndarray) -> bool:
    def numbered(labels: np.ndarray) -> list[int]:
        first: dict[int, int] = {}
        return [first.setdefault(int(label), len(first)) for label in labels]

    return numbered(a) == numbered(b)


def line(name: str, truth: list[str], labels: np.ndarray) -> str:
    precision, recall, f1 = bs.metrics.bcubed(truth, labels)
    pairs = bs.metrics.pairwise(truth, labels)[2]
    return f"  {name:<44} {precision:.3f} / {recall:.3f} / {f1:.3f}   {pairs:.3f}"


def quality(rows: list[dict[str, str]], truth: list[str]) -> None:
    articles = bs.read(rows)
    print("  BCubed precision / recall / F1, and F1 over pairs")
    for name, options in (
        ("broadsheet.stories, defaults", {}),
        ("  without cleaning", {"clean": False}),
        ("  without dates", {"time_scale": None}),
        ("  with the lead", {"fields": {"title": 3, "lead": 1, "text": 1}}),
        ("  with stems", {"stemmer": "english"}),
        ("  with the stop words of each language", {"stop_words": "language"}),
    ):
        print(line(name, truth, bs.stories(articles, **options).labels_))
    texts = [f"{a.title}\n{a.text}" for a in articles]
    X = TfidfVectorizer().fit_transform(texts)
    distances = 1.0 - (X @ X.T).toarray()[np.triu_indices(len(texts), 1)]
    tree = linkage(np.maximum(distances, 0.0), "average")
    best = max(
        (fcluster(tree, cut, "distance") for cut in np.arange(0.3, 1.0, 0.01)),
        key=lambda labels: bs.metrics.bcubed(truth, labels)[2],
    )
    print(line("scikit-learn TF-IDF + average link, best cut", truth, best))
    print(line("every article alone", truth, np.arange(len(truth))))


def speed(rows: list[dict[str, str]], n_rounds: int) -> None:
    ours_times, peer_times = [], []
    for _ in range(n_rounds):
        start = time.perf_counter()
        found = bs.stories(bs.read(rows))
        ours_times.append(time.perf_counter() - start)
        start = time.perf_counter()
        labels = peer(bs.read(rows), clean=True, dates=True)
        peer_times.append(time.perf_counter() - start)
        assert same_partition(found.labels_, labels), "the peer groups otherwise"
    ours, theirs = np.median(ours_times), np.median(peer_times)
    print("  the same stories, from rows in memory; medians of", n_rounds, "rounds in turn")
    print(f"  broadsheet {ours:.2f} s, scikit-learn + SciPy {theirs:.2f} s: {theirs / ours:.1f} x")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--data", type=Path, default=os.environ.get("BROADSHEET_DATA"))
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    example = Path(__file__).parents[1] / "examples" / "articles.jsonl"
    rows = [orjson.loads(row) for row in example.read_bytes().splitlines()]
    print(f"examples/articles.jsonl ({len(rows)} articles of the project's own writing)")
    quality(rows, [row["story"] for row in rows])
    if options.data is None:
        print("set BROADSHEET_DATA or give --data for the real corpora")
        return
    rows, truth = load(Path(options.data) / "allsides_stories" / "train.jsonl.gz")
    print(f"allsides_stories ({len(rows):,} articles, {len(set(truth)):,} stories)")
    quality(rows, truth)
    speed(rows, options.rounds)


if __name__ == "__main__":
    main()
