"""Moderation: groups, moves, the log and upkeep, on every database alike."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from sqlalchemy import select, update
from sqlalchemy.engine import Connection

from stoppress.audience import question_moves as moves
from stoppress.audience.question import By, Question, QuestionId, State
from stoppress.audience.question_moves import Move
from stoppress.audience.question_rows import PAGE, Search
from stoppress.audience.question_upkeep import question_faults
from stoppress.database.kinds import AnyDatabase
from stoppress.database.schema_questions import question_log, questions
from stoppress.domain.identifiers import PostId, Slug
from stoppress.errors.questions import QuestionChanged, QuestionUnknown, QuestionUnsuitable
from tests.contract.audiences import open_audience_database
from tests.contract.places import DURABLE
from tests.contract.test_asking import FERRY, MONA, STORM, Readers

ADA, POST = By("person-ada", "Ada"), PostId("answer")


@pytest.fixture(params=DURABLE)
async def database(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[AnyDatabase]:
    async with open_audience_database(request.param, request, tmp_path) as opened:
        yield opened


@pytest.fixture
def readers(database: AnyDatabase) -> Readers:
    return Readers(database)


async def asked(readers: Readers, *texts: str, blog: Slug = FERRY) -> list[QuestionId]:
    """Questions of so many readers, sorted."""
    names = []
    for number, text in enumerate(texts):
        readers.now += timedelta(seconds=1)
        name = await readers.ask(text, blog=blog, address=f"198.51.100.{number}")
        names.append((await readers.found(name, blog)).id)
    assert await readers.upkeep.sort() == ({blog} if texts else frozenset())
    return names


async def moved(readers: Readers, move: Move, *names: QuestionId) -> list[Question]:
    return await readers.desk.change(FERRY, names, move, lambda each: moves.moved(each, move), MONA)


async def test_who_asks_the_same_is_grouped_by_itself(readers: Readers) -> None:
    first, _, other, _ = await asked(
        readers,
        "When do the ferries run again?",
        "when will ferries run again",
        "When do the trains run again?",
        "WHEN do the ferries run again???",
    )
    assert [(each.id, each.asked_by) for each in await readers.all()] == [(other, 1), (first, 3)]
    assert await readers.upkeep.sort() == frozenset()
    (elsewhere,) = await asked(readers, "When do the ferries run again?", blog=STORM)
    assert [each.id for each in await readers.all(STORM)] == [elsewhere]


async def test_nothing_is_grouped_with_what_is_done_with(readers: Readers) -> None:
    (first,) = await asked(readers, "When do the ferries run again?")
    await moved(readers, Move.REJECT, first)
    await asked(readers, "When do the ferries run again??")
    assert [each.asked_by for each in await readers.all()] == [1, 1]


async def test_what_is_done_to_one_that_leads_is_done_to_its_group(readers: Readers) -> None:
    first, second = await asked(readers, "When do the ferries run again?", "When do ferries run again?")
    await readers.desk.change(FERRY, [first], Move.ASSIGN, lambda each: moves.assigned(each, ADA), MONA, detail="Ada")
    found = await readers.desk.find(FERRY, first)
    assert found.question.assigned == ADA
    assert [(each.id, each.state, each.assigned) for each in found.group] == [(second, State.ASSIGNED, ADA)]
    assert [(each.what, each.by, each.detail) for each in found.log] == [("assign", "Mona", "Ada")]


async def test_editing_changes_one_and_keeps_what_the_reader_wrote(readers: Readers) -> None:
    first, second = await asked(readers, "When do the ferries run again, please?", "When do ferries run again please")
    seen = (await readers.desk.find(FERRY, first)).question.changed_at
    readers.now += timedelta(seconds=1)
    (after,) = await readers.desk.change(
        FERRY, [first], Move.EDIT, lambda each: moves.edited(each, "When?"), MONA, seen=seen
    )
    assert (after.text, after.words.text) == ("When?", "When do the ferries run again, please?")
    assert (await readers.desk.find(FERRY, second)).question.edited == ""
    with pytest.raises(QuestionChanged):
        await readers.desk.change(FERRY, [first], Move.EDIT, lambda each: moves.edited(each, "No"), MONA, seen=seen)


async def test_people_group_what_says_the_same_in_other_words_and_take_apart_what_does_not(readers: Readers) -> None:
    one, two, three, four = await asked(
        readers, "When do the ferries run again?", "Any boats?", "When do ferries run again?", "Is the airport shut?"
    )
    lead = await readers.desk.group(FERRY, [two, four, one], MONA)
    assert (lead.id, lead.asked_by) == (one, 4)
    assert [each.id for each in (await readers.desk.find(FERRY, one)).group] == [two, three, four]
    await readers.desk.ungroup(FERRY, [four], MONA)
    assert [(each.id, each.asked_by) for each in await readers.all()] == [(four, 1), (one, 3)]
    await readers.desk.ungroup(FERRY, [one], MONA)
    assert [each.asked_by for each in await readers.all()] == [1] * 4
    assert await readers.upkeep.sort() == frozenset()


async def test_a_group_is_led_by_the_earliest_whatever_was_grouped_before(readers: Readers) -> None:
    names = await asked(readers, "Any boats?", "Is the airport shut?", "Do trams run?", "What of schools?")
    await readers.desk.group(FERRY, names[2:], MONA)
    lead = await readers.desk.group(FERRY, [names[2], names[1]], MONA)
    assert (lead.id, lead.asked_by) == (names[1], 3)
    member = await readers.desk.group(FERRY, [names[3], names[0]], MONA)
    assert (member.id, member.asked_by) == (names[0], 2)
    assert sum(each.asked_by for each in await readers.all()) == 4


async def test_all_that_are_grouped_are_published_with_the_one_that_leads(readers: Readers) -> None:
    names = await asked(readers, "When do the ferries run again?", "When do ferries run again?", "Any boats?")
    await readers.desk.change(FERRY, names[:1], Move.ANSWER, lambda each: moves.answered(each, POST), MONA)
    (late,) = await asked(readers, "when do the ferries run again")
    assert await readers.desk.publish(FERRY, POST)
    assert not await readers.desk.publish(FERRY, POST)
    whole = await readers.desk.find(FERRY, names[0])
    assert {each.state for each in (whole.question, *whole.group)} == {State.PUBLISHED}
    assert {each.id for each in whole.group} == {names[1], late}
    assert (await readers.desk.find(FERRY, names[2])).question.state is State.NEW


async def test_what_cannot_be_done_is_done_to_none(readers: Readers) -> None:
    names = await asked(readers, "Any boats?", "Is the airport shut?")
    await moved(readers, Move.SPAM, names[1])
    with pytest.raises(QuestionUnsuitable):
        await moved(readers, Move.ASK_FOR, *names)
    with pytest.raises(QuestionUnknown):
        await moved(readers, Move.ASK_FOR, names[0], QuestionId("z" * 26))
    with pytest.raises(QuestionUnsuitable):
        await readers.desk.group(FERRY, names, MONA)
    assert {each.state for each in await readers.all()} == {State.NEW, State.SPAM}


async def test_lists_by_state_by_words_by_person_and_in_pages(readers: Readers) -> None:
    words = ["Any boats?", "When does the 50% rule end?", "Is the_airport shut?"]
    names = await asked(readers, *words)
    await readers.desk.change(FERRY, names[:1], Move.ASSIGN, lambda each: moves.assigned(each, ADA), MONA)

    async def found(**how: object) -> list[QuestionId]:
        return [each.id for each in (await readers.desk.look(FERRY, Search(**how))).questions]  # type: ignore[arg-type]

    assert await found(states=[State.NEW]) == [names[2], names[1]]
    assert await found(assigned=ADA.id) == [names[0]]
    assert await found(said="BOATS") == [names[0]]
    assert await found(said="50% ") == [names[1]]
    assert await found(said="_") == [names[2]]
    assert await found(said="%a") == []
    counts = (await readers.desk.look(FERRY, Search())).counts
    assert counts == {State.NEW: 2, State.ASSIGNED: 1}


async def test_one_of_a_group_is_found_by_its_words(readers: Readers) -> None:
    names = await asked(readers, "Any boats?", "Is the airport shut?")
    await readers.desk.group(FERRY, names, MONA)
    assert [each.id for each in (await readers.desk.look(FERRY, Search(said="airport"))).questions] == [names[0]]


async def test_pages_follow_one_another(database: AnyDatabase) -> None:
    readers = Readers(database, a_minute=1_000, an_hour=1_000)
    for number in range(PAGE + 5):
        await readers.ask(f"{number} {number}?", address=f"198.51.100.{number}")
    first = await readers.desk.look(FERRY, Search())
    assert (len(first.questions), first.older) == (PAGE, first.questions[-1].id)
    second = await readers.desk.look(FERRY, Search(before=first.older))
    assert (len(second.questions), second.older) == (5, None)
    assert len({each.id for each in (*first.questions, *second.questions)}) == PAGE + 5


async def test_the_log_says_who_did_what_and_none_of_the_readers_words(readers: Readers) -> None:
    names = await asked(readers, "Any umbrellas?", "Is the umbrella shut?")
    await moved(readers, Move.ASK_FOR, names[0])
    await readers.desk.change(FERRY, names[:1], Move.EDIT, lambda each: moves.edited(each, "Umbrellas?"), MONA)
    await readers.desk.group(FERRY, names, MONA)
    await readers.desk.block(FERRY, names[0], "hour", ADA)
    log = await readers.desk.log(FERRY)
    assert [(each.what, each.by) for each in log] == [
        ("block", "Ada"),
        ("group", "Mona"),
        ("edit", "Mona"),
        ("ask-for", "Mona"),
    ]
    rows = await readers.database.read(lambda connection: connection.execute(select(question_log)).all())
    assert "mbrella" not in str(rows)
    readers.now += timedelta(days=401)
    await readers.sweep()
    assert await readers.desk.log(FERRY) == []


def hashes_of(text: str) -> list[str]:
    """What a row might hold of a question of these words alone."""
    told = (text, json.dumps([text, "", ""]), json.dumps([text, "", ""], separators=(",", ":")))
    return [sha256(each.encode()).hexdigest() for each in told]


async def test_words_removed_by_law_are_gone_here_too(readers: Readers) -> None:
    names = await asked(readers, "Any umbrellas?", "any umbrellas", "Any boats?")
    await readers.desk.change(FERRY, names[:1], Move.ANSWER, lambda each: moves.answered(each, POST), MONA)
    await readers.desk.publish(FERRY, POST)
    for _ in range(2):
        await readers.upkeep.forget_post(FERRY, POST)
    kept = await readers.database.read(lambda connection: connection.execute(select(questions)).all())
    assert "mbrella" not in str(kept)
    assert "Any boats?" in str(kept)
    # Nor what would tell whoever guesses them that they were these.
    for words in ("Any umbrellas?", "any umbrellas"):
        assert not any(hash_of_words in str(kept) for hash_of_words in hashes_of(words))


async def test_a_check_finds_what_cannot_be(readers: Readers) -> None:
    first, second, third = await asked(readers, "Any boats?", "any boats", "Is the airport shut?")
    assert await readers.database.read(question_faults) == []

    def broken(connection: Connection) -> None:
        connection.execute(update(questions).where(questions.c.id == first).values(lead=third))
        connection.execute(update(questions).where(questions.c.id == third).values(state=State.PUBLISHED.value))

    await readers.writes.write(broken)
    assert (await readers.desk.find(FERRY, second)).question.lead == first
    assert await readers.database.read(question_faults) == [
        "1 of the questions: grouped with one that leads no group.",
        "1 of the questions: published in no post.",
    ]
