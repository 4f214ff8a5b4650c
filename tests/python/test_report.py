"""The HTML page: self-contained, readable without a script, and article text is only ever text."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest

import broadsheet as bs

PAYLOADS = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</title><svg onload=alert(1)>",
    "' onmouseover='alert(1)",
    "{{ 7 * 7 }}{% for x in y %}",
    "javascript:alert(1)",
    "<!-- --><iframe srcdoc='<b>'>",
    "&lt;b&gt; &amp;",
    "nul \x00 escape \x1b[31m lone \ud800 end \ufffe",
    "\u202eright to left",
]


class Tags(HTMLParser):
    """All tags with their attributes, and all text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(page)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.text += data


def page(rows, tmp_path, **options) -> str:
    target = tmp_path / "stories.html"
    bs.stories(rows, **options).to_html(target)
    return target.read_text("utf-8")


@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_payload_becomes_markup(payload, tmp_path):
    def rows(attack):
        return [
            {
                "id": f"{attack}{n}",
                "title": f"Bridge {attack}",
                "text": f"The bridge opened {attack} {n}",
                "source": attack,
            }
            for n in range(2)
        ]

    attacked, harmless = (Tags(page(rows(text), tmp_path)) for text in (payload, "harmless"))
    assert {tag for tag, _ in attacked.tags} <= {tag for tag, _ in harmless.tags}
    names = {name for _, attributes in harmless.tags for name in attributes}
    assert {name for _, attributes in attacked.tags for name in attributes} <= names
    table = Tags(bs.stories(rows(payload))._repr_html_())
    cells = {"caption", "table", "tbody", "td", "th", "thead", "tr"}
    assert {tag for tag, _ in table.tags} <= cells


def test_the_text_of_an_article_is_shown_as_it_is(tmp_path):
    shown = Tags(page([{"title": "A <b> & 'c' \"d\"", "text": "x1 y2"}], tmp_path)).text
    assert "A <b> & 'c' \"d\"" in shown


def test_the_page_loads_nothing_and_runs_nothing(tmp_path):
    parsed = Tags(page(["The bridge opened.", "The bridge opened today."], tmp_path))
    assert not {"script", "link", "img", "iframe", "object"} & {tag for tag, _ in parsed.tags}
    policies = [
        a["content"] for t, a in parsed.tags if a.get("http-equiv") == "Content-Security-Policy"
    ]
    assert policies == ["default-src 'none'; style-src 'unsafe-inline'"]


def test_every_article_is_on_the_page(tmp_path):
    rows = [{"id": f"article-{n}", "text": text} for n, text in enumerate(
        ["The bridge opened.", "The bridge opened today.", "A chess vote.", ""])]  # fmt: skip
    shown = Tags(page(rows, tmp_path)).text
    assert all(row["id"] in shown for row in rows)


TOLD = [
    ("a", "The toll bridge opened on Monday.", "2025-03-03T08:30:00", "Herald"),
    ("b", "The toll bridge opened on Monday; 40 lorries crossed.", "2025-03-03T10:00:00", "Post"),
    ("c", "The bridge needs a coat of paint, says nobody in the town.", "2025-03-04", "Post"),
]


def test_a_page_tells_who_was_first_what_is_new_and_what_kept_articles_alone(tmp_path):
    rows = [dict(zip(("id", "text", "date", "source"), row, strict=True)) for row in reversed(TOLD)]
    shown = " ".join(Tags(page(rows, tmp_path, min_similarity=0.2, clean=False)).text.split())
    assert "First: Herald, 2025-03-03 08:30; then Post (after 1 h 30 m)" in shown
    assert "Post · 2025-03-03 10:00 · b · 33 % new" in shown
    assert "New: lorries, crossed, 40" in shown
    assert shown.index("· a") < shown.index("· b")
    assert "Nearest: The toll bridge opened on Monday" in shown
    assert "both have bridge" in shown
    assert "Related: The bridge needs a coat of paint" in shown


def test_a_page_names_all_outlets_that_dates_do_not_tell_apart(tmp_path):
    rows = [{"text": "The toll bridge opened.", "date": "2025-03-03", "source": name}
            for name in ("Herald", "Post", "Globe")]  # fmt: skip
    shown = " ".join(Tags(page(rows, tmp_path, clean=False)).text.split())
    assert "First: Herald, Post and 1 more, 2025-03-03" in shown
    assert "then" not in shown


@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_source_title_or_id_becomes_markup_in_a_timeline(payload, tmp_path):
    def rows(attack):
        return [
            {"id": f"{attack}{name}", "text": f"{text} {attack} {text} {text}", "date": date,
             "source": f"{attack}{source}", "title": f"{attack} bridge"}
            for name, text, date, source in TOLD
        ]  # fmt: skip

    options = {"min_similarity": 0.9, "time_scale": "1D", "clean": False}
    attacked, harmless = (
        Tags(page(rows(text), tmp_path, **options)) for text in (payload, "harmless")
    )
    assert {tag for tag, _ in attacked.tags} <= {tag for tag, _ in harmless.tags} | {"mark"}
    links = [attributes["href"] for tag, attributes in attacked.tags if tag == "a"]
    assert links
    assert all(link.removeprefix("#story-").isdecimal() for link in links)


def test_a_page_that_cannot_be_written_leaves_no_file(tmp_path):
    found = bs.stories(["The bridge opened."])
    with pytest.raises(OSError, match="no such folder"):
        found.to_html(tmp_path / "missing" / "stories.html")
    assert list(tmp_path.iterdir()) == []
