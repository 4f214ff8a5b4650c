"""Where do articles come from? Lists, data frames, files, folders, standard input."""

from __future__ import annotations

import codecs
import gzip
import io
import os
import sys
import zlib
from collections.abc import Iterable, Mapping, Sequence
from typing import IO, TYPE_CHECKING, Any, Protocol, TypeAlias

import orjson

from ._articles import Articles
from ._display import one_line, quote
from ._parse import ColumnError, Columns, Missing, Names
from ._sources import STDIN, ArticleFile, find_files

if TYPE_CHECKING:
    from typing_extensions import Buffer

__all__ = ["read"]


class _DataFrame(Protocol):
    """What type checkers need to know of a pandas.DataFrame."""

    @property
    def columns(self) -> Any: ...


Source: TypeAlias = (
    str
    | os.PathLike[str]
    | Sequence[str]
    | Sequence[os.PathLike[str]]
    | Sequence[Mapping[str, Any]]
    | _DataFrame
)

_BUFFER = 1 << 20
_ENCODINGS = (
    (b"\x1f\x8b", "it is gzip: a .jsonl.gz, or unpack it first"),
    (codecs.BOM_UTF16_LE, "it is UTF-16: convert it to UTF-8"),
    (codecs.BOM_UTF16_BE, "it is UTF-16: convert it to UTF-8"),
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
) -> Articles:
    """Read articles.

    Parameters
    ----------
    source : str, os.PathLike, list or tuple, or pandas.DataFrame
        - a path, folder or glob, as a str or `os.PathLike`. ``.txt``: one article, the text the
          whole file, the id its name (below a folder or glob the path from there on, with
          slashes). ``.jsonl``, ``.jsonl.gz``: one JSON object a line; blank lines are passed
          over. A folder: all of these below it, sorted; names with a leading dot are passed over.
          ``"-"``: standard input, JSON lines. All in UTF-8; a byte order mark is dropped, line
          ends stay as they are.
        - a list or tuple of `os.PathLike`: several of these.
        - a list or tuple of str: texts, **never** paths.
        - a list or tuple of mappings, or a data frame: rows with named fields.
    id, title, text, date, outlet : str
        What the columns are called. A column that bears its default name may be missing, except
        `text`, and so may single values: an id is then the row's number in the whole input, a
        title ``""``. A column that is called something else must occur in some row. None leaves a
        column out, so that ``id=None`` numbers the articles.
    missing : {"error", "empty", "skip"}
        What a null text does: it is an error, an empty text, or leaves the article out. An empty
        text is not null.

    Returns
    -------
    Articles
        Whole-number ids and outlets become strings. Dates are ISO 8601 strings, `datetime`,
        `date`, pandas Timestamps or `numpy.datetime64`; naive ones are taken as UTC, null and
        ``""`` are missing.

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
    columns = Columns(Names(id, title, text, date, outlet), missing)
    if isinstance(source, str | os.PathLike):
        _read_files(find_files([source]), columns)
    elif isinstance(source, list | tuple):
        _read_list(source, columns)
    elif _is_data_frame(source):
        _read_frame(source, columns, Names(id, title, text, date, outlet))
    else:
        msg = (
            f"articles cannot be read from {type(source).__name__}; give a path, "
            "a list of texts, paths or dicts, or a pandas.DataFrame"
        )
        raise TypeError(msg)
    return columns.articles()


def _read_list(values: Sequence[Any], columns: Columns) -> None:
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
        _read_files(find_files(values), columns)
    else:
        for value in values:
            columns.add(value)


def _is_data_frame(source: object) -> bool:
    pandas = sys.modules.get("pandas")  # who has a data frame has loaded it
    return pandas is not None and isinstance(source, pandas.DataFrame)


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


def _read_files(files: Iterable[ArticleFile], columns: Columns) -> None:
    for file in files:
        if file.path == STDIN:
            stream = getattr(sys.stdin, "buffer", None)
            if stream is None:
                msg = "standard input is not open for reading; name a file"
                raise ValueError(msg)
            _read_lines(stream, "standard input", columns)
        elif file.kind == ".txt":
            _read_text(file, columns)
        elif file.kind == ".jsonl":
            with open(file.path, "rb", buffering=_BUFFER) as stream:  # noqa: PTH123
                _read_lines(stream, one_line(file.path), columns)
        else:
            with io.BufferedReader(_Gunzip(file.path), _BUFFER) as stream:
                _read_lines(stream, one_line(file.path), columns)


class _Gunzip(io.RawIOBase):
    """The bytes of a .gz file as they are unpacked.

    A BufferedReader around it splits lines in C, where GzipFile does it in Python, and still sees
    all lines before a damaged place, since one call never reads on behind what it can give.
    """

    def __init__(self, path: str) -> None:
        self._file = gzip.open(path)  # noqa: SIM115 - closed with this

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Buffer) -> int:
        return self._file.readinto1(buffer)

    def close(self) -> None:
        self._file.close()
        super().close()


def _read_text(file: ArticleFile, columns: Columns) -> None:
    name = one_line(file.path)
    columns.start_file(name)
    with open(file.path, "rb") as stream:  # noqa: PTH123
        data = stream.read()
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise _not_utf8(name, line, error, data) from None
    columns.add_text(text.removeprefix("\ufeff"), file.id, line=0)


def _read_lines(stream: IO[bytes], file: str, columns: Columns) -> None:
    columns.start_file(file)
    number = 0
    start = b""
    try:
        for number, line in enumerate(stream, 1):
            if number == 1:
                start = line[:4]
                line = line.removeprefix(codecs.BOM_UTF8)
            try:
                row = orjson.loads(line)
            except orjson.JSONDecodeError as error:
                if line.isspace() or not line:
                    continue
                raise _broken_line(file, number, line, start, error) from None
            if type(row) is not dict:
                msg = f"{file}, line {number}: JSON, but no object: {quote(row)}"
                raise ValueError(msg)
            columns.add(row, number)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        msg = f"{file}, after line {number}: damaged gzip data ({error}); fetch the file again"
        raise ValueError(msg) from error


def _broken_line(
    file: str, number: int, line: bytes, start: bytes, error: orjson.JSONDecodeError
) -> ValueError:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError as undecodable:
        return _not_utf8(file, number, undecodable, start)
    return ValueError(
        f"{file}, line {number}, column {error.colno}: broken JSON ({error.msg}); "
        "each line must be one JSON object"
    )


def _not_utf8(file: str, line: int, error: UnicodeDecodeError, start: bytes) -> ValueError:
    data: bytes = error.object
    column = error.start - data.rfind(b"\n", 0, error.start)
    hint = next((hint for mark, hint in _ENCODINGS if start.startswith(mark)), "convert it")
    return ValueError(
        f"{file}, line {line}, byte {column}: not UTF-8 (0x{data[error.start]:02x}); {hint}"
    )
