"""The audience at the desk: how often a blog was looked at, which posts of it, and what readers say.

Knows what the page, the chart and its text alternative say. Staff see what readers say from the first vote on.
Does not know how anything is counted (`audience`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from stoppress.actions.actions import Now
from stoppress.audience.followers import Followers
from stoppress.audience.views import Hour, Views
from stoppress.audience.votes import Votes
from stoppress.domain.blog import Blog, Post
from stoppress.domain.opinion import Opinion
from stoppress.press.press import Press
from stoppress.render.clock import Clock
from stoppress.render.publication import Publication
from stoppress.render.view import View, clock_of
from stoppress.staff.permissions import Verb
from stoppress.web.desk.asking import Here, blog_of
from stoppress.web.desk.pages import PRIVATE, Pages
from stoppress.web.desk.readers import Crowds, seconds_of

CHART: Final = timedelta(hours=48)
"""What the chart of views covers."""

POSTS: Final = 20
"""How many of the posts that were looked at most are listed."""

_MARKS: Final = 6


@dataclass(frozen=True, slots=True)
class Sight:
    """How often a blog's page was looked at: in all, and in each hour of `CHART`, oldest first; the last is not over."""

    total: int
    hours: Sequence[Hour]
    clock: Clock

    @property
    def sentence(self) -> str:
        """What the chart shows, in words."""
        most = max(self.hours, key=lambda each: each.views, default=None)
        if most is None or not most.views:
            return f"{viewed(self.total)}; none in the last two days."
        now = self.hours[-1].views
        return f"{viewed(self.total)}; {now:,} in this hour, most {most.views:,} in the hour from {self._hour(most)}."

    @property
    def table(self) -> list[tuple[str, str]]:
        """Every hour with views, newest first."""
        return [(self._hour(each), f"{each.views:,}") for each in reversed(self.hours) if each.views]

    @property
    def tree(self) -> dict[str, Any]:
        """For the chart, as `readers.Crowd.tree`."""
        local = [(each, self.clock.local(each.at)) for each in self.hours]
        marks = [each for each, at in local if at.hour % _MARKS == 0]
        return {
            "now": self.total,
            "sentence": self.sentence,
            "times": [seconds_of(each.at) for each in self.hours],
            "counts": [each.views for each in self.hours],
            "marks": [(seconds_of(each.at), self.clock.time(each.at)) for each in marks],
            "table": self.table,
        }

    def _hour(self, hour: Hour) -> str:
        return f"{self.clock.time(hour.at)}, {self.clock.day(hour.at)}"


@dataclass(frozen=True, slots=True)
class Numbers:
    """What is counted of readers. Everything of it raises StorageUnavailable."""

    views: Views
    votes: Votes
    followers: Followers


@dataclass(frozen=True, slots=True, kw_only=True)
class AudienceDesk:
    """What the routes need. Everything of it raises StorageUnavailable."""

    numbers: Numbers
    crowds: Crowds
    publication: Publication
    now: Now

    async def sight(self, blog: Blog) -> Sight:
        """How often a blog's page was looked at."""
        hours = await self.numbers.views.by_hour(blog.slug, self.now() - CHART)
        return Sight(await self.numbers.views.of(blog.slug), hours, clock_of(blog, self.publication))

    async def posts(self, blog: Blog) -> list[tuple[Post, str]]:
        """The posts that were looked at most and can be read, and how often."""
        counts = await self.numbers.views.of_posts(blog.slug)
        found = sorted(((count, name) for name, count in counts.items() if name in blog.posts), reverse=True)
        readable = [(blog.posts[name], f"{count:,}") for count, name in found if blog.posts[name].is_readable]
        return readable[:POSTS]


def audience_routes(press: Press, pages: Pages, audience: AudienceDesk) -> APIRouter:
    """The routes: the page about a blog's readers, and the chart of views."""
    router = APIRouter(include_in_schema=False)

    @router.get("/desk/blogs/{slug}/audience")
    async def page(request: Request, visitor: Here, slug: str) -> Response:
        blog = await press.current(blog_of(visitor.person, slug, Verb.SEE_READERS))
        opinion = await audience.numbers.votes.of(blog.slug)
        return pages.page(
            request,
            "audience.html.j2",
            visitor,
            blog=blog,
            view=View(blog, audience.publication),
            asks=audience.publication.asks,
            crowd=await audience.crowds.of(blog),
            sight=await audience.sight(blog),
            posts=await audience.posts(blog),
            opinion=opinion,
            said=opinion_words(opinion, audience.publication),
            followed=followed(await audience.numbers.followers.count(blog.slug)),
        )

    @router.get("/desk/blogs/{slug}/views")
    async def chart(visitor: Here, slug: str) -> Response:
        blog = await press.current(blog_of(visitor.person, slug, Verb.SEE_READERS))
        return JSONResponse((await audience.sight(blog)).tree, headers=PRIVATE)

    return router


def viewed(views: int) -> str:
    """How many views, in words."""
    return "1 view in all" if views == 1 else f"{views:,} views in all" if views else "No views"


def followed(devices: int) -> str:
    """How many follow a story, in words."""
    if devices == 1:
        return "1 device follows this story."
    return f"{devices:,} devices follow this story." if devices else "No device follows this story."


def opinion_words(opinion: Opinion, publication: Publication) -> list[str]:
    """What readers say, a sentence each, and whether they are told."""
    least = publication.asks.least
    words = []
    if opinion.ratings:
        votes = "1 vote" if opinion.ratings == 1 else f"{opinion.ratings:,} votes"
        words.append(f"{opinion.tenths / 10:.1f} of 5 ({votes}){_told(opinion.ratings, least)}.")
    if opinion.answers:
        answers = "1 answer" if opinion.answers == 1 else f"{opinion.answers:,} answers"
        words.append(f"{opinion.percent} % found it helpful ({answers}){_told(opinion.answers, least)}.")
    return words


def _told(count: int, least: int) -> str:
    return "" if count >= least else f"; readers are told from {least} on"
