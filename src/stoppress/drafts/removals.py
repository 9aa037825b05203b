"""Removals: orders to remove words by law, who asked for each and who approved it, and the report of what came of it.

Knows that one which was approved stays until it is done, whatever is killed meanwhile.
Does not know how words are removed (`actions`), nor who may ask.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import Select, delete, insert, select, update
from sqlalchemy.engine import Connection, RowMapping

from stoppress.database.database import Database
from stoppress.database.schema_desk import removals
from stoppress.domain.identifiers import PostId, Seq, Slug
from stoppress.errors.removal import RemovalUnderWay, RemovalUnknown

_MOMENTS: Final = ("asked_at", "approved_at", "done_at")


@dataclass(frozen=True, slots=True, kw_only=True)
class Removal:
    """An order. With `post`, and `last_seq` 0, a whole post; else revisions `first_seq` to `last_seq`, with `post` only its.

    `notice` is what readers are told, or nothing. `work` is there between approval and report alone, `seq` the number of
    the revision that removed the words, `report` JSON.
    """

    id: str
    blog: Slug
    post: PostId | None
    first_seq: Seq
    last_seq: Seq
    notice: str
    asked_by: str
    asked_at: datetime
    approved_by: str | None = None
    approved_at: datetime | None = None
    work: str = ""
    seq: Seq | None = None
    done_at: datetime | None = None
    report: str = ""

    @property
    def is_whole_post(self) -> bool:
        """Whether everything that ever happened to the post is meant, whenever it is carried out."""
        return self.post is not None and self.last_seq == 0


class Removals:
    """The orders of one publication. Everything raises StorageFull and StorageUnavailable."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, removal: Removal) -> None:
        """A new order."""
        row = {name: getattr(removal, name) for name in removals.c.keys()}  # noqa: SIM118
        row["asked_at"] = removal.asked_at.astimezone(UTC)
        await self._database.write(lambda connection: connection.execute(insert(removals), [row]))

    async def find(self, name: str) -> Removal:
        """An order. Raises RemovalUnknown."""
        found = await self._found(select(removals).where(removals.c.id == name))
        if not found:
            raise RemovalUnknown
        return found[0]

    async def of_blog(self, blog: Slug) -> Sequence[Removal]:
        """The orders about a blog, newest first."""
        query = select(removals).where(removals.c.blog == blog)
        return await self._found(query.order_by(removals.c.asked_at.desc(), removals.c.id))

    async def cut_off(self) -> Sequence[Removal]:
        """What was approved and is not done, oldest first."""
        waiting = removals.c.approved_by.is_not(None), removals.c.done_at.is_(None)
        return await self._found(select(removals).where(*waiting).order_by(removals.c.approved_at))

    async def approve(self, name: str, by: str, at: datetime) -> Removal:
        """The order once it is approved; of two who approve it, one has. Raises RemovalUnknown."""
        waiting = removals.c.id == name, removals.c.approved_by.is_(None)
        await self._set(waiting, approved_by=by, approved_at=at.astimezone(UTC))
        return await self.find(name)

    async def note_work(self, name: str, work: str, *, instead_of: str) -> bool:
        """Keep what is needed to go on, unless something else than `instead_of` was noted meanwhile; whether it is kept."""
        waiting = removals.c.id == name, removals.c.work == instead_of, removals.c.done_at.is_(None)
        return await self._set(waiting, work=work)

    async def close(self, name: str, seq: Seq, report: str, at: datetime) -> Removal:
        """The order once it is done; what was needed to go on is forgotten. Of two reports the first stays."""
        waiting = removals.c.id == name, removals.c.done_at.is_(None)
        await self._set(waiting, seq=seq, report=report, done_at=at.astimezone(UTC), work="")
        return await self.find(name)

    async def call_off(self, name: str) -> None:
        """Forget an order nobody has approved. Raises RemovalUnderWay, RemovalUnknown."""
        waiting = removals.c.id == name, removals.c.approved_by.is_(None)
        if not await self._database.write(
            lambda connection: connection.execute(delete(removals).where(*waiting)).rowcount
        ):
            await self.find(name)
            raise RemovalUnderWay

    async def _set(self, where: tuple[Any, ...], **values: Any) -> bool:
        changing = update(removals).where(*where).values(**values)
        return bool(await self._database.write(lambda connection: connection.execute(changing).rowcount))

    async def _found(self, query: Select[Any]) -> list[Removal]:
        def finding(connection: Connection) -> Sequence[RowMapping]:
            return connection.execute(query).mappings().all()

        return [_removal(each) for each in await self._database.read(finding)]


def _removal(row: RowMapping) -> Removal:
    # SQLite keeps a moment without its zone, and only UTC is ever written.
    moments = {name: _utc(row[name]) for name in _MOMENTS}
    return Removal(**{**row, **moments})


def _utc(moment: datetime | None) -> datetime | None:
    return moment and (moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC))
