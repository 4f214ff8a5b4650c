"""Stories as their articles come in, under ids that stay."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from copy import copy
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy import sparse

from . import _core
from ._arrays import as_scipy
from ._articles import as_articles
from ._corrections import as_corrections
from ._display import counted, quote
from ._live_counts import StemCounter
from ._relinked import PLAIN, LivingVectors, Threshold, described, relinked
from ._smoothing import csr_of
from ._stories import checked_linkage, checked_similarity, checked_smoothing
from ._story_event import Ledger, StoryEvent
from ._stream_cleaner import StreamCleaner
from ._stream_links import stream_links
from ._stream_times import refuse_late, stream_datetime, stream_times
from ._time_scale import time_scale_us
from ._window import Window

if TYPE_CHECKING:
    from datetime import datetime, timedelta

    from numpy.typing import NDArray

    from ._articles import Articles
    from ._corrections import Corrections
    from ._story import Story

    Duration = str | timedelta | np.timedelta64

__all__ = ["StoryStream"]

_DAY = 86_400_000_000  # microseconds
_LONGEST = 3_652_500 * _DAY


class StoryStream:
    r"""Follows stories while their articles come in: which does each belong to, and what is new.

    An article joins the live story that is most similar to it, if that is similar enough, else it
    opens one. Once a day all articles of the window are linked anew, as `stories` does; what comes
    out keeps the ids that it had. Nothing looks ahead: what is said of an article at a time rests
    on what came until then.

    Parameters
    ----------
    min_similarity : "auto" or float in (0, 1], default="auto"
        Least similarity at which an article joins a story, and at which two groups are one. "auto"
        is 0.22; for linking anew see Notes.
    time_scale : str, timedelta, numpy.timedelta64 or None, default='2D'
        Sigma of the factor for time: see `stories`. None ignores time within the window.
    smooth : "auto", (k, weight, passes), estimator or None, default="auto"
        How vectors are smoothed for linking anew.
    fields, language : default=None, "auto"
        What counts how much, and whose stop words and stems: see `stories`. An article whose
        language cannot be told counts as of the most frequent before it.
    clean : bool or BoilerplateRemover, default=True
        Take out boilerplate, as far as it is known: it is learnt every time before all is linked
        anew (every day with ``relink=None``) from what came in since then.
    vectorizer : estimator or None, default=None
        In place of the vectors by `fields` and `language`: fitted, or without state; its
        `transform` takes `Articles` and gives rows without negative values.
    linkage : {"average", "complete", "single"} or clusterer, default="average"
        How groups are compared when all is linked anew. Single articles join by average link.
    corrections : Corrections, path, mapping or None, default=None
        Articles that belong together, or not. Pairs may name articles that have not come yet. A
        story that ended is not opened again, whatever is said of it.
    window : str, timedelta or numpy.timedelta64, default='7D'
        How long an article lives, by the date of the newest one. A story ends with its last.
    relink : str, timedelta, numpy.timedelta64 or None, default='1D'
        How often the window is linked anew: whenever the clock passes a multiple of it, counted
        from 1970 in UTC. None: never.
    half_life : str, timedelta, numpy.timedelta64 or None, default='30D'
        Articles count half as much for document frequencies after this time; None: all as much.
    late : {"error", "append"}, default="error"
        What articles do that are older than the window: they are an error, or they are assigned to
        a story if one is similar enough, and otherwise are one that has ended; they do not live.
    n_jobs : int or None, default=None
        Threads; None is every core that the process may use. Nothing depends on it.

    Attributes
    ----------
    clock : datetime.datetime or None
        The date of the newest article; None before the first.
    events : tuple of StoryEvent
        All that happened.
    corrections : Corrections or None
        A copy of what was given. What is added to it holds from then on.

    See Also
    --------
    stories : Of articles that are all there.

    Notes
    -----
    The similarity of an article :math:`x` of time :math:`t` to a story :math:`S` is

    .. math:: \frac{1}{|S|} \sum_{y \in S} \cos(x, y) \;
              \exp\left(-\frac{(t - t_S)^2}{2 \sigma^2}\right)

    over its articles in the window, with their mean time :math:`t_S`; of equally similar stories
    the oldest is taken. Terms weigh :math:`(1 + \ln f) (\ln\frac{1 + N}{1 + n} + 1)`, with the
    number of articles N so far and those n that hold the term, this one included, each counting
    :math:`2^{-a/h}` at age a; a vector stays as it was weighed.

    Articles that are added together are taken by date, and in their order where dates are equal;
    one without a date is taken for as old as the newest before it. So it does not matter whether
    articles come in one call or in several, as long as they come in the order of their dates.
    Within the window they may come in any order: each counts as of its own date.

    Linking anew gives what `stories` gives of the articles in the window with these vectors. With
    ``min_similarity="auto"`` threshold and smoothing depend on how large stories are so far: where
    an article's story has fewer than 4 articles on average, (2, 0.5, 1) and 0.6; where more, 0.22
    of plain vectors, or from 500 articles on what `stories` finds by itself. A story that is found
    takes the id of the one that it shares most articles with, of equal ones the oldest. A day on
    which no article came changes nothing.

    Of articles that have left the window only ids are kept, with their stories, and the events:
    some hundred bytes each. `add` takes all articles or, where it fails or is interrupted, none. A
    stream pickles, and goes on from there as if it had not been interrupted; load pickles only from
    where you trust. It is not for several threads at once.

    References
    ----------
    Yang, Pierce and Carbonell (1998), A study of retrospective and on-line event detection.
    Miranda et al. (2018), Multilingual clustering of streaming news.

    Examples
    --------
    >>> import broadsheet as bs
    >>> stream = bs.StoryStream()
    >>> for event in stream.add([
    ...     {"id": "a", "text": "The harbour bridge opened today.", "date": "2024-05-17"},
    ...     {"id": "b", "text": "Harbour bridge opened to traffic.", "date": "2024-05-18"},
    ...     {"id": "c", "text": "A chess title was won.", "date": "2024-05-18"},
    ... ]):
    ...     print(event.kind, event.story, event.articles)
    born 0 ('a',)
    grew 0 ('b',)
    born 1 ('c',)
    >>> stream.story_of("b")
    0
    >>> [(number, story.headline) for number, story in stream.live().items()][1]
    (1, 'A chess title was won.')
    """

    def __init__(
        self,
        *,
        min_similarity: float | str = "auto",
        time_scale: Duration | None = "2D",
        smooth: str | tuple[int, float, int] | Any | None = "auto",
        fields: Mapping[str, float] | None = None,
        language: str | None = "auto",
        clean: Any = True,
        vectorizer: Any = None,
        linkage: str | Any = "average",
        corrections: Any = None,
        window: Duration = "7D",
        relink: Duration | None = "1D",
        half_life: Duration | None = "30D",
        late: str = "error",
        n_jobs: int | None = None,
    ) -> None:
        cut = checked_similarity(min_similarity)
        recipe = checked_smoothing(smooth)
        checked_linkage(linkage, cut)
        if vectorizer is not None and not (fields is None and language == "auto"):
            msg = "vectorizer takes the place of fields and language: pass either"
            raise ValueError(msg)
        if late not in ("error", "append"):
            msg = f'late must be "error" or "append", got {quote(late)}'
            raise ValueError(msg) if isinstance(late, str) else TypeError(msg)
        self._least = PLAIN if cut is None else cut
        if cut is not None and recipe == "auto":
            recipe = None  # as `stories`
        self._threshold = Threshold("auto" if cut is None else cut, recipe)
        self._linking = {"time_scale": time_scale, "linkage": linkage, "n_jobs": n_jobs}
        self._late = late
        self._window_us = _duration(window, "window")
        self._relinks = relink is not None
        self._step = _DAY if relink is None else _duration(relink, "relink")
        known = as_corrections(corrections)
        self.corrections: Corrections | None = None if known is None else copy(known)
        self._cleaner = StreamCleaner.of(clean, n_jobs)
        self._vectorizer = vectorizer
        self._counter = None if vectorizer is not None else StemCounter(fields, language, n_jobs)
        self._core_options = {
            "window_us": self._window_us,
            "sigma_us": time_scale_us(time_scale),
            "half_life_us": None if half_life is None else _duration(half_life, "half_life"),
            "weigh": vectorizer is None,
        }
        self._live = _core.LiveStories(**self._core_options)
        self._ledger = Ledger()
        self._kept = Window()
        self._n_learnt = 0  # articles that the cleaner knows
        self._n_linked = 0  # articles that were there when all was linked last

    @property
    def clock(self) -> datetime | None:
        """The date of the newest article; None before the first."""
        clock = self._live.clock
        return None if clock is None else stream_datetime(clock)

    @property
    def events(self) -> tuple[StoryEvent, ...]:
        """All that happened, in order."""
        return tuple(self._ledger.events)

    def add(self, articles: Any) -> list[StoryEvent]:
        """Take articles in.

        Parameters
        ----------
        articles : Articles, or anything that `read` takes
            With ids of their own, which no article before has had.

        Returns
        -------
        list of StoryEvent
            What happened, in order.

        Raises
        ------
        ValueError
            If an id came before; if an article is older than the window, and `late` is "error"; if
            the first has no date. The stream is as before then.

        Notes
        -----
        O(entries) to count words, and for each article the postings of its heavier terms in the
        stories that live. To link anew takes as long as `stories` of the window.
        """
        articles = as_articles(articles)
        if len(articles) == 0:
            return []
        self._refuse_known(articles)
        times = stream_times(articles, self._live.clock)
        if self._late == "error":
            refuse_late(articles, times, self._live.clock, self._window_us)
        order = np.argsort(times, kind="stable")
        articles, times = articles[order], times[order]
        self._commit()  # what was before: so a stop at any place leaves just that
        before = self.__dict__.copy()
        try:
            for first, last in pairwise(self._parts(times)):
                if first == last:
                    continue
                if self._passes_day(int(times[first])):
                    self._pass_day()
                self._take(articles[first:last], times[first:last])
        except BaseException:
            self._rollback(before)
            raise
        return self._ledger.since_commit

    def story_of(self, article: str) -> int:
        """Give the story that an article is in.

        Parameters
        ----------
        article : str
            Its id.

        Returns
        -------
        int

        Raises
        ------
        KeyError
            If no such article has come.
        """
        try:
            return self._ledger.story_of[article]
        except KeyError:
            msg = f"no article {quote(article)} has come"
            raise KeyError(msg) from None

    def to_dict(self) -> dict[str, int]:
        """Give the story of every article by id, in the order in which they came."""
        return dict(self._ledger.story_of)

    def live(self) -> dict[int, Story]:
        """Give the stories that live, with their articles in the window.

        Returns
        -------
        dict of int to Story
            By id, the oldest first. A `Story` tells what those of `stories` do; its own label
            numbers the stories of this call. Articles are without boilerplate, and those without a
            date have that which they count as.
        """
        numbers, times, ids = self._live.live()
        if len(numbers) == 0:
            return {}
        found = described(
            self._kept.articles(numbers, times), ids, self._vectors(numbers), self.corrections,
            min_similarity=self._least, sigma=self._core_options["sigma_us"],
        )  # fmt: skip
        story_at = {int(found.labels_[row]): int(story) for row, story in enumerate(ids)}
        return dict(sorted((story_at[story.label], story) for story in found))

    def __len__(self) -> int:
        """Stories that live."""
        return int(self._live.n_stories)

    def __repr__(self) -> str:
        n = len(self._ledger.story_of)
        if n == 0:
            return "StoryStream: no articles yet"
        stories = counted(len(self), "live story")
        articles = counted(int(self._live.n_live), "article")
        return f"StoryStream at {self.clock:%Y-%m-%d %H:%M}: {stories} of {articles}, {n:,} so far"

    def _refuse_known(self, articles: Articles) -> None:
        for row, name in enumerate(articles.id):
            if name in self._ledger.story_of:
                msg = (
                    f"row {row} has the id {quote(name)}, which came before: every article of a "
                    "stream needs an id of its own"
                )
                raise ValueError(msg)

    def _parts(self, times: NDArray[np.int64]) -> list[int]:
        """Give where parts begin that no end of a day lies in; times ascend."""
        days = np.maximum(times, self._live.clock or times[0]) // self._step
        return [0, *(np.flatnonzero(np.diff(days)) + 1).tolist(), len(times)]

    def _passes_day(self, time: int) -> bool:
        clock = self._live.clock
        return clock is not None and time // self._step > clock // self._step

    def _pass_day(self) -> None:
        """Move the clock to the end of its day: learn what is boilerplate, and link all anew."""
        end = (self._live.clock // self._step + 1) * self._step
        for story, time in zip(*self._live.advance(end), strict=True):
            self._ledger.end(int(story), stream_datetime(time))
        n = int(self._live.n_seen)
        if self._cleaner is not None:
            self._cleaner = self._cleaner.learnt(self._kept.since(self._n_learnt))
            self._n_learnt = n
        if self._relinks and n > self._n_linked and self._live.n_live > 1:
            self._link(stream_datetime(end))
        self._n_linked = n

    def _link(self, time: datetime) -> None:
        numbers, times, before = self._live.live()
        articles = self._kept.articles(numbers, times)
        found = relinked(
            articles, before, self._vectors(numbers), self._threshold, self.corrections,
            **self._linking,
        )  # fmt: skip
        after, next_story = _core.matched_stories(before, found.labels_, self._live.next_story)
        self._live.regroup(after, next_story)
        self._ledger.regroup(
            time, *(dict(zip(articles.id, of.tolist(), strict=True)) for of in (before, after))
        )

    def _take(self, articles: Articles, times: NDArray[np.int64]) -> None:
        """Assign articles of one day."""
        clock = self._live.clock
        cleaned = articles if self._cleaner is None else self._cleaner.cleaned(articles)
        first = int(self._live.n_seen)
        stories, _, opened, ended = self._live.add(
            *self._rows(cleaned), times,
            min_similarity=self._least,
            **stream_links(self.corrections, self._ledger.number_of, articles.id),
        )  # fmt: skip
        languages = [None] * len(articles) if self._counter is None else self._counter.languages
        self._kept.add(first, cleaned, languages, articles.text)
        ends = deque(zip(*(array.tolist() for array in ended), strict=True))
        arrived = zip(articles.id, times.tolist(), stories.tolist(), opened.tolist(), strict=True)
        for row, (name, time, story, is_first) in enumerate(arrived):
            clock = time if clock is None else max(clock, time)
            while ends and ends[0][2] <= row:
                over, at, _ = ends.popleft()
                self._ledger.end(over, stream_datetime(at))
            now = stream_datetime(clock)
            self._ledger.record("born" if is_first else "grew", now, story, (name,))
            if is_first and time < clock - self._window_us:
                self._ledger.end(story, now)

    def _rows(self, articles: Articles) -> tuple[Any, Any, Any, int]:
        """Count articles, or have the caller's vectorizer make vectors of them."""
        if self._counter is not None:
            counts = self._counter.count(articles)
            return *counts, self._counter.n_terms
        rows = csr_of(self._vectorizer.transform(articles), "cosine", self._linking["n_jobs"])
        rows = rows.copy()
        rows.eliminate_zeros()
        return (
            rows.indptr.astype(np.int64), rows.indices.astype(np.int32),
            rows.data.astype(np.float64), rows.shape[1],
        )  # fmt: skip

    def _vectors(self, numbers: NDArray[np.int64]) -> LivingVectors:
        """Give the vectors of the articles that live, as they were weighed."""
        indptr, indices, data, n_terms = self._live.rows()
        rows = as_scipy(indptr, indices, data, (len(numbers), n_terms), sparse.csr_array)
        if self._counter is None:
            return LivingVectors(rows, self._vectorizer.get_feature_names_out(), None)
        languages = self._kept.languages(numbers)
        return LivingVectors(rows, self._counter.stems(), languages)

    def _commit(self) -> None:
        self._live.commit()
        self._ledger.commit()
        if self._counter is not None:
            self._counter.commit()
        self._kept.commit(self._n_learnt, self._live)

    def _rollback(self, before: dict[str, Any]) -> None:
        self.__dict__ = before
        self._live.rollback()
        self._ledger.rollback()
        if self._counter is not None:
            self._counter.rollback()
        self._kept.rollback()

    def __getstate__(self) -> dict[str, Any]:
        """Give the core's part as arrays."""
        self._commit()
        return self.__dict__ | {"_live": self._live.state()}

    def __setstate__(self, state: dict[str, Any]) -> None:
        live = _core.LiveStories(**state["_core_options"], state=state["_live"])
        self.__dict__ = state | {"_live": live}


def _duration(value: Any, name: str) -> int:
    """Give a length of time in microseconds."""
    microseconds = time_scale_us(value, name)
    if microseconds is None:
        msg = f"{name} must be a str or a timedelta, got None"
        raise TypeError(msg)
    if not 1 <= microseconds < _LONGEST:
        msg = f"{name} must be from 1 microsecond to 10,000 years, got {quote(value)}"
        raise ValueError(msg)
    return int(microseconds)
