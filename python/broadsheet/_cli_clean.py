"""``broadsheet clean``: what is left of articles without boilerplate?

Like `_cli`, it loads click alone until it runs.
"""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

import click

from ._cli_options import FILE_PATH, jobs, target, write
from ._cli_reading import Reader, takes_articles
from ._program import json_bytes, json_lines, print_json, print_text

__all__ = ["clean"]


def _articles_target(ctx: click.Context, param: click.Parameter, path: str | None) -> str | None:
    """Refuse a file of a kind that articles are not written to."""
    if path is not None and path != "-":
        from ._article_writer import require_kind

        try:
            require_kind(path)
        except (ValueError, ImportError) as error:
            raise click.BadParameter(str(error), ctx, param) from error
    return target(ctx, param, path)


@click.command()
@takes_articles
@jobs
@click.option(
    "-o",
    "--output",
    type=FILE_PATH,
    callback=_articles_target,
    help="Write the articles there.  [default: standard output]",
)
@click.option(
    "--report", type=FILE_PATH, callback=target, help="Write a page that lists what went."
)
@click.option("--no-rules", is_flag=True, help="Take out what recurs, and no datelines or credits.")
@click.option(
    "--json", "as_json", is_flag=True, help="Print the report as JSON, and articles only to -o."
)
def clean(
    read: Reader,
    n_jobs: int | None,
    output: str | None,
    report: str | None,
    no_rules: bool,
    as_json: bool,
) -> None:
    """Take each outlet's boilerplate out of the articles of FILE, which may be larger than memory.

    Writes them with id, title, text, date and source, as JSON lines or what the name after -o ends
    in: .jsonl, .csv, both also with .gz, or .parquet; and on standard error a report of what was
    removed. FILE is read twice, standard input by way of a temporary file.
    """
    if report == "-" or (report and output and Path(report).resolve() == Path(output).resolve()):
        msg = "--report takes a file of its own"
        raise click.UsageError(msg)
    if output == "-" and as_json:
        msg = "--json and -o - both take standard output"
        raise click.UsageError(msg)
    from ._article_writer import ArticleWriter
    from ._boilerplate_remover import BoilerplateRemover
    from ._clean_stream import CleaningStream

    to_file = output not in (None, "-")
    remover = BoilerplateRemover(rules=None if no_rules else "auto", n_jobs=n_jobs, progress=False)
    with ExitStack() as files:  # each takes its name only when both are whole
        stream = files.enter_context(read.stream())
        cleaned = CleaningStream(lambda label: read.batches(stream, label), remover)
        writer = files.enter_context(ArticleWriter(output)) if output and to_file else None
        for articles in cleaned:
            if writer is not None:
                writer.write(articles)
            elif not as_json:
                print_json(json_lines(article._asdict() for article in articles))
        print_text(stream.problems.listed(), err=True)
        went = cleaned.report()
        if report:
            from ._report import cleaning_page

            write(files, report, cleaning_page(went).encode())
    if as_json:
        print_json(json_bytes(went.to_dict()))
    else:
        print_text(f"{went}\n", err=True)
