"""A vectorizer that goes on learning: limits, given vocabularies and decay at their edges."""

import pickle

import numpy as np
import pytest

import broadsheet as bs

TEXTS = ["The bridge opened.", "Traffic crossed the bridge.", "Chess, and chess again.", ""]


def same(living, fitted):
    assert living.vocabulary_ == fitted.vocabulary_
    np.testing.assert_array_equal(living.idf_, fitted.idf_)
    a, b = living.transform(TEXTS), fitted.transform(TEXTS)
    np.testing.assert_array_equal(a.toarray(), b.toarray())


@pytest.mark.parametrize("name", ["min_df", "max_df"])
def test_merge_tells_a_number_of_documents_from_a_share(name):
    one, two = (bs.CountVectorizer(**{name: of}).partial_fit(["toll"]) for of in (1, 1.0))
    with pytest.raises(ValueError, match=f"{name} differs: 1 here"):
        one.merge(two)


def test_merge_takes_equal_arrays_of_terms():
    one, two = (
        bs.CountVectorizer(vocabulary=np.array(["toll", "chess"])).partial_fit(["a toll"])
        for _ in range(2)
    )
    assert one.merge(two).document_frequencies_.to_dict() == {"toll": 2}


def test_a_given_vocabulary_may_transform_before_it_learns():
    vectorizer = bs.CountVectorizer(vocabulary=["toll", "chess"])
    vectorizer.transform(["a toll"])
    assert vectorizer.partial_fit(["a toll"]).document_frequencies_.to_dict() == {"toll": 1}


@pytest.mark.parametrize("smooth", [True, False])
def test_documents_that_have_decayed_to_nothing_still_weigh(smooth):
    vectorizer = bs.TfidfVectorizer(norm=None, smooth_idf=smooth).partial_fit(
        ["toll", "toll bridge"], timestamps=["2004-05-01", "2024-05-08"]
    )
    assert vectorizer.decay("1h", now="2100-01-01").idf_.tolist() == [1.0, 1.0]
    vectorizer.partial_fit(["chess"], timestamps=["2100-01-01"])
    assert np.isfinite(vectorizer.idf_).all()
    assert np.isfinite(vectorizer.transform(["toll bridge chess"]).toarray()).all()


@pytest.mark.parametrize("asked_before", [False, True])
def test_other_limits_hold_from_the_next_look_on(asked_before):
    vectorizer = bs.TfidfVectorizer().partial_fit(TEXTS)
    if asked_before:
        vectorizer.transform(TEXTS)
    vectorizer.set_params(min_df=2)
    same(vectorizer, bs.TfidfVectorizer(min_df=2).fit(TEXTS))
    same(pickle.loads(pickle.dumps(vectorizer)), bs.TfidfVectorizer(min_df=2).fit(TEXTS))
    same(vectorizer.set_params(min_df=1), bs.TfidfVectorizer().fit(TEXTS))
    vectorizer.set_params(min_df=1.0)
    assert vectorizer.vocabulary_ == {}


@pytest.mark.parametrize("begin", ["fit", "partial_fit"])
@pytest.mark.parametrize("kind", [bs.CountVectorizer, bs.TfidfVectorizer])
def test_what_documents_are_counted_by_stays_as_it_was(kind, begin):
    vectorizer = getattr(kind(stop_words=["a"]), begin)(TEXTS)
    before = vectorizer.document_frequencies_
    vectorizer.set_params(ngram_range=(1, 2))
    for change in (vectorizer.partial_fit, vectorizer.remove):
        with pytest.raises(ValueError, match=r"ngram_range was \(1, 1\) when documents were count"):
            change(TEXTS)
    with pytest.raises(ValueError, match="set it back, or fit anew"):
        vectorizer.merge(kind(stop_words=["a"], ngram_range=(1, 2)).fit(TEXTS))
    vectorizer.set_params(ngram_range=(1, 1))
    vectorizer.stop_words.append("the")  # in place
    with pytest.raises(ValueError, match="stop_words was"):
        vectorizer.partial_fit(TEXTS)
    vectorizer.stop_words.pop()
    assert vectorizer.document_frequencies_ == before
    twice = kind(stop_words=["a"]).fit(TEXTS * 2).document_frequencies_
    assert vectorizer.merge(kind(stop_words=["a"]).fit(TEXTS)).document_frequencies_ == twice
    assert vectorizer.set_params(ngram_range=(1, 2)).fit(TEXTS).partial_fit(TEXTS) is vectorizer
