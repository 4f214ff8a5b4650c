"""TF-IDF vectors of articles, with scikit-learn's numbers."""

from __future__ import annotations

from collections.abc import Iterable
from numbers import Integral, Real
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
from scipy import sparse
from sklearn.base import BaseEstimator
from sklearn.exceptions import NotFittedError
from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS
from sklearn.utils._param_validation import Interval, StrOptions

from . import _core
from ._arrays import as_scipy
from ._jobs import n_threads
from ._progress import Progress

if TYPE_CHECKING:
    from typing import Self

    from numpy.typing import DTypeLike, NDArray

__all__ = ["TfidfVectorizer"]


class TfidfVectorizer(BaseEstimator):  # type: ignore[misc]  # scikit-learn publishes no types
    r"""Turn articles into rows of TF-IDF weights: scikit-learn's numbers, many times sooner.

    Words are those of scikit-learn's default `token_pattern`, ``(?u)\b\w\w+\b``, on every
    alphabet: runs of two or more letters, digits and underscores by the tables of this Python.
    The weight of term t in article d is ``tf(t, d) * idf(t)``, each row then divided by its norm,
    with ``idf(t) = ln((1 + n) / (1 + df(t))) + 1`` for n articles, df(t) of which hold t.

    Parameters
    ----------
    strip_accents : {'ascii', 'unicode'} or None, default=None
        Take accents off letters: 'unicode' drops combining marks after NFKD, 'ascii' whatever is
        not ASCII after it.
    lowercase : bool, default=True
        Lower-case as `str.lower` does, before accents are stripped.
    stop_words : {'english'}, list of str or None, default=None
        Words to leave out, as they are after folding. 'english' is scikit-learn's list.
    max_df : float in [0, 1] or int >= 1, default=1.0
        Leave out terms in more articles than this: a share of them, or a number.
    min_df : float in [0, 1] or int >= 1, default=1
        Leave out terms in fewer articles than this: a share of them, or a number.
    max_features : int >= 1 or None, default=None
        Keep this many terms, the most frequent in the collection; ties go to the term that comes
        first in the order of `str`.
    dtype : numpy.float64 or numpy.float32, default=numpy.float64
        Type of the weights.
    norm : {'l1', 'l2'} or None, default='l2'
        What each row is divided by. With 'l2' the dot product of two rows is their cosine.
    use_idf : bool, default=True
        False: every idf is 1.
    smooth_idf : bool, default=True
        False: ``idf(t) = ln(n / df(t)) + 1``.
    sublinear_tf : bool, default=False
        True: ``tf = 1 + ln(count)`` instead of the count.
    n_jobs : int or None, default=None
        Threads. None is every core that the process may use (scikit-learn's None is one); the
        result does not depend on it.

    Attributes
    ----------
    vocabulary_ : dict of str to int
        Column of each term, terms in the order of `str`.
    idf_ : ndarray of shape (n_features,)
        Inverse document frequencies; only if `use_idf`.

    See Also
    --------
    top_k : The most similar articles of each.
    stories : From articles to stories in one call.

    Notes
    -----
    Linear in the length of the texts, read in place without the interpreter's lock. Rows are
    sorted by column always. A fit that fails leaves the fitted state as it was.

    References
    ----------
    Salton and Buckley (1988), Term-weighting approaches in automatic text retrieval.
    Sparck Jones (1972), A statistical interpretation of term specificity.

    Examples
    --------
    >>> import broadsheet as bs
    >>> vectorizer = bs.TfidfVectorizer()
    >>> X = vectorizer.fit_transform(["The bridge opened.", "The bridge was closed."])
    >>> list(vectorizer.get_feature_names_out())
    ['bridge', 'closed', 'opened', 'the', 'was']
    >>> X.toarray().round(2)
    array([[0.5 , 0.  , 0.7 , 0.5 , 0.  ],
           [0.41, 0.58, 0.  , 0.41, 0.58]])
    """

    _parameter_constraints: ClassVar[dict[str, Any]] = {
        "strip_accents": [StrOptions({"ascii", "unicode"}), None],
        "lowercase": ["boolean"],
        "stop_words": [StrOptions({"english"}), list, None],
        "max_df": [
            Interval(Real, 0, 1, closed="both"),
            Interval(Integral, 1, None, closed="left"),
        ],
        "min_df": [
            Interval(Real, 0, 1, closed="both"),
            Interval(Integral, 1, None, closed="left"),
        ],
        "max_features": [Interval(Integral, 1, None, closed="left"), None],
        "dtype": "no_validation",  # its own error says more
        "norm": [StrOptions({"l1", "l2"}), None],
        "use_idf": ["boolean"],
        "smooth_idf": ["boolean"],
        "sublinear_tf": ["boolean"],
        "n_jobs": [Integral, None],
    }

    def __init__(
        self,
        *,
        strip_accents: str | None = None,
        lowercase: bool = True,
        stop_words: str | list[str] | None = None,
        max_df: float = 1.0,
        min_df: float = 1,
        max_features: int | None = None,
        dtype: DTypeLike = np.float64,
        norm: str | None = "l2",
        use_idf: bool = True,
        smooth_idf: bool = True,
        sublinear_tf: bool = False,
        n_jobs: int | None = None,
    ) -> None:
        self.strip_accents = strip_accents
        self.lowercase = lowercase
        self.stop_words = stop_words
        self.max_df = max_df
        self.min_df = min_df
        self.max_features = max_features
        self.dtype = dtype
        self.norm = norm
        self.use_idf = use_idf
        self.smooth_idf = smooth_idf
        self.sublinear_tf = sublinear_tf
        self.n_jobs = n_jobs

    def fit(self, raw_documents: Iterable[str], y: object = None) -> Self:
        """Learn the vocabulary and the document frequencies of a collection.

        Parameters
        ----------
        raw_documents : iterable of str
            One string an article.
        y : ignored
            Present for scikit-learn's API.

        Returns
        -------
        self : TfidfVectorizer

        Raises
        ------
        ValueError
            If `raw_documents` is one string, no article has a word, or pruning leaves none.
        TypeError
            If an entry is not a `str`; the message names the row.
        """
        self._learn(raw_documents)
        return self

    def fit_transform(self, raw_documents: Iterable[str], y: object = None) -> sparse.spmatrix:
        """Learn a collection and give its weights: `fit` and `transform` in one pass.

        Parameters
        ----------
        raw_documents : iterable of str
            One string an article.
        y : ignored
            Present for scikit-learn's API.

        Returns
        -------
        X : sparse matrix of shape (n_documents, n_features)
            Weights, in canonical CSR format.
        """
        return self._weigh(*self._learn(raw_documents))

    def transform(self, raw_documents: Iterable[str]) -> sparse.spmatrix:
        """Weigh articles by what was learnt. Words that are new count nowhere.

        Parameters
        ----------
        raw_documents : iterable of str
            One string an article.

        Returns
        -------
        X : sparse matrix of shape (n_documents, n_features)
            Weights, in canonical CSR format.

        Raises
        ------
        sklearn.exceptions.NotFittedError
            Before a fit.
        """
        self._check_is_fitted()
        documents = _as_list(raw_documents)
        with Progress("vectorizing", None) as progress:
            counts = self._vocabulary.count(
                documents, self._tokenizer,
                n_threads=n_threads(self.n_jobs), progress=progress.update,
            )  # fmt: skip
        return self._weigh(*counts)

    def get_feature_names_out(self, input_features: object = None) -> NDArray[np.object_]:
        """Terms by column.

        Parameters
        ----------
        input_features : ignored
            Present for scikit-learn's API.

        Returns
        -------
        ndarray of shape (n_features,), dtype object
        """
        self._check_is_fitted()
        return np.asarray(list(self.vocabulary_), dtype=object)

    @property
    def idf_(self) -> NDArray[np.float64]:
        """Inverse document frequency of each term, shape (n_features,)."""
        self._check_is_fitted()
        if self._idf.size == 0:
            msg = "idf_ is there only if use_idf=True at the time of the fit"
            raise AttributeError(msg)
        return self._idf.astype(self._weight_type, copy=False)

    def _learn(self, raw_documents: Iterable[str]) -> tuple[Any, Any, Any]:
        self._validate_params()
        weight_type = self._checked_dtype()
        documents = _as_list(raw_documents)
        max_count, min_count = (_document_count(limit, len(documents))
                                for limit in (self.max_df, self.min_df))  # fmt: skip
        if max_count < min_count:
            msg = "max_df corresponds to < documents than min_df"
            raise ValueError(msg)
        tokenizer = self._make_tokenizer()
        with Progress("vectorizing", None) as progress:
            counts, terms, document_frequencies = _core.learn(
                documents, tokenizer, min_df=min_count, max_df=max_count,
                max_features=self.max_features,
                n_threads=n_threads(self.n_jobs), progress=progress.update,
            )  # fmt: skip
        idf = np.empty(0)
        if self.use_idf:
            idf = _core.idf(document_frequencies, len(documents), smooth=self.smooth_idf)
        # Nothing above has touched the fitted state; nothing below fails.
        self.vocabulary_ = dict(zip(terms, range(len(terms)), strict=True))
        self._tokenizer = tokenizer
        self._idf = idf
        self._weighting = {"sublinear_tf": self.sublinear_tf, "norm": self.norm}
        self._weight_type = weight_type
        self.__dict__.pop("_vocabulary_cache", None)
        return counts  # type: ignore[no-any-return]

    def _weigh(self, indptr: Any, indices: Any, counts: Any) -> sparse.spmatrix:
        n_terms = len(self.vocabulary_)
        tfidf = _core.tfidf_float32 if self._weight_type == np.float32 else _core.tfidf_float64
        weights = tfidf(
            indptr, indices, counts, n_terms, idf=self._idf,
            n_threads=n_threads(self.n_jobs), progress=None, **self._weighting,
        )  # fmt: skip
        return as_scipy(indptr, indices, weights, (len(indptr) - 1, n_terms), _container())

    @property
    def _vocabulary(self) -> Any:
        # Made when first needed: a fit_transform alone never does.
        if "_vocabulary_cache" not in self.__dict__:
            self._vocabulary_cache = _core.Vocabulary(list(self.vocabulary_))
        return self._vocabulary_cache

    def _make_tokenizer(self) -> Any:
        words = self.stop_words
        if words == "english":
            words = sorted(ENGLISH_STOP_WORDS)
        return _core.WordTokenizer(
            lowercase=bool(self.lowercase), strip_accents=self.strip_accents, min_length=2,
            stop_words=words or [],
        )  # fmt: skip

    def _checked_dtype(self) -> np.dtype[Any]:
        dtype = np.dtype(self.dtype)
        if dtype not in (np.dtype(np.float32), np.dtype(np.float64)):
            msg = f"dtype must be numpy.float64 or numpy.float32, got {self.dtype!r}"
            raise ValueError(msg)
        return dtype

    def _check_is_fitted(self) -> None:
        if not hasattr(self, "vocabulary_"):
            msg = "The TF-IDF vectorizer is not fitted: call fit or fit_transform first"
            raise NotFittedError(msg)

    def __sklearn_is_fitted__(self) -> bool:
        return hasattr(self, "vocabulary_")

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.string = True
        tags.input_tags.two_d_array = False
        return tags

    def __getstate__(self) -> dict[str, Any]:
        # The core's objects are made again from what is below when they are needed.
        state: dict[str, Any] = super().__getstate__()
        return {k: v for k, v in state.items() if k not in ("_tokenizer", "_vocabulary_cache")}

    def __setstate__(self, state: dict[str, Any]) -> None:
        super().__setstate__(state)
        if "vocabulary_" in state:
            self._tokenizer = self._make_tokenizer()


def _as_list(raw_documents: Iterable[str]) -> list[str] | tuple[str, ...]:
    if isinstance(raw_documents, str):
        msg = "Iterable over raw text documents expected, string object received."
        raise ValueError(msg)  # noqa: TRY004 - scikit-learn's type
    if isinstance(raw_documents, list | tuple):
        return raw_documents
    return list(raw_documents)


def _document_count(limit: Any, n_documents: int) -> float:
    # An int is a number of articles, a float a share of them; True is 1, as in scikit-learn.
    return float(limit if isinstance(limit, Integral) else limit * n_documents)


def _container() -> Any:
    from sklearn import get_config

    # Older scikit-learn has no such choice: it gives matrices.
    wants_array = get_config().get("sparse_interface", "spmatrix") == "sparray"
    return sparse.csr_array if wants_array else sparse.csr_matrix
