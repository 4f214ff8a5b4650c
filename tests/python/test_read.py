"""`read`: containers, files, names, defaults."""

from __future__ import annotations

import gzip
import io
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath

import numpy as np
import orjson
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadsheet import Articles, read
from broadsheet._program import json_lines

ROWS = [
    {"id": "a", "title": "Storm", "text": "A storm hit.", "date": "2024-05-17", "source": "Sun"},
    {"id": 7, "title": None, "text": "", "date": "", "source": None, "label": "weather"},
    {"id": "c", "text": "Rates\r\nrose.", "date": "2024-05-18T09:00:00+02:00"},
]
EXPECTED = Articles(
    id=["a", "7", "c"],
    title=["Storm", "", ""],
    text=["A storm hit.", "", "Rates\r\nrose."],
    date=["2024-05-17", None, "2024-05-18T07:00:00Z"],
    source=["Sun", None, None],
)
FRAME = pd.DataFrame(ROWS)
LINE_EACH = [orjson.dumps(row) for row in ROWS]
LINES = b"\n".join([*LINE_EACH, b""])


def write(path, data):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def with_timestamps(frame):
    dates = pd.to_datetime(frame["date"].replace("", None), utc=True, format="ISO8601")
    return frame.assign(date=dates)


def written_in_a_folder(folder):
    for number, line in enumerate(LINE_EACH):
        write(folder / f"{number}.jsonl", line)
    return folder


@pytest.mark.parametrize(
    "container",
    [
        pytest.param(lambda _: ROWS, id="list of dicts"),
        pytest.param(lambda _: tuple(ROWS), id="tuple of dicts"),
        pytest.param(lambda _: FRAME, id="frame"),
        pytest.param(lambda _: with_timestamps(FRAME), id="frame of Timestamps"),
        pytest.param(lambda _: FRAME.astype(object), id="frame of objects"),
        pytest.param(lambda _: FRAME.set_index(pd.Index([5, 5, 9])), id="frame, odd index"),
        pytest.param(lambda d: write(d / "a.jsonl", LINES), id="jsonl"),
        pytest.param(lambda d: str(write(d / "a.JSONL", LINES)), id="upper case, str"),
        pytest.param(lambda d: write(d / "a.jsonl", LINES[:-1]), id="no last line end"),
        pytest.param(
            lambda d: write(d / "a.jsonl", b"\xef\xbb\xbf\n \r\n" + b"\r\n\n".join(LINE_EACH)),
            id="byte order mark, CRLF, blank lines",
        ),
        pytest.param(lambda d: write(d / "a.jsonl.gz", gzip.compress(LINES)), id="gzip"),
        pytest.param(
            lambda d: write(d / "a.jsonl.gz", b"".join(map(gzip.compress, (LINES[:9], LINES[9:])))),
            id="gzip of two members",
        ),
        pytest.param(
            lambda d: [
                write(d / f"{i}.jsonl", line) for i, line in zip("201", LINE_EACH, strict=True)
            ],
            id="list of paths, in its order",
        ),
        pytest.param(lambda d: written_in_a_folder(d / "in"), id="folder"),
    ],
)
def test_every_container_gives_the_same_articles(container, tmp_path):
    assert read(container(tmp_path)) == EXPECTED


def test_standard_input(monkeypatch):
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(LINES)))
    assert read("-") == EXPECTED


def test_a_list_of_strings_is_texts_even_if_they_look_like_paths(tmp_path):
    path = str(write(tmp_path / "a.jsonl", LINES))
    assert read([path, "-"]).text == (path, "-")
    assert read([Path(path)]) == EXPECTED
    assert read(("one", "two")).id == ("0", "1")
    assert read(np.array(["é"]).tolist()) == Articles(text=["é"])
    assert len(read([])) == 0


def test_columns_are_named_by_keywords():
    rows = [{"url": 1, "headline": "H", "body": "B", "day": "2024-05-17", "site": "S", "text": 5}]
    got = read(rows, id="url", title="headline", text="body", date="day", outlet="site")
    assert got == Articles(id=["1"], title=["H"], text=["B"], date=["2024-05-17"], source=["S"])
    assert read(pd.DataFrame(rows), id="url", text="body", title="headline")[0].title == "H"


def test_none_leaves_a_column_out():
    rows = [{"id": "a", "text": "x", "title": 5, "date": "junk", "source": ["junk"]}] * 2
    assert read(rows, id=None, title=None, date=None, outlet=None) == read(["x", "x"])


def test_missing_ids_are_row_numbers_of_the_whole_input(tmp_path):
    write(tmp_path / "1.jsonl", b'{"text": "x"}\n\n{"text": null}\n{"id": "", "text": "y"}\n')
    write(tmp_path / "2.jsonl", b'{"id": "named", "text": "z"}\n{"text": "w"}\n')
    assert read(tmp_path, missing="skip").id == ("0", "2", "named", "4")


@pytest.mark.parametrize(
    ("given_id", "expected"),
    [
        (7, "7"),
        (-1, "-1"),
        (2**63, "9223372036854775808"),
        (7.0, "7"),
        (7.5, "7.5"),
        (np.int32(7), "7"),
        (np.float32(7), "7"),
        (float("nan"), "0"),
        (pd.NA, "0"),
        ("007", "007"),
    ],
)
def test_numbers_become_ids_and_outlets(given_id, expected):
    got = read([{"id": given_id, "text": "x", "source": given_id}])
    assert got.id == (expected,)
    assert got.source == ((expected,) if expected != "0" else (None,))


def test_missing_empty_and_skip(tmp_path):
    for null in (None, float("nan"), pd.NA):
        rows = [{"text": "x"}, {"text": null}, {"title": "no text"}, {"text": ""}]
        assert read(rows, missing="empty").text == ("x", "", "", "")
        assert read(rows, missing="skip").id == ("0", "3")
        assert read(pd.DataFrame(rows), missing="skip").id == ("0", "3")
    assert read(["x", None], missing="empty").text == ("x", "")
    assert read(["x", None, "y"], missing="skip").id == ("0", "2")


def test_text_files(tmp_path):
    write(tmp_path / "b.txt", "\ufeffCafé\r\nopens\r\n".encode())
    write(tmp_path / "a" / "b.TXT", b"")
    write(tmp_path / "a.jsonl", b'{"text": "from a line"}')
    for passed_over in (".hidden.txt", ".git/x.txt", "README.md", "notes.tsv"):
        write(tmp_path / passed_over, b"\xff")
    got = read(tmp_path)
    assert got.id == ("a/b.TXT", "1", "b.txt")
    assert got.text == ("", "from a line", "Café\r\nopens\r\n")
    assert got.title == ("", "", "")
    assert read(tmp_path / "b.txt").id == ("b.txt",)
    assert read(tmp_path / "b.txt", id=None).id == ("0",)
    assert read(tmp_path / "b.txt", text="body").text == ("Café\r\nopens\r\n",)


def test_globs(tmp_path, monkeypatch):
    for name in ("x/1.txt", "x/2.txt", "y/1.txt", "[z].txt", "y/n.md", ".h.txt"):
        write(tmp_path / name, name.encode())
    assert read(f"{tmp_path}/*/1.txt").id == ("x/1.txt", "y/1.txt")
    assert read(f"{tmp_path}/x/*.txt").id == ("1.txt", "2.txt")
    assert read(tmp_path / "**").id == ("[z].txt", "x/1.txt", "x/2.txt", "y/1.txt")
    assert read(tmp_path / "[z].txt").id == ("[z].txt",)  # it exists, so it is no glob
    assert read([tmp_path / "x", Path(f"{tmp_path}/y/*")], id=None).text == (
        "x/1.txt", "x/2.txt", "y/1.txt",
    )  # fmt: skip
    monkeypatch.chdir(tmp_path)
    assert read("*/1.txt").id == ("x/1.txt", "y/1.txt")
    assert read("x").id == ("1.txt", "2.txt")


def test_relative_paths_work_as_posix_ids(tmp_path):
    write(tmp_path / "deep" / "er" / "n.txt", b"x")
    assert PurePosixPath(read(tmp_path).id[0]).parts == ("deep", "er", "n.txt")


def test_pathlike_objects_are_paths(tmp_path):
    class Place:
        def __fspath__(self):
            return str(write(tmp_path / "a.jsonl", LINES))

    assert read(Place()) == read([Place()]) == EXPECTED


articles_columns = st.lists(
    st.tuples(
        st.text(min_size=1),
        st.text(),
        st.text(),
        st.none() | st.datetimes(),
        st.none() | st.text(min_size=1),
    ),
    unique_by=lambda row: row[0],
    max_size=8,
).map(lambda rows: list(zip(*rows, strict=True)) or [[]] * 5)


@given(articles_columns, st.booleans())
def test_articles_come_back_from_json_lines(tmp_path_factory, columns, compressed):
    articles = Articles(
        **dict(zip(("id", "title", "text", "date", "source"), columns, strict=True))
    )
    lines = json_lines(article._asdict() for article in articles)
    folder = tmp_path_factory.mktemp("lines")
    if compressed:
        path = write(folder / "a.jsonl.gz", gzip.compress(lines))
    else:
        path = write(folder / "a.jsonl", lines)
    assert read(path) == articles


@given(
    st.datetimes(min_value=datetime(2, 1, 1), max_value=datetime(9998, 12, 31)),
    st.none() | st.timezones(),
    st.sampled_from("T "),
)
def test_iso_dates_are_the_instants_of_the_standard_library(instant, zone, separator):
    instant = instant.replace(tzinfo=zone)
    text = instant.isoformat(separator)
    expected = (instant if zone else instant.replace(tzinfo=UTC)).astimezone(UTC)
    got = read([{"text": "x", "date": text}, {"text": "x", "date": instant}])
    assert [article.date for article in got] == [expected, expected]
