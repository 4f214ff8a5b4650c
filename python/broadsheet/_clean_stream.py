"""How are more articles cleaned than memory holds? Read twice: once to learn, once to clean."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

from ._cleaning_tally import CleaningTally

if TYPE_CHECKING:
    from ._articles import Articles
    from ._boilerplate_remover import BoilerplateRemover
    from ._clean_report import CleaningReport

__all__ = ["CleaningStream"]


class CleaningStream:
    """The articles of a stream without boilerplate, batch by batch, and the report of what went.

    All batches are read once to learn from, when the first cleaned one is asked for, and once more
    to be cleaned.

    Parameters
    ----------
    batches : callable
        ``batches(label)`` gives the batches of articles, the same each time; the label says what
        they are read for.
    remover : BoilerplateRemover
        It is fitted.

    Examples
    --------
    >>> import broadsheet as bs
    >>> articles = bs.read([{"text": f"{name} won. Read our newsletter!", "source": "Lantern"}
    ...                     for name in ("Ann", "Ben", "Cem")])
    >>> batches = [articles[:2], articles[2:]]
    >>> cleaned = CleaningStream(lambda label: batches, bs.BoilerplateRemover())
    >>> [batch.text for batch in cleaned]
    [('Ann won.', 'Ben won.'), ('Cem won.',)]
    >>> cleaned.report().n_changed
    3
    """

    def __init__(
        self, batches: Callable[[str], Iterable[Articles]], remover: BoilerplateRemover
    ) -> None:
        self._batches = batches
        self._remover = remover
        self._tally = CleaningTally()

    def __iter__(self) -> Iterator[Articles]:
        """Learn from all batches, then give each without boilerplate."""
        self._tally = CleaningTally()
        self._remover._fit_batches(self._batches("learning"))
        for batch in self._batches("cleaning"):
            rest, _ = self._remover._take_out(batch, self._tally)
            yield rest

    def report(self) -> CleaningReport:
        """Tell what went from the batches that were given so far."""
        return self._tally.report()
