"""Stories of an invented outlet, the Mirror, for tests of cleaning."""

from __future__ import annotations

import broadsheet as bs

NOTICE = "Get the Mirror in your inbox:"
WORDS = ["many", "few", "old", "new", "kind", "odd", "fine", "grave"]


def name(number):
    """Return a word that no other number has."""
    return "".join("aeiou"[int(d) // 2] + "bcdfghklmn"[int(d)] for d in str(number)).title()


def story(number):
    """Return a story that shares no sentence with another number's."""
    return " ".join(
        f"Minister {name(number)} said {word} things about the bridge of {name(number * 100 + i)}."
        for i, word in enumerate(WORDS)
    )


def articles_of(texts, source="Mirror"):
    sources = [source] * len(texts) if isinstance(source, str) or source is None else source
    return bs.Articles(text=texts, source=sources)


def joined(original, cleaned):
    return tuple(
        "".join(text[begin:end] for begin, end in kept)
        for text, kept in zip(original.text, cleaned.kept, strict=True)
    )
