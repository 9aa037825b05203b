"""Rows of notices: who was told what, what they have read, and how they want to be told.

Knows that a notice is kept for so many days, and that whoever is told hears the bell in the same transaction.
Does not know rights: who may still see a notice is asked by `actions`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import RowMapping, and_, delete, insert, literal, select, update
from sqlalchemy.dialects.postgresql import insert as of_postgres
from sqlalchemy.dialects.sqlite import insert as of_sqlite
from sqlalchemy.engine import Connection
from sqlalchemy.exc import IntegrityError

from stoppress.database.database import Database
from stoppress.database.schema_notices import (
    notice_choices,
    notice_people,
    notices,
    push_deliveries,
    push_subscriptions,
)
from stoppress.domain.identifiers import PostId, Slug, is_rehearsal
from stoppress.drafts.bell import What, ring
from stoppress.drafts.moments import Clock, database_clock, in_utc
from stoppress.drafts.notices import (
    DESK,
    EVERYTHING,
    Choice,
    NewNotice,
    Notice,
    NoticeId,
    NoticeKind,
    Whoever,
    WhoMay,
    told_text,
)

KEPT_DAYS: Final = 30
"""How long a notice is kept, read or not."""

LISTED: Final = 100
"""How many somebody is shown."""

SEE: Final = "read blog"
"""What somebody who is told by name has to be allowed to do to go on seeing it."""


class Notices:
    """The notices of one publication. Everything raises StorageFull and StorageUnavailable."""

    def __init__(
        self, database: Database, who_may: WhoMay, clock: Clock = database_clock, *, kept_days: int = KEPT_DAYS
    ) -> None:
        self._database = database
        self._who_may = who_may
        self._clock = clock
        self._kept = timedelta(days=kept_days)

    async def tell(self, new: NewNotice) -> frozenset[str]:
        """Tell something, once; who is told of it now: nobody, when it was told before or is nobody's."""
        assert new.path == DESK or new.path.startswith(f"{DESK}/"), "only to pages of the desk"
        if new.blog is not None and is_rehearsal(new.blog):
            # What happens in a rehearsal calls nobody.
            return frozenset()
        named = await self._who_may(new.to.verb, new.blog) if isinstance(new.to, Whoever) else new.to
        people = sorted(named - {new.but})
        if not people:
            return frozenset()
        return await self._database.write(lambda connection: self._told(connection, new, people))

    def _told(self, connection: Connection, new: NewNotice, people: list[str]) -> frozenset[str]:
        now = self._clock(connection)
        connection.execute(delete(notices).where(notices.c.told_at < now - self._kept))
        inserting = of_postgres if connection.dialect.name == "postgresql" else of_sqlite
        row = {
            "id": new.id,
            "kind": new.kind.value,
            "blog": new.blog,
            "verb": new.to.verb if isinstance(new.to, Whoever) else SEE,
            "text": told_text(new.text),
            "path": new.path,
            "told_at": now,
        }
        if not connection.execute(inserting(notices).values(row).on_conflict_do_nothing()).rowcount:
            return frozenset()
        choices = {each: _choice(connection, each, new.kind) for each in people}
        told = [{"notice": new.id, "person": each, "read_at": None if choices[each].page else now} for each in people]
        connection.execute(insert(notice_people), told)
        _deliver(connection, new.id, [each for each in people if choices[each].push], now)
        for each in people:
            ring(connection, self._clock, Slug(each), What.NOTICES)
        return frozenset(people)

    async def of(self, person: str) -> list[Notice]:
        """What somebody was told, newest first."""
        return await self._database.read(lambda connection: _of(connection, person))

    async def unread(self, person: str) -> list[Notice]:
        """What of it they have not read."""
        return await self._database.read(lambda connection: _of(connection, person, unread=True))

    async def find(self, person: str, name: NoticeId) -> Notice | None:
        """One of what somebody was told."""
        found = await self._database.read(lambda connection: _of(connection, person, name=name))
        return found[0] if found else None

    async def read(self, person: str, names: Iterable[NoticeId] | None = None) -> None:
        """They have read these, or all."""
        mine = [notice_people.c.person == person, notice_people.c.read_at.is_(None)]
        if names is not None:
            mine.append(notice_people.c.notice.in_(list(names)))

        def reading(connection: Connection) -> None:
            at = self._clock(connection)
            if connection.execute(update(notice_people).where(*mine).values(read_at=at)).rowcount:
                ring(connection, self._clock, Slug(person), What.NOTICES)

        await self._database.write(reading)

    async def forget_post(self, slug: Slug, post: PostId) -> None:  # noqa: ARG002 - no notice says whose words it quotes
        """Forget every notice of a blog from which words were removed by law: any may quote them."""
        gone = notices.c.blog == slug
        await self._database.write(lambda connection: connection.execute(delete(notices).where(gone)))

    async def choices(self, person: str) -> Mapping[NoticeKind, Choice]:
        """How somebody wants to be told of each kind."""
        query = select(notice_choices).where(notice_choices.c.person == person)
        found = await self._database.read(lambda connection: connection.execute(query).mappings().all())
        chosen = {each["kind"]: _choice_of(each) for each in found}
        return {kind: chosen.get(kind.value, EVERYTHING) for kind in NoticeKind}

    async def choose(self, person: str, choices: Mapping[NoticeKind, Choice]) -> None:
        """So they want to be told from now on."""

        def choosing(connection: Connection) -> None:
            connection.execute(delete(notice_choices).where(notice_choices.c.person == person))
            rows = [
                {"person": person, "kind": kind.value, "page": each.page, "push": each.push}
                for kind, each in choices.items()
            ]
            if rows:
                connection.execute(insert(notice_choices), rows)

        try:
            await self._database.write(choosing)
        except IntegrityError:
            # They have chosen at the same moment in another tab, and this is the later one.
            await self._database.write(choosing)


def _deliver(connection: Connection, name: NoticeId, people: list[str], now: datetime) -> None:
    """Have it sent to every browser that these people are told in."""
    told = select(
        literal(name), push_subscriptions.c.id, literal(0), literal(now, push_deliveries.c.due_at.type)
    ).where(push_subscriptions.c.person.in_(people))
    connection.execute(insert(push_deliveries).from_select(["notice", "subscription", "tries", "due_at"], told))


def _of(connection: Connection, person: str, *, unread: bool = False, name: NoticeId | None = None) -> list[Notice]:
    query = select(notices, notice_people.c.read_at).where(
        notice_people.c.notice == notices.c.id, notice_people.c.person == person
    )
    if unread:
        query = query.where(notice_people.c.read_at.is_(None))
    if name is not None:
        query = query.where(notices.c.id == name)
    rows = connection.execute(query.order_by(notices.c.told_at.desc(), notices.c.id).limit(LISTED)).mappings()
    return [_notice_of(each) for each in rows]


def _notice_of(row: RowMapping) -> Notice:
    told_at = in_utc(row["told_at"])
    assert told_at is not None
    return Notice(
        id=NoticeId(row["id"]),
        kind=NoticeKind(row["kind"]),
        text=row["text"],
        path=row["path"],
        blog=Slug(row["blog"]) if row["blog"] is not None else None,
        verb=row["verb"],
        told_at=told_at,
        read_at=in_utc(row["read_at"]),
    )


def _choice(connection: Connection, person: str, kind: NoticeKind) -> Choice:
    here = and_(notice_choices.c.person == person, notice_choices.c.kind == kind.value)
    found = connection.execute(select(notice_choices).where(here)).mappings().one_or_none()
    return EVERYTHING if found is None else _choice_of(found)


def _choice_of(row: Any) -> Choice:
    return Choice(page=bool(row["page"]), push=bool(row["push"]))
