"""Search at the desk: in one blog, in all of them, and what is offered for a cross-reference.

Knows how many blogs and posts are looked at; that only what is readable is found, and only in blogs this person may see.
Does not know how posts are compared (`press.search`).
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Final

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from stoppress.actions.actions import Owners
from stoppress.domain.blog import Blog, Post
from stoppress.domain.identifiers import PostId
from stoppress.press.press import Press
from stoppress.press.search import find
from stoppress.render.titles import post_heading
from stoppress.render.view import View
from stoppress.staff.permissions import Person, Verb, may
from stoppress.web.desk.asking import Here, blog_of
from stoppress.web.desk.pages import PRIVATE, Pages

OFFERED: Final = 20
"""Posts offered for a cross-reference."""

FOUND: Final = 100
"""Posts that one search finds at most, the newest."""

SEARCHED: Final = 50
"""Blogs that are searched at most when all are: those that something happened in last."""

QUERY_LIMIT: Final = 200
"""Characters of a search (RELIABILITY (d))."""

# What a line shows of a post.
_TEXT: Final = 140

Words = Annotated[str, Query(max_length=QUERY_LIMIT)]
"""What is searched for."""


@dataclass(frozen=True, slots=True)
class Finds:
    """What was found in one blog, newest first; `owned` are those that whoever searches sent out."""

    view: View
    posts: Sequence[Post]
    owned: frozenset[PostId]

    @property
    def blog(self) -> Blog:
        """The blog."""
        return self.view.blog

    def heading(self, post: Post) -> str:
        """What a line calls a post."""
        return post_heading(post, self.view)


def search_routes(press: Press, pages: Pages, owners: Owners) -> APIRouter:
    """The routes."""
    router = APIRouter(prefix="/desk", include_in_schema=False)

    async def finds(person: Person, view: View, posts: Sequence[Post]) -> Finds:
        owned = await owners.owned(person, view.blog.slug, tuple(each.id for each in posts))
        return Finds(view, posts, owned)

    @router.get("/blogs/{slug}/posts")
    async def offered(visitor: Here, slug: str, q: Words = "") -> Response:
        view = View(await press.current(blog_of(visitor.person, slug)), pages.publication)
        found = await _found(view, q, OFFERED)
        return JSONResponse({"posts": [_offer(each, view) for each in found]}, headers=PRIVATE)

    @router.get("/blogs/{slug}/search")
    async def search(request: Request, visitor: Here, slug: str, q: Words = "") -> Response:
        blog = await press.current(blog_of(visitor.person, slug))
        view = View(blog, pages.publication)
        shown = await _found(view, q, FOUND) if q.strip() else ()
        found = await finds(visitor.person, view, shown)
        return pages.page(request, "search.html.j2", visitor, blog=blog, view=view, posts=shown, owned=found.owned, q=q)

    @router.get("/search")
    async def search_all(request: Request, visitor: Here, q: Words = "") -> Response:
        views = await _views(press, visitor.person, pages) if q.strip() else []
        found = [await finds(visitor.person, *each) for each in await _newest(views, q)]
        return pages.page(
            request,
            "search_all.html.j2",
            visitor,
            found=found,
            count=sum(len(each.posts) for each in found),
            most=FOUND,
            searched=SEARCHED,
            q=q,
        )

    return router


async def _views(press: Press, person: Person, pages: Pages) -> list[View]:
    """The blogs this person may read, those that something happened in last first."""
    cards = [each for each in await press.cards() if may(person, Verb.READ_BLOG, each.slug)]
    cards.sort(key=lambda each: each.updated_at, reverse=True)
    return [View(await press.current(each.slug), pages.publication) for each in cards[:SEARCHED]]


async def _newest(views: Sequence[View], query: str) -> list[tuple[View, list[Post]]]:
    """The newest posts of all of them that fit, grouped by blog; the blog of the newest comes first."""
    found = [(post, view) for view in views for post in await _found(view, query, FOUND)]
    found.sort(key=lambda each: each[0].published_at, reverse=True)
    groups: dict[str, tuple[View, list[Post]]] = {}
    for post, view in found[:FOUND]:
        groups.setdefault(view.blog.slug, (view, []))[1].append(post)
    return list(groups.values())


async def _found(view: View, query: str, most: int) -> Sequence[Post]:
    # A blog never changes, so that another thread may read it; one of ten thousand posts takes a while, and streams do
    # not wait for it.
    return await asyncio.to_thread(find, view.blog, query, view.clock, most)


def _offer(post: Post, view: View) -> dict[str, str]:
    """A post as the composer offers it for a cross-reference."""
    return {
        "id": post.id,
        "time": view.clock.time(post.published_at),
        "exact": view.clock.exact(post.published_at),
        "heading": post_heading(post, view),
        "text": post.body[:_TEXT],
    }
