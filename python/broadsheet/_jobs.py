"""How many threads a call may use."""

from __future__ import annotations

import os
import sys

__all__ = ["n_threads"]


def n_threads(n_jobs: int | None) -> int:
    """Resolve `n_jobs` to a number of threads.

    Parameters
    ----------
    n_jobs : int or None
        None is every core that the process may use, but one inside a joblib worker, which has its
        share of them already. -1 is every core, -2 all but one, and so on; 1 is serial.

    Returns
    -------
    int
        At least 1.

    Raises
    ------
    ValueError
        If `n_jobs` is 0.
    TypeError
        If `n_jobs` is not an integer.

    Examples
    --------
    >>> n_threads(1)
    1
    """
    if n_jobs is None:
        return 1 if _inside_joblib_worker() else _cores()
    if isinstance(n_jobs, bool) or not hasattr(n_jobs, "__index__"):
        msg = f"n_jobs must be an int or None, got {n_jobs!r}"
        raise TypeError(msg)
    n_jobs = n_jobs.__index__()
    if n_jobs == 0:
        msg = "n_jobs must not be 0: pass 1 for one thread, or None for every core"
        raise ValueError(msg)
    return n_jobs if n_jobs > 0 else max(1, _cores() + 1 + n_jobs)


def _cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _inside_joblib_worker() -> bool:
    parallel = sys.modules.get("joblib.parallel")  # a worker has loaded it
    if parallel is None:
        return False
    backend, _ = parallel.get_active_backend()
    return bool(backend.nesting_level)
