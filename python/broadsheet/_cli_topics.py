"""``broadsheet topics``: what are the articles about?

Like `_cli`, it loads click alone until it runs.
"""

from __future__ import annotations

from contextlib import ExitStack

import click

from ._cli_options import jobs, output_option, write
from ._cli_reading import Reader, takes_articles
from ._program import json_bytes, json_lines, print_json, print_text

__all__ = ["topics"]


@click.command()
@takes_articles
@click.option(
    "-k",
    "--topics",
    "n_topics",
    metavar="N",
    type=click.IntRange(1),
    required=True,
    help="How many topics.",
)
@click.option(
    "--seed",
    metavar="N",
    type=click.IntRange(0, 2**32 - 1),
    default=0,
    show_default=True,
    help="Where the search for them begins.",
)
@click.option(
    "--over-time",
    metavar="PERIOD",
    type=click.Choice(["day", "week", "month", "year"]),
    help="Also print the topics' shares by day, week, month or year.",
)
@jobs
@output_option(
    "Write a JSON line per article: its id and topic. - is standard output, without table."
)
@click.option("--json", "as_json", is_flag=True, help="Print all as JSON instead of a table.")
def topics(
    read: Reader,
    n_topics: int,
    seed: int,
    over_time: str | None,
    n_jobs: int | None,
    output: str | None,
    as_json: bool,
) -> None:
    """Divide the articles of FILE into N topics, and print a table of them.

    Topics are numbered from 0 by falling number of articles; an article that shares no word with
    any other has the topic -1.
    """
    if output == "-" and as_json:
        msg = "--json and -o - both take standard output"
        raise click.UsageError(msg)
    articles = read()
    from ._topics import topics as divide

    found = divide(articles, n_topics, random_state=seed, n_jobs=n_jobs)
    shares = None if over_time is None else found.over_time(over_time)  # type: ignore[arg-type]
    lines = json_lines(
        {"id": name, "topic": topic}
        for name, topic in zip(articles.id, found.labels_.tolist(), strict=True)
    )
    told = found.to_dict() | ({} if shares is None else {"over_time": shares.to_dict()})
    with ExitStack() as files:
        write(files, output, lines)
    if as_json or output == "-":
        print_json(json_bytes(told) if as_json else lines)
    else:
        print_text(f"{found}\n" if shares is None else f"{found}\n\n{shares}\n")
