"""Stories of a stream: how good, day by day, beside all articles at once.

    python benchmarks/stream_quality.py [--data FOLDER] [--made-up]

FOLDER holds the corpora (default: the environment variable BROADSHEET_DATA). Articles come in the
order of their dates, and each counts for the story that it is in at the end. allsides_stories is
the only corpus with stories and dates; `--made-up` gives others dates by chance: stories begin at
random, so many a day, and their articles follow by an exponential law with a mean of .7 days.
Scores are BCubed F1 and F1 over pairs.
"""

from __future__ import annotations

import argparse
import os
import time
from pathlib import Path
from typing import Any

import numpy as np
from _corpora import Rows, stories_of
from stories import read, scores, shown

import broadsheet as bs

BARS = {None: 0.91, "1D": 0.93}
MADE_UP = (("neus_stories", 2), ("neus_stories", 60), ("ecbplus", 3), ("googlenews_titles", 100),
           ("allsides_stories", 30))  # fmt: skip


def followed(rows: Rows, **options: Any) -> tuple[tuple[float, float], float]:
    """Scores of a stream, and the seconds that it took."""
    articles = read(rows)
    stream = bs.StoryStream(**options)
    began = time.perf_counter()
    stream.add(articles)
    took = time.perf_counter() - began
    return scores(rows, np.array([stream.story_of(name) for name in articles.id])), took


def dated(folder: Path) -> None:
    """The stories that have dates."""
    rows = [row for row in stories_of(folder / "allsides_stories") if row.get("date")]
    rows.sort(key=lambda row: row["date"])
    print(f"allsides_stories, {len(rows)} articles with dates")
    at_once = scores(rows, bs.stories(read(rows)).labels_)
    print(f"  all at once, bs.stories          {shown(at_once)}")
    for relink, bar in BARS.items():
        found, took = followed(rows, relink=relink)
        below = "" if found[0] >= bar else "  BELOW THE BAR"
        how = "never linked anew" if relink is None else f"linked anew every {relink}"
        print(f"  {how:<32} {shown(found)}   {took:.1f} s{below}", flush=True)


def made_up(folder: Path) -> None:
    """Stories that are given dates by chance."""
    for name, a_day in MADE_UP:
        rows = stories_of(folder / name)
        story = np.unique([row["cluster"] for row in rows], return_inverse=True)[1]
        rng = np.random.default_rng(0)
        n = int(story.max()) + 1
        days = rng.uniform(0, n / a_day, n)[story] + rng.exponential(0.7, len(rows))
        dates = np.datetime64("2020-01-01", "us") + (days * 86_400_000_000).astype(
            "timedelta64[us]"
        )
        rows = [rows[i] | {"date": str(dates[i])} for i in np.argsort(days, kind="stable")]
        without, with_it = (followed(rows, relink=relink)[0] for relink in BARS)
        print(
            f"{name:<20} {a_day:>4} stories a day   never {shown(without)}   "
            f"daily {shown(with_it)}",
            flush=True,
        )  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--data", type=Path, default=os.environ.get("BROADSHEET_DATA"))
    parser.add_argument("--made-up", action="store_true")
    options = parser.parse_args()
    if options.data is None:
        parser.error("set BROADSHEET_DATA, or pass --data")
    dated(Path(options.data))
    if options.made_up:
        made_up(Path(options.data))


if __name__ == "__main__":
    main()
