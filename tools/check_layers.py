#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Hold the project to the way it is divided: check_layers.py [FOLDER].

Which room may include which, which Python module may import which, how a C++ file begins and how
long a file may be. ARCHITECTURE.md says what the rooms are for.
"""

import ast
import re
import sys
from collections.abc import Container, Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

# What a room's files may include besides their own room's and the standard library's.
# Weighting takes its arrays as Eigen::Map over what `sparse` holds: Eigen comes with that room.
MAY_INCLUDE = {
    "base": {"sys"},  # the operating system's: memory in pages
    "sparse": {"base", "Eigen"},
    "text": {"base"},
    "tokens": {"base", "text"},
    "vocabulary": {"base", "sparse", "text", "tokens"},
    "weighting": {"base", "sparse", "Eigen"},
    "similarity": {"base", "sparse"},
    "clustering": {"base", "sparse", "similarity"},
    "explain": {"base", "sparse"},
}
BINDINGS_MAY_INCLUDE = {*MAY_INCLUDE, "beside", "pybind11", "Python.h"}
TESTS_MAY_INCLUDE = {*MAY_INCLUDE, "beside", "Eigen", "catch.hpp", "catch2", "fuzz", "reference"}
# The compiler's own: the vector instructions that every CPU of a family has.
INTRINSICS = {"arm_neon.h", "emmintrin.h"}

# Python modules that only the named ones may import.
ONLY_FOR = {"_cli": {"__main__"}, "_cpu": {"_core"}}
# All that these import of the package at their head, so that they load in no time.
LIGHT = {
    "__init__": set(),
    "_cli": {
        "_cli_check",
        "_cli_clean",
        "_cli_correct",
        "_cli_explain",
        "_cli_search",
        "_cli_similar",
        "_cli_stories",
        "_cli_stream",
        "_cli_topics",
        "_program",
    },
    "_cli_calibration": set(),
    "_cli_check": {"_cli_options", "_cli_reading", "_program"},
    "_cli_clean": {"_cli_options", "_cli_reading", "_program"},
    "_cli_correct": {"_program"},
    "_cli_explain": {"_cli_reading", "_cli_stories", "_program"},
    "_cli_options": set(),
    "_cli_reading": {"_program"},
    "_cli_search": {"_cli_options", "_cli_reading", "_program"},
    "_cli_similar": {"_cli_options", "_cli_reading", "_program"},
    "_cli_stories": {"_cli_calibration", "_cli_options", "_cli_reading", "_program"},
    "_cli_stream": {"_cli_reading", "_cli_stories", "_program"},
    "_cli_topics": {"_cli_options", "_cli_reading", "_program"},
    "_health": set(),
    "_health.kinds": set(),
    "_program": set(),
}
# What a module may import at its head from elsewhere; the rest is optional, and imported in use.
DEPENDENCIES = {"click", "jinja2", "numpy", "orjson", "scipy", "sklearn", "threadpoolctl", "tqdm"}

CODE_FOLDERS = ("benchmarks", "cpp", "examples", "python", "tests", "tools")
LONGEST = 400
LICENCE = "SPDX-License-Identifier: Apache-2.0"

INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*([<"])([^>"\n]+)[>"]', re.MULTILINE)
COMMENT = re.compile(r"//[^\n]*|/\*.*?\*/", re.DOTALL)


def owner(header: str, *, quoted: bool) -> str:
    """Who a header belongs to: a room, a library, "std", or "beside" for a file of this folder."""
    first, *rest = header.split("/")
    if first == "broadsheet":
        return rest[0]
    if not rest and quoted:
        return header if header == "catch.hpp" else "beside"
    if not rest and re.fullmatch(r"[a-z_0-9]+", first):
        return "std"
    return first


def check_includes(root: Path) -> Iterator[str]:
    for path in files(root, "cpp", "python/bindings", "tests/cpp"):
        if path.suffix not in {".cpp", ".hpp"}:
            continue
        place = path.relative_to(root)
        if place.parts[0] == "python":
            who, may_include = "the bindings", BINDINGS_MAY_INCLUDE
        elif place.parts[0] == "tests":
            who, may_include = "C++ tests", TESTS_MAY_INCLUDE
        elif len(place.parts) == 4 and (room := place.parts[2]) in MAY_INCLUDE:
            who, may_include = f"room {room!r}", MAY_INCLUDE[room] | {room}
        else:
            yield f"{place}: stands in none of the rooms {', '.join(MAY_INCLUDE)}"
            continue
        text = path.read_text(encoding="utf-8")
        for match in INCLUDE.finditer(text):
            header = match[2]
            if owner(header, quoted=match[1] == '"') not in may_include | INTRINSICS | {"std"}:
                line = text.count("\n", 0, match.start(2)) + 1
                yield f"{place}:{line}: {who} may not include {header}"


def check_imports(root: Path) -> Iterator[str]:
    folder = root / "python" / "broadsheet"
    modules = {module_name(path, folder): path for path in sorted(folder.rglob("*.py"))}
    at_head: dict[str, set[str]] = {}
    for name, path in modules.items():
        place = path.relative_to(root)
        tree = ast.parse(path.read_text(encoding="utf-8"))
        package = path.relative_to(folder).parts[:-1]
        head = imported(tree, package, modules, inside_functions=False)
        at_head[name] = {module[1:] for module, _ in head if module[1:] in modules}
        for module, line in imported(tree, package, modules, inside_functions=True):
            only_for = ONLY_FOR.get(module[1:]) if module[0] == "." else None
            if only_for is not None and name not in only_for:
                yield f"{place}:{line}: only {', '.join(only_for)} may import {module[1:]}"
        for module, line in head:
            if module[0] == ".":
                if name in LIGHT and module[1:] in modules.keys() - LIGHT[name]:
                    yield f"{place}:{line}: imports {module[1:]} before it is needed"
            elif module not in DEPENDENCIES | sys.stdlib_module_names:
                yield f"{place}:{line}: {module} is optional: import it where it is used"
    try:
        TopologicalSorter(at_head).prepare()
    except CycleError as error:
        yield f"{folder.relative_to(root)}: modules import each other: {' <- '.join(error.args[1])}"


def module_name(path: Path, folder: Path) -> str:
    """Name a module within the package: "_read", "_health.check"; "_health" for its __init__."""
    parts = path.relative_to(folder).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" and len(parts) > 1 else parts)


def imported(
    tree: ast.AST, package: tuple[str, ...], modules: Container[str], *, inside_functions: bool
) -> list[tuple[str, int]]:
    """Name what is imported, once a line: of the package's own names the module they are from."""
    found = []
    for name, line in imports(tree, package, inside_functions=inside_functions):
        parts = name[1:].split(".") if name[0] == "." else []
        prefixes = (".".join(parts[:n]) for n in range(len(parts), 0, -1))
        own = next((prefix for prefix in prefixes if prefix in modules), "".join(parts[:1]))
        found.append((f".{own}" if own else name, line))
    return list(dict.fromkeys(found))


def imports(
    tree: ast.AST, package: tuple[str, ...], *, inside_functions: bool
) -> Iterator[tuple[str, int]]:
    """What a module of a package imports when it runs, with lines: "numpy", "._read.read"."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                first, _, rest = alias.name.partition(".")
                yield (f".{rest}" if first == "broadsheet" and rest else first), node.lineno
        elif isinstance(node, ast.ImportFrom):
            first, _, rest = (node.module or "").partition(".")
            if node.level == 0 and first != "broadsheet":
                yield first, node.lineno
                continue
            above = package[: len(package) + 1 - node.level] if node.level else ()
            inner = (node.module if node.level else rest) or ""
            for alias in node.names:
                yield f".{'.'.join(filter(None, (*above, inner, alias.name)))}", node.lineno
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and not inside_functions:
            continue
        elif not (isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)):
            yield from imports(node, package, inside_functions=inside_functions)


def check_form(root: Path) -> Iterator[str]:
    """Check how files begin and how long they are."""
    for path in files(root, "cmake", *CODE_FOLDERS, "CMakeLists.txt"):
        place = path.relative_to(root)
        text = path.read_text(encoding="utf-8")
        if path.suffix in {".cpp", ".hpp", ".py"} and (n := len(text.splitlines())) > LONGEST:
            yield f"{place}: {n} lines, {LONGEST} at the most: is it one concept?"
        is_cpp = path.suffix in {".cpp", ".hpp"}
        is_cmake = path.name == "CMakeLists.txt" or ".cmake" in path.suffixes
        sign = "//" if is_cpp else "#"
        if (is_cpp or is_cmake) and not text.startswith(f"{sign} {LICENCE}\n"):
            yield f"{place}:1: must be: {sign} {LICENCE}"
        if path.suffix == ".hpp" and not COMMENT.sub("", text).lstrip().startswith("#pragma once"):
            yield f"{place}: must start with #pragma once"


def files(root: Path, *places: str) -> Iterator[Path]:
    """Give the text files at these places in the project, in order."""
    suffixes = {".cmake", ".cpp", ".hpp", ".in", ".py", ".txt"}
    for place in places:
        path = root / place
        for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
            if file.suffix in suffixes and file.is_file():
                yield file


def main() -> int:
    root = Path(sys.argv[1] if len(sys.argv) > 1 else Path(__file__).parents[1]).resolve()
    complaints = [*check_includes(root), *check_imports(root), *check_form(root)]
    for complaint in complaints:
        print(complaint)
    print(f"check_layers: {len(complaints) or 'no'} complaints")
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main())
