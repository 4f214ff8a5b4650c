"""Which numbers does a text name?"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import NamedTuple

__all__ = ["Figure", "StoryFigures", "figures"]

# Digits with separators amid them: of thousands, of decimals (U+066B and U+066C are Arabic ones),
# of dates and of times. Spaces and apostrophes part thousands only.
_NUMBER = re.compile(
    "\\d{1,3}(?:([\u00a0\u2009\u202f'’])\\d{3})(?:\\1\\d{3})*(?!\\d)(?:[.,\u066b]\\d+)?"
    "|\\d+(?:[.,:\u066b\u066c]\\d+)*"
)
_THOUSANDS = re.compile(r"[1-9]\d{0,2}(?:(\D)\d{3})(?:\1\d{3})*|[1-9]\d?(?:,\d\d)+,\d{3}")
_MAGNITUDE = re.compile(r"[mbtk](?!\w)|\s?(?:bn|tn|trn|(?:m|b|tr)illion)(?!\w)", re.IGNORECASE)
_MORE_DIGITS = re.compile(r"(?!h\d\d(?!\w))[^\W\d]+\d")  # "20h30" is a time
# What may be a link: it ends at white space, quotes, and in the writing of Chinese and Japanese.
_RUN = re.compile(r'[^\s<>"\u3000-\u30ff\u3400-\u9fff\uff00-\uffef]+')
_IN_LINK = re.compile(r"://|\w\.[^\W\d_]{2,}(?::\d+)?/\S")


_HYPHENS = frozenset("-\u2010\u2011")
_LONGEST_IN_NAME = 3  # digits after a capitalized word; four are a year


class Figure(NamedTuple):
    """A number in figures.

    Attributes
    ----------
    value : str
        Equal for numbers that are: ASCII digits, without separators of thousands, with "." for the
        decimal separator and without zeros at the end of decimals. Dates and times keep theirs.
    start, end : int
        Where it stands in its text.
    """

    value: str
    start: int
    end: int


def figures(text: str) -> list[Figure]:
    """Find the numbers that a text gives in figures, in order. Linear in the text.

    "1,200", "1.200" and "1200" are one number: which of the first two is a decimal a text alone
    does not tell. Of two kinds of separators the last is the decimal one: "1,234.5" and "1.234,5".
    Number words, as "two" or "million", are none; nor are parts of names ("A380", "COVID-19"), of
    codes ("3fa85") and of links. Letters stand before a number where the writing has no case, as in
    Chinese, and as currencies: "N1,000", "R3.5bn". Before a hyphen a capital tells a name, but for
    that of "Mid-2025": one at the head of a word before four digits.

    Examples
    --------
    >>> [figure.value for figure in figures("In 2025, 1,200 people paid 4,50 % at 10:30.")]
    ['2025', '1200', '4.5', '10:30']
    """
    without_links = _without_links(text)
    return [
        Figure(_value(found[0]), found.start(), found.end())
        for found in _NUMBER.finditer(without_links)
        if _stands_alone(without_links, found[0], found.start(), found.end())
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
        for value, place in self._new(k):
            new.setdefault(value, place)
        return list(new.values())

    def new_places(self, k: int) -> list[tuple[int, int, int]]:
        """Give each place of these numbers, in order: field, begin and end."""
        return [place for _, place in self._new(k)]

    def _new(self, k: int) -> Iterator[tuple[str, tuple[int, int, int]]]:
        for field in range(self._n_fields):
            for number in self._found[self._n_fields * k + field]:
                if self._first[number.value] == k:
                    yield number.value, (field, number.start, number.end)


def _without_links(text: str) -> str:
    """Put spaces for links, so that places stay."""
    if "/" not in text:
        return text
    return _RUN.sub(
        lambda run: " " * len(run[0]) if "/" in run[0] and _IN_LINK.search(run[0]) else run[0], text
    )


def _stands_alone(text: str, number: str, start: int, end: int) -> bool:
    """Tell whether a run of digits is a number, and no part of a name or code."""
    if _part_of_name(text[end : end + 1]) and _MORE_DIGITS.match(text, end):
        return False
    before = text[start - 1 : start] if start else ""
    if before in _HYPHENS:
        if not _ends_name(text, start - 1, number):
            return True
    elif not _part_of_name(before):
        return True
    return _is_grouped(_ascii(number)) or _MAGNITUDE.match(text, end) is not None


def _ends_name(text: str, hyphen: int, number: str) -> bool:
    """Tell whether a number after a hyphen belongs to the word before: "F-16", "Covid-19"."""
    first = hyphen
    while first and text[first - 1].isalpha():
        first -= 1
    word = text[first:hyphen]
    if word[1:].islower():
        return word[0].isupper() and len(number) <= _LONGEST_IN_NAME
    return any(map(str.isupper, word))


def _part_of_name(character: str) -> bool:
    """Tell whether a character makes one word with digits: not in writings without case."""
    return bool(character) and (
        character == "_" or unicodedata.category(character) in {"Lu", "Ll", "Lt", "No", "Nl"}
    )


def _value(number: str) -> str:
    number = _ascii(number)
    if ":" in number:
        return number
    whole, decimals = _parts(number)
    if _THOUSANDS.fullmatch(whole) or whole.isdigit():
        decimals = decimals.rstrip("0")
        whole = "".join(filter(str.isdigit, whole))
        return f"{whole}.{decimals}" if decimals else whole
    return "".join(character if character.isdigit() else "." for character in number)


def _is_grouped(number: str) -> bool:
    return _THOUSANDS.fullmatch(_parts(number)[0]) is not None


def _parts(number: str) -> tuple[str, str]:
    """Part a number at its decimal separator, if it has one."""
    separators = [character for character in number if not character.isdigit()]
    if not separators or (_THOUSANDS.fullmatch(number) and separators[0] != "\u066b"):
        return number, ""
    whole, last, decimals = number.rpartition(separators[-1])
    return (whole, decimals) if last not in separators[:-1] else (number, "")


def _ascii(number: str) -> str:
    """Give a number with ASCII digits, and a comma for the Arabic separator of thousands."""
    if number.isascii():
        return number
    digits = (
        str(unicodedata.decimal(character)) if character.isdecimal() else character
        for character in number
    )
    return "".join(digits).replace("\u066c", ",")
