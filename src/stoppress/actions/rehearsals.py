"""What staff do about rehearsals: ask for one, look at it, stop it, throw its blog away.

Knows who may, and how much may be asked for.
Does not know how one is played (`clockwork`), nor what happens in it (`staging`).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Final

from stoppress.actions.actions import Actions
from stoppress.actions.drafting import someone
from stoppress.actions.rehearsal import Script
from stoppress.actions.staging import Stage
from stoppress.domain.identifiers import REHEARSAL, PostId, Slug, is_rehearsal
from stoppress.drafts.rehearsals import Rehearsal, Rehearsals
from stoppress.errors import InputInvalid
from stoppress.errors.rehearsals import RehearsalUnknown, RehearsalUnsuitable
from stoppress.staff.permissions import Person, Verb, require

READERS: Final = 5_000
"""Most readers of a rehearsal, unless the operator says otherwise: they share the machine with those who are there."""

MOST_POSTS: Final = 1_000
MOST_SECONDS: Final = 4 * 3600
"""A rehearsal is over within a shift."""


class Through(StrEnum):
    """Which way the readers come."""

    SERVER = "server"
    """Straight to this server, by the loopback address."""
    ORIGIN = "origin"
    """By the publication's own public address, through whatever stands before the server."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What is asked for. With `posts` an invented day of so many, with 0 what has happened in the blog."""

    readers: int
    seconds: float
    posts: int = 0
    through: Through = Through.SERVER

    def written(self) -> str:
        """As it is kept."""
        return json.dumps(asdict(self))


def read_order(text: str) -> Order:
    """What `Order.written` wrote."""
    tree = json.loads(text)
    return Order(**tree | {"through": Through(tree["through"])})


class Rehearsing:
    """Actions upon rehearsals. `new_name` makes 26 characters of chance."""

    def __init__(
        self,
        rows: Rehearsals,
        stage: Stage,
        actions: Actions,
        new_name: Callable[[], str],
        *,
        most_readers: int = READERS,
        origin: str | None = None,
    ) -> None:
        self._rows = rows
        self._stage = stage
        self._actions = actions
        self._new_name = new_name
        self.most_readers = most_readers
        self.has_origin = bool(origin)

    async def script(self, person: Person, slug: Slug, posts: int = 0) -> Script:
        """What would happen. Raises BlogUnknown."""
        require(person, Verb.REHEARSE_BLOG, slug)
        return await self._stage.script(slug, posts)

    async def ask(self, person: Person, slug: Slug, order: Order, *, taken: bool = False) -> Rehearsal:
        """Ask for a rehearsal; it begins by itself, or with `taken` whoever asks plays it. Raises RehearsalUnderWay, InputInvalid, BlogUnknown."""
        require(person, Verb.REHEARSE_BLOG, slug)
        self._require_possible(order)
        if is_rehearsal(slug):
            raise InputInvalid(field="blog", problem="this is a rehearsal’s; rehearse the one it is of.")
        await self._actions.blog(slug)
        sandbox = Slug(f"{REHEARSAL}{self._new_name()}")
        return await self._rows.add(self._new_name(), slug, sandbox, order.written(), someone(person), taken=taken)

    async def of_blog(self, person: Person, slug: Slug) -> Sequence[Rehearsal]:
        """The rehearsals of a blog, newest first."""
        require(person, Verb.REHEARSE_BLOG, slug)
        await self._rows.close_cut_off()
        return await self._rows.of_blog(slug)

    async def find(self, person: Person, slug: Slug, name: str) -> Rehearsal:
        """One of them. Raises RehearsalUnknown."""
        require(person, Verb.REHEARSE_BLOG, slug)
        await self._rows.close_cut_off()
        found = await self._rows.find(name)
        if found.blog != slug:
            raise RehearsalUnknown
        return found

    async def stop(self, person: Person, slug: Slug, name: str) -> Rehearsal:
        """End it early; what has come of it by then is reported. One that has ended stays as it is."""
        found = await self.find(person, slug, name)
        return await self._rows.stop(found.id)

    async def throw_away(self, person: Person, slug: Slug, name: str) -> Rehearsal:
        """Delete its blog with every word. Raises RehearsalUnsuitable while it is played."""
        found = await self.find(person, slug, name)
        if found.is_open:
            raise RehearsalUnsuitable(state=found.state.value)
        return await self._thrown_away(found)

    async def throw_old_away(self, after: timedelta) -> int:
        """Throw those away that ended so long ago; how many there were."""
        found = await self._rows.to_throw_away(after)
        for each in found:
            await self._thrown_away(each)
        return len(found)

    async def forget_post(self, slug: Slug, post: PostId) -> None:
        """See `actions.removal.Forgetting`: what was removed from a blog may stand in its rehearsals too."""
        del post
        for each in await self._rows.of_blog(slug):
            await self._rows.stop(each.id)
            if each.thrown_away_at is None:
                await self._thrown_away(each)

    async def _thrown_away(self, found: Rehearsal) -> Rehearsal:
        await self._stage.throw_away(found.sandbox)
        return await self._rows.note_thrown_away(found.id)

    def _require_possible(self, order: Order) -> None:
        if not 0 <= order.readers <= self.most_readers:
            raise InputInvalid(field="readers", problem=f"choose 0 to {self.most_readers:,}.")
        if not 0 <= order.posts <= MOST_POSTS:
            raise InputInvalid(field="posts", problem=f"choose 1 to {MOST_POSTS:,}.")
        if not 0 <= order.seconds <= MOST_SECONDS:
            raise InputInvalid(field="minutes", problem=f"choose at most {MOST_SECONDS // 60}.")
        if order.through is Through.ORIGIN and not self.has_origin:
            raise InputInvalid(field="through", problem="no origin is set, so readers can come to this server alone.")
