"""Matrices of counts on their way into a weighting."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from sklearn.base import BaseEstimator, OneToOneFeatureMixin, TransformerMixin
from sklearn.utils.validation import validate_data

from . import _core
from ._arrays import as_scipy, canonical_csr
from ._text_vectorizer import container

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["CountTransformer", "Counts", "Statistics", "counts_of"]


class Counts(NamedTuple):
    """A matrix of counts in the core's form, columns of each row ascending."""

    indptr: NDArray[np.int64]
    indices: NDArray[np.int32]
    data: NDArray[Any]
    n_cols: int

    @property
    def n_rows(self) -> int:
        """Number of documents or classes."""
        return len(self.indptr) - 1

    def with_values(self, values: NDArray[Any]) -> Any:
        """Give values for these entries as the SciPy matrix that scikit-learn is set to."""
        shape = (self.n_rows, self.n_cols)
        return as_scipy(self.indptr, self.indices, values, shape, container())

    def statistics(self) -> Statistics:
        """Check the counts and sum them; ValueError names the row of one that is none."""
        return Statistics(*_core.term_statistics(*self))


class Statistics(NamedTuple):
    """How often each term occurs in a collection."""

    document_frequencies: NDArray[np.int32]
    term_frequencies: NDArray[np.float64]
    total: float


def counts_of(estimator: Any, X: Any, *, reset: bool) -> Counts:
    """Hold a matrix of counts to what an estimator has seen, and give it in the core's form.

    Parameters
    ----------
    estimator : estimator
        Whose `n_features_in_` is set, or compared with.
    X : sparse matrix or array of shape (n_documents, n_features)
        Never changed. float32 stays what it is, all else becomes float64.
    reset : bool
        Whether this is a fit.

    Returns
    -------
    Counts
        Not yet checked for NaN, infinite and negative values, which the core does.
    """
    X = validate_data(
        estimator, X, accept_sparse="csr", dtype=[np.float64, np.float32],
        ensure_all_finite=False, reset=reset,
    )  # fmt: skip
    indptr, indices, data, n_cols = canonical_csr(X, "X")
    indices = indices.copy() if np.shares_memory(indices, getattr(X, "indices", ())) else indices
    return Counts(indptr, indices, data, n_cols)


class CountTransformer(  # type: ignore[call-arg]
    OneToOneFeatureMixin,  # type: ignore[misc]  # scikit-learn publishes no types
    TransformerMixin,  # type: ignore[misc]
    BaseEstimator,  # type: ignore[misc]
    auto_wrap_output_keys=None,
):
    """What the estimators that turn counts into weights have in common."""

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.sparse = True
        tags.input_tags.positive_only = True
        tags.transformer_tags.preserves_dtype = ["float64", "float32"]
        return tags
