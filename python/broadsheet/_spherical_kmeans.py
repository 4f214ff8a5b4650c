"""K-means by cosine, on the unit sphere, as a scikit-learn estimator."""

from __future__ import annotations

import warnings
from numbers import Integral, Real
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
from scipy import sparse
from sklearn.base import (
    BaseEstimator,
    ClassNamePrefixFeaturesOutMixin,
    ClusterMixin,
    TransformerMixin,
)
from sklearn.exceptions import ConvergenceWarning
from sklearn.utils import check_random_state
from sklearn.utils._param_validation import Interval, StrOptions
from sklearn.utils.validation import _check_sample_weight, check_is_fitted, validate_data

from . import _core
from ._arrays import as_scipy, canonical_csr, fitting_csr
from ._jobs import n_threads
from ._kmeans_seeds import Rows, first_centers, n_starts
from ._progress import Progress

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Self

    from numpy.typing import NDArray

    from ._arrays import CsrArrays
    from ._progress import ProgressOption

__all__ = ["SphericalKMeans"]

_STEPS = 1000  # of progress, in each part of a call


class SphericalKMeans(
    ClassNamePrefixFeaturesOutMixin,  # type: ignore[misc]  # scikit-learn publishes no types
    TransformerMixin,  # type: ignore[misc]
    ClusterMixin,  # type: ignore[misc]
    BaseEstimator,  # type: ignore[misc]
):
    """Cluster rows by their direction: k-means with cosines in place of distances.

    Takes the place of scikit-learn's ``KMeans`` for TF-IDF vectors. Each row belongs to the centre
    of largest cosine, each centre is the direction of the sum of its rows; what is made as large
    as possible is the sum of cosines of rows to their own centres.

    Parameters
    ----------
    n_clusters : int, default=8
        Clusters.
    init : {'cosine++', 'random'}, array or callable, default='cosine++'
        Where to begin. 'cosine++' draws rows one after the other by their distance from those
        drawn before (k-means++ on the sphere, with 2 + floor(ln(n_clusters)) tries each); 'random'
        draws any rows. An array or sparse matrix of shape (n_clusters, n_features) holds the
        centres themselves, of any length but 0; a callable makes one of (X, n_clusters,
        random_state).
    n_init : 'auto' or int, default='auto'
        Starts, of which the one of least `inertia_` counts, of equal ones the first. 'auto' is 10
        with 'random' or a callable, else 1. With an array there is one.
    max_iter : int, default=300
        Rounds of a start, at most.
    tol : float, default=1e-4
        A start also ends when squared distances between old and new centres add up to at most this
        times the mean variance of columns, as in scikit-learn; 0: when no row changes its cluster.
    random_state : int, RandomState or None, default=None
        An int gives the same clusters each time.
    n_jobs : int or None, default=None
        Threads; None is every core. The result does not depend on it.
    progress : bool, callable or None, default=None
        None shows a bar when standard error is a terminal and a call lasts.

    Attributes
    ----------
    cluster_centers_ : ndarray of shape (n_clusters, n_features)
        Centres of length 1; made anew from `sparse_cluster_centers_` each time. Of X's type.
    sparse_cluster_centers_ : csr_matrix of float32, shape (n_clusters, n_features)
        The same, as they are held.
    labels_ : ndarray of int32, shape (n_samples,)
        The cluster of each fitted row, from 0 on.
    inertia_ : float
        The weighted sum of the cosine distances, 1 - cosine, of rows to their centres.
    n_iter_ : int
        Rounds of the start that counts.
    n_steps_ : int
        Mini-batches seen; only after `partial_fit`.
    n_features_in_ : int
        Columns at the time of the fit.

    See Also
    --------
    stories : Many small clusters, where nobody knows how many.

    Notes
    -----
    Labels are those of the plain algorithm (Lloyd's rounds), whatever is skipped: bounds on
    cosines that move with the centres tell which rows need no look. Centres are held in single
    precision; cosines to them are sums in double. Of equally near centres the first counts.

    A row of zeros has the cosine 0 with every centre: it goes to cluster 0, and moves no centre. A
    cluster that is left without rows
    takes the row that is farthest from its centre. If there is none off its centre, because X has
    fewer directions than there are clusters, it stays empty, with a `ConvergenceWarning`. Negative
    values are allowed; a cluster whose rows cancel each other out keeps its centre.

    References
    ----------
    Dhillon and Modha (2001), Concept decompositions for large sparse text data using clustering;
    Arthur and Vassilvitskii (2007), k-means++; Sculley (2010), Web-scale k-means clustering;
    Schubert, Lang and Feher (2021), Accelerating spherical k-means.

    Examples
    --------
    >>> import broadsheet as bs
    >>> texts = ["storm hits coast", "coast storm damage", "bridge toll", "toll on bridge rises"]
    >>> X = bs.TfidfVectorizer().fit_transform(texts)
    >>> kmeans = bs.SphericalKMeans(n_clusters=2, random_state=0).fit(X)
    >>> bool(kmeans.labels_[0] == kmeans.labels_[1] != kmeans.labels_[2] == kmeans.labels_[3])
    True
    >>> kmeans.transform(X).shape
    (4, 2)
    """

    _parameter_constraints: ClassVar[dict[str, Any]] = {
        "n_clusters": [Interval(Integral, 1, None, closed="left")],
        "init": [StrOptions({"cosine++", "random"}), callable, "array-like", "sparse matrix"],
        "n_init": [StrOptions({"auto"}), Interval(Integral, 1, None, closed="left")],
        "max_iter": [Interval(Integral, 1, np.iinfo(np.int32).max, closed="both")],
        "tol": [Interval(Real, 0, None, closed="left")],
        "random_state": ["random_state"],
        "n_jobs": [Integral, None],
        "progress": ["boolean", callable, None],
    }

    def __init__(
        self,
        n_clusters: int = 8,
        *,
        init: Any = "cosine++",
        n_init: Any = "auto",
        max_iter: int = 300,
        tol: float = 1e-4,
        random_state: Any = None,
        n_jobs: int | None = None,
        progress: ProgressOption = None,
    ) -> None:
        self.n_clusters = n_clusters
        self.init = init
        self.n_init = n_init
        self.max_iter = max_iter
        self.tol = tol
        self.random_state = random_state
        self.n_jobs = n_jobs
        self.progress = progress

    def fit(self, X: Any, y: object = None, sample_weight: Any = None) -> Self:
        """Cluster rows.

        Parameters
        ----------
        X : sparse matrix or array of shape (n_samples, n_features)
            Finite values. It is not changed; rows count as if divided by their lengths.
        y : ignored
            Present for scikit-learn's API.
        sample_weight : array of shape (n_samples,) or None, default=None
            What each row counts, at least 0. None: 1.

        Returns
        -------
        self : SphericalKMeans

        Raises
        ------
        ValueError
            If there are fewer rows than clusters, or fewer that are not all zeros; if a value is
            not finite, a weight negative or a parameter out of range.
        KeyboardInterrupt
            On Ctrl-C, at once.
        """
        self._validate_params()
        rows = self._rows(X, sample_weight, reset=True)
        self.__dict__.pop("n_steps_", None)
        random = check_random_state(self.random_state)
        starts = n_starts(self.init, self.n_init)
        best: Any = None
        with Progress("SphericalKMeans", self.progress) as shown:
            for start in range(starts):
                centers = first_centers(
                    self, rows, random, _part(shown.update, 2 * start, 2 * starts)
                )
                found = _core.spherical_kmeans(
                    *rows.arrays, weights=rows.weights, centres=centers,
                    max_iter=self.max_iter, tol=self.tol, n_threads=n_threads(self.n_jobs),
                    progress=_part(shown.update, 2 * start + 1, 2 * starts),
                )  # fmt: skip
                inertia = _inertia(found[1], rows.weights)
                if best is None or inertia < best[0]:
                    best = inertia, found
        self.inertia_, (self.labels_, _, centers, self._lengths, self.n_iter_, _) = best
        self._keep(centers, rows)
        n_found = len(np.unique(self.labels_))
        if n_found < self.n_clusters:
            msg = (
                f"{n_found} clusters have rows, fewer than n_clusters={self.n_clusters}: X may "
                "hold too few different rows"
            )
            warnings.warn(msg, ConvergenceWarning, stacklevel=2)
        return self

    def partial_fit(self, X: Any, y: object = None, sample_weight: Any = None) -> Self:
        """Take one mini-batch into account.

        All its rows go to their nearest centres; then each centre becomes the direction of the sum
        of all rows that it was ever given, those of an earlier `fit` among them. That is where
        Sculley's steps with a rate of 1 / count lead. The first batch, if nothing is fitted,
        chooses the first centres as `fit` does, without rounds; a centre that no row has come to
        stays as it was chosen.

        Parameters
        ----------
        X : sparse matrix or array of shape (n_samples, n_features)
            The batch.
        y : ignored
            Present for scikit-learn's API.
        sample_weight : array of shape (n_samples,) or None, default=None
            What each row counts, at least 0. None: 1.

        Returns
        -------
        self : SphericalKMeans
            `labels_` and `inertia_` are those of the batch, before the centres moved.

        Raises
        ------
        ValueError
            As for `fit`.
        """
        self._validate_params()
        first = not hasattr(self, "_centers")
        rows = self._rows(X, sample_weight, reset=first)
        with Progress("SphericalKMeans", self.progress) as shown:
            if first:
                random = check_random_state(self.random_state)
                centers = first_centers(self, rows, random, _part(shown.update, 0, 2))
                lengths = np.zeros(self.n_clusters)
            else:
                centers, lengths = self._arrays_of_centers(), self._lengths
            found = _core.mini_batch(
                *rows.arrays, weights=rows.weights, centres=centers, lengths=lengths,
                n_threads=n_threads(self.n_jobs), progress=_part(shown.update, 1, 2),
            )  # fmt: skip
        self.labels_, similarity, centers, self._lengths = found
        self.inertia_ = _inertia(similarity, rows.weights)
        self.n_steps_ = getattr(self, "n_steps_", 0) + 1
        self._keep(centers, rows)
        return self

    def predict(self, X: Any) -> NDArray[np.int32]:
        """Tell each row's nearest centre.

        Parameters
        ----------
        X : sparse matrix or array of shape (n_rows, n_features)
            Of the fitted rows it gives `labels_`.

        Returns
        -------
        ndarray of int32, shape (n_rows,)

        Raises
        ------
        ValueError
            If a value is not finite, or X has other columns than what was fitted.
        """
        labels: NDArray[np.int32] = self._assigned(X)[0]
        return labels

    def transform(self, X: Any) -> NDArray[Any]:
        """Give the cosine distance of each row to each centre.

        Parameters
        ----------
        X : sparse matrix or array of shape (n_rows, n_features)

        Returns
        -------
        ndarray of shape (n_rows, n_clusters)
            1 - cosine, from 0 to 2, of X's type.

        Raises
        ------
        ValueError
            As for `predict`.
        """
        arrays = self._later_rows(X)
        with Progress("SphericalKMeans", self.progress) as shown:
            similarity = _core.centre_similarities(
                *arrays, centres=self._arrays_of_centers(),
                n_threads=n_threads(self.n_jobs), progress=shown.update,
            )  # fmt: skip
        distance: NDArray[Any] = np.clip(np.subtract(1, similarity, out=similarity), 0, 2)
        return distance.reshape(-1, self._n_features_out)

    def score(self, X: Any, y: object = None, sample_weight: Any = None) -> float:
        """Give minus the weighted sum of cosine distances of rows to their nearest centres.

        Parameters
        ----------
        X : sparse matrix or array of shape (n_rows, n_features)
        y : ignored
        sample_weight : array of shape (n_rows,) or None, default=None
            What each row counts. None: 1.

        Returns
        -------
        float
            At most 0 but for rounding; of the fitted rows it is ``-inertia_``.
        """
        similarity = self._assigned(X)[1]
        weights = _check_sample_weight(sample_weight, similarity, dtype=np.float64)
        return -_inertia(similarity, weights)

    @property
    def cluster_centers_(self) -> NDArray[Any]:
        """The centres as a dense array, which the model does not look at."""
        centers: NDArray[Any] = self.sparse_cluster_centers_.toarray().astype(self._dtype)
        return centers

    @property
    def sparse_cluster_centers_(self) -> Any:
        """The centres as a sparse matrix, which the model shares: do not write into it."""
        if not hasattr(self, "_centers"):
            msg = f"this {type(self).__name__} has no centres before a fit"
            raise AttributeError(msg)
        return self._centers

    def _rows(self, X: Any, sample_weight: Any, *, reset: bool) -> Rows:
        X = self._validated(X, reset=reset)
        weights = _check_sample_weight(sample_weight, X, dtype=np.float64)
        return Rows(canonical_csr(X, "X"), np.ascontiguousarray(weights), X)

    def _validated(self, X: Any, *, reset: bool) -> Any:
        return validate_data(
            self, fitting_csr(X, "X"), accept_sparse="csr", dtype=[np.float64, np.float32],
            reset=reset,
        )  # fmt: skip

    def _later_rows(self, X: Any) -> CsrArrays:
        check_is_fitted(self)
        return canonical_csr(self._validated(X, reset=False), "X")

    def _assigned(self, X: Any) -> Any:
        arrays = self._later_rows(X)
        with Progress("SphericalKMeans", self.progress) as shown:
            return _core.assign(
                *arrays, centres=self._arrays_of_centers(),
                n_threads=n_threads(self.n_jobs), progress=shown.update,
            )  # fmt: skip

    def _keep(self, centers: Any, rows: Rows) -> None:
        indptr, indices, values = centers
        self._n_features_out = len(indptr) - 1
        shape = (self._n_features_out, rows.arrays[3])
        self._centers = as_scipy(indptr, indices, values, shape, sparse.csr_matrix)
        self._dtype = rows.arrays[2].dtype

    def _arrays_of_centers(self) -> CsrArrays:
        return canonical_csr(self._centers, "centres")

    def __sklearn_is_fitted__(self) -> bool:
        return hasattr(self, "_centers")

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.sparse = True
        tags.transformer_tags.preserves_dtype = ["float64", "float32"]
        return tags


def _inertia(similarity: NDArray[np.float64], weights: NDArray[np.float64]) -> float:
    return float(np.sum(weights * (1 - similarity)))


def _part(
    update: Callable[[int, int], object] | None, done_parts: int, parts: int
) -> Callable[[int, int], object] | None:
    """Give what one of several calls into the core reports its progress to."""
    if update is None:
        return None

    def told(done: int, total: int) -> object:
        return update(_STEPS * done_parts + _STEPS * done // max(total, 1), _STEPS * parts)

    return told
