"""Answering: a question becomes one post, wherever whoever publishes it is stopped, on every database alike."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from stoppress.actions.answering import Answer, Answering
from stoppress.audience.asking import Asking, QuestionLimits, Sent
from stoppress.audience.moderation import Moderation
from stoppress.audience.question import By, Question, State
from stoppress.domain.facts import Byline, Label
from stoppress.domain.identifiers import PostId, Slug
from stoppress.drafts.bell import What
from stoppress.drafts.draft import Draft
from stoppress.drafts.draft import State as DraftState
from stoppress.errors import NotAllowed, StorageUnavailable
from stoppress.errors.questions import QuestionChanged, QuestionUnsuitable
from stoppress.staff.permissions import Person
from tests.contract.audiences import grouped, open_audience_database
from tests.contract.desks import open_desk
from tests.contract.places import DURABLE
from tests.contract.sending_room import EDDA, FERRY, HALE, HARBOUR, MONA, REX, Desk
from tests.contract.test_asking import ticket

ANSWER = Answer(headline="Boats", body="At *noon*.", bylines=(Byline(name="Ada Marsh", role="Coast editor"),))


class Room:
    """A desk, readers, and two processes that answer."""

    def __init__(self, desk: Desk, audience: Any) -> None:
        self.desk, self.audience, self.count = desk, audience, 0
        self.rung: list[tuple[Slug, What]] = []
        writes = grouped(audience)
        limits = QuestionLimits(bits=0, a_blog_minute=1_000)
        self.asking = Asking(audience, writes, desk.time, os.urandom, limits)
        self.moderation = Moderation(audience, writes, desk.time)

    def answering(self, sending: Any = None, moderation: Any = None) -> Answering:
        """One process; `sending` and `moderation` may fail where a test says."""
        process = self.desk.process()
        return Answering(
            moderation or self.moderation,
            process.actions,
            process.posts,
            sending or process.sending,
            process.drafts,
            self.ring,
        )

    async def ring(self, blog: Slug, what: What) -> None:
        self.rung.append((blog, what))

    async def ask(self, text: str = "When do the ferries run?") -> Question:
        """A reader asks."""
        self.count += 1
        name = ticket(self.count)
        address = f"198.51.100.{self.count}"
        await self.asking.ask(Sent(blog=FERRY, timezone="UTC", text=text, ticket=name, address=address))
        return (await self.asking.find(FERRY, name))[0]

    async def state(self, question: Question) -> State:
        return (await self.moderation.find(FERRY, question.id)).question.state

    async def answer(self, question: Question, person: Person = MONA, answering: Answering | None = None) -> Draft:
        """Publish it as it stands."""
        seen = (await self.moderation.find(FERRY, question.id)).question.changed_at
        return await (answering or self.answering()).answer(person, FERRY, question.id, ANSWER, seen)


class Stopped(BaseException):
    """A process ends here."""


class Failing:
    """Something of which one deed fails, before it is done or after."""

    def __init__(self, thing: Any, deed: str, *, after: bool, problem: BaseException) -> None:
        self._thing, self._deed, self._after, self._problem = thing, deed, after, problem

    def __getattr__(self, name: str) -> Any:
        if name != self._deed:
            return getattr(self._thing, name)

        async def failing(*given: Any, **more: Any) -> None:
            if self._after:
                await getattr(self._thing, name)(*given, **more)
            raise self._problem

        return failing


@pytest.fixture(params=DURABLE)
async def room(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Room]:
    async with (
        open_desk(request.param, request, tmp_path) as database,
        open_audience_database(request.param, request, tmp_path) as audience,
    ):
        desk = Desk(database)
        await desk.open(FERRY, HARBOUR)
        yield Room(desk, audience)


async def test_a_question_and_its_answer_are_one_post(room: Room) -> None:
    question = await room.ask()
    sent = await room.answer(question)
    assert sent.state is DraftState.SENT
    (post,) = await room.desk.published()
    assert (post.label, post.headline, post.bylines) == (Label.QUESTION, "Boats", ANSWER.bylines)
    assert post.body == "> When do the ferries run?\n\nAt *noon*."
    assert await room.state(question) is State.PUBLISHED
    assert room.rung == [(FERRY, What.QUESTIONS)]


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("deed", ["change", "send_answer", "publish"])
async def test_wherever_it_is_stopped_it_is_published_once(room: Room, deed: str, after: bool) -> None:
    question = await room.ask()
    of = room.desk.process().sending if deed == "send_answer" else room.moderation
    failing = Failing(of, deed, after=after, problem=Stopped())
    where = {"sending": failing} if deed == "send_answer" else {"moderation": failing}
    with pytest.raises(Stopped):
        await room.answer(question, answering=room.answering(**where))
    # Whoever comes next finds it as it stands: the clockwork, and a person who asks again.
    await room.answering().settle()
    if await room.state(question) is not State.PUBLISHED:
        await room.answer(question)
    assert await room.state(question) is State.PUBLISHED
    assert len(await room.desk.published()) == 1


async def test_two_who_publish_it_at_once_publish_it_once(room: Room) -> None:
    question = await room.ask()
    done = await asyncio.gather(
        *(room.answer(question, person, room.answering()) for person in (MONA, EDDA, REX) * 2), return_exceptions=True
    )
    assert all(isinstance(each, (Draft, QuestionChanged)) for each in done), done
    assert any(isinstance(each, Draft) for each in done)
    await room.answering().settle()
    assert len(await room.desk.published()) == 1
    assert await room.state(question) is State.PUBLISHED


async def test_a_journal_that_is_away_leaves_it_answered_and_it_goes_out_later(room: Room) -> None:
    question, process = await room.ask(), room.desk.process()
    append = room.desk.journal.append

    async def away(*_given: Any, **_more: Any) -> None:
        raise StorageUnavailable

    room.desk.journal.append = away  # type: ignore[method-assign,assignment]
    sent = await room.answer(question)
    assert sent.state is DraftState.SENDING
    assert await room.state(question) is State.ANSWERED
    room.desk.journal.append = append  # type: ignore[method-assign]
    room.desk.wait(minutes=1)
    assert await process.departures.send_due() == 1
    assert await room.answering().settle() == {FERRY}
    assert await room.answering().settle() == frozenset()
    assert await room.state(question) is State.PUBLISHED


async def test_a_moderator_publishes_answers_and_nothing_else(room: Room) -> None:
    question = await room.ask()
    with pytest.raises(NotAllowed):
        await room.desk.send(person=MONA)
    assert (await room.answer(question, MONA)).state is DraftState.SENT
    with pytest.raises(Exception, match="There is no blog"):
        await room.answer(await room.ask("Another thing?"), HALE)


async def test_the_answer_of_somebody_who_may_no_longer_publish_is_held(room: Room) -> None:
    question = await room.ask()
    await room.desk.rule(undo_seconds=30)
    sent = await room.answer(question)
    assert sent.state is DraftState.WAITING
    room.desk.staff.people[MONA.id] = Person(MONA.id, MONA.name)
    room.desk.wait(seconds=31)
    await room.desk.send_due()
    assert (await room.desk.first.drafts.find(sent.id, FERRY)).state is DraftState.HELD
    assert await room.desk.published() == []


async def test_an_answer_on_its_way_is_taken_back_and_one_that_is_out_is_not(room: Room) -> None:
    question = await room.ask()
    await room.desk.rule(undo_seconds=30)
    sent = await room.answer(question)
    answered = (await room.moderation.find(FERRY, question.id)).question
    await room.answering().take_back(MONA, answered)
    assert (await room.desk.first.drafts.find(sent.id, FERRY)).state is DraftState.DISCARDED
    room.desk.wait(seconds=31)
    await room.desk.send_due()
    assert await room.desk.published() == []
    await room.desk.rule()
    other = await room.ask("Another thing?")
    failing = Failing(room.moderation, "publish", after=False, problem=StorageUnavailable())
    with pytest.raises(StorageUnavailable):
        await room.answer(other, answering=room.answering(moderation=failing))
    out = (await room.moderation.find(FERRY, other.id)).question
    assert out.state is State.ANSWERED
    with pytest.raises(QuestionUnsuitable, match="published"):
        await room.answering().take_back(MONA, out)


async def test_one_that_is_grouped_is_answered_with_the_one_that_leads(room: Room) -> None:
    first = await room.ask()
    room.desk.wait(seconds=1)
    second = await room.ask("Any boats?")
    await room.moderation.group(FERRY, [first.id, second.id], By(MONA.id, MONA.name))
    with pytest.raises(QuestionUnsuitable, match="grouped"):
        await room.answer(second)
    await room.answer(first)
    assert await room.state(second) is State.PUBLISHED
    assert (await room.moderation.find(FERRY, second.id)).question.post == PostId((await room.desk.published())[0].post)
