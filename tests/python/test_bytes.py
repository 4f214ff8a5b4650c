"""Documents given as bytes: UTF-8 is decoded by the core, and nobody can tell."""

from __future__ import annotations

import io
import random
import threading

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.feature_extraction import text as theirs

import broadsheet as bs

FITTED = [bs.CountVectorizer, bs.TfidfVectorizer]
ALL = [*FITTED, bs.HashingVectorizer]
ANALYZERS = ["word", "char", "char_wb"]
ERRORS = ["strict", "ignore", "replace"]
GOOD = ["The bridge opened.", "Brücke über den Fluß", "мост, 桥 und \U0001d5be"]
BAD = b"Br\xfccke \xe2\x82 open"

# Text, and bytes of the kind that breaks decoders: leads, bounds of second bytes, what is cut off.
_PARTS = st.one_of(
    st.text(max_size=8).map(lambda text: text.encode("utf-8", "surrogatepass")),
    st.binary(max_size=6),
    st.lists(
        st.sampled_from([b"\xc0", b"\xc2", b"\xe0", b"\xed", b"\xef", b"\xf0", b"\xf4", b"\xf5",
                         b"\x80", b"\x8f", b"\x90", b"\x9f", b"\xa0", b"\xbf", b"a", b" "]),
        max_size=8,
    ).map(b"".join),
    st.sampled_from([b"the bridge opened at last ", b"\xef\xbb\xbf", b"\xed\xa0\x80"]),
)  # fmt: skip
DOCUMENTS = st.lists(st.lists(_PARTS, max_size=6).map(b"".join), min_size=1, max_size=5)


def arrays(X) -> tuple[object, ...]:
    return (X.shape, X.indptr.tolist(), X.indices.tolist(), X.data.tolist(), X.dtype)


def outcome(call):
    """What a call gives, or how it fails: a ValueError may be that there is no word."""
    try:
        return arrays(call())
    except ValueError as error:
        return type(error), str(error)


def failure(document: bytes) -> UnicodeDecodeError | None:
    try:
        document.decode()
    except UnicodeDecodeError as error:
        return error
    return None


@settings(deadline=None, max_examples=150)
@given(DOCUMENTS, st.sampled_from(ALL), st.sampled_from(ANALYZERS), st.sampled_from(ERRORS[1:]))
def test_any_bytes_count_as_what_python_decodes_them_to(documents, cls, analyzer, errors):
    decoded = [document.decode("utf-8", errors) for document in documents]
    vectorizer = cls(analyzer=analyzer, ngram_range=(1, 2), decode_error=errors)
    expected = outcome(lambda: vectorizer.fit_transform(decoded))
    assert outcome(lambda: vectorizer.fit_transform(documents)) == expected
    assert outcome(lambda: vectorizer.fit_transform(iter(documents))) == expected
    vectorizer.fit([*decoded, "bridge a b"])
    expected = outcome(lambda: vectorizer.transform(decoded))
    assert outcome(lambda: vectorizer.transform(documents)) == expected
    mixed = [d if i % 2 else b for i, (b, d) in enumerate(zip(documents, decoded, strict=True))]
    assert outcome(lambda: vectorizer.transform(mixed)) == expected


@settings(deadline=None, max_examples=150)
@given(DOCUMENTS, st.sampled_from(ALL), st.sampled_from(ANALYZERS))
def test_strict_decoding_fails_where_python_fails(documents, cls, analyzer):
    vectorizer = cls(analyzer=analyzer).fit(GOOD)
    failures = [failure(document) for document in documents]
    row = next((row for row, error in enumerate(failures) if error is not None), None)
    if row is not None:
        encoding, object_, start, end, reason = failures[row].args
        with pytest.raises(UnicodeDecodeError) as raised:
            vectorizer.transform(documents)
        assert raised.value.args == (encoding, object_, start, end, f"{reason}; document {row}")
        return
    decoded = [document.decode() for document in documents]
    assert outcome(lambda: vectorizer.transform(documents)) == outcome(
        lambda: vectorizer.transform(decoded)
    )


@pytest.mark.parametrize("analyzer", ANALYZERS)
@pytest.mark.parametrize("errors", ERRORS)
@pytest.mark.parametrize("name", ["CountVectorizer", "TfidfVectorizer", "HashingVectorizer"])
def test_bytes_and_texts_in_one_collection_count_as_in_scikit_learn(name, errors, analyzer):
    params = {"analyzer": analyzer, "decode_error": errors, "ngram_range": (1, 2)}
    documents: list[object] = [*GOOD, *(text.encode() for text in GOOD), np.bytes_(b"a bridge")]
    if errors != "strict":
        documents.append(BAD)
    ours, other = getattr(bs, name)(**params), getattr(theirs, name)(**params)
    found, expected = ours.fit_transform(documents), other.fit_transform(documents)
    assert found.shape == expected.shape
    assert abs(found - expected).max() < 1e-12
    assert abs(ours.transform(documents) - expected).max() < 1e-12


@pytest.mark.parametrize("cls", ALL)
@pytest.mark.parametrize("encoding", ["UTF8", "utf_8", "utf-8-sig", "latin-1", "utf-16"])
def test_every_encoding_is_pythons(cls, encoding):
    texts = ["\ufeffBrücke", "bridge ÿ"] if encoding.lower().startswith("utf") else GOOD[:2]
    documents = [text.encode(encoding) for text in texts]
    vectorizer = cls(encoding=encoding, analyzer="char")
    decoded = [document.decode(encoding) for document in documents]
    assert arrays(vectorizer.fit_transform(documents)) == arrays(vectorizer.fit_transform(decoded))


@pytest.mark.parametrize("cls", ALL)
def test_what_is_not_utf_8_alone_is_left_to_python(cls):
    with pytest.raises(LookupError, match="no-such"):
        cls(encoding="no-such").fit_transform([b"The bridge"])
    texts = cls(encoding="no-such").fit_transform(["The bridge"])
    assert arrays(texts) == arrays(cls().fit_transform([b"The bridge"]))

    class Shouted(bytes):
        __slots__ = ()

        def decode(self, *args: str) -> str:
            return super().decode(*args) + " at last"

    assert arrays(cls().fit_transform([Shouted(b"The bridge")])) == arrays(
        cls().fit_transform(["The bridge at last"])
    )


@pytest.mark.parametrize("cls", ALL)
@pytest.mark.parametrize("n_jobs", [1, 3])
def test_the_first_bad_row_is_named_whatever_the_number_of_threads(cls, n_jobs):
    documents = [b"The harbour bridge opened. " * 400] * 500  # many pieces
    vectorizer = cls(n_jobs=n_jobs).fit(documents)
    before = vectorizer.transform(documents[:3])
    for bad in ([137, 499], [499], [0, 1, 250]):
        broken = list(documents)
        for row in bad:
            broken[row] = BAD
        for given_as in (list, tuple, iter):
            for call in (vectorizer.fit_transform, vectorizer.transform):
                with pytest.raises(UnicodeDecodeError, match=rf"document {bad[0]}$") as raised:
                    call(given_as(broken))
                assert (raised.value.object, raised.value.start, raised.value.end) == (BAD, 2, 3)
    assert arrays(vectorizer.transform(documents[:3])) == arrays(before)


@pytest.mark.parametrize("cls", ALL)
def test_rows_are_counted_over_the_batches_of_an_iterator(cls):
    long = b"The harbour bridge opened. " * 40_000
    documents = [long] * 20
    expected = arrays(cls().fit_transform([document.decode() for document in documents]))
    assert arrays(cls().fit_transform(iter(documents))) == expected
    with pytest.raises(UnicodeDecodeError, match=r"document 20$"):
        cls().fit_transform(iter([*documents, BAD]))
    with pytest.raises(UnicodeDecodeError, match=r"document 17$"):  # and not that 19 is None
        cls().fit_transform(iter([*documents[:17], BAD, long, None]))
    with pytest.raises(TypeError, match=r"document 17 is NoneType"):
        cls().fit_transform(iter([*documents[:17], None, BAD]))


@pytest.mark.parametrize("cls", ALL)
def test_files_of_bytes_are_read_once_and_named(cls, tmp_path):
    paths = [tmp_path / f"{i}.txt" for i in range(len(GOOD) + 1)]
    for path, data in zip(paths, [*(text.encode() for text in GOOD), BAD], strict=True):
        path.write_bytes(data)
    expected = arrays(cls().fit_transform(GOOD))
    assert arrays(cls(input="filename").fit_transform(paths[:-1])) == expected
    mixed = [io.StringIO(GOOD[0]), *(io.BytesIO(text.encode()) for text in GOOD[1:])]
    assert arrays(cls(input="file").fit_transform(mixed)) == expected
    for source, documents in [
        ("filename", paths),
        ("file", [io.BytesIO(path.read_bytes()) for path in paths]),
    ]:
        with pytest.raises(UnicodeDecodeError, match=r"document 3$"):
            cls(input=source).fit_transform(documents)
    lenient = cls(input="filename", decode_error="replace").fit_transform(paths)
    assert arrays(lenient) == arrays(cls().fit_transform([*GOOD, BAD.decode("utf-8", "replace")]))


@pytest.mark.parametrize("cls", ALL)
def test_bytes_are_read_with_references_of_our_own(cls):
    def data(i: int, word: str) -> bytes:
        return f"{word}{i} é ".encode() * 40  # made anew: the list holds the only reference

    n = 3000
    vectorizer = cls().fit([data(i, word) for i in range(n) for word in ("old", "new")])
    documents = [data(i, "old") for i in range(n)]
    expected = [vectorizer.transform([data(i, w) for i in range(n)]) for w in ("old", "new")]
    stop = threading.Event()

    def change() -> None:
        while not stop.is_set():
            for i in range(n):
                documents[i] = data(i, "new")

    thread = threading.Thread(target=change)
    thread.start()
    try:
        for _ in range(5):
            found = vectorizer.transform(documents)
            columns = found.indices[found.indptr[:-1]]
            ends = [X.indices[X.indptr[:-1]] for X in expected]
            assert ((columns == ends[0]) | (columns == ends[1])).all()
    finally:
        stop.set()
        thread.join()


def test_long_mutated_texts_decode_as_in_python():
    generator = random.Random(7)
    clean = ("Der Fluß, die Brücke. 桥梁 мост " * 900 + "\U0001f600 " * 50).encode()
    documents = []
    for _ in range(40):
        data = bytearray(clean[: generator.randrange(len(clean))])
        for _ in range(generator.randrange(30)):
            data[generator.randrange(len(data))] = generator.randrange(256)
        documents.append(bytes(data))
    for errors in ERRORS[1:]:
        decoded = [document.decode("utf-8", errors) for document in documents]
        vectorizer = bs.CountVectorizer(analyzer="char", lowercase=False, decode_error=errors)
        expected = arrays(vectorizer.fit_transform(decoded))
        assert arrays(vectorizer.fit_transform(documents)) == expected
