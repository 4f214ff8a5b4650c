"""Ctrl-C while topics are made: at once, whatever runs."""

from __future__ import annotations

import signal

import numpy as np
import pytest

import broadsheet as bs
from alarm import alarm_interrupts, latency  # noqa: F401 - a fixture
from broadsheet._leading_directions import leading_directions
from broadsheet._topics import _weighed

pytestmark = pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="there are no timers")


@pytest.fixture(scope="module")
def texts() -> list[str]:
    rng = np.random.default_rng(0)
    words = np.array([f"word{number}" for number in range(30_000)])
    drawn = rng.zipf(1.3, size=(6_000, 120)) % len(words)
    return [" ".join(row) for row in words[drawn]]


def test_topics_stop_at_once(texts):
    late = [latency(lambda: bs.topics(texts, 20), at) for at in (0.2, 0.7, 1.1, 1.9, 2.7, 3.3, 4.1)]
    assert np.median(late) < 0.1
    assert max(late) < 0.5


def test_the_leading_directions_stop_at_once(texts):
    _, X = _weighed(bs.read(texts), {"text": 1.0}, None, None)
    P = bs.smoothing_operator(X, 10)
    late = [latency(lambda: leading_directions(P, X, 50), at) for at in (0.1, 0.3, 0.6, 0.8, 1.1)]
    assert np.median(late) < 0.1
    assert max(late) < 0.5
