"""Votes: one for each reader and blog, however often, from wherever and at the same moment they are cast."""

from __future__ import annotations

import asyncio
import os
from collections import Counter
from collections.abc import AsyncIterator, Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, update
from sqlalchemy.engine import Connection

from stoppress.audience.votes import NOTHING, Vote, Votes, forget_votes, vote_faults
from stoppress.database.kinds import AnyDatabase, database_at
from stoppress.database.migrate import AUDIENCE
from stoppress.database.opening import database_url, open_database
from stoppress.database.schema_audience import vote_totals, votes
from stoppress.domain.identifiers import Slug
from stoppress.domain.opinion import Opinion
from stoppress.errors import InputInvalid, TooFast
from tests.contract.audiences import grouped, open_audience_database
from tests.contract.places import DURABLE

NOON = datetime(2031, 4, 5, 12, 0, 0, tzinfo=UTC)
FERRY, STORM = Slug("ferry"), Slug("storm")
HERE = "192.0.2.7"


def key(name: str) -> str:
    """The key of a reader."""
    return f"{name:x>22}"


class Ballot:
    """Votes with a clock that is set by hand."""

    def __init__(self, database: AnyDatabase, *, per_minute: int = 10_000) -> None:
        self.database, self.time = database, NOON
        self.writes = grouped(database)
        self.votes = Votes(database, self.writes, lambda: self.time, os.urandom, per_minute=per_minute)

    async def cast(self, name: str, blog: Slug = FERRY, address: str = HERE, **said: int) -> Vote:
        """A reader votes."""
        vote = Vote(stars=said.get("stars"), helpful=bool(said["helpful"]) if "helpful" in said else None)
        return await self.votes.cast(blog, key(name), vote, address)

    async def faults(self) -> list[str]:
        """What a check finds."""
        return await self.database.read(vote_faults)

    async def forget(self, days: int) -> int:
        """As it is swept."""
        return await self.writes.write(lambda connection: forget_votes(connection, self.time, days))


@pytest.fixture(params=DURABLE)
async def database(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[AnyDatabase]:
    async with open_audience_database(request.param, request, tmp_path) as opened:
        yield opened


@pytest.fixture
def ballot(database: AnyDatabase) -> Ballot:
    return Ballot(database)


async def test_a_reader_says_one_thing_after_the_other_and_the_last_counts(ballot: Ballot) -> None:
    assert await ballot.cast("ana", stars=2) == Vote(stars=2)
    assert await ballot.cast("ana", helpful=1) == Vote(stars=2, helpful=True)
    assert await ballot.cast("ana", stars=5, helpful=0) == Vote(stars=5, helpful=False)
    assert await ballot.votes.of(FERRY) == Opinion(stars=(0, 0, 0, 0, 1), yes=0, no=1)


async def test_a_hundred_at_once_of_one_reader_are_one_vote(ballot: Ballot) -> None:
    # Two processes, as behind one port.
    other = database_at(ballot.database.url.render_as_string(hide_password=False))
    try:
        both = (ballot, Ballot(other))
        await asyncio.gather(*(both[each % 2].cast("ana", stars=1 + each % 5) for each in range(100)))
        opinion = await ballot.votes.of(FERRY)
        assert (opinion.ratings, opinion.answers) == (1, 0)
        assert await ballot.faults() == []
    finally:
        await other.close()


async def test_a_hundred_readers_at_once_are_a_hundred_votes(ballot: Ballot) -> None:
    await asyncio.gather(*(ballot.cast(f"r{each}", stars=4, helpful=each % 2) for each in range(100)))
    assert await ballot.votes.of(FERRY) == Opinion(stars=(0, 0, 0, 100, 0), yes=50, no=50)


async def test_a_replayed_vote_changes_nothing(ballot: Ballot) -> None:
    for _ in range(5):
        await ballot.cast("ana", stars=3, helpful=1)
    assert await ballot.votes.of(FERRY) == Opinion(stars=(0, 0, 1, 0, 0), yes=1)


async def test_what_is_taken_back_leaves_nothing_behind(ballot: Ballot, database: AnyDatabase) -> None:
    await ballot.cast("ana", stars=3, helpful=1)
    await ballot.cast("ben", stars=3)
    for _ in range(2):
        await ballot.votes.take_back(FERRY, key("ana"), HERE)
    assert await ballot.votes.of(FERRY) == Opinion(stars=(0, 0, 1, 0, 0))
    assert len(await database.read(lambda connection: connection.execute(select(votes)).all())) == 1


async def test_each_blog_has_votes_of_its_own_and_nothing_joins_them(ballot: Ballot, database: AnyDatabase) -> None:
    await ballot.cast("ana", stars=1)
    await ballot.cast("ana", STORM, stars=5)
    assert await ballot.votes.of_all() == {FERRY: Opinion((1, 0, 0, 0, 0)), STORM: Opinion((0, 0, 0, 0, 1))}
    rows = await database.read(lambda connection: connection.execute(select(votes)).mappings().all())
    assert len({each["reader"] for each in rows}) == 2
    assert not any(key("ana") in str(each) or HERE in str(each) for each in rows)


@pytest.mark.parametrize(
    ("name", "stars"), [("a" * 65, 3), ("spaces and more of them", 3), ("ana", 0), ("ana", 6), ("ana", -1)]
)
async def test_what_is_no_vote_is_refused(ballot: Ballot, name: str, stars: int) -> None:
    with pytest.raises(InputInvalid):
        await ballot.cast(name, stars=stars)
    assert await ballot.votes.of_all() == {}


async def test_one_network_votes_so_often_in_a_minute_and_what_it_was_refused_counts_nowhere(
    database: AnyDatabase,
) -> None:
    ballot = Ballot(database, per_minute=30)
    cast = (ballot.cast(f"r{each}", stars=5) for each in range(300))
    answers = await asyncio.gather(*cast, return_exceptions=True)
    assert [type(each) for each in answers].count(TooFast) == 270
    assert (await ballot.votes.of(FERRY)).ratings == 30
    with pytest.raises(TooFast):
        await ballot.votes.take_back(FERRY, key("r1"), HERE)
    await ballot.cast("elsewhere", stars=1, address="198.51.100.9")
    ballot.time += timedelta(minutes=2)
    await ballot.cast("later", stars=1)
    assert (await ballot.votes.of(FERRY)).ratings == 32


async def test_whose_a_vote_was_is_forgotten_and_it_still_counts(ballot: Ballot, database: AnyDatabase) -> None:
    await ballot.cast("ana", stars=5)
    ballot.time += timedelta(days=2)
    await ballot.cast("ben", stars=3)
    ballot.time += timedelta(days=89)
    assert await ballot.forget(90) == 1
    assert len(await database.read(lambda connection: connection.execute(select(votes)).all())) == 1
    # Nobody can change it any more, and nothing is taken from what others said.
    await ballot.votes.take_back(FERRY, key("ana"), HERE)
    assert await ballot.votes.of(FERRY) == Opinion((0, 0, 1, 0, 1))
    assert await ballot.faults() == []


async def test_a_check_finds_totals_that_are_too_low(ballot: Ballot, database: AnyDatabase) -> None:
    await ballot.cast("ana", stars=5)
    await database.write(lambda connection: _set_total(connection, 0))
    assert await ballot.faults() == ["ferry: 1 votes say “stars 5”, but only 0 are counted."]


def _set_total(connection: Connection, count: int) -> None:
    connection.execute(update(vote_totals).values(votes=count))


Step = tuple[str, str, int | None, bool | None]
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["ana", "ben", "cem"]),
        st.sampled_from(["ferry", "storm"]),
        st.none() | st.integers(1, 5),
        st.none() | st.booleans(),
    ),
    max_size=25,
)


@given(st.lists(STEPS, max_size=4))
def test_whatever_readers_do_together_every_total_is_what_they_say_in_the_end(groups: list[list[Step]]) -> None:
    """Each group comes at once; who says nothing takes their vote back."""

    async def story(folder: Path) -> None:
        database = await open_database(database_url(AUDIENCE, folder, None), AUDIENCE)
        ballot, said = Ballot(database), dict[tuple[str, str], Vote]()
        try:
            for steps in groups:
                await asyncio.gather(*(_taken(ballot, step) for step in steps))
                for name, blog, stars, helpful in steps:
                    earlier = said.get((name, blog), NOTHING)
                    later = Vote(
                        stars=earlier.stars if stars is None else stars,
                        helpful=earlier.helpful if helpful is None else helpful,
                    )
                    said[name, blog] = NOTHING if stars is None and helpful is None else later
            for blog in (FERRY, STORM):
                assert await ballot.votes.of(blog) == _opinion(
                    vote for (_, there), vote in said.items() if there == blog
                )
            assert await ballot.faults() == []
        finally:
            await database.close()

    with TemporaryDirectory() as folder:
        asyncio.run(story(Path(folder)))


async def _taken(ballot: Ballot, step: Step) -> None:
    name, blog, stars, helpful = step
    if stars is None and helpful is None:
        await ballot.votes.take_back(Slug(blog), key(name), HERE)
    else:
        await ballot.votes.cast(Slug(blog), key(name), Vote(stars=stars, helpful=helpful), HERE)


def _opinion(said: Iterable[Vote]) -> Opinion:
    all_of_it = list(said)
    stars = Counter(each.stars for each in all_of_it)
    helpful = Counter(each.helpful for each in all_of_it)
    return Opinion(tuple(stars[each] for each in range(1, 6)), yes=helpful[True], no=helpful[False])
