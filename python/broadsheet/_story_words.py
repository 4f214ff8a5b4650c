"""Which words do the articles of a story say, and which of them did an earlier one say before?"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import numpy as np

from . import _core
from ._figures import StoryFigures
from ._stemming import stemmer_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ._result import Stories
    from ._story_sentences import StorySentences

__all__ = ["COPIED_WORDS", "FIELDS", "Member", "StoryWords", "order_of_publication"]

FIELDS: tuple[Literal["title"], Literal["text"]] = ("title", "text")
COPIED_WORDS = 8  # that stand together in an earlier article: fewer are often chance


class Member(NamedTuple):
    """What one member says, by the members before it.

    Attributes
    ----------
    n_words, n_copied : int
        Words of title and text, and those that stand in passages of earlier members.
    origin : int or None
        The position of the member in which most of the copied words stood first.
    n_terms, n_new_terms : int
        Distinct terms, and those that no earlier member has.
    """

    n_words: int
    n_copied: int
    origin: int | None
    n_terms: int
    n_new_terms: int


def order_of_publication(dates: NDArray[np.datetime64]) -> NDArray[np.intp]:
    """Give positions by date, then by input order; those without a date come last.

    Examples
    --------
    >>> order_of_publication(np.array(["2025-03-02", "NaT", "2025-03-01"], "datetime64[us]"))
    array([2, 0, 1])
    """
    return np.lexsort((np.arange(len(dates)), dates.view(np.int64), np.isnat(dates)))


class StoryWords:
    """The words of a story's members in the order of their publication.

    Title and text, without boilerplate where it was taken out, are two texts of a member. A term is
    a word that the vectors know, by its stem where they hold stems, and no number of figures only.

    Parameters
    ----------
    stories : Stories
    rows : ndarray of int
        The members' positions in the input.

    Examples
    --------
    >>> import broadsheet as bs
    >>> found = bs.stories(["The bridge opened.", "The bridge opened today."])
    >>> words = StoryWords(found, found[0].rows)
    >>> [words.texts[field][begin:end] for field, begin, end in words.new_terms(0)]
    ['bridge', 'opened']
    """

    def __init__(self, stories: Stories, rows: NDArray[np.intp]) -> None:
        self._stories = stories
        self.rows = rows[order_of_publication(stories.articles.date[rows])]
        titles, texts = stories.articles.title, stories._texts
        self.texts = [text for row in self.rows.tolist() for text in (titles[row], texts[row])]
        self.indptr, self._ids, self._begins, self._ends = _core.numbered_words(self.texts)

    def __len__(self) -> int:
        return len(self.rows)

    @cached_property
    def _text_at(self) -> NDArray[np.int32]:
        """The text that each word is part of."""
        return np.repeat(np.arange(len(self.texts), dtype=np.int32), np.diff(self.indptr))

    @cached_property
    def _forms(self) -> list[str]:
        """The words by id, lower-cased."""
        first = np.empty(int(self._ids.max(initial=-1)) + 1, dtype=np.int64)
        first[self._ids[::-1]] = np.arange(len(self._ids))[::-1]  # the last that is written stays
        places = zip(
            self._text_at[first].tolist(), self._begins[first].tolist(), self._ends[first].tolist(),
            strict=True,
        )  # fmt: skip
        return [self.texts[text][begin:end].lower() for text, begin, end in places]

    @cached_property
    def _columns(self) -> NDArray[np.int32]:
        """The column of the term that each word is, -1 where it is none."""
        if self._stories.stemmer is None:
            return self._columns_of(None)[self._ids]
        codes = self._stories._languages[self.rows]
        columns = np.empty(len(self._ids), dtype=np.int32)
        for code in dict.fromkeys(codes):
            of_code = np.array([other == code for other in codes], dtype=bool)
            there = np.repeat(np.repeat(of_code, len(FIELDS)), np.diff(self.indptr))
            columns[there] = self._columns_of(code)[self._ids[there]]
        return columns

    def _columns_of(self, language: str | None) -> NDArray[np.int32]:
        """Do the same for each word by id, as articles of a language have it."""
        known = self._stories._column_of_term
        stem = stemmer_of(self._stories.stemmer, language)
        stems = self._forms if stem is None else stem(self._forms)
        return np.fromiter(
            (
                -1 if form.isdecimal() else known.get(term, -1)
                for form, term in zip(self._forms, stems, strict=True)
            ),
            dtype=np.int32, count=len(stems),
        )  # fmt: skip

    @cached_property
    def _terms(self) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        """Number the terms of the story: of each word, -1 for none; and who has each one first."""
        columns, ranks = np.unique(self._columns, return_inverse=True)
        numbers: NDArray[np.int32] = ranks.astype(np.int32)
        if columns.size and columns[0] < 0:
            numbers -= 1
        first: NDArray[np.int32] = np.empty(int(numbers.max(initial=-1)) + 1, dtype=np.int32)
        there = np.flatnonzero(numbers >= 0)[::-1]
        first[numbers[there]] = self._text_at[there] // len(FIELDS)
        return numbers, first

    @cached_property
    def figures(self) -> StoryFigures:
        """The numbers of the members."""
        return StoryFigures(self.texts, len(FIELDS))

    @cached_property
    def sentences(self) -> StorySentences:
        """The sentences of the members."""
        from ._story_sentences import StorySentences

        return StorySentences(self)

    def members(self) -> list[Member]:
        """Tell of each member what it says, by those before it. Linear in the words."""
        n, fields = len(self), len(FIELDS)
        documents = np.repeat(np.arange(n, dtype=np.int32), fields)
        run_indptr, _, lengths, origins = _core.copied_runs(
            self.indptr, self._ids, documents=documents, n_words=COPIED_WORDS
        )
        runs = run_indptr[::fields].tolist()
        numbers, first = self._terms
        there = numbers >= 0
        n_terms = max(len(first), 1)
        said = np.unique((self._text_at[there] // fields).astype(np.int64) * n_terms
                         + numbers[there])  # fmt: skip
        of_member, terms = np.divmod(said, n_terms)
        counts = np.bincount(of_member, minlength=n).tolist()
        new = np.bincount(of_member[first[terms] == of_member], minlength=n).tolist()
        n_words = np.diff(self.indptr[::fields]).tolist()
        told = []
        for k in range(n):
            copied = lengths[runs[k] : runs[k + 1]]
            origin = None
            if len(copied):
                who, which = np.unique(origins[runs[k] : runs[k + 1]], return_inverse=True)
                origin = int(who[np.bincount(which, weights=copied).argmax()])
            told.append(Member(n_words[k], int(copied.sum()), origin, counts[k], new[k]))
        return told

    def new_terms(self, k: int) -> list[tuple[int, int, int]]:
        """Give the terms that no member before has.

        Parameters
        ----------
        k : int
            The member's position in the order of publication.

        Returns
        -------
        list of (int, int, int)
            Where each stands first: field (0 is the title), begin and end in what `texts` has of
            it. What the member says most often comes first, then by place.
        """
        start, stop = self.indptr[[len(FIELDS) * k, len(FIELDS) * (k + 1)]].tolist()
        numbers, first = self._terms
        mine = numbers[start:stop]
        new = np.flatnonzero(mine >= 0)
        new = new[first[mine[new]] == k]
        _, index, counts = np.unique(mine[new], return_index=True, return_counts=True)
        at = start + new[index[np.lexsort((index, -counts))]]
        fields = self._text_at[at] % len(FIELDS)
        ends = self._begins[at].tolist(), self._ends[at].tolist()
        return list(zip(fields.tolist(), *ends, strict=True))

    def most_common_forms(self, columns: NDArray[np.int32]) -> dict[int, str]:
        """Give the word that the members use most for each term; of equals the first."""
        at = np.flatnonzero(np.isin(self._columns, columns))
        n_ids = len(self._forms)
        said, counts = np.unique(
            self._columns[at].astype(np.int64) * n_ids + self._ids[at], return_counts=True
        )
        best: dict[int, tuple[int, int]] = {}
        for column, form, count in zip(
            (said // n_ids).tolist(), (said % n_ids).tolist(), counts.tolist(), strict=True
        ):
            if column not in best or count > best[column][1]:
                best[column] = (form, count)
        return {column: self._forms[form] for column, (form, _) in best.items()}

    def sentence_terms(self, begins: NDArray[np.int64], texts: NDArray[np.int32]) -> Any:
        """Give the terms and numbers of sentences; of one without any, its words.

        Parameters
        ----------
        begins : ndarray of int64, shape (n_sentences,)
            Where each begins in its text.
        texts : ndarray of int32, shape (n_sentences,), ascending
            The text that each is part of.

        Returns
        -------
        indptr, columns : ndarray
            Distinct numbers of each sentence's terms, ascending, as of a CSR matrix.
        n_columns : int
        """
        numbers, first = self._terms
        # Texts side by side: a place in one is behind all of those before.
        offsets = np.concatenate([[0], np.cumsum([len(text) + 1 for text in self.texts])])
        starts = begins + offsets[texts]
        sentence = np.searchsorted(starts, self._begins + offsets[self._text_at], "right") - 1
        is_number = np.array([form.isdecimal() for form in self._forms], dtype=bool)[self._ids]
        counts = (numbers >= 0) | is_number
        has_terms = np.bincount(sentence[counts], minlength=len(starts)) > 0
        counts |= ~has_terms[sentence]
        columns = np.where(numbers >= 0, numbers, len(first) + self._ids)
        n_columns = len(first) + len(self._forms)
        said = np.unique(sentence[counts] * n_columns + columns[counts])
        rows, found = np.divmod(said, n_columns)
        indptr = np.searchsorted(rows, np.arange(len(starts) + 1))
        return indptr.astype(np.int64), found.astype(np.int32), n_columns
