"""The extension for each CPU level: chosen by BROADSHEET_CPU, with the same results."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib.util import find_spec

import pytest

from broadsheet import _cpu

RESULTS = """
import hashlib
import numpy as np
import broadsheet as bs
from broadsheet import _core

texts = [f"Storm {i % 7} hit İzmir of Ödön{i % 23}, day {i % 5}: ﬁne rates" for i in range(500)]
found = hashlib.sha256()
for dtype in (np.float32, np.float64):
    for params in ({}, {"analyzer": "char_wb", "ngram_range": (2, 4)}, {"strip_accents": "ascii"}):
        X = bs.TfidfVectorizer(dtype=dtype, sublinear_tf=True, **params).fit_transform(texts)
        near = bs.top_k(X, k=7)
        for matrix in (X, near, bs.HashingVectorizer(dtype=dtype, **params).transform(texts)):
            for array in (matrix.indptr, matrix.indices, matrix.data):
                found.update(array.tobytes())
print(_core.cpu_level(), found.hexdigest())
"""


def run(code: str, level: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code], env=os.environ | {"BROADSHEET_CPU": level},
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip


def needs(level: str) -> None:
    if find_spec(f"broadsheet._core_{level}") is None:
        pytest.skip(f"this build has no extension for {level}")
    if level == "v3" and _cpu.best_level() != "v3":
        pytest.skip("this machine does not run v3")


@pytest.mark.parametrize("level", ["v2", "v3"])
def test_broadsheet_cpu_forces_a_level(level):
    needs(level)
    done = run("from broadsheet import _core; print(_core.cpu_level())", level)
    assert done.stdout.strip() == level, done.stderr


def test_without_it_the_best_level_is_taken():
    done = run("from broadsheet import _core; print(_core.cpu_level())", "")
    assert done.stdout.strip() == _cpu.best_level(), done.stderr


@pytest.mark.parametrize("level", ["v9", "avx2", "V3"])
def test_an_unknown_level_is_an_import_error(level):
    done = run("from broadsheet import _core", level)
    assert done.returncode == 1
    assert f"ImportError: BROADSHEET_CPU='{level}' is not one of the levels" in done.stderr


def test_both_levels_give_the_same_bytes():
    needs("v2")
    needs("v3")
    old, new = run(RESULTS, "v2"), run(RESULTS, "v3")
    assert old.returncode == new.returncode == 0, old.stderr + new.stderr
    (old_level, old_hash), (new_level, new_hash) = old.stdout.split(), new.stdout.split()
    assert (old_level, new_level) == ("v2", "v3")
    assert old_hash == new_hash
