"""The C++ core, at the best CPU level that this machine runs.

`BROADSHEET_CPU` (``v2`` or ``v3``) forces a level, for tests. Results are the same at each.
"""

from __future__ import annotations

import os
from importlib import import_module

from . import _cpu

_forced = os.environ.get("BROADSHEET_CPU", "")
_best = _cpu.best_level()
_levels = {"v2": ("v2",), "v3": ("v2", "v3")}.get(_best, (_best,))
if _forced and _forced not in _levels:
    msg = f"BROADSHEET_CPU={_forced!r} is not one of the levels of this machine: {_levels}"
    raise ImportError(msg)

_extension = import_module(f"._core_{_forced or _best}", __package__)
globals().update({name: value for name, value in vars(_extension).items() if name[0] != "_"})
