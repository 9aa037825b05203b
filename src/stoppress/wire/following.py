"""Following: alerts on their way to the browsers of those who follow a story.

Knows that the log is read on from the place that is kept with what is owed, at least once, whoever rings or does not; that
what is told is what the post says by then; and that a newer alert replaces one which a push service has not handed over.
Does not know how a message is sent (`push`), what it looks like (`render`), nor what is kept (`audience`).
"""

from __future__ import annotations

import asyncio
from base64 import urlsafe_b64encode
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final, Protocol

import structlog

from stoppress.audience.followers import KEPT_DAYS, QUIET_DAYS, Place
from stoppress.audience.owed import GOOD_FOR, Owed, Owing
from stoppress.domain.alerts import alerts_in
from stoppress.domain.blog import Blog, Coverage, Post
from stoppress.domain.facts import Label
from stoppress.domain.identifiers import Seq, Slug
from stoppress.drafts.failures import UNNOTED, Noting
from stoppress.errors import BlogUnknown, StoppressError
from stoppress.journal.journal import JournalReader, Recorded
from stoppress.outbound.browsers import Address
from stoppress.render.alert import end_alert, post_alert
from stoppress.render.publication import Publication
from stoppress.wire.push import Arrived, Gone, Later, Message, Outcome, Refused, Urgency

POLL_SECONDS: Final = 1.0
"""How often is asked what is to be sent, when nothing rings: another process may have left something."""

REREAD: Final = 1_000
"""How many revisions are read again after a restore: what was told before is not told again."""

_SENDING: Final = 20
"""Messages on their way at once."""

_TOPIC_LENGTH: Final = 32

_log = structlog.get_logger()


class Pushing(Protocol):
    """Who sends. See `wire.push.Push`."""

    async def send(self, address: Address, message: Message) -> Outcome:
        """One message; what came of it."""
        ...


Fold = Callable[[Slug], Awaitable[Blog]]
"""A blog after everything acknowledged by now. Raises BlogUnknown."""


class Following:
    """`run` it."""

    def __init__(
        self,
        owing: Owing,
        journal: JournalReader,
        fold: Fold,
        push: Pushing,
        publication: Publication,
        now: Callable[[], datetime],
        *,
        failures: Noting = UNNOTED,
        kept_days: int = KEPT_DAYS,
    ) -> None:
        self._owing = owing
        self._journal = journal
        self._fold = fold
        self._push = push
        self._publication = publication
        self._now = now
        self._failures = failures
        self._kept = timedelta(days=kept_days)
        self._places = asyncio.Semaphore(_SENDING)

    async def run(self, seconds: float = POLL_SECONDS) -> None:
        """Read on and send, neither waiting for the other, until cancelled."""
        rung, owed = asyncio.Event(), asyncio.Event()

        async def reading() -> None:
            await self.read_on()
            owed.set()

        tasks = [
            asyncio.ensure_future(self._hear(rung)),
            asyncio.ensure_future(_again_and_again(reading, rung, seconds)),
            asyncio.ensure_future(_again_and_again(self.send_due, owed, seconds)),
        ]
        try:
            await asyncio.gather(*tasks)
        finally:
            for each in tasks:
                each.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _hear(self, rung: asyncio.Event) -> None:
        async with self._journal.rings() as rings:
            async for _ in rings:
                rung.set()

    async def read_on(self) -> None:
        """Owe whatever followers are to be told of what has happened by now."""
        places = await self._owing.places()
        if not places:
            return
        heads = await self._journal.heads()
        for blog, place in places.items():
            await self._read_on(blog, place, heads.get(blog, Seq(0)))

    async def _read_on(self, blog: Slug, before: Place, head: Seq) -> None:
        """Read one blog's log on, as far as it goes or until another process does."""
        epoch, place = self._journal.epoch, before
        while place.epoch != epoch or place.seq < head:
            start = place.seq if place.epoch == epoch else Seq(max(0, min(place.seq, head) - REREAD))
            records = await self._journal.read(blog, after=start)
            after = Place(epoch, records[-1].seq if records else start)
            if not await self._move(blog, place, after, records):
                return
            place = after

    async def _move(self, blog: Slug, before: Place, after: Place, records: list[Recorded]) -> bool:
        try:
            fold = await self._fold(blog)
        except BlogUnknown:
            # A restore may have taken it away; whoever follows it is forgotten when nothing more happens.
            return await self._owing.move(blog, before, after, (), None)
        alerts = list(alerts_in(((each.seq, each.revision) for each in records), fold, self._now()))
        quiet = self._kept if fold.coverage is Coverage.ENDED else timedelta(days=QUIET_DAYS)
        return await self._owing.move(blog, before, after, alerts, fold.updated_at + quiet)

    async def send_due(self) -> int:
        """Send all that is due; how much was taken."""
        count = 0
        while taken := await self._owing.take_due():
            count += len(taken)
            folds = {blog: await self._found(blog) for blog in {each.blog for each in taken}}
            outcomes = await asyncio.gather(*(self._send(each, folds[each.blog]) for each in taken))
            await self._settle(list(zip(taken, outcomes, strict=True)))
        return count

    async def _found(self, blog: Slug) -> Blog | None:
        with suppress(BlogUnknown):
            return await self._fold(blog)
        return None

    async def _send(self, owed: Owed, blog: Blog | None) -> Outcome | None:
        """What came of one alert; None where it is not worth sending."""
        message = None if blog is None or owed.until <= self._now() else message_of(owed, blog, self._publication)
        if message is None:
            return None
        async with self._places:
            return await self._push.send(owed.address, message)

    async def _settle(self, outcomes: list[tuple[Owed, Outcome | None]]) -> None:
        await self._owing.is_over(each for each, outcome in outcomes if outcome is None or isinstance(outcome, Arrived))
        await self._owing.forget(each for each, outcome in outcomes if isinstance(outcome, Gone))
        await self._owing.failed(each for each, outcome in outcomes if isinstance(outcome, Refused))
        problems = [outcome.problem for _, outcome in outcomes if isinstance(outcome, Refused)]
        later = [(each, outcome) for each, outcome in outcomes if isinstance(outcome, Later)]
        again = await asyncio.gather(*(self._owing.put_off(each, outcome.at_least) for each, outcome in later))
        problems += [outcome.problem for (_, outcome), is_tried in zip(later, again, strict=True) if not is_tried]
        if problems:
            await self._failed(problems[0])

    async def _failed(self, problem: str) -> None:
        _log.info("a follower could not be told", problem=problem)
        await self._failures.note("follow", f"Some readers who follow a story could not be told: {problem}")


def message_of(owed: Owed, blog: Blog, publication: Publication) -> Message | None:
    """What is sent, as things stand now; None where there is nothing to tell any more."""
    topic = topic_of(blog.slug)
    if owed.post is None:
        if blog.coverage is not Coverage.ENDED:
            return None
        return _message(end_alert(blog, publication, topic), topic, Urgency.LOW)
    post = blog.posts.get(owed.post)
    if post is None or not post.is_readable:
        return None
    return _message(post_alert(blog, post, publication, topic), topic, _urgency(post, blog))


def _message(payload: bytes, topic: str, urgency: Urgency) -> Message:
    return Message(payload=payload, topic=topic, ttl=GOOD_FOR, urgency=urgency)


def topic_of(blog: Slug) -> str:
    """What a push service calls all alerts of a blog by: it need not know which it is."""
    return urlsafe_b64encode(sha256(f"follow {blog}".encode()).digest()).decode()[:_TOPIC_LENGTH]


def _urgency(post: Post, blog: Blog) -> Urgency:
    if post.label is Label.BREAKING:
        return Urgency.HIGH
    return Urgency.NORMAL if post.key_event or blog.pinned == post.id else Urgency.LOW


async def _again_and_again(deed: Callable[[], Awaitable[object]], woken: asyncio.Event, seconds: float) -> None:
    """Do it whenever woken, and every so often in any case. What cannot be done now is tried the next time."""
    while True:
        woken.clear()
        try:
            await deed()
        except StoppressError as problem:
            _log.warning("nobody knows what followers are to be told", problem=str(problem))
        except Exception:  # noqa: BLE001 - whatever went wrong, nobody would be told anything any more
            _log.exception("nobody knows what followers are to be told")
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await woken.wait()
