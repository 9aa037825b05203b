"""The judgement of churn: whatever reaches the wrong reader, comes twice or not at all is seen for what it is."""

from __future__ import annotations

import pytest

from bench.hearing import Hearing, Unexpected

EPOCH = "abcdefgh"


def event(seq: int, blog: str = "east", epoch: str = EPOCH) -> bytes:
    return f'id: {epoch}-{seq}\nevent: revision\ndata: {{"html":"Gauge stamp-1-2 of {blog}"}}\n\n'.encode()


def test_events_in_order_are_heard_however_the_bytes_are_cut() -> None:
    stream = b"retry: 2000\n\n" + event(8) + b":\n\n" + event(9)
    hearing = Hearing("east", f"{EPOCH}-7")
    for byte in stream:
        hearing.take(bytes([byte]))
    assert (hearing.events, hearing.last) == (2, f"{EPOCH}-9")


@pytest.mark.parametrize(
    ("payload", "kind"),
    [
        (event(9), "gap"),
        (event(8, epoch="ijklmnop"), "gap"),
        (event(8) + event(8), "repeat"),
        (event(7), "repeat"),
        (event(8, blog="west"), "stranger"),
        (b"HTTP/1.1 200 OK\r\n\r\n<html>\n\n", "garbled"),
        (event(8)[:20] + event(8), "garbled"),
    ],
)
def test_what_must_not_be_heard_is_named(payload: bytes, kind: str) -> None:
    with pytest.raises(Unexpected, match=kind):
        Hearing("east", f"{EPOCH}-7").take(payload)
