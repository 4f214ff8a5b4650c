"""Which terms tell one class of documents from the others?"""

from __future__ import annotations

from numbers import Integral
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
from scipy import sparse
from sklearn.utils._param_validation import StrOptions
from sklearn.utils.validation import check_consistent_length, check_is_fitted, column_or_1d

from . import _core
from ._arrays import canonical_csr
from ._counts import Counts, CountTransformer, counts_of
from ._jobs import n_threads

if TYPE_CHECKING:
    from typing import Self

    from numpy.typing import NDArray

__all__ = ["ClassTfidfTransformer"]


class ClassTfidfTransformer(CountTransformer, auto_wrap_output_keys=None):  # type: ignore[call-arg]
    """Weigh the counts of classes by c-TF-IDF: what is frequent in one and rare in all.

    All documents of a class are one long document. A term whose count in the class is tf, and in
    all classes f, weighs ``tf * ln(1 + A / f)``, where A is the mean number of words of a class.

    Parameters
    ----------
    tf_norm : {'l1'} or None, default=None
        ``'l1'``: ``tf / len in place of tf``, len being the class's number of words. The published
        formula has counts; BERTopic's program always divides them. The ranking of terms within a
        class and the cosine of two classes are the same.
    bm25_weighting : bool, default=False
        True: ``tf * ln(1 + (A - f + 0.5) / (f + 0.5))``, as BERTopic's option of that name; below
        0 for terms that are more frequent than A.
    reduce_frequent_words : bool, default=False
        True: ``sqrt(tf) in place of tf, after tf_norm``; BERTopic's option of that name.
    n_jobs : int or None, default=None
        Threads of `transform`; None is every core. The result does not depend on it.

    Attributes
    ----------
    idf_ : ndarray of float64, shape (n_features,)
        The logarithm; 0 for a term that no fitted class holds.
    average_length_ : float
        A.
    classes_ : ndarray of shape (n_classes,)
        Labels of the classes in ascending order; row numbers if there was no `y`.
    class_weights_ : csr_matrix or csr_array of shape (n_classes, n_features)
        Weights of the fitted classes; only if there was a `y`.
    n_features_in_ : int
        Columns at the time of the fit.

    See Also
    --------
    TfidfTransformer : Weighs the terms of documents.
    weightings : The list of all weightings.

    Notes
    -----
    Linear in the stored counts. Weights are computed in double; float32 counts give float32.

    Beside BERTopic 0.17 these differ: A is not cut to a whole number; `tf_norm` is to be asked
    for; a term that no class holds weighs 0, not infinity; there are no seed_words, since a matrix
    has no words: multiply columns of `idf_` instead. ``ClassTfidfTransformer(tf_norm="l1")`` gives
    BERTopic's numbers wherever A is a whole number.

    References
    ----------
    Grootendorst (2022), BERTopic: neural topic modeling with a class-based TF-IDF procedure.

    Examples
    --------
    Rows are classes:

    >>> import broadsheet as bs
    >>> bs.ClassTfidfTransformer().fit_transform([[4, 2], [0, 2]]).toarray().round(2)
    array([[2.77, 1.39],
           [0.  , 1.39]])

    Rows are documents, with the class of each:

    >>> weighted = bs.ClassTfidfTransformer().fit([[3, 1], [1, 1], [0, 2]], y=["a", "a", "b"])
    >>> weighted.class_weights_.toarray().round(2)
    array([[2.77, 1.39],
           [0.  , 1.39]])
    """

    _parameter_constraints: ClassVar[dict[str, Any]] = {
        "tf_norm": [StrOptions({"l1"}), None],
        "bm25_weighting": ["boolean"],
        "reduce_frequent_words": ["boolean"],
        "n_jobs": [Integral, None],
    }

    def __init__(
        self,
        *,
        tf_norm: str | None = None,
        bm25_weighting: bool = False,
        reduce_frequent_words: bool = False,
        n_jobs: int | None = None,
    ) -> None:
        self.tf_norm = tf_norm
        self.bm25_weighting = bm25_weighting
        self.reduce_frequent_words = reduce_frequent_words
        self.n_jobs = n_jobs

    def fit(self, X: Any, y: Any = None) -> Self:
        """Learn how frequent each term is in all classes.

        Parameters
        ----------
        X : sparse matrix or array of shape (n_rows, n_features)
            Counts, finite and not negative.
        y : array-like of shape (n_rows,), default=None
            Class of each row, whose counts are then summed by class; a label for what is in no
            class, such as -1, is a class like the others. None: each row is a class.

        Returns
        -------
        self : ClassTfidfTransformer

        Raises
        ------
        ValueError
            If a count is NaN, infinite or negative, naming its row; or `y` has another length.
        """
        self._validate_params()
        counts = counts_of(self, X, reset=True)
        found = counts.statistics()
        labels = None if y is None else _labels(y, counts.n_rows)
        classes = np.arange(counts.n_rows) if labels is None else labels[0]
        average = found.total / len(classes)
        self.idf_ = _core.class_idf(
            found.term_frequencies, average_length=average,
            bm25_weighting=bool(self.bm25_weighting),
        )  # fmt: skip
        self.average_length_ = average
        self.classes_ = classes
        self.__dict__.pop("class_weights_", None)
        if labels is not None:
            self.class_weights_ = self._weigh(_summed(counts, labels[1], len(classes)))
        return self

    def transform(self, X: Any) -> Any:
        """Weigh rows of counts, each as a class of its own.

        Parameters
        ----------
        X : sparse matrix or array of shape (n_rows, n_features)
            Counts, finite and not negative. It is not changed.

        Returns
        -------
        csr_matrix or csr_array of shape (n_rows, n_features)
            Weights; columns of each row ascending. One row for each of `X`, as always in
            scikit-learn: rows of the classes of a fit with `y` are in `class_weights_`.

        Raises
        ------
        sklearn.exceptions.NotFittedError
            Before a fit.
        ValueError
            If a count is NaN, infinite or negative, naming its row.
        """
        check_is_fitted(self)
        return self._weigh(counts_of(self, X, reset=False))

    def _weigh(self, counts: Counts) -> Any:
        weights = _core.class_tfidf(
            *counts, idf=self.idf_, relative=self.tf_norm == "l1",
            square_root=bool(self.reduce_frequent_words), n_threads=n_threads(self.n_jobs),
        )  # fmt: skip
        return counts.with_values(weights)


def _labels(y: Any, n_rows: int) -> tuple[NDArray[Any], NDArray[Any]]:
    """Give the classes in order, and of each row the number of its class."""
    y = column_or_1d(y, warn=True)
    check_consistent_length(y, np.empty(n_rows))
    if y.dtype.kind == "f" and np.isnan(y).any():
        msg = f"y has NaN in row {int(np.isnan(y).argmax())}; give a label for what has no class"
        raise ValueError(msg)
    classes, numbers = np.unique(y, return_inverse=True)
    return classes, numbers.reshape(-1)


def _summed(counts: Counts, numbers: NDArray[Any], n_classes: int) -> Counts:
    """Sum the rows of each class, in double."""
    indptr, indices, data, n_cols = counts
    rows = sparse.csr_array((data, indices, indptr), shape=(counts.n_rows, n_cols))
    ones = np.ones(counts.n_rows, dtype=np.float64)
    member = sparse.csr_array(
        (ones, (numbers, np.arange(counts.n_rows))), shape=(n_classes, counts.n_rows)
    )
    summed = Counts(*canonical_csr(member @ rows, "X"))
    return summed._replace(data=summed.data.astype(data.dtype, copy=False))
