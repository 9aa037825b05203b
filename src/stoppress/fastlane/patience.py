"""Patience: when a connection is not worth holding any longer.

Knows that a request's head has an end, that a body comes at some pace, and that whoever is sent something takes it: who does
none of this costs a place that readers need. Counts the lane's rounds, which stand for a timer.
Does not know what any byte means (`protocol`).
"""

from __future__ import annotations

from typing import Final

HEAD_LIMIT: Final = 65_536
"""Bytes of a request's head, or of what stands in the place of a body, beside the piece it began in.

uvicorn keeps all of it: without a limit, one connection of a stranger's takes the memory of the machine. Measured: 60 MB of
headers sent, 60 MB kept. Browsers send a few kilobytes.
"""

PACE: Final = 1_000
"""Bytes a second of a body, on average, once an idle connection would have been closed. A bad mobile network has ten times that."""


PIPELINED: Final = 100
"""Requests, at most, that wait behind one that is being answered. No browser sends a second before it has its answer.

uvicorn makes everything of each that an answer takes, and reads on whenever one was given: 80 MB sent on twenty connections
of a stranger's came to a gigabyte, and did not end there.
"""


class Patience:
    """What is known of one connection's request, and of what its client has not taken."""

    __slots__ = ("_bodiless", "_body", "_since", "_stuck", "_unsent")

    def __init__(self) -> None:
        self._unsent = self._stuck = 0
        self.begin(0)

    def begin(self, now: int) -> None:
        """A request begins in this round."""
        self._bodiless = self._body = 0
        self._since = now

    def hear_body(self, size: int) -> None:
        """So much of its body has come."""
        self._bodiless = 0
        self._body += size

    def hear_other(self, size: int) -> bool:
        """A piece has come with nothing of a body in it, nor the end of the request; whether that is too much by now."""
        self._bodiless += size
        return self._bodiless > HEAD_LIMIT

    def wait(self) -> None:
        """It was this server that did not read for a round."""
        self._since += 1

    def is_over(self, now: int, grace: int, pace: int) -> bool:
        """Whether the body comes more slowly than `pace` bytes a round, `grace` rounds left out."""
        return self._body < (now - self._since - grace) * pace

    def taken(self) -> None:
        """The client has taken much of what was to be sent."""
        self._stuck = 0

    def is_stuck(self, unsent: int, most: int) -> bool:
        """Asked once a round: whether for more than `most` rounds nothing was taken of what waits to be sent."""
        self._stuck = self._stuck + 1 if unsent and unsent >= self._unsent > 0 else 0
        self._unsent = unsent
        return self._stuck > most
