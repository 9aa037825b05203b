"""The words of our event streams other than frames: `reset`, `ended`, heartbeat, `retry`.

Knows how each is written (HTML Standard §9.2.6), so that both lanes write the same bytes. (Law 3)
Does not know when one is due.
"""

from __future__ import annotations

from typing import Final

from stoppress.hub.cursor import Cursor

HEARTBEAT: Final = b":\n\n"

HEADERS: Final = (
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-cache, no-transform"),
    (b"x-accel-buffering", b"no"),
    (b"access-control-allow-origin", b"*"),
)
"""What both lanes say about a stream. Proxies that buffer or change one make live dead."""

# RELIABILITY (d): reconnects are spread over this many milliseconds.
RETRY_LEAST_MS: Final = 1_000
RETRY_MOST_MS: Final = 5_000

# Who found no seat waits longer, so that the crowd at the door does not become the load.
FULL_LEAST_MS: Final = 15_000
FULL_MOST_MS: Final = 45_000


def reset(head: Cursor) -> bytes:
    """The gap cannot be closed here: load the page. `head` is where the blog is now."""
    return b'id: %s\nevent: reset\ndata: {"head":"%s"}\n\n' % (str(head).encode(), str(head).encode())


def ended(head: Cursor) -> bytes:
    """The blog has ended and this stream closes; look at `/updates` on return."""
    return b'id: %s\nevent: ended\ndata: {"head":"%s"}\n\n' % (str(head).encode(), str(head).encode())


def data_of(event: bytes) -> bytes:
    """The data of an event of ours, which is one line."""
    return event.rpartition(b"\ndata: ")[2].rstrip(b"\n")


def retry(milliseconds: int) -> bytes:
    """How long to wait before coming back."""
    return b"retry: %d\n\n" % milliseconds


def full(milliseconds: int) -> bytes:
    """There is no seat left: come back later. Not an error status, which EventSource would take for the last word."""
    return b": there are as many streams as there may be\n" + retry(milliseconds)


def spread(chance: float) -> int:
    """A pause in milliseconds for a chance in [0, 1)."""
    return RETRY_LEAST_MS + int(chance * (RETRY_MOST_MS - RETRY_LEAST_MS))


def spread_when_full(chance: float) -> int:
    """The pause of one who found no seat."""
    return FULL_LEAST_MS + int(chance * (FULL_MOST_MS - FULL_LEAST_MS))
