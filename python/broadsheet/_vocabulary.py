"""Which term has which column, and how are documents counted by that?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from numbers import Integral
from typing import Any

import numpy as np
from scipy import sparse
from sklearn.exceptions import NotFittedError

from . import _core
from ._arrays import stacked
from ._documents import by_batch
from ._given_vocabulary import checked_vocabulary
from ._jobs import n_threads
from ._object_tokens import ObjectLearner, ObjectVocabulary
from ._progress import Progress
from ._text_vectorizer import TextVectorizer

__all__ = ["VocabularyVectorizer", "core_type"]


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
        if "vocabulary_" not in self.__dict__:
            if "_learnt" not in self.__dict__:
                msg = f"{type(self).__name__!r} object has no attribute 'vocabulary_'"
                raise AttributeError(msg)
            self.__dict__.setdefault("vocabulary_", self._learnt.columns())
        known: dict[Any, int] = self.__dict__["vocabulary_"]
        return known

    @vocabulary_.setter
    def vocabulary_(self, value: dict[Any, int]) -> None:
        self.__dict__["vocabulary_"] = value

    @vocabulary_.deleter
    def vocabulary_(self) -> None:
        self._forget()

    def _forget(self) -> None:
        for name in ("vocabulary_", "_learnt", "_counter_of"):
            self.__dict__.pop(name, None)

    def _n_terms(self) -> int:
        known = self.__dict__.get("vocabulary_", self.__dict__.get("_learnt"))
        return 0 if known is None else len(known)

    def _has_vocabulary(self) -> bool:
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

    def _learn(self, raw_documents: Iterable[Any], dtype: str) -> tuple[Any, Any, int]:
        """Learn a vocabulary; give counts as core arrays, document frequencies, documents."""
        learner = self._counted(raw_documents)
        n_documents = learner.n_documents
        most, least = _as_count(self.max_df, n_documents), _as_count(self.min_df, n_documents)
        crossed = most < least  # an error, but an empty vocabulary is reported first
        with Progress("vectorizing", None) as progress:
            counts, learnt, frequencies = learner.finish(
                dtype=dtype, min_df=0.0 if crossed else least, max_df=np.inf if crossed else most,
                max_features=self.max_features, binary=bool(self.binary),
                field_weights=self._field_weights(), n_threads=n_threads(self.n_jobs),
                progress=progress.update,
            )  # fmt: skip
        if crossed:
            msg = "max_df corresponds to < documents than min_df"
            raise ValueError(msg)
        self._forget()
        self._learnt = learnt
        return counts, frequencies, n_documents

    def _counted(self, raw_documents: Iterable[Any]) -> Any:
        """Count all documents; give the learner, that knows their terms."""
        learner: Any = _core.Learner(n_fields=len(self._field_weights()))
        native = self._native_analyzer()
        if native is None:
            for lists in self._token_batches(raw_documents):
                try:
                    learner.add_tokens(lists)
                except TypeError:
                    if learner.n_documents:
                        raise
                    learner = ObjectLearner(self._field_weights())  # tokens that are no strings
                    learner.add_tokens(lists)
            return learner
        with Progress("vectorizing", None) as progress:
            threads = n_threads(self.n_jobs)
            add = partial(learner.add, analyzer=native, n_threads=threads, progress=progress.update)
            for _ in by_batch(raw_documents, self._decoder(), add):
                pass
        return learner

    def _count_known(self, raw_documents: Iterable[Any], dtype: str) -> tuple[Any, Any, Any]:
        """Count the terms of the vocabulary, as the core's arrays."""
        counter, columns = self._counter()
        parts = list(self._count_batches(raw_documents, counter, dtype))
        indptr, indices, counts = parts[0] if len(parts) == 1 else stacked(parts)
        if columns is not None:
            given = sparse.csr_array(
                (counts, columns[indices], indptr), shape=(len(indptr) - 1, len(columns))
            )
            given.sum_duplicates()
            indptr = given.indptr.astype(np.int64)
            indices, counts = given.indices.astype(np.int32), given.data
        return indptr, indices, counts

    def _count_batches(
        self, raw_documents: Iterable[Any], counter: Any, dtype: str
    ) -> Iterator[tuple[Any, Any, Any]]:
        options: dict[str, Any] = {
            "dtype": dtype, "binary": bool(self.binary), "field_weights": self._field_weights(),
        }  # fmt: skip
        native = None if isinstance(counter, ObjectVocabulary) else self._native_analyzer()
        if native is None:
            for lists in self._token_batches(raw_documents):
                yield counter.count_tokens(lists, **options)
            return
        with Progress("vectorizing", None) as progress:
            options.update(n_threads=n_threads(self.n_jobs), progress=progress.update)
            count = partial(counter.count, analyzer=native, **options)
            yield from by_batch(raw_documents, self._decoder(), count)

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


def _as_count(limit: Any, n_documents: int) -> float:
    # An int is a number of documents, a float a share of them; True is 1, as in scikit-learn.
    return float(limit if isinstance(limit, Integral) else limit * n_documents)
