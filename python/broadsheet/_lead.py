"""Which words open an article? Its first paragraphs, after captions and a dateline."""

from __future__ import annotations

import re

from . import _core

__all__ = ["lead"]

_PARAGRAPHS = 2
_SENTENCES = 3
_LEAST, _MOST = 200, 600  # characters
_LOOKED_AT = 4_000  # characters of a text
_SKIPPED = 3  # lines
_SHORT = 12  # words

_BLANK_LINE = re.compile(r"\n[^\S\n]*\n")
_LABEL = re.compile(
    r"(?:file photo|photo|image|image caption|caption|picture|foto|bild|immagine|imagen|фото)"
    r"\s*[:–—]|image (?:caption|copyright|source)\b",
    re.IGNORECASE,
)
_CREDIT = re.compile(
    r"[(/|©–—-]\s*(?:AP|AFP|EPA|EFE|ANSA|dpa|Reuters|Getty Images|PA|ТАСС|Xinhua)"
    r"(?:\s+(?:Photo|Images|file)\b)?[\s)/.]*$",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"[.!?…。！？؟۔।։]['\"’”»)\]]*$")
# What stands before a dash near the beginning; `_is_place` says whether it is a dateline.
_BEFORE_DASH = re.compile(r"\s*([^\n!?]{2,60}?)\s*(?:--+\s*|[-–—]\s+|[–—])")
_AGENCY = re.compile(r"(?:\([^()]{2,30}\)|/[^/]{2,30}/)\.?$")


def lead(text: str) -> str:
    r"""Give the first paragraphs of an article, after captions and without its dateline.

    Parameters
    ----------
    text : str
        Paragraphs are parted by blank lines, or are its lines where it has no blank line.

    Returns
    -------
    str
        The first two paragraphs, and more of them up to 200 characters; of a text in one line the
        first three sentences. At most 600 characters, cut between words.

    Notes
    -----
    Up to three lines at the beginning are left out that are labelled (``Photo:``), end in a credit
    (``/ AFP``), or have at most twelve words and no full stop: the latter not where the next line
    goes on in lower case, or most lines after the first three end in no full stop either. A
    dateline is up to 60 characters before a dash that name an agency in brackets or slashes, or
    begin with a word of three capitals or more.
    Only the first 4,000 characters are looked at: time does not grow with the text.

    Examples
    --------
    >>> lead("Photo: the bridge / AFP\nNORTHQUAY (AP) - The bridge opened. It is long.")
    'The bridge opened. It is long.'
    """
    text = text[:_LOOKED_AT]
    blocks = _BLANK_LINE.split(text) if _BLANK_LINE.search(text) else text.splitlines()
    paragraphs = [" ".join(block.split()) for block in blocks if block and not block.isspace()]
    if not paragraphs:
        return ""
    kept = paragraphs[_n_skipped(paragraphs) :] or paragraphs
    kept[0] = _without_dateline(kept[0])
    if len(kept) == 1:
        ends = _core.sentences(kept[0][: 2 * _MOST]).reshape(-1, 2)[:_SENTENCES, 1].tolist()
        return _cut(kept[0][: ends[-1]] if ends else kept[0])
    opening = kept[0]
    for count, paragraph in enumerate(kept[1:], 1):
        if count >= _PARAGRAPHS and len(opening) >= _LEAST:
            break
        opening += "\n" + paragraph
    return _cut(opening)


def _n_skipped(paragraphs: list[str]) -> int:
    """Count the lines before the running text: captions, bylines, headings."""
    # Of text that was broken into lines of one length, few lines end a sentence.
    others = paragraphs[_SKIPPED:] or paragraphs
    wrapped = 2 * sum(map(bool, map(_SENTENCE_END.search, others))) < len(others)
    following = [*paragraphs[1 : _SKIPPED + 1], ""]
    skipped = 0
    for line, after in zip(paragraphs[:_SKIPPED], following, strict=False):
        is_credit = bool(_LABEL.match(line) or _CREDIT.search(line))
        if not is_credit and (wrapped or not _is_heading(line, after)):
            break
        skipped += 1
    return skipped


def _is_heading(line: str, following: str) -> bool:
    short = len(line.split()) <= _SHORT and not _SENTENCE_END.search(line)
    return short and not following[:1].islower()


def _without_dateline(paragraph: str) -> str:
    match = _BEFORE_DASH.match(paragraph)
    return paragraph[match.end() :] if match and _is_place(match[1]) else paragraph


def _is_place(head: str) -> bool:
    first = head.split()[0].strip(",.:")
    return bool(_AGENCY.search(head)) or (len(first) > 2 and first.isalpha() and first.isupper())


def _cut(text: str) -> str:
    if len(text) <= _MOST:
        return text.strip()
    end = max(text.rfind(" ", 0, _MOST + 1), text.rfind("\n", 0, _MOST + 1))
    return text[: end if end > 0 else _MOST].strip()
