"""Scores of a search are those of bm25s."""

from __future__ import annotations

import bm25s
import numpy as np
import pytest

import broadsheet as bs


def peer_scores(texts, queries, k):
    peer = bm25s.BM25(backend="numpy")
    peer.index(bm25s.tokenize(texts, stopwords=None, show_progress=False), show_progress=False)
    words = bm25s.tokenize(queries, stopwords=None, return_ids=False, show_progress=False)
    _, scores = peer.retrieve(words, k=k, show_progress=False)
    return scores


def test_scores_of_made_up_texts_are_those_of_bm25s():
    rng = np.random.default_rng(0)
    texts = [
        " ".join(f"word{int(w)}" for w in 200 * rng.random(rng.integers(1, 90)) ** 2)
        for _ in range(400)
    ]
    queries = [" ".join(f"word{int(w)}" for w in 200 * rng.random(6) ** 2) for _ in range(100)]
    queries += ["word1 word1 word5", "word7"]
    ours = bs.SearchIndex(texts).search_many(queries, 10).scores
    assert np.allclose(ours, peer_scores(texts, queries, 10), atol=1e-4, rtol=0)


@pytest.mark.parametrize("corpus", ["allsides_stories", "ilur_armenian"])
def test_scores_of_articles_are_those_of_bm25s(data, corpus):
    articles = bs.read(data(corpus))[:1500]
    texts, queries = list(articles.text), list(articles.title)[:300]
    queries = [query for query in queries if query.strip()] or [text[:80] for text in texts[:200]]
    ours = bs.SearchIndex(texts).search_many(queries, 10).scores
    assert np.allclose(ours, peer_scores(texts, queries, 10), atol=1e-4, rtol=0)
