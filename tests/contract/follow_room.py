"""A blog in a journal, readers who follow it, and a push service of this machine that hands them what they are told.

Knows how to publish, and how a browser comes to follow.
Does not know what is to be tested.
"""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from stoppress.audience.followers import Followers, Place
from stoppress.audience.owed import Owing
from stoppress.database.kinds import AnyDatabase
from stoppress.domain.alerts import Wants
from stoppress.domain.blog import Blog
from stoppress.domain.facts import Description, Headline
from stoppress.domain.fold import fold
from stoppress.domain.identifiers import Epoch, PostId, Slug
from stoppress.domain.revisions import BlogOpened, PostPublished, Revision
from stoppress.errors import BlogUnknown
from stoppress.journal.memory import MemoryJournal
from stoppress.outbound.guarded import fetching
from stoppress.render.publication import Publication
from stoppress.wire.following import Following, Pushing
from stoppress.wire.push import Push
from stoppress.wire.vapid import Vapid
from tests.contract.audiences import grouped, open_audience_database
from tests.noted import Noted
from tests.push_service import Device, PushService, push_service

NOON = datetime(2031, 4, 5, 12, 0, 0, tzinfo=UTC)
FERRY, STORM = Slug("ferry"), Slug("storm")
HERE = "192.0.2.7"
PUBLICATION = Publication(name="The Courier", origin="https://courier.example")


class FollowRoom:
    """Its clock is set by hand."""

    def __init__(self, database: AnyDatabase, journal: MemoryJournal, place: str, **more: Any) -> None:
        self.database, self.journal, self.time = database, journal, NOON
        self.writes = grouped(database)
        self.noted = Noted()
        self.allowed = frozenset({place}) if place else frozenset()
        given = {"per_minute": 100_000, "allowed": self.allowed, **more}
        self.followers = Followers(database, self.writes, self.clock, os.urandom, **given)
        self.owing = Owing(database, self.writes, self.clock)
        self._numbers = count(1)

    def clock(self) -> datetime:
        return self.time

    def later(self, **more: float) -> None:
        """Time passes."""
        self.time += timedelta(**more)

    async def blog(self, slug: Slug) -> Blog:
        """The fold."""
        records = await self.journal.read(slug)
        if not records:
            raise BlogUnknown(blog=slug)
        return fold(each.revision for each in records)

    async def open(self, slug: Slug = FERRY) -> None:
        given = Description(headline=Headline(text="Ferries stop: no boat leaves", short="Ferries stop"))
        await self.happens(BlogOpened(at=self.time, slug=slug, description=given), slug=slug)

    async def happens(self, *revisions: Revision, slug: Slug = FERRY) -> None:
        await self.journal.append(slug, revisions, by="rosa")

    async def publish(self, headline: str, slug: Slug = FERRY, **more: Any) -> PostId:
        """A post; its id."""
        post = PostId(f"p{next(self._numbers)}")
        given = {"at": self.time, "published_at": self.time, "headline": headline, **more}
        await self.happens(PostPublished(post=post, **given), slug=slug)
        return post

    async def follow(self, device: Device, wants: Wants = Wants.KEY, slug: Slug = FERRY, address: str = HERE) -> None:
        """A browser follows a blog from now on."""
        here = Place(self.journal.epoch, await self.journal.head(slug))
        await self.followers.follow(slug, device.address, wants, here, address)

    def following(self, push: Pushing) -> Following:
        """A process that tells them."""
        return Following(self.owing, self.journal, self.blog, push, PUBLICATION, self.clock, failures=self.noted)


class PushedRoom(FollowRoom):
    """One with a push service."""

    service: PushService
    wire: Following

    async def tell(self) -> int:
        """Tell whatever there is to be told; how many messages were taken."""
        await self.wire.read_on()
        return await self.wire.send_due()

    def said(self, device: Device) -> Sequence[str]:
        """What a browser was told."""
        return [device.read(each)["notification"]["body"] for each in self.service.to(device)]


def memory_journal(epoch: str = "velmora2") -> MemoryJournal:
    """An empty one."""
    return MemoryJournal(epoch=Epoch(epoch), salts=lambda: b"0123456789abcdef")


def new_key() -> bytes:
    """A newsroom's key."""
    return generate_private_key(SECP256R1()).private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())


@asynccontextmanager
async def follow_room(
    kind: str, request: pytest.FixtureRequest, folder: Path, **more: Any
) -> AsyncIterator[PushedRoom]:
    """A room with an open blog."""
    async with AsyncExitStack() as stack:
        database = await stack.enter_async_context(open_audience_database(kind, request, folder))
        service = await stack.enter_async_context(push_service())
        journal = memory_journal()
        stack.push_async_callback(journal.close)
        room = PushedRoom(database, journal, service.place, **more)
        fetcher = await stack.enter_async_context(fetching(allowed=room.allowed))
        room.service = service
        room.wire = room.following(
            Push(fetcher.post, Vapid(new_key(), "mailto:desk@courier.example"), lambda: datetime.now(UTC))
        )
        await room.open()
        yield room
