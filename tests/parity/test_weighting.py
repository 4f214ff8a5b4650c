"""SMART and BM25 weights beside gensim's and bm25s'; c-TF-IDF beside its formula."""

from __future__ import annotations

import itertools
import logging
import warnings
from importlib import import_module
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from scipy import sparse

import broadsheet as bs

many = settings(max_examples=25, deadline=None)

TERMS = ["a", "of", "bridge", "Straße", "日本語", "e\u0301", "𐐀𐐁", "Donaudampfschiff"]
TRIPLES = ["".join(letters) for letters in itertools.product("btnaldL", "xnftp", "xncub")]
VARIANTS = ["lucene", "robertson", "atire", "bm25l", "bm25+"]


def peer(name: str) -> Any:
    """Import a peer, whose own warnings are not our concern."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return import_module(name)


def count_matrices(n_terms: int = len(TERMS)) -> st.SearchStrategy[np.ndarray]:
    """Counts, mostly small and absent."""
    counts = st.sampled_from([0, 0, 0, 1, 1, 2, 3, 7, 300])
    shapes = st.integers(1, 9).map(lambda n: (n, n_terms))
    return shapes.flatmap(lambda shape: hnp.arrays(np.int64, shape, elements=counts))


def with_every_term(X: np.ndarray) -> np.ndarray:
    return np.vstack([X, np.ones((1, X.shape[1]), dtype=X.dtype)])


def words(row: np.ndarray) -> list[str]:
    return [term for term, count in zip(TERMS, row, strict=True) for _ in range(count)]


def gensim_weights(fitted: np.ndarray, new: np.ndarray, **options: Any) -> np.ndarray:
    corpora, tfidfmodel = peer("gensim.corpora"), peer("gensim.models.tfidfmodel")
    weights = np.zeros(new.shape)
    # It warns of logarithms of 0 and of a pivot that is given.
    tfidfmodel.logger.setLevel(logging.ERROR)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        dictionary = corpora.Dictionary([words(row) for row in fitted])
        model = tfidfmodel.TfidfModel(dictionary=dictionary, **options)
        for i, row in enumerate(new):
            bag = dictionary.doc2bow(words(row))
            for column, weight in model[bag] if bag else ():
                weights[i, TERMS.index(dictionary[column])] = weight
    return weights


def our_weights(fitted: np.ndarray, new: np.ndarray, **options: Any) -> Any:
    transformer = bs.TfidfTransformer(**options)
    lengths = [len(term) for term in TERMS]
    return transformer.fit(sparse.csr_array(fitted), term_lengths=lengths).transform(
        sparse.csr_array(new)
    )


@pytest.mark.parametrize("triple", TRIPLES)
@settings(max_examples=8, deadline=None)
@given(count_matrices(), count_matrices())
def test_every_smart_triple_weighs_as_in_gensim(triple, fitted, new):
    fitted = with_every_term(fitted)
    ours = our_weights(fitted, new, smart=triple)
    expected = gensim_weights(fitted, new, smartirs=triple)
    np.testing.assert_allclose(ours.toarray(), expected, rtol=1e-11, atol=1e-12)
    single = our_weights(fitted, new.astype(np.float32), smart=triple)
    assert single.dtype == np.float32
    np.testing.assert_allclose(single.toarray(), expected, rtol=1e-6, atol=1e-12)


@many
@given(
    count_matrices(),
    st.sampled_from(TRIPLES),
    st.floats(0.01, 100.0),
    st.floats(0.0, 1.0),
)
def test_pivot_and_slope_are_gensims(counts, triple, pivot, slope):
    fitted = with_every_term(counts)
    ours = our_weights(fitted, counts, smart=triple, pivot=pivot, slope=slope)
    expected = gensim_weights(fitted, counts, smartirs=triple, pivot=pivot, slope=slope)
    np.testing.assert_allclose(ours.toarray(), expected, rtol=1e-11, atol=1e-12)
    learnt = our_weights(fitted, counts, smart=triple, slope=slope)
    expected = gensim_weights(fitted, counts, smartirs=triple, slope=slope)
    np.testing.assert_allclose(learnt.toarray(), expected, rtol=1e-11, atol=1e-12)


def test_a_frames_columns_give_the_lengths_of_terms():
    counts = with_every_term(np.arange(16).reshape(2, 8) % 3)
    frame = pd.DataFrame(counts, columns=TERMS)
    ours = bs.TfidfTransformer(smart="ltb").fit_transform(frame)
    np.testing.assert_allclose(
        ours.toarray(), gensim_weights(counts, counts, smartirs="ltb"), rtol=1e-11
    )


def test_what_gensim_refuses_is_refused():
    tfidfmodel = peer("gensim.models.tfidfmodel")
    for triple in ["", "lt", "ltcc", "ztc", "lzc", "ltz", "ltc.lnc", "Ltl", "nbn", "bbb", "..."]:
        with pytest.raises(ValueError):
            tfidfmodel.resolve_weights(triple)
        with pytest.raises(ValueError, match="smart="):
            bs.TfidfTransformer(smart=triple).fit([[1]])


def bm25s_index(counts: np.ndarray, **options: Any) -> Any:
    bm25s = peer("bm25s")
    tokens = [np.repeat(np.arange(counts.shape[1]), row).tolist() for row in counts]
    index = bm25s.BM25(**options)
    vocabulary = {str(term): term for term in range(counts.shape[1])}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        index.index((tokens, vocabulary), show_progress=False, create_empty_token=False)
    return index


@pytest.mark.parametrize("variant", VARIANTS)
@many
@given(
    count_matrices(),
    st.floats(0.01, 4.0),  # of 0, bm25s divides 0 by 0
    st.floats(0.0, 1.0),
    st.floats(0.01, 2.0),
    st.lists(st.integers(0, len(TERMS) - 1), min_size=1, max_size=12),
)
def test_every_bm25_variant_scores_queries_as_bm25s(variant, counts, k1, b, delta, query):
    counts = with_every_term(counts)
    options = {"k1": k1, "b": b, "delta": delta}
    for dtype, rtol in [("float64", 1e-11), ("float32", 1e-5)]:
        transformer = bs.BM25Transformer(variant=variant, **options)
        X = transformer.fit_transform(counts.astype(dtype))
        assert X.dtype == dtype
        scores = X[:, query].sum(axis=1) + transformer.nonoccurrence_[query].sum()
        expected = bm25s_index(counts, method=variant, dtype=dtype, **options).get_scores(query)
        np.testing.assert_allclose(np.ravel(scores), expected, rtol=rtol, atol=rtol)


@pytest.mark.parametrize("variant", VARIANTS)
@many
@given(count_matrices())
def test_the_defaults_and_each_entry_are_bm25s(variant, counts):
    counts = with_every_term(counts)
    transformer = bs.BM25Transformer(variant=variant)
    X = transformer.fit_transform(sparse.csc_array(counts)).toarray()
    index = bm25s_index(counts, method=variant, dtype="float64")
    theirs = sparse.csc_array(
        (index.scores["data"], index.scores["indices"], index.scores["indptr"]), shape=X.shape
    )
    np.testing.assert_allclose(X, theirs.toarray(), rtol=1e-11, atol=1e-12)
    nonoccurrence = getattr(index, "nonoccurrence_array", None)
    if nonoccurrence is None:
        nonoccurrence = np.zeros(X.shape[1])
    np.testing.assert_allclose(transformer.nonoccurrence_, nonoccurrence, rtol=1e-11)


def class_weights(X: np.ndarray, *, l1: bool, bm25: bool, root: bool) -> np.ndarray:
    """c-TF-IDF, as Grootendorst (2022) and BERTopic's options have it, on dense counts."""
    f, average = X.sum(axis=0), X.sum() / len(X)
    tf = X / X.sum(axis=1, keepdims=True) if l1 else X
    ratio = (average - f + 0.5) / (f + 0.5) if bm25 else average / f
    return (np.sqrt(tf) if root else tf) * np.log(1 + ratio)


@many
@given(count_matrices(), st.booleans(), st.booleans(), st.booleans(), st.data())
def test_class_weights_are_the_published_formulas(counts, l1, bm25, root, data):
    counts = with_every_term(counts)
    y = data.draw(st.lists(st.integers(-1, 3), min_size=len(counts), max_size=len(counts)))
    # Every class needs a word, for the reference to divide.
    counts[:, 0] += 1
    transformer = bs.ClassTfidfTransformer(
        tf_norm="l1" if l1 else None, bm25_weighting=bm25, reduce_frequent_words=root
    ).fit(sparse.csr_array(counts), y)
    classes = sorted(set(y))
    summed = np.array([counts[np.array(y) == c].sum(axis=0) for c in classes])
    expected = class_weights(summed, l1=l1, bm25=bm25, root=root)
    assert transformer.classes_.tolist() == classes
    np.testing.assert_allclose(transformer.class_weights_.toarray(), expected, rtol=1e-11)
    again = transformer.transform(summed)
    np.testing.assert_allclose(again.toarray(), expected, rtol=1e-11)
    by_rows = bs.ClassTfidfTransformer(
        tf_norm="l1" if l1 else None, bm25_weighting=bm25, reduce_frequent_words=root
    ).fit_transform(summed)
    np.testing.assert_allclose(by_rows.toarray(), expected, rtol=1e-11)
