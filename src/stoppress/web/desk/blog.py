"""A blog's page at the desk: the composer, and the same posts that readers see with what can be done to each.

Knows the list, its older pages, single rows, and what stands beside them.
Does not know how posts are written (`composer`), changed (`posts`) or found (`search`).
"""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from stoppress.actions.actions import Owners
from stoppress.domain.blog import Blog, Post
from stoppress.domain.identifiers import PostId, is_post_id
from stoppress.errors import PostUnknown
from stoppress.hub.cursor import Cursor
from stoppress.press.press import Press
from stoppress.render.view import LABEL_WORDS, View
from stoppress.staff.people import People
from stoppress.staff.permissions import Person, Verb, may
from stoppress.web.desk.asking import Here, blog_of
from stoppress.web.desk.pages import Pages
from stoppress.web.desk.readers import Crowds
from stoppress.web.desk.sayings import said

ROWS: Final = 30
"""Posts on one page of the list."""

ROWS_AT_ONCE: Final = 100
"""Rows that may be asked for by name."""


def blog_routes(press: Press, pages: Pages, owners: Owners, people: People, crowds: Crowds) -> APIRouter:
    """The routes."""
    router = APIRouter(prefix="/desk/blogs/{slug}", include_in_schema=False)

    async def owned(person: Person, blog: Blog, posts: tuple[Post, ...]) -> frozenset[PostId]:
        return await owners.owned(person, blog.slug, tuple(each.id for each in posts))

    @router.get("")
    async def posts(request: Request, visitor: Here, slug: str, before: str = "") -> Response:
        blog = await press.current(blog_of(visitor.person, slug))
        anchor = _post(blog, before) if before else None
        shown = blog.newest(ROWS) if anchor is None else blog.before(anchor, ROWS)
        return pages.page(
            request,
            "blog.html.j2",
            visitor,
            blog=blog,
            view=View(blog, pages.publication),
            cursor=str(Cursor(press.epoch, blog.seq)),
            posts=[each for each in shown if not each.is_gone],
            older=shown[-1].id if shown and blog.next_older(shown[-1]) else "",
            owned=await owned(visitor.person, blog, shown),
            crowd=await crowds.of(blog) if may(visitor.person, Verb.SEE_READERS, blog.slug) else None,
            labels=LABEL_WORDS,
            byline=(await people.row(visitor.person.id)).byline,
            said=said(request),
        )

    @router.get("/rows")
    async def rows(
        request: Request, visitor: Here, slug: str, post: Annotated[list[str], Query(max_length=ROWS_AT_ONCE)]
    ) -> Response:
        blog = await press.current(blog_of(visitor.person, slug))
        found = (blog.posts.get(PostId(name)) for name in post)
        shown = tuple(each for each in found if each is not None and not each.is_gone)
        view = View(blog, pages.publication)
        mine = await owned(visitor.person, blog, shown)
        return pages.page(request, "rows_alone.html.j2", visitor, view=view, posts=shown, owned=mine)

    return router


def _post(blog: Blog, name: str) -> Post:
    post = blog.posts.get(PostId(name)) if is_post_id(name) else None
    if post is None:
        raise PostUnknown(post=name)
    return post
