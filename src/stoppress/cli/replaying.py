"""`replay`: a blog, or an invented day, happens again; in a rehearsal's blog with readers, or on the air.

Knows progress bars, what is printed, and that a server plays what has readers.
Does not know how it is played (`clockwork`).
"""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Annotated, Final

import typer
from rich.progress import Progress as Bar

from stoppress.actions.rehearsal import Script, again, past_of
from stoppress.actions.rehearsals import Order, Through
from stoppress.actions.wish import Wish
from stoppress.app.building import Newsroom, now, open_newsroom
from stoppress.cli.running import ERR, OUT, DatabaseOption, DataOption, Exit, run, settings_of
from stoppress.clockwork.playing import Playing, Served
from stoppress.clockwork.rehearsal_words import facts, state_words, verdict
from stoppress.config.settings import Settings
from stoppress.domain.identifiers import Slug
from stoppress.drafts.rehearsals import Progress, Rehearsal
from stoppress.errors.rehearsals import RehearsalImpossible
from stoppress.staff.permissions import OPERATOR

_LOOK_SECONDS: Final = 0.25

# A server hears of it within a second; one that is busy starting takes longer.
_TAKEN_SECONDS: Final = 30.0

NOBODY_SERVES: Final = "no server has begun it. Start `stoppress serve` over the same data, then try again."


def replay(
    slug: Annotated[str, typer.Argument(metavar="SLUG", show_default=False)],
    speed: Annotated[float, typer.Option("--speed", min=0.01, help="How many times the real pace.")] = 60.0,
    readers: Annotated[int, typer.Option("--readers", min=0, help="Simulated readers; needs a server at work.")] = 0,
    posts: Annotated[int, typer.Option("--posts", min=0, help="Rehearse an invented day of so many posts.")] = 0,
    through_origin: Annotated[
        bool, typer.Option("--through-origin", help="Readers come by the publication's own address.")
    ] = False,
    report: Annotated[Path | None, typer.Option("--report", help="File for the report, as JSON.")] = None,
    into: Annotated[str | None, typer.Option("--slug", help="Replay on the air, as this new blog.")] = None,
    data: DataOption = None,
    database: DatabaseOption = None,
) -> None:
    """Rehearse a blog: it happens again in a blog on no public list, read by simulated readers.

    With --slug it is replayed into a new blog that stands on every list, without readers.

    Example: stoppress replay velmora-storm --speed 60 --readers 500 --report report.json
    """
    settings = settings_of(data=data, database=database)
    if into is not None:
        if readers or posts or report is not None:
            ERR.print("With --slug there is no rehearsal: leave out --readers, --posts and --report.", markup=False)
            raise typer.Exit(2)
        run(_replay(settings, Slug(slug), speed, Slug(into)))
        return
    through = Through.ORIGIN if through_origin else Through.SERVER
    done = run(_rehearse(settings, Slug(slug), speed, Order(readers=readers, seconds=0, posts=posts, through=through)))
    _tell(done, report)


async def _rehearse(settings: Settings, slug: Slug, speed: float, order: Order) -> Rehearsal:
    async with open_newsroom(settings) as newsroom:
        rehearsing = newsroom.room.rehearsing
        script = await rehearsing.script(OPERATOR, slug, order.posts)
        order = Order(readers=order.readers, seconds=script.seconds / speed, posts=order.posts, through=order.through)
        asked = await rehearsing.ask(OPERATOR, slug, order, taken=not order.readers)
        length = f"{len(script.revisions)} revisions, {order.seconds:,.0f} s, {order.readers:,} readers"
        OUT.print(f"Rehearsing {slug} at /live/{asked.sandbox}: {length}.", markup=False)
        try:
            return await (_followed(newsroom, asked) if order.readers else _played(newsroom, asked))
        finally:
            await newsroom.room.rehearsals.stop(asked.id)


async def _played(newsroom: Newsroom, taken: Rehearsal) -> Rehearsal:
    """Play it here: nobody reads, so that no server is needed."""
    settings, room = newsroom.settings, newsroom.room
    served = Served(address=settings.host, port=settings.port)
    sending = asyncio.ensure_future(room.departures.run())
    try:
        clock = asyncio.get_running_loop().time
        return await Playing(room.rehearsals, room.stage, served, room.notices, clock).play(taken)
    finally:
        sending.cancel()
        await asyncio.gather(sending, return_exceptions=True)


async def _followed(newsroom: Newsroom, asked: Rehearsal) -> Rehearsal:
    """Wait for the server that plays it. Raises RehearsalImpossible where there is none."""
    rows = newsroom.room.rehearsals
    loop = asyncio.get_running_loop()
    begun = loop.time()
    with Bar(console=ERR, transient=True) as bar:
        task = bar.add_task("Rehearsing", total=None)
        while True:
            row = await rows.find(asked.id)
            if not row.is_open:
                return row
            if row.state is Progress.ASKED and loop.time() - begun > _TAKEN_SECONDS:
                raise RehearsalImpossible(problem=NOBODY_SERVES)
            if row.progress:
                how = json.loads(row.progress)
                words = f"{how['connected']:,} readers, 99 of 100 within {how['most']:,.0f} ms"
                bar.update(task, total=how["planned"], completed=how["done"], description=words)
            await rows.close_cut_off()
            await asyncio.sleep(_LOOK_SECONDS)


def _tell(done: Rehearsal, file: Path | None) -> None:
    report = json.loads(done.report) if done.report else {}
    OUT.print(state_words(done.state), markup=False)
    if report:
        OUT.print(verdict(report), markup=False)
    for name, sentence in facts(report):
        OUT.print(f"  {name}: {sentence}", markup=False)
    for kind, sentence in report.get("refused", ()):
        OUT.print(f"  Could not happen ({kind}): {sentence}", markup=False)
    if file is not None:
        file.write_text(json.dumps({"state": done.state.value, "sandbox": done.sandbox, **report}, indent=1) + "\n")
    if done.state is not Progress.DONE or (report.get("readers") and not report.get("well")):
        raise typer.Exit(Exit.REFUSED)


async def _replay(settings: Settings, slug: Slug, speed: float, into: Slug) -> None:
    async with open_newsroom(settings) as newsroom:
        script = await past_of(newsroom.journal, slug)
        length = f"{len(script.revisions)} revisions, {script.seconds / speed:,.0f} s"
        OUT.print(f"Replaying {slug} as /live/{into}: {length}.", markup=False)
        await _happen_again(newsroom, script, into, speed)


async def _happen_again(newsroom: Newsroom, script: Script, name: Slug, speed: float) -> None:
    clock = asyncio.get_running_loop().time
    begun = clock()
    with Bar(console=ERR, transient=True) as bar:
        task = bar.add_task("Replaying", total=len(script.revisions))
        for revision, offset in script.revisions:
            await asyncio.sleep(max(0.0, begun + offset / speed - clock()))
            await newsroom.blogs.repeat(Wish(person=OPERATOR), name, again(revision, name, now()))
            bar.advance(task)
    OUT.print(f"Replayed at /live/{name}.", markup=False)
