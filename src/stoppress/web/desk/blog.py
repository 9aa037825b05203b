"""A blog's page at the desk: the composer, and the same posts that readers see with what can be done to each.

Knows the list, its older pages, single rows, and search in the blog.
Does not know how posts are written (`composer`) or changed (`posts`).
"""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from stoppress.actions.actions import Owners
from stoppress.domain.blog import Blog, Post
from stoppress.domain.identifiers import PostId, is_post_id
from stoppress.errors import PostUnknown
from stoppress.hub.cursor import Cursor
from stoppress.press.press import Press
from stoppress.press.search import find
from stoppress.render.titles import post_heading
from stoppress.render.view import LABEL_WORDS, View
from stoppress.staff.people import People
from stoppress.staff.permissions import Person
from stoppress.web.desk.asking import Here, blog_of
from stoppress.web.desk.pages import PRIVATE, Pages
from stoppress.web.desk.sayings import said

ROWS: Final = 30
"""Posts on one page of the list."""

ROWS_AT_ONCE: Final = 100
"""Rows that may be asked for by name."""

OFFERED: Final = 20
"""Posts offered for a cross-reference."""

QUERY_LIMIT: Final = 200
"""Characters of a search (RELIABILITY (d))."""


Words = Annotated[str, Query(max_length=QUERY_LIMIT)]
"""What is searched for."""


def blog_routes(press: Press, pages: Pages, owners: Owners, people: People) -> APIRouter:
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

    @router.get("/posts")
    async def offered(visitor: Here, slug: str, q: Words = "") -> Response:
        blog = await press.current(blog_of(visitor.person, slug))
        view = View(blog, pages.publication)
        found = find(blog, q, view.clock, OFFERED)
        return JSONResponse({"posts": [_offer(each, view) for each in found]}, headers=PRIVATE)

    @router.get("/search")
    async def search(request: Request, visitor: Here, slug: str, q: Words = "") -> Response:
        blog = await press.current(blog_of(visitor.person, slug))
        view = View(blog, pages.publication)
        shown = find(blog, q, view.clock, ROWS_AT_ONCE) if q.strip() else ()
        mine = await owned(visitor.person, blog, shown)
        return pages.page(request, "search.html.j2", visitor, blog=blog, view=view, posts=shown, owned=mine, q=q)

    return router


def _post(blog: Blog, name: str) -> Post:
    post = blog.posts.get(PostId(name)) if is_post_id(name) else None
    if post is None:
        raise PostUnknown(post=name)
    return post


def _offer(post: Post, view: View) -> dict[str, str]:
    """A post as the composer offers it for a cross-reference."""
    return {
        "id": post.id,
        "time": view.clock.time(post.published_at),
        "exact": view.clock.exact(post.published_at),
        "heading": post_heading(post, view),
        "text": post.body[:140],
    }
