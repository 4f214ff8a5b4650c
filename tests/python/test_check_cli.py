"""`broadsheet check`: what it prints and writes, and how it ends."""

from __future__ import annotations

from functools import partial

import orjson
import pytest

import broadsheet as bs
import command_line

ESCAPE = "\x1b]0;owned\x07\x1b[2J\x9b31m"
ROWS = [
    {"id": "a", "text": "The cafÃ© on the bridge opened again on Monday."},
    {"id": f"b{ESCAPE}", "title": ESCAPE, "text": f"Rates rose &amp; {ESCAPE} rose this week."},
    {"id": "c", "text": None},
    {"id": "d", "text": "Twelve chess players met in Velm.", "date": "0001-01-01"},
]  # fmt: skip
HEALTHY = [{"id": "a", "text": "The bridge opened again."}]


@pytest.fixture
def news(tmp_path):
    path = tmp_path / "news.jsonl"
    path.write_bytes(b"".join(orjson.dumps(row) + b"\n" for row in ROWS))
    return path


run = partial(command_line.run, "check")


def test_it_prints_a_table_with_advice(news):
    shown = run(news).stdout
    for kind in ("mojibake", "html", "empty text", "impossible date", "control character"):
        assert kind in shown
    assert "What to do:" in shown
    assert "Read the source again in its own encoding" in shown
    assert not {"\x1b", "\x07", "\x9b"} & set(shown)


def test_json_has_every_finding(news):
    printed = run(news, "--json").stdout_bytes
    assert orjson.loads(printed) == bs.check(bs.read(news, missing="empty")).to_dict()
    assert not {0x1B, 0x07} & set(printed)
    assert b"\xc2\x9b" not in printed


def test_the_report_is_a_page(news, tmp_path):
    run(news, "--report", tmp_path / "x.html")
    page = (tmp_path / "x.html").read_text("utf-8")
    assert page.startswith("<!DOCTYPE html>")
    assert "impossible date" in page
    assert "\x1b" not in page


def test_kinds(news):
    found = orjson.loads(run(news, "--json", "--kind", "html", "--kind", "empty text").stdout)
    assert {finding["kind"] for finding in found["findings"]} == {"html", "empty text"}
    assert "there is no kind 'htm'" in run(news, "--kind", "htm", code=2).stderr


def test_the_exit_code_tells_of_findings_when_asked(news):
    run(news)
    run(news, "--strict", code=3)
    run(news, "--strict", "--kind", "stub", code=0)
    healthy = b"".join(orjson.dumps(row) for row in HEALTHY)
    run("-", "--strict", stdin=healthy)


def test_wrong_usage_and_bad_data(news, tmp_path):
    run(code=2)
    run(news, "--report", "-", code=2)
    run(news, "--report", tmp_path / "missing" / "x.html", code=2)
    run(tmp_path / "nothing.jsonl", code=1)
    broken = run("-", stdin=b'{"text": \n', code=1)
    assert "line 1" in broken.stderr
    run(news, "--missing", "error", code=1)


def test_no_file_is_left_where_printing_is_all_that_is_asked(news, tmp_path):
    run(news, "--json")
    assert [path.name for path in tmp_path.iterdir()] == ["news.jsonl"]
