"""Laws 7, 8 and 10 at the desk: a post goes out once, not before it is due, not while it is held or unread.

What is submitted goes out by an editor's hand alone, and of each it is known what became of it. And what was acknowledged as waiting goes out in the end: whatever staff do, whoever sends, wherever a process is killed.
"""

from __future__ import annotations

import asyncio
import shutil
from pathlib import Path
from random import Random

import pytest
from hypothesis import Phase, example, given, settings
from hypothesis import strategies as st

from stoppress.database.kinds import database_at
from stoppress.database.migrate import DESK, migrate
from tests.examples import examples
from tests.laws.newsdesk import Newsdesk

STEPS = 90


@pytest.fixture(scope="module")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file to be copied: migrating takes longer than a story."""
    file = tmp_path_factory.mktemp("desk") / "desk.db"
    asyncio.run(migrate(f"sqlite:///{file}", DESK))
    return file


def test_a_post_goes_out_once_and_when_it_may(migrated: Path, tmp_path: Path) -> None:
    counted = [0, 0, 0]

    # A story that fails is not made shorter: its steps hang on one number.
    @settings(max_examples=examples(60), phases=(Phase.explicit, Phase.generate))
    @given(st.integers(0, 2**64))
    @example(349)
    def law(seed: int) -> None:
        found = asyncio.run(story(seed, Path(shutil.copy(migrated, tmp_path / f"{seed}.db"))))
        counted[:] = [known + more for known, more in zip(counted, found, strict=True)]

    law()
    # Vacuity: things did go out, processes were killed, posts were submitted.
    assert min(counted) > 0


async def story(seed: int, file: Path) -> tuple[int, int, int]:
    """How many posts went out in it, how many processes were killed, and how many posts were submitted."""
    database = database_at(f"sqlite:///{file}")
    try:
        desk = Newsdesk(database, Random(seed))
        await desk.open()
        for _ in range(STEPS):
            await desk.step()
        await desk.end()
        return desk.published, desk.kills, desk.submitted
    finally:
        await database.close()
