"""``broadsheet search``: which articles answer a query?

Like `_cli`, it loads click alone until it runs.
"""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING

import click

from ._cli_options import jobs, output_option, write
from ._cli_reading import Reader, takes_articles
from ._program import json_lines, print_json, print_text

if TYPE_CHECKING:
    from ._articles import Articles
    from ._search_hits import Hit

__all__ = ["search"]


@click.command()
@takes_articles
@click.option(
    "-q",
    "--query",
    "queries",
    metavar="WORDS",
    multiple=True,
    required=True,
    help="What to look for: plain words, no syntax. May be given several times.",
)
@click.option(
    "-k", type=click.IntRange(1), default=10, show_default=True, help="How many, at most."
)
@click.option(
    "--scoring",
    type=click.Choice(["bm25", "tfidf"]),
    default="bm25",
    show_default=True,
    help="How articles are ranked: Okapi BM25, or the cosine of TF-IDF.",
)
@jobs
@output_option("Write a JSON line per query: its hits with scores and words. - is standard output.")
@click.option("--json", "as_json", is_flag=True, help="Print these JSON lines, not a table.")
def search(
    read: Reader,
    queries: tuple[str, ...],
    k: int,
    scoring: str,
    n_jobs: int | None,
    output: str | None,
    as_json: bool,
) -> None:
    """Find the articles of FILE that answer a query best, by title and text.

    A word of the title counts three times.
    """
    from ._search_index import SearchIndex

    articles = read()
    index = SearchIndex(articles, scoring=scoring, n_jobs=n_jobs)
    found = [index.search(query, k) for query in queries]
    lines = json_lines(
        {
            "query": query,
            "hits": [{"id": hit.id, "score": hit.score, "terms": dict(hit.terms)} for hit in hits],
        }
        for query, hits in zip(queries, found, strict=True)
    )
    table = _search_table(articles, queries, found)
    with ExitStack() as files:
        write(files, output, lines)
    if as_json or output == "-":
        print_json(lines)
    else:
        print_text(table)


def _search_table(articles: Articles, queries: tuple[str, ...], found: list[list[Hit]]) -> str:
    from ._display import counted, one_line

    table = []
    for query, hits in zip(queries, found, strict=True):
        table.append(f"{one_line(query, 60)}: {counted(len(hits), 'hit')}")
        table += [
            f"    {hit.score:7.3f}  {one_line(hit.id, 24)}  "
            f"{one_line(articles.title[hit.position], 60)}"
            for hit in hits
        ]
    return "".join(f"{line.rstrip()}\n" for line in table)
