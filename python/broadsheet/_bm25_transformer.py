"""How much does each counted term weigh by BM25?"""

from __future__ import annotations

from numbers import Integral, Real
from typing import TYPE_CHECKING, Any, ClassVar

from sklearn.utils._param_validation import Interval, StrOptions
from sklearn.utils.validation import check_is_fitted

from . import _core
from ._counts import CountTransformer, counts_of
from ._jobs import n_threads

if TYPE_CHECKING:
    from typing import Self

__all__ = ["BM25Transformer"]

_VARIANTS = {name for kind, name, *_ in _core.weighting_schemes() if kind == "bm25"}


class BM25Transformer(CountTransformer, auto_wrap_output_keys=None):  # type: ignore[call-arg]
    """Weigh counts by BM25: the scores of bm25s, as vectors.

    A count tf of term t in one of n documents, df of which hold t, gets a score by the variant's
    formula below, in which ``L = 1 - b + b * len / avg``, len is the sum of the document's counts,
    avg the mean len of the fitted documents, and ln the natural logarithm.

    - ``'lucene'``: ``ln(1 + (n - df + 0.5) / (df + 0.5)) * tf / (tf + k1 * L)``
      (Kamphuis et al. 2020)
    - ``'robertson'``: ``max(0, ln((n - df + 0.5) / (df + 0.5))) * tf / (tf + k1 * L)``
      (Robertson et al. 1994)
    - ``'atire'``: ``ln(n / df) * (k1 + 1) * tf / (tf + k1 * L)``
      (Trotman et al. 2014)
    - ``'bm25l'``:
      ``ln((n + 1) / (df + 0.5)) * (k1 + 1) * (tf / L + delta) / (k1 + tf / L + delta)``
      (Lv and Zhai 2011)
    - ``'bm25+'``: ``ln((n + 1) / df) * ((k1 + 1) * tf / (tf + k1 * L) + delta)``
      (Lv and Zhai 2011)

    By the last two a document scores even for a term that it does not hold (tf = 0). Lest every
    entry of the matrix be stored, that score is in `nonoccurrence_`, and what is stored is what
    the occurrence adds to it. A query's score, term by term, is thus
    ``X[:, terms].sum(axis=1) + nonoccurrence_[terms].sum()`` by every variant.

    Parameters
    ----------
    k1 : float, default=1.5
        The larger, the later a count saturates; at least 0.
    b : float, default=0.75
        How much a document's length matters, from 0 (not at all) to 1.
    delta : float, default=0.5
        What an occurrence adds at least, in ``'bm25l'`` and ``'bm25+'`` only; at least 0. bm25s'
        default. Lv and Zhai take 1 in BM25+.
    variant : {'lucene', 'robertson', 'atire', 'bm25l', 'bm25+'}, default='lucene'
        Which BM25.
    n_jobs : int or None, default=None
        Threads of `transform`; None is every core. The result does not depend on it.

    Attributes
    ----------
    idf_ : ndarray of float64, shape (n_features,)
        The formula's first factor; 0 for a term that no fitted document holds.
    nonoccurrence_ : ndarray of float64, shape (n_features,)
        Score of a term that does not occur; 0 by the first three variants.
    average_length_ : float
        avg, in words.
    n_features_in_ : int
        Columns at the time of the fit.

    See Also
    --------
    TfidfTransformer : TF-IDF, and every weighting in the notation of SMART.
    weightings : The list of all weightings.

    Notes
    -----
    Linear in the stored counts. A stored 0 is a term that does not occur, and stays a stored 0.
    Scores are computed in double; float32 counts give float32 scores, others float64.

    References
    ----------
    Robertson et al. (1994), Okapi at TREC-3.
    Robertson and Zaragoza (2009), The probabilistic relevance framework: BM25 and beyond.
    Lv and Zhai (2011), Lower-bounding term frequency normalization, for bm25+; the same (2011),
    When documents are very long, BM25 fails!, for bm25l.
    Trotman et al. (2014), Improvements to BM25 and language models examined.
    Kamphuis et al. (2020), Which BM25 do you mean?
    Lu (2024), BM25S: orders of magnitude faster lexical search via eager sparse scoring.

    Examples
    --------
    >>> import broadsheet as bs
    >>> bs.BM25Transformer().fit_transform([[1, 1], [0, 2]]).toarray().round(2)
    array([[0.28, 0.07],
           [0.  , 0.1 ]])
    """

    _parameter_constraints: ClassVar[dict[str, Any]] = {
        "k1": [Interval(Real, 0, None, closed="left")],
        "b": [Interval(Real, 0, 1, closed="both")],
        "delta": [Interval(Real, 0, None, closed="left")],
        "variant": [StrOptions(_VARIANTS)],
        "n_jobs": [Integral, None],
    }

    def __init__(
        self,
        *,
        k1: float = 1.5,
        b: float = 0.75,
        delta: float = 0.5,
        variant: str = "lucene",
        n_jobs: int | None = None,
    ) -> None:
        self.k1 = k1
        self.b = b
        self.delta = delta
        self.variant = variant
        self.n_jobs = n_jobs

    def fit(self, X: Any, y: object = None) -> Self:
        """Learn document frequencies and the average length.

        Parameters
        ----------
        X : sparse matrix or array of shape (n_documents, n_features)
            Counts, finite and not negative.
        y : ignored
            Present for scikit-learn's API.

        Returns
        -------
        self : BM25Transformer

        Raises
        ------
        ValueError
            If a count is NaN, infinite or negative, naming its row; or a parameter is out of range.
        """
        self._validate_params()
        counts = counts_of(self, X, reset=True)
        found = counts.statistics()
        idf = _core.bm25_idf(found.document_frequencies, counts.n_rows, variant=self.variant)
        self.nonoccurrence_ = _core.bm25_nonoccurrence(idf, **self._options())
        self.idf_ = idf
        self.average_length_ = found.total / counts.n_rows
        return self

    def transform(self, X: Any) -> Any:
        """Score a matrix of counts. Terms that no fitted document holds score 0.

        Parameters
        ----------
        X : sparse matrix or array of shape (n_documents, n_features)
            Counts, finite and not negative. It is not changed.

        Returns
        -------
        csr_matrix or csr_array of shape (n_documents, n_features)
            Scores, each less its term's `nonoccurrence_`; columns of each row ascending.

        Raises
        ------
        sklearn.exceptions.NotFittedError
            Before a fit.
        ValueError
            If a count is NaN, infinite or negative, naming its row.
        """
        check_is_fitted(self)
        counts = counts_of(self, X, reset=False)
        scores = _core.bm25(
            *counts, idf=self.idf_, average_length=self.average_length_,
            n_threads=n_threads(self.n_jobs), **self._options(),
        )  # fmt: skip
        return counts.with_values(scores)

    def _options(self) -> dict[str, Any]:
        return {
            "variant": self.variant, "k1": float(self.k1), "b": float(self.b),
            "delta": float(self.delta),
        }  # fmt: skip
