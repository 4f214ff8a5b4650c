"""`CosineNeighbors`, held to scikit-learn's brute force."""

from __future__ import annotations

import pickle

import numpy as np
import pytest
from scipy import sparse
from sklearn.base import clone
from sklearn.cluster import DBSCAN
from sklearn.exceptions import NotFittedError
from sklearn.manifold import TSNE
from sklearn.metrics.pairwise import cosine_distances
from sklearn.neighbors import KNeighborsTransformer, NearestNeighbors
from sklearn.pipeline import make_pipeline
from sklearn.utils.estimator_checks import parametrize_with_checks

import broadsheet as bs

FAN = np.array([[1.0, 0.0, 0.0], [0.6, 0.8, 0.0], [0.8, 0.6, 0.0], [0.0, 0.0, 2.0]])


def random_rows(n_rows: int, n_cols: int = 40, *, seed=0, density=0.2, negative=False):
    rng = np.random.default_rng(seed)
    values = rng.random((n_rows, n_cols)) - (0.5 if negative else 0.0)
    return sparse.csr_array(values * (rng.random((n_rows, n_cols)) < density))


def brute_force(X, Y=None):
    """Distances; in a self-join NaN, which is no distance, from rows to themselves."""
    distances = cosine_distances(X, X if Y is None else Y)
    if Y is None:
        np.fill_diagonal(distances, np.nan)
    return distances


@pytest.mark.parametrize("self_join", [True, False])
@pytest.mark.parametrize("density", [0.02, 0.1, 0.5])
@pytest.mark.parametrize("negative", [False, True])
def test_kneighbors_are_those_of_brute_force(self_join, density, negative):
    X = random_rows(60, density=density, negative=negative)
    Q = None if self_join else random_rows(30, seed=1, density=density, negative=negative)
    ours = bs.CosineNeighbors().fit(X)
    theirs = NearestNeighbors(metric="cosine", algorithm="brute").fit(X)
    all_distances = brute_force(X) if self_join else brute_force(Q, X)
    for k in (1, 5, 30, 59):
        distances, indices = ours.kneighbors(Q, k)
        expected, _ = theirs.kneighbors(Q, k)
        np.testing.assert_allclose(distances, expected, atol=1e-12)
        # Ties are in no order there; here each row named once has the distance that is told.
        of_indices = np.take_along_axis(all_distances, indices, axis=1)
        np.testing.assert_allclose(of_indices, distances, atol=1e-12)
        assert all(len(set(row)) == k for row in indices.tolist())
        np.testing.assert_array_equal(ours.kneighbors(Q, k, return_distance=False), indices)


def test_rows_without_a_common_term_are_at_distance_1_lowest_index_first():
    distances, indices = bs.CosineNeighbors(n_neighbors=3).fit(FAN).kneighbors()
    np.testing.assert_allclose(distances[[0, 3]], [[0.2, 0.4, 1], [1, 1, 1]])
    assert indices[[0, 3]].tolist() == [[2, 1, 3], [0, 1, 2]]
    X = np.array([[1.0], [-1.0], [-2.0], [0.0], [3.0]])
    distances, indices = bs.CosineNeighbors().fit(X).kneighbors(n_neighbors=2)
    assert indices[0].tolist() == [4, 3]
    assert indices[1].tolist() == [2, 3]
    assert indices[3].tolist() == [0, 1]
    distances, indices = bs.CosineNeighbors().fit(X[:4]).kneighbors(n_neighbors=2)
    assert indices[0].tolist() == [3, 1]
    assert distances[0].tolist() == [1, 2]


@pytest.mark.parametrize("self_join", [True, False])
@pytest.mark.parametrize("negative", [False, True])
@pytest.mark.parametrize("radius", [0.0, 0.3, 0.7, 0.95, 1.0, 1.1, 2.0, float("inf")])
def test_radius_neighbors_are_those_of_brute_force(self_join, negative, radius):
    X = random_rows(60, negative=negative)
    Q = None if self_join else random_rows(30, seed=1, negative=negative)
    ours = bs.CosineNeighbors(radius=radius).fit(X)
    all_distances = brute_force(X) if self_join else brute_force(Q, X)
    distances, indices = ours.radius_neighbors(Q)
    assert distances.dtype == indices.dtype == object
    for row, found, near in zip(all_distances, distances, indices, strict=True):
        # A similarity of 0 is exact, as is then the distance 1.
        assert near.tolist() == np.flatnonzero(row <= radius).tolist()
        np.testing.assert_allclose(found, row[near], atol=1e-12)
    by_distance, sorted_indices = ours.radius_neighbors(Q, sort_results=True)
    for n, (found, near) in enumerate(zip(by_distance, sorted_indices, strict=True)):
        assert (np.diff(found) >= 0).all()
        assert sorted(near.tolist()) == indices[n].tolist()
    graph = ours.radius_neighbors_graph(Q, mode="distance")
    assert graph.nnz == sum(map(len, indices))
    ones = ours.radius_neighbors_graph(Q)
    assert ones.nnz == graph.nnz
    assert set(ones.data.tolist()) <= {1.0}


def test_the_radius_itself_is_near_enough():
    X = np.array([[1.0, 0.0], [0.6, 0.8]])
    for dtype in (np.float32, np.float64):
        neighbors = bs.CosineNeighbors().fit(X.astype(dtype))
        at = neighbors.kneighbors(n_neighbors=1)[0][0, 0]
        assert neighbors.radius_neighbors_graph(radius=at).nnz == 2
        below = np.nextafter(at, dtype(0))
        assert neighbors.radius_neighbors_graph(radius=float(below)).nnz == 0


def test_dense_rows_are_made_in_blocks(monkeypatch):
    X = random_rows(60, negative=True)
    neighbors = bs.CosineNeighbors().fit(X)
    expected = neighbors.radius_neighbors_graph(radius=1.05, mode="distance")
    nearest = neighbors.kneighbors(n_neighbors=50)
    monkeypatch.setattr("broadsheet._cosine_search._DENSE", 130)
    found = neighbors.radius_neighbors_graph(radius=1.05, mode="distance")
    assert (found != expected).nnz == 0
    for a, b in zip(nearest, neighbors.kneighbors(n_neighbors=50), strict=True):
        assert a.tobytes() == b.tobytes()


@pytest.mark.parametrize("mode", ["distance", "connectivity"])
@pytest.mark.parametrize("n_neighbors", [1, 4])
def test_transform_is_that_of_k_neighbors_transformer(mode, n_neighbors):
    X = random_rows(50, density=0.5)
    ours = bs.CosineNeighbors(n_neighbors=n_neighbors, mode=mode)
    theirs = KNeighborsTransformer(
        n_neighbors=n_neighbors, mode=mode, metric="cosine", algorithm="brute"
    )
    for found, expected in (
        (ours.fit_transform(X), theirs.fit_transform(X)),
        (ours.transform(random_rows(9, seed=2)), theirs.transform(random_rows(9, seed=2))),
        (ours.kneighbors_graph(), theirs.kneighbors_graph()),
        (ours.kneighbors_graph(mode="distance"), theirs.kneighbors_graph(mode="distance")),
    ):
        assert found.shape == expected.shape
        assert found.nnz == expected.nnz
        np.testing.assert_allclose(found.toarray(), expected.toarray(), atol=1e-12)
    assert ours.get_feature_names_out().tolist()[:2] == ["cosineneighbors0", "cosineneighbors1"]


@pytest.mark.parametrize("mode", ["distance", "connectivity"])
def test_fit_transform_has_the_whole_diagonal_among_duplicates(mode):
    graph = bs.CosineNeighbors(n_neighbors=2, mode=mode).fit_transform(np.ones((8, 2)))
    assert [i in graph.indices[3 * i : 3 * i + 3] for i in range(8)] == [True] * 8 or (
        mode == "connectivity"
        and [i in graph.indices[2 * i : 2 * i + 2] for i in range(8)] == [True] * 8
    )


@pytest.mark.parametrize("eps", [0.2, 0.5])
def test_dbscan_gives_the_same_labels(eps):
    centres = random_rows(6, 60, density=0.2).toarray()
    X = sparse.csr_array(np.repeat(centres, 20, axis=0) + random_rows(120, 60, density=0.05))
    graph = (
        bs.CosineNeighbors(radius=eps)
        .fit(X)
        .radius_neighbors_graph(mode="distance", sort_results=True)
    )
    ours = DBSCAN(eps=eps, min_samples=4, metric="precomputed").fit(graph)
    theirs = DBSCAN(eps=eps, min_samples=4, metric="precomputed").fit(cosine_distances(X))
    assert len(set(theirs.labels_.tolist())) > 1
    assert ours.labels_.tolist() == theirs.labels_.tolist()


def test_it_works_in_a_pipeline():
    texts = [f"storm {i % 3} hit port {i % 5} on day {i % 7}" for i in range(40)]
    steps = make_pipeline(bs.TfidfVectorizer(), bs.CosineNeighbors(n_neighbors=8))
    graph = steps.fit_transform(texts)
    assert graph.shape == (40, 40)
    steps.steps.append(("dbscan", DBSCAN(metric="precomputed", eps=0.3)))
    assert len(steps.fit_predict(texts)) == 40
    tsne = TSNE(metric="precomputed", init="random", perplexity=2, max_iter=250, n_jobs=1)
    assert tsne.fit_transform(graph).shape == (40, 2)


def test_it_is_cloned_and_pickled():
    neighbors = bs.CosineNeighbors(n_neighbors=2, radius=0.5, mode="connectivity", n_jobs=1)
    assert clone(neighbors).get_params() == {
        "n_neighbors": 2, "radius": 0.5, "mode": "connectivity", "n_jobs": 1,
    }  # fmt: skip
    neighbors.fit(FAN)
    again = pickle.loads(pickle.dumps(neighbors))
    for a, b in zip(neighbors.kneighbors(FAN), again.kneighbors(FAN), strict=True):
        assert a.tobytes() == b.tobytes()


@pytest.mark.parametrize(
    "make", [np.asarray, sparse.csr_matrix, sparse.csc_array, np.ndarray.tolist]
)
def test_every_container_gives_the_same(make):
    found = bs.CosineNeighbors(n_neighbors=2).fit(make(FAN)).kneighbors(make(FAN))
    expected = bs.CosineNeighbors(n_neighbors=2).fit(FAN).kneighbors(FAN)
    for a, b in zip(found, expected, strict=True):
        assert a.tobytes() == b.tobytes()


@pytest.mark.parametrize("fitted", [np.float32, np.float64])
@pytest.mark.parametrize("asked", [np.float32, np.float64])
def test_types(fitted, asked):
    neighbors = bs.CosineNeighbors(n_neighbors=2).fit(FAN.astype(fitted))
    distances, indices = neighbors.kneighbors(FAN.astype(asked))
    assert distances.dtype == np.result_type(fitted, asked)
    assert indices.dtype == np.int64
    assert neighbors.radius_neighbors_graph(FAN.astype(asked), 0.5).nnz == 10


def test_changes_to_what_was_fitted_come_too_late():
    X = sparse.csr_array(FAN / np.linalg.norm(FAN, axis=1, keepdims=True))
    neighbors = bs.CosineNeighbors(n_neighbors=1).fit(X)
    before = neighbors.kneighbors()
    X.data[:] = 1
    for a, b in zip(before, neighbors.kneighbors(), strict=True):
        assert a.tobytes() == b.tobytes()


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"n_neighbors": 0}, "'n_neighbors' parameter"),
        ({"radius": -1.0}, "'radius' parameter"),
        ({"mode": "graph"}, "'mode' parameter"),
        ({"n_jobs": 1.5}, "'n_jobs' parameter"),
    ],
)
def test_parameters_out_of_range_are_refused(parameters, message):
    with pytest.raises(ValueError, match=message):
        bs.CosineNeighbors(**parameters).fit(FAN)


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda n: n.kneighbors(n_neighbors=4), ValueError, "Expected n_neighbors < n_samples_fit"),
        (lambda n: n.kneighbors(FAN, 5), ValueError, "Expected n_neighbors <= n_samples_fit"),
        (lambda n: n.kneighbors(FAN, 0), ValueError, "Expected n_neighbors > 0. Got 0"),
        (lambda n: n.kneighbors(FAN, 1.5), TypeError, "n_neighbors must be an int, got 1.5"),
        (lambda n: n.kneighbors(FAN[:, :2]), ValueError, "2 features"),
        (lambda n: n.kneighbors(FAN + np.inf), ValueError, "infinity"),
        (lambda n: n.kneighbors_graph(mode="ones"), ValueError, "mode must be"),
        (lambda n: n.radius_neighbors_graph(mode="ones"), ValueError, "mode must be"),
        (lambda n: n.radius_neighbors(radius=-0.1), ValueError, "radius must be at least 0"),
        (lambda n: n.radius_neighbors(radius=np.nan), ValueError, "radius must be at least 0"),
        (lambda n: n.radius_neighbors(radius="1"), TypeError, "radius must be a number"),
        (lambda n: n.radius_neighbors(return_distance=False, sort_results=True), ValueError,
         "return_distance must be True"),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_refused(call, error, message):
    with pytest.raises(error, match=message):
        call(bs.CosineNeighbors(n_neighbors=2).fit(FAN))


@pytest.mark.parametrize("method", ["kneighbors", "radius_neighbors", "kneighbors_graph"])
def test_it_must_be_fitted(method):
    with pytest.raises(NotFittedError):
        getattr(bs.CosineNeighbors(), method)(FAN)


@parametrize_with_checks([bs.CosineNeighbors(n_neighbors=2)])
def test_it_keeps_to_scikit_learns_rules(estimator, check):
    check(estimator)
