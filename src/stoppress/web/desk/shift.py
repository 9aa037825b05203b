"""The shift at the desk: who has a blog, how it stands, notes and open questions, and handing it over.

Knows the page, its fragments and its forms; each works without a script, and names the shift it was filled in over.
Does not know rules; it asks `actions`.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any, Final

from fastapi import APIRouter
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from stoppress.actions.noting import may_take_away
from stoppress.actions.shifts import Shifts
from stoppress.domain.blog import Blog
from stoppress.domain.facts import Reporter
from stoppress.domain.identifiers import Slug
from stoppress.drafts.shifts import Ending, NoteKind, ShiftNote, Summary
from stoppress.errors import InputInvalid, PageUnknown, StoppressError
from stoppress.errors.drafts import NoteUnknown
from stoppress.press.press import Press
from stoppress.render.view import View
from stoppress.staff.people import People
from stoppress.staff.permissions import Person, Verb
from stoppress.web.desk.asking import Changing, Here, Visitor, blog_of, form_of, text
from stoppress.web.desk.coverage import NewKey
from stoppress.web.desk.offers import of_note, sealed
from stoppress.web.desk.pages import Pages
from stoppress.web.desk.sayings import said, sent_on

_AFTER: Final = {
    "take": "shift-taken",
    "offer": "shift-offered",
    "call-off": "shift-called-off",
    "decline": "shift-declined",
    "end": "shift-ended",
}
_NOTE_AFTER: Final = {
    "done": "question-done",
    "reopen": "question-open",
    "assign": "assigned",
    "change": "note-changed",
    "take-away": "note-taken-away",
    "put-back": "note-put-back",
}

_ENDINGS: Final = {
    Ending.HANDED_OVER: "handed over",
    Ending.TAKEN_OVER: "taken over",
    Ending.ENDED: "ended",
}

_DIGITS: Final = 9

Deed = Callable[[Person, Slug, int], Awaitable[object]]


class ShiftPage:
    """The page, its fragments and its forms."""

    def __init__(self, press: Press, pages: Pages, shifts: Shifts, people: People, new_key: NewKey) -> None:
        self._press = press
        self._pages = pages
        self._shifts = shifts
        self._people = people
        self._new_key = new_key

    async def show(self, request: Request, visitor: Here, slug: str) -> Response:
        """The page."""
        return await self._shown(request, visitor, await self._blog(visitor, slug))

    async def who(self, request: Request, visitor: Here, slug: str) -> Response:
        """Who has the blog, how it stands, and what is open."""
        blog = await self._blog(visitor, slug)
        return self._pages.page(request, "shift_who.html.j2", visitor, **await self._given(visitor, blog))

    async def lines(self, request: Request, visitor: Here, slug: str) -> Response:
        """What was noted, and earlier shifts."""
        blog = await self._blog(visitor, slug)
        return self._pages.page(request, "shift_lines.html.j2", visitor, **await self._given(visitor, blog))

    async def summary(self, request: Request, visitor: Here, slug: str) -> Response:
        """What stands beside the composer."""
        blog = await self._blog(visitor, slug)
        shift, questions = await self._shifts.glance(visitor.person, blog.slug)
        view = View(blog, self._pages.publication)
        return self._pages.page(
            request, "shift_summary.html.j2", visitor, blog=blog, view=view, shift=shift, questions=questions
        )

    async def move(self, request: Request, visitor: Changing, slug: str, deed: str) -> Response:
        """What one button does to the shift."""
        blog = await self._blog(visitor, slug)
        sent = await form_of(request)
        try:
            await (await self._deed(deed, sent, visitor))(visitor.person, blog.slug, _number(text(sent, "shift")))
        except PageUnknown:
            raise
        except StoppressError as problem:
            return await self._shown(request, visitor, blog, problem, sent)
        return sent_on(_page(blog), _AFTER[deed])

    async def write(self, request: Request, visitor: Changing, slug: str) -> Response:
        """A new note."""
        blog = await self._blog(visitor, slug)
        sent = await form_of(request)
        kind = text(sent, "kind")
        try:
            if kind not in set(NoteKind):
                raise InputInvalid(field="kind", problem="choose a note or a question.")
            key, to = text(sent, "key")[:64], text(sent, "to")
            await self._shifts.noting.write(visitor.person, blog.slug, key, NoteKind(kind), text(sent, "text"), to)
        except StoppressError as problem:
            return await self._shown(request, visitor, blog, problem, sent)
        return sent_on(_page(blog), "noted")

    async def change(self, request: Request, visitor: Changing, slug: str, note: str, deed: str) -> Response:
        """What one button does to a note or a question."""
        blog = await self._blog(visitor, slug)
        sent, number = await form_of(request), _number(note)
        if deed not in _NOTE_AFTER:
            raise PageUnknown
        if number == 0:
            raise NoteUnknown
        try:
            await self._note_deed(deed, sent)(visitor.person, blog.slug, number)
        except NoteUnknown:
            raise
        except StoppressError as problem:
            return await self._shown(request, visitor, blog, problem, sent, changing=number)
        undo = sealed(visitor, _page(blog), of_note(number)) if deed == "take-away" else ""
        return sent_on(_page(blog), _NOTE_AFTER[deed], undo)

    def _note_deed(self, deed: str, sent: FormData) -> Deed:
        noting = self._shifts.noting
        if deed == "assign":
            return partial(noting.assign, to=text(sent, "to"))
        if deed == "change":
            return partial(noting.rewrite, version=_number(text(sent, "version")), text=text(sent, "text"))
        if deed in ("take-away", "put-back"):
            return partial(noting.take_away, back=deed == "put-back")
        return partial(noting.tick, done=deed == "done")

    async def _deed(self, deed: str, sent: FormData, visitor: Visitor) -> Deed:
        shifts = self._shifts
        if deed == "take":
            named = await self._reporter(visitor.person) if text(sent, "reporting") else None
            return lambda person, slug, seen: shifts.take(person, slug, seen, named)
        if deed == "offer":
            to, note = text(sent, "to"), text(sent, "note")
            return lambda person, slug, seen: shifts.offer(person, slug, seen, to, note)
        deeds: dict[str, Deed] = {"call-off": shifts.call_off, "decline": shifts.decline, "end": shifts.end}
        if deed not in deeds:
            raise PageUnknown
        return deeds[deed]

    async def _reporter(self, person: Person) -> Reporter:
        """As readers know this person."""
        byline = (await self._people.row(person.id)).byline
        return Reporter(name=byline.name or person.name, author=byline.author)

    async def _blog(self, visitor: Visitor, slug: str) -> Blog:
        return await self._press.current(blog_of(visitor.person, slug, Verb.KEEP_SHIFT))

    async def _shown(
        self,
        request: Request,
        visitor: Visitor,
        blog: Blog,
        problem: StoppressError | None = None,
        typed: FormData | None = None,
        changing: int = 0,
    ) -> Response:
        """The page, with what was typed where it was: in the form for something new, or in that of the note `changing`."""
        return self._pages.page(
            request,
            "shift.html.j2",
            visitor,
            problem=problem,
            said=said(request),
            key=self._new_key(),
            **{**await self._given(visitor, blog), "typed": typed or {}, "changing": changing},
        )

    async def _given(self, visitor: Visitor, blog: Blog) -> dict[str, Any]:
        handed = await self._shifts.look(visitor.person, blog.slug)
        view = View(blog, self._pages.publication)
        standing = [each for each in handed.notes if not each.is_gone]
        return {
            "blog": blog,
            "view": view,
            "typed": {},
            "changing": 0,
            "shift": handed.shift,
            "figures": figures(handed.summary),
            "open": [each for each in standing if _is_open(each)],
            "answered": [each for each in standing if each.kind is NoteKind.QUESTION and each.done_by],
            "notes": [each for each in standing if each.kind is NoteKind.NOTE],
            "gone": [each for each in handed.notes if each.is_gone],
            "may_take_away": partial(may_take_away, visitor.person),
            "past": [(each, _ENDINGS[each.ending or Ending.ENDED], figures(each.summary)) for each in handed.past],
            "people": await self._shifts.noting.people(blog.slug),
            "reporting": view.reporting(),
        }


def shift_routes(press: Press, pages: Pages, shifts: Shifts, people: People, new_key: NewKey) -> APIRouter:
    """The routes."""
    router = APIRouter(prefix="/desk/blogs/{slug}/shift", include_in_schema=False)
    page = ShiftPage(press, pages, shifts, people, new_key)
    for path, show in (("", page.show), ("/who", page.who), ("/lines", page.lines), ("/summary", page.summary)):
        router.add_api_route(path, show, methods=["GET"], response_model=None)
    for path, change in (
        ("/notes", page.write),
        ("/notes/{note}/{deed}", page.change),
        ("/{deed}", page.move),
    ):
        router.add_api_route(path, change, methods=["POST"], response_model=None)
    return router


def figures(summary: Summary | None) -> list[tuple[str, int]]:
    """A shift in words and figures; what is nought is left out of what was done, and said of what is left."""
    if summary is None:
        return []
    done = [
        ("published", summary.published),
        ("edited", summary.edited),
        ("corrected", summary.corrected),
        ("taken down", summary.taken_down),
        ("changes of key points", summary.key_points),
    ]
    left = [
        ("on their way", summary.waiting),
        ("held", summary.held),
        ("to be read", summary.review),
        ("open question" if summary.questions == 1 else "open questions", summary.questions),
    ]
    return [each for each in done if each[1]] + left


def _is_open(note: ShiftNote) -> bool:
    return note.kind is NoteKind.QUESTION and note.done_by is None


def _number(said: str) -> int:
    return int(said) if said.isascii() and said.isdecimal() and len(said) <= _DIGITS else 0


def _page(blog: Blog) -> str:
    return f"/desk/blogs/{blog.slug}/shift"
