"""What came out: all stories of a collection, and the reasons for each pair."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from copy import copy
from functools import cached_property
from math import fsum, isnan
from typing import TYPE_CHECKING, Any, SupportsIndex

import numpy as np

from . import _core
from ._arrays import canonical_csr
from ._calibration import Calibration
from ._display import counted, one_line, text_table
from ._explain_pairs import explain_pairs
from ._jobs import n_threads
from ._must_links import MustLinks
from ._nearest_story import NearestStory, nearest_story
from ._related_stories import centroids
from ._story import Story
from ._story_corrections import StoryCorrections, story_corrections
from ._story_explanation import StoryExplanation, explain_stories
from ._story_words import StoryWords
from ._tabular import Tabular
from ._timely import time_factors
from ._why import Why

if TYPE_CHECKING:
    import os

    from numpy.typing import NDArray
    from scipy import sparse

    from ._articles import Articles
    from ._cleaned import Cleaned
    from ._corrections import Corrections
    from ._grouping import Grouping

__all__ = ["Stories"]

_LABEL_TERMS = 5
_SHOWN = 20  # rows of a repr


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
        Terms by column; a stem as most articles spell it.
    merges : tuple of ndarray
        The links in their order: cluster a, cluster b, mean similarity, articles. Clusters are
        numbered as in SciPy: articles first, then one more for each link. Of a story that
        corrections changed, those links inside that were made without them: no join by hand.
    corrections : Corrections or None
        What was given, as it was then.

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
        vectorizer: Any,
        corrections: Corrections | None = None,
    ) -> None:
        self.articles = articles
        self.labels_ = labels
        self.vectors = vectors
        self.terms = terms
        self.cleaned = cleaned
        self.merges = merges
        self.corrections = None if corrections is None else copy(corrections)
        self._grouping = grouping
        self._vectorizer = vectorizer
        self._time_scale_us = time_scale_us
        self._last_words: tuple[int, StoryWords] | None = None

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
                columns[indptr[label] : indptr[label + 1]],
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
        """Say why two articles are alike: their shared terms, stems as words that are used most.

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
        TypeError
            If one is neither a str nor an integer.
        KeyError
            If there is no article of that id.
        IndexError
            If there is none at that position.
        """
        i, j = self.articles._row(a), self.articles._row(b)
        a_id, b_id = self.articles.id[i], self.articles.id[j]
        pair = self.vectors[[i, j]]
        found = explain_pairs(pair, (0, 1), k=max(1, *np.diff(pair.indptr)), n_jobs=1)
        there = found.shared[0] >= 0
        columns, shares = found.shared[0][there], found.contributions[0][there]
        return Why(
            a=a_id,
            b=b_id,
            cosine=fsum(shares),
            time_factor=self._time_factor(i, j),
            terms=self._readable(columns, self._words_of_pair(i, j)),
            shares=shares,
            must_link=self._must_links.chain(a_id, b_id),
            cannot_link=self._cannot_links.get(self._ties(a_id, b_id), ()),
        )

    def explain(self) -> list[StoryExplanation]:
        """Tell what each story tells, by label.

        Returns
        -------
        list of StoryExplanation
            What `Story.explain` gives for each, sooner: neighbours of all are found at once.
        """
        return explain_stories(self, range(len(self)))

    def by_size(self) -> list[Story]:
        """Stories of two or more articles: the largest first, then by label."""
        return sorted((s for s in self if len(s) > 1), key=lambda s: (-len(s), s.label))

    def __repr__(self) -> str:
        n_articles, groups = len(self.articles), self.by_size()
        single = len(self) - len(groups)
        head = (
            f"Stories: {counted(n_articles, 'article')}, {counted(len(groups), 'story')} of two or "
            f"more, {counted(single, 'single article')}"
        )
        if self.corrections:
            head += f"; {counted(len(self.corrections), 'correction')} by hand"
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
            labels (by article, in input order), corrections (None, or as `Corrections.to_dict`) and
            stories (see `Story.to_dict`).
        """
        return {
            "n_articles": len(self.articles),
            "n_stories": len(self),
            "min_similarity": None if isnan(self.min_similarity) else self.min_similarity,
            "labels": self.labels_.tolist(),
            "corrections": None if self.corrections is None else self.corrections.to_dict(),
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

    @property
    def _texts(self) -> tuple[str, ...]:
        """The texts that were compared: without boilerplate where it was taken out."""
        return self.articles.text if self.cleaned is None else self.cleaned.articles.text

    @cached_property
    def _column_of_term(self) -> dict[str, int]:
        names = self._vectorizer.get_feature_names_out()
        return {term: column for column, term in enumerate(names.tolist())}

    @property
    def _stemmer(self) -> str | None:
        return getattr(self._vectorizer, "stemmer", None)

    @cached_property
    def _languages(self) -> NDArray[np.object_]:
        """The languages of articles, where their stems depend on it."""
        found = None
        if self._stemmer == "language":
            kept = self.articles if self.cleaned is None else self.cleaned.articles
            found = self._vectorizer._languages_of(kept)
        return np.full(len(self.articles), None, dtype=object) if found is None else found

    @cached_property
    def _by_hand(self) -> dict[int, StoryCorrections]:
        """What corrections say of stories, by label."""
        return story_corrections(self)

    @cached_property
    def _must_links(self) -> MustLinks:
        return MustLinks(() if self.corrections is None else self.corrections.must_links)

    @cached_property
    def _cannot_links(self) -> dict[tuple[str, ...], tuple[str, str]]:
        """The first cannot-link of what must-links tie together, by the names of both."""
        pairs = () if self.corrections is None else self.corrections.cannot_links
        return {self._ties(*pair): pair for pair in reversed(pairs)}

    def _ties(self, a: str, b: str) -> tuple[str, ...]:
        return tuple(sorted(map(self._must_links.of, (a, b))))

    @cached_property
    def _centroids(self) -> Any:
        return centroids(self)

    def _words_of(self, story: Story) -> StoryWords:
        """Give the words of a story; those of the last one are kept."""
        last = self._last_words
        if last is None or last[0] != story.label:
            self._last_words = last = story.label, StoryWords(self, story.rows)
        return last[1]

    def _words_of_pair(self, i: int, j: int) -> StoryWords | None:
        """Give the words that stems of two articles are named by; None where there are no stems."""
        if self._stemmer is None:
            return None
        labels = self.labels_[[i, j]]
        if labels[0] == labels[1]:
            return self._words_of(self[int(labels[0])])
        return StoryWords(self, np.array([i, j]))

    def _readable(self, columns: NDArray[np.int32], words: StoryWords | None) -> tuple[str, ...]:
        """Name terms by column: a stem by that of some words which is used most."""
        names = self.terms[columns].tolist()
        if words is None:
            return tuple(names)
        form_of = words.most_common_forms(columns)
        return tuple(
            form_of.get(column, name) for column, name in zip(columns.tolist(), names, strict=True)
        )

    def _nearest_to(
        self, labels: Sequence[int], n_jobs: int | None = None
    ) -> list[NearestStory | None]:
        """Find the nearest story of each of some."""
        if not labels:
            return []
        timed = self._time_scale_us is not None
        found, similarities = _core.nearest_clusters(
            *canonical_csr(self._grouping.vectors, "vectors"),
            labels=self.labels_, n_clusters=len(self), asked=np.array(labels, dtype=np.int32),
            timestamps=self._timestamps if timed else None,
            time_scale_us=self._time_scale_us, n_threads=n_threads(n_jobs),
        )  # fmt: skip
        return [
            None if other < 0 else nearest_story(self, label, other, similarity)
            for label, other, similarity in zip(
                labels, found.tolist(), similarities.tolist(), strict=True
            )
        ]

    def __getstate__(self) -> dict[str, Any]:
        """Leave out what can be made again."""
        made = {
            "_by_hand",
            "_cannot_links",
            "_column_of_term",
            "_languages",
            "_centroids",
            "_must_links",
        }
        kept = {name: value for name, value in self.__dict__.items() if name not in made}
        return kept | {"_last_words": None}

    def _time_factor(self, i: int, j: int) -> float:
        if self._time_scale_us is None:
            return 1.0
        times = self._timestamps[[i, j]]
        return float(time_factors(times[:1], times[1:], self._time_scale_us)[0])


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
