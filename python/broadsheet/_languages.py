"""Which language is each article in?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy import sparse

from ._articles import Articles
from ._display import quote
from ._documents import InvalidDocumentError, borrowed, check_corpus
from ._jobs import n_threads
from ._language_profiles import LanguageProfiles, language_profiles
from ._progress import Progress
from ._scripts import SCRIPTS, count_scripts

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ._progress import ProgressOption

__all__ = ["languages"]

_BATCH = 1 << 22  # characters
_MOST_TEXTS = 1 << 14  # of a batch
_LEAST_LETTERS = 8  # where the script alone tells
_LEAST_WORDS = 4  # distinct stop words
_LEAST_SHARE = 0.10  # of the words
_LEAST_LEAD = 0.06  # of that share, what the next language lacks
_LEAST_KANA = 0.1  # of Han and kana together, in Japanese
_HAN, _KANA, _OTHER = (SCRIPTS.index(name) for name in ("HAN", "KANA", "OTHER"))


def languages(
    articles: Any, *, n_jobs: int | None = None, progress: ProgressOption = None
) -> NDArray[np.object_]:
    r"""Tell the language of each article by its script and its stop words.

    A script that only one known language is written in, as Armenian, tells by itself; Chinese and
    Japanese differ by kana. Other languages score by the stop words of theirs that an article
    has, the more the fewer other languages share them:

    .. math:: s(a, L) = \sum_{w \in L} \sqrt{tf(a, w)} \, \log \frac{N + 1}{n(w)}

    with N languages, of which n(w) have the word w. The language that scores highest is given if
    the article has four distinct stop words of it or more, these are at least a tenth of its words
    (share h), and the next language is behind by enough: :math:`h (1 - s_2 / s_1) \ge 0.06`. In
    any other case the language is unknown.

    Parameters
    ----------
    articles : Articles, or iterable of str
        Of articles, title and text.
    n_jobs : int or None, default=None
        Threads. None is every core that the process may use; the result does not depend on it.
    progress : bool, callable or None, default=None
        None shows a bar when standard error is a terminal and it takes a while.

    Returns
    -------
    ndarray of shape (n_articles,), dtype object
        ISO 639-1 codes, as ``"en"``; None where the language is unknown.

    Raises
    ------
    TypeError
        If a text is no `str`; the message names its row.
    ValueError
        If there is one `str` in place of a collection.

    See Also
    --------
    TfidfVectorizer : Takes ``stop_words="language"`` and ``stemmer="language"``.

    Notes
    -----
    The languages are those of the package stopwordsiso, 58 in its release 0.7. A language without
    a list is unknown, unless it is written much like one with a list: Nigerian Pidgin is taken for
    English, Yiddish for Hebrew. Of Malay and Indonesian, which share most of their stop words, a
    short article is taken for the other at times. A headline often has too few stop words to tell.

    Linear in the length of the texts.

    References
    ----------
    Grefenstette (1995), Comparing two language identification schemes (frequent short words).

    Examples
    --------
    >>> import broadsheet as bs
    >>> bs.languages([
    ...     "The bridge that the council had closed was opened again on Monday.",
    ...     "Die Brücke, die der Rat gesperrt hatte, ist am Montag wieder geöffnet worden.",
    ...     "Bridge!",
    ... ])
    array(['en', 'de', None], dtype=object)
    """
    if isinstance(articles, Articles):
        columns: tuple[Sequence[str], ...] = (articles.title, articles.text)
    else:
        check_corpus(articles)
        columns = (_checked_texts(articles),)
    threads = n_threads(n_jobs)
    found = np.full(len(columns[0]), None, dtype=object)
    n_characters = sum(sum(map(len, column)) for column in columns)
    with Progress("telling languages", progress) as shown:
        done = 0
        for first, last in _batches(columns):
            batch = [column[first:last] for column in columns]
            found[first:last] = _told(batch, threads)
            done += sum(sum(map(len, column)) for column in batch)
            if shown.update is not None:
                shown.update(done, n_characters)
    return found


def _checked_texts(texts: Iterable[Any]) -> Sequence[str]:
    if isinstance(texts, Mapping) or not isinstance(texts, Iterable):
        msg = f"{type(texts).__name__} is no collection of texts; give Articles or a list of str"
        raise InvalidDocumentError(msg)
    texts = borrowed(texts)  # a column of Arrow
    texts = texts if isinstance(texts, list | tuple) else list(texts)
    for row, text in enumerate(texts):
        if not isinstance(text, str):
            msg = (
                f"text {row} is {type(text).__name__}, not str: {quote(text)}; "
                "give Articles or a list of str, one for each article"
            )
            raise InvalidDocumentError(msg)
    return texts


def _batches(columns: tuple[Sequence[str], ...]) -> Iterator[tuple[int, int]]:
    first = size = 0
    for row in range(len(columns[0])):
        size += sum(len(column[row]) for column in columns)
        if size > _BATCH or row - first == _MOST_TEXTS:
            yield first, row + 1
            first, size = row + 1, 0
    if first < len(columns[0]):
        yield first, len(columns[0])


def _told(columns: list[Sequence[str]], threads: int) -> NDArray[np.object_]:
    """Tell the languages of a few articles, given by their columns."""
    profiles = language_profiles()
    counted = [count_scripts(column) for column in columns]
    letters = np.sum([letters for letters, _ in counted], axis=0)
    runs = np.sum([runs for _, runs in counted], axis=0)
    script = _main_script(letters)
    found = np.full(len(script), None, dtype=object)
    by_words = np.zeros(len(script), dtype=bool)
    enough = letters.sum(axis=1) >= _LEAST_LETTERS
    for number in np.unique(script).tolist():
        rows = script == number
        written = profiles.languages[profiles.scripts == number]
        if len(written) == 1:
            found[rows & enough] = written[0]
        elif len(written) > 1:
            by_words |= rows
    rows = np.flatnonzero(by_words)
    if len(rows):
        texts = [column[row] for row in rows.tolist() for column in columns]
        counts = _stop_word_counts(profiles, texts, len(columns), threads)
        found[rows] = _best(profiles, counts, runs[rows], script[rows])
    return found


def _main_script(letters: NDArray[np.int64]) -> NDArray[np.int64]:
    """Give the script of at least half of each text's letters, else `OTHER`."""
    together = letters.copy()
    east = letters[:, _HAN] + letters[:, _KANA]
    japanese = letters[:, _KANA] > _LEAST_KANA * east
    together[:, _KANA], together[:, _HAN] = np.where(japanese, [east, 0 * east], [0 * east, east])
    script = together.argmax(axis=1)
    most = together.max(axis=1)
    return np.where(2 * most >= letters.sum(axis=1), script, _OTHER)


def _stop_word_counts(
    profiles: LanguageProfiles, texts: list[str], n_fields: int, threads: int
) -> Any:
    indptr, indices, counts = profiles.vocabulary.count(
        texts, profiles.analyzer, dtype="float64", binary=False, field_weights=[1.0] * n_fields,
        n_threads=threads, progress=None,
    )  # fmt: skip
    shape = (len(indptr) - 1, profiles.weights.shape[0])
    return sparse.csr_array((counts, indices, indptr), shape=shape)


def _best(
    profiles: LanguageProfiles, counts: Any, runs: NDArray[np.int64], script: NDArray[np.int64]
) -> NDArray[np.object_]:
    """Choose among the languages of each text's script."""
    score = (counts.sqrt() @ profiles.weights).toarray()
    score[profiles.scripts[None, :] != script[:, None]] = 0
    best, rows = score.argmax(axis=1), np.arange(len(score))
    second, first = np.partition(score, -2, axis=1)[:, -2:].T
    members = profiles.members
    n_words = (counts @ members).toarray()[rows, best]
    n_distinct = (counts.sign() @ members).toarray()[rows, best]
    share = n_words / np.maximum(runs, 1)
    behind = 1 - second / np.where(first > 0, first, 1)
    known = (n_distinct >= _LEAST_WORDS) & (share >= _LEAST_SHARE) & (share * behind >= _LEAST_LEAD)
    found: NDArray[np.object_] = profiles.languages[best]
    found[~known] = None
    return found
