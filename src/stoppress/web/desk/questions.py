"""Questions at the desk: the live list of what readers ask, with filters and a search, and what is done to several at once.

Knows the page, the part of it that changes by itself, and its form; each works without a script.
Does not know rules; it asks `actions`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final
from urllib.parse import urlencode

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from stoppress.actions.answering import Answering
from stoppress.actions.questions import PLAIN, QuestionDesk
from stoppress.audience.question import QuestionId, State, Suspicion, is_name
from stoppress.audience.question_moves import Move
from stoppress.audience.question_rows import Search
from stoppress.domain.blog import Blog
from stoppress.domain.identifiers import Slug
from stoppress.errors import InputInvalid, StoppressError
from stoppress.errors.people import PersonUnknown
from stoppress.press.press import Press
from stoppress.render.view import View
from stoppress.staff.people import People
from stoppress.staff.permissions import Person, Verb, may
from stoppress.staff.person_rows import PersonRow
from stoppress.web.desk.asking import Changing, Here, Visitor, blog_of, form_of, text
from stoppress.web.desk.pages import Pages
from stoppress.web.desk.sayings import said, sent_on

STATE_WORDS: Final[Mapping[State, str]] = MappingProxyType(
    {
        State.NEW: "New",
        State.ASKED_FOR: "Asked for",
        State.ASSIGNED: "Given out",
        State.ANSWERED: "On its way",
        State.PUBLISHED: "Published",
        State.REJECTED: "Rejected",
        State.SPAM: "Spam",
    }
)
"""How a state is called at the desk."""

SUSPICION_WORDS: Final[Mapping[Suspicion, str]] = MappingProxyType(
    {
        Suspicion.TRAP: "filled in a field that readers do not see",
        Suspicion.LINKS: "has several links",
        Suspicion.REPETITION: "repeats itself",
        Suspicion.WORD: "says a word of the list",
        Suspicion.AGAIN: "was sent again and again",
        Suspicion.BLOCKED: "comes from a blocked network",
    }
)
"""Why something was put to spam by itself."""

MINE: Final = "mine"
ALL: Final = "all"

_AFTER: Final = {
    Move.ASK_FOR.value: "question-asked-for",
    Move.REJECT.value: "question-rejected",
    Move.SPAM.value: "question-spam",
    Move.PUT_BACK.value: "question-put-back",
    Move.ASSIGN.value: "question-assigned",
    Move.GROUP.value: "question-grouped",
    Move.UNGROUP.value: "question-ungrouped",
}

_SEARCH_LIMIT: Final = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionParts:
    """What the pages of questions need."""

    desk: QuestionDesk
    answering: Answering
    people: People


class QuestionPage:
    """The list, and what is done from it."""

    def __init__(self, press: Press, pages: Pages, parts: QuestionParts) -> None:
        self._press = press
        self._pages = pages
        self._parts = parts

    async def show(
        self, request: Request, visitor: Here, slug: str, state: str = "new", q: str = "", before: str = ""
    ) -> Response:
        """The page."""
        return await self._shown(request, visitor, await self._blog(visitor, slug), state, q, before)

    async def lines(
        self, request: Request, visitor: Here, slug: str, state: str = "new", q: str = "", before: str = ""
    ) -> Response:
        """The part of it that changes by itself."""
        blog = await self._blog(visitor, slug)
        given = await self._given(visitor.person, blog, state, q, before)
        return self._pages.page(request, "question_lines.html.j2", visitor, **given)

    async def bulk(self, request: Request, visitor: Changing, slug: str) -> Response:
        """What one button does to all that are chosen."""
        blog = await self._blog(visitor, slug)
        sent = await form_of(request)
        deed, names = text(sent, "deed"), [QuestionId(str(each)) for each in sent.getlist("question")]
        state, q = text(sent, "state"), text(sent, "q")
        try:
            await self._do(visitor.person, blog.slug, deed, names, text(sent, "person"))
        except StoppressError as problem:
            return await self._shown(request, visitor, blog, state, q, "", problem)
        back = text(sent, "back")
        if is_name(back):
            return sent_on(f"/desk/blogs/{blog.slug}/questions/{back}", _AFTER[deed])
        return sent_on(address_of(blog.slug, state, q), _AFTER[deed])

    async def _do(self, person: Person, slug: Slug, deed: str, names: Sequence[QuestionId], to: str) -> None:
        desk = self._parts.desk
        if deed not in _AFTER:
            raise InputInvalid(field="deed", problem="choose one of the buttons.")
        move = Move(deed)
        if move in PLAIN:
            await desk.move(person, slug, names, move)
        elif move is Move.PUT_BACK:
            await desk.put_back(person, slug, names)
        elif move is Move.GROUP:
            await desk.group(person, slug, names)
        elif move is Move.UNGROUP:
            await desk.ungroup(person, slug, names)
        else:
            await desk.assign(person, slug, names, await self._expert(to))

    async def _expert(self, name: str) -> Person:
        try:
            return await self._parts.people.by_id(name)
        except PersonUnknown as problem:
            raise InputInvalid(field="person", problem="choose who is to answer from the list.") from problem

    async def _blog(self, visitor: Visitor, slug: str) -> Blog:
        return await self._press.current(blog_of(visitor.person, slug, Verb.SEE_QUESTIONS))

    async def _shown(
        self,
        request: Request,
        visitor: Visitor,
        blog: Blog,
        state: str,
        q: str,
        before: str,
        problem: StoppressError | None = None,
    ) -> Response:
        return self._pages.page(
            request,
            "questions.html.j2",
            visitor,
            problem=problem,
            said=said(request),
            form=await self._parts.desk.form(visitor.person, blog.slug),
            offers=self._pages.publication.questions,
            **await self._given(visitor.person, blog, state, q, before),
        )

    async def _given(self, person: Person, blog: Blog, state: str, q: str, before: str) -> dict[str, Any]:
        known = state if state in (MINE, ALL) or state in set(State) else State.NEW.value
        search = Search(
            states=() if known in (MINE, ALL) else (State(known),),
            said=q[:_SEARCH_LIMIT],
            assigned=person.id if known == MINE else "",
            before=QuestionId(before) if is_name(before) else None,
        )
        found = await self._parts.desk.look(person, blog.slug, search)
        asked = {"state": known} | ({"q": q} if q else {}) | ({"before": before} if search.before else {})
        return {
            "blog": blog,
            "view": View(blog, self._pages.publication),
            "questions": found.questions,
            "counts": found.counts,
            "older": address_of(blog.slug, known, q, found.older) if found.older else "",
            "state": known,
            "q": q,
            "asked": urlencode(asked),
            "state_words": STATE_WORDS,
            "suspicion_words": SUSPICION_WORDS,
            "experts": await experts_of(self._parts.people, blog.slug),
        }


def question_list_routes(press: Press, pages: Pages, parts: QuestionParts) -> APIRouter:
    """The routes of the list."""
    router = APIRouter(prefix="/desk/blogs/{slug}/questions", include_in_schema=False)
    page = QuestionPage(press, pages, parts)
    router.add_api_route("", page.show, methods=["GET"], response_model=None)
    router.add_api_route("/lines", page.lines, methods=["GET"], response_model=None)
    router.add_api_route("/bulk", page.bulk, methods=["POST"], response_model=None)
    return router


async def experts_of(people: People, slug: Slug) -> list[PersonRow]:
    """Everybody who may answer here, by name."""
    every = [each for each in await people.everybody() if may(each.person, Verb.ANSWER_QUESTION, slug)]
    return sorted(every, key=lambda each: each.name.casefold())


def address_of(slug: Slug, state: str, q: str = "", before: str | None = None) -> str:
    """The address of a list."""
    asked = {"state": state, "q": q, "before": before or ""}
    return f"/desk/blogs/{slug}/questions?{urlencode({name: said for name, said in asked.items() if said})}"
