"""How is a search index pickled, and what is a pickle held to?"""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np

from ._search_index import SearchIndex

__all__ = ["state_of", "unpickle_search_index"]


def state_of(index: SearchIndex) -> tuple[Any, ...]:
    """Give what makes the index again: the arguments of `unpickle_search_index`.

    Terms are in code point order, and only those that some article has: what came and went leaves
    no trace but positions.
    """
    with index._changing:
        indptr, ids, counts, _ = index._postings.rows()
        names, there = tuple(index._ids), index._position_of
        gone = np.array([there.get(name) != row for row, name in enumerate(names)], np.uint8)
        used = np.unique(ids)
        terms = [term.encode("utf-8", "surrogatepass") for term in index._vocabulary.terms(used)]
    order = sorted(range(len(terms)), key=terms.__getitem__)
    column_of = np.zeros(int(used[-1]) + 1 if len(used) else 0, np.int32)
    column_of[used[order]] = np.arange(len(order), dtype=np.int32)
    text = b"\n".join(terms[at] for at in order)
    return (
        index.scoring, index.fields, index.n_jobs, names, gone, np.frombuffer(text, np.uint8),
        indptr, column_of[ids], counts,
    )  # fmt: skip


def unpickle_search_index(
    scoring: str,
    fields: dict[str, int] | None,
    n_jobs: int | None,
    names: Any,
    gone: Any,
    text: Any,
    indptr: Any,
    indices: Any,
    counts: Any,
) -> SearchIndex:
    """Make an index of what `state_of` gave, and refuse anything else.

    Raises
    ------
    ValueError
        If a part does not fit the others.
    TypeError
        If a part is of another type.
    """
    index = SearchIndex([], scoring=scoring, fields=fields, n_jobs=n_jobs)
    for name, array, kind in (
        ("gone", gone, np.uint8), ("text", text, np.uint8), ("indptr", indptr, np.int64),
        ("indices", indices, np.int32), ("counts", counts, np.int32),
    ):  # fmt: skip
        if not isinstance(array, np.ndarray) or array.dtype != kind or array.ndim != 1:
            msg = f"a pickled SearchIndex is broken: {name} is no array of {np.dtype(kind).name}"
            raise TypeError(msg)
    if not isinstance(names, tuple) or not all(type(name) is str for name in names):
        msg = "a pickled SearchIndex is broken: ids are no tuple of str"
        raise TypeError(msg)
    terms = text.tobytes().split(b"\n") if len(text) else []
    for term in terms:
        term.decode("utf-8", "surrogatepass")
    if any(a >= b for a, b in pairwise(terms)) or b"" in terms:
        msg = "a pickled SearchIndex is broken: its terms do not ascend"
        raise ValueError(msg)
    live = {name: row for row, name in enumerate(names) if row < len(gone) and not gone[row]}
    _require(
        len(gone) == len(names) == len(indptr) - 1
        and len(live) == len(gone) - np.count_nonzero(gone),
        "ids and rows do not fit, or an id comes twice",
    )
    _require(
        len(indices) == len(counts)
        and (np.diff(indptr) >= 0).all()
        and indptr[0] == 0
        and indptr[-1] == len(indices),
        "rows do not fit their entries",
    )
    ascends = np.ones(len(indices), bool)
    ascends[1:] = np.diff(indices) > 0
    ascends[indptr[:-1][indptr[:-1] < len(indices)]] = True
    _require(ascends.all(), "the terms of a row do not ascend")
    _require(not np.diff(indptr)[gone != 0].any(), "a removed article has terms")
    index._vocabulary.intern(terms)
    index._postings.add((indptr, indices, counts, len(terms)), n_threads=1)
    index._postings.remove(np.flatnonzero(gone).astype(np.int32))
    index._ids, index._position_of = list(names), live
    return index


def _require(holds: Any, what: str) -> None:
    if not holds:
        msg = f"a pickled SearchIndex is broken: {what}"
        raise ValueError(msg)
