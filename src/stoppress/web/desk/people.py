"""The people of the newsroom: who may come in, and in which role. For administrators.

Knows the pages, and that a link is shown once, to whoever hands it over.
Does not know what a role allows (`staff.permissions`).
"""

from __future__ import annotations

import secrets
from typing import Annotated, Final

import structlog
from fastapi import APIRouter, Depends
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from stoppress.domain.identifiers import Slug, is_slug
from stoppress.errors import BlogUnknown, InputInvalid, StoppressError
from stoppress.press.press import Press
from stoppress.staff.links import LinkKind
from stoppress.staff.permissions import Role, Verb, require
from stoppress.staff.person_rows import PersonRow
from stoppress.web.desk.asking import Changing, Here, Visitor, form_of, text
from stoppress.web.desk.sayings import said
from stoppress.web.desk.sign_in import WELCOME_PATH, SigningIn

PEOPLE: Final = "/desk/people"

_log = structlog.get_logger()


async def _managing(request: Request, visitor: Here) -> Visitor:
    """An administrator who has just proved who they are. Raises NotAllowed, ProofNeeded."""
    require(visitor.person, Verb.MANAGE_PEOPLE)
    request.app.state.sessions.require_proof(visitor, request.app.state.now())
    return visitor


Looking = Annotated[Visitor, Depends(_managing)]
"""An administrator who looks at people."""


async def _changing(request: Request, visitor: Changing) -> Visitor:
    return await _managing(request, visitor)


Managing = Annotated[Visitor, Depends(_changing)]
"""An administrator who changes something about them."""


def people_routes(signing_in: SigningIn, press: Press) -> APIRouter:
    """The routes of everybody."""
    router = APIRouter(prefix=PEOPLE, include_in_schema=False)
    staff, pages = signing_in.staff, signing_in.pages

    async def shown(
        request: Request, visitor: Visitor, problem: StoppressError | None = None, form: FormData | None = None
    ) -> Response:
        return pages.page(
            request,
            "people.html.j2",
            visitor,
            problem=problem,
            rows=await staff.people.everybody(),
            blogs=await press.cards(),
            roles=list(Role),
            demands=staff.sessions.demands,
            typed={name: text(form, name) if form else "" for name in ("name", "email", "role", "blog", "blog_role")},
            said=said(request),
        )

    @router.get("")
    async def everybody(request: Request, visitor: Looking) -> Response:
        return await shown(request, visitor)

    @router.post("")
    async def invite(request: Request, visitor: Managing) -> Response:
        form = await form_of(request)
        try:
            blog, blog_role = text(form, "blog"), role_in(form, "blog_role")
            blogs = {await known_blog(press, blog): blog_role} if blog and blog_role else {}
            row = await staff.people.add(
                text(form, "email"),
                text(form, "name"),
                role_in(form),
                blogs,
                now=signing_in.now(),
                random=secrets.token_bytes,
            )
        except StoppressError as problem:
            return await shown(request, visitor, problem, form)
        tell("invited", visitor, row.id)
        return await handed_over(signing_in, request, visitor, row, LinkKind.INVITATION)

    return router


async def handed_over(
    signing_in: SigningIn, request: Request, visitor: Visitor, row: PersonRow, kind: LinkKind
) -> Response:
    """The page that shows a new link, this once."""
    secret = await signing_in.staff.links.make(kind, row.id, by=visitor.person.id, now=signing_in.now())
    address = f"{signing_in.pages.publication.origin}{WELCOME_PATH}/{secret}"
    return signing_in.pages.page(request, "link.html.j2", visitor, row=row, address=address)


def role_in(form: FormData, name: str = "role") -> Role | None:
    """The role that was chosen; None for none. Raises InputInvalid."""
    chosen = text(form, name)
    try:
        return Role(chosen) if chosen else None
    except ValueError as problem:
        raise InputInvalid(field=name, problem="choose one of the roles.") from problem


async def known_blog(press: Press, blog: str) -> Slug:
    """A blog that there is. Raises BlogUnknown."""
    if not is_slug(blog) or all(card.slug != blog for card in await press.cards()):
        raise BlogUnknown(blog=blog)
    return Slug(blog)


def tell(what: str, visitor: Visitor, person: str, **facts: str | None) -> None:
    """Log who did what to whom."""
    _log.info(what, by=visitor.person.id, person=person, **facts)
