"""Ceilings: no file and no function grows past what a reader can hold in mind.

Run as `python -m tools.ceilings [ROOT]`. Ends with 1 and a line for each offender.
Knows the limits and which files they hold for.
Does not know style; ruff and biome do.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

FILE_LINES: Final = 400

# A file of the front end is about one thing on one page.
SCRIPT_LINES: Final = 250

FUNCTION_LINES: Final = 50

# What names say nothing about what is inside.
EMPTY_NAMES: Final = {"utils", "helpers", "common", "misc", "base", "manager", "service", "handler", "data", "info"}

_FOLDERS: Final = ("src", "tests", "tools", "bench", "frontend/src")
_SUFFIXES: Final = (".py", ".ts", ".css", ".j2")


def main(root: Path) -> int:
    """Print every offence below `root`; the exit code."""
    offences = [each for path in _files(root) for each in offences_of(path, path.relative_to(root))]
    for each in offences:
        print(each)
    return 1 if offences else 0


def offences_of(path: Path, name: Path) -> Iterator[str]:
    """What is wrong with one file; `name` is how to call it."""
    text = path.read_text("utf-8")
    count = len(text.splitlines())
    ceiling = SCRIPT_LINES if path.suffix == ".ts" else FILE_LINES
    if count > ceiling:
        yield f"{name}: {count} lines, the ceiling is {ceiling}."
    for part in name.with_suffix("").parts:
        if part.lower() in EMPTY_NAMES:
            yield f"{name}: “{part}” says nothing about what is inside."
    if path.suffix == ".py":
        yield from _long_functions(ast.parse(text), name)


def _long_functions(tree: ast.Module, name: Path) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            count = (node.end_lineno or node.lineno) - node.lineno + 1
            if count > FUNCTION_LINES:
                yield f"{name}:{node.lineno}: {node.name} has {count} lines, the ceiling is {FUNCTION_LINES}."


def _files(root: Path) -> Iterator[Path]:
    for folder in _FOLDERS:
        for path in sorted((root / folder).rglob("*")):
            # Built files are not ours to read.
            if path.suffix in _SUFFIXES and "static" not in path.parts:
                yield path


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path.cwd()))
