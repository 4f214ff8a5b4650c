"""Stories as their articles come in, under ids that stay."""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy, deepcopy
from typing import TYPE_CHECKING, Any

import numpy as np

from ._articles import as_articles
from ._corrections import as_corrections
from ._display import counted, quote
from ._given_vectors import GivenVectors
from ._jobs import n_threads
from ._live_counts import StemCounter
from ._relinked import Threshold
from ._stories import checked_linkage, checked_similarity, checked_smoothing, refuse_both
from ._stream_cleaner import StreamCleaner
from ._stream_state import Rules, StreamState
from ._stream_times import refuse_late, stream_datetime, stream_times
from ._time_scale import DAY, time_scale_us

if TYPE_CHECKING:
    from datetime import datetime, timedelta

    from ._articles import Articles
    from ._corrections import Corrections
    from ._story import Story
    from ._story_event import StoryEvent

    Duration = str | timedelta | np.timedelta64

__all__ = ["StoryStream"]

_LONGEST = 3_652_500 * DAY


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
        anew (every day with ``relink=None``) from the articles in the window.
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
        A copy of what was given, here too. What is added to it holds from then on: for articles
        that come, and for those in the window when all is linked anew.

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

    Of articles that have left the window ids are kept, with their stories, and the events: some
    hundred bytes each. So are words. What is boilerplate is learnt from the window alone.

    `add` takes all articles or, where it fails or is interrupted, none. A stream pickles, and goes
    on from there as if it had not been interrupted; load pickles only from where you trust. It is
    not for several threads at once.

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
        late: Any = "error",
        n_jobs: int | None = None,
    ) -> None:
        cut = checked_similarity(min_similarity)
        recipe = checked_smoothing(smooth)
        checked_linkage(linkage, cut)
        refuse_both(vectorizer, fields, language)
        n_threads(n_jobs)  # refuses what is no number of threads
        if late not in ("error", "append"):
            msg = f'late must be "error" or "append", got {quote(late)}'
            raise ValueError(msg) if isinstance(late, str) else TypeError(msg)
        if cut is not None and recipe == "auto":
            recipe = None  # as `stories`
        self._late = late
        self._window = _duration(window, "window")
        rules = Rules(
            threshold=Threshold("auto" if cut is None else cut, recipe),
            linking={"time_scale": time_scale, "linkage": linkage, "n_jobs": n_jobs},
            window=self._window,
            step=DAY if relink is None else _duration(relink, "relink"),
            relinks=relink is not None,
            sigma=time_scale_us(time_scale),
            half_life=None if half_life is None else _duration(half_life, "half_life"),
        )
        self.corrections = corrections
        self._state = StreamState(
            rules,
            StemCounter(fields, language, n_jobs)
            if vectorizer is None
            else GivenVectors(vectorizer, n_jobs),
            StreamCleaner.of(clean, n_jobs),
        )

    @property
    def clock(self) -> datetime | None:
        """The date of the newest article; None before the first."""
        clock = self._state.live.clock
        return None if clock is None else stream_datetime(clock)

    @property
    def corrections(self) -> Corrections | None:
        """Which articles belong together, or not; takes what the parameter takes."""
        return self._corrections

    @corrections.setter
    def corrections(self, value: Any) -> None:
        known = as_corrections(value)
        self._corrections = None if known is None else copy(known)

    @property
    def events(self) -> tuple[StoryEvent, ...]:
        """All that happened, in order."""
        return tuple(self._state.ledger.events)

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
        times = stream_times(articles, self._state.live.clock)
        if self._late == "error":
            refuse_late(articles, times, self._state.live.clock, self._window)
        order = np.argsort(times, kind="stable")
        return self._state.add(articles[order], times[order], self.corrections)

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
            return self._state.ledger.story_of[article]
        except KeyError:
            msg = f"no article {quote(article)} has come"
            raise KeyError(msg) from None

    def to_dict(self) -> dict[str, int]:
        """Give the story of every article by id, in the order in which they came."""
        return dict(self._state.ledger.story_of)

    def live(self) -> dict[int, Story]:
        """Give the stories that live, with their articles in the window.

        Returns
        -------
        dict of int to Story
            By id, the oldest first. A `Story` tells what those of `stories` do; its own label
            numbers the stories of this call. Articles are without boilerplate, and those without a
            date have that which they count as.
        """
        if len(self) == 0:
            return {}
        found, ids = self._state.described(self.corrections)
        story_at = dict(zip(found.labels_.tolist(), ids.tolist(), strict=True))
        return dict(sorted((story_at[story.label], story) for story in found))

    def __copy__(self) -> StoryStream:
        """Give one that goes on by itself: nothing of a stream can be shared."""
        return deepcopy(self)

    def __len__(self) -> int:
        """Stories that live."""
        return int(self._state.live.n_stories)

    def __repr__(self) -> str:
        n = len(self._state.ledger.story_of)
        if n == 0:
            return "StoryStream: no articles yet"
        stories = counted(len(self), "live story")
        articles = counted(int(self._state.live.n_live), "article")
        return f"StoryStream at {self.clock:%Y-%m-%d %H:%M}: {stories} of {articles}, {n:,} so far"

    def _refuse_known(self, articles: Articles) -> None:
        for row, name in enumerate(articles.id):
            if name in self._state.ledger.story_of:
                msg = (
                    f"row {row} has the id {quote(name)}, which came before: every article of a "
                    "stream needs an id of its own"
                )
                raise ValueError(msg)


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
