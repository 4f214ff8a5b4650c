"""One table of containers and contents: the same texts in, whatever holds them."""

from __future__ import annotations

import duckdb
import nanoarrow
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import broadsheet as bs

LONG = "Rates rose again, said the bank of the coast."  # more than a string view holds inline
TEXTS = {
    "ascii": ["The bridge opened.", "The harbour bridge, the bridge!", LONG],
    "empty ones": ["", LONG, ""],
    "one": [LONG],
    "none": [],
    "every script": ["Brücke und Brücke", "新闻 报道", "Ж ж \U0001f600 " + LONG, "\u0301", "a\0b"],
    "nulls": ["The bridge opened.", None, LONG, None],
}


class Capsules:
    """What has one method of the Arrow PyCapsule interface and nothing else."""

    def __init__(self, array, name):
        self._array = array
        setattr(type(self), name, lambda self, schema=None: getattr(self._array, name)(schema))


def only_stream(array):
    kind = type("OnlyStream", (Capsules,), {})
    return kind(pa.chunked_array([array]), "__arrow_c_stream__")


def only_array(array):
    kind = type("OnlyArray", (Capsules,), {})
    return kind(array, "__arrow_c_array__")


def string_array(texts):
    return pa.array(texts, pa.string())


def sliced(array):
    """Cut the texts out of a longer array, at an offset that is no whole byte of its bits."""
    more = pa.concat_arrays([pa.array(["x", None, "y"], array.type), array, array])
    return more.slice(3, len(array))


def chunked(texts):
    middle = len(texts) // 2
    parts = [texts[:middle], [], texts[middle:]]
    return pa.chunked_array([string_array(part) for part in parts], pa.string())


def struct_array(texts):
    rows = pa.StructArray.from_arrays([string_array(["x", *texts])], ["text"])
    return rows.slice(1)


def struct_with_null_rows(texts):
    """Null rows hold a text that does not count."""
    filled = string_array([text if text is not None else "hidden" for text in texts])
    mask = pa.array([text is None for text in texts], pa.bool_())
    return pa.StructArray.from_arrays([filled], ["text"], mask=mask)


def relation(texts):
    table = pa.table({"text": string_array(texts)})
    return duckdb.from_arrow(table)


def encoded(texts):
    return [text if text is None else text.encode() for text in texts]


def numpy_strings(texts):
    return np.array(texts, dtype=np.dtypes.StringDType(na_object=None))


COLUMNS = {
    "list": list,
    "tuple": tuple,
    "generator": lambda texts: (text for text in texts),
    "dict keys": lambda texts: dict.fromkeys(texts).keys(),
    "list of bytes": encoded,
    "NumPy, object": lambda texts: np.array(texts, dtype=object),
    "NumPy, str": lambda texts: np.array(texts, dtype=str),
    "pandas, default": lambda texts: pd.Series(
        texts, index=[7] * len(texts), dtype=None if texts else "str"
    ),
    "pandas, object": lambda texts: pd.Series(texts, dtype=object),
    "pandas, string of Python": lambda texts: pd.Series(texts, dtype="string[python]"),
    "pandas, string of pyarrow": lambda texts: pd.Series(texts, dtype="string[pyarrow]"),
    "pandas, Arrow string": lambda texts: pd.Series(texts, dtype=pd.ArrowDtype(pa.string())),
    "pandas, Arrow large string": lambda texts: pd.Series(
        texts, dtype=pd.ArrowDtype(pa.large_string())
    ),
    "pandas, sliced": lambda texts: pd.Series(["x", *texts], dtype=pd.ArrowDtype(pa.string())).iloc[
        1:
    ],
    "polars": lambda texts: pl.Series(texts, dtype=pl.String),
    "polars, sliced": lambda texts: pl.Series(["x", *texts], dtype=pl.String)[1:],
    "polars, chunks": lambda texts: pl.concat(
        [pl.Series(texts[:1], dtype=pl.String), pl.Series(texts[1:], dtype=pl.String)],
        rechunk=False,
    ),
    "polars, categories": lambda texts: pl.Series(texts, dtype=pl.Categorical),
    "polars, bytes": lambda texts: pl.Series(encoded(texts), dtype=pl.Binary),
    "Arrow string": string_array,
    "Arrow large string": lambda texts: pa.array(texts, pa.large_string()),
    "Arrow string view": lambda texts: pa.array(texts, pa.string_view()),
    "Arrow bytes": lambda texts: pa.array(encoded(texts), pa.binary()),
    "Arrow large bytes": lambda texts: pa.array(encoded(texts), pa.large_binary()),
    "Arrow bytes view": lambda texts: pa.array(encoded(texts), pa.binary_view()),
    "Arrow dictionary": lambda texts: string_array(texts).dictionary_encode(),
    "Arrow dictionary of int8": lambda texts: (
        string_array(texts).dictionary_encode().cast(pa.dictionary(pa.int8(), pa.string()))
    ),
    "Arrow dictionary that holds the null": lambda texts: string_array(texts).dictionary_encode(
        "encode"
    ),
    "Arrow dictionary, sliced": lambda texts: (
        string_array(["x", *texts]).dictionary_encode().slice(1)
    ),
    "Arrow string, sliced": lambda texts: sliced(string_array(texts)),
    "Arrow large string, sliced": lambda texts: sliced(pa.array(texts, pa.large_string())),
    "Arrow string view, sliced": lambda texts: pa.array(["x", *texts], pa.string_view()).slice(1),
    "Arrow chunks": chunked,
    "nanoarrow": lambda texts: nanoarrow.Array(string_array(texts)),
    "nanoarrow stream": lambda texts: nanoarrow.ArrayStream(chunked(texts)),
    "only __arrow_c_stream__": lambda texts: only_stream(string_array(texts)),
    "only __arrow_c_array__": lambda texts: only_array(string_array(texts)),
}
if hasattr(np.dtypes, "StringDType"):  # NumPy 2
    COLUMNS["NumPy, StringDType"] = numpy_strings

TABLES = {
    "Arrow table": lambda texts: pa.table({"text": chunked(texts)}),
    "Arrow record batch": lambda texts: pa.record_batch({"text": string_array(texts)}),
    "Arrow reader": lambda texts: pa.table({"text": chunked(texts)}).to_reader(max_chunksize=1),
    "Arrow structs, sliced": struct_array,
    "Arrow structs, null rows": struct_with_null_rows,
    "polars frame": lambda texts: pl.DataFrame({"text": pl.Series(texts, dtype=pl.String)}),
    "DuckDB relation": relation,
    "nanoarrow structs": lambda texts: nanoarrow.Array(
        pa.StructArray.from_arrays([string_array(texts)], ["text"])
    ),
}
ROWS = {
    "list of dicts": lambda texts: [{"text": text} for text in texts],
    "generator of dicts": lambda texts: ({"text": text} for text in texts),
    "pandas frame": lambda texts: pd.DataFrame({"text": pd.Series(texts, dtype=object)}),
    "pandas frame of Arrow": lambda texts: pd.DataFrame(
        {"text": pd.Series(texts, dtype=pd.ArrowDtype(pa.string()))}
    ),
}
# Where a container cannot hold a content: what NumPy makes of None is "None", a set has no twins,
# and NumPy drops NUL characters at the end of a str only.
CANNOT = {
    ("NumPy, str", "nulls"), ("dict keys", "nulls"), ("dict keys", "empty ones"),
}  # fmt: skip


def cases(*groups):
    return [
        pytest.param(make, texts, id=f"{container}-{content}")
        for group in groups
        for container, make in group.items()
        for content, texts in TEXTS.items()
        if (container, content) not in CANNOT
    ]


@pytest.mark.parametrize(("container", "texts"), cases(COLUMNS, TABLES, ROWS))
def test_read_takes_every_container(container, texts):
    assert bs.read(container(texts), missing="empty").text == tuple(text or "" for text in texts)
    kept = [str(row) for row, text in enumerate(texts) if text is not None]
    assert bs.read(container(texts), missing="skip").id == tuple(kept)
    if None in texts:
        with pytest.raises(ValueError, match=r'^row 1, field "text": the text is null'):
            bs.read(container(texts))


@pytest.mark.parametrize("params", [{}, {"tokenizer": str.split, "token_pattern": None}])
@pytest.mark.parametrize(("container", "texts"), cases(COLUMNS, TABLES))
def test_vectorizers_take_every_container(container, texts, params):
    vectorizer = bs.CountVectorizer(**params).fit(TEXTS["ascii"])
    hashing = bs.HashingVectorizer(n_features=64, **params)
    if None in texts:
        for call in (vectorizer.transform, hashing.transform, bs.TfidfVectorizer(**params).fit):
            for kind in (TypeError, ValueError, AttributeError):
                with pytest.raises(kind, match=r"^document 1 is (NoneType|NAType), not str: "):
                    call(container(texts))
        return
    for call in (vectorizer.transform, hashing.transform):
        expected, got = call(texts), call(container(texts))
        assert got.shape == expected.shape
        assert (got != expected).nnz == 0
    if any(texts):
        fitted = bs.TfidfVectorizer(**params).fit_transform(container(texts))
        assert (fitted != bs.TfidfVectorizer(**params).fit_transform(texts)).nnz == 0


@pytest.mark.parametrize("container", [*COLUMNS.values(), *TABLES.values(), *ROWS.values()])
def test_whatever_takes_articles_takes_every_container(container):
    texts = TEXTS["ascii"]
    found = bs.find_duplicates(container([*texts, texts[0] + "!"]), shingle=2)
    assert found.groups == [(0, 3)]
    assert bs.stories(container(texts)).labels_.tolist() == [0, 0, 1]
    assert bs.clean(container(texts)).articles.text == tuple(texts)


@pytest.mark.parametrize(
    "table",
    [
        pa.table, pl.DataFrame, pd.DataFrame,
        lambda columns: pa.table(columns).to_reader(),
        lambda columns: duckdb.from_arrow(pa.table(columns)),
        lambda columns: pa.table(columns).to_struct_array(),
        lambda columns: [
            dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)
        ],
    ],
)  # fmt: skip
def test_fields_of_every_type_are_read(table):
    dates = pd.to_datetime(["2024-05-17T06:30Z", None, "2024-05-18"], utc=True, format="ISO8601")
    columns = {
        "id": [3, 4, 5],
        "title": ["Storm", None, ""],
        "text": TEXTS["ascii"],
        "date": list(dates.to_pydatetime()) if table is not pd.DataFrame else dates,
        "source": ["Sun", None, "Sun"],
        "tags": [["a"], [], ["b", "c"]],
    }
    columns["date"] = [None if pd.isna(day) else day for day in columns["date"]]
    assert bs.read(table(columns)) == bs.Articles(
        id=["3", "4", "5"],
        title=["Storm", "", ""],
        text=TEXTS["ascii"],
        date=["2024-05-17T06:30", None, "2024-05-18"],
        source=["Sun", None, "Sun"],
    )


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        (pa.timestamp("s"), "2024-05-17T06:30:00"),
        (pa.timestamp("ms"), "2024-05-17T06:30:00"),
        (pa.timestamp("us"), "2024-05-17T06:30:00"),
        (pa.timestamp("ns"), "2024-05-17T06:30:00"),
        (pa.timestamp("us", "America/New_York"), "2024-05-17T06:30:00"),
        (pa.date32(), "2024-05-17"),
        (pa.date64(), "2024-05-17"),
    ],
)
def test_arrow_dates_of_every_unit_are_read(kind, expected):
    moment = pa.array([pd.Timestamp("2024-05-17T06:30"), None], pa.timestamp("us"))
    column = moment.cast(pa.date32()).cast(kind) if pa.types.is_date(kind) else moment.cast(kind)
    got = bs.read(pa.table({"text": ["x", "y"], "date": column}))
    assert got == bs.Articles(text=["x", "y"], date=[expected, None])


@pytest.mark.parametrize(
    ("ids", "expected"),
    [
        (pa.array([1, None], pa.int8()), ("1", "1")),
        (pa.array([2**64 - 1, 0], pa.uint64()), ("18446744073709551615", "0")),
        (pa.array([1.5, 2.0], pa.float32()), ("1.5", "2")),
        (pa.nulls(2), ("0", "1")),
        (pa.array(["b", "a"]).dictionary_encode(), ("b", "a")),
    ],
)
def test_arrow_ids_of_every_type_are_read(ids, expected):
    table = pa.table({"text": ["x", "y"], "id": ids})
    if len(set(expected)) < 2:
        with pytest.raises(ValueError, match="is also the id of row 0"):
            bs.read(table)
        return
    assert bs.read(table).id == expected


@pytest.mark.parametrize(
    ("source", "message"),
    [
        (pa.table({"body": ["x"]}), 'Table has no column "text"; its columns are: body'),
        (
            pa.table([pa.array(["x"]), pa.array(["y"])], names=["text", "text"]),
            'Table has 2 columns "text"; rename one',
        ),
        (
            pa.array([1, 2]),
            "Int64Array holds numbers, not texts; give a table, or a column of strings",
        ),
        (
            pa.table({"text": [["x"]]}),
            'Table: the column "text" is list, which is not read; convert it first',
        ),
        (
            pa.table({"text": ["x"], "id": [["x"]]}),
            'Table: the column "id" is list, which is not read; convert it first',
        ),
        (
            pa.table({"text": [True]}),
            'row 0, field "text": True is bool, but a text must be a string',
        ),
        (
            pl.LazyFrame({"text": ["x"]}),
            "LazyFrame is not computed yet; give what its collect() gives",
        ),
        (
            pa.array([b"ok", b"caf\xe9"]),
            'row 1, field "text": byte 4 is not UTF-8 (0xe9); decode it first',
        ),
    ],
)
def test_what_holds_no_articles_is_refused(source, message):
    with pytest.raises((ValueError, TypeError, KeyError)) as caught:
        bs.read(source)
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("source", "message"),
    [
        (
            pa.table({"id": [1], "text": ["x"]}),
            'Table is a table with the columns "id", "text"; give one of them, a column of texts',
        ),
        (pl.DataFrame(), "DataFrame is a table with the columns none; give one of them"),
        (pa.array([1, 2]), "Int64Array holds numbers, not texts; give a column of str or bytes"),
        (pl.Series([["x"]]), "Series holds list, not texts; give a column of str or bytes"),
    ],
)
def test_vectorizers_refuse_what_is_no_column_of_texts(source, message):
    for call in (bs.CountVectorizer().fit, bs.HashingVectorizer().transform):
        for kind in (TypeError, ValueError, AttributeError):
            with pytest.raises(kind) as caught:
                call(source)
            assert str(caught.value).startswith(message)


def test_arrow_bytes_are_decoded_as_the_vectorizer_says():
    column = pa.array(["Brücke opened".encode("latin-1"), b"Rates rose"])
    for call in (bs.CountVectorizer().fit_transform, bs.HashingVectorizer().transform):
        with pytest.raises(UnicodeDecodeError, match="document 0"):
            call(column)
    latin = bs.CountVectorizer(encoding="latin-1").fit(column)
    assert "brücke" in latin.vocabulary_
    ignored = bs.CountVectorizer(decode_error="ignore").fit(column)
    assert "brcke" in ignored.vocabulary_


def malformed():
    """Say that bytes are text."""
    return pa.array([b"ok", b"caf\xe9 bar"]).view(pa.string())


@pytest.mark.parametrize("params", [{}, {"tokenizer": str.split, "token_pattern": None}])
def test_arrow_text_that_is_not_utf8_is_named_by_its_row(params):
    for encoding in ("utf-8", "latin-1"):
        vectorizer = bs.CountVectorizer(encoding=encoding, **params)
        if params and encoding == "latin-1":
            continue  # the caller's own way through Python decodes what is no UTF-8 as it is told
        with pytest.raises(UnicodeDecodeError, match="document 1"):
            vectorizer.fit(malformed())
    with pytest.raises(ValueError, match='row 1, field "text": byte 4 is not UTF-8'):
        bs.read(malformed())


def test_arrow_columns_may_hold_the_names_of_files(tmp_path):
    (tmp_path / "a.txt").write_text("The bridge opened.")
    names = pa.array([str(tmp_path / "a.txt")])
    assert bs.CountVectorizer(input="filename").fit_transform(names).shape == (1, 3)


def test_a_stream_is_used_up_and_a_failed_one_says_why():
    def batches():
        yield pa.record_batch({"text": ["x"]})
        msg = "the disk is gone"
        raise OSError(msg)

    reader = pa.RecordBatchReader.from_batches(pa.schema({"text": pa.string()}), batches())
    with pytest.raises(ValueError, match=r"the Arrow stream failed: .*the disk is gone"):
        bs.read(reader)
    reader = pa.table({"text": ["x"]}).to_reader()
    assert len(bs.read(reader)) == 1
    assert len(bs.read(pa.table({"text": ["x"]}))) == 1


def test_articles_come_back_as_they_are():
    articles = bs.read(["x"])
    assert bs.read(articles) is articles
