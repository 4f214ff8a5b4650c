"""How fast similarity falls with the time between two articles: the sigma of the Gaussian."""

from __future__ import annotations

import re
from datetime import timedelta
from numbers import Real
from typing import TYPE_CHECKING, Any

import numpy as np

from ._display import quote
from ._pair_filter import times_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["DAY", "time_kernel", "time_scale_us"]

DAY = 86_400_000_000  # microseconds

_UNKNOWN = np.iinfo(np.int64).min  # NaT, as the core has it
_MICROSECONDS = {"D": DAY, "h": 3_600_000_000, "min": 60_000_000, "s": 1_000_000}


def time_scale_us(time_scale: object, name: str = "time_scale") -> float | None:
    """Read sigma as microseconds.

    Parameters
    ----------
    time_scale : str, timedelta, numpy.timedelta64 or None
        A str is a number and a unit: "4D", "12h", "30min", "90s". A timedelta64 is in weeks or a
        smaller unit.
    name : str, default="time_scale"
        Of the parameter, for messages.

    Returns
    -------
    float or None
        None where dates are ignored.

    Raises
    ------
    TypeError
        If it is of another type.
    ValueError
        If it cannot be read, or is not positive.

    Examples
    --------
    >>> time_scale_us("12h")
    43200000000.0
    """
    if time_scale is None:
        return None
    if isinstance(time_scale, str):
        match = re.fullmatch(r"\s*(\d+(?:\.\d*)?|\.\d+)\s*(D|h|min|s)\s*", time_scale)
        if match is None:
            msg = f'{name} must be like "4D", "12h", "30min" or "90s", got {quote(time_scale)}'
            raise ValueError(msg)
        microseconds = float(match[1]) * _MICROSECONDS[match[2]]
    elif isinstance(time_scale, timedelta):
        microseconds = time_scale / timedelta(microseconds=1)
    elif isinstance(time_scale, np.timedelta64):
        _require_fixed_unit(time_scale, name)
        microseconds = float(time_scale / np.timedelta64(1, "us"))
    elif isinstance(time_scale, bool) or not isinstance(time_scale, Real):
        msg = f"{name} must be a str, a timedelta or None, got {quote(time_scale)}"
        raise TypeError(msg)
    else:
        msg = (
            f"{name} is {quote(time_scale)}, and a number has no unit for dates; pass "
            '"4D" or a timedelta'
        )
        raise TypeError(msg)
    if not 0 < microseconds < np.inf:
        msg = f"{name} must be positive, got {quote(time_scale)}"
        raise ValueError(msg)
    return microseconds


def _require_fixed_unit(time_scale: np.timedelta64, name: str) -> None:
    unit, _ = np.datetime_data(time_scale.dtype)
    problem = {"generic": "has no unit", "M": "is in months", "Y": "is in years"}.get(unit)
    if problem is None:
        return
    why = "" if unit == "generic" else ", which are not all of one length"
    msg = f'{name} {time_scale!r} {problem}{why}; pass "4D" or a timedelta'
    raise ValueError(msg)


def time_kernel(
    timestamps: Any, time_scale: object, n_rows: int
) -> tuple[NDArray[np.int64] | None, float | None]:
    """Read moments and their sigma, in one unit.

    Parameters
    ----------
    timestamps : array-like of shape (n_rows,) or None
        Dates of any kind, of which some may be missing, or integers, of which none may.
    time_scale : str, timedelta, numpy.timedelta64, float or None
        Of dates as for `time_scale_us`; of integers a number in their unit.
    n_rows : int
        Rows of X.

    Returns
    -------
    timestamps : ndarray of int64 or None
    sigma : float or None
        Both None, or neither.

    Raises
    ------
    ValueError, TypeError
        If one is given without the other, or they are not of one kind, or not as said.

    Examples
    --------
    >>> time_kernel(["2024-05-01", None], "1D", 2)[1]
    86400000000.0
    """
    if timestamps is None and time_scale is None:
        return None, None
    if timestamps is None or time_scale is None:
        given, lacking = ("time_scale", "timestamps") if timestamps is None else (
            "timestamps", "time_scale")  # fmt: skip
        msg = f"{given} needs {lacking}: pass both or neither"
        raise ValueError(msg)
    times, are_dates = times_of(timestamps, n_rows, "timestamps", "X")
    if are_dates:
        return times, time_scale_us(time_scale)
    if isinstance(time_scale, bool | np.timedelta64) or not isinstance(time_scale, Real):
        if not len(times):
            return times, time_scale_us(time_scale)
        msg = f"time_scale must be a number, as timestamps are integers, got {quote(time_scale)}"
        raise TypeError(msg)
    sigma = float(time_scale)
    if not 0 < sigma < np.inf:
        msg = f"time_scale must be positive and finite, got {quote(time_scale)}"
        raise ValueError(msg)
    if (unknown := times == _UNKNOWN).any():
        msg = (
            f"timestamps of X has {_UNKNOWN} at position {int(np.argmax(unknown))}, which stands "
            "for a missing date; of integers none may be missing: pass dates, or leave the row out"
        )
        raise ValueError(msg)
    return times, sigma
