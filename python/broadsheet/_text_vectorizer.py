"""What do the vectorizers share? Parameters, how documents come in, how they are split."""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from copy import copy
from functools import lru_cache, partial
from numbers import Integral
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
from scipy import sparse
from sklearn import get_config
from sklearn.base import BaseEstimator
from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS
from sklearn.utils._param_validation import StrOptions

from . import _core
from ._analysis import (
    Analyzer,
    CharNgrams,
    CharWbNgrams,
    Decoder,
    Preprocessor,
    WordNgrams,
    strip_accents_ascii,
    strip_accents_unicode,
)
from ._articles import Articles
from ._documents import InvalidDocumentError, borrowed, by_batch, check_corpus, name_document
from ._fields import checked_fields, texts_of
from ._languages import languages
from ._own_language import Documents, OwnLanguageAnalyzer, RowOrder, stop_tokens
from ._stemming import check_stemmer, stemmer_of

if TYPE_CHECKING:
    from typing import Self

__all__ = ["TextVectorizer", "container"]

# Words that the core finds itself: runs of word characters of some length or more.
_RUNS = re.compile(r"(?:\(\?u\))?(?:\\b)?((?:\\w)+)(\+|\{(\d+),\})(?:\\b)?")
_STRIP = {"ascii": strip_accents_ascii, "unicode": strip_accents_unicode}
_TOKEN_BATCH = 256  # documents

# What a subclass may have a word in; then the core has none.
_STEPS = ("build_analyzer", "build_preprocessor", "build_tokenizer", "get_stop_words", "decode")


class TextVectorizer(BaseEstimator):  # type: ignore[misc]  # scikit-learn publishes no types
    """The parameters and steps that all vectorizers of text have, with scikit-learn's meaning."""

    __metadata_request__fit: ClassVar = {"raw_documents": "$UNUSED$"}

    _text_constraints: ClassVar[dict[str, Any]] = {
        "input": [StrOptions({"filename", "file", "content"})],
        "encoding": [str],
        "decode_error": [StrOptions({"strict", "ignore", "replace"})],
        "strip_accents": [StrOptions({"ascii", "unicode"}), None, callable],
        "lowercase": ["boolean"],
        "preprocessor": [callable, None],
        "tokenizer": [callable, None],
        "stop_words": [StrOptions({"english", "language"}), list, None],
        "stemmer": [str, None],
        "token_pattern": [str, None],
        "ngram_range": [tuple],
        "analyzer": [StrOptions({"word", "char", "char_wb"}), callable],
        "binary": ["boolean"],
        "dtype": "no_validation",
        "fields": [Mapping, None],
        "n_jobs": [Integral, None],
    }

    # What a step is given; subclasses store the parameters.
    input: str
    encoding: str
    decode_error: str
    strip_accents: Any
    lowercase: bool
    preprocessor: Any
    tokenizer: Any
    analyzer: Any
    stop_words: Any
    stemmer: Any
    token_pattern: Any
    ngram_range: tuple[int, int]
    fields: Any
    n_jobs: int | None

    def decode(self, doc: Any) -> Any:
        """Read and decode a document, by `input`, `encoding` and `decode_error`.

        Parameters
        ----------
        doc : str, bytes, path or file
            What `input` says.

        Returns
        -------
        str
        """
        return self._decoder()(doc)

    def _decoder(self) -> Decoder:
        return Decoder(self.input, self.encoding, self.decode_error)

    def build_preprocessor(self) -> Any:
        """Give the function that folds a text: lower case, then accents."""
        if self.preprocessor is not None:
            return self.preprocessor
        strip = self.strip_accents or None
        if isinstance(strip, str):
            if strip not in _STRIP:
                msg = f'Invalid value for "strip_accents": {strip}'
                raise ValueError(msg)
            strip = _STRIP[strip]
        return Preprocessor(self.lowercase, strip)

    def build_tokenizer(self) -> Any:
        """Give the function that splits a folded text into tokens."""
        if self.tokenizer is not None:
            return self.tokenizer
        pattern = re.compile(self.token_pattern)
        if pattern.groups > 1:
            msg = (
                "More than 1 capturing group in token pattern. Only a single group should be "
                "captured."
            )
            raise ValueError(msg)
        return pattern.findall

    def get_stop_words(self) -> frozenset[str] | None:
        """Give the words that are left out, or None: also where each language has its own."""
        if self.stop_words is None or self._is_language(self.stop_words):
            return None
        if isinstance(self.stop_words, str):
            if self.stop_words != "english":
                msg = f"not a built-in stop list: {self.stop_words}"
                raise ValueError(msg)
            return ENGLISH_STOP_WORDS  # type: ignore[no-any-return]
        return frozenset(self.stop_words)

    def build_analyzer(self) -> Any:
        """Give the function from a document to its tokens, n-grams included."""
        if callable(self.analyzer):
            return Analyzer(self.decode, ngrams=self.analyzer)
        preprocess = self.build_preprocessor()
        if self.analyzer == "char":
            return Analyzer(self.decode, preprocess, ngrams=CharNgrams(self.ngram_range))
        if self.analyzer == "char_wb":
            return Analyzer(self.decode, preprocess, ngrams=CharWbNgrams(self.ngram_range))
        if self.analyzer == "word":
            check_stemmer(self.stemmer)
            stop_words, tokenize = self.get_stop_words(), self.build_tokenizer()
            self._check_stop_words_consistency(stop_words, preprocess, tokenize)
            if self._needs_languages():
                return OwnLanguageAnalyzer(self.decode, self._analyzer_in)
            stem = stemmer_of(self.stemmer, None)
            return Analyzer(
                self.decode, preprocess, tokenize, WordNgrams(self.ngram_range, stop_words, stem)
            )
        msg = f"{self.analyzer} is not a valid tokenization scheme/analyzer"
        raise ValueError(msg)

    @staticmethod
    def _is_language(parameter: object) -> bool:
        return isinstance(parameter, str) and parameter == "language"

    def _needs_languages(self) -> bool:
        """Tell whether a document's language has a say in what is counted."""
        return self._is_word() and any(map(self._is_language, (self.stop_words, self.stemmer)))

    def _in_language_of(self, text: str) -> Self:
        """Give the same vectorizer for parts of a text, which are in the language of all of it."""
        if not self._needs_languages():
            return self
        code = languages([text], n_jobs=1, progress=False)[0]
        same = copy(self)
        if self._is_language(self.stop_words):
            same.stop_words = sorted(self._stop_words_in(code) or ()) or None
        if self._is_language(self.stemmer):
            same.stemmer = None if stemmer_of("language", code) is None else code
        return same

    def _is_word(self) -> bool:
        return isinstance(self.analyzer, str) and self.analyzer == "word"

    def _stop_words_in(self, language: str | None) -> frozenset[str] | None:
        if not self._is_language(self.stop_words):
            return self.get_stop_words()
        return stop_tokens(language, self.build_preprocessor(), self.build_tokenizer())

    def _analyzer_in(self, language: str | None) -> Analyzer:
        """Give the function from a decoded text in a language to its tokens."""
        ngrams = WordNgrams(
            self.ngram_range, self._stop_words_in(language), stemmer_of(self.stemmer, language)
        )
        return Analyzer(None, self.build_preprocessor(), self.build_tokenizer(), ngrams)

    def _check_stop_words_consistency(
        self, stop_words: frozenset[str] | None, preprocess: Any, tokenize: Any
    ) -> bool | str | None:
        """Warn where a stop word, tokenized, gives what is none; once for each list."""
        if id(self.stop_words) == getattr(self, "_stop_words_id", None):
            return None
        try:
            tokens = {token for word in stop_words or () for token in tokenize(preprocess(word))}
            left = sorted(tokens - (stop_words or frozenset()))
        except Exception:  # the caller's own functions may not take words
            self._stop_words_id = id(self.stop_words)
            return "error"
        self._stop_words_id = id(self.stop_words)
        if left:
            warnings.warn(
                "Your stop_words may be inconsistent with your preprocessing. Tokenizing the stop "
                f"words generated tokens {left!r} not in stop_words.",
                stacklevel=5,
            )
        return not left

    def _validate_ngram_range(self) -> None:
        least, most = self.ngram_range
        if least > most:
            msg = (
                f"Invalid value for ngram_range={self.ngram_range} lower boundary larger than the "
                "upper boundary."
            )
            raise ValueError(msg)

    def _warn_for_unused_params(self) -> None:
        is_callable, is_word = callable(self.analyzer), self.analyzer == "word"
        default = r"(?u)\b\w\w+\b"
        unused = [
            ("token_pattern", "'tokenizer' is not None",
             self.tokenizer is not None and self.token_pattern is not None),
            ("preprocessor", "'analyzer' is callable",
             is_callable and self.preprocessor is not None),
            ("ngram_range", "'analyzer' is callable",
             is_callable and self.ngram_range not in ((1, 1), None)),
            ("stop_words", "'analyzer' != 'word'", not is_word and self.stop_words is not None),
            ("stemmer", "'analyzer' != 'word'", not is_word and self.stemmer is not None),
            ("token_pattern", "'analyzer' != 'word'",
             not is_word and self.token_pattern not in (None, default)),
            ("tokenizer", "'analyzer' != 'word'", not is_word and self.tokenizer is not None),
        ]  # fmt: skip
        for name, reason, warn in unused:
            if warn:
                warnings.warn(
                    f"The parameter '{name}' will not be used since {reason}'", stacklevel=4
                )

    def _native_analyzer(self, language: str | None = None) -> Any:
        """Give the core's analyzer of unstemmed words, or None where Python functions have a say.

        `language` is that of the documents, where it has a say in what is counted.
        """
        mine, plain = type(self), TextVectorizer
        if any(getattr(mine, step) is not getattr(plain, step) for step in _STEPS):
            return None
        if callable(self.analyzer) or self.preprocessor is not None or callable(self.strip_accents):
            return None
        min_length = 1
        if self.analyzer == "word":
            length = None if self.tokenizer is not None else _run_length(self.token_pattern)
            if length is None:
                return None
            min_length = length
        least, most = self.ngram_range
        if least < 1:
            return None
        words = self._stop_words_in(language) if self.analyzer == "word" else None
        return _core.Analyzer(
            unit=self.analyzer, least=least, most=most, lowercase=bool(self.lowercase),
            strip_accents=self.strip_accents or None, min_length=min_length,
            stop_words=_strings(words or ()),
            decode_error=self.decode_error if self._decoder().is_native() else "strict",
        )  # fmt: skip

    def _documents(self, raw_documents: Any) -> Documents:
        """Check a collection, and give its texts: with `fields` those of each article in turn."""
        check_corpus(raw_documents)
        fields = checked_fields(self.fields)
        if fields is None:
            if isinstance(raw_documents, Articles):
                msg = (
                    "Articles have several columns: name those to count, as in "
                    "fields={'title': 3.0, 'text': 1.0}, or give one, as in articles.text"
                )
                raise InvalidDocumentError(msg)
            return Documents(borrowed(raw_documents), None)
        if self.input != "content":
            msg = f"fields counts what is in Articles: leave input at 'content', not {self.input!r}"
            raise ValueError(msg)
        dtype = np.dtype(self.dtype)
        for name, weight in fields.items():
            if dtype.kind != "f" and not weight.is_integer():
                msg = (
                    f"dtype {dtype} does not hold counts that fields[{name!r}] weighs by {weight}; "
                    "pass dtype=numpy.float64"
                )
                raise ValueError(msg)
        texts = texts_of(raw_documents, fields)
        return Documents(texts, self._languages_of(raw_documents))

    def _languages_of(self, articles: Any) -> Any:
        return languages(articles, n_jobs=self.n_jobs) if self._needs_languages() else None

    def _field_weights(self) -> list[float]:
        fields = checked_fields(self.fields)
        return [1.0] if fields is None else list(fields.values())

    def _token_batches(self, documents: Documents) -> Iterator[list[list[Any]]]:
        """Analyze documents in Python, in batches."""
        analyze = self.build_analyzer()
        n_fields = len(self._field_weights())
        batch: list[list[Any]] = []
        for row, document in enumerate(documents.texts):
            if documents.languages is None:
                analyzer = analyze
            else:
                analyzer = analyze.of_language(documents.languages[row // n_fields])
            try:
                batch.append(list(analyzer(document)))
            except (AttributeError, TypeError, ValueError) as error:
                name_document(document, row // n_fields, self.input, error)
                raise
            if len(batch) == _TOKEN_BATCH * n_fields:
                yield batch
                batch = []
        yield batch

    def _by_language(
        self, documents: Documents, count: Callable[..., Any]
    ) -> tuple[list[Any], RowOrder | None]:
        """Have the core count documents, those of each language by its analyzer.

        `count` takes texts and an `analyzer`. Gives what it gave, in order; and where each row
        stood, where languages matter.
        """
        decoder = self._decoder()
        if not self._needs_languages():
            analyzer = self._native_analyzer()
            counted = partial(count, analyzer=analyzer)
            return list(by_batch(documents.texts, decoder, counted)), None
        order = RowOrder(len(self._field_weights()), documents.languages)
        analyzer_of = lru_cache(maxsize=None)(self._native_analyzer)

        def count_groups(batch: Sequence[Any]) -> list[Any]:
            groups = order.groups(batch, decoder.decode, self.n_jobs)
            return [count(texts, analyzer=analyzer_of(code)) for code, texts in groups]

        parts = by_batch(documents.texts, decoder, count_groups)
        return [part for some in parts for part in some], order

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.string = True
        tags.input_tags.two_d_array = False
        return tags


def container(given: Any = None) -> Any:
    """Give SciPy's class for what is made of a matrix, or of texts: csr_matrix or csr_array.

    It is what scikit-learn is set to. Before 1.9 there was no such setting: a sparse matrix kept
    its class, and all else made a csr_matrix.
    """
    interface = get_config().get("sparse_interface")
    if interface is None and sparse.issparse(given):
        return type(given)
    return sparse.csr_array if interface == "sparray" else sparse.csr_matrix


def _run_length(pattern: Any) -> int | None:
    """How long a run of word characters must be to match; None for any other pattern."""
    match = _RUNS.fullmatch(pattern) if isinstance(pattern, str) else None
    if match is None:
        return None
    atoms = len(match[1]) // 2
    if match[2] == "+":
        return atoms
    length = atoms - 1 + int(match[3])
    return length if length >= 1 else None


def _strings(values: Iterable[Any]) -> list[str]:
    return [value for value in values if isinstance(value, str)]  # others equal no token
