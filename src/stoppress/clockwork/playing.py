"""Playing: rehearsals that were asked for are carried out, one at a time, with readers in a process of their own.

Knows that one is taken by one process, which says again and again how it stands and asks whether it is to stop; that whatever
becomes of it is reported; and that readers end with whoever started them.
Does not know what happens in it (`performance`), nor what the report says (`rehearsal_report`). (ADR 0017)
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final, Protocol

import structlog

from stoppress.actions.rehearsals import Order, Rehearsing, Through, read_order
from stoppress.actions.staging import Stage
from stoppress.clockwork.heard import Heard
from stoppress.clockwork.machine import Machine
from stoppress.clockwork.performance import Performance
from stoppress.clockwork.rehearsal_report import Gathered, progress
from stoppress.clockwork.rehearsal_words import verdict
from stoppress.drafts.bell import DeskBell, What
from stoppress.drafts.notices import NewNotice, NoticeKind, Telling
from stoppress.drafts.rehearsals import Progress, Rehearsal, Rehearsals
from stoppress.drafts.rules import Rules
from stoppress.errors import StoppressError
from stoppress.errors.rehearsals import RehearsalImpossible
from stoppress.outbound.crowd import Place
from stoppress.outbound.reading_child import place_at, place_here, reading_child

NOTED_SECONDS: Final = 1.0
"""How often is said how a rehearsal stands."""

PER_SECOND: Final = 500.0
"""How many readers arrive in a second: a crowd, and not one blow."""

# So long is waited for readers to arrive, and for the last of them to hear the last of it.
_ARRIVAL_SECONDS: Final = 90.0
_PATIENCE_SECONDS: Final = 15.0

_LOOK_SECONDS: Final = 0.1

# A lost ring, or an outage of the database, costs so long. What is old is thrown away as often.
_ROUND_SECONDS: Final = 30.0

_OVER: Final = "The rehearsal is over."
_UNEXPECTED: Final = "Something went wrong; the log of the server says what."

_log = structlog.get_logger()


class Child(Protocol):
    """See `outbound.reading_child`."""

    is_gone: asyncio.Event

    async def finish(self, end: int, patience: float) -> dict[str, Any] | None:
        """Let everybody hear everything up to `end`."""


Reading = Callable[[Place, int, float, Callable[[dict[str, Any]], None]], AbstractAsyncContextManager[Child]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """Where readers find the server that plays: what it listens on, and the publication's own address if one is set."""

    address: str
    port: int
    origin: str | None = None

    def place(self, order: Order, path: str, after: str) -> Place:
        """Where readers of one rehearsal go. Raises RehearsalImpossible."""
        if order.through is Through.ORIGIN and self.origin:
            return place_at(self.origin, path, after)
        try:
            return place_here(self.address, self.port, path, after)
        except ValueError as problem:
            sentence = f"{self.address} is not an address of this machine’s own, and no readers are sent to others."
            raise RehearsalImpossible(problem=sentence) from problem


class Playing:
    """`run` it, or `play` one rehearsal that was taken."""

    def __init__(
        self,
        rows: Rehearsals,
        stage: Stage,
        served: Served,
        telling: Telling,
        clock: Callable[[], float],
        reading: Reading = reading_child,
        *,
        noted_seconds: float = NOTED_SECONDS,
    ) -> None:
        self._rows = rows
        self._stage = stage
        self._served = served
        self._telling = telling
        self._clock = clock
        self._reading = reading
        self._noted_seconds = noted_seconds

    async def run(self, bell: DeskBell, rehearsing: Rehearsing, days: float) -> None:
        """Play what is asked for, and throw away what ended `days` ago, until cancelled."""
        async with bell.rings() as rings:
            while True:
                try:
                    while (taken := await self._rows.take()) is not None:
                        await self.play(taken)
                    await rehearsing.throw_old_away(timedelta(days=days))
                except StoppressError as problem:
                    _log.warning("rehearsals wait for the database", problem=str(problem))
                with suppress(TimeoutError):
                    async with asyncio.timeout(_ROUND_SECONDS):
                        while (heard := await anext(rings, None)) is not None and heard.what is not What.REHEARSAL:
                            pass

    async def play(self, taken: Rehearsal) -> Rehearsal:
        """Play a rehearsal that was taken; it afterwards."""
        try:
            show = await _Show.opened(self._stage, taken)
        except StoppressError as problem:
            closed = await self._rows.close(taken.id, Progress.FAILED, _failure(str(problem)))
            await self._tell(closed)
            return closed
        show.begun = self._clock()
        state, wrong = Progress.CUT_OFF, ""
        try:
            state = await self._shown(show)
        except StoppressError as problem:
            state, wrong = Progress.FAILED, str(problem)
        except Exception:  # noqa: BLE001 - one that cannot be played must not keep later ones from it
            _log.exception("a rehearsal could not be played", rehearsal=taken.id)
            state, wrong = Progress.FAILED, _UNEXPECTED
        finally:
            report = show.gathered.report(self._clock() - show.begun, wrong)
            await self._stage.end(taken.sandbox)
            closed = await self._rows.close(taken.id, state, report.written())
        if closed.thrown_away_at is not None:
            await self._stage.throw_away(taken.sandbox)
        await self._tell(closed)
        return closed

    async def _tell(self, closed: Rehearsal) -> None:
        """Whoever asked for it is told that it is over. The report is there whether they are or not."""
        notice = NewNotice(
            kind=NoticeKind.REHEARSAL,
            text=f"The rehearsal is over. {verdict(json.loads(closed.report))}" if closed.report else _OVER,
            path=f"/desk/blogs/{closed.blog}/rehearsals/{closed.id}",
            to=frozenset({closed.asked_by.id}),
            key=f"rehearsal {closed.id}",
            blog=closed.blog,
        )
        try:
            await self._telling.tell(notice)
        except StoppressError as problem:
            _log.warning("nobody is told that a rehearsal is over", problem=str(problem))

    async def _shown(self, show: _Show) -> Progress:
        stopping = asyncio.Event()
        async with self._crowd(show) as child, _alongside(self._note(show, stopping)):
            await self._arrived(show, child, stopping)
            show.phase = "playing"
            acting = asyncio.ensure_future(show.performance.run(show.order.seconds))
            stopped = asyncio.ensure_future(stopping.wait())
            try:
                await asyncio.wait({acting, stopped}, return_when=asyncio.FIRST_COMPLETED)
                if acting.done():
                    acting.result()
            finally:
                for each in (acting, stopped):
                    each.cancel()
                await asyncio.gather(acting, stopped, return_exceptions=True)
            show.phase = "ending"
            await show.performance.look()
            if child is not None:
                show.gathered.outcome = await child.finish(show.performance.seq, _PATIENCE_SECONDS)
        return Progress.STOPPED if stopping.is_set() else Progress.DONE

    @asynccontextmanager
    async def _crowd(self, show: _Show) -> AsyncIterator[Child | None]:
        if not show.order.readers:
            yield None
            return
        path = f"/live/{show.taken.sandbox}/stream"
        place = self._served.place(show.order, path, f"{self._stage.epoch}-{show.performance.seq}")
        async with self._reading(place, show.order.readers, PER_SECOND, show.gathered.heard.take) as child:
            yield child

    async def _arrived(self, show: _Show, child: Child | None, stopping: asyncio.Event) -> None:
        """Wait until all readers are there, but not for ever; with none at all there is nothing to show."""
        begun, heard = self._clock(), show.gathered.heard
        while child is not None and not stopping.is_set() and heard.count("connected") < show.order.readers:
            if child.is_gone.is_set() or self._clock() - begun > _ARRIVAL_SECONDS:
                break
            await asyncio.sleep(_LOOK_SECONDS)
        show.gathered.connecting = self._clock() - begun
        if child is not None and not stopping.is_set() and not heard.count("connected"):
            where = f"{self._served.address}:{self._served.port}"
            raise RehearsalImpossible(problem=f"no reader could connect to {where}. Is this newsroom served there?")

    async def _note(self, show: _Show, stopping: asyncio.Event) -> None:
        """Say how it stands until cancelled; what cannot be said now is said again."""
        machine = Machine()
        while True:
            await asyncio.sleep(self._noted_seconds)
            seconds = self._clock() - show.begun
            gathered = show.gathered
            gathered.samples.append((seconds, machine.load(), gathered.heard.count("connected")))
            try:
                await show.performance.look()
                row = await self._rows.note(show.taken.id, progress(gathered, show.phase, seconds))
            except StoppressError as problem:
                _log.warning("nobody is told how a rehearsal stands", problem=str(problem))
                continue
            if row.stop_asked_at is not None or row.state is not Progress.RUNNING:
                stopping.set()


class _Show:
    """One rehearsal under way."""

    def __init__(self, taken: Rehearsal, order: Order, performance: Performance, rules: Rules) -> None:
        self.taken = taken
        self.order = order
        self.performance = performance
        heard = Heard(performance.moments)
        self.gathered = Gathered(order.readers, performance, heard, rules, begin=performance.seq)
        self.phase = "connecting"
        self.begun = 0.0

    @classmethod
    async def opened(cls, stage: Stage, taken: Rehearsal) -> _Show:
        """Its blog opened, and nothing else happened in it."""
        order = read_order(taken.plan)
        script = await stage.script(taken.blog, order.posts)
        rules = await stage.open(taken.blog, taken.sandbox, script.revisions[0][0])
        clock = asyncio.get_running_loop().time
        performance = Performance(stage, taken.sandbox, script, clock)
        await performance.look()
        return cls(taken, order, performance, rules)


@asynccontextmanager
async def _alongside(work: Any) -> AsyncIterator[None]:
    task = asyncio.ensure_future(work)
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


def _failure(sentence: str) -> str:
    return json.dumps({"problem": sentence})
