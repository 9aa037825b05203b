"""Who is here, as pages show it, and what open pages say of themselves.

Knows the sentences. That nobody has closed a page is no sign that somebody is there: what it says keeps no session alive.
Does not know what may be said (`actions.presence`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from stoppress.actions.presence import Saying, Together
from stoppress.domain.identifiers import PostId
from stoppress.drafts import presence
from stoppress.drafts.presence import CHANGES_POST, Doing, others_at
from stoppress.press.press import Press
from stoppress.render.titles import post_heading
from stoppress.render.view import View
from stoppress.staff.permissions import Person
from stoppress.web.desk.asking import OpenPage, Unseen, Visitor, blog_of, form_of, text
from stoppress.web.desk.pages import PRIVATE, Pages

_WORDS: Final = {
    Doing.WRITING: "writing a post",
    Doing.EDITING: "editing {post}",
    Doing.CORRECTING: "correcting {post}",
    Doing.KEY_POINTS: "at the key points",
    Doing.ABOUT: "at the page about the blog",
}

_NO_CONTENT: Final = 204


@dataclass(frozen=True, slots=True)
class Line:
    """Somebody who is here, and what they do; "" where they only look."""

    name: str
    doing: str
    is_me: bool


class Locks:
    """Sentences on who has something open for writing."""

    def __init__(self, together: Together) -> None:
        self._together = together

    async def on_posts(self, person: Person, view: View) -> Mapping[PostId, str]:
        """Of each post that somebody else has open, who."""
        pages = await self._together.present(person, view.blog.slug)
        posts = {each.thing for each in pages if each.doing in CHANGES_POST}
        found = {name: others_at(pages, Doing.EDITING, name, person.id) for name in posts}
        return {PostId(name): editing(others, view) for name, others in found.items() if others}

    async def lines(self, person: Person, view: View) -> list[Line]:
        """Everybody who is here, each once, who came first first."""
        doings: dict[str, list[str]] = {}
        names: dict[str, str] = {}
        for each in await self._together.present(person, view.blog.slug):
            said = _said(each, view)
            known = doings.setdefault(each.person.id, [])
            names[each.person.id] = each.person.name
            if said and said not in known:
                known.append(said)
        return [Line(names[each], ", ".join(said), each == person.id) for each, said in doings.items()]

    async def on(self, person: Person, view: View, doing: str, thing: str) -> str:
        """Who else has this open for writing, and since when; "" for nobody."""
        others = await self._together.others(person, view.blog.slug, doing, thing)
        return " ".join(f"{each.person.name} has had this open since {_since(each, view)}." for each in others)


class PresencePage:
    """The fragments, and what open pages say."""

    def __init__(self, press: Press, pages: Pages, together: Together) -> None:
        self._press = press
        self._pages = pages
        self._together = together
        self._locks = Locks(together)

    async def show(self, request: Request, visitor: Unseen, slug: str) -> Response:
        """Who is here, and on which posts somebody is at work."""
        view = await self._view(visitor, slug)
        here = await self._locks.lines(visitor.person, view)
        locks = await self._locks.on_posts(visitor.person, view)
        return self._pages.page(request, "presence.html.j2", visitor, here=here, locks=locks)

    async def show_others(
        self, request: Request, visitor: Unseen, slug: str, doing: str = Doing.HERE.value, thing: str = ""
    ) -> Response:
        """Who else has something open."""
        said = await self._locks.on(visitor.person, await self._view(visitor, slug), doing, thing)
        return self._pages.page(request, "lock.html.j2", visitor, said=said)

    async def say(self, request: Request, visitor: OpenPage, slug: str) -> Response:
        """An open page says that it is there, or is closed."""
        blog = blog_of(visitor.person, slug)
        sent = await form_of(request)
        page = text(sent, "page")
        if text(sent, "leaving"):
            await self._together.leave(visitor.person, blog, page)
        else:
            saying = Saying(page, text(sent, "doing") or Doing.HERE.value, text(sent, "thing"), text(sent, "left"))
            await self._together.here(visitor.person, blog, saying)
        return Response(status_code=_NO_CONTENT, headers=PRIVATE)

    async def _view(self, visitor: Visitor, slug: str) -> View:
        blog = await self._press.current(blog_of(visitor.person, slug))
        return View(blog, self._pages.publication)


def presence_routes(press: Press, pages: Pages, together: Together) -> APIRouter:
    """The routes."""
    router = APIRouter(prefix="/desk/blogs/{slug}", include_in_schema=False)
    page = PresencePage(press, pages, together)
    router.add_api_route("/here", page.say, methods=["POST"], response_model=None)
    router.add_api_route("/presence", page.show, methods=["GET"], response_model=None)
    router.add_api_route("/presence/others", page.show_others, methods=["GET"], response_model=None)
    return router


def editing(others: Sequence[presence.OpenPage], view: View) -> str:
    """Who is at work on a post."""
    names = [each.person.name for each in others]
    listed = " and ".join(filter(None, [", ".join(names[:-1]), names[-1]]))
    return f"{listed} {'is' if len(names) == 1 else 'are'} editing this, since {_since(others[0], view)}"


def _since(page: presence.OpenPage, view: View) -> str:
    return view.clock.time(page.since)


def _said(page: presence.OpenPage, view: View) -> str:
    if page.doing is Doing.HERE:
        return ""
    post = view.blog.posts.get(PostId(page.thing)) if page.doing in CHANGES_POST else None
    heading = post_heading(post, view) if post is not None and post.is_readable else ""
    return _WORDS[page.doing].format(post=f"“{heading}”" if heading else "a post")
