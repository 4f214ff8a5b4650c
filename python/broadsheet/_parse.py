"""From rows to columns: what each field of a row may hold, and where a wrong one stands."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from typing import Any, Literal, NamedTuple, TypeAlias, get_args

import numpy as np

from ._articles import Articles
from ._dates import NAT, is_null, to_microseconds
from ._display import one_line, quote

__all__ = ["ColumnError", "Columns", "Missing", "Names"]

Missing: TypeAlias = Literal["error", "empty", "skip"]

# "lines" of what has none
_ROW = -1
_WHOLE_FILE = 0


class ColumnError(KeyError):
    """A column that is not there; unlike KeyError's, its message prints as it is written."""

    def __str__(self) -> str:
        return str(self.args[0])


class Names(NamedTuple):
    """What the columns are called in the input; None leaves one out."""

    id: str | None = "id"
    title: str | None = "title"
    text: str = "text"
    date: str | None = "date"
    source: str | None = "source"


class Columns:
    """Takes rows one after the other and gives their articles.

    Parameters
    ----------
    names : Names
        A name other than the default must occur in the input.
    missing : {"error", "empty", "skip"}
        What a null text does.

    Examples
    --------
    >>> columns = Columns(Names(), "error")
    >>> columns.add({"id": 7, "text": "A storm hit."}, line=1)
    >>> columns.articles().id
    ('7',)
    """

    def __init__(self, names: Names, missing: Missing) -> None:
        if missing not in get_args(Missing):
            msg = f'missing must be "error", "empty" or "skip", got {quote(missing)}'
            raise ValueError(msg)
        for field, name in names._asdict().items():
            if not isinstance(name, str) and (name is not None or field == "text"):
                keyword = "outlet" if field == "source" else field
                msg = f"{keyword} must be the name of a column, got {quote(name)}"
                raise TypeError(msg)
        self._names = names
        self._missing = missing
        self._keys: set[Any] = set()  # all columns that occur
        self._id: list[str] = []
        self._title: list[str] = []
        self._text: list[str] = []
        self._date = array("q")
        self._source: list[str | None] = []
        self._row = -1  # of the whole input, skipped ones too
        self._line_of = array("q")
        self._article_of: dict[str, int] = {}
        self._files: list[str | None] = [None]
        self._first_article_of_file = [0]
        self._file_rows = self._file_rows_without_text = 0

    def start_file(self, name: str | None) -> None:
        """Take the rows that follow as those of a file; None is no file but an object in memory."""
        self._end_file()
        self._files.append(name)
        self._first_article_of_file.append(len(self._text))

    def declare(self, keys: Iterable[object]) -> None:
        """Name columns that are there even if no row is."""
        self._keys.update(keys)

    def add(self, row: Mapping[Any, Any], line: int = _ROW) -> None:
        """Add an article whose fields have names; `line` is counted from 1."""
        names = self._names
        self._row += 1
        self._file_rows += 1
        self._keys.update(row)
        text = row.get(names.text)
        if type(text) is not str:
            text = self._unusual_text(row, text, line)
            if text is None:
                return
        title = row.get(names.title)
        if type(title) is not str:
            title = self._title_of(title, line)
        date = row.get(names.date)
        source = row.get(names.source)
        if type(source) is not str:
            source = self._name("source", source, line)
        key = row.get(names.id)
        if type(key) is not str:
            key = self._name("id", key, line)
        self._append(
            key, title, text, NAT if date is None else self._date_of(date, line), source, line
        )

    def add_text(self, text: object, key: str | None = None, line: int = _ROW) -> None:
        """Add an article that is only a text; `line` 0 is a whole file."""
        self._row += 1
        if type(text) is not str:
            text = self._unusual_text({self._names.text: text}, text, line)
            if text is None:
                return
        self._append(None if self._names.id is None else key, "", text, NAT, None, line)

    def articles(self) -> Articles:
        """Give the articles of all rows."""
        self._end_file()
        if self._row >= 0 or self._keys:
            for field, default in Names._field_defaults.items():
                name = getattr(self._names, field)
                if name not in (default, None) and name not in self._keys:
                    if field == "text" and not self._keys:
                        continue  # texts and .txt files have one without its being called so
                    msg = f"no row has a field {quote(name)}, named for {field}; {self._there()}"
                    raise ColumnError(msg)
        return Articles(
            id=self._id,
            title=self._title,
            text=self._text,
            date=np.array(self._date, dtype=np.int64).view("datetime64[us]"),
            source=self._source,
        )

    def _append(
        self, key: str | None, title: str, text: str, date: int, source: str | None, line: int
    ) -> None:
        numbered = not key
        key = key or str(self._row)
        article = len(self._text)
        first = self._article_of.setdefault(key, article)
        if first != article:
            field = "id" if line == _WHOLE_FILE else self._names.id
            origin = ", the row's number as it has no id," if numbered else ""
            msg = (
                f"{self._field(field, line)}: {quote(key)}{origin} is also the id of "
                f"{self._where_was(first)}; give each its own id, "
                "or number them with id=None (on the command line --id '')"
            )
            raise ValueError(msg)
        self._id.append(key)
        self._title.append(title)
        self._text.append(text)
        self._date.append(date)
        self._source.append(source or None)
        self._line_of.append(self._row if line == _ROW else line)

    def _unusual_text(self, row: Mapping[Any, Any], text: object, line: int) -> str | None:
        name = self._names.text
        if isinstance(text, str):
            return str.__str__(text)  # a plain one of numpy.str_ and its like
        if is_null(text):
            absent = name not in row
            self._file_rows_without_text += absent
            if self._missing == "error":
                if absent:
                    msg = f"{self._field(name, line)}: there is none; {self._there(row)}"
                    raise ColumnError(msg)
                msg = (
                    f"{self._field(name, line)}: the text is null; "
                    'missing="empty" takes it as empty, missing="skip" leaves the article out'
                )
                raise ValueError(msg)
            return "" if self._missing == "empty" else None
        msg = f"{self._field(name, line)}: {_typed(text)}, but a text must be a string"
        raise TypeError(msg)

    def _title_of(self, title: object, line: int) -> str:
        if isinstance(title, str):
            return str.__str__(title)
        if is_null(title):
            return ""
        msg = f"{self._field(self._names.title, line)}: {_typed(title)}, but a title is a string"
        raise TypeError(msg)

    def _name(self, field: str, value: object, line: int) -> str | None:
        """Convert an id or source, which may be a number; None if it is null."""
        if isinstance(value, str):
            return str.__str__(value)
        if is_null(value):
            return None
        if isinstance(value, int | np.integer) and not isinstance(value, bool):
            return str(int(value))
        if isinstance(value, float | np.floating):
            number = float(value)
            # Data frames turn whole numbers into floats where one is missing, and JSON's beyond
            # 64 bits become floats too; from 2**53 on, different ones may have become the same.
            if abs(number) < 2**53:
                return str(int(number)) if number.is_integer() else repr(number)
        place = self._field(getattr(self._names, field), line)
        msg = f"{place}: {_typed(value)}, but it must be a string or a 64-bit integer"
        raise TypeError(msg)

    def _date_of(self, value: object, line: int) -> int:
        try:
            return to_microseconds(value)
        except ValueError as error:
            msg = f"{self._field(self._names.date, line)}: {error}"
            raise ValueError(msg) from None

    def _end_file(self) -> None:
        if 0 < self._file_rows == self._file_rows_without_text:
            # `missing` lets a null text pass, not a whole file whose text has another name
            place = self._files[-1] or "input"
            name = quote(self._names.text)
            msg = f"{place}: no row has a field {name} for the text; {self._there()}"
            raise ColumnError(msg)
        self._file_rows = self._file_rows_without_text = 0

    def _field(self, name: object, line: int) -> str:
        return f"{_place(self._files[-1], line, self._row)}, field {quote(name)}"

    def _where_was(self, article: int) -> str:
        file = self._files[bisect_right(self._first_article_of_file, article) - 1]
        line = self._line_of[article]
        return _place(file, line, line)

    def _there(self, keys: Iterable[object] | None = None) -> str:
        keys = self._keys if keys is None else keys
        listed = sorted(one_line(str(key), 40) for key in keys)
        more = f" and {len(listed) - 20} more" if len(listed) > 20 else ""
        names = ", ".join(listed[:20]) + more
        return f"the fields are: {names}" if listed else "there are no fields"


def _place(file: str | None, line: int, row: int) -> str:
    if file is None:
        return f"row {row}"
    return f"{file}, line {line}" if line > 0 else file


def _typed(value: object) -> str:
    return f"{quote(value)} is {type(value).__name__}"
