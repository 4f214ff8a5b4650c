"""The tools find what they are there to find."""

import importlib
import subprocess
import sys
from pathlib import Path

import pytest

TOOLS = Path(__file__).parents[2] / "tools"
CHECK = TOOLS / "check_layers.py"
SPDX = "// SPDX-License-Identifier: Apache-2.0\n"


@pytest.fixture
def project(tmp_path):
    """A small tree in which nothing is wrong."""
    write = {
        "CMakeLists.txt": "# SPDX-License-Identifier: Apache-2.0\n",
        "cpp/broadsheet/base/index.hpp": SPDX + "#pragma once\n#include <cstdint>\n",
        "cpp/broadsheet/text/fold.hpp": SPDX
        + '// Why.\n#pragma once\n\n#include "broadsheet/base/index.hpp"\n',
        "python/bindings/bind_text.cpp": SPDX
        + '#include <pybind11/stl.h>\n#include "arrays.hpp"\n#include "broadsheet/text/fold.hpp"\n',
        "python/broadsheet/__init__.py": "from typing import TYPE_CHECKING\n"
        "if TYPE_CHECKING:\n    from ._read import read\n",
        "python/broadsheet/__main__.py": "from ._cli import main\n",
        "python/broadsheet/_cli.py": "import click\n\ndef main():\n    from ._read import read\n",
        "python/broadsheet/_core.py": "from . import _cpu\n",
        "python/broadsheet/_cpu.py": "",
        "python/broadsheet/_read.py": "import numpy as np\n\ndef read():\n    import pandas\n",
        "python/broadsheet/_health/__init__.py": "",
        "python/broadsheet/_health/check.py": "from .._read import read\n"
        "from .kinds import KINDS\n",
        "python/broadsheet/_health/kinds.py": "import re\n",
        "tests/cpp/text/test_fold.cpp": SPDX
        + '#include "catch.hpp"\n#include "reference/fold.hpp"\n',
    }
    for name, text in write.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def check(folder):
    """The complaints about a tree; the exit code says whether there are any."""
    done = subprocess.run(
        [sys.executable, CHECK, folder], capture_output=True, text=True, check=False
    )
    assert done.stderr == ""
    *complaints, _ = done.stdout.splitlines()
    assert done.returncode == (1 if complaints else 0)
    return complaints


def test_a_tree_in_order_passes(project):
    assert check(project) == []


@pytest.mark.parametrize(
    ("file", "line", "complaint"),
    [
        ("cpp/broadsheet/base/index.hpp", '#include "broadsheet/text/fold.hpp"', "room 'base'"),
        ("cpp/broadsheet/base/index.hpp", "#include <Eigen/Core>", "room 'base'"),
        ("cpp/broadsheet/base/index.hpp", "#include <vendor.h>", "room 'base'"),
        ("cpp/broadsheet/text/fold.hpp", '#include "fold_tables.hpp"', "room 'text'"),
        ("cpp/broadsheet/text/fold.hpp", "  #  include <pybind11/stl.h>", "room 'text'"),
        ("cpp/broadsheet/text/fold.hpp", "#include <Python.h>", "room 'text'"),
        ("cpp/broadsheet/text/fold.hpp", '#include "../../../python/bindings/x"', "room 'text'"),
        ("python/bindings/bind_text.cpp", "#include <Eigen/Core>", "the bindings"),
        ("tests/cpp/text/test_fold.cpp", "#include <pybind11/stl.h>", "C++ tests"),
    ],
)
def test_a_forbidden_include_is_named_with_its_line(project, file, line, complaint):
    path = project / file
    path.write_text(f"{path.read_text(encoding='utf-8')}{line}\n", encoding="utf-8")
    at = len(path.read_text(encoding="utf-8").splitlines())
    (found,) = check(project)
    assert found.startswith(f"{file}:{at}: {complaint} may not include ")


@pytest.mark.parametrize(
    ("file", "text", "complaint"),
    [
        ("_read.py", "def f():\n    from ._cli import main\n", ":2: only __main__ may import _cli"),
        ("_read.py", "from broadsheet import _cpu\n", ":1: only _core may import _cpu"),
        ("_read.py", "import pandas\n", ":1: pandas is optional: import it where it is used"),
        ("_core.py", "from ._core import x\n", ": modules import each other: _core <- _core"),
        ("__init__.py", "from ._read import read\n", ":1: imports _read before it is needed"),
        ("_cli.py", "import broadsheet._read\n", ":1: imports _read before it is needed"),
        ("_cli.py", "from ._health import kinds\n", ":1: imports _health.kinds before it"),
        ("_health/kinds.py", "from .._read import read\n", ":1: imports _read before it is needed"),
        ("_health/dates.py", "from .. import _cpu\n", ":1: only _core may import _cpu"),
        ("_health/dates.py", "import pandas\n", ":1: pandas is optional: import it where"),
        ("_read.py", "from ._health import check\n", "_health.check <- _read"),
    ],
)
def test_a_forbidden_import_is_named(project, file, text, complaint):
    (project / "python" / "broadsheet" / file).write_text(text, encoding="utf-8")
    (found,) = check(project)
    assert complaint in found


def test_modules_that_import_each_other_are_named(project):
    folder = project / "python" / "broadsheet"
    (folder / "_a.py").write_text("from . import _b\n", encoding="utf-8")
    (folder / "_b.py").write_text("if True:\n    from ._a import x\n", encoding="utf-8")
    (found,) = check(project)
    assert "modules import each other" in found
    assert "_a <- _b" in found or "_b <- _a" in found


@pytest.mark.parametrize(
    ("file", "text", "complaint"),
    [
        ("cpp/broadsheet/fold.cpp", SPDX, "cpp/broadsheet/fold.cpp: stands in none of the rooms"),
        ("cpp/broadsheet/pdf/a.cpp", SPDX, "cpp/broadsheet/pdf/a.cpp: stands in none of the rooms"),
        ("cpp/broadsheet/base/a.cpp", "int a;\n", "cpp/broadsheet/base/a.cpp:1: must be: // SPDX"),
        ("cmake/A.cmake", "set(a b)\n", "cmake/A.cmake:1: must be: # SPDX"),
        ("cpp/broadsheet/base/a.hpp", f"{SPDX}int a;\n", "a.hpp: must start with #pragma once"),
        ("tools/a.py", "a = 1\n" * 401, "tools/a.py: 401 lines, 400 at the most"),
    ],
)
def test_a_file_in_the_wrong_form_is_named(project, file, text, complaint):
    (project / file).parent.mkdir(parents=True, exist_ok=True)
    (project / file).write_text(text, encoding="utf-8")
    (found,) = check(project)
    assert complaint in found


def test_the_oldest_releases_are_the_lower_bounds(monkeypatch):
    monkeypatch.syspath_prepend(TOOLS)
    environment = importlib.import_module("environment")
    requirements = ["numpy>=1.26", "scikit-learn>=1.6,<1.10", "scipy >= 1.11.4, != 1.12.0"]
    oldest = ["numpy==1.26", "scikit-learn==1.6", "scipy ==1.11.4"]
    assert environment.oldest_releases(requirements) == oldest
    for unbounded in ("tqdm", "tqdm<5", "tqdm==4.66"):
        with pytest.raises(environment.FailedError, match=unbounded):
            environment.oldest_releases([*requirements, unbounded])
