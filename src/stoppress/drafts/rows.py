"""Drafts in the desk's database.

Knows that a draft changes in one transaction with the row locked, judged by the database's clock (DESIGN §10.5), and that
each change rings. Of several processes one takes what is due.
Does not know what may become what (`moves`), nor who may ask (`actions`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any, Final

from sqlalchemy import Select, and_, delete, func, insert, or_, select, text, update
from sqlalchemy.engine import Connection
from sqlalchemy.exc import IntegrityError

from stoppress.database.database import Database
from stoppress.database.schema_desk import discarded, drafts
from stoppress.domain.content import NOTHING, Content
from stoppress.domain.identifiers import PostId, Slug
from stoppress.drafts import moves
from stoppress.drafts.bell import What, ring
from stoppress.drafts.draft import Draft, DraftId, Someone, State, content_of, content_text
from stoppress.drafts.draft_columns import columns_of, draft_of
from stoppress.drafts.moments import Clock, database_clock, in_utc
from stoppress.drafts.rules import Rules
from stoppress.drafts.rules_rows import find_rules
from stoppress.drafts.submissions import forget_submissions, record_submission
from stoppress.errors.drafts import DiscardedTooLongAgo, DraftsFull, DraftUnknown

DRAFTS_LIMIT: Final = 200
"""How many drafts somebody may have in a blog."""

DISCARDED_KEPT: Final = timedelta(minutes=30)
"""How long the words of a draft that was thrown away are kept, so that it can be undone."""

_AT_ONCE: Final = 20

# SQLite takes 32,766 values in one statement, asyncpg 32,767.
_NAMED_AT_ONCE: Final = 1_000

# Any number will do that nobody else in the database uses: "send" in ASCII.
_TAKING: Final = 0x73656E64

Change = Callable[[Draft, Rules, datetime], Draft]
"""What becomes of a draft under its blog's rules at a moment. It may refuse."""


class Drafts:
    """The drafts of one publication. Everything raises StorageFull and StorageUnavailable."""

    def __init__(
        self,
        database: Database,
        clock: Clock = database_clock,
        *,
        usual: Rules = Rules(),  # noqa: B008 - it is frozen
        limit: int = DRAFTS_LIMIT,
    ) -> None:
        self._database = database
        self._clock = clock
        self._usual = usual
        self._limit = limit

    async def begin(
        self, name: DraftId, blog: Slug, owner: Someone, content: Content, version: int, *, limited: bool = True
    ) -> Draft:
        """A new draft, or the one there is already. Raises DraftUnknown for one of another blog, and DraftsFull if `limited`."""

        def beginning(connection: Connection) -> Draft:
            found = _found(connection, name)
            if found is None:
                if limited:
                    self._require_room(connection, blog, owner)
                now = self._clock(connection)
                found = Draft(
                    id=name,
                    blog=blog,
                    owner=owner,
                    version=version,
                    state=State.DRAFT,
                    content=content,
                    written_by=owner.id,
                    created_at=now,
                    updated_at=now,
                )
                connection.execute(insert(drafts), [columns_of(found)])
                ring(connection, self._clock, blog, What.DRAFTS)
            return _in_blog(found, name, blog)

        try:
            return await self._database.write(beginning)
        except IntegrityError:
            # The same was sent twice, and the other one was first; now it is seen.
            return await self._database.write(beginning)

    async def find(self, name: DraftId, blog: Slug) -> Draft:
        """A draft. Raises DraftUnknown."""
        found = await self._database.read(lambda connection: _found(connection, name))
        return _in_blog(found, name, blog)

    async def is_known(self, name: DraftId) -> bool:
        """Whether there is such a draft in any blog."""
        return await self._database.read(lambda connection: _found(connection, name)) is not None

    async def change(self, name: DraftId, blog: Slug, to: Change) -> Draft:
        """Make a draft what `to` makes of it as it stands by then; the draft after it. Raises DraftUnknown and what `to` does."""

        def changing(connection: Connection) -> Draft:
            before = _in_blog(_found(connection, name, locked=True), name, blog)
            now = self._clock(connection)
            after = to(before, self._rules(connection, blog), now)
            return self._put(connection, before, after, now)

        return await self._database.write(changing)

    async def discard(self, name: DraftId, blog: Slug, by: Someone) -> Draft:
        """Throw a draft away; its words are kept apart for `DISCARDED_KEPT`. Raises DraftUnknown, DraftUnsuitable."""

        def discarding(connection: Connection) -> Draft:
            before = _in_blog(_found(connection, name, locked=True), name, blog)
            after, now = moves.discard(before, by), self._clock(connection)
            if before.state is not State.DISCARDED:
                connection.execute(delete(discarded).where(discarded.c.draft == name))
                connection.execute(insert(discarded), [_kept(before, now)])
            return self._put(connection, before, after, now)

        return await self._database.write(discarding)

    async def restore(self, name: DraftId, blog: Slug) -> Draft:
        """Make a draft one again that was thrown away. Raises DraftUnknown, DraftUnsuitable, DiscardedTooLongAgo."""

        def restoring(connection: Connection) -> Draft:
            before = _in_blog(_found(connection, name, locked=True), name, blog)
            moves.require(before, moves.Move.RESTORE)
            now = self._clock(connection)
            kept = discarded.c.draft == name, discarded.c.discarded_at > now - DISCARDED_KEPT
            content = connection.execute(select(discarded.c.content).where(*kept)).scalar_one_or_none()
            if content is None:
                raise DiscardedTooLongAgo(minutes=DISCARDED_KEPT // timedelta(minutes=1))
            self._require_room(connection, blog, before.owner)
            connection.execute(delete(discarded).where(discarded.c.draft == name))
            return self._put(connection, before, moves.restore(before, content_of(content)), now)

        return await self._database.write(restoring)

    async def change_all(
        self, blog: Slug, states: Iterable[State], to: Callable[[Sequence[Draft]], Change]
    ) -> list[Draft]:
        """Make each draft of a blog in these states what the change that `to` gives for all of them makes of it.

        The drafts after it, in the order in which they go out. Either all are changed or none.
        """

        def changing(connection: Connection) -> list[Draft]:
            query = _in_order(_of_blog(blog, states)).with_for_update()
            before = _ordered(_rows(connection, query))
            change, rules, now = to(before), self._rules(connection, blog), self._clock(connection)
            return _ordered([self._put(connection, each, change(each, rules, now), now) for each in before])

        return await self._database.write(changing)

    async def of_blog(self, blog: Slug, *states: State, owner: str | None = None) -> list[Draft]:
        """The drafts of a blog in these states, in the order in which they go out; `owner`: those of one person alone."""
        query = _of_blog(blog, states)
        if owner is not None:
            query = query.where(or_(drafts.c.owner == owner, drafts.c.assigned_to == owner))
        return _ordered(await self._database.read(lambda connection: _rows(connection, query)))

    async def now(self) -> datetime:
        """The time by which everything here is judged."""
        return await self._database.read(self._clock)

    async def take_due(self) -> list[Draft]:
        """What is due and nobody sends, oldest first: taken, for `moves.TAKEN_FOR`.

        While somebody sends a post of a blog the others of that blog wait, so that they go out in order.
        """

        def taking(connection: Connection) -> list[Draft]:
            _one_by_one(connection)
            now = self._clock(connection)
            connection.execute(delete(discarded).where(discarded.c.discarded_at <= now - DISCARDED_KEPT))
            busy = select(drafts.c.blog).where(drafts.c.state == State.SENDING.value, drafts.c.taken_until > now)
            query = select(drafts).where(_is_due(now), drafts.c.blog.not_in(busy))
            ordered = _in_order(query).limit(_AT_ONCE)
            taken = [
                self._put(connection, each, moves.take(each, self._rules(connection, each.blog), now), now)
                for each in _rows(connection, ordered.with_for_update())
            ]
            return [each for each in taken if each.state is State.SENDING]

        return await self._database.write(taking)

    async def seconds_to_next(self) -> float | None:
        """How long until something is due, 0 or less for now; None when nothing waits."""

        def looking(connection: Connection) -> float | None:
            waiting = select(func.min(drafts.c.due_at)).where(drafts.c.state == State.WAITING.value)
            taken = select(func.min(drafts.c.taken_until)).where(drafts.c.state == State.SENDING.value)
            found = [in_utc(connection.execute(each).scalar_one()) for each in (waiting, taken)]
            moments = [each for each in found if each is not None]
            return (min(moments) - self._clock(connection)).total_seconds() if moments else None

        return await self._database.read(looking)

    async def owned(self, person: str, blog: Slug, posts: Sequence[PostId]) -> frozenset[PostId]:
        """Those of these posts that were drafts of this person's."""
        here = drafts.c.blog == blog, or_(drafts.c.owner == person, drafts.c.assigned_to == person)
        found: set[PostId] = set()
        for at in range(0, len(posts), _NAMED_AT_ONCE):
            query = select(drafts.c.post).where(*here, drafts.c.post.in_(posts[at : at + _NAMED_AT_ONCE]))
            names = await self._database.read(partial(_names, query))
            found.update(map(PostId, names))
        return frozenset(found)

    async def is_going_to(self, blog: Slug, post: PostId) -> bool:
        """Whether a post is a draft that may yet go out."""
        over = State.SENT.value, State.DISCARDED.value
        here = drafts.c.blog == blog, drafts.c.post == post, drafts.c.state.not_in(over)
        query = select(drafts.c.id).where(*here)
        return await self._database.read(lambda connection: connection.execute(query).first() is not None)

    async def forget_post(self, slug: Slug, post: PostId) -> None:
        """Delete the words of a post's draft; whose it was stays known. Doing it twice changes nothing."""
        here = drafts.c.blog == slug, drafts.c.post == post
        forgetting = update(drafts).where(*here).values(content=content_text(NOTHING), note="")
        gone = delete(discarded).where(discarded.c.blog == slug, discarded.c.post == post)

        def forget(connection: Connection) -> None:
            connection.execute(forgetting)
            connection.execute(gone)
            forget_submissions(connection, slug, post)

        await self._database.write(forget)

    async def rules(self, blog: Slug) -> Rules:
        """The rules of a blog's desk."""
        return await self._database.read(lambda connection: self._rules(connection, blog))

    def _put(self, connection: Connection, before: Draft, after: Draft, now: datetime) -> Draft:
        if after == before:
            return before
        row = columns_of(after) | {"updated_at": now}
        connection.execute(update(drafts).where(drafts.c.id == after.id).values(row))
        record_submission(connection, before, after, now)
        only_draft = {before.state, after.state} == {State.DRAFT} and before.assigned_to == after.assigned_to
        ring(connection, self._clock, after.blog, *((What.DRAFTS,) if only_draft else (What.DRAFTS, What.QUEUE)))
        return draft_of(row)

    def _rules(self, connection: Connection, blog: Slug) -> Rules:
        return find_rules(connection, blog) or self._usual

    def _require_room(self, connection: Connection, blog: Slug, owner: Someone) -> None:
        mine = drafts.c.blog == blog, drafts.c.owner == owner.id, drafts.c.state == State.DRAFT.value
        count = connection.execute(select(func.count()).select_from(drafts).where(*mine)).scalar_one()
        if count >= self._limit:
            raise DraftsFull(limit=self._limit)


def _names(query: Select[Any], connection: Connection) -> Sequence[str]:
    return connection.scalars(query).all()


def _found(connection: Connection, name: DraftId, *, locked: bool = False) -> Draft | None:
    query = select(drafts).where(drafts.c.id == name)
    rows = _rows(connection, query.with_for_update() if locked else query)
    return rows[0] if rows else None


def _kept(draft: Draft, now: datetime) -> dict[str, Any]:
    kept = {"draft": draft.id, "blog": draft.blog, "post": draft.post, "content": content_text(draft.content)}
    return kept | {"discarded_at": now}


def _in_blog(found: Draft | None, name: DraftId, blog: Slug) -> Draft:
    if found is None or found.blog != blog:
        raise DraftUnknown(draft=name)
    return found


def _of_blog(blog: Slug, states: Iterable[State]) -> Select[Any]:
    return select(drafts).where(drafts.c.blog == blog, drafts.c.state.in_([each.value for each in states]))


def _in_order(query: Select[Any]) -> Select[Any]:
    """All who lock several rows do so in one order, or two would wait for one another."""
    return query.order_by(drafts.c.due_at, drafts.c.place, drafts.c.created_at, drafts.c.id)


def _is_due(now: datetime) -> Any:
    waiting = and_(drafts.c.state == State.WAITING.value, drafts.c.due_at <= now)
    left = and_(drafts.c.state == State.SENDING.value, drafts.c.taken_until <= now)
    return or_(waiting, left)


def _one_by_one(connection: Connection) -> None:
    """Two who take at once would each take a part, and send it at once; SQLite lets them in one by one anyway."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": _TAKING})


def _ordered(some: Iterable[Draft]) -> list[Draft]:
    """Those with a time first, by it; then the others, as they came."""
    late = datetime.max.replace(tzinfo=UTC)
    return sorted(some, key=lambda each: (each.due_at or each.wanted_at or late, each.place, each.created_at, each.id))


def _rows(connection: Connection, query: Select[Any]) -> list[Draft]:
    return [draft_of(each) for each in connection.execute(query).mappings()]
