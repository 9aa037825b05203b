"""Folders as tests look at them."""

from __future__ import annotations

from pathlib import Path


def names_in(folder: Path) -> set[str]:
    """What is in a folder; nothing where there is none."""
    return {each.name for each in folder.iterdir()} if folder.exists() else set()
