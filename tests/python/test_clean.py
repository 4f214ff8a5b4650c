# SPDX-License-Identifier: Apache-2.0
"""`clean` takes out what a source repeats, and rules; offsets lead back to the original."""

import json
import pickle
import threading

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import broadsheet as bs
from broadsheet import _core
from mirror import NOTICE, articles_of, joined, name, story


def test_recurring_lines_and_sentences_go():
    cleaned = bs.clean(
        articles_of([
            f"{story(1)}\n\n{NOTICE}\n\n{story(2)}",
            f"{story(3)}\n\n{NOTICE}",
            f"Follow us! {story(4)}\n{NOTICE}\nFollow us!",
            f"{story(5)} Follow us! {story(6)}",
            f"{story(7)} Follow us!",
        ])
    )  # fmt: skip
    assert cleaned.articles.text == (
        f"{story(1)}\n\n{story(2)}",
        story(3),
        story(4),
        f"{story(5)} {story(6)}",
        story(7),
    )
    (source,) = cleaned.report.sources
    counts = {s.text: (s.n_articles, s.n_occurrences) for s in source.segments}
    assert counts == {NOTICE: (3, 3), "Follow us!": (3, 4)}


def test_everything_but_the_text_is_untouched():
    texts = [f"{story(i)}\n{NOTICE}" for i in range(4)]
    original = bs.Articles(
        text=texts,
        id=["a", "b", "c", "d"],
        title=[NOTICE] * 4,
        date=["2023-01-01", None, "2023-01-03", "2023-01-04"],
        source=["Mirror"] * 4,
    )
    cleaned = bs.clean(original).articles
    assert cleaned.id == original.id
    assert cleaned.title == (NOTICE,) * 4
    assert cleaned.source == original.source
    np.testing.assert_array_equal(cleaned.date, original.date)
    assert cleaned.text == tuple(story(i) for i in range(4))
    assert original.text == tuple(texts)


def test_articles_without_a_source_and_rare_segments_stay():
    texts = [f"{story(i)}\n{NOTICE}" for i in range(8)]
    original = articles_of(texts, [None] * 4 + ["A", "A", "B", "B"])
    cleaned = bs.clean(original)
    assert cleaned.articles == original
    assert cleaned.report.sources == ()
    assert [kept.tolist() for kept in cleaned.kept] == [[[0, len(text)]] for text in texts]


def test_reprints_with_small_edits_stay_whole():
    reprints = [story(1), story(1).replace("many", "most"), story(1).replace("kind", "unkind")]
    original = articles_of(["\n".join([text, NOTICE]) for text in reprints])
    assert bs.clean(original).articles == original
    # Among other articles they count as one: the notice goes, the story stays.
    more = articles_of([*original.text, f"{story(2)}\n{NOTICE}", f"{story(3)}\n{NOTICE}"])
    assert bs.clean(more).articles.text == (*reprints, story(2), story(3))


def test_short_articles_with_a_longer_notice_are_no_reprints():
    original = articles_of([f"{name(i)} won.\n{NOTICE}" for i in range(3)])
    assert bs.clean(original).articles.text == tuple(f"{name(i)} won." for i in range(3))


def test_other_alphabets():
    notices = [
        "请关注我们的公众号。",
        "Բաժանորդագրվեք մեր էջին։",
        "در خبرنامه ما عضو شوید؟ ",
        "ይከተሉን።",
    ]
    for notice in notices:
        texts = [f"{story(i)}\n甲{i}乙。{notice}\U0001f600丙{i}。" for i in range(3)]
        cleaned = bs.clean(articles_of(texts))
        assert all(notice not in text for text in cleaned.articles.text)


def test_empty_input():
    cleaned = bs.clean(bs.Articles(text=[]))
    assert len(cleaned.articles) == 0
    assert cleaned.kept == ()
    assert cleaned.report.share_removed == 0
    cleaned = bs.clean(articles_of(["", " ", "\n"]))
    assert cleaned.articles.text == ("", " ", "\n")
    assert cleaned.kept[0].shape == (0, 2)


def test_kept_offsets_are_read_only_int64():
    kept = bs.clean(articles_of([f"{story(i)} {NOTICE}" for i in range(3)])).kept
    assert {k.dtype for k in kept} == {np.dtype("int64")}
    with pytest.raises(ValueError, match="read-only"):
        kept[0][0, 0] = 1


# ---- the report -----------------------------------------------------------------------------


@pytest.fixture
def hostile():
    notice = "<script>alert('\x1b[31m')</script> & more\ud800!"
    return bs.clean(articles_of([f"{story(i)}\n{notice}" for i in range(3)], "<b>Mirror</b>"))


def test_report_counts_characters(hostile):
    before = sum(len(story(i)) for i in range(3))
    (segment,) = hostile.report.sources[0].segments
    assert segment.n_characters == 3 * len(segment.text)
    assert segment.ids == ("0", "1", "2")
    assert segment.reason == "recurs"
    notice = len(segment.text) + 1
    assert hostile.report.share_removed == pytest.approx(3 * notice / (before + 3 * notice))
    assert hostile.report.n_changed == hostile.report.sources[0].n_changed == 3
    assert hostile.report.sources[0].n_articles == hostile.report.n_articles == 3


def test_report_is_escaped_and_printable(hostile):
    html = hostile.report._repr_html_()
    assert html == hostile._repr_html_()
    assert "<script" not in html
    assert "<b>" not in html
    assert "&lt;script&gt;" in html
    assert repr(hostile) == repr(hostile.report)
    assert "\x1b" not in repr(hostile)
    html.encode()
    repr(hostile).encode()


def test_report_as_a_dict():
    report = bs.clean(articles_of([f"{story(i)}\n{NOTICE}" for i in range(3)])).report.to_dict()
    assert json.loads(json.dumps(report)) == report
    (source,) = report["sources"]
    assert source["source"] == "Mirror"
    assert source["segments"] == [{
        "text": NOTICE, "n_articles": 3, "n_occurrences": 3, "n_characters": 3 * len(NOTICE),
        "reason": "recurs", "ids": ["0", "1", "2"],
    }]  # fmt: skip


def test_long_reports_are_cut():
    notices = "\n".join(f"Notice of {name(n)}!" for n in range(9))
    texts = [f"{story(i)}\n{notices}" for i in range(3)]
    report = bs.clean(articles_of(texts * 2, ["A"] * 3 + ["B"] * 3)).report
    assert repr(report).endswith("… and 12 more, of 2 sources in all")


def test_cleaned_can_be_pickled():
    cleaned = bs.clean(articles_of([f"{story(i)}\n{NOTICE}" for i in range(3)]))
    again = pickle.loads(pickle.dumps(cleaned))
    assert again.articles == cleaned.articles
    assert again.report == cleaned.report


# ---- properties -----------------------------------------------------------------------------

_parts = st.sampled_from([
    "Join us.", "Read more!", "a b", "Ad。", "* * *", "— Ed.", "He said: “No.”", "中文", "U.S.",
    "Longer than the others are.", "\ud800.", "ß", "İ", "A story of its own", "Another story. ",
])  # fmt: skip
_gaps = st.sampled_from([" ", "\n", "  ", "\u00a0", "\n\n", "\r\n", ""])
_texts = st.lists(st.tuples(_parts | st.text(max_size=8), _gaps), max_size=8).map(
    lambda parts: "".join(part + gap for part, gap in parts)
)
_rows = st.lists(st.tuples(_texts, st.sampled_from(["A", "A", "B", None])), max_size=14)


@given(_rows, st.integers(1, 3))
def test_offsets_lead_to_the_original_and_the_rest_is_untouched(rows, n_jobs):
    original = bs.Articles(
        text=[text for text, _ in rows],
        title=[text[:5] for text, _ in rows],
        source=[source for _, source in rows],
    )
    cleaned = bs.clean(original, n_jobs=n_jobs)
    assert joined(original, cleaned) == cleaned.articles.text
    assert cleaned.articles.replace(text=original.text) == original
    for (text, _), kept in zip(rows, cleaned.kept, strict=True):
        flat = kept.ravel().tolist()
        assert flat == sorted(set(flat))  # not empty, ascending, not touching
        assert not flat or (flat[0] >= 0 and flat[-1] <= len(text))
    serial = bs.clean(original, n_jobs=1)
    assert serial.articles == cleaned.articles
    assert serial.report == cleaned.report


@given(st.integers(2, 6), st.sets(st.integers(0, 7), max_size=3), st.booleans())
def test_reprints_are_never_taken_out(n, edited, unedited_first):
    sentences = [f"Minister {name(i)} opened the bridge of {name(i)} today." for i in range(8)]
    texts = []
    for copy in range(n):
        edit = set() if unedited_first and copy == 0 else edited
        texts.append(" ".join(f"Copy {name(copy)}: {s}" if i in edit else s
                              for i, s in enumerate(sentences)))  # fmt: skip
    original = articles_of(texts)
    assert bs.clean(original).articles == original


# ---- the call -------------------------------------------------------------------------------


def test_progress_is_reported_and_stops_the_call():
    calls = []
    texts = [story(i) for i in range(2000)] * 10
    bs.clean(articles_of(texts), progress=lambda done, total: calls.append((done, total)))
    assert all(0 <= done <= total for done, total in calls)

    def stop(done, total):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        bs.clean(articles_of(["One more sentence of a long text. " * 1_000_000]), progress=stop)


def test_wrong_arguments_are_refused():
    numbers = np.zeros(1, np.int32)
    with pytest.raises(TypeError, match=r"texts\[0\] must be str, got int"):
        _core.count_recurrences([1], numbers, 1, 9, n_threads=1, progress=None)
    with pytest.raises(ValueError, match="there are 2 texts, but 1 sources"):
        _core.count_recurrences(["", ""], numbers, 1, 9, n_threads=1, progress=None)
    with pytest.raises(ValueError, match="source 0 is not below 0"):
        _core.count_recurrences([""], numbers, 0, 9, n_threads=1, progress=None)
    with pytest.raises(TypeError):
        _core.count_recurrences([""], np.zeros(1), 1, 9, n_threads=1, progress=None)
    with pytest.raises(ValueError, match='by must be "source" or None'):
        bs.clean(["a"], by="outlet")
    with pytest.raises(ValueError, match='rules must be "auto" or None'):
        bs.clean(["a"], rules="all")


def test_many_threads_may_clean_at_once():
    original = articles_of([f"{story(i)}\n{NOTICE}" for i in range(200)])
    expected = bs.clean(original).articles
    results = []
    threads = [
        threading.Thread(target=lambda: results.append(bs.clean(original, n_jobs=2).articles))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == [expected] * 4


# ---- real articles --------------------------------------------------------------------------


def test_the_seed_article_among_others(data):
    seed = bs.read(data("seed")).replace(source=["mirrorspectator.com"])
    alone = bs.clean(seed, rules=None)
    assert alone.articles == seed  # one article of a source shows nothing

    others = bs.read(data("newsarticles_harvard") / "all.jsonl.gz")
    cleaned = bs.clean(others)
    assert joined(others, cleaned) == cleaned.articles.text
    assert 0.005 < cleaned.report.share_removed < 0.05
    removed = {(s.source, g.text): g.n_occurrences
               for s in cleaned.report.sources for g in s.segments}  # fmt: skip
    assert removed["tass.com", "/TASS/."] > 400

    # In three more articles of its site, its newsletter line is boilerplate.
    line = "Get the Mirror in your inbox:"
    assert line in seed.text[0]
    sisters = [f"{story(i)}\n\n{line}\n\n{story(10 + i)}" for i in range(3)]
    cleaned = bs.clean(articles_of([*seed.text, *sisters]), rules=None)
    assert cleaned.articles.text[0] == seed.text[0].replace(f"{line}\n\n", "")


def test_a_notice_that_stands_alone_is_no_copy_of_the_articles_that_end_in_it():
    notice = "Get the Mirror in your inbox with our morning newsletter, free of charge!"
    texts = [" ".join(f"word{i}x{k}" for k in range(60)) + f".\n{notice}" for i in range(3)]
    cleaned = bs.clean(bs.Articles(text=[*texts, notice], source=["Mirror"] * 4))
    assert cleaned.articles.text == (*(text.partition("\n")[0] for text in texts), "")


@pytest.mark.parametrize(
    "text",
    [
        "The court gave two grounds for its ruling.\n(a) – negligence. (b) – delay.",
        "The summit opened. Leaders argued.\nNATO – the military alliance – agreed to meet.",
        "Output fell. Prices rose.\nGDP - the main gauge - shrank.",
        "Copyright 2020 was the year that the court changed its mind about fair use.",
        "Google (she had founded Flickr in 2004) and a priest (imago dei) met.",
        "Bild: dpa\nMy name is ____ and I am here. The team *** beat them.",
    ],
)
def test_rules_leave_what_only_looks_like_theirs(text):
    assert bs.clean([text]).articles.text == (text,)


def test_a_copyright_sign_belongs_to_its_own_line():
    assert bs.clean(["Bild: dpa ©\nThe president spoke today."]).articles.text == (
        "Bild: dpa ©\nThe president spoke today.",
    )


def test_stretches_that_share_symbols_do_not_overlap():
    cleaned = bs.clean(["___:Advertisement\nFoo won the game."])
    assert cleaned.articles.text == ("Foo won the game.",)
    (source,) = cleaned.report.sources
    assert source.n_characters <= len("___:Advertisement")


def test_a_phrase_of_many_sources_is_found_as_soon():
    names = [f"outlet {i}" for i in range(3_000) for _ in range(3)]
    texts = [f"Story {i} of word{i}. Leave a comment below." for i in range(len(names))]
    remover = bs.BoilerplateRemover().fit(bs.Articles(text=texts, source=names))
    new = bs.Articles(text=["Another one. Leave a comment below."] * 2, source=["outlet 7", "new"])
    assert remover.transform(new).text == ("Another one.", "Another one.")
