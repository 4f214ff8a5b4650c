"""Which weightings are there, by which formula, and where does it come from?"""

from __future__ import annotations

from typing import NamedTuple

from . import _core

__all__ = ["Weighting", "weightings"]


class Weighting(NamedTuple):
    """One way to weigh, or one part of a way, as `weightings` lists it.

    Parameters
    ----------
    kind : str
        What is chosen: ``'tfidf'``, ``'smart_tf'``, ``'smart_df'``, ``'smart_norm'``, ``'bm25'``
        or ``'class_tfidf'``.
    name : str
        By what word, letter or parameter.
    title : str
        What the field calls it.
    formula : str
        n is the number of documents, df of those that hold the term, tf the term's count, len the
        sum of the document's counts; the estimator's documentation has the rest.
    source : str
        Author and year, or the program that has it so.

    Examples
    --------
    >>> import broadsheet as bs
    >>> bs.weightings("smart_df")[2].formula
    'log2(n / df)'
    """

    kind: str
    name: str
    title: str
    formula: str
    source: str


def weightings(kind: str | None = None) -> tuple[Weighting, ...]:
    """List every weighting with its formula and source.

    Parameters
    ----------
    kind : str or None, default=None
        Only those of a kind: see `Weighting`. None: all.

    Returns
    -------
    tuple of Weighting
        In the order of the core's list.

    Raises
    ------
    ValueError
        If there is no such kind.

    Examples
    --------
    >>> import broadsheet as bs
    >>> [w.name for w in bs.weightings("bm25")]
    ['lucene', 'robertson', 'atire', 'bm25l', 'bm25+']
    """
    every = tuple(Weighting(*row) for row in _core.weighting_schemes())
    chosen = tuple(w for w in every if kind in (None, w.kind))
    if not chosen:
        kinds = ", ".join(repr(k) for k in dict.fromkeys(w.kind for w in every))
        msg = f"kind must be None or one of {kinds}, got {kind!r}"
        raise ValueError(msg)
    return chosen
