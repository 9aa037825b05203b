"""Notifying: notices on their way to the browsers of those who were told.

Knows that a browser is told for as long as the session lasts in which it asked for that, only what its person may see by
then, and nothing they have read already.
Does not know how a message is sent (`push`), nor who is told what (`drafts`).
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import structlog

from stoppress.drafts.deliveries import Deliveries, Delivery
from stoppress.drafts.failures import Noting
from stoppress.drafts.notice_rows import Notices
from stoppress.drafts.notices import Notice, NoticeKind
from stoppress.errors import StoppressError
from stoppress.staff.allowed import may_see
from stoppress.staff.sessions import Sessions
from stoppress.staff.subscriptions import Subscription, Subscriptions
from stoppress.wire.push import Gone, Later, Message, Push, Refused, Urgency

POLL_SECONDS: Final = 1.0
"""How often is asked what is to be sent: another process may have told something."""

_KEPT: Final = timedelta(hours=12)
"""How long a push service keeps a notice for a device that is off: about a shift."""

# What may be late is of now all the same.
_URGENT: Final = frozenset({NoticeKind.ALARM, NoticeKind.SUBMITTED, NoticeKind.FAILURE})

# What a phone shows in one line.
_TITLE_LIMIT: Final = 60

_log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What is known of notices, and of the browsers in which somebody is told."""

    notices: Notices
    deliveries: Deliveries
    subscriptions: Subscriptions
    sessions: Sessions


class Notifying:
    """`run` it. `title` stands above every notice."""

    def __init__(self, told: Told, push: Push, failures: Noting, now: Callable[[], datetime], title: str) -> None:
        self._told = told
        self._push = push
        self._failures = failures
        self._now = now
        self._title = title

    async def run(self, seconds: float = POLL_SECONDS) -> None:
        """Send what is due, until cancelled."""
        while True:
            try:
                await self.send_due()
            except StoppressError as problem:
                _log.warning("nobody knows what is to be pushed", problem=str(problem))
            except Exception:  # noqa: BLE001 - whatever went wrong, nothing would be pushed any more
                _log.exception("nobody knows what is to be pushed")
            await asyncio.sleep(seconds)

    async def send_due(self) -> int:
        """Send all that is due; how much was taken."""
        count = 0
        while taken := await self._told.deliveries.take_due():
            count += len(taken)
            await asyncio.gather(*map(self._deliver, taken))
        return count

    async def _deliver(self, delivery: Delivery) -> None:
        told = self._told
        subscription = await told.subscriptions.find(delivery.subscription)
        notice = await self._wanted(delivery, subscription) if subscription is not None else None
        if subscription is None or notice is None:
            await told.deliveries.is_over(delivery)
            return
        match await self._push.send(subscription.address, _message(notice, self._title)):
            case Gone():
                await told.subscriptions.forget(subscription.id)
            case Later(problem=problem, at_least=at_least):
                if not await told.deliveries.put_off(delivery, at_least):
                    await self._failed(problem)
            case Refused(problem=problem):
                await told.deliveries.is_over(delivery)
                await self._failed(problem)
            case _:
                await told.deliveries.is_over(delivery)

    async def _wanted(self, delivery: Delivery, subscription: Subscription) -> Notice | None:
        """The notice, if it is still to be sent."""
        person = await self._told.sessions.lasting(subscription.session, self._now())
        if person is None or person.id != subscription.person:
            await self._told.subscriptions.forget(subscription.id)
            return None
        notice = await self._told.notices.find(person.id, delivery.notice)
        if notice is None or (notice.read_at is not None and not _was_never_counted(notice)):
            return None
        return notice if may_see(person, notice.verb, notice.blog) else None

    async def _failed(self, problem: str) -> None:
        _log.info("a device could not be told", problem=problem)
        await self._failures.note("push", f"Some devices could not be told of notices: {problem}", path="/desk/notices")


def _was_never_counted(notice: Notice) -> bool:
    """Whether it was read from the moment it was told: whoever chose so still wants it on their devices."""
    return notice.read_at == notice.told_at


def _message(notice: Notice, title: str) -> Message:
    tree = {"title": title[:_TITLE_LIMIT], "body": notice.text, "path": f"/desk/notices/{notice.id}", "tag": notice.id}
    return Message(
        payload=json.dumps(tree, ensure_ascii=False).encode(),
        topic=notice.id,
        ttl=_KEPT,
        urgency=Urgency.HIGH if notice.kind in _URGENT else Urgency.NORMAL,
    )
