"""Removal by law: one administrator asks, another approves, and words are deleted everywhere, in every version.

Knows the order: what is needed to go on is noted, the words go in one append, then files, drafts and what was looked at,
then every surface is asked. Cut off anywhere, it goes on when it is asked again.
Does not know how a surface is asked (`removal_report`), nor how words are deleted (`journal`).
"""

from __future__ import annotations

from base64 import b32encode
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final, Protocol

from stoppress.actions.actions import Actions, Asked, Done
from stoppress.actions.removal_plan import Plan, decided, plan
from stoppress.actions.removal_quotes import Quotes
from stoppress.actions.removal_report import Inquiry, written
from stoppress.actions.wish import Wish
from stoppress.domain.blog import Blog
from stoppress.domain.checks import not_over
from stoppress.domain.identifiers import PostId, Seq, Slug
from stoppress.domain.limits import DEFAULT_LIMITS, Limits
from stoppress.domain.revisions import Revision
from stoppress.drafts.removals import Removal, Removals
from stoppress.errors import InputInvalid, PostUnknown, StorageUnavailable
from stoppress.errors.removal import SecondPersonNeeded
from stoppress.journal.journal import READ_LIMIT, Journal
from stoppress.media.taking_away import TakingAway
from stoppress.staff.permissions import Person, Role, Verb

_TRIES: Final = 32
_ID_BYTES: Final = 16
_SALT_BYTES: Final = 16

Random = Callable[[int], bytes]
Scrub = Callable[[], Awaitable[None]]
"""Overwrites what deleted rows left behind, as far as the databases can."""


class Forgetting(Protocol):
    """Whoever keeps something a post said that is not in the log."""

    async def forget_post(self, slug: Slug, post: PostId) -> None:
        """Delete it. Who sent the post out may stay known. Doing it twice changes nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is to be removed: revisions `first` to `last`, with `post` only its; or with neither number a whole post."""

    post: PostId | None = None
    first: int = 0
    last: int = 0
    notice: str = ""


class RemovalByLaw:
    """Actions of administrators."""

    def __init__(
        self,
        actions: Actions,
        journal: Journal,
        orders: Removals,
        shelves: TakingAway,
        forgetting: Sequence[Forgetting],
        scrub: Scrub,
        random: Random,
        limits: Limits = DEFAULT_LIMITS,
        *,
        quotes: Quotes = Quotes(),  # noqa: B008 - it is frozen
    ) -> None:
        self._actions = actions
        self._journal = journal
        self._orders = orders
        self._shelves = shelves
        self._forgetting = forgetting
        self._scrub = scrub
        self._random = random
        self._limits = limits
        self._quotes = quotes

    async def ask(self, person: Person, slug: Slug, wanted: Wanted) -> Removal:
        """Ask for a removal; nothing is removed yet. Raises NotAllowed, BlogUnknown, PostUnknown, InputInvalid, TooLong."""
        await self._require(person, slug)
        blog = await self._actions.blog(slug)
        if wanted.post is not None and wanted.post not in blog.posts:
            raise PostUnknown(post=wanted.post)
        whole = wanted.post is not None and (wanted.first, wanted.last) == (0, 0)
        if not whole and not 1 <= wanted.first <= wanted.last <= blog.seq:
            raise InputInvalid(field="revisions", problem=f"name the first and the last, between 1 and {blog.seq}.")
        not_over("notice", wanted.notice, self._limits.reason)
        order = Removal(
            id=b32encode(self._random(_ID_BYTES)).decode().lower().rstrip("="),
            blog=slug,
            post=wanted.post,
            first_seq=Seq(wanted.first),
            last_seq=Seq(wanted.last),
            notice=wanted.notice,
            asked_by=person.id,
            asked_at=self._actions.now(),
        )
        if plan(await self._log(slug), blog, order, "") is None:
            raise InputInvalid(field="revisions", problem="nothing happened to this post in them.")
        await self._orders.add(order)
        return order

    async def of_blog(self, person: Person, slug: Slug) -> Sequence[Removal]:
        """The orders about a blog, newest first."""
        await self._require(person, slug)
        return await self._orders.of_blog(slug)

    async def call_off(self, person: Person, name: str) -> None:
        """Forget an order nobody has approved. Raises RemovalUnknown, RemovalUnderWay."""
        order = await self._orders.find(name)
        await self._require(person, order.blog)
        await self._orders.call_off(name)

    async def approve(self, person: Person, name: str, inquiry: Inquiry) -> Removal:
        """Approve an order and carry it out; one that was approved and cut off goes on, whoever asks.

        Raises RemovalUnknown, SecondPersonNeeded.
        """
        order = await self._orders.find(name)
        await self._require(person, order.blog)
        if order.approved_by is None:
            if person.id == order.asked_by:
                raise SecondPersonNeeded
            order = await self._orders.approve(name, person.id, self._actions.now())
        return order if order.done_at is not None else await self._carried_out(order, inquiry)

    async def go_on(self, inquiry: Inquiry) -> None:
        """Carry out what was approved and cut off."""
        for order in await self._orders.cut_off():
            await self._carried_out(order, inquiry)

    async def _carried_out(self, order: Removal, inquiry: Inquiry) -> Removal:
        done, planned = await self._removed(order)
        for medium, post in planned.media:
            await self._shelves.take_away(medium, order.blog, post)
        for post in planned.posts:
            for each in self._forgetting:
                await each.forget_post(order.blog, post)
        desks = await self._desks(order.blog)
        await self._quotes.forget(desks, planned.traces)
        await self._scrub()
        findings = await inquiry.report(order.blog, planned)
        findings += await self._quotes.findings(desks, planned.traces)
        closed = await self._orders.close(order.id, done.seq, written(findings), self._actions.now())
        await self._scrub()
        return closed

    async def _desks(self, slug: Slug) -> list[Slug]:
        """The blog, and those in which it continues: what its desk had open went along."""
        found = [slug]
        while (following := (await self._actions.blog(found[-1])).continues_in) not in (None, *found):
            assert following is not None
            found.append(following)
        return found

    async def _removed(self, order: Removal) -> tuple[Done, Plan]:
        """The append that removes the words, once, and what it removed."""
        # Whoever approved was an administrator then: it is their deed, whoever finishes it.
        approver = Person(order.approved_by or "", "", role=Role.ADMINISTRATOR)
        wish = Wish(person=approver, key=f"removal-{order.id}")
        asked = Asked(verb=Verb.REMOVE_WORDS, slug=order.blog, content=order.id)
        decision = _Decision(order, self._actions.now(), Plan.read(order.work) if order.work else None)
        for _ in range(_TRIES):
            decision.is_stale = False
            done = await self._actions.carry_out(wish, asked, decision)
            if decision.planned is not None and not decision.is_stale:
                return done, decision.planned
            order = await self._plan(order, decision)
        raise StorageUnavailable

    async def _plan(self, order: Removal, decision: _Decision) -> Removal:
        """Decide on the log as it stands, and note that before anything goes; the order with what is noted."""
        log = await self._log(order.blog)
        blog = await self._actions.blog(order.blog)
        planned = plan(log, blog, order, self._random(_SALT_BYTES).hex())
        assert planned is not None, "a log only grows"
        if await self._orders.note_work(order.id, planned.written(), instead_of=order.work):
            decision.planned, decision.seq = planned, Seq(len(log))
            return replace(order, work=planned.written())
        # Somebody else is at it, and may have removed the words before we looked: what they noted has the traces.
        order = await self._orders.find(order.id)
        decision.planned, decision.seq = Plan.read(order.work) if order.work else None, Seq(0)
        return order

    async def _log(self, slug: Slug) -> list[tuple[Seq, Revision]]:
        log: list[tuple[Seq, Revision]] = []
        while True:
            records = await self._journal.read(slug, after=Seq(len(log)))
            log += [(each.seq, each.revision) for each in records]
            if len(records) < READ_LIMIT:
                return log

    async def _require(self, person: Person, slug: Slug) -> None:
        await self._actions.require(person, Asked(verb=Verb.REMOVE_WORDS, slug=slug))


@dataclass(slots=True)
class _Decision:
    """What to append, if `planned` was made of the blog as it stands, which was at `seq` then."""

    order: Removal
    at: datetime
    planned: Plan | None
    seq: Seq = Seq(0)
    is_stale: bool = False

    def __call__(self, blog: Blog) -> tuple[Revision, ...]:
        """See `actions.Decide`."""
        self.is_stale = blog.seq != self.seq
        if self.is_stale or self.planned is None:
            return ()
        return decided(blog, self.order, self.planned, self.at)
