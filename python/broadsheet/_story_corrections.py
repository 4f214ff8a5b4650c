"""What do corrections say of one story, and did they change it?"""

from __future__ import annotations

from dataclasses import dataclass
from operator import attrgetter
from typing import TYPE_CHECKING, Any

import numpy as np

from ._display import quote, text_table
from ._html_table import html_table

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ._correction_pairs import Pair
    from ._result import Stories

__all__ = ["KeptApart", "StoryCorrections", "changed_stories", "story_corrections"]

_HEAD = ["correction", "article", "article", "story"]


@dataclass(frozen=True)
class KeptApart:
    """An article of a story and one of another story that a cannot-link keeps apart.

    Attributes
    ----------
    here, there : str
        Their ids.
    story : int
        The label of the other story.

    Examples
    --------
    >>> KeptApart("a", "x", 2).there
    'x'
    """

    here: str
    there: str
    story: int


@dataclass(frozen=True, repr=False)
class StoryCorrections:
    """What corrections say of a story. Made by `Story.corrections`.

    Attributes
    ----------
    label : int
        The story's.
    changed : bool
        Whether without corrections the story would have had other articles.
    must_links : tuple of pairs of str
        Those of its articles.
    kept_apart : tuple of KeptApart
        The cannot-links of its articles, by the other story, with where the other article is.

    Examples
    --------
    >>> import broadsheet as bs
    >>> found = bs.stories(
    ...     ["The bridge opened.", "Traffic crossed the river.", "The bridge opened late."],
    ...     corrections={"must_link": [["0", "1"]], "cannot_link": [["0", "2"]]},
    ... )
    >>> found[0].corrections
    Story 0 was corrected by hand
    correction   article  article  story
    must-link    "0"      "1"
    cannot-link  "0"      "2"          1
    """

    label: int
    changed: bool
    must_links: tuple[Pair, ...]
    kept_apart: tuple[KeptApart, ...]

    def to_dict(self) -> dict[str, Any]:
        """Give it as plain dicts, lists and strings, for JSON."""
        return {
            "changed": self.changed,
            "must_link": [list(pair) for pair in self.must_links],
            "kept_apart": [vars(pair) for pair in self.kept_apart],
        }

    def _summary(self) -> str:
        said = "was corrected by hand" if self.changed else "is as it would be without corrections"
        return f"Story {self.label} {said}"

    def _rows(self) -> list[list[str]]:
        rows = [["must-link", *map(quote, pair), ""] for pair in self.must_links]
        return rows + [
            ["cannot-link", quote(pair.here), quote(pair.there), str(pair.story)]
            for pair in self.kept_apart
        ]

    def __repr__(self) -> str:
        rows = self._rows()
        return (
            f"{self._summary()}\n{text_table([_HEAD, *rows], right=[3])}"
            if rows
            else self._summary()
        )

    def _repr_html_(self) -> str:
        return html_table(self._summary(), _HEAD, self._rows())


def story_corrections(stories: Stories) -> dict[int, StoryCorrections]:
    """Tell what corrections say of each story that they name or changed, by label."""
    must: dict[int, list[Pair]] = {}
    apart: dict[int, list[KeptApart]] = {}
    known = stories.corrections
    if known is None:
        return {}

    def label_of(name: str) -> int:
        return int(stories.labels_[stories.articles._row(name)])

    for pair in known.must_links:
        must.setdefault(label_of(pair[0]), []).append(pair)
    for a, b in known.cannot_links:
        for here, there in ((a, b), (b, a)):
            found = KeptApart(here, there, label_of(there))
            apart.setdefault(label_of(here), []).append(found)
    changed = changed_stories(stories._grouping.labels, stories.labels_)
    return {
        label: StoryCorrections(
            label, bool(changed[label]), tuple(must.get(label, ())),
            tuple(sorted(apart.get(label, ()), key=attrgetter("story", "here", "there"))),
        )
        for label in sorted({*must, *apart, *np.flatnonzero(changed).tolist()})
    }  # fmt: skip


def changed_stories(before: NDArray[np.int32], after: NDArray[np.int32]) -> NDArray[np.bool_]:
    """Tell which stories have other articles than before; shape (n_stories after,)."""
    n_before = int(before.max(initial=-1)) + 1
    both, size = np.unique(after.astype(np.int64) * max(n_before, 1) + before, return_counts=True)
    label, old = both // max(n_before, 1), both % max(n_before, 1)
    sizes_after, sizes_before = np.bincount(after), np.bincount(before)
    same = (size == sizes_after[label]) & (size == sizes_before[old])
    changed = np.zeros(len(sizes_after), dtype=bool)
    changed[label[~same]] = True
    return changed
