"""Progress bars for long calls."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from types import TracebackType
    from typing import Self, TypeAlias

__all__ = ["Progress", "ProgressOption"]

ProgressOption: TypeAlias = bool | Callable[[int, int], object] | None


class Progress:
    """Shows how far a call into the core is.

    Parameters
    ----------
    label : str
        What is being done, shown before the bar.
    progress : bool, callable or None
        None shows a bar when standard error is a terminal, and only once the call has lasted two
        seconds; True always shows one; False never. A callable is called with (done, total), in
        pieces of about equal work, some fifty times a second.
    """

    def __init__(self, label: str, progress: ProgressOption = None) -> None:
        if not (progress is None or isinstance(progress, bool) or callable(progress)):
            msg = f"progress must be None, a bool or a callable, got {progress!r}"  # type: ignore[unreachable]
            raise TypeError(msg)
        self.update: Callable[[int, int], object] | None = None
        self._label = label
        self._bar: Any = None
        if callable(progress):
            self.update = progress
        elif progress or (progress is None and sys.stderr is not None and sys.stderr.isatty()):
            self._delay = 0.0 if progress else 2.0
            self.update = self._advance

    def _advance(self, done: int, total: int) -> None:
        if self._bar is None or self._bar.total != total or done < self._bar.n:
            from tqdm.auto import tqdm  # not before a bar is wanted: it loads for a while

            self.close()
            self._bar = tqdm(
                total=total, desc=self._label, delay=self._delay, leave=False,
                bar_format="{desc}: {percentage:3.0f}%|{bar}| {elapsed}<{remaining}",
            )  # fmt: skip
        self._bar.update(done - self._bar.n)

    def close(self) -> None:
        """Take the bar away."""
        if self._bar is not None:
            self._bar.close()
            self._bar = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()
