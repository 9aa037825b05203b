"""Steps: what came next after a cursor, as one finished answer. (DESIGN §5)

Knows how far a step reaches, when it is final, and how long each may be kept.
Does not know how frames are made, nor who waits for one.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from stoppress.domain.identifiers import Seq
from stoppress.hub.cursor import Cursor
from stoppress.hub.events import data_of
from stoppress.hub.remembered import Sent
from stoppress.press.finished import finished
from stoppress.render.heads import JSON, Finished

STRIDE: Final = 32
"""Steps end at multiples of this, wherever they begin: readers who started apart soon ask for the same addresses."""

# Changed only by words withdrawn or removed; without a purge that bounds how long an edge may show them.
_FINAL_LIFE: Final = "public, max-age=60, s-maxage=60"

# It may only grow: whoever gets an old one goes on from where that ends.
_GROWING_LIFE: Final = "public, max-age=1, s-maxage=2"

# Shorter than any wait, or a proxy that counts from the start of the answer would never keep it (READER ST7).
_EMPTY_LIFE: Final = "public, max-age=0, s-maxage=1"


def end_of_step(after: Seq) -> Seq:
    """Where the step that begins after `after` ends once it is final."""
    return Seq((after // STRIDE + 1) * STRIDE)


def step(after: Cursor, frames: Sequence[Sent], *, ended: bool) -> Finished:
    """The step from `after`: `frames` follow it, at most up to `end_of_step`; none when nothing came."""
    to = Cursor(after.epoch, frames[-1].seq if frames else after.seq)
    final = to.seq == end_of_step(after.seq)
    life = _FINAL_LIFE if final else _GROWING_LIFE if frames else _EMPTY_LIFE
    # A final one stays whatever comes, and the end of coverage does not: it may be reopened, or lie further on.
    body = _written(str(after), to, frames, final=final, ended=ended and not final)
    page = finished(body, life, content_type=JSON)
    page.is_final = final
    return page


def reset_step(asked: str, head: Cursor) -> Finished:
    """The answer to a place that cannot be gone on from: load the page. Never an error status, as on the stream."""
    body = _written(asked, head, (), final=False, ended=False, reset=True)
    return finished(body, _EMPTY_LIFE, content_type=JSON)


def _written(begin: str, to: Cursor, frames: Sequence[Sent], *, final: bool, ended: bool, reset: bool = False) -> bytes:
    told = b",".join(data_of(each.payload) for each in frames)
    return b'{"v":1,"from":"%s","to":"%s","final":%s,"ended":%s,"reset":%s,"frames":[%s]}' % (
        begin.encode(),
        str(to).encode(),
        _json(final),
        _json(ended),
        _json(reset),
        told,
    )


def _json(truth: bool) -> bytes:
    return b"true" if truth else b"false"
