"""Failures that were told, for tests of what fails.

Knows what was said of which blog.
Does not know whom it is told (`drafts.failures`).
"""

from __future__ import annotations

from stoppress.domain.identifiers import Slug
from stoppress.drafts.notices import DESK


class Noted:
    """See `drafts.failures.Noting`; `told` is what was told, with its cause."""

    def __init__(self) -> None:
        self.told: list[tuple[str, str]] = []
        self.also: list[str] = []

    async def note(self, cause: str, text: str, *, blog: Slug | None = None, path: str = DESK, also: str = "") -> None:
        """See `Noting`."""
        assert path.startswith(f"{DESK}/blogs/{blog}" if blog else DESK)
        self.told.append((cause, text))
        self.also += [also] if also else []
