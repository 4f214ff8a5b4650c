"""What the weightings promise beside their numbers, and how they live in scikit-learn's world."""

from __future__ import annotations

import _thread
import inspect
import pickle
import re
import threading

import numpy as np
import pandas as pd
import pytest
import sklearn
from scipy import sparse
from sklearn.base import clone
from sklearn.exceptions import NotFittedError
from sklearn.model_selection import GridSearchCV
from sklearn.naive_bayes import MultinomialNB
from sklearn.pipeline import make_pipeline
from sklearn.utils._param_validation import InvalidParameterError
from sklearn.utils.estimator_checks import parametrize_with_checks

import broadsheet as bs

NEWS = ["the bridge opened", "the bridge the toll", "toll rises again", "rates rise"]
COUNTS = sparse.csr_array([[1, 2, 0, 4], [0, 1, 1, 0], [3, 0, 0, 1]], dtype=np.float64)
EVERY = [
    bs.TfidfTransformer(smart="ltc"),
    bs.TfidfTransformer(smart="Lpu"),
    bs.TfidfTransformer(smart="anb"),
    bs.BM25Transformer(),
    bs.BM25Transformer(variant="bm25l", delta=1.0),
    bs.ClassTfidfTransformer(),
    bs.ClassTfidfTransformer(tf_norm="l1", reduce_frequent_words=True),
]
every = pytest.mark.parametrize("transformer", EVERY, ids=repr)


def fitted(transformer, X):
    transformer = clone(transformer)
    if getattr(transformer, "smart", None) == "anb":
        return transformer.fit(X, term_lengths=np.arange(X.shape[1]) + 3)
    return transformer.fit(X)


def arrays_of(X) -> tuple[bytes, ...]:
    return (X.indptr.tobytes(), X.indices.tobytes(), X.data.tobytes(), repr(X.dtype).encode())


def many_counts(n_rows: int, n_cols: int = 300) -> sparse.csr_array:
    random = np.random.default_rng(7)
    X = sparse.csr_array(sparse.random(n_rows, n_cols, density=0.05, random_state=random))
    X.data = np.ceil(X.data * 9)
    return X


@parametrize_with_checks([
    bs.TfidfTransformer(),
    bs.TfidfTransformer(smart="nfc"),
    bs.TfidfTransformer(smart="atu"),
    bs.BM25Transformer(),
    bs.BM25Transformer(variant="bm25+"),
    bs.ClassTfidfTransformer(),
    bs.ClassTfidfTransformer(tf_norm="l1", bm25_weighting=True),
])  # fmt: skip
def test_scikit_learns_checks_pass(estimator, check):
    check(estimator)


@every
@pytest.mark.parametrize("n_jobs", [2, 3, None, -1])
def test_any_number_of_threads_gives_the_same_bytes(transformer, n_jobs):
    X = many_counts(2500)
    one = fitted(clone(transformer).set_params(n_jobs=1), X)
    more = fitted(clone(transformer).set_params(n_jobs=n_jobs), X)
    assert arrays_of(one.transform(X)) == arrays_of(more.transform(X))
    assert one.idf_.tobytes() == more.idf_.tobytes()


def test_threads_change_no_byte_of_scikit_learns_weights():
    X = many_counts(2500)
    results = [bs.TfidfTransformer(n_jobs=n).fit_transform(X) for n in (1, 3)]
    assert arrays_of(results[0]) == arrays_of(results[1])


@every
@pytest.mark.parametrize(
    ("count", "message"),
    [
        (np.nan, "X has NaN in row 2, column 1"),
        (np.inf, "X has an infinite count, inf, in row 2, column 1"),
        (-np.inf, "X has an infinite count, inf, in row 2, column 1"),
        (-3.0, "X has -3 in row 2, column 1"),
    ],
)
def test_a_count_that_is_none_is_named_by_its_row(transformer, count, message):
    wrong = COUNTS.toarray()
    wrong[2, 1] = count
    for X in (wrong, sparse.csr_array(wrong), sparse.csc_array(wrong)):
        with pytest.raises(ValueError, match=re.escape(message)):
            fitted(transformer, X)
        with pytest.raises(ValueError, match=re.escape(message)):
            fitted(transformer, COUNTS).transform(X)


@every
def test_formats_and_types_give_the_same_weights_and_the_input_is_not_changed(transformer):
    expected = fitted(transformer, COUNTS).transform(COUNTS)
    assert expected.has_sorted_indices
    for X in (COUNTS, COUNTS.tocsc(), COUNTS.toarray(), COUNTS.astype(np.int64),
              sparse.csr_matrix(COUNTS), COUNTS.toarray().tolist()):  # fmt: skip
        before = pickle.dumps(X)
        model = fitted(transformer, sparse.csr_array(X))
        found = model.transform(X)
        assert arrays_of(found) == arrays_of(expected)
        assert pickle.dumps(X) == before
    single = fitted(transformer, COUNTS.astype(np.float32)).transform(COUNTS.astype(np.float32))
    assert single.dtype == np.float32
    np.testing.assert_allclose(single.data, expected.data, rtol=1e-6)


@every
def test_the_result_is_no_view_of_the_input(transformer):
    X = COUNTS.copy()
    result = fitted(transformer, X).transform(X)
    for name in ("indptr", "indices", "data"):
        assert not np.shares_memory(getattr(X, name), getattr(result, name))


@every
def test_columns_in_any_order_and_twice_are_sorted_and_summed(transformer):
    mixed = sparse.csr_array(
        ([4.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 3.0], [3, 1, 0, 1, 2, 1, 3, 0], [0, 4, 6, 8]),
        shape=(3, 4),
    )
    copy = mixed.copy()
    expected = fitted(transformer, COUNTS).transform(COUNTS)
    assert arrays_of(fitted(transformer, mixed).transform(mixed)) == arrays_of(expected)
    assert arrays_of(mixed) == arrays_of(copy)


@every
def test_a_stored_zero_is_a_term_that_does_not_occur(transformer):
    stored = sparse.csr_array(
        ([1.0, 2.0, 0.0, 4.0, 1.0, 1.0, 0.0, 3.0, 1.0], [0, 1, 2, 3, 1, 2, 3, 0, 3], [0, 4, 7, 9]),
        shape=(3, 4),
    )
    expected = fitted(transformer, COUNTS)
    found = fitted(transformer, stored)
    assert found.idf_.tobytes() == expected.idf_.tobytes()
    weights = found.transform(stored)
    assert weights.nnz == stored.nnz
    np.testing.assert_array_equal(weights.toarray(), expected.transform(COUNTS).toarray())


@every
def test_empty_rows_and_new_terms_weigh_nothing(transformer):
    X = sparse.csr_array([[1.0, 0.0], [0.0, 0.0]])
    model = fitted(transformer, X)
    weights = model.transform([[0, 5], [0, 0], [1, 1]])
    assert np.isfinite(weights.data).all()
    assert weights.toarray()[:2].tolist() == [[0, 0], [0, 0]]
    assert weights.toarray()[2, 1] == 0
    nothing = sparse.csr_array((3, 2))
    assert fitted(transformer, nothing).transform(X).toarray().tolist() == [[0, 0], [0, 0]]


def test_characters_of_a_new_term_count():
    model = bs.TfidfTransformer(smart="nnb").fit([[1, 0]], term_lengths=[3, 1])
    assert model.transform([[1, 5]]).toarray().tolist() == [[1 / (0.75 * 4 + 0.25 * 14), 0]]


@every
def test_clone_and_pickle(transformer):
    model = fitted(transformer, COUNTS)
    with pytest.raises(NotFittedError):
        clone(model).transform(COUNTS)
    assert clone(model).get_params() == transformer.get_params()
    again = pickle.loads(pickle.dumps(model))
    assert arrays_of(again.transform(COUNTS)) == arrays_of(model.transform(COUNTS))
    with pytest.raises(ValueError, match="features"):
        model.transform([[1, 2]])


@every
def test_the_parameters_are_keywords_and_each_is_documented(transformer):
    cls = type(transformer)
    for name, parameter in inspect.signature(cls).parameters.items():
        assert parameter.kind == parameter.KEYWORD_ONLY
        assert re.search(rf"^    {name} : ", cls.__doc__, flags=re.MULTILINE), name
        assert name in cls._parameter_constraints


@pytest.mark.parametrize(
    ("cls", "params"),
    [
        (bs.BM25Transformer, {"k1": -0.1}),
        (bs.BM25Transformer, {"k1": "1"}),
        (bs.BM25Transformer, {"k1": np.nan}),
        (bs.BM25Transformer, {"b": 1.01}),
        (bs.BM25Transformer, {"b": -0.01}),
        (bs.BM25Transformer, {"delta": -1}),
        (bs.BM25Transformer, {"variant": "BM25"}),
        (bs.ClassTfidfTransformer, {"tf_norm": "l2"}),
        (bs.ClassTfidfTransformer, {"bm25_weighting": "no"}),
        (bs.TfidfTransformer, {"smart": 3}),
        (bs.TfidfTransformer, {"smart": "ltc", "pivot": -1.0}),
        (bs.TfidfTransformer, {"smart": "ltc", "slope": 1.5}),
    ],
)
def test_a_parameter_out_of_range_is_refused(cls, params):
    with pytest.raises(InvalidParameterError, match=next(reversed(params))):
        cls(**params).fit(COUNTS)


@pytest.mark.parametrize("name", ["k1", "delta"])
def test_infinite_parameters_of_bm25_are_refused(name):
    with pytest.raises(ValueError, match=rf"'{name}' parameter .* Got inf"):
        bs.BM25Transformer(**{name: np.inf}).fit(COUNTS)


@pytest.mark.parametrize(
    ("smart", "message"),
    [
        ("qtc", "smart='qtc': 'q' is no term frequency; allowed are 'b', 't', 'n', 'a', 'l', 'd'"),
        ("lqc", "smart='lqc': 'q' is no document frequency; allowed are 'x', 'n', 'f', 't', 'p'"),
        ("ltq", "smart='ltq': 'q' is no normalization; allowed are 'x', 'n', 'c', 'u', 'b'"),
        ("lt", "smart='lt' must be three letters, as in 'ltc'"),
        ("ltß", "smart='ltß' must be three letters, as in 'ltc'"),
        ("", "smart='' must be three letters, as in 'ltc'"),
        ("lnc.ltc", "smart='lnc.ltc' names two weightings, of documents and of queries"),
    ],
)  # fmt: skip
def test_a_triple_that_is_none_names_the_letter(smart, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        bs.TfidfTransformer(smart=smart).fit(COUNTS)


@pytest.mark.parametrize(
    ("params", "named"),
    [
        ({"smart": "ltc", "norm": None}, "leave norm at 'l2', got None"),
        ({"smart": "ltc", "use_idf": False}, "leave use_idf at True, got False"),
        ({"smart": "ltc", "smooth_idf": False}, "leave smooth_idf at True, got False"),
        ({"smart": "ltc", "sublinear_tf": True}, "leave sublinear_tf at False, got True"),
        ({"pivot": 2.0}, "leave pivot at None, got 2.0"),
        ({"slope": 0.5}, "leave slope at 0.25, got 0.5"),
    ],
)
def test_parameters_that_exclude_each_other_are_named(params, named):
    with pytest.raises(ValueError, match=re.escape(named)):
        bs.TfidfTransformer(**params).fit(COUNTS)


@pytest.mark.parametrize("letter", "ldL")
def test_logarithms_refuse_counts_below_one(letter):
    X = sparse.csr_array([[1.0, 2.0], [0.0, 0.5]])
    model = bs.TfidfTransformer(smart=f"{letter}fn").fit(X)
    with pytest.raises(ValueError, match=r"take counts of at least 1, but row 1 has 0\.5"):
        model.transform(X)
    assert bs.TfidfTransformer(smart="afn").fit_transform(X).toarray()[1, 1] == 0


def test_lengths_of_terms_are_asked_for():
    transformer = bs.TfidfTransformer(smart="ntb")
    with pytest.raises(ValueError, match="term_lengths="):
        transformer.fit(COUNTS)
    for wrong in ([1, 2], [[1, 2, 3, 4]], [1, 2, 3, -4], [1, 2, 3, np.nan]):
        with pytest.raises(ValueError, match="term_lengths"):
            transformer.fit(COUNTS, term_lengths=wrong)
    terms = ["a", "of", "toll", "bridge"]
    named = transformer.fit(pd.DataFrame(COUNTS.toarray(), columns=terms))
    assert named.term_lengths_.tolist() == [1, 2, 4, 6]
    given = bs.TfidfTransformer(smart="ntb").fit(COUNTS, term_lengths=[1, 2, 4, 6])
    assert given.pivot_ == named.pivot_ == (2 + 2 * 3 + 4 * 7 + 3 + 5 + 3 * 2 + 7) / 3


@pytest.mark.parametrize("smart", ["ltc", "Lpu", "dtb", "anx"])
@pytest.mark.parametrize("params", [{}, {"binary": True}, {"dtype": np.float32}, {"min_df": 2}])
def test_the_vectorizer_weighs_as_the_transformer(smart, params):
    vectorizer = bs.TfidfVectorizer(smart=smart, slope=0.3, **params)
    weights = vectorizer.fit_transform(NEWS)
    counter = bs.CountVectorizer(**params)
    counts = counter.fit_transform(NEWS).astype(weights.dtype)
    lengths = [len(term) for term in counter.get_feature_names_out()]
    transformer = bs.TfidfTransformer(smart=smart, slope=0.3).fit(counts, term_lengths=lengths)
    assert arrays_of(weights) == arrays_of(transformer.transform(counts))
    assert vectorizer.idf_.tolist() == transformer.idf_.tolist()
    new = ["the bridge the the bridge", "", "unheard of"]
    expected = transformer.transform(counter.transform(new).astype(weights.dtype))
    assert arrays_of(vectorizer.transform(new)) == arrays_of(expected)
    again = pickle.loads(pickle.dumps(vectorizer))
    assert arrays_of(again.transform(new)) == arrays_of(expected)
    vectorizer.idf_ = vectorizer.idf_ * 2
    if not smart.endswith("c"):
        np.testing.assert_allclose(vectorizer.transform(new).data, expected.data * 2, rtol=1e-6)


def test_the_vectorizer_refuses_what_the_transformer_refuses():
    vectorizer = bs.TfidfVectorizer(smart="ltc").fit(NEWS)
    before = arrays_of(vectorizer.transform(NEWS))
    for params in ({"smart": "qtc"}, {"norm": "l1"}, {"smart": None, "pivot": 1.0}):
        failing = clone(vectorizer).set_params(**params)
        with pytest.raises(ValueError, match=r"smart"):
            failing.fit(NEWS)
        failing = vectorizer.set_params(**params)
        with pytest.raises(ValueError, match=r"smart"):
            failing.fit(NEWS)
        vectorizer.set_params(smart="ltc", norm="l2", pivot=None)
        assert arrays_of(vectorizer.transform(NEWS)) == before
    unfitted = bs.TfidfVectorizer(smart="ltc", vocabulary=["bridge"])
    with pytest.raises(NotFittedError, match="after a fit only"):
        unfitted.idf_ = np.ones(1)


def test_a_weight_of_zero_keeps_its_entry():
    weights = bs.TfidfTransformer(smart="nfn").fit_transform([[1, 1], [2, 0]])
    assert weights.toarray().tolist() == [[0, 1], [0, 0]]
    assert weights.nnz == 3


def test_a_fit_without_smart_forgets_one_with():
    transformer = bs.TfidfTransformer(smart="ntu").fit(COUNTS)
    assert transformer.pivot_ == 7 / 3
    transformer.set_params(smart=None).fit(COUNTS)
    plain = bs.TfidfTransformer().fit(COUNTS)
    assert vars(transformer).keys() == vars(plain).keys()
    assert arrays_of(transformer.transform(COUNTS)) == arrays_of(plain.transform(COUNTS))
    transformer.set_params(smart="ntu").fit(COUNTS)
    transformer.set_params(smart=None, use_idf=False).fit(COUNTS)
    assert not hasattr(transformer, "idf_")


def test_bm25_of_no_saturation_is_finite():
    # bm25s divides 0 by 0 here.
    for variant in ("bm25l", "bm25+"):
        for delta in (0.0, 0.5):
            model = bs.BM25Transformer(variant=variant, k1=0, delta=delta)
            assert np.isfinite(model.fit_transform(COUNTS).data).all()
            assert np.isfinite(model.nonoccurrence_).all()


def test_classes_are_summed_by_their_labels():
    by_label = bs.ClassTfidfTransformer().fit(COUNTS, y=["b", "a", "b"])
    assert by_label.classes_.tolist() == ["a", "b"]
    summed = [[0, 1, 1, 0], [4, 2, 0, 5]]
    by_row = bs.ClassTfidfTransformer().fit(summed)
    assert by_row.classes_.tolist() == [0, 1]
    assert not hasattr(by_row, "class_weights_")
    assert arrays_of(by_label.class_weights_) == arrays_of(by_row.transform(summed))
    assert by_label.transform(COUNTS).shape == (3, 4)
    assert not hasattr(by_label.fit(COUNTS), "class_weights_")
    for wrong in ([1, 2], [1.0, np.nan, 2.0]):
        with pytest.raises(ValueError, match=r"inconsistent|y has NaN in row 1"):
            bs.ClassTfidfTransformer().fit(COUNTS, y=wrong)


@every
def test_the_container_is_scikit_learns_choice(transformer):
    assert sparse.isspmatrix_csr(fitted(transformer, COUNTS).transform(COUNTS))
    if "sparse_interface" in sklearn.get_config():
        with sklearn.config_context(sparse_interface="sparray"):
            assert isinstance(fitted(transformer, COUNTS).transform(COUNTS), sparse.csr_array)
    # Frames cannot hold it, so none is tried; as in scikit-learn's TfidfTransformer.
    with sklearn.config_context(transform_output="pandas"):
        assert sparse.issparse(fitted(transformer, COUNTS).transform(COUNTS))


@pytest.mark.parametrize("weigh", [bs.BM25Transformer(), bs.TfidfTransformer(smart="Ltu")])
def test_pipelines_and_grid_searches_run(weigh):
    pipeline = make_pipeline(bs.CountVectorizer(), weigh, MultinomialNB()).fit(NEWS, [0, 0, 1, 1])
    assert pipeline.predict(["the bridge"]).tolist() == [0]
    key = f"{type(weigh).__name__.lower()}__{'b' if hasattr(weigh, 'b') else 'slope'}"
    search = GridSearchCV(pipeline, {key: [0.1, 0.9]}, cv=2, error_score="raise")
    assert search.fit(NEWS * 2, [0, 0, 1, 1] * 2).best_params_[key] in (0.1, 0.9)
    names = pipeline[:-1].get_feature_names_out().tolist()
    assert names == ["again", "bridge", "opened", "rates", "rise", "rises", "the", "toll"]


def test_ctrl_c_stops_a_long_transform():
    X = many_counts(200, 300)
    X = sparse.csr_array(
        (np.tile(X.data, 2000), np.tile(X.indices, 2000),
         np.concatenate([[0], np.cumsum(np.tile(np.diff(X.indptr), 2000))])), shape=(400_000, 300),
    )  # fmt: skip
    model = bs.TfidfTransformer(smart="dtc", n_jobs=1).fit(X)
    timer = threading.Timer(0.15, _thread.interrupt_main)
    timer.start()

    def transform_for_ever():
        while True:
            model.transform(X)

    try:
        with pytest.raises(KeyboardInterrupt):
            transform_for_ever()
    finally:
        timer.join()
    assert model.transform(X[:3]).shape == (3, 300)
