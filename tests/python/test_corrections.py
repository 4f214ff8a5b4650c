"""`Corrections`: pairs that belong together or do not, in memory and in a file."""

from __future__ import annotations

import json
import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

import broadsheet as bs

NAMES = st.text(min_size=0, max_size=6)
EVENTS = st.dictionaries(NAMES, st.integers(0, 2), min_size=2, max_size=12)


@st.composite
def corrections(draw) -> bs.Corrections:
    """What follows from events: such pairs never contradict each other."""
    event = draw(EVENTS)
    pairs = draw(st.lists(st.tuples(*[st.sampled_from(sorted(event))] * 2), max_size=12))
    pairs = [(a, b) for a, b in pairs if a != b]
    return bs.Corrections(
        [pair for pair in pairs if event[pair[0]] == event[pair[1]]],
        [pair for pair in pairs if event[pair[0]] != event[pair[1]]],
    )


def test_pairs_are_kept_once_sorted_and_the_lower_id_first():
    found = bs.Corrections([("b", "a"), ("a", "b"), ["c", "b"]], [("x", "a")])
    assert found.must_links == (("a", "b"), ("b", "c"))
    assert found.cannot_links == (("a", "x"),)
    assert found.ids == ("a", "b", "c", "x")
    assert len(found) == 3


def test_pairs_may_be_added_and_taken_out_again():
    found = bs.Corrections().must_link("a", "b").cannot_link("b", "c")
    assert found == bs.Corrections([("a", "b")], [("c", "b")])
    assert found.forget("b", "a").forget("b", "c") == bs.Corrections()
    with pytest.raises(KeyError, match='no correction of "a" and "b"'):
        found.forget("a", "b")


def test_a_contradiction_names_the_whole_shortest_chain():
    links = [("a", "b"), ("b", "c"), ("c", "d"), ("a", "e"), ("e", "d")]
    with pytest.raises(ValueError, match=r'cannot-link "a", "d" .* join "a" - "e" - "d": take one'):
        bs.Corrections(links, [("d", "a")])
    with pytest.raises(ValueError, match="1 more cannot-links do so"):
        bs.Corrections(links, [("a", "d"), ("a", "c")])


def test_a_contradiction_leaves_what_was_there():
    found = bs.Corrections([("a", "b")], [("b", "c")])
    with pytest.raises(ValueError, match="contradicts"):
        found.must_link("a", "c")
    with pytest.raises(ValueError, match="contradicts"):
        found.cannot_link("a", "b")
    assert found == bs.Corrections([("a", "b")], [("b", "c")])


@pytest.mark.parametrize(
    ("pairs", "error", "said"),
    [
        ([("a", "a")], ValueError, r'must_link\[0\] is of "a" with itself'),
        ([("a", "b"), ("a",)], ValueError, r"must_link\[1\] must be two ids.* got 1"),
        ([("a", "b", "c")], ValueError, "must be two ids.* got 3"),
        (["ab"], TypeError, r'must_link\[0\] must be two ids, as \["a", "b"\], got "ab"'),
        ([("a", 7)], TypeError, 'an id must be a str, as "7", got 7'),
        ([("a", None)], TypeError, "an id must be a str"),
        ("ab", TypeError, "must be a list of pairs"),
        ({"a": "b"}, TypeError, "must be a list of pairs"),
        (7, TypeError, "must be a list of pairs"),
    ],
)
def test_what_is_no_pair_of_ids_is_named(pairs, error, said):
    with pytest.raises(error, match=said):
        bs.Corrections(must_link=pairs)


@given(corrections())
def test_they_come_back_from_a_file_a_mapping_and_a_pickle(tmp_path_factory, found):
    path = tmp_path_factory.getbasetemp() / "corrections.json"
    found.write(path)
    assert bs.Corrections.read(path) == found
    assert pickle.loads(pickle.dumps(found)) == found
    assert json.loads(path.read_bytes()) == found.to_dict()


def test_an_id_may_hold_what_utf_8_cannot(tmp_path):
    found = bs.Corrections([("\ud800", "Ünal\n")])
    found.write(tmp_path / "c.json")
    assert bs.Corrections.read(tmp_path / "c.json") == found


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "not JSON"),
        ("{", "not JSON.* line 1 column 2"),
        ("[]", "expected an object of JSON"),
        ("7", "expected an object of JSON"),
        ("{}", '"version" is missing'),
        ('{"version": 2}', '"version" is 2'),
        ('{"version": true}', '"version" is True'),
        ('{"version": [[]]}', '"version" is'),
        ('{"version": 1, "must": []}', 'there is no key "must"'),
        ('{"version": 1, "must_link": {}}', "must_link must be a list of pairs"),
        ('{"version": 1, "must_link": null}', "must_link must be a list of pairs"),
        ('{"version": 1, "must_link": [["a", "b"], ["a"]]}', r"must_link\[1\] must be two ids"),
        ('{"version": 1, "cannot_link": [["a", 7]]}', r"cannot_link\[0\]: an id must be a str"),
        ('{"version": 1, "must_link": [], "must_link": []}', '"must_link" is there twice'),
        ('{"version": 1, "must_link": [["a","b"]], "cannot_link": [["b","a"]]}', "contradicts"),
        ('{"version": 1, "must_link": ' + "[" * 100_000, "nested too deep"),
        ('{"version": ' + "9" * 5_000 + "}", "c.json"),
    ],
)
def test_a_file_of_something_else_is_an_error_that_names_it_and_the_entry(tmp_path, text, said):
    path = tmp_path / "c.json"
    path.write_text(text)
    with pytest.raises(ValueError, match=said) as caught:
        bs.Corrections.read(path)
    assert str(caught.value).startswith(str(path))
    assert len(str(caught.value)) < 400 + len(str(path))


def test_a_file_of_bytes_that_are_no_text_is_refused(tmp_path):
    (tmp_path / "c.json").write_bytes(b'{"version": 1, "must_link": [["\xff", "b"]]}')
    with pytest.raises(ValueError, match=r"c\.json: not JSON in UTF-8"):
        bs.Corrections.read(tmp_path / "c.json")


def test_a_file_without_end_is_not_read_to_it():
    with pytest.raises(ValueError, match="has more than 67,108,864 bytes"):
        bs.Corrections.read("/dev/zero")


def test_a_file_with_a_byte_order_mark_is_read(tmp_path):
    (tmp_path / "c.json").write_bytes(b'\xef\xbb\xbf{"version": 1}')
    assert bs.Corrections.read(tmp_path / "c.json") == bs.Corrections()


def test_what_is_written_replaces_a_file_whole_or_not_at_all(tmp_path):
    bs.Corrections([("a", "b")]).write(tmp_path / "c.json")
    with pytest.raises(OSError, match="no such folder"):
        bs.Corrections().write(tmp_path / "nowhere" / "c.json")
    assert [path.name for path in tmp_path.iterdir()] == ["c.json"]


def test_of_keeps_what_follows_for_articles_that_are_there():
    found = bs.Corrections([("a", "b"), ("b", "c"), ("c", "d")], [("b", "x"), ("y", "z")])
    assert found.of(["a", "d", "x", "y"]) == bs.Corrections([("a", "d")], [("a", "x")])
    assert found.of(bs.Articles(text=["", ""], id=["a", "b"])) == bs.Corrections([("a", "b")])
    assert found.of([]) == bs.Corrections()


@given(corrections(), st.sets(NAMES, max_size=8))
def test_of_all_is_the_same_and_of_some_says_all_that_follows(found, more):
    assert found.of({*found.ids, *more}) == found
    some = sorted(found.ids)[::2]
    kept = found.of(some)
    assert set(kept.ids) <= set(some)
    for a in some:
        for b in some:
            assert _follows(kept, a, b) == _follows(found, a, b)


def _follows(found: bs.Corrections, a: str, b: str) -> tuple[bool, bool]:
    """Whether both are joined, and whether they are parted: by relabelling, slow and obvious."""
    name = {one: one for one in found.ids}
    for _ in name:
        for pair in found.must_links:
            name[pair[0]] = name[pair[1]] = min(name[pair[0]], name[pair[1]])
    ends = {name.get(a, a), name.get(b, b)}
    return len(ends) == 1, any({name[c], name[d]} == ends for c, d in found.cannot_links)


def test_what_is_shown_cannot_drive_a_terminal_and_is_short():
    found = bs.Corrections([("a\x1b[31m", str(i)) for i in range(30)])
    assert "\x1b" not in repr(found)
    assert "… and 10 more" in repr(found)
