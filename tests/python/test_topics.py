"""`topics`: articles in, so many topics out, told apart by what they are about."""

from __future__ import annotations

import gzip
import json
import pickle
from datetime import UTC, datetime

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import adjusted_rand_score, normalized_mutual_info_score

import broadsheet as bs

SPORT = [
    "Striker scores twice as the home team wins the cup final.",
    "The team lost the final after its striker missed a penalty.",
    "Cup final: team and striker celebrate a penalty.",
]
MONEY = [
    "Central bank raises interest rates to slow inflation.",
    "Inflation falls, and the bank may cut rates.",
    "Bank rates and inflation: what savers should know.",
]
WORDS = ["cup", "final", "team", "bank", "rate", "zebra"]


def collection(n: int, n_topics: int, seed: int, overlap: float = 0.3) -> tuple[list[str], list]:
    """Texts of a mixture of word distributions, and the topic of each.

    A share `overlap` of an article's words is drawn from all words, the others from its topic's
    40, the frequent ones more often, as Zipf has it.
    """
    rng = np.random.default_rng(seed)
    truth = rng.integers(n_topics, size=n)
    truth[:n_topics] = np.arange(n_topics)
    zipf = 1 / np.arange(1, 41)
    texts = []
    for topic in truth:
        own = 40 * topic + rng.choice(40, size=60, p=zipf / zipf.sum())
        word = np.where(rng.random(60) < overlap, rng.integers(40 * n_topics, size=60), own)
        texts.append(" ".join(f"word{number:05d}" for number in word))
    return texts, truth.tolist()


def test_articles_on_one_subject_are_one_topic_though_they_tell_of_several_events():
    found = bs.topics([*SPORT, *MONEY], 2)
    assert found.labels_.tolist() == [0, 0, 0, 1, 1, 1]
    assert {"team", "final", "striker"} <= set(found[0].terms)
    assert {"bank", "rates", "inflation"} <= set(found[1].terms)
    assert found[0].headline in SPORT
    assert found[0].share == 0.5


@pytest.mark.parametrize(("n", "n_topics", "seed"), [(60, 2, 1), (300, 5, 2), (400, 12, 3)])
def test_the_topics_that_made_a_collection_are_found(n, n_topics, seed):
    texts, truth = collection(n, n_topics, seed)
    found = bs.topics(texts, n_topics)
    assert adjusted_rand_score(truth, found.labels_) > 0.97
    for topic in found:
        made_by = {truth[row] for row in topic.rows}
        (number,) = {int(term[4:]) // 40 for term in topic.terms[:3]}
        assert number in made_by


def test_the_largest_topic_is_first_and_rows_are_those_of_the_labels():
    texts, _ = collection(200, 4, 7)
    found = bs.topics(texts, 4)
    sizes = [len(topic) for topic in found]
    assert sizes == sorted(sizes, reverse=True)
    assert [topic.label for topic in found] == [0, 1, 2, 3]
    for topic in found:
        assert topic.rows.tolist() == np.flatnonzero(found.labels_ == topic.label).tolist()
        assert topic.lead.id in topic.members.id


def test_the_lead_is_the_article_of_largest_mean_similarity():
    texts, _ = collection(120, 3, 8)
    for topic in (found := bs.topics(texts, 3)):
        X = found.vectors[topic.rows]
        sums = (X @ X.T).sum(axis=1)
        assert sums[topic.rows.tolist().index(int(topic.lead.id))] == pytest.approx(sums.max())


def test_neither_threads_nor_repetition_change_the_topics():
    texts, _ = collection(300, 6, 9, overlap=0.6)
    first = bs.topics(texts, 6, n_jobs=1).labels_
    for n_jobs in (1, 2, 3):
        assert bs.topics(texts, 6, n_jobs=n_jobs).labels_.tobytes() == first.tobytes()


def test_a_title_counts_three_times():
    articles = bs.Articles(title=["cup final", "cup final", "bank", "bank"],
                           text=["bank", "cup", "cup final", "final bank"])  # fmt: skip
    found = bs.topics(articles, 2)
    assert found.labels_.tolist() == [0, 0, 1, 1]
    assert bs.topics(articles, 2, fields={"text": 1}).labels_.tolist() != [0, 0, 1, 1]


@pytest.mark.parametrize("field", ["title", "text"])
def test_titles_alone_and_texts_alone_will_do(field):
    columns = {"text": [""] * 6} | {field: [*SPORT, *MONEY]}
    assert bs.topics(bs.Articles(**columns), 2).labels_.tolist() == [0, 0, 0, 1, 1, 1]


def test_an_article_that_shares_no_word_is_in_no_topic():
    found = bs.topics([*SPORT, "", *MONEY, "Zebras graze quietly."], 2)
    assert found.labels_.tolist() == [0, 0, 0, -1, 1, 1, 1, -1]
    assert "2 articles in none" in repr(found)
    assert sum(topic.share for topic in found) == 1


def test_one_topic_holds_everything():
    assert bs.topics([*SPORT, *MONEY], 1).labels_.tolist() == [0] * 6
    assert bs.topics(["One article."], 1)[0].headline == "One article."


@pytest.mark.parametrize(
    ("texts", "n_topics", "error", "message"),
    [
        ([], 2, ValueError, "there are no articles"),
        (SPORT, 0, ValueError, "n_topics must be at least 1, got 0"),
        (SPORT, -1, ValueError, "n_topics must be at least 1"),
        (SPORT, 2.0, TypeError, "n_topics must be an int, got 2.0"),
        (SPORT, True, TypeError, "n_topics must be an int"),
        (SPORT, "2", TypeError, "n_topics must be an int"),
        (SPORT, 4, ValueError, "n_topics=4, but there are only 3 articles"),
        (["", "", ""], 2, ValueError, "none of the 3 articles has a word to compare"),
        (["", "", ""], 1, ValueError, "none of the 3 articles has a word to compare"),
        (SPORT[:1] * 5, 2, ValueError, "n_topics=2, but only 1 articles differ"),
        (["zebra", "ostrich", "heron"], 2, ValueError, "only 0 of 3 articles share a word"),
        ([*SPORT, "zebra", "heron"], 5, ValueError, "only 3 of 5 articles share a word"),
    ],
)
def test_what_cannot_be_divided_is_an_error_that_says_why(texts, n_topics, error, message):
    with pytest.raises(error, match=message):
        bs.topics(texts, n_topics)


def test_equal_articles_are_in_one_topic():
    found = bs.topics([SPORT[0]] * 30 + [MONEY[0]] * 20, 2)
    assert found.labels_.tolist() == [0] * 30 + [1] * 20
    with pytest.raises(ValueError, match="only 2 articles differ"):
        bs.topics([SPORT[0]] * 30 + [MONEY[0]] * 20, 3)


@pytest.mark.parametrize("options", [{"random_state": "one"}, {"n_jobs": 0}, {"progress": "yes"}])
def test_wrong_options_are_refused(options):
    with pytest.raises((TypeError, ValueError)):
        bs.topics([*SPORT, *MONEY], 2, **options)


def test_stop_words_of_each_language_do_not_count():
    german = ["Die Bank hebt die Zinsen, und das ist für die Sparer nicht neu.",
              "Und das ist nicht die Bank, die Zinsen senkt, auch für die Sparer."]  # fmt: skip
    found = bs.topics([*german * 2, *SPORT], 2)
    assert not {"die", "und", "das", "the"} & {term for topic in found for term in topic.terms}


def dated() -> bs.Topics:
    days = ["2025-01-31T23:59", "2025-02-01", "2025-02-09", None, "2025-02-10", "2025-02-16"]
    return bs.topics(bs.Articles(text=[*SPORT, *MONEY], date=days), 2)


def test_shares_over_time_count_dated_articles_by_period():
    shares = dated().over_time("month")
    assert [str(day)[:10] for day in shares.periods] == ["2025-01-01", "2025-02-01"]
    assert shares.counts.tolist() == [[1, 0], [2, 2]]
    assert shares.shares.tolist() == [[1, 0], [0.5, 0.5]]
    weeks = dated().over_time("week")  # Mondays
    assert [str(day)[:10] for day in weeks.periods] == ["2025-01-27", "2025-02-03", "2025-02-10"]
    assert weeks.counts.tolist() == [[2, 0], [1, 0], [0, 2]]
    assert len(dated().over_time("day")) == 5
    assert len(dated().over_time("year")) == 1


def test_shares_over_time_are_a_table():
    frame = dated().over_time("month").to_frame()
    assert list(frame.columns) == ["period", "topic", "articles", "share"]
    assert frame["articles"].sum() == 5
    assert "2025-02-01" in repr(dated().over_time("month"))


def test_shares_over_time_need_a_date_and_a_known_period():
    with pytest.raises(ValueError, match="no article of a topic has a date"):
        bs.topics([*SPORT, *MONEY], 2).over_time()
    for by in ("hour", None, 3):
        with pytest.raises(ValueError, match="by must be"):
            dated().over_time(by)


def test_dates_of_a_topic_are_its_first_and_last_known_one():
    sport, money = dated()
    assert sport.dates == ("2025-01-31T23:59:00Z", "2025-02-09T00:00:00Z")
    assert money.dates == ("2025-02-10T00:00:00Z", "2025-02-16T00:00:00Z")
    assert bs.topics(SPORT, 1)[0].dates == (None, None)


def test_topics_go_out_as_table_dict_and_pickle():
    found = dated()
    frame = found.to_frame()
    assert list(frame.columns) == ["id", "topic", "title", "date", "source"]
    assert frame["topic"].tolist() == found.labels_.tolist()
    assert found.to_arrow().to_pylist()[0]["id"] == "0"
    told = json.loads(json.dumps(found.to_dict()))
    assert told["labels"] == found.labels_.tolist()
    assert told["topics"][0]["members"] == ["0", "1", "2"]
    assert told["topics"][1]["first_date"] == "2025-02-10T00:00:00Z"
    again = pickle.loads(pickle.dumps(found))
    assert repr(again) == repr(found)
    assert [topic.terms for topic in again] == [topic.terms for topic in found]


def test_untrusted_text_is_shown_as_data():
    hostile = ["<script>alert(1)</script> cup\x1b[31m final", "cup final <b>\ud800</b>"]
    found = bs.topics(bs.Articles(text=hostile, title=["<i>one</i>", "<i>two</i>\x00"]), 1)
    page = found._repr_html_()
    assert "<i>" not in page
    assert "<script>" not in page
    assert "\x00" not in page
    for shown in (repr(found), repr(found[0]), found.to_table()):
        assert "\x1b" not in shown
        shown.encode()


def test_a_topic_shows_its_terms_and_articles():
    shown = repr(bs.topics(bs.Articles(text=SPORT, date=[datetime(2025, 3, 1, tzinfo=UTC)] * 3,
                                       source=["Lantern"] * 3), 1)[0])  # fmt: skip
    assert shown.startswith("Topic 0: ")
    assert "2025-03-01  Lantern" in shown


def test_progress_never_falls_and_ends():
    seen: list[float] = []
    texts, _ = collection(200, 3, 5)
    bs.topics(texts, 3, progress=lambda done, total: seen.append(done / total))
    assert seen == sorted(seen)
    assert seen[-1] == 1


@settings(deadline=None, max_examples=60)
@given(st.lists(st.lists(st.sampled_from(WORDS), max_size=6), max_size=12), st.integers(1, 5))
def test_whatever_is_given_is_divided_or_refused(words, n_topics):
    texts = [" ".join(row) for row in words]
    try:
        found = bs.topics(texts, n_topics)
    except ValueError:
        return  # which error says what: see above
    assert len(found) == n_topics
    assert sorted(set(found.labels_.tolist()) - {-1}) == list(range(n_topics))
    assert sum(len(topic) for topic in found) == np.count_nonzero(found.labels_ >= 0)
    assert all(topic.lead.id in topic.members.id for topic in found)


def mean_information(path, n_topics: int) -> float:
    with gzip.open(path) as lines:
        rows = [json.loads(line) for line in lines]
    articles, truth = bs.read(rows), [row["label"] for row in rows]
    found = [bs.topics(articles, n_topics, random_state=seed).labels_ for seed in range(3)]
    return float(np.mean([normalized_mutual_info_score(truth, labels) for labels in found]))


def test_topics_of_the_bbc_are_its_sections(data):
    assert mean_information(data("bbc") / "all.jsonl.gz", 5) >= 0.86


def test_topics_in_german_are_nearer_to_sections_than_those_of_the_peer(data):
    assert mean_information(data("gnad10k_test") / "all.jsonl.gz", 9) >= 0.48
