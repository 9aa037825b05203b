"""Reports of removals: surface by surface, whether removed words can still be had.

Knows that each place is asked, and that nothing is reported that was not found out so.
Does not know how a surface is made (`press`), nor a cache told (`wire`).
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final, Protocol

from stoppress.actions.removal_plan import Plan
from stoppress.domain.identifiers import MediaId, PostId, Seq, Slug
from stoppress.errors import StoppressError
from stoppress.journal.journal import Exported, Journal
from stoppress.media.taking_away import TakingAway

Tell = Callable[[Slug], Awaitable[Mapping[str, bool]]]
"""Tells every cache, now, to forget a blog; which of them heard."""


class Place(Protocol):
    """A place where a blog is shown."""

    @property
    def kind(self) -> str:
        """What sort of place it is."""

    @property
    def name(self) -> str:
        """Which one, if there are several."""

    @property
    def look(self) -> Callable[[], Awaitable[bytes | None]]:
        """What is shown there now; None where there is no such thing."""


class Surfaces(Protocol):
    """Whoever knows the places."""

    async def of(self, slug: Slug, posts: Sequence[PostId], since: Seq, moments: Sequence[datetime]) -> Sequence[Place]:
        """Where to look for what was said in `posts`, in revisions from `since` on, and stood there at `moments`."""


class Verdict(StrEnum):
    """What was found at a place."""

    GONE = "gone"
    NOT_THERE = "not there"
    KEPT = "kept"
    TOLD = "told"
    FOUND = "found"
    NOT_ASKED = "not asked"


WELL: Final = frozenset({Verdict.GONE, Verdict.NOT_THERE, Verdict.KEPT, Verdict.TOLD})
"""What leaves nothing to be done."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found at one place; `detail` is a sentence, or nothing."""

    surface: str
    name: str
    verdict: Verdict
    detail: str = ""


def written(findings: Iterable[Finding]) -> str:
    """As JSON."""
    return json.dumps([asdict(each) for each in findings])


def read(text: str) -> list[Finding]:
    """What `written` wrote."""
    return [Finding(**{**each, "verdict": Verdict(each["verdict"])}) for each in json.loads(text or "[]")]


@dataclass(frozen=True, slots=True)
class Inquiry:
    """Looks at all places."""

    journal: Journal
    shelves: TakingAway
    surfaces: Surfaces
    tell: Tell

    async def report(self, slug: Slug, plan: Plan) -> list[Finding]:
        """What is found. Caches are told first, so that none is asked for what it is about to forget."""
        told = await self.tell(slug)
        log = await self.journal.export(slug)
        return [
            _journal(log, plan),
            await self._snapshots(slug, plan),
            *await self._shown(slug, plan),
            *[await self._medium(each) for each in dict.fromkeys(name for name, _ in plan.media)],
            *_caches(told),
        ]

    async def _snapshots(self, slug: Slug, plan: Plan) -> Finding:
        kept = await self.journal.newest_snapshot(slug)
        if kept is None:
            return Finding("snapshots", "", Verdict.NOT_THERE)
        return Finding("snapshots", "", await _verdict(plan, kept.state))

    async def _shown(self, slug: Slug, plan: Plan) -> list[Finding]:
        moments = [each.revision.at for each in await self.journal.read(slug, after=Seq(plan.revisions[0] - 1))]
        places = await self.surfaces.of(slug, plan.posts, plan.revisions[0], moments)
        return [await self._place(each, plan) for each in places]

    async def _place(self, place: Place, plan: Plan) -> Finding:
        try:
            shown = await place.look()
        except StoppressError as problem:
            return Finding(place.kind, place.name, Verdict.NOT_ASKED, str(problem))
        verdict = Verdict.NOT_THERE if shown is None else await _verdict(plan, shown)
        return Finding(place.kind, place.name, verdict)

    async def _medium(self, name: MediaId) -> Finding:
        if not await self.shelves.is_kept(name):
            return Finding("media files", name, Verdict.GONE)
        if await self.shelves.used_by(name):
            return Finding("media files", name, Verdict.KEPT, "Another post shows it.")
        return Finding("media files", name, Verdict.FOUND)


def _journal(log: Sequence[Exported], plan: Plan) -> Finding:
    meant = set(plan.revisions)
    left = sum(len(each.stored.words) for each in log if each.seq in meant)
    return Finding("journal", "", Verdict.FOUND if left else Verdict.GONE, f"{len(meant)} revisions")


def _caches(told: Mapping[str, bool]) -> list[Finding]:
    if not told:
        return [Finding("caches", "", Verdict.NOT_THERE, "None is configured.")]
    return [
        Finding("caches", cache, Verdict.TOLD if heard else Verdict.NOT_ASKED, "" if heard else "It did not answer.")
        for cache, heard in told.items()
    ]


async def _verdict(plan: Plan, content: bytes) -> Verdict:
    # A hash for every few words: the loop has others to serve.
    return Verdict.FOUND if await asyncio.to_thread(plan.traces.are_in, content) else Verdict.GONE
