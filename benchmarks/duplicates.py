"""Near-duplicates: how soon, and how many of them MinHash finds beside it.

    python benchmarks/duplicates.py [--data FOLDER] [--articles N] [--sample N]

FOLDER holds the corpora (default: the environment variable BROADSHEET_DATA). On a sample, first of
all, the pairs are asserted to be those of every two sets compared in Python. Then all articles are
timed, and datasketch's MinHash LSH on the same shingles: its recall is the share of our pairs that
it has among its candidates, which are not yet verified.
"""

from __future__ import annotations

import argparse
import gzip
import os
import re
import time
from itertools import combinations
from pathlib import Path

import orjson

import broadsheet as bs

CORPORA = ("allsides_articles", "neus_stories")
MIN_OVERLAP = 0.5
SHINGLE = 5
N_PERMUTATIONS = 128  # datasketch's default


def load(data: Path, n_articles: int) -> list[str]:
    texts: list[str] = []
    for corpus in CORPORA:
        for path in sorted((data / corpus).glob("*.jsonl.gz")):
            with gzip.open(path) as lines:
                texts.extend(orjson.loads(line)["text"] for line in lines)
    return texts[:n_articles]


def shingles(text: str) -> frozenset[str]:
    words = re.findall(r"\w+", text.lower())
    n = min(SHINGLE, len(words))
    return frozenset(" ".join(words[at : at + n]) for at in range(len(words) - n + 1) if n)


def pairs_of(found: bs.Duplicates) -> set[tuple[int, int]]:
    return set(zip(found.i.tolist(), found.j.tolist(), strict=True))


def assert_equal(texts: list[str]) -> None:
    sets = [shingles(text) for text in texts]
    first: dict[frozenset[str], int] = {}
    for row, one in enumerate(sets):
        first.setdefault(one, row)
    expected = {
        (i, j)
        for (i, a), (j, b) in combinations(enumerate(sets), 2)
        if a and b and first[a] == i and first[b] in (i, j)
        and len(a & b) / len(a | b) >= MIN_OVERLAP
    }  # fmt: skip
    found = bs.find_duplicates(texts, min_overlap=MIN_OVERLAP, shingle=SHINGLE)
    assert pairs_of(found) == expected, pairs_of(found) ^ expected
    print(f"equal to every pair compared: {len(texts):,} articles, {len(expected):,} pairs")


def min_hash(texts: list[str]) -> set[tuple[int, int]]:
    from datasketch import MinHash, MinHashLSH

    index = MinHashLSH(threshold=MIN_OVERLAP, num_perm=N_PERMUTATIONS)
    found = set()
    for row, text in enumerate(texts):
        one = shingles(text)
        if not one:
            continue
        sketch = MinHash(num_perm=N_PERMUTATIONS)
        sketch.update_batch([shingle.encode("utf-8", "surrogatepass") for shingle in one])
        found.update((other, row) for other in index.query(sketch))
        index.insert(row, sketch)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--data", type=Path, default=os.environ.get("BROADSHEET_DATA"))
    parser.add_argument("--articles", type=int, default=20_000)
    parser.add_argument("--sample", type=int, default=1_500)
    options = parser.parse_args()
    if options.data is None:
        parser.error("set BROADSHEET_DATA or give --data: the corpora are not part of the project")
    texts = load(Path(options.data), options.articles)
    assert_equal(texts[-options.sample :])
    exact: set[tuple[int, int]] = set()
    for n_jobs in (1, 2):
        start = time.perf_counter()
        exact = pairs_of(bs.find_duplicates(texts, n_jobs=n_jobs))
        seconds = time.perf_counter() - start
        print(
            f"broadsheet, {n_jobs}: {len(texts):,} articles, {len(exact):,} pairs, {seconds:.2f} s",
            flush=True,
        )
    start = time.perf_counter()
    candidates = min_hash(texts)
    seconds = time.perf_counter() - start
    recall = len(exact & candidates) / max(len(exact), 1)
    print(
        f"datasketch, 1: {len(candidates):,} candidates, recall {recall:.4f}, {seconds:.2f} s",
        flush=True,
    )


if __name__ == "__main__":
    main()
