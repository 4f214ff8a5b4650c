"""`broadsheet topics`: a table, JSON, or a line per article."""

from __future__ import annotations

import json
from functools import partial

import orjson
import pytest

import command_line

TEXTS = [
    "Striker scores as the team wins the cup final.",
    "The team lost the final after its striker missed.",
    "Bank raises rates to slow inflation.",
    "Inflation falls, and the bank may cut rates.\x1b[31m",
]


@pytest.fixture
def news(tmp_path):
    path = tmp_path / "news.jsonl"
    days = ["2025-01-05", "2025-02-05", "2025-02-06", None]
    rows = [
        {"id": f"a{row}", "text": text, "date": day}
        for row, (text, day) in enumerate(zip(TEXTS, days, strict=True))
    ]
    path.write_bytes(b"".join(orjson.dumps(row) + b"\n" for row in rows))
    return path


run = partial(command_line.run, "topics")


def test_it_prints_a_table_that_cannot_drive_a_terminal(news):
    shown = run(news, "-k", 2).stdout
    assert shown.startswith("Topics: 4 articles, 2 topics")
    assert "striker" in shown
    assert "\x1b" not in shown


def test_json_holds_labels_topics_and_shares(news):
    told = json.loads(run(news, "-k", 2, "--json", "--over-time", "month").stdout)
    assert told["labels"] == [0, 0, 1, 1]
    assert told["topics"][1]["members"] == ["a2", "a3"]
    assert told["over_time"]["by"] == "month"
    assert told["over_time"]["periods"][1] == {
        "start": "2025-02-01", "articles": [1, 1], "shares": [0.5, 0.5],
    }  # fmt: skip


def test_output_has_a_line_per_article(news, tmp_path):
    run(news, "-k", 2, "-o", tmp_path / "topics.jsonl")
    lines = [json.loads(line) for line in (tmp_path / "topics.jsonl").read_text().splitlines()]
    assert lines == [{"id": f"a{row}", "topic": row // 2} for row in range(4)]
    assert run(news, "-k", 2, "-o", "-").stdout == (tmp_path / "topics.jsonl").read_text()


def test_shares_by_month_follow_the_table(news):
    assert "2025-02-01" in run(news, "-k", 2, "--over-time", "month").stdout


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        ((), 2, "Missing option '-k'"),
        (("-k", 0), 2, "0 is not in the range"),
        (("-k", 5), 1, "n_topics=5, but there are only 4 articles"),
        (("-k", 2, "--json", "-o", "-"), 2, "both take standard output"),
        (("-k", 2, "--over-time", "hour"), 2, "'hour' is not one of"),
    ],
)
def test_wrong_use_and_wrong_data_are_one_message(news, arguments, code, message):
    assert message in run(news, *arguments, code=code).stderr
