"""In which order, and as of which time, do articles come into a stream?"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import numpy as np

from ._dates import to_datetime
from ._display import quote

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ._articles import Articles

__all__ = ["refuse_late", "stream_datetime", "stream_times"]

_LAST = datetime.max - datetime(1970, 1, 1)


def stream_times(articles: Articles, clock: int | None) -> NDArray[np.int64]:
    """Give the time of each article: its date, or the newest before it where it has none.

    Parameters
    ----------
    articles : Articles
    clock : int or None
        The stream's time in microseconds since 1970; None before the first article.

    Returns
    -------
    ndarray of int64, shape (n_articles,)
        Microseconds since 1970.

    Raises
    ------
    ValueError
        If there is no date before one without.

    Examples
    --------
    >>> import broadsheet as bs
    >>> stream_times(bs.Articles(text=["a", "b"], date=["1970-01-02", None]), None) // 1_000_000
    array([86400, 86400])
    """
    dates = articles.date.astype("datetime64[us]")
    times = dates.astype(np.int64)
    missing = np.isnat(dates)
    if not missing.any():
        return times
    least = np.iinfo(np.int64).min
    newest = np.maximum.accumulate(np.where(missing, least if clock is None else clock, times))
    if newest[0] == least:
        msg = (
            f"row 0 (id {quote(articles.id[0])}) has no date, and there is none before it that it "
            "could count as: begin the stream with an article that has one"
        )
        raise ValueError(msg)
    if clock is not None:
        newest = np.maximum(newest, clock)
    filled: NDArray[np.int64] = np.where(missing, newest, times)
    return filled


def refuse_late(
    articles: Articles, times: NDArray[np.int64], clock: int | None, window: int
) -> None:
    """Refuse articles from before the window.

    Raises
    ------
    ValueError
        Naming the first such row.
    """
    if clock is None:
        return
    late = np.flatnonzero(times < clock - window)
    if len(late):
        row = int(late[0])
        date, start = (
            f"{stream_datetime(at):%Y-%m-%d %H:%M}" for at in (times[row], clock - window)
        )
        msg = (
            f"row {row} (id {quote(articles.id[row])}) is of {date}, before the window, which "
            f'began {start}: give articles in the order of their dates, or pass late="append"'
        )
        raise ValueError(msg)


def stream_datetime(microseconds: int | np.integer) -> datetime:
    """Give a time in UTC; the last that there is instead of later ones."""
    last = _LAST // timedelta(microseconds=1)
    found = to_datetime(np.datetime64(min(int(microseconds), last), "us"))
    assert found is not None
    return found
