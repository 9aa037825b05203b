"""Building: from settings to joined parts.

Knows chance, the clock and the order of opening and closing.
Does not know servers (`serving`).
"""

from __future__ import annotations

import random
import secrets
from base64 import b32encode
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from stoppress.actions.actions import Actions, Owners
from stoppress.actions.blogs import Blogs
from stoppress.actions.coverage import Coverages
from stoppress.actions.drafting import Writers
from stoppress.actions.furniture import Furniture
from stoppress.actions.posts import Posts
from stoppress.actions.previews import Previews
from stoppress.actions.removal import Forgetting
from stoppress.app.audience import AudienceRoom, open_audience
from stoppress.app.desk import DeskRoom, desk_room, open_drafts
from stoppress.app.media import MediaRoom, open_media
from stoppress.app.questions import QuestionRoom, question_room
from stoppress.app.staff import open_staff
from stoppress.app.telling import TellingRoom, open_telling
from stoppress.audience.reader_counts import FRESH, ReaderCounts
from stoppress.config.settings import Settings
from stoppress.database.database import Database
from stoppress.database.migrate import DESK
from stoppress.database.opening import database_url, open_database
from stoppress.domain.identifiers import PostId
from stoppress.domain.limits import Limits
from stoppress.domain.stored import SALT_BYTES
from stoppress.drafts.along import DeskAlong
from stoppress.journal.journal import Journal
from stoppress.journal.opening import open_journal
from stoppress.press.past import PastLimits
from stoppress.press.press import Press
from stoppress.render.publication import Publication
from stoppress.staff.along import PeopleAlong
from stoppress.staff.authors import Authors
from stoppress.staff.people import People
from stoppress.staff.room import StaffRoom
from stoppress.staff.sessions import Sessions
from stoppress.staff.tokens import Tokens

# 40 bits: a newsroom would have to publish a million posts in one blog to meet the same id twice.
_POST_ID_BYTES = 5

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
            salts=lambda: secrets.token_bytes(SALT_BYTES),
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
    along = PeopleAlong(staff.people), DeskAlong(desk), room.shifts
    questions = question_room(settings, audience, room, telling.notices, actions, posts, now)
    return Newsroom(
        settings=settings,
        journal=journal,
        desk=desk,
        actions=actions,
        blogs=Blogs(actions, journal),
        furniture=Furniture(actions, media.showing),
        coverages=Coverages(actions, posts, media.showing, media.watch, journal.heads, along),
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
