"""Rows of alarms: what each blog has agreed on, and which alarms stand.

Knows that of several processes which see the same alarm one writes it down.
Does not know what is stale (`alarms`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.dialects.postgresql import insert as of_postgres
from sqlalchemy.dialects.sqlite import insert as of_sqlite
from sqlalchemy.engine import Connection
from sqlalchemy.exc import IntegrityError

from stoppress.database.database import Database
from stoppress.database.schema_notices import alarm_rules, alarms
from stoppress.domain.identifiers import Slug
from stoppress.drafts.alarms import SILENT, Alarm, AlarmRules, Watched
from stoppress.drafts.bell import What, ring
from stoppress.drafts.moments import Clock, database_clock, in_utc


class Alarms:
    """Those of one publication. Everything raises StorageFull and StorageUnavailable."""

    def __init__(self, database: Database, clock: Clock = database_clock) -> None:
        self._database = database
        self._clock = clock

    async def now(self) -> datetime:
        """The time by which everything here is judged."""
        return await self._database.read(self._clock)

    async def rules(self, blog: Slug) -> AlarmRules:
        """What a blog has agreed on."""
        return (await self._rules_of(alarm_rules.c.blog == blog)).get(blog, SILENT)

    async def watched(self) -> Mapping[Slug, AlarmRules]:
        """The blogs of which anything is watched."""
        found = await self._rules_of(alarm_rules.c.blog.is_not(None))
        return {blog: rules for blog, rules in found.items() if rules.is_on}

    async def set_rules(self, blog: Slug, rules: AlarmRules) -> None:
        """So it is from now on."""
        row = {
            "blog": blog,
            **{_column(what): rules.minutes[what] for what in Watched},
            "from_minute": rules.from_minute,
            "to_minute": rules.to_minute,
        }

        def setting(connection: Connection) -> None:
            connection.execute(delete(alarm_rules).where(alarm_rules.c.blog == blog))
            connection.execute(insert(alarm_rules), [row])
            ring(connection, self._clock, blog, What.RULES, What.ALARMS)

        try:
            await self._database.write(setting)
        except IntegrityError:
            # Somebody else has set the first ones meanwhile; now they are seen.
            await self._database.write(setting)

    async def standing(self) -> Mapping[Slug, Mapping[Watched, datetime]]:
        """The alarms that are written down, by blog: what, and since when nobody has touched it."""
        found = await self._database.read(lambda connection: connection.execute(select(alarms)).mappings().all())
        standing: dict[Slug, dict[Watched, datetime]] = {}
        for each in found:
            since = in_utc(each["since"])
            assert since is not None
            standing.setdefault(Slug(each["blog"]), {})[Watched(each["what"])] = since
        return standing

    async def write_down(self, blog: Slug, now_standing: Sequence[Alarm]) -> None:
        """These alarms of a blog stand, and no others; whoever looks at it hears of a change."""

        def writing(connection: Connection) -> None:
            here = alarms.c.blog == blog
            names = [each.what.value for each in now_standing]
            changed = connection.execute(delete(alarms).where(here, alarms.c.what.not_in(names))).rowcount > 0
            for each in now_standing:
                changed |= self._stand(connection, each)
            if changed:
                ring(connection, self._clock, blog, What.ALARMS)

        await self._database.write(writing)

    def _stand(self, connection: Connection, alarm: Alarm) -> bool:
        inserting = of_postgres if connection.dialect.name == "postgresql" else of_sqlite
        row = {
            "blog": alarm.blog,
            "what": alarm.what.value,
            "since": alarm.since.astimezone(UTC),
            "fired_at": self._clock(connection),
        }
        if connection.execute(inserting(alarms).values(row).on_conflict_do_nothing()).rowcount:
            return True
        again = update(alarms).where(alarms.c.blog == alarm.blog, alarms.c.what == alarm.what.value)
        return connection.execute(again.where(alarms.c.since != alarm.since).values(row)).rowcount > 0

    async def _rules_of(self, which: Any) -> dict[Slug, AlarmRules]:
        query = select(alarm_rules).where(which)
        found = await self._database.read(lambda connection: connection.execute(query).mappings().all())
        return {
            Slug(each["blog"]): AlarmRules(
                minutes={what: each[_column(what)] for what in Watched},
                from_minute=each["from_minute"],
                to_minute=each["to_minute"],
            )
            for each in found
        }


def _column(what: Watched) -> str:
    return f"{what.value.replace('-', '_')}_minutes"
