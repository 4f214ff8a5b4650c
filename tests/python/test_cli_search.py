"""``broadsheet search``: its table and its JSON lines."""

from __future__ import annotations

import json

import pytest

from command_line import run

LINES = "".join(
    json.dumps({"id": name, "title": title, "text": text}) + "\n"
    for name, title, text in [
        ("a", "Storm at sea", "A storm sank a ferry."),
        ("b", "Calm", "A calm day at sea."),
        ("c", "\x1b[31mBridge", "The bridge opened."),
    ]
)


def test_hits_are_printed_as_a_table():
    out = run("search", "-", "-q", "storm sea", "-q", "zebra", "-q", "bridge", stdin=LINES).stdout
    lines = out.splitlines()
    assert lines[0] == "storm sea: 2 hits"
    assert lines[1].split()[1] == "a"
    assert lines[3:5] == ["zebra: 0 hits", "bridge: 1 hit"]
    assert "\x1b" not in out


def test_hits_are_printed_as_json_lines(tmp_path):
    path = tmp_path / "hits.jsonl"
    command = ("search", "-", "-q", "storm sea", "-k", 1, "--scoring", "tfidf", "--json")
    out = run(*command, "-o", path, stdin=LINES).stdout
    told = json.loads(out)
    assert told["query"] == "storm sea"
    (hit,) = told["hits"]
    assert hit["id"] == "a"
    assert sum(hit["terms"].values()) == pytest.approx(hit["score"], rel=1e-6)
    assert path.read_text() == out


def test_a_query_is_needed():
    assert "--query" in run("search", "-", stdin=LINES, code=2).stderr
