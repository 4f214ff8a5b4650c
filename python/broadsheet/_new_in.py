"""What does an article say that no earlier one of its story has said?"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from ._display import one_line, text_table
from ._highlight import in_original
from ._html_table import html_table
from ._story_words import FIELDS

if TYPE_CHECKING:
    from typing import Literal

    from ._result import Stories
    from ._story_words import StoryWords

__all__ = ["CopiedPart", "NewIn", "NewPart", "new_in"]

_SHOWN = 12  # terms and numbers of a repr
_SENTENCES_SHOWN = 8
_COPIED_SHOWN = 4


@dataclass(frozen=True)
class NewPart:
    """A term, number or sentence, with its place in the original article.

    Attributes
    ----------
    text : str
        As the article has it.
    field : {'title', 'text'}
    start, end : int
        ``article.title[start:end]`` or ``article.text[start:end]`` is `text`: offsets count code
        points of what was given to `broadsheet.stories`, boilerplate included.

    Examples
    --------
    >>> NewPart("toll", "text", 4, 8).end
    8
    """

    text: str
    field: Literal["title", "text"]
    start: int
    end: int


@dataclass(frozen=True)
class CopiedPart(NewPart):
    """A passage that an earlier article has word for word, with its place in the original.

    Attributes
    ----------
    text, field, start, end
        As of `NewPart`.
    copied_from : str
        The id of the article in which it stood first.

    Examples
    --------
    >>> CopiedPart("The toll is due.", "text", 0, 16, "a1").copied_from
    'a1'
    """

    copied_from: str


@dataclass(frozen=True, repr=False)
class NewIn:
    """What is new in an article, by the articles of its story before it.

    Attributes
    ----------
    id : str
        The article's.
    n_earlier : int
        Articles of the story before it; 0 for the first, of which everything is new.
    terms : tuple of NewPart
        Terms that none of these has, where each stands first; what the article says most often
        comes first. Text that is written without spaces, as Chinese, has terms only where the
        `vectorizer` of `broadsheet.stories` has words of it: runs of characters are words else.
    numbers : tuple of NewPart
        Numbers in figures that none of these has, in the order of the text.
    sentences : tuple of NewPart
        Sentences of which the best match among the sentences of theirs, by the score of
        `broadsheet.highlight` with equal weights, has less than half of the terms, and all those
        in which a number is new, in the order of the text.
    copied : tuple of CopiedPart
        What is not new: passages of eight words or more that one of these has, word for word, and
        titles and texts of four to seven words that one has as a whole; in the order of the text.
        A passage is parted where its first origin changes, so parts of it may be shorter.

    Examples
    --------
    >>> import broadsheet as bs
    >>> story = bs.stories([
    ...     {"id": "a", "text": "The bridge opened on Monday.", "date": "2025-03-03"},
    ...     {"id": "b", "text": "The bridge opened on Monday. It cost 12 million crowns.",
    ...      "date": "2025-03-04"},
    ... ])[0]
    >>> story.new_in("b")
    New in "b", after 1 article: 3 terms, 1 number, 1 sentence
    terms      cost, million, crowns
    numbers    12
    sentences  It cost 12 million crowns.
    """

    id: str
    n_earlier: int
    terms: tuple[NewPart, ...]
    numbers: tuple[NewPart, ...]
    sentences: tuple[NewPart, ...]
    copied: tuple[CopiedPart, ...]

    def to_dict(self) -> dict[str, Any]:
        """Give it as plain dicts, lists and strings, for JSON."""
        kinds = ("terms", "numbers", "sentences", "copied")
        parts = {kind: [asdict(part) for part in getattr(self, kind)] for kind in kinds}
        return {"id": self.id, "n_earlier": self.n_earlier} | parts

    def _summary(self) -> str:
        counts = [
            f"{len(parts):,} {name}{'s' * (len(parts) != 1)}"
            for name, parts in (
                ("term", self.terms), ("number", self.numbers), ("sentence", self.sentences)
            )
        ]  # fmt: skip
        n = self.n_earlier
        after = f"after {n:,} article{'s' * (n != 1)}" if n else "the first of its story"
        return f'New in "{one_line(self.id, 40)}", {after}: {", ".join(counts)}'

    def _rows(self) -> list[list[str]]:
        rows = [
            [name, _joined(parts)]
            for name, parts in (("terms", self.terms), ("numbers", self.numbers))
            if parts
        ]
        heads = ["sentences", *[""] * _SENTENCES_SHOWN]
        shown = self.sentences[:_SENTENCES_SHOWN]
        rows += [[head, one_line(part.text, 100)] for head, part in zip(heads, shown, strict=False)]
        more = len(self.sentences) - _SENTENCES_SHOWN
        if more > 0:
            rows.append(["", f"… and {more:,} more"])
        heads = ["copied", *[""] * _COPIED_SHOWN]
        for head, part in zip(heads, self.copied[:_COPIED_SHOWN], strict=False):
            rows.append([head, f"{one_line(part.copied_from, 24)}: {one_line(part.text, 80)}"])
        more = len(self.copied) - _COPIED_SHOWN
        return rows + ([["", f"… and {more:,} more"]] if more > 0 else [])

    def __repr__(self) -> str:
        rows = self._rows()
        return f"{self._summary()}\n{text_table(rows)}" if rows else self._summary()

    def _repr_html_(self) -> str:
        return html_table(self._summary(), ["what", "new"], self._rows())


def new_in(stories: Stories, words: StoryWords, row: int) -> NewIn:
    """Tell what is new in the article of that row of the input, a member of the story."""
    k = int((words.rows == row).argmax())

    def parts(places: list[tuple[int, int, int]]) -> tuple[NewPart, ...]:
        return tuple(NewPart(*place) for place in _originals(stories, row, places))

    copied = words.copied(k)
    originals = _originals(stories, row, [place[:3] for place in copied])
    members = [stories.articles.id[words.rows[place[3]]] for place in copied]
    return NewIn(
        stories.articles.id[row], k,
        parts(words.new_terms(k)), parts(words.figures.new(k)), parts(words.sentences.new(k)),
        tuple(CopiedPart(*place, other) for place, other in zip(originals, members, strict=True)),
    )  # fmt: skip


def _originals(
    stories: Stories, row: int, places: list[tuple[int, int, int]]
) -> list[tuple[str, Literal["title", "text"], int, int]]:
    """Lead from places in the cleaned article to those in the original, with what stands there."""
    table = np.array(places, dtype=np.int64).reshape(-1, 3)
    in_text = table[:, 0] == FIELDS.index("text")
    if stories.cleaned is not None:
        table[in_text, 1:] = in_original(table[in_text, 1:], stories.cleaned.kept[row])
    originals = stories.articles.title[row], stories.articles.text[row]
    return [
        (originals[field][begin:end], FIELDS[field], begin, end)
        for field, begin, end in table.tolist()
    ]


def _joined(parts: tuple[NewPart, ...]) -> str:
    shown = ", ".join(one_line(part.text, 30) for part in parts[:_SHOWN])
    more = len(parts) - _SHOWN
    return f"{shown}, and {more:,} more" if more > 0 else shown
