"""`n_jobs`: how many threads a call takes."""

from __future__ import annotations

import joblib
import numpy as np
import pytest

from broadsheet import _jobs
from broadsheet._jobs import n_threads


@pytest.fixture
def eight_cores(monkeypatch):
    monkeypatch.setattr(_jobs, "_cores", lambda: 8)


@pytest.mark.usefixtures("eight_cores")
@pytest.mark.parametrize(
    ("n_jobs", "threads"),
    [(None, 8), (1, 1), (3, 3), (20, 20), (-1, 8), (-2, 7), (-8, 1), (-50, 1), (np.int64(2), 2)],
)
def test_n_jobs_is_a_number_of_threads_or_counts_back_from_all(n_jobs, threads):
    assert n_threads(n_jobs) == threads


@pytest.mark.parametrize("n_jobs", [1.0, "2", True, [1]])
def test_what_is_no_integer_is_a_type_error(n_jobs):
    with pytest.raises(TypeError, match="n_jobs must be an int or None"):
        n_threads(n_jobs)


def test_no_thread_is_a_value_error():
    with pytest.raises(ValueError, match="must not be 0"):
        n_threads(0)


def test_only_the_cores_that_the_process_may_use_count(monkeypatch):
    monkeypatch.setattr(_jobs.os, "sched_getaffinity", lambda _: {0, 5, 6}, raising=False)
    assert n_threads(None) == n_threads(-1) == 3


@pytest.mark.usefixtures("eight_cores")
def test_a_joblib_worker_takes_one_thread_unless_told():
    with joblib.parallel_config("threading"):
        found = joblib.Parallel(n_jobs=2)(joblib.delayed(n_threads)(n) for n in (None, 3, -1))
    assert found == [1, 3, 8]
    assert n_threads(None) == 8
