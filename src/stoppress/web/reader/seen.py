"""Seen: the beacon that a page sends once it was in sight, so that views can be counted behind any cache.

Knows what is left out: programs that say what they are, pages that were fetched ahead, and one network that sends too much.
docs/explanation/privacy.md says how, and what is kept.
Does not know how views are kept (`audience`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Protocol

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from stoppress.audience.networks import SITE
from stoppress.domain.blog import Blog
from stoppress.domain.identifiers import PostId, Slug, is_rehearsal
from stoppress.domain.networks import network_of, site_of
from stoppress.errors import InputInvalid, TooFast
from stoppress.press.press import Press
from stoppress.web.reader.sent import sent_by

PATH: Final = "/live/{slug}/seen"

POSTS: Final = 60
"""Posts in one beacon; the script sends several when there are more."""

_BODY_LIMIT: Final = 4_096
_COUNTED: Final = 204

# Crawlers, previews and tools name themselves so, or leave the name out; people's browsers do neither.
_PROGRAM: Final = re.compile(
    r"(?<!cu)bot(?![a-z])|crawl|spider|slurp|preview|facebookexternalhit|headless|lighthouse|pingdom|monitor|"
    r"curl|wget|python|java/|go-http|okhttp|scrapy|axios|node-fetch|libwww|httpclient",
    re.IGNORECASE,
)
_AHEAD: Final = re.compile(r"prefetch|prerender|preview", re.IGNORECASE)
_PURPOSES: Final = ("sec-purpose", "purpose", "x-purpose", "x-moz")


class Counting(Protocol):
    """Who counts views. See `audience.views.Views`."""

    async def add(self, blog: Slug, *, page: bool, posts: Iterable[PostId] = ()) -> None:
        """Somebody looked."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenParts:
    """What the route needs. Beacons from one network are counted up to `per_minute`, in each process."""

    views: Counting
    now: Callable[[], datetime]
    per_minute: int = 600


def seen_route(press: Press, parts: SeenParts) -> Route:
    """The route. It is asked more often than any other that is not answered on the fast lane."""
    minute = _Minute(parts.per_minute)

    async def seen(request: Request) -> Response:
        sent = await sent_by(request, _BODY_LIMIT)
        blog = await press.shown(request.path_params["slug"])
        page, posts = _page(sent.fields.get("page", False)), _posts(sent.fields.get("posts", []), blog)
        if not (is_program(request) or is_rehearsal(blog.slug)):
            minute.take(request.app.state.hops.address_of(request), parts.now())
            await parts.views.add(blog.slug, page=page, posts=posts)
        return Response(status_code=_COUNTED, headers={"Cache-Control": "no-store"})

    return Route(PATH, seen, methods=["POST"])


def is_program(request: Request) -> bool:
    """Whether nobody looks, by what the request says of itself."""
    agent = request.headers.get("user-agent", "")
    ahead = any(_AHEAD.search(request.headers.get(name, "")) for name in _PURPOSES)
    return not agent or ahead or _PROGRAM.search(agent) is not None


def _page(given: Any) -> bool:
    if not isinstance(given, bool):
        raise InputInvalid(field="page", problem="say true or false.")
    return given


def _posts(given: Any, blog: Blog) -> Sequence[PostId]:
    """The posts of the blog among those named; others may have been taken back since."""
    if not isinstance(given, list) or len(given) > POSTS or not all(isinstance(each, str) for each in given):
        raise InputInvalid(field="posts", problem=f"name at most {POSTS} posts by their ids.")
    return [each for each in map(PostId, given) if each in blog.posts and blog.posts[each].is_readable]


class _Minute:
    """So many in a minute of the clock from each network, and from each site `SITE` times that. Nothing outlasts it."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._minute = 0
        self._times: dict[str, int] = {}

    def take(self, address: str, now: datetime) -> None:
        """Once more. Raises TooFast."""
        minute, second = divmod(int(now.timestamp()), 60)
        if minute != self._minute:
            self._minute, self._times = minute, {}
        places = {network_of(address): self._most, site_of(address): self._most * SITE}
        places.pop("", None)
        if any(self._times.get(each, 0) >= most for each, most in places.items()):
            raise TooFast(seconds=60 - second)
        for each in places:
            self._times[each] = self._times.get(each, 0) + 1
