"""A blog's page at the desk: the composer, and the same posts that readers see with what can be done to each.

Knows the list, its older pages and single rows.
Does not know how posts are written (`composer`) or changed (`posts`).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, Final

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from stoppress.actions.actions import Owners
from stoppress.actions.drafting import must_submit
from stoppress.actions.preparing import Preparing
from stoppress.domain.blog import Blog, Post
from stoppress.domain.identifiers import PostId, is_post_id
from stoppress.drafts.draft import DraftId, State
from stoppress.drafts.ready import Kind
from stoppress.errors import PostUnknown
from stoppress.hub.cursor import Cursor
from stoppress.press.press import Press
from stoppress.render.view import LABEL_WORDS, View
from stoppress.staff.people import People
from stoppress.staff.permissions import Verb, may
from stoppress.web.desk.asking import Here, Visitor, blog_of
from stoppress.web.desk.conflicts import CONFLICT
from stoppress.web.desk.pages import Pages
from stoppress.web.desk.presence import Locks
from stoppress.web.desk.queue_lines import QueueParts
from stoppress.web.desk.readers import Crowds
from stoppress.web.desk.sayings import said
from stoppress.web.desk.shapes import ContentShape

ROWS: Final = 30
"""Posts on one page of the list."""

ROWS_AT_ONCE: Final = 100
"""Rows that may be asked for by name."""


NewDraft = Callable[[], DraftId]
"""A fresh draft id, for a form that is sent without a script."""


class Lists:
    """Makes lists of posts with what this person can do to each."""

    def __init__(self, press: Press, pages: Pages, owners: Owners, locks: Locks) -> None:
        self.press, self.pages, self._owners, self._locks = press, pages, owners, locks

    async def blog(self, visitor: Visitor, slug: str) -> Blog:
        """The blog, if this person may know of it. Raises BlogUnknown."""
        return await self.press.current(blog_of(visitor.person, slug))

    async def page(
        self, request: Request, template: str, visitor: Visitor, blog: Blog, posts: tuple[Post, ...], **more: Any
    ) -> Response:
        """A page or fragment with rows for these posts; those that have gone altogether have none."""
        view = View(blog, self.pages.publication)
        return self.pages.page(
            request,
            template,
            visitor,
            blog=blog,
            view=view,
            locks=await self._locks.on_posts(visitor.person, view),
            posts=[each for each in posts if not each.is_gone],
            owned=await self._owners.owned(visitor.person, blog.slug, tuple(each.id for each in posts)),
            **more,
        )


class BlogPage:
    """A blog's page; `shown` with what somebody typed, where that could not be taken."""

    def __init__(
        self,
        lists: Lists,
        people: People,
        crowds: Crowds,
        parts: QueueParts,
        preparing: Preparing,
        new_draft: NewDraft,
    ) -> None:
        self._lists = lists
        self._people = people
        self._crowds = crowds
        self._parts = parts
        self._preparing = preparing
        self._new_draft = new_draft

    async def show(
        self, request: Request, visitor: Here, slug: str, before: str = "", draft: str = "", template: str = ""
    ) -> Response:
        """The page; with `draft` the composer holds that one, with `template` what that gives."""
        blog = await self._lists.blog(visitor, slug)
        typed: dict[str, Any] = {}
        if draft:
            found = await self._parts.drafting.find(visitor.person, blog.slug, DraftId(draft))
            if found.state is State.DRAFT:
                content = ContentShape.of(found.content)
                typed = {"key": found.id, "version": found.version + 1, "content": content, "returned": found}
        elif template:
            ready = await self._preparing.find(visitor.person, blog.slug, Kind.TEMPLATE, template)
            typed = {"content": ContentShape.of(ready.content)}
        shown = blog.before(_post(blog, before), ROWS) if before else blog.newest(ROWS)
        return await self.shown(request, visitor, blog, shown, newer=bool(before), **typed)

    async def shown(
        self, request: Request, visitor: Visitor, blog: Blog, posts: tuple[Post, ...], **typed: Any
    ) -> Response:
        """The page. `key` is the id of the draft that the composer holds, `content` what stands in it, `version` what it will be.

        `newer` says that there are newer posts than these.
        """
        return await self._lists.page(
            request,
            "blog.html.j2",
            visitor,
            blog,
            posts,
            cursor=str(Cursor(self._lists.press.epoch, blog.seq)),
            older=posts[-1].id if posts and blog.next_older(posts[-1]) else "",
            crowd=await self._crowds.of(blog) if may(visitor.person, Verb.SEE_READERS, blog.slug) else None,
            labels=LABEL_WORDS,
            byline=(await self._people.row(visitor.person.id)).byline,
            said=said(request),
            submits=await self._submits(visitor, blog),
            **{"key": self._new_draft(), "version": 1, "returned": None, "newer": False, **CONFLICT, **typed},
        )

    async def _submits(self, visitor: Visitor, blog: Blog) -> bool:
        """Whether an editor has to let go what this person writes."""
        if not may(visitor.person, Verb.DRAFT_POST, blog.slug, own=True):
            return False
        return must_submit(visitor.person, blog.slug, await self._parts.queue.rules(visitor.person, blog.slug))


def blog_routes(lists: Lists, page: BlogPage) -> APIRouter:
    """The blog's page and its rows."""
    router = APIRouter(prefix="/desk/blogs/{slug}", include_in_schema=False)
    router.add_api_route("", page.show, methods=["GET"], response_model=None)

    @router.get("/rows")
    async def rows(
        request: Request, visitor: Here, slug: str, post: Annotated[list[str], Query(max_length=ROWS_AT_ONCE)]
    ) -> Response:
        blog = await lists.blog(visitor, slug)
        found = (blog.posts.get(PostId(name)) for name in post)
        shown = tuple(each for each in found if each is not None)
        return await lists.page(request, "rows_alone.html.j2", visitor, blog, shown)

    return router


def _post(blog: Blog, name: str) -> Post:
    post = blog.posts.get(PostId(name)) if is_post_id(name) else None
    if post is None:
        raise PostUnknown(post=name)
    return post
