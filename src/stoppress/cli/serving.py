"""`serve` and `demo`.

Knows what is printed when readers may come.
Does not know how anything is served (`app`).
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Annotated

import typer

from stoppress.app.building import Newsroom, now
from stoppress.app.serving import serve as serve_until_stopped
from stoppress.app.serving import serve_with_workers
from stoppress.app.sockets import allow_many_files, inherited
from stoppress.app.staff import address_of_link, first_run_secret
from stoppress.app.workers import READY
from stoppress.cli import demo as demonstration
from stoppress.cli.running import OUT, DatabaseOption, DataOption, run, settings_of
from stoppress.cli.story import read_story

HostOption = Annotated[str | None, typer.Option("--host", help="Address to listen on. [default: 127.0.0.1]")]
PortOption = Annotated[int | None, typer.Option("--port", help="Port to listen on. [default: 8000]")]


def serve(
    host: HostOption = None,
    port: PortOption = None,
    data: DataOption = None,
    database: DatabaseOption = None,
    workers: Annotated[int | None, typer.Option("--workers", help="Processes on one port. [default: 1]")] = None,
    socket_number: Annotated[int | None, typer.Option("--socket", hidden=True)] = None,
) -> None:
    """Serve readers and the API until stopped.

    With several processes, SIGHUP replaces them one by one.

    Example: stoppress serve --port 8080 --data /var/lib/stoppress --workers 2
    """
    settings = settings_of(host=host, port=port, data=data, database=database, workers=workers)
    allow_many_files()
    if socket_number is not None:
        given = inherited(socket_number)
        run(serve_until_stopped(settings, lambda _origin: OUT.print(READY), given=given))
        return
    first = _FirstAccount()

    def started(origin: str) -> None:
        OUT.print(f"Serving at {origin} (stop with Ctrl-C)")
        first.say(origin)

    if settings.workers > 1:
        run(serve_with_workers(settings, [*sys.orig_argv, "--socket"], started, before=first.prepare))
    else:
        run(serve_until_stopped(settings, started, before=first.prepare))


def demo(
    port: PortOption = None,
    pace: Annotated[
        float, typer.Option("--pace", min=0.0, help="1 is a post every few seconds; smaller is faster.")
    ] = 1.0,
    data: DataOption = None,
) -> None:
    """Serve an invented story that goes on by itself; nothing is kept unless --data is given.

    Example: stoppress demo --port 8001 --pace 0.5
    """
    with tempfile.TemporaryDirectory(prefix="stoppress-demo-") as folder:
        settings = settings_of(
            port=port,
            data=data or Path(folder),
            publication="The Velmora Courier",
            ratings=True,
            helpful=True,
            views_shown=True,
            questions=True,
        )
        story, first = read_story(), _FirstAccount()

        def started(origin: str) -> None:
            OUT.print(f"\n  The story is at  {origin}/live/{story.slug}\n  All stories:     {origin}/\n")
            OUT.print("  It goes on by itself. Stop with Ctrl-C.")
            first.say(origin)

        async def meanwhile(newsroom: Newsroom) -> None:
            await demonstration.unfold(newsroom, story, pace)

        async def begin(newsroom: Newsroom) -> None:
            await first.prepare(newsroom)
            await demonstration.begin(newsroom, story)

        run(serve_until_stopped(settings, started, before=begin, meanwhile=meanwhile))


class _FirstAccount:
    """The way in to a newsroom in which nobody works yet: one link, printed once it can be followed."""

    def __init__(self) -> None:
        self._secret: str | None = None

    async def prepare(self, newsroom: Newsroom) -> None:
        self._secret = await first_run_secret(newsroom.staff, now())

    def say(self, origin: str) -> None:
        if self._secret is not None:
            OUT.print("\nNobody works here yet. Whoever opens this link first, and soon, is the administrator:")
            OUT.print(f"  {address_of_link(origin, self._secret)}", markup=False)
