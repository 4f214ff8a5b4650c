# SPDX-License-Identifier: Apache-2.0
"""`BoilerplateRemover` learns from parts in any order, and cleans articles that it never saw."""

import pickle
import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.base import clone
from sklearn.exceptions import NotFittedError

import broadsheet as bs
from broadsheet import _core
from mirror import NOTICE, articles_of, joined, name, story


def state_of(remover):
    return [np.asarray(part).tolist() for part in remover._recurrences.state()]


def same(a, b):
    return (
        a.sources_ == b.sources_
        and state_of(a) == state_of(b)
        and all(np.array_equal(x, y) for x, y in zip(a._learned, b._learned, strict=True))
    )


# ---- what is learned ------------------------------------------------------------------------


def test_learned_segments_leave_articles_that_were_not_in_the_fit():
    remover = bs.BoilerplateRemover().fit(articles_of([f"{story(i)}\n{NOTICE}" for i in range(3)]))
    new = articles_of([f"{story(8)}\n\nGET the mirror in   your inbox:\n\n{story(9)}"])
    assert remover.transform(new).text == (f"{story(8)}\n\n{story(9)}",)
    assert remover.transform(articles_of(new.text, "Lantern")) == articles_of(new.text, "Lantern")


def test_numbers_dates_case_and_white_space_do_not_matter():
    lines = ["Copyright held 2018 by Mirror Ltd.", "COPYRIGHT held   2019 by Mirror Ltd",
             "Copyright held 4 May 2020 by Mirror, Ltd."]  # fmt: skip
    texts = [f"{story(i)}\n{line}" for i, line in enumerate(lines)]
    assert bs.clean(articles_of(texts)).articles.text == tuple(story(i) for i in range(3))


def test_sentences_that_differ_in_several_numbers_stay():
    texts = [f"{story(i)} The index rose {i + 3} points to {i + 2000} today." for i in range(4)]
    assert bs.clean(articles_of(texts)).articles == articles_of(texts)


def test_a_prompt_amid_a_line_goes():
    """No line structure helps: the prompt ends with a colon, or where a sentence starts."""
    starts = ["The", "But", "In", "He", "A", "She"]
    for prompt in (NOTICE, "Story Continued Below"):
        texts = [
            f"{story(i)} {prompt} {start} bridge but in the end he or she saw it. {story(90 + i)}"
            for i, start in enumerate(starts)
        ]
        expected = tuple(text.replace(f"{prompt} ", "") for text in texts)
        assert bs.clean(articles_of(texts)).articles.text == expected


def test_phrases_that_recur_within_sentences_stay():
    texts = [
        f"The White House said on Tuesday that {name(i)} won. Then President Joe {name(i)} and "
        f"Sen. Ann {name(100 + i)} of the New York {name(i)} met. He said that {name(i)} left."
        for i in range(30)
    ]
    assert bs.clean(articles_of(texts)).articles == articles_of(texts)


def test_quotations_carried_by_several_outlets_stay_and_prompts_go():
    quotation = "“We will rebuild the bridge of stone,” he said."
    texts, sources = [], []
    for outlet in range(6):
        for i in range(4):
            number = 10 * outlet + i
            quoted = quotation if i == 0 else story(200 + number)
            texts.append(f"{story(number)} {quoted} Read our evening letter!")
            sources.append(f"Outlet {outlet}")
    remover = bs.BoilerplateRemover().fit(articles_of(texts, sources))
    new = articles_of([f"{story(300)} {quotation} Read our evening letter!"], None)
    assert remover.transform(new).text == (f"{story(300)} {quotation}",)
    (segment,) = remover.clean(new).report.sources[0].segments
    assert segment.reason == "recurs in several sources"
    assert remover.clean(new).report.sources[0].source is None


def test_all_articles_as_one_source():
    texts = [f"{story(i)}\n{NOTICE}" for i in range(3)]
    cleaned = bs.clean(articles_of(texts, ["A", "B", None]), by=None)
    assert cleaned.articles.text == tuple(story(i) for i in range(3))


def test_titles_are_never_touched_and_ids_stay():
    original = articles_of([f"{story(i)}\n{NOTICE}" for i in range(3)]).replace(title=[NOTICE] * 3)
    assert bs.BoilerplateRemover().fit_transform(original).title == (NOTICE,) * 3


# ---- rules ----------------------------------------------------------------------------------

RULES = {
    "WASHINGTON — The bridge opened.": "The bridge opened.",
    "YEREVAN (Azatutyun) — The bridge opened.": "The bridge opened.",
    "BEIJING, March 3 (Reuters) - The bridge opened.": "The bridge opened.",
    "Berlin (dpa) – Die Brücke ist offen.": "Die Brücke ist offen.",
    "Guests at the bridge, May 1, 2022.\n\nPARIS (AP) — It opened.": "It opened.",
    "The bridge (Photo: Ann Ott/Getty) opened.": "The bridge opened.",
    "The bridge opened.\n© 2020 Mirror Ltd. All rights reserved.": "The bridge opened.",
    "The bridge opened.\n* * *\nIt rained.": "The bridge opened.\nIt rained.",
    "The bridge opened.\nRead more:\nIt rained.": "The bridge opened.\nIt rained.",
    "Die Brücke ist offen.\nAnzeige": "Die Brücke ist offen.",
}
NO_RULES = [
    "COVID-19 — a chronicle of the year.",
    "The minister — a chess player — opened the bridge.",
    "A bridge (built in 1901) opened.",
    "Read more books than he did? Nobody could.",
    "Copyright law was on his mind.",
    "It cost 5 * 3 crowns.",
]


@pytest.mark.parametrize(("text", "rest"), RULES.items())
def test_rules(text, rest):
    original = bs.read([text])
    cleaned = bs.clean(original)
    assert cleaned.articles.text == (rest,)
    assert joined(original, cleaned) == (rest,)
    assert bs.clean(original, rules=None).articles == original


@pytest.mark.parametrize("text", NO_RULES)
def test_what_rules_leave(text):
    assert bs.clean([text]).articles.text == (text,)


# ---- parts ----------------------------------------------------------------------------------

_sentences = st.sampled_from([
    NOTICE, "Follow us!", "Copyright 2019 Mirror.", "Copyright 2020 Mirror.", "The bridge opened.",
    "Story Continued Below", "“No,” he said.", "the end", "Ann won. ", "He said so.", "* * *",
])  # fmt: skip
_texts = st.lists(_sentences | st.text(max_size=6), max_size=6).map(" ".join) | st.integers(
    0, 9
).map(story)
_rows = st.lists(st.tuples(_texts, st.sampled_from(["A", "B", "C", None])), max_size=16)


def of_rows(rows):
    return bs.Articles(text=[text for text, _ in rows], source=[source for _, source in rows])


@given(_rows, st.integers(1, 3), st.randoms(use_true_random=False))
@settings(max_examples=60, deadline=None)
def test_merging_parts_in_any_order_and_grouping_is_fitting_on_all(rows, n_jobs, rng):
    whole = bs.BoilerplateRemover(n_jobs=n_jobs).fit(of_rows(rows))
    shuffled = rows[:]
    rng.shuffle(shuffled)
    cuts = sorted(rng.randint(0, len(rows)) for _ in range(3))
    bounds = zip([0, *cuts], [*cuts, len(rows)], strict=True)
    parts = [bs.BoilerplateRemover().fit(of_rows(shuffled[a:b])) for a, b in bounds]
    while len(parts) > 1:
        at = rng.randrange(len(parts) - 1)
        parts[at].merge(parts.pop(at + 1))
    assert same(parts[0], whole)

    in_turn = bs.BoilerplateRemover()
    for at in range(0, len(rows) + 1, 5):
        in_turn.partial_fit(of_rows(shuffled[at : at + 5]))
    assert same(in_turn, whole)


@given(_rows)
@settings(max_examples=60, deadline=None)
def test_transform_after_fit_is_fit_transform(rows):
    articles = of_rows(rows)
    remover = bs.BoilerplateRemover(n_jobs=1).fit(articles)
    result = remover.transform(articles)
    assert result == bs.BoilerplateRemover(n_jobs=2).fit_transform(articles)
    assert result == bs.clean(articles).articles
    again = pickle.loads(pickle.dumps(remover))
    assert same(again, remover)
    assert again.transform(articles) == result


def test_above_the_cap_what_recurs_is_still_found():
    texts = [f"{story(i)}\n{NOTICE}" for i in range(40)]
    remover = bs.BoilerplateRemover(max_segments=100)
    for at in range(0, 40, 10):
        remover.partial_fit(articles_of(texts[at : at + 10]))
        assert remover.n_segments_ <= 100
    assert remover.n_dropped_ > 0
    assert remover.transform(articles_of(texts)).text == tuple(story(i) for i in range(40))


def test_an_article_learned_twice_is_one_article():
    articles = articles_of([f"{story(1)}\n{NOTICE}"])
    remover = bs.BoilerplateRemover().fit(articles)
    for _ in range(3):
        remover.partial_fit(articles)
    assert remover.transform(articles) == articles


def test_wrong_use_is_refused():
    fitted = bs.BoilerplateRemover().fit(["a"])
    with pytest.raises(NotFittedError):
        bs.BoilerplateRemover().transform(["a"])
    with pytest.raises(NotFittedError):
        fitted.merge(bs.BoilerplateRemover())
    with pytest.raises(TypeError, match="other must be a BoilerplateRemover, got list"):
        fitted.merge([])
    with pytest.raises(ValueError, match="they cannot be merged"):
        fitted.merge(bs.BoilerplateRemover(by=None).fit(["a"]))
    for wrong in ({"min_articles": 1}, {"min_sources": 1}, {"min_share": 1.5}, {"max_segments": 0}):
        with pytest.raises(ValueError, match=next(iter(wrong))):
            bs.BoilerplateRemover(**wrong).fit(["a"])
    assert clone(fitted).get_params() == fitted.get_params()


def test_damaged_states_are_refused():
    state = list(bs.BoilerplateRemover().fit(articles_of([story(1)]))._recurrences.state())
    for part, wrong in ((0, state[0][:-1]), (1, state[1][:-1]), (4, state[4][:0])):
        damaged = [*state[:part], wrong, *state[part + 1 :]]
        with pytest.raises(ValueError, match="damaged"):
            _core.Recurrences.from_state(*damaged)


# ---- odd texts ------------------------------------------------------------------------------


def test_odd_texts():
    texts = ["", "\0", "\ud800", "\0\0 \ud800.", " \n ", "a" * 100_000, "a " * 100_000, "(" * 9999,
             "Get" + "\u0301" * 50_000, "— " * 5000, "A. " * 5000, "1 2 " * 5000]  # fmt: skip
    original = articles_of(texts * 3)
    cleaned = bs.clean(original)
    assert joined(original, cleaned) == cleaned.articles.text


def test_a_million_empty_articles():
    empty = articles_of([""] * 1_000_000)
    remover = bs.BoilerplateRemover().fit(empty)
    assert remover.n_segments_ == 0
    assert remover.transform(empty).text == empty.text


def test_one_huge_line_takes_linear_time_and_all_of_it_is_seen():
    rng = random.Random(1)
    words = [name(rng.randrange(10**6)).lower() for _ in range(200_000)]
    huge = " ".join(words)
    texts = [f"{story(i)} {NOTICE}" for i in range(3)]
    cleaned = bs.clean(articles_of([*texts, f"{huge}. {NOTICE}"]))
    assert cleaned.articles.text[3] == f"{huge}."


def test_the_same_bytes_for_any_number_of_threads():
    texts = [f"{story(i)} {NOTICE} {story(500 + i)}" for i in range(1500)]
    articles = articles_of(texts, ["A", "B", "C"] * 500)
    one, two = (bs.BoilerplateRemover(n_jobs=n).fit(articles) for n in (1, 3))
    assert same(one, two)
    assert pickle.dumps(one._recurrences.state()) == pickle.dumps(two._recurrences.state())
    assert one.transform(articles) == two.transform(articles)


def test_by_is_that_of_the_fit():
    articles = bs.Articles(text=["One. Two."] * 3, source=["Mirror"] * 3)
    remover = bs.BoilerplateRemover().fit(articles).set_params(by=None)
    for call in (remover.transform, remover.partial_fit):
        with pytest.raises(ValueError, match="by was 'source' when it was fitted and is None"):
            call(articles)
