"""Smoothing by nearest neighbours, as a scikit-learn estimator."""

from __future__ import annotations

from numbers import Integral, Real
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
from sklearn.base import BaseEstimator, OneToOneFeatureMixin, TransformerMixin
from sklearn.utils._param_validation import Interval
from sklearn.utils.validation import check_is_fitted, validate_data

from ._arrays import as_scipy, copied, fitting_csr
from ._progress import Progress
from ._smoothing import csr_of, mean_weights, share, smoothed
from ._text_vectorizer import container

if TYPE_CHECKING:
    from typing import Self

    from ._memory import MemoryOption
    from ._progress import ProgressOption

__all__ = ["NeighborSmoother"]


class NeighborSmoother(  # type: ignore[call-arg]
    OneToOneFeatureMixin,  # type: ignore[misc]  # scikit-learn publishes no types
    TransformerMixin,  # type: ignore[misc]
    BaseEstimator,  # type: ignore[misc]
    auto_wrap_output_keys=None,
):
    """Move each row towards the mean of its nearest fitted rows.

    `smooth` as a transformer: the similarity-weighted mean of a row's `k` nearest rows, `weight`
    times, is added to it, and the sum is divided by its length. Between a vectorizer and a
    clustering, or a classifier.

    Parameters
    ----------
    k : int, default=2
        Neighbours of a row, at most. 2 suits stories of a few articles, 10 topics and stories of
        dozens.
    weight : float, default=1.0
        What the mean counts beside the row itself.
    passes : int, default=1
        How many times in a row, each with the neighbours of what the one before it gave.
    memory_limit : int, str or None, default=None
        Of each search for neighbours; as for `top_k`.
    n_jobs : int or None, default=None
        Threads; None is every core. The result does not depend on it.
    progress : bool, callable or None, default=None
        None shows a bar when standard error is a terminal and a call lasts.

    Attributes
    ----------
    n_samples_fit_ : int
        Rows at the time of the fit.
    n_features_in_ : int
        Columns at the time of the fit.

    See Also
    --------
    smooth : All rows of one matrix at once, with windows of time and groups.
    smoothing_operator : The same as a small matrix to multiply by.

    Notes
    -----
    ``fit(X).transform(X)`` is not ``fit_transform(X)``: rows to transform are taken as new ones,
    and a new row that equals a fitted one has that as its nearest neighbour, at cosine 1. Only
    `fit_transform` leaves each row out of its own mean, and is what clusters of the fitted rows
    should be made of.

    Only rows of positive cosine count; a row without any stays as it is, and so does a row of
    zeros. The estimator holds the fitted rows, and for each pass after the first what they had
    become before it. For time see `smooth`.

    References
    ----------
    Wu et al. (2019), Simplifying graph convolutional networks.

    Examples
    --------
    >>> import broadsheet as bs
    >>> X = [[1.0, 0.0, 0.0], [0.6, 0.8, 0.0], [0.0, 0.0, 2.0]]
    >>> smoother = bs.NeighborSmoother(k=1)
    >>> smoother.fit_transform(X).toarray().round(2)
    array([[0.89, 0.45, 0.  ],
           [0.89, 0.45, 0.  ],
           [0.  , 0.  , 1.  ]])
    >>> smoother.transform([[0.0, 5.0, 0.0]]).toarray().round(2)
    array([[0.32, 0.95, 0.  ]])
    """

    _parameter_constraints: ClassVar[dict[str, Any]] = {
        "k": [Interval(Integral, 1, None, closed="left")],
        "weight": [Interval(Real, 0, None, closed="left")],
        "passes": [Interval(Integral, 1, None, closed="left")],
        "memory_limit": [Integral, str, None],
        "n_jobs": [Integral, None],
        "progress": ["boolean", callable, None],
    }

    def __init__(
        self,
        k: int = 2,
        weight: float = 1.0,
        passes: int = 1,
        *,
        memory_limit: MemoryOption = None,
        n_jobs: int | None = None,
        progress: ProgressOption = None,
    ) -> None:
        self.k = k
        self.weight = weight
        self.passes = passes
        self.memory_limit = memory_limit
        self.n_jobs = n_jobs
        self.progress = progress

    def fit(self, X: Any, y: object = None) -> Self:
        """Keep the rows among which neighbours are found.

        Parameters
        ----------
        X : sparse matrix or array of shape (n_samples, n_features)
            Finite values. It is not changed.
        y : ignored
            Present for scikit-learn's API.

        Returns
        -------
        self : NeighborSmoother

        Raises
        ------
        ValueError
            If a value is not finite, or a parameter is out of range.
        """
        self._validate_params()
        rows = self._unit_rows(X, reset=True)
        with Progress("NeighborSmoother", self.progress) as shown:
            self._learn(rows, shown.update, self.passes - 1)
        return self

    def transform(self, X: Any) -> Any:
        """Smooth rows by their nearest fitted rows.

        Parameters
        ----------
        X : sparse matrix or array of shape (n_rows, n_features)
            New rows: one that was fitted finds itself.

        Returns
        -------
        csr_matrix or csr_array of shape (n_rows, n_features)
            Rows of unit length, or of zeros; columns of each row ascending.

        Raises
        ------
        sklearn.exceptions.NotFittedError
            Before a fit.
        ValueError
            If a value is not finite, or X has other columns than what was fitted.
        """
        check_is_fitted(self)
        rows = self._unit_rows(X, reset=False)
        passes = len(self._fitted)
        with Progress("NeighborSmoother", self.progress) as shown:
            for done, among in enumerate(self._fitted):
                dtype = np.result_type(rows, among)
                among = among.astype(dtype, copy=False)
                rows = self._smoothed(
                    rows.astype(dtype, copy=False), among, share(shown.update, done, passes)
                )
        return _as_given(rows, X)

    def fit_transform(self, X: Any, y: object = None) -> Any:
        """Fit, and smooth the fitted rows, each by others only.

        Parameters
        ----------
        X : sparse matrix or array of shape (n_samples, n_features)
            Finite values. It is not changed.
        y : ignored
            Present for scikit-learn's API.

        Returns
        -------
        csr_matrix or csr_array of shape (n_samples, n_features)
            What `smooth` gives.

        Raises
        ------
        ValueError
            As for `fit`.
        """
        self._validate_params()
        rows = self._unit_rows(X, reset=True)
        with Progress("NeighborSmoother", self.progress) as shown:
            self._learn(rows, shown.update, self.passes)
            last = share(shown.update, self.passes - 1, self.passes)
            return _as_given(self._smoothed(self._fitted[-1], None, last), X)

    def _learn(self, rows: Any, update: Any, shown_passes: int) -> None:
        """Keep the rows, and what each pass but the last makes of them."""
        fitted = [rows]
        for done in range(self.passes - 1):
            progress = share(update, done, shown_passes)
            fitted.append(self._smoothed(fitted[-1], None, progress))
        self._fitted = fitted
        self.n_samples_fit_ = rows.shape[0]

    def _smoothed(self, rows: Any, among: Any, progress: Any) -> Any:
        weights = mean_weights(
            rows, among, int(self.k),
            memory_limit=self.memory_limit, n_jobs=self.n_jobs, progress=progress,
        )  # fmt: skip
        neighbours = rows if among is None else among
        return smoothed(rows, weights, neighbours, float(self.weight), self.n_jobs)

    def _unit_rows(self, X: Any, *, reset: bool) -> Any:
        X = fitting_csr(X, "X")
        X = validate_data(self, X, accept_sparse="csr", dtype=[np.float64, np.float32], reset=reset)
        rows = csr_of(X, "cosine", self.n_jobs)
        if reset:
            # Of its own, so that what the caller does to X later changes no fitted row.
            rows.data, rows.indices, rows.indptr = map(
                copied, (rows.data, rows.indices, rows.indptr)
            )
        return rows

    def __sklearn_is_fitted__(self) -> bool:
        return hasattr(self, "n_samples_fit_")

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.sparse = True
        tags.transformer_tags.preserves_dtype = ["float64", "float32"]
        return tags


def _as_given(rows: Any, X: Any) -> Any:
    """Give rows as the SciPy class that they came in, or that scikit-learn is set to."""
    return as_scipy(rows.indptr, rows.indices, rows.data, rows.shape, container(X))
