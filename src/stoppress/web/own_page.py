"""Own pages: whether a page of ours sent a request.

Knows what browsers say about it (Fetch Metadata, Origin), and that programs say nothing.
Does not know what is refused then.
"""

from __future__ import annotations

from typing import Final

from starlette.requests import Request

# "none" is said of what somebody did by hand, as to load again what a form was answered with: no page can have it said.
_SITES: Final = (None, "same-origin", "none")


def is_from_own_page(request: Request) -> bool:
    """False where the browser says that another site's page sent this. (CSRF)"""
    site = request.headers.get("sec-fetch-site")
    origin = request.headers.get("origin")
    own = f"{request.url.scheme}://{request.headers.get('host', '')}"
    return site in _SITES and origin in (None, own, request.app.state.origin)
