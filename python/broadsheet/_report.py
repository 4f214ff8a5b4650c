"""Stories as HTML. Article text is data: everything goes through jinja2's escaping."""

from __future__ import annotations

import re
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import jinja2

from ._display import one_line

if TYPE_CHECKING:
    from ._clean_report import CleaningReport
    from ._result import Stories, Story

__all__ = ["cleaning_page", "environment", "notebook_table", "page"]

_ROWS_IN_NOTEBOOK = 20
_EXCERPT = 400  # characters of a member's text
_REASONS = 6  # shared terms that are shown of a member and its lead

# Characters that HTML forbids, and lone surrogates, which UTF-8 cannot hold.
_NOT_HTML = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)


def page(stories: Stories) -> str:
    """Make one self-contained HTML page, readable without JavaScript."""
    groups = stories.by_size()
    singles = [story for story in stories if len(story) == 1]
    return environment().get_template("stories.html.jinja").render(
        n_articles=len(stories.articles),
        groups=[_describe(stories, story) for story in groups],
        singles=[_member(stories, story.rows[0]) for story in singles],
        min_similarity=f"{stories.min_similarity:.3g}",
    )  # fmt: skip


def cleaning_page(report: CleaningReport) -> str:
    """Make one self-contained HTML page of what cleaning took out, source by source."""
    return environment().get_template("cleaning.html.jinja").render(report=report)


def notebook_table(stories: Stories) -> str:
    """Make a table of at most 10 KB, of markup that also an untrusted JupyterLab keeps."""
    groups = stories.by_size()
    return environment().get_template("notebook.html.jinja").render(
        n_articles=len(stories.articles),
        n_groups=len(groups),
        n_singles=len(stories) - len(groups),
        groups=[
            {
                "label": story.label,
                "size": len(story),
                "first": (story.dates[0] or "")[:10],
                "terms": one_line(", ".join(story.terms), 60),
                "headline": one_line(story.headline, 80),
            }
            for story in groups[:_ROWS_IN_NOTEBOOK]
        ],
        more=len(groups) - _ROWS_IN_NOTEBOOK,
    )  # fmt: skip


def environment() -> jinja2.Environment:
    """Give what renders the package's templates: all is escaped, nothing undefined passes."""
    return jinja2.Environment(
        loader=jinja2.FunctionLoader(
            lambda name: files(__package__).joinpath("templates", name).read_text("utf-8")
        ),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=lambda value: _NOT_HTML.sub("�", value) if isinstance(value, str) else value,
    )


def _describe(stories: Stories, story: Story) -> dict[str, Any]:
    first, last = ((day or "")[:10] for day in story.dates)
    return {
        "label": story.label,
        "headline": story.headline,
        "terms": story.terms,
        "size": len(story),
        "first": first,
        "last": last,
        "members": [_member(stories, row, story) for row in story.rows],
    }


def _member(stories: Stories, row: int, story: Story | None = None) -> dict[str, Any]:
    article = stories.articles[int(row)]
    is_lead = story is not None and article.id == story.lead.id
    text = stories.cleaned.articles.text[row] if stories.cleaned else article.text
    excerpt = " ".join(text[: 2 * _EXCERPT].split())[:_EXCERPT]
    described = {
        "id": article.id,
        "title": one_line(article.title or article.text, 160) or "(no text)",
        "source": article.source or "",
        "date": ""
        if article.date is None
        else f"{article.date:%Y-%m-%d %H:%M}".removesuffix(" 00:00"),
        "excerpt": excerpt + "…" * (len(text) > len(excerpt)),
        "is_lead": is_lead,
        "why": None,
    }
    if story is not None and not is_lead:
        why = stories.why(int(row), story.lead.id)
        described["why"] = {
            "similarity": why.similarity,
            "terms": [
                {"term": term, "share": share / why.cosine}
                for term, share in zip(why.terms[:_REASONS], why.shares[:_REASONS], strict=True)
            ],
        }
    return described
