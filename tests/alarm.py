"""An alarm clock in place of Ctrl-C, for tests of how soon a call stops."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable, Iterator

import pytest


@pytest.fixture(autouse=True)  # in the modules that import it
def alarm_interrupts() -> Iterator[None]:
    """Let the alarm clock act as Ctrl-C: the system rings it whatever Python is doing."""
    before = signal.signal(signal.SIGALRM, signal.default_int_handler)
    yield
    signal.signal(signal.SIGALRM, before)


def latency(call: Callable[[], object], seconds: float) -> float:
    """How long after the alarm, which comes after some seconds, the call has ended."""
    began = time.perf_counter()
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        while True:
            call()
    except KeyboardInterrupt:
        return time.perf_counter() - began - seconds
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
