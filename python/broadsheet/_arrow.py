"""How does what other libraries hold come in? Through the Arrow PyCapsule interface, borrowed."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from . import _core
from ._display import quote

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["ArrowColumn", "arrow_columns", "column_values", "exports_arrow", "text_column"]

_TYPES = {
    "+l": "list", "+L": "list", "+w": "list", "+v": "list", "+s": "struct", "+m": "map",
    "+u": "union", "+r": "run-end encoded", "d:": "decimal", "w:": "fixed-size binary",
    "tt": "time", "tD": "duration", "ti": "interval",
}  # fmt: skip
_UNITS = {"tsn": "ns", "tsu": "us", "tsm": "ms", "tss": "s", "tdm": "ms", "tdD": "D"}


class ArrowColumn(NamedTuple):
    """A column of Arrow data.

    Attributes
    ----------
    name : str
        ``""`` for data that is a single column without a table.
    kind : {'text', 'binary', 'number', 'null', 'other'}
        How it is read; 'other' is not.
    format : str
        Its type, as the Arrow C data interface writes it.

    Examples
    --------
    >>> str(ArrowColumn("tags", "other", "+l"))
    'list'
    """

    name: str
    kind: str
    format: str

    def __str__(self) -> str:
        known = {"text": "text", "binary": "bytes", "null": "null"}
        if self.kind in known:
            return known[self.kind]
        if self.kind == "number":
            return "dates" if self.format[:3] in _UNITS else "numbers"
        return _TYPES.get(self.format[:2], f"of the Arrow format {quote(self.format)}")


def exports_arrow(source: object) -> bool:
    """Tell whether an object offers its data through the Arrow PyCapsule interface.

    Examples
    --------
    >>> exports_arrow(["a", "list"])
    False
    """
    return hasattr(source, "__arrow_c_stream__") or hasattr(source, "__arrow_c_array__")


def arrow_columns(batches: _core.ArrowBatches) -> list[ArrowColumn]:
    """List the columns of Arrow data; one without a name where it is no table."""
    return [ArrowColumn(*column) for column in batches.columns]


def text_column(source: Any) -> _core.TextColumn | None:
    """Borrow the texts of one Arrow column.

    Parameters
    ----------
    source : object
        Anything: a Series, an array, a chunked array; a table or stream if it has one column.

    Returns
    -------
    TextColumn or None
        A sequence of str, bytes or None, which the core reads in place. None where the object has
        no Arrow data, such as a Series of Python strings.

    Raises
    ------
    TypeError
        If it is a table of several columns, or a column of anything but text or bytes.
    ValueError
        If its arrays contradict themselves.
    """
    exporter = _arrow_backing(source)
    if exporter is None:
        return None
    batches = _core.ArrowBatches(exporter)
    columns = arrow_columns(batches)
    what = type(source).__name__
    if batches.is_table and len(columns) != 1:
        names = ", ".join(quote(column.name) for column in columns) or "none"
        msg = f"{what} is a table with the columns {names}; give one of them, a column of texts"
        raise TypeError(msg)
    if columns[0].kind not in ("text", "binary"):
        msg = f"{what} holds {columns[0]}, not texts; give a column of str or bytes"
        raise TypeError(msg)
    return _core.TextColumn(batches, 0 if batches.is_table else -1)


def _arrow_backing(source: Any) -> Any:
    """Give what exports a column's own memory, or None where that would be a copy of it."""
    pandas = sys.modules.get("pandas")  # who has a Series has loaded it
    if pandas is not None and isinstance(source, pandas.Series | pandas.Index):
        # Of Python objects it would have to make an Arrow array first; and pandas 2 has no method.
        dtype = source.dtype
        is_arrow = isinstance(dtype, pandas.ArrowDtype) or (
            isinstance(dtype, pandas.StringDtype) and dtype.storage.startswith("pyarrow")
        )
        return source.array.__arrow_array__() if is_arrow else None
    return source if exports_arrow(source) else None


def column_values(batch: _core.ArrowBatch, column: ArrowColumn, at: int) -> list[Any]:
    """Convert a column of a batch to Python's values, None where it is null.

    Parameters
    ----------
    batch : ArrowBatch
    column : ArrowColumn
        Its name and type.
    at : int
        Its number, or -1 where the batch is no table.

    Returns
    -------
    list
        Of str, bytes, int, float, bool or numpy.datetime64. Texts that are no UTF-8 come as bytes.

    Raises
    ------
    TypeError
        If it is of another type.
    """
    if column.kind in ("text", "binary"):
        return list(batch.texts(at))
    if column.kind == "null":
        return [None] * len(batch)
    if column.kind != "number":
        msg = f"the column {quote(column.name)} is {column}, which is not read; convert it first"
        raise TypeError(msg)
    values, valid = batch.numbers(at)
    unit = _UNITS.get(column.format[:3])
    items = values.tolist() if unit is None else list(_instants(values, unit))
    return [item if there else None for item, there in zip(items, valid.tolist(), strict=True)]


def _instants(values: NDArray[Any], unit: str) -> Iterator[np.datetime64]:
    return iter(values.astype(np.int64).view(f"datetime64[{unit}]"))
