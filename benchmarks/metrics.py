"""Metrics of clusterings beside what one has without them: time, with equal answers.

    python benchmarks/metrics.py [--data FOLDER] [--rounds N]

FOLDER holds the corpora (default: the environment variable BROADSHEET_DATA). Silhouettes are beside
scikit-learn's, which makes all distances; BCubed beside the definition over sets in dicts, as one
writes it down. One thread; values are asserted to be equal before a time is printed. The clusters
are those of spherical k-means, of stories' size (n / 3) and of topics' size (20).
"""

from __future__ import annotations

import argparse
import os
from collections import defaultdict
from collections.abc import Hashable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from _corpora import rows_of
from _measure import Cost, in_turn
from sklearn.metrics import silhouette_samples

import broadsheet as bs


def bcubed_by_sets(
    true: Sequence[Hashable], predicted: Sequence[Hashable]
) -> tuple[float, float, float]:
    """The definition, article by article."""

    def members(labels: Sequence[Hashable]) -> dict[Hashable, set[int]]:
        found: dict[Hashable, set[int]] = defaultdict(set)
        for row, label in enumerate(labels):
            found[label].add(row)
        return found

    of_true, of_predicted = members(true), members(predicted)
    precision = recall = 0.0
    for a, b in zip(true, predicted, strict=True):
        shared = len(of_true[a] & of_predicted[b])
        precision += shared / len(of_predicted[b])
        recall += shared / len(of_true[a])
    precision, recall = precision / len(true), recall / len(true)
    return precision, recall, 2 * precision * recall / (precision + recall)


def line(name: str, costs: dict[str, Cost]) -> None:
    ours, theirs = costs.values()
    print(
        f"  {name:<34} {ours.processor_seconds:8.4f} s {ours.memory / 1e6:6.0f} MB"
        f"   {theirs.processor_seconds:8.4f} s {theirs.memory / 1e6:6.0f} MB"
        f"   {theirs.processor_seconds / ours.processor_seconds:8.1f} x",
        flush=True,
    )


def silhouettes(X: Any, labels: np.ndarray, n_rounds: int) -> dict[str, Cost]:
    def ours(given: Any) -> np.ndarray:
        return bs.metrics.cosine_silhouette_samples(given, labels, n_jobs=1, progress=False)

    def peer(given: Any) -> np.ndarray:
        return silhouette_samples(given, labels, metric="cosine")

    assert np.allclose(ours(X), peer(X), atol=1e-9), "silhouettes differ"
    return in_turn(lambda: X, {"ours": ours, "peer": peer}, n_rounds)


def bcubed(truth: list[str], labels: list[int], n_rounds: int) -> dict[str, Cost]:
    def ours(given: Any) -> Any:
        return bs.metrics.bcubed(*given)

    def peer(given: Any) -> Any:
        return bcubed_by_sets(*given)

    given = truth, labels
    assert np.allclose(ours(given), peer(given), rtol=1e-12), "BCubed differs"
    return in_turn(lambda: given, {"ours": ours, "peer": peer}, n_rounds)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--data", type=Path, default=os.environ.get("BROADSHEET_DATA"))
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    if options.data is None:
        parser.error("set BROADSHEET_DATA or give --data")
    rows = rows_of(Path(options.data) / "allsides_stories")
    truth = [row["cluster"] for row in rows]
    texts = [f"{row['title']}\n{row['text']}" for row in rows]
    X = bs.TfidfVectorizer(stop_words="english", sublinear_tf=True).fit_transform(texts)
    print(f"allsides_stories ({len(rows):,} articles): processor and memory, ours and the peer's")
    for k in (len(rows) // 3, 20):
        labels = bs.SphericalKMeans(k, random_state=0, progress=False).fit(X).labels_
        line(f"silhouettes of {k:,} clusters", silhouettes(X, labels, options.rounds))
        line(f"BCubed of {k:,} clusters", bcubed(truth, labels.tolist(), options.rounds))
    f1 = bs.metrics.bcubed(truth, range(len(truth)))[2]
    print(f"  every article alone: BCubed F1 {f1:.3f}, pair F1 0")


if __name__ == "__main__":
    main()
