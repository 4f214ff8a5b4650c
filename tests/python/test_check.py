"""`check` finds what is wrong with articles, says where, and what to do."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import orjson
import pytest

import broadsheet as bs
from broadsheet._health.kinds import KINDS

ROOT = Path(__file__).parents[2]
NOW = datetime(2026, 1, 1, tzinfo=UTC)


def story(number):
    """Return a healthy text that shares no shingle with another number's."""
    return " ".join(f"Minister{number} praised bridge{number}x{i} today." for i in range(12))


def only(texts, kind, **columns):
    """Give the only finding, which must be of that kind."""
    (finding,) = bs.check(bs.Articles(text=texts, **columns), now=NOW)
    assert finding.kind == kind
    return finding


# ---- what is found --------------------------------------------------------------------------


def test_healthy_articles_have_no_findings():
    report = bs.check([story(i) for i in range(5)], now=NOW)
    assert not report
    assert report.counts() == {}
    assert repr(report) == "Health: 5 articles, 0 with findings, 0.0 % of tokens lost"


@pytest.mark.parametrize("text", ["", " \n\t\u2028"])
def test_an_empty_text_has_one_finding(text):
    finding = only([story(0), text, story(1)], "empty text")
    assert (finding.id, finding.row, finding.field, finding.begin) == ("1", 1, "text", None)


def test_a_null_text_is_an_empty_one():
    report = bs.check([{"id": "a", "text": None}, {"id": "b", "text": story(0)}])
    assert [(f.id, f.kind) for f in report] == [("a", "empty text")]


def test_a_text_of_boilerplate_only_is_empty_after_cleaning():
    notice = "Get the Mirror in your inbox with our morning newsletter, free of charge!"
    # of different words, since articles that are copies of each other count as one
    texts = [" ".join(f"word{i}{k}" for k in range(60)) + f".\n{notice}" for i in range(4)]
    texts.append(notice)
    found = bs.check(bs.Articles(text=texts, source=["Mirror"] * 5), kinds=["empty after cleaning"])
    assert [finding.row for finding in found] == [4]


@pytest.mark.parametrize(
    ("day", "wrong"),
    [
        ("0001-01-01", "before"),
        ("1500-06-01", "before"),
        ("1601-01-01", "before"),
        ("1970-01-01", "Unix"),
        ("1969-12-31T19:00", "Unix"),
        ("1900-01-01", "spreadsheet"),
        ("1904-01-01", "Macintosh"),
        ("2050-01-01", "future"),
        ("2026-01-03", "future"),
    ],
)
def test_impossible_dates(day, wrong):
    finding = only([story(i) for i in range(3)], "impossible date", date=["2020-02-29", day, None])
    assert finding.row == 1
    assert finding.field == "date"
    assert day[:10] in finding.detail
    assert wrong in finding.detail


def test_the_zero_of_a_clock_is_a_date_where_its_neighbours_are():
    days = ["1970-01-01", "1970-01-02"]
    assert not bs.check(bs.Articles(text=[story(0), story(1)], date=days), now=NOW)


def test_dates_of_tomorrow_and_of_1605_are_possible():
    days = ["2026-01-01T20:00", "1605-01-01"]
    assert not bs.check(bs.Articles(text=[story(0), story(1)], date=days), now=NOW)


def test_stubs_by_the_statistics_of_the_collection():
    finding = only([*(story(i) * 2 for i in range(5)), "A storm hit."], "stub")
    assert finding.row == 5
    assert "3 words" in finding.detail
    assert not bs.check(["A storm hit.", "Rates rose.", "Chess news."])  # all are as short


@pytest.mark.parametrize("end", ["… [+1234 chars]", "and […]", "and [...]\n", "... Read more »"])
def test_texts_that_were_cut_off_are_stubs(end):
    finding = only([f"{story(0)} {end}", story(1)], "stub")
    assert "cut off" in finding.detail
    assert finding.begin >= len(story(0))


@pytest.mark.parametrize(
    "notice",
    [
        "To continue reading, please log in.",
        "Already a subscriber? Sign in.",
        "JETZT WEITERLESEN mit unserem Angebot",
        "Réservé aux abonnés",
        "You’ve reached your limit of free articles.",
        "Please enable JavaScript and cookies.",
    ],
)
def test_notices_of_paywalls(notice):
    finding = only([f"The vote was close. {notice}", story(1)], "paywall notice")
    shown = finding.detail.strip('"').replace("'", "’")
    place = f"The vote was close. {notice}"[finding.begin : finding.end]
    assert place.lower().replace("'", "’") == shown
    longer = f"{' '.join(story(i) for i in range(5))} {notice}"
    assert not bs.check([longer, story(7)])  # below a whole article it kept nothing back


def test_copies_name_the_earlier_article():
    texts = [story(0), story(1), story(0).replace(" ", "\n"), story(1) + " Updated later."]
    days = ["2020-01-02", "2020-01-03", "2020-01-01", "2020-01-04"]
    report = bs.check(bs.Articles(text=texts, date=days, id=list("abcd")), now=NOW)
    assert [(f.id, f.kind, f.other) for f in report] == [
        ("a", "exact copy", "c"),
        ("d", "near copy", "b"),
    ]


def test_each_pair_of_near_copies_has_a_finding():
    rng = np.random.default_rng(6)
    texts = [
        " ".join(np.where(rng.random(40) < 0.03, f"w{i}", np.arange(40).astype(str)).tolist())
        for i in range(30)
    ]
    pairs = bs.find_duplicates(texts)
    found = {f.row for f in bs.check(texts, kinds=["exact copy", "near copy"])}
    assert len(pairs.i) > 100
    assert found == set(pairs.j.tolist())


def test_tokens_lost():
    texts = [story(0), "हिन्दी समाचार: पुल सोमवार को फिर से खुला और लोग खुश हुए, मेयर ने कहा। " * 3]
    report = bs.check(texts, kinds=["tokens lost"])
    assert [f.row for f in report] == [1]
    # by definition, in plain Python
    words = [re.findall(r"\w+", text) for text in texts]
    short = [sum(len(word) == 1 for word in row) for row in words]
    np.testing.assert_allclose(
        report.tokens_lost, [s / len(w) for s, w in zip(short, words, strict=True)]
    )
    assert report.share_tokens_lost == sum(short) / sum(map(len, words))


def test_titles_are_looked_at_too():
    finding = only([story(0)], "mojibake", title=["Itâ€™s open"])
    assert (finding.field, finding.begin, finding.end) == ("title", 2, 5)


# ---- the report -----------------------------------------------------------------------------

SICK = bs.Articles(
    id=["a", "b", "c", "d"],
    text=[f"{story(0)} caf\u00c3\u00a9 <b>x</b>", "", story(2), f"{story(3)} &amp; #39;"],
    date=["2020-01-01", None, "2050-01-01", None],
)


def test_findings_are_keyed_by_article():
    report = bs.check(SICK, now=NOW)
    assert [(f.id, f.kind) for f in report] == [
        ("a", "mojibake"),
        ("a", "html"),
        ("b", "empty text"),
        ("c", "impossible date"),
        ("d", "broken entity"),
        ("d", "html"),
    ]
    assert [f.kind for f in report["a"]] == ["mojibake", "html"]
    assert report[1] == report["b"] == report.of("empty text")
    assert report["c"][0].begin is None
    assert report.mask().tolist() == [True] * 4
    assert report.mask("html", "empty text").tolist() == [True, True, False, True]
    assert report.articles[~report.mask("empty text")].id == ("a", "c", "d")
    with pytest.raises(KeyError, match="nobody"):
        report["nobody"]


def test_kinds_choose_what_is_looked_for():
    report = bs.check(SICK, kinds=["html"])
    assert report.kinds == ("html",)
    assert report.counts() == {"html": 2}
    assert report.tokens_lost is None
    assert repr(report).startswith("Health: 4 articles, 2 with findings\n")
    assert not bs.check(SICK, kinds=[])


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_alone_has_the_findings_that_it_has_among_all(kind):
    odd = "cut \ufffd \x00 #39; \\u2019 " + "a b c d e f g h i j " * 3
    texts = [*SICK.text, odd, story(0), "Subscribe to continue.", story(0), "буря " * 20]
    days = [*SICK.date.tolist(), None, None, None, None, None]
    articles = bs.Articles(text=texts, date=days)
    whole = bs.check(articles, now=NOW)
    assert bs.check(articles, kinds=[kind], now=NOW).findings == tuple(whole.of(kind))


@pytest.mark.parametrize(
    "ask",
    [
        lambda report, kind: report.of(kind),
        lambda report, kind: report.mask(kind),
        lambda report, kind: report.advice(kind),
        lambda report, kind: bs.check(report.articles, kinds=[kind]),
    ],
)
def test_a_kind_that_is_none_is_an_error_that_names_all(ask):
    report = bs.check(["x"])
    with pytest.raises(ValueError, match="there is no kind 'htm'; kinds are: empty text, "):
        ask(report, "htm")


def test_one_name_in_place_of_a_list_is_an_error():
    with pytest.raises(TypeError, match="kinds must be a list of names"):
        bs.check(["x"], kinds="html")


def test_every_kind_says_what_to_do_and_is_documented():
    report = bs.check(SICK, now=NOW)
    page = (ROOT / "docs" / "health.md").read_text("utf-8")
    for kind in KINDS.values():
        assert report.advice(kind.name) == kind.advice
        assert kind.advice.endswith(".")
        assert f"| {kind.name} | {kind.meaning} | {kind.advice} |".replace("\\", "\\\\") in page


def test_text_notebook_dict_and_page_say_the_same(tmp_path):
    report = bs.check(SICK, now=NOW)
    report.to_html(tmp_path / "x.html")
    page = (tmp_path / "x.html").read_text("utf-8")
    for kind in report.counts():
        for shown in (repr(report), report._repr_html_(), page, json.dumps(report.to_dict())):
            assert kind in shown
    whole = report.to_dict()
    assert whole["n_articles"] == whole["n_articles_found"] == 4
    assert [f["id"] for f in whole["findings"]] == [f.id for f in report]
    assert len(report._repr_html_()) < 10_000


def test_the_result_does_not_depend_on_threads():
    assert bs.check(SICK, n_jobs=1).to_dict() == bs.check(SICK, n_jobs=3).to_dict()


def test_progress_is_told():
    told = []
    bs.check(SICK, progress=lambda done, total: told.append((done, total)))
    assert told
    assert all(0 <= done <= total for done, total in told)


def test_an_escaped_pair_of_surrogates_is_one_character_and_a_half_none():
    text = story(0) + r" smile \ud83d\ude00 there, and \ud83d alone"
    found = bs.check([text], kinds=["backslash"])
    assert [finding.probably for finding in found] == ["\N{GRINNING FACE}"]
    assert found[0][0].n == 2
    json.dumps(bs.check(["\ud800 " + text]).to_dict()).encode("ascii")
    orjson.dumps(bs.check(bs.Articles(text=[text], id=["\ud800"])).to_dict())
