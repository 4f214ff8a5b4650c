"""``broadsheet explain``: what does a story tell, and why are two articles alike?

Like `_cli`, it loads click alone until it runs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from ._cli_reading import Reader, takes_articles
from ._cli_stories import StoryMaker, makes_stories
from ._program import json_bytes, print_json, print_text

if TYPE_CHECKING:
    from ._highlight import Passage
    from ._result import Stories

__all__ = ["explain"]


@click.command()
@takes_articles
@makes_stories
@click.option("--story", "label", metavar="N", type=click.IntRange(0), help="A story, by number.")
@click.option("--pair", metavar="ID ID", nargs=2, help="Two articles, by their ids.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of tables.")
def explain(
    read: Reader,
    group: StoryMaker,
    label: int | None,
    pair: tuple[str, str] | None,
    as_json: bool,
) -> None:
    """Tell what a story of FILE tells, or why two articles are alike.

    Of --story N, as `broadsheet stories` numbers them with the same options: who published it first
    and who followed, how much was new in each article and how much copied, related stories; of a
    single article, the nearest story and what was missing. Of --pair ID ID: shared terms and
    passages, in one story or not.
    """
    if (label is None) == (pair is None):
        msg = "give either --story N or --pair ID ID"
        raise click.UsageError(msg)
    articles = read()
    for name in pair or ():
        if name not in articles.id:
            msg = f"there is no article with the id {name!r}"
            raise click.BadParameter(msg, param_hint="'--pair'")
    found = group(articles)
    if pair is not None:
        told, text = _pair(found, *pair)
    else:
        told, text = _story(found, label or 0)
    if as_json:
        print_json(json_bytes(told))
    else:
        print_text(text)


def _story(found: Stories, label: int) -> tuple[dict[str, Any], str]:
    if label >= len(found):
        msg = f"there is no story {label}: there are {len(found)}, numbered from 0"
        raise click.BadParameter(msg, param_hint="'--story'")
    explanation = found[label].explain()
    return explanation.to_dict(), f"{explanation}\n"


def _pair(found: Stories, a: str, b: str) -> tuple[dict[str, Any], str]:
    from dataclasses import asdict

    from ._display import one_line
    from ._highlight import highlight

    rows = [found.articles._row(name) for name in (a, b)]
    labels = found.labels_[rows].tolist()
    cleaned = found.cleaned
    kept = None if cleaned is None else (cleaned.kept[rows[0]], cleaned.kept[rows[1]])
    passages: list[Passage] = highlight(*(found._texts[row] for row in rows), kept=kept)
    why = found.why(a, b)
    told = why.to_dict() | {"stories": labels, "passages": [asdict(p) for p in passages]}
    i, j = labels
    lines = [repr(why), f"Both are in story {i}" if i == j else f"They are in stories {i} and {j}"]
    first, second = (found.articles.text[row] for row in rows)
    for passage in passages:
        lines += [
            f"  {one_line(first[passage.start : passage.end], 110)}",
            f"    {one_line(second[passage.other_start : passage.other_end], 108)}",
        ]
    return told, "".join(f"{line}\n" for line in lines)
