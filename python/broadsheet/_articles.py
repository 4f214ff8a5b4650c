"""What is a pile of articles here? `Articles`, five columns of equal length that never change."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from html import escape
from typing import Any, NamedTuple, SupportsIndex, cast, overload

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ._dates import to_datetime, to_datetime64
from ._display import one_line, quote, text_table
from ._problems import NO_PROBLEMS, Problems
from ._tabular import Tabular

__all__ = ["Article", "Articles", "as_articles"]

_FIELDS = ("id", "title", "text", "date", "source")
_SHOWN = 8  # rows of a repr; with the widths below, its HTML stays under 10 KB
_WIDTHS = {"id": 20, "title": 36, "text": 36, "date": 16, "source": 16}


class Article(NamedTuple):
    """One article.

    Attributes
    ----------
    id : str
        Its name, unique among the articles that it was read with.
    title : str
        ``""`` where it has none.
    text : str
        The running text.
    date : datetime.datetime or None
        When it appeared, in UTC; None where that is not known.
    source : str or None
        The outlet; None where that is not known.

    Examples
    --------
    >>> Article("a1", "Storm", "A storm hit the coast.", None, "Daily Lantern").source
    'Daily Lantern'
    """

    id: str
    title: str
    text: str
    date: datetime | None
    source: str | None


class Articles(Tabular, Sequence[Article]):
    """A collection of articles, immutable. `broadsheet.read` makes one from files and containers.

    Indexed by a number it gives an `Article`; by a slice, a boolean mask or integers, `Articles`.

    Parameters
    ----------
    text : iterable of str
        The running texts; empty ones are allowed.
    id : iterable of str, optional
        Unique names. Default: the row numbers, ``"0"``, ``"1"`` and so on.
    title : iterable of str, optional
        Default, and for None: ``""``.
    date : array of datetime64, or iterable of dates, optional
        ISO 8601 strings, `datetime.datetime`, `datetime.date`, pandas Timestamps,
        `numpy.datetime64`; naive ones are taken as UTC, None and ``""`` are missing.
    source : iterable of str or None, optional
        The outlets; None and ``""`` where one is not known.

    Attributes
    ----------
    id, title, text : tuple of str
    date : ndarray of datetime64[us]
        In UTC, read-only; NaT where missing.
    source : tuple of str or None

    Raises
    ------
    ValueError
        If lengths differ, an id occurs twice (the message names both rows), or a date is none.
    TypeError
        If a value is not a string; the message names its row and type.

    Examples
    --------
    >>> import broadsheet as bs
    >>> articles = bs.Articles(text=["A storm hit.", "Rates rose."], title=["Storm", "Rates"])
    >>> articles[0].title
    'Storm'
    >>> articles[[False, True]].id
    ('1',)
    """

    __slots__ = ("_date", "_id", "_problems", "_row_of_id", "_source", "_text", "_title")

    def __init__(
        self,
        *,
        text: Iterable[str],
        id: Iterable[str] | None = None,  # noqa: A002 - the column's name everywhere
        title: Iterable[str | None] | None = None,
        date: NDArray[np.datetime64] | Iterable[object] | None = None,
        source: Iterable[str | None] | None = None,
    ) -> None:
        self._text = _strings("text", text)
        n = len(self._text)
        self._id = tuple(map(str, range(n))) if id is None else _strings("id", id)
        self._title = ("",) * n if title is None else _strings("title", title, "")
        self._source = (None,) * n if source is None else _strings("source", source, None)
        self._date = np.full(n, "NaT", "datetime64[us]") if date is None else to_datetime64(date)
        self._date.flags.writeable = False
        if self._date.ndim != 1:
            msg = f"date must be one-dimensional, got the shape {self._date.shape}"
            raise ValueError(msg)
        lengths = {name: len(getattr(self, name)) for name in _FIELDS}
        if len(set(lengths.values())) > 1:
            listed = ", ".join(f"{name} {length}" for name, length in lengths.items())
            msg = f"columns differ in length: {listed}; give one value for each article"
            raise ValueError(msg)
        if len(set(self._id)) < n:
            _refuse_twins(self._id)
        self._row_of_id: dict[str, int] = {}  # filled when an id is first looked up
        self._problems = NO_PROBLEMS

    @property
    def id(self) -> tuple[str, ...]:
        """The unique names."""
        return self._id

    @property
    def title(self) -> tuple[str, ...]:
        """The titles, ``""`` where one is missing."""
        return self._title

    @property
    def text(self) -> tuple[str, ...]:
        """The running texts."""
        return self._text

    @property
    def date(self) -> NDArray[np.datetime64]:
        """The dates in UTC, ``datetime64[us]``, read-only; NaT where one is missing."""
        return self._date

    @property
    def source(self) -> tuple[str | None, ...]:
        """The outlets, None where one is missing."""
        return self._source

    @property
    def problems(self) -> Problems:
        """What `read` left out or took as missing, as it was allowed to; copies have none."""
        return self._problems

    def _columns(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in _FIELDS}

    def __len__(self) -> int:
        return len(self._id)

    @overload
    def __getitem__(self, key: SupportsIndex) -> Article: ...
    @overload
    def __getitem__(self, key: slice | ArrayLike) -> Articles: ...
    def __getitem__(self, key: SupportsIndex | slice | ArrayLike) -> Article | Articles:
        if isinstance(key, slice):
            return self._take(range(*key.indices(len(self))))
        if hasattr(key, "__index__") and not isinstance(key, np.ndarray | bool | np.bool_):
            row = self._row(key.__index__())
            day = to_datetime(self._date[row])
            return Article(self._id[row], self._title[row], self._text[row], day, self._source[row])
        return self._take(self._rows(key))

    def __iter__(self) -> Iterator[Article]:
        return (self[row] for row in range(len(self)))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Articles):
            return NotImplemented
        return (
            self._id == other._id
            and self._title == other._title
            and self._text == other._text
            and self._source == other._source
            # as integers, since NaT differs from itself
            and np.array_equal(self._date.view(np.int64), other._date.view(np.int64))
        )

    __hash__ = None  # type: ignore[assignment]  # as a list: equal by content, hashed by no one

    def __reduce__(self) -> tuple[object, ...]:
        return _rebuild, (self._id, self._title, self._text, self._date, self._source)

    def replace(self, **columns: Any) -> Articles:
        """Copy the articles with other values in some columns.

        Parameters
        ----------
        **columns
            `text`, `title`, `id`, `date` or `source`, one value for each article, as for the
            constructor; None gives a column its default.

        Returns
        -------
        Articles

        Examples
        --------
        >>> import broadsheet as bs
        >>> bs.read(["A storm hit."]).replace(title=["Storm"])[0].title
        'Storm'
        """
        return Articles(**({name: getattr(self, name) for name in _FIELDS} | columns))

    def _row(self, article: str | SupportsIndex) -> int:
        """Tell the position of an article, given by id or by position, also from the end."""
        if isinstance(article, str):
            if not self._row_of_id:
                self._row_of_id = {name: row for row, name in enumerate(self._id)}
            if article not in self._row_of_id:
                msg = f"there is no article with the id {quote(article)}"
                raise KeyError(msg)
            return self._row_of_id[article]
        if isinstance(article, bool | np.bool_) or not hasattr(article, "__index__"):
            kind = type(article).__name__
            msg = f"name an article by id (str) or position (int), got {quote(article)} ({kind})"
            raise TypeError(msg)
        row = article.__index__()
        if not -len(self) <= row < len(self):
            msg = f"there is no article {row}: there are {len(self)}"
            raise IndexError(msg)
        return row % len(self)

    def _rows(self, key: ArrayLike) -> list[int]:
        keys = np.asarray(key)
        if keys.ndim == 1 and keys.dtype.kind == "b":
            if len(keys) != len(self):
                msg = f"a mask of length {len(keys)} for {len(self)} articles"
                raise IndexError(msg)
            return np.flatnonzero(keys).tolist()
        if keys.ndim != 1 or (keys.dtype.kind not in "iu" and keys.size):
            msg = (
                "articles are indexed by an integer, a slice, a boolean mask or a list of "
                f"integers, not by {quote(key)}; columns are attributes, such as articles.text"
            )
            raise TypeError(msg)
        rows = cast("list[int]", keys.tolist())
        for row in rows:
            if not -len(self) <= row < len(self):
                msg = f"there is no article {row}: there are {len(self)}"
                raise IndexError(msg)
        return rows

    def _take(self, rows: Sequence[int]) -> Articles:
        return Articles(
            id=[self._id[row] for row in rows],
            title=[self._title[row] for row in rows],
            text=[self._text[row] for row in rows],
            date=self._date[np.asarray(rows, dtype=np.intp)],
            source=[self._source[row] for row in rows],
        )

    def _shown(self) -> list[dict[str, str]]:
        """Cells of the first and last rows, with a row of ellipses where some are left out."""
        n, half = len(self), _SHOWN // 2
        head = range(min(n, half))
        tail = range(max(half, n - half), n)
        shown = [self._cells(row) for row in head]
        if n > _SHOWN:
            shown.append(dict.fromkeys(["", *_FIELDS], "…"))
        return shown + [self._cells(row) for row in tail]

    def _cells(self, row: int) -> dict[str, str]:
        article = self[row]
        day = article.date.isoformat(" ")[:16].removesuffix(" 00:00") if article.date else ""
        cells = article._asdict() | {"date": day}
        return {"": str(row)} | {
            name: one_line(cells[name] or "", _WIDTHS[name]) for name in _FIELDS
        }

    def __repr__(self) -> str:
        rows = [list(row.values()) for row in self._shown()]
        table = text_table([["", *_FIELDS], *rows], right=[0]) if rows else ""
        return f"Articles: {len(self):,}\n{table}".rstrip()

    def _repr_html_(self) -> str:
        """Show a table in notebooks, of markup that also an untrusted JupyterLab keeps."""
        head = "".join(f"<th>{name}</th>" for name in ["", *_FIELDS])
        body = "\n".join(
            "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row.values()) + "</tr>"
            for row in self._shown()
        )
        return (
            f"<table>\n<caption>Articles: {len(self):,}</caption>\n"
            f"<thead><tr>{head}</tr></thead>\n<tbody>\n{body}\n</tbody>\n</table>"
        )


def as_articles(given: Any, **options: Any) -> Articles:
    """Give articles as they are, and read anything else, once.

    Parameters
    ----------
    given : Articles, or anything that `read` takes
    **options
        Of `read`.

    Examples
    --------
    >>> as_articles(["A storm hit."]).text
    ('A storm hit.',)
    """
    if isinstance(given, Articles):
        return given
    from ._read import read

    return read(given, **options)


def _strings(name: str, values: Iterable[Any], null: Any = ...) -> tuple[Any, ...]:
    """Take a column of exact `str`; None and ``""`` become `null` where that is given."""
    if isinstance(values, str | bytes):
        msg = f"{name} is one {type(values).__name__}; give a list, one value for each article"
        raise TypeError(msg)
    column = tuple(values)
    if null is ... and all(type(value) is str for value in column):
        return column  # nearly always
    return tuple(_string(name, row, value, null) for row, value in enumerate(column))


def _string(name: str, row: int, value: object, null: Any) -> Any:
    if null is not ... and (value is None or (isinstance(value, str) and not value)):
        return null
    if not isinstance(value, str):
        msg = f'row {row}, field "{name}": {quote(value)} is {type(value).__name__}, not str'
        raise TypeError(msg)
    return value if type(value) is str else str.__str__(value)  # np.str_ and its like


def _refuse_twins(ids: tuple[str, ...]) -> None:
    first: dict[str, int] = {}
    for row, name in enumerate(ids):
        if name in first:
            msg = f'row {row}, field "id": {quote(name)} is also the id of row {first[name]}'
            raise ValueError(msg)
        first[name] = row


def _rebuild(
    ids: tuple[str, ...],
    titles: tuple[str, ...],
    texts: tuple[str, ...],
    dates: NDArray[np.datetime64],
    sources: tuple[str | None, ...],
) -> Articles:
    return Articles(id=ids, title=titles, text=texts, date=dates, source=sources)
