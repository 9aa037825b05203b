"""Along: what a desk has agreed on goes along when a blog continues in another, and so do questions that are still open.

Knows that what the new blog's desk has already stays.
Does not know blogs, nor who has a shift (`actions.shifts`).
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import Table, and_, exists, insert, literal, select, update
from sqlalchemy.engine import Connection

from stoppress.database.database import Database
from stoppress.database.schema_desk import desk_rules, ready_words
from stoppress.database.schema_notices import alarm_rules
from stoppress.database.schema_shifts import shift_notes
from stoppress.domain.identifiers import Slug
from stoppress.drafts.bell import What, ring
from stoppress.drafts.moments import Clock, database_clock
from stoppress.drafts.note_rows import OPEN

_COPIED: Final = (desk_rules, alarm_rules, ready_words)
"""The tables whose rows are a blog's: the rules, the alarms, the templates and snippets."""


class DeskAlong:
    """See `actions.coverage.Along`."""

    def __init__(self, database: Database, clock: Clock = database_clock) -> None:
        self._database = database
        self._clock = clock

    async def take_along(self, old: Slug, new: Slug) -> None:
        """Have the new blog's desk work as the old one's. Doing it twice changes nothing."""

        def taking(connection: Connection) -> None:
            for table in _COPIED:
                _copy(connection, table, old, new)
            asked = update(shift_notes).where(shift_notes.c.blog == old, OPEN)
            connection.execute(asked.values(blog=new))
            for blog in (old, new):
                ring(connection, self._clock, blog, What.RULES, What.SHIFT)

        await self._database.write(taking)


def _copy(connection: Connection, table: Table, old: Slug, new: Slug) -> None:
    others = [each for each in table.primary_key.columns if each.name != "blog"]
    there = table.alias()
    same = and_(there.c.blog == new, *(there.c[each.name] == each for each in others))
    rows = select(*(literal(new) if each.name == "blog" else each for each in table.columns)).where(
        table.c.blog == old, ~exists(select(there.c.blog).where(same))
    )
    connection.execute(insert(table).from_select([each.name for each in table.columns], rows))
