"""The health report: what it finds in each corpus, and how soon.

    python benchmarks/health.py [--data FOLDER] [--corpora NAME ...]

FOLDER holds the corpora (default: the environment variable BROADSHEET_DATA). First of all,
mojibake is held to ftfy's: of titles and texts that are not ASCII, those that ftfy.fix_encoding
changes must be those that have the finding, but for a share that is printed; and asserted to be
below a thousandth.
"""

from __future__ import annotations

import argparse
import os
import time
from pathlib import Path

import ftfy

import broadsheet as bs

CORPORA = ("allsides_articles", "newsarticles_harvard", "agnews_test", "bbc", "reuters_c50",
           "gnad10k_test", "masakhanews", "ilur_armenian")  # fmt: skip
COMPARED = 1_000  # texts of each corpus, besides all titles


def read(data: Path, corpus: str) -> bs.Articles:
    return bs.read(sorted((data / corpus).glob("*.jsonl.gz")), missing="empty")


def compare(corpus: str, articles: bs.Articles) -> None:
    from broadsheet._health.encoding import find_mojibake

    strings = [
        s for s in (*articles.title, *articles.text[:COMPARED]) if not s.isascii() and len(s)
    ]
    start = time.process_time()
    ours = [next(find_mojibake(s), None) is not None for s in strings]
    between = time.process_time()
    theirs = [ftfy.fix_encoding(s) != s for s in strings]
    end = time.process_time()
    both = sum(a and b for a, b in zip(ours, theirs, strict=True))
    differ = sum(a != b for a, b in zip(ours, theirs, strict=True))
    assert differ <= len(strings) / 1_000, (corpus, differ)
    print(
        f"{corpus}: mojibake in {both} of {len(strings):,} strings beyond ASCII by ftfy and us, "
        f"{differ} by one of us; ftfy {end - between:.2f} s, broadsheet {between - start:.2f} s",
        flush=True,
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--data", type=Path, default=os.environ.get("BROADSHEET_DATA"))
    parser.add_argument("--corpora", nargs="+", default=CORPORA)
    options = parser.parse_args()
    if options.data is None:
        parser.error("set BROADSHEET_DATA or give --data: the corpora are not part of the project")
    for corpus in options.corpora:
        articles = read(Path(options.data), corpus)
        compare(corpus, articles)
        megabytes = sum(len(text.encode("utf-8", "replace")) for text in articles.text) / 1e6
        start, processor = time.perf_counter(), time.process_time()
        report = bs.check(articles)
        seconds, processor = time.perf_counter() - start, time.process_time() - processor
        found = ", ".join(f"{kind} {n:,}" for kind, n in report.counts().items())
        print(
            f"{corpus}: {len(articles):,} articles, {megabytes:.1f} MB in {seconds:.2f} s, "
            f"{processor:.2f} s of processors; {100 * report.share_tokens_lost:.1f} % of tokens "
            f"lost; {found}",
            flush=True,
        )


if __name__ == "__main__":
    main()
