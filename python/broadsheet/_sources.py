"""Which files does a path stand for? Itself, those of a folder, or those that match a glob."""

from __future__ import annotations

import glob
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from ._display import one_line

__all__ = ["KINDS", "STDIN", "ArticleFile", "find_files"]

KINDS = (".txt", ".jsonl", ".jsonl.gz", ".csv", ".csv.gz", ".parquet")
STDIN = "-"
_KINDS = ".txt, .jsonl, .csv (both also .gz) or .parquet"


class ArticleFile(NamedTuple):
    """A file to read.

    Attributes
    ----------
    path : str
        ``"-"`` is standard input.
    kind : str
        One of `KINDS`.
    id : str
        The article's id if the file is a ``.txt``: its name, in a folder or glob its path from
        there on, with slashes, so that files of one name in two folders stay apart.
    """

    path: str
    kind: str
    id: str


def find_files(sources: Iterable[str | os.PathLike[str]]) -> list[ArticleFile]:
    """Find the files of some paths, folders and globs: in the order given, sorted within each.

    Parameters
    ----------
    sources : iterable of str or os.PathLike
        A folder stands for all files of the kinds `KINDS` below it, at any depth; a glob
        (``*``, ``?``, ``[...]``, ``**``) for the files of these kinds that it matches. Names that
        begin with a dot are passed over. A path that exists is never taken for a glob. ``-`` is
        standard input.

    Returns
    -------
    list of ArticleFile
        At least one.

    Raises
    ------
    FileNotFoundError
        If a path does not exist, or a folder or glob has no such file.
    ValueError
        If a file is of another kind, or is given twice.

    Examples
    --------
    >>> find_files(["-"])
    [ArticleFile(path='-', kind='.jsonl', id='-')]
    """
    files: list[ArticleFile] = []
    for source in sources:
        files.extend(_expand(os.fspath(source)))
    seen: set[str] = set()
    for file in files:
        absolute = file.path if file.path == STDIN else os.path.abspath(file.path)  # noqa: PTH100
        if absolute in seen:
            msg = f"{_named(file.path)}: given twice; name each file once"
            raise ValueError(msg)
        seen.add(absolute)
    return files


def _expand(source: str) -> Iterator[ArticleFile]:
    if source == STDIN:
        yield ArticleFile(STDIN, ".jsonl", STDIN)
    elif os.path.isdir(source):  # noqa: PTH112 - also False for what cannot be a path
        yield from _in_folder(source)
    elif os.path.exists(source):  # noqa: PTH110
        kind = _kind(source)
        if kind is None:
            msg = f"{_named(source)}: files of this kind are not read; give {_KINDS}"
            raise ValueError(msg)
        yield _file(source, kind, os.path.dirname(source))  # noqa: PTH120
    elif glob.has_magic(source):
        yield from _in_glob(source)
    else:
        msg = (
            f"{_named(source)}: no such file or folder; "
            "an article's text itself goes in a list, as in read([text])"
        )
        raise FileNotFoundError(msg)


def _in_folder(folder: str) -> list[ArticleFile]:
    files = []
    for parent, folders, names in os.walk(folder, onerror=_raise):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in names:
            kind = _kind(name)
            if kind is not None and not name.startswith("."):
                files.append(_file(os.path.join(parent, name), kind, folder))  # noqa: PTH118
    if not files:
        msg = f"{_named(folder)}: a folder without articles; it needs {_KINDS} files"
        raise FileNotFoundError(msg)
    return sorted(files, key=_path_parts)


def _in_glob(pattern: str) -> list[ArticleFile]:
    root = Path(pattern)
    while glob.has_magic(str(root)):
        root = root.parent
    files = [
        _file(path, kind, str(root))
        for path in set(glob.glob(pattern, recursive=True))  # noqa: PTH207 - hidden names stay out
        if (kind := _kind(path)) is not None and os.path.isfile(path)  # noqa: PTH113
    ]
    if not files:
        msg = f"{_named(pattern)}: matches no {_KINDS} file"
        raise FileNotFoundError(msg)
    return sorted(files, key=_path_parts)


def _file(path: str, kind: str, root: str) -> ArticleFile:
    name = Path(os.path.relpath(path, root or ".")).as_posix()
    try:
        name.encode()
    except UnicodeEncodeError:
        msg = f"{_named(path)}: the file's name is not UTF-8, so it can be no id; rename it"
        raise ValueError(msg) from None
    return ArticleFile(path, kind, name)


def _kind(path: str) -> str | None:
    path = path.lower()
    return next((kind for kind in KINDS if path.endswith(kind)), None)


def _path_parts(file: ArticleFile) -> tuple[str, ...]:
    return Path(file.path).parts


def _named(path: str) -> str:
    return one_line(path, 200)  # what is no path at all may be a whole article


def _raise(error: OSError) -> None:
    raise error
