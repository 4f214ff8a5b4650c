"""Languages of articles: how often right, how often unknown, and how soon.

    python benchmarks/languages.py [--data FOLDER] [--rounds N]

FOLDER holds the corpora (default: the environment variable BROADSHEET_DATA). Of articles whose
language has a stop-word list: the share that is right, wrong, and unknown. Of others, for which
unknown is right: the share that is taken for a language, and which. Then the time, of the
processor, on one thread.
"""

from __future__ import annotations

import argparse
import os
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import stopwordsiso
from _corpora import rows_of

import broadsheet as bs

CORPORA = (
    "wmt21_news", "meantime_wikinews", "masakhanews", "gnad10k_test", "ilur_armenian",
    "persian_news", "factrueval_ru", "thucnews_titles", "bbc", "reuters21578", "agnews_test",
    "googlenews_titles",
)  # fmt: skip
# masakhanews has ISO 639-3.
SHORT = {
    "amh": "am", "eng": "en", "fra": "fr", "hau": "ha", "ibo": "ig", "lin": "ln", "lug": "lg",
    "orm": "om", "run": "rn", "sna": "sn", "som": "so", "swa": "sw", "tir": "ti", "xho": "xh",
    "yor": "yo",
}  # fmt: skip


def load(folder: Path) -> Iterator[dict[str, str]]:
    for row in rows_of(folder):
        row["lang"] = SHORT.get(row["lang"], row["lang"])
        yield row


def of_pairs(path: Path) -> list[str]:
    """Give the headlines of sts_news, each once; English."""
    lines = path.read_text(encoding="utf-8").splitlines()[1:]
    return sorted({text for line in lines for text in line.split("\t")[3:5]})


def articles_of(rows: list[dict[str, str]]) -> bs.Articles:
    return bs.Articles(text=[row["text"] for row in rows], title=[row["title"] for row in rows])


def line(name: str, gold: str, articles: bs.Articles, listed: frozenset[str]) -> str:
    found = bs.languages(articles)
    n, named = len(found), Counter(code for code in found if code is not None)
    n_characters = sum(map(len, articles.text)) + sum(map(len, articles.title))
    right = named.pop(gold, 0)
    wrong, others = sum(named.values()), ", ".join(f"{c} {k}" for c, k in named.most_common(3))
    unknown = n - right - wrong
    first = f"{100 * right / n:6.1f} %" if gold in listed else "  no list"
    return (
        f"{name:18} {gold:4} {n:6} {n_characters // n:6} {first} "
        f"{100 * wrong / n:6.1f} % {100 * unknown / n:7.1f} %  {others}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=os.environ.get("BROADSHEET_DATA"))
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    if options.data is None:
        parser.error("give --data FOLDER or set BROADSHEET_DATA")
    listed = stopwordsiso.langs()
    corpora = {name: list(load(options.data / name)) for name in CORPORA}
    print("corpus             lang      n  chars    right    wrong   unknown  taken for")
    for name, rows in corpora.items():
        for gold in sorted({row["lang"] for row in rows}):
            mine = [row for row in rows if row["lang"] == gold]
            print(line(name, gold, articles_of(mine), listed))
    headlines = bs.Articles(text=of_pairs(options.data / "sts_news" / "sts_2013_2015.tsv"))
    print(line("sts_news", "en", headlines, listed))

    print("\ncorpus                  MB    MB/s")
    for name in ("bbc", "masakhanews", "persian_news", "thucnews_titles"):
        articles = articles_of(corpora[name])
        n_bytes = sum(len(t.encode()) for column in (articles.title, articles.text) for t in column)
        seconds = []
        for _ in range(options.rounds):
            start = time.process_time()
            bs.languages(articles, n_jobs=1)
            seconds.append(time.process_time() - start)
        print(f"{name:18} {n_bytes / 1e6:7.1f} {n_bytes / 1e6 / min(seconds):7.1f}")


if __name__ == "__main__":
    main()
