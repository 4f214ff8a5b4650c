"""`stories` with everything chosen by itself: on collections whose stories are known."""

from __future__ import annotations

import gzip
import json
import math
import pickle
import signal
import time
from functools import partial

import numpy as np
import pytest
from sklearn.cluster import DBSCAN

import broadsheet as bs
from broadsheet import _core
from broadsheet._grouping import Steps
from generated_stories import collection

SENTENCE = "The harbour bridge opened to traffic after ten years of work."


def _forever(call) -> None:
    while True:
        call()


def f1(truth: list[int], found: bs.Stories) -> float:
    return bs.metrics.bcubed(truth, found.labels_)[2]


@pytest.fixture(scope="module")
def small():
    return collection([3] * 70 + [2] * 70)


@pytest.fixture(scope="module")
def large():
    return collection([24] * 15)


def test_small_stories_are_found_with_two_neighbours(small):
    rows, truth = small
    found = bs.stories(rows)
    assert found.smooth == (2, 1.0, 1)
    assert f1(truth, found) >= 0.95


def test_large_stories_are_found_with_more_neighbours(large):
    rows, truth = large
    found = bs.stories(rows)
    assert found.smooth == (10, 1.0, 2)
    assert f1(truth, found) >= 0.95


def test_articles_alone_stay_alone():
    rows, truth = collection([1] * 240 + [2] * 10, story_words=60)
    found = bs.stories(rows)
    assert found.smooth is None
    assert f1(truth, found) >= 0.95


def test_large_and_small_stories_together():
    rows, truth = collection([30] * 12 + [2] * 120)
    assert f1(truth, bs.stories(rows)) >= 0.9


def test_what_was_chosen_can_be_given_again(small):
    rows, _ = small
    found = bs.stories(rows, smooth=(2, 1.0, 1))
    again = bs.stories(rows, smooth=(2, 1.0, 1), min_similarity=found.min_similarity)
    assert found.smooth == again.smooth
    assert bs.metrics.bcubed(found.labels_, again.labels_)[2] >= 0.99


@pytest.mark.parametrize("smooth", [None, (5, 1.0, 1), bs.NeighborSmoother(3)])
@pytest.mark.parametrize("linkage", ["average", "complete"])
def test_any_smoothing_and_linkage_is_calibrated(large, smooth, linkage):
    rows, truth = large
    found = bs.stories(rows, smooth=smooth, linkage=linkage)
    assert f1(truth, found) >= 0.9


def test_a_clusterer_takes_the_place_of_linkage(small):
    rows, truth = small
    found = bs.stories(rows, linkage=DBSCAN(eps=0.7, min_samples=2, metric="cosine"))
    assert f1(truth, found) >= 0.8
    assert math.isnan(found.min_similarity)
    assert found.to_dict()["min_similarity"] is None
    with pytest.raises(ValueError, match="no threshold to report"):
        found.threshold_report()


def test_estimators_take_the_place_of_each_stage(small):
    rows, _ = small
    remover = bs.BoilerplateRemover(rules=None)
    vectorizer = bs.TfidfVectorizer(fields={"title": 3, "text": 1}, sublinear_tf=True)
    found = bs.stories(rows, clean=remover, vectorizer=vectorizer)
    assert not hasattr(vectorizer, "vocabulary_")  # a clone was fitted
    assert found.cleaned is not None
    # What is generated is in no language, whose stop words could go.
    assert found.labels_.tolist() == bs.stories(rows, language=None).labels_.tolist()


def test_a_story_says_how_it_holds_together(small):
    rows, _ = small
    found = bs.stories(rows)
    dense = found._grouping.vectors.toarray()
    for story in found.by_size()[:5]:
        of_pairs = dense[story.rows] @ dense[story.rows].T
        np.fill_diagonal(of_pairs, 0)
        means = of_pairs.sum(axis=1) / (len(story) - 1)
        assert story.similarities == pytest.approx(means)
        article, least = story.weakest
        assert least == pytest.approx(means.min())
        assert article.id == story.members.id[int(means.argmin())]
        assert set(story.doubtful) == set(story.rows[means < story.min_similarity])
    alone = next((story for story in found if len(story) == 1), None)
    assert alone is None or (alone.weakest is None and np.isnan(alone.similarities).all())


def test_similarities_of_a_story_know_dates():
    rows = [
        {"text": SENTENCE, "date": "2025-03-01"}, {"text": SENTENCE, "date": "2025-03-05"},
        {"text": SENTENCE, "date": None},
    ]  # fmt: skip
    story = bs.stories(rows)[0]
    half = math.exp(-0.5)
    assert story.similarities == pytest.approx([(half + 1) / 2, (half + 1) / 2, 1.0])


def test_the_report_marks_the_chosen_threshold(small):
    rows, _ = small
    found = bs.stories(rows)
    report = found.threshold_report()
    chosen = [row for row in report.rows if row.chosen]
    assert [row.threshold for row in chosen] == [found.min_similarity]
    assert chosen[0].precision == pytest.approx(1, abs=0.02)
    precisions = [row.precision for row in report.rows]
    assert precisions == sorted(precisions)  # a higher threshold parts stories only
    recalls = [row.recall for row in report.rows]
    assert recalls == sorted(recalls, reverse=True)
    assert "*" in repr(report)
    assert "<strong>" in report._repr_html_()
    assert json.loads(json.dumps(report.to_dict()))["n_articles"] == len(rows)


def test_merges_make_the_stories(large):
    rows, _ = large
    found = bs.stories(rows)
    a, b, similarity, size = found.merges
    n = len(rows)
    assert len(a) == n - len(found)
    assert (np.diff(similarity) <= 0).all()
    root = np.arange(n + len(a))
    for m in range(len(a)):
        root[root == root[a[m]]] = n + m
        root[root == root[b[m]]] = n + m
        assert (root[:n] == n + m).sum() == size[m]
    assert bs.metrics.bcubed(root[:n], found.labels_)[2] == 1.0


def test_any_number_of_threads_gives_the_same_stories(large):
    rows, _ = large
    one, three = (bs.stories(rows, n_jobs=n) for n in (1, 3))
    assert one.labels_.tobytes() == three.labels_.tobytes()
    assert one.thresholds.tobytes() == three.thresholds.tobytes()
    assert all(x.tobytes() == y.tobytes() for x, y in zip(one.merges, three.merges, strict=True))


@pytest.mark.parametrize("most_dense", [10, 200])
def test_a_dendrogram_that_ends_at_a_floor_gives_the_same_small_stories(
    small, most_dense, monkeypatch
):
    rows, _ = small
    whole = bs.stories(rows)
    monkeypatch.setattr("broadsheet._stories.Steps", partial(Steps, most_dense=most_dense))
    forest = bs.stories(rows)
    assert len(forest._grouping.parts[0].merges[0]) < len(rows) - 1
    assert bs.metrics.bcubed(whole.labels_, forest.labels_)[2] >= 0.99


def test_large_stories_above_the_floor_are_found_in_a_part(large, monkeypatch):
    rows, truth = large
    monkeypatch.setattr("broadsheet._stories.Steps", partial(Steps, most_dense=250))
    found = bs.stories(rows)
    assert f1(truth, found) >= 0.9


def test_large_stories_of_very_many_entries_stay_as_first_found(large, monkeypatch):
    rows, truth = large
    monkeypatch.setattr("broadsheet._grouping.MOST_ENTRIES", 100)
    found = bs.stories(rows)
    assert found.smooth == (2, 1.0, 1)
    assert f1(truth, found) >= 0.9


def test_calibrated_stories_pickle(large):
    found = bs.stories(large[0])
    again = pickle.loads(pickle.dumps(found))
    assert again.to_dict() == found.to_dict()
    assert again.threshold_report().to_dict() == found.threshold_report().to_dict()


# --- what is hard to judge --------------------------------------------------------------------


def test_two_articles_that_are_nearly_equal_are_one_story_and_unrelated_ones_are_not():
    assert bs.stories([SENTENCE, f"{SENTENCE} Today."]).labels_.tolist() == [0, 0]
    assert bs.stories([SENTENCE, "A chess federation votes."]).labels_.tolist() == [0, 1]


@pytest.mark.parametrize("n", [1, 2, 10, 49, 50, 51, 300])
def test_equal_articles_are_one_story(n):
    assert len(bs.stories([SENTENCE] * n)) == 1


@pytest.mark.parametrize("n", [2, 10, 49, 50, 120])
def test_articles_without_a_common_word_are_each_a_story(n):
    letters = "abcdefghij"
    words = ["".join(letters[int(d)] for d in f"{i:03}") for i in range(n)]
    assert len(bs.stories([f"{word} {word}x {word}y" for word in words])) == n


def test_empty_articles_stay_alone(small):
    rows, _ = small
    found = bs.stories([*rows, {"text": ""}, {"text": ""}])
    assert np.bincount(found.labels_)[found.labels_[-2:]].tolist() == [1, 1]


@pytest.mark.parametrize("left_out", ["title", "text"])
def test_titles_alone_and_texts_alone(small, left_out):
    rows, truth = small
    found = bs.stories([{**row, left_out: ""} for row in rows])
    assert f1(truth, found) >= 0.6


@pytest.mark.parametrize("share", [0.0, 0.5, 1.0])
def test_dates_may_be_missing_for_some_or_all(small, share):
    rows, truth = small
    rng = np.random.default_rng(0)
    dated = [
        {**row, "date": f"2025-03-{1 + story % 28:02}" if rng.random() < share else None}
        for row, story in zip(rows, truth, strict=True)
    ]
    assert f1(truth, bs.stories(dated)) >= 0.95


@pytest.mark.parametrize("language", ["auto", "english", "en", "de", None])
def test_a_language_may_be_given(language):
    assert len(bs.stories([SENTENCE] * 3, language=language)) == 1


def test_headlines_without_a_stop_word_are_stemmed_as_english():
    found = bs.stories(["Bridges opening", "Bridge opened"], language="auto")
    assert found.labels_.tolist() == [0, 0]


def test_terms_are_spelt_as_articles_spell_them():
    found = bs.stories(["The bridge is opening.", "The bridge is opening today."])
    assert {"bridge", "opening"} <= set(found.terms)


@pytest.mark.parametrize(
    ("options", "error", "said"),
    [
        ({"min_similarity": "none"}, TypeError, 'number or "auto"'),
        ({"smooth": "some"}, ValueError, "smooth must be"),
        ({"smooth": 2}, TypeError, "smooth must be"),
        ({"smooth": (2, 1.0)}, ValueError, "smooth must be"),
        ({"smooth": (0, 1.0, 1)}, ValueError, "k must be"),
        ({"smooth": (2, math.nan, 1)}, ValueError, "weight must be"),
        ({"smooth": (2, 1.0, 0)}, ValueError, "k must be|passes|at least 1"),
        ({"language": "klingon"}, ValueError, "klingon"),
        ({"language": 3}, TypeError, "language must be"),
        ({"linkage": "ward"}, ValueError, "ward"),
        ({"linkage": 3}, TypeError, "linkage must be"),
        ({"linkage": DBSCAN(), "min_similarity": 0.3}, ValueError, "parameters of its own"),
        ({"clean": "yes"}, TypeError, "clean must be"),
        ({"vectorizer": bs.TfidfVectorizer(), "language": "de"}, ValueError, "vectorizer"),
    ],
)
def test_wrong_options_are_refused_by_name(options, error, said):
    with pytest.raises(error, match=said):
        bs.stories([SENTENCE] * 3, **options)


def test_a_clusterer_that_gives_no_labels_is_refused():
    class Wrong(DBSCAN):
        def fit_predict(self, X, y=None, sample_weight=None):
            return np.zeros(2, dtype=int)

    with pytest.raises(ValueError, match="must give 3 whole numbers"):
        bs.stories([SENTENCE] * 3, linkage=Wrong())


def test_the_core_refuses_merges_that_make_no_tree():
    one = np.zeros(1, dtype=np.int32)
    with pytest.raises(ValueError, match="merge 0 takes node 0"):
        _core.story_cut(one, one, np.ones(1), n_articles=3)


def test_the_calibration_stops_on_ctrl_c():
    before = signal.signal(signal.SIGALRM, signal.default_int_handler)
    rows, _ = collection([3] * 900, words=240)
    articles = bs.read(rows)
    try:
        signal.setitimer(signal.ITIMER_REAL, 0.4)
        began = time.perf_counter()
        with pytest.raises(KeyboardInterrupt):
            _forever(lambda: bs.stories(articles, n_jobs=2))
        assert time.perf_counter() - began < 0.4 + 1.0
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


@pytest.mark.parametrize(
    ("corpus", "dated", "bar", "pairs"),
    [
        ("allsides_stories", False, 0.86, 0.72), ("allsides_stories", True, 0.90, 0.79),
        ("ecbplus", False, 0.91, 0.86), ("fnc1", False, 0.97, 0.95),
        ("wikiref220", False, 0.85, 0.85), ("newswcl50", False, 0.93, 0.9),
    ],
)  # fmt: skip
def test_real_corpora_reach_their_bars(data, corpus, dated, bar, pairs):
    rows = []
    for path in sorted(data(corpus).glob("*.jsonl.gz")):
        with gzip.open(path) as lines:
            rows += [json.loads(line) for line in lines]
    for row in rows:
        row["cluster"] = row.get("cluster", row.get("label"))
    rows = [r for r in rows if r["cluster"] and r.get("kind") not in ("roundup", "headline")]
    fields = ("id", "title", "text", "date", "source")
    articles = bs.read([{k: r[k] for k in fields if r.get(k) is not None} for r in rows])
    found = bs.stories(articles, time_scale="4D" if dated else None)
    truth = [row["cluster"] for row in rows]
    assert bs.metrics.bcubed(truth, found.labels_)[2] >= bar
    assert bs.metrics.pairwise(truth, found.labels_)[2] >= pairs
