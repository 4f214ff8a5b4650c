"""Which passages do two articles share?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from . import _core
from ._arrays import canonical_csr
from ._articles import Article, Articles
from ._checks import at_least_one
from ._text_vectorizer import TextVectorizer
from ._tfidf_vectorizer import TfidfVectorizer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike, NDArray

__all__ = ["Passage", "highlight", "in_original"]


@dataclass(frozen=True)
class Passage:
    """A sentence of one article, and the one of another that says most of the same.

    Made by `highlight`. Offsets count code points, as slices of a `str` do.

    Attributes
    ----------
    start, end : int
        The passage is ``article.text[start:end]``.
    other_start, other_end : int
        Its match is ``other.text[other_start:other_end]``.
    terms : tuple of str
        What both have, the weightiest first, then by name.
    score : float
        Weight of these terms times their part in all that the two have; above 0.

    Examples
    --------
    >>> import broadsheet as bs
    >>> passage = bs.highlight("Rain fell. The bridge opened.", "The bridge opened. Chess.")[0]
    >>> passage.start, passage.end, passage.terms
    (11, 29, ('bridge', 'opened'))
    """

    start: int
    end: int
    other_start: int
    other_end: int
    terms: tuple[str, ...]
    score: float


def highlight(
    article: str | Article,
    other: str | Article,
    *,
    n: int = 3,
    vectorizer: Any = None,
    kept: tuple[ArrayLike | None, ArrayLike | None] | None = None,
) -> list[Passage]:
    r"""Find the passages that two articles share, the strongest first.

    Each sentence of `article` is matched with the sentence of `other` of the largest score

    .. math:: s(a, b) = \frac{w(A \cap B)^2}{w(A \cup B)}, \qquad w(C) = \sum_{t \in C} w_t

    over their sets of terms A and B: the weight of what they share, times its part in all that
    they have. So a long passage that both tell alike comes before a short or a loose echo.

    Parameters
    ----------
    article, other : str or Article
        Of an `Article` the text; titles do not take part.
    n : int, default=3
        Passages, at most; at least 1.
    vectorizer : fitted TfidfVectorizer or None, default=None
        Says which words count and how rare each is: ``idf_`` is their weight, 1 for all if it has
        none. Words that it did not learn do not count. With None the words of both articles count
        but for English stop words, by their inverse frequency in the sentences of the two.
    kept : pair of arrays of int, shape (n_pieces, 2), or of None; or None, default=None
        For a text that `clean` made, where its pieces stand in the original, as ``Cleaned.kept``
        has it: then offsets count in the original. None for a text that is the original.

    Returns
    -------
    list of Passage
        By falling score, then by where they start. A sentence of `article` is in one of them at
        most; empty where the two share no term.

    Raises
    ------
    ValueError
        If n is below 1, or `kept` does not fit its text.
    TypeError
        If an article is neither str nor Article, or n no integer.
    sklearn.exceptions.NotFittedError
        If `vectorizer` is not fitted.

    See Also
    --------
    clean : Takes out what a source repeats; its ``kept`` leads back to the original.
    explain_pairs : The terms that make articles similar.

    Notes
    -----
    Sentences end with their line, and as `clean` has it. Lower-casing and stripping accents happen
    to copies: offsets never move. Where cleaning took something out amid a sentence, the passage in
    the original goes from its first to its last character, what was taken out included.

    Time grows with the pairs of sentences that share a term, summed over terms.

    References
    ----------
    Jaccard (1912), The distribution of the flora in the alpine zone.

    Examples
    --------
    >>> import broadsheet as bs
    >>> a = "Rain fell all day. The old toll bridge opened on Monday, said the mayor."
    >>> b = "On Monday the old toll bridge opened again. Chess: a new champion."
    >>> for passage in bs.highlight(a, b):
    ...     print(a[passage.start:passage.end])
    ...     print(b[passage.other_start:passage.other_end])
    ...     print(*passage.terms)
    The old toll bridge opened on Monday, said the mayor.
    On Monday the old toll bridge opened again.
    bridge monday old opened toll
    """
    most = at_least_one(n, "n")
    texts = _text_of(article, "article"), _text_of(other, "other")
    origins = _origins(kept, texts)
    spans = [_core.sentences(text).reshape(-1, 2) for text in texts]
    sentences = [
        [text[begin:end] for begin, end in span.tolist()]
        for text, span in zip(texts, spans, strict=True)
    ]
    if not all(sentences):
        return []
    if vectorizer is None:
        vectorizer = _learnt_from(sentences[0] + sentences[1])
        if vectorizer is None:
            return []
    matrices = [
        canonical_csr(_weighed(_in_language_of(text, vectorizer), part), "sentences")
        for text, part in zip(texts, sentences, strict=True)
    ]
    weights = _weights_of(vectorizer, matrices[0][3])
    rows, scores = _core.best_matches(*matrices, weights=weights)
    best = np.argsort(-scores, kind="stable")[:most]
    names = vectorizer.get_feature_names_out()
    passages = []
    for row in best[scores[best] > 0].tolist():
        pair = row, int(rows[row])
        ids = _shared(matrices, pair, weights)
        (start, end), (other_start, other_end) = (
            in_original(span[at : at + 1], origin)[0].tolist()
            for span, at, origin in zip(spans, pair, origins, strict=True)
        )
        terms, score = tuple(names[ids]), float(scores[row])
        passages.append(Passage(start, end, other_start, other_end, terms, score))
    return passages


def _text_of(article: object, name: str) -> str:
    if isinstance(article, Article):
        return article.text
    if isinstance(article, str):
        return article
    msg = f"{name} must be a str or an Article, got {type(article).__name__}"
    raise TypeError(msg)


def _learnt_from(sentences: list[str]) -> TfidfVectorizer | None:
    """Learn how rare words are in some sentences; None where there is no word."""
    vectorizer = TfidfVectorizer(stop_words="english", n_jobs=1)
    try:
        return vectorizer.fit(sentences)
    except _core.EmptyVocabularyError:
        return None


def _in_language_of(text: str, vectorizer: Any) -> Any:
    """Let sentences count in the language of their article: one alone seldom tells its own."""
    if isinstance(vectorizer, TextVectorizer):
        return vectorizer._in_language_of(text)
    return vectorizer


def _weighed(vectorizer: Any, sentences: list[str]) -> Any:
    fields = getattr(vectorizer, "fields", None)
    return vectorizer.transform(sentences if fields is None else Articles(text=sentences))


def _weights_of(vectorizer: Any, n_terms: int) -> NDArray[np.float64]:
    """How much each term says: its idf, where there is one, and never less than nothing."""
    idf = getattr(vectorizer, "idf_", None)
    if idf is None:
        return np.ones(n_terms)
    return np.maximum(np.ascontiguousarray(idf, dtype=np.float64), 0.0)


def _shared(
    matrices: Sequence[tuple[Any, Any, Any, int]],
    pair: tuple[int, int],
    weights: NDArray[np.float64],
) -> NDArray[np.int32]:
    """Give the terms that weigh in two sentences, by falling weight, then id."""
    sets: list[NDArray[np.int32]] = []
    for (indptr, indices, data, _), row in zip(matrices, pair, strict=True):
        entries = slice(indptr[row], indptr[row + 1])
        sets.append(indices[entries][data[entries] != 0])
    shared: NDArray[np.int32] = np.intersect1d(sets[0], sets[1], assume_unique=True)
    shared = shared[weights[shared] > 0]
    order = np.argsort(-weights[shared], kind="stable")
    return shared[order]


def _origins(kept: Any, texts: tuple[str, str]) -> list[NDArray[np.int64] | None]:
    if kept is None:
        return [None, None]
    if not isinstance(kept, tuple | list) or len(kept) != 2:
        msg = "kept must be a pair: the pieces of article and those of other, or None for either"
        raise ValueError(msg)
    return [
        None if pieces is None else _checked_pieces(pieces, len(text), f"kept[{at}]")
        for at, (pieces, text) in enumerate(zip(kept, texts, strict=True))
    ]


def _checked_pieces(pieces: ArrayLike, length: int, name: str) -> NDArray[np.int64]:
    array = np.asarray(pieces)
    if not array.size:
        array = np.empty((0, 2), dtype=np.int64)
    if array.ndim != 2 or array.shape[1] != 2 or array.dtype.kind not in "iu":
        msg = f"{name} must hold integers of shape (n_pieces, 2), got {array.dtype} {array.shape}"
        raise ValueError(msg)
    bounds = array.astype(np.int64).reshape(-1)
    falls = np.flatnonzero(np.diff(bounds, prepend=0) < 0)
    if falls.size:
        msg = f"{name} falls at row {falls[0] // 2}: pieces must ascend and not overlap"
        raise ValueError(msg)
    total = int((bounds[1::2] - bounds[::2]).sum())
    if total != length:
        msg = f"{name} keeps {total} characters, but the text has {length}: is it the cleaned text?"
        raise ValueError(msg)
    return bounds.reshape(-1, 2)


def in_original(spans: NDArray[np.int64], pieces: NDArray[np.int64] | None) -> NDArray[np.int64]:
    """Lead from places in a cleaned text to those in the original.

    Parameters
    ----------
    spans : ndarray of int64, shape (n, 2)
        Where each begins and ends, at least one character.
    pieces : ndarray of int64, shape (n_pieces, 2), or None
        What was kept of the original, as in ``Cleaned.kept``; None: all.

    Returns
    -------
    ndarray of int64, shape (n, 2)

    Examples
    --------
    >>> in_original(np.array([[1, 4]]), np.array([[0, 2], [10, 15]]))
    array([[ 1, 12]])
    """
    if pieces is None or not len(spans):
        return spans
    ends = np.cumsum(pieces[:, 1] - pieces[:, 0])  # of pieces in the text
    first, last = (np.searchsorted(ends, at, side="right") for at in (spans[:, 0], spans[:, 1] - 1))
    # A character at the cleaned text's offset c, in the piece that ends at e there, is e - c
    # before the piece's end in the original.
    begins = pieces[first, 1] - (ends[first] - spans[:, 0])
    return np.stack([begins, pieces[last, 1] - (ends[last] - spans[:, 1])], axis=1)
