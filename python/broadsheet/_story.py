"""What is a story? Articles that tell of one event, with what they say together."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from ._checks import at_least_one
from ._cohesion import Cohesion
from ._dates import to_datetime
from ._display import one_line, quote, text_table
from ._followers import followers
from ._new_in import new_in
from ._related_stories import related_stories
from ._story_explanation import StoryExplanation, explain_stories
from ._timeline import iso, timeline

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ._articles import Article, Articles
    from ._followers import Followers
    from ._nearest_story import NearestStory
    from ._new_in import NewIn
    from ._related_stories import RelatedStories
    from ._result import Stories
    from ._story_corrections import StoryCorrections
    from ._timeline import Timeline
    from ._why import Why

__all__ = ["Story"]

_SHOWN = 30  # rows of a repr


class Story(Cohesion):
    """One story: the articles that tell it.

    Made by `broadsheet.stories`; ``found[i]`` is the story with label i.

    Attributes
    ----------
    label : int
        Its number: what its articles have in ``Stories.labels_``.
    terms : tuple of str
        The terms that tell it from other stories, the strongest first; of a stem, the word of it
        that the members use most.
    lead : Article
        The medoid: the member that is most similar to all the others.
    rows : ndarray of int
        Its members' positions in the input, ascending.
    members : Articles
        The members, in input order.

    Examples
    --------
    >>> import broadsheet as bs
    >>> story = bs.stories(["The bridge opened.", "The bridge opened today."])[0]
    >>> len(story), story.terms[0]
    (2, 'bridge')
    """

    def __init__(
        self,
        stories: Stories,
        label: int,
        rows: NDArray[np.intp],
        lead: int,
        columns: NDArray[np.int32],
    ) -> None:
        self._stories = stories
        self._lead = lead
        self._label_columns = columns
        self.label = label
        self.rows = rows

    @cached_property
    def terms(self) -> tuple[str, ...]:
        """The terms that tell it from other stories, the strongest first."""
        return self._readable(self._label_columns)

    @property
    def lead(self) -> Article:
        """The medoid: the member that is most similar to all the others."""
        return self._stories.articles[self._lead]

    @property
    def members(self) -> Articles:
        """The members, in input order."""
        rows: list[int] = self.rows.tolist()
        return self._stories.articles[rows]

    @property
    def dates(self) -> tuple[str | None, str | None]:
        """First and last known date of a member, ISO 8601 in UTC; None where none is known."""
        known = self._stories.articles.date[self.rows]
        known = known[~np.isnat(known)]
        if known.size == 0:
            return None, None
        return iso(to_datetime(known.min())), iso(to_datetime(known.max()))

    @property
    def headline(self) -> str:
        """The lead's whole title, or the beginning of its text where it has none; one line."""
        return one_line(self.lead.title) or one_line(self.lead.text, 90)

    @cached_property
    def timeline(self) -> Timeline:
        """Its articles in the order of their publication, with what was new and what copied.

        Nothing that is said of an article depends on a later one, but for the language that an
        article counts as which does not tell its own: see ``stories(language=...)``. Of articles of
        one moment the input order decides. Those without a date come last: they are held to all
        before them, and no dated article to them. Title and text count, without boilerplate where
        it was taken out.
        """
        return timeline(self._stories, self._stories._words_of(self))

    @cached_property
    def followers(self) -> Followers:
        """Who published it first, as far as dates tell, and when each other outlet followed."""
        return followers(self.timeline)

    @property
    def corrections(self) -> StoryCorrections | None:
        """What corrections say of it; None where they neither name nor changed it."""
        return self._stories._by_hand.get(self.label)

    @property
    def first(self) -> Article | None:
        """The earliest article, of several of one moment the first in the input; None undated."""
        first = self.followers.first_id
        return None if first is None else self._stories.articles[self._stories.articles._row(first)]

    @property
    def first_publisher(self) -> str | None:
        """The outlet of the earliest article; one of several where dates do not tell them apart.

        It is then that of the first in the input, and the others are ``followers.tied``. None where
        the outlet or all dates are unknown.
        """
        return self.followers.first_source

    def new_in(self, article: str | int) -> NewIn:
        """Tell which terms, numbers and sentences of a member no earlier member has.

        Parameters
        ----------
        article : str or int
            A member, by id or by its position in the input of `broadsheet.stories`.

        Returns
        -------
        NewIn
            Each part with its place in the original title or text.

        Raises
        ------
        TypeError
            If it is neither a str nor an integer.
        KeyError
            If there is no article of that id.
        IndexError
            If there is none at that position.
        ValueError
            If the article is in another story.

        Notes
        -----
        The order is that of the `timeline`. Linear in the words of the story, but for the
        comparison of the article's sentences with earlier ones that share a term; the words of the
        story that was last asked about are kept.
        """
        row = self._stories.articles._row(article)
        label = int(self._stories.labels_[row])
        if label != self.label:
            msg = (
                f"article {quote(self._stories.articles.id[row])} is in story {label}, "
                f"not in story {self.label}"
            )
            raise ValueError(msg)
        return new_in(self._stories, self._stories._words_of(self), row)

    def related(self, k: int = 5, *, n_jobs: int | None = None) -> RelatedStories:
        """Find the nearest other stories, by the cosine of centroids.

        Parameters
        ----------
        k : int, default=5
            How many, at most; at least 1.
        n_jobs : int or None, default=None
            Threads; None is every core that the process may use. The result does not depend on it.

        Returns
        -------
        RelatedStories
            The nearest first, then by label; with the terms that they share.
        """
        return next(related_stories(self._stories, [self.label], at_least_one(k, "k"), n_jobs))

    def nearest(self, *, n_jobs: int | None = None) -> NearestStory | None:
        """Tell which other story it came nearest to being joined with, and what was missing.

        For an article that was left alone it says why: the mean similarity against the threshold,
        the terms that they share, those that either lacks, and corrections that part them.

        Parameters
        ----------
        n_jobs : int or None, default=None
            Threads; None is every core that the process may use. The result does not depend on it.

        Returns
        -------
        NearestStory or None
            None where no other story has a similarity above 0.
        """
        return self._stories._nearest_to([self.label], n_jobs)[0]

    def explain(self) -> StoryExplanation:
        """Tell all of it: label, corrections, first publisher, timeline, related stories.

        Returns
        -------
        StoryExplanation
            As text, in a notebook, or as a dict for JSON.
        """
        return explain_stories(self._stories, [self.label])[0]

    def why(self, a: str | int, b: str | int) -> Why:
        """Say why two articles are alike: see `Stories.why`."""
        return self._stories.why(a, b)

    def __len__(self) -> int:
        return len(self.rows)

    def __repr__(self) -> str:
        rows = [["date", "source", "title"]]
        for row in self.rows[:_SHOWN].tolist():
            article = self._stories.articles[row]
            day = "" if article.date is None else f"{article.date:%Y-%m-%d}"
            title = one_line(article.title or article.text, 60)
            rows.append([day, one_line(article.source or "", 20), title])
        n = f"{len(self)} article{'s' * (len(self) != 1)}"
        more = len(self) - _SHOWN
        table = text_table(rows) + (f"\n… and {more:,} more" if more > 0 else "")
        return f"Story {self.label}: {', '.join(self.terms)} ({n})\n{table}"

    def to_dict(self) -> dict[str, Any]:
        """Give the story as plain dicts, lists and strings, for JSON.

        Returns
        -------
        dict
            Keys label, headline, terms, lead (an id), first_date, last_date, members; a member
            has id, title, date and source.
        """
        first, last = self.dates
        members = [
            {
                "id": article.id,
                "title": article.title,
                "date": iso(article.date),
                "source": article.source,
            }
            for article in self.members
        ]
        return {
            "label": self.label,
            "headline": self.headline,
            "terms": list(self.terms),
            "lead": self.lead.id,
            "first_date": first,
            "last_date": last,
            "members": members,
        }

    def _readable(self, columns: NDArray[np.int32]) -> tuple[str, ...]:
        """Name terms by column: a stem by the word of it that the members use most."""
        stemmed = self._stories._stemmer is not None
        return self._stories._readable(columns, self._stories._words_of(self) if stemmed else None)
