"""What the vectorizers promise beyond scikit-learn's numbers, and how they live in its world."""

from __future__ import annotations

import os
import pickle
import time
import warnings
from concurrent.futures import ThreadPoolExecutor

import joblib
import numpy as np
import pytest
import sklearn
import sklearn.feature_extraction.text
from scipy import sparse
from sklearn.base import clone
from sklearn.exceptions import NotFittedError
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV
from sklearn.pipeline import Pipeline
from sklearn.utils import murmurhash3_32

import broadsheet as bs

NEWS = [
    "Zebra crossing opens at the harbour bridge.",
    "The bridge, the harbour bridge, is shut.",
    "Rates rose again; the bank said rates may rise.",
    "A storm hit the harbour. Rain, rain and storm.",
]
MANY = [f"{NEWS[i % 4]} Report number{i} of place{i % 37} on day{i % 11}." for i in range(3000)]
FITTED = [bs.CountVectorizer, bs.TfidfVectorizer]
ALL = [*FITTED, bs.HashingVectorizer]


def arrays_of(X) -> tuple[bytes, ...]:
    return (X.indptr.tobytes(), X.indices.tobytes(), X.data.tobytes(), repr(X.dtype).encode())


@pytest.mark.parametrize("cls", ALL)
def test_rows_are_sorted_by_column(cls):
    vectorizer = cls()
    for X in (vectorizer.fit_transform(NEWS), vectorizer.transform(NEWS)):
        rows = np.split(X.indices, X.indptr[1:-1])
        assert all(row.tolist() == sorted(set(row.tolist())) for row in rows)
        assert X.has_sorted_indices
        assert X.has_canonical_format


@pytest.mark.parametrize("cls", FITTED)
def test_the_vocabulary_is_in_the_order_of_its_columns(cls):
    vocabulary = cls(max_features=9).fit(NEWS).vocabulary_
    assert list(vocabulary) == sorted(vocabulary)
    assert list(vocabulary.values()) == list(range(9))
    assert {type(column) for column in vocabulary.values()} == {int}


@pytest.mark.parametrize("cls", FITTED)
@pytest.mark.parametrize("tokenizer", [None, str.split])
@pytest.mark.filterwarnings("ignore:The parameter 'token_pattern'")
def test_max_features_breaks_ties_by_term(cls, tokenizer):
    texts = ["dd cc bb aa", "ee dd zz", "zz zz"]  # zz: 3, dd: 2, the others 1
    for n, kept in enumerate(["zz", "dd", "aa", "bb", "cc", "ee"], start=1):
        terms = cls(max_features=n, tokenizer=tokenizer).fit(texts).vocabulary_
        assert len(terms) == n
        assert kept in terms
    many = [" ".join(f"w{i:03d}" for i in reversed(range(500)))]
    assert list(cls(max_features=40).fit(many).vocabulary_) == [f"w{i:03d}" for i in range(40)]


def broken_iterator():
    yield from NEWS
    raise OSError("the disk is gone")


@pytest.mark.parametrize("cls", FITTED)
@pytest.mark.parametrize("method", ["fit", "fit_transform"])
@pytest.mark.parametrize(
    ("corpus", "params", "error"),
    [
        ([*NEWS, None], {}, TypeError),
        ([], {}, ValueError),
        (["!"], {}, ValueError),
        (["aa", "bb"], {"min_df": 2}, ValueError),
        (["aa", "bb"], {"vocabulary": ["aa", "aa"]}, ValueError),
        (NEWS, {"dtype": "no such dtype"}, TypeError),
        (broken_iterator, {}, OSError),
        (["aa"], {"stop_words": ["don't"]}, UserWarning),  # an error where these tests run
    ],
)
def test_a_failed_fit_leaves_the_fitted_state(cls, method, corpus, params, error):
    def failing(vectorizer):
        vectorizer.set_params(**params)
        documents = corpus() if callable(corpus) else corpus
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            warnings.filterwarnings("ignore", message="Only .* 'dtype' should be used")
            with pytest.raises(error):
                getattr(vectorizer, method)(documents)

    vectorizer = cls()
    unfitted = set(vars(vectorizer))
    failing(vectorizer)
    assert set(vars(vectorizer)) == unfitted
    vectorizer = cls().fit(NEWS)
    before, columns = arrays_of(vectorizer.transform(NEWS)), dict(vectorizer.vocabulary_)
    failing(vectorizer)
    vectorizer.set_params(dtype=cls().dtype, stop_words=None)
    assert vectorizer.vocabulary_ == columns
    assert arrays_of(vectorizer.transform(NEWS)) == before


def test_a_warning_that_is_an_error_leaves_the_fitted_state():
    vectorizer = bs.TfidfVectorizer(smooth_idf=False).fit(NEWS)
    idf = vectorizer.idf_.copy()
    vectorizer.set_params(vocabulary=["bridge", "nowhere"])
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with pytest.raises(RuntimeWarning, match="divide by zero"):
            vectorizer.fit(NEWS)
    assert len(vectorizer.vocabulary_) == len(idf)
    np.testing.assert_array_equal(vectorizer.idf_, idf)


@pytest.mark.parametrize("n_jobs", [2, 3, 8, 33, None, -1])
@pytest.mark.parametrize("cls", ALL)
@pytest.mark.parametrize("params", [{}, {"analyzer": "char_wb", "ngram_range": (2, 3)}])
def test_any_number_of_threads_gives_the_same_bytes(cls, n_jobs, params):
    one, more = cls(n_jobs=1, **params), cls(n_jobs=n_jobs, **params)
    assert arrays_of(one.fit_transform(MANY)) == arrays_of(more.fit_transform(MANY))
    assert arrays_of(one.transform(MANY[::3])) == arrays_of(more.transform(MANY[::3]))
    if cls in FITTED:
        assert list(one.vocabulary_.items()) == list(more.vocabulary_.items())


@pytest.mark.parametrize("cls", ALL)
@pytest.mark.parametrize("n_jobs", [0, 1.5, "all"])
def test_n_jobs_that_is_no_number_of_threads_is_refused(cls, n_jobs):
    with pytest.raises(ValueError, match="n_jobs"):
        cls(n_jobs=n_jobs).fit_transform(NEWS)


@pytest.mark.parametrize("cls", ALL)
def test_clone_is_unfitted_and_has_the_parameters(cls):
    vectorizer = cls(ngram_range=(1, 2), n_jobs=1, binary=True).fit(NEWS)
    copy = clone(vectorizer)
    assert type(copy) is cls
    assert copy.get_params() == vectorizer.get_params()
    assert not hasattr(copy, "vocabulary_")


@pytest.mark.parametrize("cls", FITTED)
def test_pickle_and_joblib_keep_what_was_learnt(cls, tmp_path):
    vectorizer = cls(stop_words="english").fit(NEWS)
    expected = arrays_of(vectorizer.transform(MANY))
    joblib.dump(vectorizer, tmp_path / "vectorizer.joblib")
    for copy in (
        pickle.loads(pickle.dumps(vectorizer)),
        joblib.load(tmp_path / "vectorizer.joblib"),
    ):
        assert copy.vocabulary_ == vectorizer.vocabulary_
        assert arrays_of(copy.transform(MANY)) == expected
    assert b"_core_v" not in pickle.dumps(vectorizer), "a pickle names no CPU level"


@pytest.mark.parametrize("cls", ALL)
def test_a_grid_search_runs_in_two_processes(cls):
    texts, labels = MANY[:60], [i % 4 for i in range(60)]
    vectorizer = cls(n_features=1024) if cls is bs.HashingVectorizer else cls()
    model = Pipeline([("vectorizer", vectorizer), ("classifier", LogisticRegression())])
    grid = {"vectorizer__ngram_range": [(1, 1), (1, 2)]}
    search = GridSearchCV(model, grid, n_jobs=2, cv=2, error_score="raise").fit(texts, labels)
    assert search.best_score_ == 1.0
    assert search.predict(NEWS).tolist() == [0, 1, 2, 3]


@pytest.mark.parametrize("cls", ALL)
def test_eight_threads_transform_with_one_estimator(cls):
    vectorizer = cls().fit(NEWS)
    pieces = [MANY[i::8] for i in range(8)] * 4
    expected = [arrays_of(vectorizer.transform(piece)) for piece in pieces]
    fresh = pickle.loads(pickle.dumps(vectorizer))  # has made nothing yet
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(lambda piece: arrays_of(fresh.transform(piece)), pieces)) == expected


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork")
@pytest.mark.parametrize("cls", ALL)
def test_a_forked_child_transforms_and_fits(cls):
    vectorizer = cls(n_jobs=2).fit(MANY)
    expected = arrays_of(vectorizer.transform(MANY))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # a warning of any fork with threads
        child = os.fork()
    if child == 0:
        same = False
        try:
            same = arrays_of(vectorizer.transform(MANY)) == expected
            same = same and arrays_of(clone(vectorizer).fit(MANY).transform(MANY)) == expected
        finally:
            os._exit(0 if same else 1)
    deadline = time.monotonic() + 60
    done, status = os.waitpid(child, os.WNOHANG)
    while not done and time.monotonic() < deadline:
        time.sleep(0.01)
        done, status = os.waitpid(child, os.WNOHANG)
    if not done:
        os.kill(child, 9)
        os.waitpid(child, 0)
        pytest.fail("the child hangs")
    assert os.waitstatus_to_exitcode(status) == 0


# scikit-learn 1.9 brought the setting `sparse_interface`: before, texts made matrices, and a
# TfidfTransformer kept the class that it was given.
HAS_SPARSE_INTERFACE = "sparse_interface" in sklearn.get_config()
MATRIX, ARRAY = sparse.csr_matrix, sparse.csr_array


@pytest.mark.parametrize(
    ("settings", "container"),
    [({"sparse_interface": "spmatrix"}, MATRIX), ({"sparse_interface": "sparray"}, ARRAY)]
    if HAS_SPARSE_INTERFACE
    else [({}, MATRIX)],
)
@pytest.mark.parametrize("cls", ALL)
def test_sparse_interface_chooses_the_container(cls, settings, container):
    with sklearn.config_context(**settings):
        vectorizer = cls()
        assert type(vectorizer.fit_transform(NEWS)) is container
        assert type(vectorizer.transform(NEWS)) is container


@pytest.mark.parametrize("given", [MATRIX, ARRAY, sparse.csc_matrix, sparse.csc_array, np.array])
def test_the_transformer_chooses_the_container_as_scikit_learns(given):
    counts = given([[1.0, 0.0, 2.0], [0.0, 3.0, 1.0]])
    theirs = sklearn.feature_extraction.text.TfidfTransformer().fit(counts).transform(counts)
    ours = bs.TfidfTransformer().fit(counts).transform(counts)
    keeps = not HAS_SPARSE_INTERFACE and given in (ARRAY, sparse.csc_array)
    assert type(ours) is type(theirs) is (ARRAY if keeps else MATRIX)
    np.testing.assert_allclose(ours.toarray(), theirs.toarray(), rtol=1e-12)


def test_a_vocabulary_changed_after_the_fit_is_honoured():
    vectorizer = bs.CountVectorizer().fit(["aa bb cc"])
    assert vectorizer.transform(["aa cc"]).toarray().tolist() == [[1, 0, 1]]
    vectorizer.vocabulary_["aa"], vectorizer.vocabulary_["cc"] = 2, 0
    assert vectorizer.transform(["aa aa cc"]).toarray().tolist() == [[1, 0, 2]]
    vectorizer.vocabulary_ = {"dd": 0, "aa": 1}
    assert vectorizer.transform(["aa aa dd bb"]).toarray().tolist() == [[1, 2]]
    assert vectorizer.get_feature_names_out().tolist() == ["dd", "aa"]
    vectorizer.vocabulary_["ee"] = 2
    assert vectorizer.transform(["ee"]).toarray().tolist() == [[0, 0, 1]]


@pytest.mark.parametrize("cls", FITTED)
def test_no_documents_make_no_rows(cls):
    vectorizer = cls().fit(NEWS)
    empty = vectorizer.transform([])
    assert empty.shape == (0, len(vectorizer.vocabulary_))
    assert empty.dtype == vectorizer.dtype
    with pytest.raises(ValueError, match="empty vocabulary"):
        cls().fit([])


def test_no_documents_make_no_rows_of_hashes_either():
    assert bs.HashingVectorizer().transform([]).shape == (0, 2**20)
    assert bs.HashingVectorizer(n_features=8, tokenizer=str.split).transform([]).shape == (0, 8)


@pytest.mark.parametrize("cls", FITTED)
@pytest.mark.parametrize("method", ["fit", "fit_transform"])
def test_an_unused_parameter_is_warned_of_once(cls, method):
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        getattr(cls(tokenizer=str.split), method)(NEWS)
    assert [str(w.message) for w in caught] == [
        "The parameter 'token_pattern' will not be used since 'tokenizer' is not None'"
    ]


def test_an_idf_of_another_length_is_refused():
    vectorizer = bs.TfidfVectorizer().fit(["aa bb cc"])
    with pytest.raises(ValueError, match="idf length = 2 must be equal to vocabulary size = 3"):
        vectorizer.idf_ = [1.0, 2.0]
    vectorizer.idf_ = np.array([1.0, 2.0, 3.0])
    weights = vectorizer.set_params(norm=None).transform(["aa bb cc"]).toarray()
    np.testing.assert_allclose(weights, [np.array([1.0, 2.0, 3.0]) / np.sqrt(14)])


@pytest.mark.parametrize("cls", FITTED)
@pytest.mark.parametrize("ngram_range", [(0, 1), (0, 2), (0, 0), (-1, 1)])
def test_ngrams_of_no_words_are_scikit_learns(cls, ngram_range):
    theirs = getattr(sklearn.feature_extraction.text, cls.__name__)(ngram_range=ngram_range)
    ours = cls(ngram_range=ngram_range)
    expected = theirs.fit_transform(NEWS)
    np.testing.assert_allclose(ours.fit_transform(NEWS).toarray(), expected.toarray(), rtol=1e-12)
    assert ours.vocabulary_ == theirs.vocabulary_


@pytest.mark.parametrize("dtype", [np.int32, np.int64, object])
def test_other_dtypes_warn_and_give_float64(dtype):
    with pytest.warns(UserWarning, match="'dtype' will be converted to np.float64"):
        X = bs.TfidfVectorizer(dtype=dtype).fit_transform(NEWS)
    assert X.dtype == np.float64
    np.testing.assert_array_equal(X.data, bs.TfidfVectorizer().fit_transform(NEWS).data)


def test_lone_surrogates_are_hashed():
    text = "\ud800"
    column = abs(murmurhash3_32(text.encode("utf-8", "surrogatepass"), 0)) % 2**20
    X = bs.HashingVectorizer(analyzer="char").transform([text, "\ud801"])
    assert X[0].indices.tolist() == [column]
    assert X[1].indices.tolist() != [column]


@pytest.mark.parametrize("cls", FITTED)
def test_transform_before_a_fit_is_not_fitted(cls):
    with pytest.raises(NotFittedError):
        cls().transform(NEWS)


@pytest.mark.parametrize("cls", [*ALL, bs.TfidfTransformer])
def test_a_notebook_shows_a_diagram_and_a_terminal_what_was_changed(cls):
    name, value = ("norm", "l1") if cls is bs.TfidfTransformer else ("n_jobs", 1)
    estimator = cls(**{name: value})
    assert repr(estimator) == f"{cls.__name__}({name}={value!r})"
    shown = estimator._repr_mimebundle_()
    assert cls.__name__ in shown["text/html"]
    assert name in shown["text/html"]
