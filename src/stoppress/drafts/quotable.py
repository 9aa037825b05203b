"""Texts at the desk that may quote a post: drafts somebody is at work on, and what is prepared to be used again.

Knows where they are kept.
Does not know what anybody looks for in them (`actions.removal_quotes`).
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Select, select
from sqlalchemy.engine import Connection

from stoppress.database.database import Database
from stoppress.database.schema_desk import drafts, ready_words
from stoppress.domain.identifiers import Slug
from stoppress.drafts.draft import State


class DraftTexts:
    """The drafts of one publication that may yet go out. Raises StorageUnavailable."""

    kind = "drafts"

    def __init__(self, database: Database) -> None:
        self._database = database

    async def texts(self, blog: Slug) -> Sequence[str]:
        """Each with its note."""
        over = State.SENT.value, State.DISCARDED.value
        return await _texts(
            self._database,
            select(drafts.c.content, drafts.c.note).where(drafts.c.blog == blog, drafts.c.state.not_in(over)),
        )


class ReadyTexts:
    """The templates and snippets of one publication. Raises StorageUnavailable."""

    kind = "templates and snippets"

    def __init__(self, database: Database) -> None:
        self._database = database

    async def texts(self, blog: Slug) -> Sequence[str]:
        """Those of a blog, and those of the whole newsroom."""
        return await _texts(self._database, select(ready_words.c.content).where(ready_words.c.blog.in_((blog, ""))))


async def _texts(database: Database, query: Select[*tuple[str, ...]]) -> Sequence[str]:
    def reading(connection: Connection) -> list[str]:
        return ["\n".join(filter(None, row)) for row in connection.execute(query)]

    return await database.read(reading)
