"""The desk as an app on somebody's telephone: its manifest, its icons, its service worker, and the page for no connection.

Knows what browsers ask for before they install (W3C, Web App Manifest; Web Share Target), and that all of it says nothing
but the publication's name: it is answered to everybody.
Does not know what the worker does (`frontend/src/desk/worker`), nor what becomes of a share (`sharing`).
"""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any, Final

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from stoppress.render.icon import ICON_SIZES, draw_icon
from stoppress.render.publication import Publication
from stoppress.web.desk.pages import Pages
from stoppress.web.desk.sharing import SHARE_PATH

MANIFEST_PATH: Final = "/desk/manifest.webmanifest"
WORKER_PATH: Final = "/desk/worker.js"
OFFLINE_PATH: Final = "/desk/offline"
WORKER_FILE: Final = "desk-worker.js"
"""What the built worker is called."""

# Looked at again each time: what is out of date must not stay on a telephone.
_FRESH: Final = {"Cache-Control": "no-cache"}
_ICON_LIFE: Final = {"Cache-Control": "public, max-age=86400"}

_FILES: Final = ["image/*", "video/*", "audio/*"]


def manifest_of(publication: Publication) -> dict[str, Any]:
    """What a browser installs."""
    icons = [
        {"src": f"/desk/icon-{size}.png", "sizes": f"{size}x{size}", "type": "image/png", "purpose": purpose}
        for size in ICON_SIZES
        for purpose in ("any", "maskable")
    ]
    return {
        "id": "/desk",
        "name": f"{publication.name} desk",
        "short_name": publication.name,
        "start_url": "/desk",
        "scope": "/desk",
        "display": "standalone",
        "background_color": "#ffffff",
        "theme_color": publication.colour,
        "icons": icons,
        "share_target": {
            "action": SHARE_PATH,
            "method": "POST",
            "enctype": "multipart/form-data",
            "params": {
                "title": "title",
                "text": "text",
                "url": "url",
                "files": [{"name": "files", "accept": _FILES}],
            },
        },
    }


class Icons:
    """Draws each icon once."""

    def __init__(self, publication: Publication, logo: bytes | None) -> None:
        self._publication = publication
        self._logo = logo
        self._drawn: dict[int, bytes] = {}

    async def of(self, size: int) -> bytes:
        """The icon of this size."""
        if size not in self._drawn:
            self._drawn[size] = await asyncio.to_thread(draw_icon, self._publication, size, self._logo)
        return self._drawn[size]


def installing_routes(pages: Pages, worker: Path, logo: bytes | None) -> APIRouter:
    """The routes. `worker` is the built script, `logo` the newsroom's own picture if it has one."""
    router = APIRouter(include_in_schema=False)
    publication = pages.publication
    icons = Icons(publication, logo)

    @router.get(MANIFEST_PATH)
    async def manifest() -> Response:
        return JSONResponse(manifest_of(publication), headers=_FRESH, media_type="application/manifest+json")

    @router.get("/desk/icon-192.png")
    async def small() -> Response:
        return Response(await icons.of(192), headers=_ICON_LIFE, media_type="image/png")

    @router.get("/desk/icon-512.png")
    async def large() -> Response:
        return Response(await icons.of(512), headers=_ICON_LIFE, media_type="image/png")

    @router.get(WORKER_PATH)
    async def script() -> Response:
        # Where nothing has been built it does nothing.
        code = await asyncio.to_thread(worker.read_bytes) if await asyncio.to_thread(worker.exists) else b""
        # Another sheet makes it another worker, which is how a browser comes to keep the new page for no connection.
        told = f"/* {publication.assets.desk_sheet} */\n".encode()
        headers = {**_FRESH, "Service-Worker-Allowed": "/desk"}
        return Response(told + code, headers=headers, media_type="text/javascript")

    @router.get(OFFLINE_PATH)
    async def offline(request: Request) -> Response:
        return pages.page(request, "offline.html.j2")

    return router
