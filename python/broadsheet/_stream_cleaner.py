"""Boilerplate of a stream: learnt from the window, taken out of what comes."""

from __future__ import annotations

from copy import copy
from typing import TYPE_CHECKING, Any

from sklearn.base import clone

from ._boilerplate_remover import BoilerplateRemover
from ._display import quote

if TYPE_CHECKING:
    from ._articles import Articles

__all__ = ["StreamCleaner"]


class StreamCleaner:
    """Takes boilerplate out of articles by what is learnt so far; never changed in place.

    Parameters
    ----------
    remover : BoilerplateRemover
        Not fitted.
    """

    def __init__(self, remover: Any) -> None:
        self._remover = remover
        self._knows = False

    @classmethod
    def of(cls, clean: Any, n_jobs: int | None) -> StreamCleaner | None:
        """Take the parameter `clean`.

        Raises
        ------
        TypeError
            If it is neither a bool nor a remover that learns by and by.
        """
        if isinstance(clean, bool):
            # No rules: datelines name places, which articles of a story share.
            remover = BoilerplateRemover(rules=None, n_jobs=n_jobs, progress=False)
            return cls(remover) if clean else None
        if not isinstance(clean, BoilerplateRemover):
            msg = f"clean must be a bool or a BoilerplateRemover, got {quote(clean)}"
            raise TypeError(msg)
        return cls(clone(clean))

    def cleaned(self, articles: Articles) -> Articles:
        """Give articles without boilerplate; as they are before the first lesson."""
        return self._remover.transform(articles) if self._knows else articles

    def learnt(self, articles: Articles) -> StreamCleaner:
        """Give one that knows these articles, and no others; itself if there are none."""
        if len(articles) == 0:
            return self
        after = copy(self)
        after._remover = clone(self._remover).fit(articles)
        after._knows = True
        return after
