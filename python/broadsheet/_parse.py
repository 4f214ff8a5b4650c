"""From rows to columns: what each field of a row may hold, and where a wrong one stands."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from typing import Any, Literal, NamedTuple, TypeAlias, get_args

import numpy as np

from ._articles import Articles
from ._dates import NAT, Epoch, checked_epoch, is_null, to_microseconds
from ._display import one_line, quote
from ._problems import ProblemList, Problems

__all__ = ["ColumnError", "Columns", "Dates", "Missing", "Names", "Rules"]

Missing: TypeAlias = Literal["error", "empty", "skip"]
Dates: TypeAlias = Literal["error", "coerce"]

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


class Rules(NamedTuple):
    """What is done with values that are missing or wrong; see `broadsheet.read`."""

    missing: Missing = "error"
    dates: Dates = "error"
    epoch: Epoch = "s"
    skip_bad: bool = False


class Columns:
    """Takes rows one after the other and gives their articles.

    Parameters
    ----------
    names : Names
        A name other than the default must occur in the input.
    rules : Rules
        What is done with values that are missing or wrong.

    Examples
    --------
    >>> columns = Columns(Names(), Rules())
    >>> columns.add({"id": 7, "text": "A storm hit."}, line=1)
    >>> columns.articles().id
    ('7',)
    """

    def __init__(self, names: Names, rules: Rules) -> None:
        if rules.missing not in get_args(Missing):
            msg = f'missing must be "error", "empty" or "skip", got {quote(rules.missing)}'
            raise ValueError(msg)
        if rules.dates not in get_args(Dates):
            msg = f'dates must be "error" or "coerce", got {quote(rules.dates)}'
            raise ValueError(msg)
        checked_epoch(rules.epoch)
        for field, name in names._asdict().items():
            if not isinstance(name, str) and (name is not None or field == "text"):
                keyword = "outlet" if field == "source" else field
                msg = f"{keyword} must be the name of a column, got {quote(name)}"
                raise TypeError(msg)
        self._names = names
        self._rules = rules
        self._problems = ProblemList()
        self._keys: set[Any] = set()  # all columns that occur
        self._id: list[str] = []
        self._title: list[str] = []
        self._text: list[str] = []
        self._date = array("q")
        self._source: list[str | None] = []
        self._row = -1  # of the whole input, skipped ones too
        self._line_of = array("q")
        self._article_of: dict[str, int] = {}
        self._n_articles = 0  # taken ones too
        self._files: list[tuple[str | None, str]] = [(None, "row")]
        self._first_article_of_file = [0]
        self._file_rows = self._file_rows_without_text = 0
        self.n_characters = 0
        """Of the texts that were not taken yet."""

    def start_file(self, name: str | None, unit: str = "line") -> None:
        """Take the rows that follow as those of a file; None is no file but an object in memory.

        Their places are lines, counted from 1, or rows, counted from 0; both are given from 1.
        """
        self._end_file()
        self._files.append((name, unit))
        self._first_article_of_file.append(self._n_articles)

    def declare(self, keys: Iterable[object]) -> None:
        """Name columns that are there even if no row is."""
        self._keys.update(keys)

    def add(self, row: Mapping[Any, Any], line: int = _ROW) -> None:
        """Add an article whose fields have names; `line` is counted from 1."""
        self._row += 1
        self._file_rows += 1
        self._keys.update(row)
        if not self._rules.skip_bad:
            self._add(row, line)
            return
        try:
            self._add(row, line)
        except (ValueError, TypeError, ColumnError) as error:
            self._problems.add_row(str(error))

    def refuse(self, error: Exception) -> None:
        """Raise what is wrong with a row that could not even be read, or leave the row out."""
        if not self._rules.skip_bad:
            raise error
        self._row += 1
        self._problems.add_row(str(error))

    def _add(self, row: Mapping[Any, Any], line: int) -> None:
        names = self._names
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
        try:
            self._add_text(text, key, line)
        except (ValueError, TypeError) as error:
            if not self._rules.skip_bad:
                raise
            self._problems.add_row(str(error))

    def _add_text(self, text: object, key: str | None, line: int) -> None:
        if type(text) is not str:
            text = self._unusual_text({self._names.text: text}, text, line)
            if text is None:
                return
        self._append(None if self._names.id is None else key, "", text, NAT, None, line)

    @property
    def problems(self) -> Problems:
        """What was left out or taken as missing so far."""
        return self._problems.get()

    def articles(self) -> Articles:
        """Give the articles of all rows, or of those that were not taken yet; the last ones."""
        self._end_file()
        if self._row >= 0 or self._keys:
            for field, default in Names._field_defaults.items():
                name = getattr(self._names, field)
                if name not in (default, None) and name not in self._keys:
                    if field == "text" and not self._keys:
                        continue  # texts and .txt files have one without its being called so
                    msg = f"no row has a field {quote(name)}, named for {field}; {self._there()}"
                    raise ColumnError(msg)
        return self.take()

    def take(self) -> Articles:
        """Give the articles of the rows so far, and keep only what tells places and ids."""
        articles = Articles(
            id=self._id,
            title=self._title,
            text=self._text,
            date=np.array(self._date, dtype=np.int64).view("datetime64[us]"),
            source=self._source,
        )
        articles._problems = self.problems
        self._id, self._title, self._text, self._source = [], [], [], []
        self._date = array("q")
        self.n_characters = 0
        return articles

    def _append(
        self, key: str | None, title: str, text: str, date: int, source: str | None, line: int
    ) -> None:
        numbered = not key
        key = key or str(self._row)
        article = self._n_articles
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
        self._n_articles += 1
        self.n_characters += len(text)
        self._line_of.append(self._row if line == _ROW else line)

    def _unusual_text(self, row: Mapping[Any, Any], text: object, line: int) -> str | None:
        name = self._names.text
        if isinstance(text, str):
            return str.__str__(text)  # a plain one of numpy.str_ and its like
        if isinstance(text, bytes):
            return self._decoded(text, name, line)
        if is_null(text):
            absent = name not in row
            self._file_rows_without_text += absent
            if self._rules.missing == "error":
                if absent:
                    msg = f"{self._field(name, line)}: there is none; {self._there(row)}"
                    raise ColumnError(msg)
                msg = (
                    f"{self._field(name, line)}: the text is null; "
                    'missing="empty" takes it as empty, missing="skip" leaves the article out'
                )
                raise ValueError(msg)
            return "" if self._rules.missing == "empty" else None
        msg = f"{self._field(name, line)}: {_typed(text)}, but a text must be a string"
        raise TypeError(msg)

    def _title_of(self, title: object, line: int) -> str:
        if isinstance(title, str):
            return str.__str__(title)
        if isinstance(title, bytes):
            return self._decoded(title, self._names.title, line)
        if is_null(title):
            return ""
        msg = f"{self._field(self._names.title, line)}: {_typed(title)}, but a title is a string"
        raise TypeError(msg)

    def _decoded(self, value: bytes, name: object, line: int) -> str:
        try:
            return value.decode("utf-8")
        except UnicodeDecodeError as error:
            msg = (
                f"{self._field(name, line)}: byte {error.start + 1} is not UTF-8 "
                f"(0x{value[error.start]:02x}); decode it first"
            )
            raise ValueError(msg) from None

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
            return to_microseconds(value, self._rules.epoch)
        except ValueError as error:
            msg = f"{self._field(self._names.date, line)}: {error}"
            if self._rules.dates == "error":
                raise ValueError(msg) from None
        self._problems.add_date(msg)
        return NAT

    def _end_file(self) -> None:
        if 0 < self._file_rows == self._file_rows_without_text:
            # `missing` lets a null text pass, not a whole file whose text has another name
            place = self._files[-1][0] or "input"
            name = quote(self._names.text)
            msg = f"{place}: no row has a field {name} for the text; {self._there()}"
            raise ColumnError(msg)
        self._file_rows = self._file_rows_without_text = 0

    def _field(self, name: object, line: int) -> str:
        return f"{_place(*self._files[-1], line, self._row)}, field {quote(name)}"

    def _where_was(self, article: int) -> str:
        file = self._files[bisect_right(self._first_article_of_file, article) - 1]
        line = self._line_of[article]
        return _place(*file, line, line)

    def _there(self, keys: Iterable[object] | None = None) -> str:
        keys = self._keys if keys is None else keys
        listed = sorted(one_line(str(key), 40) for key in keys)
        more = f" and {len(listed) - 20} more" if len(listed) > 20 else ""
        names = ", ".join(listed[:20]) + more
        return f"the fields are: {names}" if listed else "there are no fields"


def _place(file: str | None, unit: str, line: int, row: int) -> str:
    if file is None:
        return f"row {row}"
    if line <= 0:
        return file
    return f"{file}, {unit} {line - (unit == 'row')}"


def _typed(value: object) -> str:
    return f"{quote(value)} is {type(value).__name__}"
