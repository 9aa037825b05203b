"""One PostgreSQL database holds all three histories, each with tables of its own."""

from __future__ import annotations

from pathlib import Path

from stoppress.app.building import open_newsroom
from stoppress.audience.votes import Vote
from stoppress.config.reading import read_settings
from stoppress.domain.identifiers import Slug
from stoppress.domain.opinion import Opinion
from tests.contract.places import fresh_database


async def test_a_newsroom_and_its_audience_share_a_server(postgres_url: str, tmp_path: Path) -> None:
    async with fresh_database(postgres_url) as url:
        settings = read_settings({}, {"data": tmp_path, "database": url})
        for _ in range(2):
            # The second opening finds everything migrated.
            async with open_newsroom(settings) as newsroom:
                await newsroom.audience.votes.cast(Slug("ferry"), "k" * 32, Vote(stars=5), "192.0.2.7")
                assert await newsroom.audience.votes.of(Slug("ferry")) == Opinion((0, 0, 0, 0, 1))
                assert await newsroom.audience.faults() == []
