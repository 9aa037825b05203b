"""The desk's door: all its routes, and how it refuses.

Knows who is told what: a browser that wants a page gets one or is sent to sign in, a script gets problem+json.
Does not know how its parts are made (`app`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Final
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from stoppress.actions.actions import Now, Owners
from stoppress.actions.answering import Answering
from stoppress.actions.archive import Archive
from stoppress.actions.blogs import Blogs
from stoppress.actions.coverage import Coverages
from stoppress.actions.drafting import Drafting
from stoppress.actions.furniture import Furniture
from stoppress.actions.media import Media
from stoppress.actions.posts import Posts
from stoppress.actions.previews import Previews
from stoppress.actions.promos import Promos
from stoppress.actions.questions import QuestionDesk
from stoppress.actions.queueing import Queue
from stoppress.actions.removal import RemovalByLaw
from stoppress.actions.removal_report import Inquiry
from stoppress.actions.sending import Sending
from stoppress.audience.reader_counts import ReaderCounts
from stoppress.drafts.bell import DeskBell
from stoppress.errors import StoppressError
from stoppress.errors.people import ProofNeeded, SignedOut
from stoppress.hub.seats import Seats
from stoppress.media.library import Library
from stoppress.media.shelf_limits import ShelfLimits
from stoppress.press.press import Press
from stoppress.render.publication import Publication
from stoppress.staff.room import StaffRoom
from stoppress.web.desk.about import about_routes
from stoppress.web.desk.account import account_routes, second_factor_routes, session_routes
from stoppress.web.desk.allowance import Allowance
from stoppress.web.desk.blog import BlogPage, Lists, NewDraft, blog_routes
from stoppress.web.desk.coverage import NewKey, coverage_routes
from stoppress.web.desk.drafting import Answers, moving_routes, saving_routes
from stoppress.web.desk.elsewhere import elsewhere_routes
from stoppress.web.desk.embed import Look, embed_routes
from stoppress.web.desk.history import history_routes
from stoppress.web.desk.home import home_routes
from stoppress.web.desk.key_points import key_point_routes
from stoppress.web.desk.media import media_routes
from stoppress.web.desk.new_blog import new_blog_routes
from stoppress.web.desk.new_posts import new_post_routes
from stoppress.web.desk.pages import PRIVATE, Pages
from stoppress.web.desk.people import people_routes
from stoppress.web.desk.person import entry_routes, person_routes
from stoppress.web.desk.post_forms import PostForms, correct_routes, edit_routes, take_down_routes
from stoppress.web.desk.posts import Finding, pin_routes, post_routes
from stoppress.web.desk.preview import preview_routes
from stoppress.web.desk.question import question_routes
from stoppress.web.desk.question_rules import question_rules_routes
from stoppress.web.desk.questions import QuestionParts, question_list_routes
from stoppress.web.desk.queue import QueueParts, queue_routes
from stoppress.web.desk.readers import Crowds, reader_routes
from stoppress.web.desk.removals import removal_routes
from stoppress.web.desk.search import search_routes
from stoppress.web.desk.sign_in import SigningIn, code_routes, confirm_routes, sign_in_routes, welcome_routes
from stoppress.web.desk.stream import Chance, DeskStream
from stoppress.web.hops import Hops
from stoppress.web.problems import problem_json, status_of, title_of

DESK_PATH: Final = "/desk"

SIGN_IN: Final = f"{DESK_PATH}/sign-in"
CONFIRM: Final = f"{DESK_PATH}/confirm"

_SEE_OTHER: Final = 303


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskParts:
    """What the desk's routes need."""

    now: Now
    staff: StaffRoom
    session_lasts: timedelta
    hops: Hops
    owners: Owners
    reader_counts: ReaderCounts
    posts: Posts
    previews: Previews
    media: Media
    library: Library
    incoming: Path
    shelf: ShelfLimits
    embed_previews: int = 30
    embeds: Look | None = None
    blogs: Blogs
    furniture: Furniture
    coverages: Coverages
    promos: Promos
    archive: Archive
    removal: RemovalByLaw
    inquiry: Inquiry
    new_key: NewKey
    new_draft: NewDraft
    drafting: Drafting
    sending: Sending
    queue: Queue
    bell: DeskBell
    questions: QuestionDesk
    answering: Answering
    seats: Seats
    chance: Chance


def desk_routes(parts: DeskParts, press: Press, publication: Publication) -> Sequence[BaseRoute]:
    """The routes."""
    # Staff see files of media before and after readers do.
    place = replace(publication.media, origin=DESK_PATH)
    pages = Pages(replace(publication, media=place))
    signing_in = SigningIn(parts.staff, pages, parts.now, parts.session_lasts)
    lists, finding = Lists(press, pages, parts.owners), Finding(press, parts.owners)
    forms = PostForms(finding, parts.posts, pages)
    crowds = Crowds(parts.reader_counts, publication, parts.now)
    page = BlogPage(lists, parts.staff.people, crowds, parts.drafting, parts.new_draft)
    answers = Answers(parts.drafting, parts.queue)
    waiting = QueueParts(drafting=parts.drafting, sending=parts.sending, queue=parts.queue, previews=parts.previews)
    asked = QuestionParts(desk=parts.questions, answering=parts.answering, people=parts.staff.people)
    routers = (
        sign_in_routes(signing_in),
        code_routes(signing_in),
        elsewhere_routes(signing_in),
        welcome_routes(signing_in, press),
        confirm_routes(signing_in),
        account_routes(signing_in),
        session_routes(signing_in),
        second_factor_routes(signing_in),
        people_routes(signing_in, press),
        person_routes(signing_in, press),
        entry_routes(signing_in),
        home_routes(press, pages, parts.reader_counts),
        new_blog_routes(press, pages, parts.blogs, parts.new_key),
        blog_routes(lists, page),
        new_post_routes(lists, page, waiting),
        saving_routes(parts.drafting, parts.sending, answers),
        moving_routes(parts.drafting, parts.sending, answers),
        queue_routes(press, pages, waiting),
        question_list_routes(press, pages, asked),
        question_rules_routes(press, pages, asked),
        question_routes(press, pages, asked),
        reader_routes(press, pages, crowds),
        search_routes(press, pages, parts.owners),
        embed_routes(parts.embeds, Allowance(parts.embed_previews, parts.now), press, pages),
        preview_routes(parts.previews, pages),
        post_routes(finding, parts.posts),
        pin_routes(parts.posts),
        edit_routes(forms),
        correct_routes(forms),
        take_down_routes(forms),
        about_routes(press, pages, parts.furniture, parts.promos),
        key_point_routes(press, pages, parts.furniture),
        coverage_routes(press, pages, parts.coverages, parts.new_key),
        history_routes(press, pages, parts.archive, parts.staff.people),
        removal_routes(press, pages, parts.removal, parts.inquiry, parts.staff.people),
        media_routes(parts.media, parts.library, parts.incoming, parts.shelf, pages),
    )
    stream = Route(f"{DESK_PATH}/stream", DeskStream(parts.bell, parts.seats, parts.chance), methods=["GET"])
    return [stream, *(route for router in routers for route in router.routes)]


def desk_problem(request: Request, problem: StoppressError, publication: Publication) -> Response:
    """A refusal, as whoever asked can use it."""
    wants_page = "text/html" in request.headers.get("accept", "") and "hx-request" not in request.headers
    if not wants_page:
        refusal = problem_json(problem)
        refusal.headers.update(PRIVATE)
        return refusal
    is_asking = request.method in ("GET", "HEAD")
    if isinstance(problem, SignedOut) and is_asking:
        return _sent_to(SIGN_IN, request.url.path + (f"?{request.url.query}" if request.url.query else ""))
    if isinstance(problem, ProofNeeded):
        # What a form was about to do is begun anew from the page it stood on, or from the one above.
        return _sent_to(CONFIRM, request.url.path if is_asking else "/".join(request.url.path.split("/")[:3]))
    status = status_of(problem)
    pages = Pages(publication)
    return pages.page(request, "problem.html.j2", status=status, heading=title_of(problem), sentence=str(problem))


def _sent_to(place: str, onward: str) -> Response:
    return RedirectResponse(f"{place}?{urlencode({'next': onward})}", _SEE_OTHER, PRIVATE)
