"""How do articles become vectors where nobody asks for anything else?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from . import _core
from ._language_choice import chosen_languages, language_code
from ._tfidf_vectorizer import TfidfVectorizer

if TYPE_CHECKING:
    from ._articles import Articles

__all__ = ["FIELDS", "vectorize"]

FIELDS = {"title": 3.0, "text": 1.0}


class _InLanguage(TfidfVectorizer):
    """By the stop words and stems of the languages that `chosen_languages` gives."""

    language: str = "auto"
    _spellings: dict[str, tuple[int, str]]

    def spelt(self) -> Any:
        """Give each column's stem as most articles spell it, an ndarray of str."""
        stems = self.get_feature_names_out()
        return np.array([self._spellings.get(stem, (0, stem))[1] for stem in stems], dtype=object)

    def _languages_of(self, articles: Any) -> Any:
        if not self._needs_languages():
            return None
        return chosen_languages(articles, self.language, self.n_jobs)


def vectorize(
    articles: Articles,
    n_jobs: int | None = None,
    *,
    fields: Mapping[str, float] | None = None,
    language: str | None = "auto",
) -> tuple[Any, Any]:
    """Weigh title, three times, and text of each article: sublinear tf of stems, no stop words.

    Parameters
    ----------
    articles : Articles
        Cleaned or not.
    fields : mapping of str to float or None, default=None
        In place of title and text.
    language : str or None, default='auto'
        Whose stop words and stems: each article's own, one of all, or None for neither.
    n_jobs : int or None, default=None
        Threads.

    Returns
    -------
    vectorizer : TfidfVectorizer
        Fitted on them. Its `spelt` gives terms as they are spelt.
    X : csr_matrix or csr_array of shape (n_articles, n_terms)
        Rows of unit length, or zero for an article without a word.

    Raises
    ------
    ValueError
        If no article has a word, or there is no such language.

    Examples
    --------
    >>> import broadsheet as bs
    >>> vectorizer, X = vectorize(bs.read(["The bridge opened.", "The bridge was closed."]))
    >>> list(vectorizer.vocabulary_)
    ['bridg', 'close', 'open']
    """
    code = language_code(language)
    own = None if code is None else "language"
    vectorizer = _InLanguage(
        stop_words=own, sublinear_tf=True, stemmer=own, n_jobs=n_jobs,
        fields=FIELDS if fields is None else fields,
    )  # fmt: skip
    vectorizer._spellings = {}
    if code is not None:
        vectorizer.language = code
    try:
        X = vectorizer.fit_transform(articles)
    except _core.EmptyVocabularyError as error:
        columns = "titles and texts" if fields is None else f"fields {', '.join(fields)}"
        msg = (
            f"none of the {len(articles)} articles has a word to compare: "
            f"all {columns} are empty, or hold stop words only"
        )
        raise ValueError(msg) from error
    return vectorizer, X
