"""The door as a whole: one ASGI application over all routes.

Knows which routes there are and how refusals are answered to programs and to people.
Does not know how its parts are made (`app`).
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import structlog
from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from stoppress.actions.blogs import Blogs
from stoppress.actions.coverage import Coverages
from stoppress.actions.furniture import Furniture
from stoppress.actions.media import Media
from stoppress.actions.posts import Posts
from stoppress.actions.promos import Promos
from stoppress.errors import StoppressError
from stoppress.hub.seats import Seats
from stoppress.media.library import Library
from stoppress.media.shelf_limits import ShelfLimits
from stoppress.media.uploads import Uploads
from stoppress.press.finished import finished
from stoppress.press.press import Press
from stoppress.render.heads import Finished
from stoppress.render.publication import Publication
from stoppress.staff.tokens import Holders
from stoppress.web.api.blogs import blog_routes
from stoppress.web.api.coverage import coverage_routes
from stoppress.web.api.furniture import furniture_routes
from stoppress.web.api.lists import list_api_routes
from stoppress.web.api.media import PATH as MEDIA_PATH
from stoppress.web.api.media import media_routes
from stoppress.web.api.posts import post_routes
from stoppress.web.api.uploads import PATH as UPLOADS_PATH
from stoppress.web.api.uploads import upload_routes
from stoppress.web.desk.asking import cookie_name
from stoppress.web.desk.door import DESK_PATH, DeskParts, desk_problem, desk_routes
from stoppress.web.desk.installing import WORKER_FILE
from stoppress.web.desk.media import PATH as DESK_MEDIA_PATH
from stoppress.web.desk.sharing import SHARE_PATH
from stoppress.web.desk.sign_in import WELCOME_PATH
from stoppress.web.hops import Hops
from stoppress.web.policy import Policy, Sources, desk_headers, policy_headers
from stoppress.web.problems import invalid, problem_html, problem_json, routed
from stoppress.web.reader.board import Board, VoteParts
from stoppress.web.reader.elsewhere import EMBED, elsewhere
from stoppress.web.reader.follow import FOLLOW_WORKER, FollowParts, calendar_route, follow_routes
from stoppress.web.reader.history import history
from stoppress.web.reader.lists import (
    Pictured,
    author_routes,
    information_routes,
    list_routes,
    nobody_pictured,
    nothing_told,
)
from stoppress.web.reader.media import media_files
from stoppress.web.reader.pages import answer, pages
from stoppress.web.reader.past import past
from stoppress.web.reader.questions import QuestionParts, question_routes
from stoppress.web.reader.seen import SeenParts, seen_route
from stoppress.web.reader.sent import is_form
from stoppress.web.reader.stream import Chance, Stream, StreamLimits
from stoppress.web.reader.theme import Served, theme_files
from stoppress.web.reader.updates import updates
from stoppress.web.reader.votes import vote_routes
from stoppress.web.slashes import without_slash

_FOR_EVER: Final = "public, max-age=31536000, immutable"
_PACKED: Final = {".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8"}

STATIC: Final = Path(__file__).parent / "static"

# Who asks for these puts the answer into a page of their own, where a page of ours has no place.
_FOR_OTHERS: Final = re.compile(r"/oembed|/live/[^/]+/fragment")

_log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What the routes need."""

    press: Press
    blogs: Blogs
    furniture: Furniture
    coverages: Coverages
    posts: Posts
    tokens: Holders
    publication: Publication
    seats: Seats
    stream_limits: StreamLimits
    step_wait: float
    chance: Chance
    body_limit: int
    host_limit: int = 500
    version: str
    media: MediaParts
    questions: QuestionParts
    hops: Hops = Hops()
    audience: AudienceParts | None = None
    pictured: Pictured = nobody_pictured
    desk: DeskParts | None = None
    theme: Mapping[str, Served] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class AudienceParts:
    """What the routes need by which readers say and send something.

    Without `seen` no views are counted; without `follow` no story can be followed.
    """

    votes: VoteParts
    seen: SeenParts | None
    follow: FollowParts | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaParts:
    """What the routes of media need. `incoming` is where a file is while it comes."""

    media: Media
    library: Library
    limits: ShelfLimits
    incoming: Path
    uploads: Uploads
    promos: Promos
    shared_seconds: int = 60


def guarded(door: FastAPI, parts: Parts) -> Policy:
    """The application as it is served: around everything, so that even a failure bears the policy."""
    larger = dict.fromkeys((MEDIA_PATH, DESK_MEDIA_PATH, SHARE_PATH, f"{UPLOADS_PATH}/"), parts.media.limits.body)
    sources = sources_of(parts.publication)
    return Policy(
        door,
        body_limit=parts.body_limit,
        larger=larger,
        headers=policy_headers(sources),
        inner={DESK_PATH: desk_headers(sources, parts.publication.origin)},
        media_host=parts.publication.media.host,
    )


def sources_of(publication: Publication) -> Sources:
    """The origins beside its own that a publication's pages use."""
    media = publication.media
    files = (media.origin,) if media.origin else ()
    slots = (publication.slot.origin,) if publication.slot is not None else ()
    return Sources(files=files, streams=publication.streams, frames=(*media.frames.sources, *slots))


def make_door(parts: Parts) -> FastAPI:
    """The application, without the policy around it."""
    door = FastAPI(
        title="Stoppress",
        version=parts.version,
        openapi_url="/api/v1/openapi.json",
        docs_url=None,
        redoc_url=None,
        # It would lead to whatever host a request names, and from https to http behind a proxy.
        redirect_slashes=False,
    )
    door.state.tokens = parts.tokens
    door.state.hops = parts.hops
    door.state.origin = parts.publication.origin
    if parts.desk is not None:
        door.state.sessions = parts.desk.staff.sessions
        door.state.now = parts.desk.now
        door.state.cookie = cookie_name(parts.publication.origin)
    door.router.routes.extend(_routes(parts))
    door.mount("/static", Immutable(STATIC))
    _answer_refusals(door, parts.publication)
    return door


def _routes(parts: Parts) -> Iterator[BaseRoute]:
    """All of them, in the order in which they are tried."""
    board = None
    if parts.audience is not None:
        board = Board(parts.press, parts.audience.votes, parts.publication)
        yield from _audience_routes(parts, parts.audience, board)
    yield from _page_routes(parts, board)
    stream = Stream(parts.press, parts.seats, parts.stream_limits, parts.chance)
    yield Route("/live/{slug}/stream", stream, methods=["GET", "HEAD"])
    yield from updates(parts.press, parts.seats, wait=parts.step_wait).routes
    yield from blog_routes(parts.blogs, parts.press, parts.publication).routes
    yield from furniture_routes(parts.furniture, parts.media.promos, parts.publication).routes
    yield from coverage_routes(parts.coverages, parts.publication).routes
    yield from post_routes(parts.posts, parts.press, parts.publication).routes
    yield from _media_routes(parts, parts.media)
    yield from question_routes(parts.press, parts.publication, parts.questions).routes
    if parts.desk is not None:
        yield from desk_routes(parts.desk, parts.press, parts.publication)
    yield Route("/healthz", _healthz)
    yield Route("/readyz", _readyz(parts.press))


def _page_routes(parts: Parts, board: Board | None) -> Iterator[BaseRoute]:
    yield from pages(parts.press).routes
    yield from list_routes(parts.press).routes
    yield from author_routes(parts.press, parts.pictured).routes
    yield from information_routes(parts.press, board.told if board is not None else nothing_told).routes
    yield from list_api_routes(parts.press).routes
    yield from past(parts.press).routes
    yield from history(parts.press).routes
    yield from calendar_route(parts.press, parts.publication).routes
    sources = sources_of(parts.publication)
    yield from elsewhere(parts.press, parts.publication, sources, STATIC, host_limit=parts.host_limit).routes
    yield from theme_files(parts.theme).routes


def _media_routes(parts: Parts, media: MediaParts) -> Iterator[BaseRoute]:
    yield from media_routes(media.media, media.incoming, media.limits, parts.publication).routes
    yield from upload_routes(media.uploads, media.media, media.limits).routes
    yield from media_files(parts.press, media.library, shared_seconds=media.shared_seconds).routes


def _audience_routes(parts: Parts, audience: AudienceParts, board: Board) -> Iterator[BaseRoute]:
    if audience.seen is not None:
        yield seen_route(parts.press, audience.seen)
    yield from vote_routes(board, audience.votes).routes
    if audience.follow is not None:
        yield from follow_routes(parts.press, audience.follow, parts.publication).routes


class Immutable(StaticFiles):
    """Built files: their names carry a hash of what is in them, so they may be kept for ever."""

    def __init__(self, directory: Path) -> None:
        super().__init__(directory=directory, check_dir=False)
        # A missing folder means that nothing has been built: not found, not a failure.
        self.config_checked = True
        self._packed: dict[str, Finished] = {}

    async def get_response(self, path: str, scope: Scope) -> Response:
        """See StaticFiles; scripts and sheets are compressed once, when they are first asked for."""
        if path in (EMBED, WORKER_FILE, FOLLOW_WORKER):
            # They have addresses of their own, where they are not kept for ever.
            raise HTTPException(404)
        response = await super().get_response(path, scope)
        if isinstance(response, FileResponse) and (kind := _PACKED.get(Path(path).suffix)):
            if path not in self._packed:
                content = await asyncio.to_thread(Path(response.path).read_bytes)
                self._packed[path] = finished(content, _FOR_EVER, content_type=kind)
            return answer(Request(scope), self._packed[path])
        response.headers["Cache-Control"] = _FOR_EVER
        # The sheet is what the element on another's page makes its own of.
        response.headers["Access-Control-Allow-Origin"] = "*"
        return response


def _answer_refusals(door: FastAPI, publication: Publication) -> None:
    def answer(request: Request, problem: StoppressError) -> Response:
        path = request.url.path
        if path.startswith("/api/"):
            return problem_json(problem)
        if _is_from_script(request):
            return problem_json(problem, publication.language)
        if path == DESK_PATH or path.startswith(f"{DESK_PATH}/"):
            return desk_problem(request, problem, publication)
        if _FOR_OTHERS.fullmatch(path):
            refusal = problem_json(problem)
            refusal.headers["Access-Control-Allow-Origin"] = "*"
            return refusal
        return problem_html(problem, publication)

    @door.exception_handler(StoppressError)
    async def refused(request: Request, problem: StoppressError) -> Response:
        return answer(request, problem)

    @door.exception_handler(RequestValidationError)
    async def not_understood(request: Request, problem: RequestValidationError) -> Response:
        return answer(request, invalid(problem))

    @door.exception_handler(HTTPException)
    async def not_routed(request: Request, problem: HTTPException) -> Response:
        return without_slash(request) or answer(request, routed(problem, request))

    @door.exception_handler(ClientDisconnect)
    async def gone(_request: Request, _problem: ClientDisconnect) -> Response:
        # A page that is closed takes with it what it was sending. There is nobody to answer, and nothing to look into.
        return Response(status_code=400)

    @door.exception_handler(Exception)
    async def unexpected(request: Request, problem: Exception) -> Response:
        _log.error("a request failed", path=_logged(request.url.path), exc_info=problem)
        return answer(request, StoppressError())


def _is_from_script(request: Request) -> bool:
    """Whether the readers' script sent this, rather than a form."""
    return request.method == "POST" and request.url.path.startswith("/live/") and not is_form(request)


def _logged(path: str) -> str:
    """A path as it may stand in a log: without the secret of a link that lets somebody in, or that a reader found their question by."""
    if path.startswith("/live/") and "/questions/" in path:
        return path[: path.index("/questions/")] + "/questions/..."
    return f"{WELCOME_PATH}/..." if path.startswith(WELCOME_PATH) else path


async def _healthz(_request: Request) -> Response:
    return PlainTextResponse("ok\n", headers={"Cache-Control": "no-store"})


def _readyz(press: Press) -> Callable[[Request], Awaitable[Response]]:
    async def readyz(_request: Request) -> Response:
        await press.require_journal()
        return PlainTextResponse("ready\n", headers={"Cache-Control": "no-store"})

    return readyz
