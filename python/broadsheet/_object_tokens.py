"""Tokens that are no strings: a callable analyzer may give anything that sorts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Sequence
from typing import Any

import numpy as np
from scipy import sparse

__all__ = ["ObjectLearner", "ObjectVocabulary"]


class ObjectLearner:
    """What the core's Learner does, for tokens of any kind that hashes and sorts; in Python."""

    def __init__(self) -> None:
        self._ids: dict[Hashable, int] = {}
        self._rows: list[Counter[int]] = []

    @property
    def n_documents(self) -> int:
        """Documents counted so far."""
        return len(self._rows)

    def add_tokens(self, lists: Sequence[Sequence[Hashable]]) -> None:
        """Count more documents."""
        for tokens in lists:
            numbers = (self._ids.setdefault(token, len(self._ids)) for token in tokens)
            self._rows.append(Counter(numbers))

    def finish(
        self, *, dtype: str, min_df: float, max_df: float, max_features: int | None, binary: bool,
        **_: Any,
    ) -> tuple[Any, ObjectVocabulary, Any]:  # fmt: skip
        """Prune, sort the terms, and give what the core's Learner gives."""
        if not self._ids:
            msg = "empty vocabulary; perhaps the documents only contain stop words"
            raise ValueError(msg)
        X = _matrix(self._rows, len(self._ids))
        terms = sorted(self._ids)  # type: ignore[type-var]  # fails where they do not sort
        X = X[:, [self._ids[term] for term in terms]]
        df = np.bincount(X.indices, minlength=len(terms))
        kept = np.flatnonzero((df >= min_df) & (df <= max_df))
        if max_features is not None and max_features < len(kept):
            frequency = df if binary else np.bincount(X.indices, X.data, len(terms))
            ranked = np.lexsort((kept, -frequency[kept]))  # ties go to the first
            kept = np.sort(kept[ranked[:max_features]])
        if not len(kept):
            msg = "After pruning, no terms remain. Try a lower min_df or a higher max_df."
            raise ValueError(msg)
        vocabulary = ObjectVocabulary([terms[i] for i in kept])
        return _arrays(X[:, kept], dtype, binary), vocabulary, df[kept].astype(np.int32)


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
        self, lists: Sequence[Sequence[Hashable]], *, dtype: str, binary: bool
    ) -> tuple[Any, Any, Any]:
        """Count documents whose tokens are known."""
        rows = [Counter(self._ids[t] for t in tokens if t in self._ids) for tokens in lists]
        return _arrays(_matrix(rows, len(self._ids)), dtype, binary)


def _matrix(rows: Sequence[Counter[int]], n_cols: int) -> Any:
    return sparse.csr_array(
        (
            np.array([count for row in rows for count in row.values()], dtype=np.int32),
            np.array([column for row in rows for column in row], dtype=np.int32),
            np.cumsum([0, *map(len, rows)]),
        ),
        shape=(len(rows), n_cols),
    )


def _arrays(X: Any, dtype: str, binary: bool) -> tuple[Any, Any, Any]:
    X.sort_indices()
    data = np.ones(len(X.data), dtype) if binary else X.data.astype(dtype)
    return X.indptr.astype(np.int64), X.indices.astype(np.int32), data
