"""Which articles answer a query?"""

from __future__ import annotations

from threading import RLock
from typing import TYPE_CHECKING, Any

import numpy as np

from . import _core
from ._arrays import checked_mask
from ._articles import Articles, as_articles
from ._checks import at_least_one
from ._display import counted, quote
from ._fields import texts_of
from ._jobs import n_threads
from ._progress import Progress
from ._search_fields import whole_fields
from ._search_hits import Hit, SearchResults, matched_terms

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import ArrayLike

__all__ = ["SearchIndex"]

_SCORINGS = ("bm25", "tfidf")
_LIKE_TERMS = 25  # of an article, that more_like_this asks for


class SearchIndex:
    r"""A search index over articles that come and go.

    Articles are found as soon as `add` returns and no longer once `remove` does. Scores rest on
    whole numbers (articles, words, articles that hold a word), so they are at any time those of an
    index that is made anew of the articles that are there, bit for bit.

    Parameters
    ----------
    articles_or_texts : Articles, list of str, or anything that `read` takes
        What is searched, also nothing yet (``[]``). Texts have their positions as ids: ``"0"``,
        ``"1"`` and so on.
    scoring : {"bm25", "tfidf"}, default="bm25"
        ``"bm25"``: Okapi BM25 as Lucene has it, the defaults of the package bm25s: the sum over the
        words of the query of :math:`\ln(1 + \frac{N - df + 0.5}{df + 0.5})
        \frac{tf}{tf + k_1 (1 - b + b\,l / \bar l)}`, k1 = 1.5, b = 0.75, l an article's words.
        ``"tfidf"``: the cosine of the vectors that `TfidfVectorizer` gives by default.
    fields : mapping of str to int or None, default=None
        Columns of `Articles` with their weights: a word counts so often there, and so does the
        length. Whole numbers, so that statistics are exact. None: title, three times, and text of
        articles, as everywhere in broadsheet.
    n_jobs : int or None, default=None
        Threads of building and of `search_many`; None is every core that the process may use. No
        result depends on it.

    Attributes
    ----------
    ids : tuple of str or None
        By position; None where an article has been removed.

    See Also
    --------
    top_k : Which articles are near each other.

    Notes
    -----
    Words are runs of two or more word characters, lower-cased, ``(?u)\b\w\w+\b``; there are no
    stop words. A query is words and nothing else: quotes, AND and * are no syntax. A word that is
    given twice counts twice. Equal scores are in the order of positions.

    Adding is linear in the texts, and copies a list of a few bytes a word and article of the index:
    many articles at once take less time than one by one. A search looks only at articles that can
    still reach the best k (MaxScore). Each different word of an article takes some eight bytes.
    Any number of threads may search, also while one changes the index. The texts are not kept.

    Examples
    --------
    >>> import broadsheet as bs
    >>> index = bs.SearchIndex(["The bridge opened.", "Storm hits bridge and coast.", "Calm day."])
    >>> [hit.id for hit in index.search("storm at the bridge")]
    ['0', '1']
    >>> index.search("storm bridge", k=1)[0].terms[0][0]
    'storm'
    >>> index.add(["The storm is over."])
    >>> index.remove(["1"])
    >>> [hit.id for hit in index.search("storm")]
    ['3']
    """

    def __init__(
        self,
        articles_or_texts: Any,
        *,
        scoring: str = "bm25",
        fields: Mapping[str, int] | None = None,
        n_jobs: int | None = None,
    ) -> None:
        if scoring not in _SCORINGS:
            msg = f"scoring must be 'bm25' or 'tfidf', got {scoring!r}"
            raise ValueError(msg)
        n_threads(n_jobs)  # for its errors
        self.scoring = scoring
        self.fields = whole_fields(fields)
        self.n_jobs = n_jobs
        self._changing = RLock()
        self._ids: list[str] = []  # by position, of removed articles too
        self._position_of: dict[str, int] = {}  # of those that are there
        self._vocabulary = _core.GrowingVocabulary()
        self._postings = _core.SearchIndex(scoring=scoring)
        self._analyzer = _core.Analyzer(
            unit="word", least=1, most=1, lowercase=True, strip_accents=None, min_length=2,
            stop_words=[],
        )  # fmt: skip
        self.add(articles_or_texts)

    def add(self, articles: Any) -> None:
        """Add articles; they are found from now on.

        All or none: none after an error or Ctrl-C, unless that came when all were there.

        Parameters
        ----------
        articles : Articles, list of str, or anything that `read` takes
            Texts have their positions as ids.

        Raises
        ------
        ValueError
            If an id is in the index already, or comes twice; it is named.
        """
        with self._changing:
            first = len(self._ids)
            ids, texts, weights = self._read(articles, first)
            for row, name in enumerate(ids):
                if name in self._position_of:
                    msg = (
                        f"row {row}: the id {quote(name)} is in the index already; remove that "
                        "article first, or give this one another id"
                    )
                    raise ValueError(msg)
            threads = n_threads(self.n_jobs)
            with Progress("indexing", None) as progress:
                rows = self._vocabulary.count(
                    texts, self._analyzer, field_weights=weights, n_threads=threads,
                    progress=progress.update,
                )  # fmt: skip
            try:
                self._ids.extend(ids)  # first, as threads that search need those of their hits
                self._postings.add(rows, n_threads=threads)
            finally:
                if self._postings.n_positions == first:
                    del self._ids[first:]
                else:
                    self._position_of.update(zip(ids, range(first, first + len(ids)), strict=True))

    def remove(self, ids: Iterable[str]) -> None:
        """Take articles out. Those that stay keep their positions.

        All or none: none after an error or Ctrl-C, unless that came when all were gone.

        Parameters
        ----------
        ids : iterable of str

        Raises
        ------
        KeyError
            If an id is not in the index; it is named.
        ValueError
            If an id comes twice.
        TypeError
            If `ids` is one string, or an id is none.
        """
        if isinstance(ids, str | bytes):
            msg = f"ids must be a list of ids, got {quote(ids)}"
            raise TypeError(msg)
        with self._changing:
            positions: dict[str, int] = {}
            for name in ids:
                if not isinstance(name, str):
                    msg = f"an id must be str, got {quote(name)}"  # type: ignore[unreachable]
                    raise TypeError(msg)
                if name in positions:
                    msg = f"the id {quote(name)} comes twice"
                    raise ValueError(msg)
                positions[name] = self._position(name)
            before = self._postings.n_articles
            try:
                for name in positions:
                    del self._position_of[name]
                self._postings.remove(np.array(list(positions.values()), np.int32))
            except BaseException:
                if self._postings.n_articles == before:
                    self._position_of.update(positions)
                raise

    def search(self, query: str, k: int = 10, filter: ArrayLike | None = None) -> list[Hit]:  # noqa: A002
        """Find the articles that answer a query best.

        Parameters
        ----------
        query : str
            Words, in any order.
        k : int, default=10
            How many articles, at the most: those without any word of the query are never given.
        filter : array-like of bool, shape (n_positions,), or None, default=None
            By position, which articles may be given; as ``articles.date >= day``. Statistics are
            of all articles nonetheless.

        Returns
        -------
        list of Hit
            Best first; empty where no article has a word of the query.

        Raises
        ------
        TypeError
            If the query is no str, `k` no int or `filter` no mask.
        ValueError
            If `k` is below 1, or `filter` of another length.

        Examples
        --------
        >>> import broadsheet as bs
        >>> index = bs.SearchIndex(["A storm.", "A storm at sea."])
        >>> [hit.id for hit in index.search("storm", filter=[False, True])]
        ['1']
        """
        words = self._words([_text(query, "query")], 1)
        return self._hits(words, at_least_one(k, "k"), filter)

    def search_many(
        self,
        queries: Sequence[str],
        k: int = 10,
        n_jobs: int | None = None,
        *,
        filter: ArrayLike | None = None,  # noqa: A002 - as of search
    ) -> SearchResults:
        """Find the articles that answer each of many queries best.

        Parameters
        ----------
        queries : sequence of str
        k : int, default=10
            How many articles a query, at the most.
        n_jobs : int or None, default=None
            Threads; None is the index's own `n_jobs`.
        filter : array-like of bool, shape (n_positions,), or None, default=None
            As of `search`.

        Returns
        -------
        SearchResults
            Arrays `indices` and `scores` of shape (n_queries, k).

        Examples
        --------
        >>> import broadsheet as bs
        >>> found = bs.SearchIndex(["A storm", "A calm"]).search_many(["storm", "calm storm"], k=2)
        >>> found.indices
        array([[ 0, -1],
               [ 0,  1]])
        """
        if isinstance(queries, str | bytes):
            msg = "queries is one query; give a list of str, or call search"
            raise TypeError(msg)
        texts = [_text(query, f"queries[{row}]") for row, query in enumerate(queries)]
        number = at_least_one(k, "k")
        threads = n_threads(self.n_jobs if n_jobs is None else n_jobs)
        shape = len(texts), number
        results = SearchResults(np.full(shape, -1, np.int64), np.zeros(shape, np.float32))
        words = self._words(texts, threads)
        found = min(number, max(1, self._postings.n_positions))
        with Progress("searching", None) as progress:
            positions, scores = self._postings.search(
                words, k=found, allowed=checked_mask(filter, self._postings.n_positions),
                prune=True, n_threads=threads, progress=progress.update,
            )  # fmt: skip
        results.indices[:, :found] = positions.reshape(-1, found)
        results.scores[:, :found] = scores.reshape(-1, found)
        return results

    def more_like_this(
        self,
        id_or_text: str,
        k: int = 10,
        *,
        filter: ArrayLike | None = None,  # noqa: A002 - as of search
    ) -> list[Hit]:
        """Find the articles that tell of the same as one does.

        What is searched for are the 25 words of it that weigh most, by how often it has them times
        ln(N / df), each once.

        Parameters
        ----------
        id_or_text : str
            The id of an article of the index, which is then not given itself; any other string is a
            text.
        k : int, default=10
            How many articles, at the most.
        filter : array-like of bool, shape (n_positions,), or None, default=None
            As of `search`.

        Returns
        -------
        list of Hit
            Best first.

        Examples
        --------
        >>> import broadsheet as bs
        >>> index = bs.SearchIndex(["Storm hits the coast.", "A calm day.", "Coast after storm."])
        >>> [hit.id for hit in index.more_like_this("0")]
        ['2']
        """
        number = at_least_one(k, "k")
        own = self._position_of.get(_text(id_or_text, "id_or_text"))
        try:
            ids, counts, frequencies = self._postings.terms_of(-1 if own is None else own)
        except ValueError:  # a text, or what another thread has just removed
            own, (_, ids, counts, _) = None, self._words([id_or_text], 1)
            frequencies = self._postings.document_frequencies(ids)
        known = np.flatnonzero(frequencies)
        ids, counts, frequencies = ids[known], counts[known], frequencies[known]
        weights = counts * np.log(self._postings.n_articles / frequencies)
        chosen = np.sort(np.argsort(-weights, kind="stable")[:_LIKE_TERMS])
        query = (
            np.array([0, len(chosen)], np.int64), ids[chosen], np.ones(len(chosen), np.int32),
            len(self._vocabulary),
        )  # fmt: skip
        hits = self._hits(query, number + (own is not None), filter)
        return [hit for hit in hits if hit.position != own][:number]

    @property
    def ids(self) -> tuple[str | None, ...]:
        """The ids by position; None where an article has been removed."""
        there = self._position_of
        return tuple(
            name if there.get(name) == position else None
            for position, name in enumerate(self._ids[: self._postings.n_positions])
        )

    def __len__(self) -> int:
        return len(self._position_of)

    def __contains__(self, id: object) -> bool:  # noqa: A002 - what it is
        return id in self._position_of

    def __repr__(self) -> str:
        return f"SearchIndex: {counted(len(self), 'article')}, {self.scoring}"

    def __reduce__(self) -> tuple[Any, ...]:
        from ._search_state import state_of, unpickle_search_index

        return unpickle_search_index, state_of(self)

    def _read(self, given: Any, first: int) -> tuple[Sequence[str], list[str], list[float]]:
        """Give ids, the texts of the fields of each in turn, and the fields' weights."""
        if not isinstance(given, Articles | list | tuple) and getattr(given, "ndim", 0) == 1:
            given = given.tolist()  # of NumPy or pandas
        if isinstance(given, list | tuple) and all(isinstance(text, str) for text in given):
            if self.fields is not None and given:
                msg = f"fields={list(self.fields)} takes Articles, got a list of texts"
                raise TypeError(msg)
            return [str(first + row) for row in range(len(given))], list(given), [1.0]
        articles = as_articles(given)
        fields = {"title": 3, "text": 1} if self.fields is None else self.fields
        return articles.id, texts_of(articles, fields), list(map(float, fields.values()))

    def _position(self, name: str) -> int:
        if name not in self._position_of:
            msg = f"there is no article with the id {quote(name)} in the index"
            raise KeyError(msg)
        return self._position_of[name]

    def _words(self, queries: list[str], threads: int) -> Any:
        return self._vocabulary.count_queries(queries, self._analyzer, n_threads=threads)

    def _hits(self, words: Any, k: int, mask: ArrayLike | None) -> list[Hit]:
        n = self._postings.n_positions
        allowed = checked_mask(mask, n)
        positions, scores, added = self._postings.explain(words, k=min(k, n + 1), allowed=allowed)
        if not positions:
            return []
        terms = self._vocabulary.terms(words[1])
        shares = added.reshape(len(positions), len(terms)).tolist()
        return [
            Hit(self._ids[position], position, score, matched_terms(terms, row))
            for position, score, row in zip(positions, scores, shares, strict=True)
        ]


def _text(given: Any, name: str) -> str:
    if not isinstance(given, str):
        msg = f"{name} must be str, got {quote(given)} ({type(given).__name__})"
        raise TypeError(msg)
    return given
