"""Drafts and the queue: who sees what, what is kept, and in which order posts go out, on every database alike."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from stoppress.actions.drafting import Saved
from stoppress.database.schema_desk import discarded
from stoppress.domain.content import NOTHING, Content
from stoppress.domain.identifiers import MediaId
from stoppress.domain.media import Medium, MediumKind
from stoppress.drafts.draft import Draft, DraftId, State
from stoppress.errors import (
    BlogUnknown,
    InputInvalid,
    NotAllowed,
    TooLong,
)
from stoppress.errors.drafts import (
    DiscardedTooLongAgo,
    DraftNewer,
    DraftsFull,
    DraftUnknown,
    DraftUnsuitable,
)
from tests.contract.desks import open_desk
from tests.contract.places import DURABLE
from tests.contract.sending_room import EDDA, FERRY, HALE, HARBOUR, MONA, REX, RHEA, Desk, draft_id, saved

KEPT = MediaId("k" * 26)


@pytest.fixture(params=DURABLE)
async def desk(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Desk]:
    """A desk of two blogs, over each database in turn."""
    async with open_desk(request.param, request, tmp_path) as database:
        made = Desk(database, limit=3)
        await made.open(FERRY, HARBOUR)
        yield made


async def test_whose_draft_it_is_says_whose_post_it_is(desk: Desk) -> None:
    mine, other = await desk.send(1), await desk.send(2, RHEA)
    names = (mine.post, other.post)
    writers = desk.first.actions._owners
    assert await writers.owns(REX, FERRY, mine.post)
    assert not await writers.owns(REX, FERRY, other.post)
    assert await desk.first.drafts.owned(REX.id, FERRY, names) == {mine.post}
    assert await desk.first.drafts.owned(REX.id, HARBOUR, names) == frozenset()


async def test_what_somebody_may_not_see_is_not_there(desk: Desk) -> None:
    await desk.first.drafting.save(REX, FERRY, saved())
    queue, drafting, sending = desk.first.queue, desk.first.drafting, desk.first.sending
    for person in (RHEA, HALE, MONA):
        with pytest.raises((DraftUnknown, BlogUnknown, NotAllowed)):
            await drafting.find(person, FERRY, draft_id(1))
        with pytest.raises((DraftUnknown, BlogUnknown, NotAllowed)):
            await drafting.save(person, FERRY, saved(version=9))
        with pytest.raises((DraftUnknown, BlogUnknown, NotAllowed)):
            await sending.send(person, FERRY, saved(version=9))
        for act in (sending.undo, sending.hold, sending.release, sending.approve, drafting.discard):
            with pytest.raises((DraftUnknown, BlogUnknown, NotAllowed)):
                await act(person, FERRY, draft_id(1))
    with pytest.raises(BlogUnknown):
        await queue.look(HALE, FERRY)
    with pytest.raises(DraftUnknown):
        await drafting.find(EDDA, HARBOUR, draft_id(1))
    assert (await drafting.find(EDDA, FERRY, draft_id(1))).version == 1
    await desk.send(2, hold=True)
    assert [len((await queue.look(each, FERRY)).held) for each in (REX, RHEA, EDDA)] == [1, 0, 1]


async def test_two_devices_that_began_from_one_version_do_not_write_over_one_another(desk: Desk) -> None:
    """Each counts by itself: a higher number alone says nothing of what was seen."""
    drafting, sending = desk.first.drafting, desk.first.sending
    await drafting.save(REX, FERRY, saved())
    phone = Saved(draft_id(1), 2, Content(body="From the phone."), upon=1)
    await drafting.save(REX, FERRY, phone)
    laptop = Saved(draft_id(1), 9, Content(body="From the laptop."), upon=1)
    for act in (drafting.save, sending.send):
        with pytest.raises(DraftNewer) as refused:
            await act(REX, FERRY, laptop)
        assert refused.value.facts == {"version": 2}
    assert (await drafting.find(REX, FERRY, draft_id(1))).content == phone.content
    # The same words are no other ones, and an answer that was lost is no other device.
    assert (await drafting.save(REX, FERRY, replace(phone, version=3, upon=1))).version == 3
    assert (await drafting.save(REX, FERRY, replace(phone, version=3, upon=1))).version == 3
    assert (await drafting.save(REX, FERRY, replace(laptop, upon=3))).content == laptop.content


async def test_a_draft_is_what_was_saved_last(desk: Desk) -> None:
    drafting = desk.first.drafting
    first = await drafting.save(REX, FERRY, saved())
    assert await drafting.save(REX, FERRY, saved()) == first
    desk.wait(minutes=1)
    second = await drafting.save(REX, FERRY, saved(version=5))
    assert (second.version, second.created_at, second.updated_at) == (5, first.created_at, desk.now)
    for older in (saved(version=4), saved(version=5, content=Content(body="In another tab."))):
        with pytest.raises(DraftNewer) as refusal:
            await drafting.save(REX, FERRY, older)
        assert refusal.value.facts == {"version": 5}
    assert [each.id for each in await drafting.of_person(REX, FERRY)] == [draft_id(1)]
    discarded = await drafting.discard(REX, FERRY, draft_id(1))
    assert (discarded.state, discarded.content) == (State.DISCARDED, NOTHING)
    assert await drafting.discard(REX, FERRY, draft_id(1)) == discarded
    assert await drafting.of_person(REX, FERRY) == []


async def test_a_draft_has_limits(desk: Desk) -> None:
    drafting = desk.first.drafting
    for wrong in (saved(version=0), saved(version=2**31), replace(saved(), draft=DraftId("short"))):
        with pytest.raises(InputInvalid):
            await drafting.save(REX, FERRY, wrong)
    with pytest.raises(TooLong):
        await drafting.save(REX, FERRY, saved(content=Content(body="x" * 100_000)))
    for number in range(3):
        await drafting.save(REX, FERRY, saved(number))
    with pytest.raises(DraftsFull):
        await drafting.save(REX, FERRY, saved(3))
    await drafting.save(RHEA, FERRY, saved(4))
    # The limit is one on what lies about; news is not kept waiting by it.
    assert (await desk.send(5)).state is State.SENT


async def test_a_picture_in_a_draft_is_kept_and_no_provider_is_asked(desk: Desk) -> None:
    first = desk.first
    first.library.add(Medium(id=KEPT, kind=MediumKind.PICTURE, width=640, height=360))
    body = f"Look:\n\n![A ferry](media:{KEPT})\n\nhttps://video.example/1"
    draft = await first.drafting.save(REX, FERRY, saved(content=Content(body=body)))
    await desk.send(version=2, content=Content(body=body), at=desk.later(hours=1))
    assert {each[1:] for each in first.library.noted} == {(FERRY, draft.post)}
    assert first.watch.alone == []
    assert await first.drafts.is_going_to(FERRY, draft.post)
    desk.wait(hours=1)
    await desk.send_due()
    assert [each.id for each in (await desk.post(draft)).media] == [KEPT]
    assert first.watch.alone == [(FERRY, draft.post, "https://video.example/1")]
    assert not await first.drafts.is_going_to(FERRY, draft.post)


async def test_hold_everything_holds_what_waits_and_says_by_whom(desk: Desk) -> None:
    await desk.rule(undo_seconds=10)
    waiting = [await desk.send(1), await desk.send(2, RHEA, at=desk.later(hours=1))]
    other = await desk.send(3, slug=HARBOUR, at=desk.later(hours=1))
    with pytest.raises(NotAllowed):
        await desk.first.queue.hold_all(REX, FERRY)
    held = await desk.first.queue.hold_all(EDDA, FERRY)
    assert [each.id for each in held] == [waiting[1].id, waiting[0].id]
    assert {each.held_by and each.held_by.id for each in held} == {EDDA.id}
    desk.wait(hours=2)
    await desk.send_due()
    assert (await desk.bodies(), await desk.bodies(HARBOUR)) == ([], ["Words 3 of 1."])
    assert (await desk.first.drafting.find(EDDA, HARBOUR, other.id)).state is State.SENT
    # The news that broke goes out.
    assert (await desk.send(4)).state is State.WAITING
    await desk.first.queue.release_all(EDDA, FERRY)
    desk.wait(seconds=10)
    await desk.send_due()
    assert await desk.bodies() == ["Words 2 of 1.", "Words 1 of 1.", "Words 4 of 1."]


async def test_posts_due_together_go_out_in_order_and_one_process_sends_those_of_a_blog(desk: Desk) -> None:
    for number in range(1, 6):
        await desk.send(number, at=desk.later(seconds=10 + number % 2))
    desk.wait(seconds=11)
    second = desk.process()
    taken = await desk.first.drafts.take_due()
    await desk.send(6, at=desk.now)
    assert await second.drafts.take_due() == []
    for each in taken:
        await desk.first.sending.fire(each)
    assert await desk.bodies() == ["Words 6 of 1.", *(f"Words {number} of 1." for number in (2, 4, 1, 3, 5))]


async def test_how_long_until_something_is_due(desk: Desk) -> None:
    assert await desk.first.drafts.seconds_to_next() is None
    await desk.send(1, at=desk.later(minutes=5))
    await desk.send(2, at=desk.later(minutes=2))
    assert await desk.first.drafts.seconds_to_next() == 120
    desk.wait(minutes=3)
    (taken,) = await desk.first.drafts.take_due()
    assert await desk.first.drafts.seconds_to_next() == 10
    await desk.first.sending.fire(taken)
    assert await desk.first.drafts.seconds_to_next() == timedelta(minutes=2).total_seconds()


async def test_the_clockwork_sends_at_once_what_it_is_told_of_and_goes_on_after_trouble(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, asked = desk.first, asyncio.Event()
    take_due = first.drafts.take_due

    async def troubled() -> list[Draft]:
        if not asked.is_set():
            asked.set()
            raise RuntimeError("an empty tank")
        return await take_due()

    monkeypatch.setattr(first.drafts, "take_due", troubled)
    draft = await desk.send(at=desk.later(seconds=1))
    running = asyncio.ensure_future(first.departures.run(3600))
    await asked.wait()
    desk.wait(seconds=1)
    async with asyncio.timeout(30):
        while (await first.drafts.find(draft.id, FERRY)).state is not State.SENT:
            first.sending.woken.set()
            await asyncio.sleep(0)
    running.cancel()
    assert await desk.bodies() == ["Words 1 of 1."]


async def test_words_removed_by_law_are_not_in_a_draft_either(desk: Desk) -> None:
    mine, other = await desk.send(1, hold=True), await desk.send(2, hold=True)
    await desk.first.drafts.forget_post(FERRY, mine.post)
    await desk.first.drafts.forget_post(FERRY, mine.post)
    assert (await desk.first.drafts.find(mine.id, FERRY)).content == NOTHING
    assert (await desk.first.drafts.find(other.id, FERRY)).content == other.content


# --- thrown away, and back -----------------------------------------------------------------------------------


async def test_what_was_thrown_away_comes_back_with_its_words(desk: Desk) -> None:
    room = desk.first
    kept = await room.drafting.save(REX, FERRY, saved(content=Content(headline="Late", body="Words.")))
    gone = await room.drafting.discard(REX, FERRY, kept.id)
    assert (gone.state, gone.content) == (State.DISCARDED, NOTHING)
    desk.wait(minutes=29)
    for person in (RHEA, MONA):
        with pytest.raises((DraftUnknown, NotAllowed)):
            await room.drafting.restore(person, FERRY, kept.id)
    back = await room.drafting.restore(REX, FERRY, kept.id)
    assert (back.state, back.content, back.owner) == (State.DRAFT, kept.content, kept.owner)
    # What a browser still sends of before does not replace it.
    with pytest.raises(DraftNewer):
        await room.drafting.save(REX, FERRY, saved(content=Content(body="Of before.")))
    with pytest.raises(DraftUnsuitable):
        await room.drafting.restore(REX, FERRY, kept.id)


async def test_its_words_are_gone_after_half_an_hour(desk: Desk) -> None:
    room = desk.first
    for number in (1, 2):
        await room.drafting.save(REX, FERRY, saved(number))
        await room.drafting.discard(REX, FERRY, draft_id(number))
        desk.wait(minutes=20)
    with pytest.raises(DiscardedTooLongAgo, match="30 minutes"):
        await room.drafting.restore(REX, FERRY, draft_id(1))
    # Whoever looks for what is due deletes what is over.
    await room.departures.send_due()
    assert await _words_kept(desk) == [draft_id(2)]


async def test_a_post_thrown_away_on_its_way_comes_back_as_a_draft(desk: Desk) -> None:
    held = await desk.send(1, hold=True)
    await desk.first.drafting.discard(EDDA, FERRY, held.id)
    back = await desk.first.drafting.restore(EDDA, FERRY, held.id)
    assert (back.state, back.content, back.sent_by, back.held_by) == (State.DRAFT, held.content, None, None)


async def test_there_has_to_be_room_for_what_comes_back(desk: Desk) -> None:
    await desk.first.drafting.save(REX, FERRY, saved(1))
    await desk.first.drafting.discard(REX, FERRY, draft_id(1))
    for number in (2, 3, 4):
        await desk.first.drafting.save(REX, FERRY, saved(number))
    with pytest.raises(DraftsFull):
        await desk.first.drafting.restore(REX, FERRY, draft_id(1))


async def test_words_removed_by_law_do_not_come_back(desk: Desk) -> None:
    kept = await desk.first.drafting.save(REX, FERRY, saved())
    await desk.first.drafting.discard(REX, FERRY, kept.id)
    await desk.first.drafts.forget_post(FERRY, kept.post)
    assert await _words_kept(desk) == []
    with pytest.raises(DiscardedTooLongAgo):
        await desk.first.drafting.restore(REX, FERRY, kept.id)


async def _words_kept(desk: Desk) -> list[str]:
    return await desk.database.read(lambda connection: list(connection.scalars(select(discarded.c.draft))))
