"""Sending: what becomes of a post on its way, on every database alike."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from stoppress.actions.sending import MAY_NOT_PUBLISH, OUT_BEFORE
from stoppress.domain.content import NOTHING, Content
from stoppress.domain.facts import Byline, Claim, ClaimStatus, Label
from stoppress.domain.identifiers import Seq
from stoppress.domain.revisions import CoverageEnded, PostPublished
from stoppress.drafts.draft import Draft, State
from stoppress.errors import (
    CoverageIsOver,
    NotAllowed,
    ReferenceUnknown,
    StorageUnavailable,
    TooLong,
)
from stoppress.errors.drafts import (
    ApprovalByAnother,
    DraftNewer,
    DraftUnsuitable,
    ScheduleInvalid,
)
from stoppress.staff.permissions import Person, Role
from tests.contract.desks import open_desk
from tests.contract.places import DURABLE
from tests.contract.sending_room import EDDA, FERRY, HARBOUR, ODO, REX, RHEA, Desk, draft_id, saved

LEGAL = Content(headline="The minister", body="She knew.", label=Label.BREAKING)


class Killed(BaseException):
    """A process ends here."""


@pytest.fixture(params=DURABLE)
async def desk(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Desk]:
    """A desk of two blogs, over each database in turn."""
    async with open_desk(request.param, request, tmp_path) as database:
        made = Desk(database, limit=3)
        await made.open(FERRY, HARBOUR)
        yield made


async def test_what_is_sent_is_out_when_the_request_is_answered(desk: Desk) -> None:
    content = Content(
        headline="Ferry late",
        body="By *an hour*.",
        label=Label.BREAKING,
        bylines=(Byline(name="Rex", role="Asia correspondent", place="Velmora"),),
        key_event=True,
        claim=Claim(status=ClaimStatus.UNVERIFIED, attribution="We could not verify this."),
    )
    draft = await desk.send(content=content)
    assert (draft.state, draft.seq, draft.content, draft.due_at) == (State.SENT, 2, NOTHING, desk.now)
    post = await desk.post(draft)
    assert (post.headline, post.body, post.label, post.bylines) == (
        "Ferry late",
        "By *an hour*.",
        Label.BREAKING,
        content.bylines,
    )
    assert (post.key_event, post.claim, post.published_at) == (True, content.claim, desk.now)


async def test_the_same_version_sent_again_is_sent_once_and_answered_alike(desk: Desk) -> None:
    first = await desk.send()
    assert await desk.send() == first
    assert await desk.bodies() == ["Words 1 of 1."]


async def test_one_that_comes_late_is_passed_over(desk: Desk) -> None:
    draft = await desk.send(version=3)
    assert await desk.first.drafting.save(REX, FERRY, saved(version=2)) == draft
    with pytest.raises(DraftUnsuitable, match="sent"):
        await desk.first.drafting.save(REX, FERRY, saved(version=4))


async def test_within_the_window_it_waits_and_can_be_taken_back(desk: Desk) -> None:
    await desk.rule(undo_seconds=10)
    draft = await desk.send()
    assert (draft.state, draft.due_at) == (State.WAITING, desk.later(seconds=10))
    assert (await desk.send()).due_at == draft.due_at
    desk.wait(seconds=9.9)
    assert await desk.send_due() == 0
    undone = await desk.first.sending.undo(REX, FERRY, draft.id)
    assert (undone.state, undone.version, undone.content) == (State.DRAFT, 2, draft.content)
    desk.wait(hours=1)
    assert await desk.send_due() == 0
    # The browser's second try of what was taken back, which was on its way all the time.
    with pytest.raises(DraftNewer):
        await desk.send(version=1)
    assert await desk.bodies() == []


async def test_after_the_window_it_goes_out_with_the_time_it_does(desk: Desk) -> None:
    await desk.rule(undo_seconds=10)
    draft = await desk.send()
    desk.wait(seconds=10)
    assert await desk.send_due() == 1
    assert (await desk.post(draft)).published_at == desk.now
    with pytest.raises(DraftUnsuitable, match="sent"):
        await desk.first.sending.undo(REX, FERRY, draft.id)


async def test_a_scheduled_post_goes_out_then_and_not_before(desk: Desk) -> None:
    await desk.rule(undo_seconds=10)
    draft = await desk.send(at=desk.later(hours=2))
    assert (draft.state, draft.due_at) == (State.WAITING, desk.later(hours=2))
    desk.wait(hours=1, minutes=59)
    assert await desk.send_due() == 0
    desk.wait(minutes=1)
    assert await desk.send_due() == 1
    assert await desk.bodies() == ["Words 1 of 1."]


async def test_a_schedule_within_the_window_waits_for_its_end(desk: Desk) -> None:
    await desk.rule(undo_seconds=10)
    assert (await desk.send(at=desk.later(seconds=3))).due_at == desk.later(seconds=10)


@pytest.mark.parametrize("minutes", [-2, 60 * 24 * 401])
async def test_a_schedule_in_the_past_or_years_ahead_is_refused(desk: Desk, minutes: int) -> None:
    with pytest.raises(ScheduleInvalid):
        await desk.send(at=desk.later(minutes=minutes))
    assert (await desk.first.drafting.find(REX, FERRY, draft_id(1))).state is State.DRAFT


async def test_another_time_is_another_time(desk: Desk) -> None:
    draft = await desk.send(at=desk.later(hours=1))
    await desk.first.sending.schedule(REX, FERRY, draft.id, desk.later(hours=3))
    desk.wait(hours=2)
    assert await desk.send_due() == 0
    await desk.first.sending.schedule(EDDA, FERRY, draft.id, desk.now)
    assert await desk.send_due() == 1


async def test_what_is_held_goes_out_once_it_is_released(desk: Desk) -> None:
    draft = await desk.send(hold=True)
    assert (draft.state, draft.held_by and draft.held_by.name) == (State.HELD, REX.name)
    desk.wait(days=1)
    assert await desk.send_due() == 0
    assert (await desk.first.sending.release(REX, FERRY, draft.id)).state is State.SENT


async def test_what_is_released_before_its_time_waits_for_it(desk: Desk) -> None:
    draft = await desk.send(at=desk.later(hours=1))
    await desk.first.sending.hold(REX, FERRY, draft.id)
    released = await desk.first.sending.release(REX, FERRY, draft.id)
    assert (released.state, released.due_at) == (State.WAITING, desk.later(hours=1))


async def test_what_an_editor_holds_its_writer_cannot_release(desk: Desk) -> None:
    draft = await desk.send(at=desk.later(hours=1))
    held = await desk.first.sending.hold(EDDA, FERRY, draft.id)
    assert (held.held_by and held.held_by.name, held.held_at) == (EDDA.name, desk.now)
    with pytest.raises(NotAllowed):
        await desk.first.sending.release(REX, FERRY, draft.id)
    assert (await desk.first.sending.release(ODO, FERRY, draft.id)).state is State.WAITING


async def test_a_label_needs_a_second_pair_of_eyes(desk: Desk) -> None:
    await desk.rule(second_eyes=frozenset({Label.BREAKING}))
    assert (await desk.send(2)).state is State.SENT
    draft = await desk.send(content=LEGAL)
    assert draft.state is State.REVIEW
    with pytest.raises(NotAllowed):
        await desk.first.sending.approve(RHEA, FERRY, draft.id)
    approved = await desk.first.sending.approve(EDDA, FERRY, draft.id)
    assert (approved.state, approved.approved_by and approved.approved_by.id) == (State.SENT, EDDA.id)


async def test_nobody_is_their_own_second_pair_of_eyes(desk: Desk) -> None:
    await desk.rule(second_eyes=frozenset({Label.BREAKING}))
    own = await desk.send(person=EDDA, content=LEGAL)
    with pytest.raises(ApprovalByAnother):
        await desk.first.sending.approve(EDDA, FERRY, own.id)
    # Nor by having worded what somebody else began.
    await desk.first.drafting.save(REX, FERRY, saved(2))
    worded = await desk.send(2, EDDA, version=2, content=LEGAL)
    with pytest.raises(ApprovalByAnother):
        await desk.first.sending.approve(EDDA, FERRY, worded.id)
    assert (await desk.first.sending.approve(ODO, FERRY, worded.id)).state is State.SENT


async def test_an_approval_is_good_for_the_words_that_were_read(desk: Desk) -> None:
    await desk.rule(second_eyes=frozenset({Label.BREAKING}))
    draft = await desk.send(content=LEGAL)
    again = await desk.send(version=2, content=replace(LEGAL, body="She knew it all."))
    with pytest.raises(DraftNewer):
        await desk.first.sending.approve(EDDA, FERRY, draft.id, 1)
    held = await desk.first.sending.hold(EDDA, FERRY, again.id)
    assert (await desk.first.sending.approve(EDDA, FERRY, held.id, 2)).state is State.HELD
    await desk.send(version=3, content=replace(LEGAL, body="She knew all along."))
    assert (await desk.first.drafting.find(REX, FERRY, draft.id)).state is State.REVIEW
    assert await desk.bodies() == []


async def test_a_rule_made_while_a_post_waits_holds_for_it(desk: Desk) -> None:
    draft = await desk.send(content=LEGAL, at=desk.later(hours=1))
    await desk.rule(second_eyes=frozenset({Label.BREAKING}))
    desk.wait(hours=1)
    await desk.send_due()
    assert (await desk.first.drafting.find(REX, FERRY, draft.id)).state is State.REVIEW
    assert await desk.bodies() == []


async def test_r22_what_a_revoked_author_scheduled_does_not_go_out(desk: Desk) -> None:
    draft = await desk.send(at=desk.later(hours=1))
    desk.staff.people[REX.id] = Person(REX.id, REX.name)
    desk.wait(hours=1)
    await desk.send_due()
    held = await desk.first.drafting.find(EDDA, FERRY, draft.id)
    assert (held.state, held.problem) == (State.HELD, MAY_NOT_PUBLISH.format(name=REX.name))
    assert await desk.bodies() == []
    # Whoever releases it answers for it.
    assert (await desk.first.sending.release(EDDA, FERRY, draft.id)).state is State.SENT


async def test_r22_nor_what_somebody_scheduled_who_is_not_there_any_more(desk: Desk) -> None:
    draft = await desk.send(at=desk.later(hours=1))
    del desk.staff.people[REX.id]
    desk.wait(hours=1)
    await desk.send_due()
    assert (await desk.first.drafting.find(EDDA, FERRY, draft.id)).state is State.HELD


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (Content(headline="x" * 301), TooLong),
        (Content(body="x" * 20_001), TooLong),
        (Content(body="[see 9.41am post](post:nowhere)"), ReferenceUnknown),
    ],
)
async def test_the_writer_is_told_at_once_what_cannot_be_published(
    desk: Desk, content: Content, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        await desk.send(content=content, at=desk.later(hours=1))
    # What was written is kept.
    assert (await desk.first.drafting.find(REX, FERRY, draft_id(1))).content == content


async def test_nothing_is_sent_to_a_blog_that_has_ended(desk: Desk) -> None:
    draft = await desk.send(at=desk.later(hours=1))
    await desk.happen(FERRY, CoverageEnded(at=desk.now))
    with pytest.raises(CoverageIsOver):
        await desk.send(2)
    desk.wait(hours=1)
    await desk.send_due()
    held = await desk.first.drafting.find(REX, FERRY, draft.id)
    assert (held.state, held.problem) == (State.HELD, str(CoverageIsOver()))
    # Nobody may be looking: whoever sent it is told, and so are editors.
    ((cause, said),) = desk.first.noted.told
    assert cause.startswith("departure")
    assert str(CoverageIsOver()) in said
    assert desk.first.noted.also == [REX.id]


async def test_one_post_that_cannot_go_out_keeps_no_other_waiting(desk: Desk) -> None:
    await desk.send(1, person=RHEA, at=desk.later(minutes=1))
    await desk.send(2, at=desk.later(minutes=2))
    await desk.send(3, slug=HARBOUR, at=desk.later(minutes=2))
    del desk.staff.people[RHEA.id]
    desk.wait(minutes=5)
    await desk.send_due()
    assert (await desk.bodies(), await desk.bodies(HARBOUR)) == (["Words 2 of 1."], ["Words 3 of 1."])


async def test_whoever_is_killed_between_the_log_and_the_row_leaves_one_post(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = await desk.send(at=desk.later(hours=1), person=EDDA, content=Content(body="Once.", pin=True))
    desk.wait(hours=1)
    second = desk.process()

    async def killed(*_arguments: object) -> None:
        raise Killed

    with monkeypatch.context() as patches:
        patches.setattr(desk.first.sending, "_pinned", killed)
        with pytest.raises(Killed):
            await desk.send_due()
    assert await second.departures.send_due() == 0
    # And whoever sent it may do so no more.
    desk.staff.people[EDDA.id] = Person(EDDA.id, EDDA.name, role=Role.EDITOR, blogs={FERRY: Role.MODERATOR})
    desk.wait(seconds=10)
    assert await second.departures.send_due() == 1
    found = await second.drafting.find(ODO, FERRY, draft.id)
    assert (found.state, found.seq, await desk.bodies()) == (State.SENT, 2, ["Once."])
    assert found.problem.startswith("You may not pin post")


async def test_while_the_journal_does_not_answer_it_is_sending(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    async def away(*_arguments: object, **_options: object) -> None:
        raise StorageUnavailable

    with monkeypatch.context() as patches:
        patches.setattr(desk.journal, "append", away)
        draft = await desk.send()
        assert draft.state is State.SENDING
        desk.wait(seconds=10)
        await desk.send_due()
    desk.wait(seconds=10)
    await desk.send_due()
    assert await desk.bodies() == ["Words 1 of 1."]


async def test_an_earlier_version_that_had_gone_out_is_told(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    draft = await desk.send(hold=True)
    await desk.happen(FERRY, PostPublished(at=desk.now, post=draft.post, published_at=desk.now, body="Before."))
    assert (await desk.first.sending.release(REX, FERRY, draft.id)).state is State.SENT
    again = await desk.send(2, hold=True)

    async def not_yet(_draft: Draft) -> Seq | None:
        return None

    monkeypatch.setattr(desk.first.sending, "_standing", not_yet)
    await desk.happen(FERRY, PostPublished(at=desk.now, post=again.post, published_at=desk.now, body="Between."))
    sent = await desk.first.sending.release(REX, FERRY, again.id)
    assert (sent.state, sent.problem) == (State.SENT, OUT_BEFORE)


async def test_a_pin_is_pinned_and_takes_the_right_to(desk: Desk) -> None:
    content = Content(body="What we know.", pin=True)
    with pytest.raises(NotAllowed):
        await desk.send(content=content)
    sent = await desk.send(2, EDDA, content=content)
    assert (await desk.first.actions.blog(FERRY)).pinned == sent.post


async def test_whoever_was_away_for_too_long_sends_nothing(desk: Desk) -> None:
    await desk.send(at=desk.later(seconds=1))
    desk.wait(seconds=1)
    (taken,) = await desk.first.drafts.take_due()
    desk.wait(seconds=10)
    del desk.staff.people[REX.id]
    assert await desk.process().departures.send_due() == 1
    desk.staff.people[REX.id] = REX
    assert (await desk.first.sending.fire(taken)).state is State.HELD
    assert (await desk.first.sending.refuse(taken, "It cannot.")).problem == MAY_NOT_PUBLISH.format(name=REX.name)
    assert await desk.bodies() == []
