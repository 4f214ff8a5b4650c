"""How is a small result shown in a notebook? As one table of escaped cells."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from ._display import one_line

__all__ = ["html_table"]


def html_table(caption: str, head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Give a table of markup that also an untrusted JupyterLab keeps; every cell is text.

    Examples
    --------
    >>> html_table("Two", ["a"], [["<b>"]])
    '<table><caption>Two</caption><thead><tr><th>a</th></tr></thead><tbody><tr><td>&lt;b&gt;</td></tr></tbody></table>'
    """
    titles = "".join(f"<th>{_cell(title)}</th>" for title in head)
    body = "".join(f"<tr>{''.join(f'<td>{_cell(cell)}</td>' for cell in row)}</tr>" for row in rows)
    return (
        f"<table><caption>{_cell(caption)}</caption><thead><tr>{titles}</tr></thead>"
        f"<tbody>{body}</tbody></table>"
    )


def _cell(text: str) -> str:
    return escape(one_line(text))
