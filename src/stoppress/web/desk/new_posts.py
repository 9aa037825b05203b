"""New posts from the composer's form, where no script sends them: published, held, scheduled, or saved as a draft.

Knows which button was pressed, and that the form's `key` is the draft's id: sent twice, it is one post.
Does not know rules; it asks `actions`.
"""

from __future__ import annotations

from typing import Any, Final

from fastapi import APIRouter
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from stoppress.actions.drafting import Saved
from stoppress.domain.blog import Blog
from stoppress.drafts.draft import Draft, DraftId, State
from stoppress.errors import Empty, InputInvalid, StoppressError
from stoppress.errors.drafts import DraftNewer
from stoppress.staff.permissions import Person
from stoppress.web.desk.asking import Changing, Visitor, form_of, text
from stoppress.web.desk.blog import ROWS, BlogPage, Lists
from stoppress.web.desk.conflicts import MERGE, MergeShape, panel, sent_panel
from stoppress.web.desk.fields import moment
from stoppress.web.desk.queue_lines import QueueParts
from stoppress.web.desk.sayings import sent_on
from stoppress.web.desk.shapes import ContentShape

_SAYINGS: Final = {
    State.DRAFT: "draft",
    State.REVIEW: "review",
    State.WAITING: "waiting",
    State.HELD: "held",
    State.SENDING: "waiting",
    State.SENT: "sent",
    State.DISCARDED: "discarded",
}

ACTS: Final = ("publish", "submit", "draft", "hold", "schedule")
"""What the form's buttons say."""


class NewPosts:
    """Takes the form."""

    def __init__(self, lists: Lists, page: BlogPage, parts: QueueParts) -> None:
        self._lists = lists
        self._page = page
        self._parts = parts

    async def take(self, request: Request, visitor: Changing, slug: str) -> Response:
        """Do what the pressed button says; where that is refused, the page comes back with what was typed."""
        blog = await self._lists.blog(visitor, slug)
        sent = await form_of(request)
        content = ContentShape.of_form(sent)
        version = text(sent, "version") or "1"
        try:
            if not version.isdecimal() or len(version) > 9:
                raise InputInvalid(field="version", problem="reload the page, then try again.")
            if text(sent, "act") == MERGE:
                return await self._again(request, visitor, blog, sent, version, sent_panel(sent))
            saved = Saved(DraftId(text(sent, "key")), int(version), content.content(), int(version) - 1)
            draft = await self._done(visitor.person, blog, saved, sent)
        except DraftNewer as problem:
            return await self._newer(request, visitor, blog, sent, content, problem)
        except StoppressError as problem:
            typed = {"content": content, "version": version, "key": text(sent, "key"), "problem": problem}
            return await self._page.shown(request, visitor, blog, blog.newest(ROWS), **typed)
        saying = "scheduled" if draft.state is State.WAITING and draft.wanted_at else _SAYINGS[draft.state]
        saying = "submitted" if draft.is_submission and draft.state is State.REVIEW else saying
        place = f"/desk/blogs/{blog.slug}"
        return sent_on(place if draft.state is State.SENT else f"{place}/queue", saying)

    async def _newer(
        self,
        request: Request,
        visitor: Visitor,
        blog: Blog,
        sent: FormData,
        content: ContentShape,
        problem: StoppressError,
    ) -> Response:
        """Both texts, put together: a form without script has not kept what it was loaded with."""
        found = await self._parts.drafting.find(visitor.person, blog.slug, DraftId(text(sent, "key")))
        shape = MergeShape(theirs=ContentShape.of(found.content), mine=content)
        told = {"problem": problem, **panel(shape)}
        return await self._again(request, visitor, blog, sent, found.version + 1, told)

    async def _again(
        self, request: Request, visitor: Visitor, blog: Blog, sent: FormData, version: str | int, told: dict[str, Any]
    ) -> Response:
        kept = {"key": text(sent, "key"), "version": version, **told}
        return await self._page.shown(request, visitor, blog, blog.newest(ROWS), **kept)

    async def _done(self, person: Person, blog: Blog, saved: Saved, sent: FormData) -> Draft:
        act = text(sent, "act") or "publish"
        if act not in ACTS:
            raise InputInvalid(field="act", problem=f"press one of the buttons: {', '.join(ACTS)}.")
        if act == "draft":
            return await self._parts.drafting.save(person, blog.slug, saved)
        at = moment(sent, "at", blog.description.timezone) if act == "schedule" else None
        if act == "schedule" and at is None:
            raise Empty(field="The time to publish at")
        how = {"hold": act == "hold", "submit": act == "submit"}
        return await self._parts.sending.send(person, blog.slug, saved, at=at, **how)


def new_post_routes(lists: Lists, page: BlogPage, parts: QueueParts) -> APIRouter:
    """The route."""
    router = APIRouter(prefix="/desk/blogs/{slug}", include_in_schema=False)
    new_posts = NewPosts(lists, page, parts)
    router.add_api_route("/posts", new_posts.take, methods=["POST"], response_model=None)
    return router
