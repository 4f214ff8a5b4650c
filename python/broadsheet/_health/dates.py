"""Which dates can no article have? The future, before newspapers, a clock's zero."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
from numpy.typing import NDArray

from .._dates import to_datetime64

__all__ = ["impossible_dates"]

_FIRST_NEWSPAPER = np.datetime64("1605-01-01")  # the Relation of Strasbourg
_ONE_DAY = np.timedelta64(1, "D")  # time zones, and clocks that go fast

# The day that a clock shows where nobody set it, and whose it is. The day before as well: midnight
# east of Greenwich is still that day in UTC.
_ZEROS = {
    "1899-12-30": "a spreadsheet's",
    "1899-12-31": "a spreadsheet's",
    "1900-01-01": "a spreadsheet's",
    "1904-01-01": "an old Macintosh's",
    "1970-01-01": "Unix's",
    "1969-12-31": "Unix's, in a time zone west of Greenwich",
}
_NEIGHBOURHOOD = np.timedelta64(31, "D")


def impossible_dates(
    dates: NDArray[np.datetime64], now: datetime | None = None
) -> list[tuple[int, str]]:
    """Find the dates that no article can have.

    Parameters
    ----------
    dates : ndarray of datetime64, shape (n_articles,)
        NaT where one is missing.
    now : datetime.datetime, optional
        Later dates, by more than a day, are in the future. Default: the clock's.

    Returns
    -------
    list of (int, str)
        Rows, ascending, and what is wrong with each.

    Notes
    -----
    A clock's zero is a finding only where no article has one of the days around it, 31 before and
    after: an archive of 1970 has real ones.

    Examples
    --------
    >>> dates = np.array(["0001-01-01", "2016-05-27", "1970-01-01", "2050-01-01"], "datetime64[us]")
    >>> impossible_dates(dates, datetime(2026, 1, 1))
    [(0, 'before the first newspaper, 1605'), (2, "Unix's zero of time: the date was not set"),
     (3, 'in the future')]
    """
    last = to_datetime64([datetime.now(UTC) if now is None else now])[0] + _ONE_DAY
    days = dates.astype("datetime64[D]")
    known = np.unique(days[~np.isnat(days)])
    zeros = {np.datetime64(day): whose for day, whose in _ZEROS.items()}
    found = [(int(row), "in the future") for row in np.flatnonzero(dates > last)]
    found += [
        (int(row), "before the first newspaper, 1605")
        for row in np.flatnonzero(days < _FIRST_NEWSPAPER)
    ]
    for day, whose in zeros.items():
        rows = np.flatnonzero(days == day)
        if rows.size:
            near = known[np.abs(known - day) <= _NEIGHBOURHOOD]
            if all(other in zeros for other in near):
                found += [(int(row), f"{whose} zero of time: the date was not set") for row in rows]
    return sorted(found)
