"""Undo at the desk: what the button does, beside what was just done and in a post's history.

Knows that a page is gone back to with what came of it.
Does not know what can be undone (`domain.undoing`); it asks `actions`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from stoppress.actions.actions import Done
from stoppress.actions.undoing import Span, Undo, appended
from stoppress.errors import InputInvalid
from stoppress.web.desk.asking import Asked, Changing, blog_of, form_of, text
from stoppress.web.desk.bulk import BulkPage
from stoppress.web.desk.offers import of_span, sealed, span_of
from stoppress.web.desk.sayings import sent_on

_UNDONE: Final = "undone"


class Undoing:
    """What the button does."""

    def __init__(self, undo: Undo, page: BulkPage) -> None:
        self._undo = undo
        self._page = page

    async def undo(self, request: Request, visitor: Changing, wish: Asked, slug: str) -> Response:
        """Undo one press, or each of what was done to several posts, the last first."""
        blog = blog_of(visitor.person, slug)
        sent = await form_of(request)
        spans = [span for each in sent.getlist("span") if (span := span_of(str(each))) is not None]
        if not spans or len(spans) != len(sent.getlist("span")):
            raise InputInvalid(field="what to undo", problem="reload the page, then try again.")
        if text(sent, "several"):
            return await self._page.undone(request, visitor, blog, _newest_first(spans), self._undo, wish)
        done: Done = await self._undo.undo(wish, blog, spans[0])
        back = text(sent, "back")
        home = f"/desk/blogs/{blog}"
        path = back if back == home or back.startswith(f"{home}/") else home
        return sent_on(path, _UNDONE, sealed(visitor, path, of_span(appended(done))))


def undo_routes(undoing: Undoing) -> APIRouter:
    """The route."""
    router = APIRouter(prefix="/desk/blogs/{slug}", include_in_schema=False)
    router.add_api_route("/undo", undoing.undo, methods=["POST"], response_model=None)
    return router


def _newest_first(spans: Sequence[Span]) -> list[Span]:
    return sorted(spans, key=lambda each: each.first, reverse=True)
