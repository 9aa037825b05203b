"""Refusals about rehearsals.

Knows what the newsroom can do next.
Does not know HTTP.
"""

from __future__ import annotations

from stoppress.errors import StoppressError


class RehearsalUnknown(StoppressError):
    """No rehearsal of this blog has this id."""

    code = "rehearsal-unknown"
    message = "There is no such rehearsal of this blog. Look at the list of them."


class RehearsalUnderWay(StoppressError):
    """Rehearsals share the machine with one another and with readers, so there is one at a time."""

    code = "rehearsal-under-way"
    message = "A rehearsal is under way. Wait for its end, or stop it, then begin another."


class RehearsalUnsuitable(StoppressError):
    """The rehearsal is not in a state in which this can be done."""

    code = "rehearsal-unsuitable"
    message = "This rehearsal is {state}, so this cannot be done. Wait for its end, or stop it first."


class RehearsalImpossible(StoppressError):
    """It cannot be played here."""

    code = "rehearsal-impossible"
    message = "The rehearsal cannot be played: {problem}"
