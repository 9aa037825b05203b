"""Authors in the desk's database.

Knows that an address is one author's for ever, that somebody who works here has one page, and that whoever changes one names
the version they looked at.
Does not know who may change which (`actions`), nor what the page looks like.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any, Final

from sqlalchemy import Select, insert, select, update
from sqlalchemy.engine import Connection
from sqlalchemy.exc import IntegrityError

from stoppress.database.database import Database
from stoppress.database.schema_authors import authors
from stoppress.domain.authors import Author, AuthorLink
from stoppress.errors.authors import AuthorChanged, AuthorExists, AuthorPictureLarge, AuthorUnknown

PICTURE_LIMIT: Final = 1_048_576
"""Bytes of a picture as it is kept: it is shown small."""

_PICTURE_NAME: Final = 32

_WITHOUT_PICTURE: Final = select(*(each for each in authors.c if each.name != "picture_jpeg"))


class Authors:
    """The authors of one publication. Everything raises StorageFull and StorageUnavailable."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def everybody(self) -> Sequence[Author]:
        """All, by name; those whose page is not public too."""
        found = await self._rows(_WITHOUT_PICTURE)
        return sorted(found, key=lambda each: (each.name.casefold(), each.slug))

    async def find(self, slug: str) -> Author:
        """One of them. Raises AuthorUnknown."""
        found = await self._rows(_WITHOUT_PICTURE.where(authors.c.slug == slug))
        if not found:
            raise AuthorUnknown(author=slug[:100])
        return found[0]

    async def of(self, person: str) -> Author | None:
        """The page of somebody who works here."""
        found = await self._rows(_WITHOUT_PICTURE.where(authors.c.person == person))
        return found[0] if found else None

    async def picture(self, slug: str, name: str) -> bytes | None:
        """An author's picture, while their page is public and shows it."""
        columns = authors.c
        here = columns.slug == slug, columns.picture == name, columns.picture != "", columns.public.is_(True)
        query = select(columns.picture_jpeg).where(*here)
        found: bytes | None = await self._database.read(lambda connection: connection.scalar(query))
        return found

    async def put(self, author: Author, by: str, now: datetime, picture: bytes | None = None) -> Author:
        """Keep an author in the place of `author.version`, 0 for a new one; with b"" the picture goes, with None it stays.

        Raises AuthorChanged, AuthorExists, AuthorPictureLarge.
        """
        columns = _columns(author, by, now) | _picture(picture)

        def putting(connection: Connection) -> None:
            if author.version == 0:
                connection.execute(insert(authors), [{"picture": "", "picture_jpeg": None} | columns])
                return
            here = authors.c.slug == author.slug, authors.c.version == author.version
            if not connection.execute(update(authors).where(*here).values(columns)).rowcount:
                raise AuthorChanged

        try:
            await self._database.write(putting)
        except IntegrityError as problem:
            raise AuthorExists(author=author.slug) from problem
        return await self.find(author.slug)

    async def _rows(self, query: Select[Any]) -> list[Author]:
        return await self._database.read(lambda connection: list(map(_author, connection.execute(query).mappings())))


def picture_name(content: bytes) -> str:
    """What a picture is called in its address: another one has another name."""
    return sha256(content).hexdigest()[:_PICTURE_NAME]


def _picture(content: bytes | None) -> dict[str, Any]:
    if content is None:
        return {}
    if len(content) > PICTURE_LIMIT:
        raise AuthorPictureLarge(size=len(content), limit=PICTURE_LIMIT)
    return {"picture": picture_name(content) if content else "", "picture_jpeg": content or None}


def _columns(author: Author, by: str, now: datetime) -> dict[str, Any]:
    return {
        "slug": author.slug,
        "person": author.person or None,
        "name": author.name,
        "role": author.role,
        "place": author.place,
        "introduction": author.introduction,
        "links": json.dumps([[each.title, each.address] for each in author.links], ensure_ascii=False),
        "public": author.public,
        "version": author.version + 1,
        "changed_at": now.astimezone(UTC),
        "changed_by": by,
    }


def _author(row: Any) -> Author:
    return Author(
        slug=row["slug"],
        person=row["person"] or "",
        name=row["name"],
        role=row["role"],
        place=row["place"],
        introduction=row["introduction"],
        links=tuple(AuthorLink(title, address) for title, address in json.loads(row["links"])),
        picture=row["picture"],
        public=row["public"],
        version=row["version"],
    )
