"""`broadsheet explain`: what a story tells, and why two articles are alike."""

from __future__ import annotations

import orjson
import pytest

import broadsheet as bs
from command_line import run

ESCAPE = "\x1b]0;owned\x07\x1b[2J\x9b31m"
ARTICLES = [
    ("s1", "Storm hits Port Velm", "A violent storm tore roofs off houses in Port Velm on Monday, "
     "and the harbour master closed the ferry line.", "2024-05-13", "Sun"),
    ("s2", "Ferries stopped as storm batters Port Velm", "Roofs were torn off houses as a "
     "violent storm reached Port Velm; the harbour master closed the ferry line.", "2024-05-14",
     "Echo"),
    ("r1", "Bank of Orland raises rates", "The central bank of Orland raised its interest rate to "
     "four per cent, governor Ilse Marn announced.", "2024-05-14", "Sun"),
    ("r2", "Orland's interest rate at four per cent", "Governor Ilse Marn of the central bank of "
     "Orland announced an interest rate of four per cent.", "2024-05-14T18:30:00+02:00", "Echo"),
    ("c1", "Chess prodigy wins in Port Velm", "Twelve-year-old Tamsin Ohr won the national chess "
     "title after a queen sacrifice.", None, None),
]  # fmt: skip
ROWS = [dict(zip(("id", "title", "text", "date", "source"), row, strict=True)) for row in ARTICLES]


@pytest.fixture
def news(tmp_path):
    path = tmp_path / "news.jsonl"
    path.write_bytes(b"".join(orjson.dumps(row) + b"\n" for row in ROWS))
    return path


def test_a_story_is_told(news):
    shown = run("explain", news, "--story", 0).stdout
    found = bs.stories(bs.read(news))
    assert shown == f"{found[0].explain()}\n"
    assert "First: Sun, 2024-05-13; followed by 1 outlet" in shown


def test_a_single_article_is_told_what_kept_it_alone(news):
    cut = ("--min-similarity", "0.22")
    told = orjson.loads(run("explain", news, "--story", 2, *cut, "--json").stdout)
    found = bs.stories(bs.read(news), min_similarity=0.22)
    assert told == orjson.loads(orjson.dumps(found[2].explain().to_dict()))
    assert told["n_articles"] == 1
    assert told["nearest"]["label"] == 0
    assert told["nearest"]["missing"] > 0
    assert {"port", "velm"} == {term["term"] for term in told["nearest"]["shared"]}


def test_a_pair_is_told_with_its_passages(news):
    told = orjson.loads(run("explain", news, "--pair", "s1", "s2", "--json").stdout)
    why = bs.stories(bs.read(news)).why("s1", "s2")
    assert told["shared_terms"] == orjson.loads(orjson.dumps(why.to_dict()))["shared_terms"]
    assert told["stories"] == [0, 0]
    text = ROWS[0]["text"]
    passage = told["passages"][0]
    assert "storm" in text[passage["start"] : passage["end"]]
    shown = run("explain", news, "--pair", "s1", "r1").stdout
    assert "They are in stories 0 and 1" in shown


def test_options_of_stories_are_those_of_explain(news):
    told = run("explain", news, "--story", 1, "--min-similarity", "0.99", "--no-clean", "--json")
    assert orjson.loads(told.stdout)["n_articles"] == 1


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ((), "give either --story N or --pair ID ID"),
        (("--story", 0, "--pair", "s1", "s2"), "give either --story N or --pair ID ID"),
        (("--story", 5), "there is no story 5: there are 3, numbered from 0"),
        (("--story", -1), "--story"),
        (("--pair", "s1", "zz"), "there is no article with the id 'zz'"),
        (("--pair", "s1"), "--pair"),
    ],
)
def test_wrong_usage_ends_with_2(news, options, said):
    assert said in run("explain", news, *options, code=2).stderr


def test_bad_data_ends_with_1(tmp_path):
    path = tmp_path / "empty.jsonl"
    path.write_bytes(b"")
    assert "there are no articles" in run("explain", path, "--story", 0, code=1).stderr


def test_hostile_articles_cannot_drive_a_terminal(tmp_path):
    path = tmp_path / "hostile.jsonl"
    rows = [row | {"title": f"{ESCAPE}{row['title']}", "source": ESCAPE} for row in ROWS]
    path.write_bytes(b"".join(orjson.dumps(row) + b"\n" for row in rows))
    for options in (("--story", 0), ("--pair", "s1", "s2"), ("--story", 0, "--json")):
        shown = run("explain", path, *options).stdout
        assert not set("\x1b\x07\x9b") & set(shown)
