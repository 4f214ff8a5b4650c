"""Streams of made-up articles, and the stories that their events lead to."""

from __future__ import annotations

from datetime import datetime, timedelta

import numpy as np

import broadsheet as bs
from generated_stories import collection

START = datetime(2024, 5, 1)


def news(sizes, seed=0, days=10):
    """Articles of known stories, each over two days, in the order of their dates."""
    rows, truth = collection(list(sizes), seed=seed, words=60)
    rng = np.random.default_rng(seed)
    begins = rng.uniform(0, days - 2, len(sizes))
    for row, story in zip(rows, truth, strict=True):
        row["date"] = START + timedelta(days=round(begins[story] + rng.uniform(0, 2), 3))
    return sorted(rows, key=lambda row: row["date"])


def replayed(events):
    """The story of each article, by what happened alone."""
    story_of = {}
    for event in events:
        if event.kind != "ended":
            story = event.other if event.kind == "merged" else event.story
            story_of.update(dict.fromkeys(event.articles, story))
    return story_of


def fed(parts, **options):
    stream = bs.StoryStream(**options)
    for part in parts:
        stream.add(part)
    return stream
