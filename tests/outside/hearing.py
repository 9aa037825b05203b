"""What a reader hears: a connection's bytes as events, a step's frames as the same events.

Knows HTTP/1.1 as far as a stream and a step need it, and how an event is written.
Does not know sockets, nor what should have been heard.
"""

from __future__ import annotations

import json
import re
from typing import Any, Final

EVENT_END: Final = b"\n\n"
ENDED: Final = b"event: ended\n"

_HEAD_END: Final = b"\r\n\r\n"
_CHUNK: Final = re.compile(rb"([0-9a-f]+)\r\n")
_FRAME: Final = re.compile(rb"id: ([a-z2-7]{8})-(\d+)\nevent: revision\n")


class StreamBytes:
    """One connection to a stream: what came on it, taken apart. What is not whole yet is not an event."""

    def __init__(self) -> None:
        self._raw = self._text = b""
        self._in_body = False
        self.is_over = False

    def take(self, data: bytes) -> list[bytes]:
        """The events that are whole now. Raises AssertionError when the answer is no stream."""
        self._raw += data
        if not self._in_body and not self._take_head():
            return []
        self._take_chunks()
        if EVENT_END not in self._text:
            return []
        *whole, self._text = self._text.split(EVENT_END)
        return [each + EVENT_END for each in whole]

    def _take_head(self) -> bool:
        head, blank, rest = self._raw.partition(_HEAD_END)
        if blank:
            assert head.startswith(b"HTTP/1.1 200 "), head
            assert b"text/event-stream" in head, head
            self._raw, self._in_body = rest, True
        return self._in_body

    def _take_chunks(self) -> None:
        while (found := _CHUNK.match(self._raw)) is not None:
            end = found.end() + int(found[1], 16)
            if len(self._raw) < end + 2:
                return
            self.is_over = end == found.end()
            self._text += self._raw[found.end() : end]
            self._raw = self._raw[end + 2 :]


def id_of(event: bytes) -> str:
    """The cursor an event leaves its reader at; "" when it has none."""
    return event.split(b"\n", 1)[0].removeprefix(b"id: ").decode() if event.startswith(b"id: ") else ""


def seq_of(event: bytes) -> int | None:
    """The sequence of a frame; None when the event is no frame."""
    found = _FRAME.match(event)
    return int(found[2]) if found else None


def data_of(event: bytes) -> bytes:
    """The data of an event, which is one line."""
    return event.rpartition(b"\ndata: ")[2].removesuffix(EVENT_END)


def events_of_step(body: bytes) -> list[bytes]:
    """A step's frames as the stream would have sent them: the same bytes, cut out of the answer.

    Raises AssertionError when the answer is a reset.
    """
    step: dict[str, Any] = json.loads(body)
    assert not step["reset"], body
    epoch = step["to"].partition("-")[0]
    text = body.decode()
    at, events = text.index('"frames":[') + len('"frames":['), []
    for frame in step["frames"]:
        _, end = json.JSONDecoder().raw_decode(text, at)
        events.append(f"id: {epoch}-{frame['seq']}\nevent: revision\ndata: {text[at:end]}\n\n".encode())
        at = end + 1
    assert text[at - 1 :] == "]}" or not events, "a step ends with its frames"
    return events
