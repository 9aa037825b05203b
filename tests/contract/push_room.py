"""A staff room whose people are told on their devices, over a push service of this machine.

Knows how to sign somebody in, and to make them a device.
Does not know what is to be tested.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import pytest

from stoppress.database.kinds import AnyDatabase
from stoppress.drafts.deliveries import Deliveries
from stoppress.drafts.failures import Failures
from stoppress.drafts.notice_rows import Notices
from stoppress.outbound.guarded import fetching
from stoppress.staff.allowed import Allowed
from stoppress.staff.subscriptions import Subscription, Subscriptions
from stoppress.wire.notifying import Notifying, Told
from stoppress.wire.push import Push
from stoppress.wire.vapid import Vapid, vapid_key
from tests.contract.desks import open_desk
from tests.contract.staff_room import StaffRoom
from tests.push_service import Device, PushService, push_service


class Room(StaffRoom):
    """A staff room whose people are told, over a push service that listens."""

    def __init__(self, desk: AnyDatabase, service: PushService) -> None:
        super().__init__(desk)
        self.service = service
        allowed = frozenset({service.place})
        self.notices = Notices(self.desk, Allowed(self.people).who_may, lambda _connection: self.now)
        self.subscriptions = Subscriptions(self.desk, random=self.random, allowed=allowed)
        self.deliveries = Deliveries(self.desk, lambda _connection: self.now)
        self.notifying: Notifying

    async def signed_in(self, person: str) -> str:
        """The id of a new session of somebody."""
        secret = await self.sessions.begin(person, now=self.now)
        known = await self.sessions.who(secret, self.now)
        assert known is not None
        return known.session

    async def device(self, person: str, name: str) -> tuple[Device, Subscription]:
        """Another browser that somebody is told in."""
        device = self.service.device(name)
        return device, await self.subscriptions.keep(person, await self.signed_in(person), device.address, self.now)

    async def send(self) -> int:
        return await self.notifying.send_due()


@asynccontextmanager
async def opened_room(kind: str, request: pytest.FixtureRequest, folder: Path) -> AsyncIterator[Room]:
    async with AsyncExitStack() as stack:
        desk = await stack.enter_async_context(open_desk(kind, request, folder))
        service = await stack.enter_async_context(push_service())
        room = Room(desk, service)
        fetcher = await stack.enter_async_context(fetching(allowed=frozenset({service.place})))
        vapid = Vapid(await vapid_key(desk), "mailto:desk@velmora.example")
        told = Told(
            notices=room.notices,
            deliveries=room.deliveries,
            subscriptions=room.subscriptions,
            sessions=room.sessions,
        )
        failures = Failures(room.notices, room.time)
        room.notifying = Notifying(told, Push(fetcher.post, vapid, room.time), failures, room.time, "The Courier")
        yield room
