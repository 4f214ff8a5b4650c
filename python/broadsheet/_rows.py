"""How do rows come out of a file? Text, JSON lines, CSV or Parquet, one row after the other."""

from __future__ import annotations

import codecs
import csv
import gzip
import io
import sys
import threading
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING, Any

import orjson

from . import _core
from ._arrow import arrow_columns, column_values
from ._display import one_line, quote
from ._parse import ColumnError, Columns, Names
from ._sources import STDIN, ArticleFile

if TYPE_CHECKING:
    from typing_extensions import Buffer

__all__ = ["add_batches", "open_file", "rows_of"]

_BUFFER = 1 << 20
_PARQUET_ROWS = 4096
_ENCODINGS = (
    (b"\x1f\x8b", "it is gzip: a .jsonl.gz, or unpack it first"),
    (codecs.BOM_UTF16_LE, "it is UTF-16: convert it to UTF-8"),
    (codecs.BOM_UTF16_BE, "it is UTF-16: convert it to UTF-8"),
)
_csv_lock = threading.Lock()


def open_file(file: ArticleFile) -> IO[bytes]:
    """Open a file, or standard input, for reading.

    Raises
    ------
    ValueError
        If it is standard input, and that is closed.
    """
    if file.path != STDIN:
        return open(file.path, "rb", buffering=_BUFFER)  # noqa: PTH123
    stream = getattr(sys.stdin, "buffer", None)
    if stream is None:
        msg = "standard input is not open for reading; name a file"
        raise ValueError(msg)
    return stream  # type: ignore[no-any-return]  # a test may have replaced sys.stdin


def rows_of(file: ArticleFile, stream: IO[bytes], columns: Columns, names: Names) -> Iterator[None]:
    """Add the rows of a file to columns, one each time that the iterator is advanced.

    Parameters
    ----------
    file : ArticleFile
        Its name and kind.
    stream : binary file
        Its bytes, at their beginning; not closed here.
    columns : Columns
        What the rows are added to.
    names : Names
        The columns that are read.

    Raises
    ------
    ValueError, TypeError, KeyError
        If something is wrong with it, naming file, line and field.
    ImportError
        If it is Parquet, and pyarrow is not installed.
    """
    name = "standard input" if file.path == STDIN else one_line(file.path)
    if file.kind == ".txt":
        return _text(file, name, stream, columns)
    if file.kind == ".parquet":
        return _parquet(name, stream, columns, names)
    read_lines = _csv if file.kind.startswith(".csv") else _json_lines
    if file.kind.endswith(".gz"):
        stream = io.BufferedReader(_Gunzip(stream), _BUFFER)
    return read_lines(name, stream, columns)


class _Gunzip(io.RawIOBase):
    """The bytes of a .gz file as they are unpacked.

    A BufferedReader around it splits lines in C, where GzipFile does it in Python, and still sees
    all lines before a damaged place, since one call never reads on behind what it can give.
    """

    def __init__(self, stream: IO[bytes]) -> None:
        self._file = gzip.GzipFile(fileobj=stream, mode="rb")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Buffer) -> int:
        return self._file.readinto1(buffer)


def _text(file: ArticleFile, name: str, stream: IO[bytes], columns: Columns) -> Iterator[None]:
    columns.start_file(name)
    data = stream.read()
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        columns.refuse(_not_utf8(name, line, error, data))
    else:
        columns.add_text(text.removeprefix("\ufeff"), file.id, line=0)
    yield


def _json_lines(name: str, stream: IO[bytes], columns: Columns) -> Iterator[None]:
    columns.start_file(name)
    start = b""
    for number, line in _lines(name, stream):
        if number == 1:
            start = line[:4]
            line = line.removeprefix(codecs.BOM_UTF8)
        try:
            row = orjson.loads(line)
        except orjson.JSONDecodeError as error:
            if line and not line.isspace():
                columns.refuse(_broken_line(name, number, line, start, error))
        else:
            if type(row) is dict:
                columns.add(row, number)
            else:
                msg = f"{name}, line {number}: JSON, but no object: {quote(row)}"
                columns.refuse(ValueError(msg))
        yield


def _lines(name: str, stream: IO[bytes]) -> Iterator[tuple[int, bytes]]:
    """Give the lines of a file, which may be damaged gzip, with their numbers."""
    number = 0
    try:
        for number, line in enumerate(stream, 1):
            yield number, line
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        msg = f"{name}, after line {number}: damaged gzip data ({error}); fetch the file again"
        raise ValueError(msg) from error


def _broken_line(
    file: str, number: int, line: bytes, start: bytes, error: orjson.JSONDecodeError
) -> ValueError:
    try:
        text = line.decode("utf-8")
    except UnicodeDecodeError as undecodable:
        return _not_utf8(file, number, undecodable, start)
    # What ends too early is said to be broken behind the line's end.
    column = error.colno if error.lineno == 1 else len(text.rstrip("\r\n")) + 1
    return ValueError(
        f"{file}, line {number}, column {column}: broken JSON ({error.msg}); "
        "each line must be one JSON object"
    )


def _not_utf8(file: str, line: int, error: UnicodeDecodeError, start: bytes) -> ValueError:
    data: bytes = error.object
    column = error.start - data.rfind(b"\n", 0, error.start)
    hint = next((hint for mark, hint in _ENCODINGS if start.startswith(mark)), "convert it")
    return ValueError(
        f"{file}, line {line}, byte {column}: not UTF-8 (0x{data[error.start]:02x}); {hint}"
    )


def _csv(name: str, stream: IO[bytes], columns: Columns) -> Iterator[None]:
    columns.start_file(name)
    header: list[str] | None = None
    for number, fields in _csv_records(name, stream):
        if isinstance(fields, csv.Error):
            msg = f"{name}, line {number}: broken CSV ({fields}); quote fields as RFC 4180 says"
            raise ValueError(msg)  # noqa: TRY004 - of the file
        if not fields:
            continue  # a blank line
        if header is None:
            header = fields
            _check_header(name, number, header)
            columns.declare(header)
        elif len(fields) != len(header):
            msg = (
                f"{name}, line {number}: {len(fields)} fields, where the header has "
                f"{len(header)}; quote fields that hold commas or line ends"
            )
            columns.refuse(ValueError(msg))
        else:
            columns.add(dict(zip(header, fields, strict=True)), number)
        yield


def _check_header(name: str, number: int, header: list[str]) -> None:
    for column in header:
        if header.count(column) > 1:
            twins = f"{header.count(column)} columns are called {quote(column)}"
            msg = f"{name}, line {number}: {twins}; rename one"
            raise ValueError(msg)


def _csv_records(
    name: str, stream: IO[bytes]
) -> Iterator[tuple[int, list[str]] | tuple[int, csv.Error]]:
    """Give the records of a CSV file with the line that each begins at."""
    reader = csv.reader(_decoded(name, stream), strict=True)
    number = 1
    while True:
        try:
            with _any_field_size():
                fields = next(reader, None)
        except csv.Error as error:
            yield max(number, 1), error
            return
        if fields is None:
            return
        yield number, fields
        number = reader.line_num + 1


@contextmanager
def _any_field_size() -> Iterator[None]:
    """Let a field be longer than 128 KiB, which is a setting of the whole process."""
    with _csv_lock:
        before = csv.field_size_limit(sys.maxsize)
        try:
            yield
        finally:
            csv.field_size_limit(before)


def _decoded(name: str, stream: IO[bytes]) -> Iterator[str]:
    start = b""
    for number, line in _lines(name, stream):
        if number == 1:
            start = line[:4]
            line = line.removeprefix(codecs.BOM_UTF8)
        try:
            yield line.decode("utf-8")
        except UnicodeDecodeError as error:
            raise _not_utf8(name, number, error, start) from None


def _parquet(name: str, stream: IO[bytes], columns: Columns, names: Names) -> Iterator[None]:
    try:
        from pyarrow import ArrowException, parquet
    except ImportError:
        msg = f"{name}: Parquet is read by pyarrow: pip install 'broadsheet[parquet]'"
        raise ImportError(msg) from None
    columns.start_file(name, "row")
    try:
        file = parquet.ParquetFile(stream)
        there = file.schema_arrow.names
        used = [column for column in names if column in there]
        batches = file.iter_batches(_PARQUET_ROWS, columns=used) if used else []
        columns.declare(there)
        row = 0
        for batch in batches:
            yield from add_batches(_core.ArrowBatches(batch), columns, names, name, row)
            row += len(batch)
    except (ArrowException, OSError) as error:
        msg = f"{name}: no Parquet file that can be read ({one_line(str(error), 120)})"
        raise ValueError(msg) from error
    if names.text not in there:
        raise ColumnError(_no_text_column(name, names.text, there))


def add_batches(
    batches: _core.ArrowBatches, columns: Columns, names: Names, place: str, row: int | None = None
) -> Iterator[None]:
    """Add the rows of Arrow tables to columns.

    Parameters
    ----------
    batches : ArrowBatches
        Of structs.
    columns : Columns
        What the rows are added to.
    names : Names
        The columns that are read.
    place : str
        What it is, for messages.
    row : int, optional
        The number of the first row in its file; none for an object in memory.

    Raises
    ------
    ValueError, TypeError, KeyError
        If something is wrong with it, naming row and field.
    """
    there = arrow_columns(batches)
    labels = [column.name for column in there]
    columns.declare(labels)
    if names.text not in labels:
        raise ColumnError(_no_text_column(place, names.text, labels))
    used = []
    for name in dict.fromkeys(name for name in names if name in labels):
        if labels.count(name) > 1:
            msg = f"{place} has {labels.count(name)} columns {quote(name)}; rename one"
            raise ValueError(msg)
        used.append(labels.index(name))
    keys = [labels[at] for at in used]
    for batch in batches:
        try:
            values: list[list[Any]] = [column_values(batch, there[at], at) for at in used]
        except (TypeError, ValueError) as error:
            msg = f"{place}: {error}"
            raise type(error)(msg) from None
        for number, fields in enumerate(zip(*values, strict=True), 1):
            if row is None:
                columns.add(dict(zip(keys, fields, strict=True)))
            else:
                columns.add(dict(zip(keys, fields, strict=True)), row + number)
            yield


def _no_text_column(place: str, name: str, labels: list[str]) -> str:
    listed = ", ".join(map(one_line, labels)) or "there are none"
    return f"{place} has no column {quote(name)}; its columns are: {listed}"
