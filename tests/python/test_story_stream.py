"""`StoryStream`: what holds whatever comes in."""

from __future__ import annotations

import copy
import pickle
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import broadsheet as bs
from streamed import START, fed, news, replayed


def batches(rows, cuts):
    edges = [0, *sorted(cuts), len(rows)]
    return [rows[a:b] for a, b in pairwise(edges)]


streams = st.fixed_dictionaries(
    {
        "window": st.sampled_from(["1D", "3D", "7D"]),
        "relink": st.sampled_from([None, "6h", "1D", "5D"]),
        "half_life": st.sampled_from([None, "2D", "30D"]),
        "time_scale": st.sampled_from([None, "1D"]),
        "min_similarity": st.sampled_from(["auto", 0.1, 0.3]),
    }
)
piles = st.builds(
    news,
    st.lists(st.integers(1, 6), min_size=1, max_size=8),
    seed=st.integers(0, 9),
    days=st.sampled_from([3, 10, 30]),
)


@settings(max_examples=25, deadline=None)
@given(piles, streams, st.data())
def test_it_does_not_matter_in_which_batches_articles_come(rows, options, data):
    cuts = data.draw(st.lists(st.integers(0, len(rows)), max_size=5))
    whole = fed([rows], **options)
    parted = fed(batches(rows, cuts), **options)
    assert parted.events == whole.events
    assert parted.to_dict() == whole.to_dict()
    assert fed([[row] for row in rows], **options).events == whole.events


@settings(max_examples=25, deadline=None)
@given(piles, streams)
def test_the_events_replayed_give_the_stories_that_there_are(rows, options):
    stream = fed([rows], **options)
    assert replayed(stream.events) == stream.to_dict()
    living = {name for story in stream.live().values() for name in story.members.id}
    assert {stream.story_of(name) for name in living} == set(stream.live())
    for number, story in stream.live().items():
        assert {stream.story_of(name) for name in story.members.id} == {number}


@settings(max_examples=15, deadline=None)
@given(piles, streams, st.data())
def test_nothing_looks_ahead(rows, options, data):
    n = data.draw(st.integers(0, len(rows)))
    early = fed([rows[:n]], **options).events
    assert fed([rows], **options).events[: len(early)] == early


@settings(max_examples=15, deadline=None)
@given(piles, streams, st.data())
def test_a_stream_that_was_saved_goes_on_as_if_it_had_not_been(rows, options, data):
    n = data.draw(st.integers(0, len(rows)))
    stream = pickle.loads(pickle.dumps(fed([rows[:n]], **options), protocol=5))
    stream.add(rows[n:])
    assert stream.events == fed([rows], **options).events


@settings(max_examples=15, deadline=None)
@given(piles, streams)
def test_events_are_in_the_order_of_time_and_are_told_once(rows, options):
    events = fed([rows], **options).events
    times = [event.time for event in events]
    assert times == sorted(times)
    arrived = [name for e in events if e.kind in ("born", "grew") for name in e.articles]
    assert arrived == [row["id"] for row in rows]
    over = set()
    for event in events:
        assert event.story not in over
        assert event.other not in over
        if event.kind in ("ended", "merged"):
            over.add(event.story)
        assert (event.other is None) == (event.kind not in ("merged", "split"))


@settings(max_examples=10, deadline=None)
@given(piles, st.randoms(use_true_random=False))
def test_articles_of_one_call_are_taken_by_their_dates(rows, random):
    rows = [row | {"date": START + timedelta(hours=3 * i)} for i, row in enumerate(rows)]
    shuffled = random.sample(rows, len(rows))
    assert fed([shuffled]).events == fed([rows]).events


def test_threads_change_nothing():
    rows = news([5, 3, 1, 1, 8, 2, 4], seed=3)
    one, two, every = (fed([rows], n_jobs=n).events for n in (1, 2, None))
    assert one == two == every


def test_stories_are_found():
    rows = news([6, 5, 4, 3, 3, 2, 2, 1, 1, 1], seed=1)
    stream = fed([rows])
    truth = [int(row["id"].split("-")[0]) for row in rows]
    found = [stream.story_of(row["id"]) for row in rows]
    assert bs.metrics.bcubed(truth, found)[2] > 0.9


def test_a_saved_stream_goes_on_in_another_process(tmp_path):
    rows = news([4, 4, 2, 1], seed=2)
    half = len(rows) // 2
    (tmp_path / "stream").write_bytes(pickle.dumps(fed([rows[:half]])))
    (tmp_path / "rows").write_bytes(pickle.dumps(rows[half:]))
    code = (
        "import pickle\n"
        "stream = pickle.load(open('stream', 'rb'))\n"
        "stream.add(pickle.load(open('rows', 'rb')))\n"
        "pickle.dump([e.to_dict() for e in stream.events], open('events', 'wb'))\n"
    )
    subprocess.run([sys.executable, "-c", code], cwd=tmp_path, check=True)
    told = pickle.loads((tmp_path / "events").read_bytes())
    assert told == [event.to_dict() for event in fed([rows]).events]


def test_a_stream_without_articles():
    stream = bs.StoryStream()
    for _ in range(2):
        assert stream.clock is None
        assert stream.events == ()
        assert stream.to_dict() == {}
        assert stream.live() == {}
        assert len(stream) == 0
        assert repr(stream) == "StoryStream: no articles yet"
        assert stream.add([]) == []
    again = pickle.loads(pickle.dumps(stream))
    assert again.add([{"id": "a", "text": "News.", "date": START}])[0].kind == "born"


def test_an_unknown_article_has_no_story():
    with pytest.raises(KeyError, match='no article "x" has come'):
        bs.StoryStream().story_of("x")


@pytest.mark.parametrize("relink", ["1D", None])
def test_articles_of_any_script_and_of_none(relink):
    texts = [
        "", "   ", "\x00", "🙂", "the of and", "Նոր կամուրջը բացվեց", "新的大桥今天通车",
        "الجسر الجديد", "Der neue Hafen öffnet", "पुल खुल गया", "\u202eabc", "a" * 100_000,
    ]  # fmt: skip
    rows = [
        {"id": f"{name}{i}", "text": text, "date": START + timedelta(hours=5 * i)}
        for i, text in enumerate(texts)
        for name in "ab"
    ]
    stream = fed([rows], relink=relink)
    assert len(stream.to_dict()) == len(rows)
    assert replayed(stream.events) == stream.to_dict()
    bridge = texts.index("Նոր կամուրջը բացվեց")
    assert stream.story_of(f"a{bridge}") == stream.story_of(f"b{bridge}")
    assert len({stream.story_of(f"{name}{i}") for name in "ab" for i in range(4)}) == 8


def test_an_event_is_told_as_json():
    stream = bs.StoryStream()
    (event,) = stream.add(
        [{"id": "a", "text": "The bridge opened.", "date": "2024-05-01T12:00:00Z"}]
    )
    assert event.to_dict() == {
        "kind": "born", "time": event.to_dict()["time"], "story": 0, "articles": ["a"],
    }  # fmt: skip
    assert event.time == datetime(2024, 5, 1, 12, tzinfo=UTC)
    assert datetime.fromisoformat(event.to_dict()["time"]) == event.time


@pytest.mark.parametrize("copied", [copy.copy, copy.deepcopy])
def test_a_copy_goes_on_by_itself(copied):
    rows = news([3, 3], seed=1, days=3)
    stream = bs.StoryStream()
    stream.add(rows[:3])
    before = stream.to_dict()
    other = copied(stream)
    other.add(rows[3:])
    assert stream.to_dict() == before
    stream.add(rows[3:])
    assert stream.events == other.events
