"""Two editors, one post, a hundred interleavings, in journals that last: no update is lost. (RELIABILITY R13)"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from stoppress.journal.journal import Journal
from tests.contract.places import DURABLE, Place, fresh_database
from tests.laws.editors import no_update_is_lost


@pytest.fixture(params=DURABLE)
def journal(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[asyncio.Runner, Journal]]:
    """Each of them, in a loop of its own."""
    with asyncio.Runner() as runner:
        server = request.getfixturevalue("postgres_url") if request.param == "postgres" else None
        fresh = fresh_database(server) if server else None
        url = runner.run(fresh.__aenter__()) if fresh else None
        opened = runner.run(Place(url, tmp_path).open())
        yield runner, opened
        runner.run(opened.close())
        if fresh:
            runner.run(fresh.__aexit__(None, None, None))


def test_no_update_is_lost_and_the_log_explains_every_one(journal: tuple[asyncio.Runner, Journal]) -> None:
    runner, place = journal
    no_update_is_lost(place, runner.run)
