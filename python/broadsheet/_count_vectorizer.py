"""Which words does each document hold, and how often?"""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Mapping
from numbers import Integral
from operator import itemgetter
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
from scipy import sparse
from sklearn.utils import check_array
from sklearn.utils._param_validation import HasMethods, Interval, RealNotInt

from . import _core
from ._arrays import as_scipy
from ._fitted_state import unchanged_on_error
from ._given_vocabulary import checked_vocabulary
from ._living_vocabulary import LivingVocabulary
from ._text_vectorizer import TextVectorizer, container
from ._vocabulary import core_type
from ._whole_weights import whole_weights

if TYPE_CHECKING:
    from typing import Self

    from numpy.typing import DTypeLike, NDArray

__all__ = ["CountVectorizer"]

_LIMIT = [Interval(RealNotInt, 0, 1, closed="both"), Interval(Integral, 1, None, closed="left")]


class CountVectorizer(LivingVocabulary):
    r"""Count the words of documents: scikit-learn's numbers, many times sooner.

    Every parameter means what it means in `sklearn.feature_extraction.text.CountVectorizer`.
    Words by a `token_pattern` of the form ``\b\w\w+\b`` or ``\w{n,}``, characters, n-grams, stop
    words and accents are the core's work; functions and other patterns run in Python, and only
    the counting is the core's.

    Parameters
    ----------
    input : {'content', 'file', 'filename'}, default='content'
        What a document is: itself, something with `read`, or a path.
    encoding : str, default='utf-8'
        Of bytes.
    decode_error : {'strict', 'ignore', 'replace'}, default='strict'
        What bytes that are not of that encoding do.
    strip_accents : {'ascii', 'unicode'}, callable or None, default=None
        Take accents off, after lower-casing.
    lowercase : bool, default=True
        Lower-case as `str.lower` does.
    preprocessor : callable or None, default=None
        In place of the two.
    tokenizer : callable or None, default=None
        In place of `token_pattern`.
    stop_words : {'english', 'language'}, list of str or None, default=None
        Tokens to leave out. ``"language"``: those of each article's own language, as `languages`
        tells it, by the lists of the package stopwordsiso (English ones are scikit-learn's),
        folded and split into tokens as the articles are; none where the language is unknown.
    token_pattern : str, default=r'(?u)\b\w\w+\b'
        What a token is, a regular expression; its group, if it has one.
    ngram_range : (int, int), default=(1, 1)
        Shortest and longest n-grams.
    analyzer : {'word', 'char', 'char_wb'} or callable, default='word'
        What n-grams are made of; a callable gives all tokens of a document.
    max_df, min_df : float in [0, 1] or int >= 1, default=1.0, 1
        Leave out terms in more, or fewer, documents than this: a share of them, or a number.
    max_features : int >= 1 or None, default=None
        Keep this many terms, the most frequent; ties go to the term that sorts first.
    vocabulary : mapping, iterable or None, default=None
        Terms with their columns, or in their order; then nothing is learnt.
    binary : bool, default=False
        Count a term once a document.
    dtype : dtype, default=numpy.int64
        Of the counts.
    fields : mapping of str to float or None, default=None
        Columns of `Articles` with their weights, as ``{"title": 3.0, "text": 1.0}``: documents are
        then `Articles`. A term's value is the sum over the fields of weight times count; a
        document counts once in its document frequency; no n-gram reaches from one field into the
        next. Weights that are not whole need a `dtype` of floating point. ``"lead"`` stands for the
        first two paragraphs of the text, after captions and without a dateline; of a text in one
        line for its first three sentences; at most 600 characters.
    stemmer : str or None, default=None
        Count words with the same Snowball stem as one term, by its stem: an algorithm of the
        package PyStemmer, as ``"english"`` or ``"de"``, or ``"language"``, that of each article's
        own language as `languages` tells it, and none where there is none. Words are stemmed
        after stop words are left out and before n-grams are made.
    n_jobs : int or None, default=None
        Threads. None is every core that the process may use; the result does not depend on it.

    Attributes
    ----------
    vocabulary_ : dict of str to int
        Column of each term. It is made when it is first asked for; changes to it are honoured.
    fixed_vocabulary_ : bool
        Whether it was given.
    vocabulary_version_ : int
        Another number whenever columns stand for other terms: after a fit, and where `partial_fit`,
        `merge` or `remove` moved them.
    document_frequencies_ : DocumentFrequencies
        What was learnt, of all terms; not after a `fit` that left terms out.

    See Also
    --------
    TfidfVectorizer : Counts and weighs.
    HashingVectorizer : Counts without a vocabulary.

    Notes
    -----
    Linear in the length of the texts. Rows are sorted by column always. A fit that fails leaves
    the fitted state as it was.

    Examples
    --------
    >>> import broadsheet as bs
    >>> vectorizer = bs.CountVectorizer(ngram_range=(1, 2))
    >>> X = vectorizer.fit_transform(["The bridge opened.", "The bridge, the bridge!"])
    >>> list(vectorizer.get_feature_names_out())
    ['bridge', 'bridge opened', 'bridge the', 'opened', 'the', 'the bridge']
    >>> X.toarray()
    array([[1, 1, 0, 1, 1, 1],
           [2, 0, 1, 0, 2, 2]])
    """

    _parameter_constraints: ClassVar[dict[str, Any]] = {
        **TextVectorizer._text_constraints,
        "max_df": _LIMIT,
        "min_df": _LIMIT,
        "max_features": [Interval(Integral, 1, None, closed="left"), None],
        "vocabulary": [Mapping, HasMethods("__iter__"), None],
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
        stop_words: Any = None,
        token_pattern: str | None = r"(?u)\b\w\w+\b",
        ngram_range: tuple[int, int] = (1, 1),
        analyzer: Any = "word",
        max_df: float = 1.0,
        min_df: float = 1,
        max_features: int | None = None,
        vocabulary: Any = None,
        binary: bool = False,
        dtype: DTypeLike = np.int64,
        fields: Mapping[str, float] | None = None,
        stemmer: str | None = None,
        n_jobs: int | None = None,
    ) -> None:
        self.input = input
        self.encoding = encoding
        self.decode_error = decode_error
        self.strip_accents = strip_accents
        self.preprocessor = preprocessor
        self.tokenizer = tokenizer
        self.analyzer = analyzer
        self.lowercase = lowercase
        self.token_pattern = token_pattern
        self.stop_words = stop_words
        self.max_df = max_df
        self.min_df = min_df
        self.max_features = max_features
        self.ngram_range = ngram_range
        self.vocabulary = vocabulary
        self.binary = binary
        self.dtype = dtype
        self.fields = fields
        self.stemmer = stemmer
        self.n_jobs = n_jobs

    def fit(self, raw_documents: Iterable[Any], y: object = None) -> Self:
        """Learn the vocabulary of a collection.

        Parameters
        ----------
        raw_documents : iterable of str or bytes
            Or of paths or files: see `input`.
        y : ignored
            Present for scikit-learn's API.

        Returns
        -------
        self : CountVectorizer
        """
        self.fit_transform(raw_documents)
        return self

    def fit_transform(self, raw_documents: Iterable[Any], y: object = None) -> Any:
        """Learn the vocabulary of a collection and count it, in one pass.

        Parameters
        ----------
        raw_documents : iterable of str or bytes
            Or of paths or files: see `input`.
        y : ignored
            Present for scikit-learn's API.

        Returns
        -------
        X : csr_matrix or csr_array of shape (n_documents, n_features)
            Counts.
        """
        self._validate_params()
        with unchanged_on_error(self):
            return self._as_counts(self._fit_counts(raw_documents, core_type(self.dtype))[0])

    def transform(self, raw_documents: Iterable[Any]) -> Any:
        """Count the terms of the vocabulary in documents. Others count nowhere.

        Parameters
        ----------
        raw_documents : iterable of str or bytes
            Or of paths or files: see `input`.

        Returns
        -------
        X : csr_matrix or csr_array of shape (n_documents, n_features)
            Counts.
        """
        return self._as_counts(self._transform_counts(raw_documents, core_type(self.dtype)))

    def inverse_transform(self, X: Any) -> list[NDArray[np.str_]]:
        """Give the terms of each row that are not zero.

        Parameters
        ----------
        X : sparse matrix or array of shape (n_documents, n_features)

        Returns
        -------
        list of ndarray of str
        """
        self._check_vocabulary()
        X = sparse.csr_array(check_array(X, accept_sparse="csr"))
        terms = np.array(self.get_feature_names_out().tolist())
        rows = [(X.indices[a:b], X.data[a:b]) for a, b in zip(X.indptr, X.indptr[1:], strict=False)]
        return [terms[columns[values != 0]] for columns, values in rows]

    def get_feature_names_out(self, input_features: object = None) -> NDArray[np.object_]:
        """Give the terms by column.

        Parameters
        ----------
        input_features : ignored
            Present for scikit-learn's API.

        Returns
        -------
        ndarray of shape (n_features,), dtype object
        """
        self._check_vocabulary()
        if "vocabulary_" not in self.__dict__:
            return np.array(self._learnt.terms(), dtype=object)
        ordered = sorted(self.vocabulary_.items(), key=itemgetter(1))
        return np.asarray([term for term, _ in ordered], dtype=object)

    def _fit_counts(
        self, raw_documents: Iterable[Any], dtype: str
    ) -> tuple[Any, NDArray[np.int32], int]:
        """Fit, and give counts as core arrays, document frequencies, number of documents."""
        documents = self._documents(raw_documents)
        self._validate_ngram_range()
        self._warn_for_unused_params()
        fixed = checked_vocabulary(self.vocabulary)
        self.build_analyzer()  # for its errors and warnings
        if fixed is None:
            self.fixed_vocabulary_ = False
            return self._learn(documents, dtype)
        if self.lowercase and any(any(map(str.isupper, term)) for term in fixed):
            warnings.warn(
                "Upper case characters found in vocabulary while 'lowercase' is True. These "
                "entries will not be matched with any documents",
                stacklevel=4,
            )
        self._forget()
        self.vocabulary_, self.fixed_vocabulary_ = fixed, True
        counts = self._count_known(documents, dtype)
        whole = whole_weights(self._field_weights())
        frequencies, occurrences = _core.column_totals(
            *counts, len(fixed), scale=1 if whole is None or self.binary else whole.scale
        )
        n_documents = len(counts[0]) - 1
        self._begin((frequencies, occurrences, n_documents))
        return counts, frequencies, n_documents

    def _transform_counts(self, raw_documents: Iterable[Any], dtype: str) -> tuple[Any, Any, Any]:
        documents = self._documents(raw_documents)
        self._check_vocabulary()
        if id(self.stop_words) != getattr(self, "_stop_words_id", None):
            self.build_analyzer()  # for its warning
        return self._count_known(documents, dtype)

    def _as_counts(self, arrays: tuple[Any, Any, Any]) -> Any:
        indptr, indices, counts = arrays
        shape = (len(indptr) - 1, self._n_terms())
        data = counts.astype(np.dtype(self.dtype), copy=False)
        return as_scipy(indptr, indices, data, shape, container())

    def _sort_features(self, X: Any, vocabulary: dict[Any, int]) -> Any:
        """Put columns in the order of their terms, in place; for scikit-learn's own tests."""
        terms = sorted(vocabulary.items())
        columns = np.empty(len(terms), dtype=X.indices.dtype)
        for new, (term, old) in enumerate(terms):
            vocabulary[term] = new
            columns[old] = new
        X.indices = columns.take(X.indices, mode="clip")
        return X
