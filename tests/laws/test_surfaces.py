"""The registry of surfaces: what the laws hold over is what the door serves."""

from __future__ import annotations

import asyncio

from starlette.routing import BaseRoute

from tests.laws.surfaces import ASKING, DRAWN, FILES, NOT_SHOWING, SHOWING, newsroom


def _path(route: BaseRoute) -> str:
    return str(getattr(route, "path", ""))


def test_every_route_is_known_to_the_laws() -> None:
    async def routes() -> list[BaseRoute]:
        async with newsroom() as room:
            return list(room.door.routes)

    found = asyncio.run(routes())
    readable = {_path(each) for each in found if "GET" in (getattr(each, "methods", None) or {"GET"})}
    assert readable == SHOWING | DRAWN | FILES | ASKING | NOT_SHOWING
