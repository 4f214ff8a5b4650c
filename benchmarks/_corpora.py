"""The real corpora: all articles of one, or those with gold stories."""

from __future__ import annotations

import gzip
from pathlib import Path
from typing import Any

import orjson

__all__ = ["Rows", "rows_of", "stories_of"]

Rows = list[dict[str, Any]]
LEFT_OUT = ("roundup", "headline")


def rows_of(folder: Path) -> Rows:
    """All articles of a corpus."""
    rows: Rows = []
    for path in sorted(folder.glob("*.jsonl.gz")):
        with gzip.open(path) as lines:
            rows.extend(orjson.loads(line) for line in lines)
    return rows


def stories_of(folder: Path) -> Rows:
    """Those that have a story, or a topic; no round-ups of several, and no bare headlines."""
    rows = rows_of(folder)
    for row in rows:
        row["cluster"] = row.get("cluster", row.get("label"))
    return [row for row in rows if row["cluster"] and row.get("kind") not in LEFT_OUT]
