"""Which articles do must-links tie together, and by which chain?"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable

__all__ = ["MustLinks"]


class MustLinks:
    """Pairs of ids as a graph: what a path leads to is tied.

    Parameters
    ----------
    pairs : iterable of pairs of str

    Examples
    --------
    >>> links = MustLinks([("a", "b"), ("b", "c"), ("x", "y")])
    >>> links.tie("a", "c"), links.tie("a", "x")
    (True, False)
    >>> links.chain("a", "c")
    ('a', 'b', 'c')
    """

    def __init__(self, pairs: Iterable[tuple[str, str]]) -> None:
        self._beside: dict[str, list[str]] = {}
        for a, b in sorted(pairs):
            self._beside.setdefault(a, []).append(b)
            self._beside.setdefault(b, []).append(a)
        self._name: dict[str, str] = {}
        for start in sorted(self._beside):
            if start not in self._name:
                for found in self._reached(start):
                    self._name[found] = start

    def of(self, name: str) -> str:
        """Name all that an article is tied to: by the lowest id."""
        return self._name.get(name, name)

    def tie(self, a: str, b: str) -> bool:
        """Whether two articles are tied together."""
        return self.of(a) == self.of(b)

    def chain(self, a: str, b: str) -> tuple[str, ...]:
        """Give the shortest chain from one article to another, both included; () if there is none.

        Of equally short ones that which is found first, going by the lowest ids. O(pairs).
        """
        before = self._reached(a)
        if b not in before:
            return ()
        chain = [b]
        while chain[-1] != a:
            chain.append(before[chain[-1]])
        return tuple(reversed(chain))

    def _reached(self, start: str) -> dict[str, str]:
        """Give all that is tied to an article, each with the one before it on the way there."""
        before = {start: start}
        waiting = deque([start])
        while waiting:
            here = waiting.popleft()
            for there in self._beside.get(here, ()):
                if there not in before:
                    before[there] = here
                    waiting.append(there)
        return before
