"""Which term has which column, and how are documents counted by that?"""

from __future__ import annotations

from functools import partial
from numbers import Integral
from typing import Any

import numpy as np
from scipy import sparse
from sklearn.exceptions import NotFittedError

from . import _core
from ._arrays import stacked
from ._given_vocabulary import checked_vocabulary
from ._jobs import n_threads
from ._object_tokens import ObjectLearner, ObjectVocabulary
from ._own_language import Documents, RowOrder
from ._progress import Progress
from ._stem_counts import columns_of_vocabulary, pruned_stems, stem_counts
from ._text_vectorizer import TextVectorizer
from ._whole_weights import whole_weights

__all__ = ["VocabularyVectorizer", "as_count", "core_type"]


class VocabularyVectorizer(TextVectorizer):
    """A vectorizer whose columns stand for terms, learnt or given.

    What the core has learnt stays there until somebody asks for `vocabulary_`; from then on that
    dict is what counts, and changes made to it are honoured.
    """

    vocabulary: Any
    max_df: Any
    min_df: Any
    max_features: Any
    binary: bool

    @property
    def vocabulary_(self) -> dict[Any, int]:
        """Column of each term, in the order of `str`; made when it is first asked for."""
        self._settle()
        if "vocabulary_" not in self.__dict__:
            if "_learnt" not in self.__dict__:
                msg = f"{type(self).__name__!r} object has no attribute 'vocabulary_'"
                raise AttributeError(msg)
            self.__dict__.setdefault("vocabulary_", self._learnt.columns())
        known: dict[Any, int] = self.__dict__["vocabulary_"]
        return known

    @vocabulary_.setter
    def vocabulary_(self, value: dict[Any, int]) -> None:
        self._settle()
        self.__dict__["vocabulary_"] = value

    @vocabulary_.deleter
    def vocabulary_(self) -> None:
        self._forget()

    def _forget(self) -> None:
        for name in ("vocabulary_", "_learnt", "_counter_of", "_stale"):
            self.__dict__.pop(name, None)

    def _settle(self) -> None:
        """Have the vocabulary follow what was learnt since; for subclasses that go on learning."""

    def _n_terms(self) -> int:
        self._settle()
        known = self.__dict__.get("vocabulary_", self.__dict__.get("_learnt"))
        return 0 if known is None else len(known)

    def _has_vocabulary(self) -> bool:
        self._settle()
        return "vocabulary_" in self.__dict__ or "_learnt" in self.__dict__

    def _validate_vocabulary(self) -> None:
        given = checked_vocabulary(self.vocabulary)
        self.fixed_vocabulary_ = given is not None
        if given is not None:
            self.vocabulary_ = given

    def _check_vocabulary(self) -> None:
        if not self._has_vocabulary():
            self._validate_vocabulary()
            if not self.fixed_vocabulary_:
                msg = "Vocabulary not fitted or provided"
                raise NotFittedError(msg)
        if self._n_terms() == 0:
            msg = "Vocabulary is empty"
            raise ValueError(msg)

    def _learn(self, documents: Documents, dtype: str) -> tuple[Any, Any, int]:
        """Learn a vocabulary; give counts as core arrays, document frequencies, documents."""
        learner, order = self._counted(documents)
        n_documents = learner.n_documents
        most, least = as_count(self.max_df, n_documents), as_count(self.min_df, n_documents)
        crossed = most < least  # an error, but an empty vocabulary is reported first
        pruning: dict[str, Any] = {
            "min_df": 0.0 if crossed else least, "max_df": np.inf if crossed else most,
            "max_features": self.max_features, "binary": bool(self.binary),
        }  # fmt: skip
        if self._stems_natively():
            X, stems = stem_counts(learner, order, self, dtype)
            whole = whole_weights(self._field_weights())
            counts, learnt, frequencies, occurrences = pruned_stems(
                X, stems, **pruning, scale=whole and whole.scale
            )
        else:
            with Progress("vectorizing", None) as progress:
                counts, learnt, frequencies, occurrences = learner.finish(
                    dtype=dtype, **pruning, field_weights=self._field_weights(),
                    rank_weights=self._rank_weights(), n_threads=n_threads(self.n_jobs),
                    progress=progress.update,
                )  # fmt: skip
            if order is not None:
                counts = order.restore_arrays(counts)
        if crossed:
            msg = "max_df corresponds to < documents than min_df"
            raise ValueError(msg)
        self._forget()
        self._learnt = learnt
        nothing_left_out = least <= 1 and most >= n_documents and self.max_features is None
        self._begin((frequencies, occurrences, n_documents) if nothing_left_out else None)
        return counts, frequencies, n_documents

    def _begin(self, totals: tuple[Any, Any, int] | None) -> None:
        """Note what a fit has counted: document and collection frequencies by column, documents.

        The core's collection frequencies are as it counted them, by field. None where terms were
        left out.
        """

    def _rank_weights(self) -> list[float]:
        """Give weights of fields whose sums are exact, for `max_features`; none where not so."""
        whole = whole_weights(self._field_weights())
        return [] if whole is None else [float(unit) for unit in whole.units]

    def _stems_natively(self) -> bool:
        return self.stemmer is not None and self._is_word() and self._native_analyzer() is not None

    def _counted(self, documents: Documents) -> tuple[Any, RowOrder | None]:
        """Count all documents; give the learner, that knows their terms, and its order."""
        learner: Any = _core.Learner(n_fields=len(self._field_weights()))
        if self._native_analyzer() is None:
            for lists in self._token_batches(documents):
                try:
                    learner.add_tokens(lists)
                except TypeError:
                    if learner.n_documents:
                        raise
                    learner = ObjectLearner(self._field_weights())  # tokens that are no strings
                    learner.add_tokens(lists)
            return learner, None
        with Progress("vectorizing", None) as progress:
            threads = n_threads(self.n_jobs)
            add = partial(learner.add, n_threads=threads, progress=progress.update)
            _, order = self._by_language(documents, add)
        return learner, order

    def _count_known(self, documents: Documents, dtype: str) -> tuple[Any, Any, Any]:
        """Count the terms of the vocabulary, as the core's arrays."""
        if self._stems_natively():
            learner, order = self._counted(documents)
            X, stems = stem_counts(learner, order, self, dtype)
            return columns_of_vocabulary(X, stems, self.vocabulary_, binary=bool(self.binary))
        counter, columns = self._counter()
        parts, order = self._count_parts(documents, counter, dtype)
        arrays = parts[0] if len(parts) == 1 else stacked(parts)
        indptr, indices, counts = arrays if order is None else order.restore_arrays(arrays)
        if columns is not None:
            given = sparse.csr_array(
                (counts, columns[indices], indptr), shape=(len(indptr) - 1, len(columns))
            )
            given.sum_duplicates()
            indptr = given.indptr.astype(np.int64)
            indices, counts = given.indices.astype(np.int32), given.data
        return indptr, indices, counts

    def _count_parts(
        self, documents: Documents, counter: Any, dtype: str
    ) -> tuple[list[tuple[Any, Any, Any]], RowOrder | None]:
        options: dict[str, Any] = {
            "dtype": dtype, "binary": bool(self.binary), "field_weights": self._field_weights(),
        }  # fmt: skip
        if isinstance(counter, ObjectVocabulary) or self._native_analyzer() is None:
            lists = self._token_batches(documents)
            return [counter.count_tokens(some, **options) for some in lists], None
        with Progress("vectorizing", None) as progress:
            options.update(n_threads=n_threads(self.n_jobs), progress=progress.update)
            return self._by_language(documents, partial(counter.count, **options))

    def _counter(self) -> tuple[Any, Any]:
        """Give what counts the vocabulary's terms, and their columns if these are in no order.

        Made anew only when the dict has changed: a caller may have done so.
        """
        if "vocabulary_" not in self.__dict__:
            return self._learnt, None
        terms, columns = list(self.vocabulary_), list(self.vocabulary_.values())
        known = self.__dict__.get("_counter_of")
        if known is None or known[0] != terms or known[1] != columns:
            only_text = all(isinstance(term, str) for term in terms)
            counter = _core.Vocabulary(terms) if only_text else ObjectVocabulary(terms)
            order = None if columns == list(range(len(columns))) else np.array(columns, np.int64)
            self._counter_of = known = (terms, columns, counter, order)
        return known[2], known[3]

    def __getstate__(self) -> dict[str, Any]:
        state: dict[str, Any] = dict(super().__getstate__())
        state.pop("_counter_of", None)  # made again when it is needed
        if state.pop("_learnt", None) is not None:
            state["vocabulary_"] = self.vocabulary_
        return state


def core_type(dtype: Any) -> str:
    """Name the type that the core counts in for a dtype: that type itself, or one that holds it.

    Examples
    --------
    >>> core_type("float32"), core_type("uint8")
    ('float32', 'int64')
    """
    name = np.dtype(dtype).name
    return name if name in ("int32", "int64", "float32", "float64") else "int64"


def as_count(limit: Any, n_documents: int) -> float:
    """Give a limit of pruning as a number of documents, if it is a share of them.

    Examples
    --------
    >>> as_count(2, 10), as_count(0.5, 10)
    (2.0, 5.0)
    """
    # True is 1, as in scikit-learn.
    return float(limit if isinstance(limit, Integral) else limit * n_documents)
