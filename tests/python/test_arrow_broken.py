"""Arrow arrays broken by hand: an error that says what is wrong, and each released once."""

from __future__ import annotations

import ctypes
import gc

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

import broadsheet as bs

LONG = "a text of more than twelve bytes"
TEXTS = ["one", LONG, "", "four"]


class Array(ctypes.Structure):
    """The struct ArrowArray of the Arrow C data interface."""


Array._fields_ = [
    ("length", ctypes.c_int64),
    ("null_count", ctypes.c_int64),
    ("offset", ctypes.c_int64),
    ("n_buffers", ctypes.c_int64),
    ("n_children", ctypes.c_int64),
    ("buffers", ctypes.POINTER(ctypes.c_void_p)),
    ("children", ctypes.POINTER(ctypes.POINTER(Array))),
    ("dictionary", ctypes.POINTER(Array)),
    ("release", ctypes.c_void_p),
    ("private_data", ctypes.c_void_p),
]


def struct_of(capsule):
    pointer = ctypes.pythonapi.PyCapsule_GetPointer
    pointer.restype, pointer.argtypes = ctypes.c_void_p, [ctypes.py_object, ctypes.c_char_p]
    return Array.from_address(pointer(capsule, b"arrow_array"))


class Exported:
    """An array whose struct a test may change before it is taken."""

    def __init__(self, array, change=lambda struct: None):
        self.array = array
        self.capsules = array.__arrow_c_array__()
        self.kept = change(struct_of(self.capsules[1]))  # memory that the struct points to

    def __arrow_c_array__(self, requested_schema=None):
        return self.capsules


def put(**fields):
    def change(struct):
        for name, value in fields.items():
            setattr(struct, name, value)

    return change


def without_buffer(number):
    def change(struct):
        struct.buffers[number] = None

    return change


def with_buffer(number, values):
    """Let the array have another buffer."""

    def change(struct):
        struct.buffers[number] = values.ctypes.data
        return values

    return change


def views(array, row, *numbers):
    """Write into the 16 bytes of a row of string views: length, prefix, buffer, offset."""
    table = np.frombuffer(array.buffers()[1], np.int32).copy()
    for place, number in numbers:
        table[4 * row + place] = number
    return with_buffer(1, table)


def of_dictionary(change):
    return lambda struct: change(struct.dictionary.contents)


def of_child(change):
    return lambda struct: change(struct.children[0].contents)


STRING, LARGE = pa.array(TEXTS), pa.array(TEXTS, pa.large_string())
VIEW = pa.array(TEXTS, pa.string_view())
DICTIONARY = pa.array(TEXTS).dictionary_encode()
NULLS = pa.array([*TEXTS[:3], None])
STRUCT = pa.StructArray.from_arrays([STRING], ["text"])


def offsets(*values, dtype=np.int32):
    return with_buffer(1, np.array(values, dtype))


BROKEN = {
    "released": (STRING, put(release=None), "it was released"),
    "negative length": (STRING, put(length=-1), "length -1, offset 0"),
    "negative offset": (STRING, put(offset=-1), "length 4, offset -1"),
    "endless": (STRING, put(length=2**62), f"length {2**62}, offset 0"),
    "offset that overflows": (STRING, put(offset=2**63 - 1), f"length 4, offset {2**63 - 1}"),
    "more nulls than rows": (STRING, put(null_count=5), "5 nulls in 4 rows"),
    "negative nulls": (STRING, put(null_count=-2), "-2 nulls in 4 rows"),
    "nulls that nothing tells": (
        NULLS, without_buffer(0), "it has nulls, but no buffer that tells which"),
    "no buffers": (STRING, put(buffers=None), "it has no buffers"),
    "a buffer too few": (STRING, put(n_buffers=2), "2 buffers where its type has 3"),
    "negative buffers": (STRING, put(n_buffers=-1), "it has no buffers"),
    "views without lengths": (VIEW, put(n_buffers=2), "2 buffers where its type has 3"),
    "no offsets": (STRING, without_buffer(1), "its buffer 1 is missing"),
    "no large offsets": (LARGE, without_buffer(1), "its buffer 1 is missing"),
    "no texts": (STRING, without_buffer(2), "its texts are missing"),
    "no views": (VIEW, without_buffer(1), "its buffer 1 is missing"),
    "no bytes of views": (VIEW, without_buffer(2), "its buffer 2 is missing"),
    "no lengths of views": (VIEW, without_buffer(3), "its buffer 3 is missing"),
    "begins below 0": (STRING, offsets(-1, 3, 3, 3, 3), "row 0 begins at -1"),
    "descends": (STRING, offsets(0, 3, 2, 3, 3), "its offsets descend at row 1"),
    "descends below 0": (STRING, offsets(0, 3, 3, 3, -(2**31)), "its offsets descend at row 3"),
    "large ones descend": (
        LARGE, offsets(0, 3, 2**40, 3, 3, dtype=np.int64), "its offsets descend at row 2"),
    "a view of negative length": (VIEW, views(VIEW, 2, (0, -1)), "row 2 has a negative length"),
    "a view in no buffer": (VIEW, views(VIEW, 1, (2, 1)), "row 1 is in buffer 1 of 1"),
    "a view in buffer -1": (VIEW, views(VIEW, 1, (2, -1)), "row 1 is in buffer -1 of 1"),
    "a view that ends behind": (VIEW, views(VIEW, 1, (3, 1)), "row 1 ends behind its buffer"),
    "a view that begins before": (VIEW, views(VIEW, 1, (3, -1)), "row 1 ends behind its buffer"),
    "a view that is too long": (
        VIEW, views(VIEW, 1, (0, 2**31 - 1)), "row 1 ends behind its buffer"),
    "no dictionary": (DICTIONARY, put(dictionary=None), "its dictionary is missing"),
    "an entry of no dictionary": (
        DICTIONARY, with_buffer(1, np.array([0, 1, 4, 2], np.int32)),
        "row 2 is entry 4 of 4 in its dictionary"),
    "a negative entry": (
        DICTIONARY, with_buffer(1, np.array([0, 1, 2, -1], np.int32)),
        "row 3 is entry -1 of 4 in its dictionary"),
    "a broken dictionary": (
        DICTIONARY, of_dictionary(offsets(0, 3, 2, 3, 3)), "its offsets descend at row 1"),
    "a struct without columns": (STRUCT, put(n_children=0), "a struct of 1 columns holds 0"),
    "a short column": (STRUCT, of_child(put(length=3)), "a column of 3 rows in a struct of 4"),
    "a column that ends before": (STRUCT, put(offset=2), "a column of 4 rows in a struct of 6"),
    "a released column": (STRUCT, of_child(put(release=None)), "it was released"),
}  # fmt: skip


@pytest.mark.parametrize(
    "call", [bs.CountVectorizer().fit, bs.HashingVectorizer().transform, bs.read]
)
@pytest.mark.parametrize("case", BROKEN)
def test_a_broken_array_is_an_error_that_says_what_is_wrong(case, call):
    array, change, message = BROKEN[case]
    with pytest.raises(ValueError) as caught:
        call(Exported(array, change))
    assert str(caught.value).removeprefix("Exported: ") == f"broken Arrow array: {message}"


@pytest.mark.parametrize(
    ("column", "change", "message"),
    [
        (pa.array([1, 2]), put(n_buffers=1), "1 buffers where its type has 2"),
        (pa.array([1, 2]), without_buffer(1), "its buffer 1 is missing"),
        (pa.array([1, None]), without_buffer(0), "it has nulls, but no buffer that tells which"),
    ],
)
def test_a_broken_column_of_numbers_is_named(column, change, message):
    table = pa.StructArray.from_arrays([column, pa.array(["x", "y"])], ["id", "text"])
    with pytest.raises(ValueError) as caught:
        bs.read(Exported(table, of_child(change)))
    assert str(caught.value) == f"Exported: broken Arrow array: {message}"


@pytest.mark.parametrize("given_", [None, 5, (), ("a", "b"), ("a", "b", "c")])
def test_what_gives_no_capsules_is_refused(given_):
    class Wrong:
        def __arrow_c_array__(self, requested_schema=None):
            return given_

    class WrongStream:
        def __arrow_c_stream__(self, requested_schema=None):
            return given_

    for wrong in (Wrong(), WrongStream()):
        for call in (bs.CountVectorizer().fit, bs.read):
            with pytest.raises(TypeError, match="capsule"):
                call(wrong)


def test_capsules_in_the_wrong_order_are_refused():
    class Swapped:
        def __arrow_c_array__(self, requested_schema=None):
            return STRING.__arrow_c_array__()[::-1]

    with pytest.raises(TypeError, match="capsule with the name arrow_schema"):
        bs.read(Swapped())


def test_an_array_is_taken_once():
    exported = Exported(STRING)
    assert bs.read(exported).text == tuple(TEXTS)
    with pytest.raises(ValueError, match="it was released"):
        bs.read(exported)


def test_memory_of_arrays_is_given_back_whatever_happens():
    pool = pa.default_memory_pool()
    before = pool.bytes_allocated()
    for case in ["descends", "a short column", "an entry of no dictionary", None]:
        array, change, _ = BROKEN[case] if case else (STRING, put(), "")
        # of its own memory, since the cases above share theirs
        own = pa.concat_arrays([array.slice(0, 2), array.slice(2)])
        exported = Exported(own, change) if case else Exported(own)
        del own
        exported.array = None
        assert pool.bytes_allocated() > before
        try:
            bs.CountVectorizer().fit(exported)
        except ValueError:
            assert case
        del exported
        gc.collect()
        assert pool.bytes_allocated() == before, case


def test_a_column_outlives_what_it_was_taken_from():
    from broadsheet import _core

    batches = _core.ArrowBatches(pa.array([LONG * 1000, "x"]))
    column = _core.TextColumn(batches)
    del batches
    gc.collect()
    assert list(column) == [LONG * 1000, "x"]
    assert column.first_null() == -1
    with pytest.raises(IndexError):
        column[2]


texts = st.lists(st.none() | st.text(max_size=20), max_size=12)


@given(
    texts,
    st.integers(0, 12),
    st.integers(0, 12),
    st.sampled_from(["string", "large", "view", "dictionary"]),
)
def test_any_slice_of_any_layout_holds_its_texts(texts, first, length, layout):
    kind = {"large": pa.large_string(), "view": pa.string_view()}.get(layout, pa.string())
    try:
        array = pa.array(texts, kind)
    except UnicodeEncodeError:
        return  # lone surrogates are no UTF-8
    if layout == "dictionary":
        array = array.dictionary_encode()
    part = array.slice(first, length)
    expected = tuple(text or "" for text in texts[first : first + length])
    assert bs.read(part, missing="empty").text == expected
    rows = pa.StructArray.from_arrays([array], ["text"]).slice(first, length)
    assert bs.read(rows, missing="empty").text == expected
