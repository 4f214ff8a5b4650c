"""How do corrections stand in a file? As a small object of JSON, which people may edit."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ._display import quote
from ._files import atomic_write

__all__ = ["read_mapping", "write_corrections"]

_FORM = 'an object of JSON, as {"version": 1, "must_link": [], "cannot_link": []}'
MOST_BYTES = 1 << 26  # some 500,000 pairs; more is no file of corrections


def write_corrections(path: str | os.PathLike[str], mapping: Mapping[str, Any]) -> None:
    """Write what `Corrections.to_dict` gives, a pair a line; whole or not at all."""
    parts = []
    for key, value in mapping.items():
        if isinstance(value, list):
            pairs = ",\n".join(f"    {_json(pair)}" for pair in value)
            text = f"[\n{pairs}\n  ]" if pairs else "[]"
        else:
            text = _json(value)
        parts.append(f"  {_json(key)}: {text}")
    with atomic_write(path) as file:
        file.write(("{\n" + ",\n".join(parts) + "\n}\n").encode())


def read_mapping(path: str | os.PathLike[str]) -> dict[str, Any]:
    """Read an object of JSON from a file that anybody may have written.

    Raises
    ------
    ValueError
        If it is none, has a key twice or is too large; the message names the file.
    OSError
        If it cannot be read.
    """
    with Path(path).open("rb") as file:
        data = file.read(MOST_BYTES + 1)
    try:
        return _parsed(data)
    except RecursionError:
        msg = f"{os.fspath(path)}: not JSON of corrections: lists are nested too deep"
        raise ValueError(msg) from None
    except ValueError as error:  # of the decoder too, and of UTF-8
        kind = "" if type(error) is ValueError else "not JSON in UTF-8: "
        msg = f"{os.fspath(path)}: {kind}{error}"
        raise ValueError(msg) from None


def _parsed(data: bytes) -> dict[str, Any]:
    if len(data) > MOST_BYTES:
        msg = f"it has more than {MOST_BYTES:,} bytes, too many for corrections"
        raise ValueError(msg)
    found = json.loads(data.decode("utf-8-sig"), object_pairs_hook=_without_twins)
    if not isinstance(found, dict):
        msg = f"expected {_FORM}, got {quote(found)}"
        raise ValueError(msg)  # noqa: TRY004 - what is wrong is the file
    return found


def _json(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False)
    try:
        text.encode()
    except UnicodeEncodeError:  # a lone surrogate, which an id may hold and UTF-8 may not
        return json.dumps(value)
    return text


def _without_twins(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            msg = f"the key {quote(key)} is there twice; put both lists into one"
            raise ValueError(msg)
        found[key] = value
    return found
