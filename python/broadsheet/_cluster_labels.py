"""Which cluster is each article in? Labels of any kind as numbers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from typing import TYPE_CHECKING, Any

import numpy as np

from ._display import quote

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["numbered_labels"]


def numbered_labels(labels: Any, name: str) -> tuple[NDArray[np.int32], int]:
    """Give the labels of a clustering as numbers.

    Parameters
    ----------
    labels : sequence or 1-D array, of shape (n_articles,)
        One hashable label an article: ints, strings, tuples. Equal labels, as keys of a dict are
        equal, are one cluster.
    name : str
        What the caller's user calls it, for messages.

    Returns
    -------
    numbers : ndarray of int32, shape (n_articles,)
        In [0, n_clusters).
    n_clusters : int
        How many different labels there are.

    Raises
    ------
    TypeError
        If it is no such sequence, or a label cannot be hashed.
    ValueError
        If it is not 1-D, or a label is missing: None, NaN, NaT, pandas' NA.

    Notes
    -----
    Linear in the articles, but for an array of integers, which NumPy sorts.

    Examples
    --------
    >>> numbered_labels(["storm", "toll", "storm"], "labels")
    (array([0, 1, 0], dtype=int32), 2)
    """
    if isinstance(labels, str | bytes | Mapping | AbstractSet) or not isinstance(labels, Iterable):
        msg = f"{name} must be a sequence with a label for each article, got {quote(labels)}"
        raise TypeError(msg)
    if getattr(labels, "ndim", 1) != 1:
        msg = f"{name} must be 1-D, got shape {labels.shape}"  # type: ignore[attr-defined]
        raise ValueError(msg)
    if type(labels) is np.ndarray and labels.dtype.kind in "iub":
        distinct, numbers = np.unique(labels, return_inverse=True)
        return numbers.astype(np.int32), len(distinct)
    return _numbered(_as_list(labels), name)


def _as_list(labels: Any) -> list[Any]:
    """Give the labels as Python's own objects; those of Arrow do not tell that one is missing."""
    for method in ("tolist", "to_pylist", "to_list"):
        if hasattr(labels, method):
            return list(getattr(labels, method)())
    return list(labels)


def _numbered(labels: list[Any], name: str) -> tuple[NDArray[np.int32], int]:
    number_of: dict[Any, int] = {}
    numbers = np.empty(len(labels), dtype=np.int32)
    for at, label in enumerate(labels):
        try:
            numbers[at] = number_of.setdefault(label, len(number_of))
        except TypeError:
            msg = f"{name}[{at}] is {quote(label)}, which is not hashable: pass ints or strings"
            raise TypeError(msg) from None
    for label, number in number_of.items():
        if _is_missing(label):
            at = int(np.argmax(numbers == number))
            msg = (
                f"{name}[{at}] is {quote(label)}: every article needs a label, and one that is "
                "alone a label of its own"
            )
            raise ValueError(msg)
    return numbers, len(number_of)


def _is_missing(label: Any) -> bool:
    try:
        return label is None or bool(label != label)  # as NaN does
    except TypeError:  # pandas' NA is neither true nor false
        return True
