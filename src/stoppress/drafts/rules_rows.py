"""The rules of each blog's desk, in the desk's database.

Knows that a blog without a row has the publication's.
Does not know what follows from a rule (`moves`).
"""

from __future__ import annotations

from sqlalchemy import delete, insert, select
from sqlalchemy.engine import Connection
from sqlalchemy.exc import IntegrityError

from stoppress.database.database import Database
from stoppress.database.schema_desk import desk_rules
from stoppress.domain.facts import Label
from stoppress.domain.identifiers import Slug
from stoppress.drafts.bell import What, ring
from stoppress.drafts.moments import Clock, database_clock
from stoppress.drafts.rules import Rules


class DeskRules:
    """The rules of one publication's desks; `usual` where a blog has none of its own. Everything raises StorageUnavailable."""

    def __init__(self, database: Database, clock: Clock = database_clock, *, usual: Rules = Rules()) -> None:  # noqa: B008
        self._database = database
        self._clock = clock
        self._usual = usual

    async def find(self, blog: Slug) -> Rules:
        """The rules of a blog."""
        return await self._database.read(lambda connection: find_rules(connection, blog)) or self._usual

    async def set(self, blog: Slug, rules: Rules) -> None:
        """These are the rules from now on."""

        def setting(connection: Connection) -> None:
            connection.execute(delete(desk_rules).where(desk_rules.c.blog == blog))
            row = {
                "blog": blog,
                "undo_seconds": rules.undo_seconds,
                "second_eyes": " ".join(sorted(each.value for each in rules.second_eyes)),
                "reporters_submit": rules.reporters_submit,
            }
            connection.execute(insert(desk_rules), [row])
            ring(connection, self._clock, blog, What.RULES)

        try:
            await self._database.write(setting)
        except IntegrityError:
            # Somebody else has set the first ones meanwhile; now they are seen.
            await self._database.write(setting)


def find_rules(connection: Connection, blog: Slug) -> Rules | None:
    """The rules a blog has of its own."""
    row = connection.execute(select(desk_rules).where(desk_rules.c.blog == blog)).mappings().one_or_none()
    if row is None:
        return None
    return Rules(
        undo_seconds=row["undo_seconds"],
        second_eyes=frozenset(map(Label, row["second_eyes"].split())),
        reporters_submit=row["reporters_submit"],
    )
