"""Building: from settings to joined parts.

Knows chance, the clock and the order of opening and closing.
Does not know servers (`serving`).
"""

from __future__ import annotations

import json
import random
import resource
import secrets
from base64 import b32encode
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Final

import stoppress
from stoppress.actions.actions import Actions, Owners
from stoppress.actions.alarming import Alarming
from stoppress.actions.archive import Archive
from stoppress.actions.blogs import Blogs
from stoppress.actions.coverage import Coverages
from stoppress.actions.drafting import Writers
from stoppress.actions.furniture import Furniture
from stoppress.actions.merging import Merging
from stoppress.actions.noticing import Noticing
from stoppress.actions.posts import Posts
from stoppress.actions.preparing import Preparing
from stoppress.actions.previews import Previews
from stoppress.actions.removal import Forgetting
from stoppress.actions.undoing import Undo
from stoppress.app.audience import AudienceRoom, asks_of, audience_parts, open_audience
from stoppress.app.authors import author_pages
from stoppress.app.desk import DESK_STREAMS, DeskRoom, desk_room, new_draft, open_drafts
from stoppress.app.following import follow_parts
from stoppress.app.media import MediaRoom, listed_providers, open_media
from stoppress.app.questions import QuestionRoom, question_parts, question_room
from stoppress.app.removing import inquiry, removal_by_law
from stoppress.app.staff import open_staff
from stoppress.app.telling import TellingRoom, open_telling, vapid_of
from stoppress.app.theming import open_theme, theme_logo
from stoppress.audience.reader_counts import FRESH, ReaderCounts
from stoppress.config.settings import Settings
from stoppress.database.database import Database
from stoppress.database.migrate import DESK
from stoppress.database.opening import database_url, open_database
from stoppress.domain.identifiers import PostId
from stoppress.domain.limits import Limits
from stoppress.drafts.ready_rows import ReadyWords
from stoppress.fastlane.answers import policy_lines
from stoppress.fastlane.lane import Lane, LaneLimits
from stoppress.hub.seats import Seats
from stoppress.journal.journal import Journal
from stoppress.journal.opening import open_journal
from stoppress.press.past import PastLimits
from stoppress.press.press import Press
from stoppress.render.figures import MediaPlace
from stoppress.render.frames import Frames
from stoppress.render.publication import Assets, Publication, Slot
from stoppress.render.templating import use_templates
from stoppress.staff.along import PeopleAlong
from stoppress.staff.authors import Authors
from stoppress.staff.people import People
from stoppress.staff.room import StaffRoom
from stoppress.staff.sessions import Sessions
from stoppress.staff.tokens import Tokens
from stoppress.web.desk.audience import Numbers
from stoppress.web.desk.door import DeskParts
from stoppress.web.desk.embed import Look
from stoppress.web.desk.installing import WORKER_FILE
from stoppress.web.door import STATIC, MediaParts, Parts, guarded, make_door, sources_of
from stoppress.web.hops import Hops
from stoppress.web.policy import Policy, policy_headers
from stoppress.web.reader.stream import StreamLimits

# 40 bits: a newsroom would have to publish a million posts in one blog to meet the same id twice.
_POST_ID_BYTES = 5

_SALT_BYTES = 16

# Of the idempotency keys that stand in the desk's forms.
_KEY_BYTES = 16

# How long shared caches keep a file: they are told when it is withdrawn, or ask again soon (DESIGN §5).
_PURGED_SECONDS = 86_400
_UNPURGED_SECONDS = 60

# Files a process has open beside streams: databases, logs, requests that are being answered (DESIGN §10.12).
_OTHER_FILES = 512


chance: Final = random.random
"""What pauses are spread by; nothing is kept secret with it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Newsroom:
    """Everything but the doors: what a command or a server works with."""

    settings: Settings
    journal: Journal
    desk: Database
    actions: Actions
    blogs: Blogs
    furniture: Furniture
    coverages: Coverages
    posts: Posts
    media: MediaRoom
    room: DeskRoom
    telling: TellingRoom
    tokens: Tokens
    staff: StaffRoom
    limits: Limits
    forgetting: Sequence[Forgetting] = ()
    previews: Previews
    owners: Owners
    reader_counts: ReaderCounts
    audience: AudienceRoom
    authors: Authors
    questions: QuestionRoom

    @property
    def people(self) -> People:
        """Who works here."""
        return self.staff.people

    @property
    def sessions(self) -> Sessions:
        """Who is signed in."""
        return self.staff.sessions


def now() -> datetime:
    """The wall clock."""
    return datetime.now(UTC)


@asynccontextmanager
async def open_newsroom(settings: Settings, *, migrate: bool = True) -> AsyncIterator[Newsroom]:
    """The parts, closed when the context ends. Raises StorageUnavailable, StorageOutdated."""
    settings.data.mkdir(parents=True, exist_ok=True)
    async with AsyncExitStack() as stack:
        desk = await open_database(database_url(DESK, settings.data, settings.database), DESK, migrating=migrate)
        stack.push_async_callback(desk.close)
        audience = await stack.enter_async_context(open_audience(settings, now, migrate=migrate))
        journal = await open_journal(
            settings.database,
            settings.data,
            salts=lambda: secrets.token_bytes(_SALT_BYTES),
            random=secrets.token_bytes,
            migrate=migrate,
        )
        stack.push_async_callback(journal.close)
        yield await _joined(settings, journal, desk, audience)


async def _joined(settings: Settings, journal: Journal, desk: Database, audience: AudienceRoom) -> Newsroom:
    limits = _limits(settings)
    drafts = open_drafts(settings, desk)
    owners = Writers(drafts)
    actions = Actions(journal, now=now, limits=limits, owners=owners)
    staff = open_staff(settings, desk, now)
    telling = await open_telling(settings, desk, staff, now)
    media = await open_media(settings, desk, actions, limits, now, drafts.is_going_to, telling.failures)
    posts = Posts(actions, _new_post_id, media.showing)
    room = desk_room(settings, desk, journal, drafts, actions, posts, media.showing, staff.people, telling)
    questions = question_room(settings, audience, room, telling.notices, actions, posts, now)
    return Newsroom(
        settings=settings,
        journal=journal,
        desk=desk,
        actions=actions,
        blogs=Blogs(actions, journal),
        furniture=Furniture(actions, media.showing),
        coverages=Coverages(actions, posts, media.showing, media.watch, journal.heads, PeopleAlong(staff.people)),
        posts=posts,
        media=media,
        room=room,
        telling=telling,
        tokens=Tokens(desk),
        staff=staff,
        limits=limits,
        forgetting=(drafts, telling.notices, room.rehearsing, questions.upkeep),
        previews=Previews(actions, media.library, limits),
        owners=owners,
        reader_counts=_reader_counts(settings, desk),
        audience=audience,
        authors=Authors(desk),
        questions=questions,
    )


def open_press(newsroom: Newsroom, publication: Publication) -> Press:
    """A press over the newsroom's journal."""
    settings = newsroom.settings
    past = PastLimits(at_once=settings.past_at_once, waiting=settings.past_waiting)
    return Press(newsroom.journal, publication, page_memory=settings.page_memory, past=past)


def door(
    newsroom: Newsroom, press: Press, publication: Publication, seats: Seats, embeds: Look | None = None
) -> Policy:
    """The ASGI application, over parts that are open already; `embeds` asks providers for those who write."""
    settings = newsroom.settings
    parts = Parts(
        press=press,
        blogs=newsroom.blogs,
        furniture=newsroom.furniture,
        coverages=newsroom.coverages,
        posts=newsroom.posts,
        tokens=newsroom.tokens,
        publication=publication,
        seats=seats,
        step_wait=settings.step_seconds,
        stream_limits=StreamLimits(heartbeat=settings.heartbeat_seconds, backlog=settings.stream_backlog),
        chance=chance,
        body_limit=settings.body_limit,
        host_limit=settings.host_limit,
        version=stoppress.__version__,
        theme=open_theme(settings.theme)[1].by_name,
        questions=question_parts(newsroom.questions, settings),
        hops=Hops(settings.trusted_proxies),
        audience=audience_parts(newsroom.audience, settings, now, follow_parts(newsroom, publication)),
        pictured=newsroom.authors.picture,
        desk=desk_parts(newsroom, press, publication, embeds),
        media=MediaParts(
            media=newsroom.media.media,
            library=newsroom.media.library,
            limits=newsroom.media.limits,
            incoming=newsroom.media.incoming,
            uploads=newsroom.media.uploads,
            promos=newsroom.media.promos,
            shared_seconds=_PURGED_SECONDS if settings.purge else _UNPURGED_SECONDS,
        ),
    )
    return guarded(make_door(parts), parts)


def desk_parts(newsroom: Newsroom, press: Press, publication: Publication, embeds: Look | None = None) -> DeskParts:
    """What the desk's routes need."""
    return DeskParts(
        now=now,
        staff=newsroom.staff,
        session_lasts=timedelta(seconds=newsroom.settings.session_seconds),
        owners=newsroom.owners,
        reader_counts=newsroom.reader_counts,
        numbers=Numbers(newsroom.audience.views, newsroom.audience.votes, newsroom.audience.followers),
        posts=newsroom.posts,
        merging=Merging(newsroom.actions, newsroom.posts, newsroom.journal),
        previews=newsroom.previews,
        media=newsroom.media.media,
        library=newsroom.media.library,
        incoming=newsroom.media.incoming,
        shelf=newsroom.media.limits,
        embed_previews=newsroom.settings.embed_previews,
        embeds=embeds,
        blogs=newsroom.blogs,
        furniture=newsroom.furniture,
        coverages=newsroom.coverages,
        promos=newsroom.media.promos,
        archive=Archive(newsroom.actions, newsroom.journal),
        removal=removal_by_law(newsroom),
        inquiry=inquiry(newsroom, press, publication),
        new_key=partial(secrets.token_hex, _KEY_BYTES),
        new_draft=new_draft,
        drafting=newsroom.room.drafting,
        sending=newsroom.room.sending,
        submitting=newsroom.room.submitting,
        shifts=newsroom.room.shifts,
        queue=newsroom.room.queue,
        rehearsing=newsroom.room.rehearsing,
        bell=newsroom.room.bell,
        questions=newsroom.questions.desk,
        answering=newsroom.questions.answering,
        noticing=Noticing(newsroom.telling.notices),
        alarming=Alarming(newsroom.telling.alarms),
        subscriptions=newsroom.telling.subscriptions,
        push_key=vapid_of(newsroom.telling, newsroom.settings, publication).public if newsroom.settings.push else "",
        together=newsroom.room.together,
        seats=Seats(DESK_STREAMS, newsroom.settings.streams_per_address, newsroom.settings.trusted_proxies),
        chance=chance,
        undo=Undo(newsroom.actions, newsroom.journal, newsroom.media.showing),
        preparing=Preparing(ReadyWords(newsroom.desk), newsroom.actions),
        worker=STATIC / WORKER_FILE,
        logo=theme_logo(newsroom.settings.theme),
        authors=author_pages(newsroom.authors, press, now),
    )


def seats_of(settings: Settings) -> Seats:
    """As many streams as the settings or the system allow."""
    files, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return Seats(
        settings.streams or max(1, files - _OTHER_FILES), settings.streams_per_address, settings.trusted_proxies
    )


def lane_over(press: Press, seats: Seats, settings: Settings, publication: Publication) -> Lane:
    """The fast lane of this process."""
    limits = LaneLimits(
        media_host=publication.media.host.encode(),
        heartbeat=settings.heartbeat_seconds,
        stall=settings.stall_seconds,
        idle=settings.idle_seconds,
        backlog=settings.stream_backlog,
    )
    return Lane(
        press, seats, policy=policy_lines(policy_headers(sources_of(publication))), chance=chance, limits=limits
    )


def publication_of(settings: Settings, origin: str) -> Publication:
    """The publication, at `origin` unless the settings say where."""
    return Publication(
        name=settings.publication,
        language=settings.language,
        origin=(settings.origin or origin).rstrip("/"),
        clock_style=settings.clock,
        colour=settings.colour,
        streams=settings.live_streams,
        media=MediaPlace(settings.media_origin or "", _frames(settings)),
        page_posts=settings.page_posts,
        key_events=settings.key_events,
        history=settings.history,
        frame_ancestors=settings.frame_ancestors,
        contact=settings.contact,
        questions=settings.questions,
        theme=open_theme(settings.theme)[0],
        templates=use_templates(settings.templates),
        slot=_slot(settings),
        asks=asks_of(settings),
        follows=settings.follow,
        assets=built_assets(),
    )


def _slot(settings: Settings) -> Slot | None:
    if not settings.slot_every or not settings.slot_address:
        return None
    return Slot(
        every=settings.slot_every,
        address=settings.slot_address,
        height=settings.slot_height,
        label=settings.slot_label,
    )


def _frames(settings: Settings) -> Frames:
    listed = listed_providers(settings)
    titles = {each.name: each.title for each in listed}
    if not settings.embed_frames:
        return Frames(titles)
    return Frames(titles, listed.frame, listed.frame_sources())


def built_assets() -> Assets:
    """The built scripts and sheets, from Vite's manifests; plain names where nothing has been built."""
    reader, desk = _built("manifest.json"), _built("desk.json")
    if not reader or not desk:
        return Assets()
    return Assets(
        script=reader["src/reader/main.ts"],
        sheet=reader["src/styles/reader.css"],
        desk_script=desk["src/desk/main.ts"],
        desk_sheet=desk["src/styles/desk.css"],
    )


def _built(manifest: str) -> dict[str, str]:
    path = STATIC / manifest
    if not path.exists():
        return {}
    return {name: f"/static/{entry['file']}" for name, entry in json.loads(path.read_text()).items()}


def _reader_counts(settings: Settings, desk: Database) -> ReaderCounts:
    # Two counts may be late or fail before the process counts as gone.
    return ReaderCounts(desk, now, fresh=max(FRESH, timedelta(seconds=3 * settings.readers_seconds)))


def _limits(settings: Settings) -> Limits:
    return Limits(
        headline=settings.headline_limit,
        key_point=settings.headline_limit,
        body=settings.post_limit,
        key_points=settings.key_points_limit,
    )


def _new_post_id(_at: datetime) -> PostId:
    return PostId(b32encode(secrets.token_bytes(_POST_ID_BYTES)).decode().lower())
