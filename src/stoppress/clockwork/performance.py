"""A performance: one script as it happens in a rehearsal's blog, revision after revision, at the pace it was given.

Knows what is on its way and for how long, that nothing happens to a post before it is out, and that the second pair of eyes
takes its time.
Does not know readers (`playing`), nor how anything is published (`actions`).
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from stoppress.actions.rehearsal import Script
from stoppress.actions.staging import Stage
from stoppress.domain.identifiers import PostId, Seq, Slug
from stoppress.domain.rehearsed import named
from stoppress.domain.revisions import CoverageContinued, CoverageEnded, CoveragePaused, PostPublished, Revision
from stoppress.domain.stored import kind_of
from stoppress.drafts.alarms import Watched
from stoppress.drafts.draft import Draft, State
from stoppress.errors import StoppressError
from stoppress.journal.journal import READ_LIMIT

APPROVED_AFTER_SECONDS: Final = 3.0
"""How long the second pair of eyes takes to read a post."""

# The longest undo window, and some more.
_PATIENCE_SECONDS: Final = 150.0

_LOOK_SECONDS: Final = 0.1

# What was held with something wrong about it is asked for when it is late.
_LATE_SECONDS: Final = 2.0

_REFUSALS: Final = 50

NOT_OUT: Final = "It has not gone out while it was waited for."

Sleep = Callable[[float], Awaitable[None]]
Clock = Callable[[], float]


@dataclass(slots=True)
class OnItsWay:
    """A post that was sent and is not out."""

    draft: Draft
    sent_at: datetime
    is_approved: bool = False


class Performance:
    """`run` it, and `look` from time to time."""

    def __init__(self, stage: Stage, sandbox: Slug, script: Script, clock: Clock, sleep: Sleep = asyncio.sleep) -> None:
        self._stage = stage
        self._sandbox = sandbox
        self._script = script
        self._clock = clock
        self._sleep = sleep
        self._names: dict[PostId, PostId] = {}
        self._looking = asyncio.Lock()
        self.moments: dict[Seq, datetime] = {}
        self.seq = Seq(0)
        self.on_their_way: dict[PostId, OnItsWay] = {}
        self.kinds: Counter[str] = Counter()
        self.refused: list[tuple[str, str]] = []
        self.refusals = 0
        self.waits: list[float] = []
        self.reviews: list[float] = []
        self.alarms: set[tuple[Watched, datetime]] = set()
        self.done = 1
        self.late = 0.0

    @property
    def planned(self) -> int:
        """How many revisions the script has."""
        return len(self._script.revisions)

    async def run(self, seconds: float) -> None:
        """Let everything happen within so many seconds, and see the last of it go out. Raises StorageUnavailable."""
        begun = self._clock()
        pace = seconds / self._script.seconds if self._script.seconds else 0.0
        for revision, offset in self._script.revisions[1:]:
            due = begun + offset * pace
            await self._sleep(max(0.0, due - self._clock()))
            await self._happen(revision)
            self.late = max(self.late, self._clock() - due)
            self.done += 1
        await self._settle(self.on_their_way.keys())

    async def look(self) -> None:
        """Find out what has happened since, and approve what waits for it."""
        async with self._looking:
            while len(found := await self._stage.log(self._sandbox, self.seq)) > 0:
                for each in found:
                    self.seq = each.seq
                    self.moments[each.seq] = each.at
                    if each.post is not None and (sent := self.on_their_way.pop(each.post, None)) is not None:
                        self.waits.append((each.at - sent.sent_at).total_seconds())
                if len(found) < READ_LIMIT:
                    break
            for name, sent in list(self.on_their_way.items()):
                await self._look_after(name, sent)
            self.alarms.update((await self._stage.alarms(self._sandbox)).items())

    async def _look_after(self, name: PostId, sent: OnItsWay) -> None:
        waited = (self._stage.now() - sent.sent_at).total_seconds()
        if sent.draft.state is State.REVIEW and not sent.is_approved and waited >= APPROVED_AFTER_SECONDS:
            sent.draft, sent.is_approved = await self._stage.approve(sent.draft), True
            self.reviews.append(waited)
        elif waited >= _LATE_SECONDS and sent.draft.state is not State.REVIEW:
            known = await self._stage.look(sent.draft)
            if known.state is State.HELD:
                self._refuse(kind_of(PostPublished), known.problem or NOT_OUT)
                self.on_their_way.pop(name, None)

    async def _happen(self, revision: Revision) -> None:
        await self._settle(self._needed(revision))
        try:
            if isinstance(revision, PostPublished):
                await self._send(revision)
            else:
                await self._stage.repeat(self._sandbox, revision, self._names)
        except StoppressError as problem:
            self._refuse(kind_of(revision), str(problem))
        else:
            self.kinds[kind_of(revision)] += 1

    async def _send(self, post: PostPublished) -> None:
        sent_at = self._stage.now()
        name, draft = await self._stage.send(self._sandbox, post, self._names)
        self._names[post.post] = name
        if draft.state not in (State.SENT, State.SENDING):
            self.on_their_way[name] = OnItsWay(draft, sent_at)

    def _needed(self, revision: Revision) -> frozenset[PostId]:
        """What has to be out before this happens."""
        if isinstance(revision, CoveragePaused | CoverageEnded | CoverageContinued):
            return frozenset(self.on_their_way)
        return frozenset(self._names.get(each, each) for each in named(revision))

    async def _settle(self, needed: AbstractSet[PostId]) -> None:
        """Wait until these are out, but not for ever."""
        needed, until = frozenset(needed), self._clock() + _PATIENCE_SECONDS
        while waiting := needed & self.on_their_way.keys():
            await self.look()
            if self._clock() >= until:
                for each in waiting & self.on_their_way.keys():
                    self._refuse(kind_of(PostPublished), NOT_OUT)
                    del self.on_their_way[each]
            elif needed & self.on_their_way.keys():
                await self._sleep(_LOOK_SECONDS)

    def _refuse(self, kind: str, sentence: str) -> None:
        self.refusals += 1
        if len(self.refused) < _REFUSALS:
            self.refused.append((kind, sentence))
