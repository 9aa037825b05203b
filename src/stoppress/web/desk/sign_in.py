"""Signing in and out, and what a link that was handed over leads to.

Knows the pages and in which order they come. What was typed stands there again, but for secrets.
Does not know how anything is checked (`staff`).
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final
from urllib.parse import urlencode

from fastapi import APIRouter
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from stoppress.actions.actions import Now
from stoppress.errors import StoppressError
from stoppress.errors.people import LinkUnknown, SignedOut, SignInOver
from stoppress.press.press import Press
from stoppress.staff.known import GOOD_FOR
from stoppress.staff.links import Link, LinkKind
from stoppress.staff.person_rows import EMAIL_LIMIT, named_after
from stoppress.staff.room import StaffRoom
from stoppress.staff.sign_in import Begun, Place
from stoppress.web.desk.asking import Settling, SettlingChange, Visitor, form_of, require_own_page, text, visitor_of
from stoppress.web.desk.cookies import forget, forget_session, keep_long, keep_session, keep_shortly, kept
from stoppress.web.desk.devices import device_of
from stoppress.web.desk.pages import PRIVATE, Pages
from stoppress.web.desk.sayings import said, sent_on

HOME: Final = "/desk"
NEW_BLOG: Final = f"{HOME}/blogs/new"
WELCOME_PATH: Final = f"{HOME}/welcome"
"""Where links lead."""

CODE: Final = "code"
KNOWN: Final = "known"
"""What is kept between two steps of signing in, and of a browser in which somebody has signed in before."""

_SEE_OTHER: Final = 303

# The address of the page holds a secret, which no other site may be told. With `no-referrer` browsers would not even say
# that the form in it is ours.
_SILENT: Final = {"Referrer-Policy": "same-origin"}


class SigningIn:
    """What the routes of signing in have in common. `lasts` is how long a session does at most."""

    def __init__(self, staff: StaffRoom, pages: Pages, now: Now, lasts: timedelta) -> None:
        self.staff, self.pages, self.now = staff, pages, now
        self._lasts = lasts

    @property
    def provider(self) -> str:
        """What the provider is called by which people may sign in; "" without one."""
        return self.staff.arrivals.name if self.staff.arrivals else ""

    def refused(self, request: Request, problem: StoppressError, onward: str, email: str = "") -> Response:
        """The page to sign in at, with why it did not work."""
        given = {"onward": onward, "email": email[:EMAIL_LIMIT], "said": "", "provider": self.provider}
        return self.again(request, "sign_in.html.j2", problem, None, **given)

    def came_in(self, request: Request, begun: Begun, onward: str) -> Response:
        """Where somebody goes who is in, or has to give a code first."""
        if not begun.complete:
            answer = RedirectResponse(f"/desk/sign-in/code?{urlencode({'next': onward})}", _SEE_OTHER, PRIVATE)
            keep_shortly(request, answer, CODE, begun.secret)
            return answer
        answer = RedirectResponse(onward, _SEE_OTHER, PRIVATE)
        keep_session(request, answer, begun.secret, None if begun.shared else self._lasts)
        if begun.mark:
            keep_long(request, answer, KNOWN, begun.mark, GOOD_FOR)
        forget(request, answer, CODE)
        return answer

    def again(
        self, request: Request, template: str, problem: StoppressError, visitor: Visitor | None = None, **values: Any
    ) -> Response:
        """The same page, with what was wrong."""
        return self.pages.page(request, template, visitor, problem=problem, **values)


def place_of(request: Request, *, shared: bool = False) -> Place:
    """Where a request came from."""
    return Place(
        address=request.app.state.hops.address_of(request),
        device=device_of(request.headers.get("user-agent", "")),
        shared=shared,
        kept=kept(request, KNOWN),
    )


def onward_of(given: str) -> str:
    """Where to go on after signing in: a page of the desk, and nowhere else."""
    is_ours = given == HOME or given.startswith((f"{HOME}/", f"{HOME}?"))
    # Browsers drop tabs and line breaks within an address, and take a backslash for a slash.
    is_plain = given.isascii() and given.isprintable() and "\\" not in given and "//" not in given.partition("?")[0]
    leads_in = given.startswith((f"{HOME}/sign-", f"{HOME}/welcome", f"{HOME}/confirm"))
    return given if is_ours and is_plain and not leads_in else HOME


def sign_in_routes(signing_in: SigningIn) -> APIRouter:
    """The routes of whoever has an account."""
    router = APIRouter(include_in_schema=False)
    staff, pages = signing_in.staff, signing_in.pages

    @router.get("/desk/sign-in")
    async def sign_in(request: Request) -> Response:
        onward = onward_of(request.query_params.get("next", ""))
        try:
            await visitor_of(request)
        except SignedOut:
            return pages.page(
                request,
                "sign_in.html.j2",
                onward=onward,
                email="",
                provider=signing_in.provider,
                said=said(request),
            )
        return RedirectResponse(onward, _SEE_OTHER, PRIVATE)

    @router.post("/desk/sign-in")
    async def signs_in(request: Request) -> Response:
        require_own_page(request)
        form = await form_of(request)
        place = place_of(request, shared=text(form, "shared") == "yes")
        email, onward = text(form, "email"), onward_of(text(form, "next"))
        try:
            begun = await staff.sign_in.by_password(email, text(form, "password"), place)
        except StoppressError as problem:
            return signing_in.refused(request, problem, onward, email)
        return signing_in.came_in(request, begun, onward)

    @router.post("/desk/sign-out")
    async def sign_out(request: Request, visitor: SettlingChange) -> Response:
        await staff.sessions.end(visitor.person.id, visitor.session)
        answer = sent_on("/desk/sign-in", "signed-out")
        forget_session(request, answer)
        return answer

    return router


def code_routes(signing_in: SigningIn) -> APIRouter:
    """The routes of the second step."""
    router = APIRouter(include_in_schema=False)
    staff, pages = signing_in.staff, signing_in.pages

    @router.get("/desk/sign-in/code")
    async def code(request: Request) -> Response:
        onward = onward_of(request.query_params.get("next", ""))
        if await staff.sessions.waiting(kept(request, CODE), signing_in.now()) is None:
            return sent_on("/desk/sign-in")
        return pages.page(request, "code.html.j2", onward=onward)

    @router.post("/desk/sign-in/code")
    async def gives_code(request: Request) -> Response:
        require_own_page(request)
        form = await form_of(request)
        onward = onward_of(text(form, "next"))
        try:
            begun = await staff.sign_in.by_code(kept(request, CODE), text(form, "code"), place_of(request))
        except SignInOver:
            return sent_on("/desk/sign-in", "sign-in-over")
        except StoppressError as problem:
            return signing_in.again(request, "code.html.j2", problem, onward=onward)
        return signing_in.came_in(request, begun, onward)

    return router


def confirm_routes(signing_in: SigningIn) -> APIRouter:
    """The routes of whoever is signed in and has to show again that it is them."""
    router = APIRouter(include_in_schema=False)
    staff, pages = signing_in.staff, signing_in.pages

    async def shown(request: Request, visitor: Visitor, onward: str, problem: StoppressError | None) -> Response:
        row = await staff.people.row(visitor.person.id)
        return pages.page(
            request,
            "confirm.html.j2",
            visitor,
            problem=problem,
            onward=onward,
            row=row,
            provider=signing_in.provider if row.signs_in_elsewhere else "",
        )

    @router.get("/desk/confirm")
    async def confirm(request: Request, visitor: Settling) -> Response:
        return await shown(request, visitor, onward_of(request.query_params.get("next", "")), None)

    @router.post("/desk/confirm")
    async def confirms(request: Request, visitor: SettlingChange) -> Response:
        form = await form_of(request)
        onward = onward_of(text(form, "next"))
        try:
            await staff.sign_in.prove(visitor, text(form, "password"), place_of(request))
        except StoppressError as problem:
            return await shown(request, visitor, onward, problem)
        return RedirectResponse(onward, _SEE_OTHER, PRIVATE)

    return router


def welcome_routes(signing_in: SigningIn, press: Press) -> APIRouter:
    """The routes of whoever has a link."""
    router = APIRouter(include_in_schema=False)
    staff, pages = signing_in.staff, signing_in.pages

    async def shown(
        request: Request, secret: str, problem: StoppressError | None = None, form: FormData | None = None
    ) -> Response:
        link = await staff.links.look(secret, signing_in.now())
        typed = {name: text(form, name) if form else "" for name in ("name", "email")}
        answer = pages.page(
            request,
            "welcome.html.j2",
            problem=problem,
            link=link,
            is_first=link.kind is LinkKind.FIRST_RUN,
            is_reset=link.kind is LinkKind.RESET,
            least=staff.passwords.limits.least,
            typed=typed,
        )
        answer.headers.update(_SILENT)
        return answer

    @router.get(WELCOME_PATH + "/{secret}")
    async def welcome(request: Request, secret: str) -> Response:
        return await shown(request, secret)

    @router.post(WELCOME_PATH + "/{secret}")
    async def takes_up(request: Request, secret: str) -> Response:
        require_own_page(request)
        form = await form_of(request)
        now, password = signing_in.now(), text(form, "password")
        link = await staff.links.look(secret, now)
        try:
            if link.kind is LinkKind.FIRST_RUN:
                name, email = text(form, "name").strip() or named_after(text(form, "email")), text(form, "email")
                person = await staff.welcome.found(secret, name, email, password, now)
            else:
                person = await staff.welcome.accept(secret, password, now)
        except LinkUnknown:
            raise
        except StoppressError as problem:
            return await shown(request, secret, problem, form)
        begun = await staff.sign_in.begin(person, place_of(request))
        answer = signing_in.came_in(request, begun, await _first_page(link, press))
        answer.headers.update(_SILENT)
        return answer

    return router


async def _first_page(link: Link, press: Press) -> str:
    """Where somebody goes who has just come; in a newsroom without a blog there is one thing to do."""
    return NEW_BLOG if link.kind is LinkKind.FIRST_RUN and not await press.cards() else HOME
