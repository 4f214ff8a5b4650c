"""Ctrl-C and iterators that raise: what was fitted stays, what was begun is given back."""

from __future__ import annotations

import gc
import os
import random
import signal
import sys
import threading
import weakref
from pathlib import Path

import numpy as np
import pytest

import broadsheet as bs

NEWS = [
    "Zebra crossing opens at the harbour bridge.",
    "The bridge, the harbour bridge, is shut.",
    "A storm hit the harbour. Rain, rain and storm.",
]
FITTED = [bs.CountVectorizer, bs.TfidfVectorizer]
ALL = [*FITTED, bs.HashingVectorizer]


def random_documents(n_documents: int) -> list[str]:
    rng = random.Random(7)
    words = ["".join(rng.choices("abcdefghijklmnop", k=4)) for _ in range(20_000)]
    return [" ".join(rng.choices(words, k=1000)) for _ in range(n_documents)]


@pytest.fixture(scope="module")
def documents() -> list[str]:
    """Give documents of half a million different bigrams, which take long to merge."""
    return random_documents(500)


def interrupted(call, seconds: float = 0.1) -> None:
    """Call until Ctrl-C, which comes after some seconds, has stopped it."""
    timer = threading.Timer(seconds, signal.raise_signal, (signal.SIGINT,))

    def repeat() -> None:
        timer.start()
        while True:
            call()

    try:
        with pytest.raises(KeyboardInterrupt):
            repeat()
    finally:
        timer.join()


def state_of(vectorizer) -> tuple:
    X = vectorizer.transform(NEWS)
    idf = vectorizer.idf_.tobytes() if hasattr(vectorizer, "idf_") else b""
    return (dict(vectorizer.vocabulary_), idf, X.indices.tobytes(), X.data.tobytes())


@pytest.mark.parametrize("n_jobs", [1, 2])
@pytest.mark.parametrize("cls", FITTED)
def test_ctrl_c_within_one_long_fit_leaves_the_fitted_state(cls, n_jobs):
    vectorizer = cls(n_jobs=n_jobs, analyzer="char", ngram_range=(1, 12)).fit(NEWS)
    before = state_of(vectorizer)
    long = " ".join(NEWS) * 30_000  # some 4 MB, again and again: many seconds
    interrupted(lambda: vectorizer.fit([long] * 20))
    assert state_of(vectorizer) == before


@pytest.mark.parametrize("seconds", [0.01, 0.1, 0.2, 0.3, 0.4, 0.6])
def test_ctrl_c_at_any_moment_of_a_fit_leaves_one_state_or_the_other(documents, seconds):
    vectorizer = bs.TfidfVectorizer(ngram_range=(1, 2), n_jobs=2).fit(documents)
    after = state_of(vectorizer)
    vectorizer.fit(NEWS)
    before = state_of(vectorizer)
    interrupted(lambda: vectorizer.fit(documents), seconds)
    assert state_of(vectorizer) in (before, after)  # after, where a fit came to its end
    assert state_of(vectorizer.fit(NEWS)) == before


@pytest.mark.parametrize("cls", ALL)
def test_ctrl_c_in_a_transform_leaves_the_estimator_usable(cls, documents):
    vectorizer = cls(n_jobs=2).fit(NEWS)
    expected = vectorizer.transform(NEWS)
    interrupted(lambda: vectorizer.transform(documents))
    assert (vectorizer.transform(NEWS) != expected).nnz == 0


def test_ctrl_c_while_the_vocabulary_is_made_a_dict(documents):
    vectorizer = bs.CountVectorizer(ngram_range=(1, 2)).fit(documents)
    n_terms = len(vectorizer.get_feature_names_out())

    def read() -> None:
        vectorizer.__dict__.pop("vocabulary_", None)
        assert len(vectorizer.vocabulary_) == n_terms

    interrupted(read)
    assert list(vectorizer.vocabulary_.values()) == list(range(n_terms))


class Text(str):
    """A document that can be referred to weakly."""

    __slots__ = ("__weakref__",)


class DiskError(Exception):
    """What the iterator of a test raises."""


@pytest.mark.parametrize("cls", ALL)
@pytest.mark.parametrize("tokenizer", [None, str.split])
@pytest.mark.filterwarnings("ignore:The parameter 'token_pattern'")
def test_an_iterator_that_raises_is_heard_and_its_documents_are_released(cls, tokenizer):
    references = []

    def broken():
        for i in range(300):
            text = Text(f"{NEWS[i % 3]} Report number{i}." * 500)
            references.append(weakref.ref(text))
            yield text
        raise DiskError

    vectorizer = cls(tokenizer=tokenizer, n_jobs=2).fit(NEWS)
    before = state_of(vectorizer) if cls in FITTED else ()
    for method in (vectorizer.fit_transform, vectorizer.transform):
        with pytest.raises(DiskError):
            method(broken())
    gc.collect()
    assert len(references) == 600
    assert sum(reference() is not None for reference in references) == 0
    assert (state_of(vectorizer) if cls in FITTED else ()) == before


@pytest.mark.parametrize("cls", ALL)
def test_after_ctrl_c_documents_have_the_references_they_had(cls, documents):
    before = [sys.getrefcount(document) for document in documents]
    interrupted(lambda: cls(n_jobs=2, ngram_range=(1, 2)).fit_transform(documents))
    gc.collect()
    assert [sys.getrefcount(document) for document in documents] == before


def resident_bytes() -> int:
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="the system does not tell memory")
@pytest.mark.parametrize("analyzer", ["word", "char_wb"])
def test_two_hundred_fits_that_fail_leave_no_memory_behind(analyzer, documents):
    vectorizer = bs.TfidfVectorizer(analyzer=analyzer, ngram_range=(2, 3), n_jobs=2)
    some = documents[:20]  # a fit takes up megabytes

    def broken():
        yield from some
        raise DiskError

    def fail() -> None:
        for i in range(5):
            interrupted(lambda: vectorizer.fit(some), 0.002 * (i + 1))
            with pytest.raises(DiskError):
                vectorizer.fit(broken())

    for _ in range(4):
        fail()  # what is kept for the next call is now kept
    gc.collect()
    before = resident_bytes()
    for _ in range(20):
        fail()
    gc.collect()
    assert resident_bytes() - before < 20_000_000
    assert np.isfinite(vectorizer.fit_transform(some).data).all()
