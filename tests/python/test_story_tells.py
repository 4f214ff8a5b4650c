"""What a story tells of its articles: who was first, what was new, what was copied."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import broadsheet as bs
from broadsheet._recipe import vectorize
from broadsheet._story_words import COPIED_WORDS

HOSTILE = "<script>alert(1)</script> \x1b[31m {{ 7 * 7 }} \ud800"


def together(rows, labels=None, cleaned=None) -> bs.Stories:
    """All articles in one story, or in those of the labels; nothing cleaned."""
    articles = rows if isinstance(rows, bs.Articles) else bs.read(rows)
    vectorizer, X = vectorize(articles, 1)
    labels = np.zeros(len(articles)) if labels is None else np.array(labels)
    return bs.Stories(
        articles, labels.astype(np.int32), vectors=X, terms=vectorizer.get_feature_names_out(),
        cleaned=cleaned, merges=(), time_scale_us=None, min_similarity=0.2,
    )  # fmt: skip


def article(text, date=None, source=None, title="", **others):
    return {"text": text, "date": date, "source": source, "title": title} | others


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
    assert "at once" in repr(story.followers)


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


def test_a_title_alone_may_be_a_copy():
    rows = [
        article("", "2025-01-01", title="Storm hits"),
        article("", "2025-01-02", title="Storm hits"),
    ]
    assert [entry.copied for entry in together(rows)[0].timeline] == [0, 1]


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


def test_an_article_without_a_word_is_told_of_too():
    story = together([article("The bridge opened.", "2025-01-01"), article("", "2025-01-02")])[0]
    assert [(e.new, e.copied, e.title) for e in story.timeline][1] == (0, 0, "")
    assert story.new_in("1").to_dict() == {
        "id": "1", "n_earlier": 1, "terms": [], "numbers": [], "sentences": [],
    }  # fmt: skip


# ---- what is new ----------------------------------------------------------------------------


def texts(parts) -> list[str]:
    return [part.text for part in parts]


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
        parts = [*new.terms, *new.numbers, *new.sentences]
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
            n = min(COPIED_WORDS, len(mine))
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


# ---- labels with stems ----------------------------------------------------------------------


def test_labels_of_stems_are_words_that_people_write():
    pytest.importorskip("Stemmer")
    rows = [
        article("The council voted on housing policies. Policies of housing matter."),
        article("Housing policies were voted down by the council; one policy stays."),
        article("A chess game ended."),
    ]
    found = bs.stories(rows, stemmer="english", clean=False)
    assert {"policies", "housing"} <= set(found[0].terms)
    assert "hous" in found.terms
    assert not any(term in found[0].terms for term in ("hous", "polici"))


def test_an_inflected_word_is_no_new_term_where_words_are_stemmed():
    pytest.importorskip("Stemmer")
    rows = [article("A vote opened.", "2025-01-01"), article("Votes are opening.", "2025-01-02")]
    assert bs.stories(rows, clean=False)[0].new_in(0).n_earlier == 0
    stems = bs.stories(rows, stemmer="english", clean=False, min_similarity=0.01)
    assert stems[0].new_in("1").terms == ()


def test_each_language_has_its_own_stems():
    pytest.importorskip("Stemmer")
    rows = [
        article("The houses of the city were closed and they were not opened by the mayor."),
        article("Die Häuser der Stadt wurden geschlossen und nicht wieder von ihm geöffnet."),
        article("The house of the city was closed and it was not opened by the mayor then."),
    ]
    articles = bs.read(rows)
    vectorizer, X = vectorize(articles, 1, stemmer="language", stop_words="language")
    found = bs.Stories(
        articles, np.zeros(3, np.int32), vectors=X, terms=vectorizer.get_feature_names_out(),
        cleaned=None, merges=(), time_scale_us=None, min_similarity=0.2, stemmer="language",
    )  # fmt: skip
    assert texts(found[0].new_in(1).terms) == ["Häuser", "Stadt", "geschlossen", "geöffnet"]
    assert found[0].new_in(2).terms == ()
    words = {word for text in articles.text for word in re.findall(r"\w+", text.lower())}
    assert set(found[0].terms) <= words


# ---- shown and handed on --------------------------------------------------------------------


class Tags(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)


def shown(story):
    member = story.members[-1].id
    return [
        story.timeline, story.followers, story.new_in(member), story.related(), story.explain(),
        *([] if story.nearest() is None else [story.nearest()]),
    ]  # fmt: skip


def test_what_is_shown_is_plain_data_and_escaped():
    rows = [
        article(f"The bridge opened. {HOSTILE} 5", f"2025-01-0{n}", f"{HOSTILE}{n}", HOSTILE,
                id=f"{HOSTILE}{n}")
        for n in (1, 2, 3)
    ]  # fmt: skip
    found = together(rows, labels=[0, 0, 1])
    for story in found:
        for part in shown(story):
            cells = {"table", "caption", "thead", "tbody", "tr", "th", "td"}
            assert Tags(part._repr_html_()).tags <= cells
            assert "\x1b" not in repr(part)
            assert "\ud800" not in repr(part)
            json.dumps(part.to_dict())


def test_explanations_of_all_stories_are_those_of_each():
    path = Path(__file__).parents[2] / "examples" / "articles.jsonl"
    found = bs.stories(path)
    together_ = found.explain()
    assert [told.label for told in together_] == list(range(len(found)))
    for story, told in zip(found, together_, strict=True):
        assert story.explain() == told
        assert (told.nearest is None) == (len(story) > 1)
        assert told.terms == story.terms
        assert len(told.timeline) == len(story)


# ---- real articles --------------------------------------------------------------------------


def test_stories_of_allsides_are_told_in_seconds(data, tmp_path):
    found = bs.stories(bs.read(data("allsides_stories") / "train.jsonl.gz"))
    told = found.explain()
    assert sum(len(story.timeline) for story in told) == len(found.articles)
    reprints = 0
    for story, explanation in zip(found, told, strict=True):
        first, *others = explanation.timeline
        assert (first.copied, first.copied_from) == (0, None)
        reprints += sum(entry.copied > 0.5 for entry in others)
        dates = [entry.date for entry in explanation.timeline if entry.date is not None]
        assert dates == sorted(dates)
        assert all(f.delay >= timedelta(0) for f in explanation.followers)
        assert story.first_publisher == explanation.followers.first_source
    assert 0 < reprints < 50  # the articles of a story are of different outlets
    found.to_html(tmp_path / "page.html")
