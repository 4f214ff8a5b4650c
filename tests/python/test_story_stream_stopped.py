"""`StoryStream`: an error or Ctrl-C during `add` leaves it as it was."""

from __future__ import annotations

import pickle
import signal
import time
from datetime import timedelta

import pytest
from sklearn.base import BaseEstimator

import broadsheet as bs
from alarm import alarm_interrupts  # noqa: F401 - a fixture
from streamed import START, fed, news

ROWS = news([4, 3, 5, 2, 1, 6], seed=7, days=8)


class Fails(BaseEstimator):
    """A vectorizer or clusterer that works some times, then raises."""

    def __init__(self, words=None, left=None):
        self.words = words
        self.left = left  # a list: how often it still works; clones of the estimator share it

    def transform(self, articles):
        self._count()
        return self.words.transform(articles)

    def fit_predict(self, X):
        self._count()
        return [0] * X.shape[0]

    def __sklearn_clone__(self):
        return self

    def _count(self):
        self.left[0] -= 1
        if self.left[0] < 0:
            msg = "it broke"
            raise RuntimeError(msg)


@pytest.mark.parametrize("works", range(3))
def test_a_vectorizer_that_fails_leaves_the_stream_as_it_was(works):
    words = bs.HashingVectorizer(n_features=2**12, fields={"text": 1.0}, alternate_sign=False)
    left = [100]
    stream = bs.StoryStream(
        vectorizer=Fails(words, left), clean=False, min_similarity=0.2, relink="1D"
    )
    stream.add(ROWS[:8])
    events, stories = stream.events, stream.to_dict()
    left[0] = works
    with pytest.raises(RuntimeError, match="it broke"):
        stream.add(ROWS[8:])
    assert (stream.events, stream.to_dict()) == (events, stories)
    left[0] = 100
    stream.add(ROWS[8:])
    plain = fed([ROWS], vectorizer=words, clean=False, min_similarity=0.2, relink="1D")
    assert stream.events == plain.events


@pytest.mark.parametrize("works", range(3))
def test_a_clusterer_that_fails_leaves_the_stream_as_it_was(works):
    left = [100]
    stream = bs.StoryStream(linkage=Fails(left=left), relink="1D")
    stream.add(ROWS[:6])
    left[0] = works
    before = pickle.dumps(stream)
    with pytest.raises(RuntimeError, match="it broke"):
        stream.add(ROWS[6:])
    left[0] = works
    assert pickle.dumps(stream) == before
    assert [row["id"] for row in ROWS[:6]] == list(stream.to_dict())


def test_ctrl_c_at_any_moment_leaves_the_stream_as_it_was():
    rows = news([5] * 60, seed=8, days=20)
    half = len(rows) // 2
    whole = fed([rows], n_jobs=1)
    saved = pickle.dumps(fed([rows[:half]], n_jobs=1))
    began = time.perf_counter()
    pickle.loads(saved).add(rows[half:])
    lasts = time.perf_counter() - began
    stopped = 0
    for share in (0.02, 0.1, 0.3, 0.5, 0.7, 0.9):
        stream = pickle.loads(saved)
        before = pickle.dumps(stream)
        signal.setitimer(signal.ITIMER_REAL, share * lasts)
        try:
            stream.add(rows[half:])
        except KeyboardInterrupt:
            stopped += 1
            assert pickle.dumps(stream) == before
            stream.add(rows[half:])
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
        assert stream.events == whole.events
    assert stopped >= 2


def test_a_stream_that_was_stopped_goes_on_as_if_it_had_not_been():
    stream = fed([ROWS[:9]])
    with pytest.raises(ValueError, match="came before"):
        stream.add([*ROWS[9:], ROWS[0]])
    with pytest.raises(ValueError, match="before the window"):
        stream.add([*ROWS[9:], {"id": "x", "text": "Old.", "date": START - timedelta(days=99)}])
    stream.add(ROWS[9:])
    assert stream.events == fed([ROWS]).events
