"""K-means by cosine, on the unit sphere, as a scikit-learn estimator."""

from __future__ import annotations

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
from sklearn.utils import check_random_state
from sklearn.utils._param_validation import Interval, StrOptions
from sklearn.utils.validation import check_is_fitted

from . import _core
from ._arrays import as_scipy, canonical_csr
from ._fitted_state import unchanged_on_error
from ._jobs import n_threads
from ._kmeans_rows import inertia, validated_rows
from ._kmeans_seeds import first_centers, n_starts
from ._kmeans_starts import best_start, part_of_progress, warn_of_empty
from ._progress import Progress

if TYPE_CHECKING:
    from typing import Self

    from numpy.typing import NDArray

    from ._arrays import CsrArrays
    from ._kmeans_rows import Rows
    from ._progress import ProgressOption

__all__ = ["SphericalKMeans"]


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
            What each row counts: 0 or at least 1e-300, all together at most 1e300. None: 1.

        Returns
        -------
        self : SphericalKMeans

        Raises
        ------
        ValueError
            If there are fewer rows than clusters, or fewer that are not all zeros; if a value is
            not finite, or a weight or a parameter out of range.
        KeyboardInterrupt
            On Ctrl-C, at once. After any error the model is what it was before.
        """
        self._validate_params()
        with unchanged_on_error(self):
            rows = validated_rows(self, X, sample_weight, reset=True)
            best = best_start(self, rows, n_starts(self.init, self.n_init))
            self.__dict__.pop("n_steps_", None)
            self.labels_, self._lengths = best.labels, best.lengths
            self.inertia_, self.n_iter_ = best.inertia, best.n_iter
            self._keep(best.centers, rows)
        warn_of_empty(self, rows, converged=best.converged)
        return self

    def fit_predict(self, X: Any, y: object = None, sample_weight: Any = None) -> NDArray[np.int32]:
        """Cluster rows and give `labels_`.

        Parameters
        ----------
        X : sparse matrix or array of shape (n_samples, n_features)
            As for `fit`.
        y : ignored
            Present for scikit-learn's API.
        sample_weight : array of shape (n_samples,) or None, default=None
            As for `fit`.

        Returns
        -------
        ndarray of int32, shape (n_samples,)
        """
        return self.fit(X, sample_weight=sample_weight).labels_

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
            What each row counts: 0 or at least 1e-300, all together at most 1e300. None: 1.

        Returns
        -------
        self : SphericalKMeans
            `labels_` and `inertia_` are those of the batch, before the centres moved.

        Raises
        ------
        ValueError
            As for `fit`; if `n_clusters` is another than that of the centres so far.
        """
        self._validate_params()
        with unchanged_on_error(self):
            self._partial_fit(X, sample_weight)
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
        check_is_fitted(self)
        rows = validated_rows(self, X, reset=False)
        labels: NDArray[np.int32] = self._assigned(rows)[0]
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
        check_is_fitted(self)
        rows = validated_rows(self, X, reset=False)
        with Progress("SphericalKMeans", self.progress) as shown:
            similarity = _core.centre_similarities(
                *rows.arrays, centres=self._arrays_of_centers(),
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
            What each row counts, as for `fit`. None: 1.

        Returns
        -------
        float
            At most 0; of the fitted rows it is ``-inertia_``.

        Raises
        ------
        ValueError
            As for `predict`; if a weight is out of range.
        """
        check_is_fitted(self)
        rows = validated_rows(self, X, sample_weight, reset=False)
        return -inertia(self._assigned(rows)[1], rows.weights)

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

    def _partial_fit(self, X: Any, sample_weight: Any) -> None:
        first = not hasattr(self, "_centers")
        if not first and self.n_clusters != self._n_features_out:
            msg = (
                f"n_clusters={self.n_clusters}, but the model has {self._n_features_out} centres: "
                "set it back, or begin anew with fit"
            )
            raise ValueError(msg)
        rows = validated_rows(self, X, sample_weight, reset=first)
        with Progress("SphericalKMeans", self.progress) as shown:
            if first:
                random = check_random_state(self.random_state)
                centers = first_centers(self, rows, random, part_of_progress(shown.update, 0, 2))
                lengths = np.zeros(self.n_clusters)
            else:
                centers, lengths = self._arrays_of_centers(), self._lengths
            found = _core.mini_batch(
                *rows.arrays, weights=rows.weights, centres=centers, lengths=lengths,
                n_threads=n_threads(self.n_jobs), progress=part_of_progress(shown.update, 1, 2),
            )  # fmt: skip
        self.labels_, similarity, centers, self._lengths = found
        self.inertia_ = inertia(similarity, rows.weights)
        self.n_steps_ = getattr(self, "n_steps_", 0) + 1
        self._keep(centers, rows)

    def _assigned(self, rows: Rows) -> Any:
        with Progress("SphericalKMeans", self.progress) as shown:
            return _core.assign(
                *rows.arrays, centres=self._arrays_of_centers(),
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
