"""How do results go out? As Arrow data that other libraries take without a copy, or as a frame."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from ._display import quote

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Tabular", "to_arrow", "to_frame"]


class Tabular:
    """What is a table of named columns, for other libraries."""

    __slots__ = ()

    def _columns(self) -> dict[str, Any]:
        """Give the columns by name: arrays, or sequences of str and None."""
        raise NotImplementedError

    def to_arrow(self) -> Any:
        """Give the table as Arrow data.

        Returns
        -------
        nanoarrow.Array
            Of structs. ``pyarrow.table``, ``polars.DataFrame`` and ``pandas.DataFrame.from_arrow``
            take it. They take this object itself too, unless they take it for a sequence.

        Raises
        ------
        ValueError
            If a string holds a lone surrogate, which UTF-8 cannot; the message names its row.
        """
        return to_arrow(self._columns())

    def __arrow_c_stream__(self, requested_schema: object = None) -> Any:
        """Export the table through the Arrow PyCapsule interface, in the types that it has."""
        del requested_schema  # a wish, which need not be granted
        return self.to_arrow().__arrow_c_stream__()

    def to_frame(self) -> Any:
        """Give the table as a data frame.

        Returns
        -------
        pandas.DataFrame
            Or, where pandas is not installed, a polars.DataFrame.

        Raises
        ------
        ImportError
            If neither of them is installed.
        """
        return to_frame(self._columns())


def to_arrow(columns: Mapping[str, Any]) -> Any:
    """Put columns together to one Arrow array of structs.

    Parameters
    ----------
    columns : mapping of str to ndarray, or to sequence of str or None
        All of one length. Arrays are of numbers or of datetime64[us], which are in UTC.

    Returns
    -------
    nanoarrow.Array

    Examples
    --------
    >>> to_arrow({"id": ["a", None], "n": np.array([1, 2])}).to_pylist()
    [{'id': 'a', 'n': 1}, {'id': None, 'n': 2}]
    """
    import nanoarrow

    arrays = {name: _array(name, values) for name, values in columns.items()}
    schema = nanoarrow.struct({name: array.schema for name, array in arrays.items()})
    n_rows = len(next(iter(columns.values())))
    children = list(arrays.values())
    made = nanoarrow.c_array_from_buffers(schema, n_rows, [None], null_count=0, children=children)
    return nanoarrow.Array(made)


def _array(name: str, values: Any) -> Any:
    import nanoarrow

    if not isinstance(values, np.ndarray):
        return _texts(name, values)
    if values.dtype.kind == "M":
        missing = np.isnat(values)
        instants = np.ascontiguousarray(values.astype("datetime64[us]").view(np.int64))
        return nanoarrow.c_array_from_buffers(
            nanoarrow.timestamp("us", timezone="UTC"), len(values),
            [_bits(~missing), instants], null_count=int(missing.sum()),
        )  # fmt: skip
    make = getattr(nanoarrow, values.dtype.name)
    numbers = np.ascontiguousarray(values)
    return nanoarrow.c_array_from_buffers(make(), len(values), [None, numbers], null_count=0)


def _texts(name: str, values: Sequence[str | None]) -> Any:
    import nanoarrow

    try:
        encoded = [b"" if value is None else value.encode() for value in values]
    except UnicodeEncodeError:
        for row, value in enumerate(values):
            if value is not None and any("\ud800" <= c <= "\udfff" for c in value):
                msg = (
                    f'row {row}, field "{name}": {quote(value)} holds a lone surrogate, which '
                    "UTF-8 cannot; replace it first"
                )
                raise ValueError(msg) from None
        raise
    offsets = np.zeros(len(encoded) + 1, np.int64)
    np.cumsum([len(value) for value in encoded], out=offsets[1:])
    there = np.array([value is not None for value in values], dtype=bool)
    return nanoarrow.c_array_from_buffers(
        nanoarrow.large_string(), len(encoded),
        [_bits(there), offsets, b"".join(encoded)], null_count=len(there) - int(there.sum()),
    )  # fmt: skip


def _bits(there: NDArray[np.bool_]) -> NDArray[np.uint8] | None:
    return None if there.all() else np.packbits(there, bitorder="little")


def to_frame(columns: Mapping[str, Any]) -> Any:
    """Put columns together to a data frame of pandas, or else of polars.

    Parameters
    ----------
    columns : mapping of str to ndarray, or to sequence of str or None
        As for `to_arrow`.

    Returns
    -------
    pandas.DataFrame or polars.DataFrame

    Examples
    --------
    >>> to_frame({"id": ["a", "b"], "n": np.array([1, 2])}).shape
    (2, 2)
    """
    try:
        import pandas
    except ImportError:
        return _polars_frame(columns)
    return pandas.DataFrame({name: _series(pandas, values) for name, values in columns.items()})


def _series(pandas: Any, values: Any) -> Any:
    if not isinstance(values, np.ndarray):
        return pandas.Series(list(values), dtype=None if len(values) else object)
    series = pandas.Series(values)
    return series.dt.tz_localize("UTC") if values.dtype.kind == "M" else series


def _polars_frame(columns: Mapping[str, Any]) -> Any:
    try:
        import polars
    except ImportError:
        msg = "to_frame makes a frame of pandas or polars: install one of them, pip install pandas"
        raise ImportError(msg) from None
    return polars.DataFrame(to_arrow(columns))
