"""Which parameters must stay as they were while a vocabulary goes on?"""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy
from numbers import Integral, Real
from typing import Any

import numpy as np
from scipy import sparse

from ._display import quote

__all__ = ["counting_parameters", "refuse_other_counting", "same_parameter"]

# What documents are counted by: all that are learnt must be by the same.
_COUNTING = (
    "analyzer", "binary", "decode_error", "encoding", "fields", "lowercase", "ngram_range",
    "preprocessor", "stemmer", "stop_words", "strip_accents", "token_pattern", "tokenizer",
)  # fmt: skip


def counting_parameters(vectorizer: Any) -> dict[str, Any]:
    """Give the parameters by which a vectorizer counts, as they are now."""
    values = {name: getattr(vectorizer, name) for name in _COUNTING}
    # Containers might be changed in place; of functions there is one.
    return {
        name: copy(value) if isinstance(value, list | dict) else value
        for name, value in values.items()
    }


def refuse_other_counting(vectorizer: Any, before: Mapping[str, Any]) -> None:
    """Refuse to go on counting by other parameters.

    Raises
    ------
    ValueError
        Naming the first parameter that is no longer as it was.
    """
    for name, value in before.items():
        now = getattr(vectorizer, name)
        if not same_parameter(value, now):
            msg = (
                f"{name} was {quote(value)} when documents were counted, and is {quote(now)}: "
                "set it back, or fit anew"
            )
            raise ValueError(msg)


def same_parameter(a: Any, b: Any) -> bool:
    """Tell whether two values of a parameter are the same, also where they are arrays.

    Examples
    --------
    >>> same_parameter([1, 2], [1, 2]), same_parameter(1, 1.0)
    (True, False)
    """
    if sparse.issparse(a):
        return a is b
    if isinstance(a, np.ndarray) and isinstance(b, np.ndarray):
        return a is b or bool(a.dtype == b.dtype and np.array_equal(a, b))
    if isinstance(a, Real) and isinstance(a, Integral) != isinstance(b, Integral):
        return False  # 1 is a number of documents, 1.0 all of them
    try:
        return a is b or bool(a == b)
    except ValueError:  # arrays within
        return False
