"""Which sentences do the articles of a story have, and which did an earlier one say before?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from . import _core
from ._story_words import FIELDS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ._story_words import StoryWords

__all__ = ["SEEN", "StorySentences"]

SEEN = 0.5  # of a sentence's terms, in one sentence of an earlier article


class StorySentences:
    """The sentences of a story's members, in the order of their publication.

    Parameters
    ----------
    words : StoryWords

    Examples
    --------
    >>> import broadsheet as bs
    >>> from broadsheet._story_words import StoryWords
    >>> found = bs.stories(["The bridge opened.", "The bridge opened. Tolls are due."],
    ...                    min_similarity=0.1)
    >>> sentences = StorySentences(StoryWords(found, found[0].rows))
    >>> sentences.new(1)
    [(1, 19, 33)]
    """

    def __init__(self, words: StoryWords) -> None:
        self._words = words
        spans = [_core.sentences(text).reshape(-1, 2) for text in words.texts]
        self._spans = np.concatenate([np.empty((0, 2), dtype=np.int64), *spans])
        self._texts = np.repeat(np.arange(len(spans), dtype=np.int32), [len(s) for s in spans])
        self._first = np.searchsorted(self._texts, np.arange(0, len(spans) + 1, len(FIELDS)))
        self._terms = words.sentence_terms(self._spans[:, 0], self._texts)

    def new(self, k: int) -> list[tuple[int, int, int]]:
        """Give the sentences of a member that say what none before has said.

        A sentence was said before if its best match among the sentences of the members before, by
        `broadsheet.highlight`'s score with all terms weighing the same, has at least half of its
        terms, and no number in it is new. One without any word is not new.

        Returns
        -------
        list of (int, int, int)
            Field (0 is the title), begin and end, in the order of the texts.
        """
        begin, end = self._first[k : k + 2].tolist()
        n_terms = np.diff(self._terms[0][begin : end + 1])
        share = self._said_before(begin, end) / np.maximum(n_terms, 1)
        new = (n_terms > 0) & (share < SEEN)
        for field, at, _ in self._words.figures.new_places(k):
            mine = np.flatnonzero(self._texts[begin:end] == len(FIELDS) * k + field)
            new[mine[np.searchsorted(self._spans[begin:end][mine, 0], at, "right") - 1]] = True
        at = begin + np.flatnonzero(new)
        fields = self._texts[at] % len(FIELDS)
        return list(zip(fields.tolist(), *self._spans[at].T.tolist(), strict=True))

    def _said_before(self, begin: int, end: int) -> NDArray[np.int64]:
        """Count the terms that sentences share with their best match among those before them."""
        matrices = self._rows(begin, end), self._rows(0, begin)
        rows, _ = _core.best_matches(*matrices, weights=np.ones(self._terms[2]))
        (mine, my_terms, *_), (others, their_terms, *_) = matrices
        return np.array([
            0 if match < 0 else len(np.intersect1d(
                my_terms[mine[row] : mine[row + 1]],
                their_terms[others[match] : others[match + 1]], assume_unique=True,
            ))
            for row, match in enumerate(rows.tolist())
        ], dtype=np.int64)  # fmt: skip

    def _rows(
        self, begin: int, end: int
    ) -> tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.float32], int]:
        indptr, columns, n_columns = self._terms
        first, last = indptr[begin], indptr[end]
        ones = np.ones(last - first, dtype=np.float32)
        return indptr[begin : end + 1] - first, columns[first:last], ones, n_columns
