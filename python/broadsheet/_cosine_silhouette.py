"""How much nearer is each article to its own cluster than to the next?"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from . import _core
from ._arrays import canonical_csr
from ._cluster_labels import numbered_labels
from ._jobs import n_threads
from ._progress import Progress

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from ._progress import ProgressOption

__all__ = ["cosine_silhouette", "cosine_silhouette_samples"]


def cosine_silhouette(
    X: Any, labels: Any, *, n_jobs: int | None = None, progress: ProgressOption = None
) -> float:
    """Tell how well clusters are separated: the mean silhouette of all rows by cosine distance.

    What ``sklearn.metrics.silhouette_score(X, labels, metric="cosine")`` gives, exactly and not
    from a sample, without the distances of all pairs.

    Parameters
    ----------
    X : sparse matrix, sparse array or ndarray, of shape (n_rows, n_terms)
        Vectors, one a row, of any length, as `TfidfVectorizer` makes them.
    labels : sequence or 1-D array, of shape (n_rows,)
        The cluster of each row: hashable labels, of which at least 2 and at most n_rows - 1 are
        different. -1 is a label like any other, as in scikit-learn.
    n_jobs : int or None, default=None
        Threads. None is every core that the process may use, 1 is serial. The result does not
        depend on it.
    progress : bool, callable or None, default=None
        None shows a bar when standard error is a terminal and the call lasts.

    Returns
    -------
    float
        In [-1, 1]; the mean of `cosine_silhouette_samples`, rounded once.

    Raises
    ------
    ValueError
        If there are not as many labels as rows, too few or too many different ones, a label is
        missing (None, NaN), or a value of `X` is not finite.
    TypeError
        If `X` is no matrix of numbers, or `labels` no sequence of hashable labels.
    KeyboardInterrupt
        On Ctrl-C, at once.

    See Also
    --------
    cosine_silhouette_samples : The value of each row, and how it is computed.

    Examples
    --------
    >>> import broadsheet as bs
    >>> X = bs.TfidfVectorizer().fit_transform(
    ...     ["Storm hits coast", "Coast: storm damage", "Toll on bridge", "Bridge toll rises"]
    ... )
    >>> round(bs.metrics.cosine_silhouette(X, ["storm", "storm", "toll", "toll"]), 3)
    0.554
    >>> round(bs.metrics.cosine_silhouette(X, ["storm", "toll", "storm", "toll"]), 3)
    -0.277
    """
    samples = cosine_silhouette_samples(X, labels, n_jobs=n_jobs, progress=progress)
    return math.fsum(samples) / len(samples)


def cosine_silhouette_samples(
    X: Any, labels: Any, *, n_jobs: int | None = None, progress: ProgressOption = None
) -> NDArray[np.float64]:
    r"""Compute the silhouette of each row by cosine distance.

    .. math:: s(i) = \frac{b(i) - a(i)}{\max(a(i), b(i))}

    with a(i) the mean distance, 1 - cosine, of row i to the others of its cluster, and b(i) the
    smallest mean distance to another cluster's rows.

    Parameters
    ----------
    X, labels, n_jobs, progress
        As for `cosine_silhouette`.

    Returns
    -------
    ndarray of float64, shape (n_rows,)
        In [-1, 1]. Near 1: its own cluster is much nearer than the next; below 0: the next is
        nearer; 0 for a row that is alone in its cluster.

    Raises
    ------
    ValueError, TypeError, KeyboardInterrupt
        As for `cosine_silhouette`.

    See Also
    --------
    cosine_silhouette : The mean.
    sklearn.metrics.silhouette_samples : Other distances.

    Notes
    -----
    Of rows of length 1 the mean cosine of row i to a cluster is its dot product with the cluster's
    centroid, less row i's own part where it is a member. So time grows with the entries of `X`
    times the clusters that have the entry's term; memory is 12 bytes an entry (20 where rows are
    not of length 1; 28 of float32), 20 a term, and for each thread 8 a cluster.

    Values are those of ``silhouette_samples(X, labels, metric="cosine")``; computed in double, of
    float32 too. A row of zeros is at the distance 1 from every other. Where both means are at most
    1e-12, as among copies of one article, the value is 0, while scikit-learn's is left to rounding.

    References
    ----------
    P. J. Rousseeuw (1987), Silhouettes: a graphical aid to the interpretation and validation of
    cluster analysis.

    Examples
    --------
    The second row is nearer to the third than to the first:

    >>> import numpy as np
    >>> import broadsheet as bs
    >>> X = np.array([[1.0, 0.0], [3.0, 4.0], [0.0, 2.0]])
    >>> bs.metrics.cosine_silhouette_samples(X, [0, 0, 1]).round(3)
    array([ 0.6, -0.5,  0. ])
    """
    threads = n_threads(n_jobs)
    numbers, n_clusters = numbered_labels(labels, "labels")
    indptr, indices, data, n_cols = canonical_csr(X, "X")
    with Progress("silhouettes", progress) as shown:
        return _core.cosine_silhouette(
            indptr, indices, data, n_cols,
            labels=numbers, n_clusters=n_clusters, n_threads=threads, progress=shown.update,
        )  # fmt: skip
