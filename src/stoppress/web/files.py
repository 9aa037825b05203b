"""Files of media over HTTP: conditional requests, parts, and headers under which a file is nothing but a file.

Knows how a file is sent so that it can do nothing in a browser but be shown (RELIABILITY (b)).
Does not know who may see it; the doors do.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from stoppress.domain.identifiers import MediaId, is_media_id
from stoppress.domain.media import Format
from stoppress.errors import PageUnknown
from stoppress.errors.media import MediaUnknown
from stoppress.media.library import Library
from stoppress.render.figures import TYPES
from stoppress.web.ranges import Part, Unsatisfiable, part_of

_FILE: Final = re.compile(r"[a-z2-7]{26}\.([a-z0-9]{2,4})", re.ASCII)
_ENDINGS: Final = {each.value: TYPES[each] for each in Format}

INERT: Final = {
    # No script, no form, no frame, whatever somebody finds in its bytes.
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
    "Accept-Ranges": "bytes",
}
"""What every file bears."""


def file_named(medium: str, name: str) -> MediaId:
    """The medium of a file, if both are spelled as names of files are. Raises PageUnknown."""
    found = _FILE.fullmatch(name)
    if found is None or found[1] not in _ENDINGS or not is_media_id(medium):
        raise PageUnknown
    return MediaId(medium)


async def file_answer(
    request: Request, library: Library, medium: MediaId, name: str, more: Mapping[str, str]
) -> Response:
    """The file, what of it is asked for, or 304; `more` are the door's own headers. Raises PageUnknown."""
    headers = {**INERT, "ETag": f'"{name}"', **more}
    if f'"{name}"' in request.headers.get("if-none-match", ""):
        return Response(None, 304, headers)
    try:
        part = await _part(request, library, medium, name)
        start, stop = (part.start, part.stop) if part else (0, None)
        reading = await library.read(medium, name, start, stop)
    except MediaUnknown as problem:
        raise PageUnknown from problem
    except Unsatisfiable as problem:
        return Response(None, 416, {**headers, "Content-Range": f"bytes */{problem.size}"})
    headers["Content-Length"] = str(reading.stop - reading.start)
    if part:
        headers["Content-Range"] = part.content_range
    return StreamingResponse(reading.chunks, 206 if part else 200, headers, _ENDINGS[name.rpartition(".")[2]])


async def _part(request: Request, library: Library, medium: MediaId, name: str) -> Part | None:
    """What of a file is asked for. A range means something to GET alone (RFC 9110 §14.2)."""
    asked = request.headers.get("range", "") if request.method == "GET" else ""
    if not asked:
        return None
    size = await library.size(medium, name)
    return part_of(size, asked, etag=f'"{name}"', condition=request.headers.get("if-range", ""))
