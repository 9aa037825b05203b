"""Refusals of undoing.

Knows what somebody can do instead.
Does not know HTTP.
"""

from __future__ import annotations

from stoppress.errors import StoppressError


class NotUndoable(StoppressError):
    """What was done is not of a kind that can be undone."""

    code = "not-undoable"
    message = "This cannot be undone: {instead}"


class ChangedSince(StoppressError):
    """What was done is not what stands there any more: undoing it would undo somebody's later change."""

    code = "changed-since"
    message = "It was changed again since, and undoing this would undo that as well. Look at it as it is now."
