"""How do articles become vectors where nobody asks for anything else?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ._tfidf_vectorizer import TfidfVectorizer

if TYPE_CHECKING:
    from ._articles import Articles

__all__ = ["vectorize"]

_FIELDS = {"title": 3.0, "text": 1.0}


def vectorize(
    articles: Articles,
    n_jobs: int | None = None,
    *,
    fields: Mapping[str, float] | None = None,
    stop_words: Any = "english",
    stemmer: str | None = None,
) -> tuple[TfidfVectorizer, Any]:
    """Weigh title, three times, and text of each article: sublinear tf, English stop words.

    Parameters
    ----------
    articles : Articles
        Cleaned or not.
    fields : mapping of str to float or None, default=None
        In place of title and text.
    stop_words, stemmer
        See `CountVectorizer`.
    n_jobs : int or None, default=None
        Threads.

    Returns
    -------
    vectorizer : TfidfVectorizer
        Fitted on them.
    X : csr_matrix or csr_array of shape (n_articles, n_terms)
        Rows of unit length, or zero for an article without a word.

    Raises
    ------
    ValueError
        If no article has a word.

    Examples
    --------
    >>> import broadsheet as bs
    >>> vectorizer, X = vectorize(bs.read(["The bridge opened.", "The bridge was closed."]))
    >>> list(vectorizer.vocabulary_)
    ['bridge', 'closed', 'opened']
    """
    vectorizer = TfidfVectorizer(
        stop_words=stop_words, sublinear_tf=True, stemmer=stemmer, n_jobs=n_jobs,
        fields=_FIELDS if fields is None else fields,
    )  # fmt: skip
    try:
        X = vectorizer.fit_transform(articles)
    except ValueError as error:
        if "empty vocabulary" not in str(error):
            raise
        columns = "titles and texts" if fields is None else f"fields {', '.join(fields)}"
        msg = (
            f"none of the {len(articles)} articles has a word to compare: "
            f"all {columns} are empty, or hold stop words only"
        )
        raise ValueError(msg) from error
    return vectorizer, X
