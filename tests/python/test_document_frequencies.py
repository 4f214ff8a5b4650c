"""Document frequencies by themselves: from counts of one's own, and through a pickle."""

import io
import pickle

import numpy as np
import pytest
from scipy import sparse

import broadsheet as bs

TEXTS = ["The bridge opened to traffic.", "Traffic crossed the new bridge, the bridge.", ""]


def test_frequencies_pickle_out_of_band_through_a_function_of_a_module():
    frequencies = bs.CountVectorizer().partial_fit(TEXTS).document_frequencies_
    buffers = []
    data = pickle.dumps(frequencies, 5, buffer_callback=buffers.append)
    assert len(buffers) >= 8
    assert b"restore_document_frequencies" in data
    assert pickle.loads(data, buffers=buffers) == frequencies


def test_a_spoilt_pickle_is_refused():
    frequencies = bs.CountVectorizer().partial_fit(TEXTS).document_frequencies_
    restore, (version, *arrays) = frequencies.__reduce__()
    assert restore(version, *arrays) == frequencies
    for at, spoil in (
        (0, lambda a: np.full_like(a, 255)), (1, lambda a: a[::-1].copy()),
        (2, lambda a: a + 1), (4, lambda a: -a), (4, lambda a: a[:-1]), (3, lambda a: a + 1),
        (5, lambda a: a.astype(np.float64)), (7, lambda a: a * 0), (6, lambda a: "days"),
    ):  # fmt: skip
        spoilt = list(arrays)
        spoilt[at] = spoil(spoilt[at])
        with pytest.raises(ValueError, match="holds no document frequencies"):
            restore(version, *spoilt)
    with pytest.raises(ValueError, match="format 99"):
        restore(99, *arrays)
    with pytest.raises(ValueError, match="holds no document frequencies"):
        restore(version)


class Refuses(pickle.Unpickler):
    def find_class(self, module, name):
        assert module.split(".")[0] in ("broadsheet", "numpy"), (module, name)
        return super().find_class(module, name)


def test_a_pickle_names_only_this_package_and_numpy():
    frequencies = bs.CountVectorizer().partial_fit(TEXTS).document_frequencies_
    assert Refuses(io.BytesIO(pickle.dumps(frequencies))).load() == frequencies


def test_counts_of_ones_own():
    X = [[1, 0, 2], [0, 0, 1]]
    frequencies = bs.DocumentFrequencies.from_counts(
        X, ["toll", "bridge", "été"], timestamps=["2024-05-01", "2024-05-03T23:00+00:00"]
    )
    assert frequencies.to_dict() == {"toll": 1, "été": 2}
    assert (len(frequencies), frequencies.n_documents) == (2, 2)
    assert repr(frequencies) == "DocumentFrequencies: 2 terms of 2 articles"
    np.testing.assert_array_equal(
        frequencies.frequencies(half_life="1D", now="2024-05-03"), [0.25, 1.25]
    )
    for wrong, terms, error in (
        ([[0.5]], ["a"], ValueError), ([[-1]], ["a"], ValueError), ([[1]], [], ValueError),
        ([[1, 1]], ["a", "a"], ValueError), ([[1]], [7], TypeError),
        ([[np.nan]], ["a"], ValueError),
    ):  # fmt: skip
        with pytest.raises(error):
            bs.DocumentFrequencies.from_counts(wrong, terms)
    with pytest.raises(ValueError, match="timestamps"):
        bs.DocumentFrequencies.from_counts(X, ["a", "b", "c"], timestamps=["2024-05-01"])
    with pytest.raises(ValueError, match="timestamps: row 1 has no date"):
        bs.DocumentFrequencies.from_counts(X, ["a", "b", "c"], timestamps=["2024-05-01", None])


def test_entries_of_one_term_and_article_are_added():
    X = sparse.csr_array((np.array([1, 2]), np.array([0, 0]), np.array([0, 2])), shape=(1, 1))
    assert bs.DocumentFrequencies.from_counts(X, ["toll"]).to_dict() == {"toll": 1}
    assert X.data.tolist() == [1, 2]


def test_a_matrix_whose_columns_are_beyond_it_is_refused():
    X = sparse.csr_array([[1, 2]])
    X.indices[0] = 99
    with pytest.raises(ValueError, match=r"indices|index values"):
        bs.DocumentFrequencies.from_counts(X, ["toll", "bridge"])


@pytest.mark.parametrize("length", [np.timedelta64(1, "Y"), np.timedelta64(5)])
def test_a_half_life_of_no_certain_length_is_refused(length):
    with pytest.raises(ValueError, match=r"half_life .*(is in years|has no unit)"):
        bs.DocumentFrequencies().frequencies(half_life=length, now="2024-05-01")


def test_a_now_that_is_no_date_is_named():
    with pytest.raises(ValueError, match=r'^now: "soon" is not a date'):
        bs.DocumentFrequencies().frequencies(half_life="1D", now="soon")
