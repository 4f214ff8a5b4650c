"""Numbers in figures: where they stand, and which are the same."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadsheet._figures import figures


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("1,200 or 1.200 or 1 200 or 1200", ["1200", "1200", "1", "200", "1200"]),
        ("1\u00a0200 and 1’200", ["1200", "1200"]),
        ("4.5 % and 4,5 %", ["4.5", "4.5"]),
        ("1,234,567.89", ["1.234.567.89"]),
        ("at 10:30 on 12.05.2025.", ["10:30", "12.05.2025"]),
        ("23–18, 10th", ["23", "18", "10"]),
        ("B747 and v2 are names", []),
        ("٣٤ and ３", ["34", "3"]),
        ("ends in 7, or 8.", ["7", "8"]),
        ("two million", []),
    ],
)
def test_numbers_of_a_text(text, values):
    assert [figure.value for figure in figures(text)] == values


@given(st.text(alphabet="0123456789.,:’' ab\u00a0٣", max_size=40))
def test_places_hold_what_was_found_and_do_not_overlap(text):
    end = 0
    for figure in figures(text):
        assert end <= figure.start < figure.end
        assert text[figure.start].isdecimal()
        assert text[figure.end - 1].isdecimal()
        end = figure.end
