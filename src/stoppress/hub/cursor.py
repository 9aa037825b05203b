"""Cursors: a place in a blog's log that outsiders may hold, written `EPOCH-SEQ`.

Knows how one is written and read; both lanes and every door use this one.
Does not know whether the place still exists.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qs

from stoppress.domain.identifiers import EPOCH_LENGTH, Epoch, Seq

# Fifteen digits stay below 2^53, so that a cursor survives any JSON reader; more is not a place in any log.
_CURSOR: Final = re.compile(rf"([a-z2-7]{{{EPOCH_LENGTH}}})-(0|[1-9][0-9]{{0,14}})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Cursor:
    """After revision `seq` of the history named `epoch`."""

    epoch: Epoch
    seq: Seq

    def __str__(self) -> str:
        return f"{self.epoch}-{self.seq}"


def cursor(text: str) -> Cursor | None:
    """The cursor written as `text`; None when it is not one."""
    match = _CURSOR.fullmatch(text)
    return Cursor(Epoch(match[1]), Seq(int(match[2]))) if match else None


# A place nobody can be at: whoever brings something unreadable is told to load the page.
NOWHERE: Final = Cursor(Epoch(""), Seq(0))


def asked_place(last_event_id: str, query: bytes) -> Cursor | None:
    """Where a reader of a stream is: `Last-Event-ID`, else `?after=`, else None, which is from now on."""
    if not last_event_id:
        given = parse_qs(query.decode("latin-1"), keep_blank_values=True).get("after")
        if given is None:
            return None
        last_event_id = given[0]
    return cursor(last_event_id) or NOWHERE
