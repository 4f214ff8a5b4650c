"""The command line called in this process, for its tests."""

from __future__ import annotations

import inspect

from click.testing import CliRunner

from broadsheet._cli import main

# Before click 8.2, standard error was mixed into standard output unless one asked.
APART = {"mix_stderr": False} if "mix_stderr" in inspect.signature(CliRunner).parameters else {}


def run(*arguments, stdin=None, code=0):
    """Run a command, and hold it to how it ends."""
    result = CliRunner(**APART).invoke(main, list(map(str, arguments)), input=stdin)
    if result.exit_code != code:
        print(result.output)  # noqa: T201 - pytest shows it with the failure
        raise AssertionError(result.exit_code) from result.exception
    return result
