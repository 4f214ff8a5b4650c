"""Is what a caller gives as `vocabulary` one?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

__all__ = ["checked_vocabulary"]


def checked_vocabulary(given: Any) -> dict[Any, int] | None:
    """Take a parameter `vocabulary` as terms with their columns.

    Parameters
    ----------
    given : mapping, iterable or None
        Terms with their columns, or terms in their order; a set is sorted. None is to be learnt.

    Returns
    -------
    dict or None

    Raises
    ------
    ValueError
        If a term or column comes twice, a column is missing, or there is no term.

    Examples
    --------
    >>> checked_vocabulary(["bridge", "toll"])
    {'bridge': 0, 'toll': 1}
    """
    if given is None:
        return None
    vocabulary: dict[Any, int] = {}
    if isinstance(given, Mapping):
        columns = set(given.values())
        if len(columns) != len(given):
            msg = "Vocabulary contains repeated indices."
            raise ValueError(msg)
        missing = next((i for i in range(len(given)) if i not in columns), None)
        if missing is not None:
            msg = f"Vocabulary of size {len(given)} doesn't contain index {missing}."
            raise ValueError(msg)
        vocabulary.update(given)
    else:
        ordered = sorted(given) if isinstance(given, set) else given
        for i, term in enumerate(ordered):
            if vocabulary.setdefault(term, i) != i:
                msg = f"Duplicate term in vocabulary: {term!r}"
                raise ValueError(msg)
    if not vocabulary:
        msg = "empty vocabulary passed to fit"
        raise ValueError(msg)
    return vocabulary
