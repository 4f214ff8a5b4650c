"""K-means by cosine with sample weights: how they count, and which are refused."""

from __future__ import annotations

import numpy as np
import pytest

import broadsheet as bs

TEXTS = [
    f"{topic} {topic}{i % 3} {topic}{i % 4} day {i % 5}"
    for i in range(20)
    for topic in ("storm", "bridge", "chess")
]
X = bs.TfidfVectorizer().fit_transform(TEXTS)


def test_weights_count():
    rows = np.array([[1.0, 0.0], [0.8, 0.6], [0.0, 1.0]])
    model = bs.SphericalKMeans(1, init=[[1.0, 1.0]]).fit(rows, sample_weight=[3, 0, 4])
    assert model.cluster_centers_[0] == pytest.approx([0.6, 0.8])
    assert model.inertia_ == pytest.approx(3 * 0.4 + 4 * 0.2)
    assert model.score(rows, sample_weight=[3, 0, 4]) == pytest.approx(-model.inertia_)
    assert model.score(rows) == pytest.approx(-(0.4 + 0.04 + 0.2))


@pytest.mark.parametrize("method", ["fit", "fit_predict", "partial_fit", "score"])
@pytest.mark.parametrize(
    ("weights", "message"),
    [
        ([1.0] * 4 + [-1.0] * 56, "finite and at least 0, got -1.0 at row 4"),
        ([np.nan] * 60, "weight contains NaN"),
        ([np.inf] * 60, "weight contains infinity"),
        ([1.0] * 59, r"weight.shape == \(59,\)"),
        ([1.0, 1e-301] * 30, "0 or at least 1e-300 at row 1"),
        ([1e300, 1e300] * 30, "add up to at most 1e300"),
    ],
)
def test_bad_weights_are_refused(method, weights, message):
    model = bs.SphericalKMeans(3, random_state=0).fit(X)
    before = vars(model).copy()
    with pytest.raises(ValueError, match=message):
        getattr(model, method)(X, sample_weight=weights)
    assert all(vars(model)[name] is value for name, value in before.items())


@pytest.mark.parametrize("scale", [1e-298, 1e-170, 1e-155, 1e155, 1e297])
@pytest.mark.parametrize("init", ["cosine++", "random"])
def test_only_the_proportions_of_weights_matter_to_clusters(scale, init):
    weights = 1.0 + np.arange(60) % 4
    plain = bs.SphericalKMeans(3, init=init, random_state=0).fit(X, sample_weight=weights)
    scaled = bs.SphericalKMeans(3, init=init, random_state=0)
    scaled.fit(X, sample_weight=weights * scale)
    for _ in range(2):
        assert (scaled.labels_ == plain.labels_).all()
        assert scaled.cluster_centers_ == pytest.approx(plain.cluster_centers_, abs=1e-6)
        assert scaled.inertia_ / scale == pytest.approx(plain.inertia_)
        plain.partial_fit(X, sample_weight=weights)
        scaled.partial_fit(X, sample_weight=weights * scale)


def test_weights_stand_where_they_do_in_scikit_learn():
    weights = 1.0 + np.arange(60) % 4
    expected = bs.SphericalKMeans(3, random_state=0).fit(X, sample_weight=weights)
    model = bs.SphericalKMeans(3, random_state=0)
    assert (model.fit_predict(X, None, weights) == expected.labels_).all()
    assert model.inertia_ == expected.inertia_
