"""Building what tells staff: notices, alarms, failures, and the way to their devices.

Knows what the settings say of them.
Does not know doors, nor servers.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from stoppress.clockwork.alarms import Alarming
from stoppress.config.settings import Settings
from stoppress.database.database import Database
from stoppress.drafts.alarm_rows import Alarms
from stoppress.drafts.deliveries import Deliveries
from stoppress.drafts.failures import Failures
from stoppress.drafts.notice_rows import Notices
from stoppress.outbound.addresses import exceptions
from stoppress.press.press import Press
from stoppress.render.publication import Publication
from stoppress.staff.allowed import Allowed
from stoppress.staff.room import StaffRoom
from stoppress.staff.subscriptions import Subscriptions
from stoppress.wire.notifying import Notifying, Told
from stoppress.wire.push import Post, Push
from stoppress.wire.vapid import Vapid, vapid_key


@dataclass(frozen=True, slots=True, kw_only=True)
class TellingRoom:
    """The parts of the room. `key` is the newsroom's private one, by which push services know it."""

    notices: Notices
    failures: Failures
    alarms: Alarms
    subscriptions: Subscriptions
    deliveries: Deliveries
    key: bytes


async def open_telling(
    settings: Settings, desk: Database, staff: StaffRoom, now: Callable[[], datetime]
) -> TellingRoom:
    """The parts over the desk's database. Raises StorageUnavailable."""
    notices = Notices(desk, Allowed(staff.people).who_may, kept_days=settings.notice_days)
    return TellingRoom(
        notices=notices,
        failures=Failures(notices, now),
        alarms=Alarms(desk),
        subscriptions=Subscriptions(desk, random=secrets.token_bytes, allowed=exceptions(settings.outbound_exceptions)),
        deliveries=Deliveries(desk),
        key=await vapid_key(desk),
    )


def vapid_of(room: TellingRoom, settings: Settings, publication: Publication) -> Vapid:
    """Who the newsroom is to push services; they may write to the contact, or to where it publishes."""
    return Vapid(room.key, settings.contact or publication.origin)


def notifying(
    room: TellingRoom, staff: StaffRoom, post: Post, vapid: Vapid, now: Callable[[], datetime], title: str
) -> Notifying:
    """What sends notices to devices, over a way to post."""
    told = Told(
        notices=room.notices,
        deliveries=room.deliveries,
        subscriptions=room.subscriptions,
        sessions=staff.sessions,
    )
    return Notifying(told, Push(post, vapid, now), room.failures, now, title)


def alarming(room: TellingRoom, press: Press) -> Alarming:
    """What looks for alarms."""
    return Alarming(room.alarms, press.current, room.notices)
