"""The queue at the desk: what goes out when, what is held and by whom, what waits for a second pair of eyes, and the rules.

Knows the page, its fragments and its forms; each works without a script.
Does not know rules; it asks `actions`.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any, Final

from fastapi import APIRouter
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from stoppress.domain.blog import Blog
from stoppress.domain.facts import Label
from stoppress.domain.identifiers import Slug
from stoppress.drafts.draft import Draft, DraftId, State
from stoppress.drafts.queue import is_scheduled
from stoppress.drafts.rules import MOST_UNDO_SECONDS, Rules
from stoppress.errors import Empty, InputInvalid, PageUnknown, StoppressError
from stoppress.errors.drafts import QueueChanged
from stoppress.press.press import Press
from stoppress.render.view import LABEL_WORDS, View
from stoppress.staff.permissions import Person
from stoppress.web.desk.asking import Changing, Here, Visitor, blog_of, form_of, text
from stoppress.web.desk.days import near
from stoppress.web.desk.fields import digest, moment, moved
from stoppress.web.desk.offers import of_draft, of_order, sealed
from stoppress.web.desk.pages import PRIVATE, Pages
from stoppress.web.desk.queue_lines import Lines, QueueParts, heading_of
from stoppress.web.desk.sayings import said, sent_on
from stoppress.web.problems import problem_json

_AFTER: Final = {
    "undo": "taken-back",
    "hold": "held",
    "release": "released",
    "approve": "approved",
    "discard": "discarded",
    "restore": "restored",
    "schedule": "scheduled",
    "return": "returned",
    "assign": "assigned",
}

_AFTER_SUBMISSION: Final = {State.SENT: "sent", State.WAITING: "waiting", State.REVIEW: "review"}

Deed = Callable[[Person, Slug, DraftId], Awaitable[Draft]]


class QueuePage:
    """The page, its fragments and its forms."""

    def __init__(self, press: Press, pages: Pages, parts: QueueParts) -> None:
        self._press = press
        self._pages = pages
        self._parts = parts
        self._queue = parts.queue

    async def show(self, request: Request, visitor: Here, slug: str) -> Response:
        """The page."""
        return await self._shown(request, visitor, await self._blog(visitor, slug))

    async def lines(self, request: Request, visitor: Here, slug: str) -> Response:
        """The part of it that changes by itself."""
        blog = await self._blog(visitor, slug)
        return self._pages.page(request, "queue_lines.html.j2", visitor, **await self._given(visitor, blog))

    async def summary(self, request: Request, visitor: Here, slug: str) -> Response:
        """What stands beside the composer."""
        blog = await self._blog(visitor, slug)
        return self._pages.page(request, "queue_summary.html.j2", visitor, **await self._given(visitor, blog))

    async def slot(self, visitor: Here, slug: str) -> Response:
        """The next free five-minute slot, for the composer."""
        blog = await self._blog(visitor, slug)
        queued = await self._queue.look(visitor.person, blog.slug)
        at, clock = queued.slot, View(blog, self._pages.publication).clock
        tree = {"at": at.isoformat(), "time": near(at, clock, queued.now), "exact": clock.exact(at)}
        return JSONResponse(tree, headers=PRIVATE)

    async def hold_all(self, visitor: Changing, slug: str) -> Response:
        """Hold everything."""
        await self._queue.hold_all(visitor.person, blog_of(visitor.person, slug))
        return sent_on(f"/desk/blogs/{slug}/queue", "held-all")

    async def release_all(self, visitor: Changing, slug: str) -> Response:
        """Release everything."""
        await self._queue.release_all(visitor.person, blog_of(visitor.person, slug))
        return sent_on(f"/desk/blogs/{slug}/queue", "released-all")

    async def order(self, request: Request, visitor: Changing, slug: str) -> Response:
        """The scheduled posts in the order in which they were sent, after what the pressed button says."""
        blog = await self._blog(visitor, slug)
        sent = await form_of(request)
        order = moved(text(sent, "act"), [DraftId(str(each)) for each in sent.getlist("draft")])
        aside = "application/json" in request.headers.get("accept", "")
        try:
            before = await self._reorder(visitor, blog, order, text(sent, "seen"))
        except StoppressError as problem:
            return problem_json(problem) if aside else await self._shown(request, visitor, blog, problem)
        if not aside:
            place = f"/desk/blogs/{blog.slug}/queue"
            return sent_on(place, "reordered", sealed(visitor, place, of_order(before, order)))
        return JSONResponse({"seen": digest(order)}, headers=PRIVATE)

    async def _reorder(self, visitor: Visitor, blog: Blog, order: list[DraftId], seen: str) -> list[DraftId]:
        queued = await self._queue.look(visitor.person, blog.slug)
        before = [each.id for each in queued.waiting if is_scheduled(each)]
        if seen != digest(before):
            raise QueueChanged
        await self._queue.reorder(visitor.person, blog.slug, order)
        return before

    async def move(self, request: Request, visitor: Changing, slug: str, draft: str, deed: str) -> Response:
        """What one button does to one post."""
        blog = await self._blog(visitor, slug)
        sent = await form_of(request)
        try:
            moved = await (await self._deed(deed, sent, blog))(visitor.person, blog.slug, DraftId(draft))
        except PageUnknown:
            raise
        except StoppressError as problem:
            return await self._shown(request, visitor, blog, problem)
        place = f"/desk/blogs/{blog.slug}" + ("" if text(sent, "back") == "posts" else "/queue")
        is_decided = deed == "approve" and moved.submitted_by is not None
        undo = sealed(visitor, place, of_draft(moved.id)) if deed == "discard" else ""
        return sent_on(place, _AFTER_SUBMISSION.get(moved.state, "approved") if is_decided else _AFTER[deed], undo)

    async def _deed(self, deed: str, sent: FormData, blog: Blog) -> Deed:
        sending, drafting, submitting = self._parts.sending, self._parts.drafting, self._parts.submitting
        read = version_of(sent)
        if deed == "approve":
            return lambda person, slug, draft: sending.approve(person, slug, draft, read)
        if deed == "return":
            note = text(sent, "note")
            return lambda person, slug, draft: submitting.give_back(person, slug, draft, note, read)
        if deed == "assign":
            to = text(sent, "to")
            return lambda person, slug, draft: submitting.assign(person, slug, draft, to)
        if deed == "schedule":
            at = _time(sent, blog)
            return lambda person, slug, draft: sending.schedule(person, slug, draft, at)
        deeds: dict[str, Deed] = {
            "undo": sending.undo,
            "hold": sending.hold,
            "release": sending.release,
            "discard": drafting.discard,
            "restore": drafting.restore,
        }
        if deed not in deeds:
            raise PageUnknown
        return deeds[deed]

    async def set_rules(self, request: Request, visitor: Changing, slug: str) -> Response:
        """The rules as the form says them."""
        blog = await self._blog(visitor, slug)
        sent = await form_of(request)
        try:
            await self._queue.set_rules(visitor.person, blog.slug, _rules(sent))
        except StoppressError as problem:
            return await self._shown(request, visitor, blog, problem)
        return sent_on(f"/desk/blogs/{blog.slug}/queue", "saved")

    async def _blog(self, visitor: Visitor, slug: str) -> Blog:
        return await self._press.current(blog_of(visitor.person, slug))

    async def _shown(
        self, request: Request, visitor: Visitor, blog: Blog, problem: StoppressError | None = None
    ) -> Response:
        given = await self._given(visitor, blog)
        return self._pages.page(
            request,
            "queue.html.j2",
            visitor,
            rules=await self._queue.rules(visitor.person, blog.slug),
            most_undo=MOST_UNDO_SECONDS,
            label_words=LABEL_WORDS,
            problem=problem,
            said=said(request),
            **given,
        )

    async def _given(self, visitor: Visitor, blog: Blog) -> dict[str, Any]:
        queued = await self._queue.look(visitor.person, blog.slug)
        lines = Lines(blog, self._pages.publication, visitor.person, queued)
        view = View(blog, self._pages.publication)
        previews, submitting = self._parts.previews, self._parts.submitting
        return {
            "blog": blog,
            "view": view,
            "now": queued.now,
            "slot": queued.slot,
            "leaving": lines.of(each for each in queued.waiting if not is_scheduled(each)),
            "scheduled": lines.of(each for each in queued.waiting if is_scheduled(each)),
            "review": await lines.read((each for each in queued.review if not each.is_submission), previews),
            "submitted": await lines.read((each for each in queued.review if each.is_submission), previews),
            "decided": [each for each in await submitting.of_person(visitor.person, blog.slug) if each.outcome],
            "heading_of": heading_of,
            "people": await submitting.people(blog.slug),
            "held": lines.of(queued.held),
            "drafts": lines.of(await self._parts.drafting.of_person(visitor.person, blog.slug)),
            "seen": digest([each.id for each in queued.waiting if is_scheduled(each)]),
        }


def queue_routes(press: Press, pages: Pages, parts: QueueParts) -> APIRouter:
    """The routes."""
    router = APIRouter(prefix="/desk/blogs/{slug}/queue", include_in_schema=False)
    page = QueuePage(press, pages, parts)
    for path, show in (("", page.show), ("/lines", page.lines), ("/summary", page.summary), ("/slot", page.slot)):
        router.add_api_route(path, show, methods=["GET"], response_model=None)
    for path, change in (
        ("/hold-all", page.hold_all),
        ("/release-all", page.release_all),
        ("/order", page.order),
        ("/rules", page.set_rules),
        ("/{draft}/{deed}", page.move),
    ):
        router.add_api_route(path, change, methods=["POST"], response_model=None)
    return router


def version_of(sent: FormData) -> int | None:
    """The version somebody read, if the form says one."""
    version = text(sent, "version")
    return int(version) if version.isdecimal() and len(version) < 10 else None


def _time(sent: FormData, blog: Blog) -> datetime:
    at = moment(sent, "at", blog.description.timezone)
    if at is None:
        raise Empty(field="The time to publish at")
    return at


def _rules(sent: FormData) -> Rules:
    seconds = text(sent, "undo_seconds").strip() or "0"
    if not seconds.isdecimal() or len(seconds) > 4:
        raise InputInvalid(field="undo_seconds", problem=f"choose 0 to {MOST_UNDO_SECONDS} seconds.")
    labels = [str(each) for each in sent.getlist("second_eyes")]
    if not set(labels) <= set(Label):
        raise InputInvalid(field="second_eyes", problem="choose labels from the list.")
    return Rules(
        undo_seconds=int(seconds),
        second_eyes=frozenset(map(Label, labels)),
        reporters_submit=bool(text(sent, "reporters_submit")),
    )
