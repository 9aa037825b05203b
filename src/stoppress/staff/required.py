"""Of whom a newsroom demands a second factor. Pure.

Knows the three answers there are.
Does not know codes (`second_factor`), nor who may come in without one (`sessions`).
"""

from __future__ import annotations

from enum import StrEnum


class Demand(StrEnum):
    """Who has to have a second factor."""

    OPTIONAL = "optional"
    """Nobody."""
    PASSWORDS = "passwords"
    """Whoever has a password here. Whoever comes in by a provider alone is asked for as much as it asks for."""
    EVERYBODY = "everybody"
    """Everybody, however they come in."""

    def is_of(self, *, has_password: bool) -> bool:
        """Whether it is demanded of somebody."""
        return self is Demand.EVERYBODY or (self is Demand.PASSWORDS and has_password)
