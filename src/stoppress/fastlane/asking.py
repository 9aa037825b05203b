"""Asking: what a request wants, if the fast lane can give it.

Knows request targets and the few headers that matter here (RFC 9110, RFC 9112). Whatever is unusual is nothing
it recognises: the application sees to that.
Does not know connections, nor whether what is wanted is at hand.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, NamedTuple

from stoppress.hub.cursor import Cursor, asked_place
from stoppress.render.heads import Coding, accepted

Headers = list[tuple[bytes, bytes]]

# Visible ASCII without a fragment, and nothing encoded: what a parser could read in another way is not for this lane.
_TARGET: Final = re.compile(rb"(/(?!/)[!$&-.0-9:;=@A-Z_a-z~/]*)(?:\?([!$-~\"]*))?", re.ASCII)
_STREAM: Final = re.compile(r"/live/([^/]+)/stream")

# A request that has a body, waits for leave to send one, or wants to speak something else.
# Longer targets are read anew each time: what is remembered stays small, whatever is asked for.
_SHORT: Final = 256

_BARRED: Final = frozenset({b"content-length", b"transfer-encoding", b"expect", b"upgrade"})


# Made for every request with a new cookie: a frozen dataclass takes four times as long.
class PageAsked(NamedTuple):
    """A page in one coding; `known` is what the caller says it has (`If-None-Match`)."""

    path: str
    coding: Coding
    known: str
    only_head: bool
    closing: bool


@dataclass(frozen=True, slots=True)
class StreamAsked:
    """A blog's stream, `after` a place, or from now on."""

    slug: str
    after: Cursor | None
    closing: bool


def asked(
    method: bytes, target: bytes, headers: Headers, *, version: str, keep_alive: bool, elsewhere: bytes = b""
) -> PageAsked | StreamAsked | None:
    """What is wanted; None when the application has to look at it. Header names are in lower case.

    `elsewhere` is a host that this lane does not answer for.
    """
    if method not in (b"GET", b"HEAD"):
        return None
    found = _read(target) if len(target) <= _SHORT else _read.__wrapped__(target)
    if found is None:
        return None
    # Of a header that comes twice the first counts, as in the application.
    said = dict(reversed(headers))
    if not _BARRED.isdisjoint(said):
        return None
    if elsewhere and said.get(b"host", b"").lower() == elsewhere:
        return None
    path, query, blog = found
    closing = version == "1.0" or not keep_alive
    if blog is None:
        coding = _accepted(said.get(b"accept-encoding", b""))
        return PageAsked(path, coding, _text(said, b"if-none-match"), method == b"HEAD", closing)
    if method == b"HEAD" or version == "1.0":
        return None
    return StreamAsked(blog, asked_place(_text(said, b"last-event-id"), query), closing)


@lru_cache(maxsize=1_024)
def _read(target: bytes) -> tuple[str, bytes, str | None] | None:
    """Path, query, and the blog whose stream it is."""
    found = _TARGET.fullmatch(target)
    if found is None:
        return None
    path = found[1].decode("ascii")
    stream = _STREAM.fullmatch(path)
    return path, found[2] or b"", stream and stream[1]


# Browsers send a handful of different values.
@lru_cache(maxsize=256)
def _accepted(value: bytes) -> Coding:
    return accepted(value.decode("latin-1"))


def _text(said: dict[bytes, bytes], name: bytes) -> str:
    return said.get(name, b"").decode("latin-1")
