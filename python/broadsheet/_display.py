"""Articles on a terminal: short, aligned, and unable to drive it.

A scraped title may hold terminal escape sequences, line breaks or lone surrogates. Whatever is
shown as plain text goes through `printable` or `one_line` first.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

__all__ = ["columns_of", "counted", "one_line", "printable", "quote", "text_table"]

# Control characters, line and paragraph separators, overrides of the writing direction, and
# surrogates, which no terminal can encode. Joiners and direction marks belong to the writing of
# Persian, Hebrew and others, and stay.
_UNSAFE = r"\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff"
_UNSAFE_IN_TEXT = re.compile(f"[{_UNSAFE}]")
_UNSAFE_IN_LINE = re.compile(f"[{_UNSAFE}\t\n]")


def printable(text: str) -> str:
    r"""Put U+FFFD for each character that could drive a terminal; line breaks and tabs stay.

    Examples
    --------
    >>> printable("red \x1b[31malert")
    'red �[31malert'
    """
    return _UNSAFE_IN_TEXT.sub("�", text)


def one_line(text: str, width: int | None = None) -> str:
    r"""Text as one printable line of at most `width` terminal columns, cut with an ellipsis.

    Examples
    --------
    >>> one_line("Storm\n  hits the coast", 11)
    'Storm hits…'
    """
    if width is not None:
        text = text[: 20 * width + 200]  # a long article is not split in words for a short line
    line = _UNSAFE_IN_LINE.sub("�", " ".join(text.split()))
    if width is None or (columns_of(line) <= width and len(line) <= 2 * width):
        return line
    kept, used = 0, 1  # one column for the ellipsis
    for character in line[: 2 * width - 1]:  # marks take no column, and there may be any number
        used += columns_of(character)
        if used > width:
            break
        kept += 1
    return line[:kept].rstrip() + "…"


def quote(value: object) -> str:
    """Write a value as an error message names it: in quotes, short, on one line.

    Examples
    --------
    >>> quote("14 Nisan")
    '"14 Nisan"'
    >>> quote(7.5)
    '7.5'
    """
    return f'"{one_line(value, 60)}"' if isinstance(value, str) else one_line(repr(value), 60)


def counted(n: int, name: str) -> str:
    """Write how many there are of what has a regular plural.

    Examples
    --------
    >>> counted(1, "article"), counted(1200, "story")
    ('1 article', '1,200 stories')
    """
    if n != 1:
        name = f"{name[:-1]}ies" if name.endswith("y") else f"{name}s"
    return f"{n:,} {name}"


def columns_of(text: str) -> int:
    """How many terminal columns a line of text takes: Chinese takes two a character.

    Examples
    --------
    >>> columns_of("news"), columns_of("新闻")
    (4, 4)
    """
    if text.isascii():
        return len(text)
    return sum(
        0
        if unicodedata.combining(character) or unicodedata.category(character) in {"Cf", "Me", "Mn"}
        else 1 + (unicodedata.east_asian_width(character) in {"W", "F"})
        for character in text
    )


def text_table(rows: Sequence[Sequence[str]], right: Sequence[int] = ()) -> str:
    """Rows of equally many cells as aligned lines; the columns in `right` align right.

    Examples
    --------
    >>> print(text_table([["id", "words"], ["a", "12"]], right=[1]))
    id  words
    a      12
    """
    widths = [max(map(columns_of, column)) for column in zip(*rows, strict=True)]
    lines = []
    for row in rows:
        cells = []
        for number, (cell, width) in enumerate(zip(row, widths, strict=True)):
            space = " " * (width - columns_of(cell))
            cells.append(space + cell if number in right else cell + space)
        lines.append("  ".join(cells).rstrip())
    return "\n".join(lines)
