"""How are articles written, batch by batch? As JSON lines, CSV or Parquet, whole or not at all."""

from __future__ import annotations

import csv
import gzip
import io
import os
from contextlib import ExitStack, suppress
from typing import IO, TYPE_CHECKING, Any

import orjson

from ._display import one_line, quote
from ._files import atomic_write

if TYPE_CHECKING:
    from types import TracebackType
    from typing import Self

    from ._articles import Articles

__all__ = ["ArticleWriter", "require_kind"]

_KINDS = (".jsonl", ".jsonl.gz", ".csv", ".csv.gz", ".parquet")
_JSON = orjson.OPT_UTC_Z | orjson.OPT_NAIVE_UTC | orjson.OPT_APPEND_NEWLINE
_FIELDS = ("id", "title", "text", "date", "source")
_GZIP_LEVEL = 6


def require_kind(path: str | os.PathLike[str]) -> str:
    """Tell by a file's name how articles are written to it.

    Returns
    -------
    str
        ``.jsonl``, ``.jsonl.gz``, ``.csv``, ``.csv.gz`` or ``.parquet``.

    Raises
    ------
    ValueError
        If its name ends in none of them.
    ImportError
        If it ends in ``.parquet``, and pyarrow is not installed.

    Examples
    --------
    >>> require_kind("clean.jsonl.gz")
    '.jsonl.gz'
    """
    name = os.fspath(path).lower()
    kind = next((kind for kind in _KINDS if name.endswith(kind)), None)
    if kind is None:
        msg = f"{one_line(os.fspath(path), 200)}: articles are written to {', '.join(_KINDS)} files"
        raise ValueError(msg)
    if kind == ".parquet":
        _parquet()
    return kind


def _parquet() -> Any:
    try:
        from pyarrow import parquet
    except ImportError:
        msg = "Parquet is written by pyarrow: pip install 'broadsheet[parquet]'"
        raise ImportError(msg) from None
    return parquet


class ArticleWriter:
    """Writes batches of articles to a file that takes its name when all of them are on the disk.

    Parameters
    ----------
    path : str or os.PathLike
        Its end tells the kind: see `require_kind`. A file of that name is replaced.

    Examples
    --------
    >>> import tempfile
    >>> import broadsheet as bs
    >>> folder = tempfile.TemporaryDirectory()
    >>> path = os.path.join(folder.name, "two.csv")
    >>> articles = bs.Articles(text=["A storm hit.", "Rates rose."])
    >>> with ArticleWriter(path) as writer:
    ...     writer.write(articles[:1])
    ...     writer.write(articles[1:])
    ...     os.path.exists(path)
    False
    >>> bs.read(path) == articles
    True
    >>> folder.cleanup()
    """

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self._path = path
        self._kind = require_kind(path)
        self._stack = ExitStack()
        self._format: _Format | None = None
        self._n_rows = 0

    def __enter__(self) -> Self:
        with ExitStack() as stack:  # deletes the file if it cannot even be begun
            file = stack.enter_context(atomic_write(self._path))
            if self._kind.endswith(
                ".gz"
            ):  # without a time in it: the same articles, the same bytes
                file = stack.enter_context(
                    gzip.GzipFile("", "wb", _GZIP_LEVEL, fileobj=file, mtime=0)  # type: ignore[arg-type]
                )
            kinds = {".csv": _Csv, ".parquet": _Parquet}
            self._format = kinds.get(self._kind.removesuffix(".gz"), _JsonLines)(file)
            self._stack = stack.pop_all()
        return self

    def write(self, articles: Articles) -> None:
        """Write articles behind those that were written before.

        Raises
        ------
        ValueError
            If a string holds a lone surrogate, which UTF-8 cannot; the message names the article.
        OSError
            If the disk is full.
        """
        if self._format is None:
            msg = "an ArticleWriter writes inside of its with block"
            raise RuntimeError(msg)
        try:
            self._format.write(articles)
        except (UnicodeEncodeError, orjson.JSONEncodeError):
            _require_utf8(articles)
            raise

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        made, self._format = self._format, None
        try:
            if made is not None and error is None:
                made.end()
        except BaseException as failed:
            if made is not None:
                made.abandon()
            self._stack.__exit__(type(failed), failed, failed.__traceback__)
            raise
        if made is not None and error is not None:
            made.abandon()
        self._stack.__exit__(kind, error, traceback)


def _require_utf8(articles: Articles) -> None:
    for article in articles:
        for field in ("id", "title", "text", "source"):
            value = getattr(article, field) or ""
            if any("\ud800" <= character <= "\udfff" for character in value):
                msg = (
                    f'article {quote(article.id)}, field "{field}": it holds a lone surrogate, '
                    "which UTF-8 cannot; replace it first"
                )
                raise ValueError(msg) from None


class _Format:
    def __init__(self, file: IO[bytes]) -> None:
        self._file = file

    def write(self, articles: Articles) -> None:
        raise NotImplementedError

    def end(self) -> None:
        """Write what stands behind all articles."""

    def abandon(self) -> None:
        """Write no more, since the file is to be deleted."""


class _JsonLines(_Format):
    def write(self, articles: Articles) -> None:
        for article in articles:
            self._file.write(orjson.dumps(article._asdict(), option=_JSON))


class _Csv(_Format):
    def __init__(self, file: IO[bytes]) -> None:
        super().__init__(file)
        self._text(_FIELDS)

    def write(self, articles: Articles) -> None:
        for article in articles:
            date = "" if article.date is None else article.date.isoformat()
            self._text((article.id, article.title, article.text, date, article.source or ""))

    def _text(self, row: tuple[str, ...]) -> None:
        line = io.StringIO(newline="")
        csv.writer(line).writerow(row)
        self._file.write(line.getvalue().encode())


class _Parquet(_Format):
    def __init__(self, file: IO[bytes]) -> None:
        super().__init__(file)
        self._writer: Any = None

    def write(self, articles: Articles) -> None:
        import pyarrow

        table = pyarrow.table(articles)
        if self._writer is None:
            self._writer = _parquet().ParquetWriter(self._file, table.schema, compression="zstd")
        self._writer.write_table(table)

    def end(self) -> None:
        from ._articles import Articles

        if self._writer is None:  # a file without rows has columns
            self.write(Articles(text=[]))
        self._writer.close()

    def abandon(self) -> None:
        if self._writer is not None:
            # It would end the file when it is collected, which is closed by then.
            with suppress(Exception):
                self._writer.close()
            self._writer.is_open = False
