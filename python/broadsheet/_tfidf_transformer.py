"""How much does each counted term weigh?"""

from __future__ import annotations

import warnings
from numbers import Integral, Real
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
from scipy import sparse
from sklearn.base import BaseEstimator, OneToOneFeatureMixin, TransformerMixin
from sklearn.utils._param_validation import Interval, StrOptions
from sklearn.utils.validation import check_is_fitted, validate_data

from . import _core
from ._counts import Counts, Statistics, counts_of
from ._jobs import n_threads
from ._text_vectorizer import container

if TYPE_CHECKING:
    from typing import Self

    from numpy.typing import NDArray

__all__ = ["TfidfTransformer"]


class TfidfTransformer(  # type: ignore[call-arg]
    OneToOneFeatureMixin,  # type: ignore[misc]  # scikit-learn publishes no types
    TransformerMixin,  # type: ignore[misc]
    BaseEstimator,  # type: ignore[misc]
    auto_wrap_output_keys=None,
):
    """Weigh counts by TF-IDF: scikit-learn's numbers, or any weighting in SMART's notation.

    A count tf of term t in one of n documents, df of which hold t, becomes ``tf * idf`` with
    ``idf = ln((1 + n) / (1 + df)) + 1``; each row is then divided by its norm.

    With `smart`, three letters choose term frequency, document frequency and norm instead, and the
    numbers are those of gensim's TfidfModel. **Logarithms are to base 2 there.** max and mean are
    over the terms of the document.

    ======  ==========================================================================
    first   term frequency
    ======  ==========================================================================
    b       binary: ``1``
    t, n    raw: ``tf``
    a       augmented: ``0.5 + 0.5 * tf / max(tf)``
    l       logarithm: ``1 + log2(tf)``
    d       double logarithm: ``1 + log2(1 + log2(tf))``
    L       log average: ``(1 + log2(tf)) / (1 + log2(mean(tf)))``
    ======  ==========================================================================

    ======  ==========================================================================
    second  document frequency
    ======  ==========================================================================
    x, n    none: ``1``
    f       idf: ``log2(n / df)``
    t       zero-corrected idf: ``log2((n + 1) / df)``
    p       probabilistic idf: ``max(0, log2((n - df) / df))``
    ======  ==========================================================================

    ======  ==========================================================================
    third   what a row is divided by
    ======  ==========================================================================
    x, n    none: ``1``
    c       cosine: ``sqrt(sum(weight ** 2))``
    u       pivoted unique: ``(1 - slope) * pivot + slope * (terms of idf > 0)``
    b       pivoted character length:
            ``(1 - slope) * pivot + slope * sum(tf * (characters + 1))``
    ======  ==========================================================================

    Parameters
    ----------
    norm : {'l1', 'l2'} or None, default='l2'
        What each row is divided by.
    use_idf : bool, default=True
        False: every idf is 1.
    smooth_idf : bool, default=True
        False: ``idf = ln(n / df) + 1``.
    sublinear_tf : bool, default=False
        True: ``1 + ln(tf)`` in place of tf.
    smart : str or None, default=None
        Three letters, as ``'ltc'``. The four parameters above must then be at their defaults.
        None: scikit-learn's weighting.
    pivot : float or None, default=None
        At least 0; for `smart` only. None: the mean over the fitted documents of what the slope
        is multiplied with, for norms u and b. A number: also the norms n, x and c are pivoted,
        about the Euclidean length, as in gensim.
    slope : float, default=0.25
        Weight of the document's own norm beside the pivot, from 0 to 1; for `smart` only.
    n_jobs : int or None, default=None
        Threads of `transform`; None is every core. The result does not depend on it.

    Attributes
    ----------
    idf_ : ndarray of shape (n_features,)
        Only if `use_idf`. With `smart` the second letter's weight, 0 for a term that no fitted
        document holds.
    smart_ : str
        Only with `smart`: the letters of the fit.
    pivot_ : float or None
        Only with `smart`: the pivot, None where the norm has none.
    term_lengths_ : ndarray of shape (n_features,)
        Only with `smart`: characters of each term, or none where the norm is not b.
    n_features_in_ : int
        Columns at the time of the fit.

    See Also
    --------
    BM25Transformer : Scores of BM25.
    ClassTfidfTransformer : Weights of the terms of classes.
    weightings : The list of all weightings.

    Notes
    -----
    Linear in the stored counts. With `smart`, weights are computed in double and rounded once, and
    every stored count keeps its entry, even of weight 0 (gensim leaves those out). The letters l,
    d and L refuse counts between 0 and 1, whose logarithms would turn the weight negative.

    References
    ----------
    Salton and Buckley (1988), Term-weighting approaches in automatic text retrieval.
    Buckley, Salton and Allan (1993), Automatic retrieval with locality information using SMART,
    for the letter l.
    Singhal, Buckley and Mitra (1996), Pivoted document length normalization, for L, u and b.
    Singhal (2001), Modern information retrieval: a brief overview, for d and t.

    Examples
    --------
    >>> import broadsheet as bs
    >>> bs.TfidfTransformer(norm=None).fit_transform([[1, 1], [0, 2]]).toarray().round(2)
    array([[1.41, 1.  ],
           [0.  , 2.  ]])
    >>> bs.TfidfTransformer(smart="ltn").fit_transform([[1, 1], [0, 2]]).toarray().round(2)
    array([[1.58, 0.58],
           [0.  , 1.17]])
    """

    _parameter_constraints: ClassVar[dict[str, Any]] = {
        "norm": [StrOptions({"l1", "l2"}), None],
        "use_idf": ["boolean"],
        "smooth_idf": ["boolean"],
        "sublinear_tf": ["boolean"],
        "smart": [str, None],
        "pivot": [Interval(Real, 0, None, closed="left"), None],
        "slope": [Interval(Real, 0, 1, closed="both")],
        "n_jobs": [Integral, None],
    }

    def __init__(
        self,
        *,
        norm: str | None = "l2",
        use_idf: bool = True,
        smooth_idf: bool = True,
        sublinear_tf: bool = False,
        smart: str | None = None,
        pivot: float | None = None,
        slope: float = 0.25,
        n_jobs: int | None = None,
    ) -> None:
        self.norm = norm
        self.use_idf = use_idf
        self.smooth_idf = smooth_idf
        self.sublinear_tf = sublinear_tf
        self.smart = smart
        self.pivot = pivot
        self.slope = slope
        self.n_jobs = n_jobs

    def fit(self, X: Any, y: object = None, *, term_lengths: Any = None) -> Self:
        """Learn the document frequencies of a matrix of counts.

        Parameters
        ----------
        X : sparse matrix or array of shape (n_documents, n_features)
            Counts.
        y : ignored
            Present for scikit-learn's API.
        term_lengths : array-like of shape (n_features,), default=None
            Characters of each term, for `smart` with the norm b only. None: `X` is a DataFrame
            whose columns are named by the terms.

        Returns
        -------
        self : TfidfTransformer

        Raises
        ------
        ValueError
            If a parameter is none; with `smart` also if a count is NaN, infinite or negative,
            naming its row, or term lengths are needed and not there.
        """
        self._validate_params()
        self._check_parameters()
        if self.smart is not None:
            counts = counts_of(self, X, reset=True)
            return self._fit_smart(counts, counts.statistics(), term_lengths)
        X = validate_data(self, X, accept_sparse=("csr", "csc"))
        X = X if sparse.issparse(X) else sparse.csr_array(X)
        if hasattr(self, "smart_"):  # of an earlier fit
            del self.smart_, self.pivot_, self.term_lengths_, self.idf_
        if self.use_idf:
            if X.format == "csr":
                df = np.bincount(X.indices, minlength=X.shape[1])
            else:
                df = np.diff(X.indptr)
            self._set_idf(df.astype(np.int32), X.shape[0], X.dtype)
        return self

    def transform(self, X: Any, copy: bool = True) -> Any:
        """Weigh a matrix of counts.

        Parameters
        ----------
        X : sparse matrix or array of shape (n_documents, n_features)
            Counts.
        copy : bool, default=True
            False: a CSR matrix of float32 or float64 is changed in place, but never with `smart`.

        Returns
        -------
        csr_matrix or csr_array of shape (n_documents, n_features)
            Weights.

        Raises
        ------
        sklearn.exceptions.NotFittedError
            Before a fit.
        ValueError
            With `smart`, if a count is NaN, infinite or negative, naming its row.
        """
        check_is_fitted(self)
        if hasattr(self, "smart_"):
            return self._weigh_smart(counts_of(self, X, reset=False))
        X = validate_data(
            self, X, accept_sparse="csr", dtype=[np.float64, np.float32], copy=copy,
            accept_large_sparse=True, reset=False,
        )  # fmt: skip
        result = container(X)
        if not sparse.issparse(X):
            X = result(X, dtype=X.dtype)
        # In storage order, which need not be sorted: the core reads columns as they come here.
        n_entries = X.indptr[-1]
        data = np.ascontiguousarray(X.data[:n_entries])
        indices = X.indices[:n_entries].astype(np.int32, copy=False)
        self._weigh(X.indptr.astype(np.int64), indices, data, X.shape[1], n_threads(self.n_jobs))
        X.data[:n_entries] = data
        return X if isinstance(X, result) else result(X)

    def _weigh(self, indptr: Any, indices: Any, data: Any, n_cols: int, threads: int) -> None:
        """Overwrite counts with weights."""
        idf = np.ascontiguousarray(getattr(self, "idf_", np.empty(0)), dtype=np.float64)
        if self.use_idf and len(idf) != n_cols:
            msg = f"idf_ has {len(idf)} entries, but there are {n_cols} terms"
            raise ValueError(msg)
        _core.tfidf(
            indptr, indices, data, idf=idf, sublinear_tf=bool(self.sublinear_tf), norm=self.norm,
            n_threads=threads, progress=None,
        )  # fmt: skip

    def _set_idf(self, document_frequencies: NDArray[Any], n: float, dtype: Any) -> None:
        single = dtype == np.float32
        if not self.smooth_idf and (document_frequencies == 0).any():
            msg = "divide by zero: idf of a term in no document"
            warnings.warn(msg, RuntimeWarning, stacklevel=4)
        idf_of: Any = _core.idf if document_frequencies.dtype == np.int32 else _core.decayed_idf
        idf = idf_of(document_frequencies, n, smooth=bool(self.smooth_idf))
        self.idf_ = idf.astype(np.float32) if single else idf

    def _check_parameters(self) -> None:
        """Hold what `smart` needs and excludes to each other."""
        if self.smart is not None:
            _core.check_smart(self.smart)
            names: tuple[str, ...] = ("norm", "use_idf", "smooth_idf", "sublinear_tf")
            reason = f"smart={self.smart!r} is the whole weighting"
        else:
            names, reason = ("pivot", "slope"), "smart is None, which has no pivot"
        defaults = type(self)()
        for name in names:
            value, default = getattr(self, name), getattr(defaults, name)
            if value != default:
                msg = f"{reason}: leave {name} at {default!r}, got {value!r}"
                raise ValueError(msg)

    def _fit_smart(self, counts: Counts, found: Statistics, term_lengths: Any) -> Self:
        smart = str(self.smart)
        lengths = np.empty(0)
        if smart[2] == "b":
            lengths = self._lengths_of_terms(term_lengths, counts.n_cols)
        pivot = self.pivot
        if pivot is None and smart[2] in "ub":
            pivot = _core.smart_pivot(*counts, smart=smart, term_lengths=lengths)
        return self._set_smart(found.document_frequencies, counts.n_rows, lengths, pivot)

    def _set_smart(
        self, document_frequencies: NDArray[np.int32], n: int, lengths: NDArray[np.float64],
        pivot: float | None,
    ) -> Self:  # fmt: skip
        smart = str(self.smart)
        self.idf_ = _core.smart_idf(document_frequencies, n, smart=smart)
        self.pivot_ = None if pivot is None else float(pivot)
        self.term_lengths_ = lengths
        self.smart_ = smart
        return self

    def _weigh_smart(self, counts: Counts) -> Any:
        idf = np.ascontiguousarray(self.idf_, dtype=np.float64)
        weights = _core.smart(
            *counts, smart=self.smart_, idf=idf, term_lengths=self.term_lengths_,
            pivot=self.pivot_, slope=float(self.slope), n_threads=n_threads(self.n_jobs),
        )  # fmt: skip
        return counts.with_values(weights)

    def _lengths_of_terms(self, term_lengths: Any, n_terms: int) -> NDArray[np.float64]:
        names = getattr(self, "feature_names_in_", None)
        if term_lengths is None and names is not None:
            term_lengths = [len(name) for name in names]
        if term_lengths is None:
            msg = (
                f"smart={self.smart!r} divides by lengths in characters: call fit(X, "
                "term_lengths=[len(t) for t in vectorizer.get_feature_names_out()]), or give a "
                "DataFrame whose columns are the terms"
            )
            raise ValueError(msg)
        lengths = np.ascontiguousarray(term_lengths, dtype=np.float64)
        if lengths.shape != (n_terms,):
            msg = f"term_lengths has shape {lengths.shape}, but X has {n_terms} columns"
            raise ValueError(msg)
        if not (np.isfinite(lengths) & (lengths >= 0)).all():
            msg = "term_lengths must be finite and not negative"
            raise ValueError(msg)
        return lengths

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.sparse = True
        tags.input_tags.positive_only = self.smart is not None
        tags.transformer_tags.preserves_dtype = ["float64", "float32"]
        return tags
