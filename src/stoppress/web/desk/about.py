"""About a blog: description, live reporting, related links, podcast promo, hero, each a form of its own on one page.

Knows what each form's fields are called, and that a refusal shows at its form and keeps what was typed.
Does not know rules; it asks `actions`.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any, Final

from fastapi import APIRouter
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from stoppress.actions.actions import Done
from stoppress.actions.furniture import Furniture
from stoppress.actions.promos import Promos
from stoppress.actions.wish import Wish
from stoppress.domain.blog import Blog
from stoppress.domain.checks import is_web_address
from stoppress.domain.facts import Duty, Hero, HeroKind, PodcastPromo, RelatedLink, Reporter
from stoppress.domain.identifiers import MediaId, Slug, is_media_id
from stoppress.errors import InputInvalid, PageUnknown, StoppressError, StorageUnavailable, VersionConflict
from stoppress.errors.media import MediaUnknown
from stoppress.media.podcasts import follow_links
from stoppress.press.press import Press
from stoppress.render.view import View
from stoppress.staff.permissions import Person, Verb, may
from stoppress.web.desk.asking import Asked, Here, Visitor, blog_of, form_of, text
from stoppress.web.desk.describing import FIELDS, describing_of, typed_of
from stoppress.web.desk.fields import digest, put_together, rows
from stoppress.web.desk.pages import Pages
from stoppress.web.desk.sayings import said, sent_back

Deed = Callable[[Wish, Slug, FormData], Awaitable[Done]]

_VERBS: Final = {
    "description": Verb.DESCRIBE_BLOG,
    "reporting": Verb.SET_LIVE_REPORTING,
    "related": Verb.SET_RELATED,
    "podcast": Verb.SET_PROMO,
    "hero": Verb.SET_HERO,
}

_WAY_BACK: Final = frozenset(_VERBS) - {"podcast"}

# Each is lost only to a revision that came in between.
_TRIES: Final = 32

_PROMO: Final = ("text", "url", "audio", "feed")
_HERO: Final = ("kind", "media", "poster", "alt", "caption", "credit")


class AboutPage:
    """The page and its forms."""

    def __init__(self, press: Press, pages: Pages, furniture: Furniture, promos: Promos) -> None:
        self._press = press
        self._pages = pages
        self._furniture = furniture
        self._promos = promos
        self._deeds: dict[str, Deed] = {
            "description": self._describe,
            "reporting": self._report,
            "related": self._relate,
            "podcast": self._promote,
            "hero": self._hero,
        }

    async def show(self, request: Request, visitor: Here, slug: str) -> Response:
        """Everything, as it is."""
        blog = await self._press.current(self._blog_of(visitor.person, slug))
        return self._shown(request, visitor, blog, {})

    async def change(self, request: Request, visitor: Here, wish: Asked, slug: str, part: str) -> Response:
        """Take one of the forms."""
        if part not in self._deeds:
            raise PageUnknown
        blog = await self._press.current(blog_of(visitor.person, slug, _VERBS[part]))
        sent = await form_of(request)
        try:
            done = await self._unless_changed(wish, blog.slug, part, sent)
        except StoppressError as problem:
            typed = _typed(part, sent)
            if isinstance(problem, VersionConflict):
                blog = await self._press.current(blog.slug)
                typed = put_together(text(sent, "was"), _as_it_is(blog)[part], typed)
            return self._shown(request, visitor, blog, {part: typed}, problem, part)
        # Only what `undoing` knows the way back from is offered.
        return sent_back(visitor, done if part in _WAY_BACK else replace(done, first=None), "saved", "/about")

    async def _unless_changed(self, wish: Wish, slug: Slug, part: str, sent: FormData) -> Done:
        """Do what a form says if its part is as somebody looked at it, whatever else has happened. Raises VersionConflict."""
        for _ in range(_TRIES):
            blog = await self._press.current(slug)
            if text(sent, "seen") != _seen(blog, part):
                raise VersionConflict(current=blog.seq)
            with suppress(VersionConflict):
                # Of this very version: what comes in between is looked at again.
                return await self._deeds[part](replace(wish, version=blog.seq), slug, sent)
        raise StorageUnavailable

    def _blog_of(self, person: Person, slug: str) -> Slug:
        """The blog, where this person may change any of it. Raises BlogUnknown, NotAllowed."""
        name = blog_of(person, slug)
        allowed = [verb for verb in _VERBS.values() if may(person, verb, name)]
        return blog_of(person, slug, allowed[0] if allowed else Verb.DESCRIBE_BLOG)

    async def _describe(self, wish: Wish, slug: Slug, sent: FormData) -> Done:
        return await self._furniture.describe(wish, slug, describing_of(sent))

    async def _report(self, wish: Wish, slug: Slug, sent: FormData) -> Done:
        reporters = tuple(
            Reporter(name=each["name"], duty=_duty(each["duty"]), author=each["author"])
            for each in rows(sent, "name", "duty", "author", beside="duty")
        )
        return await self._furniture.set_live_reporting(wish, slug, reporters)

    async def _relate(self, wish: Wish, slug: Slug, sent: FormData) -> Done:
        links = tuple(RelatedLink(title=each["title"], url=each["url"]) for each in rows(sent, "title", "url"))
        return await self._furniture.set_related(wish, slug, links)

    async def _promote(self, wish: Wish, slug: Slug, sent: FormData) -> Done:
        said = {name: text(sent, name).strip() for name in _PROMO}
        if not any(said.values()):
            return await self._promos.set(wish, slug, None)
        audio = _medium(said["audio"]) if said["audio"] else None
        addresses = text(sent, "follow").split()
        if not all(map(is_web_address, addresses)):
            raise InputInvalid(field="where to follow", problem="write addresses that begin with http:// or https://.")
        follow = follow_links(said["feed"], addresses)
        promo = PodcastPromo(text=said["text"], url=said["url"], feed=said["feed"], follow=follow)
        return await self._promos.set(wish, slug, promo, audio)

    async def _hero(self, wish: Wish, slug: Slug, sent: FormData) -> Done:
        said = {name: text(sent, name).strip() for name in _HERO}
        if not said["media"]:
            return await self._furniture.set_hero(wish, slug, None)
        if said["kind"] not in set(HeroKind):
            raise InputInvalid(field="hero", problem="choose what it is from the list.")
        kind = HeroKind(said["kind"])
        media = said["media"] if kind is HeroKind.LIVE_STREAM else _medium(said["media"])
        hero = Hero(kind=kind, media=media, alt=said["alt"], caption=said["caption"], credit=said["credit"])
        return await self._furniture.set_hero(wish, slug, hero, _medium(said["poster"]) if said["poster"] else None)

    def _shown(
        self,
        request: Request,
        visitor: Visitor,
        blog: Blog,
        typed: Mapping[str, Any],
        problem: StoppressError | None = None,
        part: str = "",
    ) -> Response:
        return self._pages.page(
            request,
            "about.html.j2",
            visitor,
            blog=blog,
            view=View(blog, self._pages.publication),
            typed=_as_it_is(blog) | dict(typed),
            seen={name: _seen(blog, name) for name in _VERBS},
            was={name: json.dumps(_as_it_is(blog)[name]) for name in _VERBS},
            now=_as_it_is(blog)[part] if isinstance(problem, VersionConflict) else None,
            kinds=list(HeroKind),
            duties=list(Duty),
            problem=problem,
            at=part,
            said=said(request),
        )


def about_routes(press: Press, pages: Pages, furniture: Furniture, promos: Promos) -> APIRouter:
    """The routes."""
    router = APIRouter(prefix="/desk/blogs/{slug}/about", include_in_schema=False)
    page = AboutPage(press, pages, furniture, promos)
    router.add_api_route("", page.show, methods=["GET"], response_model=None)
    router.add_api_route("/{part}", page.change, methods=["POST"], response_model=None)
    return router


def _as_it_is(blog: Blog) -> dict[str, Any]:
    """The fields of every form, as the blog is."""
    promo, hero = blog.promo, blog.description.hero
    return {
        "description": typed_of(blog),
        "reporting": [
            {"name": each.name, "duty": each.duty.value, "author": each.author} for each in blog.reporting if each.name
        ],
        "related": [{"title": each.title, "url": each.url} for each in blog.related if each.title],
        "podcast": {
            "text": promo.text if promo else "",
            "url": promo.url if promo else "",
            "audio": promo.audio.id if promo and promo.audio else "",
            "feed": promo.feed if promo else "",
            "follow": "\n".join(each.address for each in promo.follow if each.address != promo.feed) if promo else "",
        },
        "hero": {
            "kind": hero.kind.value if hero else HeroKind.PICTURE.value,
            "media": hero.media if hero else "",
            "poster": hero.poster.id if hero and hero.poster else "",
            "alt": hero.alt if hero else "",
            "caption": hero.caption if hero else "",
            "credit": hero.credit if hero else "",
        },
    }


def _seen(blog: Blog, part: str) -> str:
    return digest([_as_it_is(blog)[part]])


def _typed(part: str, sent: FormData) -> Any:
    """What was typed into one of the forms."""
    match part:
        case "description":
            return {name: text(sent, name) for name in FIELDS}
        case "reporting":
            return rows(sent, "name", "duty", "author", beside="duty")
        case "related":
            return rows(sent, "title", "url")
        case "podcast":
            return {name: text(sent, name) for name in (*_PROMO, "follow")}
        case _:
            return {name: text(sent, name) for name in _HERO}


def _duty(said: str) -> Duty:
    return Duty(said) if said in set(Duty) else Duty.REPORTING


def _medium(said: str) -> MediaId:
    if not is_media_id(said):
        raise MediaUnknown(media=said[:40])
    return MediaId(said)
