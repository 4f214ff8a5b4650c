"""The articles that live in a stream's window, as they came and as they are compared."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from ._articles import Articles

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Window"]


class Batch(NamedTuple):
    """Articles that came together: their first number, cleaned, their languages, texts before."""

    first: int
    articles: Articles
    languages: NDArray[np.object_]
    texts: NDArray[np.object_]

    @property
    def end(self) -> int:
        return self.first + len(self.articles)


class Window:
    """Articles by the numbers in which they came, batch by batch.

    What `add` took in, `rollback` puts out again; batches that have left go at `commit`.
    """

    def __init__(self) -> None:
        self._batches: list[Batch] = []
        self.commit()

    def add(
        self, first: int, cleaned: Articles, languages: Sequence[str | None], texts: Sequence[str]
    ) -> None:
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
        columns = (np.array(column, dtype=object) for column in (languages, texts))
        self._batches.append(Batch(first, cleaned, *columns))

    def articles(self, numbers: NDArray[np.int64], timestamps: NDArray[np.int64]) -> Articles:
        """Give articles, cleaned, with the dates that they count as.

        Parameters
        ----------
        numbers : ndarray of int64, shape (n_articles,)
            Ascending.
        timestamps : ndarray of int64, shape (n_articles,)
            Microseconds since 1970.

        Returns
        -------
        Articles
        """
        parts = [batch.articles[rows] for batch, rows in self._rows(numbers)]
        columns = {
            name: [value for part in parts for value in getattr(part, name)]
            for name in ("id", "title", "text", "source")
        }
        return Articles(**columns, date=timestamps.astype("datetime64[us]"))

    def languages(self, numbers: NDArray[np.int64]) -> NDArray[np.object_]:
        """Give the languages that articles count as; numbers ascend."""
        found = [batch.languages[rows] for batch, rows in self._rows(numbers)]
        return np.concatenate([np.empty(0, dtype=object), *found])

    def since(self, number: int) -> Articles:
        """Give those from a number on, with the texts as they came."""
        parts = []
        for batch in self._batches:
            start = max(number - batch.first, 0)
            if start < len(batch.articles):
                parts.append((batch.articles[start:], batch.texts[start:]))
        return Articles(
            id=[name for articles, _ in parts for name in articles.id],
            text=[text for _, texts in parts for text in texts],
            source=[source for articles, _ in parts for source in articles.source],
        )

    def commit(self, live: Any = None) -> None:
        """Keep what was taken in, and let go of what is not needed, now and then.

        Parameters
        ----------
        live : LiveStories or None
            Articles from the first on that lives are needed.
        """
        self._n_kept = len(self._batches)
        if live is None or not self._batches:
            return
        # Numbers follow each other from batch to batch, so there is no need to go through them.
        if self._batches[-1].end - self._batches[0].first < 2 * live.n_live:
            return
        numbers = live.live()[0]
        oldest = int(numbers[0]) if len(numbers) else live.n_seen
        needed = [batch for batch in self._batches if batch.end > oldest]
        self._batches, self._n_kept = needed, len(needed)

    def rollback(self) -> None:
        """Put out what was taken in since `commit`."""
        del self._batches[self._n_kept :]

    def _rows(self, numbers: NDArray[np.int64]) -> Iterator[tuple[Batch, NDArray[np.int64]]]:
        """Give each batch that has some of these, and its rows of them."""
        for batch in self._batches:
            begin, end = np.searchsorted(numbers, (batch.first, batch.end))
            if begin < end:
                yield batch, numbers[begin:end] - batch.first
