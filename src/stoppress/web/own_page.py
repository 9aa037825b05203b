"""Own pages: whether a page of ours sent a request.

Knows what browsers say about it (Fetch Metadata, Origin), and that programs say nothing.
Does not know what is refused then.
"""

from __future__ import annotations

from starlette.requests import Request


def is_from_own_page(request: Request) -> bool:
    """False where the browser says that another site's page sent this. (CSRF)"""
    site = request.headers.get("sec-fetch-site")
    origin = request.headers.get("origin")
    own = f"{request.url.scheme}://{request.headers.get('host', '')}"
    return site in (None, "same-origin") and origin in (None, own, request.app.state.origin)
