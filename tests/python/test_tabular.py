"""Results go out as Arrow data and as frames."""

from __future__ import annotations

import sys

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import broadsheet as bs

ARTICLES = bs.Articles(
    text=["The harbour bridge opened today.", "The harbour bridge opened today!", "Chess news."],
    id=["a", "b", "c"],
    title=["Bridge", "", "Chess"],
    date=["2024-05-17T06:30", None, "0033-04-03"],
    source=["Sun", None, "Moon"],
)
X = np.array([[0.6, 0.8, 0.0], [0.0, 0.8, 0.6], [0.6, 0.8, 0.0]])


def stories():
    return bs.stories(ARTICLES)


def explained(**names):
    return bs.explain_pairs(X, [(0, 1), (0, 2)], k=2, **names)


RESULTS = {
    "articles": (lambda: ARTICLES, ["id", "title", "text", "date", "source"], 3),
    "no articles": (lambda: bs.Articles(text=[]), ["id", "title", "text", "date", "source"], 0),
    "stories": (stories, ["id", "story", "title", "date", "source"], 3),
    "duplicates": (
        lambda: bs.find_duplicates(ARTICLES),
        ["id_i", "id_j", "i", "j", "overlap", "contained_i", "contained_j"], 1),
    "pairs": (lambda: bs.pairs(X, min_similarity=0.9), ["i", "j", "similarity"], 1),
    "no pairs": (
        lambda: bs.pairs(X.astype(np.float32), min_similarity=2.0), ["i", "j", "similarity"], 0),
    "explained pairs": (
        lambda: explained(names=["bridge", "opened", "toll"]),
        ["i", "j", "similarity", "kind", "term", "value"], 5),
    "explained pairs without names": (
        explained, ["i", "j", "similarity", "kind", "term", "value"], 5),
}  # fmt: skip
CONSUMERS = {
    "pyarrow": lambda result: pa.table(result.to_arrow()).to_pylist(),
    "polars": lambda result: pl.DataFrame(result.to_arrow()).to_dicts(),
    "duckdb": lambda result: pa.table(
        duckdb.connect().from_arrow(pa.table(result.to_arrow()))
    ).to_pylist(),
    "nanoarrow": lambda result: result.to_arrow().to_pylist(),
    "the capsule": lambda result: pa.RecordBatchReader.from_stream(result).read_all().to_pylist(),
}


@pytest.mark.parametrize("result", RESULTS)
@pytest.mark.parametrize("consumer", CONSUMERS)
def test_every_result_is_a_table_to_every_library(result, consumer):
    make, names, n_rows = RESULTS[result]
    made = make()
    rows = CONSUMERS[consumer](made)
    frame = made.to_frame()
    assert list(frame.columns) == names
    assert len(rows) == len(frame) == n_rows
    for row, expected in zip(rows, frame.to_dict("records"), strict=True):
        for name in names:
            value, wanted = row[name], expected[name]
            assert value == wanted or (value is None and pd.isna(wanted)), name


def test_columns_have_their_types():
    schema = pa.table(ARTICLES).schema
    assert schema.field("text").type == pa.large_string()
    assert schema.field("date").type == pa.timestamp("us", "UTC")
    assert pa.table(stories()).schema.field("story").type == pa.int32()
    assert pa.table(bs.find_duplicates(ARTICLES)).schema.field("overlap").type == pa.float64()
    single = bs.pairs(X.astype(np.float32), min_similarity=0.5)
    assert pa.table(single.to_arrow()).schema.field("similarity").type == pa.float32()
    assert str(ARTICLES.to_frame()["date"].dtype) == "datetime64[us, UTC]"


def test_what_a_frame_says():
    assert stories().to_frame()["story"].tolist() == [0, 0, 1]
    found = bs.find_duplicates(ARTICLES).to_frame()
    assert found.loc[0, ["id_i", "id_j", "overlap"]].tolist() == ["a", "b", 1.0]
    terms = explained(names=["bridge", "opened", "toll"]).to_frame()
    assert terms[terms["i"].eq(0) & terms["j"].eq(1)][
        ["kind", "term", "value"]
    ].values.tolist() == [
        ["shared", "opened", pytest.approx(0.64)],
        ["only_first", "bridge", 0.6],
        ["only_second", "toll", 0.6],
    ]


@pytest.mark.parametrize(
    "through",
    [
        pa.table,
        lambda a: pl.DataFrame(a.to_arrow()),
        lambda a: a.to_frame(),
        lambda a: a.to_arrow(),
        pa.RecordBatchReader.from_stream,
    ],
)
@settings(deadline=None, max_examples=40)
@given(
    st.lists(
        st.tuples(
            st.text(min_size=1), st.text(), st.text(), st.none() | st.datetimes(),
            st.none() | st.text(min_size=1),
        ),
        unique_by=lambda row: row[0], max_size=20,
    )
)  # fmt: skip
def test_articles_come_back_through_every_table(through, rows):
    columns = list(zip(*rows, strict=True)) or [[]] * 5
    names = ("id", "title", "text", "date", "source")
    articles = bs.Articles(**dict(zip(names, columns, strict=True)))
    assert bs.read(through(articles)) == articles


def test_a_lone_surrogate_is_named_by_row_and_field():
    articles = ARTICLES.replace(title=["ok", "half \ud800", "ok"])
    with pytest.raises(ValueError) as caught:
        pa.table(articles)
    assert str(caught.value) == (
        'row 1, field "title": "half \ufffd" holds a lone surrogate, which UTF-8 cannot; '
        "replace it first"
    )


def test_without_pandas_a_frame_is_of_polars_and_without_both_an_error(monkeypatch):
    monkeypatch.setitem(sys.modules, "pandas", None)
    frame = ARTICLES.to_frame()
    assert isinstance(frame, pl.DataFrame)
    assert frame["id"].to_list() == ["a", "b", "c"]
    monkeypatch.setitem(sys.modules, "polars", None)
    with pytest.raises(ImportError, match="install one of them"):
        ARTICLES.to_frame()
