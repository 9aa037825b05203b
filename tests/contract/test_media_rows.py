"""Media rows: SQLite and PostgreSQL cannot be told apart by their callers."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy.engine import Connection

from stoppress.database.kinds import AnyDatabase
from stoppress.database.migrate import DESK
from stoppress.domain.identifiers import PostId, Slug
from stoppress.domain.media import Format, Medium, MediumKind, Rendition
from stoppress.errors.media import MediaUnknown, QuotaUsed
from stoppress.media.rows import MediaRows, MediumRow, Quota, State, Use
from tests.contract.desks import NOW, PLENTY, medium_id, open_desk, row
from tests.contract.places import DURABLE
from tests.laid_out import HISTORIES

FERRIES, HARBOUR = Slug("ferries"), Slug("harbour")
HERO, FIRST, SECOND = PostId(""), PostId("first"), PostId("second")


@pytest.fixture(params=DURABLE)
async def desk(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[AnyDatabase]:
    """Each database in turn, empty."""
    async with open_desk(request.param, request, tmp_path) as database:
        yield database


@pytest.fixture
def rows(desk: AnyDatabase) -> MediaRows:
    """Its media."""
    return MediaRows(desk)


async def test_the_migrations_end_in_the_tables_the_program_knows(desk: AnyDatabase) -> None:
    def differences(connection: Connection) -> list[object]:
        # On a server one database holds every history.
        of_others = {each for other in HISTORIES if other is not DESK for each in other.metadata.tables}
        opts = {
            "version_table": DESK.version_table,
            "compare_type": True,
            "include_name": lambda name, kind, _: kind != "table" or name not in of_others,
        }
        context = MigrationContext.configure(connection, opts=opts)
        return [each for each in compare_metadata(context, DESK.metadata) if "migrated_" not in str(each)]

    assert await desk.read(differences) == []


async def test_a_row_is_found_as_it_was_added(rows: MediaRows) -> None:
    rendition = Rendition(format=Format.AVIF, name="0123456789abcdef.avif", size=7, width=640, height=480)
    medium = Medium(
        id=medium_id(1),
        kind=MediumKind.FILM,
        width=640,
        milliseconds=1500,
        alt="Die Fähre „Möwe“ im Hafen \N{SAILBOAT}",
        renditions=(rendition, rendition),
        still=(rendition,),
        captions=rendition,
    )
    added = row(medium=medium, sha256="0" * 64, problem="It ends too early.", label="Fähre.mp4", size=2**40)
    await rows.add(added, PLENTY)
    assert await rows.find(medium_id(1)) == added
    assert (added.id, added.kind) == (medium_id(1), MediumKind.FILM)


async def test_a_moment_of_another_zone_is_the_same_moment(rows: MediaRows) -> None:
    elsewhere = NOW.astimezone(timezone(timedelta(hours=9)))
    await rows.add(row(created_at=elsewhere), PLENTY)
    found = (await rows.find(medium_id(1))).created_at
    assert (found, found.tzinfo) == (NOW, UTC)
    assert await rows.used_since("token-ana", elsewhere) == 1000
    assert await rows.unused_before(elsewhere, most=9) == []
    assert len(await rows.unused_before(elsewhere + timedelta(seconds=1), most=9)) == 1


async def test_a_row_that_is_not_there_is_unknown(rows: MediaRows) -> None:
    for act in (
        rows.find(medium_id(1)),
        rows.change(medium_id(1), lambda found: found),
        rows.use([medium_id(1)], FERRIES, FIRST),
    ):
        with pytest.raises(MediaUnknown):
            await act
    assert not await rows.drop(medium_id(1))
    assert await rows.uses(medium_id(1)) == []


async def test_changes_that_come_at_once_do_not_undo_one_another(rows: MediaRows) -> None:
    await rows.add(row(), PLENTY)

    def with_caption(found: MediumRow) -> MediumRow:
        return replace(found, medium=replace(found.medium, caption=found.medium.caption + "x"))

    def one_wider(found: MediumRow) -> MediumRow:
        return replace(found, state=State.READY, medium=replace(found.medium, width=found.medium.width + 1))

    await asyncio.gather(*(rows.change(medium_id(1), each) for each in (with_caption, one_wider) * 8))
    found = await rows.find(medium_id(1))
    assert (found.medium.caption, found.medium.width, found.state) == ("x" * 8, 8, State.READY)


async def test_a_change_gives_a_medium_to_nobody_else(rows: MediaRows) -> None:
    await rows.add(row(), PLENTY)
    await rows.change(medium_id(1), lambda found: replace(found, owner="token-ben"))
    assert (await rows.find(medium_id(1))).owner == "token-ana"


async def test_what_is_known_is_told_from_what_is_not(rows: MediaRows) -> None:
    for number in (1, 2):
        await rows.add(row(number), PLENTY)
    assert await rows.known(map(medium_id, range(2, 2500))) == {medium_id(2)}
    assert await rows.known([]) == set()


async def test_uses_are_told_by_medium_and_by_blog(rows: MediaRows) -> None:
    for number in (1, 2, 3):
        await rows.add(row(number, created_at=NOW - timedelta(seconds=number)), PLENTY)
    await rows.use([medium_id(1), medium_id(2), medium_id(1)], FERRIES, FIRST)
    await rows.use([medium_id(1)], FERRIES, HERO)
    await rows.use([medium_id(1)], HARBOUR, FIRST)
    assert await rows.uses(medium_id(1)) == [
        Use(medium_id(1), FERRIES, HERO),
        Use(medium_id(1), FERRIES, FIRST),
        Use(medium_id(1), HARBOUR, FIRST),
    ]
    assert [each.id for each in await rows.of_blog(FERRIES)] == [medium_id(2), medium_id(1)]
    assert await rows.of_blog(Slug("elsewhere")) == []


async def test_a_use_noted_twice_is_one(rows: MediaRows) -> None:
    await rows.add(row(), PLENTY)
    await asyncio.gather(*(rows.use([medium_id(1)], FERRIES, FIRST) for _ in range(6)))
    assert await rows.uses(medium_id(1)) == [Use(medium_id(1), FERRIES, FIRST)]


async def test_of_several_uses_with_one_unknown_none_is_noted(rows: MediaRows) -> None:
    await rows.add(row(), PLENTY)
    with pytest.raises(MediaUnknown) as refusal:
        await rows.use([medium_id(1), medium_id(2)], FERRIES, FIRST)
    assert refusal.value.facts == {"media": medium_id(2)}
    assert await rows.uses(medium_id(1)) == []


async def test_what_is_used_cannot_be_dropped(rows: MediaRows) -> None:
    await rows.add(row(), PLENTY)
    for post in (FIRST, SECOND):
        await rows.use([medium_id(1)], FERRIES, post)
        assert not await rows.drop(medium_id(1))
    await rows.forget_uses(medium_id(1), FERRIES, FIRST)
    assert not await rows.drop(medium_id(1))
    await rows.forget_uses(medium_id(1), FERRIES, SECOND)
    assert await rows.drop(medium_id(1))
    with pytest.raises(MediaUnknown):
        await rows.find(medium_id(1))


async def test_whoever_uses_and_whoever_drops_at_once_agree(rows: MediaRows) -> None:
    """Either it is used and still there, or it was dropped and the post is told."""
    for number in range(1, 16):
        await rows.add(row(number), PLENTY)
        used, dropped = await asyncio.gather(
            rows.use([medium_id(number)], FERRIES, FIRST), rows.drop(medium_id(number)), return_exceptions=True
        )
        assert isinstance(used, MediaUnknown) == dropped
        assert bool(await rows.known([medium_id(number)])) == (not dropped)


async def test_what_nothing_refers_to_is_told_oldest_first(rows: MediaRows) -> None:
    for number in (1, 2, 3, 4):
        await rows.add(row(number, created_at=NOW - timedelta(days=number)), PLENTY)
    await rows.use([medium_id(3)], FERRIES, HERO)
    assert [each.id for each in await rows.unused_before(NOW - timedelta(days=1), most=9)] == [
        medium_id(4),
        medium_id(2),
    ]
    assert [each.id for each in await rows.unused_before(NOW, most=1)] == [medium_id(4)]


async def test_a_quota_holds_to_the_byte(rows: MediaRows) -> None:
    quota = Quota(2500, NOW)
    await rows.add(row(1, created_at=NOW - timedelta(microseconds=1), size=10**9), PLENTY)
    await rows.add(row(2, owner="token-ben", size=2500), quota)
    await rows.add(row(3, size=1500), quota)
    for size in (1001, 10_010):
        with pytest.raises(QuotaUsed) as refusal:
            await rows.add(row(4, size=size), quota)
        assert refusal.value.facts == {"limit": 2500}
    await rows.add(row(4, size=1000), quota)
    assert await rows.used_since("token-ana", NOW) == 2500
    assert await rows.used_since("nobody", datetime(2030, 1, 1, tzinfo=UTC)) == 0


async def test_a_quota_holds_for_those_who_come_at_once(rows: MediaRows) -> None:
    adding = (rows.add(row(number), Quota(3000, NOW)) for number in range(8))
    outcomes = await asyncio.gather(*adding, return_exceptions=True)
    assert sorted(type(each).__name__ for each in outcomes) == ["NoneType"] * 3 + ["QuotaUsed"] * 5
