"""What is wrong with a collection of articles, before anything is computed from it?"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any

from .._articles import Articles, as_articles
from .._clean import clean
from .._dates import to_datetime
from .._display import one_line
from .._progress import Progress
from .copies import find_copies
from .dates import impossible_dates
from .encoding import find_mojibake
from .kinds import KINDS, checked_kinds
from .languages import other_languages
from .lost import find_lost, find_unreadable
from .markup import find_markup
from .report import Finding, HealthReport
from .scan import Place, Summary, steps, summary
from .stubs import find_notice, short_texts
from .tokens import WordCounts, count_words, many_tokens_lost

if TYPE_CHECKING:
    from .._progress import ProgressOption

__all__ = ["check"]

_AROUND = 30  # characters of an excerpt on each side
_PROBABLY = 24  # columns of what something probably was

_SCANS: tuple[tuple[Callable[[str], Iterator[Place]], frozenset[str]], ...] = (
    (find_markup, frozenset({"html", "broken entity", "backslash"})),
    (find_mojibake, frozenset({"mojibake"})),
    (find_lost, frozenset({"mojibake"})),
)
_UNREADABLE = frozenset({"replacement character", "control character"})
_COUNTED = frozenset({"stub", "paywall notice", "tokens lost"})
_CALLED = {
    "mojibake": "place{s} read wrongly",
    "replacement character": "U+FFFD or runs of it",
    "control character": "control character{s} or runs of them",
    "broken entity": "entit{ies} without ampersand",
    "html": "tag{s} or entit{ies}",
    "backslash": "backslash{es}",
}


def check(
    articles: Any,
    *,
    kinds: Iterable[str] | None = None,
    now: datetime | None = None,
    n_jobs: int | None = None,
    progress: ProgressOption = None,
) -> HealthReport:
    """Look for what is wrong with articles: damaged, empty, cut off, copied, misdated.

    Nothing is changed. Each finding names the article, the place and what to do about it; those of
    damaged characters say what probably stood there.

    Parameters
    ----------
    articles : Articles, or anything that `read` takes
        Titles are looked at for damaged characters too. A null text is an empty one.
    kinds : iterable of str, optional
        The kinds of findings to look for, by name, such as ``["empty text", "mojibake"]``.
        Default: all.
    now : datetime.datetime, optional
        Dates more than a day later are in the future. Default: the clock's.
    n_jobs : int or None, default=None
        Threads; None is every core that the process may use. The result does not depend on it.
    progress : bool, callable or None, default=None
        None shows bars when standard error is a terminal and it takes a while.

    Returns
    -------
    HealthReport
        A table as text or in a notebook; `to_html` for a page, `to_dict` for JSON, `mask` to
        leave articles out.

    Raises
    ------
    ValueError
        If there is no such kind, or what `read` raises.
    TypeError
        If `kinds` is a string.

    Notes
    -----
    Findings come from rules and from the collection's statistics, and may be wrong: each shows what
    it was found by. An empty text has no other finding of texts, and an article that is an exact
    copy is no near copy besides. Time is linear in the texts and in the pairs of near copies.

    Examples
    --------
    >>> import broadsheet as bs
    >>> report = bs.check([
    ...     {"id": "a", "text": "The cafÃ© on the bridge opened.", "date": "2024-05-17"},
    ...     {"id": "b", "text": "Rates rose again &amp; again.", "date": "1970-01-01"},
    ... ])
    >>> for finding in report:
    ...     print(finding.id, finding.kind, finding.begin, finding.detail, sep=" | ")
    a | mojibake | 7 | 1 place read wrongly, probably é
    b | html | 17 | 1 tag or entity, probably &
    b | impossible date | None | 1970-01-01: Unix's zero of time: the date was not set
    """
    wanted = checked_kinds(kinds)
    articles = as_articles(articles, missing="empty")
    counts = None
    if wanted & _COUNTED:
        counts = count_words(articles.text, n_jobs=n_jobs, progress=progress)
    findings = [
        *_of_characters(articles, wanted, counts, progress),
        *_of_texts(articles, wanted, counts, n_jobs, progress),
        *_of_dates(articles, wanted, now),
    ]
    if "empty after cleaning" in wanted:
        cleaned = clean(articles, n_jobs=n_jobs, progress=progress).articles.text
        findings += [
            _finding(articles, row, "empty after cleaning", "boilerplate only", articles.text[row])
            for row, rest in enumerate(cleaned)
            if (not rest or rest.isspace()) and not _is_empty(articles.text[row])
        ]
    if not wanted.isdisjoint({"exact copy", "near copy"}):
        findings += _of_copies(articles, wanted, n_jobs, progress)
    order = {kind: number for number, kind in enumerate(KINDS)}
    findings.sort(key=lambda finding: (finding.row, order[finding.kind], finding.field))
    return HealthReport(
        articles, findings,
        kinds=[kind for kind in KINDS if kind in wanted],
        tokens_lost=counts and counts.lost, share_tokens_lost=counts and counts.lost_in_all,
    )  # fmt: skip


def _of_characters(
    articles: Articles, wanted: frozenset[str], counts: WordCounts | None, progress: ProgressOption
) -> Iterator[Finding]:
    """Look at each character of titles and texts."""
    scans = [scan for scan, kinds in _SCANS if kinds & wanted]
    odd = bool(wanted & _UNREADABLE)
    unreadable = None if counts is None else counts.unreadable
    if not scans and not odd:
        return
    with Progress("checking", progress) as shown:
        for row, text in steps(articles.text, shown.update):
            for field, value in (("title", articles.title[row]), ("text", text)):
                if not value:
                    continue
                found: dict[str, Summary] = {}
                for scan in scans:
                    summary(scan(value), found)
                if odd and (field == "title" or unreadable is None or unreadable[row]):
                    summary(find_unreadable(value), found)
                for kind, summed in found.items():
                    if kind in wanted:
                        yield _of_place(articles, row, field, value, summed)


def _of_place(articles: Articles, row: int, field: str, value: str, summed: Summary) -> Finding:
    place, n = summed.first, summed.n
    one = n == 1
    called = _CALLED[place.kind].format(
        s="" if one else "s", es="" if one else "es", ies="y" if one else "ies"
    )
    detail = f"{n:,} {called}"
    if place.probably:
        meant = one_line(place.probably, _PROBABLY) or "white space"
        detail += f", {'' if one else 'the first '}probably {meant}"
    excerpt = value[max(place.begin - _AROUND, 0) : place.end + _AROUND]
    return Finding(
        articles.id[row], row, place.kind, field, place.begin, place.end, n, detail,
        one_line(excerpt, 90), place.probably, None,
    )  # fmt: skip


def _of_texts(
    articles: Articles,
    wanted: frozenset[str],
    counts: WordCounts | None,
    n_jobs: int | None,
    progress: ProgressOption,
) -> Iterator[Finding]:
    """Look at texts as a whole, beside the others."""
    texts = articles.text
    if "empty text" in wanted:
        for row, text in enumerate(texts):
            if _is_empty(text):
                yield _finding(articles, row, "empty text", "empty" if not text else "white space")
    if "other language" in wanted:
        for row, detail in other_languages(texts, n_jobs=n_jobs, progress=progress):
            yield _finding(articles, row, "other language", detail, texts[row])
    if counts is None:
        return
    if "stub" in wanted:
        for row, begin, detail in short_texts(texts, counts.words):
            span = (begin, len(texts[row])) if begin >= 0 else (None, None)
            yield _finding(articles, row, "stub", detail, texts[row], *span)
    if "paywall notice" in wanted:
        for row, (text, n_words) in enumerate(zip(texts, counts.words.tolist(), strict=True)):
            notice = find_notice(text, n_words) if text else None
            if notice is not None:
                phrase, begin, end = notice
                shown = text[max(begin - _AROUND, 0) : end + _AROUND]
                yield _finding(articles, row, "paywall notice", f'"{phrase}"', shown, begin, end)
    if "tokens lost" in wanted:
        for row, detail in many_tokens_lost(counts):
            yield _finding(articles, row, "tokens lost", detail, texts[row])


def _of_dates(
    articles: Articles, wanted: frozenset[str], now: datetime | None
) -> Iterator[Finding]:
    if "impossible date" in wanted:
        for row, wrong in impossible_dates(articles.date, now):
            day = to_datetime(articles.date[row])
            shown = (
                day.isoformat(" ").removesuffix("+00:00").removesuffix(" 00:00:00") if day else ""
            )
            yield _finding(articles, row, "impossible date", f"{shown}: {wrong}")._replace(
                field="date"
            )


def _of_copies(
    articles: Articles, wanted: frozenset[str], n_jobs: int | None, progress: ProgressOption
) -> Iterator[Finding]:
    for copy in find_copies(articles, n_jobs=n_jobs, progress=progress):
        kind = "exact copy" if copy.exact else "near copy"
        if kind in wanted:
            other = articles.id[copy.of]
            shared = (
                "the same text" if copy.exact else f"{100 * copy.overlap:.0f} % of shingles shared"
            )
            detail = f'{shared} with "{one_line(other, 40)}"'
            if copy.n > 1:
                detail += f" and {copy.n - 1:,} more"
            yield _finding(articles, copy.row, kind, detail)._replace(n=copy.n, other=other)


def _finding(
    articles: Articles, row: int, kind: str, detail: str, excerpt: str = "",
    begin: int | None = None, end: int | None = None,
) -> Finding:  # fmt: skip
    return Finding(
        articles.id[row], row, kind, "text", begin, end, 1, one_line(detail, 120),
        one_line(excerpt, 90), "", None,
    )  # fmt: skip


def _is_empty(text: str) -> bool:
    return not text or text.isspace()
