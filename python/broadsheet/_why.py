"""Why are two articles alike?"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

from ._display import one_line, quote, text_table

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["Why"]

_SHOWN = 10


@dataclass(frozen=True, eq=False, repr=False)
class Why:
    """The reasons for one similarity.

    Attributes
    ----------
    a, b : str
        The ids of the two articles.
    cosine : float
        Cosine of their vectors, in [0, 1].
    time_factor : float
        What the time between them leaves of it, in [0, 1]; 1 where a date is missing.
    terms : tuple of str
        The terms that both have, by falling share.
    shares : ndarray of float64, shape (n_shared,)
        What each term adds to the cosine: they sum to it.
    must_link : tuple of str
        The shortest chain of must-links that joins both by hand, both included; () without one.
    cannot_link : tuple of str
        A cannot-link of both, or of articles that must-links tie to them; () without one.

    Examples
    --------
    >>> import broadsheet as bs
    >>> bs.stories(["The bridge opened.", "The bridge opened today."]).why("0", "1")
    Why "0" and "1" are alike: cosine 0.71
    term    share   of it
    bridge  0.355  50.0 %
    opened  0.355  50.0 %
    """

    a: str
    b: str
    cosine: float
    time_factor: float
    terms: tuple[str, ...]
    shares: NDArray[np.float64]
    must_link: tuple[str, ...] = ()
    cannot_link: tuple[str, ...] = ()

    @property
    def similarity(self) -> float:
        """Cosine times time factor: what stories are grouped by."""
        return self.cosine * self.time_factor

    def _rows(self) -> list[list[str]]:
        shown = zip(self.terms[:_SHOWN], self.shares[:_SHOWN], strict=True)
        return [
            [one_line(term, 30), f"{share:.3f}", f"{100 * share / self.cosine:.1f} %"]
            for term, share in shown
        ]

    def _head(self) -> str:
        time = (
            "" if self.time_factor == 1 else f", times {self.time_factor:.2f} for the time between"
        )
        pair = f'"{one_line(self.a, 40)}" and "{one_line(self.b, 40)}"'
        return f"Why {pair} are alike: cosine {self.cosine:.2f}{time}{self._by_hand()}"

    def _by_hand(self) -> str:
        said = ""
        if self.must_link:
            said = f"; joined by hand: must-link {' - '.join(map(quote, self.must_link))}"
        if self.cannot_link:
            said = f"; kept apart by hand: cannot-link {', '.join(map(quote, self.cannot_link))}"
        return said

    def __repr__(self) -> str:
        if not self.terms:
            return f"{self._head()}; they share no term"
        table = text_table([["term", "share", "of it"], *self._rows()], right=[1, 2])
        more = len(self.terms) - _SHOWN
        return f"{self._head()}\n{table}" + (f"\n… and {more:,} more terms" if more > 0 else "")

    def _repr_html_(self) -> str:
        rows = "".join(
            "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>"
            for row in self._rows()
        )
        return (
            f"<table><caption>{escape(self._head())}</caption>"
            f"<thead><tr><th>term</th><th>share</th><th>of it</th></tr></thead>"
            f"<tbody>{rows}</tbody></table>"
        )

    def to_dict(self) -> dict[str, object]:
        """Give the reasons as plain dicts, lists and strings, for JSON."""
        return {
            "a": self.a,
            "b": self.b,
            "cosine": self.cosine,
            "time_factor": self.time_factor,
            "similarity": self.similarity,
            "shared_terms": [
                {"term": term, "share": float(share)}
                for term, share in zip(self.terms, self.shares, strict=True)
            ],
            "must_link": list(self.must_link),
            "cannot_link": list(self.cannot_link),
        }
