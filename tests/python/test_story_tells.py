"""What a story tells of its articles: who was first, what was new, what was copied."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import broadsheet as bs
from broadsheet._story_words import COPIED_WORDS, LEAST_COPIED
from told import article, texts, together

BRIDGE = [
    article("The toll bridge opened on Monday. It cost 1,200 crowns.", "2025-03-03T10:00:00",
            "Post", "Bridge opened", id="second"),
    article("The toll bridge opened on Monday. Builders cheered the mayor.", "2025-03-03T08:30:00",
            "Herald", "A bridge", id="first"),
    article("The bridge opened, and 40 lorries crossed. It cost 1200 crowns.", None, "Globe", "",
            id="undated"),
    article("The toll bridge opened on Monday.", "2025-03-05T08:30:00", "Post", "", id="late"),
    article("The toll bridge is open.", "2025-03-05T08:30:00", None, "", id="nowhere"),
]  # fmt: skip


@pytest.fixture(scope="module")
def bridge() -> bs.Story:
    return together(BRIDGE)[0]


# ---- who was first, and who followed --------------------------------------------------------


def test_the_first_publisher_is_that_of_the_earliest_article(bridge):
    assert bridge.first.id == "first"
    assert bridge.first_publisher == "Herald"


def test_each_outlet_follows_once_with_its_first_dated_article(bridge):
    followers = [(f.source, f.id, f.delay) for f in bridge.followers]
    assert followers == [("Post", "second", timedelta(hours=1, minutes=30))]
    assert bridge.followers.first_date == datetime(2025, 3, 3, 8, 30, tzinfo=UTC)


def test_of_one_moment_the_input_order_decides():
    rows = [article("The bridge opened.", "2025-03-03", source) for source in ("Sun", "Echo")]
    story = together(rows)[0]
    assert story.first_publisher == "Sun"
    assert [(f.source, f.delay) for f in story.followers] == [("Echo", timedelta(0))]
    assert story.followers.tied == ("Echo",)
    assert story.followers.to_dict()["tied_sources"] == ["Echo"]
    assert repr(story.followers).startswith("First: Sun, Echo, 2025-03-03; followed by 0 outlets")
    assert "same day" in repr(story.followers)


def test_outlets_of_one_minute_are_first_together():
    moments = ["2025-03-03T08:30"] * 3 + ["2025-03-03T08:30:30", "2025-03-04"]
    rows = [article("The bridge opened.", when, name)
            for name, when in zip("ABCDE", moments, strict=True)]  # fmt: skip
    followers = together(rows)[0].followers
    assert followers.tied == ("B", "C")
    told = repr(followers)
    assert "First: A, B and 1 more, 2025-03-03 08:30; followed by 2 outlets" in told
    assert [f.to_dict()["delay"] for f in followers] == ["at once", "at once", "< 1 m", "1 d"]


def test_a_date_without_a_time_is_a_day():
    days = ["2025-03-12", "2025-03-12T06:10", "2025-03-13T04:30", "2025-03-14"]
    rows = [article("The bridge opened.", day, name)
            for name, day in zip("ABCD", days, strict=True)]  # fmt: skip
    followers = together(rows)[0].followers
    assert followers.tied == ("B",)
    assert [(f.source, f.delay.total_seconds() / 86_400, f.by_day) for f in followers] == [
        ("B", 0, True), ("C", 1, True), ("D", 2, True),
    ]  # fmt: skip
    assert [f.to_dict()["delay"] for f in followers] == ["same day", "1 d", "2 d"]


def test_all_dates_in_json_are_written_alike(bridge):
    told = json.dumps([bridge.to_dict(), bridge.explain().to_dict()])
    dates = re.findall(r'"(\d{4}-\d\d-\d\dT[^"]*)"', told)
    assert dates
    assert all(re.fullmatch(r"[\d-]+T[\d:.]+Z", date) for date in dates)


def test_without_dates_nobody_is_first():
    story = together([article("The bridge opened.", source="Sun")])[0]
    assert story.first is None
    assert story.first_publisher is None
    assert len(story.followers) == 0
    assert "unknown" in repr(story.followers)


def test_a_first_article_of_an_unknown_outlet_is_first_all_the_same():
    story = together([
        article("The bridge opened.", "2025-03-03"),
        article("The bridge opened.", "2025-03-04", "Sun"),
    ])[0]  # fmt: skip
    assert story.first.id == "0"
    assert story.first_publisher is None
    assert story.followers[0].delay == timedelta(days=1)


# ---- timeline -------------------------------------------------------------------------------


def test_the_timeline_goes_by_date_and_ends_with_articles_without_one(bridge):
    order = [entry.id for entry in bridge.timeline]
    assert order == ["first", "second", "late", "nowhere", "undated"]


def test_of_the_first_article_all_is_new_and_nothing_copied(bridge):
    first = bridge.timeline[0]
    assert (first.new, first.copied, first.copied_from) == (1.0, 0.0, None)
    assert "%" not in repr(bridge.timeline).splitlines()[2]  # it has none to be compared with


def test_new_is_the_share_of_terms_that_no_earlier_article_has(bridge):
    # bridge, opened, toll, monday, cost, crowns; the last two are new. Figures are no terms.
    assert bridge.timeline[1].new == pytest.approx(2 / 6)
    assert bridge.timeline[1].n_new_terms == 2
    assert bridge.timeline[2].new == 0


def test_words_of_a_text_as_long_as_a_passage_are_copied_from_the_first_that_has_them():
    passage = "one two three four five six seven eight"
    rows = [
        article(f"Alpha {passage} omega.", "2025-01-01", id="a"),
        article(f"{passage}.", "2025-01-02", id="b"),
        article(f"Many words before {passage} and four after it.", "2025-01-03", id="c"),
        article(passage.rsplit(" ", 1)[0] + " nine words in all", "2025-01-04", id="d"),
    ]
    told = [(e.copied, e.copied_from) for e in together(rows)[0].timeline]
    assert told == [(0, None), (1, "a"), (8 / 15, "a"), (0, None)]


def test_copied_passages_are_told_with_their_places_and_origins():
    passage = "one two three four five six seven eight"
    other = "red green blue white black brown grey pink"
    rows = [
        article(f"Alpha {passage}.", "2025-01-01", id="a"),
        article(f"{other}.", "2025-01-02", id="b"),
        article(f"He said: {passage}! And {other}, too.", "2025-01-03", id="c"),
    ]
    story = together(rows)[0]
    new = story.new_in("c")
    assert [(p.text, p.field, p.copied_from) for p in new.copied] == [
        (passage, "text", "a"), (other, "text", "b"),
    ]  # fmt: skip
    assert rows[2]["text"][new.copied[1].start : new.copied[1].end] == other
    assert "copied" in repr(new)
    assert story.new_in("a").copied == ()


def test_a_title_alone_may_be_a_copy():
    rows = [
        article("", f"2025-01-0{day}", title=title)
        for day, title in enumerate(("Storm hits the coast", "Opinion", "The storm"), 1)
        for _ in range(2)
    ]
    assert [entry.copied for entry in together(rows)[0].timeline] == [0, 1, 0, 0, 0, 0]


def test_all_sentences_with_a_new_number_are_new():
    rows = [
        article("People died in the hotel fire on Monday.", "2025-01-01", title="Hotel fire"),
        article("30 people died in the hotel fire on Monday. It cost 30 people. Fire on Monday.",
                "2025-01-02", title="Hotel fire: 30 dead"),
    ]  # fmt: skip
    told = texts(together(rows)[0].new_in("1").sentences)
    assert told == ["Hotel fire: 30 dead", "30 people died in the hotel fire on Monday.",
                    "It cost 30 people."]  # fmt: skip


def test_days_put_articles_together(bridge):
    days = bridge.timeline.by_day()
    assert [None if day.date is None else day.date.isoformat() for day in days] == [
        "2025-03-03", "2025-03-05", None,
    ]  # fmt: skip
    assert days[0].ids == ("first", "second")
    assert days[0].sources == ("Herald", "Post")
    assert days[0].title == "A bridge"
    assert sum(day.n_new_terms for day in days) == sum(e.n_new_terms for e in bridge.timeline)


def test_a_timeline_is_a_table(bridge):
    frame = bridge.timeline.to_frame()
    assert list(frame["id"]) == [entry.id for entry in bridge.timeline]
    assert frame["date"].isna().tolist() == [False] * 4 + [True]
    assert frame["n_new_terms"].tolist() == [entry.n_new_terms for entry in bridge.timeline]


def test_an_article_without_a_word_is_told_of_too():
    story = together([article("The bridge opened.", "2025-01-01"), article("", "2025-01-02")])[0]
    assert [(e.new, e.copied, e.title) for e in story.timeline][1] == (0, 0, "")
    assert story.new_in("1").to_dict() == {
        "id": "1", "n_earlier": 1, "terms": [], "numbers": [], "sentences": [], "copied": [],
    }  # fmt: skip


# ---- what is new ----------------------------------------------------------------------------


def test_new_in_names_terms_numbers_and_sentences(bridge):
    new = bridge.new_in("second")
    assert new.n_earlier == 1
    assert texts(new.terms) == ["cost", "crowns"]
    assert texts(new.numbers) == ["1,200"]
    assert texts(new.sentences) == ["It cost 1,200 crowns."]


def test_a_number_is_the_same_with_and_without_separators(bridge):
    assert texts(bridge.new_in("undated").numbers) == ["40"]


def test_a_sentence_with_a_new_number_is_new_though_its_words_are_not():
    rows = [
        article("Rescuers found 12 people dead in the snow.", "2025-01-01"),
        article("Rescuers found 15 people dead in the snow.", "2025-01-02"),
        article("Rescuers found 15 people dead there in the snow.", "2025-01-03"),
    ]
    story = together(rows)[0]
    assert texts(story.new_in("1").sentences) == ["Rescuers found 15 people dead in the snow."]
    assert story.new_in("2").sentences == ()


def test_places_lead_to_the_original_also_through_cleaning():
    prompt = "Read our newsletter every morning!"
    names = ("Ann", "Ben", "Cem", "Dora")
    rows = [
        article(f"{prompt}\n\nThen {name} won {n} of 9 games. {prompt} {name} was glad.",
                f"2025-01-0{n}", "Post", f"{name} wins", id=name)
        for n, name in enumerate(names, 1)
    ]  # fmt: skip
    articles = bs.read(rows)
    cleaned = bs.clean(articles, rules=None)
    assert cleaned.report.n_changed == 4
    found = together(articles, cleaned=cleaned)
    for n, name in enumerate(names, 1):
        new = found[0].new_in(name)
        parts = [*new.terms, *new.numbers, *new.sentences, *new.copied]
        assert all(getattr(articles[n - 1], p.field)[p.start : p.end] == p.text for p in parts)
        assert texts(new.numbers) == ([str(n), "9"] if n == 1 else [str(n)])
        assert f"Then {name} won {n} of 9 games." in texts(new.sentences)
        assert "newsletter" not in texts(new.terms)


def test_new_in_refuses_articles_of_other_stories():
    found = together([article("A bridge."), article("A chess game.")], labels=[0, 1])
    with pytest.raises(ValueError, match=r'article "1" is in story 1, not in story 0'):
        found[0].new_in(1)
    with pytest.raises(KeyError, match="none"):
        found[0].new_in("none")
    with pytest.raises(IndexError, match="2"):
        found[0].new_in(2)


@pytest.mark.parametrize("name", [1.0, None, True, np.bool_(False), b"0"])
def test_articles_are_named_by_str_or_int(name):
    found = together([article("A bridge."), article("A chess game.")])
    for ask in (found[0].new_in, lambda name: found.why(0, name)):
        with pytest.raises(TypeError, match=r"by id \(str\) or position \(int\), got"):
            ask(name)
    assert found[0].new_in(np.int64(1)).id == "1"


def test_a_headline_is_the_whole_title_and_cut_where_it_is_shown():
    title = "A bridge " + "of many words " * 30
    story = together([article("A bridge.", title=title)])[0]
    assert story.headline == story.explain().to_dict()["headline"] == title.strip()
    assert max(map(len, repr(story.explain()).splitlines())) < 120


def test_a_large_story_shows_thirty_rows():
    story = together([article("The bridge opened.") for _ in range(45)])[0]
    assert len(repr(story).splitlines()) == 1 + 1 + 30 + 1
    assert repr(story).endswith("… and 15 more")


def test_one_of_a_kind_is_written_in_the_singular():
    found = together([article("The bridge opened.")])
    shown = "1 article, 0 stories of two or more, 1 single article"
    assert repr(found) == f"Stories: {shown}"
    assert f"<caption>{shown}</caption>" in found._repr_html_()


# ---- against a slow and obvious version, and without look-ahead ------------------------------

WORDS = ["bridge", "toll", "opened", "mayor", "the", "of", "12", "12,000", "Storm", "straße"]
TEXTS = st.lists(st.sampled_from([*WORDS, "bridge toll opened mayor storm bridge toll mayor.",
                                  "the end. A", "* * *"]), max_size=12).map(" ".join)  # fmt: skip
DATES = st.one_of(st.none(), st.integers(1, 4).map(lambda day: f"2025-01-0{day}"))
ARTICLES = st.tuples(TEXTS, st.one_of(st.just(""), TEXTS), DATES).map(
    lambda parts: article(parts[0], parts[2], None, parts[1])
)
KNOWN = article("bridge", "2025-01-01")  # so that there is a word at all


def slow_copied(members) -> list[float]:
    shares = []
    for k, (title, text) in enumerate(members):
        words = covered = 0
        for field in (title, text):
            mine = re.findall(r"\w+", field.lower())
            marks = [False] * len(mine)
            n = min(COPIED_WORDS, len(mine)) if len(mine) >= LEAST_COPIED else 0
            for begin in range(len(mine) - n + 1 if n else 0):
                for other in (f for member in members[:k] for f in member):
                    theirs = re.findall(r"\w+", other.lower())
                    if min(COPIED_WORDS, len(theirs)) == n and any(
                        theirs[at : at + n] == mine[begin : begin + n]
                        for at in range(len(theirs) - n + 1)
                    ):
                        marks[begin : begin + n] = [True] * n
            words, covered = words + len(mine), covered + sum(marks)
        shares.append(covered / max(words, 1))
    return shares


def slow_new(members) -> list[int]:
    seen: set[str] = set()
    counts = []
    for title, text in members:
        words = set(re.findall(r"\w\w+", f"{title} {text}".lower())) - {"the", "of"}
        words = {word for word in words if not word.isdecimal()}
        counts.append(len(words - seen))
        seen |= words
    return counts


@given(st.lists(ARTICLES, min_size=1, max_size=6))
@settings(deadline=None)
def test_a_timeline_equals_a_slow_reading_of_the_texts(rows):
    story = together([KNOWN, *rows])[0]
    order = sorted(story.members, key=lambda a: (a.date is None, a.date or 0))
    members = [(member.title, member.text) for member in order]
    assert [entry.id for entry in story.timeline] == [member.id for member in order]
    assert [entry.copied for entry in story.timeline] == pytest.approx(slow_copied(members))
    assert [entry.n_new_terms for entry in story.timeline] == slow_new(members)
    assert all(0 <= entry.copied <= 1 and 0 <= entry.new <= 1 for entry in story.timeline)
    assert story.timeline[0].copied == 0
    for entry, member in zip(story.timeline, members, strict=True):
        passages = " ".join(part.text for part in story.new_in(entry.id).copied)
        n_copied, n_words = (len(re.findall(r"\w+", s)) for s in (passages, " ".join(member)))
        assert n_copied == pytest.approx(entry.copied * n_words)
    assert sum(len(story.new_in(m.id).terms) for m in order) == sum(slow_new(members))


@given(st.lists(ARTICLES, max_size=5), st.lists(ARTICLES, min_size=1, max_size=4))
@settings(deadline=None)
def test_later_articles_change_nothing_that_is_said_of_earlier_ones(rows, later):
    early = [KNOWN, *rows]
    late = [row | {"date": row["date"] and "2025-01-0" + str(4 + int(row["date"][-1]))}
            for row in later]  # fmt: skip
    before, after = together(early)[0], together([*early, *late])[0]
    dated = [entry for entry in before.timeline if entry.date is not None]
    assert list(after.timeline[: len(dated)]) == dated
    assert after.first == before.first
    for entry in dated:
        assert after.new_in(entry.id) == before.new_in(entry.id)
