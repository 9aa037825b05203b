"""The files of a theme: sheet, logo, fonts.

Knows that their names carry a hash, and that a picture a newsroom chose can do nothing but be shown.
Does not know how they came to be (`app.theming`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Protocol

from fastapi import APIRouter
from starlette.responses import Response

from stoppress.errors import PageUnknown

_HEADERS: Final = {
    "Cache-Control": "public, max-age=31536000, immutable",
    "Access-Control-Allow-Origin": "*",
    "Content-Security-Policy": "default-src 'none'; sandbox",
}


class Served(Protocol):
    """One file."""

    @property
    def content(self) -> bytes:
        """Its bytes."""

    @property
    def content_type(self) -> str:
        """What it is called in HTTP."""


def theme_files(files: Mapping[str, Served]) -> APIRouter:
    """The route of all files of a theme."""
    router = APIRouter(include_in_schema=False)

    @router.api_route("/theme/{name}", methods=["GET", "HEAD"])
    async def file(name: str) -> Response:
        found = files.get(name)
        if found is None:
            raise PageUnknown
        return Response(found.content, 200, {**_HEADERS, "ETag": f'"{name}"'}, found.content_type)

    return router
