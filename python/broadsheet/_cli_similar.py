"""``broadsheet similar``: which articles are near each one?

Like `_cli`, it loads click alone until it runs.
"""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING

import click

from ._cli_options import jobs, min_similarity, no_clean, output_option, write
from ._cli_reading import Reader, takes_articles
from ._program import json_lines, print_json, print_text

if TYPE_CHECKING:
    from ._articles import Articles

__all__ = ["similar"]


@click.command()
@takes_articles
@click.option("-k", type=click.IntRange(1), default=5, show_default=True, help="How many, at most.")
@min_similarity
@no_clean
@jobs
@output_option("Write a JSON line per article: its id and the similar ones. - is standard output.")
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
        write(files, output, lines)
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
