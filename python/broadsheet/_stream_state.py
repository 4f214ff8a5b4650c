"""What a stream of stories knows, and how it goes on from article to article."""

from __future__ import annotations

from collections import deque
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from scipy import sparse

from . import _core
from ._arrays import as_scipy
from ._grouping import PRIOR
from ._relinked import LivingVectors, Threshold, described, relinked
from ._story_event import Ledger, StoryEvent
from ._stream_links import stream_links
from ._stream_times import stream_datetime
from ._window import Window

if TYPE_CHECKING:
    from datetime import datetime

    from numpy.typing import NDArray

    from ._articles import Articles
    from ._corrections import Corrections
    from ._given_vectors import GivenVectors
    from ._live_counts import StemCounter
    from ._result import Stories
    from ._stream_cleaner import StreamCleaner

__all__ = ["Rules", "StreamState"]


class Rules(NamedTuple):
    """How a stream runs; times in microseconds.

    Attributes
    ----------
    threshold : Threshold
        For linking anew.
    linking : dict
        Other parameters of `stories`.
    window, step : int
        How long an article lives, and what a day is, at whose end boilerplate is learnt.
    relinks : bool
        Whether all is linked anew then, too.
    sigma, half_life : float or None, int or None
    """

    threshold: Threshold
    linking: dict[str, Any]
    window: int
    step: int
    relinks: bool
    sigma: float | None
    half_life: int | None

    @property
    def min_similarity(self) -> float:
        """At which an article joins a story."""
        cut = self.threshold.min_similarity
        return PRIOR if isinstance(cut, str) else cut


class StreamState:
    """Articles, stories and events so far, and what is learnt of words and boilerplate.

    Parameters
    ----------
    rules : Rules
    counter : StemCounter or GivenVectors
    cleaner : StreamCleaner or None
    """

    def __init__(
        self, rules: Rules, counter: StemCounter | GivenVectors, cleaner: StreamCleaner | None
    ) -> None:
        self._rules = rules
        self._counter = counter
        self._cleaner = cleaner
        self.ledger = Ledger()
        self._kept = Window()
        self._n_linked = 0  # articles that were there when all was linked last
        self.live = _core.LiveStories(**self._options())

    def _options(self) -> dict[str, Any]:
        rules = self._rules
        return {
            "window_us": rules.window, "sigma_us": rules.sigma, "half_life_us": rules.half_life,
            "weigh": self._counter.gives_counts,
        }  # fmt: skip

    def add(
        self, articles: Articles, times: NDArray[np.int64], corrections: Corrections | None
    ) -> list[StoryEvent]:
        """Take articles in: all of them, or none.

        Parameters
        ----------
        articles : Articles
        times : ndarray of int64, shape (n_articles,)
            Microseconds since 1970; ascending.
        corrections : Corrections or None

        Returns
        -------
        list of StoryEvent
        """
        self._commit()  # what was before: so a stop at any place leaves just that
        before = self.__dict__.copy()
        try:
            for first, last in pairwise(self._parts(times)):
                if self._passes_day(int(times[first])):
                    self._pass_day(corrections)
                self._take(articles[first:last], times[first:last], corrections)
        except BaseException:
            self._rollback(before)
            raise
        return self.ledger.since_commit

    def described(self, corrections: Corrections | None) -> tuple[Stories, NDArray[np.int64]]:
        """Give the stories of the articles that live, and the story's id of each article."""
        numbers, times, ids = self.live.live()
        found = described(
            self._kept.articles(numbers, times), ids, self._vectors(numbers), corrections,
            min_similarity=self._rules.min_similarity, sigma=self._rules.sigma,
        )  # fmt: skip
        return found, ids

    def _parts(self, times: NDArray[np.int64]) -> list[int]:
        """Give where parts begin that no end of a day lies in; times ascend."""
        days = np.maximum(times, self.live.clock or times[0]) // self._rules.step
        return [0, *(np.flatnonzero(np.diff(days)) + 1).tolist(), len(times)]

    def _passes_day(self, time: int) -> bool:
        clock = self.live.clock
        return clock is not None and time // self._rules.step > clock // self._rules.step

    def _pass_day(self, corrections: Corrections | None) -> None:
        """Move the clock to the end of its day: learn what is boilerplate, and link all anew."""
        end = ((self.live.clock or 0) // self._rules.step + 1) * self._rules.step
        for story, time in zip(*self.live.advance(end), strict=True):
            self.ledger.end(int(story), stream_datetime(time))
        n = int(self.live.n_seen)
        if self._cleaner is not None:
            numbers = self.live.live()[0]
            first = int(numbers[0]) if len(numbers) else n
            self._cleaner = self._cleaner.learnt(self._kept.since(first))
        if self._rules.relinks and n > self._n_linked and self.live.n_live > 1:
            self._link(stream_datetime(end), corrections)
        self._n_linked = n

    def _link(self, time: datetime, corrections: Corrections | None) -> None:
        numbers, times, before = self.live.live()
        articles = self._kept.articles(numbers, times)
        found = relinked(
            articles, before, self._vectors(numbers), self._rules.threshold, corrections,
            **self._rules.linking,
        )  # fmt: skip
        after, next_story = _core.matched_stories(before, found.labels_, self.live.next_story)
        self.live.regroup(after, next_story)
        self.ledger.regroup(
            time, *(dict(zip(articles.id, of.tolist(), strict=True)) for of in (before, after))
        )

    def _take(
        self, articles: Articles, times: NDArray[np.int64], corrections: Corrections | None
    ) -> None:
        """Assign articles of one day."""
        clock = self.live.clock
        cleaned = articles if self._cleaner is None else self._cleaner.cleaned(articles)
        first = int(self.live.n_seen)
        counts = self._counter.count(cleaned)
        stories, _, opened, ended = self.live.add(
            *counts, self._counter.n_terms, times,
            min_similarity=self._rules.min_similarity,
            **stream_links(corrections, self.ledger.number_of, articles.id),
        )  # fmt: skip
        self._kept.add(first, cleaned, self._counter.languages, articles.text)
        ends = deque(zip(*(array.tolist() for array in ended), strict=True))
        now = stream_datetime(clock or 0)
        arrived = zip(articles.id, times.tolist(), stories.tolist(), opened.tolist(), strict=True)
        for row, (name, time, story, is_first) in enumerate(arrived):
            if clock is None or time > clock:
                clock = time
                now = stream_datetime(clock)
            while ends and ends[0][2] <= row:
                over, at, _ = ends.popleft()
                self.ledger.end(over, stream_datetime(at))
            self.ledger.record("born" if is_first else "grew", now, story, (name,))
            if is_first and time < clock - self._rules.window:
                self.ledger.end(story, now)

    def _vectors(self, numbers: NDArray[np.int64]) -> LivingVectors:
        """Give the vectors of the articles that live, as they were weighed."""
        indptr, indices, data, n_terms = self.live.rows()
        rows = as_scipy(indptr, indices, data, (len(numbers), n_terms), sparse.csr_array)
        return LivingVectors(rows, self._counter.stems(), self._kept.languages(numbers))

    def _commit(self) -> None:
        self.live.commit()
        self.ledger.commit()
        self._counter.commit()
        self._kept.commit(self.live)

    def _rollback(self, before: dict[str, Any]) -> None:
        self.__dict__ = before
        self.live.rollback()
        self.ledger.rollback()
        self._counter.rollback()
        self._kept.rollback()

    def __getstate__(self) -> dict[str, Any]:
        """Give the core's part as arrays."""
        self._commit()
        return self.__dict__ | {"live": self.live.state()}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__ = dict(state)
        self.live = _core.LiveStories(**self._options(), state=state["live"])
