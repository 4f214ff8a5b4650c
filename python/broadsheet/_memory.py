"""How much memory a call may take."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import numpy as np

from ._display import quote

if TYPE_CHECKING:
    from typing import TypeAlias

    from ._arrays import CsrArrays

__all__ = ["DEFAULT", "MemoryOption", "memory_of", "shown_bytes"]

MemoryOption: TypeAlias = "int | str | None"

DEFAULT = 512_000_000

_UNITS = {"b": 1} | {
    unit.lower(): base**power
    for base, units in ((1000, ("kB", "MB", "GB", "TB")), (1024, ("KiB", "MiB", "GiB", "TiB")))
    for power, unit in enumerate(units, 1)
}
_SIZE = re.compile(r"\s*(\d+(?:\.\d+)?)\s*([a-z]+)\s*", re.ASCII | re.IGNORECASE)


def memory_of(
    limit: MemoryOption, *given_and_made: tuple[Any, CsrArrays | None]
) -> tuple[int, int]:
    """Give a memory limit as the core takes it.

    Parameters
    ----------
    limit : int, str or None
        Bytes; or a number with a unit: kB, MB, GB and TB count by 1,000, KiB, MiB, GiB and TiB by
        1,024. None is 512 MB.
    *given_and_made : (matrix, (indptr, indices, data, n_cols))
        Matrices of the caller, each with what the core gets of it: what that takes besides is
        spent already.

    Returns
    -------
    limit, spent : int
        In bytes.

    Raises
    ------
    ValueError
        If it is no such string, or not above 0.
    TypeError
        If it is neither an int nor a str.

    Examples
    --------
    >>> memory_of("1.5 GiB")
    (1610612736, 0)
    """
    spent = sum(
        _copied(given, array)
        for given, made in given_and_made
        if made is not None
        for array in made[:3]
    )
    return _bytes(limit), spent


def shown_bytes(n_bytes: int) -> str:
    """Write a number of bytes in its unit.

    Examples
    --------
    >>> shown_bytes(512_000_000), shown_bytes(999)
    ('512 MB', '999 B')
    """
    value, units = float(n_bytes), ["B", "kB", "MB", "GB", "TB"]
    while value >= 1000 and len(units) > 1:
        value /= 1000
        units.pop(0)
    return f"{value:.3g} {units[0]}" if value < 999.5 else f"{value:,.0f} {units[0]}"


def _bytes(limit: Any) -> int:
    if limit is None:
        return DEFAULT
    if isinstance(limit, str):
        found = _SIZE.fullmatch(limit)
        if not found or found[2].lower() not in _UNITS:
            msg = f"memory_limit must be a size as '512 MB' or '1 GiB', got {quote(limit)}"
            raise ValueError(msg)
        number = float(found[1]) * _UNITS[found[2].lower()]
    elif hasattr(limit, "__index__") and not isinstance(limit, bool):
        number = limit.__index__()
    else:
        msg = f"memory_limit must be an int, a str or None, got {quote(limit)}"
        raise TypeError(msg)
    if number < 1:
        msg = f"memory_limit must be above 0, got {quote(limit)}"
        raise ValueError(msg)
    return int(min(number, 2**62))


def _copied(given: Any, array: Any) -> int:
    """Bytes of an array that are not the caller's own."""
    own = (getattr(given, name, None) for name in ("indptr", "indices", "data"))
    if any(isinstance(a, np.ndarray) and np.may_share_memory(a, array) for a in own):
        return 0
    return int(array.nbytes)
