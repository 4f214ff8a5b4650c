"""A vocabulary that goes on: more documents, those of another vectorizer, fewer documents."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from scipy import sparse

from . import _core
from ._articles import Articles
from ._display import quote
from ._document_frequencies import DocumentFrequencies, as_days, as_decay
from ._fitted_state import unchanged_on_error
from ._given_vocabulary import checked_vocabulary
from ._jobs import n_threads
from ._object_tokens import ObjectLearner
from ._progress import Progress
from ._stem_counts import stem_counts
from ._vocabulary import VocabularyVectorizer, as_count

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Self

    from numpy.typing import NDArray

    from ._document_frequencies import Decay

__all__ = ["LivingVocabulary"]

_MAY_DIFFER = {"n_jobs"}  # what does not change the numbers


class LivingVocabulary(VocabularyVectorizer):
    """A vectorizer whose collection changes after the first fit."""

    _decay: Decay | None = None

    def partial_fit(
        self, raw_documents: Iterable[Any], y: object = None, *, timestamps: Any = None
    ) -> Self:
        """Learn more documents: afterwards all is as if fitted on all so far.

        Terms that pruning leaves out are kept in mind, so that they come in when there are enough
        of them. Hence columns may be renumbered: `vocabulary_version_` tells.

        Parameters
        ----------
        raw_documents : iterable of str or bytes
            Or of paths or files: see `input`.
        y : ignored
            Present for scikit-learn's API.
        timestamps : array-like of shape (n_documents,), default=None
            Their dates, of which the day counts (UTC); needed for `decay` only. None: those of
            `Articles`, else none are known.

        Returns
        -------
        self

        Raises
        ------
        ValueError
            If it was fitted by `fit` with pruning, which forgets terms; if values are no integers.

        Notes
        -----
        Linear in the texts and in the vocabulary.
        """
        return self._change(raw_documents, timestamps, DocumentFrequencies.merge)

    def remove(self, raw_documents: Iterable[Any], *, timestamps: Any = None) -> Self:
        """Take documents away: afterwards all is as if they had never been learnt.

        Parameters
        ----------
        raw_documents, timestamps
            What was given to `partial_fit` before, or `fit`; in any order and grouping.

        Returns
        -------
        self

        Raises
        ------
        ValueError
            If there are not so many documents of a term or a day. Nothing has changed then.
        """
        return self._change(raw_documents, timestamps, DocumentFrequencies.remove)

    def merge(self, other: Self) -> Self:
        """Learn the documents of another vectorizer, as if fitted on the union of both.

        Parameters
        ----------
        other : vectorizer of the same type and parameters
            Not changed. `n_jobs` may differ.

        Returns
        -------
        self

        Raises
        ------
        TypeError
            If it is of another type.
        ValueError
            If a parameter differs, which the message names, or one of both was fitted with
            pruning.
        """
        if type(other) is not type(self):
            msg = f"other must be a {type(self).__name__}, got {type(other).__name__}"
            raise TypeError(msg)
        mine, theirs = self.get_params(deep=False), other.get_params(deep=False)
        for name, value in mine.items():
            if name not in _MAY_DIFFER and not _same(value, theirs[name]):
                msg = f"{name} differs: {quote(value)} here, {quote(theirs[name])} in the other"
                raise ValueError(msg)
        added = other._frequencies()
        with unchanged_on_error(self):
            self._settle(_copy(self._frequencies()).merge(added))
        return self

    def decay(self, half_life: Any, now: Any = None) -> Self:
        r"""Let documents count less with age, from now on, wherever idf is read.

        Parameters
        ----------
        half_life : str, timedelta, numpy.timedelta64 or None
            A document counts :math:`2^{-a / h}`, with its age a in whole days. ``"7D"`` is a week;
            units are D, h, min and s. None: every document counts 1 again.
        now : date
            When the age is 0. Later documents count 1, as do those of no known date.

        Returns
        -------
        self

        Notes
        -----
        What was learnt stays as it is: `partial_fit`, `merge` and `remove` are as exact as before,
        and another `decay` takes the place of this one. `min_df`, `max_df` and `max_features` look
        at whole documents.
        """
        decay = as_decay(half_life, now)
        with unchanged_on_error(self):
            self._check_decay(decay)
            frequencies = self._frequencies()
            self._decay = decay
            self._settle(frequencies)
        return self

    @property
    def document_frequencies_(self) -> DocumentFrequencies:
        """What was learnt, of all terms; a copy."""
        return _copy(self._frequencies())

    def _check_decay(self, decay: Decay | None) -> None:
        """Refuse what cannot decay; for subclasses."""

    def _change(self, raw_documents: Any, timestamps: Any, change: Any) -> Self:
        self._validate_params()
        with unchanged_on_error(self):
            known = self._frequencies()
            self._settle(change(_copy(known), self._count_all(raw_documents, timestamps)))
        return self

    def _frequencies(self) -> DocumentFrequencies:
        """Give what was learnt, by `partial_fit` or `fit`; not to be changed."""
        living: DocumentFrequencies | None = self.__dict__.get("_living")
        if living is not None:
            return living
        totals = self.__dict__.get("_totals")
        if totals is not None:
            return self._of_totals(*totals)
        if self._has_vocabulary():
            msg = (
                "this vectorizer was fitted by fit with min_df, max_df or max_features, and has "
                "forgotten the terms that were left out: begin with partial_fit"
            )
            raise ValueError(msg)
        return DocumentFrequencies()

    def _begin(self, counts: Any, frequencies: Any, n_documents: int) -> None:
        for name in ("_living", "_totals", "_decay"):
            self.__dict__.pop(name, None)
        self.vocabulary_version_ = self.__dict__.get("vocabulary_version_", 0) + 1
        if frequencies is not None and self._has_whole_weights():
            _, columns, values = counts
            occurrences = np.bincount(columns, weights=values, minlength=len(frequencies))
            self._totals = frequencies, occurrences.astype(np.int64), n_documents

    def _of_totals(
        self, frequencies: NDArray[np.int32], occurrences: NDArray[np.int64], n_documents: int
    ) -> DocumentFrequencies:
        """Give what a fit has learnt."""
        terms = self.__dict__.get("_learnt")
        if not isinstance(terms, _core.Vocabulary):  # given, in any order
            order = sorted(self.vocabulary_, key=str)
            columns = [self.vocabulary_[term] for term in order]
            terms = _core.Vocabulary(order)
            frequencies, occurrences = frequencies[columns], occurrences[columns]
        return DocumentFrequencies._made_of(
            _core.DocumentFrequencies.of_totals(terms, frequencies, occurrences, n_documents)
        )

    def _has_whole_weights(self) -> bool:
        return all(float(weight).is_integer() for weight in self._field_weights())

    def __getstate__(self) -> dict[str, Any]:
        living = self._frequencies() if "_totals" in self.__dict__ else None
        state = super().__getstate__()
        if state.pop("_totals", None) is not None:
            state["_living"] = living
        return state

    def _count_all(self, raw_documents: Any, timestamps: Any) -> DocumentFrequencies:
        """Count documents, with all of their terms."""
        if timestamps is None and isinstance(raw_documents, Articles):
            timestamps = raw_documents.date
        if not self._has_whole_weights():
            msg = (
                f"fields is {self.fields}: partial_fit, merge and remove need weights that are "
                "whole numbers, to be exact"
            )
            raise ValueError(msg)
        documents = self._documents(raw_documents)
        self._validate_ngram_range()
        self._warn_for_unused_params()
        self.build_analyzer()  # for its errors and warnings
        learner, order = self._counted(documents)
        if isinstance(learner, ObjectLearner):
            msg = "tokens are no strings: partial_fit, merge and remove need terms that are"
            raise ValueError(msg)  # noqa: TRY004 - as scikit-learn's
        n_documents = learner.n_documents
        days = as_days(timestamps, n_documents)
        if self._stems_natively():
            X, terms = stem_counts(learner, order, self, "int64")
            indptr, indices = X.indptr.astype(np.int64), X.indices.astype(np.int32)
            counts = X.data
            vocabulary = _core.Vocabulary(terms)
        else:
            (indptr, indices, counts), vocabulary = self._all_terms(learner, n_documents)
            if order is not None:
                indptr, indices, counts = order.restore_arrays((indptr, indices, counts))
        if self.binary:
            counts = np.ones_like(counts)
        return DocumentFrequencies._made_of(
            _core.DocumentFrequencies.of(indptr, indices, counts, vocabulary, days)
        )

    def _all_terms(self, learner: Any, n_documents: int) -> tuple[Any, Any]:
        with Progress("vectorizing", None) as progress:
            try:
                counts, vocabulary, _ = learner.finish(
                    dtype="int64", min_df=0.0, max_df=np.inf, max_features=None, binary=False,
                    field_weights=self._field_weights(), n_threads=n_threads(self.n_jobs),
                    progress=progress.update,
                )  # fmt: skip
            except ValueError as error:
                if "empty vocabulary" not in str(error):
                    raise
                none = np.zeros(n_documents + 1, np.int64), np.empty(0, np.int32), np.empty(0, int)
                return none, _core.Vocabulary([])
        return counts, vocabulary

    def _settle(self, frequencies: DocumentFrequencies) -> None:
        """Have the vocabulary, and what subclasses weigh by, follow what was learnt."""
        core = frequencies._of
        n_documents = frequencies.n_documents
        given = checked_vocabulary(self.vocabulary)
        if given is None:
            most, least = as_count(self.max_df, n_documents), as_count(self.min_df, n_documents)
            # Limits that cross, as shares of few documents may, leave none for now.
            kept = core.kept(min_df=least, max_df=most, max_features=self.max_features)
            vocabulary = core.vocabulary(kept)
            is_new = not self._has_terms_of(vocabulary)
            if is_new:
                self._forget()
                self._learnt = vocabulary
        else:
            is_new = not self.__dict__.get("fixed_vocabulary_", False)
            self._forget()
            self.vocabulary_ = given
        self.fixed_vocabulary_ = given is not None
        self._living = frequencies
        self.__dict__.pop("_totals", None)
        if is_new:
            self.vocabulary_version_ = self.__dict__.get("vocabulary_version_", 0) + 1
        self._weigh_living(kept if given is None else None)

    def _has_terms_of(self, vocabulary: Any) -> bool:
        if "vocabulary_" in self.__dict__:  # somebody has asked for it, and may have changed it
            return bool(self.vocabulary_ == vocabulary.columns())
        return "_learnt" in self.__dict__ and bool(vocabulary.has_terms_of(self._learnt))

    def _weigh_living(self, kept: NDArray[np.int32] | None) -> None:
        """Learn weights of the columns; `kept` are their terms, None with a given vocabulary."""

    def _living_frequencies(self, kept: NDArray[np.int32] | None) -> NDArray[np.float64]:
        """Give the document frequency of each column, decayed where that is asked for."""
        frequencies = self._living._of.by_term(self._decay)
        if kept is not None:
            chosen: NDArray[np.float64] = frequencies[kept]
            return chosen
        of = dict(zip(self._living.terms().tolist(), frequencies.tolist(), strict=True))
        columns = np.zeros(len(self.vocabulary_))
        for term, column in self.vocabulary_.items():
            columns[column] = of.get(term, 0.0)
        return columns


def _copy(frequencies: DocumentFrequencies) -> DocumentFrequencies:
    return DocumentFrequencies._made_of(frequencies._of)  # the core's are never changed


def _same(a: Any, b: Any) -> bool:
    if isinstance(a, np.ndarray) or sparse.issparse(a):
        return a is b
    try:
        return a is b or bool(a == b)
    except ValueError:  # arrays within
        return False
