"""Numbers in figures: where they stand, and which are the same."""

from __future__ import annotations

import time

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
        ("1,234,567.89", ["1234567.89"]),
        ("1,234.56 v 1234.56 v 1.234,56 v 1\u202f234,56 v 1’234.56", ["1234.56"] * 5),
        ("Rs 1,00,000 or 100000, and 12,34,567.50", ["100000", "100000", "1234567.5"]),
        ("١٬٢٠٠ و ۱٬۲۰۰ و ١٢٠٠، ١٫٥٠٠", ["1200", "1200", "1200", "1.5"]),
        ("0.500, 0.5, 0,50 and 5.00", ["0.5", "0.5", "0.5", "5"]),
        ("1.234.567,8", ["1234567.8"]),
        ("in 2025\u00a0300 came, 12\u00a05 left", ["2025", "300", "12", "5"]),
        ("共有1200人死亡,其中1,200人,3.5%", ["1200", "1200", "3.5"]),
        ("第20回、カナ3つ、제20회, በ2015, و1200, ב2015", ["20", "3", "20", "2015", "1200", "2015"]),
        ("N1,000, R1,200, CHF1,200.50 and US$1,200", ["1000", "1200", "1200.5", "1200"]),
        ("N1.5bn, R100 million and R3.5m", ["1.5", "100", "3.5"]),
        ("A380, G20, COVID19 and A1,5", []),
        ("COVID-19, Covid-19, SARS-CoV-2, F-16, B\u201152 and Boeing-747", []),
        ("mid-2025, Mid-2025, under-21 and pre-1,200", ["2025", "2025", "21", "1200"]),
        (
            "US-1,200, R-3.5bn, -5, 2-1, 10:30-12:00",
            ["1200", "3.5", "5", "2", "1", "10:30", "12:00"],
        ),
        ("5bn, 1st, 20s, 20h30", ["5", "1", "20", "20"]),
        ("3fa85f64, img_2025_03.jpg, 2025_03 and 1920x1080", []),
        ("see https://example.org/2025/03/12-5?id=7, 8", ["8"]),
        ("news.example.org/2025/1,200 or 4.5/5 and 2024/25", ["4.5", "5", "2024", "25"]),
        ("见https://example.org/123。共有8人", ["8"]),
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


@given(st.integers(0, 10**12), st.sampled_from([",", ".", "'", "’", "\u00a0", "\u202f", "٬"]))
def test_a_number_is_the_same_however_it_is_grouped(number, separator):
    western = f"{number:,}".replace(",", separator)
    assert [figure.value for figure in figures(f"some {western} people")] == [str(number)]
    arabic = western.translate(dict(zip(range(48, 58), "٠١٢٣٤٥٦٧٨٩", strict=True)))
    assert [figure.value for figure in figures(arabic)] == [str(number)]


@given(st.integers(1_000, 10**12), st.text("0123456789", min_size=1, max_size=4))
def test_of_two_kinds_of_separators_the_last_is_the_decimal_one(number, decimals):
    expected = f"{number}.{decimals}".rstrip("0").removesuffix(".")
    grouped = f"{number:,}"
    written = [
        f"{grouped}.{decimals}", f"{grouped.replace(',', '.')},{decimals}",
        f"{grouped.replace(',', chr(0xA0))},{decimals}", f"{grouped}٫{decimals}",
    ]  # fmt: skip
    assert {figures(text)[0].value for text in written} == {expected}


@given(st.text(alphabet="0123456789.,:/ aNhé共ー_٣\u066b\u066c", max_size=40))
def test_no_number_begins_or_ends_inside_another(text):
    for figure in figures(text):
        before, after = text[: figure.start], text[figure.end :]
        assert not before[-1:].isdecimal()
        assert not after[:1].isdecimal()
        assert not (before[-1:] in set(".,:\u066b\u066c") and before[-2:-1].isdecimal())


@pytest.mark.parametrize("text", ["1", "1,", "1.000", "123,", "a1", ",", "1'", "1\u00a0234", "1h",
                                  "a.bc/", "://", "1a", "٣\u066b"])  # fmt: skip
def test_time_is_linear_in_the_text(text):
    began = time.process_time()
    figures(text * (400_000 // len(text)))
    assert time.process_time() - began < 3


@given(st.text(alphabet="0123456789.,:’' ab\u00a0٣", max_size=40))
def test_places_hold_what_was_found_and_do_not_overlap(text):
    end = 0
    for figure in figures(text):
        assert end <= figure.start < figure.end
        assert text[figure.start].isdecimal()
        assert text[figure.end - 1].isdecimal()
        end = figure.end
