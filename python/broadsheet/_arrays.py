"""Matrices of NumPy and SciPy on their way into the core, which takes one form only, and back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from scipy import sparse

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import TypeAlias

    from numpy.typing import NDArray

__all__ = [
    "as_scipy", "canonical_csr", "checked_mask", "container_of", "copied", "fitting_csr",
    "row_blocks", "stacked",
]  # fmt: skip

CsrArrays: TypeAlias = "tuple[NDArray[np.int64], NDArray[np.int32], NDArray[Any], int]"

_MOST = np.iinfo(np.int32).max
_BLOCK = 1 << 20  # entries at a time: between blocks Python hears of Ctrl-C


def canonical_csr(X: Any, name: str) -> CsrArrays:
    """Give the arrays of a matrix in the one form that the core takes.

    Parameters
    ----------
    X : sparse matrix, sparse array or ndarray, of shape (n_rows, n_cols)
        float32 and float64 stay as they are; float16 becomes float32, integers and bool become
        float64. Formats other than CSR are converted. Unsorted or duplicate column indices are
        sorted and summed in a copy; `X` itself is never changed.
    name : str
        What the caller's user calls it, for messages.

    Returns
    -------
    indptr : ndarray of int64, shape (n_rows + 1,)
    indices : ndarray of int32, shape (n_entries,)
        In each row ascending and distinct, if the core's own check passes.
    data : ndarray of float32 or float64, shape (n_entries,)
    n_cols : int

    Raises
    ------
    TypeError
        If `X` is no such matrix, or of no such type.
    ValueError
        If it is not 2-D, has too many rows or columns, or its arrays do not fit together.

    Notes
    -----
    Values that are not finite and column indices out of range are found by the core, which looks
    at each entry anyway. Linear in the entries; no copy of a canonical CSR matrix with 32-bit
    indices but for `indptr`.
    """
    if isinstance(X, np.ndarray) and not isinstance(X, np.ma.MaskedArray):
        dtype = _weight_type(X.dtype, name)
        _check_shape(X.shape, name)
        X = sparse.csr_array(np.asarray(X, dtype=dtype))
    elif sparse.issparse(X):
        dtype = _weight_type(X.dtype, name)
        _check_shape(X.shape, name)
        X = X.tocsr()
    else:
        msg = (
            f"{name} must be a sparse matrix, a sparse array or a 2-D NumPy array, "
            f"got {type(X).__name__}"
        )
        raise TypeError(msg)
    indptr, indices, data = _fitting(X, name)
    # Converted first: small integers could overflow where duplicates are summed. And flags that
    # SciPy keeps may be out of date where a user wrote into the arrays: ask anew.
    fresh = sparse.csr_array((data.astype(dtype, copy=False), indices, indptr), shape=X.shape)
    if not fresh.has_canonical_format:
        fresh = _summed(fresh)
    return (
        np.ascontiguousarray(fresh.indptr, dtype=np.int64),
        np.ascontiguousarray(fresh.indices, dtype=np.int32),
        np.ascontiguousarray(fresh.data),
        int(X.shape[1]),
    )


def copied(array: NDArray[Any]) -> NDArray[Any]:
    """Copy a 1-D array block by block, so that Ctrl-C is heard in between."""
    result = np.empty_like(array)
    for first in range(0, len(array), _BLOCK):
        result[first : first + _BLOCK] = array[first : first + _BLOCK]
    return result


def row_blocks(indptr: NDArray[Any]) -> Iterator[tuple[int, int]]:
    """Cut rows into runs of about a million entries; a row is never cut in two."""
    first, n_rows = 0, len(indptr) - 1
    while first < n_rows:
        fitting = int(np.searchsorted(indptr, indptr[first] + _BLOCK, side="right")) - 1
        last = max(first + 1, min(fitting, n_rows))
        yield first, last
        first = last


def fitting_csr(X: Any, name: str) -> Any:
    """Hold the arrays of a CSR matrix to each other, before SciPy or scikit-learn reads them.

    Parameters
    ----------
    X : object
        Looked at only if it is a sparse matrix or array in CSR format.
    name : str
        What the caller's user calls it, for messages.

    Returns
    -------
    object
        `X`, or where its arrays have spare room the same matrix without it.

    Raises
    ------
    ValueError
        If the arrays do not fit together.
    """
    if not (sparse.issparse(X) and X.format == "csr"):
        return X
    indptr, indices, data = _fitting(X, name)
    if len(indices) == len(X.indices) and len(data) == len(X.data):
        return X
    return type(X)((data, indices, indptr), shape=X.shape)


def as_scipy(
    indptr: NDArray[np.int64],
    indices: NDArray[np.int32],
    data: NDArray[Any],
    shape: tuple[int, int],
    container: type,
) -> Any:
    """Make a SciPy matrix of arrays from the core, without copying indices and data.

    Parameters
    ----------
    indptr, indices, data : ndarray
        As the core gives them.
    shape : (int, int)
        Rows and columns.
    container : type
        `scipy.sparse.csr_array` or `scipy.sparse.csr_matrix`.

    Returns
    -------
    csr_array or csr_matrix
        With 32-bit indices where they suffice, as SciPy has it.
    """
    narrow = indptr[-1] <= _MOST
    return container(
        (data, indices, indptr.astype(np.int32) if narrow else indptr), shape=shape, copy=False
    )


def container_of(X: Any) -> type:
    """Tell which SciPy class a result goes into: `csr_matrix` for a matrix, else `csr_array`."""
    container: type = sparse.csr_matrix if sparse.isspmatrix(X) else sparse.csr_array
    return container


def stacked(parts: list[tuple[Any, Any, Any]]) -> tuple[Any, Any, Any]:
    """Join the arrays of matrices with the same columns, one below the other."""
    ends = np.cumsum([0, *(part[0][-1] for part in parts)])
    indptr = [part[0][1:] + end for part, end in zip(parts, ends, strict=False)]
    return (
        np.concatenate([[np.int64(0)], *indptr]),
        np.concatenate([part[1] for part in parts]),
        np.concatenate([part[2] for part in parts]),
    )


def _summed(X: Any) -> Any:
    """Sort the columns of each row and sum duplicates, in a copy, block by block."""
    indptr = np.zeros(X.shape[0] + 1, dtype=np.int64)
    indices, data = np.empty_like(X.indices), np.empty_like(X.data)
    n = 0
    for first, last in row_blocks(X.indptr):
        begin, end = X.indptr[first], X.indptr[last]
        arrays = (X.data[begin:end].copy(), X.indices[begin:end].copy(),
                  X.indptr[first : last + 1] - begin)  # fmt: skip
        block = sparse.csr_array(arrays, shape=(last - first, X.shape[1]))
        block.sum_duplicates()
        indices[n : n + block.nnz], data[n : n + block.nnz] = block.indices, block.data
        indptr[first + 1 : last + 1] = n + block.indptr[1:].astype(np.int64)
        n += block.nnz
    return sparse.csr_array((data[:n], indices[:n], indptr), shape=X.shape)


def _weight_type(dtype: np.dtype[Any], name: str) -> np.dtype[Any]:
    if dtype.kind in "biu" or (dtype.kind == "f" and dtype.itemsize == 8):
        return np.dtype(np.float64)
    if dtype.kind == "f" and dtype.itemsize <= 4:
        return np.dtype(np.float32)
    msg = f"{name} must hold float32, float64 or integers, got {dtype}"
    raise TypeError(msg)


def _check_shape(shape: tuple[int, ...], name: str) -> None:
    if len(shape) != 2:
        msg = f"{name} must be 2-D, got shape {shape}"
        raise ValueError(msg)
    for size, what in zip(shape, ("rows", "columns"), strict=True):
        if size > _MOST:
            msg = f"{name} has {size} {what}, but at most {_MOST} can be numbered"
            raise ValueError(msg)


def _fitting(X: Any, name: str) -> tuple[NDArray[Any], NDArray[Any], NDArray[Any]]:
    """Hold the arrays of a CSR matrix to each other: SciPy reads what they say without looking."""
    indptr, indices, data = (np.asarray(a) for a in (X.indptr, X.indices, X.data))
    problem = None
    if not (indptr.ndim == indices.ndim == data.ndim == 1):
        problem = f"{name}.indptr, .indices and .data must be 1-D"
    elif not (indptr.dtype.kind in "iu" and indices.dtype.kind in "iu"):
        problem = f"{name}.indptr and .indices must hold integers"
    elif len(indptr) != X.shape[0] + 1:
        problem = f"{name}.indptr has {len(indptr)} entries, but there are {X.shape[0]} rows"
    elif indptr[0] != 0:
        problem = f"{name}.indptr[0] must be 0, got {indptr[0]}"
    elif (falls := np.flatnonzero(indptr[1:] < indptr[:-1])).size:
        problem = f"{name}.indptr falls at row {falls[0]}"
    elif indptr[-1] > min(len(indices), len(data)):
        problem = (
            f"{name}.indptr ends at {indptr[-1]}, but there are {len(indices)} indices and "
            f"{len(data)} values"
        )
    else:
        # SciPy allows for spare room behind the last entry.
        indices, data = indices[: indptr[-1]], data[: indptr[-1]]
        # The core looks at 32-bit columns itself; narrowing others must not make them fit.
        if indices.dtype != np.int32 and indices.size:
            wrong = np.flatnonzero((indices < 0) | (indices >= X.shape[1]))
            if wrong.size:
                row = int(np.searchsorted(indptr, wrong[0], side="right")) - 1
                problem = (
                    f"{name}.indices has column {indices[wrong[0]]} in row {row}, but there are "
                    f"{X.shape[1]} columns"
                )
    if problem:
        raise ValueError(problem)
    return indptr, indices, data


def checked_mask(given: Any, n_positions: int) -> NDArray[np.uint8] | None:
    """Hold a mask over positions to what the core takes.

    Parameters
    ----------
    given : array-like of bool, shape (n_positions,), or None
    n_positions : int

    Returns
    -------
    ndarray of uint8 or None

    Raises
    ------
    TypeError
        If it is not of booleans.
    ValueError
        If it is of another shape.

    Examples
    --------
    >>> checked_mask([True, False], 2)
    array([1, 0], dtype=uint8)
    """
    if given is None:
        return None
    mask = np.asarray(given)
    if mask.dtype.kind != "b" and mask.size:
        msg = (
            f"filter must be a mask, one bool for each position, got {mask.dtype}; "
            "as articles.date >= day"
        )
        raise TypeError(msg)
    if mask.shape != (n_positions,):
        msg = f"filter has the shape {mask.shape}, but there are {n_positions} positions"
        raise ValueError(msg)
    return mask.astype(np.uint8)
