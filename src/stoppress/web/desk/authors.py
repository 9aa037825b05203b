"""Authors at the desk: the page one has as an author, and for administrators everybody's.

Knows the forms, and that a refusal keeps what was typed.
Does not know who may keep which (`actions`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from fastapi import APIRouter
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from stoppress.actions.authors import AuthorPages
from stoppress.actions.media import Media
from stoppress.domain.authors import INTRODUCTION_LIMIT, LINKS_LIMIT, Author, AuthorLink
from stoppress.domain.identifiers import MediaId, is_media_id
from stoppress.domain.media import Format, Medium, MediumKind
from stoppress.domain.slugs import slug_of
from stoppress.errors import InputInvalid, NotAllowed, StoppressError
from stoppress.errors.media import MediaUnknown
from stoppress.media.library import Library
from stoppress.staff.people import People
from stoppress.staff.permissions import Person
from stoppress.web.desk.asking import Changing, Here, Visitor, form_of, text
from stoppress.web.desk.fields import rows
from stoppress.web.desk.pages import Pages
from stoppress.web.desk.sayings import said, sent_on

OWN: Final = "/desk/account/author"
AUTHORS: Final = "/desk/authors"

_WIDE_ENOUGH: Final = 352
"""Pixels: twice as wide as the picture is shown."""


@dataclass(frozen=True, slots=True)
class AuthorForms:
    """What the routes need."""

    authors: AuthorPages
    people: People
    media: Media
    library: Library

    async def put(self, person: Person, typed: Author, form: FormData) -> Author:
        """Keep what a form says. Raises what `AuthorPages.put` and the media room do."""
        return await self.authors.put(person, typed, await self._picture(person, form))

    async def _picture(self, person: Person, form: FormData) -> bytes | None:
        if text(form, "no_picture"):
            return b""
        name = text(form, "picture").strip()
        if not name:
            return None
        if not is_media_id(name):
            raise MediaUnknown(media=name[:40])
        row = await self.media.find(person, MediaId(name))
        reading = await self.library.read(row.id, _file(row.medium))
        return b"".join([each async for each in reading.chunks])

    async def own(self, person: Person) -> Author:
        """Somebody's page, or what it could begin with: their byline."""
        found = await self.authors.own(person)
        if found is not None:
            return found
        row = await self.people.row(person.id)
        by, name = row.byline, row.byline.name or row.name
        return Author(slug=by.author or slug_of(name), name=name, person=person.id, role=by.role, place=by.place)


def author_routes(pages: Pages, forms: AuthorForms) -> APIRouter:
    """The routes of one's own page."""
    router = APIRouter(prefix=OWN, include_in_schema=False)
    page = _Page(pages, forms)

    @router.get("")
    async def own(request: Request, visitor: Here) -> Response:
        return page.shown(request, visitor, await forms.own(visitor.person), OWN)

    @router.post("")
    async def keep_own(request: Request, visitor: Changing) -> Response:
        return await page.kept(request, visitor, await forms.own(visitor.person), OWN)

    return router


def authors_routes(pages: Pages, forms: AuthorForms) -> APIRouter:
    """The routes of everybody's, for administrators."""
    router = APIRouter(prefix=AUTHORS, include_in_schema=False)
    page = _Page(pages, forms)

    @router.get("")
    async def everybody(request: Request, visitor: Here) -> Response:
        return await page.everybody(request, visitor)

    @router.post("")
    async def begin(request: Request, visitor: Changing) -> Response:
        name = text(await form_of(request), "name")
        try:
            made = await forms.authors.put(visitor.person, Author(slug=slug_of(name), name=name))
        except NotAllowed:
            raise
        except StoppressError as problem:
            return await page.everybody(request, visitor, problem, name)
        return sent_on(f"{AUTHORS}/{made.slug}", "author-saved")

    @router.get("/{author}")
    async def one(request: Request, visitor: Here, author: str) -> Response:
        found = await forms.authors.find(visitor.person, author)
        return page.shown(request, visitor, found, f"{AUTHORS}/{found.slug}")

    @router.post("/{author}")
    async def keep(request: Request, visitor: Changing, author: str) -> Response:
        found = await forms.authors.find(visitor.person, author)
        return await page.kept(request, visitor, found, f"{AUTHORS}/{found.slug}")

    return router


class _Page:
    """What the routes answer."""

    def __init__(self, pages: Pages, forms: AuthorForms) -> None:
        self._pages = pages
        self._forms = forms

    def shown(
        self, request: Request, visitor: Visitor, author: Author, action: str, problem: StoppressError | None = None
    ) -> Response:
        """The form of a page."""
        return self._pages.page(
            request,
            "author.html.j2",
            visitor,
            author=author,
            action=action,
            own=action == OWN,
            links=[*author.links, *(AuthorLink("", "") for _ in range(2))][:LINKS_LIMIT],
            most=INTRODUCTION_LIMIT,
            problem=problem,
            said=said(request),
        )

    async def kept(self, request: Request, visitor: Visitor, was: Author, action: str) -> Response:
        """What comes of the form."""
        form = await form_of(request)
        typed = typed_of(was, form)
        try:
            await self._forms.put(visitor.person, typed, form)
        except StoppressError as problem:
            return self.shown(request, visitor, typed, action, problem)
        return sent_on(action, "author-saved")

    async def everybody(
        self, request: Request, visitor: Visitor, problem: StoppressError | None = None, typed: str = ""
    ) -> Response:
        """The list."""
        return self._pages.page(
            request,
            "authors.html.j2",
            visitor,
            rows=await self._forms.authors.everybody(visitor.person),
            problem=problem,
            said=said(request),
            typed=typed,
        )


def typed_of(was: Author, form: FormData) -> Author:
    """What was typed, in the place of the version that was looked at. The address is chosen once."""
    version = text(form, "version")
    if not version.isdecimal() or len(version) > 9:
        raise InputInvalid(field="version", problem="reload the page, then try again.")
    return replace(
        was,
        slug=was.slug if was.version else text(form, "slug").strip(),
        name=text(form, "name"),
        role=text(form, "role"),
        place=text(form, "place"),
        introduction=text(form, "introduction"),
        links=tuple(AuthorLink(each["title"], each["address"]) for each in rows(form, "title", "address")),
        public=bool(text(form, "public")),
        version=int(version),
    )


def _file(medium: Medium) -> str:
    """The smallest of a picture's files that is wide enough, and that every program can show. Raises InputInvalid."""
    files = sorted((each for each in medium.renditions if each.format is Format.JPEG), key=lambda each: each.width)
    if medium.kind is not MediumKind.PICTURE or not files:
        raise InputInvalid(field="picture", problem="choose a picture.")
    return next((each.name for each in files if each.width >= _WIDE_ENOUGH), files[-1].name)
