"""Boilerplate: how much goes, how much stays, what it does to stories, and how soon.

    python benchmarks/cleaning.py [--data FOLDER] [--rounds N]

FOLDER holds the corpora (default: the environment variable BROADSHEET_DATA). Each part is also done
with every line break turned into a space, so that no line structure helps. Bars that are missed are
marked; the script ends with an error if there are any.
"""

from __future__ import annotations

import argparse
import gzip
import os
import re
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from pathlib import Path
from statistics import mean, median

import _mirror
import numpy as np
import orjson

import broadsheet as bs
from broadsheet import _core
from broadsheet._recipe import vectorize

# The lines of allsides_articles/repeated_lines.tsv (numbered from 1, without the head) that are no
# boilerplate, by hand: quotations that one outlet repeats, and whom they are from. The others are.
QUOTATIONS = {44, 45, 67, 68, 69, 74, 97, 110, 142, 143, 156, 157}

LINE_BREAK = re.compile(r"[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")
LABELLED = (
    "allsides_stories/train.jsonl.gz", "neus_stories/train.jsonl.gz", "ecbplus", "fnc1",
    "googlenews_titles", "newswcl50", "meantime_wikinews", "wikiref220",
)  # fmt: skip

missed: list[str] = []


def bar(name: str, value: float, least: float) -> None:
    """Print a figure beside the bar that it is held to."""
    if value < least:
        missed.append(name)
    print(f"  {name:<58} {value:9.4f}   (at least {least:g}{'' if value >= least else ': MISSED'})")


def load(path: Path) -> list[dict]:
    """Give the rows of a file, or of all files in a folder."""
    files = sorted(path.glob("*.jsonl.gz")) if path.is_dir() else [path]
    rows = []
    for file in files:
        with gzip.open(file) as lines:
            rows += [orjson.loads(line) for line in lines]
    return rows


def joined(text: str) -> str:
    """Turn line breaks into spaces; offsets stay."""
    return LINE_BREAK.sub(" ", text)


def both(texts: list[str]) -> list[tuple[str, list[str]]]:
    return [("lines", texts), ("joined", [joined(text) for text in texts])]


def gone(cleaned: bs.Cleaned, texts: list[str]) -> list[np.ndarray]:
    """For each text, which characters were taken out."""
    masks = []
    for text, kept in zip(texts, cleaned.kept, strict=True):
        mask = np.ones(len(text), bool)
        for begin, end in kept.tolist():
            mask[begin:end] = False
        masks.append(mask)
    return masks


def sentences(text: str) -> list[tuple[int, int]]:
    return [(begin, end) for begin, end in _core.sentences(text).reshape(-1, 2).tolist()]


def repeated_lines(data: Path) -> None:
    rows = load(data / "allsides_articles" / "part_a.jsonl.gz")
    listed = (data / "allsides_articles" / "repeated_lines.tsv").read_text("utf-8").splitlines()
    wanted: dict[str, dict[str, int]] = defaultdict(dict)
    for number, line in enumerate(listed[1:], 1):
        if number not in QUOTATIONS:
            _, _, source, text = line.split("\t")
            wanted[source][text] = number
    originals = [row["text"] for row in rows]
    sources = [row.get("source") for row in rows]
    places = [sentences(text) for text in originals]
    keys = [
        [" ".join(text[begin:end].split()) for begin, end in mine]
        for text, mine in zip(originals, places, strict=True)
    ]
    in_articles = Counter(key for mine in keys for key in set(mine))
    for name, texts in both(originals):
        masks = gone(bs.clean(bs.Articles(text=texts, source=sources)), texts)
        hits: dict[int, list[bool]] = defaultdict(list)
        for text, source, mask in zip(originals, sources, masks, strict=True):
            begin = 0
            for line in text.splitlines(keepends=True):
                number = wanted.get(source or "", {}).get(" ".join(line.split()))
                if number is not None:
                    at = [begin + match.start() for match in re.finditer(r"\S", line)]
                    hits[number].append(bool(mask[at].all()))
                begin += len(line)
        once = lost = 0
        for mine, spans, mask in zip(keys, places, masks, strict=True):
            for key, (begin, end) in zip(mine, spans, strict=True):
                if in_articles[key] == 1:
                    once += end - begin
                    lost += int(mask[begin:end].sum())
        every = [hit for of_line in hits.values() for hit in of_line]
        print(f"allsides_articles, {name}: {len(hits)} lines, {len(every):,} occurrences")
        bar("occurrences gone", mean(every), 0.98)
        bar("gone, by line", mean(mean(of_line) for of_line in hits.values()), 0.97)
        bar("characters kept of sentences that occur once", 1 - lost / once, 0.995)


def seed(data: Path) -> None:
    (original,) = bs.read(data / "seed").text
    first, *_ = original.split("\n\n")
    own = _mirror.articles()
    for name, texts in both([original, *own]):
        cleaned = bs.clean(bs.Articles(text=texts, source=[_mirror.SOURCE] * len(texts)))
        rest = cleaned.articles.text[0]
        words = " ".join(original.split())
        story = words.split(" — ", 1)[1]
        for prompt in _mirror.PROMPTS:
            story = " ".join(story.replace(prompt, " ").split())
        print(f"the seed article among {len(own)} of its outlet's manner, {name}")
        left = sum(prompt in rest for prompt in _mirror.PROMPTS) + (first in rest)
        bar("prompts and caption gone, of 3", 3 - left, 3)
        bar("the story is whole, and nothing else left", float(" ".join(rest.split()) == story), 1)
        whole = [
            " ".join(text.split()) == " ".join(_mirror.story(i).split())
            for i, text in enumerate(cleaned.articles.text[1:])
        ]
        bar("likewise of the others, of 20", sum(whole), 20)


def web_pages(data: Path) -> None:
    rows = load(data / "boilerplate_trafilatura")
    for name, texts in both([row["text"] for row in rows]):
        cleaned = bs.clean(bs.Articles(text=texts, source=[row.get("source") for row in rows]))
        rest = [" ".join(text.split()) for text in cleaned.articles.text]
        shares = {}
        for kind in ("keep", "drop"):
            inside = [
                " ".join(snippet.split()) in text
                for row, text in zip(rows, rest, strict=True)
                for snippet in row.get(kind) or []
                if " ".join(snippet.split()) in " ".join(row["text"].split())
            ]
            shares[kind] = mean(inside)
        print(f"boilerplate_trafilatura by site, {name}: {len(rows)} pages")
        bar('snippets to "keep" kept', shares["keep"], 0.995)
        label = 'snippets to "drop" gone'
        print(f"  {label:<58} {1 - shares['drop']:9.4f}")


def precision_at_1(articles: bs.Articles, truth: list[str]) -> float:
    """How often is the most similar article, of another source where known, of the same story?"""
    _, vectors = vectorize(articles, None)
    known = None not in articles.source and len(set(articles.source)) > 1
    others = {"groups": list(articles.source), "pairs_from": "different"} if known else {}
    nearest = bs.top_k(vectors, k=1, **others)
    sizes = Counter(truth)
    right = []
    for row, label in enumerate(truth):
        if sizes[label] > 1 and len(nearest[row].indices):
            right.append(truth[int(nearest[row].indices[0])] == label)
    return mean(right) if right else 0.0


def stories(data: Path) -> None:
    print("stories and nearest articles, before and after cleaning")
    for name in LABELLED:
        rows = [row for row in load(data / name) if row.get("cluster") or "wikiref" in name]
        truth = [str(row.get("cluster") or row["label"]) for row in rows]
        corpus = name.split("/")[0]
        for how, texts in both([row.get("text") or "" for row in rows]):
            articles = bs.read(
                [
                    {key: row.get(key) for key in ("title", "date", "source")} | {"text": text}
                    for row, text in zip(rows, texts, strict=True)
                ]
            )
            f1 = [
                bs.metrics.bcubed(truth, bs.stories(articles, clean=clean).labels_)[2]
                for clean in (False, True)
            ]
            at_1 = [precision_at_1(a, truth) for a in (articles, bs.clean(articles).articles)]
            print(f"{corpus}, {how}: {len(rows):,} articles")
            bar(f"BCubed F1 of stories (before {f1[0]:.4f})", f1[1], f1[0])
            bar(f"precision at 1 (before {at_1[0]:.4f})", at_1[1], at_1[0])


def rate(n_bytes: int, call: Callable[[], object], n_rounds: int) -> float:
    """MB a second of processor time: the median of some rounds."""
    seconds = []
    for _ in range(n_rounds):
        start = time.process_time()
        call()
        seconds.append(time.process_time() - start)
    return n_bytes / 1e6 / median(seconds)


def speed(data: Path, n_rounds: int) -> None:
    rows = load(data / "allsides_articles" / "part_a.jsonl.gz")
    articles = bs.Articles(
        text=[row["text"] for row in rows], source=[row.get("source") for row in rows]
    )
    n_bytes = sum(len(text) for text in articles.text)
    remover = bs.BoilerplateRemover(n_jobs=1, progress=False)
    print(f"speed, {n_bytes / 1e6:.0f} million characters, one core, in processor time")
    copy = rate(n_bytes, lambda: [text[1:] for text in articles.text], n_rounds)
    print(f"  {'a plain copy of the texts, MB/s':<58} {copy:9.0f}")
    bar("learn, MB/s", rate(n_bytes, lambda: remover.fit(articles), n_rounds), 40)
    bar("transform, MB/s", rate(n_bytes, lambda: remover.transform(articles), n_rounds), 100)
    print(f"  {remover.n_segments_:,} phrases counted, {remover.n_learned_:,} learned")
    half = articles[: len(articles) // 2]
    times = [rate(1_000_000, lambda a=a: remover.fit(a), n_rounds) for a in (half, articles)]
    print(f"  {'twice the articles take times as long to learn':<58} {times[0] / times[1]:9.2f}")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--data", type=Path, default=os.environ.get("BROADSHEET_DATA"))
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    if options.data is None:
        print("set BROADSHEET_DATA or give --data: all of it is about real corpora")
        return 1
    data = Path(options.data)
    for part in (repeated_lines, seed, web_pages, stories):
        part(data)
    speed(data, options.rounds)
    if missed:
        print("missed:", "; ".join(missed))
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
