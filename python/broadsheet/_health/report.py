"""What is wrong with which article, and what to do? A report that can be shown and asked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property
from html import escape
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from .._display import one_line, text_table
from .kinds import KINDS, checked_kinds

if TYPE_CHECKING:
    import os

    from numpy.typing import NDArray

    from .._articles import Articles

__all__ = ["Finding", "HealthReport"]

_EXAMPLES = 2  # of each kind in a repr
_HEAD = ["finding", "articles", "id", "field", "at", "what"]


class Finding(NamedTuple):
    """Something that is wrong with an article.

    Attributes
    ----------
    id : str
        The article's.
    row : int
        Its position in the input.
    kind : str
        What is wrong: see `HealthReport.advice`.
    field : {"text", "title", "date"}
        Where.
    begin, end : int or None
        The first place of it in the field, in code points, end exclusive; None where it is the
        field as a whole.
    n : int
        How many places; of a copy, how many earlier articles it is like.
    detail : str
        What was found, in words.
    excerpt : str
        The place and what is around it, as one printable line; ``""`` without a place.
    probably : str
        What stood there before it was damaged; ``""`` where that is not known.
    other : str or None
        Of a copy: the id of the earlier article.

    Examples
    --------
    >>> import broadsheet as bs
    >>> (finding,) = bs.check(["The workers didn #39;t stop on Monday."])
    >>> finding.kind, finding.begin, finding.probably
    ('broken entity', 17, "'")
    """

    id: str
    row: int
    kind: str
    field: str
    begin: int | None
    end: int | None
    n: int
    detail: str
    excerpt: str
    probably: str
    other: str | None


class HealthReport:
    """The findings of a collection, keyed by article id. Made by `broadsheet.check`.

    Its length is the number of findings, so that it is false where there is none; iterated, it
    gives each `Finding`, by article, then in the order of the list of kinds.

    Attributes
    ----------
    articles : Articles
        What was given.
    findings : tuple of Finding
        At most one for each article, kind and field.
    kinds : tuple of str
        What was looked for.
    tokens_lost : ndarray of float64, shape (n_articles,), or None
        For each article the share of its tokens that the default ``token_pattern`` does not see,
        0 to 1: words of one character and runs of what cannot be read, of all words and such runs.
        None where words were not counted: neither for tokens lost nor for stubs and notices.
    share_tokens_lost : float or None
        The same of all articles together.

    Examples
    --------
    >>> import broadsheet as bs
    >>> report = bs.check([{"id": "a", "text": "The <b>bridge</b> opened again on Monday."},
    ...                    {"id": "b", "text": ""}])
    >>> report.counts()
    {'empty text': 1, 'html': 1}
    >>> report["a"][0].detail
    '2 tags or entities'
    >>> articles = report.articles[~report.mask("empty text")]
    >>> articles.id
    ('a',)
    """

    def __init__(
        self,
        articles: Articles,
        findings: Iterable[Finding],
        *,
        kinds: Iterable[str],
        tokens_lost: NDArray[np.float64] | None,
        share_tokens_lost: float | None,
    ) -> None:
        if tokens_lost is not None:
            tokens_lost.flags.writeable = False
        self.articles = articles
        self.findings = tuple(findings)
        self.kinds = tuple(kinds)
        self.tokens_lost = tokens_lost
        self.share_tokens_lost = share_tokens_lost

    def __len__(self) -> int:
        return len(self.findings)

    def __iter__(self) -> Iterator[Finding]:
        return iter(self.findings)

    def __getitem__(self, article: str | int) -> list[Finding]:
        """Give the findings of an article, by id or by position in the input."""
        return self._by_row.get(self.articles._row(article), [])

    @cached_property
    def _by_row(self) -> dict[int, list[Finding]]:
        by_row: dict[int, list[Finding]] = {}
        for finding in self.findings:
            by_row.setdefault(finding.row, []).append(finding)
        return by_row

    @cached_property
    def _rows_of(self) -> dict[str, list[int]]:
        """Rows of each kind that was found, in the order of the list of kinds."""
        rows: dict[str, dict[int, None]] = {}
        for finding in self.findings:
            rows.setdefault(finding.kind, {})[finding.row] = None
        return {kind: list(rows[kind]) for kind in KINDS if kind in rows}

    def counts(self) -> dict[str, int]:
        """Tell for each kind that was found how many articles have it."""
        return {kind: len(rows) for kind, rows in self._rows_of.items()}

    def of(self, kind: str) -> list[Finding]:
        """Give the findings of a kind.

        Raises
        ------
        ValueError
            If there is no such kind.
        """
        checked_kinds([kind])
        return [finding for finding in self.findings if finding.kind == kind]

    def mask(self, *kinds: str) -> NDArray[np.bool_]:
        """Tell which articles have a finding of the kinds given, or, without any, any finding.

        Returns
        -------
        ndarray of bool, shape (n_articles,)
            ``articles[~report.mask("empty text", "stub")]`` are the others.

        Raises
        ------
        ValueError
            If there is no such kind.
        """
        checked_kinds(kinds)
        mask = np.zeros(len(self.articles), dtype=bool)
        for kind, rows in self._rows_of.items():
            if not kinds or kind in kinds:
                mask[rows] = True
        return mask

    def advice(self, kind: str) -> str:
        """Say what to do about a kind of finding.

        Raises
        ------
        ValueError
            If there is no such kind.
        """
        checked_kinds([kind])
        return KINDS[kind].advice

    def to_dict(self) -> dict[str, Any]:
        """Give the report as plain dicts, lists, strings and numbers, for JSON.

        Returns
        -------
        dict
            Keys n_articles, n_articles_found, share_tokens_lost, kinds (those found: kind,
            n_articles, meaning, advice) and findings (the attributes of each `Finding` but row).
        """
        return {
            "n_articles": len(self.articles),
            "n_articles_found": len(self._by_row),
            "share_tokens_lost": self.share_tokens_lost,
            "kinds": [
                {
                    "kind": kind,
                    "n_articles": n,
                    "meaning": KINDS[kind].meaning,
                    "advice": KINDS[kind].advice,
                }
                for kind, n in self.counts().items()
            ],
            "findings": [
                {
                    name: _encodable(value)
                    for name, value in finding._asdict().items()
                    if name != "row"
                }
                for finding in self.findings
            ],
        }

    def to_html(self, path: str | os.PathLike[str]) -> None:
        """Write one self-contained page: no script, no link to anywhere, readable as it is.

        Parameters
        ----------
        path : str or os.PathLike
            Written whole or not at all; a file of that name is replaced.

        Raises
        ------
        OSError
            If it cannot be written.
        """
        from .._files import write_text
        from .page import page

        write_text(path, page(self))

    def __repr__(self) -> str:
        rows = list(self._shown())
        if not rows:
            return self.summary()
        advice = "\n".join(f"  {kind}: {KINDS[kind].advice}" for kind in self._rows_of)
        table = text_table([_HEAD, *rows], right=[1, 4])
        return f"{self.summary()}\n{table}\nWhat to do:\n{advice}"

    def _repr_html_(self) -> str:
        """Show a table in notebooks, of markup that also an untrusted JupyterLab keeps."""
        head = "".join(f"<th>{name}</th>" for name in [*_HEAD, "what to do"])
        body = "\n".join(
            "<tr>"
            + "".join(f"<td>{escape(cell)}</td>" for cell in row)
            + f"<td>{escape(KINDS[row[0]].advice) if row[0] else ''}</td></tr>"
            for row in self._shown()
        )
        return (
            f"<table>\n<caption>{escape(self.summary())}</caption>\n"
            f"<thead><tr>{head}</tr></thead>\n<tbody>\n{body}\n</tbody>\n</table>"
        )

    def summary(self) -> str:
        """Sum the report up in one line."""
        summary = f"Health: {len(self.articles):,} articles, {len(self._by_row):,} with findings"
        if self.share_tokens_lost is not None:
            summary += f", {100 * self.share_tokens_lost:.1f} % of tokens lost"
        return summary

    def _shown(self) -> Iterator[list[str]]:
        """Cells of the first findings of each kind."""
        examples: dict[str, list[Finding]] = {kind: [] for kind in self._rows_of}
        for finding in self.findings:
            if len(examples[finding.kind]) < _EXAMPLES:
                examples[finding.kind].append(finding)
        for kind, n in self.counts().items():
            first = [kind, f"{n:,}"]
            for finding in examples[kind]:
                at = "" if finding.begin is None else str(finding.begin)
                name = one_line(finding.id, 24)
                what = f"{finding.detail}: {finding.excerpt}" if finding.excerpt else finding.detail
                yield [*first, name, finding.field, at, one_line(what, 90)]
                first = ["", ""]


def _encodable(value: Any) -> Any:
    """Put U+FFFD for lone surrogates of a string, which JSON in UTF-8 cannot hold."""
    if not isinstance(value, str):
        return value
    return value.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
