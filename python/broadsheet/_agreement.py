"""How well do two clusterings of the same articles agree?"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from ._cluster_labels import numbered_labels

if TYPE_CHECKING:
    from typing import TypeAlias

    from numpy.typing import NDArray

    Sizes: TypeAlias = NDArray[np.int64]

__all__ = ["bcubed", "pairwise"]


def bcubed(labels_true: Any, labels_pred: Any) -> tuple[float, float, float]:
    r"""Compare two clusterings article by article: BCubed precision, recall and F1.

    With :math:`T(i)` the articles of article i's true cluster and :math:`P(i)` those of its
    predicted one, both with i itself:

    .. math::
        \text{precision} = \frac1n \sum_i \frac{|T(i) \cap P(i)|}{|P(i)|} \qquad
        \text{recall} = \frac1n \sum_i \frac{|T(i) \cap P(i)|}{|T(i)|}

    Parameters
    ----------
    labels_true : sequence or 1-D array, of shape (n_articles,)
        The true cluster of each article. Labels are anything hashable: ints, strings, tuples. -1
        is a label like any other, as in scikit-learn.
    labels_pred : sequence or 1-D array, of shape (n_articles,)
        The cluster that was found. Its labels need not be those of `labels_true`.

    Returns
    -------
    precision, recall, f1 : float
        In [0, 1]; 1.0 each if both clusterings are the same. F1 is the harmonic mean of the two
        means, not the mean of the articles' own. Without articles 1.0, as in scikit-learn.

    Raises
    ------
    ValueError
        If the lengths differ, an array is not 1-D, or a label is missing (None, NaN).
    TypeError
        If one is no sequence of hashable labels.

    See Also
    --------
    pairwise : The same over pairs of articles.
    sklearn.metrics.adjusted_rand_score : Adjusted for what chance alone would reach.

    Notes
    -----
    Of the common measures it alone meets all of the constraints of Amigó et al. (2009). But it
    counts an article as its own companion: where clusters are tiny, articles that are all left
    alone score well (docs/metrics.md). Linear in the articles, but for one sort.

    References
    ----------
    A. Bagga and B. Baldwin (1998), Entity-based cross-document coreferencing using the vector
    space model. E. Amigó, J. Gonzalo, J. Artiles and F. Verdejo (2009), A comparison of extrinsic
    clustering evaluation metrics based on formal constraints.

    Examples
    --------
    One article of a story of three was put elsewhere:

    >>> import broadsheet as bs
    >>> bs.metrics.bcubed(["storm", "storm", "storm", "toll"], [0, 0, 1, 2])
    (1.0, 0.6666666666666666, 0.8)
    """
    true_sizes, pred_sizes, together, in_true, in_pred = _contingency(labels_true, labels_pred)
    n = int(together.sum())
    if n == 0:
        return 1.0, 1.0, 1.0
    squares = together.astype(np.float64) ** 2
    # Exact sums: the order of the articles does not matter, not in the last bit.
    precision = math.fsum(squares / pred_sizes[in_pred]) / n
    recall = math.fsum(squares / true_sizes[in_true]) / n
    return precision, recall, 2 * precision * recall / (precision + recall)


def pairwise(labels_true: Any, labels_pred: Any) -> tuple[float, float, float]:
    """Compare two clusterings pair by pair: precision, recall and F1 over pairs of articles.

    Of the pairs that are together in `labels_pred`, precision is the share that is together in
    `labels_true`; of the pairs that are together in `labels_true`, recall is the share that is
    together in `labels_pred`; F1 is their harmonic mean.

    Parameters
    ----------
    labels_true, labels_pred : sequence or 1-D array, of shape (n_articles,)
        As for `bcubed`.

    Returns
    -------
    precision, recall, f1 : float
        In [0, 1]; 1.0 each if both clusterings are the same. Where no pair is together in
        `labels_pred`, none of them is wrong: precision is 1.0; likewise recall if none is in
        `labels_true`. F1 is then 0.0, unless both are so.

    Raises
    ------
    ValueError, TypeError
        As for `bcubed`.

    See Also
    --------
    bcubed : The same article by article.
    sklearn.metrics.pair_confusion_matrix : The counts, each pair in both orders.
    sklearn.metrics.fowlkes_mallows_score : The geometric mean of this precision and recall.

    Notes
    -----
    A cluster of n articles has n (n - 1) / 2 pairs: the largest clusters decide. Articles alone
    have none, so that nothing is won by leaving articles alone. Linear in the articles, but for
    one sort.

    Examples
    --------
    One article of a story of three was put elsewhere: of its three pairs one is left.

    >>> import broadsheet as bs
    >>> bs.metrics.pairwise(["storm", "storm", "storm", "toll"], [0, 0, 1, 2])
    (1.0, 0.3333333333333333, 0.5)
    """
    true_sizes, pred_sizes, together, _, _ = _contingency(labels_true, labels_pred)
    in_true, in_pred, in_both = (_n_pairs(sizes) for sizes in (true_sizes, pred_sizes, together))
    return (
        in_both / in_pred if in_pred else 1.0,
        in_both / in_true if in_true else 1.0,
        2 * in_both / (in_true + in_pred) if in_true + in_pred else 1.0,
    )


def _n_pairs(sizes: Sizes) -> int:
    return int((sizes * (sizes - 1) // 2).sum())


def _contingency(labels_true: Any, labels_pred: Any) -> tuple[Sizes, Sizes, Sizes, Sizes, Sizes]:
    """Count articles by true and predicted cluster.

    Returns
    -------
    true_sizes, pred_sizes : ndarray of int64, shapes (n_true,) and (n_pred,)
        Articles of each cluster.
    together, in_true, in_pred : ndarray of int64, shape (n_cells,)
        How many articles have one label in `labels_true` and one in `labels_pred`, for each pair
        of labels that occurs, and the numbers of the two clusters.
    """
    true, n_true = numbered_labels(labels_true, "labels_true")
    pred, n_pred = numbered_labels(labels_pred, "labels_pred")
    if len(true) != len(pred):
        msg = (
            f"labels_true has {len(true)} entries, but labels_pred has {len(pred)}: both need a "
            "label for each article"
        )
        raise ValueError(msg)
    cells, together = np.unique(true.astype(np.int64) * n_pred + pred, return_counts=True)
    in_true, in_pred = np.divmod(cells, max(n_pred, 1))
    return (
        np.bincount(true, minlength=n_true).astype(np.int64),
        np.bincount(pred, minlength=n_pred).astype(np.int64),
        together.astype(np.int64),
        in_true,
        in_pred,
    )
