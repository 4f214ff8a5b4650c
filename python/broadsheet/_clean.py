"""Which articles remain when each outlet's boilerplate is gone? Learn it and take it out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ._articles import as_articles
from ._boilerplate_remover import BoilerplateRemover

if TYPE_CHECKING:
    from ._cleaned import Cleaned
    from ._progress import ProgressOption

__all__ = ["clean"]


def clean(
    articles: Any,
    *,
    by: str | None = "source",
    rules: str | None = "auto",
    n_jobs: int | None = None,
    progress: ProgressOption = None,
) -> Cleaned:
    r"""Take each outlet's boilerplate out of its articles' texts.

    Boilerplate is what recurs in the articles of one source, or of many sources: newsletter
    prompts, copyright lines, captions of the site; as whole lines and sentences, or as parts of a
    line into which a page was joined. With `rules`, datelines and the like go as well.
    `BoilerplateRemover` says what recurs, and learns it for later articles.

    Parameters
    ----------
    articles : Articles, or anything that `read` takes
        More articles of a source show more of its boilerplate.
    by : {"source", None}, default="source"
        Whose articles are compared: those of one source, or all.
    rules : {"auto", None}, default="auto"
        None leaves what recurs in no source: datelines, credits of pictures, prompts from a list.
    n_jobs : int or None, default=None
        Threads; None is every core that the process may use. The result does not depend on it.
    progress : bool, callable or None, default=None
        None shows a bar when standard error is a terminal and it takes a while.

    Returns
    -------
    Cleaned
        `articles`, `report` and `kept`, the offsets of what is left in the original texts.

    See Also
    --------
    BoilerplateRemover : Learns from some articles and cleans others.

    Notes
    -----
    Two articles of a source are copies when, apart from the longest sentence that they share, the
    sentences they share make at least half of the rest of the shorter one. So reprints and updates
    stay whole, and articles of a few words with several lines of boilerplate may be taken for
    copies and stay whole too. What a source repeats that is no boilerplate, such as the same
    background paragraph in three different articles, goes as well.

    Time is linear in the length of the texts.

    Examples
    --------
    >>> import broadsheet as bs
    >>> articles = bs.read([
    ...     {"text": "The bridge opened.\nRead our newsletter!", "source": "Lantern"},
    ...     {"text": "Chess: a new champion.\nRead our newsletter!", "source": "Lantern"},
    ...     {"text": "Rates rose. Read our newsletter!", "source": "Lantern"},
    ...     {"text": "Storm. Read our newsletter!", "source": None},
    ... ])
    >>> for text in bs.clean(articles).articles.text:
    ...     print(text)
    The bridge opened.
    Chess: a new champion.
    Rates rose.
    Storm. Read our newsletter!
    """
    articles = as_articles(articles)  # once, since it may be a generator
    remover = BoilerplateRemover(by=by, rules=rules, n_jobs=n_jobs, progress=progress)
    return remover.fit(articles).clean(articles)
