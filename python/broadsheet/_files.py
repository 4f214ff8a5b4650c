"""How is a file written so that no half of it is ever seen? Aside, and then renamed."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

__all__ = ["atomic_write", "write_text"]


@contextmanager
def atomic_write(path: str | os.PathLike[str]) -> Iterator[IO[bytes]]:
    """Open a file for writing that takes its name only when all of it is on the disk.

    The bytes go to a hidden temporary file in the same folder. It is synchronized and renamed when
    the block ends, and deleted if that raises: under `path` there is either what was before or
    the new file, whole. What is no regular file, such as ``/dev/stdout``, is written directly.

    Parameters
    ----------
    path : str or os.PathLike
        A symbolic link stays one: what it points to is replaced.

    Yields
    ------
    binary file
        Its `name` is that of the temporary file.

    Raises
    ------
    OSError
        If the folder does not exist, may not be written or is full.

    Examples
    --------
    >>> import tempfile
    >>> folder = tempfile.TemporaryDirectory()
    >>> target = Path(folder.name, "stories.jsonl")
    >>> with atomic_write(target) as file:
    ...     _ = file.write(b"{}")
    ...     target.exists()
    False
    >>> target.read_bytes()
    b'{}'
    >>> folder.cleanup()
    """
    target = Path(path)
    if target.exists() and not target.is_file():
        with target.open("wb") as file:
            yield file
        return
    target = target.resolve()
    if not target.parent.is_dir():
        msg = f"{target.parent}: no such folder; make it first"
        raise FileNotFoundError(msg)
    temporary = target.with_name(f".{target.name[:200]}.{secrets.token_hex(4)}.part")
    try:
        with temporary.open("xb") as file:
            yield file
            file.flush()
            if target.exists():
                temporary.chmod(target.stat().st_mode & 0o7777)
            os.fsync(file.fileno())
        temporary.replace(target)
    except BaseException:  # an interrupt as well
        temporary.unlink(missing_ok=True)
        raise
    _synchronize_folder(target.parent)


def _synchronize_folder(folder: Path) -> None:
    """Make the new name itself last through a power cut, where folders can be opened for that."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError:  # some network file systems cannot; the file itself is safe
        pass
    finally:
        os.close(handle)


def write_text(path: str | os.PathLike[str], text: str) -> None:
    """Write text in UTF-8, whole or not at all: see `atomic_write`."""
    with atomic_write(path) as file:
        file.write(text.encode())
