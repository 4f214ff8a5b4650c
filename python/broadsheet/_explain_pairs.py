"""Why is each of many pairs of articles alike, and what sets them apart?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from . import _core
from ._arrays import canonical_csr
from ._checks import at_least_one
from ._explained_pairs import ExplainedPairs
from ._jobs import n_threads
from ._progress import Progress

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ._progress import ProgressOption

__all__ = ["explain_pairs"]

_MOST = np.iinfo(np.int32).max


def explain_pairs(
    X: Any,
    pairs: Any,
    *,
    k: int = 10,
    names: Any = None,
    n_jobs: int | None = None,
    progress: ProgressOption = None,
) -> ExplainedPairs:
    r"""Say which terms make each pair of rows similar, and which only one of them has.

    What a term adds to the similarity of two rows is the product of its weights, and the
    similarity is the sum over all terms that both have:

    .. math:: s(x, y) = \sum_t x_t \, y_t

    Parameters
    ----------
    X : sparse matrix, sparse array or ndarray, of shape (n_rows, n_terms)
        Vectors, one a row, as `TfidfVectorizer` makes them. float32 and float64 are computed with
        as they are, integers become float64.
    pairs : tuple (i, j), array of int of shape (n_pairs, 2), or object with arrays `i` and `j`
        Row numbers in [0, n_rows). A pair may come twice, and a row be paired with itself.
    k : int, default=10
        Terms of each kind for a pair, at most; at least 1.
    names : array of str, shape (n_terms,), or None, default=None
        The terms' names, as ``get_feature_names_out()`` gives them: then what is shown of a pair
        has names in place of ids.
    n_jobs : int or None, default=None
        Threads. None is every core that the process may use, 1 is serial. The result does not
        depend on it.
    progress : bool, callable or None, default=None
        None shows a bar when standard error is a terminal and the call lasts.

    Returns
    -------
    ExplainedPairs
        Arrays with a row for each pair; ``result[row]`` shows one pair.

    Raises
    ------
    ValueError
        If `pairs` is of another shape or holds a number that is no row of `X` (the message names
        its position), k is below 1, there are not as many names as terms, or a value of `X` is not
        finite.
    TypeError
        If `X` is no matrix of numbers, or `pairs` or `k` not of integers.
    KeyboardInterrupt
        On Ctrl-C, at once.

    See Also
    --------
    top_k : Finds pairs.
    highlight : The passages that two articles share.

    Notes
    -----
    Shared terms come by falling *absolute* contribution, then by id: where weights are negative,
    contributions may be. The others come by falling absolute weight, then by id. A stored 0 is no
    term. The similarity is the canonical dot product in double precision, unrounded; contributions
    and `rest` add up to it but for rounding.

    Time grows with the entries of the shorter row of each pair. Memory is the result's, 32 bytes a
    pair and, for each of k, 36 (28 of float32), and while it works 48 bytes a pair.

    Examples
    --------
    >>> import broadsheet as bs
    >>> vectorizer = bs.TfidfVectorizer()
    >>> X = vectorizer.fit_transform(["The old bridge opened.", "The bridge opened today."])
    >>> found = bs.explain_pairs(X, (0, 1), names=vectorizer.get_feature_names_out())
    >>> found.similarity.round(3)
    array([0.603])
    >>> found[0]
    Rows 0 and 1: similarity 0.603
    shared   adds   of it   only first  weight  only second  weight
    bridge  0.201  33.3 %  old          0.630  today         0.630
    opened  0.201  33.3 %
    the     0.201  33.3 %
    """
    n_terms_shown = min(at_least_one(k, "k"), _MOST)
    threads = n_threads(n_jobs)
    rows = _pair_rows(pairs)
    indptr, indices, data, n_cols = canonical_csr(X, "X")
    term_names = None if names is None else _checked_names(names, n_cols)
    with Progress("explaining", progress) as shown:
        width, similarity, shared, contributions, rest, *lacking = _core.pair_terms(
            indptr, indices, data, n_cols,
            pairs=rows.reshape(-1), k=n_terms_shown, n_threads=threads, progress=shown.update,
        )  # fmt: skip
    table = (len(rows), width)
    only_first, first_weights, only_second, second_weights = (
        array.reshape(table) for array in lacking
    )
    return ExplainedPairs(
        pairs=rows,
        similarity=similarity,
        shared=shared.reshape(table),
        contributions=contributions.reshape(table),
        rest=rest,
        only_first=only_first,
        only_first_weights=first_weights,
        only_second=only_second,
        only_second_weights=second_weights,
        names=term_names,
    )


def _pair_rows(pairs: Any) -> NDArray[np.int64]:
    """Give pairs as int64 of shape (n_pairs, 2), a copy; the core looks at the numbers."""
    if hasattr(pairs, "i") and hasattr(pairs, "j"):
        ends = [_integers(getattr(pairs, end), f"pairs.{end}") for end in ("i", "j")]
        for end, name in zip(ends, ("pairs.i", "pairs.j"), strict=True):
            if end.ndim != 1:
                msg = f"{name} must be 1-D, got shape {end.shape}"
                raise ValueError(msg)
        if len(ends[0]) != len(ends[1]):
            msg = f"pairs.i has {len(ends[0])} entries, but pairs.j has {len(ends[1])}"
            raise ValueError(msg)
        return np.stack(ends, axis=1)
    rows = _integers(pairs, "pairs")
    if rows.ndim == 1 and rows.size in (0, 2):
        rows = rows.reshape(-1, 2)
    if rows.ndim != 2 or rows.shape != (len(rows), 2):
        msg = f"pairs must be one pair (i, j) or of shape (n_pairs, 2), got shape {rows.shape}"
        raise ValueError(msg)
    return rows


def _integers(values: Any, name: str) -> NDArray[np.int64]:
    try:
        array = np.asarray(values)
    except ValueError as error:
        msg = f"{name} must be an array of int with two columns: {error}"
        raise ValueError(msg) from error
    if array.dtype.kind not in "iu" and array.size:
        msg = f"{name} must hold integers, got {array.dtype}"
        raise TypeError(msg)
    too_large = np.argwhere(array > np.iinfo(np.int64).max)  # of uint64 only
    if array.size and len(too_large):
        at = tuple(too_large[0].tolist())
        msg = f"{name} has {array[at]} at {list(at)}, which is no row of X"
        raise ValueError(msg)
    return np.array(array, dtype=np.int64, order="C")


def _checked_names(names: Any, n_terms: int) -> NDArray[np.object_]:
    array = np.array(names, dtype=object)
    if array.ndim != 1:
        msg = f"names must be 1-D, got shape {array.shape}"
        raise ValueError(msg)
    if len(array) != n_terms:
        msg = f"names has {len(array)} entries, but X has {n_terms} columns: give one for each term"
        raise ValueError(msg)
    return array
