"""What was read in the wrong encoding, and what did it say? Mojibake, by a small table.

UTF-8 writes a character beyond ASCII as one byte from C2 to F4 and one to three from 80 to BF. An
encoding of one byte a character reads that as a pair or more of which hardly any occurs in text.
Written again in that encoding, one byte a character, a pattern over bytes finds it, and decoding
as UTF-8 says what it was; what does not decode is no mojibake.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from .scan import LONGEST_MATCH, WINDOW, Place, matches

__all__ = ["find_mojibake"]

# Of one sequence alone only those of which the characters stand so in no language; of others it
# takes two in a row. Capitals with an accent may well come before a quotation mark or a dash.
_LATIN = re.compile(
    rb"""
    (?:[\xc2-\xdf][\x80-\xbf] | [\xe0-\xef][\x80-\xbf]{2} | \xf0[\x90-\xbf][\x80-\xbf]{2}){2,100}
  | \xe2[\x80\x82\x84][\x80-\xbf]                # quotation marks, dashes, the euro, the trade mark
  | \xf0\x9f[\x80-\xbf]{2}                       # emoji
  | \xef\xbb\xbf | \xef\xbf\xbd                  # byte order mark, U+FFFD
  | [\xc2\xc3][\x80\x81\x83\x86-\x8a\x8c-\x90\x98-\x9a\x9c-\x9f\xa1-\xaa\xac-\xba\xbc-\xbf]
  | (?<![A-Z\xc0-\xde\x91\x93\xab"'])[\xc2\xc3][\x80-\xbf]  # and a mark, a dash or such a space
  | (?<=[a-z])[\xc4\xc5][\x80-\xbf] | [\xc4\xc5][\x80-\xbf](?=[a-z])
  | \xe2\x80 (?![\x80-\xbf])                     # a closing quotation mark, whose 9D was dropped
  | (?<=[a-z.,;:!?]) \xc2 (?=\x20)               # a no-break space that became a plain one
    """,
    re.VERBOSE,
)
# What all of these begin with: found several times sooner than they are.
_CANDIDATE = re.compile(rb"[\xc2-\xf4](?=[\x80-\xbf]|(?<=\xc2)\x20)")
_CYRILLIC = re.compile(rb"(?:[\xd0\xd1][\x80-\xbf]){3,100}|\xe2\x80[\x80-\xbf]")
_MACINTOSH = re.compile(rb"\xe2\x80[\x80-\xbf]|\xc3[\x80-\xbf]|\xc2[\xa0-\xbf]")
_GBK = re.compile("鈥.?", re.DOTALL)  # E2 80 and what follows, read as GBK


class _Reader(NamedTuple):
    """An encoding in which UTF-8 is read by mistake: one of `needles` is then in the text."""

    needles: tuple[str, ...]
    table: Any  # as `codecs.charmap_encode` takes it
    pattern: re.Pattern[bytes]


def _reader(codec: str, pattern: re.Pattern[bytes], needles: str) -> _Reader:
    read = (bytes([byte]).decode(codec, "replace") for byte in range(256))
    # a byte that it does not define is passed on as the control character of its number
    characters = "".join(
        chr(byte) if character == "�" else character for byte, character in enumerate(read)
    )
    return _Reader(tuple(needles.split()), codecs.charmap_build(characters), pattern)


_LATIN_1 = _reader(
    "latin-1", _LATIN, "Ã Â â\x80 Ä Å Î Ï Ð Ñ × Ø Ù à á ã ä å æ ç è é ê ë ì í ï ð\x9f"
)
_READERS = (
    _LATIN_1,
    _reader("cp1252", _LATIN, "Ã Â â€ Ä Å Î Ï Ð Ñ × Ø Ù à á ã ä å æ ç è é ê ë ì í ï ðŸ"),
    _reader("cp1251", _CYRILLIC, "Р С вЂ"),
    _reader("mac_roman", _MACINTOSH, "‚Ä √ ¬"),
)
_CONTROL = re.compile("[\x80-\x9f]")
_CONTROLS = tuple(map(chr, range(0x80, 0xA0)))
_CHARACTER_LOST = {b"\xe2\x80": "”", b"\xc2": "a no-break space"}
_MOST_READINGS = 3


def find_mojibake(text: str) -> Iterator[Place]:
    r"""Find UTF-8 that was read as Windows-1252, Latin-1, Windows-1251, Mac Roman or GBK.

    Also Windows-1252 that was read as Latin-1, which leaves control characters.

    Parameters
    ----------
    text : str

    Yields
    ------
    Place
        Of kind "mojibake", with what it was, also where that was read wrongly twice.

    Notes
    -----
    Linear in the text; ASCII is passed over at once, and an encoding is tried only where one of
    the characters that it needs is in the text.

    Examples
    --------
    >>> [place.probably for place in find_mojibake("The cafÃ©â€™s owner")]
    ['é’']
    >>> [place.probably for place in find_mojibake("itÃ¢â‚¬â„¢s \x93good\x94")]
    ['’', '“', '”']
    """
    if text.isascii():
        return
    found: list[Place] = []
    has_controls = any(control in text for control in _CONTROLS)
    for reader in _READERS:
        # without controls, Latin-1 reads what Windows-1252 reads
        if (has_controls or reader is not _LATIN_1) and any(
            needle in text for needle in reader.needles
        ):
            found += _read_by(reader, text)
    if "鈥" in text:
        for match in matches(_GBK, text):
            meant = match[0].encode("gbk", "ignore").decode("utf-8", "ignore")
            found.append(Place("mojibake", *match.span(), meant or "a quotation mark or a dash"))
    if has_controls:
        for match in matches(_CONTROL, text):
            meant = match[0].encode("latin-1").decode("cp1252", "ignore")
            found.append(Place("mojibake", *match.span(), meant))
    done = 0
    for place in sorted(found, key=lambda place: (place.begin, -place.end)):
        if place.begin >= done:  # of places that overlap, what explains more
            done = place.end
            yield place


def _read_by(reader: _Reader, text: str) -> Iterator[Place]:
    """Find what a reader makes of UTF-8."""
    done = 0
    for begin in range(0, len(text), WINDOW):
        start = max(begin - 1, 0)  # the character before may matter
        part = text[start : begin + WINDOW + LONGEST_MATCH]
        # one byte a character: places are the same
        data, _ = codecs.charmap_encode(part, "replace", reader.table)
        for candidate in _CANDIDATE.finditer(data):
            first = start + candidate.start()
            if first >= begin + WINDOW:
                break
            match = reader.pattern.match(data, candidate.start())
            if match is None or first < max(begin, done):
                continue
            meant = _CHARACTER_LOST.get(match[0]) or _decode(match[0], reader)
            if meant is not None:
                done = start + match.end()
                yield Place("mojibake", first, done, meant)


def _decode(data: bytes, reader: _Reader) -> str | None:
    """Decode UTF-8, again where the result is such bytes once more; None where it is not UTF-8."""
    meant = None
    for _ in range(_MOST_READINGS):
        try:
            meant = data.decode()
            data, _ = codecs.charmap_encode(meant, "strict", reader.table)
        except UnicodeError:
            break
    return meant
