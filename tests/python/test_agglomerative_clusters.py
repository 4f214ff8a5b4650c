"""`AgglomerativeClusters`: what it gives to SciPy and scikit-learn, and what it refuses."""

from __future__ import annotations

import pickle
from datetime import datetime, timedelta

import numpy as np
import pytest
from scipy import sparse
from scipy.cluster.hierarchy import dendrogram, fcluster, is_monotonic, is_valid_linkage
from sklearn.base import clone
from sklearn.pipeline import make_pipeline
from sklearn.utils.estimator_checks import parametrize_with_checks

import broadsheet as bs
from broadsheet import _core

LINKAGES = ("average", "complete", "single")
FAN = np.array([[1.0, 0.0], [0.6, 0.8], [0.8, 0.6], [0.0, 1.0]])


def groups(n: int, seed: int = 0, dtype: str = "float64") -> sparse.csr_array:
    """Rows about some centres, with copies and rows of zeros among them."""
    rng = np.random.default_rng(seed)
    centres = rng.random((n // 8 + 1, 60)) * (rng.random((n // 8 + 1, 60)) < 0.15)
    X = centres[rng.integers(0, len(centres), n)]
    X = X + rng.random((n, 60)) * (rng.random((n, 60)) < 0.08)
    X[rng.random(n) < 0.05] = 0
    copies = np.flatnonzero(rng.random(n) < 0.1)
    X[copies] = X[copies // 2]
    return sparse.csr_array(X.astype(dtype))


def numbered(labels: np.ndarray) -> list[int]:
    numbers: dict[int, int] = {}
    return [numbers.setdefault(label, len(numbers)) for label in labels.tolist()]


@pytest.mark.parametrize("linkage", LINKAGES)
@pytest.mark.parametrize("cut", [0.0, 0.05, 0.3, 0.6, 1.0])
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_the_linkage_matrix_is_scipys_and_its_cut_are_the_labels(linkage, cut, dtype):
    X = groups(300, dtype=dtype)
    found = bs.AgglomerativeClusters(linkage=linkage, min_similarity=cut).fit(X)
    Z = found.linkage_matrix_
    assert Z.dtype == np.float64
    assert Z.shape == (299, 4)
    assert is_valid_linkage(Z)
    assert is_monotonic(Z)
    assert sorted(dendrogram(Z, no_plot=True)["leaves"]) == list(range(300))
    assert found.n_clusters_ == len(set(found.labels_.tolist()))
    if cut > 0:
        assert found.labels_.tolist() == numbered(fcluster(Z, 1 - cut, "distance"))
        assert (Z[300 - found.n_clusters_ :, 2] == 1).all()
    else:
        assert found.labels_.tolist() == [0] * 300


@pytest.mark.parametrize("linkage", LINKAGES)
def test_a_higher_cut_is_the_same_tree_cut_higher(linkage):
    X = groups(400, seed=3)
    full = bs.AgglomerativeClusters(linkage=linkage, min_similarity=0).fit(X).linkage_matrix_
    for cut in (0.02, 0.15, 0.45, 0.8):
        found = bs.AgglomerativeClusters(linkage=linkage, min_similarity=cut).fit(X)
        made = 400 - found.n_clusters_
        np.testing.assert_array_equal(found.linkage_matrix_[:made], full[:made])
        assert (full[made:, 2] > 1 - cut).all()


def test_the_linkages_differ_as_they_should():
    labels = {
        linkage: bs.AgglomerativeClusters(linkage=linkage, min_similarity=0.65)
        .fit_predict(FAN)
        .tolist()
        for linkage in LINKAGES
    }
    assert labels == {"average": [0, 0, 0, 1], "complete": [0, 1, 1, 2], "single": [0, 0, 0, 0]}


@pytest.mark.parametrize("linkage", LINKAGES)
def test_the_same_bytes_for_any_number_of_threads(linkage):
    X = groups(700, seed=1, dtype="float32")
    for cut in (0.0, 0.3):
        made = [
            bs.AgglomerativeClusters(linkage=linkage, min_similarity=cut, n_jobs=n).fit(X)
            for n in (1, 2, 3)
        ]
        assert len({found.linkage_matrix_.tobytes() for found in made}) == 1
        assert len({found.labels_.tobytes() for found in made}) == 1


@pytest.mark.parametrize(
    ("timestamps", "time_scale"),
    [
        (["2024-05-01", "2024-05-01", "2024-07-01"], "4D"),
        ([datetime(2024, 5, 1), None, datetime(2024, 7, 1)], timedelta(days=4)),
        (np.array(["2024-05-01", "2024-05-02", "2024-07-01"], "M8[s]"), np.timedelta64(96, "h")),
        ([0, 1, 61], 4),
        (np.array([0, 1, 61]), 4.0),
    ],
)
def test_articles_far_apart_in_time_stay_apart(timestamps, time_scale):
    X = np.array([[1.0, 0.0], [1.0, 0.1], [1.0, 0.0]])
    clusters = bs.AgglomerativeClusters(timestamps=timestamps, time_scale=time_scale)
    if timestamps[1] is None:  # like both, and 0 comes first
        assert clusters.fit_predict(X).tolist() == [0, 0, 0]
    else:
        assert clusters.fit_predict(X).tolist() == [0, 0, 1]


def test_without_any_date_time_does_not_count():
    X = groups(100)
    nowhen = bs.AgglomerativeClusters(timestamps=[None] * 100, time_scale="1D").fit(X)
    plain = bs.AgglomerativeClusters().fit(X)
    np.testing.assert_array_equal(nowhen.linkage_matrix_, plain.linkage_matrix_)


@pytest.mark.parametrize("linkage", LINKAGES)
@pytest.mark.parametrize("cut", [0.0, 0.25])
def test_one_article_all_equal_and_all_empty(linkage, cut):
    clusters = bs.AgglomerativeClusters(linkage=linkage, min_similarity=cut)
    assert clusters.fit_predict(FAN[:1]).tolist() == [0]
    assert clusters.linkage_matrix_.shape == (0, 4)
    copies = clusters.fit(np.tile(FAN[1], (20_000, 1)))
    assert copies.n_clusters_ == 1
    assert (copies.linkage_matrix_[:, 2] == 0).all()
    assert copies.linkage_matrix_[-1, 3] == 20_000
    nothing = clusters.fit(np.zeros((50, 3)))
    assert nothing.n_clusters_ == (1 if cut == 0 else 50)
    assert (nothing.linkage_matrix_[:, 2] == 1).all()
    assert is_valid_linkage(nothing.linkage_matrix_)


@pytest.mark.parametrize(
    ("parameters", "error", "message"),
    [
        ({"linkage": "ward"}, ValueError, "'linkage' parameter"),
        ({"min_similarity": -0.1}, ValueError, "'min_similarity' parameter"),
        ({"min_similarity": 1.1}, ValueError, "'min_similarity' parameter"),
        ({"min_similarity": np.nan}, ValueError, "'min_similarity' parameter"),
        ({"n_jobs": 1.5}, ValueError, "'n_jobs' parameter"),
        ({"time_scale": "4D"}, ValueError, "time_scale needs timestamps: pass both or neither"),
        ({"timestamps": [0, 1, 2, 3]}, ValueError, "timestamps needs time_scale"),
        ({"timestamps": [0, 1], "time_scale": 1.0}, ValueError, "has 2 entries, but X has 4 rows"),
        ({"timestamps": [0, 1, 2, 3], "time_scale": "4D"}, TypeError, "must be a number"),
        ({"timestamps": [0, 1, 2, 3], "time_scale": np.timedelta64(4)}, TypeError,
         "must be a number"),
        ({"timestamps": [0, 1, 2, 3], "time_scale": 0}, ValueError, "positive and finite"),
        ({"timestamps": [0, 1, 2, 3], "time_scale": np.inf}, ValueError, "positive and finite"),
        ({"timestamps": ["2024"] * 4, "time_scale": 4.0}, (TypeError, ValueError), "time"),
        ({"timestamps": ["2024-05-01"] * 4, "time_scale": 4.0}, TypeError,
         "a number has no unit for dates; pass \"4D\" or a timedelta"),
        ({"timestamps": ["2024-05-01"] * 4, "time_scale": [4]}, TypeError, "must be a str"),
        ({"timestamps": ["2024-05-01"] * 4, "time_scale": np.timedelta64(4)}, ValueError,
         "has no unit; pass \"4D\""),
        ({"timestamps": ["2024-05-01"] * 4, "time_scale": np.timedelta64(4, "M")}, ValueError,
         "is in months, which are not all of one length"),
        ({"timestamps": ["2024-05-01"] * 4, "time_scale": np.timedelta64(4, "Y")}, ValueError,
         "is in years"),
        ({"timestamps": ["2024-05-01"] * 4, "time_scale": np.timedelta64("NaT", "D")}, ValueError,
         "must be positive"),
        ({"timestamps": [0, 1, -2**63, 3], "time_scale": 4}, ValueError,
         "at position 2, which stands for a missing date; of integers none may be missing"),
        ({"timestamps": [0, 1, np.nan, 3], "time_scale": 4}, TypeError,
         "must hold integers or dates, got float64; of integers none may be missing"),
        ({"timestamps": ["2024-05-01"] * 4, "time_scale": "4 weeks"}, ValueError, "like \"4D\""),
        ({"timestamps": ["soon"] * 4, "time_scale": "4D"}, ValueError, "timestamps of X"),
    ],
)  # fmt: skip
def test_parameters_out_of_range_are_refused(parameters, error, message):
    with pytest.raises(error, match=message):
        bs.AgglomerativeClusters(**parameters).fit(FAN)


@pytest.mark.parametrize(
    ("X", "message"),
    [
        (np.array([[1.0, 0.0], [0.6, -0.8]]), "Negative values in data .* -0.8 in row 1"),
        (sparse.csr_array(np.array([[1.0, 0.0], [0.6, -0.8]])), "Negative values .* in row 1"),
        (np.array([[1.0, np.nan]]), "NaN"),
        (np.array([[1.0, np.inf]]), "infinity"),
        (np.ones(3), "2D array"),
        (np.ones((0, 3)), "0 sample"),
        (np.ones((3, 0)), "0 feature"),
    ],
)
def test_what_is_no_matrix_of_weights_is_refused(X, message):
    with pytest.raises(ValueError, match=message):
        bs.AgglomerativeClusters().fit(X)


def test_all_pairs_of_too_many_rows_are_refused():
    n = 20_001
    X = sparse.csr_array((np.ones(2 * n), np.stack([np.arange(n), np.full(n, n)], 1).ravel(),
                          np.arange(0, 2 * n + 1, 2)), shape=(n, n + 1))  # fmt: skip
    with pytest.raises(ValueError, match=r"there are 20001, too many .* a min_similarity above 0"):
        bs.AgglomerativeClusters(min_similarity=0).fit(X)


@pytest.mark.parametrize("linkage", LINKAGES)
@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize(
    ("rows", "cut"),
    [
        ([[1.0, 1.0, 0.0], [0.0, 1.0, 1.0]], 0.5),
        ([[0.1, 0.7, 0.3], [0.3, 2.1, 0.9]], 1.0),
        ([[1.0, 0.0], [3.0, np.sqrt(91)]], 0.3),
        ([[1.0, 0.0], [3.0, 4.0]], 0.6),
    ],
)
def test_a_pair_that_equals_the_cut_is_merged(linkage, dtype, rows, cut):
    clusters = bs.AgglomerativeClusters(linkage=linkage, min_similarity=cut)
    assert clusters.fit_predict(np.array(rows, dtype)).tolist() == [0, 0]
    assert (clusters.linkage_matrix_[:, 2] <= 1 - cut).all()
    assert clusters.set_params(min_similarity=min(1.0, cut + 1e-5)).fit(
        np.array(rows, dtype)
    ).n_clusters_ == (1 if cut == 1 else 2)


@pytest.mark.parametrize("linkage", LINKAGES)
def test_many_copies_have_a_full_tree(linkage):
    X = sparse.csr_array(np.ones((120_001, 1)))
    clusters = bs.AgglomerativeClusters(linkage=linkage, min_similarity=0).fit(X)
    assert clusters.n_clusters_ == 1
    X = sparse.csr_array(np.eye(2)[np.arange(120_002) % 2])
    if linkage == "average":
        with pytest.raises(ValueError, match=r"120002 are too many \(at most 120000\)"):
            clusters.fit(X)
    else:
        assert clusters.fit(X).n_clusters_ == 1


def test_it_stops_at_once_when_progress_does():
    told = []

    def stop(done: int, total: int) -> None:
        told.append(done / total)
        if done / total > 0.7:
            msg = "enough"
            raise RuntimeError(msg)

    rng = np.random.default_rng(0)
    X = sparse.csr_array(rng.random((3000, 50)) * (rng.random((3000, 50)) < 0.4))
    clusters = bs.AgglomerativeClusters(min_similarity=0.0, progress=stop)
    with pytest.raises(RuntimeError, match="enough"):
        clusters.fit(X)
    assert told[-1] > 0.7


def test_it_is_cloned_and_pickled():
    parameters = {
        "linkage": "single", "min_similarity": 0.4, "timestamps": [0, 5, 1, 9], "time_scale": 3.0,
        "n_jobs": 1, "progress": False,
    }  # fmt: skip
    clusters = bs.AgglomerativeClusters(**parameters)
    assert clone(clusters).get_params() == parameters
    again = pickle.loads(pickle.dumps(clusters.fit(FAN)))
    assert again.linkage_matrix_.tobytes() == clusters.linkage_matrix_.tobytes()
    assert again.labels_.tolist() == clusters.labels_.tolist()


def test_it_stands_in_a_pipeline():
    texts = [
        "The bridge opens", "The old bridge opens", "A chess title", "Chess title decided"
    ]  # fmt: skip
    steps = make_pipeline(bs.TfidfVectorizer(), bs.AgglomerativeClusters(min_similarity=0.2))
    assert steps.fit_predict(texts).tolist() == [0, 0, 1, 1]


@parametrize_with_checks(
    [
        bs.AgglomerativeClusters(),
        bs.AgglomerativeClusters(linkage="complete", min_similarity=0.0),
        bs.AgglomerativeClusters(linkage="single", min_similarity=0.9),
    ]
)
def test_it_keeps_to_scikit_learns_rules(estimator, check):
    if check.func.__name__ == "check_clustering":
        # Its rows are centred on 0: half of its values are negative, which the tag rules out.
        with pytest.raises(ValueError, match="Negative values in data"):
            check(estimator)
        return
    check(estimator)


def test_rows_about_three_directions_come_together():
    rng = np.random.default_rng(0)
    truth = rng.integers(0, 3, 200)
    X = np.eye(3)[truth] + rng.random((200, 3)) * 0.3
    for linkage in LINKAGES:
        labels = bs.AgglomerativeClusters(linkage=linkage, min_similarity=0.7).fit_predict(X)
        assert labels.tolist() == numbered(truth)


def test_the_core_refuses_what_are_no_merges():
    a, b, similarity = np.array([0], np.int32), np.array([3], np.int32), np.array([0.5])
    with pytest.raises(ValueError, match="merge 0 is of nodes 0 and 3"):
        _core.linkage_matrix(a, b, similarity, n_articles=3, most_distance=1.0)
    with pytest.raises(ValueError, match="linkage must be 'average', 'complete' or 'single'"):
        _core.agglomerate(
            np.array([0, 1]), np.array([0], np.int32), np.array([1.0]), 1,
            linkage="ward", min_similarity=0.5,
        )  # fmt: skip
