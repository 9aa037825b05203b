"""One's own account: name, byline, password, second factor, and where one is signed in.

Knows the pages. What could let somebody else in is done only by whoever has just proved who they are.
Does not know how anything is checked (`staff`).
"""

from __future__ import annotations

from typing import Final

from fastapi import APIRouter
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from stoppress.errors import StoppressError
from stoppress.staff.person_rows import RememberedByline
from stoppress.web.desk.asking import Changing, Here, Settling, SettlingChange, Visitor, form_of, text
from stoppress.web.desk.pages import PRIVATE
from stoppress.web.desk.sayings import said, sent_on
from stoppress.web.desk.sign_in import SigningIn, place_of

ACCOUNT: Final = "/desk/account"
SECOND_FACTOR: Final = f"{ACCOUNT}/second-factor"
_SEE_OTHER: Final = 303


def account_routes(signing_in: SigningIn) -> APIRouter:
    """The routes of name, byline and password."""
    router = APIRouter(prefix=ACCOUNT, include_in_schema=False)
    staff, pages, now = signing_in.staff, signing_in.pages, signing_in.now

    async def shown(request: Request, visitor: Visitor, problem: StoppressError | None = None) -> Response:
        person = visitor.person.id
        return pages.page(
            request,
            "account.html.j2",
            visitor,
            problem=problem,
            row=await staff.people.row(person),
            sessions=await staff.sessions.of(person, now()),
            codes_left=await staff.second_factors.codes_left(person),
            least=staff.passwords.limits.least,
            said=said(request),
        )

    @router.get("")
    async def account(request: Request, visitor: Here) -> Response:
        return await shown(request, visitor)

    @router.post("/name")
    async def name(request: Request, visitor: Changing) -> Response:
        form = await form_of(request)
        try:
            await staff.people.remember(visitor.person.id, _byline(form))
            await staff.people.rename(visitor.person.id, text(form, "name"))
        except StoppressError as problem:
            return await shown(request, visitor, problem)
        return sent_on(ACCOUNT, "saved")

    @router.post("/password")
    async def password(request: Request, visitor: Changing) -> Response:
        form = await form_of(request)
        try:
            await staff.sign_in.change_password(
                visitor, text(form, "password"), text(form, "new_password"), place_of(request)
            )
        except StoppressError as problem:
            return await shown(request, visitor, problem)
        return sent_on(ACCOUNT, "password-changed")

    return router


def session_routes(signing_in: SigningIn) -> APIRouter:
    """The routes of the sessions one has."""
    router = APIRouter(prefix=f"{ACCOUNT}/sessions", include_in_schema=False)
    sessions = signing_in.staff.sessions

    @router.post("/{session}/end")
    async def end(visitor: Changing, session: str) -> Response:
        await sessions.end(visitor.person.id, session)
        return sent_on(ACCOUNT, "session-ended")

    @router.post("/end-others")
    async def end_others(visitor: Changing) -> Response:
        await sessions.end_all(visitor.person.id, but=visitor.session)
        return sent_on(ACCOUNT, "session-ended")

    return router


def second_factor_routes(signing_in: SigningIn) -> APIRouter:
    """The routes of the second factor."""
    router = APIRouter(prefix=SECOND_FACTOR, include_in_schema=False)
    staff, pages, now = signing_in.staff, signing_in.pages, signing_in.now

    def told(request: Request, visitor: Visitor, codes: tuple[str, ...]) -> Response:
        return pages.page(request, "recovery_codes.html.j2", visitor, codes=codes)

    @router.get("")
    async def offer(request: Request, visitor: Settling) -> Response:
        staff.sessions.require_proof(visitor, now())
        return await _offered(signing_in, request, visitor)

    @router.post("")
    async def begin(visitor: SettlingChange) -> Response:
        staff.sessions.require_proof(visitor, now())
        await staff.second_factors.begin(visitor.person.id)
        return sent_on(SECOND_FACTOR)

    @router.post("/confirm")
    async def confirm(request: Request, visitor: SettlingChange) -> Response:
        staff.sessions.require_proof(visitor, now())
        code = text(await form_of(request), "code")
        try:
            codes = await staff.second_factors.confirm(visitor.person.id, code, now())
        except StoppressError as problem:
            return await _offered(signing_in, request, visitor, problem)
        # Whoever came in before without a code has to show one too.
        await staff.sessions.end_all(visitor.person.id, but=visitor.session)
        return told(request, visitor, codes)

    @router.post("/codes")
    async def codes(request: Request, visitor: SettlingChange) -> Response:
        staff.sessions.require_proof(visitor, now())
        return told(request, visitor, await staff.second_factors.fresh_codes(visitor.person.id))

    @router.post("/remove")
    async def remove(visitor: SettlingChange) -> Response:
        staff.sessions.require_proof(visitor, now())
        await staff.second_factors.remove(visitor.person.id)
        if visitor.must_have_second_factor:
            return sent_on(SECOND_FACTOR)
        return sent_on(ACCOUNT, "second-factor-removed")

    return router


async def _offered(
    signing_in: SigningIn, request: Request, visitor: Visitor, problem: StoppressError | None = None
) -> Response:
    """The page with what a phone takes up, if anything is to be confirmed; whoever has to begin is told so."""
    staff, person = signing_in.staff, visitor.person.id
    offer = await staff.second_factors.offer(person, (await staff.people.row(person)).email)
    if offer is None and not visitor.lacks_second_factor:
        return RedirectResponse(ACCOUNT, _SEE_OTHER, PRIVATE)
    if problem is not None:
        return signing_in.again(request, "second_factor.html.j2", problem, visitor=visitor, offer=offer)
    return signing_in.pages.page(request, "second_factor.html.j2", visitor, offer=offer)


def _byline(form: FormData) -> RememberedByline:
    return RememberedByline(
        name=text(form, "byline_name"),
        role=text(form, "byline_role"),
        place=text(form, "byline_place"),
        author=text(form, "byline_author"),
    )
