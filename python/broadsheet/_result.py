"""What came out: stories, their members, and the reasons for each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from math import fsum, isnan
from typing import TYPE_CHECKING, Any, SupportsIndex

import numpy as np

from . import _core
from ._arrays import canonical_csr
from ._calibration import Calibration
from ._cohesion import Cohesion
from ._display import one_line, text_table
from ._explain_pairs import explain_pairs
from ._tabular import Tabular
from ._why import Why

if TYPE_CHECKING:
    import os

    from numpy.typing import NDArray
    from scipy import sparse

    from ._articles import Article, Articles
    from ._cleaned import Cleaned
    from ._grouping import Grouping

__all__ = ["Stories", "Story"]

_LABEL_TERMS = 5
_SHOWN = 20  # rows of a repr


class Story(Cohesion):
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


class Stories(Calibration, Tabular, Sequence[Story]):
    """The stories of a collection, by label: every article is in one.

    Made by `broadsheet.stories`. ``len`` counts stories, single articles included. As a table, for
    `to_frame`, `to_arrow` and libraries that take Arrow data, it has a row for each article in
    input order: its id, story, title, date and source.

    Attributes
    ----------
    labels_ : ndarray of int32, shape (n_articles,)
        The story of each article in input order, numbered by first appearance.
    articles : Articles
        What was given.
    cleaned : Cleaned or None
        What `clean` made of it.
    vectors : sparse matrix of shape (n_articles, n_terms)
        TF-IDF weights, rows of unit length.
    terms : ndarray of str, shape (n_terms,)
        Terms by column.
    merges : tuple of ndarray
        The links in their order: cluster a, cluster b, mean similarity, articles. Clusters are
        numbered as in SciPy: articles first, then one more for each link.

    Examples
    --------
    >>> import broadsheet as bs
    >>> found = bs.stories(["The bridge opened.", "The bridge opened today.", "Chess news."])
    >>> len(found), len(found[0])
    (2, 2)
    >>> found.why("0", "1").terms
    ('bridge', 'opened')
    """

    def __init__(
        self,
        articles: Articles,
        labels: NDArray[np.int32],
        *,
        vectors: sparse.spmatrix,
        terms: NDArray[np.object_],
        cleaned: Cleaned | None,
        merges: tuple[Any, ...],
        time_scale_us: float | None,
        grouping: Grouping,
    ) -> None:
        self.articles = articles
        self.labels_ = labels
        self.vectors = vectors
        self.terms = terms
        self.cleaned = cleaned
        self.merges = merges
        self._grouping = grouping
        self._time_scale_us = time_scale_us

    @cached_property
    def _all(self) -> list[Story]:
        n_stories = int(self.labels_.max()) + 1
        arrays = canonical_csr(self.vectors, "vectors")
        medoids = _core.medoids(*arrays, labels=self.labels_, n_clusters=n_stories)
        indptr, columns, _ = _core.top_terms(
            *arrays, labels=self.labels_, n_clusters=n_stories, k=_LABEL_TERMS
        )
        order = np.argsort(self.labels_, kind="stable")
        rows = np.split(order, np.cumsum(np.bincount(self.labels_))[:-1])
        return [
            Story(
                self, label, rows[label], int(medoids[label]),
                tuple(self.terms[columns[indptr[label] : indptr[label + 1]]]),
            )
            for label in range(n_stories)
        ]  # fmt: skip

    def __len__(self) -> int:
        return len(self._all)

    def __getitem__(self, label: SupportsIndex | slice) -> Any:
        return self._all[label]

    def __iter__(self) -> Iterator[Story]:
        return iter(self._all)

    def why(self, a: str | int, b: str | int) -> Why:
        """Say why two articles are alike: their shared terms.

        Parameters
        ----------
        a, b : str or int
            Articles, by id or by position in the input.

        Returns
        -------
        Why
            Its `shares` sum to its `cosine`.

        Raises
        ------
        KeyError
            If there is no article of that id.
        IndexError
            If there is none at that position.
        """
        i, j = self.articles._row(a), self.articles._row(b)
        pair = self.vectors[[i, j]]
        found = explain_pairs(pair, (0, 1), k=max(1, *np.diff(pair.indptr)), n_jobs=1)
        there = found.shared[0] >= 0
        columns, shares = found.shared[0][there], found.contributions[0][there]
        return Why(
            a=self.articles.id[i],
            b=self.articles.id[j],
            cosine=fsum(shares),
            time_factor=self._time_factor(i, j),
            terms=tuple(self.terms[columns]),
            shares=shares,
        )

    def by_size(self) -> list[Story]:
        """Stories of two or more articles: the largest first, then by label."""
        return sorted((s for s in self if len(s) > 1), key=lambda s: (-len(s), s.label))

    def __repr__(self) -> str:
        n_articles, groups = len(self.articles), self.by_size()
        single = len(self) - len(groups)
        head = (
            f"Stories: {n_articles:,} articles, {len(groups):,} stories of two or more, "
            f"{single:,} single articles"
        )
        return f"{head}\n{_table(groups[:_SHOWN], len(groups))}" if groups else head

    __str__ = __repr__

    def _columns(self) -> dict[str, Any]:
        return {
            "id": self.articles.id,
            "story": self.labels_,
            "title": self.articles.title,
            "date": self.articles.date,
            "source": self.articles.source,
        }

    def to_table(self) -> str:
        """All stories of two or more articles as a plain-text table."""
        groups = self.by_size()
        return _table(groups, len(groups)) if groups else ""

    def _repr_html_(self) -> str:
        """Show a table in notebooks, of markup that also an untrusted JupyterLab keeps."""
        from ._report import notebook_table

        return notebook_table(self)

    def to_dict(self) -> dict[str, Any]:
        """Give the stories as plain dicts, lists and strings, for JSON.

        Returns
        -------
        dict
            Keys n_articles, n_stories, min_similarity (None where a clusterer of its own decided),
            labels (by article, in input order) and stories (see `Story.to_dict`).
        """
        return {
            "n_articles": len(self.articles),
            "n_stories": len(self),
            "min_similarity": None if isnan(self.min_similarity) else self.min_similarity,
            "labels": self.labels_.tolist(),
            "stories": [story.to_dict() for story in self],
        }

    def to_html(self, path: str | os.PathLike[str]) -> None:
        """Write one self-contained page: no script, no link to anywhere, readable as it is.

        Parameters
        ----------
        path : str or os.PathLike
            Written whole or not at all; a file of that name is replaced.

        Raises
        ------
        OSError
            If it cannot be written.
        """
        from ._files import write_text
        from ._report import page

        write_text(path, page(self))

    def _time_factor(self, i: int, j: int) -> float:
        first, second = self.articles.date[[i, j]]
        if self._time_scale_us is None or np.isnat(first) or np.isnat(second):
            return 1.0
        distance = float((second - first) / np.timedelta64(1, "us")) / self._time_scale_us
        return float(np.exp(-(distance**2) / 2))


def _iso(day: np.datetime64) -> str:
    return str(np.datetime_as_string(day, unit="s", timezone="UTC"))


def _table(groups: Sequence[Story], n_groups: int) -> str:
    rows = [["story", "articles", "first", "terms", "lead"]]
    for story in groups:
        first, _ = story.dates
        terms = one_line(", ".join(story.terms), 44)
        rows.append(
            [
                str(story.label),
                str(len(story)),
                (first or "")[:10],
                terms,
                one_line(story.headline, 60),
            ]
        )
    table = text_table(rows, right=[0, 1])
    more = n_groups - len(groups)
    return f"{table}\n… and {more:,} more" if more else table
