"""When an article appeared: dates of any kind as microseconds since 1970, in UTC."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Literal, TypeAlias, get_args

import numpy as np
from numpy.typing import NDArray

from ._display import quote

__all__ = [
    "NAT",
    "Epoch",
    "checked_epoch",
    "is_null",
    "to_datetime",
    "to_datetime64",
    "to_microseconds",
]

Epoch: TypeAlias = Literal["s", "ms", "us", "ns"]

NAT: int = np.iinfo(np.int64).min  # as NumPy stores a missing date

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_NAIVE_EPOCH = datetime(1970, 1, 1)
_FIRST = (datetime.min - _NAIVE_EPOCH) // timedelta(microseconds=1)
_LAST = (datetime.max - _NAIVE_EPOCH) // timedelta(microseconds=1)

# `datetime.fromisoformat` takes any character between date and time, so it would read the epoch
# number "1511110200000" as 1511-11-02 00:00. This admits "T" and a space only.
_ISO = re.compile(r"[0-9W-]{7,10}(?:[T ][0-9:.,]+(?:Z|[+-][0-9:.]+)?)?")

# `email.utils` takes much that is no date of RFC 2822, and zones that it does not know for UTC.
_RFC_2822 = re.compile(
    r"((?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),\s+)?[0-9]{1,2}\s+"
    r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\s+[0-9]{4}\s+"
    r"[0-9]{2}:[0-9]{2}(?::[0-9]{2})?\s+"
    r"(?:[+-](?:[01][0-9]|2[0-3])[0-5][0-9]|UTC|UT|GMT|[ECMP][SD]T))(?:\s*\([^()]*\))?"
)
_NUMBER = re.compile(r"[0-9]{1,20}(?:\.[0-9]{1,9})?")
_PER_SECOND = {"s": 1, "ms": 1_000, "us": 1_000_000, "ns": 1_000_000_000}
# What lies outside of these, as seconds, is rather a year (2024), a day (20240517), a stamp
# (20240517083000), or of another unit: no two units share a number between them.
_FIRST_SECOND, _LAST_SECOND = 100_000_000, 16_725_225_600  # 1973-03-03T09:46:40, 2500-01-01


def is_null(value: object) -> bool:
    """Tell whether a value stands for a missing one: None, NaN, NaT or pandas.NA.

    Examples
    --------
    >>> is_null(float("nan")), is_null("")
    (True, False)
    """
    if value is None or type(value).__name__ == "NAType":  # pandas.NA, whose == is NA again
        return True
    missing_differs_from_itself = float | np.floating | datetime | np.datetime64
    return isinstance(value, missing_differs_from_itself) and bool(value != value)


def checked_epoch(epoch: object) -> Epoch:
    """Hold a parameter `epoch` to the units that there are.

    Examples
    --------
    >>> checked_epoch("ms")
    'ms'
    """
    if epoch not in get_args(Epoch):
        msg = f'epoch must be "s", "ms", "us" or "ns", got {quote(epoch)}'
        raise ValueError(msg)
    return epoch  # type: ignore[return-value]  # mypy does not narrow by get_args


def to_microseconds(value: object, epoch: Epoch = "s") -> int:
    """Microseconds from 1970-01-01 in UTC to a date.

    Parameters
    ----------
    value : str, int, float, datetime.datetime, datetime.date, pandas.Timestamp, \
numpy.datetime64 or null
        A string is in ISO 8601: a date, or a date with a time, which may have a fraction (cut at
        microseconds) and ``Z`` or an offset; what has no offset is taken as UTC. Or in RFC 2822, as
        ``Fri, 17 May 2024 08:30:00 +0200``. A number, or a string that is one, counts from 1970 in
        UTC and lies between March 1973 and the year 2500. Null and the empty string are a missing
        date.
    epoch : {'s', 'ms', 'us', 'ns'}, default='s'
        The unit of numbers.

    Returns
    -------
    int
        `NAT` where the date is missing.

    Raises
    ------
    ValueError
        If it is none of these, or lies outside the years 1 to 9999.

    Examples
    --------
    >>> to_microseconds("1970-01-01T01:00:01+01:00")
    1000000
    >>> to_microseconds("Fri, 17 May 2024 08:30:00 +0200") == to_microseconds(1715927400)
    True
    """
    if isinstance(value, str):
        if not value:
            return NAT
        try:
            micros = _from_string(value, epoch)
        except (ValueError, OverflowError):
            micros = None
        if micros is not None:
            return micros
    elif is_null(value):
        return NAT
    elif isinstance(value, np.datetime64):
        return int(to_datetime64(np.asarray(value)).view(np.int64))
    elif isinstance(value, date):  # and its subclass datetime, and its subclass pandas.Timestamp
        try:
            return _from_datetime(_plain(value))
        except (ValueError, OverflowError):
            pass
    elif isinstance(value, int | float | np.integer | np.floating) and not isinstance(value, bool):
        micros = _from_number(value, epoch)
        if micros is not None:
            return micros
    msg = f"{quote(value)} is not a date in the years 1 to 9999; {_advice(value, epoch)}"
    raise ValueError(msg)


def to_datetime64(values: NDArray[np.datetime64] | Iterable[object]) -> NDArray[np.datetime64]:
    """Dates as a new array of NumPy's ``datetime64[us]``.

    Parameters
    ----------
    values : array of datetime64 (any unit), or iterable of dates
        As for `to_microseconds`.

    Returns
    -------
    ndarray of datetime64[us]

    Raises
    ------
    ValueError
        If one is no date; the message names its row.

    Examples
    --------
    >>> to_datetime64(["2024-05-17", None])
    array(['2024-05-17T00:00:00.000000', 'NaT'], dtype='datetime64[us]')
    """
    if isinstance(values, np.ndarray) and values.dtype.kind == "M":
        # NumPy wraps round silently where microseconds overflow; years never do.
        years = values.astype("datetime64[Y]").astype(np.int64) + 1970
        wrong = ~np.isnat(values) & ((years < 1) | (years > 9999))
        if wrong.any():
            row = int(np.argmax(wrong))
            place = f'row {row}, field "date": ' if values.ndim else ""
            msg = f"{place}{values.flat[row]!r} is not a date in the years 1 to 9999"
            raise ValueError(msg)
        return values.astype("datetime64[us]")
    micros = []
    for row, value in enumerate(values):
        try:
            micros.append(to_microseconds(value))
        except ValueError as error:
            msg = f'row {row}, field "date": {error}'
            raise ValueError(msg) from None
    return np.array(micros, dtype=np.int64).view("datetime64[us]")


def to_datetime(value: np.datetime64) -> datetime | None:
    """Convert a date to Python's `datetime` in UTC, or None where it is missing.

    Examples
    --------
    >>> to_datetime(np.datetime64("2024-05-17T08:30"))
    datetime.datetime(2024, 5, 17, 8, 30, tzinfo=datetime.timezone.utc)
    """
    if np.isnat(value):
        return None
    return _EPOCH + timedelta(microseconds=int(value.astype("datetime64[us]").astype(np.int64)))


def _from_string(value: str, epoch: Epoch) -> int | None:
    """Read a date; None where it is of no known form."""
    if _ISO.fullmatch(value) and not _is_number_of(value, epoch):
        return _from_datetime(datetime.fromisoformat(value))
    if match := _RFC_2822.fullmatch(value):
        return _from_datetime(parsedate_to_datetime(match[1]))
    if _NUMBER.fullmatch(value):
        return _from_number(int(value) if value.isdigit() else float(value), epoch)
    return None


def _is_number_of(value: str, epoch: Epoch) -> bool:
    # Eight digits may be a day, as 20240517; nine and more are no date in ISO 8601.
    return value.isdigit() and len(value) > 8 and _from_number(int(value), epoch) is not None


def _from_number(value: float | np.integer | np.floating, epoch: Epoch) -> int | None:
    """Microseconds of an epoch number; None where it is out of range."""
    per_second = _PER_SECOND[epoch]
    if not _FIRST_SECOND * per_second <= value < _LAST_SECOND * per_second:
        return None
    if isinstance(value, float | np.floating):
        return round(float(value) * (1_000_000 / per_second))
    return int(value) * 1_000_000 // per_second


def _advice(value: object, epoch: Epoch) -> str:
    iso = "give it in ISO 8601, as 2024-05-17 or 2024-05-17T08:30:00Z"
    if isinstance(value, str) and _NUMBER.fullmatch(value):
        value = float(value)
    if isinstance(value, int | float | np.integer | np.floating) and not isinstance(value, bool):
        fitting: tuple[Epoch, ...] = get_args(Epoch)
        for unit in fitting:
            if unit != epoch and _from_number(value, unit) is not None:
                return f'if it counts {unit} from 1970, pass epoch="{unit}"'
        return f"{iso}; numbers count {epoch} from 1970, from March 1973 to the year 2499"
    return iso


def _plain(value: date) -> datetime:
    """Make a date, or a subclass such as pandas.Timestamp whose arithmetic is slow, a datetime."""
    if type(value) is datetime:
        return value
    if not isinstance(value, datetime):
        return datetime(value.year, value.month, value.day)
    return datetime(
        value.year, value.month, value.day, value.hour, value.minute, value.second,
        value.microsecond, tzinfo=value.tzinfo, fold=value.fold,
    )  # fmt: skip


def _from_datetime(value: datetime) -> int:
    epoch = _NAIVE_EPOCH if value.utcoffset() is None else _EPOCH
    since = value - epoch
    micros = (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds
    if not _FIRST <= micros <= _LAST:  # 0001-01-01 at +05:00 is a day of year 0 in UTC
        raise OverflowError
    return micros
