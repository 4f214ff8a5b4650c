"""Where do patterns occur in a text of any length? In windows, so that Ctrl-C is heard."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

__all__ = ["LONGEST_MATCH", "WINDOW", "Place", "Summary", "matches", "steps", "summary"]

WINDOW = 1 << 20  # characters: some ten milliseconds of a compiled pattern
LONGEST_MATCH = 1024  # characters that a pattern may span, with what it looks at behind


class Place(NamedTuple):
    """Something that was found in a text: of what kind, where, and what it probably was."""

    kind: str
    begin: int
    end: int
    probably: str


@dataclass(slots=True)
class Summary:
    """The first place of a kind in a text, and how many there are."""

    first: Place
    n: int = 1


def matches(pattern: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    """Give the matches of a pattern in a text, as `finditer`, window by window.

    Parameters
    ----------
    pattern : re.Pattern
        Matches at most `LONGEST_MATCH` characters, those of a look-ahead included.
    text : str

    Yields
    ------
    re.Match

    Notes
    -----
    Linear in the text. Between windows Python handles signals, which `re` does not while it looks
    for the next match.

    Examples
    --------
    >>> [match.span() for match in matches(re.compile("a+"), "baab a")]
    [(1, 3), (5, 6)]
    """
    if len(text) <= WINDOW:
        yield from pattern.finditer(text)
        return
    begin = done = 0
    while begin < len(text):
        end = min(begin + WINDOW, len(text))
        for match in pattern.finditer(text, max(begin, done), min(end + LONGEST_MATCH, len(text))):
            if match.start() >= end:
                break
            done = match.end()
            yield match
        begin = end


def steps(
    texts: Sequence[str], update: Callable[[int, int], object] | None
) -> Iterator[tuple[int, str]]:
    """Give texts with their rows, and tell `update` now and then how far that is, in characters.

    Examples
    --------
    >>> list(steps(["a", "b"], print))
    2 2
    [(0, 'a'), (1, 'b')]
    """
    if update is None:
        yield from enumerate(texts)
        return
    total = sum(map(len, texts))
    done = told = 0
    for row, text in enumerate(texts):
        yield row, text
        done += len(text)
        if done - told >= WINDOW:
            update(done, total)
            told = done
    update(total, total)


def summary(places: Iterable[Place], into: dict[str, Summary]) -> None:
    """Count places by kind, and keep of each kind the one that comes first in the text.

    Examples
    --------
    >>> found = {}
    >>> summary([Place("html", 9, 12, ""), Place("html", 2, 5, "")], found)
    >>> found["html"].n, found["html"].first.begin
    (2, 2)
    """
    for place in places:
        so_far = into.get(place.kind)
        if so_far is None:
            into[place.kind] = Summary(place)
        else:
            so_far.n += 1
            if place.begin < so_far.first.begin:
                so_far.first = place
