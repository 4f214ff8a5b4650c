"""A vectorizer that goes on learning is, at every moment, one that was fitted on all of it."""

import io
import pickle
from datetime import timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import broadsheet as bs

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
        {"smart": "ltc"}, {"smart": "dtb", "pivot": 10.0}, {"min_df": 2, "ngram_range": (2, 2)},
        {"vocabulary": ["chess", "bridge", "zebra"]},
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
    assert fitted.vocabulary_ == before


def test_a_fit_begins_anew():
    living = bs.TfidfVectorizer().partial_fit(TEXTS, timestamps=["2024-05-01"] * 6)
    living.decay("1D", "2024-05-09").fit(TEXTS[:2])
    same(living, bs.TfidfVectorizer().fit(TEXTS[:2]))
    assert living.document_frequencies_.n_documents == 2


words = st.lists(st.sampled_from(["bridge", "chess", "toll", "été", "港", "of"]), max_size=6)
texts = st.lists(words.map(" ".join), max_size=6)


@settings(deadline=None, max_examples=60)
@given(st.lists(texts, max_size=4), st.data())
def test_merging_in_any_order_and_grouping_is_fitting_the_union(batches, data):
    parts = [bs.TfidfVectorizer().partial_fit(batch) for batch in batches]
    every = [text for batch in batches for text in batch]
    if not any(len(word) > 1 for text in every for word in text.split()):  # a token has two
        return
    order = data.draw(st.permutations(range(len(parts))))
    merged = bs.TfidfVectorizer()
    for at in order:
        merged.merge(parts[at])
    same(merged, bs.TfidfVectorizer().fit(every), every)
    right_first = bs.TfidfVectorizer()
    for part in reversed(parts):
        right_first = bs.TfidfVectorizer().merge(part).merge(right_first)
    same(right_first, merged, every)


@settings(deadline=None, max_examples=60)
@given(texts, texts)
def test_what_is_removed_was_never_there(stay, go):
    days = [f"2024-05-{day:02}" for day in range(1, 13)]
    living = bs.CountVectorizer().partial_fit(stay + go, timestamps=days[: len(stay + go)])
    living.remove(go[::-1], timestamps=days[len(stay) : len(stay + go)][::-1])
    only = bs.CountVectorizer().partial_fit(stay, timestamps=days[: len(stay)])
    assert living.document_frequencies_ == only.document_frequencies_


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


def test_frequencies_pickle_out_of_band_through_a_function_of_a_module():
    frequencies = bs.CountVectorizer().partial_fit(TEXTS).document_frequencies_
    buffers = []
    data = pickle.dumps(frequencies, 5, buffer_callback=buffers.append)
    assert len(buffers) >= 8
    assert b"restore_document_frequencies" in data
    assert pickle.loads(data, buffers=buffers) == frequencies


def test_a_spoilt_pickle_is_refused():
    frequencies = bs.CountVectorizer().partial_fit(TEXTS).document_frequencies_
    restore, (version, *arrays) = frequencies.__reduce__()
    assert restore(version, *arrays) == frequencies
    for at, spoil in (
        (0, lambda a: np.full_like(a, 255)), (1, lambda a: a[::-1].copy()),
        (2, lambda a: a + 1), (4, lambda a: -a), (4, lambda a: a[:-1]), (3, lambda a: a + 1),
        (5, lambda a: a.astype(np.float64)), (7, lambda a: a * 0), (6, lambda a: "days"),
    ):  # fmt: skip
        spoilt = list(arrays)
        spoilt[at] = spoil(spoilt[at])
        with pytest.raises(ValueError, match="holds no document frequencies"):
            restore(version, *spoilt)
    with pytest.raises(ValueError, match="format 99"):
        restore(99, *arrays)
    with pytest.raises(ValueError, match="holds no document frequencies"):
        restore(version)


class Refuses(pickle.Unpickler):
    def find_class(self, module, name):
        assert module.split(".")[0] in ("broadsheet", "numpy"), (module, name)
        return super().find_class(module, name)


def test_a_pickle_names_only_this_package_and_numpy():
    frequencies = bs.CountVectorizer().partial_fit(TEXTS).document_frequencies_
    assert Refuses(io.BytesIO(pickle.dumps(frequencies))).load() == frequencies


def test_counts_of_ones_own():
    X = [[1, 0, 2], [0, 0, 1]]
    frequencies = bs.DocumentFrequencies.from_counts(X, ["toll", "bridge", "été"],
                                                     timestamps=["2024-05-01", None])  # fmt: skip
    assert frequencies.to_dict() == {"toll": 1, "été": 2}
    assert (len(frequencies), frequencies.n_documents) == (2, 2)
    assert repr(frequencies) == "DocumentFrequencies: 2 terms of 2 articles"
    np.testing.assert_array_equal(
        frequencies.frequencies(half_life="1D", now="2024-05-03"), [0.25, 1.25]
    )
    for wrong, terms, error in (
        ([[0.5]], ["a"], ValueError), ([[-1]], ["a"], ValueError), ([[1]], [], ValueError),
        ([[1, 1]], ["a", "a"], ValueError), ([[1]], [7], TypeError),
        ([[np.nan]], ["a"], ValueError),
    ):  # fmt: skip
        with pytest.raises(error):
            bs.DocumentFrequencies.from_counts(wrong, terms)
    with pytest.raises(ValueError, match="timestamps"):
        bs.DocumentFrequencies.from_counts(X, ["a", "b", "c"], timestamps=["2024-05-01"])


def test_the_number_of_threads_does_not_matter():
    texts = [f"w{i % 97} w{i % 31} bridge" for i in range(3_000)]
    one, two = (bs.TfidfVectorizer(n_jobs=n).partial_fit(texts) for n in (1, 2))
    assert one.document_frequencies_ == two.document_frequencies_
    np.testing.assert_array_equal(one.idf_, two.idf_)


def test_what_cannot_be_exact_is_refused():
    articles = bs.Articles(text=TEXTS)
    with pytest.raises(ValueError, match="whole numbers"):
        bs.CountVectorizer(fields={"text": 1.5}, dtype=np.float64).partial_fit(articles)
    with pytest.raises(ValueError, match="tokens are no strings"):
        bs.CountVectorizer(analyzer=lambda text: map(len, text.split())).partial_fit(TEXTS)
    with pytest.raises(ValueError, match="pivot"):
        bs.TfidfVectorizer(smart="ltu").partial_fit(TEXTS)
    with pytest.raises(ValueError, match="decay"):
        bs.TfidfVectorizer(smart="ltc").partial_fit(TEXTS).decay("1D", "2024-05-01")
    with pytest.raises(ValueError, match=r"shape \(2,\)"):
        bs.CountVectorizer().partial_fit(TEXTS, timestamps=["2024-05-01"] * 2)
    with pytest.raises(TypeError, match="timestamps"):
        bs.CountVectorizer().partial_fit(TEXTS, timestamps="2024-05-01")
