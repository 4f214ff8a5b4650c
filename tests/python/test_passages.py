"""The passages that two texts share: the core against the definition, place by place."""

from __future__ import annotations

import re
from itertools import accumulate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadsheet import _core
from broadsheet._passages import Passage, shared_passages


def words_with_places(text):
    """Words as Python finds them, with the places of what they come from."""
    folded = text.lower()
    ends = list(accumulate(len(character.lower()) for character in text))
    origin = [at for at, end in enumerate(ends) for _ in range(end - (ends[at - 1] if at else 0))]
    assert len(origin) == len(folded)
    return [
        (match[0], origin[match.start()], origin[match.end() - 1] + 1)
        for match in re.finditer(r"\w+", folded)
    ]


def slow_passages(a, b, shingle):
    """Compare every place where a shingle recurs in `b`, word by word. Slow and obvious."""
    words_a, words_b = words_with_places(a), words_with_places(b)
    n = min(shingle, len(words_a))
    if n != min(shingle, len(words_b)) or n == 0:
        return []
    text_a, text_b = ([word for word, _, _ in words] for words in (words_a, words_b))
    places = {}
    for q in range(len(text_b) - n + 1):
        places.setdefault(tuple(text_b[q : q + n]), []).append(q)
    found = []
    p = 0
    while p + n <= len(text_a):
        length, start = 0, 0
        for q in places.get(tuple(text_a[p : p + n]), ()):
            run = n
            while (
                p + run < len(text_a)
                and q + run < len(text_b)
                and text_a[p + run] == text_b[q + run]
            ):
                run += 1
            if run > length:
                length, start = run, q
        if length == 0:
            p += 1
            continue
        found.append(
            Passage(
                (words_a[p][1], words_a[p + length - 1][2]),
                (words_b[start][1], words_b[start + length - 1][2]),
            )
        )
        p += length
    return found


# Words that repeat, that lower-casing changes in kind or in length, or that depend on their place.
WORDS = ["a", "A", "b", "c", "ß", "ẞ", "SS", "İ", "İİ", "i", "i\u0307", "ΟΔΟΣ", "οδος", "οδοσ"]
WORDS += ["Σ", "e\u0301clair", "é", "\u0301", "Ⱥ", "K", "ﬁ", "𝔘nder", "😀", "中文", "_", "\ud800"]
BETWEEN = [" ", " ", " ", "\n", ", ", "-", "'", "\u00a0", "", "\u200d", "."]


@st.composite
def texts(draw):
    words = draw(st.lists(st.sampled_from(WORDS), min_size=1, max_size=6, unique=True))
    parts = st.tuples(st.sampled_from(words), st.sampled_from(BETWEEN))
    shared = draw(st.lists(parts, max_size=8))
    both = []
    for _ in range(2):
        before, behind = (draw(st.lists(parts, max_size=12)) for _ in range(2))
        both.append("".join(part for pair in before + shared + behind for part in pair))
    return both


@given(texts(), st.integers(1, 7))
def test_passages_are_those_of_every_place_compared(pair, shingle):
    a, b = pair
    assert shared_passages(a, b, shingle) == slow_passages(a, b, shingle)


@given(st.text(max_size=60), st.text(max_size=60), st.text(max_size=20), st.integers(1, 3))
def test_passages_of_any_characters_are_those_of_every_place_compared(a, b, shared, shingle):
    a, b = f"{a} {shared} {b}", f"{b} {shared} {a}"
    assert shared_passages(a, b, shingle) == slow_passages(a, b, shingle)


@given(st.lists(st.text(max_size=40), max_size=3))
def test_words_stand_where_python_finds_them(texts):
    numbers = {}
    indptr, ids, begins, ends = _core.numbered_words(texts)
    found = list(zip(ids.tolist(), begins.tolist(), ends.tolist(), strict=True))
    for text, first, last in zip(texts, indptr, indptr[1:], strict=False):
        assert found[first:last] == [
            (numbers.setdefault(word, len(numbers)), begin, end)
            for word, begin, end in words_with_places(text)
        ]


def test_a_text_of_fewer_words_than_a_shingle_is_one():
    assert shared_passages("One, two", "ONE two!", 5) == [((0, 8), (0, 7))]
    assert shared_passages("One two", "one two three", 5) == []
    for nothing in ("", " ", "?!"):
        assert shared_passages(nothing, nothing, 1) == []
        assert shared_passages(nothing, "one", 1) == []


def test_a_final_sigma_is_another_word_than_one_that_is_not():
    assert shared_passages("ΟΔΟΣ x", "οδος x", 1) == [((0, 6), (0, 6))]
    assert shared_passages("ΟΔΟΣ", "οδοσ", 1) == []


def test_the_longest_match_counts_and_of_equal_ones_the_first():
    assert shared_passages("a b c", "a b, a b c, a b c", 2) == [((0, 5), (5, 10))]


def test_a_word_two_hundred_thousand_times_is_one_passage():
    # Each place is a match of each: comparing one by one takes hours.
    n = 200_000
    text = "a " * n
    assert shared_passages(text, text, 5) == [((0, 2 * n - 1), (0, 2 * n - 1))]
    broken = f"{text}b {text}"
    end = 2 * n - 1
    assert shared_passages(broken, text, 5) == [
        ((0, end), (0, end)),
        ((end + 3, 2 * end + 3), (0, end)),
    ]


def test_what_is_no_text_or_no_number_of_words_is_refused():
    with pytest.raises(TypeError, match=r"texts\[1\] must be str, got bytes"):
        shared_passages("a", b"a", 1)
    with pytest.raises(ValueError, match="a shingle needs at least 1 word, got 0"):
        shared_passages("a", "a", 0)
