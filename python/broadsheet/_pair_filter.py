"""Which pairs of rows may be similar at all: those near in time, those of one or of two groups."""

from __future__ import annotations

from datetime import timedelta
from numbers import Integral
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from ._dates import to_datetime64
from ._display import quote

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["PairFilter", "pair_filter", "times_of"]

_LONGEST = 2**64 - 1  # no two timestamps of 64 bits are further apart
# In attoseconds, NumPy's finest unit; what is a month or a year depends on which one.
_UNITS = {
    "W": 604_800 * 10**18, "D": 86_400 * 10**18, "h": 3600 * 10**18, "m": 60 * 10**18,
    "s": 10**18, "ms": 10**15, "us": 10**12, "ns": 10**9, "ps": 10**6, "fs": 10**3, "as": 1,
}  # fmt: skip


class PairFilter(NamedTuple):
    """What the core takes as a filter. Arrays of a condition that is not made are empty."""

    x_times: NDArray[np.int64]
    y_times: NDArray[np.int64]
    window: int | None
    x_groups: NDArray[np.int32]
    y_groups: NDArray[np.int32]
    pairs_from: str


def pair_filter(
    n_x: int, n_y: int | None, *, timestamps: Any, window: Any, groups: Any, pairs_from: Any
) -> PairFilter | None:
    """Check a filter that a user gives, and put it into the core's form.

    Parameters
    ----------
    n_x : int
        Rows of X.
    n_y : int or None
        Rows of Y; None in a self-join, where `timestamps` and `groups` are one array, not a pair.
    timestamps, window, groups, pairs_from
        As for `broadsheet.top_k`.

    Returns
    -------
    PairFilter or None
        None if every pair is allowed.

    Raises
    ------
    ValueError
        If a condition lacks its array, an array has not an entry a row, or the window is negative.
    TypeError
        If something is of another type, also a label, or window and timestamps are not of the same
        kind.
    """
    if not isinstance(pairs_from, str) or pairs_from not in ("any", "same", "different"):
        msg = f"pairs_from must be 'any', 'same' or 'different', got {quote(pairs_from)}"
        raise ValueError(msg)
    if window is not None and timestamps is None:
        msg = "window needs timestamps: pass the time of each row"
        raise ValueError(msg)
    if pairs_from != "any" and groups is None:
        msg = f"pairs_from={pairs_from!r} needs groups: pass the label of each row"
        raise ValueError(msg)
    times = _for_both(timestamps, n_x, n_y, "timestamps", times_of)
    labels = _for_both(groups, n_x, n_y, "groups", _labels)
    length = _microseconds(window, times)
    if length is None and pairs_from == "any":
        return None
    x_times = y_times = np.empty(0, np.int64)
    x_groups = y_groups = np.empty(0, np.int32)
    if length is not None:
        (x_times, _), (y_times, _) = times
    if pairs_from != "any":
        x_groups, y_groups = _ids(*labels)
    return PairFilter(x_times, y_times, length, x_groups, y_groups, pairs_from)


def _for_both(given: Any, n_x: int, n_y: int | None, name: str, read: Any) -> list[Any]:
    """Read the array of X and that of Y, which in a self-join is the same."""
    if given is None:
        return []
    if n_y is None:
        if isinstance(given, tuple | list) and given and isinstance(given[0], np.ndarray | list):
            msg = f"{name} must be one array, as there is no Y, got {len(given)}"
            raise TypeError(msg)
        array = read(given, n_x, name, "X")
        return [array, array]
    if not isinstance(given, tuple | list) or len(given) != 2:
        msg = f"{name} must be a pair of arrays, of X and of Y, got {type(given).__name__}"
        raise TypeError(msg)
    return [read(given[0], n_x, name, "X"), read(given[1], n_y, name, "Y")]


def times_of(given: Any, n_rows: int, name: str, matrix: str) -> tuple[NDArray[np.int64], bool]:
    """Read the moments of a matrix's rows.

    Parameters
    ----------
    given : array-like of shape (n_rows,)
        Dates of any kind, or integers.
    n_rows : int
        What its length must be.
    name, matrix : str
        What the caller's user calls them, for messages.

    Returns
    -------
    times : ndarray of int64
        Dates are in microseconds, a missing one is NaT.
    are_dates : bool

    Raises
    ------
    ValueError
        If a date cannot be read, or there are more or fewer of them than rows.
    TypeError
        If they are neither dates nor integers.
    """
    array = np.asarray(given)
    if array.ndim != 1:
        msg = f"{name} of {matrix} must be 1-D, got shape {array.shape}"
        raise ValueError(msg)
    dates = array.dtype.kind in "MOUT"
    if dates:
        try:
            numbers = to_datetime64(array if array.dtype.kind == "M" else array.tolist())
        except ValueError as error:
            place = str(error).replace(', field "date"', "")  # as articles have it
            msg = f"{name} of {matrix}: {place}"
            raise ValueError(msg) from None
    elif array.dtype.kind in "iu" or not array.size:
        numbers = array
        if array.dtype.kind == "u" and (beyond := array > np.iinfo(np.int64).max).any():
            at = int(np.argmax(beyond))
            msg = f"{name} of {matrix} has {array[at]} at position {at}, which 64 bits cannot hold"
            raise ValueError(msg)
    else:
        msg = f"{name} of {matrix} must hold integers or dates, got {array.dtype}"
        if array.dtype.kind == "f" and np.isnan(array).any():
            msg += "; of integers none may be missing: pass dates, or leave those rows out"
        raise TypeError(msg)
    _check_length(len(array), n_rows, name, matrix)
    if not dates:
        return np.ascontiguousarray(numbers, dtype=np.int64), False
    return np.ascontiguousarray(numbers).view(np.int64), True


def _labels(given: Any, n_rows: int, name: str, matrix: str) -> list[int | str]:
    """Labels as Python's ints and strings."""
    if isinstance(given, str) or not hasattr(given, "__iter__"):
        msg = f"{name} of {matrix} must be an array or a list of labels, got {quote(given)}"
        raise TypeError(msg)
    labels = given.tolist() if hasattr(given, "tolist") else list(given)
    if not set(map(type, labels)) <= {int, str}:
        for at, label in enumerate(labels):
            if not isinstance(label, str | Integral):
                msg = (
                    f"{name} of {matrix} has {quote(label)} at position {at}; a label must be an "
                    "int or a str"
                )
                raise TypeError(msg)
    _check_length(len(labels), n_rows, name, matrix)
    return labels


def _check_length(length: int, n_rows: int, name: str, matrix: str) -> None:
    if length != n_rows:
        which = f"position {n_rows} on has no row" if length > n_rows else f"row {length} has none"
        msg = f"{name} of {matrix} has {length} entries, but {matrix} has {n_rows} rows: {which}"
        raise ValueError(msg)


def _ids(x: list[int | str], y: list[int | str]) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Give numbers to the labels of both matrices together."""
    numbers: dict[int | str, int] = {}
    x_ids = np.array([numbers.setdefault(label, len(numbers)) for label in x], dtype=np.int32)
    if y is x:
        return x_ids, x_ids
    return x_ids, np.array([numbers.setdefault(label, len(numbers)) for label in y], dtype=np.int32)


def _microseconds(window: Any, times: list[tuple[NDArray[np.int64], bool]]) -> int | None:
    """Give the length of a window in the unit of the timestamps, cut where it is finer."""
    dates = {is_dates for array, is_dates in times if array.size}
    if len(dates) > 1:
        msg = "timestamps of X and of Y must both be integers or both be dates"
        raise TypeError(msg)
    if window is None:
        return None
    if isinstance(window, timedelta):
        length, is_time = window // timedelta(microseconds=1), True
    elif isinstance(window, np.timedelta64):
        length, is_time = _of_timedelta64(window), True
    elif not isinstance(window, bool) and isinstance(window, Integral):
        length, is_time = int(window), False
    else:
        msg = f"window must be a timedelta or an int, got {quote(window)}"
        raise TypeError(msg)
    if length < 0:
        msg = f"window must not be negative, got {quote(window)}"
        raise ValueError(msg)
    if dates and dates != {is_time}:
        needed = "an int, as timestamps are" if is_time else "a timedelta, as timestamps are dates"
        msg = f"window must be {needed}, got {quote(window)}"
        raise TypeError(msg)
    return min(length, _LONGEST)


def _of_timedelta64(window: np.timedelta64) -> int:
    unit, count = np.datetime_data(window.dtype)
    if np.isnat(window) or unit not in _UNITS:
        msg = f"window must be a length of time in weeks or a smaller unit, got {window!r}"
        raise ValueError(msg)
    return int(window.astype(np.int64)) * count * _UNITS[unit] // _UNITS["us"]
