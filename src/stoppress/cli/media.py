"""`media add`.

Knows what an operator is told once a file is there.
Does not know what becomes of it (`media`).
"""

from __future__ import annotations

import asyncio
from hashlib import file_digest
from pathlib import Path
from typing import Annotated

import typer

from stoppress.app.building import open_newsroom
from stoppress.cli.running import OUT, DatabaseOption, DataOption, run, settings_of
from stoppress.config.settings import Settings
from stoppress.media.library import Arrived, MediumWords
from stoppress.media.rows import MediumRow
from stoppress.staff.permissions import OPERATOR

media = typer.Typer(no_args_is_help=True, help="Pictures.")

FileArgument = Annotated[
    Path, typer.Argument(metavar="FILE", exists=True, dir_okay=False, readable=True, show_default=False)
]


@media.command("add")
def add(
    file: FileArgument,
    alt: Annotated[str, typer.Option("--alt", help="What is to be seen, for who cannot see it.")] = "",
    caption: Annotated[str, typer.Option("--caption", help="What stands below.")] = "",
    credit: Annotated[str, typer.Option("--credit", help="Whose it is.")] = "",
    licence: Annotated[str, typer.Option("--licence", help="On what terms it is shown.")] = "",
    data: DataOption = None,
    database: DatabaseOption = None,
) -> None:
    """Take a picture in and print what to write in a post to show it.

    Example: stoppress media add quay.jpg --alt "A quay at dawn" --credit "Rosa Quill"
    """
    words = MediumWords(alt=alt, caption=caption, credit=credit, licence=licence)
    row = run(_added(settings_of(data=data, database=database), file, words))
    OUT.print(f"![{row.medium.alt}](media:{row.id})", markup=False)


def arrived_at(file: Path, owner: str) -> Arrived:
    """A file on this machine as one that has arrived; it is read to its end, which takes a while."""
    with file.open("rb") as reading:
        digest = file_digest(reading, "sha256").hexdigest()
        size = reading.tell()
    return Arrived(path=file, owner=owner, label=file.name, size=size, sha256=digest)


async def _added(settings: Settings, file: Path, words: MediumWords) -> MediumRow:
    arrived = await asyncio.to_thread(arrived_at, file, OPERATOR.id)
    async with open_newsroom(settings) as newsroom:
        row = await newsroom.media.media.upload(OPERATOR, arrived, words)
        # Nobody may be serving; what is left undone here would wait until somebody does.
        await newsroom.media.library.finish(row.id)
        return await newsroom.media.library.find(row.id)
