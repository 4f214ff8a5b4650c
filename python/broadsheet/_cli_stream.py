"""``broadsheet stream``: what happens to the stories as the articles come in?

Like `_cli`, it loads click alone until it runs.
"""

from __future__ import annotations

from typing import Any

import click

from ._cli_reading import Reader, takes_articles
from ._cli_stories import duration, takes_story_options
from ._program import json_lines, print_json

__all__ = ["stream"]


def _length(ctx: click.Context, param: click.Parameter, value: str) -> str:
    if value == "none":
        msg = "a window has an end; give a duration like 7D"
        raise click.BadParameter(msg, ctx, param)
    return duration(ctx, param, value)  # type: ignore[return-value]


@click.command()
@takes_articles
@takes_story_options
@click.option(
    "--window",
    metavar="DURATION",
    callback=_length,
    default="7D",
    show_default=True,
    help="How long an article lives: one that comes may join stories that have live articles.",
)
@click.option(
    "--relink",
    metavar="DURATION",
    callback=duration,
    default="1D",
    show_default=True,
    help="How often all live articles are grouped anew; none is never.",
)
@click.option(
    "--half-life",
    metavar="DURATION",
    callback=duration,
    default="30D",
    show_default=True,
    help="When an article counts half for how rare words are; none is never.",
)
@click.option(
    "--late",
    type=click.Choice(["error", "append"]),
    default="error",
    show_default=True,
    help="What an article from before the window does: stop, or join what it resembles.",
)
def stream(
    read: Reader,
    options: dict[str, Any],
    window: str,
    relink: str,
    half_life: str,
    late: str,
) -> None:
    """Follow the stories of FILE in the order of its dates, and print what happens to them.

    Each line is an event as JSON: kind (born, grew, merged, split or ended), time, story, articles,
    and of a merger or a split the other story.
    """
    from ._story_stream import StoryStream

    times: dict[str, Any] = {
        name: None if value == "none" else value
        for name, value in (("relink", relink), ("half_life", half_life))
    }
    followed = StoryStream(window=window, late=late, **times, **options)
    events = followed.add(read())
    print_json(json_lines(event.to_dict() for event in events))
