"""A process that publishes: appends posts one after the other and prints each number once it is acknowledged.

Run as `python -m tests.contract.publisher FOLDER URL COUNT`; `-` is an SQLite file in the folder, COUNT 0 is for ever.
Knows that an append of unknown outcome is sent again with the same key.
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from stoppress.domain.identifiers import Seq
from stoppress.domain.revisions import Revision
from stoppress.errors import StorageUnavailable
from stoppress.journal.journal import Journal, Key
from tests.contract.invented import FERRIES, opened, published
from tests.contract.places import Place


def revision(number: int) -> Revision:
    """What stands at a number."""
    return opened() if number == 1 else published(number)


def key(number: int) -> Key:
    """The key it was appended with."""
    return Key(owner="publisher", key=f"post {number}", digest=f"{number:064x}")


async def publish(journal: Journal, number: int) -> Seq:
    """Append what stands at `number`, as often as it takes."""
    while True:
        try:
            receipt = await journal.append(FERRIES, [revision(number)], by="publisher", key=key(number))
        except StorageUnavailable:
            await asyncio.sleep(0.05)
        else:
            return receipt.last


async def main(folder: str, url: str, count: str) -> None:
    """Publish from the head on."""
    journal = await Place(None if url == "-" else url, Path(folder)).open()
    try:
        first = await journal.head(FERRIES) + 1
        for number in range(first, first + (int(count) or sys.maxsize - first)):
            print(await publish(journal, number), flush=True)
    finally:
        await journal.close()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
