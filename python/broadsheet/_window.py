"""The articles that live in a stream's window, and what they are worth knowing by."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from ._articles import Articles

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ._articles import Article

__all__ = ["Window"]


class Kept(NamedTuple):
    """An article, cleaned, the language that it counts as, and its text as it came."""

    article: Article
    language: str | None
    text: str


class Window:
    """Articles by the numbers in which they came.

    What `add` took in, `rollback` puts out again; what has left goes at `commit`.
    """

    def __init__(self) -> None:
        self._kept: dict[int, Kept] = {}
        self.commit()

    def add(
        self, first: int, cleaned: Articles, languages: Sequence[str | None],
        texts: Sequence[str],
    ) -> None:  # fmt: skip
        """Take articles in.

        Parameters
        ----------
        first : int
            The number of the first; those of the others follow.
        cleaned : Articles
        languages : sequence of str or None
            By article.
        texts : sequence of str
            As they came.
        """
        for number, kept in enumerate(zip(cleaned, languages, texts, strict=True), first):
            self._kept[number] = Kept(*kept)

    def articles(self, numbers: NDArray[np.int64], timestamps: NDArray[np.int64]) -> Articles:
        """Give articles, cleaned, with the dates that they count as."""
        kept = [self._kept[number].article for number in numbers.tolist()]
        return Articles(
            id=[article.id for article in kept],
            title=[article.title for article in kept],
            text=[article.text for article in kept],
            source=[article.source for article in kept],
            date=timestamps.astype("datetime64[us]"),
        )

    def languages(self, numbers: NDArray[np.int64]) -> NDArray[np.object_]:
        """Give the languages that articles count as."""
        return np.array([self._kept[number].language for number in numbers.tolist()], dtype=object)

    def since(self, number: int) -> Articles:
        """Give those from a number on, with the texts as they came."""
        kept = [self._kept[at] for at in self._from(number)]
        return Articles(
            id=[of.article.id for of in kept],
            text=[of.text for of in kept],
            source=[of.article.source for of in kept],
        )

    def commit(self, first_needed: int = 0, live: Any = None) -> None:
        """Keep what was taken in, and let go of what is not needed, now and then.

        Parameters
        ----------
        first_needed : int
            This number and those from there on are.
        live : LiveStories or None
            Articles that live are, too.
        """
        if live is not None and len(self._kept) > 2 * live.n_live + 1000:
            needed = {*live.live()[0].tolist(), *self._from(first_needed)}
            self._kept = {number: kept for number, kept in self._kept.items() if number in needed}
        self._n_kept = next(reversed(self._kept), -1) + 1

    def rollback(self) -> None:
        """Put out what was taken in since `commit`."""
        for number in list(self._from(self._n_kept)):
            del self._kept[number]

    def _from(self, first: int) -> Iterator[int]:
        """Numbers from one on; they are the last that were taken in."""
        last = next(reversed(self._kept), -1)
        return (number for number in range(first, last + 1) if number in self._kept)
