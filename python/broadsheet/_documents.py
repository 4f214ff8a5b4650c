"""How do documents come in, and what is said of those that are none?"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from . import _core
from ._analysis import Decoder
from ._arrow import text_column
from ._display import quote

__all__ = ["InvalidDocumentError", "borrowed", "by_batch", "check_corpus", "name_document"]

_BATCH = 1 << 23  # characters or bytes, of an iterator that is not kept


class InvalidDocumentError(TypeError, ValueError, AttributeError):
    """A document that is none; it can be caught as what scikit-learn raises there."""


def check_corpus(raw_documents: Any) -> None:
    """Refuse what is no collection of documents though it can be iterated over."""
    if isinstance(raw_documents, str):
        msg = "Iterable over raw text documents expected, string object received."
        raise ValueError(msg)  # noqa: TRY004 - scikit-learn's type
    if isinstance(raw_documents, bytes) or (
        hasattr(raw_documents, "columns") and hasattr(raw_documents, "iloc")
    ):
        kind = type(raw_documents).__name__
        msg = f"{kind} is no collection of documents; give a list of texts, or one column"
        raise InvalidDocumentError(msg)


def borrowed(raw_documents: Any) -> Any:
    """Give the documents of an Arrow column as they lie in memory, and anything else as it is.

    Raises
    ------
    InvalidDocumentError
        If it is no column of texts, or holds a null, naming its row.

    Examples
    --------
    >>> borrowed(["a text"])
    ['a text']
    """
    try:
        column = text_column(raw_documents)
    except TypeError as error:
        raise InvalidDocumentError(str(error)) from None
    if column is None:
        return raw_documents
    null = column.first_null()
    if null >= 0:
        raise InvalidDocumentError(_no_text(None, null))
    return column


def by_batch(
    raw_documents: Iterable[Any], decoder: Decoder, count: Callable[[Any], Any]
) -> Iterator[Any]:
    """Have the core count documents in batches, of which an iterator's are not kept.

    Parameters
    ----------
    raw_documents : iterable
        Documents as they were given.
    decoder : Decoder
        How they are read and decoded; the core itself decodes what it can.
    count : callable
        The core's function, of a list or tuple of str, and of bytes if `decoder` is native; or of a
        column of texts.

    Yields
    ------
    object
        What `count` gives for each batch.

    Raises
    ------
    UnicodeDecodeError, InvalidDocumentError
        Naming the row of the first document that is at fault.
    """
    first = 0
    for batch in _batches(raw_documents, decoder):
        try:
            counted = count(batch)
        except _core.MalformedUtf8Error:
            if isinstance(batch, _core.TextColumn) and not batch.is_binary:
                decoder = Decoder("content", "utf-8", "strict")  # whatever that of bytes is
            _require_decoded(batch, decoder, first)
            raise
        yield counted
        first += len(batch)


def _batches(raw_documents: Iterable[Any], decoder: Decoder) -> Iterator[Any]:
    """Read documents, and decode those that the core does not."""
    native = (str, bytes) if decoder.is_native() else (str,)
    if (
        decoder.input == "content"
        and isinstance(raw_documents, list | tuple)
        and all(_is_native(kind, native) for kind in set(map(type, raw_documents)))
    ):
        yield raw_documents
        return
    if (
        decoder.input == "content"
        and isinstance(raw_documents, _core.TextColumn)
        and (decoder.is_native() or not raw_documents.is_binary)
    ):
        yield raw_documents
        return
    batch: list[str | bytes] = []
    size = first = 0
    for row, document in enumerate(raw_documents):
        try:
            text = decoder.read(document)
            if not _is_native(type(text), native):
                text = _decoded(text, decoder, row)
        except Exception:
            _require_decoded(batch, decoder, first)  # an earlier one may be at fault
            raise
        batch.append(text)
        size += len(text) + 64
        if size > _BATCH:
            yield batch
            batch, size, first = [], 0, row + 1
    yield batch


def _is_native(kind: type, native: tuple[type, ...]) -> bool:
    """Tell whether the core reads what is of this type, and no subclass has a say in it."""
    return issubclass(kind, native) and getattr(kind, "decode", bytes.decode) is bytes.decode


def _decoded(document: Any, decoder: Decoder, row: int) -> str:
    try:
        text = decoder.decode(document)
    except ValueError as error:
        name_document(document, row, decoder.input, error)
        raise
    if not isinstance(text, str):
        raise InvalidDocumentError(_no_text(text, row))
    return text


def _require_decoded(batch: Iterable[str | bytes], decoder: Decoder, first: int) -> None:
    """Decode documents that were read, to raise Python's error for the first that is at fault."""
    for row, document in enumerate(batch, first):
        _decoded(document, decoder, row)


def name_document(document: Any, row: int, source: str, error: Exception) -> None:
    """Raise an error about a document anew with its row, where the document is at fault."""
    if isinstance(error, UnicodeDecodeError):
        where = f"{error.reason}; document {row}"
        raise UnicodeDecodeError(
            error.encoding, error.object, error.start, error.end, where
        ) from None
    if isinstance(error, ValueError) and "np.nan" in str(error):
        msg = f"document {row}: {error}"
        raise InvalidDocumentError(msg) from None
    # Functions of the caller's own may take what is no text; what they say of text is theirs.
    if (
        source == "content"
        and not isinstance(document, str | bytes)
        and isinstance(error, AttributeError | TypeError)
    ):
        raise InvalidDocumentError(_no_text(document, row)) from error


def _no_text(document: Any, row: int) -> str:
    return (
        f"document {row} is {type(document).__name__}, not str: {quote(document)}; "
        "give a list of str or bytes, one for each document"
    )
