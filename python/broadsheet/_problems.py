"""What did reading leave out or take as missing? Counted, and listed line by line."""

from __future__ import annotations

import warnings
from typing import NamedTuple

from ._display import one_line

__all__ = ["NO_PROBLEMS", "ProblemList", "Problems", "ReadWarning"]

_MOST_LISTED = 1000
_SHOWN = 3


class ReadWarning(UserWarning):
    """Rows were left out, or dates taken as missing, as the caller allowed."""


class Problems(NamedTuple):
    """What reading left out or took as missing, because `skip_bad` or ``dates="coerce"`` said so.

    Attributes
    ----------
    n_skipped : int
        Rows that were left out.
    n_dates : int
        Dates that were taken as missing.
    skipped, dates : tuple of str
        For each, up to the first 1,000, the message that would else have been an error; it names
        file, line and field.

    Examples
    --------
    >>> str(Problems(1, 0, ("a.jsonl, line 3: broken JSON",), ()))
    '1 row was left out: a.jsonl, line 3: broken JSON'
    """

    n_skipped: int
    n_dates: int
    skipped: tuple[str, ...]
    dates: tuple[str, ...]

    def __str__(self) -> str:
        parts = []
        for n, what, messages in (
            (self.n_skipped, ("row was left out", "rows were left out"), self.skipped),
            (self.n_dates, ("date is taken as missing", "dates are taken as missing"), self.dates),
        ):
            if n:
                listed = "; ".join(messages[:_SHOWN])
                more = f"; and {n - _SHOWN:,} more" if n > _SHOWN else ""
                parts.append(f"{n:,} {what[n > 1]}: {listed}{more}")
        return ". ".join(parts) or "no problems"

    def listed(self) -> str:
        """List all that were kept, one a line, below how many there are; ``""`` without any."""
        lines = []
        for n, what, messages in (
            (self.n_skipped, "rows left out", self.skipped),
            (self.n_dates, "dates taken as missing", self.dates),
        ):
            if n:
                lines += [f"{what}: {n:,}", *(f"  {one_line(message)}" for message in messages)]
                if n > len(messages):
                    lines.append(f"  … and {n - len(messages):,} more")
        return "".join(f"{line}\n" for line in lines)

    def warn(self, stacklevel: int) -> None:
        """Warn if there are any."""
        if self.n_skipped or self.n_dates:
            message = f"{self}. Articles.problems lists them"
            warnings.warn(message, ReadWarning, stacklevel=stacklevel + 1)


NO_PROBLEMS = Problems(0, 0, (), ())


class ProblemList:
    """Collects problems while rows are read.

    Examples
    --------
    >>> problems = ProblemList()
    >>> problems.add_date("row 0: no date")
    >>> problems.get().n_dates
    1
    """

    def __init__(self) -> None:
        self._n_skipped = self._n_dates = 0
        self._skipped: list[str] = []
        self._dates: list[str] = []

    def add_row(self, message: str) -> None:
        """Note a row that is left out."""
        self._n_skipped += 1
        if len(self._skipped) < _MOST_LISTED:
            self._skipped.append(message)

    def add_date(self, message: str) -> None:
        """Note a date that is taken as missing."""
        self._n_dates += 1
        if len(self._dates) < _MOST_LISTED:
            self._dates.append(message)

    def get(self) -> Problems:
        """Give what was noted so far."""
        return Problems(self._n_skipped, self._n_dates, tuple(self._skipped), tuple(self._dates))
