"""Which stories are near one, and what kept two apart."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

import broadsheet as bs
from broadsheet import _core
from broadsheet._arrays import canonical_csr
from told import grouped


def stories(texts, labels, dates=None, time_scale_us=None, min_similarity=0.2):
    articles = bs.Articles(text=texts, date=dates)
    vectorizer = bs.TfidfVectorizer()
    X = vectorizer.fit_transform(articles.text)
    return grouped(
        articles, labels, vectorizer, X, time_scale_us=time_scale_us, min_similarity=min_similarity
    )


TEXTS = [
    "toll bridge opened",
    "toll bridge closed",
    "bridge painted",
    "chess title",
    "chess bridge",
]


def test_the_nearest_story_has_the_largest_mean_similarity():
    found = stories(TEXTS, [0, 0, 1, 2, 3])
    near = found[1].nearest()
    assert repr(near) == repr(found[1].nearest(n_jobs=1))
    dense = found.vectors.toarray()
    means = {label: (dense[2] @ dense[found[label].rows].T).mean() for label in (0, 2, 3)}
    assert near.label == max(means, key=means.get)
    assert near.similarity == pytest.approx(means[near.label])
    assert near.cosine == pytest.approx(near.similarity)
    assert sum(t.share for t in near.shared) == pytest.approx(near.cosine)


def test_what_either_lacks_is_told_by_weight():
    near = stories(TEXTS, [0, 0, 1, 2, 3])[2].nearest()
    assert near.label == 3
    assert [t.term for t in near.shared] == ["chess"]
    assert [t.term for t in near.only_here] == ["title"]
    assert [t.term for t in near.only_there] == ["bridge"]
    assert near.closest == "4"


def test_terms_of_the_nearest_story_are_held_by_its_articles():
    path = Path(__file__).parents[2] / "examples" / "articles.jsonl"
    found = bs.stories(path)
    assert found.smooth
    own, grouped_ = found.vectors.toarray(), found._grouping.vectors.toarray()
    for story in found:
        near = story.nearest()
        if near is None:
            continue
        here, there = story.rows, found[near.label].rows
        held = {
            kind: set(
                (story if kind == "only_here" else found[near.label])._readable(
                    columns.astype(np.int32)
                )
            )
            for kind, columns in {
                "shared": np.flatnonzero((own[here] > 0).any(0) & (own[there] > 0).any(0)),
                "only_here": np.flatnonzero((own[here] > 0).any(0) & (own[there] == 0).all(0)),
                "only_there": np.flatnonzero((own[here] == 0).all(0) & (own[there] > 0).any(0)),
            }.items()
        }
        for kind, names in held.items():
            assert {part.term for part in getattr(near, kind)} <= names, kind
        cosines = grouped_[here] @ grouped_[there].T
        assert near.cosine == pytest.approx(cosines.mean())
        assert near.closest == found.articles.id[there[cosines.mean(axis=0).argmax()]]


def test_time_may_be_what_was_missing():
    days = ["2025-01-01", "2025-01-11"]
    found = stories(["toll bridge"] * 2, [0, 1], days, time_scale_us=4 * 86_400e6)
    near = found[0].nearest()
    assert near.cosine == pytest.approx(1)
    assert near.similarity == pytest.approx(np.exp(-0.5 * 2.5**2))
    assert near.missing == pytest.approx(0.2 - near.similarity)
    assert "time parts them" in repr(near)


def test_a_story_without_a_common_word_has_no_nearest_and_no_related():
    found = stories(["toll bridge", "chess title", "opened"], [0, 1, 2])
    assert found[0].nearest() is None
    assert len(found[0].related()) == 0
    assert found[0].explain().nearest is None


def test_an_article_without_a_word_has_no_nearest():
    found = stories(["toll bridge", ""], [0, 1])
    assert found[1].nearest() is None
    assert len(found[1].related()) == 0


def test_related_stories_come_by_the_cosine_of_centroids():
    found = stories(TEXTS, [0, 0, 1, 2, 3])
    dense = found.vectors.toarray()
    means = np.array([dense[story.rows].mean(axis=0) for story in found])
    means /= np.linalg.norm(means, axis=1, keepdims=True)
    for story in found:
        cosines = {label: means[story.label] @ means[label] for label in range(4)}
        del cosines[story.label]
        expected = sorted((label for label in cosines if cosines[label] > 0),
                          key=lambda label: -cosines[label])  # fmt: skip
        related = story.related(2)
        assert [near.label for near in related] == expected[:2]
        assert [near.similarity for near in related] == pytest.approx(
            [cosines[label] for label in expected[:2]]
        )
        assert all(near.terms for near in related)


def test_related_takes_a_number_of_one_or_more():
    found = stories(TEXTS, [0, 0, 1, 2, 3])
    assert len(found[0].related(100)) <= 3
    with pytest.raises(ValueError, match="k must be"):
        found[0].related(0)


@given(
    st.lists(st.lists(st.sampled_from("abcdefgh"), max_size=6), min_size=2, max_size=12),
    st.integers(0, 1000),
)
@settings(deadline=None)
def test_any_number_of_threads_finds_the_same(words, seed):
    texts = [" ".join(letter * 2 for letter in text) for text in words] + ["aa"]
    labels = np.unique(np.random.default_rng(seed).integers(0, 4, len(texts)), return_inverse=True)
    found = stories(texts, labels[1])
    arrays = canonical_csr(found.vectors, "X")
    options = {
        "labels": found.labels_, "n_clusters": len(found),
        "asked": np.arange(len(found), dtype=np.int32),
    }  # fmt: skip
    one, three = (_core.nearest_clusters(*arrays, **options, n_threads=n) for n in (1, 3))
    assert all(a.tobytes() == b.tobytes() for a, b in zip(one, three, strict=True))
    for story in found:
        assert story.related(n_jobs=1) == story.related(n_jobs=3)


def test_the_core_refuses_times_without_a_scale_and_of_another_length():
    X = sparse.csr_matrix(np.eye(2))
    arrays = canonical_csr(X, "X")
    labels = np.array([0, 1], dtype=np.int32)
    for times, scale in ((np.zeros(2, np.int64), None), (None, 1.0), (np.zeros(1, np.int64), 1.0)):
        with pytest.raises(ValueError, match="timestamps"):
            _core.nearest_clusters(
                *arrays, labels=labels, n_clusters=2, asked=labels, timestamps=times,
                time_scale_us=scale,
            )  # fmt: skip
