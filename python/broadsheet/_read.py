"""Where do articles come from? Lists, data frames, files, folders, standard input."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Protocol, TypeAlias

import numpy as np

from . import _core
from ._arrow import arrow_columns, column_values, exports_arrow
from ._articles import Articles
from ._dates import Epoch
from ._display import quote
from ._parse import ColumnError, Columns, Dates, Missing, Names, Rules
from ._rows import add_batches, open_file, rows_of
from ._sources import STDIN, ArticleFile, find_files

__all__ = ["read"]


class _DataFrame(Protocol):
    """What type checkers need to know of a pandas.DataFrame."""

    @property
    def columns(self) -> Any: ...


class _ArrowStream(Protocol):
    def __arrow_c_stream__(self, requested_schema: object = None) -> object: ...


class _ArrowArray(Protocol):
    def __arrow_c_array__(self, requested_schema: object = None) -> object: ...


Source: TypeAlias = (
    str
    | os.PathLike[str]
    | Iterable[str]
    | Iterable[bytes]
    | Iterable[os.PathLike[str]]
    | Iterable[Mapping[str, Any]]
    | _DataFrame
    | _ArrowStream
    | _ArrowArray
)

_WHAT = (
    "give a path, a list of texts, paths or dicts, a NumPy array, a frame or column of pandas, "
    "polars or Arrow"
)


def read(
    source: Source,
    *,
    id: str | None = "id",  # noqa: A002 - the column's name everywhere
    title: str | None = "title",
    text: str = "text",
    date: str | None = "date",
    outlet: str | None = "source",
    missing: Missing = "error",
    dates: Dates = "error",
    epoch: Epoch = "s",
    skip_bad: bool = False,
) -> Articles:
    """Read articles.

    Parameters
    ----------
    source : str, os.PathLike, iterable, frame or array
        - a path, folder or glob, as a str or `os.PathLike`. ``.txt``: one article, the text the
          whole file, the id its name (below a folder or glob the path from there on, with
          slashes). ``.jsonl``, ``.jsonl.gz``: one JSON object a line; blank lines are passed
          over. ``.csv``, ``.csv.gz``: a header, commas, double quotes; an empty text is empty,
          other empty fields are missing. ``.parquet``: read by pyarrow, ``pip install
          'broadsheet[parquet]'``. A folder: all of these below it, sorted; names with a leading dot
          are passed over. ``"-"``: standard input, JSON lines. Text in UTF-8; a byte order mark is
          dropped, line ends stay as they are.
        - a list, tuple, generator or other iterable of `os.PathLike`: several of these.
        - an iterable of str, a NumPy array or pandas Series of them: texts, **never** paths. Of
          bytes: texts in UTF-8.
        - an iterable of mappings, or a pandas DataFrame: rows with named fields.
        - what offers Arrow data by ``__arrow_c_stream__`` or ``__arrow_c_array__``, as polars,
          pyarrow and DuckDB do: a table has rows with named fields, a column of strings texts.
        - Articles, which are given back as they are.
    id, title, text, date, outlet : str
        What the columns are called. A column that bears its default name may be missing, except
        `text`, and so may single values: an id is then the row's number in the whole input, a
        title ``""``. A column that is called something else must occur in some row. None leaves a
        column out, so that ``id=None`` numbers the articles.
    missing : {"error", "empty", "skip"}
        What a null text does: it is an error, an empty text, or leaves the article out. An empty
        text is not null.
    dates : {"error", "coerce"}
        What a date does that is none: it is an error, or missing.
    epoch : {"s", "ms", "us", "ns"}
        What numbers count as dates, from 1970 in UTC. They must lie between March 1973 and the year
        2500: a smaller one is rather a year, or a day as 20240517, and is no date.
    skip_bad : bool, default=False
        Leave rows out that would be errors: broken JSON, wrong types, null texts, ids that come
        twice. A file that is damaged or has no text column at all stays an error.

    Returns
    -------
    Articles
        Whole-number ids and outlets become strings. Dates are strings in ISO 8601 or RFC 2822 (as
        ``Fri, 17 May 2024 08:30:00 +0200``), epoch numbers, `datetime`, `date`, pandas Timestamps
        or `numpy.datetime64`; naive ones are taken as UTC, null and ``""`` are missing. What
        `dates` and `skip_bad` let pass is counted and listed in ``problems``, and warned of.

    Raises
    ------
    ValueError
        If a text is null, a date is none, an id occurs twice, JSON is broken, or a file is not
        UTF-8, damaged, or of another kind.
    KeyError
        If a column is not there.
    TypeError
        If a value is of the wrong type, or `source` of another.
    FileNotFoundError
        If a path does not exist, or a folder or glob has no articles.
    ImportError
        If a file is Parquet, and pyarrow is not installed.

        Every message names file, line and field; rows in memory are counted from 0, lines from 1.

    Examples
    --------
    >>> import broadsheet as bs
    >>> articles = bs.read([
    ...     {"headline": "Storm", "text": "A storm hit the coast.", "date": "2024-05-17"},
    ...     {"headline": "Rates", "text": "Rates rose again.", "date": "2024-05-18T09:00+02:00"},
    ... ], title="headline")
    >>> articles.title
    ('Storm', 'Rates')
    >>> articles[1].date.isoformat()
    '2024-05-18T07:00:00+00:00'
    """
    if isinstance(source, Articles):
        return source
    names = Names(id, title, text, date, outlet)
    columns = Columns(names, Rules(missing, dates, epoch, skip_bad))
    _read(source, columns, names)
    articles = columns.articles()
    articles.problems.warn(stacklevel=2)
    return articles


def _read(source: Any, columns: Columns, names: Names) -> None:
    if isinstance(source, str | os.PathLike):
        _read_files(find_files([source]), columns, names)
    elif isinstance(source, list | tuple):
        _read_list(source, columns, names)
    elif _is_pandas(source, "DataFrame"):
        _read_frame(source, columns, names)
    elif _is_pandas(source, "Series"):
        _read_list(source.tolist(), columns, names)
    elif isinstance(source, np.ndarray):
        _read_array(source, columns, names)
    elif exports_arrow(source):
        _read_arrow(source, columns, names)
    elif isinstance(source, Iterable) and not isinstance(
        source, Mapping | bytes | bytearray | memoryview
    ):
        _read_list(list(source), columns, names)
    else:
        msg = f"articles cannot be read from {type(source).__name__}; {_WHAT}"
        if hasattr(source, "collect"):
            msg = f"{type(source).__name__} is not computed yet; give what its collect() gives"
        raise TypeError(msg)


def _read_array(values: np.ndarray[Any, Any], columns: Columns, names: Names) -> None:
    if values.ndim != 1:
        msg = f"an array of texts must be one-dimensional, got the shape {values.shape}"
        raise ValueError(msg)
    _read_list(values.tolist(), columns, names)


def _read_arrow(source: Any, columns: Columns, names: Names) -> None:
    batches = _core.ArrowBatches(source)
    place = type(source).__name__
    if batches.is_table:
        for _ in add_batches(batches, columns, names, place):
            pass
        return
    (column,) = arrow_columns(batches)
    if column.kind not in ("text", "binary", "null"):
        msg = f"{place} holds {column}, not texts; give a table, or a column of strings"
        raise TypeError(msg)
    for batch in batches:
        for text in column_values(batch, column, -1):
            columns.add_text(text)


def _read_list(values: Sequence[Any], columns: Columns, names: Names) -> None:
    types = set(map(type, values))  # few, while values are many
    paths = tuple(kind for kind in types if issubclass(kind, os.PathLike))
    mappings = tuple(kind for kind in types if issubclass(kind, Mapping))
    if not paths and not mappings:
        for value in values:
            columns.add_text(value)
        return
    for row, value in enumerate(values):
        if not isinstance(value, paths or mappings):
            others = "paths: wrap it in Path()" if paths else "dicts"
            msg = f"row {row}: {quote(value)} is {type(value).__name__}, where others are {others}"
            raise TypeError(msg)
    if paths:
        _read_files(find_files(values), columns, names)
    else:
        for value in values:
            columns.add(value)


def _is_pandas(source: object, name: str) -> bool:
    pandas = sys.modules.get("pandas")  # who has a frame has loaded it
    return pandas is not None and isinstance(source, getattr(pandas, name))


def _read_frame(frame: Any, columns: Columns, names: Names) -> None:
    labels = list(frame.columns)
    columns.declare(labels)
    if names.text not in labels:
        listed = ", ".join(map(str, labels)) or "there are none"
        msg = f"the data frame has no column {quote(names.text)}; its columns are: {listed}"
        raise ColumnError(msg)
    used = [name for name in names if name in labels]
    for name in used:
        if labels.count(name) > 1:
            msg = f"the data frame has {labels.count(name)} columns {quote(name)}; rename one"
            raise ValueError(msg)
    for values in zip(*(frame[name].tolist() for name in used), strict=True):
        columns.add(dict(zip(used, values, strict=True)))


def _read_files(files: Iterable[ArticleFile], columns: Columns, names: Names) -> None:
    for file in files:
        stream = open_file(file)
        try:
            for _ in rows_of(file, stream, columns, names):
                pass
        finally:
            if file.path != STDIN:
                stream.close()
