"""Slashes: an address with one too many at its end leads to the one without.

Knows that it leads there on whatever host and by whatever scheme was asked: a request says of both what it likes.
Does not know what stands there.
"""

from __future__ import annotations

from typing import Final
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Match

_TEMPORARY: Final = 307


def without_slash(request: Request) -> Response | None:
    """A redirect to the same address without the slash, if there is something; None where that would not help."""
    path = request.url.path
    shorter = path.rstrip("/")
    # What begins with two is an address on another host to a browser.
    if shorter == path or not shorter or shorter.startswith("//"):
        return None
    scope = {**request.scope, "path": shorter}
    if all(route.matches(scope)[0] is not Match.FULL for route in request.app.router.routes):
        return None
    query = f"?{request.url.query}" if request.url.query else ""
    return Response(
        status_code=_TEMPORARY, headers={"Location": f"{quote(shorter)}{query}", "Cache-Control": "no-store"}
    )
