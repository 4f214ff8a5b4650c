"""The command line: ``broadsheet stories|stream|search|topics|…``; one module a command.

Only click is loaded here, so that ``--help`` is immediate; the rest inside the commands.
"""

from __future__ import annotations

import click

from . import __version__
from ._cli_check import check
from ._cli_clean import clean
from ._cli_correct import correct
from ._cli_explain import explain
from ._cli_search import search
from ._cli_similar import similar
from ._cli_stories import stories
from ._cli_stream import stream
from ._cli_topics import topics
from ._program import Program

__all__ = ["main"]


@click.group(cls=Program, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="broadsheet")
def main() -> None:
    """Find out which news articles tell the same story, and why.

    FILE is a .txt (one article), .jsonl or .jsonl.gz (one JSON object a line), .csv or .csv.gz,
    .parquet, a folder of these, a glob in quotes, or - for JSON lines on standard input.

    Exit codes: 0 done, 1 bad data, 2 wrong usage, 3 findings with check --strict, 130 interrupted.
    """


for command in (stories, stream, topics, explain, correct, clean, similar, search, check):
    main.add_command(command)
