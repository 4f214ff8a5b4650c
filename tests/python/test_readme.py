"""The README's Python runs, and prints what it says."""

from __future__ import annotations

import doctest
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def test_the_examples_of_the_readme_run(monkeypatch, tmp_path):
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    monkeypatch.chdir(tmp_path)
    results = doctest.testfile(
        str(ROOT / "README.md"), module_relative=False, encoding="utf-8",
        optionflags=doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE,
    )  # fmt: skip
    assert results.attempted >= 7
    assert results.failed == 0
    assert (tmp_path / "stories.html").exists()


def test_the_two_commands_of_a_newcomer_are_there():
    readme = (ROOT / "README.md").read_text("utf-8")
    first_screen = "\n".join(readme.splitlines()[:30])
    assert "pip install . && broadsheet stories examples/articles.jsonl --html" in first_screen
    assert "python3 tools/test.py" in first_screen
    assert (ROOT / "tools" / "test.py").is_file()


@pytest.mark.parametrize(
    ("page", "at_least"),
    [
        ("a-story", 10),
        ("corrections", 15),
        ("health", 5),
        ("living-vocabulary", 12),
        ("metrics", 10),
        ("reading", 3),
        ("search", 9),
        ("smoothing", 5),
        ("stories", 6),
        ("topics", 6),
    ],
)
def test_the_examples_of_a_page_run(page, at_least, monkeypatch):
    monkeypatch.chdir(ROOT)
    results = doctest.testfile(
        str(ROOT / "docs" / f"{page}.md"), module_relative=False, encoding="utf-8",
        optionflags=doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE,
    )  # fmt: skip
    assert results.attempted >= at_least
    assert results.failed == 0
