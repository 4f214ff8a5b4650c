"""What of a page's or file's syntax was left in the text? Tags, entities, backslashes."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from .scan import Place, matches

__all__ = ["find_markup"]

# Names of elements that pages consist of. Not any name: <you@example.org> and <unknown> are text.
_ELEMENTS = (
    "abbr article aside audio big blockquote body br button caption center cite code col dd del "
    "div dl dt em embed figcaption figure font footer form frame h1 h2 h3 h4 h5 h6 head header "
    "hr html iframe img input ins label li link main meta nav noscript object ol option param "
    "picture pre script section select small source span strike strong style sub sup svg table "
    "tbody td textarea tfoot th thead time title tr tt ul video"
)
_ATTRIBUTES = r"(?:\s[^<>=]{0,200}=[^<>]{0,600})?\s?/?"
_ONE_LETTER = "[abipqsu]"  # not in capitals: <U> is United Airlines to the stock exchange
_TAG = re.compile(
    rf"</?(?i:{_ELEMENTS.replace(' ', '|')}){_ATTRIBUTES}>"
    rf"|</?{_ONE_LETTER}{_ATTRIBUTES}>|<!--|<!(?i:DOCTYPE)|<!\[CDATA\["
)
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});")

# Without their ampersand these are no words of any language.
_NAMES = "quot|amp|lt|gt|nbsp|apos|hellip|mdash|ndash|lsquo|rsquo|ldquo|rdquo|laquo|raquo"
_BROKEN_NUMBER = re.compile(r"#(?<![&\w]#)([0-9]{2,5}|[xX][0-9a-fA-F]{2,4});")
_COMMON = re.compile("[ -~\xa0-\xffŒœŠšŸŽžˆ˜\u2010-\u203a€™←-↔−]")  # #11522; is a number
_BROKEN_NAME = re.compile(rf"(?<![&\w])({_NAMES});")
_NAMES_WITH_SEMICOLON = tuple(f"{name};" for name in _NAMES.split("|"))

_BACKSLASH = re.compile(
    r"\\(?:u(?P<high>[dD][89abAB][0-9a-fA-F]{2})\\u(?P<low>[dD][c-fC-F][0-9a-fA-F]{2})"
    r"|u(?P<wide>[0-9a-fA-F]{4})|x(?P<byte>[0-9a-fA-F]{2})|(?P<itself>[\"'/$])"
    r"|(?P<more>\\{1,500})|n(?![a-z])|r(?![a-z])|(?<=\w\\)(?=\w))"
)
_DRIVE = re.compile(r"\b[A-Za-z]:\\(?=[\w$])")  # a path of Windows has its backslashes by right


def find_markup(text: str) -> Iterator[Place]:
    r"""Find what is no text but syntax: kinds "html", "broken entity" and "backslash".

    Parameters
    ----------
    text : str

    Yields
    ------
    Place
        What it probably was is empty for a tag.

    Notes
    -----
    Linear: each pattern runs only where a character that it needs is in the text.

    Examples
    --------
    >>> for place in find_markup("He didn #39;t &amp; <b>won</b>\\, he said"):
    ...     print(place.kind, place.begin, place.probably)
    html 14 &
    html 20
    html 26
    broken entity 8 '
    """
    if "&" in text:
        for match in matches(_ENTITY, text):
            meant = html.unescape(match[0])
            if meant != match[0]:
                yield Place("html", *match.span(), meant)
    if "<" in text:
        for match in matches(_TAG, text):
            yield Place("html", *match.span(), "")
    if ";" in text:
        if "#" in text:
            for match in matches(_BROKEN_NUMBER, text):
                meant = html.unescape(f"&#{match[1]};")
                if len(meant) == 1 and _COMMON.match(meant):
                    yield Place("broken entity", *match.span(), meant)
        if any(name in text for name in _NAMES_WITH_SEMICOLON):
            for match in matches(_BROKEN_NAME, text):
                yield Place("broken entity", *match.span(), html.unescape(f"&{match[1]};"))
    if "\\" in text and not (":\\" in text and any(matches(_DRIVE, text))):
        for match in matches(_BACKSLASH, text):
            yield Place("backslash", *match.span(), _escaped(match))


def _escaped(match: re.Match[str]) -> str:
    """Give what an escape stands for; nothing for half of a pair of surrogates."""
    if match["high"]:
        return bytes.fromhex(match["high"] + match["low"]).decode("utf-16-be")
    code = match["wide"] or match["byte"]
    if not code:
        return match["itself"] or "a line break"
    meant = chr(int(code, 16))
    return "" if "\ud800" <= meant <= "\udfff" else meant
