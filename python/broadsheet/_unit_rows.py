"""Rows of length 1, of which the dot product is the cosine."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from ._arrays import copied, row_blocks

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["unit_rows"]


def unit_rows(indptr: NDArray[np.int64], data: NDArray[Any]) -> NDArray[Any]:
    """Divide each row by its Euclidean length.

    Parameters
    ----------
    indptr : ndarray of int64, shape (n_rows + 1,)
        Where rows begin and end.
    data : ndarray of float32 or float64, shape (n_entries,)
        Never changed.

    Returns
    -------
    ndarray of the same type and shape
        `data` itself if no row changes. Three kinds of rows stay as they are, to the last bit: rows
        of zeros; rows with values that are not finite, which the core refuses by name; and rows
        that are of length 1 already but for rounding, that is, to within 4 eps sqrt(n) for n
        entries and the eps of the type. Rounding to the type, and sums in it, keep to that.

    Notes
    -----
    Lengths are sums in double in storage order, without vector instructions: the same on every CPU.

    Examples
    --------
    >>> unit_rows(np.array([0, 2, 3]), np.array([3.0, 4.0, 0.0]))
    array([0.6, 0.8, 0. ])
    """
    eps = float(np.finfo(data.dtype).eps)
    result = data
    for first, last in row_blocks(indptr):  # so that what is in double stays small
        entries = slice(indptr[first], indptr[last])
        counts = np.diff(indptr[first : last + 1])
        row = np.repeat(np.arange(last - first), counts)
        values = data[entries].astype(np.float64)
        with np.errstate(over="ignore", under="ignore", invalid="ignore"):
            squares: NDArray[Any] = np.bincount(row, values * values, minlength=last - first)
        scaled = _scale_extremes(values, squares, indptr[first : last + 1] - indptr[first])
        lengths = np.sqrt(squares)
        known = np.abs(lengths - 1) <= 4 * eps * np.sqrt(counts)
        change = np.isfinite(lengths) & (lengths > 0) & (scaled | ~known)
        if change.any():
            if result is data:
                result = copied(data)
            changed = change[row]
            result[entries][changed] = values[changed] / lengths[row[changed]]
    return result


def _scale_extremes(
    values: NDArray[np.float64], squares: NDArray[Any], ends: NDArray[np.int64]
) -> NDArray[np.bool_]:
    """Bring rows whose squares are beyond double's range to a largest value of 1, in place."""
    within = (squares > 1e-290) & (squares < 1e290)
    extreme = ~within & (ends[1:] > ends[:-1])
    for i in np.flatnonzero(extreme):
        entries = slice(ends[i], ends[i + 1])
        largest = np.abs(values[entries]).max()
        if 0 < largest < np.inf:
            values[entries] /= largest
            squares[i] = math.fsum((values[entries] ** 2).tolist())
    return extreme
