"""Coverage at the desk: pause, resume, end, reopen, and continue in a new blog.

Knows the page with its forms, and that a refusal keeps what was typed.
Does not know rules; it asks `actions`.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Final

from fastapi import APIRouter
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from stoppress.actions.actions import Done
from stoppress.actions.coverage import Coverages
from stoppress.actions.posts import NewPost
from stoppress.actions.queueing import Queue
from stoppress.actions.wish import Wish
from stoppress.domain.blog import Blog
from stoppress.domain.facts import Headline
from stoppress.domain.furnishing import Continuation
from stoppress.domain.identifiers import PostId, Slug
from stoppress.errors import PageUnknown, StoppressError
from stoppress.press.press import Press
from stoppress.render.body import post_path
from stoppress.render.view import View
from stoppress.staff.permissions import Verb
from stoppress.web.desk.asking import Asked, Here, Visitor, blog_of, form_of, text
from stoppress.web.desk.pages import Pages
from stoppress.web.desk.sayings import said, sent_back, sent_on

NewKey = Callable[[], str]
Deed = Callable[[Wish, Slug, FormData], Awaitable[Done]]
"""Does what a form says; its blog is the one that one is in afterwards."""

_TYPED: Final = ("note", "headline", "body", "new_headline", "new_kicker", "new_slug")


class CoveragePage:
    """The page and its forms."""

    def __init__(self, press: Press, pages: Pages, coverages: Coverages, queue: Queue, new_key: NewKey) -> None:
        self._press = press
        self._pages = pages
        self._coverages = coverages
        self._queue = queue
        self._new_key = new_key
        self._deeds: dict[str, tuple[Deed, str]] = {
            "pause": (self._pause, "paused"),
            "resume": (self._resume, "resumed"),
            "end": (self._end, "ended"),
            "reopen": (self._reopen, "reopened"),
            "continue": (self._continue, "continued"),
        }

    async def show(self, request: Request, visitor: Here, slug: str) -> Response:
        """How coverage stands, and what can be done."""
        blog = await self._press.current(blog_of(visitor.person, slug, Verb.END_COVERAGE))
        return await self._shown(request, visitor, blog, dict.fromkeys(_TYPED, ""), key=self._new_key())

    async def do(self, request: Request, visitor: Here, wish: Asked, slug: str, deed: str) -> Response:
        """Carry out one of the forms."""
        blog = await self._press.current(blog_of(visitor.person, slug, Verb.END_COVERAGE))
        if deed not in self._deeds:
            raise PageUnknown
        act, saying = self._deeds[deed]
        sent = await form_of(request)
        try:
            done = await act(wish, blog.slug, sent)
        except StoppressError as problem:
            typed = {name: text(sent, name) for name in _TYPED}
            return await self._shown(request, visitor, blog, typed, problem, deed, key=text(sent, "key"))
        if done.slug != blog.slug:
            return sent_on(f"/desk/blogs/{done.slug}", saying)
        # With a closing post there is no way back: readers have it.
        closed = deed == "end" and done.first != done.seq
        return sent_back(visitor, replace(done, first=None) if closed else done, saying, "/coverage")

    async def _pause(self, wish: Wish, slug: Slug, sent: FormData) -> Done:
        return await self._coverages.pause(wish, slug, text(sent, "note"))

    async def _resume(self, wish: Wish, slug: Slug, _sent: FormData) -> Done:
        return await self._coverages.resume(wish, slug)

    async def _reopen(self, wish: Wish, slug: Slug, _sent: FormData) -> Done:
        return await self._coverages.reopen(wish, slug)

    async def _end(self, wish: Wish, slug: Slug, sent: FormData) -> Done:
        headline, body = text(sent, "headline").strip(), text(sent, "body").strip()
        summary = NewPost(headline=headline, body=body) if headline or body else None
        return await self._coverages.end(wish, slug, summary)

    async def _continue(self, wish: Wish, slug: Slug, sent: FormData) -> Done:
        headline = text(sent, "new_headline").strip()
        name = Slug(text(sent, "new_slug").strip()) or await self._coverages.name_for(slug, headline)
        into = Continuation(slug=name, headline=Headline(text=headline, kicker=text(sent, "new_kicker").strip()))
        return await self._coverages.continue_in(wish, slug, into, self._address)

    def _address(self, slug: Slug, post: PostId) -> str:
        return self._pages.publication.origin + post_path(slug, post)

    async def _shown(
        self,
        request: Request,
        visitor: Visitor,
        blog: Blog,
        typed: dict[str, str],
        problem: StoppressError | None = None,
        deed: str = "",
        *,
        key: str,
    ) -> Response:
        queued = await self._queue.look(visitor.person, blog.slug)
        return self._pages.page(
            request,
            "coverage.html.j2",
            visitor,
            left=len(queued.waiting) + len(queued.held) + len(queued.review),
            blog=blog,
            view=View(blog, self._pages.publication),
            typed=typed,
            problem=problem,
            at=deed,
            said=said(request),
            key=key,
        )


def coverage_routes(press: Press, pages: Pages, coverages: Coverages, queue: Queue, new_key: NewKey) -> APIRouter:
    """The routes."""
    router = APIRouter(prefix="/desk/blogs/{slug}/coverage", include_in_schema=False)
    page = CoveragePage(press, pages, coverages, queue, new_key)
    router.add_api_route("", page.show, methods=["GET"], response_model=None)
    router.add_api_route("/{deed}", page.do, methods=["POST"], response_model=None)
    return router
