"""`highlight`: the passages that two articles share, with offsets into their texts."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.exceptions import NotFittedError

import broadsheet as bs

PLANTED = "The Salters toll bridge reopened after eleven months of repairs."
OTHER_PLANTED = "After eleven months of repairs the Salters toll bridge was reopened."
A = f"Rain fell all night. {PLANTED} He said no more.\nChess news follows."
B = f"A champion was crowned.\n{OTHER_PLANTED} Nobody was hurt. He said no more."


def slices(passage, a, b):
    return a[passage.start : passage.end], b[passage.other_start : passage.other_end]


def test_the_planted_passage_comes_first():
    found = bs.highlight(A, B)
    assert slices(found[0], A, B) == (PLANTED, OTHER_PLANTED)
    assert set(found[0].terms) == {"salters", "toll", "bridge", "reopened", "months", "repairs"}
    assert [slices(passage, A, B)[0] for passage in found[1:]] == ["He said no more."]
    assert found[0].score > found[1].score > 0


def test_n_bounds_their_number():
    assert bs.highlight(A, B, n=1) == bs.highlight(A, B)[:1]
    assert bs.highlight(A, B, n=10**9) == bs.highlight(A, B)


def test_articles_are_taken_by_their_text():
    articles = bs.Articles(text=[A, B], title=["Chess", "Salters bridge"])
    assert bs.highlight(articles[0], articles[1]) == bs.highlight(A, B)
    assert bs.highlight(articles[0], B) == bs.highlight(A, B)


@pytest.mark.parametrize(
    ("a", "b"),
    [("", ""), (A, ""), ("", A), (" \n ", A), ("The of.", "The of."), ("Rain fell.", "Chess news."),
     ("!!! ???", "!!! ???")],
)  # fmt: skip
def test_nothing_shared_is_no_passage(a, b):
    assert bs.highlight(a, b) == []


def test_equal_scores_go_by_place():
    text = "The bridge opened. The bridge opened."
    found = bs.highlight(text, text)
    assert [(p.start, p.other_start) for p in found] == [(0, 0), (19, 0)]
    assert found[0].terms == ("bridge", "opened")


def test_long_agreement_comes_before_a_short_echo():
    a = f"Bridge closed. {PLANTED}"
    b = f"Bridge closed. {OTHER_PLANTED}"
    assert slices(bs.highlight(a, b)[0], a, b) == (PLANTED, OTHER_PLANTED)


@pytest.mark.parametrize("before", ["", "Öl für Łódź. ", "新闻。", "𝔘𝔫𝔦 𝕔. İstanbul. ", "é " * 40])
def test_offsets_count_code_points_whatever_folding_makes_of_them(before):
    a, b = f"{before}\n{PLANTED}", f"{OTHER_PLANTED}\n{before}"
    for vectorizer in (None, bs.TfidfVectorizer(strip_accents="unicode").fit([a, b])):
        found = bs.highlight(a, b, vectorizer=vectorizer)
        assert (PLANTED, OTHER_PLANTED) in [slices(passage, a, b) for passage in found]


def test_a_fitted_vectorizer_says_what_is_rare():
    a = "The council met again. The osprey met again."
    b = "The council spoke. The osprey spoke."
    often = ["the council met", "the council spoke", "again the council", "council", "osprey"]
    vectorizer = bs.TfidfVectorizer().fit(often)
    found = bs.highlight(a, b, vectorizer=vectorizer)
    assert [passage.terms for passage in found] == [("osprey", "the"), ("the", "council")]
    assert found[0].start == a.index("The osprey")
    assert bs.highlight(a, b, vectorizer=bs.TfidfVectorizer().fit(["chess"])) == []


@pytest.mark.parametrize("parameters", [
    {"use_idf": False}, {"smart": "ltc"}, {"fields": {"title": 3.0, "text": 1.0}},
    {"dtype": np.float32}, {"ngram_range": (1, 2)}, {"norm": None},
    {"analyzer": "char_wb", "ngram_range": (3, 4)},
])  # fmt: skip
def test_vectorizers_of_all_kinds_find_it(parameters):
    vectorizer = bs.TfidfVectorizer(**parameters)
    texts = [A, B, "Chess.", "Rain."]
    vectorizer.fit(bs.Articles(text=texts) if "fields" in parameters else texts)
    found = bs.highlight(A, B, vectorizer=vectorizer)
    assert slices(found[0], A, B) == (PLANTED, OTHER_PLANTED)


def test_scores_are_those_of_the_formula():
    a, b = "Bridge toll council. Chess", "Rain. Bridge toll storm"
    vectorizer = bs.TfidfVectorizer().fit(["bridge", "bridge toll", "council storm", "rain chess"])
    weight = dict(zip(vectorizer.get_feature_names_out(), vectorizer.idf_, strict=True))
    (passage,) = bs.highlight(a, b, vectorizer=vectorizer)
    both = weight["bridge"] + weight["toll"]
    assert passage.score == pytest.approx(both**2 / (both + weight["council"] + weight["storm"]))
    assert passage.terms == ("toll", "bridge")


def test_cleaning_leads_back_to_the_original():
    line = "Read our newsletter!"
    bodies = [
        "Seven ferries were sold to a company abroad, the harbour master said.",
        "Farmers expect a poor harvest of barley after the dry spring.",
        PLANTED,
        "A painting lost for ninety years hangs in the museum again.",
    ]
    texts = [f"{line}\nReport {n}. {line} {body}" for n, body in enumerate(bodies)]
    original = bs.read([{"text": text, "source": "Lantern"} for text in texts])
    cleaned = bs.clean(original)
    article = cleaned.articles[2]
    assert article.text != texts[2]
    found = bs.highlight(article, OTHER_PLANTED, kept=(cleaned.kept[2], None))
    assert slices(found[0], texts[2], OTHER_PLANTED) == (PLANTED, OTHER_PLANTED)
    turned = bs.highlight(OTHER_PLANTED, article, kept=(None, cleaned.kept[2]))
    assert slices(turned[0], OTHER_PLANTED, texts[2]) == (OTHER_PLANTED, PLANTED)


def test_a_sentence_across_pieces_goes_from_its_first_to_its_last_character():
    original = "Rain. The bridge XXX reopened today. Chess."
    kept = np.array([[0, 17], [21, 43]])
    cleaned = "".join(original[begin:end] for begin, end in kept)
    (passage,) = bs.highlight(cleaned, "The bridge reopened.", kept=(kept, None))
    assert original[passage.start : passage.end] == "The bridge XXX reopened today."


@pytest.mark.parametrize(
    ("change", "error", "message"),
    [
        ({"article": 3}, TypeError, "article must be a str or an Article, got int"),
        ({"other": b"text"}, TypeError, "other must be a str or an Article, got bytes"),
        ({"n": 0}, ValueError, "n must be at least 1, got 0"),
        ({"n": 2.0}, TypeError, "n must be an int, got 2.0"),
        ({"kept": 3}, ValueError, "kept must be a pair"),
        ({"kept": ([[0, 3]], None)}, ValueError, r"kept\[0\] keeps 3 characters, but the text has"),
        ({"kept": (None, [[5, 3]])}, ValueError, r"kept\[1\] falls at row 0"),
        ({"kept": ([[-1, 3]], None)}, ValueError, r"kept\[0\] falls at row 0"),
        ({"kept": ([0, 3], None)}, ValueError, r"kept\[0\] must hold integers of shape"),
        ({"kept": ([[0.0, 3.0]], None)}, ValueError, r"kept\[0\] must hold integers of shape"),
        ({"vectorizer": bs.TfidfVectorizer()}, NotFittedError, "not fitted"),
    ],
)
def test_what_makes_no_sense_is_refused(change, error, message):
    with pytest.raises(error, match=message):
        bs.highlight(**{"article": A, "other": B, **change})


words = st.lists(
    st.sampled_from(["bridge", "toll", "Öl", "新闻", "rain.", "Chess!", "\n"]), max_size=30
).map(" ".join)


@given(a=words, b=words)
def test_passages_are_sentences_and_hold_their_terms(a, b):
    found = bs.highlight(a, b, n=100)
    assert [p.score for p in found] == sorted((p.score for p in found), reverse=True)
    assert len({p.start for p in found}) == len(found)
    for passage in found:
        for part in slices(passage, a, b):
            assert part == part.strip()
            assert "\n" not in part
            assert passage.terms
            assert all(term in part.lower() for term in passage.terms)


@pytest.mark.parametrize("vectorizer", [bs.TfidfVectorizer, bs.CountVectorizer])
def test_sentences_are_in_the_language_of_their_article(vectorizer):
    a = (
        "The council said that it had been closed for a year, and that nobody knew when. "
        "Engineers repaired damaged pillars."
    )
    b = (
        "It was the first time that they had to close it, as the mayor told the council. "
        "Damaged pillars repaired by engineers will be tested."
    )
    own = vectorizer(stop_words="language", stemmer="language").fit([a, b])
    english = vectorizer(stop_words="english", stemmer="english").fit([a, b])
    assert bs.highlight(a, b, vectorizer=own) == bs.highlight(a, b, vectorizer=english)
    assert set(bs.highlight(a, b, vectorizer=own)[0].terms) >= {"damag", "engin", "pillar"}
    assert own.stemmer == own.stop_words == "language"
