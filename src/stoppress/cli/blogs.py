"""`import` and `export`.

Knows files and what is printed.
Does not know any file's format (`transfer`).
"""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from stoppress.actions.wish import Wish
from stoppress.app.building import open_newsroom
from stoppress.cli.running import ERR, OUT, DatabaseOption, DataOption, refused, run, settings_of
from stoppress.cli.still import write_still
from stoppress.config.settings import Settings
from stoppress.domain.identifiers import Slug
from stoppress.errors import BlogUnknown, ImportUnrecognised, StoppressError
from stoppress.staff.permissions import OPERATOR
from stoppress.transfer.export import write_export
from stoppress.transfer.imported import Imported
from stoppress.transfer.recognise import read_blog

FileArgument = Annotated[Path, typer.Argument(metavar="FILE", show_default=False)]
SlugArgument = Annotated[str, typer.Argument(metavar="SLUG", show_default=False)]


def import_blog(
    file: FileArgument,
    date: Annotated[
        datetime | None, typer.Option("--date", formats=["%Y-%m-%d"], help="Day of the newest post.")
    ] = None,
    timezone: Annotated[str | None, typer.Option("--timezone", help="IANA name, as Europe/London.")] = None,
    slug: Annotated[str | None, typer.Option("--slug", help="Instead of one made from the headline.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the report as JSON and nothing else.")] = False,
    data: DataOption = None,
    database: DatabaseOption = None,
) -> None:
    """Import a live blog: a transcript, a page with LiveBlogPosting JSON-LD, or an export of ours.

    Example: stoppress import page.html --timezone Europe/London
    """
    settings = settings_of(data=data, database=database)
    imported = _read(file, date, timezone, slug)
    run(_bring_in(settings, imported))
    if as_json:
        OUT.print(json.dumps(imported.report.as_json(), ensure_ascii=False, indent=1), markup=False)
    else:
        OUT.print(imported.report.as_text(), markup=False)


def export_blog(
    slug: SlugArgument,
    file: Annotated[Path | None, typer.Argument(metavar="[FILE]", show_default=False)] = None,
    names: Annotated[bool, typer.Option("--names", help="Also say who appended each revision.")] = False,
    static: Annotated[Path | None, typer.Option("--static", help="Folder for its pages instead.")] = None,
    data: DataOption = None,
    database: DatabaseOption = None,
) -> None:
    """Export a blog's whole log as one JSON file, or its pages as a folder any web server can hold.

    Example: stoppress export velmora-storm storm.json
    Example: stoppress export velmora-storm --static site
    """
    settings = settings_of(data=data, database=database)
    if (file is None) == (static is None):
        ERR.print("Name a file, or a folder with --static.", markup=False)
        raise typer.Exit(2)
    place = file or static
    try:
        wrote = _export_to(settings, Slug(slug), file, static, with_names=names)
    except OSError as problem:
        ERR.print(f"{place} cannot be written: {problem.strerror}.", markup=False)
        raise typer.Exit(1) from problem
    OUT.print(f"Wrote {place} ({wrote}).", markup=False)


def _read(file: Path, date: datetime | None, timezone: str | None, slug: str | None) -> Imported:
    try:
        content = file.read_bytes()
    except OSError as problem:
        raise refused(ImportUnrecognised(file=file.name, problem=f"it cannot be opened ({problem.strerror})")) from None
    try:
        return read_blog(content, name=file.name, date=date.date() if date else None, timezone=timezone, slug=slug)
    except StoppressError as problem:
        raise refused(problem) from None


async def _bring_in(settings: Settings, imported: Imported) -> None:
    async with open_newsroom(settings) as newsroom:
        await newsroom.blogs.bring_in(Wish(person=OPERATOR), imported.slug, imported.revisions)


def _export_to(settings: Settings, slug: Slug, file: Path | None, static: Path | None, *, with_names: bool) -> str:
    if static is not None:
        return f"{run(_still(settings, slug, static)):,} files"
    content = run(_exported(settings, slug, with_names=with_names))
    if file is not None:
        file.write_bytes(content)
    return f"{len(content):,} bytes"


async def _still(settings: Settings, slug: Slug, folder: Path) -> int:
    if settings.origin is None:
        ERR.print(
            "No origin is set: addresses for search engines begin with this machine's. Set `origin`.", markup=False
        )
    async with open_newsroom(settings) as newsroom:
        return await write_still(newsroom, slug, folder, f"http://{settings.host}:{settings.port}")


async def _exported(settings: Settings, slug: Slug, *, with_names: bool) -> bytes:
    async with open_newsroom(settings) as newsroom:
        kept = await newsroom.journal.export(slug)
        if not kept:
            raise BlogUnknown(blog=slug)
        revisions = [(each.seq, each.stored, each.by) for each in kept]
        return write_export(slug, revisions, epoch=newsroom.journal.epoch, with_names=with_names)
