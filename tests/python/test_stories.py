"""`stories`: articles in, stories out, every one in one."""

from __future__ import annotations

import gzip
import json
import math
import pickle
from collections import defaultdict
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest

import broadsheet as bs

BRIDGE = [
    "The harbour bridge opened to traffic after ten years of work.",
    "Traffic crossed the new harbour bridge for the first time as it opened.",
    "The chess federation chose a new president in a close vote.",
]


def rows(*days: str | None) -> list[dict]:
    words = ("again", "today", "soon", "never")
    return [
        {"text": f"The harbour bridge opened to traffic at last. {word}", "date": day}
        for word, day in zip(words, days, strict=False)
    ]


def bcubed_f1(truth: list[object], found: list[object]) -> float:
    """The definition, article by article: slow and obvious."""

    def mean_share(of: list[object], within: list[object]) -> float:
        shares = []
        for i in range(len(of)):
            mine = {j for j in range(len(of)) if of[j] == of[i]}
            shares.append(len([j for j in mine if within[j] == within[i]]) / len(mine))
        return sum(shares) / len(shares)

    precision, recall = mean_share(found, truth), mean_share(truth, found)
    return 2 * precision * recall / (precision + recall)


@pytest.fixture(scope="module")
def example() -> list[dict]:
    path = Path(__file__).parents[2] / "examples" / "articles.jsonl"
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def test_articles_of_one_event_are_one_story():
    assert bs.stories(BRIDGE).labels_.tolist() == [0, 0, 1]


def test_labels_are_numbered_by_first_appearance_and_cover_every_article(example):
    found = bs.stories(bs.read(example))
    assert len(found.labels_) == len(example)
    first = list(dict.fromkeys(found.labels_.tolist()))
    assert first == list(range(len(found)))
    assert sorted(row for story in found for row in story.rows) == list(range(len(example)))


def test_the_example_is_grouped_right_with_the_defaults(example):
    found = bs.stories(bs.read(example))
    assert bcubed_f1([row["story"] for row in example], found.labels_.tolist()) >= 0.95


def test_articles_far_apart_in_time_are_two_stories_though_their_words_are_alike():
    near = bs.stories(rows("2025-03-01", "2025-03-02"))
    far = bs.stories(rows("2025-03-01", "2025-03-21"))
    assert near.labels_.tolist() == [0, 0]
    assert far.labels_.tolist() == [0, 1]


def test_a_missing_date_neither_joins_nor_parts():
    assert bs.stories(rows("2025-03-01", None)).labels_.tolist() == [0, 0]


def test_without_a_time_scale_dates_are_ignored():
    found = bs.stories(rows("2025-03-01", "2025-03-21"), time_scale=None)
    assert found.labels_.tolist() == [0, 0]


@pytest.mark.parametrize(
    "time_scale", ["4D", "96h", " 4.0 D", timedelta(days=4), np.timedelta64(4, "D")]
)
def test_a_time_scale_may_be_given_in_several_ways(time_scale):
    found = bs.stories(rows("2025-03-01", "2025-03-05"), time_scale=time_scale)
    assert found.why(0, 1).time_factor == pytest.approx(math.exp(-0.5))


@pytest.mark.parametrize(
    ("options", "error", "said"),
    [
        ({"min_similarity": 0}, ValueError, "above 0 and at most 1"),
        ({"min_similarity": 1.5}, ValueError, "above 0 and at most 1"),
        ({"min_similarity": math.nan}, ValueError, "above 0 and at most 1"),
        ({"min_similarity": "high"}, TypeError, "must be a number"),
        ({"min_similarity": True}, TypeError, "must be a number"),
        ({"time_scale": "four days"}, ValueError, '"four days"'),
        ({"time_scale": "0D"}, ValueError, "positive"),
        ({"time_scale": timedelta(days=-1)}, ValueError, "positive"),
        ({"time_scale": 4}, TypeError, "time_scale"),
        ({"n_jobs": 0}, ValueError, "n_jobs"),
    ],
)
def test_wrong_options_are_refused_by_name(options, error, said):
    with pytest.raises(error, match=said):
        bs.stories(BRIDGE, **options)


def test_no_article_is_an_error():
    with pytest.raises(ValueError, match="there are no articles"):
        bs.stories([])


def test_articles_without_any_word_are_an_error_that_says_so():
    with pytest.raises(ValueError, match="none of the 3 articles has a word"):
        bs.stories(["", " ", "the"])


def test_one_article_is_one_story():
    found = bs.stories(["The bridge opened."])
    assert len(found) == 1
    assert found[0].lead.text == "The bridge opened."


def test_an_article_without_a_word_is_a_story_of_its_own():
    assert bs.stories([*BRIDGE, ""]).labels_.tolist() == [0, 0, 1, 2]


def test_titles_alone_suffice():
    found = bs.stories([{"title": text, "text": ""} for text in BRIDGE])
    assert found.labels_.tolist() == [0, 0, 1]


def test_shares_of_why_sum_to_the_cosine(example):
    found = bs.stories(bs.read(example))
    dense = found.vectors.toarray()
    for story in found.by_size():
        for row in story.rows[1:]:
            why = found.why(int(story.rows[0]), int(row))
            assert why.shares.sum() == pytest.approx(why.cosine, abs=1e-12)
            assert why.cosine == pytest.approx(dense[story.rows[0]] @ dense[row], abs=1e-12)
            assert (np.diff(why.shares) <= 0).all()
            assert why.similarity == pytest.approx(why.cosine * why.time_factor)


def test_why_takes_ids_and_positions_and_refuses_others():
    found = bs.stories([{"id": "x", "text": BRIDGE[0]}, {"id": "y", "text": BRIDGE[1]}])
    assert found.why("x", "y").terms == found.why(0, -1).terms
    with pytest.raises(KeyError, match="z"):
        found.why("x", "z")
    with pytest.raises(IndexError, match="2"):
        found.why(0, 2)


def test_articles_without_a_common_term_have_no_reason():
    why = bs.stories(BRIDGE).why(0, 2)
    assert why.terms == ()
    assert why.cosine == 0
    assert "no term" in repr(why)


def test_the_lead_is_the_medoid(example):
    found = bs.stories(bs.read(example))
    for story in found.by_size():
        dense = found.vectors[story.rows].toarray()
        sums = (dense @ dense.T).sum(axis=1)
        lead = list(story.members.id).index(story.lead.id)
        assert sums[lead] == pytest.approx(sums.max(), abs=1e-12)


def test_a_story_tells_its_members_dates_and_sources():
    found = bs.stories([
        {"id": "a", "text": BRIDGE[0], "date": "2025-03-02T10:00:00+04:00", "source": "Quay"},
        {"id": "b", "text": BRIDGE[1], "date": "2025-03-01", "source": None},
    ])  # fmt: skip
    story = found[0]
    assert story.members.id == ("a", "b")
    assert story.members.source == ("Quay", None)
    assert story.dates == ("2025-03-01T00:00:00Z", "2025-03-02T06:00:00Z")
    assert "bridge" in story.terms
    assert story.why("a", "b").cosine > 0


def test_any_number_of_threads_gives_the_same_stories(example):
    one, three = (bs.stories(bs.read(example), n_jobs=n) for n in (1, 3))
    assert one.labels_.tobytes() == three.labels_.tobytes()
    assert all(a.tobytes() == b.tobytes() for a, b in zip(one.merges, three.merges, strict=True))


def test_to_dict_is_plain_and_complete(example):
    found = bs.stories(bs.read(example))
    plain = json.loads(json.dumps(found.to_dict()))
    assert plain["labels"] == found.labels_.tolist()
    ids = defaultdict(set)
    for row, label in zip(example, plain["labels"], strict=True):
        ids[label].add(row["id"])
    assert {s["label"]: {m["id"] for m in s["members"]} for s in plain["stories"]} == ids


def test_reprs_are_readable_and_short(example):
    found = bs.stories(bs.read(example))
    assert repr(found).startswith("Stories: 73 articles")
    assert len(repr(found).splitlines()) <= 24
    story = found.by_size()[0]
    assert all(term in repr(story) for term in story.terms)
    assert "cosine" in repr(story.why(int(story.rows[0]), int(story.rows[1])))
    assert len(found._repr_html_()) <= 10_000


def test_stories_pickle(example):
    found = bs.stories(bs.read(example))
    again = pickle.loads(pickle.dumps(found))
    assert again.to_dict() == found.to_dict()


def test_a_thousand_copies_are_one_story():
    found = bs.stories([*([BRIDGE[0]] * 1_000), BRIDGE[2]])
    assert np.bincount(found.labels_).tolist() == [1_000, 1]


def test_the_seed_article_alone_and_among_others(data):
    seed = data("seed")
    alone = bs.stories(bs.read(seed / "000_726a464117bb38cf.txt"))
    assert len(alone) == 1
    assert {"pashinyan", "csto"} & set(alone[0].terms)
    others = bs.read(data("newsarticles_harvard") / "all.jsonl.gz")
    text = (seed / "000_726a464117bb38cf.txt").read_text("utf-8")
    articles = bs.Articles(
        id=(*others.id, "seed"), title=(*others.title, ""), text=(*others.text, text),
        source=(*others.source, None), date=np.append(others.date, np.datetime64("NaT")),
    )  # fmt: skip
    found = bs.stories(articles)
    assert len(found.labels_) == len(others) + 1
    assert all("Karabakh" in text for text in found[found.labels_[-1]].members.text)


def test_allsides_stories_reach_the_bar(data):
    articles = bs.read(data("allsides_stories") / "train.jsonl.gz")
    with gzip.open(data("allsides_stories") / "train.jsonl.gz") as lines:
        truth = [json.loads(line)["cluster"] for line in lines]
    labels = bs.stories(articles).labels_.tolist()
    sizes_true, sizes_found, together = defaultdict(int), defaultdict(int), defaultdict(int)
    for story, label in zip(truth, labels, strict=True):
        sizes_true[story] += 1
        sizes_found[label] += 1
        together[story, label] += 1
    n = len(truth)
    precision = sum(m * m / sizes_found[label] for (_, label), m in together.items()) / n
    recall = sum(m * m / sizes_true[story] for (story, _), m in together.items()) / n
    assert 2 * precision * recall / (precision + recall) >= 0.85
