"""Votes: what readers say of a blog's page, one vote for each reader and blog.

Knows a reader by a hash of the blog and a key which their browser made when they voted: two blogs' votes have nothing in
common. Totals are kept beside the votes and changed with them, so that they stay when a vote may be forgotten.
Does not know what is shown, nor whether anybody is asked.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Final

from sqlalchemy import and_, delete, func, insert, select, update
from sqlalchemy.engine import Connection

from stoppress.audience.networks import Random, Rate, come
from stoppress.database.database import Database
from stoppress.database.grouped import GroupedWrites
from stoppress.database.schema_audience import vote_totals, votes
from stoppress.domain.identifiers import Slug
from stoppress.domain.opinion import MOST_STARS, Opinion
from stoppress.errors import InputInvalid

PER_MINUTE: Final = 30
"""Votes from one network."""

KEPT_DAYS: Final = 90
"""How long after a vote it is known as one reader's, and can be changed."""

_STARS: Final = "stars"
_HELPFUL: Final = "helpful"
_VOTE: Final = "vote"

# 128 bits of chance at least, and no more than such a key needs.
_KEY: Final = re.compile(r"[A-Za-z0-9_-]{22,64}", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Vote:
    """What one reader says; None where they say nothing."""

    stars: int | None = None
    helpful: bool | None = None


NOTHING: Final = Vote()


class Votes:
    """The votes of one publication. Everything raises StorageFull and StorageUnavailable."""

    def __init__(
        self,
        database: Database,
        writes: GroupedWrites,
        now: Callable[[], datetime],
        random: Random,
        *,
        per_minute: int = PER_MINUTE,
    ) -> None:
        self._database = database
        self._writes = writes
        self._now = now
        self._random = random
        self._rates = (Rate(per_minute),)

    async def cast(self, blog: Slug, key: str, said: Vote, address: str) -> Vote:
        """What a reader says of a blog from now on, once it is on disk: all of it, where `said` changes a part.

        `key` is what their browser keeps for this blog. Raises InputInvalid, and TooFast where too many votes come from
        the network of `address`.
        """
        reader = _reader(blog, key)
        if said.stars is not None and not 1 <= said.stars <= MOST_STARS:
            raise InputInvalid(field="stars", problem=f"give between 1 and {MOST_STARS}.")

        def casting(connection: Connection) -> Vote:
            now = self._arrive(connection, address)
            earlier = _vote_of(connection, blog, reader)
            later = Vote(
                stars=earlier.stars if said.stars is None else said.stars,
                helpful=earlier.helpful if said.helpful is None else said.helpful,
            )
            _write(connection, blog, reader, earlier, later, now)
            return later

        return await self._writes.write(casting)

    async def take_back(self, blog: Slug, key: str, address: str) -> None:
        """A reader says nothing of a blog any more, and nothing of theirs is kept. Raises as `cast` does."""
        reader = _reader(blog, key)

        def taking_back(connection: Connection) -> None:
            now = self._arrive(connection, address)
            _write(connection, blog, reader, _vote_of(connection, blog, reader), NOTHING, now)

        await self._writes.write(taking_back)

    async def of(self, blog: Slug) -> Opinion:
        """What all readers say of a blog."""
        return (await self._opinions(blog)).get(blog, Opinion())

    async def of_all(self) -> Mapping[Slug, Opinion]:
        """The same for every blog somebody has said something of."""
        return await self._opinions(None)

    async def _opinions(self, blog: Slug | None) -> Mapping[Slug, Opinion]:
        wanted = select(vote_totals) if blog is None else select(vote_totals).where(vote_totals.c.blog == blog)
        found = await self._database.read(lambda connection: connection.execute(wanted).mappings().all())
        opinions: dict[Slug, Opinion] = {}
        for row in found:
            slug = Slug(row["blog"])
            opinions[slug] = _counted(opinions.get(slug, Opinion()), row["what"], row["value"], row["votes"])
        return opinions

    def _arrive(self, connection: Connection, address: str) -> datetime:
        now = self._now().astimezone(UTC)
        come(connection, address, _VOTE, now, self._rates, self._random)
        return now


def forget_votes(connection: Connection, now: datetime, days: int) -> int:
    """Delete whose votes they were that nobody has changed for so long; they still count. How many there were."""
    before = now.astimezone(UTC).date() - timedelta(days=days)
    return connection.execute(delete(votes).where(votes.c.voted_on < before)).rowcount


def vote_faults(connection: Connection) -> list[str]:
    """What is wrong: totals below the votes that are there. Above them are those whose readers were forgotten."""
    totals = {(each.blog, each.what, each.value): each.votes for each in connection.execute(select(vote_totals))}
    counted = {
        (blog, what, int(value)): count
        for what, column in ((_STARS, votes.c.stars), (_HELPFUL, votes.c.helpful))
        for blog, value, count in connection.execute(
            select(votes.c.blog, column, func.count()).where(column.is_not(None)).group_by(votes.c.blog, column)
        )
    }
    return [
        f"{blog}: {count} votes say “{what} {value}”, but only {totals.get((blog, what, value), 0)} are counted."
        for (blog, what, value), count in sorted(counted.items())
        if totals.get((blog, what, value), 0) < count
    ]


def is_reader_key(text: str) -> bool:
    """Whether this may be what a reader's browser keeps."""
    return _KEY.fullmatch(text) is not None


def _reader(blog: Slug, key: str) -> str:
    if not is_reader_key(key):
        raise InputInvalid(field="key", problem="send 22 to 64 letters, digits, hyphens and underscores of chance.")
    return sha256(f"vote {blog} {key}".encode()).hexdigest()


def _vote_of(connection: Connection, blog: Slug, reader: str) -> Vote:
    wanted = select(votes.c.stars, votes.c.helpful).where(votes.c.blog == blog, votes.c.reader == reader)
    found = connection.execute(wanted).one_or_none()
    return NOTHING if found is None else Vote(stars=found.stars, helpful=found.helpful)


def _write(connection: Connection, blog: Slug, reader: str, earlier: Vote, later: Vote, now: datetime) -> None:
    """Put one vote in another's place; of one that says nothing, nothing is left."""
    here = and_(votes.c.blog == blog, votes.c.reader == reader)
    row = {"stars": later.stars, "helpful": later.helpful, "voted_on": now.date()}
    if later == NOTHING:
        connection.execute(delete(votes).where(here))
    elif not connection.execute(update(votes).where(here).values(row)).rowcount:
        connection.execute(insert(votes), [{"blog": blog, "reader": reader, **row}])
    before, after = _parts(earlier), _parts(later)
    for what, value in before - after:
        _count(connection, blog, what, value, -1)
    for what, value in after - before:
        _count(connection, blog, what, value, 1)


def _parts(vote: Vote) -> set[tuple[str, int]]:
    parts = {_STARS: vote.stars, _HELPFUL: vote.helpful}
    return {(what, int(value)) for what, value in parts.items() if value is not None}


def _count(connection: Connection, blog: Slug, what: str, value: int, more: int) -> None:
    columns = vote_totals.c
    here = columns.blog == blog, columns.what == what, columns.value == value
    if not connection.execute(update(vote_totals).where(*here).values(votes=columns.votes + more)).rowcount:
        connection.execute(insert(vote_totals), [{"blog": blog, "what": what, "value": value, "votes": more}])


def _counted(opinion: Opinion, what: str, value: int, count: int) -> Opinion:
    if what == _STARS:
        stars = (*opinion.stars[: value - 1], count, *opinion.stars[value:])
        return replace(opinion, stars=stars)
    return replace(opinion, yes=count) if value else replace(opinion, no=count)
