"""Rows: what is known about each medium, and which posts refer to it.

Knows that a row comes before its files and goes before them, so that files without one are left over; and that a use
is written before the revision that refers to a medium, so that uses name all that is published, and more.
Does not know files (`storage`), nor whether a revision was appended.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import Select, delete, exists, func, insert, select, update
from sqlalchemy.engine import Connection, RowMapping
from sqlalchemy.exc import IntegrityError

from stoppress.database.database import Database
from stoppress.database.schema_desk import media, media_uses
from stoppress.database.turns import one_by_one
from stoppress.domain.codec import read, write
from stoppress.domain.identifiers import MediaId, PostId, Slug
from stoppress.domain.media import Medium, MediumKind
from stoppress.errors.media import MediaUnknown, QuotaUsed

# SQLite takes 32,766 values in one statement, asyncpg 32,767.
_AT_ONCE: Final = 1000


class State(StrEnum):
    """How far a medium has come. Only one that is received, or further, has an original."""

    BEGUN = "begun"
    RECEIVED = "received"
    READY = "ready"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class MediumRow:
    """A row.

    `size` is bytes of the original, `sha256` its hash in hex, empty until it is received. `medium` is what would stand
    in the log now; `problem` is a sentence, where it failed.
    """

    state: State
    owner: str
    label: str
    created_at: datetime
    size: int
    medium: Medium
    sha256: str = ""
    problem: str = ""

    @property
    def id(self) -> MediaId:
        """Whose row it is."""
        return self.medium.id

    @property
    def kind(self) -> MediumKind:
        """What it is."""
        return self.medium.kind


@dataclass(frozen=True, slots=True)
class Use:
    """A post that refers to a medium; `post` is empty for the hero."""

    media: MediaId
    blog: Slug
    post: PostId


@dataclass(frozen=True, slots=True)
class Quota:
    """`limit` bytes are what an owner may have added since `since`."""

    limit: int
    since: datetime


class MediaRows:
    """The rows of one publication. Everything raises StorageFull and StorageUnavailable."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, row: MediumRow, quota: Quota) -> None:
        """A new medium. Raises QuotaUsed where it is one too many, also for two at once."""

        def adding(connection: Connection) -> None:
            # Two of one owner at once would each see room for itself.
            one_by_one(connection, f"media of {row.owner}")
            if _used(connection, row.owner, quota.since) + row.size > quota.limit:
                raise QuotaUsed(limit=quota.limit)
            connection.execute(insert(media), [_columns(row)])

        await self._database.write(adding)

    async def find(self, medium: MediaId) -> MediumRow:
        """A medium. Raises MediaUnknown."""
        found = await self._rows(select(media).where(media.c.id == medium))
        if not found:
            raise MediaUnknown(media=medium)
        return found[0]

    async def some(self, names: Iterable[MediaId]) -> list[MediumRow]:
        """Those of these media that there are, in the order asked for."""
        wanted = list(names)
        found = {each.id: each for each in await self._rows(select(media).where(media.c.id.in_(wanted[:_AT_ONCE])))}
        return [found[each] for each in wanted if each in found]

    async def in_state(self, state: State) -> list[MediaId]:
        """The media that have come so far, oldest first."""
        query = select(media).where(media.c.state == state.value).order_by(media.c.created_at, media.c.id)
        return [each.id for each in await self._rows(query.limit(_AT_ONCE))]

    async def known(self, some: Iterable[MediaId]) -> set[MediaId]:
        """Those of `some` that there is a row of."""
        wanted, found = list(some), set[MediaId]()
        for at in range(0, len(wanted), _AT_ONCE):
            asked = select(media.c.id).where(media.c.id.in_(wanted[at : at + _AT_ONCE]))
            found |= {MediaId(each["id"]) for each in await self._found(asked)}
        return found

    async def change(self, medium: MediaId, to: Callable[[MediumRow], MediumRow]) -> MediumRow:
        """Make a row what `to` makes of it as it stands by then; the row after it. Raises MediaUnknown.

        So a rendition that is finished and an editor's caption do not undo one another.
        """

        def changing(connection: Connection) -> MediumRow:
            query = select(media).where(media.c.id == medium).with_for_update()
            found = connection.execute(query).mappings().one_or_none()
            if found is None:
                raise MediaUnknown(media=medium)
            row = replace(to(_row(found)), owner=found["owner"])
            connection.execute(update(media).where(media.c.id == medium).values(_columns(row)))
            return row

        return await self._database.write(changing)

    async def use(self, some: Iterable[MediaId], blog: Slug, post: PostId) -> None:
        """Note that a post is about to refer to these; doing it twice changes nothing. Raises MediaUnknown."""
        wanted = sorted(set(some))

        def using(connection: Connection) -> None:
            here = media_uses.c.blog == blog, media_uses.c.post == post
            noted = set(connection.scalars(select(media_uses.c.media).where(*here)))
            new = [{"media": each, "blog": blog, "post": post} for each in wanted if each not in noted]
            known = set(connection.scalars(select(media.c.id).where(media.c.id.in_(wanted)).with_for_update(read=True)))
            for each in wanted:
                if each not in known:
                    raise MediaUnknown(media=each)
            if new:
                connection.execute(insert(media_uses), new)

        try:
            await self._database.write(using)
        except IntegrityError:
            # Somebody else has noted the same meanwhile; now it is seen.
            await self._database.write(using)

    async def uses(self, medium: MediaId) -> list[Use]:
        """Who refers to a medium, or was about to."""
        return await self._uses(select(media_uses).where(media_uses.c.media == medium))

    async def uses_of_media(self, since: datetime, before: datetime) -> list[Use]:
        """Who refers, or was about to, to media that came in this time."""
        came = media.c.created_at >= since.astimezone(UTC), media.c.created_at < before.astimezone(UTC)
        return await self._uses(select(media_uses).join(media, media.c.id == media_uses.c.media).where(*came))

    async def of_blog(self, blog: Slug) -> list[MediumRow]:
        """The media a blog refers to, oldest first."""
        used = exists().where(media_uses.c.media == media.c.id, media_uses.c.blog == blog)
        return await self._rows(select(media).where(used).order_by(media.c.created_at, media.c.id))

    async def unused_before(self, moment: datetime, *, most: int) -> list[MediumRow]:
        """The oldest media that came before `moment` and that nothing refers to."""
        query = select(media).where(media.c.created_at < moment.astimezone(UTC), ~_is_used())
        return await self._rows(query.order_by(media.c.created_at, media.c.id).limit(most))

    async def drop(self, medium: MediaId) -> bool:
        """Forget a medium unless something refers to it; whether it was forgotten."""
        dropping = delete(media).where(media.c.id == medium, ~_is_used())
        try:
            return bool(await self._database.write(lambda connection: connection.execute(dropping).rowcount))
        except IntegrityError:
            # A use came in between; the foreign key knows.
            return False

    async def forget_uses(self, medium: MediaId, blog: Slug, post: PostId) -> None:
        """A post does not refer to a medium any more, in no revision that is published."""
        gone = media_uses.c.media == medium, media_uses.c.blog == blog, media_uses.c.post == post
        await self._database.write(lambda connection: connection.execute(delete(media_uses).where(*gone)))

    async def used_since(self, owner: str, since: datetime) -> int:
        """Bytes an owner has added since a moment."""
        return await self._database.read(lambda connection: _used(connection, owner, since))

    async def _rows(self, query: Select[Any]) -> list[MediumRow]:
        return [_row(each) for each in await self._found(query)]

    async def _uses(self, query: Select[Any]) -> list[Use]:
        ordered = query.order_by(media_uses.c.blog, media_uses.c.post, media_uses.c.media)
        found = await self._found(ordered.with_only_columns(*media_uses.c))
        return [Use(**each) for each in found]

    async def _found(self, query: Select[Any]) -> Sequence[RowMapping]:
        return await self._database.read(lambda connection: connection.execute(query).mappings().all())


def _is_used() -> Any:
    return exists().where(media_uses.c.media == media.c.id)


def _used(connection: Connection, owner: str, since: datetime) -> int:
    query = select(func.coalesce(func.sum(media.c.size), 0))
    return int(connection.scalar(query.where(media.c.owner == owner, media.c.created_at >= since.astimezone(UTC))) or 0)


def _columns(row: MediumRow) -> dict[str, Any]:
    return {
        "id": row.id,
        "kind": row.kind.value,
        "state": row.state.value,
        "owner": row.owner,
        "label": row.label,
        "created_at": row.created_at.astimezone(UTC),
        "size": row.size,
        "sha256": row.sha256,
        "facts": json.dumps(write(row.medium, lambda _path, words: words), ensure_ascii=False),
        "problem": row.problem,
    }


def _row(found: RowMapping) -> MediumRow:
    created_at = found["created_at"]
    return MediumRow(
        state=State(found["state"]),
        owner=found["owner"],
        label=found["label"],
        # SQLite keeps a moment without its zone, and only UTC is ever written.
        created_at=created_at.replace(tzinfo=UTC) if created_at.tzinfo is None else created_at.astimezone(UTC),
        size=found["size"],
        medium=read(Medium, json.loads(found["facts"]), lambda _path, words: words),
        sha256=found["sha256"],
        problem=found["problem"],
    )
