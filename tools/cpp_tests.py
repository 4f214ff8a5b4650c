# SPDX-License-Identifier: Apache-2.0
"""Build and run the C++ tests under one of the presets of CMakePresets.json."""

import os
import shutil
import subprocess

from environment import BUILD, Environment, heading


def build(environment: Environment, preset: str, *, slow: bool = False) -> bool:
    """Compile the tests, with developers' warnings as errors; tell whether that succeeded."""
    environment.add_build_tools()
    find_catch2(environment)
    heading(f"Building the C++ tests: preset {preset}")
    return environment.succeeds(
        *("cmake", "--preset", preset, "--log-level=WARNING"),
        f"-DPython_EXECUTABLE={environment.python}",
        f"-DBROADSHEET_SLOW_TESTS={'ON' if slow else 'OFF'}",
    ) and environment.succeeds("cmake", "--build", "--preset", preset)


def run(environment: Environment, preset: str) -> bool:
    """Run the tests as they are built; tell whether all passed."""
    heading(f"Running the C++ tests: preset {preset}")
    return environment.succeeds("ctest", "--preset", preset)


def find_catch2(environment: Environment) -> None:
    """Install Debian's package where CMake finds no Catch2; elsewhere CMake will download it."""
    if shutil.which("apt-get") is None or os.geteuid() != 0:
        return
    probe = BUILD / "find-catch2"
    probe.mkdir(parents=True, exist_ok=True)
    (probe / "CMakeLists.txt").write_text(
        "cmake_minimum_required(VERSION 3.24)\n"
        "project(find_catch2 CXX)\n"
        "find_package(Catch2 CONFIG REQUIRED)\n"
    )
    look = [environment.which("cmake") or "cmake", "-S", probe, "-B", probe / "build"]
    if subprocess.run(look, capture_output=True, check=False).returncode == 0:
        return
    heading("Installing Debian's package catch2")
    install = ["apt-get", "install", "-y", "-qq", "catch2"]
    quiet = {"DEBIAN_FRONTEND": "noninteractive"}
    if not environment.succeeds(*install, **quiet):
        environment.succeeds("apt-get", "update", "-qq")
        environment.succeeds(*install, **quiet)
