"""More articles than memory holds: read twice, cleaned as if all had been there at once."""

from __future__ import annotations

import gzip
import json
import resource
import subprocess
import sys
from pathlib import Path

import pytest

import broadsheet as bs
from broadsheet._article_stream import ArticleStream
from broadsheet._clean_stream import CleaningStream

PROMPTS = ("Sign up for our newsletter.", "All rights reserved, {year}.", "Follow us on the radio.")


def article(i: int) -> dict[str, str]:
    source = f"outlet {i % 7}"
    words = " ".join(f"word{(i * 31 + k * k) % 5000}" for k in range(40 + i % 9))
    prompt = PROMPTS[i % 3].format(year=2000 + i % 20)
    return {"id": f"a{i}", "text": f"Story {i}: {words}. {prompt}", "source": source}


@pytest.fixture
def path(tmp_path) -> Path:
    path = tmp_path / "news.jsonl.gz"
    with gzip.open(path, "wt", encoding="utf-8", compresslevel=1) as file:
        file.writelines(json.dumps(article(i)) + "\n" for i in range(600))
    return path


def cleaned_in_batches(path: Path, batch: int) -> tuple[list[str], object]:
    with ArticleStream([path], batch=batch) as stream:
        cleaned = CleaningStream(stream.batches, bs.BoilerplateRemover())
        texts = [text for articles in cleaned for text in articles.text]
        return texts, cleaned.report()


@pytest.mark.parametrize("batch", [1, 5_000, 1 << 25])
def test_batches_are_cleaned_as_all_articles_at_once(path, batch):
    texts, report = cleaned_in_batches(path, batch)
    whole = bs.clean(bs.read(path))
    assert texts == list(whole.articles.text)
    assert sum(a != b for a, b in zip(texts, bs.read(path).text, strict=True)) == 600
    assert (report.n_articles, report.n_changed) == (600, 600)
    assert report.share_removed == pytest.approx(whole.report.share_removed)
    totals = [(s.source, s.n_articles, s.n_changed, s.n_characters) for s in report.sources]
    expected = [(s.source, s.n_articles, s.n_changed, s.n_characters) for s in whole.report.sources]
    assert totals == expected


def test_a_segment_is_counted_over_batches(path):
    _, report = cleaned_in_batches(path, 5_000)
    years = [s for source in report.sources for s in source.segments if "rights" in s.text]
    # a year makes no difference: one segment a source
    assert len(years) == 7
    assert sum(s.n_articles for s in years) == 200
    assert all(len(s.ids) == 3 for s in years)


def test_what_a_rule_takes_out_of_a_source_is_one_segment(tmp_path):
    path = tmp_path / "datelines.jsonl"
    rows = [
        {"text": f"CITY{'ABCDEFGHI'[i]} (Reuters) - Word{i} won.", "source": "Mirror"}
        for i in range(9)
    ]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    _, report = cleaned_in_batches(path, 60)
    (source,) = report.sources
    assert [(s.reason, s.n_articles) for s in source.segments] == [("dateline", 9)]


def test_no_articles(tmp_path):
    path = tmp_path / "none.jsonl"
    path.write_text("")
    texts, report = cleaned_in_batches(path, 10)
    assert texts == []
    assert report.n_articles == 0


def run(*arguments: object, stdin: bytes | None = None) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "broadsheet", *map(str, arguments)]
    return subprocess.run(command, input=stdin, capture_output=True, check=False)


@pytest.mark.parametrize("name", ["clean.jsonl", "clean.jsonl.gz", "clean.csv", "clean.parquet"])
def test_the_command_writes_what_the_name_says(path, tmp_path, name):
    done = run("clean", path, "-o", tmp_path / name)
    assert done.returncode == 0, done.stderr
    assert bs.read(tmp_path / name).text == bs.clean(bs.read(path)).articles.text
    assert b"600 of 600 articles changed" in done.stderr


def test_standard_input_is_read_twice(path):
    done = run("clean", "-", stdin=gzip.decompress(path.read_bytes()))
    assert done.returncode == 0, done.stderr
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert [row["text"] for row in rows] == list(bs.clean(bs.read(path)).articles.text)


def test_a_file_of_another_kind_is_refused_before_anything_is_read(path, tmp_path):
    done = run("clean", path, "-o", tmp_path / "clean.xlsx")
    assert done.returncode == 2
    assert b".parquet" in done.stderr


def test_what_is_broken_leaves_no_file(path, tmp_path):
    broken = tmp_path / "broken.jsonl"
    broken.write_bytes(gzip.decompress(path.read_bytes()) + b'{"text": 3}\n')
    done = run("clean", broken, "-o", tmp_path / "clean.parquet")
    assert done.returncode == 1
    assert b"line 601" in done.stderr
    assert {file.name for file in tmp_path.iterdir()} == {"broken.jsonl", "news.jsonl.gz"}
    left_out = run("clean", broken, "--skip-bad", "-o", tmp_path / "clean.parquet")
    assert left_out.returncode == 0
    assert left_out.stderr.count(b"line 601") == 1
    assert len(bs.read(tmp_path / "clean.parquet")) == 600


@pytest.mark.slow
def test_two_gigabytes_take_less_than_one(tmp_path):
    path = tmp_path / "huge.jsonl.gz"
    n_bytes = i = 0
    with gzip.open(path, "wb", compresslevel=1) as file:
        while n_bytes < 2_000_000_000:
            rows = [article(k) for k in range(i, i + 20)]
            rows[0]["text"] += " ".join(f" w{(i * 7919 + k * k) % 1_000_003}" for k in range(9_000))
            lines = "".join(json.dumps(row) + "\n" for row in rows).encode()
            file.write(lines)
            n_bytes += len(lines)
            i += 20
    done = run("clean", path, "-o", tmp_path / "clean.parquet")
    assert done.returncode == 0, done.stderr
    assert f"of {i:,} articles changed".encode() in done.stderr
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024
    print(f"{n_bytes / 1e6:,.0f} MB, {i:,} articles: peak {peak / 1e6:,.0f} MB")  # noqa: T201 - shown by pytest -s
    assert peak < 1_000_000_000
