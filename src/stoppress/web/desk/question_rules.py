"""The rules of a blog's questions: the form and its hours, blocks, the newsroom's words, and the log of what was done.

Knows the page and its forms.
Does not know rules; it asks `actions`.
"""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from stoppress.audience.question_forms import CALL_LIMIT, form_rules
from stoppress.audience.suspicion import WORDS_LIMIT
from stoppress.domain.blog import Blog
from stoppress.errors import StoppressError
from stoppress.press.press import Press
from stoppress.render.view import View
from stoppress.staff.permissions import Verb
from stoppress.web.desk.asking import Changing, Here, Visitor, blog_of, form_of, text
from stoppress.web.desk.pages import Pages
from stoppress.web.desk.questions import QuestionParts
from stoppress.web.desk.sayings import said, sent_on


class QuestionRules:
    """The page."""

    def __init__(self, press: Press, pages: Pages, parts: QuestionParts) -> None:
        self._press = press
        self._pages = pages
        self._desk = parts.desk

    async def show(self, request: Request, visitor: Here, slug: str) -> Response:
        """The page."""
        return await self._shown(request, visitor, await self._blog(visitor, slug))

    async def set_form(self, request: Request, visitor: Changing, slug: str) -> Response:
        """Open or close the form."""
        blog = await self._blog(visitor, slug)
        sent = await form_of(request)
        typed = {name: text(sent, name) for name in ("start", "end", "call")}
        try:
            rules = form_rules(is_open=bool(text(sent, "is_open")), **typed)
            await self._desk.set_form(visitor.person, blog.slug, rules)
        except StoppressError as problem:
            typed_now = {**typed, "is_open": bool(text(sent, "is_open"))}
            return await self._shown(request, visitor, blog, problem, typed_now)
        return sent_on(f"/desk/blogs/{blog.slug}/question-rules", "saved")

    async def set_words(self, request: Request, visitor: Changing, slug: str) -> Response:
        """Have the list of words be another."""
        blog = await self._blog(visitor, slug)
        sent = await form_of(request)
        try:
            await self._desk.set_words(visitor.person, blog.slug, text(sent, "words"))
        except StoppressError as problem:
            return await self._shown(request, visitor, blog, problem, {"words": text(sent, "words")})
        return sent_on(f"/desk/blogs/{blog.slug}/question-rules", "saved")

    async def unblock(self, visitor: Changing, slug: str, block: str) -> Response:
        """Let a network ask again."""
        blog = await self._blog(visitor, slug)
        await self._desk.unblock(visitor.person, blog.slug, block)
        return sent_on(f"/desk/blogs/{blog.slug}/question-rules", "network-unblocked")

    async def _blog(self, visitor: Visitor, slug: str) -> Blog:
        return await self._press.current(blog_of(visitor.person, slug, Verb.SEE_QUESTIONS))

    async def _shown(
        self,
        request: Request,
        visitor: Visitor,
        blog: Blog,
        problem: StoppressError | None = None,
        typed: dict[str, Any] | None = None,
    ) -> Response:
        person = visitor.person
        form = await self._desk.form(person, blog.slug)
        hours = form.clock_hours or ("", "")
        usual = {"is_open": form.is_open, "start": hours[0], "end": hours[1], "call": form.call}
        return self._pages.page(
            request,
            "question_rules.html.j2",
            visitor,
            problem=problem,
            said=said(request),
            blog=blog,
            view=View(blog, self._pages.publication),
            offers=self._pages.publication.questions,
            blocks=await self._desk.blocks(person, blog.slug),
            log=await self._desk.log(person, blog.slug),
            call_limit=CALL_LIMIT,
            words_limit=WORDS_LIMIT,
            typed={**usual, "words": "\n".join(await self._desk.words(person)), **(typed or {})},
        )


def question_rules_routes(press: Press, pages: Pages, parts: QuestionParts) -> APIRouter:
    """The routes."""
    router = APIRouter(prefix="/desk/blogs/{slug}/question-rules", include_in_schema=False)
    page = QuestionRules(press, pages, parts)
    router.add_api_route("", page.show, methods=["GET"], response_model=None)
    for path, change in (
        ("/form", page.set_form),
        ("/words", page.set_words),
        ("/blocks/{block}/end", page.unblock),
    ):
        router.add_api_route(path, change, methods=["POST"], response_model=None)
    return router
