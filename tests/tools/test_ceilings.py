"""The ceilings: at the limit all is well, one line more is an offence."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools.ceilings import FILE_LINES, FUNCTION_LINES, SCRIPT_LINES, main, offences_of


def offences(folder: Path, text: str, name: str = "press.py") -> list[str]:
    """What is wrong with a file of this text."""
    path = folder / name
    path.write_text(text)
    return list(offences_of(path, Path(name)))


def function(lines: int) -> str:
    """A function of so many lines."""
    return "def fold():\n" + "    pass\n" * (lines - 1)


@pytest.mark.parametrize(("name", "ceiling"), [("press.py", FILE_LINES), ("live.ts", SCRIPT_LINES)])
def test_a_file_at_the_ceiling_passes_and_one_line_more_does_not(tmp_path: Path, name: str, ceiling: int) -> None:
    assert offences(tmp_path, "\n" * ceiling, name) == []
    assert len(offences(tmp_path, "\n" * (ceiling + 1), name)) == 1


def test_a_function_at_the_ceiling_passes_and_one_line_more_does_not(tmp_path: Path) -> None:
    assert offences(tmp_path, function(FUNCTION_LINES)) == []
    (found,) = offences(tmp_path, "async " + function(FUNCTION_LINES + 1))
    assert "fold has 51 lines" in found


@pytest.mark.parametrize("name", ["utils.py", "Helpers.py", "base.ts"])
def test_a_name_that_says_nothing_is_an_offence(tmp_path: Path, name: str) -> None:
    assert len(offences(tmp_path, "", name)) == 1


def test_the_whole_is_walked_and_the_exit_code_says_so(tmp_path: Path) -> None:
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "fold.py").write_text(function(3))
    assert main(tmp_path) == 0
    (tmp_path / "src" / "long.css").write_text("\n" * (FILE_LINES + 1))
    assert main(tmp_path) == 1
