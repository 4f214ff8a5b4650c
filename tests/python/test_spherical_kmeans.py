"""K-means by cosine: its clusters, its protocol, its mini-batches and what it refuses."""

from __future__ import annotations

import pickle
import signal
import time
import warnings

import numpy as np
import pytest
from scipy import sparse
from sklearn.cluster import KMeans
from sklearn.exceptions import ConvergenceWarning, NotFittedError
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import normalize
from sklearn.utils.estimator_checks import parametrize_with_checks

import broadsheet as bs

# To weigh a row twice is to have it twice only where the same rows are drawn first; scikit-learn's
# own KMeans does not pass these two either.
DRAWS_DIFFERENTLY = {
    "check_sample_weight_equivalence",
    "check_sample_weight_equivalence_on_dense_data",
    "check_sample_weight_equivalence_on_sparse_data",
}
TEXTS = [
    f"{topic} {topic}{i % 3} {topic}{i % 4} day {i % 5}"
    for i in range(20)
    for topic in ("storm", "bridge", "chess")
]
X = bs.TfidfVectorizer().fit_transform(TEXTS)
TOPIC = np.arange(60) % 3


def random_rows(n: int, seed: int = 0, n_cols: int = 50) -> sparse.csr_array:
    rng = np.random.default_rng(seed)
    dense = rng.random((n, n_cols)) * (rng.random((n, n_cols)) < 0.2)
    dense[np.arange(n), np.arange(n) % n_cols] += 0.1
    return sparse.csr_array(dense)


def state(model: bs.SphericalKMeans) -> tuple[bytes, bytes, float, int]:
    centers = model.sparse_cluster_centers_
    return model.labels_.tobytes(), centers.data.tobytes(), model.inertia_, model.n_iter_


@parametrize_with_checks([bs.SphericalKMeans(n_clusters=3), bs.SphericalKMeans(3, init="random")])
def test_it_keeps_to_scikit_learns_rules(estimator, check):
    if check.func.__name__ in DRAWS_DIFFERENTLY:
        weights = np.repeat([1.0, 2.0], [30, 30])
        repeated = sparse.vstack([X, X[30:]], format="csr")
        weighted = bs.SphericalKMeans(3, init=X[:3]).fit(X, sample_weight=weights)
        again = bs.SphericalKMeans(3, init=X[:3]).fit(repeated)
        assert (weighted.labels_ == again.labels_[:60]).all()
        assert weighted.inertia_ == pytest.approx(again.inertia_)
        return
    check(estimator)


def test_it_finds_topics_and_tells_how_near_articles_are():
    model = bs.SphericalKMeans(3, random_state=0).fit(X)
    assert len(set(zip(model.labels_, TOPIC, strict=True))) == 3
    assert model.labels_.dtype == np.int32
    distance = model.transform(X)
    assert (distance.argmin(axis=1) == model.labels_).all()
    assert distance == pytest.approx(1 - X @ model.cluster_centers_.T, abs=1e-6)
    assert model.inertia_ == pytest.approx(distance.min(axis=1).sum(), abs=1e-6)
    assert model.score(X) == pytest.approx(-model.inertia_, abs=1e-12)
    assert (model.predict(X) == model.labels_).all()
    assert np.linalg.norm(model.cluster_centers_, axis=1) == pytest.approx(1, abs=1e-6)
    for cluster, center in enumerate(model.cluster_centers_):
        mean = X[model.labels_ == cluster].sum(axis=0)
        assert center == pytest.approx(normalize(np.asarray(mean).reshape(1, -1))[0], abs=1e-6)


def test_from_the_same_centres_it_does_not_end_below_scikit_learn():
    rows = normalize(random_rows(400))
    init = rows[:12].toarray()
    ours = bs.SphericalKMeans(12, init=init, tol=0).fit(rows)
    theirs = KMeans(12, init=init, n_init=1, tol=0).fit(rows)

    def cohesion(labels):
        return sum(np.linalg.norm(rows[labels == c].sum(axis=0)) for c in range(12))

    assert cohesion(ours.labels_) == pytest.approx(400 - ours.inertia_, rel=1e-6)
    assert cohesion(ours.labels_) > 0.99 * cohesion(theirs.labels_)


def test_a_random_state_fixes_all_and_threads_change_nothing():
    rows = random_rows(3000)
    one = bs.SphericalKMeans(20, random_state=3, n_init=2, n_jobs=1).fit(rows)
    for n_jobs in (1, 2, 5):
        same = bs.SphericalKMeans(20, random_state=3, n_init=2, n_jobs=n_jobs).fit(rows)
        assert state(same) == state(one)
    other = bs.SphericalKMeans(20, random_state=4, n_jobs=1).fit(rows)
    assert state(other) != state(one)


def test_of_several_starts_the_one_nearest_its_rows_counts():
    rows = random_rows(300)
    state_of = np.random.RandomState(0)
    single = [bs.SphericalKMeans(9, n_init=1, random_state=state_of).fit(rows) for _ in range(5)]
    best = bs.SphericalKMeans(9, n_init=5, random_state=np.random.RandomState(0)).fit(rows)
    assert best.inertia_ == min(model.inertia_ for model in single)
    assert best.inertia_ < max(model.inertia_ for model in single)


def test_the_length_of_rows_and_their_container_do_not_matter():
    rows = random_rows(200)
    init = rows[:6]
    expected = bs.SphericalKMeans(6, init=init).fit(normalize(rows)).labels_
    scaled = rows.multiply(np.arange(1, 201).reshape(-1, 1)).tocsr()
    for given in (scaled, rows.toarray(), rows.tocsc(), sparse.csr_matrix(rows)):
        for centers in (init, init.toarray() * 7, init.toarray().tolist()):
            model = bs.SphericalKMeans(6, init=centers).fit(given)
            assert (model.labels_ == expected).all()
    single = bs.SphericalKMeans(6, init=init.astype(np.float32)).fit(rows.astype(np.float32))
    assert single.cluster_centers_.dtype == np.float32
    assert single.transform(rows.astype(np.float32)).dtype == np.float32


def test_indices_of_64_bits_are_taken():
    wide = sparse.csr_array(
        (X.data, X.indices.astype(np.int64), X.indptr.astype(np.int64)), shape=X.shape
    )
    narrow = bs.SphericalKMeans(3, random_state=0).fit(X)
    assert state(bs.SphericalKMeans(3, random_state=0).fit(wide)) == state(narrow)


def test_a_callable_chooses_where_to_begin():
    asked = []

    def first_rows(rows, n_clusters, random_state):
        asked.append((rows.shape, n_clusters, type(random_state)))
        return rows[:n_clusters]

    model = bs.SphericalKMeans(3, init=first_rows, n_init=2, random_state=0).fit(X)
    assert asked == [(X.shape, 3, np.random.RandomState)] * 2
    assert (model.labels_ == TOPIC).all()


def test_a_batch_moves_centres_to_the_direction_of_all_rows_they_were_given():
    rows = random_rows(300)
    batches = [rows[:100], rows[100:150], rows[150:]]
    model = bs.SphericalKMeans(5, random_state=0)
    total = np.zeros((5, rows.shape[1]))
    for step, batch in enumerate(batches, 1):
        assert model.partial_fit(batch) is model
        assert model.n_steps_ == step
        np.add.at(total, model.labels_, normalize(batch).toarray())
        assert model.cluster_centers_ == pytest.approx(normalize(total), abs=1e-6)
    assert model.inertia_ > 0
    assert model.predict(rows).shape == (300,)


def test_batches_go_on_from_a_fit_and_whatever_threads_there_are():
    rows, more = random_rows(300), random_rows(50, seed=1)
    fitted = bs.SphericalKMeans(4, random_state=0).fit(rows)
    centers, labels = fitted.cluster_centers_, fitted.labels_
    total = np.zeros((4, rows.shape[1]))
    np.add.at(total, labels, normalize(rows).toarray())
    assert normalize(total) == pytest.approx(centers, abs=1e-6)
    again = pickle.loads(pickle.dumps(fitted)).set_params(n_jobs=3).partial_fit(more)
    fitted.set_params(n_jobs=1).partial_fit(more)
    assert (again.cluster_centers_ == fitted.cluster_centers_).all()
    np.add.at(total, fitted.labels_, normalize(more).toarray())
    assert fitted.cluster_centers_ == pytest.approx(normalize(total), abs=1e-6)


def test_a_centre_that_no_batch_comes_to_stays():
    model = bs.SphericalKMeans(2, init=[[1.0, 0.0], [0.0, 1.0]])
    model.partial_fit([[1.0, 0.1], [1.0, 0.2]])
    assert model.labels_.tolist() == [0, 0]
    assert model.cluster_centers_[1].tolist() == [0.0, 1.0]


def test_a_later_fit_begins_anew():
    model = bs.SphericalKMeans(3, random_state=0).partial_fit(random_rows(40))
    assert state(model.fit(X)) == state(bs.SphericalKMeans(3, random_state=0).fit(X))
    assert not hasattr(model, "n_steps_")


def test_it_stands_in_a_pipeline():
    steps = make_pipeline(bs.TfidfVectorizer(), bs.SphericalKMeans(3, random_state=0))
    labels = steps.fit_predict(TEXTS)
    assert (steps.predict(TEXTS) == labels).all()
    assert steps.get_feature_names_out().tolist() == [f"sphericalkmeans{i}" for i in range(3)]
    assert steps.transform(TEXTS).shape == (60, 3)


def test_dense_centres_are_made_anew_each_time():
    model = bs.SphericalKMeans(3, random_state=0).fit(X)
    model.cluster_centers_[:] = 0
    assert (model.predict(X) == model.labels_).all()
    assert sparse.issparse(model.sparse_cluster_centers_)
    with pytest.raises(AttributeError, match="no centres before a fit"):
        _ = bs.SphericalKMeans().cluster_centers_


def test_equal_rows_are_one_cluster():
    message = "1 clusters have rows .* fewer than n_clusters=3: X may hold too few different rows"
    with pytest.warns(ConvergenceWarning, match=message):
        model = bs.SphericalKMeans(3, random_state=0).fit(np.ones((10, 4)))
    assert model.labels_.tolist() == [0] * 10
    assert model.inertia_ == pytest.approx(0, abs=1e-6)


def test_rounds_that_end_before_all_clusters_have_rows_are_told():
    # After the first round the rows of one cluster are all nearer to others.
    rng = np.random.default_rng(28)
    rows, init = rng.normal(size=(12, 2)), rng.normal(size=(8, 2))
    with pytest.warns(ConvergenceWarning, match="7 clusters .* max_iter=1 ended the rounds before"):
        bs.SphericalKMeans(8, init=init, max_iter=1, tol=0).fit(rows)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        model = bs.SphericalKMeans(8, init=init, max_iter=2, tol=0).fit(rows)
    assert len(set(model.labels_)) == 8


def test_a_cluster_of_rows_that_count_nowhere_is_an_empty_one():
    rows = [[0.0, 0.0], [1.0, 0.0], [1.0, 0.0]]
    init = [[0.0, 1.0], [1.0, 0.0]]
    with pytest.warns(ConvergenceWarning, match="1 clusters have rows of positive weight"):
        model = bs.SphericalKMeans(2, init=init).fit(rows)
    assert model.labels_.tolist() == [0, 1, 1]
    with pytest.warns(ConvergenceWarning, match="1 clusters have rows of positive weight"):
        bs.SphericalKMeans(2, init=init).fit([[0.0, 1.0], [1.0, 0.0]], sample_weight=[0, 1])


def test_inertia_is_never_below_0():
    rows = normalize(random_rows(300)).astype(np.float32)
    model = bs.SphericalKMeans(1, init=rows[:1])
    for row in range(300):
        model.set_params(init=rows[row : row + 1]).fit(rows[row : row + 1])
        assert model.inertia_ >= 0
        assert model.score(rows[row : row + 1]) <= 0
        assert model.partial_fit(rows[row : row + 1]).inertia_ >= 0


def test_one_row_is_a_cluster():
    model = bs.SphericalKMeans(1, random_state=0).fit([[3.0, 4.0]])
    assert model.cluster_centers_ == pytest.approx(np.array([[0.6, 0.8]]))


def test_rows_of_zeros_go_to_the_first_cluster_and_are_not_drawn():
    rows = sparse.vstack([sparse.csr_array((30, X.shape[1])), X], format="csr")
    for seed in range(5):
        model = bs.SphericalKMeans(3, random_state=seed).fit(rows)
        assert (model.labels_[:30] == 0).all()
        assert len(set(zip(model.labels_[30:], TOPIC, strict=True))) == 3


def test_negative_values_are_taken():
    rng = np.random.default_rng(0)
    around = np.repeat(np.array([[1.0, 0.0], [-1.0, 0.0]]), 20, axis=0)
    rows = around + rng.normal(scale=0.1, size=around.shape)
    model = bs.SphericalKMeans(2, random_state=0).fit(rows)
    assert len(set(model.labels_[:20])) == len(set(model.labels_[20:])) == 1
    assert model.labels_[0] != model.labels_[20]
    assert model.transform(rows).max() > 1.9


@pytest.mark.parametrize(
    ("options", "rows", "message"),
    [
        ({"n_clusters": 0}, X, "n_clusters"),
        ({"n_clusters": 61}, X, "n_samples=60 should be >= n_clusters=61"),
        ({"n_clusters": 2}, np.zeros((5, 3)), "0 rows of positive weight"),
        ({"n_clusters": 2, "init": "random"}, np.zeros((5, 3)), "0 rows of positive weight"),
        ({"n_clusters": 2}, np.array([[1.0, 0.0], [0.0, 0.0], [0.0, 0.0]]), "1 rows of positive"),
        ({"n_clusters": 1}, np.array([[1.0, np.nan]]), "NaN"),
        ({"n_clusters": 2, "init": np.ones((3, 50))}, random_rows(9), r"init has shape \(3, 50\)"),
        ({"n_clusters": 2, "init": np.ones((2, 49))}, random_rows(9), r"must have \(2, 50\)"),
        ({"n_clusters": 2, "init": np.zeros((2, 50))}, random_rows(9), "only zeros in row 0"),
        ({"n_clusters": 1, "init": np.full((1, 50), np.nan)}, random_rows(9), "init has a value"),
        ({"init": "k-means||"}, X, "init"),
        ({"max_iter": 0}, X, "max_iter"),
        ({"tol": -1.0}, X, "tol"),
        ({"n_init": 0}, X, "n_init"),
    ],
)
def test_bad_input_is_refused(options, rows, message):
    with pytest.raises(ValueError, match=message):
        bs.SphericalKMeans(**options).fit(rows)


@pytest.mark.parametrize("wrong", [random_rows(3, n_cols=7), np.full((9, 7), np.nan)])
def test_a_fit_that_fails_leaves_the_model_as_it_was(wrong):
    rows = random_rows(200, n_cols=5000)
    model = bs.SphericalKMeans(random_state=0).fit(rows).partial_fit(rows)
    before, distance = state(model), model.transform(rows)
    for method in (model.fit, model.partial_fit, model.predict, model.transform, model.score):
        with pytest.raises(ValueError):
            method(wrong)
        assert model.n_features_in_ == 5000
        assert model.n_steps_ == 1
        assert state(model) == before
    assert (model.transform(rows) == distance).all()


def test_batches_keep_to_the_number_of_clusters():
    model = bs.SphericalKMeans(3, random_state=0).partial_fit(X)
    with pytest.raises(ValueError, match="n_clusters=4, but the model has 3 centres"):
        model.set_params(n_clusters=4).partial_fit(X)
    assert model.n_steps_ == 1
    assert len(model.fit(X).cluster_centers_) == 4


def test_before_a_fit_there_is_nothing_to_predict():
    for method in ("predict", "transform", "score"):
        with pytest.raises(NotFittedError):
            getattr(bs.SphericalKMeans(), method)(X)


def test_given_centres_have_one_start():
    with pytest.warns(RuntimeWarning, match="there is one start"):
        bs.SphericalKMeans(3, init=X[:3], n_init=4).fit(X)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        bs.SphericalKMeans(3, init=X[:3]).fit(X)


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="the system has no timers")
@pytest.mark.parametrize("at", [0.05, 0.4])
@pytest.mark.parametrize("fitted", [False, True])
def test_ctrl_c_stops_a_fit_at_once_and_leaves_the_model_as_it_was(at, fitted):
    rng = np.random.default_rng(0)
    rows = sparse.random(20_000, 20_000, density=0.01, random_state=rng, format="csr")
    before = signal.signal(signal.SIGALRM, signal.default_int_handler)
    model = bs.SphericalKMeans(3, random_state=0, progress=False)
    if fitted:
        model.partial_fit(X)
    attributes = {name: id(value) for name, value in vars(model).items() if name[-1] == "_"}
    model.set_params(n_clusters=300, init="random", n_init=50)
    try:
        with pytest.raises(KeyboardInterrupt):  # noqa: PT012 - the clock belongs to the call
            signal.setitimer(signal.ITIMER_REAL, at)
            began = time.perf_counter()
            model.fit(rows)
        assert time.perf_counter() - began - at < 1  # 0.1 s where nothing else runs
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
    assert ("labels_" in attributes) == fitted
    assert attributes == {name: id(value) for name, value in vars(model).items() if name[-1] == "_"}
    if fitted:
        assert model.predict(X).shape == (60,)


def test_progress_is_told_up_to_the_end_of_what_was_done():
    heard: list[tuple[int, int]] = []
    rows = random_rows(20_000, n_cols=500)
    bs.SphericalKMeans(
        100, n_init=2, max_iter=3, random_state=0, progress=lambda *now: heard.append(now)
    ).fit(rows)
    assert heard
    done = [now for now, _ in heard]
    assert done == sorted(done)
    assert len({total for _, total in heard}) == 1
