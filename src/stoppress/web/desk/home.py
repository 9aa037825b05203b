"""The first page of the desk: every blog this person may see, with how it stands.

Knows what a line says.
Does not know how blogs are counted or found; the press has their cards.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from stoppress.actions.alarming import Alarming
from stoppress.audience.reader_counts import Minute
from stoppress.domain.blog import Coverage
from stoppress.domain.identifiers import Slug
from stoppress.drafts.alarms import Watched
from stoppress.press.press import Press
from stoppress.render.clock import Clock
from stoppress.render.page import Card
from stoppress.web.desk.alarms import listed
from stoppress.web.desk.asking import Here
from stoppress.web.desk.pages import Pages
from stoppress.web.desk.readers import Crowds, counted
from stoppress.web.desk.sayings import said
from stoppress.web.desk.sparks import Spark, spark_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A blog as the desk lists it.

    `readers` says in words how many read it now, `spark` draws how many did, `alarms` what of it nobody has touched for too long.
    """

    slug: Slug
    headline: str
    coverage: Coverage
    posts: int
    last_post: datetime | None
    reporting: str
    readers: str
    spark: Spark | None
    alarms: str
    updated_at: datetime
    clock: Clock


def home_routes(press: Press, pages: Pages, crowds: Crowds, alarming: Alarming) -> APIRouter:
    """The route."""
    router = APIRouter(include_in_schema=False)

    @router.get("/desk")
    async def home(request: Request, visitor: Here) -> Response:
        cards = [each for each in await press.cards() if visitor.person.sees(each.slug)]
        readers, minutes = await crowds.counts.now_of_all(), await crowds.lately()
        standing = await alarming.standing(visitor.person, [each.slug for each in cards])
        lines = sorted(
            (
                _line(each, readers.get(each.slug, 0), minutes.get(each.slug, ()), standing.get(each.slug, ()))
                for each in cards
            ),
            key=lambda each: each.updated_at,
            reverse=True,
        )
        return pages.page(
            request,
            "home.html.j2",
            visitor,
            running=[each for each in lines if each.coverage is not Coverage.ENDED],
            ended=[each for each in lines if each.coverage is Coverage.ENDED],
            blogs=lines,
            said=said(request),
        )

    return router


def _line(card: Card, readers: int, minutes: Sequence[Minute], alarms: Iterable[Watched]) -> Line:
    return Line(
        slug=card.slug,
        headline=card.headline,
        coverage=card.coverage,
        posts=card.posts,
        last_post=card.last_post,
        reporting=card.reporting,
        readers=counted(readers),
        spark=spark_of(minutes),
        alarms=listed(alarms),
        updated_at=card.updated_at,
        clock=card.clock,
    )
