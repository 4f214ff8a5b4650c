"""How are documents counted without a vocabulary?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial
from numbers import Integral
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
from sklearn.base import TransformerMixin
from sklearn.utils._param_validation import Interval, StrOptions

from . import _core
from ._arrays import as_scipy, stacked
from ._documents import check_corpus
from ._jobs import n_threads
from ._own_language import Documents
from ._progress import Progress
from ._stem_counts import hashed_stems, stem_counts
from ._text_vectorizer import TextVectorizer, container
from ._vocabulary import core_type

if TYPE_CHECKING:
    from typing import Self

    from numpy.typing import DTypeLike

__all__ = ["HashingVectorizer"]


class HashingVectorizer(  # type: ignore[call-arg]
    TransformerMixin,  # type: ignore[misc]  # scikit-learn publishes no types
    TextVectorizer,
    auto_wrap_output_keys=None,
):
    r"""Count the words of documents in columns that their hashes choose: scikit-learn's columns.

    Nothing is learnt, so memory does not grow with the terms and nothing has to be fitted; but
    terms cannot be told from columns, and some share one.

    Parameters
    ----------
    input, encoding, decode_error, strip_accents, lowercase, preprocessor, tokenizer, stop_words, \
token_pattern, ngram_range, analyzer, fields, stemmer, n_jobs
        See `CountVectorizer`.
    n_features : int >= 1, default=2**20
        Columns.
    binary : bool, default=False
        Every entry counts 1, whatever signs made it.
    norm : {'l1', 'l2'} or None, default='l2'
        What each row is divided by.
    alternate_sign : bool, default=True
        A token counts +1 or -1 by its hash, so that sharing a column errs to both sides.
    dtype : dtype, default=numpy.float64
        Of the entries.

    See Also
    --------
    CountVectorizer : Counts in columns that stand for terms.

    References
    ----------
    Weinberger et al. (2009), Feature hashing for large scale multitask learning.

    Examples
    --------
    >>> import broadsheet as bs
    >>> vectorizer = bs.HashingVectorizer(n_features=16, norm=None)
    >>> vectorizer.transform(["The bridge, the bridge!"]).shape
    (1, 16)
    """

    _parameter_constraints: ClassVar[dict[str, Any]] = {
        **TextVectorizer._text_constraints,
        "n_features": [Interval(Integral, 1, np.iinfo(np.int32).max, closed="left")],
        "norm": [StrOptions({"l1", "l2"}), None],
        "alternate_sign": ["boolean"],
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
        n_features: int = 2**20,
        binary: bool = False,
        norm: str | None = "l2",
        alternate_sign: bool = True,
        dtype: DTypeLike = np.float64,
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
        self.n_features = n_features
        self.ngram_range = ngram_range
        self.binary = binary
        self.norm = norm
        self.alternate_sign = alternate_sign
        self.dtype = dtype
        self.fields = fields
        self.stemmer = stemmer
        self.n_jobs = n_jobs

    def fit(self, X: Iterable[Any], y: object = None) -> Self:
        """Check the parameters; there is nothing to learn.

        Parameters
        ----------
        X : iterable of str or bytes
            Not read.
        y : ignored
            Present for scikit-learn's API.

        Returns
        -------
        self : HashingVectorizer
        """
        self._validate_params()
        check_corpus(X)
        self._warn_for_unused_params()
        self._validate_ngram_range()
        return self

    def partial_fit(self, X: Iterable[Any], y: object = None) -> Self:
        """Check the parameters; there is nothing to learn.

        Parameters
        ----------
        X : iterable of str or bytes
            Not read.
        y : ignored
            Present for scikit-learn's API.

        Returns
        -------
        self : HashingVectorizer
        """
        self._validate_params()
        return self

    def transform(self, X: Iterable[Any]) -> Any:
        """Count the words of documents.

        Parameters
        ----------
        X : iterable of str or bytes
            Or of paths or files: see `input`.

        Returns
        -------
        csr_matrix or csr_array of shape (n_documents, n_features)
        """
        self._validate_params()
        documents = self._documents(X)
        self._validate_ngram_range()
        self.build_analyzer()  # for its errors and warnings
        options: dict[str, Any] = {
            "n_features": int(self.n_features),
            "alternate_sign": bool(self.alternate_sign),
            "dtype": core_type(self.dtype),
            "field_weights": self._field_weights(),
        }
        indptr, indices, counts = self._hash(documents, options)
        dtype = np.dtype(self.dtype)
        data = np.ones(len(counts), dtype) if self.binary else counts.astype(dtype, copy=False)
        if self.norm is not None:
            if data.dtype not in (np.float32, np.float64):
                data = data.astype(np.float64)
            _core.tfidf(
                indptr, indices, data, idf=np.empty(0), sublinear_tf=False, norm=self.norm,
                n_threads=n_threads(self.n_jobs), progress=None,
            )  # fmt: skip
        return as_scipy(indptr, indices, data, (len(indptr) - 1, int(self.n_features)), container())

    def _hash(self, documents: Documents, options: dict[str, Any]) -> tuple[Any, Any, Any]:
        if self._native_analyzer() is None:
            return stacked(
                [_core.hash_tokens(lists, **options) for lists in self._token_batches(documents)]
            )
        if self._is_word() and self.stemmer is not None:
            learner: Any = _core.Learner(n_fields=len(options["field_weights"]))
            with Progress("vectorizing", None) as progress:
                add = partial(
                    learner.add, n_threads=n_threads(self.n_jobs), progress=progress.update
                )
                _, order = self._by_language(documents, add)
            return hashed_stems(*stem_counts(learner, order, self, options["dtype"]), options)
        with Progress("vectorizing", None) as progress:
            options.update(n_threads=n_threads(self.n_jobs), progress=progress.update)
            parts, order = self._by_language(documents, partial(_core.hash_counts, **options))
        arrays = parts[0] if len(parts) == 1 else stacked(parts)
        return arrays if order is None else order.restore_arrays(arrays)

    def fit_transform(self, X: Iterable[Any], y: object = None) -> Any:
        """Check the parameters and count the words of documents.

        Parameters
        ----------
        X : iterable of str or bytes
            Or of paths or files: see `input`.
        y : ignored
            Present for scikit-learn's API.

        Returns
        -------
        csr_matrix or csr_array of shape (n_documents, n_features)
        """
        return self.fit(X, y).transform(X)

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.requires_fit = False
        return tags
