"""Drafts at the desk, as the composer's script saves and sends them.

Knows the JSON of a draft, and that a refusal because another tab was ahead carries what stands there.
Does not know rules; it asks `actions`.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from fastapi import APIRouter
from pydantic import AwareDatetime
from starlette.responses import JSONResponse, Response

from stoppress.actions.drafting import Drafting, Saved
from stoppress.actions.queueing import Queue
from stoppress.actions.sending import Sending
from stoppress.domain.codec import moment_text
from stoppress.drafts.draft import Draft, DraftId, Someone, State
from stoppress.errors.drafts import DraftNewer
from stoppress.staff.permissions import Person
from stoppress.web.desk.asking import Changing, Here, blog_of
from stoppress.web.desk.pages import PRIVATE
from stoppress.web.desk.shapes import ContentShape, Shape
from stoppress.web.problems import problem_tree

DRAFTS_PATH: Final = "/desk/blogs/{slug}/drafts"


class SavedShape(Shape):
    """A draft as a browser has it; `upon` is the version of what is kept at the desk that it has seen."""

    version: int
    content: ContentShape
    upon: int | None = None

    def saved(self, draft: str) -> Saved:
        """As the desk keeps it."""
        return Saved(DraftId(draft), self.version, self.content.content(), self.upon)


class SentShape(SavedShape):
    """A post to be sent: `at` a moment with its zone, or now; `hold`: not before it is released; `submit`: to an editor."""

    at: AwareDatetime | None = None
    hold: bool = False
    submit: bool = False


class ApprovalShape(Shape):
    """The version that was read."""

    version: int | None = None


class ScheduleShape(Shape):
    """When it shall go out."""

    at: AwareDatetime


class Answers:
    """What the composer is told of a draft."""

    def __init__(self, drafting: Drafting, queue: Queue) -> None:
        self._drafting = drafting
        self._queue = queue

    async def told(self, draft: Draft, *, content: bool = False) -> Response:
        """A draft as it stands."""
        return JSONResponse(tree(draft, await self._queue.now(), content=content), headers=PRIVATE)

    async def newer(self, person: Person, slug: str, draft: str, problem: DraftNewer) -> Response:
        """A refusal with what stands there."""
        found = await self._drafting.find(person, blog_of(person, slug), DraftId(draft))
        stored = tree(found, await self._queue.now(), content=True)
        status, said = problem_tree(problem)
        return JSONResponse({**said, "stored": stored}, status, PRIVATE, "application/problem+json")


def saving_routes(drafting: Drafting, sending: Sending, answers: Answers) -> APIRouter:
    """Saving, reading and sending."""
    router = APIRouter(prefix=f"{DRAFTS_PATH}/{{draft}}", include_in_schema=False)

    @router.get("")
    async def read(visitor: Here, slug: str, draft: str) -> Response:
        person = visitor.person
        return await answers.told(await drafting.find(person, blog_of(person, slug), DraftId(draft)), content=True)

    @router.put("")
    async def save(visitor: Changing, slug: str, draft: str, shape: SavedShape) -> Response:
        person = visitor.person
        try:
            return await answers.told(await drafting.save(person, blog_of(person, slug), shape.saved(draft)))
        except DraftNewer as problem:
            return await answers.newer(person, slug, draft, problem)

    @router.post("/send")
    async def send(visitor: Changing, slug: str, draft: str, shape: SentShape) -> Response:
        person = visitor.person
        blog = blog_of(person, slug)
        try:
            how = {"hold": shape.hold, "submit": shape.submit}
            sent = await sending.send(person, blog, shape.saved(draft), at=shape.at, **how)
        except DraftNewer as problem:
            return await answers.newer(person, slug, draft, problem)
        return await answers.told(sent)

    return router


def moving_routes(drafting: Drafting, sending: Sending, answers: Answers) -> APIRouter:
    """What is done to a draft on its way."""
    router = APIRouter(prefix=f"{DRAFTS_PATH}/{{draft}}", include_in_schema=False)

    @router.post("/undo")
    async def undo(visitor: Changing, slug: str, draft: str) -> Response:
        person = visitor.person
        undone = await sending.undo(person, blog_of(person, slug), DraftId(draft))
        return await answers.told(undone, content=True)

    @router.post("/hold")
    async def hold(visitor: Changing, slug: str, draft: str) -> Response:
        person = visitor.person
        return await answers.told(await sending.hold(person, blog_of(person, slug), DraftId(draft)))

    @router.post("/release")
    async def release(visitor: Changing, slug: str, draft: str) -> Response:
        person = visitor.person
        return await answers.told(await sending.release(person, blog_of(person, slug), DraftId(draft)))

    @router.post("/approve")
    async def approve(visitor: Changing, slug: str, draft: str, shape: ApprovalShape | None = None) -> Response:
        person, version = visitor.person, shape.version if shape else None
        return await answers.told(await sending.approve(person, blog_of(person, slug), DraftId(draft), version))

    @router.post("/discard")
    async def discard(visitor: Changing, slug: str, draft: str) -> Response:
        person = visitor.person
        return await answers.told(await drafting.discard(person, blog_of(person, slug), DraftId(draft)))

    @router.post("/restore")
    async def restore(visitor: Changing, slug: str, draft: str) -> Response:
        person = visitor.person
        return await answers.told(await drafting.restore(person, blog_of(person, slug), DraftId(draft)), content=True)

    @router.post("/schedule")
    async def schedule(visitor: Changing, slug: str, draft: str, shape: ScheduleShape) -> Response:
        person = visitor.person
        return await answers.told(await sending.schedule(person, blog_of(person, slug), DraftId(draft), shape.at))

    return router


def tree(draft: Draft, now: datetime, *, content: bool = False) -> dict[str, Any]:
    """A draft in JSON; `now` is the database's time, by which it is due."""
    at = draft.due_at or draft.wanted_at
    found: dict[str, Any] = {
        "id": draft.id,
        "version": draft.version,
        "state": draft.state.value,
        "due_at": moment_text(at) if at is not None else None,
        "post": draft.post if draft.state is State.SENT else None,
        "seq": draft.seq,
        "problem": draft.problem,
        "held_by": _name(draft.held_by),
        "approved_by": _name(draft.approved_by),
        "submitted": draft.is_submission,
        "published_by": _name(draft.sent_by) if draft.submitted_by is not None and not draft.is_submission else None,
        "decided_by": _name(draft.decided_by),
        "note": draft.note,
        "now": moment_text(now),
    }
    if content:
        found["content"] = ContentShape.of(draft.content).model_dump(mode="json")
    return found


def _name(someone: Someone | None) -> str | None:
    return someone.name if someone is not None else None
