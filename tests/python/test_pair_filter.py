"""What may be given as timestamps, window and groups, and what is refused by which name."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np
import pandas as pd
import pytest

import broadsheet as bs
from broadsheet import _core
from broadsheet._arrays import canonical_csr
from broadsheet._pair_filter import pair_filter

DAY = 86_400_000_000


def made(n_x=2, n_y=None, *, timestamps=None, window=None, groups=None, pairs_from="any"):
    return pair_filter(
        n_x, n_y, timestamps=timestamps, window=window, groups=groups, pairs_from=pairs_from
    )


def test_without_a_condition_there_is_no_filter():
    assert made() is None
    assert made(timestamps=[1, 2], groups=["a", "b"]) is None


@pytest.mark.parametrize(
    "dates",
    [
        np.array(["1970-01-02", "1970-01-03"], dtype="datetime64[D]"),
        np.array(["1970-01-02", "1970-01-03"], dtype=">M8[s]"),
        np.array(["1970-01-02", "1970-01-03"], dtype="datetime64[ns]"),
        ["1970-01-02", "1970-01-03T00:00:00Z"],
        [datetime(1970, 1, 2), datetime(1970, 1, 3, tzinfo=UTC)],
        pd.Series(pd.to_datetime(["1970-01-02", "1970-01-03"])),
        pd.Series(pd.to_datetime(["1970-01-02", "1970-01-03"], utc=True)),
    ],
)
def test_dates_become_microseconds(dates):
    found = made(timestamps=dates, window=timedelta(days=1))
    assert found.x_times.dtype == np.int64
    assert found.x_times.tolist() == [DAY, 2 * DAY]
    assert found.y_times is found.x_times
    assert found.window == DAY


def test_dates_of_articles_are_taken():
    articles = bs.read([{"text": "a", "date": "2025-01-01"}, {"text": "b", "date": "2025-01-05"}])
    X = np.ones((2, 1))
    for days, n in ((3, 0), (4, 1)):
        window = timedelta(days=days)
        found = bs.pairs(X, min_similarity=1, timestamps=articles.date, window=window)
        assert found.i.size == n


@pytest.mark.parametrize("dtype", [np.int8, np.int64, np.uint64, ">i4"])
def test_integers_are_of_the_unit_of_the_window(dtype):
    found = made(timestamps=np.array([3, 5], dtype=dtype), window=np.int16(2))
    assert found.x_times.dtype == np.int64
    assert found.x_times.tolist() == [3, 5]
    assert found.window == 2


@pytest.mark.parametrize(
    ("window", "microseconds"),
    [
        (timedelta(weeks=1), 7 * DAY),
        (timedelta(0), 0),
        (timedelta.max, 2**64 - 1),
        (np.timedelta64(3, "D"), 3 * DAY),
        (np.timedelta64(1, "W"), 7 * DAY),
        (np.timedelta64(1999, "ns"), 1),
        (np.timedelta64(2**62, "D"), 2**64 - 1),
        (pd.Timedelta("1h"), DAY // 24),
    ],
)
def test_windows_become_microseconds(window, microseconds):
    dates = np.array(["2025-01-01", "2025-01-02"], dtype="datetime64")
    assert made(timestamps=dates, window=window).window == microseconds


def test_the_longest_window_allows_every_pair():
    X, ends = np.ones((2, 1)), [-(2**63) + 1, 2**63 - 1]
    assert bs.pairs(X, min_similarity=1, timestamps=ends, window=10**30).i.size == 1
    assert bs.pairs(X, min_similarity=1, timestamps=ends, window=2**64 - 3).i.size == 0


def test_labels_of_both_matrices_are_numbered_together():
    found = made(3, 2, groups=(["b", 1, "1"], np.array(["1", "b"])), pairs_from="same")
    assert found.x_groups.dtype == found.y_groups.dtype == np.int32
    assert found.x_groups.tolist() == [0, 1, 2]
    assert found.y_groups.tolist() == [2, 0]


@pytest.mark.parametrize("groups", [
    [7, -7], (7, -7), np.array([7, -7]), ["Herald", "Post"], np.array(["Herald", "Post"]),
    np.array(["Herald", "Post"], dtype=object), pd.Series(["Herald", "Post"]),
    pd.Categorical(["Herald", "Post"]), [np.str_("Herald"), np.int64(3)],
])  # fmt: skip
def test_labels_may_come_in_any_sequence(groups):
    assert made(groups=groups, pairs_from="different").x_groups.tolist() == [0, 1]


DATES = np.array(["2025-01-01", "2025-01-02"], dtype="datetime64[s]")


@pytest.mark.parametrize(
    ("given", "error", "message"),
    [
        ({"window": 1}, ValueError, "window needs timestamps"),
        ({"pairs_from": "same"}, ValueError, "pairs_from='same' needs groups"),
        ({"pairs_from": "other"}, ValueError, "pairs_from must be 'any', 'same' or 'different'"),
        ({"pairs_from": None}, ValueError, "pairs_from must be .* got None"),
        ({"window": -1, "timestamps": [1, 2]}, ValueError, "window must not be negative, got -1"),
        ({"window": np.timedelta64(-1, "ns"), "timestamps": DATES}, ValueError, "not be negative"),
        ({"window": np.timedelta64("NaT"), "timestamps": DATES}, ValueError, "got .*NaT"),
        ({"window": np.timedelta64(1, "M"), "timestamps": DATES}, ValueError, "weeks or a smaller"),
        ({"window": 1.5, "timestamps": [1, 2]}, TypeError, "a timedelta or an int, got 1.5"),
        ({"window": True, "timestamps": [1, 2]}, TypeError, "a timedelta or an int, got True"),
        ({"window": "2D", "timestamps": DATES}, TypeError, 'a timedelta or an int, got "2D"'),
        ({"window": 3, "timestamps": DATES}, TypeError, "window must be a timedelta, as"),
        ({"window": timedelta(1), "timestamps": [1, 2]}, TypeError, "window must be an int, as"),
        ({"timestamps": [1, 2, 3]}, ValueError,
         "timestamps of X has 3 entries, but X has 2 rows: position 2 on has no row"),
        ({"timestamps": [1]}, ValueError,
         "timestamps of X has 1 entries, but X has 2 rows: row 1 has none"),
        ({"timestamps": [1.0, 2.0]}, TypeError, "must hold integers or dates, got float64"),
        ({"timestamps": [[1, 2]]}, TypeError, "timestamps must be one array, as there is no Y"),
        ({"timestamps": np.ones((2, 1), int)}, ValueError, "timestamps of X must be 1-D"),
        ({"timestamps": 5}, ValueError, "timestamps of X must be 1-D"),
        ({"timestamps": ["2025-01-01", "May"]}, ValueError, 'timestamps of X: row 1: "May" is not'),
        ({"timestamps": np.array([1, 2**63], np.uint64)}, ValueError,
         "timestamps of X has 9223372036854775808 at position 1, which 64 bits cannot hold"),
        ({"groups": ["a"]}, ValueError, "groups of X has 1 entries, but X has 2 rows: row 1"),
        ({"groups": ["a", None]}, TypeError, "groups of X has None at position 1"),
        ({"groups": [1.0, 2.0]}, TypeError, "groups of X has 1.0 at position 0"),
        ({"groups": "ab"}, TypeError, "groups of X must be an array or a list of labels"),
        ({"groups": 3}, TypeError, "groups of X must be an array or a list of labels"),
        ({"n_y": 2, "timestamps": DATES}, TypeError, "timestamps must be a pair of arrays"),
        ({"n_y": 2, "groups": ["a", "b", "c"]}, TypeError, "groups must be a pair of arrays"),
        ({"n_y": 3, "timestamps": (DATES, DATES)}, ValueError, "timestamps of Y has 2 entries"),
        ({"n_y": 2, "timestamps": (DATES, [1, 2])}, TypeError, "both be integers or both be dates"),
        ({"n_y": 1, "groups": (["a", "b"], [None])}, TypeError, "groups of Y has None at pos"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_refused_by_name(given, error, message):
    with pytest.raises(error, match=message):
        made(**given)


@pytest.mark.parametrize(
    "join", [bs.top_k, lambda X, **rest: bs.pairs(X, min_similarity=1, **rest)]
)
def test_a_window_needs_every_time(join):
    dates = np.array(["2025-01-01", "NaT"], dtype="datetime64[us]")
    with pytest.raises(ValueError, match="timestamps of X has no time at position 1"):
        join(np.ones((2, 1)), timestamps=dates, window=timedelta(days=1))
    join(np.ones((2, 1)), timestamps=dates)


def test_the_core_takes_exact_types_only():
    arrays = canonical_csr(np.ones((2, 1)), "X")
    good = made(timestamps=[1, 2], window=1, groups=[1, 2], pairs_from="same")
    blocks = _core.pair_blocks(*arrays, min_similarity=1, pair_filter=good)
    assert blocks.rest(n_threads=1, progress=None)[0].size == 0
    with pytest.raises(ValueError, match="pairs_from must be"):
        _core.top_k(*arrays, k=1, pair_filter=good._replace(pairs_from="none"))
    for wrong in (good._replace(x_times=np.array([1.0, 2.0])), good._replace(window=-1), good[:5]):
        with pytest.raises(TypeError, match="incompatible function arguments"):
            _core.pair_blocks(*arrays, min_similarity=1, pair_filter=wrong)
    with pytest.raises(ValueError, match="groups has 1 entries, but Y has 2 rows"):
        _core.pair_blocks(
            *arrays, min_similarity=1, pair_filter=good._replace(y_groups=good.y_groups[:1])
        )
