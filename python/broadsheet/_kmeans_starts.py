"""The starts of k-means, of which the best one counts."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from sklearn.exceptions import ConvergenceWarning
from sklearn.utils import check_random_state

from . import _core
from ._jobs import n_threads
from ._kmeans_rows import inertia
from ._kmeans_seeds import first_centers
from ._progress import Progress

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from numpy.typing import NDArray

    from ._kmeans_rows import Rows
    from ._spherical_kmeans import SphericalKMeans

__all__ = ["Start", "best_start", "part_of_progress", "warn_of_empty"]

_STEPS = 1000  # of progress, in each part of a call


class Start(NamedTuple):
    """What one start found."""

    inertia: float
    labels: NDArray[np.int32]
    centers: Any  # (indptr, indices, data)
    lengths: NDArray[np.float64]  # of the sums that the centres are of
    n_iter: int
    converged: bool


def best_start(model: SphericalKMeans, rows: Rows, n_starts: int) -> Start:
    """Run k-means from several places.

    Parameters
    ----------
    model : SphericalKMeans
        Of which the parameters are read.
    rows : Rows
        What is clustered.
    n_starts : int
        At least 1.

    Returns
    -------
    Start
        That of least inertia, of equal ones the first.

    Raises
    ------
    ValueError
        As `first_centers`.
    """
    random = check_random_state(model.random_state)
    best: Start | None = None
    with Progress("SphericalKMeans", model.progress) as shown:
        for start in range(n_starts):
            centers = first_centers(
                model, rows, random, part_of_progress(shown.update, 2 * start, 2 * n_starts)
            )
            labels, similarity, *others = _core.spherical_kmeans(
                *rows.arrays, weights=rows.weights, centres=centers,
                max_iter=model.max_iter, tol=model.tol, n_threads=n_threads(model.n_jobs),
                progress=part_of_progress(shown.update, 2 * start + 1, 2 * n_starts),
            )  # fmt: skip
            found = Start(inertia(similarity, rows.weights), labels, *others)
            if best is None or found.inertia < best.inertia:
                best = found
    assert best is not None
    return best


def warn_of_empty(model: SphericalKMeans, rows: Rows, *, converged: bool) -> None:
    """Warn where clusters are left without rows that count.

    Parameters
    ----------
    model : SphericalKMeans
        Just fitted, by the caller's caller.
    rows : Rows
        Of the fit.
    converged : bool
        Whether the rounds ended before `max_iter`.
    """
    n_found = len(np.unique(model.labels_[rows.move_centers()]))
    if n_found == model.n_clusters:
        return
    if converged:
        why = "X may hold too few different rows, or tol be too large"
    else:
        why = f"max_iter={model.max_iter} ended the rounds before all had some"
    msg = (
        f"{n_found} clusters have rows of positive weight that are not all zeros, fewer than "
        f"n_clusters={model.n_clusters}: {why}"
    )
    warnings.warn(msg, ConvergenceWarning, stacklevel=3)


def part_of_progress(
    update: Callable[[int, int], object] | None, done_parts: int, parts: int
) -> Callable[[int, int], object] | None:
    """Give what one of several calls into the core reports its progress to.

    Parameters
    ----------
    update : callable or None
        Of (done, total), for the whole.
    done_parts, parts : int
        How many calls are over, and how many there are.

    Returns
    -------
    callable or None
        Of (done, total), for the part.
    """
    if update is None:
        return None

    def told(done: int, total: int) -> object:
        return update(_STEPS * done_parts + _STEPS * done // max(total, 1), _STEPS * parts)

    return told
