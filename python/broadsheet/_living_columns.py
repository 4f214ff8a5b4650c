"""What is each column of a living vocabulary weighed by?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ._document_frequencies import Decay, DocumentFrequencies

__all__ = ["LivingColumns"]

_LEAST = np.finfo(np.float64).tiny  # what decays to less would be divided by as 0


class LivingColumns:
    """Frequencies by column of a vocabulary that follows what was learnt.

    Parameters
    ----------
    frequencies : DocumentFrequencies
        Of all terms.
    decay : tuple of float and int, or None
        See `_document_frequencies.as_decay`.
    kept : ndarray of int32 or None
        The terms of the columns, by their number in `frequencies`; None with `columns`.
    columns : dict of str to int, or None
        Of a given vocabulary, whose terms need not be there.
    """

    def __init__(
        self, frequencies: DocumentFrequencies, decay: Decay | None,
        kept: NDArray[np.int32] | None, columns: dict[str, int] | None,
    ) -> None:  # fmt: skip
        self._frequencies, self._decay = frequencies, decay
        self._kept, self._columns = kept, columns

    def n_documents(self) -> float:
        """Give the number of documents, each counted by its age."""
        if self._decay is None:
            return self._frequencies.n_documents
        n: float = self._frequencies._of.decayed_n_documents(self._decay)
        return max(n, _LEAST) if self._frequencies.n_documents else n

    def document_frequencies(self) -> NDArray[np.float64]:
        """Give in how many documents each column's term is, likewise; shape (n_columns,)."""
        by_term = self._frequencies._of.by_term(self._decay)
        if self._decay is not None:
            by_term = np.maximum(by_term, _LEAST)  # each term is in a document, however old
        return self._by_column(by_term)

    def occurrences(self) -> NDArray[np.float64]:
        """Give how often it occurs; never decayed."""
        return self._by_column(self._frequencies._of.occurrences())

    def terms(self) -> list[str]:
        """Give the terms by column."""
        if self._columns is None:
            terms: list[str] = self._frequencies._of.vocabulary(self._kept).terms()
            return terms
        return sorted(self._columns, key=self._columns.__getitem__)

    def _by_column(self, by_term: NDArray[Any]) -> NDArray[np.float64]:
        if self._columns is None:
            chosen: NDArray[np.float64] = by_term[self._kept].astype(np.float64)
            return chosen
        of = dict(zip(self._frequencies.terms().tolist(), by_term.tolist(), strict=True))
        return np.array([of.get(term, 0) for term in self.terms()], dtype=np.float64)
