"""Sharing: what another app hands to the desk, and into which blog's composer it goes.

Knows that nothing is published by a share: it becomes a draft, when somebody says where. With the service worker the share
waits in the browser and the page's script opens it; without one its words stand in the address, and a button saves them.
Does not know drafts; it asks `actions`.
"""

from __future__ import annotations

import string
from typing import Final
from urllib.parse import urlencode

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from stoppress.actions.drafting import Drafting, Saved
from stoppress.domain.blog import Coverage
from stoppress.domain.body import normal_form
from stoppress.domain.content import Content
from stoppress.drafts.draft import DraftId
from stoppress.press.press import Press
from stoppress.render.page import Card
from stoppress.staff.permissions import Person, Verb, may
from stoppress.web.desk.asking import Changing, Here, blog_of, form_of, text
from stoppress.web.desk.blog import NewDraft
from stoppress.web.desk.pages import PRIVATE, Pages

SHARE_PATH: Final = "/desk/share"

WORDS_LIMIT: Final = 4_000
"""Characters of each part of a share that an address carries."""

READ_LIMIT: Final = 1_000_000
"""Bytes of a share of which the words are looked for, where no worker took it. More are files, and passed over."""

_PARTS: Final = ("title", "text", "url")
_SEE_OTHER: Final = 303
_FILES: Final = 20


class Sharing:
    """The page that asks where a share goes, and what its buttons do."""

    def __init__(self, press: Press, pages: Pages, drafting: Drafting, new_draft: NewDraft) -> None:
        self._press = press
        self._pages = pages
        self._drafting = drafting
        self._new_draft = new_draft

    async def arrive(self, request: Request) -> Response:
        """A share that no worker took: its words go on in the address. Anybody may send one; nothing is kept."""
        length = request.headers.get("content-length", "")
        if not length.isdecimal() or int(length) > READ_LIMIT:
            # A browser that is answered before it has sent everything shows its own page of failure.
            async for _ in request.stream():
                pass
            return RedirectResponse(f"{SHARE_PATH}?lost=1", _SEE_OTHER, PRIVATE)
        try:
            async with request.form(max_files=_FILES, max_fields=_FILES) as form:
                said = {name: text(form, name).strip() for name in _PARTS}
                lost = "files" in form or any(len(each) > WORDS_LIMIT for each in said.values())
        except HTTPException:
            said, lost = {}, True
        query = {name: each[:WORDS_LIMIT] for name, each in said.items() if each} | ({"lost": "1"} if lost else {})
        return RedirectResponse(f"{SHARE_PATH}?{urlencode(query)}", _SEE_OTHER, PRIVATE)

    async def choose(self, request: Request, visitor: Here) -> Response:
        """The page."""
        query = request.query_params
        words = {name: query.get(name, "")[:WORDS_LIMIT] for name in _PARTS}
        return self._pages.page(
            request,
            "share.html.j2",
            visitor,
            blogs=await self._open_to(visitor.person),
            kept=query.get("kept", ""),
            words=words,
            paragraphs=paragraphs_of(**words),
            lost=bool(query.get("lost")),
            key=self._new_draft(),
        )

    async def take(self, request: Request, visitor: Changing, slug: str) -> Response:
        """Save the words as a draft in a blog, and open the composer on it."""
        blog = blog_of(visitor.person, slug)
        sent = await form_of(request)
        body = "\n\n".join(map(_as_text, paragraphs_of(**{name: text(sent, name) for name in _PARTS})))
        saved = Saved(DraftId(text(sent, "key")), 1, Content(body=normal_form(body)))
        draft = await self._drafting.save(visitor.person, blog, saved)
        return RedirectResponse(f"/desk/blogs/{blog}?draft={draft.id}", _SEE_OTHER, PRIVATE)

    async def _open_to(self, person: Person) -> list[Card]:
        """The blogs this person may write in now, the one that something happened in last first."""
        cards = [
            each
            for each in await self._press.cards()
            if each.coverage is not Coverage.ENDED and may(person, Verb.PUBLISH_POST, each.slug)
        ]
        return sorted(cards, key=lambda each: each.updated_at, reverse=True)


def paragraphs_of(title: str = "", text: str = "", url: str = "") -> list[str]:
    """What a share comes to: what was said, then where; a title or an address that was said is not said again."""
    said = _lines(text)
    heading = [each for each in _lines(title) if not any(each in line for line in said)]
    said = [*heading, *said]
    return [*said, *(each for each in _lines(url) if not any(each in line for line in said))]


def _lines(text: str) -> list[str]:
    return [line for each in text.splitlines() if (line := each.strip())]


def sharing_routes(sharing: Sharing) -> APIRouter:
    """The routes."""
    router = APIRouter(include_in_schema=False)
    router.add_api_route(SHARE_PATH, sharing.arrive, methods=["POST"], response_model=None)
    router.add_api_route(SHARE_PATH, sharing.choose, methods=["GET"], response_model=None)
    router.add_api_route("/desk/blogs/{slug}/shares", sharing.take, methods=["POST"], response_model=None)
    return router


def _as_text(line: str) -> str:
    """A line that CommonMark reads as these words; an address stays one."""
    if line.startswith(("https://", "http://")) and not any(each.isspace() for each in line):
        return line
    return "".join(f"\\{each}" if each in _PUNCTUATION else each for each in line)


# CommonMark 0.31 §2.4: any of these may be written so.
_PUNCTUATION: Final = frozenset(string.punctuation)
