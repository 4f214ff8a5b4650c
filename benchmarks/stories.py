"""Stories: how good beside scikit-learn with its best threshold, how robust, how soon.

    python benchmarks/stories.py [--data FOLDER] [--part quality|robust|speed|growth ...]

FOLDER holds the corpora (default: the environment variable BROADSHEET_DATA). broadsheet chooses
everything itself, one setting for all corpora. Beside it, each with the threshold that is best by
the gold stories, which nobody knows beforehand: scikit-learn's TF-IDF with average link of SciPy,
and with DBSCAN; and average link of our plain vectors. Scores are BCubed F1 and F1 over pairs.

`robust` takes a random half of each corpus, each among 3,000 unrelated articles (scores are of the
corpus's own articles; strangers in their stories count against precision), and two corpora
together. `growth` copies no article: it fills up allsides_articles with other corpora.
"""

from __future__ import annotations

import argparse
import os
import resource
import time
from pathlib import Path
from typing import Any

import numpy as np
from _corpora import Rows, rows_of, stories_of
from scipy import sparse
from scipy.cluster.hierarchy import fcluster, linkage
from sklearn.cluster import DBSCAN
from sklearn.feature_extraction.text import TfidfVectorizer

import broadsheet as bs

CORPORA = (
    "allsides_stories", "neus_stories", "ecbplus", "fnc1", "googlenews_titles", "newswcl50",
    "meantime_wikinews", "wikiref220",
)  # fmt: skip
DATED = ("allsides_stories",)
BARS = {
    ("allsides_stories", False): (0.86, 0.72), ("allsides_stories", True): (0.90, 0.79),
    ("neus_stories", False): (0.765, 0.60), ("ecbplus", False): (0.91, 0.86),
    ("fnc1", False): (0.97, 0.95), ("googlenews_titles", False): (0.80, 0.76),
}  # fmt: skip
UNRELATED = ("reuters_c50", "bbc")
FILLING = ("allsides_articles", "reuters21578", "agnews_test", "20newsgroups", "neus_stories",
           "newsarticles_harvard", "bbc", "reuters_c50", "googlenews_titles", "thucnews_titles",
           "ilur_armenian", "persian_news")  # fmt: skip
CUTS = [*np.geomspace(0.01, 0.3, 40), *np.arange(0.31, 0.96, 0.01)]


def read(rows: Rows) -> bs.Articles:
    fields = ("title", "text", "date", "source")
    return bs.read([
        {"id": str(i), **{name: row[name] for name in fields if row.get(name) is not None}}
        for i, row in enumerate(rows)
    ])  # fmt: skip


def scores(rows: Rows, labels: np.ndarray) -> tuple[float, float]:
    """BCubed F1 of the articles that have a story; and F1 over their pairs."""
    own = np.array(["cluster" in row for row in rows])
    truth = np.unique([row["cluster"] for row in rows if "cluster" in row], return_inverse=True)[1]
    found = np.unique(labels, return_inverse=True)[1]
    sizes = np.bincount(found)[found[own]]
    together = sparse.csr_array((np.ones(len(truth)), (truth, found[own])))
    both = together[truth, found[own]]
    precision, recall = (both / sizes).mean(), (both / np.bincount(truth)[truth]).mean()
    f1 = 2 * precision * recall / (precision + recall)
    return float(f1), bs.metrics.pairwise(truth, found[own])[2]


def best(rows: Rows, candidates: Any) -> tuple[float, float]:
    return max(scores(rows, labels) for labels in candidates)


def average_link(rows: Rows, X: Any) -> tuple[float, float]:
    """Average link with the best threshold."""
    similarity = (X @ X.T).toarray()
    distances = np.maximum(1 - similarity[np.triu_indices(X.shape[0], 1)], 0)
    tree = linkage(distances, "average")
    return best(rows, (fcluster(tree, 1 - cut, "distance") for cut in CUTS))


def dbscan(rows: Rows, X: Any) -> tuple[float, float]:
    """DBSCAN with the best radius."""

    def labels(radius: float) -> np.ndarray:
        found = DBSCAN(eps=radius, min_samples=2, metric="cosine").fit_predict(X)
        return np.where(found < 0, len(found) + np.arange(len(found)), found)

    return best(rows, map(labels, np.arange(0.3, 0.95, 0.05)))


def shown(found: tuple[float, float]) -> str:
    return f"{found[0]:.3f} / {found[1]:.3f}"


def quality(folder: Path, names: list[str]) -> None:
    print(f"{'corpus':<26} {'broadsheet, auto':>17} {'threshold':>9}  smoothing, then best cuts:")
    print("own vectors + average link, scikit-learn + average link, scikit-learn + DBSCAN")
    for name in names:
        rows = stories_of(folder / name)
        articles = read(rows)
        peer = TfidfVectorizer().fit_transform([f"{a.title}\n{a.text}" for a in articles])
        for dated in (False, True) if name in DATED else (False,):
            found = bs.stories(articles, time_scale="4D" if dated else None)
            ours = scores(rows, found.labels_)
            line = (
                f"{name + (' dated' if dated else ''):<26} {shown(ours):>17} "
                f"{found.min_similarity:>9.3f}  {found.smooth!s:<12}"
            )
            if not dated:
                theirs = average_link(rows, peer)
                line += f" {shown(average_link(rows, found.vectors))}  {shown(theirs)}"
                line += f"  {shown(dbscan(rows, peer))}"
            bar = BARS.get((name, dated), (theirs[0], 0.0))
            line += "" if ours[0] >= bar[0] and ours[1] >= bar[1] else "  BELOW THE BAR"
            print(line, flush=True)


def robust(folder: Path, names: list[str]) -> None:
    strangers = [row for name in UNRELATED for row in rows_of(folder / name)]
    chosen = np.random.default_rng(0).permutation(len(strangers))[:3000]
    unrelated = [{k: strangers[i].get(k) for k in ("title", "text")} for i in chosen]

    def show(what: str, rows: Rows) -> None:
        found = bs.stories(read(rows), time_scale=None)
        print(f"{what:<50} {shown(scores(rows, found.labels_))}  {found.smooth}", flush=True)

    for name in names:
        rows = stories_of(folder / name)
        for seed in (1, 2, 3):
            half = np.random.default_rng(seed).permutation(len(rows))[: len(rows) // 2]
            show(f"{name}, a random half", [rows[i] for i in np.sort(half)])
        show(f"{name} among 3,000 unrelated", rows + unrelated)
    for first, second in (("allsides_stories", "googlenews_titles"), ("neus_stories", "fnc1"),
                          ("ecbplus", "allsides_stories"), ("neus_stories", "googlenews_titles"),
                          ("ecbplus", "fnc1")):  # fmt: skip
        both = [
            {**row, "cluster": f"{name} {row['cluster']}"}
            for name in (first, second)
            for row in stories_of(folder / name)
        ]
        show(f"{first} + {second}", both)


def measured(rows: Rows) -> None:
    processor, start = time.process_time(), time.perf_counter()
    found = bs.stories(bs.read(rows))
    print(
        f"{len(rows):>9,} articles: {time.perf_counter() - start:.1f} s, of processors "
        f"{time.process_time() - processor:.1f} s, peak of the process "
        f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6:.2f} GB, "
        f"{len(found):,} stories at {found.min_similarity:.3f}, {found.smooth}",
        flush=True,
    )


def growth(folder: Path) -> None:
    rows = [row for name in FILLING for row in rows_of(folder / name)]
    rows = [{**row, "id": str(i)} for i, row in enumerate(rows)]
    order = np.random.default_rng(0).permutation(len(rows))
    for n in (12_500, 25_000, 50_000, 100_000):
        measured([rows[i] for i in order[:n]])
        if n >= len(rows):
            break


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--data", type=Path, default=os.environ.get("BROADSHEET_DATA"))
    parser.add_argument("--part", nargs="*", default=["quality", "robust", "speed"])
    parser.add_argument("--corpora", nargs="*", default=list(CORPORA))
    options = parser.parse_args()
    if options.data is None:
        parser.error("set BROADSHEET_DATA or give --data")
    folder = Path(options.data)
    if "quality" in options.part:
        quality(folder, options.corpora)
    if "robust" in options.part:
        robust(folder, options.corpora)
    if "speed" in options.part:
        measured(rows_of(folder / "allsides_articles"))
    if "growth" in options.part:
        growth(folder)


if __name__ == "__main__":
    main()
