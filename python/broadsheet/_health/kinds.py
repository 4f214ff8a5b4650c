"""What can be wrong with an article? The one list: name, meaning and advice of every finding."""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["KINDS", "Kind", "checked_kinds"]


class Kind(NamedTuple):
    """A kind of finding.

    Attributes
    ----------
    name : str
        As results and the command line name it.
    meaning : str
        When an article has it.
    advice : str
        What to do about it.
    """

    name: str
    meaning: str
    advice: str


_LIST = (
    Kind(
        "empty text",
        "The text is empty or white space.",
        "Fetch it again, or leave it out: articles[~report.mask('empty text')]. Without a text it "
        "is similar to nothing.",
    ),
    Kind(
        "empty after cleaning",
        "Nothing of the text is left once its source's boilerplate is taken out.",
        "Only the page around the article was fetched: fix the extraction for this source, or "
        "leave it out.",
    ),
    Kind(
        "stub",
        "The text has less than a tenth of the collection's median of words, or it ends in a mark "
        "that says it was cut off.",
        "Fetch the whole article, not the feed's summary; else leave it out, since few words make "
        "uncertain similarities.",
    ),
    Kind(
        "paywall notice",
        "A short text has a phrase of paywalls, of pages that want cookies, scripts or proof "
        "that no robot reads, or of pages that are gone.",
        "Fetch it with access, or leave it out: all articles behind one paywall look alike.",
    ),
    Kind(
        "mojibake",
        "Bytes were read in the wrong encoding, or what could not be read became a quotation "
        "mark and a question mark.",
        "Read the source again in its own encoding, mostly UTF-8. Where it is gone, repair the "
        "text with ftfy; characters that were lost stay lost.",
    ),
    Kind(
        "replacement character",
        "U+FFFD stands where bytes could not be decoded.",
        "Read the source again in its own encoding; what became U+FFFD cannot be restored.",
    ),
    Kind(
        "control character",
        "Control characters, lone surrogates, private or unassigned code points.",
        "Take them out, and look for bytes that were decoded with errors='surrogateescape' or "
        "copied from a binary format.",
    ),
    Kind(
        "broken entity",
        "An HTML entity that lost its ampersand, such as ' #39;' for an apostrophe.",
        "Put the ampersand back and call html.unescape: the names and numbers count as words.",
    ),
    Kind(
        "html",
        "Tags or entities of HTML.",
        "Extract the text with an HTML parser; for entities alone, html.unescape, twice where "
        "they were escaped twice.",
    ),
    Kind(
        "backslash",
        "Escapes such as \\u2019 or \\n, or a backslash in place of a line break.",
        "Decode the source's format, JSON or CSV, with its own parser and not by hand.",
    ),
    Kind(
        "impossible date",
        "The date is in the future, before the first newspaper (1605), or a clock's zero.",
        "Give the right date, or None: windows of time and time scales take dates as they are.",
    ),
    Kind(
        "exact copy",
        "The text of another article, but for white space.",
        "Keep one: find_duplicates(articles).groups has the earliest of each group first.",
    ),
    Kind(
        "near copy",
        "At least half of the shingles of five words of both articles are in both.",
        "A reprint or an update: keep it where reprints count, else the first of each group of "
        "find_duplicates(articles).",
    ),
    Kind(
        "other language",
        "The text is in a language, or where that cannot be told in a script, of less than a tenth "
        "of the articles.",
        "Look whether it belongs to the collection: it shares few words with the rest, and will "
        "not meet the same story there.",
    ),
    Kind(
        "tokens lost",
        "Many words have one character, which the default token_pattern leaves out, or cannot "
        "be read: at least 30 %, or 20 % where that is three times the collection's share.",
        "Repair the encoding first. If the script writes words otherwise, as Hindi or spaced "
        "letters, pass token_pattern, or analyzer='char_wb'.",
    ),
)

KINDS: dict[str, Kind] = {kind.name: kind for kind in _LIST}


def checked_kinds(kinds: object) -> frozenset[str]:
    """Hold what a caller gives to be names of the list; None is all of them.

    Parameters
    ----------
    kinds : iterable of str, or None

    Returns
    -------
    frozenset of str

    Raises
    ------
    TypeError
        If it is a string or no iterable.
    ValueError
        If there is no kind of that name.

    Examples
    --------
    >>> sorted(checked_kinds(["stub", "html"]))
    ['html', 'stub']
    """
    if kinds is None:
        return frozenset(KINDS)
    if isinstance(kinds, str | bytes) or not hasattr(kinds, "__iter__"):
        msg = f"kinds must be a list of names, or None, got {kinds!r}"
        raise TypeError(msg)
    names = list(kinds)
    for name in names:
        if not isinstance(name, str) or name not in KINDS:
            msg = f"there is no kind {name!r}; kinds are: {', '.join(KINDS)}"
            raise ValueError(msg)
    return frozenset(names)
