"""The command line reads every kind of file, and says what it left out."""

from __future__ import annotations

import sys

import orjson
import pandas as pd
import pytest
from click.testing import CliRunner

import broadsheet as bs
from broadsheet._article_writer import ArticleWriter
from broadsheet._cli import main

ARTICLES = bs.Articles(
    id=["a", "b", "c"],
    text=["The harbour bridge opened.", "The harbour bridge was closed.", "Chess news."],
    date=["2024-05-17", None, "2024-05-18T06:30"],
    source=["Sun", None, "Moon"],
)


def run(*arguments, code=0):
    result = CliRunner().invoke(main, list(map(str, arguments)))
    assert result.exit_code == code, result.output
    return result


@pytest.mark.parametrize("kind", ["jsonl", "jsonl.gz", "csv", "csv.gz", "parquet"])
def test_every_kind_of_file_is_read(kind, tmp_path):
    path, out = tmp_path / f"a.{kind}", tmp_path / "out.jsonl"
    with ArticleWriter(path) as writer:
        writer.write(ARTICLES)
    run("clean", path, "-o", out)
    assert bs.read(out) == ARTICLES


@pytest.mark.parametrize("command", ["stories", "clean", "similar"])
def test_what_is_left_out_is_listed(command, tmp_path):
    path, out = tmp_path / "a.csv", tmp_path / "out.jsonl"
    path.write_bytes(
        b"id,text,date\na,The bridge opened.,\nb\nc,Rates rose.,soon\n" + b"a,Twice.,\n"
    )
    message = f"error: {path}, line 3: 1 fields"
    assert message in run(command, path, code=1).output
    output = run(command, path, "--skip-bad", "--dates", "coerce", "-o", out).output
    lines = output.splitlines()
    at = lines.index("rows left out: 2")
    assert lines[at + 1].startswith(f"  {path}, line 3: 1 fields, where the header has 3")
    assert lines[at + 2].startswith(f'  {path}, line 5, field "id": "a" is also the id of')
    assert lines[at + 3] == "dates taken as missing: 1"
    assert lines[at + 4].startswith(f'  {path}, line 4, field "date": "soon" is not a date')
    assert "ReadWarning" not in output
    assert [orjson.loads(line)["id"] for line in out.read_bytes().splitlines()] == ["a", "c"]


def test_epoch_numbers_are_of_the_unit_that_is_named(tmp_path):
    path, out = tmp_path / "a.csv", tmp_path / "out.jsonl"
    pd.DataFrame({"text": ["x"], "date": [1715927400000]}).to_csv(path, index=False)
    assert 'pass epoch="ms"' in run("clean", path, code=1).output
    run("clean", path, "--epoch", "ms", "-o", out)
    assert orjson.loads(out.read_bytes())["date"] == "2024-05-17T06:30:00Z"


def test_parquet_without_pyarrow_is_one_line_that_names_the_extra(tmp_path, monkeypatch):
    path = tmp_path / "a.parquet"
    path.write_bytes(b"PAR1")
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    output = run("stories", path, code=1).output
    assert output.splitlines() == [
        f"broadsheet: error: {path}: Parquet is read by pyarrow: pip install 'broadsheet[parquet]'"
    ]
