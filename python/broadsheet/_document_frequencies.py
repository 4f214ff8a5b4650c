"""In how many articles of a changing collection is each term?"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from . import _core
from ._dates import to_datetime64
from ._display import quote
from ._time_scale import DAY, time_scale_us

if TYPE_CHECKING:
    from typing import Self

    from numpy.typing import NDArray

__all__ = ["Decay", "DocumentFrequencies", "as_days", "as_decay"]

Decay = tuple[float, int]
"""The half-life in days, and today as days since 1970."""

_UNDATED = np.iinfo(np.int32).min  # as the core has it
_FORMAT = 1  # of what a pickle holds


class DocumentFrequencies:
    """Document and collection frequencies of terms, by day: the part of a vectorizer that merges.

    `CountVectorizer.partial_fit` fills one; ``vectorizer.document_frequencies_`` is it. All
    numbers are integers, so whatever is merged and removed, in any order and grouping, the result
    is that of counting the articles that remain.

    Attributes
    ----------
    n_documents : int
        Articles, also those without a term.

    See Also
    --------
    CountVectorizer.partial_fit, TfidfVectorizer.decay

    Notes
    -----
    `merge` and `remove` take time in the terms of the other one, amortised and times a logarithm;
    reading puts all together, once. It pickles; with protocol 5 its arrays go out of band, and
    what is unpickled is checked. Its methods may be called from many threads, as long as none of
    them changes it.

    Examples
    --------
    >>> import broadsheet as bs
    >>> one = bs.DocumentFrequencies.from_counts([[1, 2], [0, 1]], ["bridge", "toll"])
    >>> two = bs.DocumentFrequencies.from_counts([[3]], ["toll"])
    >>> one.merge(two).to_dict()
    {'bridge': 1, 'toll': 3}
    >>> one.remove(two).n_documents
    2
    """

    def __init__(self) -> None:
        self._of: Any = _core.DocumentFrequencies()

    @classmethod
    def _made_of(cls, core: Any) -> Self:
        made = cls()
        made._of = core
        return made

    @classmethod
    def from_counts(cls, X: Any, terms: Sequence[str], *, timestamps: Any = None) -> Self:
        """Count the articles of a matrix.

        Parameters
        ----------
        X : sparse matrix or array-like of shape (n_documents, n_terms)
            How often each term occurs in each article: whole numbers of 0 or more.
        terms : sequence of str, of length n_terms
            By column, in any order, each once.
        timestamps : array-like of shape (n_documents,), default=None
            Dates, of which the day counts (UTC). None: no date is known.

        Returns
        -------
        DocumentFrequencies

        Raises
        ------
        ValueError
            If a count or a timestamp is none, or terms or timestamps are not as many as `X` has
            columns or rows.
        """
        from scipy import sparse
        from sklearn.utils import check_array

        X = sparse.csr_array(check_array(X, accept_sparse="csr", ensure_min_features=0,
                                         ensure_min_samples=0), copy=True)  # fmt: skip
        X.check_format(full_check=True)
        X.sum_duplicates()
        names = list(terms)
        if len(names) != X.shape[1]:
            msg = f"there are {len(names)} terms, but X has {X.shape[1]} columns"
            raise ValueError(msg)
        if not all(isinstance(name, str) for name in names):
            msg = "terms must be strings"
            raise TypeError(msg)
        counts = X.data.astype(np.int64)
        if (counts != X.data).any() or (counts < 0).any():
            msg = "X must hold counts: whole numbers of 0 or more"
            raise ValueError(msg)
        # In code point order, which str's is.
        order = sorted(range(len(names)), key=names.__getitem__)
        for before, after in pairwise(order):
            if names[before] == names[after]:
                msg = f"terms has {quote(names[after])} twice"
                raise ValueError(msg)
        X = sparse.csr_array((counts, X.indices, X.indptr), shape=X.shape)[:, order]
        X.eliminate_zeros()
        X.sort_indices()
        core = _core.DocumentFrequencies.of(
            X.indptr.astype(np.int64), X.indices.astype(np.int32), X.data,
            _core.Vocabulary([names[column] for column in order]),
            as_days(timestamps, X.shape[0]),
        )  # fmt: skip
        return cls._made_of(core)

    @property
    def n_documents(self) -> int:
        """Articles, also those without a term."""
        return int(self._of.n_documents())

    def _n_undated(self) -> int:
        return int(self._of.n_documents_of(_UNDATED))

    def merge(self, other: DocumentFrequencies) -> Self:
        """Add the articles of another one.

        Parameters
        ----------
        other : DocumentFrequencies

        Returns
        -------
        self : DocumentFrequencies

        Raises
        ------
        OverflowError
            If a frequency would not fit 64 bits; this one stays as it was.
        """
        self._of = self._of.with_others(_checked(other)._of)
        return self

    def remove(self, other: DocumentFrequencies) -> Self:
        """Take the articles of another one away, as if they had never been there.

        Parameters
        ----------
        other : DocumentFrequencies

        Returns
        -------
        self : DocumentFrequencies

        Raises
        ------
        ValueError
            If there are not so many articles of a term or a day; this one stays as it was.
        """
        self._of = self._of.without(_checked(other)._of)
        return self

    def terms(self) -> NDArray[np.object_]:
        """Give the terms that are in an article, in the order of `str`."""
        kept = np.arange(len(self._of), dtype=np.int32)
        return np.array(self._of.vocabulary(kept).terms(), dtype=object)

    def frequencies(self, *, half_life: Any = None, now: Any = None) -> NDArray[np.float64]:
        r"""Give in how many articles each term is.

        Parameters
        ----------
        half_life : str, timedelta, numpy.timedelta64 or None, default=None
            An article counts :math:`2^{-a / h}`, with its age a in whole days; None: every one
            counts 1. A string is a number and a unit: D, h, min or s.
        now : date, default=None
            When the age is 0; needed with a half-life. Later articles count 1, as do those of no
            known date.

        Returns
        -------
        ndarray of float64, shape (n_terms,)
            In the order of `terms`.
        """
        frequencies: NDArray[np.float64] = self._of.by_term(as_decay(half_life, now))
        return frequencies

    def to_dict(self) -> dict[str, int]:
        """Give the document frequency of each term."""
        return dict(zip(self.terms().tolist(), self.frequencies().astype(int).tolist(),
                        strict=True))  # fmt: skip

    def __len__(self) -> int:
        return len(self._of)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, DocumentFrequencies):
            return NotImplemented
        return bool(self._of.equals(other._of))

    __hash__ = None  # type: ignore[assignment]  # it changes

    def __repr__(self) -> str:
        return f"DocumentFrequencies: {len(self):,} terms of {self.n_documents:,} articles"

    def __reduce__(self) -> tuple[Any, tuple[Any, ...]]:
        return restore_document_frequencies, (_FORMAT, *self._of.arrays())


def restore_document_frequencies(version: int, *arrays: Any) -> DocumentFrequencies:
    """Make what was pickled again, and check it.

    Raises
    ------
    ValueError
        If it is of another version of the format, or its arrays do not fit each other.
    """
    if version != _FORMAT:
        msg = (
            f"these document frequencies were pickled in format {quote(version)}; this release "
            f"of broadsheet reads format {_FORMAT}"
        )
        raise ValueError(msg)
    try:
        core = _core.DocumentFrequencies.from_arrays(*arrays)
    except (TypeError, ValueError) as error:
        msg = f"the pickle holds no document frequencies: {str(error).splitlines()[0]}"
        raise ValueError(msg) from error
    return DocumentFrequencies._made_of(core)


def _checked(other: object) -> DocumentFrequencies:
    if not isinstance(other, DocumentFrequencies):
        msg = f"expected DocumentFrequencies, got {type(other).__name__}"
        raise TypeError(msg)
    return other


def as_days(
    timestamps: Any, n_documents: int, *, missing_is_undated: bool = False
) -> NDArray[np.int32]:
    """Give the day of each article, since 1970 in UTC.

    Parameters
    ----------
    timestamps : array-like of dates, or None
        None: no date is known.
    n_documents : int
    missing_is_undated : bool, default=False
        Whether some may be missing, as those of articles may.

    Returns
    -------
    ndarray of int32, shape (n_documents,)
        The smallest number where the date is not known.

    Raises
    ------
    ValueError
        If an entry is no date or missing, or there are not as many as articles.

    Examples
    --------
    >>> as_days(["1970-01-03T23:00"], 1)
    array([2], dtype=int32)
    """
    if timestamps is None:
        return np.full(n_documents, _UNDATED, dtype=np.int32)
    if isinstance(timestamps, str) or not hasattr(timestamps, "__iter__"):
        msg = f"timestamps must be an array of dates, got {quote(timestamps)}"
        raise TypeError(msg)
    is_dates = getattr(getattr(timestamps, "dtype", None), "kind", "") == "M"
    try:
        dates = to_datetime64(np.asarray(timestamps) if is_dates else list(timestamps))
    except ValueError as error:
        place = str(error).replace(', field "date"', "")  # as articles have it
        msg = f"timestamps: {place}"
        raise ValueError(msg) from None
    if dates.shape != (n_documents,):
        msg = f"there are timestamps of shape {dates.shape}, but {n_documents} documents"
        raise ValueError(msg)
    missing = np.isnat(dates)
    if missing.any() and not missing_is_undated:
        msg = (
            f"timestamps: row {int(missing.argmax())} has no date; give every document one, or "
            "leave timestamps out"
        )
        raise ValueError(msg)
    days = dates.astype("datetime64[D]").astype(np.int64)
    return np.where(missing, _UNDATED, days).astype(np.int32)


def as_decay(half_life: Any, now: Any) -> Decay | None:
    """Check how articles lose weight with age, and give it in days.

    Parameters
    ----------
    half_life : str, timedelta, numpy.timedelta64 or None
    now : date or None

    Returns
    -------
    tuple of float and int, or None

    Raises
    ------
    TypeError, ValueError
        If the half-life is no length of time above 0, or `now` is missing or no date.

    Examples
    --------
    >>> as_decay("12h", "1970-01-03")
    (0.5, 2)
    """
    microseconds = time_scale_us(half_life, "half_life")
    if microseconds is None:
        return None
    days = microseconds / DAY
    try:
        today = int(as_days([now], 1, missing_is_undated=True)[0])
    except ValueError as error:
        msg = str(error).replace("timestamps: row 0", "now", 1)
        raise ValueError(msg) from None
    if today == _UNDATED:
        msg = "now must be a date, for a half-life needs to know how old articles are"
        raise ValueError(msg)
    return days, today
