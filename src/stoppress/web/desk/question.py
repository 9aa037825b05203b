"""One question at the desk: the reader's words, who asks the same, the answer, and what was done.

Knows the page and its forms; a refusal keeps what was typed.
Does not know rules; it asks `actions`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final

from fastapi import APIRouter
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from stoppress.actions.answering import Answer, draft_of
from stoppress.actions.questions import is_own
from stoppress.audience import question_moves as moves
from stoppress.audience.question import Question, QuestionId
from stoppress.audience.question_blocks import SPANS
from stoppress.audience.question_moves import Move
from stoppress.audience.wording import NAME_LIMIT, TEXT_LIMIT
from stoppress.domain.blog import Blog
from stoppress.domain.facts import Byline
from stoppress.drafts.draft import State as DraftState
from stoppress.errors import StoppressError
from stoppress.errors.questions import QuestionChanged
from stoppress.press.press import Press
from stoppress.render.view import View
from stoppress.staff.permissions import Verb, may
from stoppress.web.desk.asking import Changing, Here, Visitor, blog_of, form_of, text
from stoppress.web.desk.fields import rows
from stoppress.web.desk.pages import Pages
from stoppress.web.desk.questions import STATE_WORDS, SUSPICION_WORDS, QuestionParts, experts_of
from stoppress.web.desk.sayings import said, sent_on

_SENT: Final = {
    DraftState.SENT: "answer-published",
    DraftState.REVIEW: "answer-review",
}


class OneQuestion:
    """The page of one question."""

    def __init__(self, press: Press, pages: Pages, parts: QuestionParts) -> None:
        self._press = press
        self._pages = pages
        self._parts = parts

    async def show(self, request: Request, visitor: Here, slug: str, question: str) -> Response:
        """The page."""
        return await self._shown(request, visitor, await self._blog(visitor, slug), question)

    async def edit(self, request: Request, visitor: Changing, slug: str, question: str) -> Response:
        """Word it anew."""
        blog = await self._blog(visitor, slug)
        sent = await form_of(request)
        words, seen = text(sent, "text"), text(sent, "seen")
        try:
            await self._parts.desk.edit(visitor.person, blog.slug, QuestionId(question), words, _moment(seen))
        except StoppressError as problem:
            return await self._shown(request, visitor, blog, question, problem, {"text": words})
        return sent_on(f"/desk/blogs/{blog.slug}/questions/{question}", "saved")

    async def answer(self, request: Request, visitor: Changing, slug: str, question: str) -> Response:
        """Publish it with its answer."""
        blog = await self._blog(visitor, slug)
        sent = await form_of(request)
        name, seen = QuestionId(question), text(sent, "seen")
        try:
            draft = await self._parts.answering.answer(visitor.person, blog.slug, name, _answer(sent), _moment(seen))
        except StoppressError as problem:
            return await self._shown(request, visitor, blog, question, problem, _typed(sent))
        saying = _SENT.get(draft.state, "answer-waiting")
        return sent_on(f"/desk/blogs/{blog.slug}/questions/{question}", saying)

    async def block(self, request: Request, visitor: Changing, slug: str, question: str) -> Response:
        """Block the network it came from, for a while."""
        blog = await self._blog(visitor, slug)
        sent = await form_of(request)
        try:
            await self._parts.desk.block(visitor.person, blog.slug, QuestionId(question), text(sent, "span"))
        except StoppressError as problem:
            return await self._shown(request, visitor, blog, question, problem)
        return sent_on(f"/desk/blogs/{blog.slug}/questions/{question}", "network-blocked")

    async def _blog(self, visitor: Visitor, slug: str) -> Blog:
        return await self._press.current(blog_of(visitor.person, slug, Verb.SEE_QUESTIONS))

    async def _shown(
        self,
        request: Request,
        visitor: Visitor,
        blog: Blog,
        name: str,
        problem: StoppressError | None = None,
        typed: Mapping[str, Any] | None = None,
    ) -> Response:
        whole = await self._parts.desk.find(visitor.person, blog.slug, QuestionId(name))
        question = whole.question
        own = is_own(visitor.person, question)
        moderates = may(visitor.person, Verb.MODERATE_QUESTIONS, blog.slug, own=own)
        answers = may(visitor.person, Verb.ANSWER_QUESTION, blog.slug, own=own)
        can = {each.value for each in Move if moves.can(question, each)}
        post = blog.posts.get(question.post) if question.post is not None else None
        return self._pages.page(
            request,
            "question.html.j2",
            visitor,
            problem=problem,
            said=said(request),
            blog=blog,
            view=View(blog, self._pages.publication),
            question=question,
            group=whole.group,
            log=whole.log,
            can=can if moderates else set(),
            answers=answers and question.lead is None and moves.can(question, Move.ANSWER),
            blocks=question.has_network and may(visitor.person, Verb.MODERATE_QUESTIONS, blog.slug),
            post=post,
            draft=draft_of(question),
            seen=question.changed_at.isoformat(),
            spans=SPANS,
            text_limit=TEXT_LIMIT,
            name_limit=NAME_LIMIT,
            state_words=STATE_WORDS,
            suspicion_words=SUSPICION_WORDS,
            experts=await experts_of(self._parts.people, blog.slug),
            typed={**await self._usual(question, visitor), **(typed or {})},
        )

    async def _usual(self, question: Question, visitor: Visitor) -> dict[str, Any]:
        """What the forms say before anybody has typed: the byline is that of whoever the question was given to."""
        assigned = question.assigned
        person = assigned.id if assigned is not None else visitor.person.id
        every = {each.id: each for each in await self._parts.people.everybody()}
        byline = every[person].byline if person in every else None
        found = Byline(name=byline.name, role=byline.role, place=byline.place) if byline and byline.name else None
        name = found.name if found else (assigned.name if assigned else "")
        return {
            "text": question.text,
            "headline": "",
            "body": "",
            "name": question.words.name,
            "place": question.words.place,
            "byline": {
                "name": name,
                "role": found.role if found else "",
                "place": found.place if found else "",
            },
        }


def question_routes(press: Press, pages: Pages, parts: QuestionParts) -> APIRouter:
    """The routes of one question."""
    router = APIRouter(prefix="/desk/blogs/{slug}/questions/{question}", include_in_schema=False)
    page = OneQuestion(press, pages, parts)
    router.add_api_route("", page.show, methods=["GET"], response_model=None)
    for path, change in (("/edit", page.edit), ("/answer", page.answer), ("/block", page.block)):
        router.add_api_route(path, change, methods=["POST"], response_model=None)
    return router


def _answer(sent: FormData) -> Answer:
    bylines = [
        Byline(name=row["byline_name"], role=row["byline_role"], place=row["byline_place"])
        for row in rows(sent, "byline_name", "byline_role", "byline_place")
        if row["byline_name"]
    ]
    return Answer(
        headline=text(sent, "headline"),
        body=text(sent, "body"),
        bylines=bylines,
        name=text(sent, "name"),
        place=text(sent, "place"),
    )


def _typed(sent: FormData) -> dict[str, Any]:
    typed: dict[str, Any] = {name: text(sent, name) for name in ("headline", "body", "name", "place")}
    return typed | {"byline": {each: text(sent, f"byline_{each}") for each in ("name", "role", "place")}}


def _moment(seen: str) -> datetime:
    """When what somebody looked at had last changed. Raises QuestionChanged for what is no moment."""
    try:
        found = datetime.fromisoformat(seen)
    except ValueError as problem:
        raise QuestionChanged from problem
    return found.astimezone(UTC)
