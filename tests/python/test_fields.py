"""Several columns of articles counted into one row."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse
from sklearn.base import clone
from sklearn.exceptions import NotFittedError

import broadsheet as bs

FIELDS = {"title": 3.0, "text": 1.0}
ARTICLES = bs.Articles(
    title=["Storm hits coast", "", "Rates"],
    text=["A storm hit the coast. The storm passed.", "Rates rose.", "rates, rates and storm"],
    source=["Daily Lantern", None, "Herald"],
)
WORDS = st.lists(st.sampled_from(["aa", "bb", "cc", "Dd", "é9"]), max_size=6).map(" ".join)


def by_column(fields, articles, **parameters):
    """Each column counted for itself, then summed: the slow and obvious way."""
    columns = {name: [value or "" for value in getattr(articles, name)] for name in fields}
    vocabulary = (
        bs.CountVectorizer(**parameters)
        .fit([text for column in columns.values() for text in column])
        .vocabulary_
    )
    counter = bs.CountVectorizer(**parameters, vocabulary=vocabulary, dtype=np.float64)
    counts = sum(weight * counter.transform(columns[name]) for name, weight in fields.items())
    return vocabulary, counts


@given(st.lists(st.tuples(WORDS, WORDS), min_size=1, max_size=8), st.sampled_from([1, 2]))
def test_a_value_is_the_sum_of_weight_times_count(rows, longest):
    articles = bs.Articles(title=[t for t, _ in rows], text=[*(x for _, x in rows[1:]), "aa bb"])
    fields, parameters = {"title": 2.5, "text": 1.0}, {"ngram_range": (1, longest)}
    vocabulary, expected = by_column(fields, articles, **parameters)
    vectorizer = bs.CountVectorizer(**parameters, fields=fields, dtype=np.float64)
    X = vectorizer.fit_transform(articles)
    assert vectorizer.vocabulary_ == vocabulary
    assert (X.toarray() == expected.toarray()).all()
    assert (vectorizer.transform(articles) != X).nnz == 0


def test_weights_come_before_the_logarithm_and_the_idf_counts_an_article_once():
    vectorizer = bs.TfidfVectorizer(fields=FIELDS, sublinear_tf=True)
    X = vectorizer.fit_transform(ARTICLES)
    _, counts = by_column(FIELDS, ARTICLES)
    transformer = bs.TfidfTransformer(sublinear_tf=True)
    expected = transformer.fit_transform(sparse.csr_matrix(counts))
    assert np.array_equal(vectorizer.idf_, transformer.idf_)
    np.testing.assert_allclose(X.toarray(), expected.toarray(), rtol=1e-15)
    storm = vectorizer.vocabulary_["storm"]
    assert np.isclose(vectorizer.idf_[storm], np.log(4 / 3) + 1)  # in two of three articles


@pytest.mark.parametrize("norm", [None, "l2"])
def test_hashed_fields_are_the_weighted_sum_too(norm):
    fields = {"text": 1.0, "title": 0.5, "source": 2.0}
    X = bs.HashingVectorizer(fields=fields, norm=norm).transform(ARTICLES)
    plain = bs.HashingVectorizer(norm=None)
    expected = sum(
        weight * plain.transform([value or "" for value in getattr(ARTICLES, name)])
        for name, weight in fields.items()
    ).toarray()
    if norm == "l2":
        expected /= np.linalg.norm(expected, axis=1, keepdims=True)
    np.testing.assert_allclose(X.toarray(), expected, rtol=1e-15)


def test_max_features_goes_by_weighted_sums():
    one = bs.CountVectorizer(fields={"title": 5, "text": 1}, max_features=1).fit(ARTICLES)
    assert list(one.vocabulary_) == ["rates"]  # 5 + 1 + 2, storm 5 + 2 + 1: the first of equals
    one.set_params(fields={"title": 1, "text": 5}).fit(ARTICLES)
    assert list(one.vocabulary_) == ["rates"]
    one.set_params(fields={"title": 9, "text": 4}).fit(bs.Articles(text=["bb bb bb", "aa"],
                                                                   title=["", "aa"]))  # fmt: skip
    assert list(one.vocabulary_) == ["aa"]  # 4 + 9, bb 12


def test_callables_count_fields_as_well():
    native = bs.CountVectorizer(fields=FIELDS).fit(ARTICLES)
    in_python = bs.CountVectorizer(
        fields=FIELDS, token_pattern=r"(?u)\b\w\w+\b(?=)", preprocessor=str.lower
    ).fit(ARTICLES)
    assert in_python.vocabulary_ == native.vocabulary_
    assert (in_python.transform(ARTICLES) != native.transform(ARTICLES)).nnz == 0
    lengths = bs.CountVectorizer(fields=FIELDS, analyzer=lambda text: map(len, text.split()))
    X = lengths.fit_transform(ARTICLES)
    assert list(lengths.get_feature_names_out()) == [1, 3, 4, 5, 6, 7]
    assert X.toarray()[0].tolist() == [1, 3, 3, 8, 1, 1]


def test_binary_and_threads():
    X = bs.CountVectorizer(fields=FIELDS, binary=True).fit_transform(ARTICLES)
    assert set(X.data) == {1}
    many = bs.Articles(title=list(ARTICLES.title) * 40, text=list(ARTICLES.text) * 40)
    one, two = (bs.TfidfVectorizer(fields=FIELDS, n_jobs=n).fit_transform(many) for n in (1, 2))
    assert one.data.tobytes() == two.data.tobytes()
    assert one.indices.tobytes() == two.indices.tobytes()


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({}, "fields must be None or columns"),
        (
            {"body": 1.0},
            "fields has 'body', but the columns of text are title, lead, text, source, id",
        ),
        ({"date": 1.0}, "fields has 'date'"),
        ({"text": 0.0}, r"fields\['text'\] must be finite and above 0, got 0.0"),
        ({"text": float("nan")}, "must be finite and above 0, got nan"),
        ({"text": "1"}, r"fields\['text'\] must be a number, got '1'"),
        ({"text": True}, "must be a number, got True"),
        (["title", "text"], "The 'fields' parameter"),
    ],
)
@pytest.mark.parametrize("name", ["CountVectorizer", "TfidfVectorizer", "HashingVectorizer"])
def test_fields_that_are_none_are_refused(name, fields, message):
    with pytest.raises(ValueError, match=message):
        getattr(bs, name)(fields=fields).fit_transform(ARTICLES)


def test_what_does_not_go_together_is_refused():
    with pytest.raises(TypeError, match=r"takes Articles, got list; make them with"):
        bs.TfidfVectorizer(fields=FIELDS).fit(["a text"])
    with pytest.raises(TypeError, match=r"name those to count, as in fields="):
        bs.TfidfVectorizer().fit(ARTICLES)
    with pytest.raises(ValueError, match=r"dtype int64 does not hold .* weighs by 2.5"):
        bs.CountVectorizer(fields={"text": 2.5}).fit(ARTICLES)
    with pytest.raises(ValueError, match="leave input at 'content'"):
        bs.CountVectorizer(fields=FIELDS, input="file").fit(ARTICLES)
    fitted = bs.TfidfVectorizer(fields=FIELDS).fit(ARTICLES)
    before = fitted.vocabulary_
    with pytest.raises(TypeError):
        fitted.fit(["a text"])
    assert fitted.vocabulary_ is before
    with pytest.raises(NotFittedError):
        clone(fitted).transform(ARTICLES)
    assert clone(fitted).fields == FIELDS
