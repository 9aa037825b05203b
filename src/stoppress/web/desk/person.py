"""One person of the newsroom, as administrators see them: name, roles, and whether and how they come in.

Knows the pages.
Does not know what a role allows (`staff.permissions`).
"""

from __future__ import annotations

from typing import Final

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from stoppress.domain.identifiers import Slug
from stoppress.press.press import Press
from stoppress.staff.links import LinkKind
from stoppress.staff.permissions import Role
from stoppress.web.desk.asking import Visitor, form_of, text
from stoppress.web.desk.people import PEOPLE, Looking, Managing, handed_over, known_blog, role_in, tell
from stoppress.web.desk.sayings import said, sent_on
from stoppress.web.desk.sign_in import SigningIn

PERSON: Final = f"{PEOPLE}/{{person}}"


def person_routes(signing_in: SigningIn, press: Press) -> APIRouter:
    """The routes of who they are and what they may."""
    router = APIRouter(prefix=PERSON, include_in_schema=False)
    staff, pages, now = signing_in.staff, signing_in.pages, signing_in.now

    @router.get("")
    async def one(request: Request, visitor: Looking, person: str) -> Response:
        return pages.page(
            request,
            "person.html.j2",
            visitor,
            row=await staff.people.row(person),
            sessions=await staff.sessions.of(person, now()),
            blogs=await press.cards(),
            roles=list(Role),
            said=said(request),
        )

    @router.post("/name")
    async def name(request: Request, visitor: Managing, person: str) -> Response:
        await staff.people.rename(person, text(await form_of(request), "name"))
        return done("renamed", visitor, person)

    @router.post("/role")
    async def role(request: Request, visitor: Managing, person: str) -> Response:
        given = role_in(await form_of(request))
        await staff.people.set_role(person, given)
        return done("role set", visitor, person, role=given)

    @router.post("/blog-role")
    async def blog_role(request: Request, visitor: Managing, person: str) -> Response:
        form = await form_of(request)
        blog, given = text(form, "blog"), role_in(form)
        # What somebody has in a blog that is no more can still be taken away.
        await staff.people.set_blog_role(person, Slug(blog) if given is None else await known_blog(press, blog), given)
        return done("role set", visitor, person, blog=blog, role=given)

    return router


def entry_routes(signing_in: SigningIn) -> APIRouter:
    """The routes of how they come in."""
    router = APIRouter(prefix=PERSON, include_in_schema=False)
    staff, now = signing_in.staff, signing_in.now

    @router.post("/disable")
    async def disable(visitor: Managing, person: str) -> Response:
        await staff.people.disable(person, now())
        return done("disabled", visitor, person)

    @router.post("/enable")
    async def enable(visitor: Managing, person: str) -> Response:
        await staff.people.enable(person)
        return done("enabled", visitor, person)

    @router.post("/sign-out")
    async def sign_out(visitor: Managing, person: str) -> Response:
        await staff.sessions.end_all(person)
        return done("signed out", visitor, person)

    @router.post("/second-factor/remove")
    async def remove_second_factor(visitor: Managing, person: str) -> Response:
        await staff.second_factors.remove(person)
        return done("second factor removed", visitor, person)

    @router.post("/link")
    async def link(request: Request, visitor: Managing, person: str) -> Response:
        row = await staff.people.row(person)
        kind = LinkKind.RESET if row.has_password else LinkKind.INVITATION
        tell("link made", visitor, person)
        return await handed_over(signing_in, request, visitor, row, kind)

    return router


def done(what: str, visitor: Visitor, person: str, **facts: str | None) -> Response:
    """Something was done to somebody."""
    tell(what, visitor, person, **facts)
    return sent_on(f"{PEOPLE}/{person}", "saved")
