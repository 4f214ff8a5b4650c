"""The command line: ``broadsheet stories|topics|clean|similar|check FILE...``.

Only click is loaded here, so that ``--help`` is immediate; the rest inside the commands.
"""

from __future__ import annotations

import functools
import math
import re
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from . import __version__
from ._cli_reading import Reader, takes_articles
from ._cli_topics import topics
from ._program import Program, json_bytes, json_lines, print_json, print_text

if TYPE_CHECKING:
    from ._articles import Articles

__all__ = ["main"]


@click.group(cls=Program, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="broadsheet")
def main() -> None:
    """Find out which news articles tell the same story, and why.

    FILE is a .txt (one article), .jsonl or .jsonl.gz (one JSON object a line), .csv or .csv.gz,
    .parquet, a folder of these, a glob in quotes, or - for JSON lines on standard input.

    Exit codes: 0 done, 1 bad data, 2 wrong usage, 3 findings with check --strict, 130 interrupted.
    """


def _target(ctx: click.Context, param: click.Parameter, path: str | None) -> str | None:
    """Refuse a file that could not be written now, not after minutes of work."""
    if path is not None and path != "-":
        folder = Path(path).resolve().parent
        if not folder.is_dir():
            msg = f"there is no folder {click.format_filename(folder)}"
            raise click.BadParameter(msg, ctx, param)
    return path


def _articles_target(ctx: click.Context, param: click.Parameter, path: str | None) -> str | None:
    """Refuse a file of a kind that articles are not written to."""
    if path is not None and path != "-":
        from ._article_writer import require_kind

        try:
            require_kind(path)
        except (ValueError, ImportError) as error:
            raise click.BadParameter(str(error), ctx, param) from error
    return _target(ctx, param, path)


def _similarity(ctx: click.Context, param: click.Parameter, value: float | None) -> float | None:
    if value is not None and math.isnan(value):
        msg = "nan is not in the range 0<x<=1."
        raise click.BadParameter(msg, ctx, param)
    return value


def _time_scale(ctx: click.Context, param: click.Parameter, value: str | None) -> str | None:
    if value is not None and not re.fullmatch(r"none|\d+(\.\d+)?\s*(D|h|min|s)", value):
        msg = f"{value!r} is no duration; give one like 4D, 12h, 30min or 90s, or none"
        raise click.BadParameter(msg, ctx, param)
    return value


def _kinds(ctx: click.Context, param: click.Parameter, kinds: tuple[str, ...]) -> tuple[str, ...]:
    from ._health.kinds import checked_kinds  # which loads nothing else

    try:
        checked_kinds(kinds)
    except ValueError as error:
        raise click.BadParameter(str(error), ctx, param) from error
    return kinds


_FINDINGS = 3  # exit code of check --strict
_FILE = click.Path(dir_okay=False, writable=True, allow_dash=True)
_jobs = click.option(
    "--jobs", "n_jobs", metavar="N", type=click.IntRange(1), help="Threads.  [default: every core]"
)
_no_clean = click.option("--no-clean", is_flag=True, help="Leave boilerplate in the texts.")
_min_similarity = click.option(
    "--min-similarity",
    type=click.FloatRange(0, 1, min_open=True),
    callback=_similarity,
    help="Least similarity of two articles, from 0 to 1.",
)


@main.command()
@takes_articles
@_min_similarity
@click.option(
    "--time-scale",
    metavar="DURATION",
    callback=_time_scale,
    help="Time apart that leaves 61 % of a similarity: 4D, 12h, 30min, 90s; none ignores dates.",
)
@_no_clean
@_jobs
@click.option(
    "-o",
    "--output",
    type=_FILE,
    callback=_target,
    help="Write a JSON line per article: its id and story. - is standard output, without table.",
)
@click.option("--html", type=_FILE, callback=_target, help="Write a page that shows the stories.")
@click.option("--json", "as_json", is_flag=True, help="Print all as JSON instead of a table.")
def stories(
    read: Reader,
    min_similarity: float | None,
    time_scale: str | None,
    no_clean: bool,
    n_jobs: int | None,
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
    from ._stories import stories as group

    articles = read()
    options: dict[str, Any] = {"clean": not no_clean, "n_jobs": n_jobs}
    if min_similarity is not None:
        options["min_similarity"] = min_similarity
    if time_scale is not None:
        options["time_scale"] = None if time_scale == "none" else time_scale
    found = group(articles, **options)
    labels = found.labels_.tolist()
    lines = json_lines(
        {"id": name, "story": story} for name, story in zip(articles.id, labels, strict=True)
    )
    whole = json_bytes(found.to_dict()) if as_json else lines
    table = f"{found}\n"
    with ExitStack() as files:  # each takes its name only when both are whole
        _write(files, output, lines)
        if html:
            from ._files import atomic_write

            found.to_html(files.enter_context(atomic_write(html)).name)
    if as_json or output == "-":
        print_json(whole)
    else:
        print_text(table)


@main.command()
@takes_articles
@_jobs
@click.option(
    "-o",
    "--output",
    type=_FILE,
    callback=_articles_target,
    help="Write the articles there.  [default: standard output]",
)
@click.option("--report", type=_FILE, callback=_target, help="Write a page that lists what went.")
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

            _write(files, report, cleaning_page(went).encode())
    if as_json:
        print_json(json_bytes(went.to_dict()))
    else:
        print_text(f"{went}\n", err=True)


@main.command()
@takes_articles
@click.option("-k", type=click.IntRange(1), default=5, show_default=True, help="How many, at most.")
@_min_similarity
@_no_clean
@_jobs
@click.option(
    "-o",
    "--output",
    type=_FILE,
    callback=_target,
    help="Write a JSON line per article: its id and the similar ones. - is standard output.",
)
@click.option("--json", "as_json", is_flag=True, help="Print these JSON lines, not a table.")
def similar(
    read: Reader,
    k: int,
    min_similarity: float | None,
    no_clean: bool,
    n_jobs: int | None,
    output: str | None,
    as_json: bool,
) -> None:
    """Find for each article of FILE the most similar others, by title and text."""
    from ._clean import clean as remove_boilerplate
    from ._recipe import vectorize
    from ._similar import top_k

    articles = read()
    if no_clean:
        kept = articles
    else:  # as `stories` does it
        kept = remove_boilerplate(articles, rules=None, n_jobs=n_jobs).articles
    _, vectors = vectorize(kept, n_jobs)
    nearest = top_k(vectors, k=k, min_similarity=min_similarity, n_jobs=n_jobs)
    lists = [
        [(int(other), float(score)) for other, score in zip(row.indices, row.data, strict=True)]
        for row in (nearest[i] for i in range(len(articles)))
    ]
    lines = json_lines(
        {
            "id": articles.id[i],
            "similar": [{"id": articles.id[j], "similarity": score} for j, score in found],
        }
        for i, found in enumerate(lists)
    )
    table = _similar_table(articles, lists)
    with ExitStack() as files:
        _write(files, output, lines)
    if as_json or output == "-":
        print_json(lines)
    else:
        print_text(table)


def _similar_table(articles: Articles, lists: list[list[tuple[int, float]]]) -> str:
    from ._display import one_line

    table = []
    for i, found in enumerate(lists):
        table.append(f"{one_line(articles.id[i], 24)}  {one_line(articles.title[i], 60)}")
        table += [
            f"    {score:.3f}  {one_line(articles.id[j], 24)}  {one_line(articles.title[j], 60)}"
            for j, score in found
        ]
    return "".join(f"{line.rstrip()}\n" for line in table)


@main.command()
@functools.partial(takes_articles, null="empty")
@_jobs
@click.option(
    "--kind",
    "kinds",
    metavar="KIND",
    multiple=True,
    callback=_kinds,
    help="Look for this kind only, such as 'empty text' or mojibake; may be given several times.",
)
@click.option(
    "--report", type=_FILE, callback=_target, help="Write a page that shows all findings."
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


def _write(files: ExitStack, path: str | None, data: bytes) -> None:
    from ._files import atomic_write

    if path is not None and path != "-":
        files.enter_context(atomic_write(path)).write(data)


main.add_command(topics)
