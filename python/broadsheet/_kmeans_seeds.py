"""Where k-means begins: rows drawn apart from each other, any rows, or given centres."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy import sparse

from . import _core
from ._arrays import as_scipy, canonical_csr
from ._jobs import n_threads

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ._arrays import CsrArrays
    from ._kmeans_rows import Rows
    from ._spherical_kmeans import SphericalKMeans

__all__ = ["first_centers", "n_starts"]


def n_starts(init: Any, n_init: Any) -> int:
    """Tell how many starts there are.

    Parameters
    ----------
    init : str, callable or array
        As for `SphericalKMeans`.
    n_init : 'auto' or int
        As for `SphericalKMeans`.

    Returns
    -------
    int
        1 where `init` holds the centres, with a RuntimeWarning if more were asked for.

    Examples
    --------
    >>> n_starts("cosine++", "auto"), n_starts("random", "auto"), n_starts("random", 3)
    (1, 10, 3)
    """
    given = not isinstance(init, str) and not callable(init)
    if n_init == "auto":
        return 1 if given or init == "cosine++" else 10
    if given and n_init != 1:
        msg = f"n_init={n_init}, but init holds the centres: there is one start"
        warnings.warn(msg, RuntimeWarning, stacklevel=3)
        return 1
    return int(n_init)


def first_centers(model: SphericalKMeans, rows: Rows, random: Any, progress: Any) -> CsrArrays:
    """Give the centres that a start begins with.

    Parameters
    ----------
    model : SphericalKMeans
        Of which `init`, `n_clusters` and `n_jobs` are read.
    rows : Rows
        What is clustered.
    random : numpy.random.RandomState
        Drawn from.
    progress : callable or None
        Of (done, total).

    Returns
    -------
    tuple of (indptr, indices, data, n_cols)
        Of length 1, in single precision.

    Raises
    ------
    ValueError
        If there are fewer rows than clusters, or centres of another shape, without a direction or
        not finite.
    """
    init, n_clusters = model.init, model.n_clusters
    n_rows, n_cols = len(rows.arrays[0]) - 1, rows.arrays[3]
    if n_rows < n_clusters:
        msg = f"n_samples={n_rows} should be >= n_clusters={n_clusters}."
        raise ValueError(msg)
    if isinstance(init, str):
        chosen: Any
        if init == "cosine++":
            chosen = _core.cosine_seeding(
                *rows.arrays, weights=rows.weights, n_clusters=n_clusters,
                seed=int(random.randint(np.iinfo(np.int32).max)),
                n_threads=n_threads(model.n_jobs), progress=progress,
            )  # fmt: skip
        else:
            chosen = _random_rows(rows, n_clusters, random)
        init = _matrix(rows.arrays)[chosen]
    elif callable(init):
        init = init(rows.given, n_clusters, random_state=random)
    init = init if sparse.issparse(init) else np.asarray(init)
    if init.shape != (n_clusters, n_cols):
        msg = (
            f"init has shape {init.shape}, but must have ({n_clusters}, {n_cols}): a row for each "
            "cluster, a column for each of X"
        )
        raise ValueError(msg)
    centers: tuple[Any, Any, Any] = _core.unit_centres(*canonical_csr(init, "init"))
    return (*centers, n_cols)


def _random_rows(rows: Rows, n_clusters: int, random: Any) -> NDArray[np.int64]:
    """Draw rows that have a direction, by their weights."""
    shares = np.where(rows.move_centers(), rows.weights, 0)
    counting = np.count_nonzero(shares)
    if counting < n_clusters:
        msg = (
            f"n_clusters={n_clusters}, but X has {counting} rows of positive weight that are not "
            "all zeros"
        )
        raise ValueError(msg)
    chosen: NDArray[np.int64] = random.choice(
        len(shares), n_clusters, replace=False, p=shares / shares.sum()
    )
    return chosen


def _matrix(arrays: CsrArrays) -> Any:
    indptr, indices, data, n_cols = arrays
    return as_scipy(indptr, indices, data, (len(indptr) - 1, n_cols), sparse.csr_array)
