"""How does one find a good optimum of k-means, and the same one from any seed?"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np
from sklearn.utils import check_random_state

from . import _core
from ._arrays import canonical_csr
from ._spherical_kmeans import SphericalKMeans

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["recombined_kmeans"]

_PARENTS = 5
_SEEDS = np.iinfo(np.int32).max


def recombined_kmeans(
    rows: NDArray[np.float64],
    n_clusters: int,
    n_starts: int,
    random_state: Any,
    n_jobs: int | None = None,
    update: Callable[[int, int], object] | None = None,
) -> NDArray[np.int32]:
    """Cluster rows by `SphericalKMeans` from many starts, then from what the best of these found.

    One start finds some centres well and merges others. So from the centres of the five best
    starts as many more are drawn, apart from each other (cosine++), and k-means runs from these.

    Parameters
    ----------
    rows : ndarray of shape (n_rows, n_columns)
        Of any length but 0.
    n_clusters : int
        At most `n_rows`.
    n_starts : int
        Of each of the two rounds; at least 1.
    random_state : int, RandomState or None
        What the starts are drawn by.
    n_jobs : int or None
        Threads.
    update : callable or None
        Of (done, total), for progress.

    Returns
    -------
    ndarray of int32, shape (n_rows,)
        Those of the start with the largest sum of cosines, of equal ones the first.

    References
    ----------
    Baldassi (2022), Recombinator-k-means: an evolutionary algorithm that exploits k-means++ for
    recombination; of its generations the first two.

    Examples
    --------
    >>> rows = np.array([[1.0, 0.1], [1.0, 0.0], [0.0, 1.0], [0.1, 1.0]])
    >>> labels = recombined_kmeans(rows, 2, 1, random_state=0)
    >>> bool(labels[0] == labels[1] != labels[2] == labels[3])
    True
    """
    random = check_random_state(random_state)

    def fitted(init: Any, done: int) -> SphericalKMeans:
        model = SphericalKMeans(
            n_clusters, init=init, random_state=random.randint(_SEEDS), n_jobs=n_jobs,
            progress=False,
        )  # fmt: skip
        model.fit(rows)
        if update is not None:
            update(done + 1, 2 * n_starts)
        return model

    found = [fitted("cosine++", start) for start in range(n_starts)]
    best = sorted(found, key=lambda model: model.inertia_)[:_PARENTS]
    pool = np.vstack([model.cluster_centers_ for model in best])
    for start in range(n_starts):
        chosen = _core.cosine_seeding(
            *canonical_csr(pool, "pool"), weights=np.ones(len(pool)), n_clusters=n_clusters,
            seed=int(random.randint(_SEEDS)), n_threads=1, progress=None,
        )  # fmt: skip
        found.append(fitted(pool[chosen], n_starts + start))
    labels: NDArray[np.int32] = min(found, key=lambda model: model.inertia_).labels_
    return labels
