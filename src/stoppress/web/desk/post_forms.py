"""Forms about a published post: edit, correct, take down. They work without script, and a refusal keeps what was typed.

Knows which fields stand where.
Does not know rules; it asks `actions`.
"""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from stoppress.actions.merging import Merging, Stale
from stoppress.actions.posts import Posts
from stoppress.domain.blog import Blog, Post
from stoppress.errors import PostIsRemoved, PostIsWithdrawn, StoppressError
from stoppress.render.view import LABEL_WORDS, View
from stoppress.staff.permissions import Verb
from stoppress.web.desk.asking import Asked, Changing, Here, Matched, Visitor, form_of, text
from stoppress.web.desk.conflicts import CONFLICT, MERGE, Conflicts, sent_panel
from stoppress.web.desk.pages import Pages
from stoppress.web.desk.posts import POST_PATH, Finding
from stoppress.web.desk.sayings import sent_back, sent_on
from stoppress.web.desk.shapes import ContentShape


class PostForms:
    """Makes the forms."""

    def __init__(self, finding: Finding, posts: Posts, merging: Merging, conflicts: Conflicts, pages: Pages) -> None:
        self.finding, self.posts, self.merging, self.conflicts, self._pages = finding, posts, merging, conflicts, pages

    def page(
        self, request: Request, template: str, visitor: Visitor, found: tuple[Blog, Post], **kept: Any
    ) -> Response:
        """The form about a post as it stands, or with what was typed before."""
        blog, post = found
        given: dict[str, Any] = {
            "blog": blog,
            "view": View(blog, self._pages.publication),
            "post": post,
            "version": post.touched,
            "content": ContentShape.of_post(post, blog),
            "labels": LABEL_WORDS,
            "byline": None,
            "typed": {},
            **CONFLICT,
        }
        return self._pages.page(request, template, visitor, **(given | kept))

    async def readable(
        self, request: Request, visitor: Visitor, slug: str, post: str, verb: Verb
    ) -> tuple[Blog, Post] | Response:
        """The post a form was sent about. One that is taken down by then gives what was typed back, and nothing else."""
        try:
            return await self.finding.readable(visitor.person, slug, post, verb)
        except (PostIsWithdrawn, PostIsRemoved) as problem:
            blog = await self.finding.blog(visitor.person, slug)
            sent = await form_of(request)
            typed = {name: text(sent, name) for name in ("headline", "body", "wrong", "right") if text(sent, name)}
            return self._pages.page(request, "gone.html.j2", visitor, problem=problem, blog=blog, typed=typed)


def refused(problem: StoppressError, sent: FormData, **kept: Any) -> dict[str, Any]:
    """What a form says after a refusal: the sentence, and the version that was looked at."""
    version = {"version": text(sent, "version")} if "version" in sent else {}
    return {"problem": problem, **version, **kept}


def edit_routes(forms: PostForms) -> APIRouter:
    """Edit without a correction; it stays in the history."""
    router = APIRouter(prefix=POST_PATH, include_in_schema=False)
    template = "edit.html.j2"

    @router.get("/edit")
    async def form(request: Request, visitor: Here, slug: str, post: str) -> Response:
        found = await forms.finding.readable(visitor.person, slug, post, Verb.REVISE_POST)
        return forms.page(request, template, visitor, found)

    @router.post("/edit")
    async def edit(request: Request, visitor: Changing, wish: Matched, slug: str, post: str) -> Response:
        found = await forms.readable(request, visitor, slug, post, Verb.REVISE_POST)
        if isinstance(found, Response):
            return found
        blog, known = found
        sent = await form_of(request)
        content = ContentShape.of_form(sent)
        try:
            if text(sent, "act") == MERGE:
                return forms.page(request, template, visitor, found, **refit(sent))
            outcome = await forms.merging.revise(wish, blog.slug, known.id, content.content())
        except StoppressError as problem:
            return forms.page(request, template, visitor, found, **refused(problem, sent, content=content))
        if isinstance(outcome, Stale):
            return forms.page(request, template, visitor, found, **await forms.conflicts.kept(outcome))
        return sent_back(visitor, outcome, "edited")

    return router


def correct_routes(forms: PostForms) -> APIRouter:
    """Say what was wrong and what is right."""
    router = APIRouter(prefix=POST_PATH, include_in_schema=False)
    template = "correct.html.j2"

    @router.get("/correct")
    async def form(request: Request, visitor: Here, slug: str, post: str) -> Response:
        found = await forms.finding.readable(visitor.person, slug, post, Verb.CORRECT_POST)
        return forms.page(request, template, visitor, found)

    @router.post("/correct")
    async def correct(request: Request, visitor: Changing, wish: Matched, slug: str, post: str) -> Response:
        found = await forms.readable(request, visitor, slug, post, Verb.CORRECT_POST)
        if isinstance(found, Response):
            return found
        blog, known = found
        sent = await form_of(request)
        content = ContentShape.of_form(sent) if "body" in sent else ContentShape.of_post(known, blog)
        typed = {"wrong": text(sent, "wrong"), "right": text(sent, "right")}
        try:
            if text(sent, "act") == MERGE:
                return forms.page(request, template, visitor, found, typed=typed, **refit(sent))
            outcome = await forms.merging.correct(wish, blog.slug, known.id, **typed, mine=content.content())
        except StoppressError as problem:
            kept = refused(problem, sent, content=content, typed=typed)
            return forms.page(request, template, visitor, found, **kept)
        if isinstance(outcome, Stale):
            kept = await forms.conflicts.kept(outcome)
            return forms.page(request, template, visitor, found, typed=typed, **kept)
        return sent_on(f"/desk/blogs/{blog.slug}", "corrected")

    return router


def refit(sent: FormData) -> dict[str, Any]:
    """Both texts again, put together as somebody chose; the version is still the one they were shown. Raises InputInvalid."""
    return {"version": text(sent, "version"), **sent_panel(sent)}


def take_down_routes(forms: PostForms) -> APIRouter:
    """Take a post back."""
    router = APIRouter(prefix=POST_PATH, include_in_schema=False)

    @router.get("/take-down")
    async def form(request: Request, visitor: Here, slug: str, post: str) -> Response:
        found = await forms.finding.readable(visitor.person, slug, post, Verb.WITHDRAW_POST)
        return forms.page(request, "take_down.html.j2", visitor, found)

    @router.post("/take-down")
    async def take_down(request: Request, visitor: Changing, wish: Asked, slug: str, post: str) -> Response:
        found = await forms.finding.readable(visitor.person, slug, post, Verb.WITHDRAW_POST)
        blog, known = found
        sent = await form_of(request)
        reason, shown = text(sent, "reason"), bool(text(sent, "reason_shown"))
        try:
            await forms.posts.withdraw(wish, blog.slug, known.id, reason, reason_shown=shown)
        except StoppressError as problem:
            kept = refused(problem, sent, typed={"reason": reason})
            return forms.page(request, "take_down.html.j2", visitor, found, **kept)
        return sent_on(f"/desk/blogs/{blog.slug}", "taken-down")

    return router
