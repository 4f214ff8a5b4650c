"""``broadsheet correct``: which articles belong together whatever their words say?

Like `_cli`, it loads click alone until it runs.
"""

from __future__ import annotations

from pathlib import Path

import click

from ._program import print_text

__all__ = ["correct"]


@click.command()
@click.argument("path", metavar="CORRECTIONS", type=click.Path(dir_okay=False))
@click.option("--must-link", metavar="ID ID", nargs=2, multiple=True, help="Both are in one story.")
@click.option(
    "--cannot-link", metavar="ID ID", nargs=2, multiple=True, help="They are in different stories."
)
@click.option("--forget", metavar="ID ID", nargs=2, multiple=True, help="Take a pair out.")
def correct(
    path: str,
    must_link: tuple[tuple[str, str], ...],
    cannot_link: tuple[tuple[str, str], ...],
    forget: tuple[tuple[str, str], ...],
) -> None:
    """Add corrections to the file CORRECTIONS, and print all that are in it.

    It is made if it is not there. Articles are named by their ids. Options may be given several
    times; pairs are forgotten first. `broadsheet stories --corrections CORRECTIONS` honours them.
    """
    from ._corrections import Corrections

    changes = bool(must_link or cannot_link or forget)
    is_new = changes and not Path(path).exists()
    known = Corrections() if is_new else Corrections.read(path)
    for pair in forget:
        try:
            known.forget(*pair)
        except KeyError as error:
            raise click.BadParameter(error.args[0], param_hint="'--forget'") from None
    if changes:
        both = zip((known.must_links, known.cannot_links), (must_link, cannot_link), strict=True)
        known = Corrections(*((*before, *added) for before, added in both))
        known.write(path)
    print_text(f"{known}\n")
