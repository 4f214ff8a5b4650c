# SPDX-License-Identifier: Apache-2.0
"""The core's Unicode tables hold to Python's own answers on every code point."""

import re
import sys
import unicodedata

import numpy as np
import pytest

from broadsheet import _core

WORD, SPACE, COMBINING, CASED, CASE_IGNORABLE = 1, 2, 4, 8, 16
ALL = [chr(point) for point in range(sys.maxunicode + 1)]


@pytest.fixture(scope="module")
def properties():
    return _core.unicode_properties()


def differing(ours, theirs):
    """Name the code points that the two disagree on, for a failure's message."""
    return [f"U+{point:04X}" for point in np.flatnonzero(ours != theirs)[:20]]


def test_words_are_those_of_re(properties):
    flags, _ = properties
    matches = re.compile(r"\w").match
    theirs = np.array([matches(c) is not None for c in ALL])
    assert differing((flags & WORD) != 0, theirs) == []


def test_white_space_is_that_of_str(properties):
    flags, _ = properties
    theirs = np.array([c.isspace() for c in ALL])
    assert differing((flags & SPACE) != 0, theirs) == []


def test_combining_is_that_of_unicodedata(properties):
    flags, _ = properties
    theirs = np.array([unicodedata.combining(c) != 0 for c in ALL])
    assert differing((flags & COMBINING) != 0, theirs) == []


def test_lower_case_is_that_of_str(properties):
    _, lower = properties
    long = [c for c in ALL if len(c.lower()) != 1]
    assert long == ["\u0130"], "one code point for one no longer holds: see unicode.hpp"
    theirs = np.array([ord(c.lower()[0]) for c in ALL])
    assert differing(lower, theirs) == []


def test_final_sigma_is_decided_as_str_lower_decides_it(properties):
    flags, _ = properties
    cased = (flags & CASED) != 0
    ignorable = (flags & CASE_IGNORABLE) != 0
    assert not np.any(cased & ignorable)

    def final(text, at):
        return text.lower()[at] == "ς"

    before = np.array([final(f"{c}Σ", -1) for c in ALL])
    assert differing(cased, before) == []
    between = np.array([final(f"A{c}Σ", -1) for c in ALL])
    assert differing(cased | ignorable, between) == []
    after = np.array([final(f"AΣ{c}", 1) for c in ALL])
    assert differing(~cased, after) == []
    on_the_way = np.array([final(f"AΣ{c}A", 1) for c in ALL])
    assert differing(~cased & ~ignorable, on_the_way) == []


def test_decompositions_are_those_of_unicodedata():
    offsets, code_points = _core.decompositions()
    ours = code_points.astype("<u4").tobytes().decode("utf-32-le", "surrogatepass")
    wrong = [
        f"U+{point:04X}"
        for point, c in enumerate(ALL)
        if ours[offsets[point] : offsets[point + 1]] != unicodedata.normalize("NFKD", c)
    ]
    assert wrong[:20] == []
