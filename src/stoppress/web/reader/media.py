"""Media: the files of pictures, films and sounds, to whoever asks while they are shown.

Knows that a file is public only while a published revision refers to it (DESIGN §5).
Does not know where files are kept (`media`), nor how one is sent (`files`).
"""

from __future__ import annotations

from typing import Final

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from stoppress.domain.identifiers import MediaId
from stoppress.errors import PageUnknown
from stoppress.media.library import Library
from stoppress.press.press import Press
from stoppress.web.files import file_answer, file_named

_METHODS: Final = ["GET", "HEAD"]

_SHARED: Final = {
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
        known = file_named(medium, name)
        blogs = await _showing(press, library, known, name)
        headers = {
            **_SHARED,
            "Cache-Control": f"{_LIFE}{shared_seconds}",
            # The caches' key: a withdrawal purges all that was sent for its blog.
            "xkey": " ".join(blogs),
        }
        return await file_answer(request, library, known, name, headers)

    return router


async def _showing(press: Press, library: Library, medium: MediaId, name: str) -> list[str]:
    """The blogs that show a file now. Raises PageUnknown where none does: it might as well not be there."""
    blogs = [slug for slug, post in await library.uses(medium) if await press.shows(slug, post, (medium, name))]
    if not blogs:
        raise PageUnknown
    return sorted(set(blogs))
