"""What the core's functions on groups take and refuse, and that one CPU level gives one answer."""

from __future__ import annotations

import os
import subprocess
import sys

import numpy as np
import pytest

from broadsheet import _core
from broadsheet._arrays import canonical_csr

FAN = canonical_csr(np.array([[1.0, 0.0], [0.6, 0.8], [0.8, 0.6]]), "FAN")
LABELS = np.array([0, 1, 1], dtype=np.int32)


def test_pair_terms_refuse_what_is_no_array_of_pairs():
    for pairs in (np.array([0, 1], dtype=np.int32), np.array([0.0, 1.0])):
        with pytest.raises(TypeError, match="incompatible function arguments"):
            _core.pair_terms(*FAN, pairs=pairs, k=1)
    for pairs in (np.array([0, 3]), np.array([-1, 0])):
        with pytest.raises(ValueError, match="but X has 3 rows"):
            _core.pair_terms(*FAN, pairs=pairs, k=1)


def test_clusters_have_medoids_and_top_terms():
    assert _core.medoids(*FAN, labels=LABELS, n_clusters=3).tolist() == [0, 1, -1]
    indptr, columns, scores = _core.top_terms(*FAN, labels=LABELS, n_clusters=3, k=1)
    assert indptr.tolist() == [0, 1, 2, 2]
    assert columns.tolist() == [0, 1]
    np.testing.assert_allclose(scores, [1 - 0.7, 0.7])


@pytest.mark.parametrize("labels", [[0, 1], [0, 1, 2], [0, 1, -2]])
def test_wrong_labels_are_refused(labels):
    labels = np.array(labels, dtype=np.int32)
    with pytest.raises(ValueError, match="labels has"):
        _core.medoids(*FAN, labels=labels, n_clusters=2)
    with pytest.raises(ValueError, match="labels has"):
        _core.top_terms(*FAN, labels=labels, n_clusters=2, k=5)


def test_timestamps_and_their_scale_go_together():
    times = np.array([0, 0, 0])
    with pytest.raises(ValueError, match="go together"):
        _core.agglomerate(*FAN, timestamps=times, min_similarity=0.5)
    with pytest.raises(ValueError, match="go together"):
        _core.agglomerate(*FAN, time_scale_us=1.0, min_similarity=0.5)
    labels, merges = _core.agglomerate(
        *FAN, timestamps=times, time_scale_us=1.0, min_similarity=0.9
    )
    assert labels.tolist() == [0, 1, 1]
    assert [array.tolist() for array in merges] == [[1], [2], [pytest.approx(0.96)], [2]]


@pytest.mark.parametrize("array", range(3))
def test_arrays_of_other_types_are_refused_and_not_converted(array):
    arrays = [a.astype(np.int16) if n == array else a for n, a in enumerate(FAN[:3])]
    with pytest.raises(TypeError, match="incompatible function arguments"):
        _core.top_k(*arrays, 2, k=1)
    with pytest.raises(TypeError, match="incompatible function arguments"):
        _core.agglomerate(*arrays, 2, min_similarity=0.5)


def test_every_function_looks_at_the_matrix_itself():
    indptr, indices, data, n_cols = FAN
    broken = (indptr, indices[::-1].copy(), data, n_cols)
    for call in (
        lambda: _core.top_k(*broken, k=1),
        lambda: _core.top_k(*FAN, y=broken, k=1),
        lambda: _core.agglomerate(*broken, min_similarity=0.5),
        lambda: _core.pair_terms(*broken, pairs=np.array([0, 1]), k=1),
        lambda: _core.best_matches(broken, FAN, weights=np.ones(2)),
        lambda: _core.best_matches(FAN, broken, weights=np.ones(2)),
        lambda: _core.medoids(*broken, labels=LABELS, n_clusters=2),
        lambda: _core.top_terms(*broken, labels=LABELS, n_clusters=2, k=1),
    ):
        with pytest.raises(ValueError, match="does not ascend"):
            call()


def test_an_error_in_progress_stops_grouping():
    def stop(done: int, total: int) -> None:
        msg = "enough"
        raise RuntimeError(msg)

    rng = np.random.default_rng(0)
    X = rng.random((3000, 1000))
    arrays = canonical_csr(X / np.linalg.norm(X, axis=1, keepdims=True), "X")
    with pytest.raises(RuntimeError, match="enough"):
        _core.agglomerate(*arrays, min_similarity=0.5, progress=stop)


DIGEST = """
import hashlib
import numpy as np
from broadsheet import _core
from broadsheet._arrays import canonical_csr
rng = np.random.default_rng(1)
X = rng.random((800, 300)) * (rng.random((800, 300)) < 0.1)
arrays = canonical_csr(X / np.linalg.norm(X, axis=1, keepdims=True), "X")
times = np.arange(800) * 1_000_000
labels, merges = _core.agglomerate(
    *arrays, timestamps=times, time_scale_us=1e8, min_similarity=0.1, n_threads=2)
_, full = _core.agglomerate(*arrays, min_similarity=0.0, n_threads=2)
groups = {"labels": labels, "n_clusters": int(labels.max()) + 1}
pairs = rng.integers(800, size=5000)
found = [*_core.top_k(*arrays, k=9, n_threads=2), labels, *merges, *full,
         _core.medoids(*arrays, **groups), *_core.top_terms(*arrays, **groups, k=5),
         *_core.pair_terms(*arrays, pairs=pairs, k=7, n_threads=2)[1:],
         *_core.best_matches(arrays, arrays, weights=np.arange(300) / 7)]
print(hashlib.sha256(b"".join(array.tobytes() for array in found)).hexdigest())
"""


def test_every_cpu_level_gives_the_same_bytes():
    levels = {"v2": ["v2"], "v3": ["v2", "v3"]}.get(_core.cpu_level(), [_core.cpu_level()])
    digests = {
        subprocess.run(
            [sys.executable, "-c", DIGEST], env={**os.environ, "BROADSHEET_CPU": level},
            stdout=subprocess.PIPE, check=True,
        ).stdout
        for level in levels
    }  # fmt: skip
    assert len(digests) == 1
