"""What a fit that fails leaves behind: the model as it was."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["unchanged_on_error"]


@contextmanager
def unchanged_on_error(model: Any) -> Iterator[None]:
    """Leave a model as it was where what is done to it fails or is interrupted.

    Parameters
    ----------
    model : object
        Whose attributes are set, not changed in place.

    Examples
    --------
    >>> class Model:
    ...     labels_ = None
    >>> model = Model()
    >>> model.labels_ = [0, 1]
    >>> try:
    ...     with unchanged_on_error(model):
    ...         model.labels_ = None
    ...         raise ValueError
    ... except ValueError:
    ...     model.labels_
    [0, 1]
    """
    before = model.__dict__.copy()
    try:
        yield
    except BaseException:
        model.__dict__ = before  # at once, for other threads
        raise
