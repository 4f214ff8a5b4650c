"""`progress`: what a long call shows, and to whom."""

from __future__ import annotations

import sys

import numpy as np
import pytest

import broadsheet as bs
from broadsheet._progress import Progress

LONG = np.ones((700, 500))  # some tenths of a second


def test_a_callable_hears_how_far_a_longer_call_is():
    heard = []
    bs.top_k(np.ones((900, 400)), n_jobs=1, progress=lambda *call: heard.append(call))
    assert heard
    assert len({total for _, total in heard}) == 1
    assert all(0 <= done <= total for done, total in heard)
    assert heard == sorted(heard)


def test_an_error_of_the_callable_ends_the_call():
    def stop(done: int, total: int) -> None:
        raise LookupError("enough")

    with pytest.raises(LookupError, match="enough"):
        bs.top_k(np.ones((900, 400)), progress=stop)


def test_true_draws_on_standard_error(capfd):
    bs.top_k(np.ones((900, 400)), n_jobs=1, progress=True)
    out, err = capfd.readouterr()
    assert not out
    assert "top_k:" in err
    assert "%|" in err


@pytest.mark.parametrize("progress", [False, None])
def test_nothing_is_drawn_unasked_where_nobody_looks(progress, capfd):
    bs.top_k(LONG, progress=progress)
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("progress", [1, 0, "yes", [print]])
def test_what_is_no_kind_of_progress_is_a_type_error(progress):
    with pytest.raises(TypeError, match="progress must be None, a bool or a callable"):
        bs.top_k(LONG, progress=progress)


class Terminal:
    def __init__(self) -> None:
        self.drawn: list[str] = []

    def isatty(self) -> bool:
        return True

    def write(self, text: str) -> int:
        self.drawn.append(text)
        return len(text)

    def flush(self) -> None:
        pass


def test_a_terminal_gets_a_bar_only_after_two_seconds(monkeypatch):
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    with Progress("working") as progress:
        assert progress.update is not None
        for done in range(5):
            progress.update(done, 5)
        assert not "".join(terminal.drawn).strip()
        progress._bar.start_t -= 3  # three seconds ago
        progress._bar.last_print_t -= 3
        progress.update(5, 5)
    assert "working" in "".join(terminal.drawn)
    with Progress("silent", progress=False) as silent:
        assert silent.update is None


def test_no_standard_error_at_all_is_silent(monkeypatch):
    monkeypatch.setattr(sys, "stderr", None)
    with Progress("working") as progress:
        assert progress.update is None
