"""`find_duplicates`: pairs, groups and passages of near-duplicates."""

from __future__ import annotations

import csv
import json
import re
import time
from itertools import pairwise

import numpy as np
import pytest

import broadsheet as bs


def shingles(text, n=5):
    words = re.findall(r"\w+", text.lower())
    n = min(n, len(words))
    return {tuple(words[at : at + n]) for at in range(len(words) - n + 1)} if words else set()


def brute_force(texts, min_overlap, n=5):
    """The definition: every pair of sets, equal ones through their first. Slow and obvious."""
    sets = [shingles(text, n) for text in texts]
    first = {}
    for row, found in enumerate(sets):
        first.setdefault(frozenset(found), row)
    pairs = []
    for i, a in enumerate(sets):
        for j in range(i + 1, len(sets)):
            b = sets[j]
            if not a or not b or first[frozenset(a)] != i:
                continue
            if first[frozenset(b)] not in (i, j):
                continue
            shared = len(a & b)
            overlap = shared / len(a | b)
            if overlap >= min_overlap:
                pairs.append((i, j, overlap, shared / len(a), shared / len(b)))
    return pairs


def planted(seed, n_originals=40):
    random = np.random.default_rng(seed)
    words = np.array([f"w{number}" for number in range(800)])
    boilerplate = " ".join(random.choice(words, 30))
    texts = []
    for _ in range(n_originals):
        original = random.choice(words, random.integers(3, 200)).tolist()
        texts.append(" ".join(original))
        for share in random.uniform(0.01, 0.5, 3):
            changed = [word if random.random() > share / 3 else "other" for word in original]
            texts.append(" ".join(changed))
        texts.append(" ".join(original[: int(len(original) * random.uniform(0.4, 1))]))
        texts.append(f"A new headline here. {' '.join(original).upper()}")
        texts.append(f"{' '.join(original)} {boilerplate}")
        texts.append(", ".join(original))  # an exact copy but for its punctuation
    texts += ["", "...", "one", "One!", "one two", "one two three four five"]
    return [texts[row] for row in random.permutation(len(texts))]


@pytest.mark.parametrize("min_overlap", [0.5, 0.6, 2 / 3, 0.7, 0.8, 0.9, 1.0])
def test_planted_copies_are_those_that_every_pair_compared_gives(min_overlap):
    texts = planted(int(min_overlap * 100))
    expected = brute_force(texts, min_overlap)
    for n_jobs in (1, 2):
        found = bs.find_duplicates(texts, min_overlap=min_overlap, n_jobs=n_jobs)
        assert list(zip(*(a.tolist() for a in found.pairs), strict=True)) == expected


@pytest.mark.parametrize("n", [1, 2, 7, 1000])
def test_shingles_may_have_any_length(n):
    texts = planted(n, 15)
    found = bs.find_duplicates(texts, shingle=n)
    expected = brute_force(texts, 0.5, n)
    assert list(zip(*(a.tolist() for a in found.pairs), strict=True)) == expected


def test_the_ends_of_a_chain_are_in_no_group_together():
    a, b, c = (" ".join("abcdefgh"[at : at + 4]) for at in range(3))
    found = bs.find_duplicates([a, b, c], shingle=1, min_overlap=0.6)
    assert list(zip(found.i, found.j, strict=True)) == [(0, 1), (1, 2)]
    assert found.groups == [(0, 1)]
    assert found.representatives.tolist() == [0, 0, 2]


def test_the_earliest_represents_a_group_and_missing_dates_come_last():
    text = "the same words in all of these"
    dates = [None, "2024-05-03", "2024-05-01", "2024-05-01", None]
    found = bs.find_duplicates(bs.Articles(text=[text] * 5, date=dates))
    assert found.groups == [(2, 0, 1, 3, 4)]
    assert list(zip(found.i, found.j, strict=True)) == [(0, j) for j in range(1, 5)]
    assert json.dumps(found.to_dict())
    assert "1 groups" in repr(found)


def test_passages_cut_the_same_words_out_of_both_originals():
    shared = "İzmir 𝔘nder the e\u0301clair moved 😀 quickly on ΟΔΟΣ today"
    a, b = f"😀 İ before: {shared}. Then more of it", f"Other İİ start, {shared.upper()}! The end"
    found = bs.find_duplicates([a, b])
    passages = found.passages(0, 1)
    assert len(passages) == 1
    (start, end), (other, stop) = passages[0]
    assert a[start:end].lower().split()[1:6] == b[other:stop].lower().split()[1:6]
    assert a[start:end] == shared
    assert b[other:stop] == shared.upper()
    assert found.passages(0, 0)[0].i == (a.index("İ"), len(a))


def test_passages_are_all_shared_shingles():
    texts = planted(3, 4)
    found = bs.find_duplicates(texts, min_overlap=0.3)
    for i, j in zip(found.i.tolist(), found.j.tolist(), strict=True):
        passages = found.passages(i, j)
        assert passages
        for (a, b), (c, d) in passages:
            assert re.findall(r"\w+", texts[i][a:b].lower()) == re.findall(
                r"\w+", texts[j][c:d].lower()
            )
        assert all(one.i[1] <= other.i[0] for one, other in pairwise(passages))


def test_nothing_pairs_with_nothing():
    for texts in ([], [""], ["", "", "?!"]):
        found = bs.find_duplicates(texts)
        assert len(found.i) == 0
        assert found.groups == []
    assert repr(bs.find_duplicates([""])) == "Duplicates: 1 articles, 0 pairs, 0 groups"


def test_what_is_out_of_range_is_refused():
    for value in (0, -0.1, 1.1, float("nan")):
        with pytest.raises(ValueError, match="min_overlap must be above 0 and at most 1"):
            bs.find_duplicates(["a"], min_overlap=value)
    with pytest.raises(TypeError, match="min_overlap must be a number"):
        bs.find_duplicates(["a"], min_overlap="1")
    with pytest.raises(ValueError, match="shingle must be a number of words"):
        bs.find_duplicates(["a"], shingle=0)
    with pytest.raises(TypeError, match="shingle must be an int"):
        bs.find_duplicates(["a"], shingle=2.0)
    with pytest.raises(KeyError, match="no article with the id"):
        bs.find_duplicates(["a"]).passages("b", 0)


@pytest.mark.slow
def test_a_hundred_thousand_copies_take_no_quadratic_time():
    text = " ".join(f"word{number}" for number in range(300))
    began = time.perf_counter()
    found = bs.find_duplicates([text] * 100_000)
    assert len(found.i) == 99_999
    assert len(found.groups[0]) == 100_000
    assert time.perf_counter() - began < 30


@pytest.mark.parametrize(
    "name",
    ["20newsgroups", "allsides_articles", "bbc", "bbcsport", "fnc1", "ilur_armenian",
     "newsarticles_harvard", "reuters21578", "reuters_c50"],
)  # fmt: skip
def test_known_near_duplicates_are_found(data, name):
    folder = data(name)
    articles = bs.read(folder)
    found = bs.find_duplicates(articles)
    first = {row: row for row in range(len(articles))}
    overlaps = {}
    for i, j, overlap in zip(*(a.tolist() for a in found.pairs[:3]), strict=True):
        overlaps[i, j] = overlap
        if overlap == 1:
            first[j] = i  # which stands for it in all other pairs
    row_of = {name: row for row, name in enumerate(articles.id)}
    with (folder / "near_dup_pairs.tsv").open() as lines:
        known = [row for row in csv.DictReader(lines, delimiter="\t")
                 if row["id1"] in row_of and row["id2"] in row_of]  # fmt: skip
    assert known
    for row in known:
        i, j = sorted(first[row_of[row[key]]] for key in ("id1", "id2"))
        overlap = 1.0 if i == j else overlaps[i, j]
        assert overlap == pytest.approx(float(row["jaccard_5word"]), abs=6e-5)
