"""How are more articles read than memory holds? In batches, as often as one goes through them."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from ._articles import Articles
from ._parse import Columns, Names, Rules
from ._problems import NO_PROBLEMS, Problems
from ._progress import Progress
from ._rows import open_file, rows_of
from ._sources import STDIN, ArticleFile, find_files

if TYPE_CHECKING:
    from typing import Self

    from ._progress import ProgressOption

__all__ = ["ArticleStream"]

_BATCH = 1 << 25  # characters
_CHECKED = 256  # rows


class ArticleStream:
    r"""The articles of files in batches, which are read anew each time that they are gone through.

    What is no regular file, such as a pipe, can be read only once: it is spooled to a temporary
    file before the first batch. Memory holds one batch, and all ids, since none may come twice.

    Parameters
    ----------
    sources : iterable of str or os.PathLike
        Paths, folders and globs, as for `find_files`.
    names : Names
        What the columns are called.
    rules : Rules
        What is done with values that are missing or wrong.
    batch : int, default=2**25
        Characters of text after which a batch ends, with whole articles.
    progress : bool, callable or None, default=None
        As for `broadsheet.clean`; counts bytes of the files.

    Examples
    --------
    >>> folder = tempfile.TemporaryDirectory()
    >>> path = Path(folder.name, "a.jsonl")
    >>> _ = path.write_text('{"text": "one"}\n{"text": "two"}\n')
    >>> with ArticleStream([path], batch=3) as stream:
    ...     for _ in range(2):
    ...         [articles.id for articles in stream]
    [('0',), ('1',)]
    [('0',), ('1',)]
    >>> folder.cleanup()
    """

    def __init__(
        self,
        sources: Iterable[str | os.PathLike[str]],
        names: Names | None = None,
        rules: Rules | None = None,
        *,
        batch: int = _BATCH,
        progress: ProgressOption = None,
    ) -> None:
        self._files = find_files(sources)
        self._names = names or Names()
        self._rules = rules or Rules()
        self._batch = batch
        self._progress = progress
        self._spools: dict[str, IO[bytes]] = {}
        self.problems: Problems = NO_PROBLEMS
        """What the last pass left out or took as missing."""
        Columns(self._names, self._rules)  # for its errors

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def close(self) -> None:
        """Delete what was spooled."""
        for spool in self._spools.values():
            spool.close()
        self._spools.clear()

    def __iter__(self) -> Iterator[Articles]:
        """Read the articles from the first to the last: see `batches`."""
        return self.batches()

    def batches(self, label: str = "reading") -> Iterator[Articles]:
        """Read the articles from the first to the last.

        Parameters
        ----------
        label : str, default="reading"
            Shown before the progress bar.

        Yields
        ------
        Articles
            None is empty, but the only one where there are no articles. Ids are distinct over all
            batches, and rows are numbered through.
        """
        for file in self._files:
            self._spool(file)
        sizes = [self._size(file) for file in self._files]
        columns = Columns(self._names, self._rules)
        done = n_batches = 0
        with Progress(label, self._progress) as shown:
            for file, size in zip(self._files, sizes, strict=True):
                stream = self._open(file)
                try:
                    for row, _ in enumerate(rows_of(file, stream, columns, self._names)):
                        if row % _CHECKED and columns.n_characters < self._batch:
                            continue
                        if shown.update is not None:
                            shown.update(done + min(stream.tell(), size), max(sum(sizes), 1))
                        if columns.n_characters >= self._batch:
                            n_batches += 1
                            yield columns.take()
                finally:
                    if file.path not in self._spools:
                        stream.close()
                done += size
            last = columns.articles()
            self.problems = columns.problems
            if len(last) or not n_batches:
                yield last

    def _spool(self, file: ArticleFile) -> None:
        if file.path in self._spools or (file.path != STDIN and os.path.isfile(file.path)):  # noqa: PTH113
            return
        spool = tempfile.TemporaryFile()  # noqa: SIM115 - closed by `close`
        try:
            source = open_file(file)
            try:
                shutil.copyfileobj(source, spool, 1 << 20)
            finally:
                if file.path != STDIN:
                    source.close()
        except BaseException:
            spool.close()
            raise
        self._spools[file.path] = spool

    def _open(self, file: ArticleFile) -> IO[bytes]:
        spool = self._spools.get(file.path)
        if spool is None:
            return open_file(file)
        spool.seek(0)
        return spool

    def _size(self, file: ArticleFile) -> int:
        spool: Any = self._spools.get(file.path)
        return Path(file.path).stat().st_size if spool is None else spool.seek(0, os.SEEK_END)
