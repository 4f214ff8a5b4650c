"""Articles in another language than the rest of their collection."""

from __future__ import annotations

import numpy as np
import pytest

import broadsheet as bs

ENGLISH = [
    f"The bridge number {i} that the council had closed in the spring was opened again on Monday, "
    "and the mayor said that there will be another one next to it."
    for i in range(12)
]
GERMAN = [
    f"Die Brücke Nummer {i}, die der Rat im Frühling gesperrt hatte, ist am Montag wieder geöffnet "
    "worden, und der Bürgermeister sagte, dass es auch eine neue geben wird."
    for i in range(12)
]
RUSSIAN = "Мэр сказал, что старый мост снова открыт и что это еще не все, но люди уже были рады."
HEADLINES = [f"Storm hits Port Velm, ferry {i} stopped, harbour closed" for i in range(12)]
AMHARIC = "ድልድዩ ሰኞ ዕለት እንደገና ተከፈተ ከንቲባው አዲስ ድልድይ እንደሚሠራ ተናገሩ"


def other(texts, **columns):
    report = bs.check(bs.Articles(text=texts, **columns), kinds=["other language"])
    return [(finding.row, finding.detail) for finding in report]


@pytest.mark.parametrize(
    ("text", "detail"),
    [
        (GERMAN[0], "its language is de; most articles are en"),
        (RUSSIAN, "its language is ru; most articles are en"),
        ("буря " * 20, "its letters are Cyrillic; those of most articles are Latin"),
        (AMHARIC, "its letters are in an unlisted script; those of most articles are Latin"),
    ],
)
def test_an_article_in_another_language_is_found(text, detail):
    for rest in (ENGLISH, [*ENGLISH[:10], *HEADLINES[:2]]):
        assert other([*rest, text]) == [(12, detail)]
    assert other([text, *ENGLISH]) == [(0, detail)]


def test_an_english_article_among_german_ones_is_found():
    assert other([*GERMAN, ENGLISH[0]]) == [(12, "its language is en; most articles are de")]


def test_headlines_give_no_finding():
    assert other(HEADLINES) == []
    assert other([*HEADLINES, "Brücke gesperrt"]) == []
    assert other([*ENGLISH, *HEADLINES[:1]]) == []  # unknown, but in the same script
    assert other([*ENGLISH, "Мост", "", "12,345"]) == []  # too few letters to tell a script


def test_titles_are_not_asked():
    assert other([*ENGLISH, ""], title=[""] * 12 + [GERMAN[0]]) == []


def test_a_script_is_that_of_nine_tenths_of_the_letters():
    brands = "新款智能手机今天上市 iPhone Galaxy Windows Phone Android Nokia Lumia"
    chinese = [f"市长说老桥已经重新开放，并且第{i}座新桥明年也会建成。" for i in range(12)]
    assert other([*chinese, brands]) == []
    assert [row for row, _ in other([*chinese, "iPhone Galaxy Windows Phone Nokia"])] == [12]


def test_a_mixed_collection_has_no_other_language():
    assert other([*ENGLISH, *GERMAN]) == []
    assert other([*ENGLISH, *GERMAN[:2]]) == []  # more than a tenth


def test_rarer_ones_than_both_languages_of_a_collection_are_found():
    assert other([*ENGLISH, *GERMAN[:11], RUSSIAN]) == [
        (23, "its language is ru; most articles are en or de")
    ]


def test_no_articles_and_unknown_ones_give_no_finding():
    assert other([]) == []
    assert other(["", "x"]) == []


def test_nothing_is_another_language_where_each_is_rare():
    texts = [
        ENGLISH[0], GERMAN[0], RUSSIAN, "Η παλιά γέφυρα άνοιξε ξανά.", "Հին կամուրջը կրկին բաց է։",
        "הגשר הישן נפתח שוב.", "오래된 다리가 다시 열렸다.", "สะพานเก่าเปิดอีกครั้ง",
        "পুরানো সেতু আবার খুলেছে।", "જૂનો પુલ ફરી ખૂલ્યો છે.", "古い橋がまた開いた。",
    ]  # fmt: skip
    told = bs.languages(texts).tolist()
    assert None not in told
    assert len(set(told)) == 11
    assert other(texts) == []


# ---- real articles --------------------------------------------------------------------------


def texts_of(folder):
    return bs.read(sorted(folder.glob("*.jsonl.gz")), missing="empty").text


@pytest.mark.parametrize(
    "name",
    ["bbc", "reuters_c50", "allsides_articles", "gnad10k_test", "googlenews_titles",
     "thucnews_titles"],
)  # fmt: skip
def test_collections_in_one_language_raise_no_alarm(name, data):
    assert other(texts_of(data(name))) == []


@pytest.mark.parametrize("lang", ["bn", "cs", "de", "fr", "ha", "hi", "ja", "ru", "zh"])
def test_articles_mixed_into_english_ones_are_found(lang, data):
    articles = bs.read(sorted(data("wmt21_news").glob("*.jsonl.gz")), missing="empty")
    of_lang = [t for t, name in zip(articles.text, articles.id, strict=True)
               if name.startswith(f"wmt21-{lang}-")][:30]  # fmt: skip
    assert len(of_lang) >= 20
    rest = texts_of(data("bbc"))[:600]
    places = np.random.default_rng(0).permutation(len(rest) + len(of_lang))
    mixed = np.array([*rest, *of_lang], dtype=object)[places].tolist()
    theirs = set(np.flatnonzero(places >= len(rest)).tolist())
    found = other(mixed)
    assert {row for row, _ in found} <= theirs
    assert len(found) >= 0.96 * len(theirs)
    right = [detail for _, detail in found if f" {lang};" in detail]
    assert len(right) >= len(found) - 1
