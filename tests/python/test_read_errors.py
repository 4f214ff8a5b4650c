"""`read`: for each bad input one clear line that names file, row and field."""

from __future__ import annotations

import gzip
import os
import re
from pathlib import Path

import numpy as np
import orjson
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from broadsheet import read

GOOD = b'{"text": "x"}\n'


def write(path, data):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


THERE = "the fields are: "
ISO = "give it in ISO 8601, as 2024-05-17 or 2024-05-17T08:30:00Z"
NULL = 'the text is null; missing="empty" takes it as empty, missing="skip" leaves the article out'
NUMBER = "or number them with id=None (on the command line --id '')"
OBJECT = "each line must be one JSON object"
KINDS = ".txt, .jsonl, .csv (both also .gz) or .parquet"
WHAT = (
    "give a path, a list of texts, paths or dicts, a NumPy array, a frame or column of pandas, "
    "polars or Arrow"
)


def column_by_orjson(line):
    """Where orjson says that a line is broken: its releases differ on half a surrogate pair."""
    with pytest.raises(orjson.JSONDecodeError) as caught:
        orjson.loads(line)
    return caught.value.colno


HALF_A_PAIR = b'{"text": "\\ud800"}'

BAD_FILES = [
    # file, its bytes, arguments, error, message after the path
    ("a.jsonl", GOOD * 2 + b'{"text": "caf\xe9"}\n', {}, ValueError,
     ", line 3, byte 14: not UTF-8 (0xe9); convert it"),
    ("a.txt", b"one\ntwo \xff", {}, ValueError, ", line 2, byte 5: not UTF-8 (0xff); convert it"),
    ("a.txt", "Caf\u00e9".encode("utf-16"), {}, ValueError,
     ", line 1, byte 1: not UTF-8 (0xff); it is UTF-16: convert it to UTF-8"),
    ("a.jsonl", gzip.compress(GOOD), {}, ValueError,
     ", line 1, byte 2: not UTF-8 (0x8b); it is gzip: a .jsonl.gz, or unpack it first"),
    ("a.jsonl", GOOD * 999 + b'{"text": "x" oops}\n', {}, ValueError,
     ", line 1000, column 14: broken JSON (*); " + OBJECT),
    ("a.jsonl", GOOD + b'{"text": "x', {}, ValueError,
     ", line 2, column 12: broken JSON (*); " + OBJECT),
    ("a.jsonl", b'{"text": "x", "n": NaN}', {}, ValueError,
     ", line 1, column 20: broken JSON (*); " + OBJECT),
    ("a.jsonl", HALF_A_PAIR, {}, ValueError,
     f", line 1, column {column_by_orjson(HALF_A_PAIR)}: broken JSON (*); {OBJECT}"),
    ("a.jsonl", b'\n["x", "y"]', {}, ValueError, ", line 2: JSON, but no object: ['x', 'y']"),
    ("a.jsonl", b'"x"', {}, ValueError, ', line 1: JSON, but no object: "x"'),
    ("a.jsonl", GOOD + b"null", {}, ValueError, ", line 2: JSON, but no object: None"),
    ("a.jsonl", GOOD + b'{"body": "x", "id": 1}', {}, KeyError,
     ', line 2, field "text": there is none; ' + THERE + "body, id"),
    ("a.jsonl", GOOD, {"text": "body"}, KeyError,
     ', line 1, field "body": there is none; ' + THERE + "text"),
    ("a.jsonl", GOOD * 2, {"text": "body", "missing": "skip"}, KeyError,
     ': no row has a field "body" for the text; ' + THERE + "text"),
    ("a.jsonl", GOOD + b'{"text": null}', {}, ValueError, ', line 2, field "text": ' + NULL),
    ("a.jsonl", GOOD + b'{"text": 5}', {}, TypeError,
     ', line 2, field "text": 5 is int, but a text must be a string'),
    ("a.jsonl", b'{"text": ["x"]}', {"missing": "skip"}, TypeError,
     ", line 1, field \"text\": ['x'] is list, but a text must be a string"),
    ("a.jsonl", b'{"text": "x", "title": 1984}', {}, TypeError,
     ', line 1, field "title": 1984 is int, but a title is a string'),
    ("a.jsonl", b'{"text": "x", "day": "yesterday"}', {"date": "day"}, ValueError,
     ', line 1, field "day": "yesterday" is not a date in the years 1 to 9999; ' + ISO),
    ("a.jsonl", b'{"text": "x", "date": 1715926200000}', {}, ValueError,
     ', line 1, field "date": 1715926200000 is not a date in the years 1 to 9999; '
     'if it counts ms from 1970, pass epoch="ms"'),
    ("a.jsonl", b'{"text": "x", "date": 2024}', {"epoch": "ms"}, ValueError,
     f', line 1, field "date": 2024 is not a date in the years 1 to 9999; {ISO}; numbers count ms '
     "from 1970, from March 1973 to the year 2499"),
    ("a.jsonl", b'{"text": "x", "date": "31 May\\n\\u001b[2J"}', {}, ValueError,
     ', line 1, field "date": "31 May \ufffd[2J" is not a date in the years 1 to 9999; ' + ISO),
    ("a.jsonl", b'{"text": "x", "id": [1]}', {}, TypeError,
     ', line 1, field "id": [1] is list, but it must be a string or a 64-bit integer'),
    ("a.jsonl", b'{"text": "x", "id": 123456789012345678901}', {}, TypeError,
     ', line 1, field "id": 1.2345678901234568e+20 is float, but it must be a string or a 64-bit '
     "integer"),
    ("a.jsonl", b'{"text": "x", "source": true}', {}, TypeError,
     ', line 1, field "source": True is bool, but it must be a string or a 64-bit integer'),
    ("a.jsonl", b'{"text": "x", "id": "1"}\n' + GOOD, {}, ValueError,
     ', line 2, field "id": "1", the row\'s number as it has no id, is also the id of {path}, '
     "line 1; give each its own id, " + NUMBER),
    ("a.jsonl", b'\n{"text": "x", "k": "b"}\n\n{"text": "x", "k": "b"}', {"id": "k"}, ValueError,
     ', line 4, field "k": "b" is also the id of {path}, line 2; give each its own id, ' + NUMBER),
    ("a.jsonl.gz", gzip.compress(GOOD * 1000, mtime=0)[:-8], {}, ValueError,
     ", after line 1000: damaged gzip data (Compressed file ended before the end-of-stream marker "
     "was reached); fetch the file again"),
    ("a.jsonl.gz", GOOD, {}, ValueError,
     ", after line 0: damaged gzip data (Not a gzipped file (b'{\"')); fetch the file again"),
    ("a.md", b"text\nx", {}, ValueError, f": files of this kind are not read; give {KINDS}"),
    ("a.csv", b"id,text\n1,x,y\n", {}, ValueError,
     ", line 2: 3 fields, where the header has 2; quote fields that hold commas or line ends"),
    ("a.csv", b'id,text\n1,"two\nlines"\n\n2\n', {}, ValueError,
     ", line 5: 1 fields, where the header has 2; quote fields that hold commas or line ends"),
    ("a.csv", b'id,text\n1,"x" y\n', {}, ValueError,
     ", line 2: broken CSV (*); quote fields as RFC 4180 says"),
    ("a.csv", b'id,text\n1,"x', {}, ValueError,
     ", line 2: broken CSV (*); quote fields as RFC 4180 says"),
    ("a.csv", b"text,text\nx,y\n", {}, ValueError,
     ', line 1: 2 columns are called "text"; rename one'),
    ("a.csv", b"text\ncaf\xe9\n", {}, ValueError,
     ", line 2, byte 4: not UTF-8 (0xe9); convert it"),
    ("a.csv", b"id;text\n1;x\n", {}, KeyError,
     ', line 2, field "text": there is none; ' + THERE + "id;text"),
    ("a.csv", b"text,date\nx,soon\n", {}, ValueError,
     f', line 2, field "date": "soon" is not a date in the years 1 to 9999; {ISO}'),
    ("a.csv.gz", gzip.compress(b"text\nx\n", mtime=0)[:-8], {}, ValueError,
     ", after line 2: damaged gzip data (Compressed file ended before the end-of-stream marker was "
     "reached); fetch the file again"),
    ("a.parquet", b"PAR1 or not", {}, ValueError, ": no Parquet file that can be read (*)"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "data", "arguments", "error", "message"), BAD_FILES)
def test_bad_files(name, data, arguments, error, message, tmp_path):
    path = write(tmp_path / name, data)
    with pytest.raises(error) as caught:
        read(path, **arguments)
    exact = re.escape(f"{path}{message.replace('{path}', str(path))}")
    # what is broken in the JSON is said in orjson's words
    assert re.fullmatch(exact.replace(r"\(\*\)", r"\([^()]+\)"), str(caught.value))


BAD_OBJECTS = [
    (["x", 5], {}, TypeError, 'row 1, field "text": 5 is int, but a text must be a string'),
    (["x", b"caf\xe9"], {}, ValueError,
     'row 1, field "text": byte 4 is not UTF-8 (0xe9); decode it first'),
    (b"x", {}, TypeError, f"articles cannot be read from bytes; {WHAT}"),
    (np.array([["x"]]), {}, ValueError,
     "an array of texts must be one-dimensional, got the shape (1, 1)"),
    (np.array([1, 2]), {}, TypeError, 'row 0, field "text": 1 is int, but a text must be a string'),
    (["x"], {"dates": "skip"}, ValueError, 'dates must be "error" or "coerce", got "skip"'),
    (["x"], {"epoch": "D"}, ValueError, 'epoch must be "s", "ms", "us" or "ns", got "D"'),
    (["x", None], {}, ValueError, f'row 1, field "text": {NULL}'),
    (["x", Path("y")], {}, TypeError,
     'row 0: "x" is str, where others are paths: wrap it in Path()'),
    ([{"text": "x"}, "y"], {}, TypeError, 'row 1: "y" is str, where others are dicts'),
    ([{"text": "x"}, {"title": "y"}], {}, KeyError,
     f'row 1, field "text": there is none; {THERE}title'),
    ([{}], {}, KeyError, 'row 0, field "text": there is none; there are no fields'),
    ([{"text": None}, {"id": "b", "text": "x"}, {"id": "b", "text": "x"}], {"missing": "skip"},
     ValueError, f'row 2, field "id": "b" is also the id of row 1; give each its own id, {NUMBER}'),
    ([{"text": "x", "id": float("inf")}], {}, TypeError,
     'row 0, field "id": inf is float, but it must be a string or a 64-bit integer'),
    ([{"text": "x", "when": "?"}], {"date": "when"}, ValueError,
     f'row 0, field "when": "?" is not a date in the years 1 to 9999; {ISO}'),
    ([{"text": "x"}], {"title": "headline"}, KeyError,
     f'no row has a field "headline", named for title; {THERE}text'),
    ([{"text": "x", **{f"c{i:02}": 1 for i in range(30)}}], {"outlet": "site"}, KeyError,
     f'no row has a field "site", named for source; {THERE}'
     + ", ".join(f"c{i:02}" for i in range(20)) + " and 11 more"),
    (["x"], {"date": "when"}, KeyError,
     'no row has a field "when", named for date; there are no fields'),
    (["x"], {"missing": "drop"}, ValueError,
     'missing must be "error", "empty" or "skip", got "drop"'),
    (["x"], {"text": None}, TypeError, "text must be the name of a column, got None"),
    (["x"], {"outlet": 5}, TypeError, "outlet must be the name of a column, got 5"),
    ({"text": "x"}, {}, TypeError,
     f"articles cannot be read from dict; {WHAT}"),
    (None, {}, TypeError,
     f"articles cannot be read from NoneType; {WHAT}"),
    (pd.DataFrame({"body": ["x"], "id": [1]}), {"missing": "skip"}, KeyError,
     'the data frame has no column "text"; its columns are: body, id'),
    (pd.DataFrame({"body": []}), {}, KeyError,
     'the data frame has no column "text"; its columns are: body'),
    (pd.DataFrame({"text": ["x"]}), {"title": "headline"}, KeyError,
     f'no row has a field "headline", named for title; {THERE}text'),
    (pd.DataFrame([["x", "y"]], columns=["text", "text"]), {}, ValueError,
     'the data frame has 2 columns "text"; rename one'),
    (pd.DataFrame({"text": ["x", None]}), {}, ValueError, f'row 1, field "text": {NULL}'),
    (pd.DataFrame({"text": ["x", "y"], "date": ["2024-05-17", "soon"]}), {}, ValueError,
     f'row 1, field "date": "soon" is not a date in the years 1 to 9999; {ISO}'),
    ("nowhere.jsonl", {}, FileNotFoundError,
     "nowhere.jsonl: no such file or folder; an article's text itself goes in a list, as in "
     "read([text])"),
    ("A storm hit the coast. " * 20, {}, FileNotFoundError,
     "A storm hit the coast. " * 8 + "A storm hit the…: no such file or folder; an "
     "article's text itself goes in a list, as in read([text])"),
    ("nul\0.jsonl", {}, FileNotFoundError,
     "nul\ufffd.jsonl: no such file or folder; an article's text itself goes in a list, as in "
     "read([text])"),
    ("nowhere/*.jsonl", {}, FileNotFoundError,
     f"nowhere/*.jsonl: matches no {KINDS} file"),
]  # fmt: skip


@pytest.mark.parametrize(("source", "arguments", "error", "message"), BAD_OBJECTS)
def test_bad_objects_and_paths(source, arguments, error, message):
    with pytest.raises(error) as caught:
        read(source, **arguments)
    assert str(caught.value) == message


def test_a_folder_without_articles(tmp_path):
    write(tmp_path / "sub" / "notes.md", b"x")
    with pytest.raises(FileNotFoundError) as caught:
        read(tmp_path)
    assert str(caught.value) == (f"{tmp_path}: a folder without articles; it needs {KINDS} files")


def test_two_files_may_not_share_an_id(tmp_path):
    a = write(tmp_path / "a.jsonl", b'{"text": "x"}\n{"id": "k", "text": "x"}\n')
    b = write(tmp_path / "b.jsonl", b'{"id": "k", "text": "x"}\n')
    message = f'{b}, line 1, field "id": "k" is also the id of {a}, line 2; give each its own id'
    with pytest.raises(ValueError, match=re.escape(message)):
        read(tmp_path)
    first, second = write(tmp_path / "x/n.txt", b"1"), write(tmp_path / "y/n.txt", b"2")
    message = f'{second}, field "id": "n.txt" is also the id of {first}; give each its own id'
    with pytest.raises(ValueError, match=re.escape(message)):
        read([first, second])
    with pytest.raises(ValueError, match=re.escape(f"{a}: given twice; name each file once")):
        read([a, Path(f"{tmp_path}/a*")])


def test_a_text_column_under_another_name_in_one_file_is_not_skipped_silently(tmp_path):
    write(tmp_path / "a.jsonl", GOOD)
    b = write(tmp_path / "b.jsonl", b'{"body": "x"}\n{"body": "y"}\n')
    with pytest.raises(KeyError) as caught:
        read(tmp_path, missing="skip")
    assert str(caught.value).startswith(f'{b}: no row has a field "text" for the text; ')
    write(tmp_path / "b.jsonl", b'{"body": "x"}\n{"text": "y"}\n')
    assert read(tmp_path, missing="skip").text == ("x", "y")


@pytest.mark.skipif(os.name != "posix", reason="file names are bytes on POSIX only")
def test_a_file_name_that_is_not_utf8(tmp_path):
    name = os.fsdecode(bytes(tmp_path) + b"/caf\xe9.txt")
    try:
        Path(name).write_bytes(b"x")
    except OSError:
        pytest.skip("this file system has UTF-8 names only")
    with pytest.raises(ValueError, match="the file's name is not UTF-8, so it can be no id"):
        read(tmp_path)


def test_damaged_gzip_never_passes_silently(tmp_path):
    data = gzip.compress(b"".join(b'{"text": "%d"}\n' % i for i in range(50)))
    path = write(tmp_path / "a.jsonl.gz", data)
    whole = read(path)
    assert len(whole) == 50
    for cut in range(2, len(data)):
        path.write_bytes(data[:cut])
        with pytest.raises(ValueError, match="damaged gzip data"):
            read(path, id=None)
    for at in range(10, len(data)):  # after the header, whose time and name are not checked
        path.write_bytes(data[:at] + bytes([data[at] ^ 0x10]) + data[at + 1 :])
        try:
            assert read(path) == whole  # a bit that pads the last byte of the deflated data
        except (ValueError, KeyError) as error:
            assert str(error).startswith(str(path))  # noqa: PT017


@settings(max_examples=300)
@given(
    st.lists(
        st.binary(max_size=40)
        | st.sampled_from([GOOD.strip(), b'{"id": 1, "text": "y", "date": "2024-05-17"}'])
        | st.recursive(
            st.none() | st.booleans() | st.integers(-9, 9) | st.text(max_size=5),
            lambda inner: (
                st.lists(inner, max_size=3)
                | st.dictionaries(
                    st.sampled_from(["id", "title", "text", "date", "source"]), inner, max_size=5
                )
            ),
        ).map(orjson.dumps),
        max_size=6,
    ).map(b"\n".join),
    st.sampled_from(["error", "empty", "skip"]),
)
def test_any_bytes_are_articles_or_an_error_that_names_the_line(tmp_path_factory, data, missing):
    path = write(tmp_path_factory.mktemp("bytes") / "a.jsonl", data)
    try:
        got = read(path, missing=missing)
    except (ValueError, TypeError, KeyError) as error:
        message = str(error)
        assert message.startswith(str(path))
        assert "\n" not in message
        assert re.search(r", line \d+|no row has a field", message)
    else:
        lines = [line for line in data.split(b"\n") if line.strip(b" \t\n\r\x0b\x0c")]
        assert len(got) <= len(lines)
        if missing != "skip":
            assert len(got) == len(lines)
