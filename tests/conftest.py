"""Fixtures that all Python tests share."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings

# How long a case takes depends on what else the machine does.
settings.register_profile("untimed", settings(), deadline=None)
settings.load_profile("untimed")


@pytest.fixture
def data() -> Callable[[str], Path]:
    """Give the folder of a real dataset.

    Unset, BROADSHEET_DATA skips the test; set, the dataset must be there.
    """
    root = os.environ.get("BROADSHEET_DATA")
    if not root:
        pytest.skip("BROADSHEET_DATA is not set: it names the folder of the real corpora")

    def folder(name: str) -> Path:
        path = Path(root, name)
        if not path.is_dir():
            pytest.fail(f"BROADSHEET_DATA={root} has no dataset {name}")
        return path

    return folder
