"""Streams of stories: from texts to assignment with 50,000 articles alive, on one thread.

    python benchmarks/stream_speed.py [--data FOLDER] [--live N] [--new N] [--batch N]

FOLDER holds the corpora (default: the environment variable BROADSHEET_DATA). The longest articles
of them all, no copies, in random order come with dates that put 50,000 into one window of seven
days; then thousands more come in batches, and as many leave. Beside it, on the same texts in the
same order of batches, scikit-learn's HashingVectorizer, which only counts. For a sample of articles
the assignment is held to what NumPy computes from all rows that live.
"""

from __future__ import annotations

import argparse
import os
import time
from pathlib import Path
from typing import Any

import numpy as np
from _corpora import rows_of
from _measure import _status
from scipy import sparse
from sklearn.feature_extraction.text import HashingVectorizer
from stories import FILLING

import broadsheet as bs
from broadsheet import _core
from broadsheet._live_counts import StemCounter

MORE = ("allsides_stories", "gnad10k_test", "masakhanews", "wmt21_news", "fnc1", "ecbplus")
DAY = 86_400 * 10**6
WINDOW, SIGMA, HALF_LIFE, LEAST = 7 * DAY, 2.0 * DAY, 30 * DAY, 0.22
SAMPLE = 20


def articles(folder: Path, n_live: int, n_new: int) -> bs.Articles:
    """The longest articles, in random order, evenly over time: so many in a window."""
    rows = [row for name in (*FILLING, *MORE) for row in rows_of(folder / name)]
    lengths = np.array([len(row.get("title") or "") + len(row["text"]) for row in rows])
    longest = np.argsort(-lengths, kind="stable")[: n_live + n_new]
    order = np.random.default_rng(0).permutation(longest)
    dates = (np.arange(len(order)) * (WINDOW / n_live)).astype(np.int64)
    return bs.read([
        {"id": str(i), "title": rows[row].get("title") or "", "text": rows[row]["text"],
         "date": str(np.datetime64(int(date), "us"))}
        for i, (row, date) in enumerate(zip(order.tolist(), dates.tolist(), strict=True))
    ])  # fmt: skip


def times_of(batch: bs.Articles) -> Any:
    return batch.date.astype("datetime64[us]").astype(np.int64)


def add(counter: StemCounter, live: Any, batch: bs.Articles) -> tuple[Any, float, float]:
    """Give the stories of a batch, and the seconds of counting and of assigning."""
    start = time.perf_counter()
    arrays = counter.count(batch)
    counted = time.perf_counter()
    found = live.add(*arrays, counter.n_terms, times_of(batch), min_similarity=LEAST)
    counter.commit()
    live.commit()
    return found, counted - start, time.perf_counter() - counted


def assert_equal(counter: StemCounter, live: Any, batch: bs.Articles) -> None:
    """Hold the assignment of single articles to all pairs with what lives, then undo it."""
    for i in np.random.default_rng(1).permutation(len(batch))[:SAMPLE].tolist():
        one = batch[i : i + 1]
        arrays = counter.count(one)
        story, similarity, opened, _ = live.add(
            *arrays, counter.n_terms, times_of(one), min_similarity=LEAST
        )
        indptr, indices, data, n_terms = live.rows()
        _, times, stories = live.live()
        rows = sparse.csr_array(
            (data.astype(np.float64), indices, indptr), shape=(len(times), n_terms)
        )
        cosines = rows[:-1] @ rows[[-1]].toarray()[0]
        ids, own, n = np.unique(stories[:-1], return_inverse=True, return_counts=True)
        apart = times[-1] - np.bincount(own, times[:-1]) / n
        means = np.bincount(own, cosines) / n * np.exp(-((apart / SIGMA) ** 2) / 2)
        best = int(means.argmax())
        assert opened[0] == (means[best] < LEAST)
        if not opened[0]:
            assert story[0] == ids[best]
            assert abs(similarity[0] - means[best]) < 1e-9
        live.rollback()
        counter.rollback()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--data", type=Path, default=os.environ.get("BROADSHEET_DATA"))
    parser.add_argument("--live", type=int, default=50_000)
    parser.add_argument("--new", type=int, default=5_000)
    parser.add_argument("--batch", type=int, default=500)
    options = parser.parse_args()
    if options.data is None:
        parser.error("set BROADSHEET_DATA or give --data")
    given = articles(Path(options.data), options.live, options.new)
    texts = [f"{title}\n{text}" for title, text in zip(given.title, given.text, strict=True)]
    print(f"{len(given):,} articles of {np.mean([len(text) for text in texts]):,.0f} characters")
    counter = StemCounter(n_jobs=1)
    live = _core.LiveStories(window_us=WINDOW, sigma_us=SIGMA, half_life_us=HALF_LIFE)
    before, start = _status("VmRSS"), time.perf_counter()
    for first in range(0, options.live, 5_000):
        add(counter, live, given[first : min(first + 5_000, options.live)])
    print(
        f"{live.n_live:,} live in {live.n_stories:,} stories, {live.n_terms:,} stems: "
        f"{options.live / (time.perf_counter() - start):,.0f} articles/s so far; "
        f"{(_status('VmRSS') - before) / 1e6:,.0f} MB",
        flush=True,
    )
    vectorizer = HashingVectorizer()
    seconds = np.zeros(4)
    processor = np.zeros(2)
    n = 0
    for first in range(options.live, len(given), options.batch):
        last = min(first + options.batch, len(given))
        start = time.process_time()
        _, counting, assigning = add(counter, live, given[first:last])
        ours = time.process_time() - start
        began, start = time.perf_counter(), time.process_time()
        vectorizer.transform(texts[first:last])
        hashing = time.perf_counter() - began
        processor += [ours, time.process_time() - start]
        seconds += [counting, assigning, counting + assigning, hashing]
        n += last - first
    peak = _status("VmHWM") - before
    print(f"the next {n:,} in batches of {options.batch:,}, one thread: articles/s")
    for name, taken in zip(("counting", "assigning", "both"), seconds[:3], strict=True):
        print(f"    {name:<28} {n / taken:>9,.0f}")
    print(f"    {'both, processor time':<28} {n / processor[0]:>9,.0f}")
    print(f"    {'HashingVectorizer':<28} {n / seconds[3]:>9,.0f}")
    print(f"    {'  processor time':<28} {n / processor[1]:>9,.0f}")
    print(f"peak over the articles themselves {peak / 1e6:,.0f} MB")
    assert_equal(counter, live, given[len(given) - options.batch :])


if __name__ == "__main__":
    main()
