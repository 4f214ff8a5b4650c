"""How what a story tells is named, shown and handed on."""

from __future__ import annotations

import json
import re
import time
from datetime import timedelta
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import broadsheet as bs
from broadsheet._recipe import vectorize
from broadsheet._story_words import StoryWords
from told import article, grouped, texts, together

FORMS = ["houses", "house", "housing", "policies", "policy", "votes", "vote", "bridge"]
HOSTILE = "<script>alert(1)</script> \x1b[31m {{ 7 * 7 }} \ud800"


# ---- labels with stems ----------------------------------------------------------------------


def test_labels_of_stems_are_words_that_people_write():
    pytest.importorskip("Stemmer")
    rows = [
        article("The council voted on housing policies. Policies of housing matter."),
        article("Housing policies were voted down by the council; one policy stays."),
        article("A chess game ended."),
    ]
    found = bs.stories(rows, language="english", clean=False)
    assert {"policies", "housing"} <= set(found[0].terms)
    assert "housing" in found.terms
    assert not any(term in found[0].terms for term in ("hous", "polici"))


def test_reasons_of_pairs_are_words_that_people_write():
    pytest.importorskip("Stemmer")
    rows = [article("Policies of housing."), article("A housing policy."), article("Houses fell.")]
    found = bs.stories(rows, language="english", clean=False, min_similarity=0.5)
    assert found.labels_.tolist() == [0, 0, 1]
    assert set(found.why(0, 1).terms) == {"policies", "housing"}
    assert found.why(0, 2).terms == ("housing",)


def test_an_inflected_word_is_no_new_term_where_words_are_stemmed():
    pytest.importorskip("Stemmer")
    rows = [article("A vote opened.", "2025-01-01"), article("Votes are opening.", "2025-01-02")]
    words = bs.stories(rows, language=None, clean=False, min_similarity=0.01)
    assert words.labels_.tolist() == [0, 1]
    stems = bs.stories(rows, language="english", clean=False, min_similarity=0.01)
    assert stems[0].new_in("1").terms == ()


def test_each_language_has_its_own_stems():
    pytest.importorskip("Stemmer")
    rows = [
        article("The houses of the city were closed and they were not opened by the mayor."),
        article("Die Häuser der Stadt wurden geschlossen und nicht wieder von ihm geöffnet."),
        article("The house of the city was closed and it was not opened by the mayor then."),
    ]
    articles = bs.read(rows)
    vectorizer, X = vectorize(articles, 1, language="auto")
    found = grouped(articles, np.zeros(3), vectorizer, X)
    assert texts(found[0].new_in(1).terms) == ["Häuser", "Stadt", "geschlossen", "geöffnet"]
    assert found[0].new_in(2).terms == ()
    words = {word for text in articles.text for word in re.findall(r"\w+", text.lower())}
    assert set(found[0].terms) <= words


@given(st.lists(st.lists(st.sampled_from(FORMS), max_size=8), min_size=1, max_size=5))
@settings(deadline=None)
def test_a_term_is_named_by_the_word_that_is_used_most_and_of_equals_by_the_first(members):
    pytest.importorskip("Stemmer")
    rows = [article(" ".join(words)) for words in [FORMS, *members]]
    found = bs.stories(rows, language="english", clean=False)
    words = StoryWords(found, np.arange(len(rows)))
    said = [word for row in rows for word in row["text"].split()]
    stem_of = {word: re.sub("(ies|y|es|e|ing|s)$", "", word) for word in FORMS}
    for column in range(len(found.terms)):
        name = words.most_common_forms(np.array([column], dtype=np.int32))[column]
        alike = [word for word in said if stem_of[word] == stem_of[name]]
        assert name == max(dict.fromkeys(alike), key=alike.count)
    assert words.most_common_forms(np.array([len(found.terms)], dtype=np.int32)) == {}


def test_words_of_a_story_are_counted_once_for_all_names():
    rng = np.random.default_rng(0)
    rows = [article(" ".join(f"w{n}" for n in rng.integers(0, 30_000, 500))) for _ in range(2_000)]
    found = together(rows)
    words = StoryWords(found, np.arange(len(rows)))
    columns = np.arange(50, dtype=np.int32)
    first = words.most_common_forms(columns)
    began = time.process_time()
    assert all(words.most_common_forms(columns) == first for _ in range(2_000))
    assert time.process_time() - began < 2  # of a million words, counted each time, 20


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


@pytest.mark.slow
def test_a_story_of_twenty_thousand_articles_is_told_in_linear_time():
    rng = np.random.default_rng(0)
    words = np.array([f"w{number}" for number in range(30_000)])
    agency = rng.choice(words, 500)

    def seconds(n: int) -> float:
        rows = []
        for _ in range(n):
            mine = agency.copy()
            mine[rng.integers(0, 500, 30)] = rng.choice(words, 30)
            rows.append(article(" ".join(mine) + "."))
        story = together(rows)[0]
        began = time.process_time()
        told = story.timeline
        story.new_in(n - 1)
        assert np.mean([entry.copied for entry in told][1:]) > 0.4
        return time.process_time() - began

    half, whole = seconds(10_000), seconds(20_000)
    print(f"10,000: {half:.1f} s, 20,000: {whole:.1f} s")  # noqa: T201 - shown by pytest -s
    assert whole < 3 * half
