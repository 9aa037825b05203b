"""The import contract can fail: a room that reaches upwards, and a room it does not know, are noticed."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def verdict(folder: Path) -> str:
    """What the linter says of a copy of the program."""
    done = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        check=False,
        capture_output=True,
        text=True,
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder)},
    )
    return done.stdout


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """A copy of the program with its contract."""
    shutil.copytree(ROOT / "src" / "stoppress", tmp_path / "stoppress", ignore=shutil.ignore_patterns("static"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def test_a_room_that_reaches_upwards_is_noticed(copied: Path) -> None:
    module = copied / "stoppress" / "domain" / "order.py"
    module.write_text(module.read_text() + "\nimport stoppress.press.press\n")
    assert "Data flows one way BROKEN" in verdict(copied)


def test_a_room_the_contract_does_not_know_is_noticed(copied: Path) -> None:
    (copied / "stoppress" / "attic").mkdir()
    (copied / "stoppress" / "attic" / "__init__.py").touch()
    assert "attic" in verdict(copied)
