"""Steps: `/live/{slug}/updates/{cursor}`, what came next, for whoever asks instead of listening. (DESIGN §5)

Knows how long one may wait for news, and that a wait takes a seat as a stream does.
Does not know how a step is made (`press`).
"""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from stoppress.hub.seats import Seats
from stoppress.press.press import Press
from stoppress.web.reader.pages import answer


def updates(press: Press, seats: Seats, *, wait: float) -> APIRouter:
    """The route of steps; `wait` in seconds."""
    router = APIRouter(include_in_schema=False)

    @router.api_route("/live/{slug}/updates/{cursor}", methods=["GET", "HEAD"])
    async def step(request: Request, slug: str, cursor: str) -> Response:
        address = request.client.host if request.client else ""
        # Without a seat, or without a body to answer with, nobody is kept waiting.
        patient = request.method == "GET" and seats.take(address)
        try:
            return answer(request, await press.readers.step(slug, cursor, wait=wait if patient else 0))
        finally:
            if patient:
                seats.give_back(address)

    return router
