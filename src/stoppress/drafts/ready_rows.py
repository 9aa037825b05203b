"""Ready words in the desk's database.

Knows that whoever changes one names the version they looked at, and that two who do so at once are told.
Does not know what stands in the place of what (`ready`).
"""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.engine import Connection, RowMapping
from sqlalchemy.exc import IntegrityError

from stoppress.database.database import Database
from stoppress.database.schema_desk import ready_words
from stoppress.domain.identifiers import Slug
from stoppress.drafts.draft import content_of, content_text
from stoppress.drafts.moments import Clock, database_clock
from stoppress.drafts.ready import READY_LIMIT, Kind, Ready
from stoppress.errors.drafts import ReadyChanged, ReadyFull

# What the whole newsroom has stands under no blog's name.
_NEWSROOM: Final = ""


class ReadyWords:
    """The ready words of one publication. Everything raises StorageFull and StorageUnavailable."""

    def __init__(self, database: Database, clock: Clock = database_clock, *, limit: int = READY_LIMIT) -> None:
        self._database = database
        self._clock = clock
        self._limit = limit

    async def prepared(self, blog: Slug) -> list[Ready]:
        """What was prepared for a blog and for the newsroom, what is switched off included."""
        query = select(ready_words).where(ready_words.c.blog.in_((_NEWSROOM, blog)))
        return await self._database.read(lambda connection: list(map(_ready, connection.execute(query).mappings())))

    async def put(self, ready: Ready, by: str) -> Ready:
        """Keep one in the place of `ready.version`, 0 where there was none. Raises ReadyChanged, ReadyFull."""

        def putting(connection: Connection) -> Ready:
            row = _columns(ready) | {"written_by": by, "written_at": self._clock(connection)}
            if ready.version:
                here = (*_same(ready), ready_words.c.version == ready.version)
                changed = connection.execute(update(ready_words).where(*here).values(row)).rowcount
                if not changed:
                    raise ReadyChanged
            else:
                self._require_room(connection, ready)
                connection.execute(insert(ready_words), [row])
            return _ready(row)

        try:
            return await self._database.write(putting)
        except IntegrityError as problem:
            raise ReadyChanged from problem

    async def drop(self, ready: Ready) -> None:
        """Keep one no more; what stands behind it is there again. Raises ReadyChanged."""
        here = (*_same(ready), ready_words.c.version == ready.version)

        def dropping(connection: Connection) -> None:
            if not connection.execute(delete(ready_words).where(*here)).rowcount:
                raise ReadyChanged

        await self._database.write(dropping)

    def _require_room(self, connection: Connection, ready: Ready) -> None:
        here = ready_words.c.blog == (ready.blog or _NEWSROOM), ready_words.c.kind == ready.kind.value
        count = connection.execute(select(func.count()).select_from(ready_words).where(*here)).scalar_one()
        if count >= self._limit:
            raise ReadyFull(limit=self._limit)


def _same(ready: Ready) -> tuple[Any, ...]:
    columns = ready_words.c
    kind, key = ready.key
    return columns.blog == (ready.blog or _NEWSROOM), columns.kind == kind.value, columns.key == key


def _columns(ready: Ready) -> dict[str, Any]:
    kind, key = ready.key
    return {
        "blog": ready.blog or _NEWSROOM,
        "kind": kind.value,
        "key": key,
        "name": ready.name,
        "content": content_text(ready.content),
        "off": ready.off,
        "version": ready.version + 1,
    }


def _ready(row: RowMapping | dict[str, Any]) -> Ready:
    return Ready(
        kind=Kind(row["kind"]),
        name=row["name"],
        content=content_of(row["content"]),
        blog=Slug(row["blog"]) if row["blog"] != _NEWSROOM else None,
        off=row["off"],
        version=row["version"],
    )
