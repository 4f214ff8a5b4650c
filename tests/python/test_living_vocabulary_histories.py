"""Whatever was learnt, merged and removed: it is as if fitted on what remains."""

import pickle
from collections import Counter

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

import broadsheet as bs


def same(living, fitted, texts):
    assert living.vocabulary_ == fitted.vocabulary_
    a, b = living.transform(texts), fitted.transform(texts)
    np.testing.assert_array_equal(a.toarray(), b.toarray())
    np.testing.assert_array_equal(living.idf_, fitted.idf_)


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


weights = st.sampled_from([1.0, 2.0, 0.5, 0.1, 0.3, 1.7])
pairs = st.tuples(words.map(" ".join), words.map(" ".join))


@settings(deadline=None, max_examples=60)
@given(st.lists(pairs, min_size=1, max_size=8), weights, weights, st.integers(1, 5),
       st.booleans(), st.data())  # fmt: skip
def test_weights_of_fields_that_are_not_whole(rows, title, text, most, stems, data):
    if not any(len(word) > 1 for row in rows for field in row for word in field.split()):
        return
    articles = bs.Articles(title=[row[0] for row in rows], text=[row[1] for row in rows])
    options = {"fields": {"title": title, "text": text}, "max_features": most,
               "dtype": np.float64, "stemmer": "english" if stems else None}  # fmt: skip
    cut = data.draw(st.integers(0, len(rows)))
    living = bs.CountVectorizer(**options).partial_fit(articles[:cut]).partial_fit(articles[cut:])
    fitted = bs.CountVectorizer(**options).fit(articles)
    assert list(living.get_feature_names_out()) == list(fitted.get_feature_names_out())
    np.testing.assert_array_equal(
        living.transform(articles).toarray(), fitted.transform(articles).toarray()
    )


day = st.integers(0, 5).map(lambda n: np.datetime64("2024-05-01") + np.timedelta64(n, "D"))
dated = st.lists(st.tuples(words.map(" ".join), day), max_size=8)
PRUNED = [{}, {"min_df": 2}, {"max_df": 0.6}, {"max_features": 2}, {"min_df": 0.3, "max_df": 3}]


def refusal(call):
    try:
        call()
    except ValueError as error:
        return str(error)
    return None


def learnt(rows, **options):
    return bs.TfidfVectorizer(**options).partial_fit(
        [text for text, _ in rows], [date for _, date in rows]
    )


@settings(deadline=None, max_examples=150)
@given(st.lists(st.tuples(st.sampled_from(["learn", "merge", "remove", "read", "pickle", "decay"]),
                          dated, st.randoms(use_true_random=False)), max_size=8),
       st.sampled_from(PRUNED))  # fmt: skip
def test_whatever_happens_it_is_as_if_fitted_on_what_remains(steps, options):
    living, there = bs.TfidfVectorizer(**options).partial_fit([]), []
    half_life = None
    for step, rows, shuffler in steps:
        if step == "learn":
            living.partial_fit([text for text, _ in rows], [date for _, date in rows])
            there += rows
        elif step == "merge":
            living.merge(learnt(rows, **options))
            there += rows
        elif step == "remove":
            shuffler.shuffle(there)
            gone, there = there[: len(rows)], there[len(rows) :]
            living.remove([text for text, _ in gone], [date for _, date in gone])
        elif step == "read":
            assert len(living.document_frequencies_) >= 0
        elif step == "pickle":
            living = pickle.loads(pickle.dumps(living, 5))
        elif there:
            half_life = "2D"
            living.decay(half_life, "2024-05-04")
    plain = learnt(there, **options)
    assert living.document_frequencies_ == plain.document_frequencies_
    assert living.document_frequencies_.n_documents == len(there)
    if half_life is not None and there:
        plain.decay(half_life, "2024-05-04")
    if not plain.vocabulary_:
        assert living.vocabulary_ == {}
        return
    same(living, plain, [text for text, _ in there])
    if half_life is None:
        fitted = bs.TfidfVectorizer(**options)
        refused = refusal(lambda: fitted.fit([text for text, _ in there]))
        if refused is None:
            same(living, fitted, [text for text, _ in there])
        else:  # fit says so, where limits cross
            assert "max_df corresponds" in refused


@settings(deadline=None, max_examples=100)
@given(dated, dated)
def test_what_is_refused_changes_nothing(stay, go):
    living = learnt(stay)
    before = pickle.dumps(living.document_frequencies_)
    refused = refusal(lambda: living.remove([text for text, _ in go], [date for _, date in go]))
    frequencies = living.document_frequencies_
    if refused is None:
        assert frequencies.n_documents == len(stay) - len(go)
        assert all(0 < n <= frequencies.n_documents for n in frequencies.frequencies())
        assert pickle.loads(pickle.dumps(frequencies)) == frequencies
    else:
        assert "cannot be removed" in refused
        assert pickle.dumps(frequencies) == before
        assert Counter(go) - Counter(stay)  # what was learnt can always go
