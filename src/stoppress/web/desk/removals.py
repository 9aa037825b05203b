"""Removal by law at the desk: an administrator asks, another approves, and everybody of them reads the report.

Knows the pages and their forms.
Does not know rules; it asks `actions`.
"""

from __future__ import annotations

from fastapi import APIRouter
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from stoppress.actions.removal import RemovalByLaw, Wanted
from stoppress.actions.removal_report import WELL, Inquiry, read
from stoppress.domain.blog import Blog
from stoppress.domain.identifiers import PostId, is_post_id
from stoppress.drafts.removals import Removal
from stoppress.errors import InputInvalid, PostUnknown, StoppressError
from stoppress.errors.removal import RemovalUnknown
from stoppress.press.press import Press
from stoppress.render.view import View
from stoppress.staff.people import People
from stoppress.staff.permissions import Verb
from stoppress.web.desk.asking import Changing, Here, Visitor, blog_of, form_of, text
from stoppress.web.desk.history import names_of
from stoppress.web.desk.pages import Pages
from stoppress.web.desk.sayings import said, sent_on

_FIELDS = ("what", "post", "first", "last", "notice")


class RemovalPages:
    """The pages and their forms."""

    def __init__(self, press: Press, pages: Pages, removal: RemovalByLaw, inquiry: Inquiry, people: People) -> None:
        self._press = press
        self._pages = pages
        self._removal = removal
        self._inquiry = inquiry
        self._people = people

    async def orders(self, request: Request, visitor: Here, slug: str, post: str = "") -> Response:
        """The orders about a blog, and the form for another; `post` is what it is about to begin with."""
        blog = await self._blog(visitor, slug)
        typed = {"what": "post", "post": post, "first": "", "last": "", "notice": ""}
        return await self._listed(request, visitor, blog, typed)

    async def ask(self, request: Request, visitor: Changing, slug: str) -> Response:
        """Ask for one."""
        blog = await self._blog(visitor, slug)
        sent = await form_of(request)
        try:
            order = await self._removal.ask(visitor.person, blog.slug, _wanted(sent))
        except StoppressError as problem:
            return await self._listed(request, visitor, blog, {name: text(sent, name) for name in _FIELDS}, problem)
        return sent_on(f"/desk/blogs/{blog.slug}/removals/{order.id}", "removal-asked")

    async def order(self, request: Request, visitor: Here, slug: str, order: str) -> Response:
        """One order: what it says, who asked and who approved, and its report."""
        blog = await self._blog(visitor, slug)
        return await self._told(request, visitor, blog, await self._found(visitor, blog, order))

    async def approve(self, request: Request, visitor: Changing, slug: str, order: str) -> Response:
        """Approve it, which carries it out; or go on with it where it was cut off."""
        blog = await self._blog(visitor, slug)
        found = await self._found(visitor, blog, order)
        try:
            await self._removal.approve(visitor.person, found.id, self._inquiry)
        except StoppressError as problem:
            return await self._told(request, visitor, blog, found, problem)
        return sent_on(f"/desk/blogs/{blog.slug}/removals/{order}", "removal-done")

    async def call_off(self, request: Request, visitor: Changing, slug: str, order: str) -> Response:
        """Forget it, as long as nobody has approved it."""
        blog = await self._blog(visitor, slug)
        found = await self._found(visitor, blog, order)
        try:
            await self._removal.call_off(visitor.person, found.id)
        except StoppressError as problem:
            return await self._told(request, visitor, blog, found, problem)
        return sent_on(f"/desk/blogs/{blog.slug}/removals", "removal-off")

    async def _blog(self, visitor: Visitor, slug: str) -> Blog:
        return await self._press.current(blog_of(visitor.person, slug, Verb.REMOVE_WORDS))

    async def _found(self, visitor: Visitor, blog: Blog, name: str) -> Removal:
        for each in await self._removal.of_blog(visitor.person, blog.slug):
            if each.id == name:
                return each
        raise RemovalUnknown

    async def _listed(
        self,
        request: Request,
        visitor: Visitor,
        blog: Blog,
        typed: dict[str, str],
        problem: StoppressError | None = None,
    ) -> Response:
        return self._pages.page(
            request,
            "removals.html.j2",
            visitor,
            blog=blog,
            view=View(blog, self._pages.publication),
            orders=await self._removal.of_blog(visitor.person, blog.slug),
            names=await names_of(self._people),
            typed=typed,
            problem=problem,
            said=said(request),
        )

    async def _told(
        self, request: Request, visitor: Visitor, blog: Blog, order: Removal, problem: StoppressError | None = None
    ) -> Response:
        findings = read(order.report)
        return self._pages.page(
            request,
            "removal.html.j2",
            visitor,
            blog=blog,
            view=View(blog, self._pages.publication),
            order=order,
            post=blog.posts.get(order.post) if order.post is not None else None,
            names=await names_of(self._people),
            findings=findings,
            left=[each for each in findings if each.verdict not in WELL],
            problem=problem,
            said=said(request),
        )


def removal_routes(press: Press, pages: Pages, removal: RemovalByLaw, inquiry: Inquiry, people: People) -> APIRouter:
    """The routes."""
    router = APIRouter(prefix="/desk/blogs/{slug}/removals", include_in_schema=False)
    page = RemovalPages(press, pages, removal, inquiry, people)
    router.add_api_route("", page.orders, methods=["GET"], response_model=None)
    router.add_api_route("", page.ask, methods=["POST"], response_model=None)
    router.add_api_route("/{order}", page.order, methods=["GET"], response_model=None)
    router.add_api_route("/{order}/approve", page.approve, methods=["POST"], response_model=None)
    router.add_api_route("/{order}/call-off", page.call_off, methods=["POST"], response_model=None)
    return router


def _wanted(sent: FormData) -> Wanted:
    """What the form says. Raises PostUnknown, InputInvalid."""
    post, notice = text(sent, "post").strip(), text(sent, "notice").strip()
    if post and not is_post_id(post):
        raise PostUnknown(post=post[:64])
    name = PostId(post) if post else None
    if text(sent, "what") == "post":
        if name is None:
            raise InputInvalid(field="post", problem="say which: its id stands in its address.")
        return Wanted(post=name, notice=notice)
    return Wanted(post=name, first=_number(sent, "first"), last=_number(sent, "last"), notice=notice)


def _number(sent: FormData, name: str) -> int:
    said = text(sent, name).strip()
    if not (said.isascii() and said.isdigit() and len(said) < 10):
        raise InputInvalid(field=f"{name} revision", problem="write its number, as the post's history has it.")
    return int(said)
