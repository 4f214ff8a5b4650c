"""Which characters were lost or cannot be read, and what were they probably? By what is around."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .scan import Place, matches

__all__ = ["UNREADABLE", "find_lost", "find_unreadable"]

# Control characters but for white space and U+0080 to U+009F, which are mojibake; lone
# surrogates; private use; noncharacters; U+FFFD. Runs of them, at most so many, are one word.
UNREADABLE = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ud800-\udfff\ue000-\uf8ff\ufdd0-\ufdef\ufffd-\uffff"
    "\U000f0000-\U0010ffff]{1,500}"
)

# A quotation mark and a question mark where an apostrophe, a closing quotation mark or a dash
# stood, with the character behind it: a question mark that ends a quotation has no letter behind.
_PAIR = re.compile(r'"\?(?<!=..)(?=[^\W_])|"\?(?<=\s..)(?=\s)')
_ENDINGS = r"(?:t|s|re|ve|ll|d|m)\b(?![=/])"  # doesn't, it's, we're
_FOR_APOSTROPHE = re.compile(rf'["?](?<=[a-z].)(?={_ENDINGS})')
_FOR_CURRENCY = re.compile(r"\?(?<!\S.)(?=\d)")
_APOSTROPHE = re.compile(_ENDINGS, re.IGNORECASE)


def find_lost(text: str) -> Iterator[Place]:
    r"""Find quotation and question marks that stand for characters which were lost.

    Parameters
    ----------
    text : str

    Yields
    ------
    Place
        Of kind "mojibake".

    Examples
    --------
    >>> lost = 'The workers"?strike, "it doesn"t stop,"?he said. "Why not"?'
    >>> [(place.begin, place.probably) for place in find_lost(lost)]
    [(11, '’ and a space'), (38, '” and a space'), (30, '’')]
    """
    if '"?' in text:
        for match in matches(_PAIR, text):
            yield Place("mojibake", *match.span(), _of_pair(text, match.start()))
    if '"' in text or "?" in text:
        for match in matches(_FOR_APOSTROPHE, text):
            yield Place("mojibake", *match.span(), "’")
    if " ?" in text:
        for match in matches(_FOR_CURRENCY, text):
            yield Place("mojibake", *match.span(), "a sign such as £ or €")


def _of_pair(text: str, begin: int) -> str:
    before = text[begin - 1 : begin] if begin else " "
    if before.isspace():
        return "a dash and a space, or “"
    return "’ and a space" if before.isalnum() else "” and a space"


def find_unreadable(text: str) -> Iterator[Place]:
    r"""Find U+FFFD, kind "replacement character", and others: kind "control character".

    Parameters
    ----------
    text : str

    Yields
    ------
    Place
        A run of either.

    Examples
    --------
    >>> for place in find_unreadable("It\ufffds caf\ufffd\ufffd \x00"):
    ...     print(place.kind, place.begin, place.probably)
    replacement character 2 ’
    replacement character 8 a letter beyond ASCII, such as é
    control character 11
    """
    for match in matches(UNREADABLE, text):
        run = match[0]
        begin, end = match.span()
        if "\ufffd" in run:
            yield Place("replacement character", begin, end, _of_replacement(text, begin, end))
        rest = [c for c in run if c != "\ufffd" and not "\x80" <= c <= "\x9f"]
        if rest:
            byte = ord(rest[0]) - 0xDC00  # as errors="surrogateescape" keeps it
            meant = f"the byte 0x{byte:02x}, undecoded" if 0x80 <= byte <= 0xFF else ""
            yield Place("control character", begin, end, meant)


def _of_replacement(text: str, begin: int, end: int) -> str:
    before, after = text[begin - 1 : begin] if begin else " ", text[end : end + 1] or " "
    if before.isdigit() and after.isdigit():
        return "–"
    if after.isdigit():
        return "a sign such as £ or €"
    if before.isalpha() and end == begin + 1 and _APOSTROPHE.match(text, end, end + 4):
        return "’"
    if before.isalpha() and (after.isalpha() or end > begin + 1):
        return "a letter beyond ASCII, such as é"
    if before.isspace() and after.isspace():
        return "–"
    if not before.isalnum() and after.isalpha():
        return "“"
    if not before.isspace() and not after.isalpha():
        return "” or ’"
    return ""
