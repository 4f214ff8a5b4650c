"""Agglomerative clusters of sparse vectors, beside SciPy's of the dense distances."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import sparse
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.spatial.distance import squareform

from broadsheet import _core
from broadsheet._arrays import canonical_csr

DAY = 86_400_000_000
NAT = np.iinfo(np.int64).min


def collection(seed: int, dtype: str) -> tuple[sparse.csr_array, np.ndarray]:
    """Unit rows in loose groups, and times with gaps. Without ties, as SciPy breaks them anew."""
    rng = np.random.default_rng(seed)
    centres = rng.random((12, 80)) * (rng.random((12, 80)) < 0.15)
    X = centres[rng.integers(0, 12, 150)] + rng.random((150, 80)) * (rng.random((150, 80)) < 0.1)
    X /= np.linalg.norm(X, axis=1, keepdims=True)
    times = rng.integers(0, 30 * DAY, 150)
    times[rng.random(150) < 0.1] = NAT
    return sparse.csr_array(X.astype(dtype)), times


def similarities(X: sparse.csr_array, times: np.ndarray | None, sigma: float) -> np.ndarray:
    dense = X.toarray().astype(np.float64)
    S = dense @ dense.T
    if times is not None:
        z = (times[:, None] - times.astype(np.float64)) / sigma
        known = times != NAT
        S *= np.where(known[:, None] & known, np.exp(-0.5 * z * z), 1.0)
    return S


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("dated", [False, True])
@pytest.mark.parametrize("cut", [0.0, 0.05, 0.2, 0.4, 0.7])
@pytest.mark.parametrize("method", ["average", "complete", "single"])
def test_merges_are_scipys_above_the_cut(seed, dtype, dated, cut, method):
    X, times = collection(seed, dtype)
    sigma = 10.0 * DAY
    labels, (a, b, similarity, size) = _core.agglomerate(
        *canonical_csr(X, "X"), linkage=method, min_similarity=cut,
        timestamps=times if dated else None, time_scale_us=sigma if dated else None,
    )  # fmt: skip
    S = similarities(X, times if dated else None, sigma)
    np.fill_diagonal(S, 1)
    Z = linkage(squareform(np.clip(1 - S, 0, None), checks=False), method=method)
    assert len(a) == 150 - (labels.max() + 1)
    # What is not similar at all is merged in any order.
    least = max(cut, 1e-6)
    made, n = Z[1 - Z[:, 2] >= least], int(np.sum(similarity >= least))
    assert len(made) == n
    np.testing.assert_allclose(similarity[:n], 1 - made[:, 2], rtol=0, atol=1e-6)
    np.testing.assert_array_equal(np.stack([a, b, size], axis=1)[:n], made[:, [0, 1, 3]])
    if cut > 0:
        assert labels.tolist() == by_first_appearance(fcluster(Z, 1 - cut, "distance"))
    else:
        assert labels.tolist() == [0] * 150


def by_first_appearance(labels: np.ndarray) -> list[int]:
    """Number clusters by their first rows."""
    numbers: dict[int, int] = {}
    return [numbers.setdefault(label, len(numbers)) for label in labels.tolist()]
