"""The list of all weightings, and what is said of each."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

import broadsheet as bs

COUNTS = [[1, 2, 0, 4], [0, 1, 1, 0], [3, 0, 0, 1]]
ESTIMATOR = {
    "tfidf": bs.TfidfTransformer,
    "smart_tf": bs.TfidfTransformer,
    "smart_df": bs.TfidfTransformer,
    "smart_norm": bs.TfidfTransformer,
    "bm25": bs.BM25Transformer,
    "class_tfidf": bs.ClassTfidfTransformer,
}


@pytest.mark.parametrize("weighting", bs.weightings(), ids=lambda w: f"{w.kind} {w.name}")
def test_every_weighting_of_the_list_is_documented_and_runs(weighting):
    cls = ESTIMATOR[weighting.kind]
    documentation = " ".join(cls.__doc__.split())
    assert weighting.formula in documentation
    if weighting.kind.startswith("smart_"):
        triple = list("nfc")
        triple[["smart_tf", "smart_df", "smart_norm"].index(weighting.kind)] = weighting.name
        params = {"smart": "".join(triple)}
        line = rf"^    (\w, )?{weighting.name}(, \w)? +{weighting.title.split(';')[0]}"
        assert re.search(line, cls.__doc__, flags=re.MULTILINE)
    elif weighting.kind == "bm25":
        params = {"variant": weighting.name}
        assert f"``'{weighting.name}'``:" in documentation
    else:
        name, value = weighting.name.split("=")
        params = {name: {"True": True, "False": False}.get(value, value.strip("'"))}
    model = cls(**params)
    lengths = {"term_lengths": [3, 1, 4, 1]} if weighting.kind == "smart_norm" else {}
    weights = model.fit(COUNTS, **lengths).transform(COUNTS)
    assert np.isfinite(weights.data).all()
    if weighting.source not in ("scikit-learn", "BERTopic"):
        author, year = re.match(r"(\w+).*\((\d+)\)", weighting.source).groups()
        assert re.search(rf"{author}\W.*?\({year}\)", documentation)


def test_the_list_is_the_table_of_the_documentation():
    page = (Path(__file__).parents[2] / "docs" / "weightings.md").read_text(encoding="utf-8")
    rows = [line for line in page.splitlines() if line.startswith("| `")]
    assert rows == [
        f"| `{w.kind}` | `{w.name}` | {w.title} | `{w.formula}` | {w.source} |"
        for w in bs.weightings()
    ]


def test_the_list_is_asked_by_kind():
    kinds = list(dict.fromkeys(w.kind for w in bs.weightings()))
    assert kinds == list(ESTIMATOR)
    assert sum((bs.weightings(kind) for kind in kinds), ()) == bs.weightings()
    with pytest.raises(ValueError, match="kind must be None or one of 'tfidf', 'smart_tf'"):
        bs.weightings("smart")


def test_the_lists_names_are_gensims_letters_and_bm25ss_variants():
    named = {kind: [w.name for w in bs.weightings(kind)] for kind in ESTIMATOR}
    assert sorted(named["smart_tf"]) == sorted("btnaldL")
    assert sorted(named["smart_df"]) == sorted("xnftp")
    assert sorted(named["smart_norm"]) == sorted("xncub")
    assert named["bm25"] == ["lucene", "robertson", "atire", "bm25l", "bm25+"]
