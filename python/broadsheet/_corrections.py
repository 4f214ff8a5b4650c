"""What does somebody who read the articles say of pairs of them? Must-links and cannot-links."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from ._correction_pairs import Pair, listed, pair_of, refuse_contradictions
from ._display import counted, quote, text_table
from ._must_links import MustLinks

if TYPE_CHECKING:
    from ._articles import Articles

__all__ = ["Corrections", "as_corrections"]

VERSION = 1  # of the file, and of the mapping
_KINDS = ("must_link", "cannot_link")
_SHOWN = 20  # rows of a repr


class Corrections:
    """Pairs of articles that belong to one story, and pairs that do not, by their ids.

    Given to `stories`, they are honoured whatever the articles' words say. They are kept in a small
    JSON file, for later runs and for people to read and to write.

    Parameters
    ----------
    must_link : iterable of pairs of str, default=()
        Both articles are in one story.
    cannot_link : iterable of pairs of str, default=()
        They are in different stories.

    Attributes
    ----------
    must_links, cannot_links : tuple of pairs of str
        Each pair once, sorted, the lower id first: in which order they came does not matter.

    Raises
    ------
    TypeError
        If an id is no str, or a pair no list or tuple; the message names it.
    ValueError
        If a pair has not two ids, or one article twice; if must-links join what a cannot-link
        parts: the message names all articles of the shortest chain.

    Notes
    -----
    Must-links are transitive: of a, b and b, c follows a, c. Of a, b and a cannot-link b, c follows
    that a and c are apart. Terms are those of Wagstaff et al. (2001), Constrained k-means
    clustering with background knowledge.

    Examples
    --------
    >>> import broadsheet as bs
    >>> corrections = bs.Corrections(must_link=[("1", "0")])
    >>> corrections.cannot_link("0", "2")
    Corrections: 1 must-link, 1 cannot-link
    must-link    "0"  "1"
    cannot-link  "0"  "2"
    >>> articles = ["The bridge opened.", "Traffic crossed the river.", "The bridge opened late."]
    >>> bs.stories(articles).labels_
    array([0, 1, 0], dtype=int32)
    >>> bs.stories(articles, corrections=corrections).labels_
    array([0, 0, 1], dtype=int32)
    >>> corrections.must_link("1", "2")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
        ...
    ValueError: cannot-link "0", "2" contradicts must-links, which join "0" - "1" - "2"...
    """

    def __init__(
        self,
        must_link: Iterable[Sequence[str]] = (),
        cannot_link: Iterable[Sequence[str]] = (),
    ) -> None:
        self._pairs = {
            kind: {pair_of(pair, f"{kind}[{at}]") for at, pair in enumerate(listed(pairs, kind))}
            for kind, pairs in zip(_KINDS, (must_link, cannot_link), strict=True)
        }
        refuse_contradictions(self._pairs)

    @property
    def must_links(self) -> tuple[Pair, ...]:
        """Pairs that are in one story, sorted."""
        return tuple(sorted(self._pairs["must_link"]))

    @property
    def cannot_links(self) -> tuple[Pair, ...]:
        """Pairs that are in different stories, sorted."""
        return tuple(sorted(self._pairs["cannot_link"]))

    def must_link(self, a: str, b: str) -> Corrections:
        """Add that two articles are in one story.

        Parameters
        ----------
        a, b : str
            Their ids.

        Returns
        -------
        Corrections
            These themselves.

        Raises
        ------
        TypeError
            If an id is no str.
        ValueError
            If both are the same, or that contradicts what is said already; nothing is added then.
        """
        return self._add("must_link", a, b)

    def cannot_link(self, a: str, b: str) -> Corrections:
        """Add that two articles are in different stories; as `must_link`."""
        return self._add("cannot_link", a, b)

    def forget(self, a: str, b: str) -> Corrections:
        """Take a pair out, of whichever kind it is.

        Parameters
        ----------
        a, b : str
            Their ids, in either order.

        Returns
        -------
        Corrections
            These themselves.

        Raises
        ------
        KeyError
            If there is no such pair.
        """
        pair = pair_of((a, b), "the pair")
        for pairs in self._pairs.values():
            if pair in pairs:
                pairs.remove(pair)
                return self
        msg = f"there is no correction of {quote(a)} and {quote(b)}"
        raise KeyError(msg)

    def of(self, articles: Articles | Iterable[str]) -> Corrections:
        """Give what these say of some articles, and nothing of others.

        Parameters
        ----------
        articles : Articles or iterable of str
            The articles, or their ids.

        Returns
        -------
        Corrections
            The pairs of which both are there, and what follows of others for those that are: where
            must-links join a and c by an article that is not there, a and c are a must-link.

        Examples
        --------
        >>> corrections = Corrections(must_link=[("a", "b"), ("b", "c")], cannot_link=[("b", "x")])
        >>> corrections.of(["a", "c", "x"])
        Corrections: 1 must-link, 1 cannot-link
        must-link    "a"  "c"
        cannot-link  "a"  "x"
        """
        ids = articles.id if hasattr(articles, "id") else articles
        return _known(self, frozenset(ids))

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of all articles that are named, each once, sorted."""
        return tuple(
            sorted({name for pairs in self._pairs.values() for pair in pairs for name in pair})
        )

    def to_dict(self) -> dict[str, Any]:
        """Give what the file holds: keys version, must_link and cannot_link."""
        pairs = {kind: [list(pair) for pair in sorted(self._pairs[kind])] for kind in _KINDS}
        return {"version": VERSION} | pairs

    def write(self, path: str | os.PathLike[str]) -> None:
        """Write them as a file of JSON, a pair a line.

        Parameters
        ----------
        path : str or os.PathLike
            Written whole or not at all; a file of that name is replaced.

        Raises
        ------
        OSError
            If it cannot be written.

        Examples
        --------
        >>> import tempfile, pathlib
        >>> folder = tempfile.TemporaryDirectory()
        >>> file = pathlib.Path(folder.name, "corrections.json")
        >>> Corrections(must_link=[("a", "b")]).write(file)
        >>> print(file.read_text())
        {
          "version": 1,
          "must_link": [
            ["a", "b"]
          ],
          "cannot_link": []
        }
        <BLANKLINE>
        >>> Corrections.read(file).must_links
        (('a', 'b'),)
        >>> folder.cleanup()
        """
        from ._corrections_file import write_corrections

        write_corrections(path, self.to_dict())

    @classmethod
    def read(cls, path: str | os.PathLike[str]) -> Corrections:
        """Read a file that `write` wrote, or somebody in an editor.

        Parameters
        ----------
        path : str or os.PathLike
            An object of JSON: ``"version": 1`` and two lists of pairs of ids, ``"must_link"`` and
            ``"cannot_link"``, either of which may be left out.

        Returns
        -------
        Corrections

        Raises
        ------
        ValueError
            If it is something else, has other keys, or contradicts itself; the message names the
            file and the entry.
        OSError
            If it cannot be read.
        """
        from ._corrections_file import read_mapping

        mapping = read_mapping(path)
        try:
            return from_mapping(mapping, must_have_version=True)
        except (TypeError, ValueError) as error:
            msg = f"{os.fspath(path)}: {error}"
            raise ValueError(msg) from None

    def __len__(self) -> int:
        return sum(map(len, self._pairs.values()))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Corrections):
            return NotImplemented
        return self._pairs == other._pairs

    __hash__ = None  # type: ignore[assignment]  # as a list: equal by content, hashed by no one

    def __reduce__(self) -> tuple[object, ...]:
        return Corrections, (self.must_links, self.cannot_links)

    def __repr__(self) -> str:
        must, cannot = self.must_links, self.cannot_links
        head = (
            f"Corrections: {counted(len(must), 'must-link')}, {counted(len(cannot), 'cannot-link')}"
        )
        rows = [("must-link", *map(quote, pair)) for pair in must]
        rows += [("cannot-link", *map(quote, pair)) for pair in cannot]
        if not rows:
            return head
        more = len(rows) - _SHOWN
        return f"{head}\n{text_table(rows[:_SHOWN])}" + (
            f"\n… and {more:,} more" if more > 0 else ""
        )

    def _add(self, kind: str, a: str, b: str) -> Corrections:
        pairs = {known: set(pairs) for known, pairs in self._pairs.items()}
        pairs[kind].add(pair_of((a, b), kind))
        refuse_contradictions(pairs)
        self._pairs = pairs
        return self


def as_corrections(value: Any) -> Corrections | None:
    """Take what `stories` takes as ``corrections``.

    Parameters
    ----------
    value : Corrections, str, os.PathLike, mapping or None
        A path is read; a mapping has the keys of the file, "version" optional.

    Returns
    -------
    Corrections or None

    Raises
    ------
    TypeError
        If it is of another type.
    ValueError
        As of `Corrections` and `Corrections.read`.

    Examples
    --------
    >>> as_corrections({"must_link": [["a", "b"]]}).must_links
    (('a', 'b'),)
    """
    if value is None or isinstance(value, Corrections):
        return value
    if isinstance(value, str | os.PathLike):
        return Corrections.read(value)
    if isinstance(value, Mapping):
        try:
            return from_mapping(value)
        except (TypeError, ValueError) as error:
            msg = f"corrections: {error}"
            raise type(error)(msg) from None
    msg = f"corrections must be Corrections, a path, a mapping or None, got {quote(value)}"
    raise TypeError(msg)


def from_mapping(mapping: Mapping[Any, Any], *, must_have_version: bool = False) -> Corrections:
    """Take a mapping as `Corrections.to_dict` gives it, and nothing else.

    Raises
    ------
    TypeError, ValueError
        Naming the key or entry that is wrong.
    """
    for key in mapping:
        if key not in ("version", *_KINDS):
            msg = f'there is no key {quote(key)}: only "version", "must_link" and "cannot_link"'
            raise ValueError(msg)
    version = mapping.get("version", None if must_have_version else VERSION)
    if isinstance(version, bool) or version != VERSION:
        found = "is missing" if version is None else f"is {quote(version)}"
        msg = f'"version" {found}; write "version": {VERSION}, which this broadsheet knows'
        raise ValueError(msg)
    return Corrections(*(mapping.get(kind, ()) for kind in _KINDS))


def _known(corrections: Corrections, known: frozenset[str]) -> Corrections:
    links = MustLinks(corrections._pairs["must_link"])
    must = [pair for pair in corrections.must_links if known.issuperset(pair)]
    still = MustLinks(must)
    first_of: dict[str, str] = {}  # an article of what was tied together, by its name
    parts: set[str] = set()  # what is still tied together, each with the first one or as it
    for name in (name for name in corrections.ids if name in known):
        first = first_of.setdefault(links.of(name), name)
        if still.of(name) not in parts:
            parts.add(still.of(name))
            if first != name:
                must.append((first, name))
    cannot = []
    for pair in corrections.cannot_links:
        ends = [name if name in known else first_of.get(links.of(name)) for name in pair]
        if None not in ends:
            cannot.append(ends)
    return Corrections(must, cannot)  # type: ignore[arg-type]
