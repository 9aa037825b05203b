"""The desk's door: all its routes, and how it refuses.

Knows who is told what: a browser that wants a page gets one or is sent to sign in, a script gets problem+json.
Does not know how its parts are made (`app`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from stoppress.actions.actions import Now, Owners
from stoppress.actions.alarming import Alarming
from stoppress.actions.answering import Answering
from stoppress.actions.archive import Archive
from stoppress.actions.authors import AuthorPages
from stoppress.actions.blogs import Blogs
from stoppress.actions.bulk import Bulk
from stoppress.actions.coverage import Coverages
from stoppress.actions.drafting import Drafting
from stoppress.actions.furniture import Furniture
from stoppress.actions.media import Media
from stoppress.actions.merging import Merging
from stoppress.actions.noticing import Noticing
from stoppress.actions.posts import Posts
from stoppress.actions.preparing import Preparing
from stoppress.actions.presence import Together
from stoppress.actions.previews import Previews
from stoppress.actions.promos import Promos
from stoppress.actions.questions import QuestionDesk
from stoppress.actions.queueing import Queue
from stoppress.actions.rehearsals import Rehearsing
from stoppress.actions.removal import RemovalByLaw
from stoppress.actions.removal_report import Inquiry
from stoppress.actions.sending import Sending
from stoppress.actions.shifts import Shifts
from stoppress.actions.submitting import Submitting
from stoppress.actions.undoing import Undo
from stoppress.audience.reader_counts import ReaderCounts
from stoppress.drafts.bell import DeskBell
from stoppress.errors import StoppressError
from stoppress.errors.people import ProofNeeded, SecondFactorNeeded, SignedOut
from stoppress.hub.seats import Seats
from stoppress.media.library import Library
from stoppress.media.shelf_limits import ShelfLimits
from stoppress.press.press import Press
from stoppress.render.publication import Publication
from stoppress.staff.room import StaffRoom
from stoppress.staff.subscriptions import Subscriptions
from stoppress.web.desk.about import about_routes
from stoppress.web.desk.account import SECOND_FACTOR, account_routes, second_factor_routes, session_routes
from stoppress.web.desk.alarms import alarm_routes
from stoppress.web.desk.allowance import Allowance
from stoppress.web.desk.audience import AudienceDesk, Numbers, audience_routes
from stoppress.web.desk.authors import AuthorForms, author_routes, authors_routes
from stoppress.web.desk.blog import BlogPage, Lists, NewDraft, blog_routes
from stoppress.web.desk.bulk import BulkPage, bulk_routes
from stoppress.web.desk.conflicts import Conflicts, conflict_routes
from stoppress.web.desk.coverage import NewKey, coverage_routes
from stoppress.web.desk.devices_told import DevicesTold, device_routes
from stoppress.web.desk.drafting import Answers, moving_routes, saving_routes
from stoppress.web.desk.elsewhere import elsewhere_routes
from stoppress.web.desk.embed import Look, embed_routes
from stoppress.web.desk.history import HistoryParts, history_routes
from stoppress.web.desk.home import home_routes
from stoppress.web.desk.installing import installing_routes
from stoppress.web.desk.key_points import key_point_routes
from stoppress.web.desk.media import media_routes
from stoppress.web.desk.new_blog import new_blog_routes
from stoppress.web.desk.new_posts import new_post_routes
from stoppress.web.desk.notices import notice_routes
from stoppress.web.desk.pages import PRIVATE, Pages
from stoppress.web.desk.people import people_routes
from stoppress.web.desk.person import entry_routes, person_routes
from stoppress.web.desk.post_forms import PostForms, correct_routes, edit_routes, take_down_routes
from stoppress.web.desk.posts import Finding, pin_routes, post_routes
from stoppress.web.desk.presence import Locks, presence_routes
from stoppress.web.desk.preview import preview_routes
from stoppress.web.desk.question import question_routes
from stoppress.web.desk.question_rules import question_rules_routes
from stoppress.web.desk.questions import QuestionParts, question_list_routes
from stoppress.web.desk.queue import queue_routes
from stoppress.web.desk.queue_lines import QueueParts
from stoppress.web.desk.readers import Crowds, reader_routes
from stoppress.web.desk.ready import ReadyPages, ready_routes
from stoppress.web.desk.rehearsals import rehearsal_routes
from stoppress.web.desk.removals import removal_routes
from stoppress.web.desk.search import search_routes
from stoppress.web.desk.sharing import Sharing, sharing_routes
from stoppress.web.desk.shift import shift_routes
from stoppress.web.desk.sign_in import SigningIn, code_routes, confirm_routes, sign_in_routes, welcome_routes
from stoppress.web.desk.stream import Chance, DeskStream
from stoppress.web.desk.submissions import submission_routes
from stoppress.web.desk.undoing import Undoing, undo_routes
from stoppress.web.problems import problem_json, status_of, title_of

DESK_PATH: Final = "/desk"

SIGN_IN: Final = f"{DESK_PATH}/sign-in"
CONFIRM: Final = f"{DESK_PATH}/confirm"

_SEE_OTHER: Final = 303
_NOT_FOUND: Final = 404

_IN_BLOG: Final = re.compile(rf"{DESK_PATH}/blogs/(?!new/)[a-z0-9-]+(?=/)")


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskParts:
    """What the desk's routes need."""

    now: Now
    staff: StaffRoom
    session_lasts: timedelta
    owners: Owners
    reader_counts: ReaderCounts
    numbers: Numbers
    posts: Posts
    merging: Merging
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
    submitting: Submitting
    shifts: Shifts
    queue: Queue
    rehearsing: Rehearsing
    bell: DeskBell
    questions: QuestionDesk
    answering: Answering
    noticing: Noticing
    alarming: Alarming
    subscriptions: Subscriptions
    push_key: str
    together: Together
    seats: Seats
    chance: Chance
    undo: Undo
    preparing: Preparing
    worker: Path
    authors: AuthorPages
    logo: bytes | None = None


def desk_routes(parts: DeskParts, press: Press, publication: Publication) -> Sequence[BaseRoute]:
    """The routes."""
    # Staff see files of media before and after readers do.
    place = replace(publication.media, origin=DESK_PATH)
    pages = Pages(replace(publication, media=place), parts.now)
    signing_in = SigningIn(parts.staff, pages, parts.now, parts.session_lasts)
    lists, finding = Lists(press, pages, parts.owners, Locks(parts.together)), Finding(press, parts.owners)
    conflicts = Conflicts(pages, parts.staff.people)
    forms = PostForms(finding, parts.posts, parts.merging, conflicts, pages)
    crowds = Crowds(parts.reader_counts, publication, parts.now)
    waiting = _queue_parts(parts)
    page = BlogPage(lists, parts.staff.people, crowds, waiting, parts.preparing, parts.new_draft)
    answers = Answers(parts.drafting, parts.queue)
    routers = (
        *_people_routes(signing_in, press),
        *_author_routes(parts, pages),
        *_quick_routes(parts, press, pages),
        home_routes(press, pages, crowds, parts.alarming),
        new_blog_routes(press, pages, parts.blogs, parts.new_key),
        blog_routes(lists, page),
        new_post_routes(lists, page, waiting),
        saving_routes(parts.drafting, parts.sending, answers),
        moving_routes(parts.drafting, parts.sending, answers),
        submission_routes(press, pages, waiting),
        queue_routes(press, pages, waiting),
        shift_routes(press, pages, parts.shifts, parts.staff.people, parts.new_key),
        reader_routes(press, pages, crowds, parts.alarming),
        audience_routes(press, pages, _audience(parts, crowds, publication)),
        *_telling_routes(parts, press, pages),
        *_question_routes(parts, press, pages),
        presence_routes(press, pages, parts.together),
        search_routes(press, pages, parts.owners),
        embed_routes(parts.embeds, Allowance(parts.embed_previews, parts.now), press, pages),
        preview_routes(parts.previews, pages),
        *_post_routes(finding, parts, conflicts, forms),
        about_routes(press, pages, parts.furniture, parts.promos),
        key_point_routes(press, pages, parts.furniture),
        coverage_routes(press, pages, parts.coverages, parts.queue, parts.new_key),
        history_routes(press, pages, _history_parts(parts)),
        removal_routes(press, pages, parts.removal, parts.inquiry, parts.staff.people),
        rehearsal_routes(press, pages, parts.rehearsing, parts.reader_counts),
        media_routes(parts.media, parts.library, parts.incoming, parts.shelf, pages),
    )
    stream = Route(f"{DESK_PATH}/stream", DeskStream(parts.bell, parts.seats, parts.chance), methods=["GET"])
    return [stream, *(route for router in routers for route in router.routes)]


def _audience(parts: DeskParts, crowds: Crowds, publication: Publication) -> AudienceDesk:
    return AudienceDesk(numbers=parts.numbers, crowds=crowds, publication=publication, now=parts.now)


def _post_routes(finding: Finding, parts: DeskParts, conflicts: Conflicts, forms: PostForms) -> tuple[APIRouter, ...]:
    """What is done to one post."""
    return (
        post_routes(finding, parts.merging, conflicts),
        conflict_routes(conflicts),
        pin_routes(parts.posts),
        edit_routes(forms),
        correct_routes(forms),
        take_down_routes(forms),
    )


def _telling_routes(parts: DeskParts, press: Press, pages: Pages) -> tuple[APIRouter, ...]:
    """By which staff are told what wants them."""
    devices = DevicesTold(parts.subscriptions, parts.staff.sessions, parts.now, parts.push_key)
    return (
        alarm_routes(press, pages, parts.alarming),
        device_routes(devices),
        notice_routes(press, pages, parts.noticing, devices),
    )


def _question_routes(parts: DeskParts, press: Press, pages: Pages) -> tuple[APIRouter, ...]:
    """By which readers' questions are dealt with."""
    asked = QuestionParts(desk=parts.questions, answering=parts.answering, people=parts.staff.people)
    return (
        question_list_routes(press, pages, asked),
        question_rules_routes(press, pages, asked),
        question_routes(press, pages, asked),
    )


def _quick_routes(parts: DeskParts, press: Press, pages: Pages) -> Sequence[APIRouter]:
    """What makes hands fast: the app, sharing, several posts at once, undo, templates."""
    several = BulkPage(press, pages, parts.owners, Bulk(parts.posts, parts.furniture), parts.new_key)
    return (
        installing_routes(pages, parts.worker, parts.logo),
        sharing_routes(Sharing(press, pages, parts.drafting, parts.new_draft)),
        bulk_routes(several),
        undo_routes(Undoing(parts.undo, several)),
        ready_routes(ReadyPages(press, pages, parts.preparing)),
    )


def _people_routes(signing_in: SigningIn, press: Press) -> Sequence[APIRouter]:
    """Coming in, oneself, and others."""
    return (
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
    )


def _author_routes(parts: DeskParts, pages: Pages) -> tuple[APIRouter, ...]:
    """The pages of those who write."""
    forms = AuthorForms(parts.authors, parts.staff.people, parts.media, parts.library)
    return author_routes(pages, forms), authors_routes(pages, forms)


def _history_parts(parts: DeskParts) -> HistoryParts:
    return HistoryParts(parts.archive, parts.submitting, parts.staff.people, parts.owners)


def _queue_parts(parts: DeskParts) -> QueueParts:
    return QueueParts(
        drafting=parts.drafting,
        sending=parts.sending,
        submitting=parts.submitting,
        queue=parts.queue,
        previews=parts.previews,
    )


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
    if isinstance(problem, SecondFactorNeeded):
        return RedirectResponse(SECOND_FACTOR, _SEE_OTHER, PRIVATE)
    status = status_of(problem)
    pages = Pages(publication, request.app.state.now)
    # Of a blog that somebody may not see, as of one that is not there, nothing is said (law 11): that is a 404.
    blog = _IN_BLOG.match(request.url.path) if status != _NOT_FOUND else None
    told: dict[str, Any] = {"heading": title_of(problem), "sentence": str(problem)}
    return pages.page(request, "problem.html.j2", status=status, blog_path=blog[0] if blog else "", **told)


def _sent_to(place: str, onward: str) -> Response:
    return RedirectResponse(f"{place}?{urlencode({'next': onward})}", _SEE_OTHER, PRIVATE)
