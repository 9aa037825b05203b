"""The words of our event streams other than frames: `reset`, `ended`, heartbeat, `retry`.

Knows how each is written (HTML Standard §9.2.6), so that both lanes write the same bytes. (Law 3)
Does not know when one is due.
"""

from __future__ import annotations

from typing import Final

from stoppress.hub.cursor import Cursor

HEARTBEAT: Final = b":\n\n"

# RELIABILITY (d): reconnects are spread over this many milliseconds.
RETRY_LEAST_MS: Final = 1_000
RETRY_MOST_MS: Final = 5_000


def reset(head: Cursor) -> bytes:
    """The gap cannot be closed here: load the page. `head` is where the blog is now."""
    return b'id: %s\nevent: reset\ndata: {"head":"%s"}\n\n' % (str(head).encode(), str(head).encode())


def ended(head: Cursor) -> bytes:
    """The blog has ended and this stream closes; look at `/updates` on return."""
    return b'id: %s\nevent: ended\ndata: {"head":"%s"}\n\n' % (str(head).encode(), str(head).encode())


def retry(milliseconds: int) -> bytes:
    """How long to wait before coming back."""
    return b"retry: %d\n\n" % milliseconds


def spread(chance: float) -> int:
    """A pause in milliseconds for a chance in [0, 1)."""
    return RETRY_LEAST_MS + int(chance * (RETRY_MOST_MS - RETRY_LEAST_MS))
