"""Which options do several commands have, and where do they write?

Like `_cli`, it loads click alone until it runs.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import click

__all__ = ["FILE_PATH", "jobs", "min_similarity", "no_clean", "output_option", "target", "write"]


def target(ctx: click.Context, param: click.Parameter, path: str | None) -> str | None:
    """Refuse a file that could not be written now, not after minutes of work."""
    if path is not None and path != "-":
        folder = Path(path).resolve().parent
        if not folder.is_dir():
            msg = f"there is no folder {click.format_filename(folder)}"
            raise click.BadParameter(msg, ctx, param)
    return path


def _similarity(ctx: click.Context, param: click.Parameter, value: float | None) -> float | None:
    if value is not None and math.isnan(value):
        msg = "nan is not in the range 0<x<=1."
        raise click.BadParameter(msg, ctx, param)
    return value


FILE_PATH = click.Path(dir_okay=False, writable=True, allow_dash=True)
jobs = click.option(
    "--jobs", "n_jobs", metavar="N", type=click.IntRange(1), help="Threads.  [default: every core]"
)
no_clean = click.option("--no-clean", is_flag=True, help="Leave boilerplate in the texts.")
min_similarity = click.option(
    "--min-similarity",
    type=click.FloatRange(0, 1, min_open=True),
    callback=_similarity,
    help="Least similarity of two articles, from 0 to 1.",
)


def output_option(text: str) -> Callable[[Any], Any]:
    """Give a command -o, which takes JSON lines; `text` says which."""
    return click.option("-o", "--output", type=FILE_PATH, callback=target, help=text)


def write(files: ExitStack, path: str | None, data: bytes) -> None:
    from ._files import atomic_write

    if path is not None and path != "-":
        files.enter_context(atomic_write(path)).write(data)
