"""Removal by law: it takes two, reaches every byte and every surface, says what it found, and goes on when cut off."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from stoppress.actions.removal import Wanted
from stoppress.actions.removal_plan import Plan, plan
from stoppress.actions.removal_report import WELL, Finding, Verdict, read
from stoppress.actions.wish import Wish
from stoppress.domain.content import Content
from stoppress.domain.identifiers import PostId, Seq, Slug
from stoppress.domain.revisions import WordsRemoved
from stoppress.domain.rules import Wording
from stoppress.drafts.draft import DraftId
from stoppress.drafts.removals import Removal
from stoppress.drafts.rows import Drafts
from stoppress.drafts.shifts import REMOVED
from stoppress.errors import BlogUnknown, InputInvalid, NotAllowed, PostIsRemoved, PostUnknown, TooLong
from stoppress.errors.removal import RemovalUnderWay, RemovalUnknown, SecondPersonNeeded
from stoppress.press import surfaces
from stoppress.staff.permissions import Person, Role
from tests.contract.desks import medium_id
from tests.contract.places import DURABLE
from tests.contract.removal_room import (
    ADA,
    ADDRESS,
    BEN,
    EVERY,
    FERRY,
    LIBEL,
    P1,
    P2,
    P3,
    PUBLICATION,
    SHE,
    WRITER,
    Room,
    opened,
)
from tests.laws.surfaces import DRAWN, SHOWING

WHOLE = Wanted(post=P1, notice="By order of a court.")


@pytest.fixture(params=DURABLE)
async def room(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Room]:
    async with opened(request.param, request, tmp_path) as room:
        yield room


class Killed(BaseException):
    """The process ends here."""


def kinds(findings: list[Finding], *verdicts: Verdict) -> set[str]:
    return {each.surface for each in findings if each.verdict in verdicts}


async def planned(room: Room, order: Removal) -> Plan:
    found = plan(await room.removal._log(FERRY), await room.actions.blog(FERRY), order, "salt")
    assert found is not None
    return found


async def removals(room: Room) -> list[WordsRemoved]:
    log = [each.revision for each in await room.journal.read(FERRY)]
    return [each for each in log if isinstance(each, WordsRemoved)]


async def test_before_it_is_approved_every_place_still_has_the_words(room: Room) -> None:
    order = await room.removal.ask(ADA, FERRY, WHOLE)
    assert await removals(room) == []
    found = await room.inquiry.report(FERRY, await planned(room, order))
    # Vacuity: whatever is reported gone afterwards was found before.
    everywhere = {"journal", "snapshots", "page", "older page", "post page", "stream replay", "updates steps"}
    everywhere |= {"time machine", "history", "API", "other sites", "share cards", "media files", "feeds"}
    assert kinds(found, Verdict.FOUND, Verdict.KEPT) == everywhere


async def test_a_whole_post_goes_from_every_byte_and_every_surface(room: Room) -> None:
    kept = await room.bytes_kept()
    assert all(each.encode() in kept for each in (*EVERY, ADDRESS))
    before = await room.press.page(FERRY)
    order = await room.removal.ask(ADA, FERRY, WHOLE)
    done = await room.removal.approve(BEN, order.id, room.inquiry)
    kept = await room.bytes_kept()
    assert [each for each in (*EVERY, ADDRESS) if each.encode() in kept] == []
    assert (done.approved_by, done.work, done.seq) == (BEN.id, "", (await room.actions.blog(FERRY)).seq)
    findings = read(done.report)
    assert [each for each in findings if each.verdict not in WELL] == []
    assert kinds(findings, Verdict.GONE) >= {"journal", "page", "post page", "stream replay", "updates steps", "API"}
    assert kinds(findings, Verdict.TOLD) == {"caches"}
    assert "snapshots" in kinds(findings, Verdict.NOT_THERE)
    blog = await room.actions.blog(FERRY)
    assert blog.posts[P1].removal is not None
    assert blog.key_points == ()
    assert before.body != (await room.press.page(FERRY)).body
    assert room.drafts.forgotten == [(FERRY, P1)]
    assert await room.looks.take_due(room.now(), room.now(), most=9) == []
    with pytest.raises(PostIsRemoved):
        await room.posts.revise(Wish(person=WRITER), FERRY, P1, Wording(body="x"))


async def test_notes_that_quote_it_go_and_a_draft_that_does_is_reported(room: Room) -> None:
    text = Content(body=f"Once more: the {LIBEL}.")
    await Drafts(room.desk).begin(DraftId("d" * 26), FERRY, SHE, text, 1)
    order = await room.removal.ask(ADA, FERRY, WHOLE)
    done = await room.removal.approve(BEN, order.id, room.inquiry)
    assert {each.text for each in await room.notes.notes(FERRY)} == {REMOVED, "Boat 4 sails."}
    assert await room.notes.questions(FERRY) == 1
    shift = await room.shifts.now(FERRY)
    assert shift is not None
    assert shift.note == REMOVED
    findings = read(done.report)
    assert kinds(findings, Verdict.GONE) >= {"notes of shifts", "notes of a hand-over", "templates and snippets"}
    [found] = [each for each in findings if each.verdict not in WELL]
    assert (found.surface, found.detail) == ("drafts", "1 of them: change or discard what quotes the words.")


async def test_files_go_that_only_this_post_showed(room: Room) -> None:
    order = await room.removal.ask(ADA, FERRY, WHOLE)
    await room.removal.approve(BEN, order.id, room.inquiry)
    kept = {each.key for prefix in ("originals/", "files/") async for each in room.storage.stored(prefix)}
    assert not [each for each in kept if medium_id(1) in each]
    assert len([each for each in kept if medium_id(2) in each]) == 2
    assert [(each.blog, each.post) for each in await room.rows.uses(medium_id(2))] == [(FERRY, P3)]
    assert await room.rows.known([medium_id(1), medium_id(2)]) == {medium_id(2)}


async def test_a_range_takes_old_words_and_leaves_those_of_today(room: Room) -> None:
    await room.posts.revise(Wish(person=WRITER), FERRY, P1, Wording(headline="Words of today", body="Today."))
    head = (await room.actions.blog(FERRY)).seq
    order = await room.removal.ask(ADA, FERRY, Wanted(post=P1, first=1, last=head - 1))
    done = await room.removal.approve(BEN, order.id, room.inquiry)
    post = (await room.actions.blog(FERRY)).posts[P1]
    assert (post.headline, post.is_readable) == ("Words of today", True)
    kept = await room.bytes_kept()
    assert LIBEL.encode() not in kept
    assert b"parrot" not in kept
    assert b"The ferry is late." in kept
    assert [each for each in read(done.report) if each.verdict not in WELL] == []
    # What was said of it in a key point is another revision; this order did not name it.
    assert b"Kettle master smuggled" in kept


# How each place is called that readers can ask for (tests/laws/surfaces.py).
ASKED = {
    "/": "front page",
    "/live/{slug}": "page",
    "/live/{slug}/before/{post}": "older page",
    "/live/{slug}/p/{post}": "post page",
    "/live/{slug}/at/{time}": "time machine",
    "/live/{slug}/history": "history",
    "/live/{slug}/history/before/{seq}": "history",
    "/live/{slug}/p/{post}/history": "history",
    "/live/{slug}/p/{post}/history/before/{seq}": "history",
    "/live/{slug}/embed": "other sites",
    "/live/{slug}/p/{post}/embed": "other sites",
    "/live/{slug}/fragment": "other sites",
    "/oembed": "other sites",
    "/live/{slug}/stream": "stream replay",
    "/live/{slug}/updates/{cursor}": "updates steps",
    "/api/v1/blogs/{slug}": "API",
    "/api/v1/blogs/{slug}/posts/{post}": "API",
    "/latest": "lists",
    "/lists/{list}": "lists",
    "/section/{section}": "lists",
    "/api/v1/lists/{list}": "lists",
    "/api/v1/sections/{section}": "lists",
    "/author/{author}": "author pages",
    "/author/{author}/before/{slug}/{post}": "author pages",
    "/author/{author}/feed.atom": "feeds",
    "/live/{slug}/feed.atom": "feeds",
    "/api/v1/authors/{author}": "author pages",
    "/live/{slug}/information": "information",
    "/live/{slug}/information/facts": "information",
    # What readers say stands below the headline that the information stands below as well.
    "/live/{slug}/votes": "information",
    "/live/{slug}/votes/thanks": "information",
    "/live/{slug}/figures": "information",
    "/live/{slug}/follow": "information",
    # It says of a blog what the head of its page does.
    "/live/{slug}/calendar.ics": "page",
} | dict.fromkeys(DRAWN, "share cards")


async def test_every_surface_there_is_is_asked(room: Room) -> None:
    assert set(ASKED) == SHOWING | DRAWN
    places = await surfaces.Surfaces(room.press, PUBLICATION).of(FERRY, [P1], Seq(1), [room.now()])
    assert {each.kind for each in places} == set(ASKED.values())


async def test_it_takes_two(room: Room) -> None:
    order = await room.removal.ask(ADA, FERRY, WHOLE)
    with pytest.raises(SecondPersonNeeded):
        await room.removal.approve(ADA, order.id, room.inquiry)
    for role in (Role.EDITOR, Role.REPORTER, Role.MODERATOR):
        with pytest.raises(NotAllowed):
            await room.removal.approve(Person("person-eve", "Eve", role=role), order.id, room.inquiry)
        with pytest.raises(NotAllowed):
            await room.removal.ask(Person("person-eve", "Eve", role=role), FERRY, WHOLE)
    stranger = Person("person-eve", "Eve", blogs={Slug("storm"): Role.ADMINISTRATOR})
    with pytest.raises(BlogUnknown):
        await room.removal.approve(stranger, order.id, room.inquiry)
    with pytest.raises(NotAllowed):
        await room.removal.ask(WRITER, FERRY, WHOLE)
    assert await removals(room) == []


@pytest.mark.parametrize(
    ("wanted", "problem"),
    [
        (Wanted(post=PostId("nobody")), PostUnknown),
        (Wanted(first=2, last=1), InputInvalid),
        (Wanted(first=0, last=1), InputInvalid),
        (Wanted(first=1, last=99), InputInvalid),
        (Wanted(), InputInvalid),
        (Wanted(post=P2, first=1, last=1), InputInvalid),
        (Wanted(post=P1, notice="x" * 1001), TooLong),
    ],
)
async def test_what_cannot_be_meant_is_refused_when_it_is_asked(
    room: Room, wanted: Wanted, problem: type[Exception]
) -> None:
    with pytest.raises(problem):
        await room.removal.ask(ADA, FERRY, wanted)
    assert await room.removal.of_blog(ADA, FERRY) == []


async def test_an_order_can_be_called_off_until_it_is_approved(room: Room) -> None:
    order = await room.removal.ask(ADA, FERRY, WHOLE)
    await room.removal.call_off(BEN, order.id)
    with pytest.raises(RemovalUnknown):
        await room.removal.approve(BEN, order.id, room.inquiry)
    order = await room.removal.ask(ADA, FERRY, WHOLE)
    assert [each.id for each in await room.removal.of_blog(BEN, FERRY)] == [order.id]
    await room.removal.approve(BEN, order.id, room.inquiry)
    with pytest.raises(RemovalUnderWay):
        await room.removal.call_off(ADA, order.id)


def kill_at(room: Room, step: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the process end where this step would begin."""

    async def end(*_given: Any, **_more: Any) -> Any:
        raise Killed

    owner = {
        "append": room.journal,
        "take_away": room.shelves,
        "forget_post": room.drafts,
        "tell": room,
        "close": room.orders,
    }[step]
    monkeypatch.setattr(owner, step, end)


@pytest.mark.parametrize("step", ["append", "take_away", "forget_post", "tell", "close"])
async def test_cut_off_anywhere_it_goes_on(room: Room, step: str, monkeypatch: pytest.MonkeyPatch) -> None:
    order = await room.removal.ask(ADA, FERRY, WHOLE)
    with monkeypatch.context() as patch:
        kill_at(room, step, patch)
        with pytest.raises(Killed):
            await room.removal.approve(BEN, order.id, room.inquiry)
    assert [each.id for each in await room.orders.cut_off()] == [order.id]
    # Somebody publishes meanwhile, and another process is asked, by whoever asked first.
    wish = Wish(person=WRITER)
    await room.furniture.set_key_points(wish, FERRY, ())
    again = Room(room.journal, room.desk, room.folder, room.press, clock=room.clock)
    done = await again.removal.approve(ADA, order.id, again.inquiry)
    assert done.approved_by == BEN.id
    assert len(await removals(room)) == 1
    assert [each for each in read(done.report) if each.verdict not in WELL] == []
    kept = await room.bytes_kept()
    assert [each for each in (*EVERY, ADDRESS) if each.encode() in kept] == []
    assert (FERRY, P1) in (*room.drafts.forgotten, *again.drafts.forgotten)
    # Asked once more it says the same.
    assert await again.removal.approve(BEN, order.id, again.inquiry) == done


async def test_a_report_made_after_the_words_have_gone_still_knows_them(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = await room.removal.ask(ADA, FERRY, WHOLE)
    with monkeypatch.context() as patch:
        kill_at(room, "tell", patch)
        with pytest.raises(Killed):
            await room.removal.approve(BEN, order.id, room.inquiry)

    async def still(_self: Any) -> bytes:
        return f"<p>{LIBEL}</p>".encode()

    monkeypatch.setattr(surfaces.Surfaces, "_front", still)
    room.told = {"http://127.0.0.1:6081/": False}
    done = await room.removal.approve(BEN, order.id, room.inquiry)
    found = [(each.surface, each.verdict) for each in read(done.report) if each.verdict not in WELL]
    assert found == [("front page", Verdict.FOUND), ("caches", Verdict.NOT_ASKED)]


async def test_two_who_approve_at_once_remove_once(room: Room) -> None:
    carol = Person("person-carol", "Carol", role=Role.ADMINISTRATOR)
    order = await room.removal.ask(ADA, FERRY, WHOLE)
    done = await asyncio.gather(*(room.removal.approve(each, order.id, room.inquiry) for each in (BEN, carol)))
    assert done[0] == done[1]
    assert len(await removals(room)) == 1
    assert [each for each in read(done[0].report) if each.verdict not in WELL] == []


async def test_what_is_cut_off_is_found_at_a_start(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    order = await room.removal.ask(ADA, FERRY, WHOLE)
    with monkeypatch.context() as patch:
        kill_at(room, "append", patch)
        with pytest.raises(Killed):
            await room.removal.approve(BEN, order.id, room.inquiry)
    await room.removal.go_on(room.inquiry)
    assert (await room.orders.find(order.id)).done_at is not None
    assert await room.orders.cut_off() == []


async def test_what_happens_between_plan_and_append_is_removed_as_well(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = await room.removal.ask(ADA, FERRY, WHOLE)
    note, wish = room.orders.note_work, Wish(person=WRITER)

    async def meanwhile(*given: Any, **more: Any) -> bool:
        kept = await note(*given, **more)
        monkeypatch.setattr(room.orders, "note_work", note)
        await room.posts.revise(wish, FERRY, P1, Wording(headline="Kettle drowned nobody yesterday"))
        return kept

    monkeypatch.setattr(room.orders, "note_work", meanwhile)
    done = await room.removal.approve(BEN, order.id, room.inquiry)
    assert b"Kettle drowned" not in await room.bytes_kept()
    assert done.seq == Seq((await room.actions.blog(FERRY)).seq)
