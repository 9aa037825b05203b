"""What every journal promises about its bell; that a lost ring costs no revision is law 5."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence

import pytest

from stoppress.domain.identifiers import Seq, Slug
from stoppress.journal.journal import Journal, Ring
from tests.contract.conftest import Open
from tests.contract.invented import FERRIES, TIDES, log, opened, published, withdrawn
from tests.contract.places import Place, administer
from tests.contract.processes import publisher

# So long that only the bell itself can have been heard within `HANG_SECONDS`.
NEVER = 3600.0
HANG_SECONDS = 20.0


async def heard(rings: AsyncIterator[Ring], *last: tuple[Slug, int]) -> list[Ring]:
    """The rings until each of these numbers has been reached."""
    missing, all_heard = dict(last), []
    async with asyncio.timeout(HANG_SECONDS):
        while missing:
            ring = await anext(rings)
            all_heard.append(ring)
            if ring.seq >= missing.get(ring.blog, ring.seq + 1):
                del missing[ring.blog]
    return all_heard


def is_rising(rings: Sequence[Ring]) -> bool:
    """Whether no blog's number came twice or went back."""
    by_blog = {ring.blog: [each.seq for each in rings if each.blog == ring.blog] for ring in rings}
    return all(numbers == sorted(set(numbers)) for numbers in by_blog.values())


async def test_every_listener_hears_every_append(journal: Journal) -> None:
    async with journal.rings() as one, journal.rings() as other:
        await journal.append(FERRIES, log(2), by="rosa")
        await journal.append(TIDES, log(3, TIDES), by="rosa")
        for rings in (one, other):
            assert is_rising(await heard(rings, (FERRIES, 2), (TIDES, 3)))
        await journal.append(FERRIES, [withdrawn(2)], by="rosa")
        for rings in (one, other):
            assert await heard(rings, (FERRIES, 3)) == [Ring(FERRIES, Seq(3))]


async def test_what_was_there_at_the_opening_is_not_rung_for(place: Place, open_at: Open) -> None:
    before = await place.open()
    await before.append(FERRIES, log(2), by="rosa")
    await before.close()
    journal = await open_at(place, poll_seconds=0.01)
    async with journal.rings() as rings:
        await journal.append(TIDES, log(2, TIDES), by="rosa")
        assert await heard(rings, (TIDES, 2)) == [Ring(TIDES, Seq(2))]


async def test_rings_nobody_asked_for_yet_become_one_a_blog(journal: Journal) -> None:
    async with journal.rings() as rings, journal.rings() as prompt:
        await journal.append(TIDES, [opened(TIDES)], by="rosa")
        await journal.append(FERRIES, [opened()], by="rosa")
        for number in range(2, 51):
            await journal.append(FERRIES, [published(number)], by="rosa")
        await heard(prompt, (FERRIES, 50), (TIDES, 1))
        assert await heard(rings, (TIDES, 1), (FERRIES, 50)) == [Ring(TIDES, Seq(1)), Ring(FERRIES, Seq(50))]


async def test_a_refused_append_does_not_ring(journal: Journal) -> None:
    async with journal.rings() as rings:
        await asyncio.gather(
            *(journal.append(FERRIES, [opened()], by="rosa") for _ in range(3)), return_exceptions=True
        )
        await journal.append(TIDES, [opened(TIDES)], by="rosa")
        assert sorted(await heard(rings, (FERRIES, 1), (TIDES, 1)), key=str) == [
            Ring(FERRIES, Seq(1)),
            Ring(TIDES, Seq(1)),
        ]


async def test_a_listener_that_gave_up_waiting_loses_nothing(journal: Journal) -> None:
    async with journal.rings() as rings:
        for number, revision in enumerate(log(10), 1):
            waiting = asyncio.ensure_future(anext(rings))
            await asyncio.sleep(0)
            appending = asyncio.create_task(journal.append(FERRIES, [revision], by="rosa"))
            await asyncio.sleep(number / 2000)
            waiting.cancel()
            await asyncio.wait([waiting, appending])
        await journal.append(FERRIES, [published(11)], by="rosa")
        await heard(rings, (FERRIES, 11))


async def test_listening_ends_when_the_journal_is_closed(journal: Journal) -> None:
    async with journal.rings() as rings:
        waiting = asyncio.ensure_future(anext(rings, None))
        await asyncio.sleep(0)
        await journal.close()
        assert await waiting is None
        assert [ring async for ring in rings] == []
    async with journal.rings() as late:
        assert [ring async for ring in late] == []


async def test_another_journal_at_the_same_place_is_heard(place: Place, open_at: Open) -> None:
    here, there = await open_at(place, poll_seconds=NEVER), await open_at(place, poll_seconds=NEVER)
    async with here.rings() as rings, there.rings() as echo:
        await there.append(FERRIES, log(3), by="rosa")
        await heard(rings, (FERRIES, 3))
        await heard(echo, (FERRIES, 3))


async def test_another_process_at_the_same_place_is_heard(place: Place, open_at: Open) -> None:
    here = await open_at(place, poll_seconds=NEVER)
    async with here.rings() as rings, publisher(place, count=30) as there:
        assert is_rising(await heard(rings, (FERRIES, 30)))
        await there.finish()
        assert there.acknowledged == list(range(1, 31))
    assert len(await here.read(FERRIES)) == 30


async def test_a_listener_reads_what_was_rung_for(journal: Journal) -> None:
    """A ring comes after its commit, never before: whoever reads upon it finds the revision."""
    async with journal.rings() as rings:
        for revision in log(20):
            appending = asyncio.create_task(journal.append(FERRIES, [revision], by="rosa"))
            async with asyncio.timeout(HANG_SECONDS):
                ring = await anext(rings)
            assert await journal.head(FERRIES) >= ring.seq
            await appending


async def test_a_bell_whose_connection_was_cut_is_heard_again(postgres_place: Place, open_at: Open) -> None:
    assert postgres_place.url is not None
    journal = await open_at(postgres_place, poll_seconds=NEVER)
    await journal.append(FERRIES, [opened()], by="rosa")
    listening = "SELECT pid FROM pg_stat_activity WHERE query LIKE 'LISTEN%'"
    async with journal.rings() as rings:
        before = await administer(postgres_place.url, listening)
        await administer(
            postgres_place.url,
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()",
        )
        # Appended while nobody listens; the poll is far away, so that only the return can make it good.
        other = await open_at(postgres_place)
        await other.append(FERRIES, [published(2)], by="rosa")
        await heard(rings, (FERRIES, 2))
        assert set(before).isdisjoint(await administer(postgres_place.url, listening))
        await other.append(FERRIES, [published(3)], by="rosa")
        await heard(rings, (FERRIES, 3))


@pytest.mark.parametrize("payload", ["", "ferries-of-velmora", "ferries-of-velmora x", " 7", "a b 7"])
async def test_a_notification_that_says_nothing_harms_nothing(
    postgres_place: Place, open_at: Open, payload: str
) -> None:
    assert postgres_place.url is not None
    journal = await open_at(postgres_place, poll_seconds=NEVER)
    async with journal.rings() as rings:
        await administer(postgres_place.url, f"SELECT pg_notify('stoppress_rings', '{payload}')")
        await journal.append(FERRIES, [opened()], by="rosa")
        assert (await heard(rings, (FERRIES, 1)))[-1] == Ring(FERRIES, Seq(1))
