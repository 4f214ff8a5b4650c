"""`broadsheet stream`: events as JSON lines."""

from __future__ import annotations

import json
from functools import partial

import orjson
import pytest

import broadsheet as bs
import command_line

run = partial(command_line.run, "stream")

ROWS = [
    {"id": "a", "text": "The harbour bridge opened to traffic.", "date": "2025-01-01"},
    {"id": "b", "text": "Harbour bridge opened: traffic crossed it.", "date": "2025-01-02"},
    {"id": "c\x1b[31m", "text": "A chess title was won.", "date": "2025-01-02"},
    {"id": "d", "text": "A storm hit the coast.", "date": "2025-02-01"},
]


@pytest.fixture
def news(tmp_path):
    path = tmp_path / "news.jsonl"
    path.write_bytes(b"".join(orjson.dumps(row) + b"\n" for row in ROWS))
    return path


def told(*arguments, **options):
    return [json.loads(line) for line in run(*arguments, **options).stdout.splitlines()]


def test_each_line_is_an_event(news):
    events = told(news)
    assert events == [event.to_dict() for event in bs.StoryStream().add(bs.read(ROWS))]
    assert [event["kind"] for event in events[:3]] == ["born", "grew", "born"]
    assert [event["articles"] for event in events[3:5]] == [["a", "b"], ["c\x1b[31m"]]


def test_ids_cannot_drive_a_terminal(news):
    assert "\x1b" not in run(news).stdout


def test_the_options_are_those_of_the_stream(news):
    options = {
        "min_similarity": 0.9, "time_scale": None, "smooth": None, "language": "en",
        "linkage": "complete", "clean": False, "window": "60D", "relink": None,
        "half_life": None, "late": "append",
    }  # fmt: skip
    lines = told(
        news, "--min-similarity", 0.9, "--time-scale", "none", "--smooth", "none", "--language",
        "en", "--linkage", "complete", "--no-clean", "--window", "60D", "--relink", "none",
        "--half-life", "none", "--late", "append", "--jobs", 1,
    )  # fmt: skip
    assert lines == [e.to_dict() for e in bs.StoryStream(**options).add(bs.read(ROWS))]
    assert [line["kind"] for line in lines] == ["born"] * 4


def test_articles_come_on_standard_input_too(news):
    assert told("-", stdin=news.read_bytes()) == told(news)


def test_corrections_are_honoured(news, tmp_path):
    pairs = tmp_path / "pairs.json"
    bs.Corrections(cannot_link=[("a", "b")]).write(pairs)
    assert [line["kind"] for line in told(news, "--corrections", pairs)][:2] == ["born", "born"]


@pytest.mark.parametrize(
    ("option", "value"),
    [("--window", "none"), ("--window", "7"), ("--relink", "daily"), ("--half-life", "-1D"),
     ("--late", "drop"), ("--time-scale", "4 weeks")],
)  # fmt: skip
def test_what_is_no_duration_is_wrong_usage(news, option, value):
    assert option in run(news, option, value, code=2).stderr


def test_a_first_article_without_a_date_is_bad_data(tmp_path):
    path = tmp_path / "news.jsonl"
    path.write_bytes(b'{"id": "a", "text": "News."}\n')
    assert 'row 0 (id "a") has no date' in run(path, code=1).stderr
