"""A search index: what it finds, whatever came and went."""

from __future__ import annotations

import pickle
import signal
import threading
import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import broadsheet as bs
from alarm import alarm_interrupts, latency

__all__ = ["alarm_interrupts"]

TEXTS = ["The bridge opened.", "Storm hits bridge and coast.", "A calm day at sea, a day."]
SCORINGS = ["bm25", "tfidf"]


def found(index, query, k=10):
    return [(hit.id, hit.score) for hit in index.search(query, k)]


def test_the_best_article_comes_first_with_what_each_word_adds():
    first, *rest = bs.SearchIndex(TEXTS).search("storm at the bridge")
    assert first.id in {"0", "1"}
    assert len(rest) == 2
    for hit in [first, *rest]:
        assert sum(added for _, added in hit.terms) == pytest.approx(hit.score, rel=1e-6)
    storm = next(hit for hit in [first, *rest] if hit.id == "1")
    assert [term for term, _ in storm.terms] == ["storm", "bridge"]


def test_tfidf_is_the_cosine_of_tfidf_vectors():
    vectorizer = bs.TfidfVectorizer()
    X = vectorizer.fit_transform(TEXTS)
    query = "calm bridge day day unknownword"
    cosines = (X @ vectorizer.transform([query]).T).toarray().ravel()
    for hit in bs.SearchIndex(TEXTS, scoring="tfidf").search(query):
        assert hit.score == pytest.approx(cosines[hit.position], rel=1e-6)


@pytest.mark.parametrize("scoring", SCORINGS)
def test_a_word_given_twice_counts_twice(scoring):
    index = bs.SearchIndex(TEXTS, scoring=scoring)
    once, twice = (index.search(query)[0].terms for query in ("sea", "sea sea"))
    if scoring == "bm25":
        assert twice[0][1] == 2 * once[0][1]
    both = dict(index.search("day calm calm")[0].terms)
    assert both["calm"] > dict(index.search("day calm")[0].terms)["calm"]


@pytest.mark.parametrize(
    "query", ["", "\0\0", "zebra", "a b c", '"*" AND', "\ud800", " " * 1000, "🙂 !"]
)
def test_a_query_without_a_known_word_finds_nothing(query):
    assert bs.SearchIndex(["zulu one"]).search(query) == []


def test_queries_are_plain_words():
    index = bs.SearchIndex(["bridge or ferry", "not this"])
    assert found(index, '"bridge" AND (ferry*)') == found(index, "bridge ferry")


def test_a_query_of_a_hundred_thousand_words_is_soon_done():
    index = bs.SearchIndex(TEXTS)
    began = time.perf_counter()
    hits = index.search(" ".join(f"word{i}" for i in range(100_000)) + " storm")
    assert [hit.id for hit in hits] == ["1"]
    assert time.perf_counter() - began < 5


def test_any_alphabet_is_searched():
    index = bs.SearchIndex(["Մայր Աթոռ", "Сегодня дождь", "今日 新闻"])
    assert [index.search(q)[0].id for q in ("աթոռ", "ДОЖДЬ", "新闻")] == ["0", "1", "2"]


def test_ties_are_in_the_order_of_positions():
    index = bs.SearchIndex(["same words"] * 50)
    assert [hit.position for hit in index.search("words", 20)] == list(range(20))


def test_many_searches_are_the_single_ones_with_what_is_missing_marked():
    index = bs.SearchIndex(TEXTS)
    queries = ["storm bridge", "nothing here", "day"]
    indices, scores = index.search_many(queries, k=4)
    assert indices.dtype == np.int64
    assert scores.dtype == np.float32
    for row, query in enumerate(queries):
        hits = index.search(query, 4)
        assert indices[row].tolist() == [h.position for h in hits] + [-1] * (4 - len(hits))
        assert scores[row].tolist() == [h.score for h in hits] + [0.0] * (4 - len(hits))


def articles_of(seed, n, n_words=300):
    rng = np.random.default_rng(seed)
    return [
        " ".join(f"w{int(w)}" for w in n_words * rng.random(rng.integers(1, 60)) ** 3)
        for _ in range(n)
    ]


@pytest.mark.parametrize("scoring", SCORINGS)
def test_results_have_the_same_bytes_for_any_threads_and_without_pruning(scoring):
    texts = articles_of(0, 3000)
    queries = articles_of(1, 300)
    indexes = [bs.SearchIndex(texts, scoring=scoring, n_jobs=n) for n in (1, 2, 3)]
    answers = [
        [array.tobytes() for array in index.search_many(queries, 7, n_jobs=n)]
        for n, index in enumerate(indexes, 1)
    ]
    assert answers[0] == answers[1] == answers[2]
    words = indexes[0]._words(queries, 1)
    plain = indexes[0]._postings.search(
        words, k=7, allowed=None, prune=False, n_threads=1, progress=None
    )
    assert [array.tobytes() for array in plain] == answers[0]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.lists(st.text("ab c", max_size=12), max_size=6),
            st.lists(st.integers(0, 30), max_size=4),
        ),
        max_size=6,
    ),
    st.sampled_from(SCORINGS),
)
def test_scores_are_those_of_a_new_index_of_what_is_there(steps, scoring):
    index = bs.SearchIndex([], scoring=scoring)
    texts = {}
    for added, removed in steps:
        texts |= {str(len(index.ids) + i): text for i, text in enumerate(added)}
        index.add(added)
        gone = [str(i) for i in dict.fromkeys(removed) if str(i) in texts]
        index.remove(gone)
        for name in gone:
            del texts[name]
        names = list(texts)
        fresh = bs.SearchIndex(list(texts.values()), scoring=scoring)
        for query in ("ab", "aa bb ab aa", "cc ab ba"):
            expected = [(names[hit.position], hit.score) for hit in fresh.search(query)]
            assert found(index, query) == expected
            assert all(index.ids[hit.position] == hit.id for hit in index.search(query))
    again = pickle.loads(pickle.dumps(index, 5))
    assert again.ids == index.ids
    assert found(again, "ab aa") == found(index, "ab aa")


def test_a_filter_is_a_mask_over_positions():
    index = bs.SearchIndex(TEXTS)
    assert [h.id for h in index.search("bridge day", filter=np.array([False, True, True]))] == [
        hit.id for hit in index.search("bridge day") if hit.id != "0"
    ]
    assert index.search_many(["bridge"], 1, filter=[False, False, True]).indices.tolist() == [[-1]]
    with pytest.raises(ValueError, match=r"shape \(2,\), but there are 3 positions"):
        index.search("bridge", filter=[True, False])
    with pytest.raises(TypeError, match="one bool for each position"):
        index.search("bridge", filter=["0", "1", "2"])


def test_articles_are_searched_by_title_three_times_and_text():
    articles = bs.Articles(
        id=["a", "b"], title=["Storm", "Calm"], text=["calm sea", "storm at sea"]
    )
    index = bs.SearchIndex(articles)
    same = bs.SearchIndex(["storm storm storm calm sea", "calm calm calm storm at sea"])
    assert [h.score for h in index.search("storm")] == [h.score for h in same.search("storm")]
    assert [hit.id for hit in index.search("storm")] == ["a", "b"]
    only_text = bs.SearchIndex(articles, fields={"text": 1})
    assert [hit.id for hit in only_text.search("storm")] == ["b"]


def test_more_like_this_leaves_the_article_itself_out():
    index = bs.SearchIndex([*TEXTS, "The storm left the coast by the bridge."])
    assert index.more_like_this("1")[0].id == "3"
    assert "1" not in [hit.id for hit in index.more_like_this("1")]
    assert index.more_like_this(TEXTS[1])[0].id == "1"
    assert index.more_like_this("zebra") == []
    assert len(index.more_like_this("1", 1)) == 1


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda i: i.add(bs.Articles(id=["9", "0"], text=["x", "y"])), ValueError, 'row 1: .*"0"'),
        (lambda i: i.remove(["0", "7"]), KeyError, '"7"'),
        (lambda i: i.remove(["0", "0"]), ValueError, '"0" comes twice'),
        (lambda i: i.remove("0"), TypeError, "list of ids"),
        (lambda i: i.remove([0]), TypeError, "must be str"),
        (lambda i: i.search(7), TypeError, "query must be str"),
        (lambda i: i.search_many("word"), TypeError, "one query"),
        (lambda i: i.search_many(["a", None]), TypeError, r"queries\[1\]"),
        (lambda i: i.search("word", 0), ValueError, "at least 1"),
        (lambda i: i.search("word", 1.5), TypeError, "must be an int"),
        (lambda _: bs.SearchIndex([], scoring="bm26"), ValueError, "'bm25' or 'tfidf'"),
        (lambda _: bs.SearchIndex([], fields={"title": 0.5}), ValueError, "whole number"),
        (lambda _: bs.SearchIndex([], n_jobs=0), ValueError, "n_jobs"),
        (lambda _: bs.SearchIndex(["a"], fields={"text": 1}), TypeError, "takes Articles"),
    ],
)
def test_what_is_wrong_is_named_and_changes_nothing(call, error, message):
    index = bs.SearchIndex(TEXTS)
    before = found(index, "bridge day"), index.ids
    with pytest.raises(error, match=message):
        call(index)
    assert (found(index, "bridge day"), index.ids) == before


def test_an_id_may_come_again_once_it_has_been_removed():
    index = bs.SearchIndex(TEXTS)
    index.remove(["1"])
    index.add(bs.Articles(id=["1"], text=["Storm again"]))
    assert index.ids == ("0", None, "2", "1")
    assert index.search("storm")[0].position == 3
    assert len(index) == 3
    assert "1" in index
    assert "7" not in index
    assert repr(index) == "SearchIndex: 3 articles, bm25"


def test_an_index_of_nothing_finds_nothing():
    index = bs.SearchIndex([])
    assert index.search("word") == []
    assert index.more_like_this("word") == []
    assert index.search_many([], 3).indices.shape == (0, 3)


def test_a_word_may_be_counted_more_often_than_a_byte_holds():
    index = bs.SearchIndex(["word " * 100_000, "word other"])
    same = dict(index.search("word")[0].terms)
    assert index.search("word")[0].id == "0"
    n, total = 2, 100_002
    expected = np.log(1 + 0.5 / 2.5) * 1e5 / (1e5 + 1.5 * (0.25 + 0.75 * 1e5 / (total / n)))
    assert same["word"] == pytest.approx(expected, rel=1e-12)


def test_pickles_have_buffers_out_of_band_and_are_checked():
    index = bs.SearchIndex(TEXTS)
    buffers = []
    data = pickle.dumps(index, 5, buffer_callback=buffers.append)
    assert len(buffers) == 5
    assert found(pickle.loads(data, buffers=buffers), "bridge") == found(index, "bridge")
    make, state = index.__reduce__()
    arrays = dict(zip(("gone", "text", "indptr", "indices", "counts"), range(4, 9), strict=True))
    for name, broken in {
        "gone": np.zeros(2, np.uint8), "text": np.frombuffer(b"b\na", np.uint8),
        "indptr": np.array([0, 9, 2, 3]), "indices": state[7] + 100, "counts": -state[8],
    }.items():  # fmt: skip
        wrong = list(state)
        wrong[arrays[name]] = broken
        with pytest.raises(ValueError):
            make(*wrong)
        wrong[arrays[name]] = broken.astype(np.float64)
        with pytest.raises(TypeError, match="broken"):
            make(*wrong)


def test_a_pickle_tells_nothing_of_what_came_and_went():
    index = bs.SearchIndex(TEXTS[:1])
    index.add(TEXTS[1:])
    assert pickle.dumps(index, 5) == pickle.dumps(bs.SearchIndex(TEXTS), 5)


def test_many_threads_search_while_one_adds():
    index = bs.SearchIndex(articles_of(2, 300))
    wrong = []

    def search():
        for _ in range(60):
            hits = index.search("w1 w2 w30", 5)
            if len(hits) != 5 or any(hit.score <= 0 for hit in hits):
                wrong.append(hits)

    threads = [threading.Thread(target=search) for _ in range(4)]
    for thread in threads:
        thread.start()
    for step in range(20):
        index.add(articles_of(3 + step, 10))
    for thread in threads:
        thread.join()
    assert wrong == []
    assert len(index) == 500


def test_ctrl_c_stops_adding_soon_and_changes_nothing():
    index = bs.SearchIndex(TEXTS)
    texts = articles_of(4, 100, 100_000) * 400

    def add():
        index.add(texts)
        index.remove([name for name in index.ids[3:] if name is not None])

    delays = []
    for seconds in (0.02, 0.1, 0.2):
        delays.append(latency(add, seconds))
        if len(index) == 3:
            assert found(index, "bridge") == found(bs.SearchIndex(TEXTS), "bridge")
    assert min(delays) < 0.5
    assert signal.getsignal(signal.SIGALRM) is signal.default_int_handler


@pytest.mark.parametrize("k", [4, 2**31, 2**65])
def test_a_k_beyond_the_articles_finds_them_all(k):
    index = bs.SearchIndex(["a storm", "a storm at sea", "calm"])
    assert [hit.id for hit in index.search("storm", k=k)] == ["0", "1"]
    assert [hit.id for hit in index.more_like_this("0", k=k)] == ["1"]


def test_rows_are_as_long_as_k_also_beyond_the_articles():
    found = bs.SearchIndex(["a storm", "calm"]).search_many(["calm", "storm", "ice"], k=4)
    assert found.indices.tolist() == [[1, -1, -1, -1], [0, -1, -1, -1], [-1] * 4]
    assert found.scores.dtype == np.float32
    assert (found.scores[:, 1:] == 0).all()


@pytest.mark.parametrize("k", [2**62, 2**65])
def test_more_hits_than_memory_has_room_for_are_refused(k):
    index = bs.SearchIndex(["a storm", "calm"])
    with pytest.raises((ValueError, MemoryError)):
        index.search_many(["storm"] * 8, k=k)
    assert index.search_many(["storm"], k=1).indices.tolist() == [[0]]


def test_searches_while_articles_are_added_see_all_of_them_or_none():
    index = bs.SearchIndex(["the storm came"])
    failures = []
    done = threading.Event()

    def search():
        while not done.is_set():
            try:
                last = [name for name in index.ids if name is not None][-1]
                if last != "0":
                    assert index.more_like_this(last, k=1)
                n = len(index.ids)
                mask = np.zeros(n, bool)
                try:
                    assert index.search("storm", filter=mask) == []
                except ValueError:  # of a length that was right until now
                    assert len(index.ids) > n
            except Exception as error:
                failures.append(error)

    searcher = threading.Thread(target=search)
    searcher.start()
    try:
        for step in range(30):
            words = " ".join(f"w{step}x{i}" for i in range(100))
            index.add([f"the storm came again {words} {i}x" for i in range(200)])
    finally:
        done.set()
        searcher.join()
    assert not failures
