"""`check` on real corpora: the damage that is known to be there is found, and little else."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import numpy as np
import pytest

import broadsheet as bs

NOW = datetime(2026, 1, 1, tzinfo=UTC)
DAMAGE = ["mojibake", "replacement character", "control character", "broken entity", "html"]
DAMAGE += ["backslash", "impossible date"]


def read(folder):
    return bs.read(sorted(folder.glob("*.jsonl.gz")), missing="empty")


def rows(report, kind):
    return {finding.row for finding in report.of(kind) if finding.field == "text"}


@pytest.fixture(scope="module")
def read_once():
    known = {}

    def report(folder):
        if folder not in known:
            known[folder] = bs.check(read(folder), now=NOW)
        return known[folder]

    return report


def test_the_encoding_damage_of_newsarticles_harvard(data, read_once):
    report = read_once(data("newsarticles_harvard"))
    texts = report.articles.text
    assert rows(report, "empty text") == {i for i, text in enumerate(texts) if not text.strip()}
    assert len(rows(report, "empty text")) == 12
    replaced = {i for i, text in enumerate(texts) if "\ufffd" in text}
    assert rows(report, "replacement character") == replaced
    assert len(replaced) == 529
    pairs = {i for i, text in enumerate(texts) if '"?' in text}
    assert len(pairs) == 994
    missed = pairs - rows(report, "mojibake")
    # of the others each is a question mark behind a quotation, or in front of more damage
    assert len(missed) <= 25
    for row in missed:
        assert not re.search(r'(?<!=)"\?[^\W_]', texts[row])


def test_the_entities_of_agnews_test(data, read_once):
    report = read_once(data("agnews_test"))
    texts = report.articles.text
    debris = {i for i, text in enumerate(texts) if " #39;" in text}
    assert len(debris) > 1_000
    assert debris <= rows(report, "broken entity")
    assert all(f.probably in "'\"$&<>…‘’“”—–" for f in report.of("broken entity"))
    escaped = {i for i, text in enumerate(texts) if "&lt;" in text}
    assert escaped <= rows(report, "html")
    assert len(rows(report, "html")) <= len(escaped) + 1
    assert {i for i, text in enumerate(texts) if r"\$" in text} <= rows(report, "backslash")


def test_impossible_dates_of_allsides_are_those_outside_the_years_of_newspapers(data):
    articles = read(data("allsides_articles"))
    report = bs.check(articles, kinds=["impossible date"], now=NOW)
    year = articles.date.astype("datetime64[Y]").astype(np.int64) + 1970
    wrong = ~np.isnat(articles.date) & ((year < 1605) | (year > 2025))
    np.testing.assert_array_equal(report.mask(), wrong)
    # the other half of this corpus has three of them, of year 1 and 2050
    days = articles.date.copy()
    days[[5, 50, 500]] = np.array(["0001-01-01", "2050-01-01", "2050-06-01"], "datetime64[us]")
    report = bs.check(articles.replace(date=days), kinds=["impossible date"], now=NOW)
    assert {5, 50, 500} <= rows_of_dates(report)
    assert len(report) <= wrong.sum() + 3


def rows_of_dates(report):
    return {finding.row for finding in report if finding.field == "date"}


@pytest.mark.parametrize("name", ["newsarticles_harvard", "bbc", "reuters_c50"])
def test_the_known_near_duplicates_are_found(name, data, read_once):
    folder = data(name)
    report = read_once(folder)
    lines = (folder / "near_dup_pairs.tsv").read_text("utf-8").splitlines()[1:]
    copies = {finding.id for kind in ("exact copy", "near copy") for finding in report.of(kind)}
    for line in lines:
        first, second, _ = line.split("\t")
        assert {first, second} & copies
    listed = {name for line in lines for name in line.split("\t")[:2]}
    assert len(copies - listed) <= 1  # of two words, which a MinHash search passes over


# Findings that are none, of a thousand articles: what is listed is damage that really is there.
@pytest.mark.parametrize(
    ("name", "true"),
    [
        ("bbc", {"html": 25}),  # entities such as &#233;
        ("reuters_c50", {"html": 485, "mojibake": 1}),  # &amp;, and Japan"s
        ("gnad10k_test", {}),
        ("googlenews_titles", {}),
    ],
)
def test_clean_corpora_raise_hardly_any_alarm(name, true, data):
    articles = read(data(name))
    report = bs.check(articles, kinds=DAMAGE, now=NOW)
    false = {kind: n - true.get(kind, 0) for kind, n in report.counts().items()}
    print(f"{name}: {len(articles):,} articles, {report.counts()}, false: {false}")  # noqa: T201
    assert sum(map(abs, false.values())) <= len(articles) / 1_000
    for finding in report.of("html"):
        text = getattr(articles, finding.field)[finding.row]
        assert re.search(r"&(#\d+|\w+);", text[finding.begin : finding.end])


def test_texts_in_bengali_and_hindi_lose_most_tokens(data):
    articles = read(data("wmt21_news"))
    report = bs.check(articles, kinds=["tokens lost", "other language"])
    indic = {
        i
        for i, text in enumerate(articles.text)
        if len(re.findall("[\u0900-\u09ff]", text)) > len(text) / 2
    }
    assert len(indic) > 50
    assert indic == rows(report, "tokens lost")
    assert report.tokens_lost[sorted(indic)].min() > 0.5
