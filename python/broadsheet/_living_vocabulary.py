"""A vocabulary that goes on: more documents, those of another vectorizer, fewer documents."""

from __future__ import annotations

from threading import RLock
from typing import TYPE_CHECKING, Any

import numpy as np

from . import _core
from ._display import quote
from ._document_frequencies import DocumentFrequencies, as_decay
from ._fitted_state import unchanged_on_error
from ._given_vocabulary import checked_vocabulary
from ._living_columns import LivingColumns
from ._living_counts import all_frequencies, check_strings, required_whole_weights
from ._living_parameters import counting_parameters, refuse_other_counting, same_parameter
from ._vocabulary import VocabularyVectorizer, as_count

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Self

    from numpy.typing import NDArray

    from ._document_frequencies import Decay

__all__ = ["LivingVocabulary"]

_MAY_DIFFER = {"n_jobs"}  # what does not change the numbers


class LivingVocabulary(VocabularyVectorizer):
    """A vectorizer whose collection changes after the first fit.

    What was learnt is `_living`. The vocabulary and the weights follow it when somebody asks for
    them, and only then: until then the vectorizer is `_stale`.
    """

    _decay: Decay | None = None

    def partial_fit(self, raw_documents: Iterable[Any], timestamps: Any = None) -> Self:
        """Learn more documents: afterwards all is as if fitted on all so far.

        Terms that pruning leaves out are kept in mind, so that they come in when there are enough
        of them, or `set_params` asks for other limits. Hence columns may be renumbered:
        `vocabulary_version_` tells.

        Parameters
        ----------
        raw_documents : iterable of str or bytes
            Or of paths or files: see `input`.
        timestamps : array-like of shape (n_documents,), default=None
            Their dates, of which the day counts (UTC); needed for `decay` only. None: those of
            `Articles`, else none are known.

        Returns
        -------
        self

        Raises
        ------
        ValueError
            If it was fitted by `fit` with pruning, which forgets terms; if a timestamp is missing
            or no date; if weights of `fields` are in no ratio of whole numbers; if a parameter by
            which documents are counted has changed. Nothing has changed then, nor after Ctrl-C.

        Notes
        -----
        Linear in the texts, and amortised in their distinct terms times the logarithm of the
        vocabulary's size: few documents cost little, however large the vocabulary is. Who asks for
        weights next pays for one pass over the vocabulary.

        Examples
        --------
        >>> import broadsheet as bs
        >>> vectorizer = bs.CountVectorizer(min_df=2).partial_fit(["toll bridge", "the bridge"])
        >>> vectorizer.vocabulary_
        {'bridge': 0}
        >>> vectorizer.partial_fit(["a toll"]).vocabulary_
        {'bridge': 0, 'toll': 1}
        """
        return self._change(raw_documents, timestamps, DocumentFrequencies.merge)

    def remove(self, raw_documents: Iterable[Any], timestamps: Any = None) -> Self:
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
            If there are not so many documents of a term or a day, which the message names, or
            fewer would be left than hold a term. Nothing has changed then.

        Notes
        -----
        As `partial_fit`; the first call after many documents were learnt takes a sort of all
        terms.

        Examples
        --------
        >>> import broadsheet as bs
        >>> vectorizer = bs.CountVectorizer().fit(["toll bridge", "chess"])
        >>> vectorizer.remove(["chess"]).vocabulary_
        {'bridge': 0, 'toll': 1}
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

        Notes
        -----
        Amortised linear in the terms of the other, times a logarithm.

        Examples
        --------
        >>> import broadsheet as bs
        >>> one, two = (bs.CountVectorizer().fit([text]) for text in ("toll bridge", "toll"))
        >>> one.merge(two).document_frequencies_.to_dict()
        {'bridge': 1, 'toll': 2}
        """
        if type(other) is not type(self):
            msg = f"other must be a {type(self).__name__}, got {type(other).__name__}"
            raise TypeError(msg)
        self._check_goes_on()
        mine, theirs = self.get_params(deep=False), other.get_params(deep=False)
        for name, value in mine.items():
            if name not in _MAY_DIFFER and not same_parameter(value, theirs[name]):
                msg = f"{name} differs: {quote(value)} here, {quote(theirs[name])} in the other"
                raise ValueError(msg)
        required_whole_weights(self)
        added = other._frequencies()
        with unchanged_on_error(self):
            self._go_on_with(_copy(self._frequencies()).merge(added))
        return self

    def decay(self, half_life: Any, now: Any = None) -> Self:
        r"""Let documents count less with age, from now on, wherever idf is read.

        Parameters
        ----------
        half_life : str, timedelta, numpy.timedelta64 or None
            A document counts :math:`2^{-a / h}`, with its age a in whole days. ``"7D"`` is a week;
            units are D, h, min and s. None: every document counts 1 again.
        now : date
            When the age is 0. Later documents count 1, as do `Articles` of no known date.

        Returns
        -------
        self

        Raises
        ------
        TypeError, ValueError
            If the half-life is no length of time above 0, `now` is no date, no document that was
            learnt has a date, or `smart` is set, which counts whole documents.

        Notes
        -----
        What was learnt stays as it is: `partial_fit`, `merge` and `remove` are as exact as before,
        and another `decay` takes the place of this one. `min_df`, `max_df` and `max_features` look
        at whole documents. No frequency falls below 2.2e-308. O(1); who asks for weights pays for
        one pass over terms and days.

        Examples
        --------
        >>> import broadsheet as bs
        >>> vectorizer = bs.TfidfVectorizer(norm=None).partial_fit(
        ...     ["toll bridge", "chess"], timestamps=["2024-05-01", "2024-05-08"])
        >>> vectorizer.decay("7D", now="2024-05-08").idf_.round(3)  # of 1.5 documents
        array([1.511, 1.223, 1.511])
        """
        decay = as_decay(half_life, now)
        self._check_decay(decay)
        frequencies = self._frequencies()
        n_documents = frequencies.n_documents
        if decay is not None and n_documents and frequencies._n_undated() == n_documents:
            msg = "decay needs the dates of documents: give timestamps to partial_fit"
            raise ValueError(msg)
        with unchanged_on_error(self):
            self._decay = decay
            self._go_on_with(frequencies)
        return self

    @property
    def document_frequencies_(self) -> DocumentFrequencies:
        """What was learnt, of all terms; a copy, which shares its memory."""
        reason = "it is not fitted"
        if self._has_vocabulary():
            try:
                return _copy(self._frequencies())
            except ValueError as error:
                reason = str(error)
        msg = f"{type(self).__name__!r} object has no attribute 'document_frequencies_': {reason}"
        raise AttributeError(msg)

    @property
    def vocabulary_version_(self) -> int:
        """A number that is another one whenever columns stand for other terms than before."""
        if not self._has_vocabulary():
            msg = f"{type(self).__name__!r} object has no attribute 'vocabulary_version_'"
            raise AttributeError(msg)
        version: int = self.__dict__.get("_version", 0)
        return version

    def _check_goes_on(self) -> None:
        """Refuse parameters that cannot go on; subclasses refuse more."""
        refuse_other_counting(self, self.__dict__.get("_counted_by", {}))

    def _check_decay(self, decay: Decay | None) -> None:
        """Refuse what cannot decay; for subclasses."""

    def _change(self, raw_documents: Any, timestamps: Any, change: Any) -> Self:
        self._validate_params()
        self._check_goes_on()
        with unchanged_on_error(self):
            known = self._frequencies()
            self._go_on_with(change(_copy(known), all_frequencies(self, raw_documents, timestamps)))
        return self

    def _frequencies(self) -> DocumentFrequencies:
        """Give what was learnt, by `partial_fit` or `fit`; not to be changed."""
        living: DocumentFrequencies | None = self.__dict__.get("_living")
        if living is not None:
            return living
        totals = self.__dict__.get("_totals")
        if totals is not None:
            return self._of_totals(*totals)
        if self._has_vocabulary() and "_version" in self.__dict__:  # else it was given, not learnt
            msg = (
                "this vectorizer was fitted by fit with min_df, max_df or max_features, and has "
                "forgotten the terms that were left out: begin with partial_fit"
            )
            raise ValueError(msg)
        return DocumentFrequencies()

    def _begin(self, totals: tuple[Any, Any, int] | None) -> None:
        for name in ("_living", "_totals", "_decay"):
            self.__dict__.pop(name, None)
        self._version = self.__dict__.get("_version", 0) + 1
        self._counted_by = counting_parameters(self)
        if totals is not None:
            self._totals = totals

    def _of_totals(
        self, frequencies: NDArray[np.int32], occurrences: Any, n_documents: int
    ) -> DocumentFrequencies:
        """Give what a fit has learnt."""
        units = np.array(required_whole_weights(self).units)
        if self.binary:
            occurrences = frequencies.astype(np.int64)
        elif isinstance(occurrences, _core.CollectionFrequencies):
            occurrences = occurrences.by_column().reshape(-1, len(units)) @ units
        terms = self.__dict__.get("_learnt")
        if not isinstance(terms, _core.Vocabulary):  # given or asked for, in any order
            check_strings(self.vocabulary_)
            order = sorted(self.vocabulary_)
            columns = [self.vocabulary_[term] for term in order]
            terms = _core.Vocabulary(order)
            frequencies, occurrences = frequencies[columns], occurrences[columns]
        return DocumentFrequencies._made_of(
            _core.DocumentFrequencies.of_totals(terms, frequencies, occurrences, n_documents)
        )

    def _go_on_with(self, frequencies: DocumentFrequencies) -> None:
        state = self.__dict__.copy()
        state.pop("_totals", None)
        state.update(_living=frequencies, _stale=True)
        state.setdefault("_counted_by", counting_parameters(self))
        state["fixed_vocabulary_"] = self.vocabulary is not None
        self.__dict__ = state  # at once, for other threads

    def _settle(self) -> None:
        if not self._is_stale():
            return
        with self.__dict__.setdefault("_settling", RLock()):
            if self._is_stale():
                self.__dict__ = self._settled()

    def _is_stale(self) -> bool:
        state = self.__dict__
        pruned_by = state.get("_pruned_by") if "_living" in state else None
        return "_stale" in state or (pruned_by is not None and pruned_by != self._pruning())

    def _pruning(self) -> tuple[Any, ...]:
        limits = self.min_df, self.max_df, self.max_features
        return (*limits, *map(type, limits))  # 1 is a number of documents, 1.0 all of them

    def _settled(self) -> dict[str, Any]:
        """Give the state whose vocabulary, and what subclasses weigh by, is of what was learnt."""
        state: dict[str, Any] = self.__dict__.copy()
        state.pop("_stale", None)
        state["_pruned_by"] = self._pruning()
        core = self._living._of
        n_documents = self._living.n_documents
        given = checked_vocabulary(self.vocabulary)
        if given is None:
            most, least = as_count(self.max_df, n_documents), as_count(self.min_df, n_documents)
            # Limits that cross, as shares of few documents may, leave none for now.
            kept = core.kept(min_df=least, max_df=most, max_features=self.max_features)
            vocabulary = core.vocabulary(kept)
            is_new = not _has_terms_of(state, vocabulary)
        else:
            kept = None
            is_new = state.get("vocabulary_") != given
        if is_new:
            for name in ("vocabulary_", "_learnt", "_counter_of"):
                state.pop(name, None)
            state["_version"] = state.get("_version", 0) + 1
            if given is None:
                state["_learnt"] = vocabulary
            else:
                state["vocabulary_"] = given
        state["fixed_vocabulary_"] = given is not None
        columns = state.get("vocabulary_") if given is not None else None
        state.update(self._weights_of(LivingColumns(self._living, self._decay, kept, columns)))
        return state

    def _weights_of(self, columns: LivingColumns) -> dict[str, Any]:
        """Give the attributes that hold weights of the columns; for subclasses."""
        return {}

    def __getstate__(self) -> dict[str, Any]:
        self._settle()
        living = self.__dict__.get("_living")
        if living is None and self.__dict__.get("_totals") is not None:
            try:
                living = self._frequencies()
            except ValueError:  # terms are no strings
                living = None
        state = super().__getstate__()
        state.pop("_settling", None)
        state.pop("_totals", None)
        if living is not None:
            state["_living"] = living
        return state


def _has_terms_of(state: dict[str, Any], vocabulary: Any) -> bool:
    if "vocabulary_" in state:  # somebody has asked for it, and may have changed it
        return bool(state["vocabulary_"] == vocabulary.columns())
    return "_learnt" in state and bool(vocabulary.has_terms_of(state["_learnt"]))


def _copy(frequencies: DocumentFrequencies) -> DocumentFrequencies:
    return DocumentFrequencies._made_of(frequencies._of)  # the core's are never changed
