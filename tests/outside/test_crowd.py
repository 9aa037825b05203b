"""Laws 2, 3 and 5 from outside: a crowd on the fast lane of a real server, beside one reader on the ordinary lane.

Every reader has every frame once and in order, whatever happened to its connections, and the same bytes.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import httpx
import uvloop

from stoppress.app.building import open_newsroom, open_press
from stoppress.app.doors import door, seats_of
from stoppress.app.publishing import publication_of
from stoppress.app.sockets import allow_many_files
from stoppress.config.reading import read_settings
from stoppress.fastlane.asking import asked
from tests.laws.open_page import OpenPage
from tests.outside.crowd import ORDINARY, Crowd, Reader, invented_readers
from tests.outside.hearing import data_of, events_of_step, id_of, seq_of
from tests.outside.pages import cursor_of
from tests.outside.story import Story
from tests.outside.verdict import Told, by_seq
from tests.running import Running, serving

SLUG = "gauge"
READERS = 2_000
ROOT = Path(__file__).parents[2]
FAULTY = "tests.outside.faulty"

Desk = AbstractAsyncContextManager[httpx.AsyncClient]
Telling = Callable[[Story], Awaitable[None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of a story: what there was to hear, who heard what, the pages before and after."""

    told: Told
    readers: list[Reader]
    replays: list[list[bytes]]
    page: bytes
    page_after: bytes

    @property
    def faults(self) -> list[set[str]]:
        """For each reader with any, what is wrong with what it heard."""
        return [set(found) for each in self.readers if (found := self.told.faults_of(each.heard))]


def run(work: Coroutine[Any, Any, Outcome]) -> Outcome:
    """What `work` returns; ends when it takes as long as nothing here does."""
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(asyncio.wait_for(work, 120))


async def heard_by_all(running: Running, crowd: Callable[[str], list[Reader]], tell: Telling, desk: Desk) -> Outcome:
    """Tell a story through `desk` to a crowd at `running`; the first reader is on the ordinary lane."""
    async with desk as client, httpx.AsyncClient(base_url=running.url) as public:
        page = (await public.get(f"/live/{SLUG}")).content
        begin = cursor_of(page)
        listening = Crowd(running.port, SLUG, [Reader(begin, headers=ORDINARY), *crowd(begin)])
        story = Story(client, SLUG, Random(4), listening.first_is_at)
        following = asyncio.ensure_future(listening.follow())
        await listening.connected.wait()
        await tell(story)
        await story.end()
        await following
        after = (await public.get(f"/live/{SLUG}")).content
        replays = [await replayed(running.port, begin, ORDINARY), await replayed(running.port, begin, "")]
        replays.append(await stepped(public, begin))
    live = by_seq(listening.readers[0].heard)
    told = Told(int(begin.rpartition("-")[2]), live, by_seq(replays[0]))
    return Outcome(told=told, readers=list(listening.readers), replays=replays, page=page, page_after=after)


def same_process(running: Running) -> httpx.AsyncClient:
    """An editor at the server whose readers are looked at."""
    return httpx.AsyncClient(base_url=running.url, headers=running.client.headers)


@asynccontextmanager
async def other_process(running: Running, folder: Path) -> AsyncIterator[httpx.AsyncClient]:
    """An editor at a door in this process, over the same data."""
    settings = read_settings({}, {"data": folder / "data"})
    publication = publication_of(settings, running.url)
    async with open_newsroom(settings) as newsroom, open_press(newsroom, publication) as press:
        transport = httpx.ASGITransport(door(newsroom, press, publication, seats_of(settings)))
        async with httpx.AsyncClient(
            transport=transport, base_url=running.url, headers=running.client.headers
        ) as client:
            yield client


async def replayed(port: int, begin: str, headers: str) -> list[bytes]:
    """The frames one hears who comes after the end."""
    late = Reader(begin, headers=headers)
    await Crowd(port, SLUG, [late]).follow()
    return [each for each in late.heard if seq_of(each)]


async def stepped(public: httpx.AsyncClient, place: str) -> list[bytes]:
    """All frames after a place, step by step."""
    found: list[bytes] = []
    while True:
        events = events_of_step((await public.get(f"/live/{SLUG}/updates/{place}")).content)
        if not events:
            return found
        found += events
        place = id_of(events[-1])


def open_blog(running: Running) -> None:
    """A blog with a post, so that readers do not begin at the very beginning."""
    running.open_blog(SLUG)
    running.ask("POST", f"{SLUG}/posts", {"id": "before", "body": "The gauge is read."})


async def whole_story(story: Story) -> None:
    """Everything that happens to posts, in bursts and one by one."""
    for turn in range(4):
        await story.burst(4)
        await story.edit()
        await story.correct()
        if turn % 2:
            await story.withdraw()
        await story.publish()


async def one_by_one(story: Story) -> None:
    """A few posts, each heard before the next."""
    for _ in range(3):
        await story.publish()
        await story.is_heard()


async def at_once(story: Story) -> None:
    """A few posts, heard before the end."""
    await story.burst(3)
    await story.is_heard()


def test_thousands_who_are_cut_and_come_back_hear_everything_once_and_in_order(tmp_path: Path) -> None:
    allow_many_files()
    with serving(tmp_path) as running:
        open_blog(running)
        heard = run(
            heard_by_all(
                running,
                lambda begin: list(invented_readers(Random(11), READERS, begin)),
                whole_story,
                same_process(running),
            )
        )
    # Law 3: one of them is on the ordinary lane, and the judge of the others.
    assert heard.faults == []
    assert len(heard.told.live) == len(heard.told.today) == len(heard.readers[0].heard) - 2
    # Both lanes and the steps replay the same bytes to who comes late.
    assert heard.replays[0] == heard.replays[1] == heard.replays[2]
    # Law 2: who stayed sees what who arrives late sees.
    late = OpenPage.loaded(heard.page_after)
    assert stayed(heard.page, heard.told.live).cut_to(late) == late
    assert stayed(heard.page, heard.told.today).cut_to(late) == late
    # What would make all this say nothing.
    assert asked(b"GET", b"/live/gauge/stream", [(b"content-length", b"0")], version="1.1", keep_alive=True) is None
    assert sum(1 for each in heard.readers if each.returned) > READERS // 3
    assert sum(1 for each in heard.readers if each.stepped) > READERS // 10
    assert heard.told.rewritten
    assert len({tuple(each.heard) for each in heard.readers}) > 1


def few(begin: str) -> list[Reader]:
    """Readers who are not cut: what goes wrong here is the server's doing."""
    return [Reader(begin) for _ in range(6)]


def test_a_server_that_errs_once_with_each_of_four_is_found_out(tmp_path: Path) -> None:
    with serving(tmp_path, program=faulty("clumsy")) as running:
        open_blog(running)
        heard = run(heard_by_all(running, few, one_by_one, same_process(running)))
    assert sorted(map(sorted, heard.faults)) == [["changed"], ["doubled"], ["late"], ["lost"]]


def test_a_server_deaf_to_every_ring_tells_everybody_everything(tmp_path: Path) -> None:
    with serving(tmp_path, program=faulty("deaf")) as running:
        open_blog(running)
        # Whoever takes a post in shows it to its own readers at once, so that another process has to.
        heard = run(heard_by_all(running, few, at_once, other_process(running, tmp_path)))
    assert heard.faults == []
    assert len(heard.told.live) == 4


def faulty(fault: str) -> list[str]:
    """The program with a fault built in; it is started in another folder than this one."""
    start = f"import runpy, sys; sys.path.insert(0, {str(ROOT)!r}); runpy.run_module({FAULTY!r}, run_name='__main__')"
    return [sys.executable, "-c", start, fault]


def stayed(page: bytes, frames: Mapping[int, bytes]) -> OpenPage:
    """A page that has stayed open through these frames."""
    staying = OpenPage.loaded(page)
    for seq in sorted(frames):
        staying.apply(data_of(frames[seq]))
    return staying
