"""Stems and stop words of each article's language, held to scikit-learn with functions in Python.

The reference tokenizes every document as it comes: its language, the words, less the stop words of
that language, each stemmed. scikit-learn makes n-grams of that, prunes and numbers the terms.
"""

from __future__ import annotations

import pickle
import re
import subprocess
import sys
from typing import Any

import numpy as np
import pytest
import Stemmer
import stopwordsiso
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.base import clone
from sklearn.feature_extraction import text as sklearn_text

import broadsheet as bs

SENTENCES = [
    "The bridges that the council had closed were opened again on Monday by the mayors.",
    "Opening a bridge is not what they are known for, she said, but it has been done.",
    "Die Brücken, die der Rat gesperrt hatte, sind am Montag wieder geöffnet worden.",
    "Das ist nicht die erste Brücke, und sie wird auch nicht die letzte Öffnung sein.",
    "Les ponts que le conseil avait fermés ont été rouverts lundi par les maires de la ville.",
    "Мосты, которые совет закрыл, были снова открыты в понедельник, и это не всё, что он сказал.",
    "Կամուրջը, որ խորհուրդը փակել էր, բացվել է երկուշաբթի և այն այլեւս չի փակվի։",
    "大桥星期一重新开放，市长们参加了仪式。",
    "Bridges opening",
    "Brückenbau geöffnet",
    "naïve İstanbul 2024 x_y",
    "",
]
WORD = re.compile(r"(?u)\b\w\w+\b")


def stop_words_of(language: str | None) -> set[str]:
    if language is None:
        return set()
    if language == "en":
        return set(sklearn_text.ENGLISH_STOP_WORDS)
    words = {word.lower() for word in stopwordsiso.stopwords(language)}
    return {token for word in words for token in WORD.findall(word)}


def stemmed(words: list[str], algorithm: str | None) -> list[str]:
    if algorithm is None:
        return words
    try:
        stemmer = Stemmer.Stemmer(algorithm)
    except KeyError:  # Snowball has none for this language
        return words
    return [stemmer.stemWord(word) for word in words]


def reference(stop_words: Any, stemmer: str | None, kind: str, **parameters: Any) -> Any:
    def with_language(text: str) -> tuple[str | None, str]:
        return bs.languages([text])[0], text.lower()

    def tokenize(document: tuple[str | None, str]) -> list[str]:
        language, text = document
        if stop_words == "language":
            left_out = stop_words_of(language)
        elif stop_words == "english":
            left_out = set(sklearn_text.ENGLISH_STOP_WORDS)
        else:
            left_out = set(stop_words or ())
        words = [word for word in WORD.findall(text) if word not in left_out]
        return stemmed(words, language if stemmer == "language" else stemmer)

    peer = getattr(sklearn_text, kind)
    return peer(preprocessor=with_language, tokenizer=tokenize, token_pattern=None, **parameters)


documents = st.lists(
    st.lists(st.sampled_from(SENTENCES), max_size=3).map(" ".join), min_size=1, max_size=12
)
ngrams = st.sampled_from([(1, 1), (1, 2), (2, 3)])
stop_lists = st.sampled_from([None, "english", "language", ["bridges", "die"]])
stemmers = st.sampled_from([None, "english", "german", "language"])
limits = st.fixed_dictionaries(
    {
        "min_df": st.sampled_from([1, 2, 0.2]),
        "max_df": st.sampled_from([1.0, 0.7, 3]),
        "max_features": st.sampled_from([None, 1, 5]),
        "binary": st.booleans(),
    }
)


def outcome(vectorizer: Any, texts: list[str]) -> Any:
    try:
        X = vectorizer.fit_transform(texts)
    except ValueError as error:
        return str(error)
    return vectorizer.get_feature_names_out().tolist(), X


def assert_equal_outcome(ours: Any, theirs: Any) -> None:
    if isinstance(theirs, str):
        assert ours == theirs
        return
    assert ours[0] == theirs[0]
    np.testing.assert_allclose(ours[1].toarray(), theirs[1].toarray(), rtol=1e-12)


@settings(max_examples=150, deadline=None)
@given(documents, documents, ngrams, stop_lists, stemmers, limits)
def test_counts_are_those_of_documents_stemmed_one_by_one(
    texts: list[str],
    others: list[str],
    ngram_range: tuple[int, int],
    stop_words: Any,
    stemmer: str | None,
    pruning: dict[str, Any],
) -> None:
    if pruning["max_features"] is not None:
        # scikit-learn breaks ties at the cut as the CPU has it: compare where there is none.
        pruning = {**pruning, "max_features": None}
    ours = bs.CountVectorizer(
        stop_words=stop_words, stemmer=stemmer, ngram_range=ngram_range, **pruning
    )
    theirs = reference(stop_words, stemmer, "CountVectorizer", ngram_range=ngram_range, **pruning)
    found, expected = outcome(ours, texts), outcome(theirs, texts)
    assert_equal_outcome(found, expected)
    if not isinstance(expected, str):
        np.testing.assert_array_equal(
            ours.transform(others).toarray(), theirs.transform(others).toarray()
        )


@settings(max_examples=60, deadline=None)
@given(documents, ngrams, stop_lists, stemmers, limits)
def test_the_cores_path_and_that_of_plain_python_agree(
    texts: list[str],
    ngram_range: tuple[int, int],
    stop_words: Any,
    stemmer: str | None,
    pruning: dict[str, Any],
) -> None:
    native = bs.CountVectorizer(
        stop_words=stop_words, stemmer=stemmer, ngram_range=ngram_range, **pruning
    )
    plain = clone(native).set_params(
        analyzer=native.build_analyzer(), stemmer=None, stop_words=None
    )
    plain.set_params(ngram_range=(1, 1))
    assert_equal_outcome(outcome(native, texts), outcome(plain, texts))


@settings(max_examples=40, deadline=None)
@given(documents, ngrams, stop_lists, stemmers)
def test_tfidf_weighs_stems_as_scikit_learn(
    texts: list[str], ngram_range: tuple[int, int], stop_words: Any, stemmer: str | None
) -> None:
    parameters: dict[str, Any] = {"ngram_range": ngram_range, "sublinear_tf": True}
    ours = bs.TfidfVectorizer(stop_words=stop_words, stemmer=stemmer, **parameters)
    theirs = reference(stop_words, stemmer, "TfidfVectorizer", **parameters)
    assert_equal_outcome(outcome(ours, texts), outcome(theirs, texts))


@settings(max_examples=40, deadline=None)
@given(documents, ngrams, stop_lists, stemmers, st.booleans(), st.sampled_from([7, 2**18]))
def test_hashes_are_those_of_stems(
    texts: list[str],
    ngram_range: tuple[int, int],
    stop_words: Any,
    stemmer: str | None,
    alternate_sign: bool,
    n_features: int,
) -> None:
    parameters: dict[str, Any] = {
        "ngram_range": ngram_range, "alternate_sign": alternate_sign, "n_features": n_features,
    }  # fmt: skip
    ours = bs.HashingVectorizer(stop_words=stop_words, stemmer=stemmer, **parameters)
    theirs = reference(stop_words, stemmer, "HashingVectorizer", **parameters)
    np.testing.assert_allclose(
        ours.transform(texts).toarray(), theirs.transform(texts).toarray(), rtol=1e-12
    )


@pytest.mark.parametrize("kind", ["list", "iterator", "bytes"])
def test_documents_come_in_any_order_and_shape(kind: str) -> None:
    texts = SENTENCES * 3
    given = {"list": texts, "iterator": iter(texts), "bytes": [t.encode() for t in texts]}[kind]
    ours = bs.CountVectorizer(stop_words="language", stemmer="language")
    expected = reference("language", "language", "CountVectorizer").fit_transform(texts)
    np.testing.assert_array_equal(ours.fit_transform(given).toarray(), expected.toarray())


def test_bytes_that_do_not_decode_are_named_by_their_row() -> None:
    for vectorizer in (
        bs.CountVectorizer(stop_words="language"),
        bs.HashingVectorizer(stemmer="language"),
    ):
        with pytest.raises(UnicodeDecodeError, match="document 1"):
            vectorizer.fit_transform([b"A bridge.", b"\xff\xfe"])


def test_any_number_of_threads_gives_the_same_bytes() -> None:
    def arrays(n_jobs: int) -> list[bytes]:
        vectorizer = bs.TfidfVectorizer(
            stop_words="language", stemmer="language", ngram_range=(1, 2), n_jobs=n_jobs
        )
        X = vectorizer.fit_transform(SENTENCES * 50)
        return [X.data.tobytes(), X.indices.tobytes(), X.indptr.tobytes()]

    assert arrays(1) == arrays(2) == arrays(5)


def test_a_vectorizer_with_stems_is_cloned_pickled_and_looked_at() -> None:
    vectorizer = bs.TfidfVectorizer(stop_words="language", stemmer="language")
    X = vectorizer.fit_transform(SENTENCES)
    again = pickle.loads(pickle.dumps(vectorizer))
    assert again.get_params() == clone(vectorizer).get_params() == vectorizer.get_params()
    np.testing.assert_array_equal(again.transform(SENTENCES).toarray(), X.toarray())
    names = vectorizer.get_feature_names_out().tolist()
    assert {"bridg", "bruck", "pont", "мост"} <= set(names)
    assert not {"the", "die", "und", "les", "на"} & set(names)
    assert names == sorted(names)
    assert "bridg" in vectorizer.inverse_transform(X)[0]
    analyze = pickle.loads(pickle.dumps(vectorizer.build_analyzer()))
    assert "bridg" in analyze(SENTENCES[0])


def test_a_given_vocabulary_has_stems() -> None:
    vectorizer = bs.CountVectorizer(vocabulary=["open", "bridg"], stemmer="english")
    np.testing.assert_array_equal(
        vectorizer.transform(["Bridges opened", "opening", ""]).toarray(), [[1, 1], [1, 0], [0, 0]]
    )


def test_equal_stems_of_one_field_and_of_several_add_up() -> None:
    articles = bs.Articles(text=["opened bridges opening"], title=["Bridge"])
    vectorizer = bs.CountVectorizer(fields={"title": 3, "text": 1}, stemmer="english")
    assert vectorizer.fit_transform(articles).toarray().tolist() == [[4, 2]]
    assert vectorizer.set_params(binary=True).fit_transform(articles).toarray().tolist() == [[1, 1]]


@pytest.mark.parametrize("tokenizer", [None, str.split])
def test_all_fields_of_an_article_are_in_its_language(tokenizer: Any) -> None:
    # The title alone has too few stop words to tell.
    articles = bs.Articles(text=[SENTENCES[2], SENTENCES[0]], title=["Die Öffnung", "Die Opening"])
    vectorizer = bs.CountVectorizer(
        fields={"title": 1}, stop_words="language", tokenizer=tokenizer, token_pattern=None
        if tokenizer else r"(?u)\b\w\w+\b",
    )  # fmt: skip
    vectorizer.fit(articles)
    assert vectorizer.get_feature_names_out().tolist() == ["die", "opening", "öffnung"]
    assert vectorizer.transform(articles).toarray().tolist() == [[0, 0, 1], [1, 1, 0]]


def test_english_articles_lose_scikit_learns_stop_words() -> None:
    by_name = bs.CountVectorizer(stop_words="english").fit(SENTENCES[:2])
    by_language = bs.CountVectorizer(stop_words="language").fit(SENTENCES[:2])
    assert by_name.vocabulary_ == by_language.vocabulary_


def test_articles_of_unknown_language_keep_all_words() -> None:
    vectorizer = bs.CountVectorizer(stop_words="language").fit(["the and of", "bridge"])
    assert vectorizer.get_feature_names_out().tolist() == ["and", "bridge", "of", "the"]


def test_a_stemmer_that_is_none_is_named() -> None:
    with pytest.raises(ValueError, match=r"stemmer must be None, 'language' or one of .*'klingon'"):
        bs.CountVectorizer(stemmer="klingon").fit(["A bridge."])


def test_a_stemmer_for_other_units_than_words_is_warned_of() -> None:
    with pytest.warns(UserWarning, match="The parameter 'stemmer' will not be used"):
        bs.CountVectorizer(stemmer="english", analyzer="char").fit(["A bridge."])


def test_lone_surrogates_are_stemmed_by_nobody() -> None:
    vectorizer = bs.CountVectorizer(tokenizer=str.split, token_pattern=None, stemmer="english")
    vectorizer.fit(["bridges a\ud800s"])
    assert vectorizer.get_feature_names_out().tolist() == ["a\ud800s", "bridg"]


EACH = [{"stop_words": "language"}, {"stemmer": "english"}, {"stemmer": "language"}]


@pytest.mark.parametrize("parameters", EACH)
@pytest.mark.parametrize("nothing", [[], iter([])])
def test_no_documents_make_no_rows(parameters: dict[str, Any], nothing: Any) -> None:
    fitted = bs.CountVectorizer(**parameters).fit(SENTENCES)
    assert fitted.transform(nothing).shape == (0, len(fitted.vocabulary_))
    assert bs.HashingVectorizer(n_features=16, **parameters).transform(nothing).shape == (0, 16)


@pytest.mark.parametrize("parameters", EACH)
def test_documents_without_words_are_refused_by_a_fit_and_empty_rows_later(
    parameters: dict[str, Any],
) -> None:
    vectorizer = bs.CountVectorizer(**parameters)
    for texts in ([], ["", " "]):
        with pytest.raises(ValueError, match="empty vocabulary"):
            vectorizer.fit(texts)
    assert vectorizer.fit(SENTENCES).transform(["", " "]).nnz == 0


@pytest.mark.parametrize("parameters", EACH)
def test_a_document_that_is_no_text_is_named_by_its_row(parameters: dict[str, Any]) -> None:
    with pytest.raises(TypeError, match="document 1 is NoneType"):
        bs.CountVectorizer(**parameters).fit(["A bridge.", None])


@pytest.mark.parametrize("dtype", [np.uint8, np.int64, np.float32])
def test_stems_are_counted_in_the_type_that_is_asked_for(dtype: Any) -> None:
    X = bs.CountVectorizer(stemmer="english", dtype=dtype).fit_transform(["bridges bridge"])
    assert X.dtype == dtype
    assert X.toarray().tolist() == [[2]]


def test_changes_made_to_the_vocabulary_of_stems_are_honoured() -> None:
    vectorizer = bs.CountVectorizer(stemmer="english").fit(["bridges"])
    vectorizer.vocabulary_["open"] = 1
    assert vectorizer.transform(["opened bridge", "opening"]).toarray().tolist() == [[1, 1], [0, 1]]


def test_the_package_that_stems_is_asked_for_by_name() -> None:
    program = (
        "import sys; sys.modules['Stemmer'] = None\n"
        "import broadsheet as bs\n"
        "bs.CountVectorizer(stop_words='language').fit(['A bridge.'])\n"
        "bs.CountVectorizer(stemmer='english').fit(['A bridge.'])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], stderr=subprocess.PIPE, text=True, check=False
    )
    assert done.returncode == 1
    assert "needs the package PyStemmer: pip install PyStemmer" in done.stderr


def test_texts_by_the_megabyte_are_counted_batch_by_batch() -> None:
    texts = [f"{SENTENCES[row % 10]} " * 400 for row in range(600)]  # more than a batch of 8 MB
    vectorizer = bs.CountVectorizer(stop_words="language", stemmer="language")
    X = vectorizer.fit_transform(iter(texts))
    assert (vectorizer.transform(texts) != X).nnz == 0
    once = bs.CountVectorizer(
        stop_words="language", stemmer="language", vocabulary=vectorizer.vocabulary_
    ).transform(SENTENCES[:10])
    told = [row for row in range(600) if bs.languages([SENTENCES[row % 10]])[0] is not None]
    expected = once[[row % 10 for row in told]] * 400
    assert (X[told] != expected).nnz == 0
