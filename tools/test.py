#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Install what the tests need and run all of them, C++ and Python: python3 tools/test.py.

Needs Python 3.11 or newer with pip, and a C++20 compiler. Everything is put into build/, but for
Catch2, which on Debian (and its kin) comes as the system's package if the user is root and it is
not there yet. A second run does only what has changed.
"""

import argparse
import subprocess
import sys

import cpp_tests
from environment import Environment, heading, report

PYTHON_TESTS = ("tests/python", "tests/parity")
PRESET = "developer"


def best_level(environment: Environment) -> str:
    ask = "from broadsheet import _cpu; print(_cpu.best_level())"
    told = subprocess.run([environment.python, "-c", ask], stdout=subprocess.PIPE, check=True)
    return told.stdout.decode().strip()


def python_tests_pass(environment: Environment, *more: str, level: str, slow: bool) -> bool:
    """Run pytest on the package as it is installed, not as it stands in the source tree."""
    heading(f"Running the Python tests: CPU level {level}")
    chosen = [] if slow else ["-m", "not slow"]
    return environment.succeeds(
        *("pytest", "-W", "error", *chosen, "--pyargs", *PYTHON_TESTS, *more),
        BROADSHEET_CPU=level,
    )


def run(environment: Environment, *, slow: bool) -> dict[str, bool]:
    """Run everything; give the names of the suites with whether each passed."""
    environment.add_package()
    environment.add_group("test")
    environment.add_group("peers")
    passed = {
        "C++": cpp_tests.build(environment, PRESET, slow=slow)
        and cpp_tests.run(environment, PRESET)
    }
    best = best_level(environment)
    if best == "v3":
        passed["Python at CPU level v2"] = python_tests_pass(environment, level="v2", slow=slow)
    # The package named as such adds the examples in its docstrings.
    passed["Python"] = python_tests_pass(environment, "broadsheet", level=best, slow=slow)
    return passed


def run_oldest(environment: Environment, *, slow: bool) -> dict[str, bool]:
    """Run the Python tests with the oldest releases that pyproject.toml allows."""
    oldest = Environment("venv-oldest")
    oldest.add_package_and_oldest(environment.built_wheel(), "test", "peers")
    passed = python_tests_pass(oldest, "broadsheet", level=best_level(oldest), slow=slow)
    return {"Python with the oldest releases": passed}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--slow", action="store_true", help="run the long cases too")
    parser.add_argument(
        "--oldest",
        action="store_true",
        help="instead, run the Python tests with the oldest releases that pyproject.toml allows",
    )
    options = parser.parse_args()
    suite = run_oldest if options.oldest else run
    return report("tools/test.py", lambda environment: suite(environment, slow=options.slow))


if __name__ == "__main__":
    sys.exit(main())
