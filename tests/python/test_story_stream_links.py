"""`StoryStream`: linking anew, ids that stay, corrections."""

from __future__ import annotations

from datetime import datetime, timedelta

import numpy as np
import pytest
from sklearn.base import BaseEstimator

import broadsheet as bs
from streamed import START, fed, news, replayed

WINDOW = timedelta(days=3)
SIX_DAYS = datetime(2024, 5, 5)  # a multiple of six days from 1970
FIRST = {"a": 0, "b": 0, "c": 1, "d": 1}


class Scripted(BaseEstimator):
    """A clusterer that gives the labels that it was given, in the order of arrival."""

    def __init__(self, labels):
        self.labels = labels

    def fit_predict(self, X):
        return np.array(self.labels[: X.shape[0]])


class Hashed(bs.HashingVectorizer):
    """Columns without words, named by their numbers, as `stories` wants names."""

    def __init__(self, n_features, fields, alternate_sign):
        super().__init__(n_features=n_features, fields=fields, alternate_sign=alternate_sign)

    def get_feature_names_out(self):
        return np.arange(self.n_features).astype(str)


def regrouped(labels, stories=FIRST):
    """Add articles of some stories, and have them linked anew with some labels."""
    words = ["bridge harbour traffic", "chess vote president", "storm coast flood", "rates bank"]
    rows = [
        {"id": name, "text": words[story], "date": START + timedelta(minutes=i)}
        for i, (name, story) in enumerate(stories.items())
    ]
    stream = bs.StoryStream(linkage=Scripted(labels), clean=False)
    stream.add(rows)
    assert stream.to_dict() == stories
    happened = stream.add([{"id": "z", "text": "Zebra.", "date": START + timedelta(days=1)}])
    assert happened[-1].articles == ("z",)
    assert replayed(stream.events) == stream.to_dict()
    assert all(e.time.replace(tzinfo=None) == START + timedelta(days=1) for e in happened)
    changes = [(e.kind, e.story, e.articles, e.other) for e in happened[:-1]]
    return stream, changes


def test_what_stays_as_it_was_is_no_event():
    stream, changes = regrouped([5, 5, 2, 2])
    assert changes == []
    assert stream.story_of("z") == 2


def test_of_two_that_share_as_many_the_oldest_id_stays():
    stream, changes = regrouped([0, 0, 0, 0])
    assert changes == [("merged", 1, ("c", "d"), 0)]
    assert set(stream.live()) == {0, 2}


def test_the_story_that_shares_most_articles_gives_its_id():
    stories = {"a": 0, "b": 1, "c": 1}
    stream, changes = regrouped([0, 0, 0], stories)
    assert changes == [("merged", 0, ("a",), 1)]
    assert stream.story_of("a") == 1


def test_what_leaves_a_story_that_goes_on_is_split_from_it():
    stream, changes = regrouped([0, 1, 1, 1])
    assert changes == [("split", 1, ("b",), 0)]
    assert stream.to_dict() == {"a": 0, "b": 1, "c": 1, "d": 1, "z": 2}


def test_a_part_that_is_new_has_the_next_id():
    stream, changes = regrouped([0, 1, 2, 2])
    assert changes == [("split", 2, ("b",), 0)]
    assert stream.story_of("z") == 3


def test_of_the_parts_of_a_story_the_largest_keeps_the_id():
    _, changes = regrouped([1, 0, 0, 0], {"a": 0, "b": 0, "c": 0, "d": 0})
    assert changes == [("split", 1, ("a",), 0)]


def test_a_story_that_falls_apart_into_others_is_merged_into_the_one_that_has_most_of_it():
    stories = {"a": 0, "b": 0, "c": 0, "d": 1, "e": 1, "f": 1, "g": 1, "h": 2, "i": 2}
    stream, changes = regrouped([0, 0, 0, 0, 0, 1, 0, 1, 1], stories)
    # new 0 has a, b, c, d, e, g: three of 0, three of 1, and 0 is older; new 1 has h, i, f
    assert changes == [("split", 2, ("f",), 1), ("merged", 1, ("d", "e", "g"), 0)]
    assert set(stream.live()) == {0, 2, 3}


def test_articles_that_left_follow_the_story_that_they_were_in():
    times = {"old": -5.5, "c": -3, "b": -0.4, "d": -0.3}
    rows = [
        {
            "id": name,
            "text": "chess vote president" if name in ("old", "c") else "bridge harbour traffic",
            "date": SIX_DAYS + timedelta(days=days),
        }
        for name, days in times.items()
    ]
    stream = bs.StoryStream(
        linkage=Scripted([0, 0, 0]), clean=False, time_scale=None, window="5D", relink="6D"
    )
    stream.add(rows)
    assert stream.to_dict() == {"old": 0, "c": 0, "b": 1, "d": 1}
    (merged, _) = stream.add([{"id": "z", "text": "Zebra.", "date": SIX_DAYS}])
    assert (merged.kind, merged.story, merged.articles) == ("merged", 0, ("old", "c"))
    assert stream.story_of("old") == stream.story_of("b") == 1
    assert replayed(stream.events) == stream.to_dict()


def test_ids_are_never_given_twice():
    stream = fed([news([3] * 12, seed=4, days=40)], window="3D")
    firsts = [e.story for e in stream.events if e.kind == "born"]
    assert len(set(firsts)) == len(firsts)


@pytest.mark.parametrize(
    ("options", "same"),
    [
        ({"min_similarity": 0.25}, {"min_similarity": 0.25}),
        (
            {"min_similarity": 0.5, "smooth": (2, 1.0, 1)},
            {"min_similarity": 0.5, "smooth": (2, 1.0, 1)},
        ),
        (
            {"min_similarity": 0.3, "linkage": "complete"},
            {"min_similarity": 0.3, "linkage": "complete"},
        ),
        ({"min_similarity": "auto"}, {"min_similarity": 0.6, "smooth": (2, 0.5, 1)}),
        ({"smooth": (2, 1.0, 1)}, {"smooth": (2, 1.0, 1)}),
    ],
)
@pytest.mark.parametrize("seed", range(4))
def test_linking_anew_gives_what_stories_gives_of_the_window(options, same, seed):
    rows = news([3, 3, 2, 2, 1, 1, 1, 4], seed=seed, days=5)
    rows = [row | {"date": row["date"] - START + SIX_DAYS - timedelta(days=4)} for row in rows]
    rows = [row for row in rows if row["date"] < SIX_DAYS]
    words = Hashed(2**16, fields={"title": 3.0, "text": 1.0}, alternate_sign=False)
    stream = bs.StoryStream(
        vectorizer=words, clean=False, window=WINDOW, relink="6D", time_scale="2D", **options
    )
    stream.add(rows)
    stream.add([{"id": "z", "text": "Zebra.", "date": SIX_DAYS}])
    live = [row for row in rows if row["date"] >= SIX_DAYS - WINDOW]
    found = bs.stories(live, vectorizer=words, clean=False, time_scale="2D", **same)
    assert len(live) > 5
    assert bs.metrics.bcubed(found.labels_, [stream.story_of(row["id"]) for row in live])[2] == 1


A, B, C = "The harbour bridge opened.", "A storm hit the coast.", "Rates rose at the bank."


def day(name, text, days):
    return {"id": name, "text": text, "date": START + timedelta(days=days)}


@pytest.mark.parametrize("relink", [None, "1D"])
def test_a_must_link_puts_an_article_into_the_story_of_its_partner(relink):
    stream = bs.StoryStream(corrections={"must_link": [["a", "c"]]}, relink=relink)
    stream.add([day("a", A, 0), day("b", B, 0), day("c", C, 0.5), day("d", B, 2)])
    assert stream.story_of("c") == stream.story_of("a")
    assert stream.story_of("d") == stream.story_of("b") != stream.story_of("a")


@pytest.mark.parametrize("relink", [None, "1D"])
def test_a_cannot_link_bars_the_story_of_its_partner(relink):
    stream = bs.StoryStream(corrections={"cannot_link": [["a", "c"]]}, relink=relink)
    stream.add([day("a", A, 0), day("c", A, 0.5), day("d", B, 2)])
    assert stream.story_of("c") != stream.story_of("a")


def test_must_links_tie_through_articles_that_have_not_come():
    links = {"must_link": [["a", "x"], ["x", "c"]], "cannot_link": [["x", "b"]]}
    stream = bs.StoryStream(corrections=links, relink=None)
    stream.add([day("a", A, 0), day("b", A, 0.1), day("c", C, 0.2)])
    assert stream.story_of("c") == stream.story_of("a") != stream.story_of("b")


def test_pairs_of_articles_that_never_come_do_nothing():
    rows = news([4, 3, 2], seed=5)
    corrections = {"must_link": [["no", "never"]], "cannot_link": [["nobody", rows[0]["id"]]]}
    assert fed([rows], corrections=corrections).events == fed([rows]).events


def test_corrections_hold_at_any_time_of_a_stream():
    rows = news([4, 4, 3, 3], seed=6, days=5)
    one = [row["id"] for row in rows if row["id"].startswith("0-")]
    two = [row["id"] for row in rows if row["id"].startswith("1-")]
    corrections = bs.Corrections([(one[0], two[0])], [(one[0], one[-1])])
    stream = bs.StoryStream(corrections=corrections, window="30D", relink="6h")
    for row in rows:
        stream.add([row])
        there = stream.to_dict()
        if {one[0], two[0]} <= there.keys():
            assert there[one[0]] == there[two[0]]
        if {one[0], one[-1]} <= there.keys():
            assert there[one[0]] != there[one[-1]]


def test_contradictions_are_named():
    with pytest.raises(ValueError, match='"a"'):
        bs.StoryStream(corrections={"must_link": [["a", "b"]], "cannot_link": [["b", "a"]]})


def test_a_vectorizer_without_names_will_do():
    rows = news([3, 3, 2], seed=1, days=5)
    words = bs.HashingVectorizer(n_features=2**12, fields={"text": 1.0}, alternate_sign=False)
    stream = fed([rows], vectorizer=words, min_similarity=0.2, clean=False)
    assert len(stream.to_dict()) == 8
    assert all(story.terms for story in stream.live().values())


def test_corrections_can_be_set_as_they_are_passed():
    stream = bs.StoryStream()
    stream.add([{"id": "a", "text": "The bridge opened.", "date": "2024-05-17"}])
    stream.corrections = {"must_link": [["a", "b"]]}
    stream.add([{"id": "b", "text": "A chess title was won.", "date": "2024-05-17"}])
    assert stream.story_of("b") == 0
    with pytest.raises(TypeError, match="corrections must be Corrections, a path"):
        stream.corrections = 3
    assert stream.corrections == bs.Corrections(must_link=[("a", "b")])


class OneRowTooMany(BaseEstimator):
    """A vectorizer that loses count."""

    def transform(self, articles):
        return np.ones((len(articles) + 1, 2))


def test_a_vectorizer_has_to_give_a_row_for_each_article():
    stream = bs.StoryStream(vectorizer=OneRowTooMany())
    with pytest.raises(ValueError, match="vectorizer gave 2 rows for 1 article"):
        stream.add([{"id": "a", "text": "The bridge opened.", "date": "2024-05-17"}])
    assert stream.to_dict() == {}


def test_what_is_no_vectorizer_or_number_of_threads_is_refused_at_once():
    with pytest.raises(TypeError, match="vectorizer must have a method transform, got 3"):
        bs.StoryStream(vectorizer=3)
    with pytest.raises(TypeError, match="n_jobs must be an int or None"):
        bs.StoryStream(n_jobs="x")
