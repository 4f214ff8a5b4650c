"""What happens to the stories of a stream, and who is in which of them by what happened."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Literal, NamedTuple

__all__ = ["Ledger", "StoryEvent"]

Kind = Literal["born", "grew", "merged", "split", "ended"]


class StoryEvent(NamedTuple):
    """What happened to a story of a `StoryStream`.

    Going through the events in their order, and moving each one's articles, gives the stories:
    nothing changes without an event.

    Attributes
    ----------
    kind : {"born", "grew", "merged", "split", "ended"}
        ``"born"``: an article opened `story`. ``"grew"``: an article joined it. ``"split"``:
        articles left the story `other`, which goes on, for `story`, which may be new. ``"merged"``:
        `story` is over, and its articles are in the story `other`. ``"ended"``: its last article
        has left the window.
    time : datetime.datetime
        When, by the stream's clock, in UTC; never before that of the event before. Of an end: when
        the window had passed since its newest article.
    story : int
    articles : tuple of str
        Ids: of those that joined or moved; of one that ended all that it had.
    other : int or None, default=None
        Of a merger and a split the second story.

    Examples
    --------
    >>> import broadsheet as bs
    >>> stream = bs.StoryStream()
    >>> article = {"id": "a", "text": "The harbour bridge opened.", "date": "2024-05-17"}
    >>> stream.add([article])[0].to_dict()
    {'kind': 'born', 'time': '2024-05-17T00:00:00+00:00', 'story': 0, 'articles': ['a']}
    """

    kind: Kind
    time: datetime
    story: int
    articles: tuple[str, ...]
    other: int | None = None

    def to_dict(self) -> dict[str, Any]:
        """Give it as plain strings and numbers, for JSON; `other` where there is one."""
        told = {
            "kind": self.kind,
            "time": self.time.isoformat(),
            "story": self.story,
            "articles": list(self.articles),
        }
        return told if self.other is None else told | {"other": self.other}


class Ledger:
    """The events so far, and the stories that they lead to.

    Every event can be undone: `rollback` goes back to the last `commit`.

    Attributes
    ----------
    events : list of StoryEvent
    story_of : dict of str to int
        The story of each article, by id, in the order in which they came.
    number_of : dict of str to int
        The place of each in that order.
    members : dict of int to set of str
        The articles of each story that lives, also those that have left the window.
    """

    def __init__(self) -> None:
        self.events: list[StoryEvent] = []
        self.story_of: dict[str, int] = {}
        self.number_of: dict[str, int] = {}
        self.members: dict[int, set[str]] = {}
        self.commit()

    def record(
        self, kind: Kind, time: datetime, story: int, articles: Iterable[str],
        other: int | None = None,
    ) -> None:  # fmt: skip
        """Have something happen; not before what happened last."""
        if self.events:
            time = max(time, self.events[-1].time)
        event = StoryEvent(kind, time, story, tuple(articles), other)
        self.events.append(event)
        if kind == "ended":
            del self.members[story]
        elif kind == "merged":
            del self.members[story]
            self._move(event.articles, other)  # type: ignore[arg-type]
        else:
            if kind in ("born", "grew"):
                for name in event.articles:
                    self.number_of[name] = len(self.number_of)
            if kind == "split":
                self.members[other].difference_update(event.articles)  # type: ignore[index]
            self._move(event.articles, story)

    def end(self, story: int, time: datetime) -> None:
        """Have a story end."""
        self.record("ended", time, story, self._in_order(self.members[story]))

    def regroup(self, time: datetime, before: Mapping[str, int], after: Mapping[str, int]) -> None:
        """Have articles that live change their stories.

        Parameters
        ----------
        time : datetime.datetime
        before, after : mapping of str to int
            The story of each, by id; keys in the order in which they came.
        """
        moved: dict[tuple[int, int], list[str]] = {}
        for name, old in before.items():
            if after[name] != old:
                moved.setdefault((old, after[name]), []).append(name)
        lives_on = set(after.values())
        heir: dict[int, int] = {}  # of a story that is over: where most of it went
        for (old, new), names in sorted(moved.items()):
            if old not in lives_on and (old not in heir or len(names) > len(moved[old, heir[old]])):
                heir[old] = new
        for (old, new), names in sorted(moved.items(), key=lambda move: move[0][::-1]):
            if heir.get(old) != new:
                self.record("split", time, new, names, old)
        for old, new in sorted(heir.items()):
            self.record("merged", time, old, self._in_order(self.members[old]), new)

    def commit(self) -> None:
        """Keep all events so far."""
        self._n_kept = len(self.events)

    def rollback(self) -> None:
        """Undo what happened since `commit`."""
        while len(self.events) > self._n_kept:
            self._undo(self.events.pop())

    @property
    def since_commit(self) -> list[StoryEvent]:
        """What happened since `commit`."""
        return self.events[self._n_kept :]

    def _undo(self, event: StoryEvent) -> None:
        if event.kind == "ended":
            self.members[event.story] = set(event.articles)
            return
        if event.kind in ("born", "grew"):
            for name in event.articles:
                del self.story_of[name], self.number_of[name]
            self._leave(event.story, event.articles)
            return
        came, went = event.story, event.other
        if event.kind == "merged":
            came, went = event.other, event.story  # type: ignore[assignment]
        self._leave(came, event.articles)
        self._move(event.articles, went)  # type: ignore[arg-type]

    def _move(self, names: Sequence[str], story: int) -> None:
        self.members.setdefault(story, set()).update(names)
        self.story_of.update(dict.fromkeys(names, story))

    def _leave(self, story: int, names: Sequence[str]) -> None:
        self.members[story].difference_update(names)
        if not self.members[story]:
            del self.members[story]

    def _in_order(self, names: set[str]) -> list[str]:
        return sorted(names, key=self.number_of.__getitem__)

    def __getstate__(self) -> dict[str, Any]:
        """Leave out what follows from the rest, and has no order of its own."""
        return {
            "events": self.events, "story_of": self.story_of, "living": sorted(self.members),
        }  # fmt: skip

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.events, self.story_of = state["events"], state["story_of"]
        self.number_of = {name: number for number, name in enumerate(self.story_of)}
        self.members = {story: set() for story in state["living"]}
        for name, story in self.story_of.items():
            if story in self.members:
                self.members[story].add(name)
        self.commit()
