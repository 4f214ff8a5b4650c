"""Stories of articles whose membership is given, for tests of what a story tells."""

from __future__ import annotations

import numpy as np

import broadsheet as bs
from broadsheet._grouping import Grouping, Part
from broadsheet._smoothing import csr_of


def together(rows, labels=None, cleaned=None, **options) -> bs.Stories:
    """All articles in one story, or in those of the labels; nothing cleaned, words as they are."""
    articles = rows if isinstance(rows, bs.Articles) else bs.read(rows)
    options = {"stop_words": "english", "fields": {"title": 3, "text": 1}} | options
    vectorizer = bs.TfidfVectorizer(sublinear_tf=True, n_jobs=1, **options)
    labels = np.zeros(len(articles)) if labels is None else np.array(labels)
    return grouped(articles, labels, vectorizer, vectorizer.fit_transform(articles), cleaned)


def grouped(
    articles, labels, vectorizer, X, cleaned=None, time_scale_us=None, min_similarity=0.2
) -> bs.Stories:
    """Stories by label, of vectors that are not smoothed."""
    n = len(articles)
    none = tuple(np.empty(0, dtype) for dtype in (np.int32, np.int32, np.float64, np.int32))
    labels = np.asarray(labels).astype(np.int32)
    grouping = Grouping(
        labels, csr_of(X, "cosine", 1), np.full(n, min_similarity),
        [Part(np.arange(n), none, None, min_similarity)],
    )  # fmt: skip
    return bs.Stories(
        articles, labels, vectors=X, terms=vectorizer.get_feature_names_out(), cleaned=cleaned,
        merges=none, time_scale_us=time_scale_us, grouping=grouping, vectorizer=vectorizer,
    )  # fmt: skip


def article(text, date=None, source=None, title="", **others):
    return {"text": text, "date": date, "source": source, "title": title} | others


def texts(parts) -> list[str]:
    return [part.text for part in parts]
