"""A health report as HTML. Article text is data: everything goes through jinja2's escaping."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from .._report import environment
from .kinds import KINDS

if TYPE_CHECKING:
    from .report import Finding, HealthReport

__all__ = ["page"]

_ROWS = 500  # findings of each kind on a page that a browser opens at once


def page(report: HealthReport) -> str:
    """Make one self-contained HTML page, readable without JavaScript."""
    by_kind: dict[str, list[Finding]] = {}
    for finding in report.findings:
        by_kind.setdefault(finding.kind, []).append(finding)
    counts = report.counts()
    sections: Sequence[dict[str, object]] = [
        {
            "kind": KINDS[kind],
            "n_articles": n,
            "findings": by_kind[kind][:_ROWS],
            "more": max(len(by_kind[kind]) - _ROWS, 0),
        }
        for kind, n in counts.items()
    ]
    return (
        environment()
        .get_template("health.html.jinja")
        .render(summary=report.summary(), sections=sections, n_kinds=len(report.kinds))
    )
