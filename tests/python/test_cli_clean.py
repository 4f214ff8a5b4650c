# SPDX-License-Identifier: Apache-2.0
"""`broadsheet clean` writes the articles and, if asked for, a page of what went."""

import orjson
from click.testing import CliRunner

import broadsheet as bs
from broadsheet._cli import main


def run(*arguments, code=0):
    result = CliRunner().invoke(main, list(map(str, arguments)))
    assert result.exit_code == code, result.output
    return result


def test_clean_writes_a_page_of_what_went(tmp_path):
    rows = [
        {"id": str(i), "text": f"LONDON — {name} won.\n<b>Join us</b>!", "source": "<i>Lantern</i>"}
        for i, name in enumerate(["Ann", "Ben", "Cem"])
    ]
    news = tmp_path / "news.jsonl"
    news.write_bytes(b"\n".join(orjson.dumps(row) for row in rows))
    page = tmp_path / "page.html"
    result = run("clean", news, "--report", page, "-o", tmp_path / "clean.jsonl")
    assert bs.read(tmp_path / "clean.jsonl").text == ("Ann won.", "Ben won.", "Cem won.")
    html = page.read_text("utf-8")
    assert "&lt;b&gt;Join us&lt;/b&gt;!" in html
    assert "<b>" not in html
    assert "<i>" not in html
    assert "dateline" in html
    assert "Cleaned: 3 of 3 articles" in result.output
    without = run("clean", news, "--no-rules", "-o", tmp_path / "clean.jsonl")
    assert "LONDON" in bs.read(tmp_path / "clean.jsonl").text[0]
    assert "LONDON" not in without.output
    for wrong in (("--report", "-"), ("--report", page, "-o", page)):
        assert run("clean", news, *wrong, code=2).output
