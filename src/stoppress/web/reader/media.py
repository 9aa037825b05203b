"""Media: the files of pictures, films and sounds, to whoever asks while they are shown.

Knows that a file is public only while a published revision refers to it (DESIGN §5), and how it is sent so that it
can do nothing in a browser but be shown (RELIABILITY (b)).
Does not know where files are kept (`media`).
"""

from __future__ import annotations

import re
from typing import Final

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from stoppress.domain.identifiers import MediaId, is_media_id
from stoppress.domain.media import Format
from stoppress.errors import MediaUnknown, PageUnknown
from stoppress.media.library import Library
from stoppress.press.press import Press
from stoppress.render.figures import TYPES
from stoppress.web.ranges import Part, Unsatisfiable, part_of

_METHODS: Final = ["GET", "HEAD"]
_FILE: Final = re.compile(r"[a-z2-7]{26}\.([a-z0-9]{2,4})", re.ASCII)
_ENDINGS: Final = {each.value: TYPES[each] for each in Format}

# A file by itself is nothing but a file: no script, no form, no frame, whatever somebody finds in its bytes.
_INERT: Final = {
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "cross-origin",
    # For captions: a page of another origin may show a film, but may read its captions only if it is told so.
    "Access-Control-Allow-Origin": "*",
}

# Browsers keep a picture that was withdrawn for an hour at most; shared caches are told to forget it, where that is
# set up, and ask again after a minute where it is not.
_LIFE: Final = "public, max-age=3600, s-maxage="


def media_files(press: Press, library: Library, *, shared_seconds: int) -> APIRouter:
    """The route of all files. `shared_seconds` is how long a shared cache may keep one without asking."""
    router = APIRouter(include_in_schema=False)

    @router.api_route("/media/{medium}/{name}", methods=_METHODS)
    async def file(request: Request, medium: str, name: str) -> Response:
        found = _FILE.fullmatch(name)
        if found is None or found[1] not in _ENDINGS or not is_media_id(medium):
            raise PageUnknown
        blogs = await _showing(press, library, MediaId(medium), name)
        headers = {
            **_INERT,
            "ETag": f'"{name}"',
            "Accept-Ranges": "bytes",
            "Cache-Control": f"{_LIFE}{shared_seconds}",
            # The caches' key: a withdrawal purges all that was sent for its blog.
            "xkey": " ".join(blogs),
        }
        if f'"{name}"' in request.headers.get("if-none-match", ""):
            return Response(None, 304, headers)
        try:
            part = await _part(request, library, MediaId(medium), name)
            start, stop = (part.start, part.stop) if part else (0, None)
            reading = await library.read(MediaId(medium), name, start, stop)
        except MediaUnknown as problem:
            raise PageUnknown from problem
        except Unsatisfiable as problem:
            return Response(None, 416, {**headers, "Content-Range": f"bytes */{problem.size}"})
        headers["Content-Length"] = str(reading.stop - reading.start)
        if part:
            headers["Content-Range"] = part.content_range
        return StreamingResponse(reading.chunks, 206 if part else 200, headers, _ENDINGS[found[1]])

    return router


async def _part(request: Request, library: Library, medium: MediaId, name: str) -> Part | None:
    """What of a file is asked for. A range means something to GET alone (RFC 9110 §14.2)."""
    asked = request.headers.get("range", "") if request.method == "GET" else ""
    if not asked:
        return None
    size = await library.size(medium, name)
    return part_of(size, asked, etag=f'"{name}"', condition=request.headers.get("if-range", ""))


async def _showing(press: Press, library: Library, medium: MediaId, name: str) -> list[str]:
    """The blogs that show a file now. Raises PageUnknown where none does: it might as well not be there."""
    blogs = [slug for slug, post in await library.uses(medium) if await press.shows(slug, post, (medium, name))]
    if not blogs:
        raise PageUnknown
    return sorted(set(blogs))
