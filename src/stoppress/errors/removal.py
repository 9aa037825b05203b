"""Refusals about words that are removed by law.

Knows that it takes two people.
Does not know HTTP.
"""

from __future__ import annotations

from stoppress.errors import StoppressError


class RemovalUnknown(StoppressError):
    """No removal has this name, or this person may not know of it."""

    code = "removal-unknown"
    message = "There is no such removal. Look at the blog's list of removals."


class SecondPersonNeeded(StoppressError):
    """Whoever asked for a removal may not approve it."""

    code = "second-person-needed"
    message = "You asked for this removal yourself. Another administrator has to approve it."


class RemovalUnderWay(StoppressError):
    """What was approved can no longer be called off."""

    code = "removal-under-way"
    message = "This removal was approved already. Look at its report."
