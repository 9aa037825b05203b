"""New blog: one headline, and everything else if somebody wants to say it now.

Knows the form, what stands in it to begin with, and that a refusal keeps what was typed.
Does not know rules, nor how an address is made of a headline (`domain.slugs`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from fastapi import APIRouter
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from stoppress.actions.actions import Done
from stoppress.actions.blogs import Blogs
from stoppress.domain.facts import Description, Headline
from stoppress.domain.identifiers import Slug
from stoppress.errors import StoppressError
from stoppress.press.press import Press
from stoppress.staff.permissions import Person, Verb, require
from stoppress.web.desk.asking import Asked, Here, Visitor, form_of, text
from stoppress.web.desk.describing import FIELDS, describing_of
from stoppress.web.desk.pages import Pages
from stoppress.web.desk.sayings import sent_on

NewKey = Callable[[], str]
"""A fresh idempotency key for a form."""

_BLANK = Description(headline=Headline(text=""))


class NewBlog:
    """The form and its answer."""

    def __init__(self, press: Press, pages: Pages, blogs: Blogs, new_key: NewKey) -> None:
        self._press = press
        self._pages = pages
        self._blogs = blogs
        self._new_key = new_key

    async def form(self, request: Request, visitor: Here) -> Response:
        """An empty form."""
        require(visitor.person, Verb.OPEN_BLOG)
        typed = {"timezone": await self._zone(visitor.person), "language": self._pages.publication.language}
        return self._shown(request, visitor, typed, key=self._new_key())

    async def open(self, request: Request, visitor: Here, wish: Asked) -> Response:
        """Open it, and go where its first post is written."""
        sent = await form_of(request)
        try:
            done = await self._opened(wish, sent)
        except StoppressError as problem:
            typed = {name: text(sent, name) for name in (*FIELDS, "slug")}
            return self._shown(request, visitor, typed, problem, key=text(sent, "key"))
        return sent_on(f"/desk/blogs/{done.slug}", "opened")

    async def _opened(self, wish: Asked, sent: FormData) -> Done:
        description = describing_of(sent).over(_BLANK)
        slug = text(sent, "slug").strip()
        if slug:
            return await self._blogs.open(wish, Slug(slug), description)
        return await self._blogs.open_so_named(wish, description)

    async def _zone(self, person: Person) -> str:
        """The zone of the blog that was last at work, of those this person may see."""
        cards = [each for each in await self._press.cards() if person.sees(each.slug)]
        if not cards:
            return _BLANK.timezone
        latest = max(cards, key=lambda each: each.updated_at)
        return (await self._press.current(latest.slug)).description.timezone

    def _shown(
        self,
        request: Request,
        visitor: Visitor,
        typed: Mapping[str, str],
        problem: StoppressError | None = None,
        *,
        key: str,
    ) -> Response:
        return self._pages.page(
            request,
            "new_blog.html.j2",
            visitor,
            typed=dict.fromkeys((*FIELDS, "slug"), "") | dict(typed),
            problem=problem,
            # What was said under "more" is not to be looked for.
            is_open=problem is not None,
            key=key,
        )


def new_blog_routes(press: Press, pages: Pages, blogs: Blogs, new_key: NewKey) -> APIRouter:
    """The routes. They come before those of a blog: a blog that is called `new` has no page at the desk."""
    router = APIRouter(prefix="/desk/blogs/new", include_in_schema=False)
    page = NewBlog(press, pages, blogs, new_key)
    router.add_api_route("", page.form, methods=["GET"], response_model=None)
    router.add_api_route("", page.open, methods=["POST"], response_model=None)
    return router
