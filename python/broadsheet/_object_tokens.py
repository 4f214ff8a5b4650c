"""Tokens that are no strings: a callable analyzer may give anything that sorts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from typing import Any

import numpy as np
from scipy import sparse

from . import _core
from ._pruning import kept_columns
from ._whole_weights import whole_weights

__all__ = ["ObjectLearner", "ObjectVocabulary"]


class ObjectLearner:
    """What the core's Learner does, for tokens of any kind that hashes and sorts; in Python."""

    def __init__(self, field_weights: Sequence[float]) -> None:
        self._field_weights = field_weights
        self._ids: dict[Hashable, int] = {}
        self._rows: list[dict[Any, Any]] = []

    @property
    def n_documents(self) -> int:
        """Documents counted so far."""
        return len(self._rows)

    def add_tokens(self, lists: Sequence[Sequence[Hashable]]) -> None:
        """Count more documents: the fields of each in turn."""
        numbered = [[self._ids.setdefault(t, len(self._ids)) for t in tokens] for tokens in lists]
        self._rows.extend(_weighed(numbered, self._field_weights))

    def finish(
        self, *, dtype: str, min_df: float, max_df: float, max_features: int | None, binary: bool,
        **_: Any,
    ) -> tuple[Any, ObjectVocabulary, Any, Any]:  # fmt: skip
        """Prune, sort the terms, and give what the core's Learner gives."""
        if not self._ids:
            msg = "empty vocabulary; perhaps the documents only contain stop words"
            raise _core.EmptyVocabularyError(msg)
        X = _matrix(self._rows, len(self._ids))
        terms = sorted(self._ids)  # type: ignore[type-var]  # fails where they do not sort
        X = X[:, [self._ids[term] for term in terms]]
        whole = whole_weights(self._field_weights)
        kept, frequencies, occurrences = kept_columns(
            X, min_df=min_df, max_df=max_df, max_features=max_features, binary=binary,
            scale=whole and whole.scale,
        )  # fmt: skip
        vocabulary = ObjectVocabulary([terms[i] for i in kept])
        return _arrays(X[:, kept], dtype, binary), vocabulary, frequencies, occurrences


class ObjectVocabulary:
    """What the core's Vocabulary does, for terms of any kind that hashes; in Python."""

    def __init__(self, terms: Sequence[Hashable]) -> None:
        self._ids = {term: i for i, term in enumerate(terms)}

    def __len__(self) -> int:
        return len(self._ids)

    def terms(self) -> list[Hashable]:
        """Give the terms by column."""
        return list(self._ids)

    def columns(self) -> dict[Hashable, int]:
        """Give the columns by term."""
        return self._ids.copy()

    def count_tokens(
        self, lists: Sequence[Sequence[Hashable]], *, dtype: str, binary: bool,
        field_weights: Sequence[float],
    ) -> tuple[Any, Any, Any]:  # fmt: skip
        """Count documents whose tokens are known: the fields of each in turn."""
        numbered = [[self._ids[t] for t in tokens if t in self._ids] for tokens in lists]
        rows = _weighed(numbered, field_weights)
        return _arrays(_matrix(rows, len(self._ids)), dtype, binary)


def _weighed(lists: Sequence[Sequence[int]], weights: Sequence[float]) -> list[dict[Any, Any]]:
    """Count the fields of each document, and sum them by their weights."""
    rows = []
    for first in range(0, len(lists), len(weights)):
        row: dict[Any, Any] = {}
        for weight, tokens in zip(weights, lists[first:], strict=False):
            for column, count in Counter(tokens).items():
                row[column] = row.get(column, 0.0) + weight * count
        rows.append(row)
    return rows


def _matrix(rows: Iterable[dict[Any, Any]], n_cols: int) -> Any:
    rows = list(rows)
    return sparse.csr_array(
        (
            np.array([value for row in rows for value in row.values()], dtype=np.float64),
            np.array([column for row in rows for column in row], dtype=np.int32),
            np.cumsum([0, *map(len, rows)]),
        ),
        shape=(len(rows), n_cols),
    )


def _arrays(X: Any, dtype: str, binary: bool) -> tuple[Any, Any, Any]:
    X.sort_indices()
    data = np.ones(len(X.data), dtype) if binary else X.data.astype(dtype)
    return X.indptr.astype(np.int64), X.indices.astype(np.int32), data
