"""How does a command come by its articles? The argument FILE, options of reading, and a reader.

Like `_cli`, it loads click alone until a command runs.
"""

from __future__ import annotations

import functools
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ._program import DataError, print_text

if TYPE_CHECKING:
    from ._article_stream import ArticleStream
    from ._articles import Articles

__all__ = ["Reader", "takes_articles"]

_INPUT = [
    click.argument("files", metavar="FILE... | -", nargs=-1, required=True),
    *(
        click.option(f"--{field}", metavar="NAME", default=field, show_default=True, help=text)
        for field, text in {
            "id": "Column of the ids; an empty NAME numbers the articles.",
            "title": "Column of the titles.",
            "text": "Column of the texts.",
            "date": "Column of the dates: ISO 8601, RFC 2822 or epoch numbers.",
            "source": "Column of the outlets.",
        }.items()
    ),
    click.option(
        "--dates",
        type=click.Choice(["error", "coerce"]),
        default="error",
        show_default=True,
        help="What a date that is none does: stop, or count as missing.",
    ),
    click.option(
        "--epoch",
        type=click.Choice(["s", "ms", "us", "ns"]),
        default="s",
        show_default=True,
        help="What numbers count as dates, from 1970 in UTC.",
    ),
    click.option("--skip-bad", is_flag=True, help="Leave broken rows out, and list them."),
]


def _missing(default: str) -> Callable[..., Any]:
    return click.option(
        "--missing",
        type=click.Choice(["error", "empty", "skip"]),
        default=default,
        show_default=True,
        help="What a null text does: stop, count as empty, or leave the article out.",
    )


def takes_articles(command: Callable[..., None], null: str = "error") -> Callable[..., None]:
    """Give a command the argument FILE and the options of reading, and a `Reader`.

    So that it can refuse wrong usage before the articles are read. `null` is the default of
    --missing.
    """

    @functools.wraps(command)
    def run(files: tuple[str, ...], **options: Any) -> None:
        rules = {name: options.pop(name) for name in ("missing", "dates", "epoch", "skip_bad")}
        names = {field: options.pop(field) or None for field in ("id", "title", "date", "source")}
        names["text"] = options.pop("text")
        try:
            command(Reader(files, names, rules), **options)
        except ValueError as error:  # of all articles together, such as that none has a word
            msg = f"{_named(files)}: {error}"
            raise DataError(msg) from error

    for option in reversed([*_INPUT, _missing(null)]):
        run = option(run)
    return run


class Reader:
    """Reads the articles of FILE as the options say; what is wrong in them ends the program.

    Called, it gives all of them.
    """

    def __init__(
        self, files: tuple[str, ...], names: dict[str, Any], rules: dict[str, Any]
    ) -> None:
        self._files = [Path(file) for file in files]
        self._names = names
        self._rules = rules

    def __call__(self) -> Articles:
        from ._problems import ReadWarning
        from ._read import read

        with _data_errors(), warnings.catch_warnings():
            warnings.simplefilter("ignore", ReadWarning)  # it is printed in full
            names = {**self._names, "outlet": self._names["source"]}
            del names["source"]
            articles = read(self._files, **names, **self._rules)
        print_text(articles.problems.listed(), err=True)
        return articles

    def stream(self) -> ArticleStream:
        """Give them in batches, to be read more than once."""
        from ._article_stream import ArticleStream
        from ._parse import Names, Rules

        with _data_errors():
            return ArticleStream(self._files, Names(**self._names), Rules(**self._rules))

    def batches(self, stream: ArticleStream, label: str) -> Iterator[Articles]:
        """Read the batches of a stream."""
        batches = stream.batches(label)
        while True:
            with _data_errors():
                batch = next(batches, None)
            if batch is None:
                return
            yield batch


@contextmanager
def _data_errors() -> Iterator[None]:
    try:
        yield
    except (TypeError, KeyError, ValueError, ImportError) as error:  # it names file and row itself
        raise DataError(str(error)) from error


def _named(files: tuple[str, ...]) -> str:
    names = ["standard input" if file == "-" else file for file in files[:3]]
    return ", ".join(names) + (f" and {len(files) - 3} more" if len(files) > 3 else "")
