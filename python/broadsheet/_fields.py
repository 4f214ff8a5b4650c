"""How do several columns of articles count into one row?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from math import isfinite
from typing import Any

from ._articles import Articles
from ._lead import lead

__all__ = ["checked_fields", "texts_of"]

_COLUMNS = ("title", "lead", "text", "source", "id")


def checked_fields(fields: Any) -> dict[str, float] | None:
    """Hold a parameter `fields` to what it may be.

    Parameters
    ----------
    fields : mapping of str to float, or None
        Columns of `Articles` with their weights, and ``"lead"``: see `_lead.lead`.

    Returns
    -------
    dict or None

    Raises
    ------
    ValueError
        If there is no field, a column is none of text, or a weight is not finite and above 0.

    Examples
    --------
    >>> checked_fields({"title": 3, "text": 1})
    {'title': 3.0, 'text': 1.0}
    """
    if fields is None:
        return None
    if not isinstance(fields, Mapping) or not fields:
        msg = (
            "fields must be None or columns with their weights, as {'title': 3.0, 'text': 1.0}, "
            f"got {fields!r}"
        )
        raise ValueError(msg)
    for name, weight in fields.items():
        if name not in _COLUMNS:
            msg = f"fields has {name!r}, but the columns of text are {', '.join(_COLUMNS)}"
            raise ValueError(msg)
        if isinstance(weight, bool) or not isinstance(weight, int | float):
            msg = f"fields[{name!r}] must be a number, got {weight!r}"
            raise ValueError(msg)  # noqa: TRY004 - as scikit-learn's parameters
        if not (isfinite(weight) and weight > 0):
            msg = f"fields[{name!r}] must be finite and above 0, got {weight!r}"
            raise ValueError(msg)
    return {name: float(weight) for name, weight in fields.items()}


def texts_of(raw_documents: Iterable[Any], fields: Mapping[str, float]) -> list[str]:
    """Give the fields of each article in turn.

    Parameters
    ----------
    raw_documents : Articles
    fields : mapping of str to float
        Columns, in the order in which they are given; a missing source is ``""``.

    Returns
    -------
    list of str
        Of length n_articles * n_fields.

    Raises
    ------
    TypeError
        If they are no `Articles`.

    Examples
    --------
    >>> texts_of(Articles(text=["A storm hit."], title=["Storm"]), {"title": 3.0, "text": 1.0})
    ['Storm', 'A storm hit.']
    """
    if not isinstance(raw_documents, Articles):
        msg = (
            f"fields={list(fields)} takes Articles, got {type(raw_documents).__name__}; "
            "make them with broadsheet.read or broadsheet.Articles"
        )
        raise TypeError(msg)
    columns = [
        [lead(text) for text in raw_documents.text]
        if name == "lead"
        else getattr(raw_documents, name)
        for name in fields
    ]
    return [value or "" for row in zip(*columns, strict=True) for value in row]
