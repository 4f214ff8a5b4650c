"""A vectorizer that goes on learning is, at every moment, one that was fitted on all of it."""

import copy
import pickle
import random
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import numpy as np
import pytest
from sklearn.base import clone
from sklearn.exceptions import NotFittedError
from sklearn.utils.validation import check_is_fitted

import broadsheet as bs
from alarm import alarm_interrupts, latency  # noqa: F401 - the fixture acts by itself

TEXTS = [
    "The bridge opened to traffic after ten years of work.",
    "Traffic crossed the new bridge, the bridge of ten years.",
    "The chess federation chose a new president.",
    "",
    "A president opened the bridge.",
    "Chess, chess and chess again: ten games of it.",
]
PRUNINGS = [{}, {"min_df": 2}, {"max_df": 0.5}, {"max_features": 5}, {"min_df": 0.3, "max_df": 4}]


def same(living, fitted, texts=TEXTS):
    assert list(living.get_feature_names_out()) == list(fitted.get_feature_names_out())
    assert living.vocabulary_ == fitted.vocabulary_
    a, b = living.transform(texts), fitted.transform(texts)
    assert a.dtype == b.dtype
    np.testing.assert_array_equal(a.toarray(), b.toarray())
    if hasattr(fitted, "idf_"):
        np.testing.assert_array_equal(living.idf_, fitted.idf_)


@pytest.mark.parametrize("kind", [bs.CountVectorizer, bs.TfidfVectorizer])
@pytest.mark.parametrize("options", PRUNINGS)
def test_learning_in_parts_is_learning_at_once(kind, options):
    living = kind(**options)
    for begin, end in ((0, 2), (2, 3), (3, 6)):
        living.partial_fit(TEXTS[begin:end])
    same(living, kind(**options).fit(TEXTS))


@pytest.mark.parametrize(
    "options",
    [
        {"ngram_range": (1, 2)}, {"analyzer": "char_wb", "ngram_range": (2, 3)}, {"binary": True},
        {"stop_words": "english"}, {"token_pattern": r"[a-z]{3,}"}, {"sublinear_tf": True},
        {"smooth_idf": False}, {"use_idf": False}, {"norm": None}, {"dtype": np.float32},
        {"smart": "ltc"}, {"smart": "dtb", "pivot": 10.0}, {"smart": "Ltu"}, {"smart": "ltb"},
        {"smart": "ntb", "max_features": 4}, {"smart": "ltb", "binary": True},
        {"min_df": 2, "ngram_range": (2, 2)},
        {"vocabulary": ["chess", "bridge", "zebra"]}, {"vocabulary": {"of": 1, "chess": 0}},
        {"vocabulary": ["chess", "of"], "smart": "ltb"},
        {"analyzer": str.split}, {"tokenizer": str.split, "token_pattern": None},
        {"preprocessor": str.upper, "strip_accents": "unicode"},
        {"analyzer": "char", "ngram_range": (1, 2), "max_features": 7},
    ],
)  # fmt: skip
def test_every_parameter_means_the_same(options):
    living = bs.TfidfVectorizer(**options).partial_fit(TEXTS[:3]).partial_fit(TEXTS[3:])
    same(living, bs.TfidfVectorizer(**options).fit(TEXTS))


def test_fields_and_stems():
    articles = bs.Articles(text=TEXTS, title=["Bridges", "Bridge", "Chess", "", "Open", "Games"])
    options = {"fields": {"title": 3, "text": 1}}
    living = bs.TfidfVectorizer(**options).partial_fit(articles[:2]).partial_fit(articles[2:])
    same(living, bs.TfidfVectorizer(**options).fit(articles), articles)
    pytest.importorskip("Stemmer")
    stems = {"stemmer": "english", "min_df": 2}
    living = bs.TfidfVectorizer(**stems).partial_fit(TEXTS[:2]).partial_fit(TEXTS[2:])
    same(living, bs.TfidfVectorizer(**stems).fit(TEXTS))


def test_it_goes_on_from_a_fit_that_left_nothing_out():
    same(
        bs.TfidfVectorizer().fit(TEXTS[:3]).partial_fit(TEXTS[3:]), bs.TfidfVectorizer().fit(TEXTS)
    )
    asked = bs.TfidfVectorizer().fit(TEXTS[:3])
    assert "bridge" in asked.vocabulary_
    same(asked.partial_fit(TEXTS[3:]), bs.TfidfVectorizer().fit(TEXTS))
    given = {"vocabulary": ["chess", "bridge"]}
    same(bs.TfidfVectorizer(**given).fit(TEXTS[:3]).partial_fit(TEXTS[3:]),
         bs.TfidfVectorizer(**given).fit(TEXTS))  # fmt: skip


def test_a_fit_that_left_terms_out_cannot_go_on():
    fitted = bs.CountVectorizer(min_df=2).fit(TEXTS)
    before = fitted.vocabulary_
    for go_on in (fitted.partial_fit, fitted.remove):
        with pytest.raises(ValueError, match="begin with partial_fit"):
            go_on(TEXTS)
    with pytest.raises(ValueError, match="begin with partial_fit"):
        bs.CountVectorizer(min_df=2).merge(fitted)
    assert not hasattr(fitted, "document_frequencies_")
    assert not hasattr(bs.CountVectorizer(), "document_frequencies_")
    assert fitted.vocabulary_ == before


def test_a_fit_begins_anew():
    living = bs.TfidfVectorizer().partial_fit(TEXTS, timestamps=["2024-05-01"] * 6)
    living.decay("1D", "2024-05-09").fit(TEXTS[:2])
    same(living, bs.TfidfVectorizer().fit(TEXTS[:2]))
    assert living.document_frequencies_.n_documents == 2


def test_removing_what_is_not_there_changes_nothing():
    living = bs.TfidfVectorizer().partial_fit(TEXTS, timestamps=["2024-05-01"] * 6)
    before = living.document_frequencies_
    idf = living.idf_.copy()
    with pytest.raises(ValueError, match=r"of no date cannot be removed: there are 0"):
        living.remove(TEXTS[:1])
    with pytest.raises(ValueError, match=r'"zebra" cannot be removed: of 2024-05-01 there are 0'):
        living.remove(["zebra"], timestamps=["2024-05-01"])
    assert living.document_frequencies_ == before
    np.testing.assert_array_equal(living.idf_, idf)


def test_other_parameters_are_refused_by_name():
    with pytest.raises(ValueError, match="min_df differs: 1 here, 2 in the other"):
        bs.CountVectorizer().merge(bs.CountVectorizer(min_df=2).partial_fit(TEXTS))
    with pytest.raises(TypeError, match="must be a CountVectorizer, got TfidfVectorizer"):
        bs.CountVectorizer().merge(bs.TfidfVectorizer().partial_fit(TEXTS))
    many = bs.CountVectorizer(n_jobs=2).partial_fit(TEXTS)
    assert bs.CountVectorizer(n_jobs=1).merge(many).vocabulary_ == many.vocabulary_


def test_the_version_tells_whether_columns_are_others():
    living = bs.CountVectorizer().partial_fit(["bridge toll"])
    first = living.vocabulary_version_
    assert living.partial_fit(["toll bridge"]).vocabulary_version_ == first
    assert living.vocabulary_ == {"bridge": 0, "toll": 1}
    assert living.partial_fit(["chess"]).vocabulary_version_ == first + 1
    assert living.vocabulary_ == {"bridge": 0, "chess": 1, "toll": 2}
    assert living.remove(["chess"]).vocabulary_version_ == first + 2
    living.fit(["a whole new collection"])
    assert living.vocabulary_version_ == first + 3


def test_pruned_terms_come_in_when_there_are_enough():
    living = bs.CountVectorizer(min_df=2).partial_fit(["bridge toll", "bridge"])
    assert list(living.vocabulary_) == ["bridge"]
    assert list(living.partial_fit(["toll"]).vocabulary_) == ["bridge", "toll"]


def test_nothing_learnt_yet():
    living = bs.TfidfVectorizer().partial_fit([]).partial_fit(["", "the of"][:1])
    with pytest.raises(ValueError, match="Vocabulary is empty"):
        living.transform(["bridge"])
    same(living.partial_fit(TEXTS), bs.TfidfVectorizer().fit(["", *TEXTS]))


def slow_idf(texts, days, half_life, now):
    """The formula, document by document."""
    weights = [2.0 ** -(max(now - day, 0) / half_life) for day in days]
    terms = sorted({word for text in texts for word in text.lower().split()})
    n = sum(weights)
    df = [sum(w for w, text in zip(weights, texts, strict=True) if t in text.lower().split())
          for t in terms]  # fmt: skip
    return terms, [np.log((1 + n) / (1 + f)) + 1 for f in df]


def test_decay_is_the_slow_formula():
    texts = ["bridge toll", "bridge chess", "toll toll", "chess bridge"]
    days = [0, 3, 7, 12]
    dates = np.datetime64("2024-05-01") + np.array(days, dtype="timedelta64[D]")
    living = bs.TfidfVectorizer().partial_fit(texts, timestamps=dates)
    for half_life, at in (("2D", 12), (timedelta(hours=36), 7), (np.timedelta64(5, "D"), 20)):
        length = {"2D": 2.0}.get(half_life) if isinstance(half_life, str) else None
        length = length or float(np.timedelta64(half_life) / np.timedelta64(1, "D"))
        living.decay(half_life, np.datetime64("2024-05-01") + np.timedelta64(at, "D"))
        terms, idf = slow_idf(texts, days, length, at)
        assert list(living.vocabulary_) == terms
        np.testing.assert_allclose(living.idf_, idf, rtol=1e-14)
    same(living.decay(None), bs.TfidfVectorizer().fit(texts), texts)


def test_decay_stays_through_learning_merging_and_removing():
    dates = ["2024-05-01", "2024-05-03", "2024-05-09"]
    texts = ["bridge toll", "bridge chess", "chess toll"]
    one = bs.TfidfVectorizer().partial_fit(texts[:1], timestamps=dates[:1])
    one.decay("2D", "2024-05-09")
    one.partial_fit(texts[1:2], timestamps=dates[1:2])
    one.merge(bs.TfidfVectorizer().partial_fit(texts[2:], timestamps=dates[2:]))
    one.partial_fit(["toll"], timestamps=["2024-05-02"]).remove(["toll"], timestamps=["2024-05-02"])
    all_at_once = bs.TfidfVectorizer().partial_fit(texts, timestamps=dates)
    np.testing.assert_array_equal(one.idf_, all_at_once.decay("2D", "2024-05-09").idf_)


@pytest.mark.parametrize(
    ("half_life", "now", "error"),
    [("2 weeks", "2024-05-01", ValueError), ("0D", "2024-05-01", ValueError),
     (2, "2024-05-01", TypeError), ("2D", None, ValueError), ("2D", "yesterday", ValueError)],
)  # fmt: skip
def test_what_is_no_decay_is_refused(half_life, now, error):
    living = bs.TfidfVectorizer().partial_fit(TEXTS)
    idf = living.idf_
    with pytest.raises(error, match=r"half_life|now|date"):
        living.decay(half_life, now)
    np.testing.assert_array_equal(living.idf_, idf)


@pytest.mark.parametrize("protocol", range(2, pickle.HIGHEST_PROTOCOL + 1))
def test_it_pickles_and_goes_on(protocol):
    for first in (bs.TfidfVectorizer(min_df=2).partial_fit(TEXTS[:3]),):
        again = pickle.loads(pickle.dumps(first, protocol))
        same(again.partial_fit(TEXTS[3:]), bs.TfidfVectorizer(min_df=2).fit(TEXTS))
    fitted = pickle.loads(pickle.dumps(bs.TfidfVectorizer().fit(TEXTS[:3]), protocol))
    version = fitted.vocabulary_version_
    same(fitted.partial_fit(TEXTS[3:]), bs.TfidfVectorizer().fit(TEXTS))
    assert fitted.vocabulary_version_ == version + 1


def test_the_number_of_threads_does_not_matter():
    texts = [f"w{i % 97} w{i % 31} bridge" for i in range(3_000)]
    one, two = (bs.TfidfVectorizer(n_jobs=n).partial_fit(texts) for n in (1, 2))
    assert one.document_frequencies_ == two.document_frequencies_
    np.testing.assert_array_equal(one.idf_, two.idf_)


def test_what_cannot_be_exact_is_refused():
    articles = bs.Articles(text=TEXTS, title=TEXTS)
    odd = {"title": 3.141592653589793, "text": 1.0}
    fitted = bs.CountVectorizer(fields=odd, dtype=np.float64).fit(articles)
    for begun in (bs.CountVectorizer(fields=odd, dtype=np.float64), fitted):
        with pytest.raises(ValueError, match="ratio"):
            begun.partial_fit(articles)
        with pytest.raises(ValueError, match="ratio"):
            begun.merge(fitted)
    numbers = bs.CountVectorizer(analyzer=lambda text: map(len, text.split())).fit(TEXTS)
    with pytest.raises(ValueError, match="tokens are no strings"):
        numbers.partial_fit(TEXTS)
    with pytest.raises(ValueError, match="tokens are no strings"):
        bs.CountVectorizer(vocabulary=[7, 8]).partial_fit(TEXTS)
    with pytest.raises(ValueError, match="smart"):
        bs.TfidfVectorizer(smart="xyz").partial_fit(TEXTS)
    with pytest.raises(ValueError, match="decay"):
        bs.TfidfVectorizer(smart="ltc").partial_fit(TEXTS).decay("1D", "2024-05-01")
    with pytest.raises(ValueError, match=r"shape \(2,\)"):
        bs.CountVectorizer().partial_fit(TEXTS, timestamps=["2024-05-01"] * 2)
    with pytest.raises(TypeError, match="timestamps"):
        bs.CountVectorizer().partial_fit(TEXTS, timestamps="2024-05-01")


@pytest.mark.parametrize("missing", [None, "", np.datetime64("NaT"), float("nan")])
def test_a_missing_timestamp_is_named(missing):
    living = bs.CountVectorizer().partial_fit(TEXTS[:1], timestamps=["2024-05-01"])
    before = living.document_frequencies_
    dates = [np.datetime64("2024-05-01"), np.datetime64("2024-05-02"), missing]
    for change in (living.partial_fit, living.remove):
        with pytest.raises(ValueError, match=r"timestamps: row 2"):
            change(TEXTS[:3], dates)
    assert living.document_frequencies_ == before


def test_articles_bring_their_dates():
    articles = bs.Articles(
        text=["bridge", "toll", "chess"], date=["2024-05-01", None, "2024-05-03"]
    )
    living = bs.TfidfVectorizer(fields={"text": 1}).partial_fit(articles)
    living.decay("1D", "2024-05-03")
    n, df = 0.25 + 1 + 1, np.array([0.25, 1, 1])
    np.testing.assert_allclose(living.idf_, np.log((1 + n) / (1 + df)) + 1, rtol=1e-14)
    living.remove(articles[1:])
    assert living.document_frequencies_.to_dict() == {"bridge": 1}


def test_decay_of_no_dates_is_refused():
    for living in (bs.TfidfVectorizer().partial_fit(TEXTS), bs.TfidfVectorizer().fit(TEXTS)):
        with pytest.raises(ValueError, match="give timestamps to partial_fit"):
            living.decay("1D", "2024-05-01")
        same(living, bs.TfidfVectorizer().fit(TEXTS))
    bs.TfidfVectorizer().decay("1D", "2024-05-01").partial_fit(TEXTS, ["2024-05-01"] * 6)


def test_few_documents_do_not_cost_the_whole_vocabulary():
    texts = [" ".join(f"w{i}x{j}" for j in range(300)) for i in range(1_000)]
    living = bs.CountVectorizer().partial_fit(texts)
    core = living._living._of
    assert core.n_runs() == 1
    living.partial_fit(["w1x1 fresh"]).partial_fit(["toll"])
    assert living._living._of.n_runs() == 2
    living.remove(["toll"])
    assert living._living._of.n_runs() == 3
    assert len(living.vocabulary_) == 300_001
    assert living._living._of.n_runs() == 1


def test_shared_memory_is_not_shared_state():
    living = bs.CountVectorizer().partial_fit(TEXTS)
    copied, cloned = copy.copy(living), clone(living)
    taken = living.document_frequencies_
    copied.partial_fit(["zebra"])
    taken.merge(taken)
    assert living.document_frequencies_ == bs.CountVectorizer().fit(TEXTS).document_frequencies_
    assert taken.n_documents == 12
    assert "zebra" in copied.vocabulary_
    assert not hasattr(cloned, "vocabulary_")
    assert not hasattr(cloned, "vocabulary_version_")
    check_is_fitted(living)
    with pytest.raises(NotFittedError):
        check_is_fitted(cloned)
    assert cloned.partial_fit(TEXTS).vocabulary_ == living.vocabulary_


def test_many_threads_may_read_what_was_learnt():
    texts = [f"w{i % 997} w{i % 31} bridge" for i in range(3_000)]
    expected = bs.TfidfVectorizer(n_jobs=1).fit(texts).transform(texts).toarray()
    for _ in range(5):
        living = bs.TfidfVectorizer(n_jobs=1).partial_fit(texts[:1_000]).partial_fit(texts[1_000:])
        with ThreadPoolExecutor(4) as pool:
            for X in pool.map(lambda _, at=living: at.transform(texts), range(8)):
                np.testing.assert_array_equal(X.toarray(), expected)


def test_an_iterator_that_fails_changes_nothing():
    living = bs.TfidfVectorizer().partial_fit(TEXTS)
    before, idf = living.document_frequencies_, living.idf_

    def broken():
        yield "fresh words"
        raise OSError

    for change in (living.partial_fit, living.remove):
        with pytest.raises(OSError):
            change(broken())
        assert living.document_frequencies_ == before
        np.testing.assert_array_equal(living.idf_, idf)


def test_ctrl_c_leaves_it_as_it_was():
    rng = random.Random(5)
    vocabulary = ["".join(rng.choices("abcdefghij", k=5)) for _ in range(30_000)]
    texts = [" ".join(rng.choices(vocabulary, k=600)) for _ in range(1_500)]
    living = bs.CountVectorizer(ngram_range=(1, 2), n_jobs=1).partial_fit(texts[:300])
    some = bs.CountVectorizer(ngram_range=(1, 2), n_jobs=1).partial_fit(texts[300:])
    expected = living.document_frequencies_
    change = {
        "learn": lambda: living.partial_fit(texts[300:]),
        "merge": lambda: living.merge(some),
        "remove": lambda: living.partial_fit(texts[300:]).remove(texts[300:]),
    }
    for call in change.values():
        for seconds in (0.03, 0.1, 0.3):
            assert latency(call, seconds) < 0.3
            # Calls that had come to their end count, the one that was stopped does not.
            while expected.n_documents < living.document_frequencies_.n_documents:
                expected.merge(some.document_frequencies_)
            assert living.document_frequencies_ == expected
    assert len(living.vocabulary_) == len(expected)


def test_headlines_and_languages():
    headlines = ["Bridge to be rebuilt", "Rebuilding of bridges begins", "Chess title decided"]
    living = bs.headline_vectorizer().partial_fit(headlines[:1]).partial_fit(headlines[1:])
    same(living, bs.headline_vectorizer().fit(headlines), headlines)
    pytest.importorskip("Stemmer")
    texts = [*TEXTS, "Die Brücken der Stadt sind wieder offen, und die Brücke auch.",
             "Le pont est ouvert, et les ponts de la ville sont ouverts."]  # fmt: skip
    own = {"stop_words": "language", "stemmer": "language", "ngram_range": (1, 2)}
    living = bs.TfidfVectorizer(**own).partial_fit(texts[::2]).partial_fit(texts[1::2])
    same(living, bs.TfidfVectorizer(**own).fit(texts), texts)
    same(living.remove(texts[6:]), bs.TfidfVectorizer(**own).fit(TEXTS), TEXTS)
