"""How are documents counted with all of their terms, by day, in whole numbers?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from scipy import sparse

from . import _core
from ._articles import Articles
from ._document_frequencies import DocumentFrequencies, as_days
from ._given_vocabulary import checked_vocabulary
from ._jobs import n_threads
from ._object_tokens import ObjectLearner
from ._progress import Progress
from ._stem_counts import stem_counts
from ._whole_weights import WholeWeights, whole_weights

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ._vocabulary import VocabularyVectorizer

__all__ = ["all_frequencies", "check_strings", "required_whole_weights"]


def all_frequencies(
    vectorizer: VocabularyVectorizer, raw_documents: Any, timestamps: Any
) -> DocumentFrequencies:
    """Count documents: all of their terms, unpruned, or those of a given vocabulary.

    Parameters
    ----------
    vectorizer : VocabularyVectorizer
        Whose parameters say what is counted. It is not changed.
    raw_documents : iterable
    timestamps : array-like of shape (n_documents,), or None
        None: the dates of `Articles`, of which some may be missing; of others none is known.

    Returns
    -------
    DocumentFrequencies
        Collection frequencies are in the units of `required_whole_weights`.

    Raises
    ------
    ValueError
        If a document or a timestamp is none, tokens are no strings, or the weights of fields are
        in no ratio of whole numbers.
    """
    missing_is_undated = False
    if timestamps is None and isinstance(raw_documents, Articles):
        timestamps, missing_is_undated = raw_documents.date, True
    units = [float(unit) for unit in required_whole_weights(vectorizer).units]
    given = checked_vocabulary(vectorizer.vocabulary)
    check_strings(given or ())
    documents = vectorizer._documents(raw_documents)
    vectorizer._validate_ngram_range()
    vectorizer._warn_for_unused_params()
    vectorizer.build_analyzer()  # for its errors and warnings
    learner, order = vectorizer._counted(documents)
    if isinstance(learner, ObjectLearner):
        _refuse_tokens()
    days = as_days(timestamps, learner.n_documents, missing_is_undated=missing_is_undated)
    if vectorizer._stems_natively():
        X, terms = stem_counts(learner, order, vectorizer, "int64", units)
        vocabulary = _core.Vocabulary(terms)
    else:
        arrays, vocabulary = _all_terms(learner, units, vectorizer.n_jobs)
        if order is not None:
            arrays = order.restore_arrays(arrays)
        indptr, indices, counts = arrays
        X = sparse.csr_array((counts, indices, indptr), shape=(len(days), len(vocabulary)))
    if given is not None:
        terms = vocabulary.terms()
        X = X[:, np.array([term in given for term in terms], dtype=bool)]
        vocabulary = _core.Vocabulary([term for term in terms if term in given])
    counts = np.ones_like(X.data) if vectorizer.binary else X.data
    return DocumentFrequencies._made_of(
        _core.DocumentFrequencies.of(
            X.indptr.astype(np.int64), X.indices.astype(np.int32), counts, vocabulary, days
        )
    )


def _all_terms(learner: Any, units: list[float], n_jobs: int | None) -> tuple[Any, Any]:
    n_documents = learner.n_documents
    with Progress("vectorizing", None) as progress:
        try:
            counts, vocabulary, *_ = learner.finish(
                dtype="int64", min_df=0.0, max_df=np.inf, max_features=None, binary=False,
                field_weights=units, n_threads=n_threads(n_jobs), progress=progress.update,
            )  # fmt: skip
        except _core.EmptyVocabularyError:
            none = np.zeros(n_documents + 1, np.int64), np.empty(0, np.int32), np.empty(0, np.int64)
            return none, _core.Vocabulary([])
    return counts, vocabulary


def required_whole_weights(vectorizer: VocabularyVectorizer) -> WholeWeights:
    """Give the weights of a vectorizer's fields as whole numbers; `ValueError` where none are."""
    whole = whole_weights(vectorizer._field_weights())
    if whole is None:
        msg = (
            f"fields is {vectorizer.fields}: partial_fit, merge and remove count in whole numbers, "
            "so weights must be in a ratio of such; round them, as in {'title': 3.14}"
        )
        raise ValueError(msg)
    return whole


def check_strings(terms: Iterable[Any]) -> None:
    """Refuse terms that are no strings, as a callable analyzer may give them."""
    if not all(isinstance(term, str) for term in terms):
        _refuse_tokens()


def _refuse_tokens() -> None:
    msg = "tokens are no strings: partial_fit, merge and remove need terms that are"
    raise ValueError(msg)
