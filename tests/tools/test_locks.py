"""What is locked has hashes, and no address of anybody's."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).parents[2]
LOCKS = [*(ROOT / "requirements").glob("*.txt"), ROOT / "frontend" / "package-lock.json"]


def test_no_lock_file_has_an_address() -> None:
    assert len(LOCKS) == 4
    for each in LOCKS:
        text = each.read_text()
        assert "sha512-" in text or "sha256:" in text, each.name
        assert "://" not in text, each.name
