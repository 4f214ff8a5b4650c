"""How does a document become tokens? In plain Python, with scikit-learn's meaning.

What the core does natively it does the same way; here are the functions that `build_analyzer` and
its like give out, and the path for callables and regular expressions of the caller's own.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

__all__ = [
    "Analyzer",
    "CharNgrams",
    "CharWbNgrams",
    "Decoder",
    "Preprocessor",
    "WordNgrams",
    "strip_accents_ascii",
    "strip_accents_unicode",
]

_WHITE_SPACES = re.compile(r"\s\s+")


def strip_accents_unicode(text: str) -> str:
    """Decompose (NFKD) and drop combining marks.

    Examples
    --------
    >>> strip_accents_unicode("Čapek")
    'Capek'
    """
    if text.isascii():
        return text
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))


def strip_accents_ascii(text: str) -> str:
    """Decompose (NFKD) and drop whatever is not ASCII.

    Examples
    --------
    >>> strip_accents_ascii("Łódź")
    'odz'
    """
    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode("ascii")


@dataclass(frozen=True)
class Decoder:
    """A document, as it was given, to `str`."""

    input: str
    encoding: str
    decode_error: str

    def __call__(self, document: Any) -> Any:
        return self.decode(self.read(document))

    def read(self, document: Any) -> Any:
        """Give what a file holds, or the document itself: decoded or not."""
        if self.input == "filename":
            with open(document, "rb") as file:  # noqa: PTH123 - as scikit-learn, any path
                return file.read()
        return document.read() if self.input == "file" else document

    def decode(self, document: Any) -> Any:
        """Decode a document that was read."""
        if isinstance(document, bytes):
            document = document.decode(self.encoding, self.decode_error)
        if document is np.nan:
            msg = "np.nan is an invalid document, expected byte or unicode string."
            raise ValueError(msg)
        return document

    def is_native(self) -> bool:
        """Tell whether the core decodes the same way: UTF-8, and a way to err that it has."""
        try:
            name = codecs.lookup(self.encoding).name
        except (LookupError, ValueError):
            return False
        return name == "utf-8" and self.decode_error in ("strict", "ignore", "replace")


@dataclass(frozen=True)
class Preprocessor:
    """Lower case first, then accents off."""

    lowercase: bool
    strip_accents: Callable[[str], str] | None

    def __call__(self, text: str) -> str:
        if self.lowercase:
            text = text.lower()
        return text if self.strip_accents is None else self.strip_accents(text)


@dataclass(frozen=True)
class WordNgrams:
    """Stop words out, then stems and n-grams of what is left: the shorter ones first."""

    ngram_range: tuple[int, int]
    stop_words: frozenset[str] | None = None
    stem: Callable[[Sequence[str]], list[str]] | None = None

    def __call__(self, tokens: Sequence[str]) -> list[str]:
        if self.stop_words is not None:
            tokens = [token for token in tokens if token not in self.stop_words]
        if self.stem is not None:
            tokens = self.stem(tokens)
        least, most = self.ngram_range
        if most == 1:
            return tokens  # type: ignore[return-value]  # whatever the tokenizer made
        grams: list[str] = []
        if least == 1:
            grams.extend(tokens)
            least = 2
        for n in range(least, min(most, len(tokens)) + 1):
            grams.extend(" ".join(tokens[i : i + n]) for i in range(len(tokens) - n + 1))
        return grams


@dataclass(frozen=True)
class CharNgrams:
    """All runs of n characters, white space of two or more being one space."""

    ngram_range: tuple[int, int]

    def __call__(self, text: str) -> list[str]:
        text = _WHITE_SPACES.sub(" ", text)
        least, most = self.ngram_range
        grams: list[str] = []
        if least == 1:
            grams.extend(text)
            least = 2
        for n in range(least, min(most, len(text)) + 1):
            grams.extend(text[i : i + n] for i in range(len(text) - n + 1))
        return grams


@dataclass(frozen=True)
class CharWbNgrams:
    """Runs of n characters within words, each word with a space on both sides."""

    ngram_range: tuple[int, int]

    def __call__(self, text: str) -> list[str]:
        least, most = self.ngram_range
        grams: list[str] = []
        for word in _WHITE_SPACES.sub(" ", text).split():
            padded = f" {word} "
            for n in range(least, most + 1):
                grams.append(padded[:n])
                if n >= len(padded):
                    break  # a short word counts whole, once
                grams.extend(padded[i : i + n] for i in range(1, len(padded) - n + 1))
        return grams


@dataclass(frozen=True)
class Analyzer:
    """Decode, preprocess, tokenize, make n-grams: whichever of them there are."""

    decode: Callable[[Any], Any] | None = None
    preprocess: Callable[[Any], Any] | None = None
    tokenize: Callable[[Any], Any] | None = None
    ngrams: Callable[[Any], Any] | None = None

    def __call__(self, document: Any) -> Iterable[Any]:
        for step in (self.decode, self.preprocess, self.tokenize, self.ngrams):
            if step is not None:
                document = step(document)
        return document  # type: ignore[no-any-return]
