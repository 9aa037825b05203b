"""Databases laid out beforehand: on the schema the program needs, made once for each process and copied from then on.

Knows that an empty database is the same wherever it is. That it is made right from nothing is tested where it is not used.
Does not know what will be kept there.
"""

from __future__ import annotations

import asyncio
import atexit
import shutil
import tempfile
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path

from stoppress.database.migrate import AUDIENCE, DESK, JOURNAL, migrate
from stoppress.database.opening import database_url

HISTORIES = (JOURNAL, DESK, AUDIENCE)


def laid_out(folder: Path) -> Path:
    """`folder`, with an empty database of each history; those that are there stay as they are."""
    folder.mkdir(parents=True, exist_ok=True)
    for file in _made().iterdir():
        if not (folder / file.name).exists():
            shutil.copy(file, folder)
    return folder


@cache
def _made() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="stoppress-laid-out-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    with ThreadPoolExecutor(1) as aside:
        # A caller may be within a loop, which must not be entered again.
        aside.submit(asyncio.run, _migrated(folder)).result()
    return folder


async def _migrated(folder: Path) -> None:
    for history in HISTORIES:
        await migrate(database_url(history, folder, None), history)
