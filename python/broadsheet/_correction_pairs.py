"""Which pairs of ids are corrections, and do these agree?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ._display import quote
from ._must_links import MustLinks

__all__ = ["Pair", "listed", "pair_of", "refuse_contradictions"]

Pair = tuple[str, str]


def listed(pairs: Any, kind: str) -> Iterable[Any]:
    """Refuse what is no list of pairs, as a mapping or a string, which one could go through."""
    if isinstance(pairs, str | bytes | Mapping) or not isinstance(pairs, Iterable):
        msg = f"{kind} must be a list of pairs of ids, got {quote(pairs)}"
        raise TypeError(msg)
    return pairs


def pair_of(pair: Any, name: str) -> Pair:
    """Give two different ids, the lower first.

    Raises
    ------
    TypeError, ValueError
        Naming the entry, by `name`, that is something else.
    """
    if not isinstance(pair, list | tuple):
        msg = f'{name} must be two ids, as ["a", "b"], got {quote(pair)}'
        raise TypeError(msg)
    if len(pair) != 2:
        msg = f'{name} must be two ids, as ["a", "b"], got {len(pair)}: {quote(pair)}'
        raise ValueError(msg)
    for one in pair:
        if not isinstance(one, str):
            msg = f'{name}: an id must be a str, as "{one}", got {quote(one)}'
            raise TypeError(msg)
    low, high = sorted(map(str, pair))
    if low == high:
        msg = f"{name} is of {quote(low)} with itself; give two articles"
        raise ValueError(msg)
    return low, high


def refuse_contradictions(pairs: Mapping[str, set[Pair]]) -> None:
    """Refuse must-links that join what a cannot-link parts.

    Raises
    ------
    ValueError
        Naming the shortest chain of the first such cannot-link.
    """
    links = MustLinks(pairs["must_link"])
    wrong = sorted(pair for pair in pairs["cannot_link"] if links.tie(*pair))
    if wrong:
        a, b = wrong[0]
        chain = " - ".join(map(quote, links.chain(a, b)))
        more = "" if len(wrong) == 1 else f"; {len(wrong) - 1:,} more cannot-links do so"
        msg = (
            f"cannot-link {quote(a)}, {quote(b)} contradicts must-links, which join {chain}: "
            f"take one out{more}"
        )
        raise ValueError(msg)
