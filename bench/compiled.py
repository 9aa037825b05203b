"""The programs in C: compiled into `.bench/` when they are missing or older than their sources.

Knows the compiler and which sources make which program.
Does not know what the programs do.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from typing import Final

from bench.programs import Missing, require

ROOT: Final = Path(__file__).parent.parent
BUILT: Final = ROOT / ".bench"
_SOURCES: Final = Path(__file__).parent / "c"
_PARTS: Final = {"load": ("load.c", "stream.c", "judge.c", "fault.c"), "floor": ("floor.c",)}


def program(name: str) -> Path:
    """The path of a compiled program. Raises Missing when there is no compiler, CalledProcessError when it fails."""
    built = BUILT / name
    newest = max(each.stat().st_mtime for each in _SOURCES.iterdir())
    if not built.exists() or built.stat().st_mtime < newest:
        _compile(name, built)
    return built


def _compile(name: str, built: Path) -> None:
    require("cc", "gcc", "libc6-dev")
    compiler = shutil.which("cc") or shutil.which("gcc")
    if compiler is None:
        raise Missing("The bench needs a C compiler.")
    BUILT.mkdir(exist_ok=True)
    # Two tests may compile at once: each writes a file of its own, and the last rename wins.
    fresh = BUILT / f"{name}.{os.getpid()}"
    sources = [str(_SOURCES / each) for each in _PARTS[name]]
    subprocess.run([compiler, "-O2", "-Wall", "-Wextra", "-Werror", "-o", str(fresh), *sources], check=True)
    fresh.replace(built)
