"""`bs.metrics`: agreement of two clusterings, held to its definition and to scikit-learn."""

from __future__ import annotations

import subprocess
import sys
from itertools import combinations

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics.cluster import fowlkes_mallows_score, pair_confusion_matrix

import broadsheet as bs

BOTH = pytest.mark.parametrize("metric", [bs.metrics.bcubed, bs.metrics.pairwise])
CLUSTERINGS = st.integers(0, 12).flatmap(
    lambda n: st.tuples(
        st.lists(st.integers(0, 4), min_size=n, max_size=n),
        st.lists(st.sampled_from(["storm", "toll", "bridge", ("a", 1)]), min_size=n, max_size=n),
    )
)


def harmonic(a, b):
    return 2 * a * b / (a + b) if a + b else 0.0


def bcubed_by_articles(true, pred):
    """The definition, article by article: slow and obvious."""
    precisions, recalls = [], []
    for i in range(len(true)):
        truth = {j for j in range(len(true)) if true[j] == true[i]}
        found = {j for j in range(len(pred)) if pred[j] == pred[i]}
        precisions.append(len(truth & found) / len(found))
        recalls.append(len(truth & found) / len(truth))
    precision, recall = np.mean(precisions), np.mean(recalls)
    return precision, recall, harmonic(precision, recall)


def pairwise_by_pairs(true, pred):
    """The definition, pair by pair: slow and obvious."""
    pairs = list(combinations(range(len(true)), 2))
    truth = {(i, j) for i, j in pairs if true[i] == true[j]}
    found = {(i, j) for i, j in pairs if pred[i] == pred[j]}
    precision = len(truth & found) / len(found) if found else 1.0
    recall = len(truth & found) / len(truth) if truth else 1.0
    return precision, recall, harmonic(precision, recall)


def test_one_article_put_elsewhere():
    true, pred = ["storm", "storm", "storm", "toll"], [0, 0, 1, 2]
    assert bs.metrics.bcubed(true, pred) == (1.0, 2 / 3, 0.8)
    assert bs.metrics.pairwise(true, pred) == (1.0, 1 / 3, 0.5)
    assert bs.metrics.bcubed(pred, true) == (2 / 3, 1.0, 0.8)
    assert bs.metrics.pairwise(pred, true) == (1 / 3, 1.0, 0.5)


def test_the_example_of_amigo_and_others():
    """Equal BCubed of a clean cluster and a spoilt one: one stranger in each of two ways."""
    true = [1, 1, 1, 1, 2, 3, 4, 5]
    strangers_together = [1, 1, 1, 1, 2, 2, 2, 2]
    stranger_in_the_clean = [1, 1, 1, 1, 1, 2, 2, 2]
    assert (
        bs.metrics.bcubed(true, strangers_together)[0]
        > bs.metrics.bcubed(true, stranger_in_the_clean)[0]
    )


def test_every_article_alone_scores_well_by_bcubed_only():
    true, alone = [i // 2 for i in range(200)], range(200)
    assert bs.metrics.bcubed(true, alone) == (1.0, 0.5, 2 / 3)
    assert bs.metrics.pairwise(true, alone) == (1.0, 0.0, 0.0)
    assert bs.metrics.pairwise(alone, true) == (0.0, 1.0, 0.0)
    assert bs.metrics.pairwise(alone, alone) == (1.0, 1.0, 1.0)


@BOTH
def test_without_articles_both_agree_as_in_scikit_learn(metric):
    assert metric([], []) == (1.0, 1.0, 1.0)
    assert metric(np.array([], dtype=int), ()) == (1.0, 1.0, 1.0)


@settings(deadline=None)
@given(CLUSTERINGS)
def test_bcubed_is_its_definition(clusterings):
    true, pred = clusterings
    expected = bcubed_by_articles(true, pred) if true else (1.0, 1.0, 1.0)
    assert bs.metrics.bcubed(true, pred) == pytest.approx(expected, abs=1e-15)


@settings(deadline=None)
@given(CLUSTERINGS)
def test_pairwise_is_its_definition_and_scikit_learns_counts(clusterings):
    true, pred = clusterings
    found = bs.metrics.pairwise(true, pred)
    assert found == pytest.approx(pairwise_by_pairs(true, pred), abs=1e-15)
    codes = [sorted(set(map(str, pred))).index(str(label)) for label in pred]
    (_, false_positive), (false_negative, both) = pair_confusion_matrix(true, codes)
    if both:
        expected = (both / (both + false_positive), both / (both + false_negative))
        assert found[:2] == expected
        assert np.sqrt(found[0] * found[1]) == pytest.approx(fowlkes_mallows_score(true, codes))


@settings(deadline=None)
@given(CLUSTERINGS, st.randoms())
def test_neither_the_order_of_articles_nor_the_names_of_clusters_matter(clusterings, random):
    true, pred = clusterings
    order = list(range(len(true)))
    random.shuffle(order)
    for metric in (bs.metrics.bcubed, bs.metrics.pairwise):
        moved = metric([str(true[i]) for i in order], [hash(pred[i]) for i in order])
        assert moved == metric(true, pred)
        assert metric(true, true) == (1.0, 1.0, 1.0)
        precision, recall, f1 = metric(true, pred)
        assert metric(pred, true) == (recall, precision, f1)


@BOTH
@pytest.mark.parametrize("container", [
    list, tuple, np.array, pd.Series, pl.Series, pa.array, lambda a: pa.chunked_array([a]),
    lambda a: pd.Series(a).astype("category"), iter, lambda a: np.array(a, dtype=object),
])  # fmt: skip
@pytest.mark.parametrize("labels", [[3, 1, 3, -1], ["b", "a", "b", ""], [1.5, 2.0, 1.5, 0.0]])
def test_labels_come_in_several_containers(metric, container, labels):
    assert metric([0, 0, 0, 1], container(labels)) == metric([0, 0, 0, 1], labels)


def test_a_large_cluster_does_not_overflow():
    n = 3_000_000
    together = np.zeros(n, dtype=np.int8)
    assert bs.metrics.pairwise(together, together) == (1.0, 1.0, 1.0)
    assert bs.metrics.bcubed(together, np.arange(n) % 2 == 0) == (1.0, 0.5, 2 / 3)


@BOTH
@pytest.mark.parametrize(
    ("true", "pred", "error", "message"),
    [
        ([0, 1], [0], ValueError, "labels_true has 2 entries, but labels_pred has 1"),
        ([0, None], [0, 0], ValueError, r"labels_true\[1\] is None: every article needs a label"),
        ([0, 0], [1.0, np.nan], ValueError, r"labels_pred\[1\] is nan"),
        ([0, 0], np.array([np.nan, 1.0]), ValueError, r"labels_pred\[0\] is nan"),
        ([0, 0], pd.array([1, pd.NA]), ValueError, r"labels_pred\[1\] is <NA>"),
        ([0, 0], pa.array([1, None]), ValueError, r"labels_pred\[1\] is None"),
        ([0], np.array(["NaT"], dtype="M8[s]"), ValueError, r"labels_pred\[0\] is None"),
        ([[0], [1]], [0, 1], TypeError, r"labels_true\[0\] is \[0\], which is not hashable"),
        (np.zeros((2, 1), int), [0, 1], ValueError, r"labels_true must be 1-D, got shape \(2, 1\)"),
        (pd.DataFrame({"a": [0]}), [0], ValueError, "labels_true must be 1-D"),
        (np.array(3), [0], ValueError, r"labels_true must be 1-D, got shape \(\)"),
        ("ab", [0, 1], TypeError, 'labels_true must be a sequence .*, got "ab"'),
        ({"a": 1}, [0], TypeError, "labels_true must be a sequence"),
        ({1, 2}, [0, 1], TypeError, "labels_true must be a sequence"),
        (None, [0], TypeError, "labels_true must be a sequence .*, got None"),
        ([0], 7, TypeError, "labels_pred must be a sequence .*, got 7"),
    ],
)
def test_what_are_no_labels_is_refused(metric, true, pred, error, message):
    with pytest.raises(error, match=message):
        metric(true, pred)


def test_the_module_is_public_and_loaded_when_it_is_used():
    code = (
        "import sys, broadsheet as bs; assert 'broadsheet.metrics' not in sys.modules; "
        "assert 'metrics' in dir(bs); assert bs.metrics.pairwise([0], [0])[2] == 1.0; "
        "import broadsheet.metrics as m; assert m is bs.metrics; "
        "from broadsheet.metrics import bcubed; assert 'sklearn' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_every_article_of_allsides_alone(data):
    """The figures that the page on metrics warns of."""
    articles = pd.read_json(data("allsides_stories") / "train.jsonl.gz", lines=True)
    for stories, expected in (
        (articles.cluster, 0.593),
        (articles.cluster[articles.date.notna() & (articles.date != "")], 0.674),
    ):
        alone = range(len(stories))
        assert bs.metrics.bcubed(stories, alone)[2] == pytest.approx(expected, abs=5e-4)
        assert bs.metrics.pairwise(stories, alone)[2] == 0.0
