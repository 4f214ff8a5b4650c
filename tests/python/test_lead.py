"""The lead of an article: what it is, and as a field."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import broadsheet as bs
from broadsheet._lead import lead

FIRST = "The council of Northquay opened the bridge over the river on Monday, a year late."
SECOND = "It had been closed since a storm in January took away two of its seven arches."
THIRD = "The mayor thanked the masons."
FOURTH = "A second bridge is planned next to it."
OPENING = f"{FIRST}\n{SECOND}"


def paragraphs(*lines: str) -> str:
    return "\n".join(lines)


def test_it_is_the_first_two_paragraphs() -> None:
    long = paragraphs(FIRST, SECOND + " " + SECOND, THIRD)
    assert lead(long) == paragraphs(FIRST, SECOND + " " + SECOND)


def test_short_paragraphs_are_followed_by_more() -> None:
    assert lead(paragraphs(FIRST, SECOND, THIRD, FOURTH, THIRD)) == paragraphs(
        FIRST, SECOND, THIRD, FOURTH
    )


def test_blank_lines_part_paragraphs_where_there_are_some() -> None:
    wrapped = FIRST.replace("bridge over", "bridge\nover")
    text = f"{wrapped}\n\n{SECOND} {SECOND}\n \n{THIRD}"
    assert lead(text) == paragraphs(FIRST, f"{SECOND} {SECOND}")


def test_a_text_in_one_line_gives_its_first_sentences() -> None:
    assert lead(" ".join([FIRST, SECOND, THIRD, FOURTH])) == " ".join([FIRST, SECOND, THIRD])


@pytest.mark.parametrize(
    "caption",
    [
        "Photo: the bridge on Sunday.",
        "Image caption The bridge seen from the harbour.",
        "FILE PHOTO: A ferry crosses the river, which it will not do for much longer now.",
        "Foto: die Brücke",
        "The bridge on the day before it was opened, with all of its arches. / AFP",
        "Masons at work on the bridge in the rain (Getty Images)",
        "By Ada Example",
        "Published: 3 May 2019",
    ],
)
def test_a_caption_a_credit_or_a_byline_is_left_out(caption: str) -> None:
    assert lead(paragraphs(caption, FIRST, SECOND)) == OPENING


def test_three_such_lines_are_left_out_at_most() -> None:
    byline = "By Ada Example"
    assert lead(paragraphs(*[byline] * 3, FIRST, SECOND)) == OPENING
    assert lead(paragraphs(*[byline] * 4, FIRST, SECOND)) == paragraphs(byline, FIRST, SECOND)


def test_a_text_of_nothing_else_is_kept() -> None:
    assert lead("By Ada Example") == "By Ada Example"


def test_a_line_that_goes_on_in_the_next_is_no_caption() -> None:
    first = "The council of Northquay"
    text = paragraphs(first, "opened the bridge.", SECOND)
    assert lead(text).startswith(first)


def test_lines_of_one_width_are_no_captions() -> None:
    text = paragraphs(
        "The Board and the Exchange", "Commission of Northquay asked", "the Mayor for more of the",
        "money that it had lent, for", "the bridge that it owns, said", "the Mayor.",
    )  # fmt: skip
    assert lead(text) == text


@pytest.mark.parametrize(
    "dateline",
    [
        "NORTHQUAY (Reuters) - ", "NORTHQUAY — ", "PORT LANTERN, Jan. 5 (AP) -- ",
        "Northquay (AFP) – ", "(CNN) -- ", "BERLIN, 3. Mai (dpa) - ",
        "MOSCOW, January 5 /TASS/. - ",
        "МОСКВА, 5 янв - ", "NORTHQUAY—",
    ],
)  # fmt: skip
def test_a_dateline_is_cut_off(dateline: str) -> None:
    assert lead(paragraphs(dateline + FIRST, SECOND)) == OPENING
    assert lead(paragraphs("Photo: the bridge", dateline + FIRST, SECOND)) == OPENING


@pytest.mark.parametrize(
    "opening",
    ["The bridge - closed for a year - opened.", "Twenty-two masons built it.", "UK rain fell.",
     "Why? Because NORTHQUAY - the town - wanted it."],
)  # fmt: skip
def test_a_dash_alone_makes_no_dateline(opening: str) -> None:
    assert lead(paragraphs(opening, SECOND, THIRD)).startswith(opening)


def test_it_ends_between_words() -> None:
    found = lead(paragraphs(" ".join([FIRST] * 20), SECOND))
    assert len(found) <= 600
    assert found == (" ".join([FIRST] * 20))[: len(found)]
    assert found[-1] != " "
    assert " ".join([FIRST] * 20)[len(found)] == " "


@given(st.text(alphabet=" \n.-—(/)Aab:é字", max_size=300))
def test_any_text_has_a_lead_of_its_own_words(text: str) -> None:
    found = lead(text)
    assert len(found) <= 600
    assert found == found.strip()
    assert "".join(found.split()) in "".join(text.split())
    assert bool(found) or not text.strip(" \n") or lead(text + " Bridge") != ""


def test_it_is_a_field() -> None:
    articles = bs.Articles(
        text=[paragraphs("NORTHQUAY (AP) - " + FIRST, SECOND, SECOND, SECOND, THIRD)],
        title=["Bridge"],
    )
    vectorizer = bs.CountVectorizer(fields={"title": 3, "lead": 10, "text": 1})
    counts = dict(
        zip(vectorizer.fit(articles).vocabulary_, vectorizer.transform(articles).data, strict=True)
    )
    assert counts["bridge"] == 3 + 10 + 1
    assert counts["storm"] == 2 * 10 + 3  # the third paragraph is needed to reach 200 characters
    assert counts["northquay"] == 10 + 2
    assert counts["masons"] == 1


def test_stories_take_it() -> None:
    articles = bs.Articles(text=[FIRST, SECOND, FIRST], title=["Bridge", "Storm", "Bridge"])
    found = bs.stories(articles, fields={"title": 3, "lead": 2, "text": 1})
    assert found.labels_.tolist() == [0, 1, 0]
    with pytest.raises(ValueError, match="fields has 'body'"):
        bs.stories(articles, fields={"body": 1})


def test_stories_of_several_languages_take_stop_words_and_stems() -> None:
    german = "Die Brücken, die der Rat gesperrt hatte, sind am Montag nicht wieder geöffnet worden."
    found = bs.stories([FIRST, german, SECOND], language="auto")
    assert not {"die", "der", "the", "of"} & set(found.terms)
    assert {"brücken", "bridge"} <= set(found.terms)


def test_no_word_in_chosen_fields_is_said() -> None:
    with pytest.raises(ValueError, match="all fields title are empty, or hold stop words only"):
        bs.stories(["A bridge."], fields={"title": 1})


def test_real_leads_are_short_and_no_datelines(data: Callable[[str], Path]) -> None:
    path = data("allsides_stories") / "train.jsonl.gz"
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        leads = [lead(json.loads(line)["text"]) for line in lines]
    lengths = np.array(list(map(len, leads)))
    assert lengths.max() <= 600
    assert 200 <= np.median(lengths) <= 600
    assert sum("(Reuters) - " in text[:60] for text in leads) == 0
