"""`read`: bad rows left out, bad dates taken as missing, and what is said of them."""

from __future__ import annotations

import gzip
import pickle
import subprocess
import sys
import time
import warnings

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import broadsheet as bs
from broadsheet._dates import NAT, to_microseconds

BAD = b"""{"id": "a", "text": "one", "date": "2024-05-17"}
{"id": "b", "text": "two"
["no", "object"]
{"id": "a", "text": "the id of another"}
{"id": "c", "text": 5}
{"id": "d", "text": null}
{"id": "e", "title": "no text"}
{"id": "f", "text": "six", "date": "soon"}
{"id": "g", "text": "caf\xe9"}

{"text": "ten"}
"""


def write(path, data):
    path.write_bytes(data)
    return path


def test_bad_rows_are_left_out_counted_and_listed(tmp_path):
    path = write(tmp_path / "a.jsonl", BAD)
    with pytest.warns(bs.ReadWarning, match=r"^8 rows were left out: .*; and 5 more\. Articles"):
        got = bs.read(path, skip_bad=True)
    assert got.text == ("one", "ten")
    assert got.id == ("a", "9")  # rows that are left out are rows
    assert got.problems.n_skipped == 8
    lines = [
        int(message.split(", line ")[1].split(",")[0].split(":")[0])
        for message in got.problems.skipped
    ]
    assert lines == [2, 3, 4, 5, 6, 7, 8, 9]
    assert got.problems.skipped[0] == (
        f"{path}, line 2, column 26: broken JSON (unexpected end of data); "
        "each line must be one JSON object"
    )
    with pytest.warns(bs.ReadWarning):
        kept = bs.read(path, skip_bad=True, dates="coerce", missing="empty")
    assert kept.id == ("a", "d", "e", "f", "9")
    assert (kept.problems.n_skipped, kept.problems.n_dates) == (5, 1)


def test_dates_that_are_none_are_missing_where_that_is_allowed():
    rows = [{"text": "x", "date": day} for day in ("2024-05-17", "soon", 2024, None, "")]
    with pytest.warns(bs.ReadWarning, match="^2 dates are taken as missing: row 1, field"):
        got = bs.read(rows, dates="coerce")
    assert [str(day)[:4] for day in got.date] == ["2024", "NaT", "NaT", "NaT", "NaT"]
    assert got.problems.n_dates == 2
    assert got.problems.dates[0].startswith('row 1, field "date": "soon" is not a date')
    assert got[:2].problems == got.replace(id=None).problems == bs.read(["x"]).problems
    assert str(bs.read(["x"]).problems) == "no problems"
    assert pickle.loads(pickle.dumps(got)) == got


def test_nothing_is_warned_of_where_nothing_was_wrong(tmp_path):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        bs.read([{"text": "x", "date": 1_700_000_000}], dates="coerce", skip_bad=True)


def test_no_more_than_a_thousand_are_listed_but_all_counted():
    with pytest.warns(bs.ReadWarning, match="^2,500 rows were left out"):
        got = bs.read(["x", *[5] * 2500], skip_bad=True)
    assert (got.problems.n_skipped, len(got.problems.skipped)) == (2500, 1000)
    assert got.problems.listed().splitlines()[0] == "rows left out: 2,500"
    assert got.problems.listed().splitlines()[-1] == "  … and 1,500 more"


def test_csv_and_tables_leave_out_rows_too(tmp_path):
    path = write(tmp_path / "a.csv", b"id,text\n1,x\n2\n3,y,z\n4,w\n")
    with pytest.warns(bs.ReadWarning, match="2 rows were left out"):
        assert bs.read(path, skip_bad=True).id == ("1", "4")
    import pyarrow as pa

    table = pa.table({"text": ["x", None], "id": ["a", "b"]})
    with pytest.warns(bs.ReadWarning, match='1 row was left out: row 1, field "text"'):
        assert bs.read(table, skip_bad=True).id == ("a",)


@pytest.mark.parametrize(
    ("name", "data", "error"),
    [
        ("a.jsonl.gz", gzip.compress(b'{"text": "x"}\n' * 9)[:-9], ValueError),
        ("a.jsonl", b'{"body": "x"}\n', KeyError),
        ("a.csv", b'text\n"x" y\n', ValueError),
        ("a.parquet", b"PAR1", ValueError),
    ],
)
def test_a_file_that_is_wrong_as_a_whole_stays_an_error(name, data, error, tmp_path):
    path = write(tmp_path / name, data)
    with pytest.raises(error, match=f"^{path}"):
        bs.read(path, skip_bad=True)


def test_epoch_numbers_are_of_the_unit_that_is_named():
    for unit, number in {
        "s": 1715927400, "ms": 1715927400123, "us": 1715927400123456, "ns": 1715927400123456789,
    }.items():  # fmt: skip
        got = bs.read(
            [{"text": "x", "date": number}, {"text": "y", "date": str(number)}], epoch=unit
        )
        assert (got.date.astype("datetime64[s]") == got.date[0].astype("datetime64[s]")).all()
        assert str(got.date[1]).startswith("2024-05-17T06:30:00")
        for other in {"s", "ms", "us", "ns"} - {unit}:
            with pytest.raises(
                ValueError, match=f'if it counts {unit} from 1970, pass epoch="{unit}"'
            ):
                bs.read([{"text": "x", "date": number}], epoch=other)


@given(st.integers(100_000_000, 16_725_225_599))
def test_no_number_is_a_date_in_two_units(second):
    for scale in (1, 1_000, 1_000_000, 1_000_000_000):
        fitting = []
        for unit in ("s", "ms", "us", "ns"):
            try:
                fitting.append(to_microseconds(second * scale, unit))
            except ValueError:
                continue
        assert fitting == [second * 1_000_000]


@settings(max_examples=500, deadline=None)
@given(
    st.text(st.characters(codec="utf-8"), max_size=30) | st.from_regex(r"\A[0-9MFa-y,: +-]{1,32}\Z")
)
def test_any_string_is_a_date_or_an_error(value):
    try:
        micros = to_microseconds(value)
    except ValueError as error:
        assert "is not a date" in str(error)  # noqa: PT017
    else:
        assert isinstance(micros, int)
        assert (micros == NAT) == (value == "")


HOSTILE = {
    "byte order mark and CRLF": (b'\xef\xbb\xbf{"text": "a\\r\\nb"}\r\n\r\n', ("a\r\nb",)),
    "NUL in text": (b'{"text": "a\\u0000b"}', ("a\0b",)),
    "NUL in JSON": (b'{"text": "a\0b"}', None),
    "lone surrogate": (b'{"text": "\\ud800"}', None),
    "surrogate as bytes": (b'{"text": "\xed\xa0\x80"}', None),
    "deep lists": (b'{"text": "x", "y": ' + b"[" * 100_000 + b"]" * 100_000 + b"}", None),
    "deep objects": (b'{"y":' * 100_000 + b"1" + b"}" * 100_000, None),
    "deep, but not very": (b'{"text": "x", "y": ' + b"[" * 500 + b"]" * 500 + b"}", ("x",)),
    "twice the same field": (b'{"text": "x", "text": "y"}', ("y",)),
    "UTF-16": ('{"text": "x"}'.encode("utf-16"), None),
    "UTF-32": ('{"text": "x"}'.encode("utf-32"), None),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_hostile_lines_are_right_or_an_error_that_names_them(case, tmp_path):
    data, expected = HOSTILE[case]
    path = write(tmp_path / "a.jsonl", data)
    if expected is None:
        with pytest.raises(ValueError, match=f"^{path}, line 1"):
            bs.read(path)
    else:
        assert bs.read(path).text == expected


KINDS = ("txt", "jsonl", "jsonl.gz", "csv", "csv.gz", "parquet")


bytes_of_files = st.binary(max_size=60) | st.lists(
    st.sampled_from([b"text", b"id", b",", b'"', b"\n", b"\r", b"\0", b"x", b"\xff"])
).map(b"".join)


def require_articles_or_error(folder, data, missing):
    for kind in KINDS:
        path = write(folder / f"a.{kind}", data)
        try:
            got = bs.read(path, missing=missing)
        except (ValueError, TypeError, KeyError) as error:
            message = str(error)
        else:
            assert all(type(text) is str for text in got.text)
            continue
        assert message.startswith(str(path))
        assert "\n" not in message


@settings(max_examples=100, deadline=None)
@given(bytes_of_files, st.sampled_from(["error", "empty", "skip"]))
def test_any_bytes_are_articles_or_an_error_in_every_kind_of_file(tmp_path_factory, data, missing):
    require_articles_or_error(tmp_path_factory.mktemp("bytes"), data, missing)


@pytest.mark.slow
@settings(max_examples=2000, deadline=None)  # each as six kinds of files
@given(bytes_of_files, st.sampled_from(["error", "empty", "skip"]))
def test_ten_thousand_random_files(tmp_path_factory, data, missing):
    require_articles_or_error(tmp_path_factory.mktemp("bytes"), data, missing)


def test_a_million_empty_articles():
    started = time.monotonic()
    articles = bs.read([""] * 1_000_000)
    assert len(articles) == 1_000_000
    assert bs.HashingVectorizer().transform(articles.text).nnz == 0
    assert bs.find_duplicates(articles).groups == []
    assert time.monotonic() - started < 120


def test_columns_of_different_length_are_refused():
    with pytest.raises(ValueError, match="columns differ in length: id 2, title 1"):
        bs.Articles(text=["x", "y"], title=["z"])


@pytest.mark.slow
def test_a_gigabyte_on_one_line(tmp_path):
    path = tmp_path / "a.jsonl"
    with path.open("wb") as file:
        file.write(b'{"text": "')
        for _ in range(1024):
            file.write(b"The harbour bridge " * (1 << 20 >> 4))
        file.write(b'"}\n')
    program = f"""
import resource, time
import broadsheet as bs
started = time.monotonic()
articles = bs.read({str(path)!r})
X = bs.CountVectorizer(n_jobs=1).fit_transform(articles.text)
print(len(articles.text[0]), X.sum(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
print(time.monotonic() - started)
"""
    child = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    length, words, peak, seconds = child.stdout.split()
    assert int(peak) < 6_000_000, f"peak {int(peak) / 1024:.0f} MiB, {seconds} s"
    assert int(length) == path.stat().st_size - len(b'{"text": ""}\n')
    assert int(words) == 3 * 1024 * (1 << 16)
