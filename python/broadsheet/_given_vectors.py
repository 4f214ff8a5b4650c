"""A vectorizer of the caller's in the place of a stream's own count of stems."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ._display import counted, quote
from ._smoothing import csr_of

if TYPE_CHECKING:
    from ._articles import Articles

__all__ = ["GivenVectors"]


class GivenVectors:
    """Gives what `StemCounter` gives, of a vectorizer that is fitted already: unit rows.

    Parameters
    ----------
    vectorizer : estimator
        Its `transform` takes articles and gives rows without negative values.
    n_jobs : int or None, default=None
        Threads.

    Attributes
    ----------
    n_terms : int
        Columns of the rows that were given last.
    languages : list of None
        Of their articles: nobody knows what the vectorizer makes of them.

    Raises
    ------
    TypeError
        If it has no method `transform`.

    Examples
    --------
    >>> import broadsheet as bs
    >>> fitted = bs.CountVectorizer(fields={"text": 1.0}).fit(bs.read(["toll bridge"]))
    >>> vectors = GivenVectors(fitted)
    >>> indptr, indices, values = vectors.count(bs.read(["A bridge."]))
    >>> indices.tolist(), values.tolist(), vectors.stems().tolist()
    ([0], [1.0], ['bridge', 'toll'])
    """

    gives_counts = False

    def __init__(self, vectorizer: Any, n_jobs: int | None = None) -> None:
        if not hasattr(vectorizer, "transform"):
            msg = f"vectorizer must have a method transform, got {quote(vectorizer)}"
            raise TypeError(msg)
        self._vectorizer = vectorizer
        self._n_jobs = n_jobs
        self.n_terms = 0
        self.languages: list[str | None] = []
        self.commit()

    def stems(self) -> Any:
        """Give the terms by column, or their numbers where the vectorizer knows no names."""
        if hasattr(self._vectorizer, "get_feature_names_out"):
            return self._vectorizer.get_feature_names_out()
        return np.arange(self.n_terms).astype(str)

    def count(
        self, articles: Articles
    ) -> tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.float64]]:
        """Give the rows of some articles, without zeros.

        Raises
        ------
        ValueError
            If the vectorizer gives another number of rows.
        """
        rows = csr_of(self._vectorizer.transform(articles), "cosine", self._n_jobs)
        if rows.shape[0] != len(articles):
            msg = f"vectorizer gave {rows.shape[0]} rows for {counted(len(articles), 'article')}"
            raise ValueError(msg)
        rows = rows.copy()
        rows.eliminate_zeros()
        self.n_terms = rows.shape[1]
        self.languages = [None] * len(articles)
        return (
            rows.indptr.astype(np.int64), rows.indices.astype(np.int32),
            rows.data.astype(np.float64),
        )  # fmt: skip

    def commit(self) -> None:
        """Keep what is known of the rows so far."""
        self._n_terms_kept = self.n_terms

    def rollback(self) -> None:
        """Forget the rows since `commit`."""
        self.n_terms = self._n_terms_kept
