"""The rules of a blog's desk: how long a post can be taken back, and which are read by two people, and who publishes.

Knows their shape and limits.
Does not know who may set them (`actions`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from stoppress.domain.facts import Label

MOST_UNDO_SECONDS: Final = 120
"""A longer window is no window: whoever wants to wait schedules or holds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """`undo_seconds` is how long a post stays before it leaves; `second_eyes` are the labels that need an approval.

    `reporters_submit`: reporters submit what they write, and editors publish it.
    """

    undo_seconds: int = 0
    second_eyes: frozenset[Label] = frozenset()
    reporters_submit: bool = False

    @property
    def undo(self) -> timedelta:
        """The window."""
        return timedelta(seconds=self.undo_seconds)
