"""Rehearsals at the desk: the form that begins one, how it goes, its report, and the ways to stop it and to throw it away.

Knows the pages and their forms; each works without a script, and what changes by itself comes as a part.
Does not know rules; it asks `actions`.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, Final

from fastapi import APIRouter
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from stoppress.actions.rehearsals import MOST_POSTS, MOST_SECONDS, Order, Rehearsing, Through, read_order
from stoppress.audience.reader_counts import ReaderCounts
from stoppress.clockwork.rehearsal_words import facts, milliseconds, state_words, verdict
from stoppress.domain.blog import Blog
from stoppress.domain.identifiers import Slug
from stoppress.drafts.rehearsals import Progress, Rehearsal
from stoppress.errors import InputInvalid, StoppressError
from stoppress.errors.rehearsals import RehearsalUnsuitable
from stoppress.press.press import Press
from stoppress.render.view import View
from stoppress.staff.permissions import Verb
from stoppress.web.desk.asking import Changing, Here, Visitor, blog_of, form_of, text
from stoppress.web.desk.pages import PRIVATE, Pages
from stoppress.web.desk.rehearsal_chart import Chart, chart_of
from stoppress.web.desk.sayings import said, sent_on

_FIRST: Final = {"what": "invented", "posts": "60", "minutes": "2", "readers": "500", "through": Through.SERVER.value}
"""What stands in the form to begin with."""

_DIGITS: Final = 7

_MINUTES_FROM: Final = 120
"""Shorter ones are said in seconds."""


class RehearsalPages:
    """The pages and their forms."""

    def __init__(self, press: Press, pages: Pages, rehearsing: Rehearsing, counts: ReaderCounts) -> None:
        self._press = press
        self._pages = pages
        self._rehearsing = rehearsing
        self._counts = counts

    async def listed(self, request: Request, visitor: Here, slug: str) -> Response:
        """The form, and the rehearsals there were."""
        return await self._listed(request, visitor, await self._blog(visitor, slug), _FIRST)

    async def begin(self, request: Request, visitor: Changing, slug: str) -> Response:
        """Begin one."""
        blog = await self._blog(visitor, slug)
        sent = await form_of(request)
        try:
            asked = await self._rehearsing.ask(visitor.person, blog.slug, _order(sent))
        except StoppressError as problem:
            typed = {name: text(sent, name) for name in _FIRST}
            return await self._listed(request, visitor, blog, typed, problem)
        return sent_on(f"{_path(blog.slug)}/{asked.id}")

    async def one(self, request: Request, visitor: Here, slug: str, rehearsal: str) -> Response:
        """How one goes, or what came of it."""
        return await self._shown(request, visitor, slug, rehearsal, "rehearsal.html.j2")

    async def part(self, request: Request, visitor: Here, slug: str, rehearsal: str) -> Response:
        """What changes of that page by itself."""
        return await self._shown(request, visitor, slug, rehearsal, "rehearsal_part.html.j2")

    async def report(self, visitor: Here, slug: str, rehearsal: str) -> Response:
        """The report as a file. Raises RehearsalUnsuitable before there is one."""
        found = await self._rehearsing.find(visitor.person, blog_of(visitor.person, slug), rehearsal)
        if not found.report:
            raise RehearsalUnsuitable(state=found.state.value)
        name = f'attachment; filename="rehearsal-{found.asked_at:%Y-%m-%d-%H%M}.json"'
        return Response(found.report, 200, {**PRIVATE, "Content-Disposition": name}, "application/json")

    async def stop(self, request: Request, visitor: Changing, slug: str, rehearsal: str) -> Response:
        """End it early."""
        del request
        blog = blog_of(visitor.person, slug, Verb.REHEARSE_BLOG)
        await self._rehearsing.stop(visitor.person, blog, rehearsal)
        return sent_on(f"{_path(blog)}/{rehearsal}")

    async def throw_away(self, request: Request, visitor: Changing, slug: str, rehearsal: str) -> Response:
        """Delete its blog."""
        blog = blog_of(visitor.person, slug, Verb.REHEARSE_BLOG)
        try:
            await self._rehearsing.throw_away(visitor.person, blog, rehearsal)
        except RehearsalUnsuitable as problem:
            return await self._shown(request, visitor, slug, rehearsal, "rehearsal.html.j2", problem)
        return sent_on(f"{_path(blog)}/{rehearsal}", "rehearsal-gone")

    async def _blog(self, visitor: Visitor, slug: str) -> Blog:
        return await self._press.current(blog_of(visitor.person, slug, Verb.REHEARSE_BLOG))

    async def _listed(
        self,
        request: Request,
        visitor: Visitor,
        blog: Blog,
        typed: dict[str, str],
        problem: StoppressError | None = None,
    ) -> Response:
        past = await self._rehearsing.script(visitor.person, blog.slug)
        found = await self._rehearsing.of_blog(visitor.person, blog.slug)
        return self._pages.page(
            request,
            "rehearsals.html.j2",
            visitor,
            blog=blog,
            view=View(blog, self._pages.publication),
            rehearsals=[(each, _verdict(each)) for each in found],
            past=past,
            typed=typed,
            most_readers=self._rehearsing.most_readers,
            most_posts=MOST_POSTS,
            most_minutes=MOST_SECONDS // 60,
            has_origin=self._rehearsing.has_origin,
            reading=sum((await self._counts.now_of_all()).values()),
            problem=problem,
            said=said(request),
        )

    async def _shown(
        self,
        request: Request,
        visitor: Visitor,
        slug: str,
        name: str,
        template: str,
        problem: StoppressError | None = None,
    ) -> Response:
        blog = await self._blog(visitor, slug)
        found = await self._rehearsing.find(visitor.person, blog.slug, name)
        return self._pages.page(
            request,
            template,
            visitor,
            blog=blog,
            view=View(blog, self._pages.publication),
            problem=problem,
            said=said(request),
            **_given(found),
        )


def rehearsal_routes(press: Press, pages: Pages, rehearsing: Rehearsing, counts: ReaderCounts) -> APIRouter:
    """The routes."""
    router = APIRouter(prefix="/desk/blogs/{slug}/rehearsals", include_in_schema=False)
    page = RehearsalPages(press, pages, rehearsing, counts)
    router.add_api_route("", page.listed, methods=["GET"], response_model=None)
    router.add_api_route("", page.begin, methods=["POST"], response_model=None)
    router.add_api_route("/{rehearsal}", page.one, methods=["GET"], response_model=None)
    router.add_api_route("/{rehearsal}/part", page.part, methods=["GET"], response_model=None)
    router.add_api_route("/{rehearsal}/report", page.report, methods=["GET"], response_model=None)
    router.add_api_route("/{rehearsal}/stop", page.stop, methods=["POST"], response_model=None)
    router.add_api_route("/{rehearsal}/throw-away", page.throw_away, methods=["POST"], response_model=None)
    return router


def _path(slug: Slug) -> str:
    return f"/desk/blogs/{slug}/rehearsals"


def _given(found: Rehearsal) -> dict[str, Any]:
    report: dict[str, Any] = json.loads(found.report) if found.report else {}
    refused: Sequence[Sequence[str]] = report.get("refused", ())
    chart: Chart | None = chart_of(report.get("frames", ()))
    order = read_order(found.plan)
    return {
        "rehearsal": found,
        "order": order,
        "minutes": _minutes(order.seconds),
        "state": state_words(found.state),
        "is_stopping": found.is_open and found.stop_asked_at is not None,
        "progress": json.loads(found.progress) if found.progress else None,
        "report": report,
        "verdict": verdict(report) if report else "",
        "is_well": found.state is Progress.DONE and bool(report) and _is_well(report),
        "facts": facts(report),
        "refused": refused,
        "chart": chart,
        "milliseconds": milliseconds,
    }


def _minutes(seconds: float) -> str:
    if seconds < _MINUTES_FROM:
        return f"{seconds:.0f} second{'s' if round(seconds) != 1 else ''}"
    return f"{seconds / 60:.0f} minutes"


def _is_well(report: dict[str, Any]) -> bool:
    return bool(report.get("well")) and not report.get("refusals")


def _verdict(found: Rehearsal) -> str:
    """What the list says of one."""
    return verdict(json.loads(found.report)) if found.report else state_words(found.state)


def _order(sent: FormData) -> Order:
    """What the form says. Raises InputInvalid."""
    through = text(sent, "through") or Through.SERVER.value
    if through not in set(Through):
        raise InputInvalid(field="through", problem="choose one of the list.")
    invented = text(sent, "what") != "past"
    posts = _number(sent, "posts") if invented else 0
    if invented and not posts:
        raise InputInvalid(field="posts", problem=f"choose 1 to {MOST_POSTS:,}.")
    seconds = 60 * _number(sent, "minutes")
    return Order(readers=_number(sent, "readers"), seconds=seconds, posts=posts, through=Through(through))


def _number(sent: FormData, name: str) -> int:
    typed = text(sent, name).strip()
    if not (typed.isascii() and typed.isdigit() and len(typed) <= _DIGITS):
        raise InputInvalid(field=name, problem="write a whole number.")
    return int(typed)
