"""The command line: what it prints and writes, and how it ends."""

from __future__ import annotations

import gzip
import os
import re
import signal
import subprocess
import sys
import time
from html.parser import HTMLParser

import orjson
import pytest

import broadsheet as bs
from broadsheet._cli import main
from command_line import run

COMMANDS = ("stories", "clean", "similar")
ESCAPE = "\x1b]0;owned\x07\x1b[2J\x9b31m"
ARTICLES = [
    ("s1", "Storm hits Port Velm", "A violent storm tore roofs off houses in Port Velm on Monday, "
     "and the harbour master closed the ferry line.", "2024-05-13", "Sun"),
    ("s2", "Ferries stopped as storm batters Port Velm", "Roofs were torn off houses as a "
     "violent storm reached Port Velm; the harbour master closed the ferry line.", "2024-05-14",
     "Echo"),
    ("r1", "Bank of Orland raises rates", "The central bank of Orland raised its interest rate to "
     "four per cent, governor Ilse Marn announced.", "2024-05-14", "Sun"),
    ("r2", "Orland's interest rate at four per cent", "Governor Ilse Marn of the central bank of "
     "Orland announced an interest rate of four per cent.", "2024-05-14T18:30:00+02:00", "Echo"),
    ("c1", "<b>Chess</b> prodigy wins", "Twelve-year-old Tamsin Ohr won the national chess title "
     "after a queen sacrifice.", None, None),
]  # fmt: skip
ROWS = [dict(zip(("id", "title", "text", "date", "source"), row, strict=True)) for row in ARTICLES]
LINES = b"".join(orjson.dumps(row) + b"\n" for row in ROWS)
KINDS = ".txt, .jsonl, .csv (both also .gz) or .parquet"
PROGRAM = [sys.executable, "-m", "broadsheet"]


@pytest.fixture
def news(tmp_path):
    path = tmp_path / "news.jsonl"
    path.write_bytes(LINES)
    return path


def json_lines(data):
    return [orjson.loads(line) for line in data.splitlines()]


def only_the_input(folder):
    return [path.name for path in folder.iterdir()] == ["news.jsonl"]


# ---- stories --------------------------------------------------------------------------------


def test_stories_prints_a_table(news):
    shown = run("stories", news).stdout
    found = bs.stories(bs.read(news))
    assert found.labels_.tolist() == [0, 0, 1, 1, 2]
    assert "Port Velm" in shown
    assert "2024-05-13" in shown
    assert len(shown.splitlines()) < 10


def test_stories_writes_labels_page_and_json(news, tmp_path):
    out, page = tmp_path / "out.jsonl", tmp_path / "out.html"
    shown = run("stories", news, "-o", out, "--html", page, "--json").stdout
    found = bs.stories(bs.read(news))
    assert orjson.loads(shown) == orjson.loads(orjson.dumps(found.to_dict()))
    assert json_lines(out.read_bytes()) == [
        {"id": row["id"], "story": label} for row, label in zip(ROWS, [0, 0, 1, 1, 2], strict=True)
    ]
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "news.jsonl", "out.html", "out.jsonl",
    ]  # fmt: skip
    text = page.read_text("utf-8")
    tags = set()
    parser = HTMLParser()
    parser.handle_starttag = lambda tag, _: tags.add(tag)
    parser.feed(text)
    assert "script" not in tags
    assert "<b>Chess" not in text
    assert "&lt;b&gt;Chess" in text


def test_stories_options_reach_the_function(news):
    def labels(*options):
        return [
            line["story"] for line in json_lines(run("stories", news, "-o", "-", *options).stdout)
        ]

    assert labels() == [0, 0, 1, 1, 2]
    assert labels("--min-similarity", "0.99") == [0, 1, 2, 3, 4]
    assert labels("--time-scale", "1s") == [0, 1, 2, 3, 4]
    assert labels("--time-scale", "none", "--no-clean", "--jobs", "1") == [0, 0, 1, 1, 2]


def test_standard_input_and_columns(news):
    rows = [
        {"url": row["id"], "head": row["title"], "body": row["text"], "day": row["date"]}
        for row in ROWS
    ]
    stdin = b"".join(orjson.dumps(row) + b"\n" for row in rows)
    names = ("--id", "url", "--title", "head", "--text", "body", "--date", "day")
    shown = run("stories", "-", "-o", "-", *names, stdin=stdin).stdout
    assert shown == run("stories", news, "-o", "-").stdout


def test_several_files_a_folder_and_a_glob_are_one_input(news, tmp_path):
    for number, line in enumerate(LINES.splitlines(keepends=True)):
        (tmp_path / f"part{number}.jsonl.gz").write_bytes(gzip.compress(line))
    expected = run("stories", news, "-o", "-").stdout
    news.unlink()
    parts = sorted(tmp_path.iterdir())
    assert run("stories", *parts, "-o", "-").stdout == expected
    assert run("stories", tmp_path, "-o", "-").stdout == expected
    assert run("stories", tmp_path / "part*", "-o", "-").stdout == expected


def test_missing_texts_and_ids(tmp_path):
    path = tmp_path / "a.jsonl"
    path.write_bytes(LINES + b'{"id": "s1", "text": null}\n')
    shown = run("stories", path, "-o", "-", "--missing", "skip").stdout
    assert len(json_lines(shown)) == 5
    shown = run("stories", path, "-o", "-", "--missing", "empty", "--id", "").stdout
    assert [line["id"] for line in json_lines(shown)] == ["0", "1", "2", "3", "4", "5"]


# ---- clean and similar ----------------------------------------------------------------------


def test_clean_writes_what_read_reads(news, tmp_path):
    result = run("clean", news)
    first, *_, last = json_lines(result.stdout)
    assert first == ROWS[0] | {"date": "2024-05-13T00:00:00Z"}
    assert (last["date"], last["source"]) == (None, None)
    (tmp_path / "clean.jsonl").write_bytes(result.stdout_bytes)
    cleaned = bs.clean(bs.read(news))
    assert bs.read(tmp_path / "clean.jsonl") == cleaned.articles
    assert str(cleaned.report) in result.stderr
    quiet = run("clean", news, "-o", tmp_path / "again.jsonl")
    assert quiet.stdout == ""
    assert bs.read(tmp_path / "again.jsonl") == cleaned.articles
    report = run("clean", news, "--json", "-o", tmp_path / "again.jsonl")
    assert orjson.loads(report.stdout) == orjson.loads(
        orjson.dumps(cleaned.report.to_dict(), option=orjson.OPT_NON_STR_KEYS)
    )
    assert report.stderr == ""


def test_similar_finds_the_other_report_of_the_same_event(news, tmp_path):
    lines = json_lines(run("similar", news, "-k", "1", "--json").stdout)
    assert [line["id"] for line in lines] == [row["id"] for row in ROWS]
    assert [line["similar"][0]["id"] for line in lines[:4]] == ["s2", "s1", "r2", "r1"]
    assert lines[0]["similar"][0]["similarity"] == lines[1]["similar"][0]["similarity"]
    assert 0.2 < lines[0]["similar"][0]["similarity"] < 1
    strict = run("similar", news, "--min-similarity", "0.999", "-o", "-", "--no-clean").stdout
    assert [line["similar"] for line in json_lines(strict)] == [[]] * 5
    table = run("similar", news, "-k", "1", "-o", tmp_path / "out.jsonl").stdout
    assert table.splitlines()[0] == "s1  Storm hits Port Velm"
    assert re.match(r"    0\.\d{3}  s2  Ferries", table.splitlines()[1])
    assert json_lines((tmp_path / "out.jsonl").read_bytes()) == lines


@pytest.mark.parametrize("command", COMMANDS)
def test_titles_cannot_drive_the_terminal(command, news):
    rows = [row | {"title": ESCAPE + row["title"]} for row in ROWS]
    news.write_bytes(b"".join(orjson.dumps(row) + b"\n" for row in rows))
    result = run(command, news)
    assert "owned" in result.stdout
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f]", result.stdout + result.stderr)


# ---- errors ---------------------------------------------------------------------------------

BAD_DATA = [
    # name, bytes, options, the line on standard error after the file's name
    ("not UTF-8", LINES + b'{"text": "caf\xe9"}', (),
     ", line 6, byte 14: not UTF-8 (0xe9); convert it"),
    ("broken JSON", b'{"text": "x"}\n' * 999 + b"{oops}\n", (),
     ", line 1000, column 2: broken JSON ("),
    ("no text column", b'{"body": "x"}\n', (),
     ', line 1, field "text": there is none; the fields are: body'),
    ("no named column", LINES, ("--title", "headline"), None),
    ("no date", LINES + b'{"text": "x", "date": "yesterday"}', (),
     ', line 6, field "date": "yesterday" is not a date in the years 1 to 9999; give it in '
     "ISO 8601, as 2024-05-17 or 2024-05-17T08:30:00Z"),
    ("null text", b'{"text": null}\n', (), ', line 1, field "text": the text is null; '),
    ("wrong type", b'{"text": 5}\n', (),
     ', line 1, field "text": 5 is int, but a text must be a string'),
    ("duplicate id", LINES + LINES[: LINES.index(b"\n")], (),
     ', line 6, field "id": "s1" is also the id of '),
    ("control characters", b'{"text": "x", "date": "\\u001b[2J\\n"}\n', (),
     ', line 1, field "date": "\ufffd[2J" is not a date'),
]  # fmt: skip


@pytest.mark.parametrize(
    ("data", "options", "message"),
    [case[1:] for case in BAD_DATA],
    ids=[case[0] for case in BAD_DATA],
)
@pytest.mark.parametrize("command", COMMANDS)
def test_bad_data_is_one_line_and_no_file(command, data, options, message, news, tmp_path):
    news.write_bytes(data)
    result = run(command, news, "-o", tmp_path / "out.jsonl", *options, code=1)
    assert result.stdout == ""
    start = f"broadsheet: error: {news}{message}"
    if message is None:
        start = (
            'broadsheet: error: no row has a field "headline", named for title; the fields are: '
        )
    assert result.stderr.startswith(start)
    assert result.stderr.count("\n") == 1
    assert result.stderr.endswith("\n")
    assert only_the_input(tmp_path)


@pytest.mark.parametrize("command", ["stories", "similar"])
def test_all_texts_empty(command, news, tmp_path):
    news.write_bytes(b'{"text": ""}\n{"text": " "}\n')
    page = ("--html", tmp_path / "out.html") if command == "stories" else ()
    result = run(command, news, "-o", tmp_path / "out.jsonl", *page, code=1)
    said = r"broadsheet: error: .*\.jsonl: none of the 2 articles has a word.*\n"
    assert re.fullmatch(said, result.stderr)
    assert result.stdout == ""
    assert only_the_input(tmp_path)


@pytest.mark.parametrize("command", COMMANDS)
def test_places_without_articles(command, tmp_path):
    (tmp_path / "folder").mkdir()
    for place, message in {
        tmp_path / "folder": f"a folder without articles; it needs {KINDS} files",
        tmp_path / "none.jsonl": "no such file or folder; ",
        tmp_path / "*.jsonl": f"matches no {KINDS} file",
    }.items():
        result = run(command, place, code=1)
        assert result.stderr.startswith(f"broadsheet: error: {place}: {message}")
        assert result.stderr.count("\n") == 1


def test_bad_standard_input_is_named():
    result = run("stories", "-", stdin=b"{}\n", code=1)
    assert result.stderr == (
        'broadsheet: error: standard input, line 1, field "text": there is none; '
        "there are no fields\n"
    )


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("stories",), "Missing argument"),
        (("group", "{news}"), "No such command"),
        (("stories", "{news}", "--threshold", "1"), "No such option"),
        (("stories", "{news}", "--min-similarity", "2"), "'--min-similarity'"),
        (("stories", "{news}", "--min-similarity", "0"), "'--min-similarity'"),
        (("similar", "{news}", "--min-similarity", "nan"), "'--min-similarity'"),
        (("stories", "{news}", "--time-scale", "soon"), "'soon' is no duration"),
        (("stories", "{news}", "--time-scale", "4 weeks"), "'4 weeks' is no duration"),
        (("stories", "{news}", "--missing", "drop"), "'--missing'"),
        (("stories", "{news}", "--jobs", "0"), "'--jobs'"),
        (("similar", "{news}", "-k", "0"), "'-k'"),
        (("stories", "{news}", "-o", "{folder}/nowhere/out.jsonl"), "there is no folder"),
        (("stories", "{news}", "--html", "{folder}"), "is a directory"),
        (("stories", "{news}", "-o", "-", "--json"), "both take standard output"),
        (("clean", "{news}", "-o", "-", "--json"), "both take standard output"),
        (("stories", "{news}", "--html", "-"), "--html takes a file of its own"),
        (("stories", "{news}", "-o", "{folder}/x", "--html", "{folder}/./x"), "a file of its own"),
    ],
)
def test_wrong_usage_is_code_2(arguments, message, news, tmp_path):
    arguments = [part.format(news=news, folder=tmp_path) for part in arguments]
    result = run(*arguments, code=2)
    assert message.lower() in result.stderr.lower()
    assert result.stdout == ""
    assert only_the_input(tmp_path)


# ---- the real program -----------------------------------------------------------------------


def test_help_and_version_are_immediate():
    for arguments in (["--help"], ["stories", "--help"], ["check", "--help"], ["--version"]):
        command = [sys.executable, "-X", "importtime", "-m", "broadsheet", *arguments]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        loaded = set(re.findall(r"\|\s+(\w+)\s*$", done.stderr, re.MULTILINE))
        assert "click" in loaded
        assert not loaded & {"numpy", "scipy", "sklearn", "orjson", "jinja2", "tqdm", "pandas"}
    assert done.stdout == f"broadsheet, version {bs.__version__}\n"
    assert all(command in main.commands for command in COMMANDS)


def test_help_takes_less_than_three_tenths_of_a_second():
    took = []
    for _ in range(5):  # the machine may be busy with something else
        start = time.perf_counter()
        subprocess.run([*PROGRAM, "--help"], capture_output=True, check=True)
        took.append(time.perf_counter() - start)
    assert min(took) <= 0.3


def test_a_real_run_from_a_pipe_to_a_file(tmp_path):
    command = [*PROGRAM, "stories", "-", "-o", "out.jsonl"]
    done = subprocess.run(command, input=LINES, capture_output=True, cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"Port Velm" in done.stdout
    assert len(json_lines((tmp_path / "out.jsonl").read_bytes())) == 5


def test_a_real_error_has_no_traceback(tmp_path):
    (tmp_path / "a.jsonl").write_bytes(b"{\n")
    done = subprocess.run(
        [*PROGRAM, "stories", "a.jsonl"], capture_output=True, text=True, cwd=tmp_path
    )
    assert done.returncode == 1
    assert re.fullmatch(
        r"broadsheet: error: a\.jsonl, line 1, column \d+: broken JSON \([^()]+\); "
        r"each line must be one JSON object\n",
        done.stderr,
    )


def test_a_terminal_of_another_encoding_gets_question_marks(news):
    environment = {**os.environ, "PYTHONIOENCODING": "ascii"}
    news.write_bytes(LINES.replace(b"Storm", "Stürm".encode()))
    done = subprocess.run(
        [*PROGRAM, "similar", str(news)], capture_output=True, env=environment, check=True
    )
    assert done.stdout.startswith(b"s1  St?rm hits")


posix = pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")


@posix
def test_ctrl_c_ends_with_130(tmp_path):
    with subprocess.Popen(
        [*PROGRAM, "stories", "-", "-o", "out.jsonl"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=tmp_path,
    ) as program:  # fmt: skip
        program.stdin.write(b" " * 1_000_000)  # more than a pipe holds, so that it is being read
        program.stdin.flush()
        program.send_signal(signal.SIGINT)
        stdout, stderr = program.communicate(timeout=60)
    assert (program.returncode, stdout, stderr) == (130, b"", b"broadsheet: interrupted\n")
    assert list(tmp_path.iterdir()) == []


@posix
@pytest.mark.parametrize("unbuffered", ["", "1"])  # with 1, Python's write() may write a part only
def test_a_reader_that_leaves_early_is_no_error(unbuffered, tmp_path):
    many = [{"id": str(i), "title": "x" * 200, "text": f"word{i}"} for i in range(3000)]
    path = tmp_path / "many.jsonl"
    path.write_bytes(b"".join(orjson.dumps(row) + b"\n" for row in many))
    for command in ("similar", "clean"):  # text and bytes
        with subprocess.Popen(
            [*PROGRAM, command, str(path)],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            env={**os.environ, "PYTHONUNBUFFERED": unbuffered},
        ) as program:  # fmt: skip
            program.stdout.readline()
            program.stdout.close()
            stderr = program.stderr.read()
        assert (program.returncode, stderr) == (141, b"")


@posix
def test_a_full_disk_leaves_the_old_file(news, tmp_path):
    def limit_file_size():
        import resource

        resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))

    out = tmp_path / "out.jsonl"
    out.write_bytes(b"old")
    done = subprocess.run(
        [*PROGRAM, "clean", str(news), "-o", str(out)],
        capture_output=True, text=True, preexec_fn=limit_file_size,
    )  # fmt: skip
    assert done.returncode == 1
    assert re.fullmatch(r"broadsheet: error: .*File too large.*\n", done.stderr)
    assert out.read_bytes() == b"old"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["news.jsonl", "out.jsonl"]
