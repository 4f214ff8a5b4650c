"""What may a number be that a caller gives?"""

from __future__ import annotations

from typing import Any

__all__ = ["at_least_one"]


def at_least_one(value: Any, name: str) -> int:
    """Hold a number of things to be an integer of at least 1.

    Parameters
    ----------
    value : int
        What was given; NumPy's integers too.
    name : str
        The argument's name, for messages.

    Returns
    -------
    int

    Raises
    ------
    TypeError
        If it is no integer.
    ValueError
        If it is below 1.

    Examples
    --------
    >>> at_least_one(10, "k")
    10
    """
    if isinstance(value, bool) or not hasattr(value, "__index__"):
        msg = f"{name} must be an int, got {value!r}"
        raise TypeError(msg)
    number = int(value.__index__())
    if number < 1:
        msg = f"{name} must be at least 1, got {number}"
        raise ValueError(msg)
    return number
