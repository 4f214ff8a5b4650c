"""Which terms are frequent enough, and not too frequent?"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["kept_columns"]


def kept_columns(
    X: Any, *, min_df: float, max_df: float, max_features: int | None, binary: bool,
    scale: int | None = 1,
) -> tuple[NDArray[np.int64], NDArray[np.int32], NDArray[Any]]:  # fmt: skip
    """Choose the columns of terms as the core's Learner does.

    Parameters
    ----------
    X : csr_array of shape (n_documents, n_terms)
        Counts, columns in the order of the terms, each at most once a row.
    min_df, max_df : float
        Least and greatest number of documents that hold a term.
    max_features : int or None
        How many terms to keep, the most frequent; ties go to the first.
    binary : bool
        Whether a term's frequency is in how many documents it is, not how often.
    scale : int or None, default=1
        Counts are multiples of one by this, whatever they are rounded to; None: of nothing.

    Returns
    -------
    columns : ndarray of int64
        Ascending.
    document_frequencies : ndarray of int32
        Of these columns.
    occurrences : ndarray of int64
        The sums of their counts times `scale`, or of the counts, in floating point, if it is None.

    Raises
    ------
    ValueError
        If none is left.

    Examples
    --------
    >>> from scipy.sparse import csr_array
    >>> X = csr_array([[1, 1, 0], [1, 0, 3]])
    >>> kept_columns(X, min_df=1, max_df=1, max_features=1, binary=False)
    (array([2]), array([1], dtype=int32), array([3]))
    """
    n_terms = X.shape[1]
    df = np.bincount(X.indices, minlength=n_terms)
    kept = np.flatnonzero((df >= min_df) & (df <= max_df))
    if binary:
        frequency = df
    elif scale is None:
        frequency = np.bincount(X.indices, X.data, n_terms)
    else:
        units = X.data if scale == 1 else np.rint(X.data.astype(np.float64) * scale)
        frequency = np.bincount(X.indices, units, n_terms).astype(np.int64)
    if max_features is not None and max_features < len(kept):
        ranked = np.lexsort((kept, -frequency[kept]))
        kept = np.sort(kept[ranked[:max_features]])
    if not len(kept):
        msg = "After pruning, no terms remain. Try a lower min_df or a higher max_df."
        raise ValueError(msg)
    return kept, df[kept].astype(np.int32), frequency[kept]
