# SPDX-License-Identifier: Apache-2.0
"""The virtual environments in which the developers' tools run: build/venv and build/venv-oldest.

Made from the interpreter that runs the tool, with nothing but its pip; the caller's own packages
are neither used nor changed. What was done is noted inside it, and not done a second time.
"""

import hashlib
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
BUILD = ROOT / "build"
PYPROJECT = ROOT / "pyproject.toml"
OLDEST_CMAKE = (3, 24)

# What the wheel is made of: when its content changes, the package is installed again.
PACKAGE_SOURCES = [
    *("CMakeLists.txt", "LICENSE", "README.md", "cmake", "cpp", "pyproject.toml", "python"),
    "tools/generate_unicode_tables.py",
]


class FailedError(Exception):
    """What went wrong, in words for whoever runs the tool."""


def heading(text: str) -> None:
    print(f"\n== {text}", flush=True)


def report(tool: str, run: Callable[["Environment"], dict[str, bool]]) -> int:
    """Let `run` tell what passed and what did not; print that and give the exit code."""
    if sys.version_info < (3, 11):  # noqa: UP036  # whoever runs this may have an older one
        print(f"broadsheet needs Python 3.11, and {sys.executable} is {sys.version.split()[0]}")
        return 1
    started = time.monotonic()
    try:
        passed = run(Environment())
    except (FailedError, subprocess.CalledProcessError) as error:
        print(f"\n{tool}: FAILED: {error}")
        return 1
    failed = [name for name, success in passed.items() if not success]
    verdict = f"FAILED: {', '.join(failed)}" if failed else f"all passed: {', '.join(passed)}"
    print(f"\n{tool}: {verdict} ({(time.monotonic() - started) / 60:.1f} min)")
    return 1 if failed else 0


class Environment:
    """A virtual environment in build/, with whatever a tool asks to be in it."""

    def __init__(self, name: str = "venv") -> None:
        self.folder = BUILD / name
        self.bin = self.folder / "bin"
        self.python = self.bin / "python"
        self._notes = self.folder / "done"
        self.variables = dict(os.environ)
        self.variables["VIRTUAL_ENV"] = str(self.folder)
        self.variables["PATH"] = f"{self.bin}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
        self.variables.pop("PYTHONPATH", None)
        self.variables.pop("PYTHONHOME", None)
        # Its scripts name the folder that they stand in: a project that was moved needs a new one.
        origin = f"{sys.base_prefix} {sys.version} {self.folder}"
        if not self._did("origin", origin):
            self._make()
            self._note("origin", origin)

    def which(self, program: str) -> str | None:
        return shutil.which(program, path=self.variables["PATH"])

    def succeeds(self, *command: str | Path, **variables: str) -> bool:
        """Run a program of the environment, or else the system's, in the project's folder."""
        program, *arguments = map(str, command)
        path = self.which(program)
        if path is None:
            msg = f"{program} is not installed"
            raise FailedError(msg)
        done = subprocess.run(
            [path, *arguments], cwd=ROOT, env=self.variables | variables, check=False
        )
        return done.returncode == 0

    def run(self, *command: str | Path, **variables: str) -> None:
        if not self.succeeds(*command, **variables):
            msg = f"this command failed: {' '.join(map(str, command))}"
            raise FailedError(msg)

    def pip(self, *arguments: str | Path) -> None:
        self.run(self.python, "-m", "pip", "--quiet", "--disable-pip-version-check", *arguments)

    def add_group(self, group: str) -> None:
        """Install a dependency group of pyproject.toml."""
        wanted = _digest([PYPROJECT])
        if not self._did(f"group-{group}", wanted):
            heading(f"Installing what the group {group!r} of pyproject.toml names")
            self.pip("install", "--group", f"{PYPROJECT}:{group}")
            self._note(f"group-{group}", wanted)

    def add_build_tools(self) -> None:
        """Install what the package is built with, and CMake and ninja where the system has none."""
        wanted = list(_pyproject()["build-system"]["requires"])
        if _system_version("cmake") < OLDEST_CMAKE:
            wanted.append("cmake>={}.{}".format(*OLDEST_CMAKE))
        if not _system_version("ninja"):
            wanted.append("ninja")
        if not self._did("build-tools", repr(wanted)):
            heading("Installing what the package is built with")
            self.pip("install", *wanted)
            self._note("build-tools", repr(wanted))

    def add_package(self) -> None:
        """Install broadsheet itself if its sources have changed, with what it depends on."""
        wheel, sources = self.built_wheel(), _package_digest()
        if not self._did("package", sources):
            self._install_anew(wheel)
            self._note("package", sources)

    def add_package_and_oldest(self, wheel: Path, *groups: str) -> None:
        """Install broadsheet from its wheel, and the oldest releases that pyproject.toml allows.

        Of what it depends on, and of dependency groups; as wheels, which they may have for the
        oldest Python only.
        """
        wanted = f"{wheel.name} {_digest([wheel, PYPROJECT])}"
        if self._did("oldest", wanted):
            return
        heading(f"Installing the oldest releases that pyproject.toml allows, and {wheel.name}")
        told = _pyproject()
        oldest = oldest_releases(told["project"]["dependencies"])
        for group in groups:
            oldest += oldest_releases(told["dependency-groups"][group])
        self._install_anew(wheel, "--only-binary", ":all:", *oldest)
        self._note("oldest", wanted)

    def built_wheel(self) -> Path:
        """Build the wheel if its sources have changed, the first time as users do."""
        folder, sources = self.folder / "wheel", _package_digest()
        if not self._did("wheel", sources):
            _check_compiler()
            shutil.rmtree(folder, ignore_errors=True)
            wheel = ("wheel", "--no-deps", "--wheel-dir", folder)
            if not self._done("wheel"):
                heading("Building broadsheet as pip install . does (each CPU level: minutes)")
                self.pip(*wheel, ROOT)
            else:
                # An isolated build finds its requirements at a new path each time, and so compiles
                # everything anew. This one compiles what has changed.
                heading("Building broadsheet again, as its sources have changed")
                self.add_build_tools()
                self.pip(*wheel, "--no-build-isolation", "-C", "build-dir=build/incremental", ROOT)
            self._note("wheel", sources)
        (built,) = folder.glob("*.whl")
        return built

    def _install_anew(self, wheel: Path, *more: str) -> None:
        # pip keeps what has the same version; and twice quiet, it does not mind what is not there.
        self.pip("--quiet", "uninstall", "--yes", "broadsheet")
        self.pip("install", wheel, *more)

    def _make(self) -> None:
        heading(f"Making {self.folder.relative_to(ROOT)} with Python {sys.version.split()[0]}")
        make = [sys.executable, "-m", "venv", "--clear"]
        made = subprocess.run([*make, self.folder], capture_output=True, text=True, check=False)
        if made.returncode != 0:
            # Debian keeps the pip of new environments in a package of its own, python3-venv.
            print("venv brings no pip along here; the pip of this Python puts one in")
            pip = [sys.executable, "-m", "pip", "--python", str(self.python), "install", "-q"]
            for command in ([*make, "--without-pip", str(self.folder)], [*pip, "pip"]):
                if subprocess.run(command, check=False).returncode != 0:
                    msg = (
                        f"no virtual environment could be made\n{made.stdout}{made.stderr}"
                        "Install venv (on Debian: apt install python3-venv) and try again."
                    )
                    raise FailedError(msg)
        self.pip("install", "--upgrade", "pip>=25.1")  # the first with dependency groups

    def _done(self, what: str) -> str:
        note = self._notes / what
        return note.read_text() if note.exists() else ""

    def _did(self, what: str, state: str) -> bool:
        return self._done(what) == state

    def _note(self, what: str, state: str) -> None:
        self._notes.mkdir(exist_ok=True)
        (self._notes / what).write_text(state)


def oldest_releases(requirements: Iterable[str]) -> list[str]:
    """Pin each requirement at its lower bound: "numpy>=1.26,<3" becomes "numpy==1.26"."""
    oldest = []
    for requirement in requirements:
        pinned, found = re.subn(r">=\s*([\w.]+).*", r"==\1", requirement)
        if not found:
            msg = f"pyproject.toml gives no lower bound: {requirement}"
            raise FailedError(msg)
        oldest.append(pinned)
    return oldest


def _pyproject() -> dict[str, Any]:
    import tomllib  # new in Python 3.11: `report` can still say so to an older one

    return tomllib.loads(PYPROJECT.read_text())


def _package_digest() -> str:
    return _digest(ROOT / name for name in PACKAGE_SOURCES)


def _digest(paths: Iterable[Path]) -> str:
    """One hash of the names and contents of files, and of all files in folders."""
    files: set[Path] = set()
    for path in paths:
        files.update(path.rglob("*") if path.is_dir() else [path])
    result = hashlib.sha256()
    for file in sorted(files):
        if file.is_file() and "__pycache__" not in file.parts:
            result.update(f"{file.relative_to(ROOT)}\0".encode())
            result.update(hashlib.sha256(file.read_bytes()).digest())
    return result.hexdigest()


def _system_version(program: str) -> tuple[int, ...]:
    """The version of one of the system's programs, or () where it is missing."""
    path = shutil.which(program)
    if path is None:
        return ()
    told = subprocess.run([path, "--version"], capture_output=True, text=True, check=False)
    found = re.search(r"(\d+)\.(\d+)", told.stdout)
    return tuple(map(int, found.groups())) if found else ()


def _check_compiler() -> None:
    """Say in one line what would otherwise be found out below a screen of CMake's words."""
    compilers = [os.environ.get("CXX", "c++").split()[0], "g++", "clang++"]
    if not any(map(shutil.which, compilers)):
        msg = "there is no C++ compiler (on Debian: apt install g++)"
        raise FailedError(msg)
    if not Path(sysconfig.get_path("include"), "Python.h").exists():
        msg = "the headers of this Python are missing (on Debian: apt install python3-dev)"
        raise FailedError(msg)
