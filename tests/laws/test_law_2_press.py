"""Law 2, through the press: whoever stays and whoever comes late see the same, replays and cuts included."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from stoppress.domain.fold import fold
from stoppress.domain.identifiers import PostId, Seq
from stoppress.domain.revisions import PostPublished, PostWithdrawn, Revision, WordsRemoved
from stoppress.render.frame import make_frame
from tests.laws.doors import DOORS
from tests.laws.open_page import OpenPage
from tests.laws.stories import SLUG, START, logs, without_words
from tests.laws.surfaces import EPOCH, PUBLICATION, Newsroom, newsroom
from tests.laws.test_law_2_catch_up import _OPENED


async def append(room: Newsroom, revisions: Sequence[Revision]) -> None:
    """Append, and let the press hear of it."""
    await room.journal.append(SLUG, revisions, by="rosa")
    await room.press.current(SLUG)


def replay(log: Sequence[Revision]) -> list[bytes]:
    """Every frame of a log, made from scratch with today's words."""
    folds = [fold(log[:seq]) for seq in range(len(log) + 1)]
    return [
        make_frame(revision, folds[n], folds[n + 1], folds[-1], PUBLICATION).event(EPOCH)
        for n, revision in enumerate(log)
    ]


@given(logs(), st.data())
def test_who_stays_on_a_stream_sees_what_a_newcomer_sees(log: list[Revision], data: st.DataObject) -> None:
    opened = data.draw(st.integers(1, len(log)))
    later = data.draw(st.integers(opened, len(log)))

    async def story() -> None:
        async with newsroom(doors=DOORS) as room:
            await append(room, log[:opened])
            staying = await room.shown(SLUG)
            stayed = await room.listen(SLUG, Seq(opened))
            for revisions in (log[opened:later], log[later:]):
                if revisions:
                    await append(room, revisions)
            back = await room.listen(SLUG, Seq(opened))
            fresh = await room.shown(SLUG)
            if len(stayed.frames) == len(log) - opened:
                assert_same(staying, stayed.frames, fresh)
            assert_same(OpenPage(**vars(staying)), back.frames, fresh)
            steps = [answer.json() for answer in (await room.walk(SLUG, Seq(opened))).values()]
            assert [frame for step in steps for frame in step["frames"]] == [json.loads(each) for each in back.frames]

    asyncio.run(story())


def assert_same(page: OpenPage, frames: list[bytes], fresh: OpenPage) -> None:
    """The page with the frames applied is as a fresh one."""
    page = OpenPage(page.title, dict(page.regions), dict(page.posts), page.complete)
    for frame in frames:
        page.apply(frame)
    assert page.stale or page.cut_to(fresh) == fresh


@given(logs(), st.data())
def test_what_the_press_remembers_is_what_it_would_make_now(log: list[Revision], data: st.DataObject) -> None:
    """However the revisions came in, the replay has today's words. (Law 10)"""
    first = data.draw(st.integers(1, len(log)))

    async def told() -> list[bytes]:
        async with newsroom(doors=DOORS) as room:
            await append(room, log[:first])
            await room.listen(SLUG, Seq(0))
            for revision in log[first:]:
                await append(room, [revision])
            return [each for each in (await room.listen(SLUG, Seq(0))).told if b"event: revision" in each]

    assert asyncio.run(told()) == replay(log)


def test_removed_words_are_in_no_frame_that_is_remembered() -> None:
    posts: list[Revision] = [
        PostPublished(at=START, post=PostId(f"p{n}"), published_at=START, headline=f"zqx{n}") for n in range(3)
    ]
    opening: list[Revision] = [_OPENED, *posts]
    removal = WordsRemoved(at=START, revisions=(Seq(2), Seq(3)), posts=(PostId("p0"), PostId("p1")))
    after = [_OPENED, without_words(posts[0]), without_words(posts[1]), posts[2], removal]

    async def told() -> list[bytes]:
        async with newsroom() as room:
            await append(room, opening)
            stayed = await room.listen(SLUG, Seq(0))
            assert b"zqx0" in b"".join(stayed.told)
            await append(room, [removal])
            return (await room.listen(SLUG, Seq(0))).told

    frames = asyncio.run(told())
    assert frames == replay(after)
    assert b"zqx0" not in b"".join(frames)
    assert b"zqx2" in b"".join(frames)


def test_a_later_removal_does_not_change_what_an_earlier_one_took() -> None:
    """The first leaves the post its words, so that it can be withdrawn; the second takes the words that were left."""
    post = PostPublished(at=START, post=PostId("p1"), published_at=START, headline="zqx")
    log: list[Revision] = [
        _OPENED,
        without_words(post),
        WordsRemoved(at=START, revisions=(Seq(1),), posts=(PostId("p1"),)),
        PostWithdrawn(at=START, post=PostId("p1"), reason="Not so."),
        WordsRemoved(at=START, revisions=(Seq(2),), posts=(PostId("p1"),)),
    ]

    async def story() -> None:
        async with newsroom() as room:
            await append(room, log[:1])
            early = await room.shown(SLUG)
            await append(room, log[1:])
            assert_same(early, (await room.listen(SLUG, Seq(1))).frames, await room.shown(SLUG))

    asyncio.run(story())


def test_one_who_is_too_far_behind_is_told_to_load_the_page() -> None:
    async def told() -> list[bytes]:
        async with newsroom() as room:
            await append(room, [_OPENED, *_many(520)])
            return (await room.listen(SLUG, Seq(2))).told

    (only,) = asyncio.run(told())
    assert only.startswith(f"id: {EPOCH}-521\nevent: reset\n".encode())


def _many(count: int) -> list[Revision]:
    return [PostPublished(at=START, post=PostId(f"p{n}"), published_at=START, headline="Tide") for n in range(count)]


def test_a_withdrawal_reaches_those_who_stay_and_those_who_come_back() -> None:
    post = PostPublished(at=START, post=PostId("p1"), published_at=START, headline="zqx")

    async def told() -> tuple[list[bytes], list[bytes]]:
        async with newsroom() as room:
            await append(room, [_OPENED, post])
            stayed = await room.listen(SLUG, Seq(2))
            await append(room, [PostWithdrawn(at=START, post=PostId("p1"), reason="Not so.")])
            return stayed.told, (await room.listen(SLUG, Seq(0))).told

    stayed, back = asyncio.run(told())
    assert b"Not so." in b"".join(stayed)
    assert b"zqx" not in b"".join(back)
