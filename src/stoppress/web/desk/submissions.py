"""An editor's form over what a reporter submitted: other words, and published.

Knows that it works without a script, and that words which changed meanwhile are shown beside what was typed.
Does not know rules; it asks `actions`.
"""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from stoppress.actions.drafting import Saved
from stoppress.domain.blog import Blog
from stoppress.drafts.draft import Draft, DraftId, State
from stoppress.errors import StoppressError
from stoppress.errors.drafts import DraftNewer, DraftUnsuitable
from stoppress.press.press import Press
from stoppress.render.view import LABEL_WORDS, View
from stoppress.staff.permissions import Verb
from stoppress.web.desk.asking import Changing, Here, Visitor, blog_of, form_of
from stoppress.web.desk.pages import Pages
from stoppress.web.desk.queue import version_of
from stoppress.web.desk.queue_lines import QueueParts
from stoppress.web.desk.sayings import sent_on
from stoppress.web.desk.shapes import ContentShape


class SubmissionPage:
    """The form."""

    def __init__(self, press: Press, pages: Pages, parts: QueueParts) -> None:
        self._press = press
        self._pages = pages
        self._parts = parts

    async def show(self, request: Request, visitor: Here, slug: str, draft: str) -> Response:
        """What was submitted, in the composer."""
        blog, found = await self._found(visitor, slug, draft)
        return self._page(request, visitor, blog, found)

    async def publish(self, request: Request, visitor: Changing, slug: str, draft: str) -> Response:
        """Publish these words instead; where that is refused, the page comes back with them."""
        blog, found = await self._found(visitor, slug, draft, is_over=True)
        sent = await form_of(request)
        content, read = ContentShape.of_form(sent), version_of(sent) or found.version
        try:
            saved = Saved(found.id, read + 1, content.content())
            at = found.wanted_at if found.wanted_at and found.wanted_at > await self._parts.queue.now() else None
            after = await self._parts.sending.send(visitor.person, blog.slug, saved, at=at, read=read)
        except StoppressError as problem:
            # What stands there by now is shown; whoever presses again has seen it.
            now = await self._parts.drafting.find(visitor.person, blog.slug, found.id)
            newer = now if isinstance(problem, DraftNewer) else None
            typed = {"content": content, "version": now.version if newer else read}
            more = {"problem": problem, "newer": newer}
            return self._page(request, visitor, blog, now, **typed, **more)
        said = {State.SENT: "sent", State.REVIEW: "review"}.get(after.state, "waiting")
        return sent_on(f"/desk/blogs/{blog.slug}/queue", said)

    async def _found(self, visitor: Visitor, slug: str, draft: str, *, is_over: bool = False) -> tuple[Blog, Draft]:
        blog = await self._press.current(blog_of(visitor.person, slug, Verb.APPROVE_POST))
        found = await self._parts.drafting.find(visitor.person, blog.slug, DraftId(draft))
        if not found.is_submission and not is_over:
            raise DraftUnsuitable(state=found.state.value, draft=found.id)
        return blog, found

    def _page(self, request: Request, visitor: Visitor, blog: Blog, draft: Draft, **more: Any) -> Response:
        given: dict[str, Any] = {
            "blog": blog,
            "view": View(blog, self._pages.publication),
            "draft": draft,
            "version": draft.version,
            "content": ContentShape.of(draft.content),
            "labels": LABEL_WORDS,
            "newer": None,
        }
        return self._pages.page(request, "submission.html.j2", visitor, **(given | more))


def submission_routes(press: Press, pages: Pages, parts: QueueParts) -> APIRouter:
    """The routes. They stand before those of the queue, which take any deed."""
    router = APIRouter(prefix="/desk/blogs/{slug}/queue/{draft}/edit", include_in_schema=False)
    page = SubmissionPage(press, pages, parts)
    router.add_api_route("", page.show, methods=["GET"], response_model=None)
    router.add_api_route("", page.publish, methods=["POST"], response_model=None)
    return router
