"""How much does each counted term weigh?"""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
from scipy import sparse
from sklearn.base import BaseEstimator, OneToOneFeatureMixin, TransformerMixin
from sklearn.utils._param_validation import StrOptions
from sklearn.utils.validation import check_is_fitted, validate_data

from . import _core
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
    """Weigh counts by TF-IDF: scikit-learn's numbers.

    A count tf of term t in one of n documents, df(t) of which hold t, becomes ``tf * idf(t)`` with
    ``idf(t) = ln((1 + n) / (1 + df(t))) + 1``; each row is then divided by its norm.

    Parameters
    ----------
    norm : {'l1', 'l2'} or None, default='l2'
        What each row is divided by.
    use_idf : bool, default=True
        False: every idf is 1.
    smooth_idf : bool, default=True
        False: ``idf(t) = ln(n / df(t)) + 1``.
    sublinear_tf : bool, default=False
        True: ``1 + ln(tf)`` in place of tf.

    Attributes
    ----------
    idf_ : ndarray of shape (n_features,)
        Only if `use_idf`.
    n_features_in_ : int
        Columns at the time of the fit.

    References
    ----------
    Salton and Buckley (1988), Term-weighting approaches in automatic text retrieval.

    Examples
    --------
    >>> import broadsheet as bs
    >>> bs.TfidfTransformer(norm=None).fit_transform([[1, 1], [0, 2]]).toarray().round(2)
    array([[1.41, 1.  ],
           [0.  , 2.  ]])
    """

    _parameter_constraints: ClassVar[dict[str, Any]] = {
        "norm": [StrOptions({"l1", "l2"}), None],
        "use_idf": ["boolean"],
        "smooth_idf": ["boolean"],
        "sublinear_tf": ["boolean"],
    }

    def __init__(
        self,
        *,
        norm: str | None = "l2",
        use_idf: bool = True,
        smooth_idf: bool = True,
        sublinear_tf: bool = False,
    ) -> None:
        self.norm = norm
        self.use_idf = use_idf
        self.smooth_idf = smooth_idf
        self.sublinear_tf = sublinear_tf

    def fit(self, X: Any, y: object = None) -> Self:
        """Learn the document frequencies of a matrix of counts.

        Parameters
        ----------
        X : sparse matrix or array of shape (n_documents, n_features)
            Counts.
        y : ignored
            Present for scikit-learn's API.

        Returns
        -------
        self : TfidfTransformer
        """
        self._validate_params()
        X = validate_data(self, X, accept_sparse=("csr", "csc"))
        X = X if sparse.issparse(X) else sparse.csr_array(X)
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
            False: a CSR matrix of float32 or float64 is changed in place.

        Returns
        -------
        csr_matrix or csr_array of shape (n_documents, n_features)
            Weights.
        """
        check_is_fitted(self)
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
        self._weigh(X.indptr.astype(np.int64), indices, data, X.shape[1], 1)
        X.data[:n_entries] = data
        return X if isinstance(X, result) else result(X)

    def _weigh(self, indptr: Any, indices: Any, data: Any, n_cols: int, n_threads: int) -> None:
        """Overwrite counts with weights."""
        idf = np.ascontiguousarray(getattr(self, "idf_", np.empty(0)), dtype=np.float64)
        if self.use_idf and len(idf) != n_cols:
            msg = f"idf_ has {len(idf)} entries, but there are {n_cols} terms"
            raise ValueError(msg)
        _core.tfidf(
            indptr, indices, data, idf=idf, sublinear_tf=bool(self.sublinear_tf), norm=self.norm,
            n_threads=n_threads, progress=None,
        )  # fmt: skip

    def _set_idf(self, document_frequencies: NDArray[np.int32], n: int, dtype: Any) -> None:
        single = dtype == np.float32
        if not self.smooth_idf and (document_frequencies == 0).any():
            msg = "divide by zero: idf of a term in no document"
            warnings.warn(msg, RuntimeWarning, stacklevel=4)
        idf = _core.idf(document_frequencies, n, smooth=bool(self.smooth_idf))
        self.idf_ = idf.astype(np.float32) if single else idf

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.sparse = True
        tags.transformer_tags.preserves_dtype = ["float64", "float32"]
        return tags
