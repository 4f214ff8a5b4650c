"""Damaged characters and markup: where they are, and what stood there."""

from __future__ import annotations

import re

import numpy as np
import pytest

import broadsheet as bs
from broadsheet._health.encoding import find_mojibake
from broadsheet._health.lost import find_lost, find_unreadable
from broadsheet._health.markup import find_markup
from broadsheet._health.scan import matches

STORY = (
    "The bridge over the Velm opened again on Monday, four years after the flood took its middle "
    "arch, and the mayor thanked all who had worked on it through two winters."
)


def only(texts, kind):
    """Give the only finding, which must be of that kind."""
    (finding,) = bs.check(texts)
    assert finding.kind == kind
    return finding


def probable(scan, text):
    return [(text[place.begin : place.end], place.probably) for place in scan(text)]


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("cafÃ©", "é"),
        ("itâ€™s", "’"),
        ("itâ\x80\x99s", "’"),
        ("he said â€œyes", "“"),
        ("yesâ€\x9d", "”"),
        ("yesâ€ he", "”"),
        ("Â£5", "£"),
        ("end.Â Then", "a no-break space"),
        ("Ð¿Ñ€Ð¸Ð²ÐµÑ‚", "привет"),
        ("РїСЂРёРІРµС‚", "привет"),
        ("МинистрвЂ™", "’"),
        ("æ–°é—»", "新闻"),
        ("ðŸ˜€", "😀"),
        ("WaÅ‚Ä™sa", "łę"),
        ("it‚Äôs", "’"),
        ("caf√©", "é"),
        ("it鈥檚", "’s"),
        ("ï»¿The", "\ufeff"),
        ("itÃ¢â‚¬â„¢s", "’"),
        ("itÃ¢Â\x80Â\x99s", "’"),
        ("Ã¢â‚¬Å“Just DieÃ¢â‚¬Â\x9d", "“"),
        ("don\x92t", "’"),
        ("\x93yes\x94", "“"),
    ],
)
def test_mojibake_says_what_it_was(wrong, right):
    assert probable(find_mojibake, wrong)[0][1] == right
    finding = only(
        [f"{STORY} {wrong} {STORY[::-1]}", "Twelve chess players met in Velm."], "mojibake"
    )
    assert finding.probably == right
    assert finding.begin >= len(STORY) + 1
    assert finding.excerpt


@pytest.mark.parametrize("codec", ["cp1252", "latin-1"])
@pytest.mark.parametrize(
    "text", ["Zoë’s café – “naïve” … Ærø, 100 €", "Привет, мир", "ἀρχή", "“新闻”"]
)
def test_utf8_read_in_another_encoding_is_found(text, codec):
    damaged = "".join(bytes([byte]).decode(codec, "ignore") or chr(byte) for byte in text.encode())
    assert "".join(right for _, right in probable(find_mojibake, damaged))
    assert not probable(find_mojibake, text)


@pytest.mark.parametrize(
    "text",
    [
        "ATTACHÉ’S “MÜNCHEN” GEÄNDERT – SPASS À L’ÉCOLE « DÉJÀ »",
        "Spaß“, sagte er. Größe – „Öl“. Ähnlich: Ä…",
        "AMANHÃ” É ASSIM. Não há “Ã” nem Â. SÃO",
        "à 10 € « très » naïve… blessé…” où – «\u00a0déjà\u00a0»",
        "ÅÄÖ – Åse “Åse” Å…",
        "Ему 25 лет — «Сё» “Ё” №5, С° и Р°",
        "Škoda “Œuvre” žena™ ‚Ärger‘",
        "√2 ≈ 1.41 ¬p",
        "東京で「新聞」を読む。",
        "Việt Nam – ‘Ở đâu’ Â.",
    ],
)
def test_what_is_rightly_written_is_no_mojibake(text):
    assert probable(find_mojibake, text) == []


def test_quotation_and_question_marks_in_place_of_others():
    text = (
        'The workers"?strike went on "?at least "?for days, "it doesn"t stop,"?he said. '
        'He asked: "Why not"? "Who", she said, "knows"? It costs ?5 and isn?t cheap.'
    )
    assert probable(find_lost, text) == [
        ('"?', "’ and a space"),
        ('"?', "a dash and a space, or “"),
        ('"?', "a dash and a space, or “"),
        ('"?', "” and a space"),
        ('"', "’"),
        ("?", "’"),
        ("?", "a sign such as £ or €"),
    ]


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("it\ufffds", "’"),
        ("Beyonc\ufffd\ufffd was", "a letter beyond ASCII, such as é"),
        ("fined \ufffd1,000", "a sign such as £ or €"),
        ("from 1914\ufffd1918", "–"),
        ("here \ufffd there", "–"),
        ("said: \ufffdCome", "“"),
        ("came.\ufffd ", "” or ’"),
    ],
)
def test_replacement_characters_say_what_they_probably_were(text, right):
    (place,) = find_unreadable(text)
    assert (place.kind, place.probably) == ("replacement character", right)


def test_control_characters_surrogates_and_undecoded_bytes():
    text = b"a \x00 b \xff c".decode(errors="surrogateescape") + " \ue000 \ud800"
    found = [(place.kind, place.probably) for place in find_unreadable(text)]
    assert found == [
        ("control character", ""),
        ("control character", "the byte 0xff, undecoded"),
        ("control character", ""),
        ("control character", ""),
    ]
    assert (
        only([f"{STORY} {text}", "Twelve chess players met in Velm."], "control character").n == 4
    )


def test_broken_entities():
    text = "didn #39;t  #36;10  quot;yes quot;, J amp;J; #8212; end of quot; AT&amp;T #11522; a #1;"
    found = [found for found in find_markup(text) if found.kind == "broken entity"]
    meant = [(text[f.begin : f.end], f.probably) for f in found]
    assert meant == [
        ("#39;", "'"),
        ("#36;", "$"),
        ("#8212;", "—"),
        ("quot;", '"'),
        ("quot;", '"'),
        ("amp;", "&"),
        ("quot;", '"'),
    ]


def test_html():
    text = (
        'A <b>bridge</b> &amp; <a href="https://x.example/?a=1&b=2">more</a><br /> &#8217; '
        "<!-- x --> AT&T; <TXN.N> <U> 3 < 4 > 2 <you@example.org> <unknown> a<b and c>d <p>"
    )
    found = [(text[p.begin : p.end], p.probably) for p in find_markup(text) if p.kind == "html"]
    assert sorted(found) == sorted(
        [
            ("&amp;", "&"),
            ("&#8217;", "’"),
            ("<b>", ""),
            ("</b>", ""),
            ('<a href="https://x.example/?a=1&b=2">', ""),
            ("</a>", ""),
            ("<br />", ""),
            ("<!--", ""),
            ("<p>", ""),
        ]
    )


def test_backslashes():
    text = r"it\u2019s a\line, \"yes\", more.\nThen \$5"
    found = [(text[p.begin : p.end], p.probably) for p in find_markup(text)]
    assert found == [
        (r"\u2019", "’"),
        ("\\", "a line break"),
        (r"\"", '"'),
        (r"\"", '"'),
        (r"\n", "a line break"),
        (r"\$", "$"),
    ]
    assert not list(find_markup(r"saved in C:\Users\news today"))


# ---- windows --------------------------------------------------------------------------------


def test_matches_in_windows_are_those_of_finditer(monkeypatch):
    monkeypatch.setattr("broadsheet._health.scan.WINDOW", 7)
    monkeypatch.setattr("broadsheet._health.scan.LONGEST_MATCH", 5)
    rng = np.random.default_rng(0)
    for pattern in ("a+?b", "ab|ba", "(?<=a)b{1,4}", "a{1,3}(?=b)"):
        compiled = re.compile(pattern)
        for _ in range(200):
            text = "".join(rng.choice(list("aab "), size=rng.integers(0, 60)))
            if any(m.end() - m.start() > 4 for m in compiled.finditer(text)):
                continue
            assert [m.span() for m in matches(compiled, text)] == [
                m.span() for m in compiled.finditer(text)
            ]


def test_mojibake_in_windows(monkeypatch):
    text = "x" * 5 + "itâ€™s cafÃ© ПриветÐ¿Ñ€Ð¸Ð²ÐµÑ‚ " * 40
    whole = list(find_mojibake(text))
    assert len(whole) == 120
    monkeypatch.setattr("broadsheet._health.encoding.WINDOW", 64)
    assert list(find_mojibake(text)) == whole
