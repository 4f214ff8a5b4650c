"""How are stems counted at the speed of words?

Words are counted by the core, stemmed once each, and the columns of equal stems added up. What
prunes or looks terms up comes after that, as if each document had been stemmed.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy import sparse

from . import _core
from ._jobs import n_threads
from ._progress import Progress
from ._pruning import kept_columns
from ._stemming import merge_stems

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ._own_language import RowOrder

__all__ = ["columns_of_vocabulary", "hashed_stems", "pruned_stems", "stem_counts"]


def stem_counts(
    learner: Any, order: RowOrder | None, vectorizer: Any, dtype: str,
    field_weights: list[float] | None = None,
) -> tuple[Any, list[str]]:  # fmt: skip
    """Count the stems of documents whose words a learner has counted.

    Parameters
    ----------
    learner : _core.Learner
    order : RowOrder or None
        Where its rows stood, and their languages.
    vectorizer : TextVectorizer
        Its `stemmer`, `fields` and `n_jobs` are read.
    dtype : str
        Of the counts.
    field_weights : list of float or None, default=None
        In place of those of `fields`.

    Returns
    -------
    X : csr_array of shape (n_documents, n_stems)
        Sums over fields and words of weight times count; columns ascending.
    stems : list of str
        In the order of `str`; empty where there is no word.
    """
    n_documents = learner.n_documents
    with Progress("vectorizing", None) as progress:
        try:
            arrays, learnt, *_ = learner.finish(
                dtype=dtype, min_df=0.0, max_df=np.inf, max_features=None, binary=False,
                field_weights=field_weights or vectorizer._field_weights(),
                n_threads=n_threads(vectorizer.n_jobs), progress=progress.update,
            )  # fmt: skip
        except _core.EmptyVocabularyError:
            return sparse.csr_array((n_documents, 0), dtype=dtype), []
    indptr, indices, counts = arrays
    X = sparse.csr_array((counts, indices, indptr), shape=(n_documents, len(learnt)))
    languages = None if order is None else order.languages()
    spellings = vectorizer._spellings if hasattr(vectorizer, "_spellings") else None
    X, stems = merge_stems(X, learnt.terms(), vectorizer.stemmer, languages, spellings)
    return (X if order is None else order.restore(X)), stems


def pruned_stems(X: Any, stems: list[str], *, binary: bool, **limits: Any
                 ) -> tuple[Any, Any, NDArray[np.int32], NDArray[Any]]:  # fmt: skip
    """Give what the core's Learner gives: counts, vocabulary, document frequencies, occurrences.

    `limits` are those of `kept_columns`.
    """
    if not stems:
        msg = "empty vocabulary; perhaps the documents only contain stop words"
        raise _core.EmptyVocabularyError(msg)
    kept, frequencies, occurrences = kept_columns(X, binary=binary, **limits)
    columns = np.full(len(stems), -1, dtype=np.int64)
    columns[kept] = np.arange(len(kept))
    return (
        _selected(X, columns, binary=binary),
        _core.Vocabulary([stems[column] for column in kept.tolist()]),
        frequencies,
        occurrences,
    )


def columns_of_vocabulary(
    X: Any, stems: list[str], vocabulary: Mapping[Any, int], *, binary: bool
) -> tuple[Any, Any, Any]:
    """Give counts as arrays, by the columns of a vocabulary; other stems count nowhere."""
    columns = np.array([vocabulary.get(stem, -1) for stem in stems], dtype=np.int64)
    return _selected(X, columns, binary=binary)


def hashed_stems(X: Any, stems: list[str], options: Mapping[str, Any]) -> tuple[Any, Any, Any]:
    """Give counts as arrays, by the columns and signs that hashes of stems choose.

    `options` are those of the core's `hash_tokens`.
    """
    single = {**options, "field_weights": [1.0]}
    _, columns, signs = _core.hash_tokens([[stem] for stem in stems], **single)
    signed = sparse.csr_array((X.data * signs[X.indices], X.indices, X.indptr), shape=X.shape)
    return _selected(signed, columns.astype(np.int64), binary=False)


def _selected(X: Any, columns: NDArray[np.int64], *, binary: bool) -> tuple[Any, Any, Any]:
    """Give each entry the column of its term, and leave out those of -1."""
    chosen = columns[X.indices] if len(columns) else np.empty(0, dtype=np.int64)
    kept = chosen >= 0
    indptr = np.concatenate([[0], np.cumsum(kept)])[X.indptr].astype(np.int64)
    data = np.ones(int(indptr[-1]), dtype=X.dtype) if binary else X.data[kept]
    width = int(columns.max(initial=-1)) + 1
    indices = chosen[kept].astype(np.int32)
    selected = sparse.csr_array((data, indices, indptr), shape=(X.shape[0], width))
    selected.sum_duplicates()
    return selected.indptr.astype(np.int64), selected.indices.astype(np.int32), selected.data
