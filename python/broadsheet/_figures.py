"""Which numbers does a text name?"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import NamedTuple

__all__ = ["Figure", "StoryFigures", "figures"]

# Digits, and separators amid them: of thousands, of decimals, of dates and of times.
_SEPARATORS = ".,:'’\u00a0\u2009\u202f"
_NUMBER = re.compile(rf"(?<!\w)\d+(?:[{_SEPARATORS}]\d+)*")
_GROUPED = re.compile(rf"\d{{1,3}}(?:([{_SEPARATORS.replace(':', '')}])\d{{3}})(?:\1\d{{3}})*")


class Figure(NamedTuple):
    """A number in figures.

    Attributes
    ----------
    value : str
        Equal for numbers that are: ASCII digits, without separators of thousands, and "." for the
        decimal comma.
    start, end : int
        Where it stands in its text.
    """

    value: str
    start: int
    end: int


def figures(text: str) -> list[Figure]:
    """Find the numbers that a text gives in figures, in order.

    "1,200", "1.200" and "1200" are one number: which of the two is a decimal a text alone does not
    tell. Number words, as "two" or "million", are none.

    Examples
    --------
    >>> [figure.value for figure in figures("In 2025, 1,200 people paid 4,5 % at 10:30.")]
    ['2025', '1200', '4.5', '10:30']
    """
    return [
        Figure(_value(found[0]), found.start(), found.end()) for found in _NUMBER.finditer(text)
    ]


class StoryFigures:
    """The numbers of a story's members, in the order of their publication.

    Parameters
    ----------
    texts : sequence of str
        Of each member its fields in turn.
    n_fields : int

    Examples
    --------
    >>> StoryFigures(["", "12 of 30 came.", "", "30 came, then 40."], 2).new(1)
    [(1, 14, 16)]
    """

    def __init__(self, texts: Sequence[str], n_fields: int) -> None:
        self._n_fields = n_fields
        self._found = [figures(text) for text in texts]
        self._first: dict[str, int] = {}
        for text, found in enumerate(self._found):
            for number in found:
                self._first.setdefault(number.value, text // n_fields)

    def new(self, k: int) -> list[tuple[int, int, int]]:
        """Give the numbers of a member that none before has: field, begin and end of each once."""
        new: dict[str, tuple[int, int, int]] = {}
        for field in range(self._n_fields):
            for number in self._found[self._n_fields * k + field]:
                if self._first[number.value] == k:
                    new.setdefault(number.value, (field, number.start, number.end))
        return list(new.values())


def _value(number: str) -> str:
    if not number.isascii():
        number = "".join(
            str(unicodedata.decimal(character)) if character.isdecimal() else character
            for character in number
        )
    if number.isdigit():
        return number
    grouped = _GROUPED.fullmatch(number)
    return number.replace(grouped[1], "") if grouped else number.replace(",", ".")
