"""scikit-learn's own tests of its text vectorizers, run with ours in their place."""

from __future__ import annotations

import re
import subprocess
import sys
from importlib import metadata
from pathlib import Path
from xml.etree import ElementTree as ET

import sklearn

OURS = ("CountVectorizer", "HashingVectorizer", "TfidfTransformer", "TfidfVectorizer")
VERSION = tuple(int(part) for part in re.findall(r"\d+", metadata.version("scikit-learn"))[:3])
# Counted in every release from 1.6.0 to 1.9.1.
N_TESTS = 131 if VERSION >= (1, 7, 2) else 129


def with_our_classes(source: str) -> str:
    """Import ours where the import block has scikit-learn's."""
    head, imports, rest = re.split(
        r"(from sklearn\.feature_extraction\.text import \([^)]*\)\n)", source, maxsplit=1
    )
    for name in OURS:
        imports, n = re.subn(rf"^ +{name},\n", "", imports, flags=re.MULTILINE)
        assert n == 1, f"the import block no longer imports {name}"
    return f"{head}{imports}from broadsheet import {', '.join(OURS)}\n{rest}"


def test_scikit_learns_own_suite_passes_with_our_classes(tmp_path):
    tests = Path(sklearn.__file__).parent / "feature_extraction" / "tests" / "test_text.py"
    copy = tmp_path / "test_text.py"
    copy.write_text(with_our_classes(tests.read_text(encoding="utf-8")), encoding="utf-8")
    ini, report = tmp_path / "pytest.ini", tmp_path / "report.xml"
    ini.write_text("[pytest]\n", encoding="utf-8")
    run = subprocess.run(
        [
            sys.executable, "-m", "pytest", str(copy), "-q", "-c", str(ini),
            "-p", "no:cacheprovider", "--rootdir", str(tmp_path), f"--junitxml={report}",
        ],
        cwd=tmp_path, capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    assert run.returncode == 0, run.stdout[-8000:] + run.stderr[-2000:]
    cases = ET.parse(report).getroot().iter("testcase")
    outcomes = [child.tag for case in cases for child in (list(case) or [case])]
    passed = outcomes.count("testcase")
    assert passed == len(outcomes), f"skipped or failed: {sorted(set(outcomes))}\n{run.stdout}"
    assert passed == N_TESTS, run.stdout
