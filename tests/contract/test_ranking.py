"""What is most read, from beacons to lists, on every database alike."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from stoppress.app.authors import rank
from stoppress.audience.views import Views
from stoppress.domain.identifiers import Slug
from tests.contract.audiences import at_once, grouped, open_audience_database
from tests.contract.places import DURABLE
from tests.laws.surfaces import newsroom

NOON = datetime(2031, 4, 5, 12, 30, tzinfo=UTC)
FERRY, FLOOD = Slug("ferry"), Slug("flood")


@pytest.mark.parametrize("kind", DURABLE)
async def test_what_is_looked_at_now_stands_before_what_was(
    kind: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    moment = NOON

    async with newsroom() as room, open_audience_database(kind, request, tmp_path) as database:
        for slug in (FERRY, FLOOD):
            await room.client.post("/api/v1/blogs", json={"slug": slug, "headline": slug})
        writes = grouped(database)
        views = Views(database, writes, lambda: moment, sleep=at_once)
        for _ in range(3):
            await views.add(FERRY, page=True)
        await rank(views, room.press, lambda: moment, 24)
        assert list(room.press._front.ranked) == [FERRY]
        moment += timedelta(hours=18)
        await views.add(FLOOD, page=True)
        await rank(views, room.press, lambda: moment, 24)
        assert list(room.press._front.ranked) == [FLOOD, FERRY]
        moment += timedelta(hours=8)
        await rank(views, room.press, lambda: moment, 24)
        assert list(room.press._front.ranked) == [FLOOD]
        await views.close()
        await writes.close()
