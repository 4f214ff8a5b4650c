"""Which texts are not the article? Stubs by the collection's statistics, paywalls by phrases."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

__all__ = ["PHRASES", "find_notice", "short_texts"]

_SHARE_OF_MEDIAN = 0.1
_NOTICE_WORDS = 150  # an article that is longer was not kept back, whatever stands below it
_NOTICE_CHARACTERS = 10_000  # of what has hardly a word, such as a long line of dashes
_TAIL = 80  # characters

# What publishers write in place of an article, lower-cased, with plain apostrophes; by language.
PHRASES: dict[str, tuple[str, ...]] = {
    "en": (
        "already a subscriber",
        "already have an account",
        "subscribe to continue",
        "subscribe to read",
        "subscribe now to continue",
        "subscribers only",
        "become a subscriber",
        "to continue reading",
        "to read the full article",
        "to read the full story",
        "to read this article",
        "to keep reading",
        "reached your limit of free articles",
        "reached your article limit",
        "articles remaining this month",
        "you have no free articles",
        "sign in to continue",
        "log in to continue",
        "register to continue",
        "create a free account",
        "start your free trial",
        "enable javascript",
        "javascript is disabled",
        "enable cookies",
        "are you a robot",
        "are not a robot",
        "verify you are human",
        "checking your browser",
        "access denied",
        "page not found",
        "page you requested could not be found",
        "page is no longer available",
        "article is no longer available",
        "content is no longer available",
        "not available in your country",
        "unavailable in your region",
    ),
    "de": (
        "jetzt weiterlesen",
        "um weiterzulesen",
        "nur für abonnenten",
        "bereits abonnent",
        "schon abonnent",
        "volltext dieses artikels",
        "volltext dieses auf agenturmeldungen",
        "bitte aktivieren sie javascript",
        "seite nicht gefunden",
    ),
    "fr": (
        "réservé aux abonnés",
        "réservée aux abonnés",
        "déjà abonné",
        "pour lire la suite",
        "de cet article à lire",
        "abonnez-vous pour",
        "page introuvable",
    ),
    "es": (
        "solo para suscriptores",
        "exclusivo para suscriptores",
        "ya eres suscriptor",
        "para seguir leyendo",
        "suscríbete para",
        "página no encontrada",
    ),
    "it": (
        "riservato agli abbonati",
        "sei già abbonato",
        "per continuare a leggere",
        "abbonati per continuare",
        "pagina non trovata",
    ),
    "nl": (
        "alleen voor abonnees",
        "al abonnee",
        "om verder te lezen",
        "lees verder met een abonnement",
        "pagina niet gevonden",
    ),
    "pt": (
        "exclusivo para assinantes",
        "já é assinante",
        "para continuar lendo",
        "para continuar a ler",
        "página não encontrada",
    ),
}
_PHRASE = re.compile("|".join(re.escape(p) for listed in PHRASES.values() for p in listed))

# What feeds and news interfaces put where they cut an article off.
_CUT_OFF = re.compile(
    r"(?:\[\s*\+?\s*[\d,.]+ (?:more )?char(?:acter)?s\s*\]|\[(?:…|\.\.\.|&hellip;)\]"
    r"|(?:…|\.\.\.)\s*\(?(?:continue reading|read more|weiterlesen|lire la suite|leer más)\W{0,5})"
    r"\s*$",
    re.IGNORECASE,
)


def find_notice(text: str, n_words: int) -> tuple[str, int, int] | None:
    """Find the phrase of a notice in a text of at most 150 words.

    Parameters
    ----------
    text : str
    n_words : int
        Words of the text.

    Returns
    -------
    (str, int, int) or None
        The phrase, and where it begins and ends.

    Examples
    --------
    >>> find_notice("The vote was close. Subscribe to continue reading.", 8)
    ('subscribe to continue', 20, 41)
    >>> find_notice("The vote was close.", 4) is None
    True
    """
    if n_words > _NOTICE_WORDS or len(text) > _NOTICE_CHARACTERS:
        return None
    match = _PHRASE.search(_folded(text))
    return None if match is None else (match[0], *match.span())


def _folded(text: str) -> str:
    """Lower-case, character by character, so that places stay."""
    lower = text.lower()
    if len(lower) != len(text):  # İ has two lower-case characters
        lower = "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
    return lower.replace("’", "'")


def short_texts(texts: Sequence[str], words: NDArray[np.int64]) -> list[tuple[int, int, str]]:
    """Find texts that are much shorter than others, and texts that say that they were cut off.

    Parameters
    ----------
    texts : sequence of str
    words : ndarray of int64, shape (n_articles,)
        The words of each.

    Returns
    -------
    list of (int, int, str)
        Rows, ascending; where the mark of a cut begins, or -1; what is said of each. Short is less
        than a tenth of the median of words, over the texts that have any; those without a word are
        short where that median is 1 or more.

    Examples
    --------
    >>> short_texts(["A storm.", "It rained [+1234 chars]"], np.array([2, 4]))
    [(1, 10, 'cut off: ends in "[+1234 chars]"')]
    >>> short_texts(["storm"] + ["It rained. " * 20] * 9, np.array([1] + [40] * 9))
    [(0, -1, '1 word, where half of the articles have 40 or more')]
    """
    found = []
    median = float(np.median(words[words > 0])) if (words > 0).any() else 0.0
    for row, text in enumerate(texts):
        if not text or text.isspace():
            continue
        cut = _CUT_OFF.search(text, max(len(text) - _TAIL, 0))
        if cut is not None:
            mark = cut[0].strip()
            found.append((row, cut.start(), f'cut off: ends in "{mark}"'))
        elif words[row] < _SHARE_OF_MEDIAN * median:
            n = int(words[row])
            counted = f"{n:,} word{'s' * (n != 1)}"
            found.append(
                (row, -1, f"{counted}, where half of the articles have {median:,.0f} or more")
            )
    return found
