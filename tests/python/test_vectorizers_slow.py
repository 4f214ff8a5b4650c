"""Texts of 100 MB on which splitting or counting might blow up: the counts are known beforehand.

Time and memory on them are the business of `benchmarks/growth.py`.
"""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.utils import murmurhash3_32

import broadsheet as bs

pytestmark = pytest.mark.slow

N = 100_000_000  # characters
EVERY_WORD = r"(?u)\b\w+\b"
HASHING = {"norm": None, "alternate_sign": False}


def counts(text: str, **parameters) -> dict[str, int]:
    """What is counted in one text, by `fit_transform` and by `transform`."""
    vectorizer = bs.CountVectorizer(**parameters)
    found = vectorizer.fit_transform([text])
    terms = vectorizer.get_feature_names_out().tolist()
    assert found.indices.tolist() == list(range(len(terms)))
    again = vectorizer.transform([text])
    assert (again.indices.tolist(), again.data.tolist()) == (
        found.indices.tolist(), found.data.tolist(),
    )  # fmt: skip
    return dict(zip(terms, found.data.tolist(), strict=True))


def columns(words: list[str], n_features: int) -> np.ndarray:
    return np.array([abs(murmurhash3_32(word, 0)) % n_features for word in words])


def hashed(text: str, **parameters) -> dict[int, float]:
    found = bs.HashingVectorizer(**HASHING, **parameters).transform([text])
    assert found.shape[0] == 1
    return dict(zip(found.indices.tolist(), found.data.tolist(), strict=True))


def test_one_letter():
    text = "a" * N
    assert counts(text) == {text: 1}
    assert counts(text, analyzer="char", ngram_range=(1, 3)) == {"a": N, "aa": N - 1, "aaa": N - 2}
    expected = {" aa": 1, "aaa": N - 2, "aa ": 1}
    assert counts(text, analyzer="char_wb", ngram_range=(3, 3)) == expected
    assert hashed(text) == {columns([text], 2**20)[0]: 1.0}


def test_spaces():
    text = " " * N
    assert counts(text, analyzer="char", ngram_range=(1, 3)) == {" ": 1}
    for parameters in ({}, {"analyzer": "char_wb", "ngram_range": (3, 5)}):
        vectorizer = bs.CountVectorizer(**parameters)
        with pytest.raises(ValueError, match="empty vocabulary"):
            vectorizer.fit([text])
        found = vectorizer.fit_transform([text, "abc"])
        assert found.indptr[:2].tolist() == [0, 0]
        assert found.nnz == len(vectorizer.vocabulary_) > 0
        assert hashed(text, **parameters) == {}


def test_words_of_one_character():
    text = "a b " * (N // 4)
    with pytest.raises(ValueError, match="empty vocabulary"):
        bs.CountVectorizer().fit([text])  # its words have two characters or more
    assert counts(text, token_pattern=EVERY_WORD) == {"a": N // 4, "b": N // 4}
    assert counts(text, token_pattern=EVERY_WORD, ngram_range=(2, 2)) == {
        "a b": N // 4,
        "b a": N // 4 - 1,
    }
    expected = {" ": N // 2, "a": N // 4, "b": N // 4}
    assert counts(text, analyzer="char") == expected
    expected = {" a ": N // 4, " b ": N // 4}
    assert counts(text, analyzer="char_wb", ngram_range=(3, 5)) == expected
    a, b = columns(["a", "b"], 2**20)
    assert hashed(text, token_pattern=EVERY_WORD) == {a: N / 4, b: N / 4}


def test_a_million_distinct_words():
    words = [f"w{i:08d}" for i in range(1_000_000)]
    text = " ".join(words * 10) + " "
    assert len(text) == N
    assert counts(text) == dict.fromkeys(words, 10)

    # Words are w00 and all of six digits: each digit is a tenth of those.
    digits = {str(digit): 6_000_000 for digit in range(10)}
    expected = digits | {"0": 6_000_000 + 20_000_000, "w": 10_000_000, " ": 10_000_000}
    assert counts(text, analyzer="char") == expected

    # Three of the six digits stand in four places; those after 0 and 00 are two and one of them.
    expected = {" w0": 10_000_000, "w00": 10_000_000}
    for number in range(1000):
        gram = f"{number:03d}"
        after_zeros = 100_000 * gram.startswith("0") + 1_000_000 * gram.startswith("00")
        expected[gram] = 4 * 10_000 + after_zeros
    expected |= {f"{number:02d} ": 100_000 for number in range(100)}
    assert counts(text, analyzer="char_wb", ngram_range=(3, 3)) == expected

    for n_features in (1000, 2**20):
        per_column = np.bincount(columns(words, n_features), minlength=n_features) * 10.0
        found = bs.HashingVectorizer(n_features=n_features, **HASHING).transform([text])
        np.testing.assert_array_equal(found.toarray()[0], per_column)
