"""What is a story? Articles that tell of one event, with what they say together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from ._display import one_line, text_table

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ._articles import Article, Articles
    from ._result import Stories
    from ._why import Why

__all__ = ["Story"]


class Story:
    """One story: the articles that tell it.

    Made by `broadsheet.stories`; ``found[i]`` is the story with label i.

    Attributes
    ----------
    label : int
        Its number: what its articles have in ``Stories.labels_``.
    terms : tuple of str
        The terms that tell it from other stories, the strongest first.
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
        terms: tuple[str, ...],
    ) -> None:
        self._stories = stories
        self._lead = lead
        self.label = label
        self.rows = rows
        self.terms = terms

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
        return _iso(known.min()), _iso(known.max())

    @property
    def headline(self) -> str:
        """The lead's title, or the beginning of its text where it has none; one line."""
        return one_line(self.lead.title or self.lead.text, 90)

    def why(self, a: str | int, b: str | int) -> Why:
        """Say why two articles are alike: see `Stories.why`."""
        return self._stories.why(a, b)

    def __len__(self) -> int:
        return len(self.rows)

    def __repr__(self) -> str:
        rows = [["date", "source", "title"]]
        for article in self.members:
            day = "" if article.date is None else f"{article.date:%Y-%m-%d}"
            title = one_line(article.title or article.text, 60)
            rows.append([day, one_line(article.source or "", 20), title])
        n = f"{len(self)} article{'s' * (len(self) != 1)}"
        return f"Story {self.label}: {', '.join(self.terms)} ({n})\n{text_table(rows)}"

    def to_dict(self) -> dict[str, Any]:
        """Give the story as plain dicts, lists and strings, for JSON.

        Returns
        -------
        dict
            Keys label, terms, lead (an id), first_date, last_date, members; a member has id,
            title, date and source.
        """
        first, last = self.dates
        members = [
            {
                "id": article.id,
                "title": article.title,
                "date": None if article.date is None else article.date.isoformat(),
                "source": article.source,
            }
            for article in self.members
        ]
        return {
            "label": self.label,
            "terms": list(self.terms),
            "lead": self.lead.id,
            "first_date": first,
            "last_date": last,
            "members": members,
        }


def _iso(day: np.datetime64) -> str:
    return str(np.datetime_as_string(day, unit="s", timezone="UTC"))
