"""``broadsheet stories``: which articles tell the same story?

Like `_cli`, it loads click alone until it runs.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ._cli_calibration import calibration_options
from ._cli_options import FILE_PATH, jobs, no_clean, output_option, target, write
from ._cli_reading import Reader, takes_articles
from ._program import json_bytes, json_lines, print_json, print_text

if TYPE_CHECKING:
    from ._articles import Articles
    from ._result import Stories

__all__ = ["StoryMaker", "duration", "makes_stories", "stories", "takes_story_options"]

StoryMaker = Callable[["Articles"], "Stories"]


def duration(ctx: click.Context, param: click.Parameter, value: str | None) -> str | None:
    if value is not None and not re.fullmatch(r"none|\d+(\.\d+)?\s*(D|h|min|s)", value):
        msg = f"{value!r} is no duration; give one like 4D, 12h, 30min or 90s, or none"
        raise click.BadParameter(msg, ctx, param)
    return value


_OPTIONS = [
    calibration_options,
    click.option(
        "--time-scale",
        metavar="DURATION",
        callback=duration,
        help="Time apart that leaves 61 % of a similarity: 4D, 12h, 30min, 90s; "
        "none ignores dates.",
    ),
    click.option(
        "--corrections",
        metavar="JSON",
        type=click.Path(exists=True, dir_okay=False),
        help="Which articles belong together or not; `broadsheet correct` writes it.",
    ),
    no_clean,
    jobs,
]


def takes_story_options(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options of `broadsheet.stories`, as `options`, what that takes."""

    @functools.wraps(command)
    def run(
        read: Reader,
        min_similarity: float | str,
        smooth: Any,
        language: str | None,
        linkage: str,
        time_scale: str | None,
        corrections: str | None,
        no_clean: bool,
        n_jobs: int | None,
        **others: Any,
    ) -> None:
        options: dict[str, Any] = {
            "min_similarity": min_similarity,
            "smooth": smooth,
            "language": language,
            "linkage": linkage,
            "clean": not no_clean,
            "corrections": corrections,
            "n_jobs": n_jobs,
        }
        if time_scale is not None:
            options["time_scale"] = None if time_scale == "none" else time_scale
        command(read, options, **others)

    for option in reversed(_OPTIONS):
        run = option(run)
    return run


def makes_stories(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options of `broadsheet.stories`, and what makes stories as they say."""

    @functools.wraps(command)
    def run(read: Reader, options: dict[str, Any], skip_unknown: bool, **others: Any) -> None:
        def group(articles: Articles) -> Stories:
            from ._corrections import as_corrections
            from ._stories import stories as group_articles

            known = as_corrections(options["corrections"])
            if known is not None and skip_unknown:
                known = known.of(articles)
            return group_articles(articles, **(options | {"corrections": known}))

        command(read, group, **others)

    skip_unknown = click.option(
        "--skip-unknown", is_flag=True, help="Leave out corrections of articles not in FILE."
    )
    return takes_story_options(skip_unknown(run))


@click.command()
@takes_articles
@makes_stories
@output_option(
    "Write a JSON line per article: its id and story. - is standard output, without table."
)
@click.option(
    "--html", type=FILE_PATH, callback=target, help="Write a page that shows the stories."
)
@click.option("--json", "as_json", is_flag=True, help="Print all as JSON instead of a table.")
def stories(
    read: Reader,
    group: StoryMaker,
    output: str | None,
    html: str | None,
    as_json: bool,
) -> None:
    """Group the articles of FILE into stories, and print a table of them."""
    if output == "-" and as_json:
        msg = "--json and -o - both take standard output"
        raise click.UsageError(msg)
    if html == "-" or (html and output and Path(html).resolve() == Path(output).resolve()):
        msg = "--html takes a file of its own"
        raise click.UsageError(msg)
    articles = read()
    found = group(articles)
    labels = found.labels_.tolist()
    lines = json_lines(
        {"id": name, "story": story} for name, story in zip(articles.id, labels, strict=True)
    )
    whole = json_bytes(found.to_dict()) if as_json else lines
    table = f"{found}\n"
    with ExitStack() as files:  # each takes its name only when both are whole
        write(files, output, lines)
        if html:
            from ._files import atomic_write

            found.to_html(files.enter_context(atomic_write(html)).name)
    if as_json or output == "-":
        print_json(whole)
    else:
        print_text(table)
