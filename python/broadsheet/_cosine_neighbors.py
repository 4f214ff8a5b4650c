"""Nearest neighbours by cosine distance, as a scikit-learn estimator."""

from __future__ import annotations

from itertools import pairwise
from numbers import Integral, Real
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
from scipy import sparse
from sklearn.base import BaseEstimator, ClassNamePrefixFeaturesOutMixin, TransformerMixin
from sklearn.utils._param_validation import Interval, StrOptions
from sklearn.utils.validation import check_is_fitted, validate_data

from ._arrays import as_scipy, copied, fitting_csr
from ._cosine_search import Within, nearest, within
from ._display import quote
from ._jobs import n_threads
from ._operands import operands
from ._text_vectorizer import container

if TYPE_CHECKING:
    from typing import Literal, Self

    from numpy.typing import NDArray

__all__ = ["CosineNeighbors"]


class CosineNeighbors(  # type: ignore[call-arg]
    ClassNamePrefixFeaturesOutMixin,  # type: ignore[misc]  # scikit-learn publishes no types
    TransformerMixin,  # type: ignore[misc]
    BaseEstimator,  # type: ignore[misc]
    auto_wrap_output_keys=None,
):
    """Find nearest neighbours by cosine distance, exactly, as scikit-learn's estimators do.

    Takes the place of ``NearestNeighbors(metric="cosine")``, and of ``KNeighborsTransformer`` in a
    pipeline: before DBSCAN, t-SNE or a classifier of neighbours with ``metric="precomputed"``.
    The distance of two rows is ``1 - cosine``, from 0 to 2; rows without a common term, and rows
    of zeros, are at distance 1 of others.

    Parameters
    ----------
    n_neighbors : int, default=5
        Neighbours of a row, where a call does not say.
    radius : float, default=1.0
        How far neighbours may be, where a call does not say. From 1 on, rows without a common term
        are neighbours: a graph of nearly all pairs.
    mode : {'distance', 'connectivity'}, default='distance'
        What `transform` gives: distances, with one neighbour more, as each row is its own; or ones.
    n_jobs : int or None, default=None
        Threads; None is every core. The result does not depend on it.

    Attributes
    ----------
    n_samples_fit_ : int
        Rows at the time of the fit.
    n_features_in_ : int
        Columns at the time of the fit.

    See Also
    --------
    top_k, pairs : The joins by themselves, with windows of time and groups.

    Notes
    -----
    Where distances are equal, similarities decide, then the lower index. Time is that of `top_k`
    with `n_neighbors`, and within a radius below 1 that of `pairs`; from 1 on it is quadratic, and
    so is the result. Rows are divided by their lengths as `top_k` does.

    Examples
    --------
    >>> import broadsheet as bs
    >>> X = [[1.0, 0.0], [0.6, 0.8], [0.8, 0.6]]
    >>> neighbors = bs.CosineNeighbors(n_neighbors=1).fit(X)
    >>> distances, indices = neighbors.kneighbors()
    >>> distances.round(2).ravel(), indices.ravel()
    (array([0.2 , 0.04, 0.04]), array([2, 2, 1]))
    """

    _parameter_constraints: ClassVar[dict[str, Any]] = {
        "n_neighbors": [Interval(Integral, 1, None, closed="left")],
        "radius": [Interval(Real, 0, None, closed="both")],
        "mode": [StrOptions({"distance", "connectivity"})],
        "n_jobs": [Integral, None],
    }

    def __init__(
        self,
        n_neighbors: int = 5,
        radius: float = 1.0,
        mode: Literal["distance", "connectivity"] = "distance",
        n_jobs: int | None = None,
    ) -> None:
        self.n_neighbors = n_neighbors
        self.radius = radius
        self.mode = mode
        self.n_jobs = n_jobs

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
        self : CosineNeighbors

        Raises
        ------
        ValueError
            If a value is not finite, or a parameter is out of range.
        """
        self._validate_params()
        self._fit_X = self._unit_rows(X, reset=True)
        self.n_samples_fit_ = self._n_features_out = self._fit_X.shape[0]
        return self

    def transform(self, X: Any) -> Any:
        """Give the graph of the nearest fitted rows of each row.

        Parameters
        ----------
        X : sparse matrix or array of shape (n_queries, n_features)
            A row that was fitted finds itself.

        Returns
        -------
        csr_matrix or csr_array of shape (n_queries, n_samples_fit)
            In mode 'distance' n_neighbors + 1 distances a row, rising; in mode 'connectivity'
            n_neighbors ones.

        Raises
        ------
        ValueError
            If there are fewer fitted rows than that.
        """
        check_is_fitted(self)
        one_more = self.mode == "distance"
        return self.kneighbors_graph(X, self.n_neighbors + one_more, self.mode)

    def fit_transform(self, X: Any, y: object = None) -> Any:
        """Fit, and give the graph of the nearest rows of each row, itself first.

        Parameters
        ----------
        X : sparse matrix or array of shape (n_samples, n_features)
            Finite values.
        y : ignored
            Present for scikit-learn's API.

        Returns
        -------
        csr_matrix or csr_array of shape (n_samples, n_samples)
            As of `transform`, with the whole diagonal at distance 0, whatever duplicates there are.
        """
        self.fit(X)
        others = self.n_neighbors - (self.mode == "connectivity")
        own = np.arange(self.n_samples_fit_)[:, None]
        if others:
            distances, indices = self.kneighbors(None, others)
        else:
            distances, indices = np.empty((len(own), 0), self._fit_X.dtype), own[:, :0]
        zeros = np.zeros(own.shape, dtype=distances.dtype)
        return self._graph(np.hstack([zeros, distances]), np.hstack([own, indices]), self.mode)

    def kneighbors(
        self, X: Any = None, n_neighbors: int | None = None, return_distance: bool = True
    ) -> Any:
        """Find the nearest fitted rows of each row.

        Parameters
        ----------
        X : sparse matrix or array of shape (n_queries, n_features), or None, default=None
            None is the fitted rows, where none is its own neighbour.
        n_neighbors : int or None, default=None
            None is that of the estimator.
        return_distance : bool, default=True
            Whether to give distances too.

        Returns
        -------
        distances : ndarray of shape (n_queries, n_neighbors)
            Rising; only if `return_distance`.
        indices : ndarray of int64, shape (n_queries, n_neighbors)
            Of the fitted rows.

        Raises
        ------
        ValueError
            If `n_neighbors` is below 1, or there are not so many rows to find.
        """
        check_is_fitted(self)
        k: Any = self.n_neighbors if n_neighbors is None else n_neighbors
        if isinstance(k, bool) or not isinstance(k, Integral):
            msg = f"n_neighbors must be an int, got {quote(k)}"
            raise TypeError(msg)
        queries = None if X is None else self._unit_rows(X, reset=False)
        n_fit = self.n_samples_fit_
        if k < 1:
            msg = f"Expected n_neighbors > 0. Got {k}"
            raise ValueError(msg)
        if k > n_fit - (X is None):
            n_queries = n_fit if queries is None else queries.shape[0]
            msg = (
                f"Expected n_neighbors {'<' if X is None else '<='} n_samples_fit, but "
                f"n_neighbors = {k}, n_samples_fit = {n_fit}, n_samples = {n_queries}"
            )
            raise ValueError(msg)
        distances, indices = nearest(*self._in_one_type(queries), int(k), self.n_jobs)
        return (distances, indices) if return_distance else indices

    def kneighbors_graph(
        self,
        X: Any = None,
        n_neighbors: int | None = None,
        mode: Literal["distance", "connectivity"] = "connectivity",
    ) -> Any:
        """Give the nearest fitted rows of each row as a sparse matrix.

        Parameters
        ----------
        X, n_neighbors
            As for `kneighbors`.
        mode : {'connectivity', 'distance'}, default='connectivity'
            Whether ones or distances are stored.

        Returns
        -------
        csr_matrix or csr_array of shape (n_queries, n_samples_fit)
            n_neighbors entries a row, by rising distance.
        """
        check_is_fitted(self)
        _check_mode(mode)
        distances, indices = self.kneighbors(X, n_neighbors)
        return self._graph(distances, indices, mode)

    def radius_neighbors(
        self,
        X: Any = None,
        radius: float | None = None,
        return_distance: bool = True,
        sort_results: bool = False,
    ) -> Any:
        """Find the fitted rows within a radius of each row.

        Parameters
        ----------
        X : sparse matrix or array of shape (n_queries, n_features), or None, default=None
            None is the fitted rows, where none is its own neighbour.
        radius : float or None, default=None
            At least 0, itself allowed. None is that of the estimator.
        return_distance : bool, default=True
            Whether to give distances too.
        sort_results : bool, default=False
            Neighbours by rising distance, then index; else by index.

        Returns
        -------
        distances : ndarray of shape (n_queries,)
            An array a row; only if `return_distance`.
        indices : ndarray of shape (n_queries,)
            An array a row, of the fitted rows.

        Raises
        ------
        ValueError
            If the radius is negative or NaN, or `sort_results` goes without distances.
        """
        if sort_results and not return_distance:
            msg = "return_distance must be True if sort_results is True."
            raise ValueError(msg)
        found = self._within(X, radius, sort_results=sort_results)
        indices = _split(found.indices.astype(np.int64), found.indptr)
        return (_split(found.distances, found.indptr), indices) if return_distance else indices

    def radius_neighbors_graph(
        self,
        X: Any = None,
        radius: float | None = None,
        mode: Literal["distance", "connectivity"] = "connectivity",
        sort_results: bool = False,
    ) -> Any:
        """Give the fitted rows within a radius of each row as a sparse matrix.

        Parameters
        ----------
        X, radius, sort_results
            As for `radius_neighbors`.
        mode : {'connectivity', 'distance'}, default='connectivity'
            Whether ones or distances are stored.

        Returns
        -------
        csr_matrix or csr_array of shape (n_queries, n_samples_fit)
            Distances of 0 are stored as well.
        """
        _check_mode(mode)
        found = self._within(X, radius, sort_results=sort_results)
        data = found.distances if mode == "distance" else np.ones(len(found.indices))
        shape = (len(found.indptr) - 1, self.n_samples_fit_)
        return as_scipy(found.indptr, found.indices, data, shape, container())

    def _unit_rows(self, X: Any, *, reset: bool) -> Any:
        X = fitting_csr(X, "X")
        X = validate_data(self, X, accept_sparse="csr", dtype=[np.float64, np.float32], reset=reset)
        (indptr, indices, data, n_cols), _ = operands(X, None, "cosine", n_threads(self.n_jobs))
        if reset:
            # Of its own, so that what the caller does to X later changes no fitted row.
            data, indices, indptr = copied(data), copied(indices), copied(indptr)
        return sparse.csr_array((data, indices, indptr), shape=(len(indptr) - 1, n_cols))

    def _in_one_type(self, queries: Any) -> tuple[Any, Any]:
        if queries is None or queries.dtype == self._fit_X.dtype:
            return queries, self._fit_X
        return queries.astype(np.float64), self._fit_X.astype(np.float64)

    def _within(self, X: Any, radius: float | None, *, sort_results: bool) -> Within:
        check_is_fitted(self)
        most: Any = self.radius if radius is None else radius
        if isinstance(most, bool) or not isinstance(most, Real):
            msg = f"radius must be a number, got {quote(most)}"
            raise TypeError(msg)
        most = float(most)
        if not most >= 0:
            msg = f"radius must be at least 0, got {quote(most)}"
            raise ValueError(msg)
        queries = None if X is None else self._unit_rows(X, reset=False)
        found = within(*self._in_one_type(queries), most, self.n_jobs)
        if not sort_results:
            return found
        row = np.repeat(np.arange(len(found.indptr) - 1), np.diff(found.indptr))
        order = np.lexsort((found.indices, found.distances, row))
        return Within(found.indptr, found.indices[order], found.distances[order])

    def _graph(self, distances: NDArray[Any], indices: NDArray[np.int64], mode: str) -> Any:
        n_rows, k = indices.shape
        data = np.ones(indices.size) if mode == "connectivity" else distances.ravel()
        indptr = np.arange(0, n_rows * k + 1, k, dtype=np.int64)
        columns = indices.ravel().astype(np.int32)
        return as_scipy(indptr, columns, data, (n_rows, self.n_samples_fit_), container())

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.sparse = True
        tags.transformer_tags.preserves_dtype = ["float64", "float32"]
        return tags


def _check_mode(mode: object) -> None:
    if mode not in ("connectivity", "distance"):
        msg = f"mode must be 'connectivity' or 'distance', got {quote(mode)}"
        raise ValueError(msg)


def _split(values: NDArray[Any], indptr: NDArray[np.int64]) -> NDArray[np.object_]:
    """Give an array of the arrays of each row."""
    result = np.empty(len(indptr) - 1, dtype=object)
    for i, (first, last) in enumerate(pairwise(indptr)):
        result[i] = values[first:last]
    return result
