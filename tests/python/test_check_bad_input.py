"""`check` on what no article should be: it ends, in linear time, and shows nothing as markup."""

from __future__ import annotations

import random
import threading
import time
from html.parser import HTMLParser

import orjson
import pytest

import broadsheet as bs

PAYLOADS = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</title><svg onload=alert(1)>",
    "' onmouseover='alert(1)",
    "{{ 7 * 7 }}{% for x in y %}",
    "<!-- --><iframe srcdoc='<b>'>",
    "&lt;b&gt; &amp; #39;",
    "nul \x00 escape \x1b[31m bell \x07 \x9b2J lone \ud800 end \ufffe",
    "\u202eright to left",
    "cafÃ© Â\x80 \x93",
]
UNSAFE = "\x00\x07\x1b\x9b\ud800\u202e"


class Tags(HTMLParser):
    def __init__(self, page):
        super().__init__()
        self.tags, self.names = set(), set()
        self.feed(page)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.names.update(name for name, _ in attrs)


def rows(attack):
    """Return articles that have findings of every kind of field, each with the attack."""
    body = f"The bridge {attack} opened again &amp; again"
    notice = f"Subscribe to continue {attack}"
    texts = [(body, None), (body, "2050-01-01"), ("", None), (notice, None)]
    return [
        {
            "id": f"{attack}{n}",
            "title": f"&amp; {attack}",
            "text": text,
            "source": attack,
            "date": day,
        }
        for n, (text, day) in enumerate(texts)
    ]


@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_payload_becomes_markup_or_drives_the_terminal(payload, tmp_path):
    attacked, harmless = bs.check(rows(payload)), bs.check(rows("harmless &amp; #39;"))
    pages = []
    for report in (attacked, harmless):
        report.to_html(tmp_path / "x.html")
        pages.append(Tags((tmp_path / "x.html").read_text("utf-8")))
    assert pages[0].tags <= pages[1].tags
    assert pages[0].names <= pages[1].names
    cells = {"caption", "table", "tbody", "td", "th", "thead", "tr"}
    assert Tags(attacked._repr_html_()).tags <= cells
    assert not set(UNSAFE) & set(repr(attacked))
    for finding in attacked:
        assert not set(UNSAFE) & set(finding.detail + finding.excerpt)


def test_the_page_loads_nothing_and_runs_nothing(tmp_path):
    bs.check(rows("x")).to_html(tmp_path / "x.html")
    page = (tmp_path / "x.html").read_text("utf-8")
    assert not {"script", "link", "img", "iframe", "object"} & Tags(page).tags
    assert "default-src 'none'; style-src 'unsafe-inline'" in page


def test_a_page_that_cannot_be_written_leaves_no_file(tmp_path):
    with pytest.raises(OSError, match="no such folder"):
        bs.check(["x"]).to_html(tmp_path / "missing" / "x.html")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("errors", ["surrogateescape", "replace"])
def test_ten_thousand_random_byte_strings(errors):
    rng = random.Random(errors)
    texts = [rng.randbytes(rng.randrange(200)).decode("utf-8", errors) for _ in range(10_000)]
    report = bs.check(bs.Articles(text=texts, title=texts[::-1]))
    for finding in report:
        field = getattr(report.articles, finding.field)[finding.row]
        if finding.begin is not None:
            assert 0 <= finding.begin < finding.end <= len(field)
    kind = "replacement character" if errors == "replace" else "control character"
    assert len(report.of(kind)) > 10_000
    orjson.dumps([finding.excerpt + finding.detail for finding in report])  # no lone surrogate


@pytest.mark.parametrize("codec", ["latin-1", "cp1251", "utf-16-le", "gbk"])
def test_random_bytes_of_other_encodings(codec):
    rng = random.Random(codec)
    texts = [rng.randbytes(400).decode(codec, "replace") for _ in range(500)]
    report = bs.check(bs.Articles(text=texts))
    assert all(f.end is None or f.end <= len(texts[f.row]) for f in report)


@pytest.mark.parametrize("text", ["\x00" * 1000, "\ud800" * 1000, "\U0001f600" * 1000])
def test_texts_of_one_character_only(text):
    report = bs.check([text, "The bridge opened again on Monday."])
    assert report.tokens_lost[0] in (0.0, 1.0)
    assert all(finding.row in (0, 1) for finding in report)


def test_no_articles():
    report = bs.check(bs.Articles(text=[]))
    assert len(report) == 0
    assert report.share_tokens_lost == 0.0
    assert report.to_dict()["findings"] == []


LONG = {
    "words": "bridge ",
    "tags": "<b>",
    "unclosed tags": "<a href=",
    "ampersands": "&#",
    "mojibake": "Ã©",
    "half of mojibake": "â€",
    "quotation marks": '"?',
    "backslashes": "\\",
    "replacement characters": "\ufffd",
    "nuls": "\x00",
    "brackets": "[…",
    "spaces": "x" + " " * 50,
    "cyrillic": "РС",
    "semicolons": "quot;",
    "dots": "...",
}


@pytest.mark.parametrize("piece", LONG.values(), ids=LONG)
def test_one_huge_line_takes_linear_time(piece):
    def seconds(n):
        text = piece * (n // len(piece))
        start = time.process_time()
        bs.check([text], n_jobs=1)
        return time.process_time() - start

    seconds(100_000)
    short = min(seconds(1_000_000) for _ in range(2))
    assert seconds(4_000_000) < 8 * short + 0.5


@pytest.mark.slow
def test_a_million_empty_articles():
    start = time.process_time()
    report = bs.check(bs.Articles(text=[""] * 1_000_000))
    assert report.counts() == {"empty text": 1_000_000}
    assert len(repr(report)) < 2_000
    assert time.process_time() - start < 60


@pytest.mark.slow
def test_a_page_of_a_million_findings_opens_in_a_browser(tmp_path):
    bs.check(bs.Articles(text=[""] * 1_000_000), kinds=["empty text"]).to_html(tmp_path / "x.html")
    assert (tmp_path / "x.html").stat().st_size < 1_000_000


def test_ctrl_c_stops_a_huge_line():
    import _thread

    text = "bridge &amp; cafÃ© " * 3_000_000  # some seconds
    begun = threading.Event()

    def interrupt():
        begun.wait()
        time.sleep(0.3)
        stopped.append(time.perf_counter())
        _thread.interrupt_main()

    stopped: list[float] = []
    thread = threading.Thread(target=interrupt)
    thread.start()
    with pytest.raises(KeyboardInterrupt):  # noqa: PT012 - the event belongs to the call
        begun.set()
        bs.check([text], n_jobs=1)
        time.sleep(60)  # where it ended too soon, this is interrupted, and the next line tells
    thread.join()
    assert time.perf_counter() - stopped[0] < 1.0
