"""What does a story tell, all in one?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ._display import one_line
from ._html_table import html_table
from ._related_stories import related_stories

if TYPE_CHECKING:
    from ._followers import Followers
    from ._nearest_story import NearestStory
    from ._related_stories import RelatedStories
    from ._result import Stories
    from ._story_corrections import StoryCorrections
    from ._timeline import Timeline

__all__ = ["StoryExplanation", "explain_stories"]

_RELATED = 5


@dataclass(frozen=True, repr=False)
class StoryExplanation:
    """What a story tells. Made by `Story.explain`.

    Attributes
    ----------
    label : int
    headline : str
        The lead's title.
    terms : tuple of str
        What tells it from other stories.
    lead : str
        The id of the article that is most similar to all others of the story.
    followers : Followers
        The first publisher, and who followed after how long.
    timeline : Timeline
        The articles in the order of their publication, with what was new and what copied.
    related : RelatedStories
        The nearest other stories.
    nearest : NearestStory or None
        Of an article that was left alone: the story that it came nearest to, and what was missing.
    corrections : StoryCorrections or None
        What corrections say of the story; None where they neither name nor changed it.

    Examples
    --------
    >>> import broadsheet as bs
    >>> found = bs.stories(["The toll bridge opened today.", "The bridge needs paint.", "Chess."])
    >>> found[2].explain()
    Story 2: Chess.
    terms  chess
    lead   2
    First: unknown, as no article has a date
    Timeline: 1 article
    date  source  new  copied  title
                               Chess.
    Related to story 2: 0
    """

    label: int
    headline: str
    terms: tuple[str, ...]
    lead: str
    followers: Followers
    timeline: Timeline
    related: RelatedStories
    nearest: NearestStory | None
    corrections: StoryCorrections | None = None

    def to_dict(self) -> dict[str, Any]:
        """Give it as plain dicts, lists and strings, for JSON."""
        return {
            "label": self.label,
            "headline": self.headline,
            "terms": list(self.terms),
            "lead": self.lead,
            "n_articles": len(self.timeline),
            "first": self.followers.to_dict(),
            "timeline": self.timeline.to_dict(),
            "related": self.related.to_dict()["stories"],
            "nearest": None if self.nearest is None else self.nearest.to_dict(),
            "corrections": None if self.corrections is None else self.corrections.to_dict(),
        }

    def _summary(self) -> str:
        return f"Story {self.label}: {one_line(self.headline, 90)}"

    def __repr__(self) -> str:
        parts = [self.corrections, self.followers, self.timeline, self.related, self.nearest]
        return "\n".join(
            [
                self._summary(),
                f"terms  {one_line(', '.join(self.terms), 100)}",
                f"lead   {one_line(self.lead, 60)}",
                *(repr(part) for part in parts if part is not None),
            ]
        )

    def _repr_html_(self) -> str:
        head = [["terms", ", ".join(self.terms)], ["lead", self.lead]]
        parts = [self.corrections, self.followers, self.timeline, self.related, self.nearest]
        tables = [part._repr_html_() for part in parts if part is not None]
        return "\n".join([html_table(self._summary(), ["what", "told"], head), *tables])


def explain_stories(stories: Stories, labels: Sequence[int]) -> list[StoryExplanation]:
    """Put together what some stories tell; the neighbours of all of them are found at once."""
    told = [stories[label] for label in labels]
    alone = [story.label for story in told if len(story) == 1]
    nearest = dict(zip(alone, stories._nearest_to(alone), strict=True))
    return [
        StoryExplanation(
            label=story.label,
            headline=story.headline,
            terms=story.terms,
            lead=story.lead.id,
            followers=story.followers,
            timeline=story.timeline,
            related=related,
            nearest=nearest.get(story.label),
            corrections=story.corrections,
        )
        for story, related in zip(told, related_stories(stories, labels, _RELATED), strict=True)
    ]
