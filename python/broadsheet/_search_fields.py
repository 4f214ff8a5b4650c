"""Which columns of articles are searched, and how often does a word of each count?"""

from __future__ import annotations

from typing import Any

from ._fields import checked_fields

__all__ = ["whole_fields"]

_MOST = 1000


def whole_fields(fields: Any) -> dict[str, int] | None:
    """Hold a parameter `fields` to columns with whole weights.

    Parameters
    ----------
    fields : mapping of str to int, or None

    Returns
    -------
    dict or None

    Raises
    ------
    ValueError
        As `checked_fields`, and if a weight is not whole or above 1000.

    Examples
    --------
    >>> whole_fields({"title": 3.0, "text": 1})
    {'title': 3, 'text': 1}
    """
    checked = checked_fields(fields)
    if checked is None:
        return None
    for name, weight in checked.items():
        if not weight.is_integer() or weight > _MOST:
            msg = (
                f"fields[{name!r}] must be a whole number from 1 to {_MOST}, as a word counts so "
                f"often, got {weight!r}"
            )
            raise ValueError(msg)
    return {name: int(weight) for name, weight in checked.items()}
