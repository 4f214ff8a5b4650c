"""Ctrl-C in the middle of work on thirty million entries."""

from __future__ import annotations

import signal
from collections.abc import Callable

import numpy as np
import pytest
from scipy import sparse

import broadsheet as bs
from alarm import alarm_interrupts, latency  # noqa: F401 - a fixture
from broadsheet._passages import shared_passages
from told import grouped

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="the system has no timers"),
]
TRIALS = 10
SHAPES = {"many rows": (300_000, 100), "long rows": (3_000, 10_000)}


@pytest.fixture(scope="module", params=SHAPES)
def matrix(request) -> sparse.csr_array:
    n_rows, length = SHAPES[request.param]
    rng = np.random.default_rng(0)
    columns = rng.integers(1, 16, size=(n_rows, length), dtype=np.int32).cumsum(
        axis=1, dtype=np.int32
    )
    indptr = np.arange(0, n_rows * length + 1, length)
    data = rng.random(n_rows * length, dtype=np.float32)
    return sparse.csr_array((data, columns.ravel(), indptr), shape=(n_rows, 16 * length))


def assert_prompt(call: Callable[[], object], longest: float) -> None:
    """Interrupt at random times up to `longest` seconds.

    The median is held to a tenth of a second, the slowest to half of one: what the system takes to
    clear pages and to take them back, and what else the machine does, is in it too.
    """
    random = np.random.default_rng(1)
    latencies = sorted(latency(call, at) for at in random.uniform(0.001, longest, TRIALS))
    print(f"slowest: {latencies[-1]:.3f} s")  # noqa: T201 - shown by pytest -s
    assert np.median(latencies) < 0.1
    assert latencies[-1] < 0.5


@pytest.mark.parametrize(
    "search",
    [
        lambda X: bs.top_k(X),
        lambda X: bs.pairs(X, min_similarity=0.5),
        lambda X: bs.CosineNeighbors(n_neighbors=3).fit(X).kneighbors(),
        lambda X: bs.smooth(X),
        lambda X: bs.AgglomerativeClusters(min_similarity=0.9).fit(X),
    ],
)
def test_a_search_stops_at_once(matrix, search):
    assert_prompt(lambda: search(matrix), 5)


@pytest.mark.parametrize("linkage", ["average", "complete", "single"])
def test_a_full_dendrogram_stops_at_once(linkage):
    rng = np.random.default_rng(0)
    X = sparse.random(9000, 20_000, density=0.002, format="csr", random_state=rng)
    clusters = bs.AgglomerativeClusters(linkage=linkage, min_similarity=0)
    assert_prompt(lambda: clusters.fit(X), 4)


def test_putting_columns_in_order_stops_at_once(matrix):
    n_cols = matrix.shape[1]
    backwards = sparse.csr_array(
        (matrix.data, (n_cols - 1 - matrix.indices).astype(np.int32), matrix.indptr),
        shape=matrix.shape,
    )
    assert_prompt(lambda: bs.top_k(backwards), 3)


def test_explaining_pairs_stops_at_once(matrix):
    pairs = np.random.default_rng(1).integers(0, matrix.shape[0], size=(2_000_000, 2))
    assert_prompt(lambda: bs.explain_pairs(matrix, pairs), 5)


def test_finding_duplicates_stops_at_once():
    rng = np.random.default_rng(3)
    words = np.array([f"w{number}" for number in range(5_000)])
    texts = [" ".join(rng.choice(words, 10_000)) for _ in range(1_500)]
    assert_prompt(lambda: bs.find_duplicates(texts * 2), 6)


def test_finding_passages_stops_at_once():
    rng = np.random.default_rng(4)
    words = np.array([f"w{number}" for number in range(5_000)])
    text = " ".join(rng.choice(words, 3_000_000))
    for same in (text, "w " * 3_000_000):
        assert_prompt(lambda same=same: shared_passages(same, same, 5), 3)


def test_telling_of_a_large_story_stops_at_once():
    rng = np.random.default_rng(5)
    words = np.array([f"w{number}" for number in range(5_000)])
    texts = [" ".join(rng.choice(words, 500)) + "." for _ in range(10_000)]
    articles = bs.Articles(text=texts)
    vectorizer = bs.TfidfVectorizer()
    X = vectorizer.fit_transform(articles.text)

    def stories(labels):
        return grouped(articles, labels, vectorizer, X)

    one = np.zeros(len(texts), dtype=np.int32)
    assert_prompt(lambda: stories(one)[0].timeline, 5)
    assert_prompt(lambda: stories(one)[0].new_in(-1), 5)
    one[0] = 1
    assert_prompt(lambda: stories(one)[0].nearest(), 5)
