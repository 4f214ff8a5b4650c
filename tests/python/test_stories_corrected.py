"""`stories` under corrections: what must be together is, what cannot be is not."""

from __future__ import annotations

import pickle
import signal

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sklearn.cluster import DBSCAN

import broadsheet as bs
from alarm import alarm_interrupts, latency  # noqa: F401 - a fixture
from broadsheet._corrected import Constraints, constrained
from command_line import run
from generated_stories import collection

BRIDGE = [
    "The toll bridge opened today.",
    "The toll bridge opened today at noon.",
    "The toll bridge opened to traffic today.",
    "A close vote of the chess federation.",
    "The chess federation chose a president in a close vote.",
]  # without corrections: 0, 1, 2 and 3, 4
ROWS, EVENT = collection([1, 2, 3, 4, 5, 8, 12, 1, 1, 3] * 2, seed=3)
IDS = [row["id"] for row in ROWS]


def groups(found: bs.Stories) -> set[frozenset[str]]:
    return {frozenset(story.members.id) for story in found}


@pytest.fixture(scope="module")
def plain() -> bs.Stories:
    return bs.stories(ROWS, clean=False)


def pairs_of(n: int) -> st.SearchStrategy:
    row = st.integers(0, n - 1)
    return st.lists(st.tuples(row, row).filter(lambda pair: pair[0] != pair[1]), max_size=10)


@st.composite
def said(draw) -> bs.Corrections:
    """Pairs that follow from some truth, not that of the collection: nothing contradicts."""
    truth = draw(st.lists(st.integers(0, 3), min_size=len(IDS), max_size=len(IDS)))
    pairs = draw(pairs_of(len(IDS)))
    return bs.Corrections(
        [(IDS[a], IDS[b]) for a, b in pairs if truth[a] == truth[b]],
        [(IDS[a], IDS[b]) for a, b in pairs if truth[a] != truth[b]],
    )


few = settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@few
@given(said())
def test_every_must_link_holds_no_cannot_link_is_broken_and_the_rest_is_untouched(plain, found):
    after = bs.stories(ROWS, clean=False, corrections=found)
    label = dict(zip(after.articles.id, after.labels_.tolist(), strict=True))
    assert all(label[a] == label[b] for a, b in found.must_links)
    assert all(label[a] != label[b] for a, b in found.cannot_links)
    touched = {
        plain.labels_[plain.articles._row(name)]
        for name in found.ids
    }  # fmt: skip
    untouched = {frozenset(s.members.id) for s in plain if s.label not in touched}
    assert untouched <= groups(after)
    changed = {s.label for s in after if s.corrections is not None and s.corrections.changed}
    assert changed == {s.label for s in after if frozenset(s.members.id) not in groups(plain)}
    assert (after.min_similarity, after.smooth) == (plain.min_similarity, plain.smooth)


@few
@given(said(), st.randoms())
def test_the_order_of_articles_and_the_threads_do_not_matter(found, random):
    order = list(range(len(ROWS)))
    random.shuffle(order)
    once = bs.stories(ROWS, clean=False, corrections=found, n_jobs=1)
    again = bs.stories([ROWS[i] for i in order], clean=False, corrections=found, n_jobs=3)
    assert groups(once) == groups(again)


@few
@given(said())
def test_a_later_run_on_more_articles_honours_them(found):
    more = [*collection([4, 2, 1], seed=9)[0], *ROWS]
    more = [row | {"id": f"new-{i}" if i < 7 else row["id"]} for i, row in enumerate(more)]
    after = bs.stories(more, clean=False, corrections=found.to_dict())
    label = dict(zip(after.articles.id, after.labels_.tolist(), strict=True))
    assert all(label[a] == label[b] for a, b in found.must_links)
    assert all(label[a] != label[b] for a, b in found.cannot_links)


def test_a_must_link_joins_the_stories_of_both_whole():
    found = bs.stories(BRIDGE, corrections={"must_link": [["0", "4"]]})
    assert found.labels_.tolist() == [0, 0, 0, 0, 0]


def test_must_links_are_transitive():
    texts = ["Chess.", "Bridge.", "Rain.", "Tax."]
    found = bs.stories(texts, corrections={"must_link": [["0", "1"], ["1", "2"]]})
    assert found.labels_.tolist() == [0, 0, 0, 1]


def test_a_cannot_link_divides_a_story_and_leaves_nobody_alone_who_need_not_be():
    found = bs.stories(BRIDGE, corrections={"cannot_link": [["0", "1"]]})
    assert found.labels_.tolist() == [0, 1, 0, 2, 2] or found.labels_.tolist() == [0, 1, 1, 2, 2]


def test_a_must_link_and_a_cannot_link_move_an_article_to_another_story():
    found = bs.stories(
        BRIDGE, corrections={"must_link": [["2", "3"]], "cannot_link": [["2", "0"], ["3", "1"]]}
    )
    assert found.labels_.tolist() == [0, 0, 1, 1, 1]


@pytest.mark.parametrize("linkage", ["average", "complete", "single", DBSCAN(0.9, min_samples=1)])
@pytest.mark.parametrize("smooth", ["auto", None])
def test_whatever_made_the_stories_is_corrected(linkage, smooth):
    apart = {"cannot_link": [["2", "0"], ["3", "4"]], "must_link": [["2", "1"]]}
    found = bs.stories(BRIDGE, linkage=linkage, smooth=smooth, corrections=apart)
    labels = found.labels_
    assert labels[1] == labels[2] != labels[0]
    assert labels[3] != labels[4]


def test_an_article_without_a_word_may_be_joined_and_parted():
    found = bs.stories([*BRIDGE, "", ""], corrections={"must_link": [["5", "0"]]})
    assert found.labels_.tolist() == [0, 0, 0, 1, 1, 0, 2]
    told = {"must_link": [["5", "0"], ["6", "5"]], "cannot_link": [["6", "1"]]}
    labels = bs.stories([*BRIDGE, "", ""], corrections=told).labels_
    assert labels[0] == labels[5] == labels[6] != labels[1]


@pytest.mark.parametrize(
    ("corrections", "error", "words"),
    [
        ({"must_link": [["0", "9"]]}, ValueError, 'name 1 article that is not there: "9"'),
        (
            {"cannot_link": [["0", str(i)] for i in range(10, 17)]}, ValueError,
            'name 7 articles that are not there: "10", "11", "12", "13", "14", …; '
            r"corrections.of\(articles\)",
        ),
        ({"must_links": []}, ValueError, 'corrections: there is no key "must_links"'),
        ({"must_link": [["0", 1]]}, TypeError, r"corrections: must_link\[0\]: an id must be a str"),
        ([("0", "1")], TypeError, "corrections must be Corrections, a path, a mapping or None"),
        (7, TypeError, "corrections must be"),
        ("nowhere.json", FileNotFoundError, "nowhere.json"),
    ],
)  # fmt: skip
def test_wrong_corrections_are_refused_before_any_work(corrections, error, words):
    with pytest.raises(error, match=words):
        bs.stories(BRIDGE, corrections=corrections)


def test_what_is_said_is_kept_as_it_was_also_in_a_pickle():
    known = bs.Corrections(cannot_link=[("0", "1")])
    found = bs.stories(BRIDGE, corrections=known)
    known.must_link("0", "4")
    again = pickle.loads(pickle.dumps(found))
    assert found.corrections == again.corrections == bs.Corrections(cannot_link=[("0", "1")])
    assert again[0].corrections == found[0].corrections
    assert bs.stories(BRIDGE).corrections is None


def test_a_story_tells_what_was_joined_and_parted_by_hand():
    told = {"must_link": [["0", "3"]], "cannot_link": [["0", "1"], ["1", "2"]]}
    found = bs.stories(BRIDGE, corrections=told)
    assert found.labels_.tolist() == [0, 1, 0, 0, 0]
    first, alone = found.explain()
    assert first.corrections.changed
    assert first.to_dict()["corrections"]["must_link"] == [["0", "3"]]
    assert 'must-link    "0"      "3"' in repr(first)
    assert "Story 0 was corrected by hand" in first._repr_html_()
    assert [vars(pair) for pair in alone.corrections.kept_apart] == [
        {"here": "1", "there": "0", "story": 0}, {"here": "1", "there": "2", "story": 0},
    ]  # fmt: skip
    assert 'kept apart by hand: cannot-link "1", "0"' in repr(alone.nearest)
    assert alone.nearest.to_dict()["cannot_link"] == ["1", "0"]


def test_the_page_says_it_too_and_escapes_ids(tmp_path):
    rows = [{"id": name, "text": text} for name, text in zip("<b&dx", BRIDGE, strict=True)]
    told = {"must_link": [["<", "d"]], "cannot_link": [["<", "b"], ["b", "&"]]}
    bs.stories(rows, corrections=told).to_html(tmp_path / "page.html")
    page = (tmp_path / "page.html").read_text()
    assert "Corrected by hand: must-link <bdi>&lt;</bdi>, <bdi>d</bdi>" in page
    assert 'cannot-link <bdi>b</bdi>, <bdi>&lt;</bdi> in <a href="#story-0">story 0</a>' in page
    bs.stories(rows).to_html(tmp_path / "page.html")
    assert "by hand" not in (tmp_path / "page.html").read_text()


def test_a_story_as_it_would_be_without_corrections_says_so():
    found = bs.stories(BRIDGE, corrections={"must_link": [["0", "1"]], "cannot_link": [["0", "3"]]})
    assert not found[0].corrections.changed
    assert "is as it would be without corrections" in repr(found[0].corrections)
    assert bs.stories(BRIDGE, corrections={"must_link": [["0", "1"]]})[1].corrections is None


def test_why_names_the_chain_that_joins_and_the_pair_that_parts():
    told = {"must_link": [["0", "3"], ["3", "4"]], "cannot_link": [["0", "1"]]}
    found = bs.stories(BRIDGE, corrections=told)
    why = found.why("0", "4")
    assert why.must_link == ("0", "3", "4")
    assert 'joined by hand: must-link "0" - "3" - "4"' in repr(why)
    apart = found.why("4", "1")
    assert apart.cannot_link == ("0", "1")
    assert apart.to_dict()["cannot_link"] == ["0", "1"]
    assert 'kept apart by hand: cannot-link "0", "1"' in repr(apart)
    assert (found.why("1", "2").must_link, found.why("1", "2").cannot_link) == ((), ())


def test_an_alone_article_near_a_story_that_was_divided_is_told_so():
    texts = [*BRIDGE[:3], "The toll bridge needs paint, says its keeper at last."]
    plain = bs.stories(texts, min_similarity=0.3)
    assert plain.labels_.tolist() == [0, 0, 0, 1]
    similarity = plain[1].nearest().similarity
    found = bs.stories(texts, min_similarity=0.3, corrections={"must_link": [["0", "2"]]})
    assert found[1].nearest().similarity == pytest.approx(similarity)
    assert not found[1].nearest().corrected


def test_merges_are_the_links_that_still_hold(plain):
    a, b = (int(row) for row in np.flatnonzero(plain.labels_ == plain.by_size()[0].label)[:2])
    other = int(plain.by_size()[1].rows[0])
    known = bs.Corrections([(IDS[a], IDS[other])], [(IDS[a], IDS[b])])
    found = bs.stories(ROWS, clean=False, corrections=known)
    left, right, similarity, size = found.merges
    members = [{row} for row in range(len(ROWS))]
    for one, two, n in zip(left.tolist(), right.tolist(), size.tolist(), strict=True):
        members.append(members[one] | members[two])
        assert len(members[-1]) == n
        assert len({found.labels_[row] for row in members[-1]}) == 1
    assert (np.diff(similarity) <= 0).all()
    assert len(left) < len(plain.merges[0])


def test_a_threshold_report_of_corrected_stories_is_held_to_them(plain):
    a, b = (IDS[row] for row in plain.by_size()[0].rows[:2])
    found = bs.stories(ROWS, clean=False, corrections={"cannot_link": [[a, b]]})
    rows = {row.threshold: row for row in found.threshold_report().rows}
    before = {row.threshold: row for row in plain.threshold_report().rows}
    assert rows.keys() == before.keys()
    chosen = rows[found.min_similarity]
    assert chosen.chosen
    assert chosen.precision < before[found.min_similarity].precision == 1


def test_the_command_line_writes_corrections_and_honours_them(tmp_path):
    path = tmp_path / "corrections.json"
    source = tmp_path / "news.jsonl"
    source.write_text("".join(f'{{"id": "{i}", "text": "{t}"}}\n' for i, t in enumerate(BRIDGE)))
    run("correct", path, "--must-link", "0", "4", "--must-link", "1", "9")
    run("correct", path, "--cannot-link", "0", "1", "--forget", "9", "1")
    assert "1 must-link, 1 cannot-link" in run("correct", path).output
    assert bs.Corrections.read(path) == bs.Corrections([("0", "4")], [("0", "1")])
    expected = bs.stories(BRIDGE, corrections=path).labels_.tolist()
    lines = run("stories", source, "--corrections", path, "-o", "-").output.splitlines()
    assert lines == [f'{{"id":"{i}","story":{label}}}' for i, label in enumerate(expected)]
    assert "by hand" in run("explain", source, "--corrections", path, "--story", "0").output


def test_the_command_line_says_what_is_wrong_with_corrections(tmp_path):
    path = tmp_path / "corrections.json"
    source = tmp_path / "news.jsonl"
    source.write_text("".join(f'{{"id": "{i}", "text": "{t}"}}\n' for i, t in enumerate(BRIDGE)))
    run("correct", path, "--must-link", "0", "x")
    assert 'not there: "x"' in run("stories", source, "--corrections", path, code=1).stderr
    run("stories", source, "--corrections", path, "--skip-unknown")
    assert "contradicts" in run("correct", path, "--cannot-link", "x", "0", code=1).stderr
    assert bs.Corrections.read(path) == bs.Corrections([("0", "x")])
    assert "no correction of" in run("correct", path, "--forget", "0", "1", code=2).stderr
    assert "No such file" in run("correct", tmp_path / "none.json", code=1).stderr


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="the system has no timers")
def test_the_division_of_a_large_story_stops_at_once():
    found = bs.stories(ROWS, clean=False)
    n = 12_000
    rows = found._grouping.vectors[np.arange(n) % len(ROWS)]
    constraints = Constraints(np.empty((0, 2), np.int32), np.array([[0, 1]], np.int32))
    none = tuple(part[:0] for part in found.merges)
    labels = np.zeros(n, dtype=np.int32)
    for seconds in (0.05, 0.3):
        late = latency(lambda: constrained(labels, rows, none, constraints, None, None, 2), seconds)
        assert late < 0.5


@pytest.mark.slow
def test_mistaken_pairs_of_allsides_that_are_corrected_make_its_stories_better(data):
    import gzip
    import json

    with gzip.open(data("allsides_stories") / "train.jsonl.gz") as lines:
        rows = [json.loads(line) for line in lines]
    rows = [r for r in rows if r["cluster"] and r.get("kind") not in ("roundup", "headline")]
    keep = ("title", "text", "date", "source")
    articles = bs.read(
        [{"id": str(i)} | {k: row.get(k) for k in keep} for i, row in enumerate(rows)],
        dates="coerce",
    )
    gold = np.unique([row["cluster"] for row in rows], return_inverse=True)[1]
    found = bs.stories(articles)
    pairs = [
        (a, b)
        for a in range(len(rows))
        for b in np.flatnonzero(
            (gold[:a] == gold[a]) != (found.labels_[:a] == found.labels_[a])
        ).tolist()
    ]
    joined = [(str(a), str(b)) for a, b in pairs if gold[a] == gold[b]]
    parted = [(str(a), str(b)) for a, b in pairs if gold[a] != gold[b]]
    before = bs.metrics.bcubed(gold, found.labels_)
    some = bs.stories(articles, corrections=bs.Corrections(joined[::4], parted[::4]))
    all_of_them = bs.stories(articles, corrections=bs.Corrections(joined, parted))
    assert bs.metrics.bcubed(gold, some.labels_)[2] > before[2] + 0.02
    assert bs.metrics.bcubed(gold, all_of_them.labels_)[2] > 0.99
