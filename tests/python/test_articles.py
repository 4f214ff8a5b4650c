"""`Articles`: columns, indexing, errors, and what it shows."""

from __future__ import annotations

import pickle
import re
from datetime import UTC, date, datetime, timedelta, timezone
from html.parser import HTMLParser

import numpy as np
import pandas as pd
import pytest

from broadsheet import Article, Articles

THREE = Articles(
    id=["a", "b", "c"],
    title=["Storm", None, "Rates"],
    text=["A storm hit.", "", "Rates rose."],
    date=["2024-05-17", None, "2024-05-18T09:00:00+02:00"],
    source=["Lantern", None, ""],
)
MANY = Articles(text=[f"Text {i}" for i in range(1234)])


def test_columns_have_their_types_and_defaults():
    assert THREE.id == ("a", "b", "c")
    assert THREE.title == ("Storm", "", "Rates")
    assert THREE.source == ("Lantern", None, None)
    assert THREE.date.dtype == "datetime64[us]"
    assert THREE.date[2] == np.datetime64("2024-05-18T07:00:00")
    assert np.isnat(THREE.date[1])
    bare = Articles(text=["x", "y"])
    assert (bare.id, bare.title, bare.source) == (("0", "1"), ("", ""), (None, None))
    assert np.isnat(bare.date).all()
    assert len(Articles(text=[])) == 0


def test_nothing_can_be_changed():
    given = np.array(["2024-05-17"], dtype="datetime64[D]")
    articles = Articles(text=["x"], date=given)
    given[0] = "1999-01-01"
    assert articles.date[0] == np.datetime64("2024-05-17")
    for column in (articles.date, pickle.loads(pickle.dumps(articles)).date, articles[:1].date):
        with pytest.raises(ValueError, match="read-only"):
            column[0] = "1999-01-01"
    with pytest.raises(AttributeError):
        articles.text = ("y",)
    with pytest.raises(AttributeError):
        articles.other = 1


def test_string_subclasses_become_plain_strings():
    odd = np.array(["é", "x"])
    articles = Articles(text=odd, id=odd, title=odd)
    assert {type(value) for value in articles.text + articles.id + articles.title} == {str}


def test_one_article_has_an_aware_date():
    assert THREE[0] == Article(
        "a", "Storm", "A storm hit.", datetime(2024, 5, 17, tzinfo=UTC), "Lantern"
    )
    assert THREE[-2] == Article("b", "", "", None, None)
    assert THREE[np.int64(2)].date == datetime(2024, 5, 18, 7, tzinfo=UTC)
    assert list(THREE) == [THREE[0], THREE[1], THREE[2]]


@pytest.mark.parametrize(
    ("key", "ids"),
    [
        (slice(1, None), "bc"),
        (slice(None, None, -1), "cba"),
        (slice(5, 9), ""),
        ([2, 0], "ca"),
        ([-1], "c"),
        (np.array([1], dtype=np.uint8), "b"),
        ([], ""),
        ([True, False, True], "ac"),
        (np.array([False, False, False]), ""),
        (pd.Series([False, True, False]), "b"),
    ],
)
def test_slices_masks_and_integers_select(key, ids):
    chosen = THREE[key]
    assert chosen == Articles(
        **{
            name: [getattr(THREE, name)["abc".index(i)] for i in ids]
            for name in ("id", "title", "text", "date", "source")
        }
    )
    assert "".join(chosen.id) == ids


def test_a_column_masks_the_articles():
    assert THREE[THREE.date >= np.datetime64("2024-05-18")].id == ("c",)


@pytest.mark.parametrize(
    ("key", "error", "message"),
    [
        (3, IndexError, "there is no article 3: there are 3"),
        (-4, IndexError, "there is no article -4: there are 3"),
        ([0, 3], IndexError, "there is no article 3: there are 3"),
        ([True, False], IndexError, "a mask of length 2 for 3 articles"),
        ([0, 0], ValueError, 'row 1, field "id": "a" is also the id of row 0'),
        ("text", TypeError, "columns are attributes, such as articles.text"),
        (1.0, TypeError, "by an integer, a slice, a boolean mask or a list of integers"),
        (True, TypeError, "by an integer, a slice, a boolean mask or a list of integers"),
        (None, TypeError, "by an integer, a slice, a boolean mask or a list of integers"),
        (np.eye(3, dtype=bool), TypeError, "by an integer, a slice, a boolean mask"),
    ],
)
def test_wrong_keys_are_refused(key, error, message):
    with pytest.raises(error, match=re.escape(message)):
        THREE[key]


@pytest.mark.parametrize(
    ("columns", "error", "message"),
    [
        (
            {"text": ["x", "y"], "title": ["t"]},
            ValueError,
            "columns differ in length: id 2, title 1, text 2, date 2, source 2; "
            "give one value for each article",
        ),
        (
            {"text": ["x"] * 4, "id": ["a", "b", "c", "b"]},
            ValueError,
            'row 3, field "id": "b" is also the id of row 1',
        ),
        ({"text": ["x", 5]}, TypeError, 'row 1, field "text": 5 is int, not str'),
        ({"text": ["x", None]}, TypeError, 'row 1, field "text": None is NoneType, not str'),
        ({"text": [b"x"]}, TypeError, "row 0, field \"text\": b'x' is bytes, not str"),
        ({"text": ["x"], "id": [1]}, TypeError, 'row 0, field "id": 1 is int, not str'),
        ({"text": ["x"], "title": [1]}, TypeError, 'row 0, field "title": 1 is int, not str'),
        ({"text": ["x"], "source": [0]}, TypeError, 'row 0, field "source": 0 is int, not str'),
        ({"text": "abc"}, TypeError, "text is one str; give a list, one value for each article"),
        (
            {"text": ["x"], "date": np.array([["2024"]], dtype="datetime64[Y]")},
            ValueError,
            "date must be one-dimensional, got the shape (1, 1)",
        ),
        (
            {"text": ["x", "y"], "date": ["", "yesterday"]},
            ValueError,
            'row 1, field "date": "yesterday" is not a date in the years 1 to 9999; '
            "give it in ISO 8601, as 2024-05-17 or 2024-05-17T08:30:00Z",
        ),
    ],
)
def test_wrong_columns_are_refused(columns, error, message):
    with pytest.raises(error) as caught:
        Articles(**columns)
    assert str(caught.value) == message


@pytest.mark.parametrize(
    "same_instant",
    [
        "2024-05-17T06:30:00",
        "2024-05-17 06:30",
        "2024-05-17T06:30:00Z",
        "2024-05-17T08:30:00.000+02:00",
        "20240517T063000Z",
        "2024-W20-5T06:30",
        datetime(2024, 5, 17, 6, 30),
        datetime(2024, 5, 17, 1, 0, tzinfo=timezone(timedelta(hours=-5, minutes=-30))),
        pd.Timestamp("2024-05-17 06:30"),
        pd.Timestamp("2024-05-17 06:30:00.000000999"),
        pd.Timestamp("2024-05-17 02:30", tz="America/New_York"),
        np.datetime64("2024-05-17T06:30"),
        np.datetime64("2024-05-17T06:30", "ns"),
        "Fri, 17 May 2024 06:30:00 GMT",
        "17 May 2024 08:30 +0200 (CEST)",
        "Fri, 17 May 2024 02:30:00 EDT",
        1715927400,
        1715927400.0,
        np.int32(1715927400),
        np.float64(1715927400),
        "1715927400",
        "1715927400.000",
    ],
)
def test_dates_of_any_kind_are_instants_in_utc(same_instant):
    got = Articles(text=["x"], date=[same_instant]).date[0]
    assert got == np.datetime64("2024-05-17T06:30:00", "us")


def test_a_day_begins_at_midnight_and_fractions_are_cut_at_microseconds():
    days = Articles(text=["x"] * 3, date=[date(2024, 5, 17), "2024-05-17", "2024-05-17T00:00:00"])
    assert len(set(days.date.tolist())) == 1
    fine = Articles(text=["x"], date=["2024-05-17T06:30:00.123456789"])
    assert fine.date[0] == np.datetime64("2024-05-17T06:30:00.123456")


@pytest.mark.parametrize(
    "missing", [None, "", float("nan"), np.nan, pd.NA, pd.NaT, np.datetime64("NaT")]
)
def test_nulls_are_missing_dates(missing):
    assert np.isnat(Articles(text=["x"], date=[missing]).date[0])


@pytest.mark.parametrize(
    "wrong",
    [
        "yesterday",
        "17/05/2024",
        "2024",
        "2024-05",
        "2024-13-01",
        "2024-02-30",
        "2024-05-17x06:30",
        "2024-05-17T25:00",
        " 2024-05-17",
        "1511110200000",  # an epoch number that datetime.fromisoformat takes for the year 1511
        "20240517063000",
        "0000-01-01",
        "10000-01-01",
        "0001-01-01T00:00:00+05:00",  # in the year 0 in UTC
        "9999-12-31T23:59:59-01:00",
        "٢٠٢٤-٠٥-١٧",
        2024,
        20240517,
        20240517083000,
        1715926200000,  # milliseconds, of which nothing was said
        -1715926200,
        float("inf"),
        "17 May 2024 08:30:00",  # RFC 2822 has a zone
        "Fri, 17 May 2024 08:30:00 CET",  # and knows few of them by name
        "Fri, 31 Feb 2024 08:30:00 +0200",
        "Fri, 17 May 2024 08:30:00 +0270",
        True,
        ["2024-05-17"],
        b"2024-05-17",
        np.datetime64(10**9, "Y"),
        np.datetime64(-5000, "Y"),
        pd.Timestamp("2024-05-17").to_period("D"),
    ],
)
def test_everything_else_is_no_date(wrong):
    with pytest.raises(ValueError, match=r'^row 0, field "date": .* is not a date in the years 1'):
        Articles(text=["x"], date=[wrong])


def test_years_that_microseconds_cannot_hold_are_refused_not_wrapped():
    far = np.array(["2024-01-01", "NaT", "300000-01-01"], dtype="datetime64[D]")
    assert int(far.astype("datetime64[us]").astype("datetime64[Y]")[0].astype(int)) == 54
    with pytest.raises(ValueError, match='row 2, field "date"'):
        Articles(text=["x"] * 3, date=far)


def test_replace_copies_with_another_column():
    other = THREE.replace(text=["1", "2", "3"])
    assert other.text == ("1", "2", "3")
    assert THREE.text[0] == "A storm hit."
    assert (other.id, other.title, other.source) == (THREE.id, THREE.title, THREE.source)
    assert np.array_equal(other.date, THREE.date, equal_nan=True)
    assert THREE.replace(id=None).id == ("0", "1", "2")
    with pytest.raises(ValueError, match="text 2"):
        THREE.replace(text=["1", "2"])
    with pytest.raises(TypeError, match="headline"):
        THREE.replace(headline=["1", "2", "3"])


def test_equality_is_by_content_with_missing_dates_equal():
    columns = {name: getattr(THREE, name) for name in ("id", "title", "text", "date", "source")}
    assert Articles(**columns) == THREE
    assert pickle.loads(pickle.dumps(THREE)) == THREE
    assert THREE[:2] != THREE
    for column, value in {"text": "x", "date": "2020-01-01", "source": "s", "id": "z"}.items():
        values = [value, *list(columns[column])[1:]]
        assert THREE.replace(**{column: values}) != THREE, column
    assert list(THREE) != THREE
    with pytest.raises(TypeError, match="unhashable"):
        hash(THREE)


def test_repr_is_a_short_aligned_table():
    assert repr(THREE) == (
        "Articles: 3\n"
        "   id  title  text          date              source\n"
        "0  a   Storm  A storm hit.  2024-05-17        Lantern\n"
        "1  b\n"
        "2  c   Rates  Rates rose.   2024-05-18 07:00"
    )
    lines = repr(MANY).splitlines()
    assert lines[0] == "Articles: 1,234"
    assert [line.split()[0] for line in lines[2:]] == [
        "0", "1", "2", "3", "…", "1230", "1231", "1232", "1233",
    ]  # fmt: skip
    assert repr(Articles(text=[])) == "Articles: 0"
    assert repr(Articles(text=["x"], date=["0033-04-03"])).endswith("0033-04-03")


def test_repr_cannot_drive_the_terminal():
    text = "\x1b[2Jgone\x07 \x9b31m\r\nnext\u202eline \ud800 " + "新闻" * 100
    shown = repr(Articles(text=[text], title=[text], id=[text], source=[text]))
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e\ud800]", shown)
    assert len(shown.splitlines()) == 3
    shown.encode()
    assert "gone" in shown


class _Tags(HTMLParser):
    def __init__(self, html):
        super().__init__()
        self.tags, self.attributes, self.data = set(), [], ""
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes += attrs

    def handle_data(self, data):
        self.data += data


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        '"><img src=x onerror=alert(1)>',
        "&" * 1000,
        '"' * 1000,
        "x" + "\U0001d165" * 10_000,  # a combining character takes no column, but four bytes
        "\U00020000" * 1000,
    ],
)
def test_html_repr_is_a_bare_escaped_table_of_ten_kilobytes(text):
    column = [f"{i}{text}" for i in range(50)]
    date = ["2024-05-17T08:30"] * 50
    html = Articles(id=column, title=column, text=column, date=date, source=column)._repr_html_()
    page = _Tags(html)
    assert page.tags == {"table", "caption", "thead", "tbody", "tr", "th", "td"}
    assert page.attributes == []
    assert f"0{text}"[:10] in page.data
    assert len(html.encode()) <= 10_240
    assert "Articles: 50" in page.data


def test_html_repr_of_nothing():
    assert "Articles: 0" in _Tags(Articles(text=[])._repr_html_()).data


def test_the_hour_that_clocks_repeat_is_told_apart():
    twice = pd.to_datetime(["2024-10-27T00:30Z", "2024-10-27T01:30Z"]).tz_convert("Europe/Berlin")
    assert {moment.strftime("%H:%M") for moment in twice} == {"02:30"}
    got = Articles(text=["x", "y"], date=list(twice)).date
    assert got.tolist() == [datetime(2024, 10, 27, 0, 30), datetime(2024, 10, 27, 1, 30)]
