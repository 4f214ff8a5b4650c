"""Stories as HTML. Article text is data: everything goes through jinja2's escaping."""

from __future__ import annotations

import re
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import jinja2

from ._display import counted, one_line
from ._followers import after
from ._related_stories import related_stories
from ._story_words import FIELDS
from ._timeline import moment

if TYPE_CHECKING:
    from ._clean_report import CleaningReport
    from ._related_stories import RelatedStories
    from ._result import Stories
    from ._story import Story
    from ._story_words import StoryWords
    from ._timeline import TimelineEntry

__all__ = ["cleaning_page", "environment", "notebook_table", "page"]

_ROWS_IN_NOTEBOOK = 20
_EXCERPT = 400  # characters of a member's text
_REASONS = 6  # shared terms that are shown of a member and its lead
_NEW = 8  # terms and numbers that are shown of what a member brought
_FOLLOWERS = 12
_RELATED = 3

# Characters that HTML forbids, and lone surrogates, which UTF-8 cannot hold.
_NOT_HTML = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)


def page(stories: Stories) -> str:
    """Make one self-contained HTML page, readable without JavaScript."""
    groups = stories.by_size()
    singles = [story for story in stories if len(story) == 1]
    related = related_stories(stories, [story.label for story in groups], _RELATED)
    nearest = stories._nearest_to([story.label for story in singles])
    return environment().get_template("stories.html.jinja").render(
        n_articles=len(stories.articles),
        groups=[
            _describe(stories, story, near) for story, near in zip(groups, related, strict=True)
        ],
        singles=[
            _member(stories, story.rows[0])
            | {"label": story.label, "nearest": near, "corrections": story.corrections}
            for story, near in zip(singles, nearest, strict=True)
        ],
        min_similarity=stories.min_similarity,
        smooth=stories.smooth,
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
    made = jinja2.Environment(
        loader=jinja2.FunctionLoader(
            lambda name: files(__package__).joinpath("templates", name).read_text("utf-8")
        ),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=lambda value: _NOT_HTML.sub("�", value) if isinstance(value, str) else value,
    )
    made.filters["counted"] = counted
    return made


def _describe(stories: Stories, story: Story, related: RelatedStories) -> dict[str, Any]:
    first, last = ((day or "")[:10] for day in story.dates)
    words, tied = stories._words_of(story), story.followers.tied
    members = [
        _member(stories, row, story) | _new(words, k, entry)
        for k, (row, entry) in enumerate(zip(words.rows.tolist(), story.timeline, strict=True))
    ]
    return {
        "label": story.label,
        "headline": one_line(story.headline, 160),
        "terms": story.terms,
        "size": len(story),
        "first": first,
        "last": last,
        "first_sources": story.followers._first_named(),
        "more_first": len(tied) - 1,
        "first_date": moment(story.followers.first_date),
        "followers": [
            {"source": follower.source, "after": after(follower)}
            for follower in story.followers[len(tied) : len(tied) + _FOLLOWERS]
        ],
        "more_followers": len(story.followers) - len(tied) - _FOLLOWERS,
        "related": related,
        "corrections": story.corrections,
        "members": members,
    }


def _new(words: StoryWords, k: int, entry: TimelineEntry) -> dict[str, Any]:
    """Say what the k-th member of a story brought; of the first, all is new."""

    def texts(places: list[tuple[int, int, int]]) -> list[str]:
        first = len(FIELDS) * k
        return [one_line(words.texts[first + field][a:b], 40) for field, a, b in places[:_NEW]]

    return {
        "entry": entry,
        "is_first": k == 0,
        "new_terms": texts(words.new_terms(k)) if k else [],
        "new_numbers": texts(words.figures.new(k)) if k else [],
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
        "date": moment(article.date),
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
