"""Stories of articles whose membership is given, for tests of what a story tells."""

from __future__ import annotations

import numpy as np

import broadsheet as bs
from broadsheet._recipe import vectorize


def together(rows, labels=None, cleaned=None) -> bs.Stories:
    """All articles in one story, or in those of the labels; nothing cleaned."""
    articles = rows if isinstance(rows, bs.Articles) else bs.read(rows)
    vectorizer, X = vectorize(articles, 1)
    labels = np.zeros(len(articles)) if labels is None else np.array(labels)
    return bs.Stories(
        articles, labels.astype(np.int32), vectors=X, terms=vectorizer.get_feature_names_out(),
        cleaned=cleaned, merges=(), time_scale_us=None, min_similarity=0.2,
    )  # fmt: skip


def article(text, date=None, source=None, title="", **others):
    return {"text": text, "date": date, "source": source, "title": title} | others


def texts(parts) -> list[str]:
    return [part.text for part in parts]
