"""Building the audience's room: its database, and what writes there.

Knows that what readers send is kept apart from the journal and the desk, and waits for neither. (ADR 19)
Does not know doors, nor servers.
"""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Final

from sqlalchemy.engine import Connection

from stoppress.actions.actions import Now
from stoppress.audience.followers import Followers, forget_followers
from stoppress.audience.networks import forget_networks
from stoppress.audience.owed import Owing
from stoppress.audience.question_upkeep import forget_questions, question_faults
from stoppress.audience.views import Views, forget_views, view_faults
from stoppress.audience.votes import Votes, forget_votes, vote_faults
from stoppress.config.settings import Settings
from stoppress.database.database import Database
from stoppress.database.grouped import GroupedWrites
from stoppress.database.migrate import AUDIENCE
from stoppress.database.opening import database_url, open_database
from stoppress.outbound.addresses import exceptions
from stoppress.render.publication import Asks
from stoppress.web.door import AudienceParts
from stoppress.web.reader.board import VoteParts
from stoppress.web.reader.follow import FollowParts
from stoppress.web.reader.seen import SeenParts

WRITES: Final = "audience"
"""What the group of writes is called that all processes take turns in."""

_KEY_BYTES: Final = 24

Forgetting = Callable[..., object]
"""Deletes, on a connection, what is due at `now`."""

Checking = Callable[[Connection], list[str]]
"""Says what is wrong on a connection."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AudienceRoom:
    """The parts of the room. Whatever writes goes through `writes`.

    `forgetting` deletes what is due at a moment, each its own; `checking` says what is wrong.
    """

    database: Database
    writes: GroupedWrites
    votes: Votes
    views: Views
    followers: Followers
    owing: Owing
    forgetting: Sequence[Forgetting]
    checking: Sequence[Checking] = (vote_faults, view_faults, question_faults)

    async def forget(self, now: datetime) -> None:
        """Delete what is due. Raises StorageFull, StorageUnavailable."""
        for each in self.forgetting:
            await self.writes.write(partial(each, now=now))

    async def faults(self) -> list[str]:
        """What is wrong, in a sentence each. Raises StorageUnavailable."""
        found = [await self.database.read(each) for each in self.checking]
        return [fault for each in found for fault in each]


@asynccontextmanager
async def open_audience(settings: Settings, now: Now, *, migrate: bool = True) -> AsyncIterator[AudienceRoom]:
    """The room, closed when the context ends: what waits to be written is written first."""
    database = await open_database(
        database_url(AUDIENCE, settings.data, settings.database), AUDIENCE, migrating=migrate
    )
    try:
        writes = GroupedWrites(database, WRITES)
        views = Views(database, writes, now)
        yield AudienceRoom(
            database=database,
            writes=writes,
            votes=Votes(database, writes, now, secrets.token_bytes, per_minute=settings.votes_per_minute),
            views=views,
            followers=_followers(settings, database, writes, now),
            owing=Owing(database, writes, now),
            forgetting=(
                partial(forget_votes, days=settings.vote_days),
                partial(forget_views, days=settings.view_days),
                partial(forget_questions, days=settings.question_days),
                forget_followers,
                forget_networks,
            ),
        )
        await views.close()
        await writes.close()
    finally:
        await database.close()


def _followers(settings: Settings, database: Database, writes: GroupedWrites, now: Now) -> Followers:
    return Followers(
        database,
        writes,
        now,
        secrets.token_bytes,
        services=settings.push_services,
        allowed=exceptions(settings.outbound_exceptions),
        per_minute=settings.follow_per_minute,
        limit=settings.followers_limit,
    )


def audience_parts(
    room: AudienceRoom, settings: Settings, now: Now, follow: FollowParts | None = None
) -> AudienceParts:
    """What the readers' routes need."""
    votes = VoteParts(
        votes=room.votes,
        views=room.views,
        now=now,
        new_key=partial(secrets.token_urlsafe, _KEY_BYTES),
        days=settings.vote_days,
    )
    seen = SeenParts(views=room.views, now=now, per_minute=settings.views_per_minute) if settings.views else None
    return AudienceParts(votes=votes, seen=seen, follow=follow)


def asks_of(settings: Settings) -> Asks:
    """What readers are asked, and told."""
    return Asks(
        stars=settings.ratings,
        helpful=settings.helpful,
        least=settings.votes_least,
        barred=frozenset(settings.votes_barred),
        counted=settings.views,
        told=settings.views and settings.views_shown,
        hours=settings.most_read_hours,
    )
