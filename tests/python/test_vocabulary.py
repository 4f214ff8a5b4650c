"""`vocabulary_`: made when it is first asked for, and a real dict from then on."""

from __future__ import annotations

import copy
import pickle
import threading

import numpy as np
import pytest

import broadsheet as bs

TEXTS = ["The bridge opened.", "The bridge, the bridge!", "Ärger über die Brücke", ""]
CLASSES = [bs.CountVectorizer, bs.TfidfVectorizer]


@pytest.fixture(params=CLASSES, ids=lambda cls: cls.__name__)
def fitted(request):
    return request.param(ngram_range=(1, 2)).fit(TEXTS)


def test_nothing_is_there_before_a_fit():
    vectorizer = bs.CountVectorizer()
    assert not hasattr(vectorizer, "vocabulary_")
    with pytest.raises(AttributeError, match="'CountVectorizer' object has no attribute"):
        _ = vectorizer.vocabulary_


def test_transform_does_not_depend_on_whether_it_was_looked_at(fitted):
    names = fitted.get_feature_names_out()
    before = fitted.transform(TEXTS)
    assert "vocabulary_" not in vars(fitted)
    assert fitted.vocabulary_ == {name: column for column, name in enumerate(names)}
    assert fitted.vocabulary_ is fitted.vocabulary_
    assert type(fitted.vocabulary_) is dict
    assert list(fitted.get_feature_names_out()) == list(names)
    assert (fitted.transform(TEXTS) != before).nnz == 0


def test_changes_to_it_are_honoured(fitted):
    texts = ["dies und das", "The bridge"]
    assert fitted.transform(texts)[0].nnz == 0
    column = fitted.vocabulary_.pop("bridge")
    fitted.vocabulary_["dies"] = column
    X = fitted.transform(texts)
    assert X[0].indices.tolist() == [column]
    assert column not in X[1].indices
    assert fitted.get_feature_names_out()[column] == "dies"
    the, was = fitted.vocabulary_["the"], fitted.vocabulary_["dies"]
    fitted.vocabulary_.update(the=was, dies=the)
    assert fitted.transform(texts)[0].indices.tolist() == [the]


def test_it_may_be_set_and_deleted(fitted):
    fitted.vocabulary_ = {"bridge": 0, "the": 1}
    if isinstance(fitted, bs.TfidfVectorizer):
        fitted.idf_ = np.ones(2)
    assert fitted.transform(TEXTS).shape == (4, 2)
    del fitted.vocabulary_
    assert not hasattr(fitted, "vocabulary_")


@pytest.mark.parametrize("looked_at", [False, True])
@pytest.mark.parametrize("copied", [copy.deepcopy, lambda v: pickle.loads(pickle.dumps(v))])
def test_copies_have_it(fitted, looked_at, copied):
    if looked_at:
        assert fitted.vocabulary_
    other = copied(fitted)
    assert "_learnt" not in vars(other)
    assert other.vocabulary_ == fitted.vocabulary_
    assert (other.transform(TEXTS) != fitted.transform(TEXTS)).nnz == 0


def test_a_new_fit_replaces_it_and_a_failed_one_does_not(fitted):
    old = fitted.vocabulary_
    with pytest.raises(ValueError, match="empty vocabulary"):
        fitted.fit(["", "."])
    assert fitted.vocabulary_ is old
    assert list(fitted.fit(["one two"]).vocabulary_) == ["one", "one two", "two"]
    assert fitted.transform(["two one two", "bridge"]).sum(axis=1).tolist()[1] == [0]
    assert "bridge" in old


def test_threads_that_ask_at_once_get_the_same_dict():
    vectorizer = bs.CountVectorizer().fit([" ".join(f"w{i}" for i in range(20_000))])
    barrier, found = threading.Barrier(8), []

    def ask():
        barrier.wait()
        found.append(vectorizer.vocabulary_)

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8
    assert all(vocabulary is found[0] for vocabulary in found)
    assert len(found[0]) == 20_000
