"""Where corrections send the articles of a stream, and where these may not go."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from ._must_links import MustLinks

if TYPE_CHECKING:
    from ._corrections import Corrections

__all__ = ["stream_links"]


def stream_links(
    corrections: Corrections | None, number_of: Mapping[str, int], ids: Sequence[str]
) -> dict[str, Any]:
    """Give what the core takes as ``forced`` and ``barred``.

    Pairs that name articles which have not come yet wait for them.

    Parameters
    ----------
    corrections : Corrections or None
    number_of : mapping of str to int
        Of the articles so far, in their order.
    ids : sequence of str
        Of the articles that come now, in theirs.

    Returns
    -------
    dict
        Empty where no correction is of these articles.
    """
    if corrections is None:
        return {}
    links = MustLinks(corrections.must_links)
    apart: dict[str, set[str]] = {}  # names of ties that a cannot-link parts
    for a, b in corrections.cannot_links:
        apart.setdefault(links.of(a), set()).add(links.of(b))
        apart.setdefault(links.of(b), set()).add(links.of(a))
    named = frozenset(corrections.ids)
    if named.isdisjoint(ids):
        return {}
    came: dict[str, list[int]] = {}  # the articles of a tie, in the order in which they came
    for name in sorted(named & number_of.keys(), key=number_of.__getitem__):
        came.setdefault(links.of(name), []).append(number_of[name])
    forced = np.full(len(ids), -1, dtype=np.int64)
    barred: list[int] = []
    indptr = np.zeros(len(ids) + 1, dtype=np.int64)
    for row, name in enumerate(ids):
        if name in named:
            tie = links.of(name)
            before = came.setdefault(tie, [])
            if before:
                forced[row] = before[-1]
            barred.extend(number for other in apart.get(tie, ()) for number in came.get(other, ()))
            before.append(len(number_of) + row)
        indptr[row + 1] = len(barred)
    return {"forced": forced, "barred": (indptr, np.array(barred, dtype=np.int64))}
