"""`cosine_silhouette`: held to its definition and to scikit-learn."""

from __future__ import annotations

import _thread
import threading
import time
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from scipy import sparse
from sklearn.metrics import silhouette_samples, silhouette_score

import broadsheet as bs
from broadsheet.metrics import cosine_silhouette, cosine_silhouette_samples

ROWS = np.array([[1.0, 0.0], [3.0, 4.0], [0.0, 2.0]])
LABELS = [0, 0, 1]


def by_pairs(X, labels):
    """The definition, and what each value is divided by: slow and obvious."""
    lengths = np.linalg.norm(X, axis=1)
    unit = X / np.where(lengths > 0, lengths, 1.0)[:, None]
    distances = 1.0 - unit @ unit.T
    values, divisors = np.zeros(len(X)), np.zeros(len(X))
    for i in range(len(X)):
        others = np.arange(len(X)) != i
        own = distances[i, others & (labels == labels[i])]
        if not own.size:
            continue
        a = own.mean()
        b = min(distances[i, labels == c].mean() for c in set(labels) - {labels[i]})
        divisors[i] = max(a, b)
        values[i] = (b - a) / divisors[i] if divisors[i] > 1e-12 else 0.0
    return values, divisors


def random_matrix(n_rows, n_cols, *, density, seed=0):
    return sparse.random(  # random_array is of SciPy 1.12
        n_rows, n_cols, density=density, format="csr", random_state=np.random.default_rng(seed)
    )


def random_labels(n_rows, n_clusters, seed=0):
    rng = np.random.default_rng(seed)
    return rng.permutation(np.concatenate([
        np.arange(n_clusters), rng.integers(0, n_clusters, n_rows - n_clusters)
    ]))  # fmt: skip


MATRICES = st.tuples(st.integers(3, 12), st.integers(1, 6)).flatmap(
    lambda shape: st.tuples(
        hnp.arrays(np.float64, shape, elements=st.sampled_from([0.0, 0.0, 1.0, 2.0, 0.3, -1.0])),
        st.integers(2, shape[0] - 1).flatmap(
            lambda n: st.permutations([*range(n), *[0] * (shape[0] - n)])
        ),
    )
)


def test_three_rows():
    assert cosine_silhouette_samples(ROWS, LABELS) == pytest.approx([0.6, -0.5, 0.0], abs=1e-15)
    assert cosine_silhouette(ROWS, LABELS) == pytest.approx(0.1 / 3, abs=1e-15)
    assert isinstance(cosine_silhouette(ROWS, LABELS), float)


@settings(deadline=None)
@given(MATRICES)
def test_values_are_those_of_the_definition_and_of_scikit_learn(drawn):
    X, labels = drawn[0], np.array(drawn[1])
    found = cosine_silhouette_samples(X, labels)
    expected, divisors = by_pairs(X, labels)
    assert np.abs((found - expected) * divisors).max() <= 1e-14
    clear = (divisors > 1e-5) | (divisors == 0.0)  # else rounding decides in either
    peer = silhouette_samples(X, labels, metric="cosine")
    assert found[clear] == pytest.approx(peer[clear], abs=1e-9)


@pytest.mark.parametrize("n_clusters", [2, 40, 299])
@pytest.mark.parametrize("density", [0.002, 0.05])  # the former with many rows of zeros
def test_scikit_learns_score(n_clusters, density):
    X, labels = random_matrix(300, 200, density=density), random_labels(300, n_clusters)
    peer = silhouette_score(X, labels, metric="cosine")
    assert cosine_silhouette(X, labels) == pytest.approx(peer, abs=1e-9)
    samples = cosine_silhouette_samples(X, labels)
    assert samples == pytest.approx(silhouette_samples(X, labels, metric="cosine"), abs=1e-9)


def test_float32_is_computed_in_double():
    X, labels = random_matrix(300, 200, density=0.05), random_labels(300, 20)
    narrow = X.astype(np.float32)
    assert cosine_silhouette(narrow, labels) == cosine_silhouette(narrow.astype(float), labels)
    assert cosine_silhouette_samples(narrow, labels).dtype == np.float64


@pytest.mark.parametrize("n_jobs", [2, 3, None])
def test_the_same_bytes_for_any_number_of_threads(n_jobs):
    X, labels = random_matrix(4000, 300, density=0.1), random_labels(4000, 1500)
    one = cosine_silhouette_samples(X, labels, n_jobs=1)
    assert cosine_silhouette_samples(X, labels, n_jobs=n_jobs).tobytes() == one.tobytes()


def test_labels_are_anything_hashable_and_matrices_of_any_format():
    expected = cosine_silhouette_samples(ROWS, LABELS)
    for X in (sparse.csc_matrix(ROWS), sparse.coo_array(ROWS), ROWS.astype(int)):
        for labels in (["storm", "storm", "toll"], [("a", 1), ("a", 1), -1], np.array([7, 7, -1])):
            assert cosine_silhouette_samples(X, labels).tolist() == expected.tolist()


def test_the_callers_matrix_stays_as_it_is():
    X = sparse.csr_array(ROWS)
    before = X.data.copy()
    cosine_silhouette(X, LABELS)
    assert X.data.tolist() == before.tolist()


def test_lengths_of_rows_do_not_matter():
    X, labels = random_matrix(50, 20, density=0.3).toarray(), random_labels(50, 5)
    scaled = X * np.geomspace(1e-200, 1e200, 50)[:, None]
    found = cosine_silhouette_samples(scaled, labels)
    assert found == pytest.approx(cosine_silhouette_samples(X, labels), abs=1e-13)


def test_one_story_of_20_000_copies():
    X = sparse.csr_array(np.repeat([[0.1, 0.7, 0.3]], 20_001, axis=0))
    X.data[-3:] = [0.3, 0.7, 0.1]
    labels = np.arange(20_001) == 20_000
    samples = cosine_silhouette_samples(X, labels)
    assert samples == pytest.approx(np.where(labels, 0.0, 1.0), abs=1e-9)
    assert cosine_silhouette(sparse.vstack([X[:20_000]] * 2), np.arange(40_000) % 2) == 0.0


@pytest.mark.parametrize(
    ("change", "error", "message"),
    [
        ({"labels": [0, 1]}, ValueError, "labels has 2 entries, but X has 3 rows"),
        ({"labels": [0, 0, 0]}, ValueError, "labels has 1 different values .* at least 2"),
        ({"labels": [0, 1, 2]}, ValueError, "labels has 3 different values for 3 rows"),
        ({"labels": [0, 0, None]}, ValueError, r"labels\[2\] is None"),
        ({"labels": [0, 0, np.nan]}, ValueError, r"labels\[2\] is nan"),
        ({"labels": "aab"}, TypeError, "labels must be a sequence"),
        ({"labels": [[0], [0], [1]]}, TypeError, r"labels\[0\] is .* not hashable"),
        ({"X": np.empty((0, 4)), "labels": []}, ValueError, "labels has 0 different values"),
        ({"X": ROWS + np.nan}, ValueError, "X has a value that is not finite in row 0, column 0"),
        ({"X": ROWS.tolist()}, TypeError, "X must be a sparse matrix"),
        ({"n_jobs": 0}, ValueError, "n_jobs must not be 0"),
        ({"progress": 3}, TypeError, "progress must be"),
    ],
)
@pytest.mark.parametrize("function", [cosine_silhouette, cosine_silhouette_samples])
def test_what_makes_no_sense_is_refused(function, change, error, message):
    with pytest.raises(error, match=message):
        function(**{"X": ROWS, "labels": LABELS, **change})


def test_progress_never_falls():
    heard = []
    X, labels = random_matrix(6000, 300, density=0.3), random_labels(6000, 3000)
    cosine_silhouette(X, labels, n_jobs=1, progress=lambda done, total: heard.append((done, total)))
    in_thousandths = [done for done, total in heard if total == 1000]
    assert in_thousandths
    assert in_thousandths == sorted(in_thousandths)


@pytest.mark.parametrize("n_jobs", [1, None])
def test_ctrl_c_stops_it(n_jobs):
    X, labels = random_matrix(40_000, 500, density=0.3), random_labels(40_000, 20_000)
    pressed = []

    def press():
        pressed.append(time.monotonic())
        _thread.interrupt_main()

    timer = threading.Timer(0.3, press)
    timer.start()
    with pytest.raises(KeyboardInterrupt):
        cosine_silhouette(X, labels, n_jobs=n_jobs)  # some seconds
    assert time.monotonic() - pressed[0] < 1  # 0.1 s where nothing else runs
    timer.join()


def test_stories_of_the_examples_are_separated():
    articles = bs.read(Path(__file__).parents[2] / "examples" / "articles.jsonl")
    X = bs.TfidfVectorizer(stop_words="english").fit_transform(articles.text)
    labels = bs.stories(articles).labels_
    peer = silhouette_score(X, labels, metric="cosine")
    assert cosine_silhouette(X, labels) == pytest.approx(peer, abs=1e-9)
    assert peer > 0.1
