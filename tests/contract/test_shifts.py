"""Shifts: one has a blog at a time, hands it over to somebody who says so, and leaves notes; on every database alike."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from stoppress.actions.posts import NewPost
from stoppress.actions.wish import Wish
from stoppress.domain.content import Content
from stoppress.domain.facts import Duty, KeyPoint, Reporter
from stoppress.domain.identifiers import PostId
from stoppress.domain.rules import Wording
from stoppress.drafts.alarm_rows import Alarms
from stoppress.drafts.alarms import SILENT, AlarmRules, Watched
from stoppress.drafts.along import DeskAlong
from stoppress.drafts.note_rows import QUESTIONS_LIMIT
from stoppress.drafts.notices import NoticeKind
from stoppress.drafts.ready import Kind, Ready
from stoppress.drafts.ready_rows import ReadyWords
from stoppress.drafts.shifts import Ending, NoteKind, Shift, ShiftNote, Summary
from stoppress.errors import BlogUnknown, Empty, NotAllowed, TooLong, TooMany
from stoppress.errors.drafts import NoteChanged, NoteOfAnother, NoteUnknown, NotTheirs, ShiftChanged, ShiftUnsuitable
from stoppress.staff.permissions import Person
from tests.contract.desks import open_desk
from tests.contract.places import DURABLE
from tests.contract.sending_room import EDDA, FERRY, HALE, HARBOUR, MONA, ODO, REX, RHEA, Desk

QUESTION, NOTE = NoteKind.QUESTION, NoteKind.NOTE


@pytest.fixture(params=DURABLE)
async def desk(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Desk]:
    """A desk of two blogs, over each database in turn."""
    async with open_desk(request.param, request, tmp_path) as database:
        made = Desk(database)
        await made.open(FERRY, HARBOUR)
        yield made


async def take(desk: Desk, person: Person = EDDA, seen: int = 0, named: Reporter | None = None) -> Shift:
    return await desk.first.shifts.take(person, FERRY, seen, named)


async def ask(desk: Desk, text: str, person: Person = EDDA, to: str = "", kind: NoteKind = QUESTION) -> ShiftNote:
    return await desk.first.shifts.noting.write(person, FERRY, f"key {text}", kind, text, to)


async def told(desk: Desk, person: Person) -> list[tuple[NoticeKind, str]]:
    return [(each.kind, each.path) for each in await desk.first.notices.of(person.id)]


async def test_whoever_says_so_first_has_a_blog_that_nobody_has(desk: Desk) -> None:
    assert (await desk.first.shifts.look(EDDA, FERRY)).shift is None
    shift = await take(desk, REX)
    assert (shift.owner.name, shift.began_at, shift.taken_from) == (REX.name, desk.now, None)
    # Pressed twice, it is one shift.
    assert (await take(desk, REX, shift.id)).id == shift.id
    with pytest.raises(ShiftChanged):
        await take(desk, EDDA)
    with pytest.raises(ShiftUnsuitable, match=REX.name):
        await take(desk, RHEA, shift.id)
    assert (await desk.first.shifts.look(EDDA, HARBOUR)).shift is None


async def test_of_many_who_take_it_at_once_one_has_it(desk: Desk) -> None:
    crowd = [desk.process().shifts.take(each, FERRY, 0) for each in (EDDA, ODO, REX, RHEA)]
    found = await asyncio.gather(*crowd, return_exceptions=True)
    assert [type(each) for each in found if not isinstance(each, Shift)] == [ShiftChanged] * 3
    [has] = [each for each in found if isinstance(each, Shift)]
    now = (await desk.first.shifts.look(EDDA, FERRY)).shift
    assert now is not None
    assert now.owner == has.owner


async def test_it_is_handed_over_once_the_other_says_so(desk: Desk) -> None:
    shift = await take(desk)
    offered = await desk.first.shifts.offer(EDDA, FERRY, shift.id, REX.id, " Watch the harbour, @Odo. ")
    assert (offered.owner.id, offered.is_offered_to(REX.id), offered.note) == (
        EDDA.id,
        True,
        "Watch the harbour, @Odo.",
    )
    assert await told(desk, REX) == [(NoticeKind.HANDED_OVER, "/desk/blogs/ferry/shift")]
    assert await told(desk, ODO) == [(NoticeKind.MENTION, "/desk/blogs/ferry/shift")]
    desk.wait(minutes=5)
    with pytest.raises(ShiftUnsuitable):
        await take(desk, RHEA, shift.id)
    taken = await take(desk, REX, shift.id)
    assert (taken.owner.id, taken.taken_from and taken.taken_from.id, taken.offered_to) == (REX.id, EDDA.id, None)
    handed = await desk.first.shifts.look(EDDA, FERRY)
    [past] = handed.past
    assert (past.id, past.ending, past.ended_at, past.note) == (
        shift.id,
        Ending.HANDED_OVER,
        desk.now,
        "Watch the harbour, @Odo.",
    )


async def test_who_is_asked_no_more_cannot_take_it(desk: Desk) -> None:
    shift = await take(desk)
    await desk.first.shifts.offer(EDDA, FERRY, shift.id, REX.id, "")
    await desk.first.shifts.call_off(EDDA, FERRY, shift.id)
    with pytest.raises(ShiftUnsuitable):
        await take(desk, REX, shift.id)
    with pytest.raises(NotTheirs):
        await desk.first.shifts.offer(EDDA, FERRY, shift.id, HALE.id, "")
    with pytest.raises(ShiftChanged):
        await desk.first.shifts.offer(EDDA, FERRY, shift.id + 1, REX.id, "")


async def test_an_editor_takes_over_from_who_is_gone_and_a_reporter_does_not(desk: Desk) -> None:
    shift = await take(desk, REX)
    for refused in (
        desk.first.shifts.offer(RHEA, FERRY, shift.id, RHEA.id, ""),
        desk.first.shifts.call_off(RHEA, FERRY, shift.id),
        desk.first.shifts.end(RHEA, FERRY, shift.id),
    ):
        with pytest.raises(ShiftUnsuitable):
            await refused
    assert (await take(desk, EDDA, shift.id)).owner.id == EDDA.id
    assert [each.ending for each in (await desk.first.shifts.look(REX, FERRY)).past] == [Ending.TAKEN_OVER]


async def test_a_shift_ends_and_nobody_has_the_blog(desk: Desk) -> None:
    shift = await take(desk)
    await desk.first.shifts.end(EDDA, FERRY, shift.id)
    handed = await desk.first.shifts.look(EDDA, FERRY)
    assert (handed.shift, [each.ending for each in handed.past]) == (None, [Ending.ENDED])
    with pytest.raises(ShiftChanged):
        await desk.first.shifts.end(EDDA, FERRY, shift.id)
    await take(desk, ODO)


@pytest.mark.parametrize("person", [MONA, HALE])
async def test_it_is_for_those_who_write_in_the_blog(desk: Desk, person: Person) -> None:
    shifts = desk.first.shifts
    for refused in (
        shifts.look(person, FERRY),
        shifts.glance(person, FERRY),
        shifts.take(person, FERRY, 0),
        shifts.noting.write(person, FERRY, "key", NOTE, "Mine."),
        shifts.noting.tick(person, FERRY, 1),
        shifts.noting.assign(person, FERRY, 1, ""),
        shifts.noting.rewrite(person, FERRY, 1, 1, "Mine."),
        shifts.noting.take_away(person, FERRY, 1),
    ):
        with pytest.raises((NotAllowed, BlogUnknown)):
            await refused


async def test_who_takes_it_is_named_to_readers_and_who_edits_stays(desk: Desk) -> None:
    before = Reporter(name="Edda"), Reporter(name="Odo", duty=Duty.EDITED_BY)
    await desk.first.furniture.set_live_reporting(Wish(person=EDDA), FERRY, before)
    with pytest.raises(NotAllowed):
        await take(desk, REX, named=Reporter(name="Rex"))
    assert (await desk.first.shifts.look(EDDA, FERRY)).shift is None
    await take(desk, ODO, named=Reporter(name="Odo Hart", author="odo"))
    assert (await desk.first.actions.blog(FERRY)).reporting == (
        Reporter(name="Odo Hart", author="odo"),
        Reporter(name="Odo", duty=Duty.EDITED_BY),
    )


async def test_a_shift_in_figures_counts_what_happened_in_it_and_what_is_left(desk: Desk) -> None:
    posts, wish = desk.first.posts, Wish(person=EDDA)
    for name in ("a", "b"):
        await posts.publish(wish, FERRY, NewPost(id=PostId(name), body="Words."))
    shift = await take(desk)
    assert (await desk.first.shifts.look(EDDA, FERRY)).summary == Summary()
    await posts.publish(wish, FERRY, NewPost(id=PostId("c"), body="Words."))
    await posts.revise(wish, FERRY, PostId("a"), Wording(body="Other words."))
    desk.wait(seconds=1)
    await posts.correct(wish, FERRY, PostId("a"), "This.", "That.", wording=Wording(body="That."))
    await posts.withdraw(wish, FERRY, PostId("b"), "", reason_shown=False)
    await desk.first.furniture.set_key_points(wish, FERRY, (KeyPoint(text="One"),))
    await desk.send(1, at=desk.later(hours=1))
    await desk.send(2, hold=True)
    await desk.send(3, submit=True)
    await ask(desk, "Who says so?")
    await ask(desk, "Mind the gap.", kind=NOTE)
    expected = Summary(
        published=1, edited=1, corrected=1, taken_down=1, key_points=1, waiting=1, held=1, review=1, questions=1
    )
    for process in (desk.first, desk.process()):
        for _ in range(2):
            assert (await process.shifts.look(EDDA, FERRY)).summary == expected
    await desk.first.shifts.end(EDDA, FERRY, shift.id)
    await posts.publish(wish, FERRY, NewPost(id=PostId("d"), body="Words."))
    [past] = (await desk.first.shifts.look(EDDA, FERRY)).past
    assert past.summary == expected
    await take(desk, ODO)
    assert (await desk.first.shifts.look(EDDA, FERRY)).summary == Summary(waiting=1, held=1, review=1, questions=1)


async def test_a_question_is_open_until_somebody_ticks_it_off(desk: Desk) -> None:
    question = await ask(desk, "Who says so?", REX)
    assert await ask(desk, "Who says so?", REX) == question
    assert (await desk.first.shifts.glance(EDDA, FERRY))[1] == 1
    desk.wait(minutes=1)
    done = await desk.first.shifts.noting.tick(EDDA, FERRY, question.id)
    assert (done.done_by and done.done_by.name, done.done_at) == (EDDA.name, desk.now)
    # Who was first stays.
    assert (await desk.first.shifts.noting.tick(ODO, FERRY, question.id)).done_by == done.done_by
    assert (await desk.first.shifts.glance(EDDA, FERRY))[1] == 0
    again = await desk.first.shifts.noting.tick(ODO, FERRY, question.id, done=False)
    assert (again.done_by, again.done_at) == (None, None)
    with pytest.raises(NoteUnknown):
        await desk.first.shifts.noting.tick(EDDA, HARBOUR, question.id)


async def test_a_question_is_given_to_somebody_who_is_told(desk: Desk) -> None:
    question = await ask(desk, "Who says so, @Edda Editor?", REX, to=RHEA.id)
    assert question.assigned_to
    assert question.assigned_to.name == RHEA.name
    given = await desk.first.shifts.noting.assign(EDDA, FERRY, question.id, ODO.id)
    assert given.assigned_to
    assert given.assigned_to.name == ODO.name
    assert [kind for kind, _ in await told(desk, RHEA)] == [NoticeKind.ASSIGNED]
    assert [kind for kind, _ in await told(desk, ODO)] == [NoticeKind.ASSIGNED]
    assert [kind for kind, _ in await told(desk, EDDA)] == [NoticeKind.MENTION]
    # Given to the same again, nothing has happened; given back to who had it before, they are told once more.
    await desk.first.shifts.noting.assign(EDDA, FERRY, question.id, ODO.id)
    await desk.first.shifts.noting.assign(EDDA, FERRY, question.id, RHEA.id)
    assert [len(await told(desk, each)) for each in (RHEA, ODO)] == [2, 1]
    assert (await desk.first.shifts.noting.assign(EDDA, FERRY, question.id, "")).assigned_to is None
    with pytest.raises(NotTheirs):
        await desk.first.shifts.noting.assign(EDDA, FERRY, question.id, MONA.id)


async def test_a_note_is_changed_upon_the_wording_that_was_looked_at(desk: Desk) -> None:
    noting, note = desk.first.shifts.noting, await ask(desk, "Ask @Odo.", REX, kind=NOTE)
    desk.wait(minutes=1)
    changed = await noting.rewrite(REX, FERRY, note.id, 1, " Ask @Odo and @Edda. ")
    assert (changed.text, changed.version, changed.edited_at) == ("Ask @Odo and @Edda.", 2, desk.now)
    # Who was named before is not told twice.
    assert [len(await told(desk, each)) for each in (ODO, EDDA)] == [1, 1]
    # Sent twice, it is one change.
    assert await noting.rewrite(REX, FERRY, note.id, 1, "Ask @Odo and @Edda.") == changed
    with pytest.raises(NoteChanged):
        await noting.rewrite(REX, FERRY, note.id, 1, "Ask nobody.")
    for wrong, problem in ((EDDA, NoteOfAnother), (MONA, NotAllowed)):
        with pytest.raises(problem):
            await noting.rewrite(wrong, FERRY, note.id, 2, "Mine.")
    with pytest.raises(NoteUnknown):
        await noting.rewrite(REX, HARBOUR, note.id, 2, "Elsewhere.")
    crowd = [desk.process().shifts.noting.rewrite(REX, FERRY, note.id, 2, f"Tab {number}.") for number in range(3)]
    found = await asyncio.gather(*crowd, return_exceptions=True)
    assert [type(each) for each in found if not isinstance(each, ShiftNote)] == [NoteChanged] * 2


async def test_what_is_taken_away_counts_no_more_and_can_be_put_back(desk: Desk) -> None:
    noting, note = desk.first.shifts.noting, await ask(desk, "Who says so?", REX)
    with pytest.raises(NoteOfAnother):
        await noting.take_away(RHEA, FERRY, note.id)
    gone = await noting.take_away(EDDA, FERRY, note.id)
    assert gone.gone_by is not None
    assert (gone.gone_by.name, gone.gone_at) == (EDDA.name, desk.now)
    assert (await noting.take_away(REX, FERRY, note.id)).gone_by == gone.gone_by
    assert (await desk.first.shifts.glance(EDDA, FERRY))[1] == 0
    with pytest.raises(NoteChanged):
        await noting.rewrite(REX, FERRY, note.id, 1, "Other words.")
    assert not (await noting.take_away(REX, FERRY, note.id, back=True)).is_gone
    assert (await desk.first.shifts.glance(EDDA, FERRY))[1] == 1


async def test_what_a_desk_agreed_on_and_has_open_goes_along_once(desk: Desk) -> None:
    along = DeskAlong(desk.database, lambda _connection: desk.now)
    words, alarms = ReadyWords(desk.database), Alarms(desk.database)
    note, question = await ask(desk, "Mind the gap.", kind=NOTE), await ask(desk, "Who says so?", to=RHEA.id)
    ticked = await ask(desk, "When?")
    await desk.first.shifts.noting.tick(EDDA, FERRY, ticked.id)
    await desk.rule(reporters_submit=True)
    await alarms.set_rules(FERRY, AlarmRules(minutes={**SILENT.minutes, Watched.PIN: 9}))
    for blog, name, text in ((FERRY, "toll", "Old."), (FERRY, "mine", "Mine."), (HARBOUR, "toll", "New.")):
        content = Content(body=text)
        await words.put(Ready(kind=Kind.SNIPPET, name=name, content=content, blog=blog), EDDA.id)
    shift = await take(desk)
    for _ in range(2):
        await along.take_along(FERRY, HARBOUR)
        await desk.first.shifts.take_along(FERRY, HARBOUR)
    assert (await desk.first.rules.find(HARBOUR)).reporters_submit
    assert (await alarms.rules(HARBOUR)).minutes[Watched.PIN] == 9
    bodies = {each.name: each.content.body for each in await words.prepared(HARBOUR) if each.blog == HARBOUR}
    assert bodies == {"toll": "New.", "mine": "Mine."}
    harbour, ferry = await desk.first.shifts.look(EDDA, HARBOUR), await desk.first.shifts.look(EDDA, FERRY)
    assert [each.id for each in harbour.notes] == [question.id]
    assert [each.id for each in ferry.notes] == [ticked.id, note.id]
    assert (harbour.shift and harbour.shift.owner.id, ferry.shift) == (EDDA.id, None)
    assert [(each.id, each.ending) for each in ferry.past] == [(shift.id, Ending.ENDED)]
    assert harbour.summary == Summary(questions=1)


async def test_a_note_says_something_and_not_too_much(desk: Desk) -> None:
    with pytest.raises(Empty):
        await ask(desk, "  ")
    with pytest.raises(TooLong):
        await ask(desk, "x" * 2001)
    with pytest.raises(BlogUnknown):
        await desk.first.shifts.noting.write(EDDA, "nowhere", "key", NOTE, "Mine.")  # type: ignore[arg-type]


async def test_more_questions_than_anybody_answers_are_refused(desk: Desk) -> None:
    for number in range(QUESTIONS_LIMIT):
        await ask(desk, f"{number}?")
    with pytest.raises(TooMany):
        await ask(desk, "One more?")
    await ask(desk, "A note.", kind=NOTE)
    assert len((await desk.first.shifts.look(EDDA, FERRY)).notes) == QUESTIONS_LIMIT + 1


async def test_who_submits_is_told_what_became_of_it_and_editors_that_there_is_something(desk: Desk) -> None:
    await desk.rule(reporters_submit=True)
    one, two = await desk.send(1), await desk.send(2)
    assert [kind for kind, _ in await told(desk, EDDA)] == [NoticeKind.SUBMITTED] * 2
    assert await told(desk, RHEA) == []
    await desk.first.sending.approve(EDDA, FERRY, one.id)
    await desk.first.submitting.give_back(EDDA, FERRY, two.id, "Who says so?")
    assert {kind for kind, _ in await told(desk, REX)} == {NoticeKind.PUBLISHED, NoticeKind.RETURNED}
    three = await desk.send(3)
    await desk.first.submitting.give_back(EDDA, FERRY, three.id, "Rex, ask @Odo first. @Rhea has the number.")
    # Only who can read it in the queue is told that a note of return names them.
    assert (NoticeKind.MENTION, "/desk/blogs/ferry/queue") in await told(desk, ODO)
    assert await told(desk, RHEA) == []
    await desk.first.submitting.assign(EDDA, FERRY, two.id, RHEA.id)
    assert [kind for kind, _ in await told(desk, RHEA)] == [NoticeKind.ASSIGNED]
