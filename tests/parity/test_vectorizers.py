"""Our vectorizers beside scikit-learn's: every alphabet, every parameter."""

from __future__ import annotations

import gzip
import json
import re
import warnings
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sklearn.feature_extraction import text as sk

import broadsheet as bs

many = settings(
    max_examples=80,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)

# Words on which folding, splitting or hashing of words may go wrong.
WORDS = [
    "the", "The", "of", "and", "bridge", "Bridge", "a", "I", "_", "_a", "x1", "don't", "U.S.",
    "ΟΔΥΣΣΕΥΣ", "ΣΑΣ", "Σ", "ΑΣ.", "İstanbul", "DİYARBAKIR", "ıI", "ﬁnal", "eﬃcient", "Straße",
    "ẞ", "Łódź", "cafe\u0301", "café", "Å\u0323", "\u0301x", "ǅungla", "brand™", "℡", "½½", "a²b",
    "١٢٣", "१२३", "𝟘𝟙", "४x", "Ⅷ", "日本語", "한국어", "\u1112\u1161\u11ab", "हिन्दी", "ไทยแลนด์",
    "ዘጠኝ", "Փետրվարին", "եւ", "և", "ﬓ", "آزادی", "می\u200cشود", "𐐀𐐁", "𞤀𞤁", "\U0001f600", "\x00",
    "a\x00b", "nul\x00", "x" * 15, "x" * 16, "x" * 17, "ab" * 16, "ab" * 16 + "c", "é" * 8,
    "é" * 16, "日" * 11, "Donaudampfschifffahrtsgesellschaftskapitän",
]  # fmt: skip
GAPS = [" ", " ", " ", "", "  ", "\n", "\t \n", "\u00a0", "\u2003\u2003", "\x1c", "\u0085", "-"]


def collections(*, surrogates: bool) -> st.SearchStrategy[list[str]]:
    anything = st.text(st.characters(exclude_categories=() if surrogates else ("Cs",)), max_size=6)
    words = [*WORDS, "\ud800", "a\udfffb"] if surrogates else WORDS
    pieces = st.tuples(st.sampled_from(words) | anything, st.sampled_from(GAPS))
    document = st.lists(pieces, max_size=12).map(lambda made: "".join(w + g for w, g in made))
    return st.lists(document, min_size=1, max_size=6)


def parameters(**more: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """Random subsets of the parameters, the rest at their defaults."""
    ours = {
        "strip_accents": st.sampled_from([None, "unicode", "ascii"]),
        "lowercase": st.booleans(),
        "stop_words": st.sampled_from([None, "english", ["the", "of", "don", "οδυσσευς"]]),
        "ngram_range": st.sampled_from([(1, 1), (1, 2), (2, 2), (1, 3), (2, 4), (3, 4), (2, 1)]),
        "analyzer": st.sampled_from(["word", "word", "char", "char_wb"]),
        "token_pattern": st.sampled_from([
            r"(?u)\b\w\w+\b", r"\w+", r"(?u)\b\w+\b", r"\w{3,}", r"\b\w{2,}\b", r"\b\w\w\w+",
            r"[a-z]+", r"(?u)\b(\w)\w*\b", r"\S+", r"\w\w", r"(\w)(\w)", r"\w{2,4}",
        ]),
        "binary": st.booleans(),
    }  # fmt: skip
    return st.fixed_dictionaries({}, optional=ours | more)


LIMITS = {
    "min_df": st.sampled_from([1, 2, 3, 0.0, 0.29, 0.5]),
    "max_df": st.sampled_from([1.0, 0.8, 0.5, 1, 2, 5]),
    "max_features": st.sampled_from([None, 1, 3, 10]),
}


def assert_same_matrix(ours: Any, theirs: Any) -> None:
    theirs = theirs.copy()
    theirs.sort_indices()
    assert type(ours) is type(theirs)
    assert ours.shape == theirs.shape
    assert ours.has_sorted_indices
    assert (ours.dtype, ours.indices.dtype) == (theirs.dtype, theirs.indices.dtype)
    np.testing.assert_array_equal(ours.indptr, theirs.indptr)
    np.testing.assert_array_equal(ours.indices, theirs.indices)
    rtol = 1e-5 if ours.dtype == np.float32 else 1e-11
    np.testing.assert_allclose(ours.data, theirs.data, rtol=rtol, atol=0)


def terms_by_our_tie_rule(params: dict[str, Any], documents: list[str]) -> list[str]:
    """Rank terms by falling frequency, then by term: which of them scikit-learn keeps, is luck."""
    count_params = {k: v for k, v in params.items() if hasattr(sk.CountVectorizer(), k)}
    everything = sk.CountVectorizer(**count_params | {"max_features": None, "dtype": np.int64})
    totals = np.asarray(everything.fit_transform(documents).sum(axis=0)).ravel()
    ranked = sorted(everything.vocabulary_, key=lambda t: (-totals[everything.vocabulary_[t]], t))
    return sorted(ranked[: params["max_features"]])


def check(name: str, params: dict[str, Any], documents: list[str], new: list[str]) -> None:
    """Fit both on documents and transform new ones, or see both refuse."""
    ours, reference = getattr(bs, name)(**params), getattr(sk, name)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            if params.get("max_features"):
                terms = terms_by_our_tie_rule(params, documents)
                theirs = reference(**params | {"vocabulary": terms})
            else:
                theirs = reference(**params)
            expected = theirs.fit_transform(documents)
        except ValueError as error:
            with pytest.raises(type(error), match=re.escape(str(error))):
                ours.fit_transform(documents)
            return
        assert_same_matrix(ours.fit_transform(documents), expected)
        assert_same_matrix(ours.transform(new), theirs.transform(new))
    if name != "HashingVectorizer":
        assert ours.vocabulary_ == theirs.vocabulary_
        names = ours.get_feature_names_out()
        assert names.dtype == object
        assert names.tolist() == theirs.get_feature_names_out().tolist()
    if name == "TfidfVectorizer" and params.get("use_idf", True):
        assert ours.idf_.dtype == theirs.idf_.dtype
        np.testing.assert_allclose(ours.idf_, theirs.idf_, rtol=1e-6)


@many
@given(
    collections(surrogates=True),
    collections(surrogates=True),
    parameters(dtype=st.sampled_from([np.int64, np.int32, np.float32, np.float64]), **LIMITS),
)
def test_counts_are_scikit_learns(documents, new, params):
    check("CountVectorizer", params, documents, new)


@many
@given(
    collections(surrogates=True),
    collections(surrogates=True),
    parameters(
        dtype=st.sampled_from([np.float32, np.float64]),
        norm=st.sampled_from(["l1", "l2", None]),
        use_idf=st.booleans(),
        smooth_idf=st.booleans(),
        sublinear_tf=st.booleans(),
        **LIMITS,
    ),
)
def test_weights_are_scikit_learns(documents, new, params):
    check("TfidfVectorizer", params, documents, new)


# scikit-learn raises UnicodeEncodeError on lone surrogates here.
@many
@given(
    collections(surrogates=False),
    collections(surrogates=False),
    parameters(
        dtype=st.sampled_from([np.float32, np.float64]),
        norm=st.sampled_from(["l1", "l2", None]),
        alternate_sign=st.booleans(),
        n_features=st.sampled_from([1, 2, 7, 64, 1000, 2**20, 2**31 - 2]),
    ),
)
def test_hashed_counts_are_scikit_learns(documents, new, params):
    check("HashingVectorizer", params, documents, new)


@pytest.mark.parametrize("name", ["CountVectorizer", "TfidfVectorizer"])
@pytest.mark.parametrize("analyzer", ["word", "char", "char_wb"])
def test_all_code_points_are_split_and_folded_alike(name, analyzer):
    points = range(0x110000)
    documents = ["".join(f"a{chr(c)}b{chr(c)} " for c in points[i::64]) for i in range(8)]
    check(name, {"analyzer": analyzer, "strip_accents": "unicode"}, documents[:4], documents[4:])
    check(name, {"analyzer": analyzer}, documents[4:], documents[:4])


# Invented news, so that each script is exercised without the corpora.
INVENTED = {
    "English": ["The harbour bridge of Quillport opened at dawn.",
                "Quillport's council didn't open the old bridge; the harbour stayed shut."],
    "German": ["Die Brücke über die Öse wurde gestern früh eröffnet, heißt es.",
               "Großer Straßenlärm: Bürger der Öse-Brücke klagen über Gebühren."],
    "Armenian": ["Կամուրջը բացվեց երեկ առավոտյան, և քաղաքը տոնեց։",
                 "Քաղաքի Կամուրջը փակ է, եւ քաղաքը սպասում է։"],
    "Persian": ["پل تازه شهر دیروز گشوده می‌شود و مردم شهر شادند.",
                "شهردار گفت پل ۱۲ ساله شهر بسته می‌ماند."],
    "Chinese": ["新桥昨日在海港开通 市民庆祝", "海港旧桥关闭 新桥 12 天后开通"],
    "Amharic": ["አዲሱ ድልድይ ትናንት ተከፈተ። ከተማው በደስታ ተሞላ።", "ከተማው ድልድይ ዘጋ፤ አዲሱ ድልድይ ይጠበቃል።"],
    "Russian": ["Новый мост через реку Ёлку открыли вчера утром.",
                "Мост у реки Ёлки закрыт, сообщил мэр города."],
    "Greek": ["Ο ΔΡΟΜΟΣ ΤΗΣ ΠΟΛΗΣ ΑΝΟΙΞΕ ΧΘΕΣ.", "Ο δρόμος της πόλης έκλεισε σήμερα."],
    "Turkish": ["İzmir köprüsü IŞIK içinde açıldı.", "IĞDIR'da köprü kapandı; İZMİR bekliyor."],
    "Hindi": ["नया पुल कल सुबह खुला और शहर खुश था।", "शहर का पुल १२ दिन बंद रहेगा।"],
}  # fmt: skip


@pytest.mark.parametrize("language", INVENTED)
def test_invented_news_gets_scikit_learns_weights(language):
    texts = INVENTED[language]
    check("TfidfVectorizer", {}, texts, texts[::-1])
    check("TfidfVectorizer", {"analyzer": "char_wb", "ngram_range": (3, 4)}, texts, texts[::-1])
    check("HashingVectorizer", {"ngram_range": (1, 2)}, texts, texts[::-1])


@pytest.mark.parametrize(
    ("corpus", "language", "first"),
    [
        ("allsides_stories", "en", 800),
        ("gnad10k_test", "de", 1028),
        ("ilur_armenian", "hy", 1500),
        ("persian_news", "fa", 1000),
        ("thucnews_titles", "zh", 10_000),
        ("masakhanews", "amh", 200),
        ("factrueval_ru", "ru", 254),
    ],
)
def test_real_news_gets_scikit_learns_weights(data, corpus, language, first):
    texts = []
    for path in sorted(data(corpus).glob("*.jsonl.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            texts += [row["text"] for row in map(json.loads, lines) if row["lang"] == language]
    texts = texts[:first]
    assert len(texts) > 100, f"{corpus} has hardly any {language}"
    check("TfidfVectorizer", {}, texts, texts[::7])
    some = [text[:600] for text in texts[:150]]
    check("TfidfVectorizer", {"analyzer": "char_wb", "ngram_range": (3, 4)}, some, some[::3])
