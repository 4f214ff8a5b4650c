"""The core's streams of stories, as Python reaches them; `tests/cpp` holds them to a reference."""

from __future__ import annotations

import pickle

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import broadsheet as bs
from alarm import alarm_interrupts, latency  # noqa: F401 - a fixture
from broadsheet import _core
from broadsheet._live_counts import StemCounter
from broadsheet._recipe import vectorize

DAY = 86_400 * 10**6
OPTIONS = {"window_us": 7 * DAY, "sigma_us": 2.0 * DAY, "half_life_us": 30 * DAY}
TEXTS = [
    "The harbour bridge opened to traffic after ten years of work.",
    "Traffic crossed the new harbour bridge for the first time as it opened.",
    "The chess federation chose a new president in a close vote.",
    "Die Brücke, die der Rat gesperrt hatte, ist am Montag wieder geöffnet worden.",
    "Chess: the federation has a new president.",
    "",
]


def added(live, counter, texts, times, **options):
    arrays = counter.count(bs.read(texts) if texts else bs.read([""])[:0])
    return live.add(
        *arrays, counter.n_terms, np.array(times, dtype=np.int64), min_similarity=0.1, **options
    )


def equal(a, b):
    if isinstance(a, tuple):
        return len(a) == len(b) and all(map(equal, a, b))
    return np.array_equal(a, b)


def test_articles_join_what_they_resemble_and_else_open_a_story():
    live = _core.LiveStories(**OPTIONS)
    story, similarity, opened, _ = added(live, StemCounter(), TEXTS, [0] * len(TEXTS))
    assert story.tolist() == [0, 0, 1, 2, 1, 3]
    assert opened.tolist() == [True, False, True, True, False, True]
    assert np.isnan(similarity).tolist() == opened.tolist()
    numbers, times, stories = live.live()
    assert numbers.tolist() == [0, 1, 2, 3, 4, 5]
    assert stories.tolist() == story.tolist()
    assert (times == 0).all()
    assert (live.n_live, live.n_stories, live.n_seen, live.next_story, live.clock) == (
        6,
        4,
        6,
        4,
        0,
    )


def test_stories_end_when_their_last_article_leaves():
    live, counter = _core.LiveStories(**OPTIONS), StemCounter()
    added(live, counter, TEXTS[:3], [0, DAY, 2 * DAY])
    ended, at = live.advance(9 * DAY)
    assert (ended.tolist(), at.tolist()) == ([0], [8 * DAY])
    *_, (ended, at, row) = added(live, counter, ["Rain.", "Snow."], [9 * DAY, 10 * DAY])
    assert (ended.tolist(), at.tolist(), row.tolist()) == ([1], [9 * DAY], [1])


@settings(max_examples=50, deadline=None)
@given(st.lists(st.integers(0, len(TEXTS) - 1), min_size=1, max_size=12), st.data())
def test_batches_do_not_matter_to_the_bit(chosen, data):
    cut = data.draw(st.integers(0, len(chosen)))
    texts, times = [TEXTS[i] for i in chosen], [i * DAY for i in range(len(chosen))]
    whole, parts = _core.LiveStories(**OPTIONS), _core.LiveStories(**OPTIONS)
    counter = StemCounter()
    at_once = added(whole, StemCounter(), texts, times)
    first = added(parts, counter, texts[:cut], times[:cut])
    second = added(parts, counter, texts[cut:], times[cut:])
    for all_, a, b in zip(at_once[:3], first[:3], second[:3], strict=True):
        assert np.array_equal(all_, np.concatenate([a, b]), equal_nan=all_.dtype.kind == "f")


def test_a_state_continues_as_if_nothing_had_happened():
    live, counter = _core.LiveStories(**OPTIONS), StemCounter()
    added(live, counter, TEXTS, [0] * len(TEXTS))
    buffers = []
    saved = pickle.dumps(live.state(), protocol=5, buffer_callback=buffers.append)
    again = _core.LiveStories(**OPTIONS, state=pickle.loads(saved, buffers=buffers))
    assert equal(again.state(), live.state())
    counter_again = pickle.loads(pickle.dumps(counter))
    more = ["The bridge was closed.", "Neue Brücke"]
    a = added(live, counter, more, [DAY, DAY])
    b = added(again, counter_again, more, [DAY, DAY])
    assert a[0].tolist() == b[0].tolist()
    assert equal(again.state(), live.state())
    assert counter.stems() == counter_again.stems()


def test_rollback_undoes_adds_and_regroupings():
    live, counter = _core.LiveStories(**OPTIONS), StemCounter()
    added(live, counter, TEXTS, [0] * len(TEXTS))
    live.commit()
    counter.commit()
    before, stems = live.state(), counter.stems()
    added(live, counter, ["A bridge in the rain."], [DAY])
    live.regroup(np.zeros(7, dtype=np.int64), 9)
    added(live, counter, ["Ein neues Wort."], [20 * DAY])
    assert live.next_story == 10
    live.rollback()
    counter.rollback()
    assert equal(live.state(), before)
    assert counter.stems() == stems


def test_articles_can_be_forced_into_a_story_or_barred_from_it():
    live, counter = _core.LiveStories(**OPTIONS), StemCounter()
    forced = np.array([-1, -1, 0], dtype=np.int64)
    barred = np.array([0, 0, 1, 1], dtype=np.int64), np.array([0], dtype=np.int64)
    story, *_ = added(live, counter, TEXTS[:3], [0, 0, 0], forced=forced, barred=barred)
    assert story.tolist() == [0, 1, 0]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"min_similarity": 0.0}, "min_similarity must be above 0"),
        ({"forced": np.array([0])}, r"forced\[0\] is 0; it must be the number of an earlier"),
        ({"forced": np.array([-1, -1])}, "forced has 2 elements, not 1"),
        ({"timestamps": np.array([np.iinfo(np.int64).min])}, r"timestamps\[0\] is unknown"),
        ({"data": np.array([0.0])}, r"X.data\[0\] is 0.0+; it must be above 0"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_changes(change, message):
    live = _core.LiveStories(**OPTIONS)
    arguments = {
        "indptr": np.array([0, 1]), "indices": np.array([0], dtype=np.int32),
        "data": np.array([1.0]), "n_cols": 1, "timestamps": np.array([0]), "min_similarity": 0.2,
    }  # fmt: skip
    with pytest.raises(ValueError, match=message):
        live.add(**{**arguments, **change})
    assert live.n_seen == 0
    live.add(**arguments)
    assert live.n_seen == 1


def test_a_damaged_state_is_refused():
    live = _core.LiveStories(**OPTIONS)
    added(live, StemCounter(), TEXTS, [0] * len(TEXTS))
    counters, frequencies, (numbers, times, stories), rows = live.state()
    with pytest.raises(ValueError, match=r"the state is damaged: numbers\[1\]"):
        _core.LiveStories(
            **OPTIONS, state=(counters, frequencies, (numbers[::-1].copy(), times, stories), rows)
        )


@pytest.mark.parametrize("language", ["auto", "de", None])
def test_stems_are_counted_as_the_recipe_does(language):
    # Those whose language can be told: of others a stream only knows what came before.
    articles = bs.read([{"id": str(i), "title": "Bridges", "text": t} for i, t in enumerate(TEXTS)])
    vectorizer, X = vectorize(articles, 1, language=language)
    counter = StemCounter(language=language, n_jobs=1)
    indptr, indices, counts = counter.count(articles)
    stems = counter.stems()
    terms = vectorizer.get_feature_names_out()
    for row in range(len(articles)):
        ours = {stems[indices[e]] for e in range(indptr[row], indptr[row + 1])}
        theirs = set(terms[X.indices[X.indptr[row] : X.indptr[row + 1]]])
        assert ours == theirs
        assert (counts[indptr[row] : indptr[row + 1]] >= 1).all()


def test_ctrl_c_ends_an_add_that_then_did_nothing():
    random = np.random.default_rng(0)
    n, width = 20_000, 60
    indices = np.sort(random.integers(0, 3_000, (n, width)), axis=1)
    keep = np.ones((n, width), dtype=bool)
    keep[:, 1:] = indices[:, 1:] != indices[:, :-1]
    indptr = np.concatenate([[0], np.cumsum(keep.sum(axis=1))])
    arrays = indptr, indices[keep].astype(np.int32), np.ones(int(indptr[-1])), 3_000, np.arange(n)
    streams = []

    def add():
        streams.append(_core.LiveStories(**OPTIONS, weigh=False))
        streams[-1].add(*arrays, min_similarity=0.9)

    assert latency(add, 0.3) < 0.3
    assert equal(streams[-1].state(), _core.LiveStories(**OPTIONS, weigh=False).state())
