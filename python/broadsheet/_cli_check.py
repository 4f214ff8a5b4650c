"""``broadsheet check``: what is wrong with the articles?

Like `_cli`, it loads click alone until it runs.
"""

from __future__ import annotations

import functools

import click

from ._cli_options import FILE_PATH, jobs, target
from ._cli_reading import Reader, takes_articles
from ._program import json_bytes, print_json, print_text

__all__ = ["check"]

_FINDINGS = 3  # exit code of check --strict


def _kinds(ctx: click.Context, param: click.Parameter, kinds: tuple[str, ...]) -> tuple[str, ...]:
    from ._health.kinds import checked_kinds  # which loads nothing else

    try:
        checked_kinds(kinds)
    except ValueError as error:
        raise click.BadParameter(str(error), ctx, param) from error
    return kinds


@click.command()
@functools.partial(takes_articles, null="empty")
@jobs
@click.option(
    "--kind",
    "kinds",
    metavar="KIND",
    multiple=True,
    callback=_kinds,
    help="Look for this kind only, such as 'empty text' or mojibake; may be given several times.",
)
@click.option(
    "--report", type=FILE_PATH, callback=target, help="Write a page that shows all findings."
)
@click.option("--json", "as_json", is_flag=True, help="Print all findings as JSON, not a table.")
@click.option("--strict", is_flag=True, help="End with exit code 3 where there are findings.")
def check(
    read: Reader,
    n_jobs: int | None,
    kinds: tuple[str, ...],
    report: str | None,
    as_json: bool,
    strict: bool,
) -> None:
    """Look for what is wrong with the articles of FILE, and say what to do about it.

    Finds empty and cut-off texts, paywall notices, damaged characters, HTML, impossible dates,
    copies, other languages and lost tokens.
    """
    if report == "-":
        msg = "--report takes a file"
        raise click.UsageError(msg)
    from ._health.check import check as look

    found = look(read(), kinds=kinds or None, n_jobs=n_jobs)
    whole = json_bytes(found.to_dict()) if as_json else b""
    if report:
        found.to_html(report)
    if as_json:
        print_json(whole)
    else:
        print_text(f"{found}\n")
    if strict and found:
        click.get_current_context().exit(_FINDINGS)
