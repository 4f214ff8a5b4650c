"""`headline_vectorizer`: a vectorizer that is set for headlines."""

from __future__ import annotations

import pickle

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.base import clone
from sklearn.feature_extraction.text import TfidfVectorizer

import broadsheet as bs
from broadsheet._headline_vectorizer import headline_text

HEADLINES = [
    "Bridge to be rebuilt",
    "Rebuilding of the bridge's deck begins",
    "Chess title decided",
    "U.S. court rules on tolls",
    "US courts: toll decision",
]


def cosines(vectorizer: bs.TfidfVectorizer) -> np.ndarray:
    X = vectorizer.fit_transform(HEADLINES)
    return (X @ X.T).toarray()


def test_other_forms_of_a_word_are_alike_where_words_are_not():
    assert cosines(bs.TfidfVectorizer(stop_words="english"))[3, 4] == 0
    assert cosines(bs.headline_vectorizer())[3, 4] > 0.3
    assert cosines(bs.headline_vectorizer())[0, 2] == 0


def test_the_numbers_are_those_of_scikit_learn_with_the_same_settings():
    peer = TfidfVectorizer(
        analyzer="char_wb", ngram_range=(3, 4), sublinear_tf=True, preprocessor=headline_text
    )
    ours = bs.headline_vectorizer()
    assert np.allclose(
        ours.fit_transform(HEADLINES).toarray(), peer.fit_transform(HEADLINES).toarray()
    )
    assert list(ours.get_feature_names_out()) == list(peer.get_feature_names_out())


def test_parameters_replace_what_is_set_and_add_to_it():
    vectorizer = bs.headline_vectorizer(ngram_range=(2, 2), dtype=np.float32, n_jobs=1)
    assert vectorizer.fit_transform(HEADLINES).dtype == np.float32
    assert {len(term) for term in vectorizer.get_feature_names_out()} == {2}


def test_titles_of_articles_are_a_field():
    articles = bs.Articles(text=["long text"] * 5, title=HEADLINES)
    X = bs.headline_vectorizer(fields={"title": 1.0}).fit_transform(articles)
    assert np.allclose(X.toarray(), bs.headline_vectorizer().fit_transform(HEADLINES).toarray())


def test_it_can_be_cloned_and_pickled():
    vectorizer = bs.headline_vectorizer().fit(HEADLINES)
    again = pickle.loads(pickle.dumps(vectorizer))
    assert (again.transform(HEADLINES) != vectorizer.transform(HEADLINES)).nnz == 0
    assert clone(vectorizer).get_params() == vectorizer.get_params()


def test_an_unknown_parameter_is_named():
    with pytest.raises(TypeError, match="colour"):
        bs.headline_vectorizer(colour="red")


@pytest.mark.parametrize(
    ("headline", "text"),
    [
        ("U.S. don't re-open", "us dont reopen"),
        ("$1,000 – «Straße» (in Wien)", "1000 straße in wien"),
        ("हिन्दी समाचार।", "हिन्दी समाचार।"),  # combining marks and the danda stay
        ("می‌خواهم", "می‌خواهم"),  # as does the joiner of Persian
        ("新华社：北京，今天", "新华社 北京 今天"),
        ("", ""),
    ],
)
def test_punctuation_goes_and_letters_of_every_alphabet_stay(headline, text):
    assert " ".join(headline_text(headline).split()) == text


@given(st.text())
def test_letters_and_digits_are_all_kept(headline):
    kept = [c for c in headline.lower() if c.isalnum()]
    assert [c for c in headline_text(headline) if c.isalnum()] == kept


def test_cosines_agree_with_people_on_news_headlines(data):
    lines = (data("sts_news") / "sts_2013_2015.tsv").read_text("utf-8").splitlines()[1:]
    pairs = [line.split("\t") for line in lines]
    a, b = [p[3] for p in pairs], [p[4] for p in pairs]
    vectorizer = bs.headline_vectorizer().fit(sorted({*a, *b}))
    found = np.asarray(vectorizer.transform(a).multiply(vectorizer.transform(b)).sum(axis=1))
    assert np.corrcoef(found.ravel(), [float(p[2]) for p in pairs])[0, 1] >= 0.75
