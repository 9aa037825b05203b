"""Follow: a browser that wants to be told of a story, the page about it, and the calendar file beside it.

Knows the addresses, and that nothing is asked of a browser before its reader presses: pages are the same for everybody.
Does not know who follows (`audience`), nor what they are told (`wire`).
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Protocol

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from stoppress.audience.followers import Place
from stoppress.domain.alerts import Wants
from stoppress.domain.blog import Blog, Coverage
from stoppress.domain.identifiers import Epoch, Slug
from stoppress.errors import InputInvalid, PageUnknown
from stoppress.errors.audience import FollowClosed
from stoppress.outbound.browsers import Address
from stoppress.press.finished import finished
from stoppress.press.press import Press
from stoppress.render.calendar import CONTENT_TYPE, calendar_file
from stoppress.render.following import follow_page
from stoppress.render.heads import Finished
from stoppress.render.publication import Publication
from stoppress.render.view import View
from stoppress.web.reader.pages import answer
from stoppress.web.reader.sent import Sent, sent_by

WORKER_PATH: Final = "/worker.js"
WORKER_SCOPE: Final = "/live/"
FOLLOW_WORKER: Final = "follow-worker.js"
"""What the built worker is called."""

LIFE: Final = "public, max-age=60, s-maxage=60"
"""How long caches keep what is the same for everybody."""

_METHODS = ["GET", "HEAD"]
_BODY_LIMIT: Final = 8_192
_PRIVATE: Final = {"Cache-Control": "no-store"}

# Looked at again each time: what is out of date must not stay on a telephone.
_FRESH: Final = {"Cache-Control": "no-cache", "Service-Worker-Allowed": WORKER_SCOPE}


class Followed(Protocol):
    """Who knows who follows. See `audience.followers.Followers`."""

    async def follow(self, blog: Slug, browser: Address, wants: Wants, here: Place, address: str) -> None:
        """A browser is told from here on."""
        ...

    async def stop(self, blog: Slug, endpoint: str, address: str) -> None:
        """It is told nothing more."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowParts:
    """What the routes need. `key` is the newsroom's public one, which a browser subscribes with; `days` as long as followers are kept after the end; `worker` the built script."""

    followers: Followed
    key: str
    epoch: Callable[[], Epoch]
    days: int
    worker: Path


def follow_routes(press: Press, parts: FollowParts, publication: Publication) -> APIRouter:
    """The routes."""
    router = APIRouter(include_in_schema=False)
    worker = _Worker(parts.worker)

    async def view(slug: str) -> View:
        return View(await press.shown(slug), publication)

    @router.api_route("/live/{slug}/follow", methods=_METHODS)
    async def page(request: Request, slug: str) -> Response:
        return answer(request, finished(follow_page(await view(slug), days=parts.days), LIFE))

    @router.api_route("/live/{slug}/follow/key", methods=_METHODS)
    async def key(slug: str) -> Response:
        await press.shown(slug)
        return JSONResponse({"key": parts.key}, headers={"Cache-Control": LIFE})

    @router.post("/live/{slug}/follow")
    async def follow(request: Request, slug: str) -> Response:
        sent = await sent_by(request, _BODY_LIMIT)
        blog = await press.shown(slug)
        whence = request.app.state.hops.address_of(request)
        endpoint = _text(sent, "endpoint", 2_000)
        if sent.fields.get("stop"):
            await parts.followers.stop(blog.slug, endpoint, whence)
            return JSONResponse({"wants": None}, headers=_PRIVATE)
        wants = _wants(sent)
        _require_open(blog)
        here = Place(parts.epoch(), blog.seq)
        await parts.followers.follow(blog.slug, _browser(sent, endpoint), wants, here, whence)
        return JSONResponse({"wants": wants.value}, headers=_PRIVATE)

    @router.api_route(WORKER_PATH, methods=_METHODS)
    async def script() -> Response:
        return Response(await worker.code(), headers=_FRESH, media_type="text/javascript")

    return router


def calendar_route(press: Press, publication: Publication) -> APIRouter:
    """The calendar file, whether stories can be followed or not."""
    router = APIRouter(include_in_schema=False)

    @router.api_route("/live/{slug}/calendar.ics", methods=_METHODS)
    async def calendar(request: Request, slug: str) -> Response:
        blog = await press.shown(slug)
        response = answer(request, _calendar(blog, publication))
        response.headers["Content-Disposition"] = f'attachment; filename="{blog.slug}.ics"'
        return response

    return router


class _Worker:
    """The built script, read once."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._code: bytes | None = None

    async def code(self) -> bytes:
        """What it is. Where nothing has been built there is none, which a browser takes for one that has gone."""
        if self._code is None:
            if not await asyncio.to_thread(self._path.exists):
                raise PageUnknown
            self._code = await asyncio.to_thread(self._path.read_bytes)
        return self._code


def _calendar(blog: Blog, publication: Publication) -> Finished:
    return finished(calendar_file(blog, publication), LIFE, content_type=CONTENT_TYPE)


def _require_open(blog: Blog) -> None:
    if blog.coverage is Coverage.ENDED:
        raise FollowClosed


def _browser(sent: Sent, endpoint: str) -> Address:
    keys = sent.fields.get("keys")
    if not isinstance(keys, dict):
        raise InputInvalid(field="keys", problem="send what the browser's subscription says.")
    given = Sent(keys, is_form=sent.is_form)
    return Address(endpoint=endpoint, public_key=_text(given, "p256dh", 120), auth=_text(given, "auth", 40))


def _text(sent: Sent, name: str, limit: int) -> str:
    found: Any = sent.fields.get(name)
    if not isinstance(found, str) or not found or len(found) > limit:
        raise InputInvalid(field=name, problem="send what the browser's subscription says. Following needs a script.")
    return found


def _wants(sent: Sent) -> Wants:
    try:
        return Wants(str(sent.fields.get("wants")))
    except ValueError as problem:
        raise InputInvalid(field="wants", problem="say “key” or “all”.") from problem
