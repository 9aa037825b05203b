"""Questions: the form with which readers ask, what they send, and how theirs stands.

Knows forms and JSON, that the form's page is the same for everybody and the page of one question for one reader alone, and
that whoever has no script asks too.
Does not know what is taken (`audience.asking`).
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import parse_qsl

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from stoppress.audience.asking import Asking, Form, Sent
from stoppress.audience.proof import Proof
from stoppress.audience.question import Question, State, Ticket, is_name
from stoppress.audience.wording import NAME_LIMIT, TEXT_LIMIT
from stoppress.domain.blog import Blog, Coverage, Post
from stoppress.errors import BodyTooLarge, InputInvalid, PageUnknown, StoppressError
from stoppress.errors.audience import ForeignPage
from stoppress.errors.questions import QuestionsEnded, QuestionUnknown
from stoppress.press.press import Press
from stoppress.render.publication import Publication
from stoppress.render.questions import AskForm, Standing, Typed, ask_page, asked_page, asked_tree
from stoppress.render.refusals import refusal
from stoppress.web.hops import Hops
from stoppress.web.own_page import is_from_own_page
from stoppress.web.problems import problem_json, status_of

BODY_LIMIT: Final = 16_384
"""Largest body: a thousand characters of four bytes, each written as three in a form."""

FIELDS_LIMIT: Final = 20

_FORM_LIFE: Final = "public, max-age=0, s-maxage=5"
_CALL_LIFE: Final = "public, max-age=10, s-maxage=10"
_PRIVATE: Final = {"Cache-Control": "no-store, private", "Referrer-Policy": "no-referrer", "Vary": "Accept"}

_SEE_OTHER: Final = 303
_CREATED: Final = 201
_HTML: Final = "text/html"
_FORM: Final = "application/x-www-form-urlencoded"
_CHARSET: Final = re.compile(r"charset=(?!\"?utf-8)", re.IGNORECASE)
_SENDER_LIMIT: Final = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionParts:
    """What the routes need. `days` is how long a question is kept, for what the form says."""

    asking: Asking
    hops: Hops
    days: int = 90


class QuestionPages:
    """The pages of one publication. Everything raises PageUnknown where readers cannot ask."""

    def __init__(self, press: Press, publication: Publication, parts: QuestionParts) -> None:
        self._press = press
        self._publication = publication
        self._parts = parts

    async def form(self, slug: str) -> Response:
        """The page with the form, the same for everybody."""
        blog = await self._blog(slug)
        look, _ = await self._look(blog)
        return Response(ask_page(blog, look, self._publication), 200, {"Cache-Control": _FORM_LIFE}, _HTML)

    async def call(self, slug: str) -> Response:
        """What readers are called upon to ask, for the live page: an island, as it is no revision."""
        blog = await self._blog(slug)
        look, _ = await self._look(blog)
        tree = {"open": look.takes, "call": look.call if look.takes else ""}
        return JSONResponse(tree, headers={"Cache-Control": _CALL_LIFE})

    async def ask(self, request: Request, slug: str) -> Response:
        """Take a question: a script is told its name, a browser without one is sent to its page."""
        blog = await self._blog(slug)
        is_script = _is_json(request)
        fields: Mapping[str, Any] = {}
        try:
            if not is_from_own_page(request):
                raise ForeignPage
            fields = await _fields(request)
            if blog.coverage is Coverage.ENDED:
                raise QuestionsEnded
            ticket = await self._parts.asking.ask(self._sent(request, blog, fields, is_script=is_script))
        except StoppressError as problem:
            if is_script:
                return problem_json(problem, blog.description.language)
            return await self._refused(blog, fields, problem)
        path = f"/live/{blog.slug}/questions/{ticket}"
        if is_script:
            return JSONResponse({"path": path}, _CREATED, {**_PRIVATE, "Location": path})
        return RedirectResponse(path, _SEE_OTHER, _PRIVATE)

    async def asked(self, request: Request, slug: str, ticket: str) -> Response:
        """How one question stands, for whoever has its ticket."""
        blog = await self._blog(slug)
        if not is_name(ticket):
            raise QuestionUnknown
        found, lead = await self._parts.asking.find(blog.slug, Ticket(ticket))
        standing, post = standing_of(lead, blog)
        if "application/json" in request.headers.get("accept", ""):
            return JSONResponse(asked_tree(blog, standing, post, self._publication), headers=_PRIVATE)
        page = asked_page(blog, standing, post, found.words.text, self._publication)
        return Response(page, 200, _PRIVATE, _HTML)

    async def _blog(self, slug: str) -> Blog:
        if not self._publication.questions:
            raise PageUnknown
        return await self._press.current(slug)

    async def _look(self, blog: Blog) -> tuple[AskForm, Form]:
        form = await self._parts.asking.form(blog.slug, blog.description.timezone)
        look = AskForm(
            takes=form.takes and blog.coverage is not Coverage.ENDED,
            call=form.rules.call,
            hours=form.rules.clock_hours if form.rules.is_open else None,
            challenge=form.challenge,
            bits=form.bits,
            text_limit=TEXT_LIMIT,
            name_limit=NAME_LIMIT,
            days=self._parts.days,
        )
        return look, form

    async def _refused(self, blog: Blog, fields: Mapping[str, Any], problem: StoppressError) -> Response:
        """The page again, with what was typed: nobody types twice."""
        typed = Typed(
            **{name: str(fields.get(name, "")) for name in ("text", "name", "place")},
            problem=refusal(problem, blog.description.language),
        )
        look, _ = await self._look(blog)
        headers = {"Cache-Control": "no-store"}
        if "seconds" in problem.facts:
            headers["Retry-After"] = str(problem.facts["seconds"])
        page = ask_page(blog, look, self._publication, typed)
        return Response(page, status_of(problem), headers, _HTML)

    def _sent(self, request: Request, blog: Blog, fields: Mapping[str, Any], *, is_script: bool) -> Sent:
        return Sent(
            blog=blog.slug,
            timezone=blog.description.timezone,
            text=_text(fields, "text"),
            name=_text(fields, "name"),
            place=_text(fields, "place"),
            trap=_text(fields, "website"),
            ticket=_ticket(fields) if is_script else None,
            proof=_proof(fields) if is_script else None,
            address=self._parts.hops.address_of(request),
            sender=request.headers.get("user-agent", "")[:_SENDER_LIMIT],
        )


def question_routes(press: Press, publication: Publication, parts: QuestionParts) -> APIRouter:
    """The routes."""
    router = APIRouter(prefix="/live/{slug}/questions", include_in_schema=False)
    pages = QuestionPages(press, publication, parts)
    router.add_api_route("", pages.form, methods=["GET", "HEAD"], response_model=None)
    router.add_api_route("", pages.ask, methods=["POST"], response_model=None)
    router.add_api_route("/call", pages.call, methods=["GET", "HEAD"], response_model=None)
    router.add_api_route("/{ticket}", pages.asked, methods=["GET", "HEAD"], response_model=None)
    return router


def standing_of(lead: Question, blog: Blog) -> tuple[Standing, Post | None]:
    """How a question stands that is grouped with `lead` or leads itself, by what stands in the log. Spam is told from nothing."""
    post = blog.posts.get(lead.post) if lead.post is not None else None
    if post is not None and lead.state in (State.ANSWERED, State.PUBLISHED):
        return (Standing.ANSWERED, post) if post.is_readable else (Standing.GONE, None)
    return (Standing.LEFT if lead.state is State.REJECTED else Standing.KEPT), None


def _is_json(request: Request) -> bool:
    return request.headers.get("content-type", "").partition(";")[0].strip().lower() == "application/json"


async def _fields(request: Request) -> Mapping[str, Any]:
    """What was sent. Raises BodyTooLarge, InputInvalid."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > BODY_LIMIT:
            raise BodyTooLarge(limit=BODY_LIMIT)
    try:
        return _tree(body) if _is_json(request) else _form(body, request.headers.get("content-type", ""))
    except (ValueError, TypeError, RecursionError) as problem:
        raise InputInvalid(field="body", problem="send a form or JSON, in UTF-8.") from problem


def _tree(body: bytes) -> Mapping[str, Any]:
    tree = json.loads(body.decode("utf-8"))
    if not isinstance(tree, dict):
        raise TypeError
    return tree


def _form(body: bytes, kind: str) -> Mapping[str, Any]:
    if kind.partition(";")[0].strip().lower() != _FORM or _CHARSET.search(kind):
        raise ValueError
    return dict(parse_qsl(body.decode("utf-8"), keep_blank_values=True, errors="strict", max_num_fields=FIELDS_LIMIT))


def _text(fields: Mapping[str, Any], name: str) -> str:
    value = fields.get(name, "")
    if not isinstance(value, str):
        raise InputInvalid(field=name, problem="send text.")
    return value


def _ticket(fields: Mapping[str, Any]) -> Ticket:
    value = fields.get("ticket")
    if not isinstance(value, str) or not is_name(value):
        raise InputInvalid(field="ticket", problem="use 26 characters of a to z and 2 to 7, made by chance.")
    return Ticket(value)


def _proof(fields: Mapping[str, Any]) -> Proof | None:
    challenge, answers = fields.get("challenge"), fields.get("answers")
    if not isinstance(challenge, str) or not isinstance(answers, list):
        return None
    # In Python true is a number, and in JSON none.
    if not all(isinstance(each, int) and not isinstance(each, bool) for each in answers):
        return None
    return Proof(challenge, answers)
