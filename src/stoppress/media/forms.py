"""Forms: fields and files of a multipart body, taken as it arrives; a file goes to disk and never whole into memory.

Knows that limits are judged on what has come so far, so that nothing over them is read to its end (RELIABILITY (d);
Starlette CVE-2023-30798, Werkzeug CVE-2023-46136).
Does not know what a file is by its content, nor what the fields are for.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Final

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header

from stoppress.errors import InputInvalid
from stoppress.errors.media import MediaTooLarge
from stoppress.media.objects import troubles
from stoppress.media.parts import Arriving, ReceivedFile, malformed, size_text
from stoppress.media.shelf_limits import ShelfLimits

# RFC 2046, 5.1.1.
_BOUNDARY_LIMIT: Final = 70


@dataclass(frozen=True, slots=True)
class Form:
    """What was sent: texts by field name, and files in order. Whoever holds it deletes the files."""

    fields: Mapping[str, str]
    files: tuple[ReceivedFile, ...]


async def receive_form(
    chunks: AsyncIterator[bytes],
    content_type: str,
    incoming: Path,
    limits: ShelfLimits,
    *,
    random: Callable[[int], bytes],
) -> Form:
    """The form a body holds; its files are in `incoming`, under names made from `random`.

    Raises InputInvalid for a body that is none, TooMany, and MediaTooLarge as soon as that much has come; StorageFull
    and StorageUnavailable. Nothing is left on disk then, nor when the caller or the sender goes away.
    """
    receiver = _Receiver(_boundary(content_type), incoming, limits, random)
    try:
        async for chunk in chunks:
            # Parsing and writing would hold up everybody else who is served by this thread.
            await asyncio.to_thread(receiver.take, chunk)
        return receiver.form()
    except BaseException:
        await asyncio.to_thread(receiver.discard)
        raise


class _Receiver:
    def __init__(self, boundary: bytes, incoming: Path, limits: ShelfLimits, random: Callable[[int], bytes]) -> None:
        self._arriving = Arriving(incoming, limits, random)
        self._parser = MultipartParser(
            boundary,
            {
                "on_part_begin": self._arriving.begin,
                "on_header_field": self._arriving.header_name,
                "on_header_value": self._arriving.header_value,
                "on_header_end": self._arriving.header_end,
                "on_headers_finished": self._arriving.headers_end,
                "on_part_data": self._arriving.content,
                "on_part_end": self._arriving.end,
                "on_end": self._finish,
            },
            max_header_size=limits.part_headers,
        )
        self._arrived, self._limit = 0, limits.body
        self._whole = self._over = False
        self._turn = Lock()

    def take(self, chunk: bytes) -> None:
        with self._turn:
            if self._over:
                # Whoever waited for this has gone.
                return
            self._arrived += len(chunk)
            if self._arrived > self._limit:
                raise MediaTooLarge(problem=f"More than {size_text(self._limit)} were sent.")
            try:
                with troubles():
                    self._parser.write(chunk)
            except FormParserError as problem:
                raise malformed("it is not what multipart/form-data looks like.") from problem

    def form(self) -> Form:
        if not self._whole:
            raise malformed("it ends too early.")
        return Form(self._arriving.fields, tuple(self._arriving.files))

    def discard(self) -> None:
        with self._turn:
            self._over = True
            self._arriving.discard()

    def _finish(self) -> None:
        self._whole = True


def _boundary(content_type: str) -> bytes:
    kind, options = parse_options_header(content_type)
    boundary = options.get(b"boundary", b"")
    if kind != b"multipart/form-data" or not 0 < len(boundary) <= _BOUNDARY_LIMIT:
        raise InputInvalid(field="Content-Type", problem="send multipart/form-data with a boundary.")
    return boundary
