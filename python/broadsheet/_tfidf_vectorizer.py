"""From documents to TF-IDF weights in one pass."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
from sklearn.exceptions import NotFittedError

from ._arrays import as_scipy
from ._count_vectorizer import CountVectorizer
from ._counts import Counts
from ._documents import check_corpus
from ._fitted_state import unchanged_on_error
from ._jobs import n_threads
from ._living_counts import required_whole_weights
from ._text_vectorizer import container
from ._tfidf_transformer import TfidfTransformer

if TYPE_CHECKING:
    from typing import Self

    from numpy.typing import DTypeLike, NDArray

    from ._document_frequencies import Decay
    from ._living_columns import LivingColumns

__all__ = ["TfidfVectorizer"]

_FLOATS = (np.float64, np.float32, np.float16)


class TfidfVectorizer(CountVectorizer):
    r"""Turn documents into rows of TF-IDF weights: scikit-learn's numbers, many times sooner.

    `CountVectorizer` followed by `TfidfTransformer`, and every parameter of theirs. Words are
    those of scikit-learn's default `token_pattern`, ``(?u)\b\w\w+\b``, on every alphabet: runs of
    two or more letters, digits and underscores by the tables of this Python.

    Parameters
    ----------
    input, encoding, decode_error, strip_accents, lowercase, preprocessor, tokenizer, analyzer, \
stop_words, token_pattern, ngram_range, max_df, min_df, max_features, vocabulary, binary, fields, \
stemmer, n_jobs
        See `CountVectorizer`.
    dtype : dtype, default=numpy.float64
        numpy.float64 or numpy.float32; others warn and give float64.
    norm, use_idf, smooth_idf, sublinear_tf, smart, pivot, slope
        See `TfidfTransformer`. The norm b of `smart` takes the terms' lengths as they are.

    Attributes
    ----------
    vocabulary_ : dict of str to int
        Column of each term, terms in the order of `str`.
    fixed_vocabulary_ : bool
        Whether it was given.
    vocabulary_version_ : int
        Another number whenever columns stand for other terms: after a fit, and where `partial_fit`,
        `merge` or `remove` moved them.
    document_frequencies_ : DocumentFrequencies
        What was learnt, of all terms; not after a `fit` that left terms out.
    idf_ : ndarray of shape (n_features,)
        Inverse document frequencies; only if `use_idf`. May be set.

    See Also
    --------
    top_k : The most similar articles of each.
    stories : From articles to stories in one call.

    Notes
    -----
    Linear in the length of the texts, which are read in place without the interpreter's lock.
    Rows are sorted by column always. A fit that fails leaves the fitted state as it was.

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
        **CountVectorizer._parameter_constraints,
        **TfidfTransformer._parameter_constraints,
    }

    def __init__(
        self,
        *,
        input: str = "content",  # noqa: A002 - scikit-learn's name
        encoding: str = "utf-8",
        decode_error: str = "strict",
        strip_accents: Any = None,
        lowercase: bool = True,
        preprocessor: Any = None,
        tokenizer: Any = None,
        analyzer: Any = "word",
        stop_words: Any = None,
        token_pattern: str | None = r"(?u)\b\w\w+\b",
        ngram_range: tuple[int, int] = (1, 1),
        max_df: float = 1.0,
        min_df: float = 1,
        max_features: int | None = None,
        vocabulary: Any = None,
        binary: bool = False,
        dtype: DTypeLike = np.float64,
        norm: str | None = "l2",
        use_idf: bool = True,
        smooth_idf: bool = True,
        sublinear_tf: bool = False,
        smart: str | None = None,
        pivot: float | None = None,
        slope: float = 0.25,
        fields: Mapping[str, float] | None = None,
        stemmer: str | None = None,
        n_jobs: int | None = None,
    ) -> None:
        super().__init__(
            input=input, encoding=encoding, decode_error=decode_error,
            strip_accents=strip_accents, lowercase=lowercase, preprocessor=preprocessor,
            tokenizer=tokenizer, stop_words=stop_words, token_pattern=token_pattern,
            ngram_range=ngram_range, analyzer=analyzer, max_df=max_df, min_df=min_df,
            max_features=max_features, vocabulary=vocabulary, binary=binary, dtype=dtype,
            fields=fields, stemmer=stemmer, n_jobs=n_jobs,
        )  # fmt: skip
        self.norm = norm
        self.use_idf = use_idf
        self.smooth_idf = smooth_idf
        self.sublinear_tf = sublinear_tf
        self.smart = smart
        self.pivot = pivot
        self.slope = slope

    @property
    def idf_(self) -> NDArray[Any]:
        """Inverse document frequency of each term, shape (n_features,); only if `use_idf`."""
        self._settle()
        if not hasattr(self, "_tfidf"):
            msg = (
                f"{type(self).__name__} is not fitted yet. Call 'fit' with appropriate arguments "
                "before using this attribute."
            )
            raise NotFittedError(msg)
        idf: NDArray[Any] = self._tfidf.idf_
        return idf

    @idf_.setter
    def idf_(self, value: NDArray[Any]) -> None:
        if not self.use_idf:
            msg = "`idf_` cannot be set when `user_idf=False`."
            raise ValueError(msg)
        if not self._has_vocabulary():
            self._validate_vocabulary()
        if self._has_vocabulary() and self._n_terms() != len(value):
            msg = f"idf length = {len(value)} must be equal to vocabulary size = {self._n_terms()}"
            raise ValueError(msg)
        if not hasattr(self, "_tfidf"):
            if self.smart is not None:
                msg = "idf_ can be set after a fit only: smart may need what a fit learns"
                raise NotFittedError(msg)
            self._tfidf = self._transformer()
        self._tfidf.idf_ = value

    def fit(self, raw_documents: Iterable[Any], y: object = None) -> Self:
        """Learn the vocabulary and the document frequencies of a collection.

        Parameters
        ----------
        raw_documents : iterable of str or bytes
            Or of paths or files: see `input`.
        y : ignored
            Present for scikit-learn's API.

        Returns
        -------
        self : TfidfVectorizer
        """
        with unchanged_on_error(self):
            self._fit(raw_documents)
        return self

    def fit_transform(self, raw_documents: Iterable[Any], y: object = None) -> Any:
        """Learn a collection and give its weights: `fit` and `transform` in one pass.

        Parameters
        ----------
        raw_documents : iterable of str or bytes
            Or of paths or files: see `input`.
        y : ignored
            Present for scikit-learn's API.

        Returns
        -------
        X : csr_matrix or csr_array of shape (n_documents, n_features)
            Weights.
        """
        with unchanged_on_error(self):
            return self._weighed(self._fit(raw_documents))

    def transform(self, raw_documents: Iterable[Any]) -> Any:
        """Weigh documents by what was learnt. Terms that are new count nowhere.

        Parameters
        ----------
        raw_documents : iterable of str or bytes
            Or of paths or files: see `input`.

        Returns
        -------
        X : csr_matrix or csr_array of shape (n_documents, n_features)
            Weights.

        Raises
        ------
        sklearn.exceptions.NotFittedError
            Before a fit.
        """
        check_corpus(raw_documents)
        self._settle()
        if not hasattr(self, "_tfidf"):
            msg = "The TF-IDF vectorizer is not fitted"
            raise NotFittedError(msg)
        return self._weighed(self._transform_counts(raw_documents, self._weight_type().name))

    def _fit(self, raw_documents: Iterable[Any]) -> Any:
        self._validate_params()
        if self.dtype not in _FLOATS:
            warnings.warn(
                f"Only {_FLOATS} 'dtype' should be used. {self.dtype} 'dtype' will be converted "
                "to np.float64.",
                stacklevel=3,
            )
        transformer = self._transformer()
        transformer._check_parameters()
        counts, frequencies, n_documents = self._fit_counts(raw_documents, self._weight_type().name)
        transformer.n_features_in_ = len(frequencies)
        if self.smart is not None:
            weighable = self._weighable(counts)
            lengths = [len(term) for term in self.get_feature_names_out()]
            transformer._fit_smart(weighable, weighable.statistics(), lengths)
        elif self.use_idf:
            transformer._set_idf(frequencies, n_documents, self._weight_type())
        self._tfidf = transformer
        return counts

    def _weights_of(self, columns: LivingColumns) -> dict[str, Any]:
        transformer = self._transformer()
        frequencies, n_documents = columns.document_frequencies(), columns.n_documents()
        transformer.n_features_in_ = len(frequencies)
        if self.smart is not None:
            lengths = np.array([], dtype=np.float64)
            if self.smart[2] == "b":
                lengths = np.array([len(term) for term in columns.terms()], dtype=np.float64)
            pivot = self.pivot
            if pivot is None and self.smart[2] in "ub" and n_documents:
                pivot = self._characters_or_terms(columns, lengths) / n_documents
            transformer._set_smart(frequencies.astype(np.int32), int(n_documents), lengths, pivot)
        elif self.use_idf and n_documents:
            transformer._set_idf(frequencies, n_documents, self._weight_type())
        return {"_tfidf": transformer}

    def _characters_or_terms(self, columns: LivingColumns, lengths: NDArray[np.float64]) -> float:
        """Sum over documents what SMART's pivot is the mean of, as the core does."""
        if len(lengths) == 0:
            return float(columns.document_frequencies().sum())
        each = lengths + 1  # with the space behind it
        if self.binary:
            return float(columns.document_frequencies() @ each)
        return float(columns.occurrences() @ each) / required_whole_weights(self).scale

    def _check_goes_on(self) -> None:
        super()._check_goes_on()
        self._transformer()._check_parameters()

    def _check_decay(self, decay: Decay | None) -> None:
        if decay is not None and self.smart is not None:
            msg = f"smart={self.smart!r} counts whole documents: leave decay out, or smart"
            raise ValueError(msg)

    def _weighable(self, arrays: tuple[Any, Any, Any]) -> Counts:
        """Give counts as the transformer takes them, for `smart`."""
        return Counts(*arrays, self._n_terms())

    def _weighed(self, arrays: tuple[Any, Any, Any]) -> Any:
        if hasattr(self._tfidf, "smart_"):
            return self._tfidf._weigh_smart(self._weighable(arrays))
        indptr, indices, data = arrays
        shape = (len(indptr) - 1, self._n_terms())
        self._tfidf._weigh(indptr, indices, data, shape[1], n_threads(self.n_jobs))
        return as_scipy(indptr, indices, data, shape, container())

    def _weight_type(self) -> np.dtype[Any]:
        dtype = np.dtype(self.dtype)
        return dtype if dtype == np.float32 else np.dtype(np.float64)

    def _transformer(self) -> TfidfTransformer:
        return TfidfTransformer(
            norm=self.norm, use_idf=self.use_idf, smooth_idf=self.smooth_idf,
            sublinear_tf=self.sublinear_tf, smart=self.smart, pivot=self.pivot,
            slope=self.slope, n_jobs=self.n_jobs,
        )  # fmt: skip

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags._skip_test = True
        return tags
