"""What the vectorizers take as documents, and what they say of what they do not take."""

from __future__ import annotations

import io
import threading

import numpy as np
import pandas as pd
import pytest

import broadsheet as bs

NEWS = ["The bridge opened.", "The harbour bridge, the bridge!", "Rates rose again."]
FITTED = [bs.CountVectorizer, bs.TfidfVectorizer]
ALL = [*FITTED, bs.HashingVectorizer]
# A tokenizer of the caller's own takes the way through Python.
PATHS = [{}, {"tokenizer": str.split, "token_pattern": None}]


def same(X, Y) -> bool:
    return X.shape == Y.shape and (X != Y).nnz == 0


@pytest.mark.parametrize("cls", ALL)
@pytest.mark.parametrize("params", PATHS)
@pytest.mark.parametrize(
    "given",
    [
        tuple,
        iter,
        lambda texts: (text for text in texts),
        lambda texts: np.array(texts),
        lambda texts: np.array(texts, dtype=object),
        lambda texts: pd.Series(texts, index=[7, 7, 8]),
        lambda texts: pd.Series(texts, dtype=object),
        lambda texts: dict.fromkeys(texts),
        lambda texts: [text.encode() for text in texts],
        lambda texts: [type("Text", (str,), {})(text) for text in texts],
    ],
)
def test_any_iterable_of_texts_is_a_collection(cls, params, given):
    expected = cls(**params).fit_transform(NEWS)
    vectorizer = cls(**params)
    assert same(vectorizer.fit_transform(given(NEWS)), expected)
    assert same(vectorizer.transform(given(NEWS)), expected)


@pytest.mark.parametrize("cls", ALL)
def test_files_and_their_names_are_read(cls, tmp_path):
    paths = [tmp_path / f"{i}.txt" for i in range(len(NEWS))]
    for path, text in zip(paths, NEWS, strict=True):
        path.write_text(text, encoding="utf-8")
    expected = cls().fit_transform(NEWS)
    assert same(cls(input="filename").fit_transform(paths), expected)
    files = [io.BytesIO(text.encode()) for text in NEWS]
    assert same(cls(input="file").fit_transform(files), expected)


@pytest.mark.parametrize("cls", ALL)
@pytest.mark.parametrize("params", PATHS)
@pytest.mark.parametrize("bad", [None, np.nan, float("nan"), 3, pd.NA, ["a text"], bytearray(b"x")])
@pytest.mark.parametrize("kind", [TypeError, ValueError, AttributeError])
def test_an_article_that_is_no_string_is_named_by_its_row(cls, params, bad, kind):
    vectorizer = cls(**params).fit(NEWS)
    for call in (cls(**params).fit_transform, vectorizer.transform):
        for documents in ([*NEWS, bad], iter([*NEWS, bad])):
            with pytest.raises(kind, match=r"document 3\b"):
                call(documents)


@pytest.mark.parametrize("cls", ALL)
@pytest.mark.parametrize("params", PATHS)
def test_bytes_of_another_encoding_are_named_by_their_row(cls, params):
    vectorizer = cls(**params).fit(NEWS)
    documents = ["Rates rose", "Brücke".encode("latin-1")]
    for call in (cls(**params).fit_transform, vectorizer.transform):
        with pytest.raises(UnicodeDecodeError, match="document 1") as raised:
            call(documents)
        assert raised.value.object == b"Br\xfccke"
        assert (raised.value.start, raised.value.encoding) == (2, "utf-8")
    latin = cls(encoding="latin-1", **params).fit_transform(documents)
    assert same(latin, cls(**params).fit_transform(["Rates rose", "Brücke"]))
    ignored = cls(decode_error="ignore", **params).fit_transform(documents)
    assert same(ignored, cls(**params).fit_transform(["Rates rose", "Brcke"]))


@pytest.mark.parametrize("cls", ALL)
def test_what_is_no_collection_is_refused(cls):
    vectorizer = cls().fit(NEWS)
    for call in (cls().fit, cls().fit_transform, vectorizer.transform):
        with pytest.raises(ValueError, match="string object received"):
            call("one text")
        for given, name in [(b"one text", "bytes"), (pd.DataFrame({"text": NEWS}), "DataFrame")]:
            for kind in (TypeError, ValueError, AttributeError):
                with pytest.raises(kind, match=name):
                    call(given)
    with pytest.raises(TypeError, match="not iterable"):
        cls().fit_transform(None)


@pytest.mark.parametrize("cls", ALL)
def test_an_error_of_the_callers_own_tokenizer_is_the_callers(cls):
    def tokenizer(text: str) -> list[str]:
        raise TypeError(f"no way to split {text}")

    with pytest.raises(TypeError, match="no way to split the bridge") as raised:
        cls(tokenizer=tokenizer, token_pattern=None).fit_transform(NEWS)
    assert raised.type is TypeError


@pytest.mark.parametrize("cls", FITTED)
def test_tokens_may_be_numbers(cls):
    vectorizer = cls(analyzer=lambda numbers: numbers, dtype=np.float64)
    X = vectorizer.fit_transform([[30, 4, 4], [4, 100]])
    assert vectorizer.vocabulary_ == {4: 0, 30: 1, 100: 2}
    assert (X.toarray() > 0).tolist() == [[True, True, False], [True, False, True]]
    assert (vectorizer.transform([[100, 5]]).toarray() > 0).tolist() == [[False, False, True]]


@pytest.mark.parametrize("n_features", [0, -1, 2**31])
def test_hashing_into_no_columns_is_an_error_and_no_crash(n_features):
    vectorizer = bs.HashingVectorizer(n_features=n_features)
    for call in (vectorizer.fit, vectorizer.transform, vectorizer.fit_transform):
        with pytest.raises(ValueError, match="n_features"):
            call(NEWS)


@pytest.mark.parametrize("cls", ALL)
def test_a_list_that_another_thread_changes_is_read_safely(cls):
    def text(i: int, word: str) -> str:
        return f"{word}{i} " * 40  # made anew: the list holds the only reference

    n = 4000
    vectorizer = cls().fit([text(i, word) for i in range(n) for word in ("old", "new")])
    documents = [text(i, "old") for i in range(n)]
    expected = [vectorizer.transform([text(i, w) for i in range(n)]) for w in ("old", "new")]
    stop = threading.Event()

    def change() -> None:
        while not stop.is_set():
            for i in range(n):
                documents[i] = text(i, "new")

    thread = threading.Thread(target=change)
    thread.start()
    try:
        for _ in range(5):
            found = vectorizer.transform(documents)
            assert found.shape[0] == n
            ends = [X.indices[X.indptr[:-1]] for X in expected]
            columns = found.indices[found.indptr[:-1]]
            assert ((columns == ends[0]) | (columns == ends[1])).all()
    finally:
        stop.set()
        thread.join()
