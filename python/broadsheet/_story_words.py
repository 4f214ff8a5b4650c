"""Which words do the articles of a story say, and which of them did an earlier one say before?"""

from __future__ import annotations

from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import numpy as np

from . import _core
from ._figures import StoryFigures
from ._stemming import stemmer_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ._result import Stories
    from ._story_sentences import StorySentences

__all__ = ["COPIED_WORDS", "FIELDS", "LEAST_COPIED", "Member", "StoryWords", "order_of_publication"]

FIELDS: tuple[Literal["title"], Literal["text"]] = ("title", "text")
_BLOCK = 1 << 19  # words
COPIED_WORDS = 8  # that stand together in an earlier article: fewer are often chance
LEAST_COPIED = 4  # of a title or text that is copied as a whole: "Opinion" is no copy


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
    def _language_at(self) -> NDArray[np.int32] | None:
        """The language of each word by number, None where all are in one."""
        codes = self._stories._languages[self.rows]
        number_of = {code: number for number, code in enumerate(dict.fromkeys(codes))}
        if len(number_of) <= 1:
            return None
        numbers = np.array([number_of[code] for code in codes], dtype=np.int32)
        return np.repeat(np.repeat(numbers, len(FIELDS)), np.diff(self.indptr))

    @cached_property
    def _columns(self) -> NDArray[np.int32]:
        """The column of the term that each word is in each language, by id; -1 where it is none."""
        languages = dict.fromkeys(self._stories._languages[self.rows])
        return np.stack([self._columns_in(language) for language in languages])

    def _columns_in(self, language: str | None) -> NDArray[np.int32]:
        known = self._stories._column_of_term
        stem = stemmer_of(self._stories._stemmer, language)
        stems = self._forms if stem is None else stem(self._forms)
        return np.fromiter(
            (
                -1 if form.isdecimal() else known.get(term, -1)
                for form, term in zip(self._forms, stems, strict=True)
            ),
            dtype=np.int32, count=len(stems),
        )  # fmt: skip

    def _at_words(self, of_ids: NDArray[np.int32]) -> NDArray[np.int32]:
        """Give each word what is known by language and id."""
        languages = self._language_at
        return of_ids[0][self._ids] if languages is None else of_ids[languages, self._ids]

    @cached_property
    def _terms(self) -> NDArray[np.int32]:
        """The terms of the story, numbered: of each word, -1 for none."""
        columns, ranks = np.unique(self._columns, return_inverse=True)
        numbers: NDArray[np.int32] = ranks.reshape(self._columns.shape).astype(np.int32)
        if columns.size and columns[0] < 0:
            numbers -= 1
        return self._at_words(numbers)

    @cached_property
    def _newness(self) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int32]]:
        """How many terms each member has and how many are new, and who has each one first."""
        return _core.new_terms(
            self.indptr[:: len(FIELDS)].copy(), self._terms,
            n_distinct=int(self._terms.max(initial=-1)) + 1,
        )  # fmt: skip

    @cached_property
    def figures(self) -> StoryFigures:
        """The numbers of the members."""
        return StoryFigures(self.texts, len(FIELDS))

    @cached_property
    def sentences(self) -> StorySentences:
        """The sentences of the members."""
        from ._story_sentences import StorySentences

        return StorySentences(self)

    @cached_property
    def _copied(self) -> tuple[NDArray[Any], NDArray[Any], NDArray[Any], NDArray[Any]]:
        """The runs of words of each text that stand in earlier members, and in which first."""
        documents = np.repeat(np.arange(len(self), dtype=np.int32), len(FIELDS))
        found = _core.copied_runs(self.indptr, self._ids, documents=documents, n_words=COPIED_WORDS)
        indptr, *runs = found
        text_of_run = np.repeat(np.arange(len(self.texts)), np.diff(indptr))
        kept = (np.diff(self.indptr) >= LEAST_COPIED)[text_of_run]
        ends = np.concatenate([[0], np.cumsum(kept)])[indptr]
        return ends, *(run[kept] for run in runs)

    def copied(self, k: int) -> list[tuple[int, int, int, int]]:
        """Give the passages of a member that stand in earlier ones, in the order of its texts.

        Returns
        -------
        list of (int, int, int, int)
            Field (0 is the title), begin, end, and the member in which it stood first.
        """
        indptr, begins, lengths, origins = self._copied
        found = []
        for field in range(len(FIELDS)):
            text = len(FIELDS) * k + field
            runs = slice(indptr[text], indptr[text + 1])
            first = self.indptr[text] + begins[runs]
            places = self._begins[first].tolist(), self._ends[first + lengths[runs] - 1].tolist()
            found += [
                (field, begin, end, origin)
                for begin, end, origin in zip(*places, origins[runs].tolist(), strict=True)
            ]
        return found

    def members(self) -> list[Member]:
        """Tell of each member what it says, by those before it. Linear in the words."""
        n, fields = len(self), len(FIELDS)
        run_indptr, _, lengths, origins = self._copied
        runs = run_indptr[::fields].tolist()
        n_words = np.diff(self.indptr[::fields]).tolist()
        n_terms, n_new, _ = (counts.tolist() for counts in self._newness)
        told = []
        for k in range(n):
            copied = lengths[runs[k] : runs[k + 1]]
            origin = None
            if len(copied):
                who, which = np.unique(origins[runs[k] : runs[k + 1]], return_inverse=True)
                origin = int(who[np.bincount(which, weights=copied).argmax()])
            told.append(Member(n_words[k], int(copied.sum()), origin, n_terms[k], n_new[k]))
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
        first = self._newness[2]
        mine = self._terms[start:stop]
        new = np.flatnonzero(mine >= 0)
        new = new[first[mine[new]] == k]
        _, index, counts = np.unique(mine[new], return_index=True, return_counts=True)
        at = start + new[index[np.lexsort((index, -counts))]]
        fields = self._text_at[at] % len(FIELDS)
        ends = self._begins[at].tolist(), self._ends[at].tolist()
        return list(zip(fields.tolist(), *ends, strict=True))

    @cached_property
    def _form_of(self) -> tuple[NDArray[np.int32], NDArray[np.intp]]:
        """The columns of the members' terms, ascending, and the word used most for each, by id."""
        at, n_ids = self._language_at, len(self._forms)
        words = self._ids if at is None else at.astype(np.int64) * n_ids + self._ids
        counts = np.bincount(words, minlength=self._columns.size)
        columns = self._columns.ravel()
        order = np.lexsort((np.arange(len(columns)), -counts, columns))
        order = order[np.diff(columns[order], prepend=-2) != 0]  # the best of each column
        return columns[order], order % max(n_ids, 1)

    def most_common_forms(self, columns: NDArray[np.int32]) -> dict[int, str]:
        """Give the word that the members use most for each term; of equals the first.

        A look-up: the members' words are counted once, for the first call.
        """
        known, forms = self._form_of
        at = np.searchsorted(known, columns)
        found = known[np.minimum(at, len(known) - 1)] == columns if len(known) else at < 0
        return {
            column: self._forms[form]
            for column, form in zip(columns[found].tolist(), forms[at[found]].tolist(), strict=True)
        }

    def sentence_terms(self, begins: NDArray[np.int64], texts: NDArray[np.int32]
                       ) -> tuple[NDArray[np.int64], NDArray[np.int32], int]:  # fmt: skip
        """Give the terms and numbers of sentences; of one without any, its words.

        Parameters
        ----------
        begins : ndarray of int64, shape (n_sentences,)
            Where each begins in its text.
        texts : ndarray of int32, shape (n_sentences,), ascending
            The text that each is part of. Each word is in a sentence.

        Returns
        -------
        indptr, columns : ndarray
            Distinct numbers of each sentence's terms, ascending, as of a CSR matrix.
        n_columns : int
        """
        # Texts side by side: a place in one is behind all of those before.
        offsets = np.concatenate([[0], np.cumsum([len(text) + 1 for text in self.texts])])
        words = np.searchsorted(self._begins + offsets[self._text_at], begins + offsets[texts])
        words = np.append(words, len(self._ids))
        is_number = np.array([form.isdecimal() for form in self._forms], dtype=bool)
        n_terms = int(self._terms.max(initial=-1)) + 1
        n_columns = n_terms + len(self._forms)
        indptr, columns = [np.zeros(1, dtype=np.int64)], []
        cuts = np.searchsorted(words, np.arange(0, len(self._ids), _BLOCK))
        for first, last in pairwise([*np.unique([0, *cuts]).tolist(), len(begins)]):
            part = words[first : last + 1]  # between which Ctrl-C is heard
            here = slice(part[0], part[-1])
            sentence = np.repeat(np.arange(len(part) - 1), np.diff(part))
            terms, ids = self._terms[here], self._ids[here]
            counts = (terms >= 0) | is_number[ids]
            counts |= (np.bincount(sentence[counts], minlength=len(part)) == 0)[sentence]
            named = np.where(terms >= 0, terms, n_terms + ids).astype(np.int64)
            said = np.sort((sentence * n_columns + named)[counts])
            rows, found = np.divmod(said[np.diff(said, prepend=-1) > 0], n_columns)
            indptr.append(indptr[-1][-1] + np.searchsorted(rows, np.arange(1, len(part))))
            columns.append(found.astype(np.int32))
        return (
            np.concatenate(indptr),
            np.concatenate([np.empty(0, dtype=np.int32), *columns]),
            n_columns,
        )
