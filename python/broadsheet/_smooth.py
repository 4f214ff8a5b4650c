"""Each article's vector made more like those of its nearest: as vectors, or as an operator."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from scipy import sparse

from ._arrays import as_scipy, container_of
from ._progress import Progress
from ._smoothing import csr_of, lengths_of, mean_weights, recipe, share, smoothed, sums

if TYPE_CHECKING:
    from typing import Literal

    from ._memory import MemoryOption
    from ._progress import ProgressOption

__all__ = ["smooth", "smoothing_operator"]


def smooth(
    X: Any,
    k: int = 2,
    weight: float = 1.0,
    passes: int = 1,
    *,
    timestamps: Any = None,
    window: Any = None,
    groups: Any = None,
    pairs_from: Literal["any", "same", "different"] = "any",
    memory_limit: MemoryOption = None,
    n_jobs: int | None = None,
    progress: ProgressOption = None,
) -> Any:
    r"""Move each row towards the mean of its nearest rows.

    With rows of unit length x, cosines s and the k nearest rows N(i) of row i, itself not among
    them, whose cosine is above 0:

    .. math:: x_i' = \frac{x_i + a \, m_i}{|x_i + a \, m_i|}, \qquad
              m_i = \frac{\sum_{j \in N(i)} s_{ij} \, x_j}{\sum_{j \in N(i)} s_{ij}}

    Articles on one event use other words for it; after smoothing each has its neighbours' words
    too, and clusters part more clearly.

    Parameters
    ----------
    X : sparse matrix, sparse array or ndarray, of shape (n_rows, n_terms)
        Vectors, one a row, of any length: each is divided by its own first. It is not changed.
    k : int, default=2
        Neighbours of a row, at most; at least 1. 2 suits stories of a few articles, 10 topics and
        stories of dozens.
    weight : float, default=1.0
        a, what the mean counts beside the row itself, at least 0: with 0 rows are only divided by
        their lengths.
    passes : int, default=1
        How many times in a row, at least 1; each looks for the neighbours of what the one before
        it gave.
    timestamps, window, groups, pairs_from
        Which rows may be neighbours at all; as for `top_k`, each an entry a row.
    memory_limit : int, str or None, default=None
        Of each search for neighbours; as for `top_k`.
    n_jobs : int or None, default=None
        Threads; None is every core. The result does not depend on it.
    progress : bool, callable or None, default=None
        None shows a bar when standard error is a terminal and the call lasts.

    Returns
    -------
    csr_array or csr_matrix, of shape (n_rows, n_terms)
        Rows of unit length, columns ascending; `csr_matrix` if X is a matrix, else `csr_array`;
        float32 if X is, else float64. A row of zeros stays one, and a row without a neighbour
        stays as it is.

    Raises
    ------
    ValueError
        If a value is not finite, k, weight or passes is out of range, or as `top_k` does.
    TypeError
        If X is no matrix of numbers, or k, weight or passes is no number.
    KeyboardInterrupt
        On Ctrl-C, at once.

    See Also
    --------
    smoothing_operator : The same as a small matrix to multiply by.
    NeighborSmoother : The same for scikit-learn, also for new rows.
    top_k : The neighbours.

    Notes
    -----
    Rows of negative cosine do not count: they say what an article is not about, and with their
    weights the mean would have no bound. TF-IDF has none. Time is that of `top_k`, and of a sparse
    product of (k + 1) times the entries of X, on one thread. The result has up to (k + 1) ** passes
    times the entries of X; `smoothing_operator` has k + 1 entries a row.

    References
    ----------
    Wu et al. (2019), Simplifying graph convolutional networks, where features are averaged over a
    given graph in this way; here the graph is that of the rows' own neighbours.

    Examples
    --------
    >>> import numpy as np
    >>> import broadsheet as bs
    >>> X = np.array([[1.0, 0.0, 0.0], [0.6, 0.8, 0.0], [0.0, 0.0, 2.0]])
    >>> bs.smooth(X, k=1).toarray().round(2)
    array([[0.89, 0.45, 0.  ],
           [0.89, 0.45, 0.  ],
           [0.  , 0.  , 1.  ]])
    """
    asked = recipe(k, weight, passes)
    rows = csr_of(X, "cosine", n_jobs)
    with Progress("smooth", progress) as shown:
        for done in range(asked.passes):
            weights = mean_weights(
                rows, None, asked.k,
                timestamps=timestamps, window=window, groups=groups, pairs_from=pairs_from,
                memory_limit=memory_limit, n_jobs=n_jobs,
                progress=share(shown.update, done, asked.passes),
            )  # fmt: skip
            rows = smoothed(rows, weights, rows, asked.weight, n_jobs)
    return as_scipy(rows.indptr, rows.indices, rows.data, rows.shape, container_of(X))


def smoothing_operator(
    X: Any,
    k: int = 2,
    weight: float = 1.0,
    passes: int = 1,
    *,
    timestamps: Any = None,
    window: Any = None,
    groups: Any = None,
    pairs_from: Literal["any", "same", "different"] = "any",
    memory_limit: MemoryOption = None,
    n_jobs: int | None = None,
    progress: ProgressOption = None,
) -> Any:
    r"""Give the matrix P for which P @ X are the smoothed rows of X.

    For what needs smoothed vectors only in products: ``P @ (X @ centres)`` are the similarities to
    centres, ``X.T @ (P.T @ weights)`` a weighted sum of rows, and neither needs the rows
    themselves. Of one pass it is

    .. math:: P = D \, (I + a W) \, N

    where N divides the rows of X by their lengths, W holds the weights of each row's nearest ones,
    which add up to 1, and D divides the sums by theirs; of several passes the product.

    Parameters
    ----------
    X, k, weight, passes, timestamps, window, groups, pairs_from, memory_limit, n_jobs, progress
        As for `smooth`.

    Returns
    -------
    csr_array or csr_matrix, of shape (n_rows, n_rows)
        Columns ascending; `csr_matrix` if X is a matrix, else `csr_array`; float32 if X is, else
        float64. k + 1 entries a row, at most, and up to (k + 1) ** passes.

    Raises
    ------
    ValueError
        As `smooth` does; also if a row is so short that its type cannot hold what to divide by.
    TypeError, KeyboardInterrupt
        As `smooth` does.

    See Also
    --------
    smooth : The rows themselves.
    scipy.sparse.linalg.aslinearoperator : Makes an operator of it, as below.

    Notes
    -----
    ``P @ X`` is what `smooth` gives but for rounding. The sums are made some rows at a time, to
    measure them, and not kept; of several passes all but the last are, to find the next neighbours.

    Examples
    --------
    >>> import numpy as np
    >>> import broadsheet as bs
    >>> X = np.array([[1.0, 0.0, 0.0], [0.6, 0.8, 0.0], [0.0, 0.0, 2.0]])
    >>> P = bs.smoothing_operator(X, k=1)
    >>> (P @ X).round(2)
    array([[0.89, 0.45, 0.  ],
           [0.89, 0.45, 0.  ],
           [0.  , 0.  , 1.  ]])

    Smoothed vectors as an operator of SciPy, for `scipy.sparse.linalg.svds` and others:

    >>> from scipy.sparse.linalg import aslinearoperator
    >>> smoothed = aslinearoperator(P) @ aslinearoperator(X)
    >>> smoothed.shape, smoothed.matvec(np.array([0.0, 1.0, 0.0])).round(2)
    ((3, 3), array([0.45, 0.45, 0.  ]))
    """
    asked = recipe(k, weight, passes)
    rows = csr_of(X, "cosine", n_jobs)
    product = _diagonal(np.ones(rows.shape[0]))
    with Progress("smoothing_operator", progress) as shown:
        for done in range(asked.passes):
            weights = mean_weights(
                rows, None, asked.k,
                timestamps=timestamps, window=window, groups=groups, pairs_from=pairs_from,
                memory_limit=memory_limit, n_jobs=n_jobs,
                progress=share(shown.update, done, asked.passes),
            )  # fmt: skip
            lengths = np.concatenate(
                [np.ones(0), *map(lengths_of, sums(rows, weights, rows, asked.weight))]
            )
            step = _diagonal(1 / lengths) @ (
                _diagonal(np.ones(len(lengths))) + weights.astype(np.float64) * asked.weight
            )
            product = step @ product
            if done + 1 < asked.passes:
                rows = smoothed(rows, weights, rows, asked.weight, n_jobs)
    product = product @ _diagonal(_reciprocals(csr_of(X, "dot", n_jobs)))
    product.sort_indices()
    return as_scipy(
        product.indptr, product.indices, product.data.astype(rows.dtype), product.shape,
        container_of(X),
    )  # fmt: skip


def _diagonal(values: Any) -> Any:
    n = len(values)
    return as_scipy(
        np.arange(n + 1), np.arange(n, dtype=np.int32), values, (n, n), sparse.csr_array
    )


def _reciprocals(X: Any) -> Any:
    """One over each row's length, in double."""
    with np.errstate(over="ignore"):
        reciprocals = 1 / lengths_of(X)
    most = float(np.finfo(X.dtype).max)
    if (beyond := reciprocals > most).any():
        msg = f"X has row {int(beyond.argmax())}, too short to divide by in {X.dtype}: scale X"
        raise ValueError(msg)
    return reciprocals
