"""How does a command end? What it prints, and what its errors become.

Like `_cli`, it loads click alone until a command runs.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable
from typing import Any, TextIO

import click

__all__ = ["DataError", "Program", "json_bytes", "json_lines", "print_json", "print_text"]

_INTERRUPTED = 130  # 128 + SIGINT, and 128 + SIGPIPE, as shells report them
_READER_GONE = 141

# JSON escapes control characters up to U+001F; some terminals also obey U+0080 to U+009F.
_CONTROL = re.compile(rb"\x7f|\xc2[\x80-\x9f]")


class DataError(click.ClickException):
    """Bad data: one line on standard error and exit code 1."""

    exit_code = 1

    def show(self, file: Any = None) -> None:
        from ._display import one_line

        click.echo(f"broadsheet: error: {one_line(self.message)}", file=file, err=True)


class Program(click.Group):
    """Turns what a command raises into one line and an exit code."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            click.echo("broadsheet: interrupted", err=True)
            ctx.exit(_INTERRUPTED)
        except BrokenPipeError:  # `broadsheet ... | head`
            # Python flushes standard output once more at its end, which must not fail aloud
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            ctx.exit(_READER_GONE)
        except OSError as error:
            if error.filename is None:
                raise DataError(str(error)) from error
            msg = f"{error.filename}: {error.strerror}"
            raise DataError(msg) from error
        except (ValueError, MemoryError) as error:
            raise DataError(str(error) or "out of memory") from error


def json_bytes(value: object) -> bytes:
    """Write a value as one line of JSON; dates as in ``2024-05-17T08:30:00Z``."""
    import orjson

    return orjson.dumps(
        value,
        option=orjson.OPT_SERIALIZE_NUMPY
        | orjson.OPT_NON_STR_KEYS
        | orjson.OPT_UTC_Z
        | orjson.OPT_NAIVE_UTC
        | orjson.OPT_APPEND_NEWLINE,
    )


def json_lines(rows: Iterable[object]) -> bytes:
    """Write values as JSON, one a line."""
    return b"".join(map(json_bytes, rows))


def print_json(data: bytes) -> None:
    """Print JSON, in UTF-8 whatever the locale is, with the last control characters escaped."""
    _write_all(sys.stdout, _CONTROL.sub(lambda found: b"\\u%04x" % found[0][-1], data))


def print_text(text: str, err: bool = False) -> None:
    """Print text without what could drive a terminal, and with ? for what it cannot show."""
    from ._display import printable

    stream = sys.stderr if err else sys.stdout
    _write_all(stream, printable(text).encode(stream.encoding or "utf-8", "replace"))


def _write_all(stream: TextIO, data: bytes) -> None:
    stream.flush()
    rest = memoryview(data)
    while rest:  # with PYTHONUNBUFFERED, one call may write a part only, and say nothing
        rest = rest[stream.buffer.write(rest) :]
    stream.buffer.flush()
