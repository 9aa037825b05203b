"""Actions: from what a person asked to revisions in the journal.

Knows that one decides on the blog as it stands, and decides again when somebody else was first.
Does not know what each action means: `domain.rules` says what follows, `domain.admission` what may.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Protocol
from weakref import WeakValueDictionary

from stoppress.actions.wish import Wish
from stoppress.domain.admission import admit
from stoppress.domain.blog import BLANK, Blog
from stoppress.domain.identifiers import PostId, Seq, Slug
from stoppress.domain.limits import DEFAULT_LIMITS, Limits
from stoppress.domain.revisions import Revision
from stoppress.errors import BlogUnknown, SequenceConflict, StoppressError, StorageUnavailable
from stoppress.journal.folds import Folds
from stoppress.journal.journal import Journal, Key, Receipt
from stoppress.staff.permissions import NEEDS, Person, Verb, may, require

# Each try is lost only to a revision that somebody else got in; thirty-two in a row is not a busy newsroom.
_TRIES: Final = 32

# So long a hundred appends and more take; whoever waits longer waits for a database that does not answer.
_TURN_SECONDS: Final = 10.0

Now = Callable[[], datetime]
Decide = Callable[[Blog], Sequence[Revision]]


@dataclass(frozen=True, slots=True)
class Done:
    """`seq` is the blog's head once it was done, `post` the post it happened to, if any.

    `first` is the first of the revisions that did it, up to `seq`; None where it was so already.
    """

    slug: Slug
    seq: Seq
    post: PostId | None = None
    first: Seq | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One request: what is to happen to which blog, and all that tells it from another under the same key.

    `thing` stands for blog and post there, where a name is chosen only while the request is carried out.
    """

    verb: Verb
    slug: Slug
    post: PostId | None = None
    content: Any = None
    opens: bool = False
    by_post_version: bool = False
    thing: str = ""


class Owners(Protocol):
    """Whoever knows whose a post is."""

    async def owns(self, person: Person, slug: Slug, post: PostId) -> bool:
        """Whether this person sent the post out."""

    async def owned(self, person: Person, slug: Slug, names: tuple[PostId, ...]) -> frozenset[PostId]:
        """Those of these posts that this person sent out."""


class NobodyOwns:
    """Without a desk there are no posts of one's own."""

    async def owns(self, person: Person, slug: Slug, post: PostId) -> bool:
        """See `Owners`."""
        del person, slug, post
        return False

    async def owned(self, person: Person, slug: Slug, names: tuple[PostId, ...]) -> frozenset[PostId]:
        """See `Owners`."""
        del person, slug, names
        return frozenset()


class Actions:
    """The only writer."""

    def __init__(
        self, journal: Journal, *, now: Now, limits: Limits = DEFAULT_LIMITS, owners: Owners | None = None
    ) -> None:
        self._journal = journal
        self._folds = Folds(journal)
        self._now = now
        self._limits = limits
        self._owners = owners or NobodyOwns()
        # A blog's lock is there for as long as somebody has it or waits for it.
        self._turns: WeakValueDictionary[Slug, asyncio.Lock] = WeakValueDictionary()

    @property
    def now(self) -> Now:
        """The clock."""
        return self._now

    async def require(self, person: Person, asked: Asked) -> None:
        """Raise NotAllowed, or BlogUnknown where this person may not know of the blog, unless they may do this. (Law 11)"""
        own = (
            bool(NEEDS[asked.verb].own)
            and asked.post is not None
            and await self._owners.owns(person, asked.slug, asked.post)
        )
        require(person, asked.verb, None if asked.opens else asked.slug, own=own)

    async def carry_out(self, wish: Wish, asked: Asked, decide: Decide) -> Done:
        """Append what `decide` makes of the blog as it stands.

        A request with a key that was used before has happened already: nothing is decided or appended, and the
        first answer is given again (law 7). Raises every refusal of permissions, rules, admission and journal.
        """
        await self.require(wish.person, asked)
        key = wish.keyed(asked.verb, asked.thing or f"{asked.slug}/{asked.post or ''}", asked.content)
        if key is not None and (earlier := await self._journal.receipt(key)) is not None:
            return _done(earlier)
        async with self._turn(asked.slug):
            for _ in range(_TRIES):
                try:
                    return await self._decided(wish, asked, decide, key)
                except SequenceConflict:
                    continue
                except StoppressError:
                    # The same request may have been carried out since, which is why this one does not fit any more.
                    if key is not None and (earlier := await self._journal.receipt(key)) is not None:
                        return _done(earlier)
                    raise
        raise StorageUnavailable

    async def check(self, wish: Wish, asked: Asked, decide: Decide) -> None:
        """Raise what `carry_out` would refuse of the blog as it stands; nothing happens."""
        await self.require(wish.person, asked)
        blog = await self._blog(asked)
        self._admitted(wish, decide(blog), blog)

    @asynccontextmanager
    async def _turn(self, slug: Slug) -> AsyncIterator[None]:
        """One after the other: of many who decide on the same blog at once only one is in time.

        All others would decide again, as often as there are others. Raises StorageUnavailable after `_TURN_SECONDS`.
        """
        turn = self._turns.setdefault(slug, asyncio.Lock())
        try:
            async with asyncio.timeout(_TURN_SECONDS):
                await turn.acquire()
        except TimeoutError as problem:
            raise StorageUnavailable from problem
        try:
            yield
        finally:
            turn.release()

    async def _decided(self, wish: Wish, asked: Asked, decide: Decide, key: Key | None) -> Done:
        """One try. Raises SequenceConflict when a revision came in between, which another process's may."""
        blog = await self._blog(asked)
        _require_version(wish, asked, blog)
        revisions = self._admitted(wish, decide(blog), blog)
        if not revisions:
            return Done(asked.slug, blog.seq, asked.post)
        name = asked.post or getattr(revisions[0], "post", None)
        receipt = await self._journal.append(
            asked.slug,
            revisions,
            by=wish.person.id,
            expected=blog.seq,
            key=key,
            answer=json.dumps({"post": name}),
        )
        return _done(receipt)

    async def blog(self, slug: Slug) -> Blog:
        """The blog as it stands. Raises BlogUnknown."""
        return await self._folds.current(slug)

    async def _blog(self, asked: Asked) -> Blog:
        if not asked.opens:
            return await self._folds.current(asked.slug)
        try:
            return await self._folds.current(asked.slug)
        except BlogUnknown:
            return BLANK

    def _admitted(self, wish: Wish, revisions: Sequence[Revision], blog: Blog) -> tuple[Revision, ...]:
        backdated = may(wish.person, Verb.BACKDATE_POST, blog.slug)
        return admit(revisions, blog, limits=self._limits, backdated=backdated)


def _require_version(wish: Wish, asked: Asked, blog: Blog) -> None:
    post = blog.posts.get(asked.post) if asked.by_post_version and asked.post is not None else None
    if post is not None:
        wish.require_current(post.touched)
    elif not asked.by_post_version:
        wish.require_current(blog.seq)


def _done(receipt: Receipt) -> Done:
    post = json.loads(receipt.answer)["post"] if receipt.answer else None
    return Done(receipt.blog, receipt.last, PostId(post) if post is not None else None, receipt.first)
