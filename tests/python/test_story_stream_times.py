"""`StoryStream`: windows, clocks that jump, articles that are late or have no date."""

from __future__ import annotations

import pickle
import time
from datetime import timedelta

import pytest

import broadsheet as bs
from streamed import START, fed, news, replayed

BRIDGE = "The harbour bridge opened to traffic after ten years of work."
AGAIN = "Traffic crossed the new harbour bridge as it opened."
CHESS = "The chess federation chose a president in a close vote."


def article(name, text, days):
    when = None if days is None else START + timedelta(days=days)
    return {"id": name, "text": text, "date": when}


def kinds(events):
    return [(event.kind, event.story, event.articles) for event in events]


def at(days):
    return (START + timedelta(days=days)).isoformat()


def time_of(event):
    return event.time.replace(tzinfo=None).isoformat()


def test_a_story_ends_when_the_window_has_passed_since_its_newest_article():
    stream = bs.StoryStream(window="3D")
    stream.add([article("a", BRIDGE, 0), article("b", AGAIN, 1)])
    assert stream.add([article("c", CHESS, 4)])[0].kind == "born"  # b lives: it is 3 days old
    ended, born = (
        stream.add(
            [
                article("d", CHESS + " Again.", 4.01),
            ]
        )[0],
        None,
    )
    assert (ended.kind, ended.story, ended.articles) == ("ended", 0, ("a", "b"))
    assert time_of(ended) == at(4)
    assert list(stream.live()) == [1]
    assert born is None


def test_a_story_that_ended_does_not_come_back():
    stream = fed([[article("a", BRIDGE, 0)], [article("b", BRIDGE, 9)]])
    assert stream.story_of("b") != stream.story_of("a")


@pytest.mark.parametrize("years", [1, 100, 7000])
@pytest.mark.parametrize("relink", [None, "1s", "1D"])
def test_a_clock_that_jumps_forward_costs_nothing(years, relink):
    rows = [article("a", BRIDGE, 0), article("b", AGAIN, 0.5)]
    began = time.perf_counter()
    stream = fed([rows], relink=relink)
    stream.add([article("c", BRIDGE, years * 365)])
    assert time.perf_counter() - began < 5
    assert list(stream.live()) == [stream.story_of("c")]
    assert [e.kind for e in stream.events].count("ended") == len(set(stream.to_dict().values())) - 1
    assert replayed(stream.events) == stream.to_dict()


def test_a_clock_that_jumps_back_is_an_error_that_changes_nothing():
    stream = fed([news([3, 2], days=4)])
    before = pickle.dumps(stream)
    late = [article("ok", CHESS, 6), article("late", BRIDGE, -400)]
    with pytest.raises(ValueError, match=r'row 1 \(id "late"\) is of 2023-03-28 00:00, before the'):
        stream.add(late)
    assert pickle.dumps(stream) == before
    assert "ok" not in stream.to_dict()


def test_late_articles_may_be_appended():
    rows = [article("a", BRIDGE, 0), article("c", CHESS, 0), article("b", AGAIN, 5)]
    stream = fed([rows], late="append", window="6D", time_scale="4D", relink=None)
    n = len(stream.events)
    happened = stream.add([article("e", CHESS, 6.5), article("old", BRIDGE, -1)])
    assert kinds(happened)[:2] == [("grew", stream.story_of("a"), ("old",)),
                                   ("ended", stream.story_of("c"), ("c",))]  # fmt: skip
    alone = stream.add([article("older", "Something else was said entirely.", -90)])
    assert [event.kind for event in alone] == ["born", "ended"]
    times = [event.time for event in stream.events]
    assert times == sorted(times)
    assert all(
        event.time.replace(tzinfo=None) >= START + timedelta(days=5) for event in stream.events[n:]
    )
    living = {name for story in stream.live().values() for name in story.members.id}
    assert living == {"b", "e"}
    assert replayed(stream.events) == stream.to_dict()


def test_within_the_window_articles_may_come_out_of_order():
    early, late = article("a", BRIDGE, 1), article("b", AGAIN, 2)
    other = article("c", CHESS, 3)
    stream = fed([[other], [late], [early]])
    assert stream.story_of("a") == stream.story_of("b") != stream.story_of("c")
    members = stream.live()[stream.story_of("a")].members
    assert [str(date)[:10] for date in members.date] == ["2024-05-03", "2024-05-02"]


def test_what_came_out_of_order_leaves_by_its_own_date():
    stream = fed([[article("b", BRIDGE, 2)], [article("a", CHESS, 0)]], window="3D")
    (ended, _) = stream.add([article("c", BRIDGE, 3.5)])
    assert (ended.kind, ended.articles) == ("ended", ("a",))


def test_an_article_without_a_date_counts_as_of_the_newest_before_it():
    rows = [article("a", BRIDGE, 3), article("b", AGAIN, None), article("c", CHESS, 5)]
    whole = fed([rows])
    assert kinds(whole.events) == [("born", 0, ("a",)), ("grew", 0, ("b",)), ("born", 1, ("c",))]
    assert time_of(whole.events[1]) == at(3)
    assert fed([[row] for row in rows]).events == whole.events
    whole.add([article("d", CHESS, None)])
    assert time_of(whole.events[-1]) == at(5)


def test_the_first_article_needs_a_date():
    stream = bs.StoryStream()
    with pytest.raises(ValueError, match=r'row 0 \(id "a"\) has no date'):
        stream.add([article("a", BRIDGE, None), article("b", BRIDGE, 1)])
    assert stream.clock is None
    stream.add([article("b", BRIDGE, 1)])
    stream.add([article("a", BRIDGE, None)])
    assert stream.story_of("a") == 0


def test_an_id_comes_once():
    stream = fed([[article("a", BRIDGE, 0)]])
    before = pickle.dumps(stream)
    with pytest.raises(ValueError, match='row 1 has the id "a", which came before'):
        stream.add([article("b", AGAIN, 1), article("a", AGAIN, 1)])
    with pytest.raises(ValueError, match='"b"'):
        stream.add([article("b", AGAIN, 1), article("b", AGAIN, 1)])
    assert pickle.dumps(stream) == before
    stream.add([article("c", BRIDGE, 30)])
    with pytest.raises(ValueError, match='"a", which came before'):  # also when it has left
        stream.add([article("a", BRIDGE, 30)])


@pytest.mark.parametrize(
    ("options", "error", "words"),
    [
        ({"window": None}, TypeError, "window"),
        ({"window": "7 weeks"}, ValueError, "window must be like"),
        ({"window": 7}, TypeError, "window"),
        ({"relink": "0D"}, ValueError, "relink"),
        ({"half_life": -1}, TypeError, "half_life"),
        ({"half_life": timedelta(0)}, ValueError, "half_life"),
        ({"late": "drop"}, ValueError, "late"),
        ({"late": None}, TypeError, "late"),
        ({"min_similarity": 0}, ValueError, "min_similarity"),
        ({"linkage": "ward"}, ValueError, "linkage"),
        ({"smooth": "much"}, ValueError, "smooth"),
        ({"clean": "yes"}, TypeError, "clean"),
        ({"language": "elvish"}, ValueError, "elvish"),
        ({"fields": {"body": 1.0}}, ValueError, "body"),
        ({"corrections": 3}, TypeError, "corrections"),
    ],
)
def test_a_parameter_that_is_none_of_these_is_named(options, error, words):
    with pytest.raises(error, match=words):
        bs.StoryStream(**options)
