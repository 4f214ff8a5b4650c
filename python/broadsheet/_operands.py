"""The two matrices of a join, on their way into the core."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from . import _core
from ._arrays import canonical_csr
from ._display import quote

if TYPE_CHECKING:
    from ._arrays import CsrArrays

__all__ = ["operands"]


def operands(X: Any, Y: Any, metric: object, n_threads: int) -> tuple[CsrArrays, CsrArrays | None]:
    """Give X and Y as the core takes them, in one type, their rows made what `metric` compares.

    Parameters
    ----------
    X, Y : sparse matrix, sparse array or ndarray
        As for `canonical_csr`; never changed. Y may be None.
    metric : {'cosine', 'dot'}
        'cosine' divides each row by its length, unless it is 1 already but for rounding; 'dot'
        takes rows as they are.
    n_threads : int
        At least 1.

    Returns
    -------
    x, y : (indptr, indices, data, n_cols)
        y is None if Y is.

    Raises
    ------
    ValueError, TypeError
        If a matrix is none, or `metric` is another.
    """
    if metric not in ("cosine", "dot"):
        msg = f"metric must be 'cosine' or 'dot', got {quote(metric)}"
        raise ValueError(msg)
    given = [canonical_csr(X, "X")]
    if Y is not None:
        given.append(canonical_csr(Y, "Y"))
    dtype = np.result_type(*(data for _, _, data, _ in given))
    made: list[CsrArrays] = []
    for indptr, indices, data, n_cols in given:
        same_type = data.astype(dtype, copy=False)
        divided = None
        if metric == "cosine":
            divided = _core.unit_rows(indptr, same_type, n_threads=n_threads)
        made.append((indptr, indices, same_type if divided is None else divided, n_cols))
    return made[0], made[1] if len(made) > 1 else None
