"""How many words of an article will the default vectorizer not see?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from .. import _core
from .._jobs import n_threads
from .._progress import Progress
from .lost import UNREADABLE
from .scan import matches, steps

if TYPE_CHECKING:
    from .._progress import ProgressOption

__all__ = ["WordCounts", "count_words", "many_tokens_lost"]

_MIN_WORDS = 20
_MANY = 0.3
_MANY_BESIDE_OTHERS = 0.2
_TIMES_THE_COLLECTION = 3.0


class WordCounts(NamedTuple):
    r"""What the articles consist of.

    Attributes
    ----------
    words : ndarray of int64, shape (n_articles,)
        Runs of word characters (``\w+``).
    short : ndarray of int64, shape (n_articles,)
        Those of one character, which the default ``token_pattern`` leaves out.
    unreadable : ndarray of int64, shape (n_articles,)
        Runs of U+FFFD, control characters, lone surrogates and private code points.
    """

    words: NDArray[np.int64]
    short: NDArray[np.int64]
    unreadable: NDArray[np.int64]

    @property
    def lost(self) -> NDArray[np.float64]:
        """The share of tokens lost: (short + unreadable) / (words + unreadable), 0 to 1."""
        lost = (self.short + self.unreadable).astype(np.float64)
        share: NDArray[np.float64] = lost / np.maximum(self.words + self.unreadable, 1)
        return share

    @property
    def lost_in_all(self) -> float:
        """The same of all articles together."""
        lost = int(self.short.sum() + self.unreadable.sum())
        return lost / max(int(self.words.sum() + self.unreadable.sum()), 1)


def count_words(
    texts: Sequence[str],
    *,
    n_jobs: int | None = None,
    progress: ProgressOption = None,
) -> WordCounts:
    r"""Count words, words of one character and runs of what cannot be read.

    Parameters
    ----------
    texts : sequence of str
    n_jobs, progress
        As for `broadsheet.check`.

    Returns
    -------
    WordCounts

    Examples
    --------
    >>> counts = count_words(["A storm\ufffd\ufffd hit us"])
    >>> counts.words.tolist(), counts.short.tolist(), counts.lost.tolist()
    ([4], [1], [0.4])
    """
    words, short = _words(texts, n_threads(n_jobs), progress)
    unreadable = np.zeros(len(texts), dtype=np.int64)
    with Progress("reading", progress) as shown:
        for row, text in steps(texts, shown.update):
            if text:
                unreadable[row] = sum(1 for _ in matches(UNREADABLE, text))
    return WordCounts(words, short, unreadable)


def _words(
    texts: Sequence[str], threads: int, progress: ProgressOption
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Count all words of each text, and those of one character."""
    analyzer = _core.Analyzer(
        unit="word", least=1, most=1, lowercase=True, strip_accents=None, min_length=1,
        stop_words=[],
    )  # fmt: skip
    with Progress("counting words", progress) as shown:
        learner = _core.Learner()
        # a last text with a word: a collection may have none, which is an error to vectorizers
        for part in (texts, ["a"]):
            learner.add(part, analyzer, n_threads=threads, progress=shown.update)
        (indptr, columns, counts), vocabulary, *_ = learner.finish(
            dtype="int64", min_df=1.0, max_df=np.inf, max_features=None, binary=False,
            field_weights=[1.0], n_threads=threads, progress=shown.update,
        )  # fmt: skip
    of_one = np.array([len(term) == 1 for term in vocabulary.terms()])
    in_all = np.concatenate([[0], np.cumsum(counts)])[indptr]
    of_one_in_all = np.concatenate([[0], np.cumsum(counts * of_one[columns])])[indptr]
    return np.diff(in_all)[:-1].astype(np.int64), np.diff(of_one_in_all)[:-1].astype(np.int64)


def many_tokens_lost(counts: WordCounts) -> list[tuple[int, str]]:
    """Find the articles of which many tokens are lost.

    Parameters
    ----------
    counts : WordCounts

    Returns
    -------
    list of (int, str)
        Rows, ascending, and what is said of each: those of 20 words or more that lose at least
        30 %, or at least 20 % and three times what the collection loses in all.

    Examples
    --------
    >>> many_tokens_lost(count_words(["s p a c e d " * 10]))
    [(0, '100 % of 60 tokens: 60 words of one character')]
    """
    lost, all_lost = counts.lost, counts.lost_in_all
    n_tokens = counts.words + counts.unreadable
    many = (lost >= _MANY) | (
        (lost >= _MANY_BESIDE_OTHERS) & (lost >= _TIMES_THE_COLLECTION * all_lost)
    )
    found = []
    for row in np.flatnonzero(many & (n_tokens >= _MIN_WORDS)).tolist():
        parts = [f"{counts.short[row]:,} words of one character"] * bool(counts.short[row])
        parts += [f"{counts.unreadable[row]:,} unreadable"] * bool(counts.unreadable[row])
        share = f"{100 * lost[row]:.0f} % of {n_tokens[row]:,} tokens"
        found.append((row, f"{share}: {', '.join(parts)}"))
    return found
