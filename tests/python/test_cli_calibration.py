"""``broadsheet stories`` by itself, and with thresholds and smoothing of one's own."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

import broadsheet as bs
from broadsheet._cli import main

EXAMPLE = str(Path(__file__).parents[2] / "examples" / "articles.jsonl")


def labels(*options: str) -> list[int]:
    result = CliRunner().invoke(main, ["stories", EXAMPLE, "--json", *options])
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)["labels"]


@pytest.fixture(scope="module")
def articles() -> bs.Articles:
    return bs.read(EXAMPLE)


@pytest.mark.parametrize(
    ("given", "options"),
    [
        ([], {}),
        (["--min-similarity", "auto", "--smooth", "auto"], {}),
        (["--min-similarity", "0.3"], {"min_similarity": 0.3}),
        (["--smooth", "none"], {"smooth": None}),
        (["--smooth", "5,0.5,1"], {"smooth": (5, 0.5, 1)}),
        (["--language", "none"], {"language": None}),
        (["--language", "english"], {"language": "english"}),
        (["--linkage", "complete"], {"linkage": "complete"}),
    ],
)
def test_options_are_those_of_stories(articles, given, options):
    assert labels(*given) == bs.stories(articles, **options).labels_.tolist()


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (["--min-similarity", "0"], "0<x<=1"),
        (["--min-similarity", "nan"], "0<x<=1"),
        (["--min-similarity", "high"], "neither auto nor a number"),
        (["--smooth", "2"], "like 2,1.0,1"),
        (["--smooth", "0,1,1"], "at least 1"),
        (["--smooth", "2,nan,1"], "at least 0"),
        (["--language", "klingon"], "klingon"),
        (["--linkage", "ward"], "ward"),
    ],
)
def test_wrong_options_are_usage_errors(given, said):
    result = CliRunner().invoke(main, ["stories", EXAMPLE, *given])
    assert result.exit_code == 2
    assert said in result.output
