"""Agglomerative clustering of sparse vectors, as a scikit-learn estimator."""

from __future__ import annotations

from numbers import Integral, Real
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
from scipy import sparse
from sklearn.base import BaseEstimator, ClusterMixin
from sklearn.utils._param_validation import Interval, StrOptions
from sklearn.utils.validation import validate_data

from . import _core
from ._arrays import fitting_csr
from ._jobs import n_threads
from ._operands import operands
from ._progress import Progress
from ._time_scale import time_kernel

if TYPE_CHECKING:
    from datetime import timedelta
    from typing import Literal, Self

    from ._progress import ProgressOption

__all__ = ["AgglomerativeClusters"]


class AgglomerativeClusters(
    ClusterMixin,  # type: ignore[misc]  # scikit-learn publishes no types
    BaseEstimator,  # type: ignore[misc]
):
    r"""Merge the two most similar clusters, again and again, while they reach a cut.

    Agglomerative clustering by cosine, of sparse vectors and without a matrix of distances. At
    first each row is a cluster. How similar two clusters are, the linkage says, over all pairs
    across them: by their mean, their least similar pair or their most similar one.

    Parameters
    ----------
    linkage : {'average', 'complete', 'single'}, default='average'
        'average' is the mean (UPGMA), 'complete' the least and 'single' the greatest similarity
        of all pairs across two clusters.
    min_similarity : float, default=0.25
        The cut, from 0 to 1: what two clusters must reach to be merged; see the notes for what
        equals it. With 0 everything is merged, and `linkage_matrix_` is the full dendrogram.
    timestamps : array-like of shape (n_samples,) or None, default=None
        When each row appeared: dates of any kind, of which some may be missing, or integers, of
        which none may. The similarity of two rows is then their cosine times
        :math:`\exp(-\Delta t^2 / 2 \sigma^2)`; where a date is missing the factor is 1.
    time_scale : str, timedelta, numpy.timedelta64, float or None, default=None
        :math:`\sigma`: "4D", "12h", "30min", "90s" or a timedelta, of integers a number in their
        unit. To be passed with `timestamps`, and only then.
    n_jobs : int or None, default=None
        Threads; None is every core. The result does not depend on it.
    progress : bool, callable or None, default=None
        None shows a bar when standard error is a terminal and the call lasts.

    Attributes
    ----------
    labels_ : ndarray of int32, shape (n_samples,)
        The cluster of each row. Clusters are numbered by their first rows.
    n_clusters_ : int
        How many there are.
    linkage_matrix_ : ndarray of float64, shape (n_samples - 1, 4)
        SciPy's linkage matrix: the two clusters of each merge, their distance, which is
        1 - similarity, and the rows of the new one. What the cut left apart is put together at
        distance 1, so that `scipy.cluster.hierarchy` takes it.
    n_features_in_ : int
        Columns at the time of the fit.

    See Also
    --------
    stories : Articles to stories in one call.
    NeighborSmoother : Makes clusters part more clearly, before this.
    CosineNeighbors : For clusterings of scikit-learn that go by a neighbour graph.

    Notes
    -----
    Rows are divided by their lengths. Negative values are refused: a similarity is from 0 to
    1. Similarities count in steps of 2**-32, and sums of them are exact, so ties are ties: the pair
    of clusters with the smallest first rows is merged first, with 'single' the pair of rows.
    What equals the cut reaches it, though computed a little lower: the cut is taken 2**-31 lower at
    the most, and of float32, whose cosines are that inexact, 2.4e-7 of itself lower.

    Two clusters whose mean reaches the cut have a pair that does; only such pairs are looked for,
    and held, and the other ones are computed where two clusters may merge. Up to 20,000
    distinct rows, and where the cut is below 0.15 or more than 3 % of all pairs reach it, all pairs
    are held instead, 8 bytes each: 0.56 GB for 11,878 rows, 1.6 GB for 20,000. Whether so many
    reach it, 512 rows tell beforehand. Otherwise, and always with more rows, a pair that reaches
    the cut takes about 70 bytes, with 'single' 32: 7 GB for 100 million pairs.
    Equal rows of one time are one row with a weight: 100,000 copies take linear time.

    References
    ----------
    Sokal and Michener (1958), A statistical method for evaluating systematic relationships.
    Müllner (2011), Modern hierarchical, agglomerative clustering algorithms.
    Gower and Ross (1969), Minimum spanning trees and single linkage cluster analysis.

    Examples
    --------
    >>> import broadsheet as bs
    >>> X = [[1.0, 0.0, 0.0], [0.6, 0.8, 0.0], [0.8, 0.6, 0.0], [0.0, 0.0, 2.0]]
    >>> clusters = bs.AgglomerativeClusters(min_similarity=0.5).fit(X)
    >>> clusters.labels_
    array([0, 0, 0, 1], dtype=int32)
    >>> clusters.linkage_matrix_.round(2)
    array([[1.  , 2.  , 0.04, 2.  ],
           [0.  , 4.  , 0.3 , 3.  ],
           [3.  , 5.  , 1.  , 4.  ]])
    """

    _parameter_constraints: ClassVar[dict[str, Any]] = {
        "linkage": [StrOptions({"average", "complete", "single"})],
        "min_similarity": [Interval(Real, 0, 1, closed="both")],
        "timestamps": "no_validation",
        "time_scale": "no_validation",
        "n_jobs": [Integral, None],
        "progress": ["boolean", callable, None],
    }

    def __init__(
        self,
        *,
        linkage: Literal["average", "complete", "single"] = "average",
        min_similarity: float = 0.25,
        timestamps: Any = None,
        time_scale: str | timedelta | np.timedelta64 | float | None = None,
        n_jobs: int | None = None,
        progress: ProgressOption = None,
    ) -> None:
        self.linkage = linkage
        self.min_similarity = min_similarity
        self.timestamps = timestamps
        self.time_scale = time_scale
        self.n_jobs = n_jobs
        self.progress = progress

    def fit(self, X: Any, y: object = None) -> Self:
        """Find the clusters of rows.

        Parameters
        ----------
        X : sparse matrix or array of shape (n_samples, n_features)
            Finite values, none negative. It is not changed. Rows of zeros are like nothing.
        y : ignored
            Present for scikit-learn's API.

        Returns
        -------
        self : AgglomerativeClusters

        Raises
        ------
        ValueError
            If a value is negative or not finite, a parameter is out of range, timestamps and rows
            are not as many, an integer timestamp is -2**63, or the cut is 0 and there are too many
            rows for all pairs: more than 20,000 distinct ones or, with 'average', more than
            120,000 where copies of different rows are many.
        TypeError
            If timestamps or time_scale are of another type.
        KeyboardInterrupt
            On Ctrl-C, at once.
        """
        self._validate_params()
        X = fitting_csr(X, "X")
        X = validate_data(self, X, accept_sparse="csr", dtype=[np.float64, np.float32])
        _refuse_negative(X)
        timestamps, sigma = time_kernel(self.timestamps, self.time_scale, X.shape[0])
        threads = n_threads(self.n_jobs)
        cut = float(self.min_similarity)
        (indptr, indices, data, n_cols), _ = operands(X, None, "cosine", threads)
        with Progress("AgglomerativeClusters", self.progress) as shown:
            labels, (a, b, similarity, _) = _core.agglomerate(
                indptr, indices, data, n_cols,
                linkage=self.linkage, min_similarity=cut,
                timestamps=timestamps, time_scale_us=sigma,
                n_threads=threads, progress=shown.update,
            )  # fmt: skip
        self.labels_ = labels
        self.n_clusters_ = int(labels.max()) + 1
        self.linkage_matrix_ = _core.linkage_matrix(
            a, b, similarity, n_articles=len(labels), most_distance=1.0 - cut
        )
        return self

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.sparse = True
        tags.input_tags.positive_only = True
        return tags


def _refuse_negative(X: Any) -> None:
    """As the core would, but in the words that scikit-learn's own checks look for."""
    values = X.data if sparse.issparse(X) else X.ravel()
    if not len(values) or values.min() >= 0:
        return
    at = int(np.argmax(values < 0))
    row = np.searchsorted(X.indptr, at, "right") - 1 if sparse.issparse(X) else at // X.shape[1]
    msg = (
        f"Negative values in data passed to AgglomerativeClusters: {values[at]} in row {row}; "
        "weights of 0 or more are needed, as a similarity is from 0 to 1"
    )
    raise ValueError(msg)
