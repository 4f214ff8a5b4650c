"""Which articles are copies of an earlier one?"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from .._duplicates import find_duplicates

if TYPE_CHECKING:
    from .._articles import Articles
    from .._progress import ProgressOption

__all__ = ["Copy", "find_copies"]


class Copy(NamedTuple):
    """An article and the earlier one that it is most like.

    Attributes
    ----------
    row, of : int
        Positions of both.
    exact : bool
        Whether the texts are the same but for white space.
    overlap : float
        Jaccard index of their shingles.
    n : int
        How many earlier articles it is like.
    """

    row: int
    of: int
    exact: bool
    overlap: float
    n: int


def find_copies(
    articles: Articles, *, n_jobs: int | None = None, progress: ProgressOption = None
) -> list[Copy]:
    """Find the articles that are copies, exact or near, of an article before them.

    Parameters
    ----------
    articles : Articles
    n_jobs, progress
        As for `broadsheet.find_duplicates`, whose pairs these are: each pair makes its later
        article a copy, by date, then by position; those without a date are the last.

    Returns
    -------
    list of Copy
        By row.

    Examples
    --------
    >>> import broadsheet as bs
    >>> find_copies(bs.read(["The bridge opened.", "Chess.", "The  bridge opened."]))
    [Copy(row=2, of=0, exact=True, overlap=1.0, n=1)]
    """
    found = find_duplicates(articles, n_jobs=n_jobs, progress=progress)
    if len(found.i) == 0:
        return []
    place = np.empty(len(articles), dtype=np.int64)
    place[np.argsort(articles.date, kind="stable")] = np.arange(len(articles))
    swapped = place[found.i] > place[found.j]
    later = np.where(swapped, found.i, found.j)
    earlier = np.where(swapped, found.j, found.i)
    # of each later article the pair of the largest overlap, with the earliest article
    order = np.lexsort((place[earlier], -found.overlap, later))
    rows, first, counts = np.unique(later[order], return_index=True, return_counts=True)
    best = order[first]
    text = articles.text
    copies = []
    for row, of, overlap, n in zip(
        rows.tolist(), earlier[best].tolist(), found.overlap[best].tolist(), counts.tolist(),
        strict=True,
    ):  # fmt: skip
        exact = overlap == 1.0 and (text[row] == text[of] or text[row].split() == text[of].split())
        copies.append(Copy(row, of, exact, overlap, n))
    return copies
