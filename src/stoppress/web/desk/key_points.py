"""Key points at the desk: the list, put in order by hand or by keys, each line leading to a post or to an address.

Knows one form that holds the whole list, and which button of it was pressed; with a script the same form is sent aside.
Does not know rules; it asks `actions`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Final

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from stoppress.actions.actions import Done
from stoppress.actions.furniture import Furniture
from stoppress.domain.blog import Blog, Post
from stoppress.domain.facts import KeyPoint
from stoppress.domain.identifiers import PostId, Slug, is_post_id
from stoppress.errors import PostUnknown, StoppressError, VersionConflict
from stoppress.press.press import Press
from stoppress.render.body import post_path
from stoppress.render.titles import post_heading
from stoppress.render.view import View
from stoppress.staff.permissions import Verb
from stoppress.web.desk.asking import Asked, Changing, Here, Visitor, blog_of, form_of, text
from stoppress.web.desk.fields import all_rows, digest, put_together
from stoppress.web.desk.pages import PRIVATE, Pages
from stoppress.web.desk.sayings import said, sent_back
from stoppress.web.problems import problem_json

OFFERED: Final = 40
"""Posts offered to be linked."""

_POST: Final = "post:"
_ACT: Final = re.compile(r"(up|down|delete):([0-9]{1,3})", re.ASCII)

Line = dict[str, str]
"""A point as it is typed: `point` is its text, `link` is `post:ID` or an address."""


class KeyPointPage:
    """The page and its form."""

    def __init__(self, press: Press, pages: Pages, furniture: Furniture) -> None:
        self._press = press
        self._pages = pages
        self._furniture = furniture

    async def show(self, request: Request, visitor: Here, slug: str) -> Response:
        """The list."""
        blog = await self._press.current(blog_of(visitor.person, slug, Verb.SET_KEY_POINTS))
        return self._shown(request, visitor, blog, _typed(blog))

    async def change(self, request: Request, visitor: Here, wish: Asked, slug: str) -> Response:
        """The list as it was sent, after what the pressed button says."""
        blog = await self._press.current(blog_of(visitor.person, slug, Verb.SET_KEY_POINTS))
        sent = await form_of(request)
        lines = _after(text(sent, "act"), all_rows(sent, "point", "link"))
        aside = "application/json" in request.headers.get("accept", "")
        try:
            done = await self._set(wish, blog, lines, text(sent, "seen"))
        except StoppressError as problem:
            if aside:
                return problem_json(problem)
            if isinstance(problem, VersionConflict):
                blog = await self._press.current(blog.slug)
                both = put_together(text(sent, "was"), _typed(blog), lines)
                return self._shown(request, visitor, blog, both, problem, mine=lines)
            return self._shown(request, visitor, blog, lines, problem)
        if aside:
            now = await self._press.current(blog.slug)
            return JSONResponse({"seen": digest(now.key_points), "was": _was(now)}, headers=PRIVATE)
        return sent_back(visitor, done, "saved", "/key-points")

    async def _set(self, wish: Asked, blog: Blog, lines: Sequence[Line], seen: str) -> Done:
        if seen != digest(blog.key_points):
            raise VersionConflict(current=blog.seq)
        path = f"{self._pages.publication.origin}{post_path(blog.slug, PostId(''))}"
        points = tuple(_point(each, path) for each in lines)
        return await self._furniture.set_key_points(wish, blog.slug, points, seen=blog.key_points)

    def _shown(
        self,
        request: Request,
        visitor: Visitor,
        blog: Blog,
        lines: Sequence[Line],
        problem: StoppressError | None = None,
        *,
        mine: Sequence[Line] = (),
    ) -> Response:
        view = View(blog, self._pages.publication)
        offered = [each for each in blog.newest(OFFERED) if each.is_readable]
        return self._pages.page(
            request,
            "key_points.html.j2",
            visitor,
            blog=blog,
            view=view,
            lines=lines,
            leads=_leads(blog, view, lines),
            seen=digest(blog.key_points),
            was=_was(blog),
            now=_typed(blog) if isinstance(problem, VersionConflict) else (),
            mine=mine,
            offered=[
                (f"{_POST}{each.id}", f"{view.clock.time(each.published_at)} {post_heading(each, view)}")
                for each in offered
            ],
            problem=problem,
            said=said(request),
        )


class PostPoint:
    """One press makes a post a key point."""

    def __init__(self, furniture: Furniture) -> None:
        self._furniture = furniture

    async def make(self, request: Request, visitor: Changing, wish: Asked, slug: str, post: str) -> Response:
        """Make it one."""
        if not is_post_id(post):
            raise PostUnknown(post=post)
        done = await self._furniture.make_key_point(wish, Slug(slug), PostId(post))
        if "text/html" not in request.headers.get("accept", ""):
            return JSONResponse({"id": post, "seq": done.seq}, headers=PRIVATE)
        return sent_back(visitor, done, "key-point")


def key_point_routes(press: Press, pages: Pages, furniture: Furniture) -> APIRouter:
    """The routes."""
    router = APIRouter(prefix="/desk/blogs/{slug}", include_in_schema=False)
    page, post = KeyPointPage(press, pages, furniture), PostPoint(furniture)
    router.add_api_route("/key-points", page.show, methods=["GET"], response_model=None)
    router.add_api_route("/key-points", page.change, methods=["POST"], response_model=None)
    router.add_api_route("/posts/{post}/key-point", post.make, methods=["POST"], response_model=None)
    return router


def _typed(blog: Blog) -> list[Line]:
    return [
        {"point": each.text, "link": f"{_POST}{each.post}" if each.post is not None else each.url}
        for each in blog.key_points
        if each.text
    ]


def _leads(blog: Blog, view: View, lines: Sequence[Line]) -> dict[str, tuple[Post, str]]:
    """The posts that lines lead to, by what stands in the field: nobody knows a post by its id."""
    links = {each["link"] for each in lines if each["link"].startswith(_POST)}
    posts = {link: blog.posts.get(PostId(link.removeprefix(_POST))) for link in links}
    return {link: (post, post_heading(post, view)) for link, post in posts.items() if post is not None}


def _was(blog: Blog) -> str:
    """The list as a form says which one somebody looked at."""
    return json.dumps(_typed(blog))


def _after(act: str, lines: list[Line]) -> list[Line]:
    """The lines after a button was pressed: `up:2`, `down:0`, `delete:1`; without those in which nothing is written."""
    found = _ACT.fullmatch(act)
    if found is not None and int(found[2]) < len(lines):
        at = int(found[2])
        line = lines.pop(at)
        if found[1] != "delete":
            lines.insert(max(0, at - 1) if found[1] == "up" else at + 1, line)
    return [each for each in lines if any(each.values())]


def _point(line: Line, path: str) -> KeyPoint:
    link = line["link"].removeprefix(path) if line["link"].startswith(path) else line["link"]
    if link.startswith(_POST) or link != line["link"]:
        return KeyPoint(text=line["point"], post=PostId(link.removeprefix(_POST)))
    return KeyPoint(text=line["point"], url=link)
