"""How long a start takes with a journal of 100,000 revisions: from opening it to the first page.

Run as `python -m bench.start_of_a_long_journal`. The blog is appended in pieces, as a newsroom would, so that
snapshots are where they are in earnest.
"""

from __future__ import annotations

import asyncio
import tempfile
import time
from pathlib import Path

from bench.blog_of_ten_thousand import WISH, invented, slug_of
from stoppress.app.building import open_newsroom
from stoppress.config.settings import Settings
from stoppress.press.press import Press
from stoppress.render.publication import Publication

REVISIONS = 100_000
_PIECE = 1_000


async def main() -> None:
    """Build, close, open, measure."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings.model_validate({"data": Path(folder)})
        revisions = invented(REVISIONS - 1)
        slug = slug_of(REVISIONS - 1)
        async with open_newsroom(settings) as newsroom:
            for start in range(0, REVISIONS, _PIECE):
                await newsroom.journal.append(slug, revisions[start : start + _PIECE], by=WISH.person.id)
                await newsroom.actions.blog(slug)
        begun = time.perf_counter()
        async with open_newsroom(settings) as newsroom, Press(newsroom.journal, Publication()) as press:
            opened = time.perf_counter()
            page = await press.page(slug)
            done = time.perf_counter()
        print(f"{REVISIONS:,} revisions: opened in {opened - begun:.2f} s, first page after {done - begun:.2f} s")
        print(f"({len(page.body):,} bytes)")


if __name__ == "__main__":
    asyncio.run(main())
