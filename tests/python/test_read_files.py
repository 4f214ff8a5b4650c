"""`read`: CSV, Parquet and JSON lines hold the same articles, and are named where wrong."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pytest
from pyarrow import parquet

import broadsheet as bs

LONG = "Rates rose again, said the bank of the coast."


@pytest.mark.parametrize("kind", ["csv", "csv.gz", "parquet", "jsonl", "jsonl.gz"])
def test_files_hold_what_was_written(kind, tmp_path):
    frame = pd.DataFrame(
        {
            "id": ["a", "b", "c"],
            "title": ['A "title", quoted', "", "x"],
            "text": ["Two\r\nlines", LONG * 10_000, "naïve, 新闻"],
            "date": ["2024-05-17", "", "Fri, 17 May 2024 08:30:00 +0200"],
            "source": ["Sun", "", "Moon"],
        }
    )
    path = tmp_path / f"a.{kind}"
    if kind.startswith("csv"):
        frame.to_csv(path, index=False, lineterminator="\r\n")
    elif kind == "parquet":
        parquet.write_table(pa.table(frame), path, row_group_size=2)
    else:
        frame.to_json(path, orient="records", lines=True)
    expected = bs.Articles(
        id=frame["id"].tolist(), title=frame["title"].tolist(), text=frame["text"].tolist(),
        date=["2024-05-17", None, "2024-05-17T06:30:00"], source=["Sun", "", "Moon"],
    )  # fmt: skip
    assert bs.read(path) == expected
    assert bs.read(tmp_path) == expected
    assert bs.read(str(tmp_path / "*")) == expected
    assert bs.read(Path(p) for p in [path]) == expected


@pytest.mark.parametrize(
    ("frame", "error", "message"),
    [
        ({"text": ["x", None]}, ValueError, ', row 1, field "text": the text is null; '),
        ({"text": [1]}, TypeError, ', row 0, field "text": 1 is int, but a text must be a string'),
        ({"body": ["x"]}, KeyError, ' has no column "text"; its columns are: body'),
        ({"text": ["x"], "date": ["soon"]}, ValueError,
         ', row 0, field "date": "soon" is not a date'),
        ({"text": ["x", "y"], "id": ["a", "a"]}, ValueError,
         ', row 1, field "id": "a" is also the id of {path}, row 0; '),
        ({"text": ["x"], "title": [["a"]]}, TypeError,
         ': the column "title" is list, which is not read'),
    ],
)  # fmt: skip
def test_parquet_of_the_wrong_type_is_named_by_file_and_row(frame, error, message, tmp_path):
    path = tmp_path / "a.parquet"
    parquet.write_table(pa.table(frame), path)
    with pytest.raises(error) as caught:
        bs.read(path)
    assert str(caught.value).startswith(f"{path}{message.replace('{path}', str(path))}")


def test_one_column_may_be_two_fields(tmp_path):
    path = tmp_path / "a.parquet"
    table = pa.table({"text": ["x"], "url": ["u"]})
    parquet.write_table(table, path)
    for source in (path, table, table.to_pandas()):
        got = bs.read(source, id="url", title="url")
        assert (got.id, got.title) == (("u",), ("u",))


def test_parquet_without_pyarrow_names_the_extra(tmp_path, monkeypatch):
    path = tmp_path / "a.parquet"
    parquet.write_table(pa.table({"text": ["x"]}), path)
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(ImportError) as caught:
        bs.read(path)
    assert (
        str(caught.value)
        == f"{path}: Parquet is read by pyarrow: pip install 'broadsheet[parquet]'"
    )


def test_standard_input_of_bytes(monkeypatch):
    lines = b'\xef\xbb\xbf{"text": "x"}\r\n{"text": "y"}'
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(lines)))
    assert bs.read("-").text == ("x", "y")
