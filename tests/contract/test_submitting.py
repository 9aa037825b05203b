"""Submitting: what a reporter gives to an editor, and what becomes of it, on every database alike."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from stoppress.actions.sending import MUST_SUBMIT
from stoppress.actions.wish import Wish
from stoppress.domain.content import NOTHING, Content
from stoppress.domain.facts import Label
from stoppress.domain.rules import Wording
from stoppress.drafts.draft import State
from stoppress.drafts.submissions import Outcome, Submission
from stoppress.errors import Empty, NotAllowed, TooLong
from stoppress.errors.drafts import (
    ApprovalByAnother,
    DraftNewer,
    DraftUnknown,
    DraftUnsuitable,
    NotTheirs,
    SubmittedByAnother,
)
from tests.contract.desks import open_desk
from tests.contract.places import DURABLE
from tests.contract.sending_room import EDDA, FERRY, HALE, ODO, REX, RHEA, Desk, draft_id, saved


@pytest.fixture(params=DURABLE)
async def desk(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Desk]:
    """A desk where reporters submit, over each database in turn."""
    async with open_desk(request.param, request, tmp_path) as database:
        made = Desk(database)
        await made.open(FERRY)
        await made.rule(reporters_submit=True)
        yield made


async def submissions(desk: Desk) -> list[Submission]:
    return list(await desk.first.submitting.of_person(REX, FERRY))


async def outcomes(desk: Desk) -> list[tuple[Outcome | None, str, str]]:
    """What became of Rex's, by whom, and why; newest first."""
    return [
        (each.outcome, each.decided_by.name if each.decided_by else "", each.note) for each in await submissions(desk)
    ]


async def test_what_a_reporter_sends_waits_for_an_editor_who_publishes_it(desk: Desk) -> None:
    draft = await desk.send()
    assert (draft.state, draft.is_submission) == (State.REVIEW, True)
    assert await desk.bodies() == []
    assert await outcomes(desk) == [(None, "", "")]
    desk.wait(minutes=3)
    published = await desk.first.sending.approve(EDDA, FERRY, draft.id, draft.version)
    assert (published.state, published.owner.id, published.sent_by and published.sent_by.id) == (
        State.SENT,
        REX.id,
        EDDA.id,
    )
    assert await desk.bodies() == ["Words 1 of 1."]
    assert [each.by for each in await desk.journal.read(FERRY)][-1] == EDDA.id
    [told] = await submissions(desk)
    assert (told.outcome, told.decided_by and told.decided_by.name, told.decided_at) == (
        Outcome.PUBLISHED,
        EDDA.name,
        desk.now,
    )
    # Sent again, because the answer was lost, it is the same.
    assert (await desk.send()).state is State.SENT
    assert await desk.bodies() == ["Words 1 of 1."]


async def test_an_editors_own_posts_go_out_and_without_the_rule_everybodys(desk: Desk) -> None:
    assert (await desk.send(person=EDDA)).state is State.SENT
    await desk.rule()
    assert (await desk.send(2)).state is State.SENT


@pytest.mark.parametrize("person", [REX, EDDA])
async def test_whoever_likes_submits_without_the_rule(desk: Desk, person: object) -> None:
    await desk.rule()
    draft = await desk.send(person=person, submit=True)  # type: ignore[arg-type]
    assert draft.state is State.REVIEW
    with pytest.raises((ApprovalByAnother, NotAllowed)):
        await desk.first.sending.approve(person, FERRY, draft.id)  # type: ignore[arg-type]
    assert (await desk.first.sending.approve(ODO, FERRY, draft.id)).state is State.SENT


async def test_who_submitted_and_thinks_better_of_it_publishes_without_the_rule(desk: Desk) -> None:
    await desk.rule()
    await desk.send(submit=True)
    assert (await desk.send(version=2)).state is State.SENT
    assert (await outcomes(desk))[0][0] is Outcome.TAKEN_BACK


@pytest.mark.parametrize("way", ["hold and release", "schedule", "hold, held by the rule, release"])
async def test_no_way_leads_a_reporter_past_the_editor(desk: Desk, way: str) -> None:
    if way == "schedule":
        draft = await desk.send(at=desk.later(minutes=5))
        desk.wait(minutes=6)
        assert await desk.send_due() == 0
    else:
        if way != "hold and release":
            await desk.rule()
        await desk.send(hold=True)
        await desk.rule(reporters_submit=True)
        draft = await desk.first.sending.release(REX, FERRY, draft_id(1))
    assert (draft.state, draft.is_submission) == (State.REVIEW, True)
    assert await desk.bodies() == []


async def test_what_waited_when_the_rule_was_set_is_held_and_says_why(desk: Desk) -> None:
    await desk.rule()
    draft = await desk.send(at=desk.later(minutes=5))
    await desk.rule(reporters_submit=True)
    desk.wait(minutes=5)
    await desk.send_due()
    held = await desk.first.drafts.find(draft.id, FERRY)
    assert (held.state, held.problem) == (State.HELD, MUST_SUBMIT.format(name=REX.name))
    assert (await desk.first.sending.release(EDDA, FERRY, draft.id)).state is State.SENT


async def test_a_scheduled_submission_keeps_its_time(desk: Desk) -> None:
    draft = await desk.send(at=desk.later(hours=1))
    approved = await desk.first.sending.approve(EDDA, FERRY, draft.id)
    assert (approved.state, approved.due_at) == (State.WAITING, desk.later(hours=1))
    assert await outcomes(desk) == [(None, "", "")]
    desk.wait(hours=1)
    assert await desk.send_due() == 1
    assert (await outcomes(desk))[0][:2] == (Outcome.PUBLISHED, EDDA.name)


async def test_release_everything_publishes_no_submission_unread(desk: Desk) -> None:
    draft = await desk.send()
    await desk.first.sending.hold(EDDA, FERRY, draft.id)
    await desk.first.queue.release_all(EDDA, FERRY)
    assert await desk.send_due() == 0
    assert (await desk.first.drafts.find(draft.id, FERRY)).state is State.REVIEW


async def test_an_editor_publishes_other_words_and_the_reporters_are_kept(desk: Desk) -> None:
    await desk.send()
    sent = await desk.first.sending.send(EDDA, FERRY, saved(1, 2, Content(body="Better words.")))
    assert (sent.state, sent.owner.id, sent.written_by) == (State.SENT, REX.id, EDDA.id)
    assert await desk.bodies() == ["Better words."]
    [told] = await desk.first.submitting.of_post(RHEA, FERRY, sent.post)
    assert (told.outcome, told.content.body, told.by.name) == (Outcome.EDITED, "Words 1 of 1.", REX.name)
    assert told.decided_by
    assert told.decided_by.name == EDDA.name


async def test_two_editors_publish_it_once(desk: Desk) -> None:
    draft = await desk.send()
    await desk.first.sending.approve(EDDA, FERRY, draft.id, 1)
    for late in (
        desk.process().sending.approve(ODO, FERRY, draft.id, 1),
        desk.first.sending.send(ODO, FERRY, saved(1, 2, Content(body="Mine."))),
        desk.first.submitting.give_back(ODO, FERRY, draft.id, "Who says so?"),
    ):
        with pytest.raises(DraftUnsuitable):
            await late
    assert await desk.bodies() == ["Words 1 of 1."]


async def test_what_is_returned_is_a_draft_with_a_note_until_it_is_submitted_again(desk: Desk) -> None:
    draft = await desk.send()
    returned = await desk.first.submitting.give_back(EDDA, FERRY, draft.id, " Who says so? ", 1)
    assert (returned.state, returned.version, returned.content) == (State.DRAFT, 2, draft.content)
    assert (returned.note, returned.decided_by and returned.decided_by.name) == ("Who says so?", EDDA.name)
    assert [each.id for each in await desk.first.drafting.of_person(REX, FERRY)] == [draft.id]
    assert await outcomes(desk) == [(Outcome.RETURNED, EDDA.name, "Who says so?")]
    desk.wait(minutes=1)
    again = await desk.send(version=3)
    assert (again.state, again.note, again.decided_by) == (State.REVIEW, "", None)
    assert [each for each, *_ in await outcomes(desk)] == [None, Outcome.RETURNED]


async def test_a_return_is_of_what_was_read_says_why_and_is_an_editors(desk: Desk) -> None:
    draft = await desk.send()
    await desk.send(version=2)
    give_back = desk.first.submitting.give_back
    with pytest.raises(DraftNewer):
        await give_back(EDDA, FERRY, draft.id, "Who says so?", 1)
    with pytest.raises(Empty):
        await give_back(EDDA, FERRY, draft.id, "  ")
    with pytest.raises(TooLong):
        await give_back(EDDA, FERRY, draft.id, "x" * 2001)
    with pytest.raises(NotAllowed):
        await give_back(REX, FERRY, draft.id, "Mine.")
    assert [each for each, *_ in await outcomes(desk)] == [None, Outcome.REPLACED]


async def test_nobody_else_takes_a_submission_back_or_throws_it_away(desk: Desk) -> None:
    draft = await desk.send()
    with pytest.raises(SubmittedByAnother, match=REX.name):
        await desk.first.drafting.discard(EDDA, FERRY, draft.id)
    with pytest.raises(SubmittedByAnother, match=REX.name):
        await desk.first.sending.undo(EDDA, FERRY, draft.id)
    await desk.first.drafting.discard(REX, FERRY, draft.id)
    [told] = await submissions(desk)
    assert (told.outcome, told.content) == (Outcome.DISCARDED, NOTHING)


async def test_what_was_submitted_thrown_away_and_had_back_is_a_draft(desk: Desk) -> None:
    draft = await desk.send()
    await desk.first.drafting.discard(REX, FERRY, draft.id)
    restored = await desk.first.drafting.restore(REX, FERRY, draft.id)
    assert (restored.state, restored.content) == (State.DRAFT, draft.content)
    assert (restored.submitted_by, restored.submitted_at, restored.decided_by) == (None, None, None)
    # An editor may throw away what is nobody's submission.
    await desk.first.drafting.discard(EDDA, FERRY, draft.id)
    assert [each for each, *_ in await outcomes(desk)] == [Outcome.DISCARDED]


async def test_what_an_editor_let_go_and_takes_back_is_a_submission_again(desk: Desk) -> None:
    await desk.rule(reporters_submit=True, undo_seconds=10)
    draft = await desk.send()
    assert (await desk.first.sending.approve(EDDA, FERRY, draft.id)).state is State.WAITING
    back = await desk.first.sending.undo(EDDA, FERRY, draft.id)
    assert (back.state, back.is_submission) == (State.REVIEW, True)
    desk.wait(minutes=1)
    assert await desk.send_due() == 0
    await desk.first.sending.approve(ODO, FERRY, draft.id)
    # Whoever wrote it may have it back as long as it has not left.
    mine = await desk.first.sending.undo(REX, FERRY, draft.id)
    assert (mine.state, mine.submitted_by) == (State.DRAFT, None)
    assert await outcomes(desk) == [(Outcome.TAKEN_BACK, "", "")]


async def test_who_changed_a_submission_publishes_it_and_is_no_second_pair_of_eyes(desk: Desk) -> None:
    await desk.rule(reporters_submit=True, second_eyes=frozenset({Label.BREAKING}))
    breaking = Content(body="She knew.", label=Label.BREAKING)
    await desk.send(content=breaking)
    edited = await desk.first.sending.send(EDDA, FERRY, saved(1, 2, breaking))
    assert (edited.state, edited.is_submission) == (State.REVIEW, False)
    with pytest.raises(ApprovalByAnother):
        await desk.first.sending.approve(EDDA, FERRY, edited.id)
    assert (await desk.first.sending.approve(ODO, FERRY, edited.id)).state is State.SENT
    # One who only reads it is both.
    await desk.send(2, content=breaking)
    assert (await desk.first.sending.approve(EDDA, FERRY, draft_id(2))).state is State.SENT


async def test_where_reporters_submit_they_do_not_change_what_was_let_go(desk: Desk) -> None:
    draft = await desk.send()
    await desk.first.sending.approve(EDDA, FERRY, draft.id)
    for _ in range(2):
        with pytest.raises(NotAllowed):
            await desk.first.posts.revise(Wish(person=REX), FERRY, draft.post, Wording(body="Mine."))
        with pytest.raises(NotAllowed):
            await desk.first.posts.withdraw(Wish(person=REX), FERRY, draft.post, "", reason_shown=False)
    await desk.rule()
    await desk.first.posts.revise(Wish(person=REX), FERRY, draft.post, Wording(body="Mine."))
    assert (await desk.post(draft)).body == "Mine."


async def test_what_is_given_to_somebody_is_theirs_as_well(desk: Desk) -> None:
    draft = await desk.first.drafting.save(REX, FERRY, saved())
    with pytest.raises(DraftUnknown):
        await desk.first.drafting.find(RHEA, FERRY, draft.id)
    with pytest.raises(NotTheirs):
        await desk.first.submitting.assign(REX, FERRY, draft.id, HALE.id)
    with pytest.raises(NotTheirs):
        await desk.first.submitting.assign(REX, FERRY, draft.id, "person-nobody")
    given = await desk.first.submitting.assign(REX, FERRY, draft.id, RHEA.id)
    assert given.assigned_to
    assert given.assigned_to.name == RHEA.name
    assert [each.id for each in await desk.first.drafting.of_person(RHEA, FERRY)] == [draft.id]
    await desk.rule()
    assert (await desk.send(person=RHEA, version=2)).state is State.SENT
    for person in (REX, RHEA):
        assert await desk.first.drafts.owned(person.id, FERRY, (draft.post,)) == {draft.post}
    with pytest.raises(DraftUnsuitable):
        await desk.first.submitting.assign(REX, FERRY, draft.id, "")


async def test_who_is_no_longer_given_it_sees_it_no_more(desk: Desk) -> None:
    draft = await desk.send()
    await desk.first.submitting.assign(EDDA, FERRY, draft.id, RHEA.id)
    assert (await desk.first.queue.look(RHEA, FERRY)).review
    await desk.first.submitting.assign(EDDA, FERRY, draft.id, "")
    assert not (await desk.first.queue.look(RHEA, FERRY)).review


async def test_words_removed_by_law_are_gone_from_what_was_submitted(desk: Desk) -> None:
    draft = await desk.send()
    await desk.first.submitting.give_back(EDDA, FERRY, draft.id, "Not these words.")
    await desk.send(version=3)
    await desk.first.sending.approve(EDDA, FERRY, draft.id)
    await desk.first.drafts.forget_post(FERRY, draft.post)
    assert [(each.content, each.note) for each in await submissions(desk)] == [(NOTHING, "")] * 2


async def test_reporters_see_what_became_of_their_own_and_editors_of_all(desk: Desk) -> None:
    await desk.send(1, REX)
    await desk.send(2, RHEA)
    of = desk.first.submitting.of_person
    assert [each.draft for each in await of(REX, FERRY)] == [draft_id(1)]
    assert {each.draft for each in await of(EDDA, FERRY)} == {draft_id(1), draft_id(2)}
    assert [each.name for each in await desk.first.submitting.people(FERRY)] == sorted(
        each.name for each in (EDDA, ODO, REX, RHEA)
    )
