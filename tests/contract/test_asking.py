"""Asking: what readers send is taken once, within limits that all processes share, and what is suspected is kept apart."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text

from stoppress.audience import asking
from stoppress.audience.asking import Asking, QuestionLimits, Sent
from stoppress.audience.moderation import Moderation
from stoppress.audience.proof import solved
from stoppress.audience.question import By, Question, State, Suspicion, Ticket, Words
from stoppress.audience.question_forms import form_rules
from stoppress.audience.question_rows import Search
from stoppress.audience.question_upkeep import QuestionUpkeep, forget_questions
from stoppress.audience.suspicion import suspicion
from stoppress.database.kinds import AnyDatabase
from stoppress.database.schema_questions import question_blocks, question_keys, questions
from stoppress.domain.identifiers import Slug
from stoppress.errors import Empty, KeyReused
from stoppress.errors.questions import (
    ProofNotGood,
    QuestionsBusy,
    QuestionsClosed,
    QuestionsTooFast,
    QuestionUnknown,
)
from tests.contract.audiences import grouped, open_audience_database
from tests.contract.places import DURABLE

NOON = datetime(2031, 4, 5, 12, 0, 0, tzinfo=UTC)
FERRY, STORM = Slug("ferry"), Slug("storm")
HERE, THERE = "192.0.2.7", "198.51.100.9"
MONA = By("person-mona", "Mona")
BITS = 3


def ticket(number: int) -> Ticket:
    """One for each number below a million."""
    return Ticket("a" * 20 + "".join("abcdefghij"[int(digit)] for digit in f"{number:06}"))


class Readers:
    """Readers of two blogs, and a desk; `now` is the time."""

    def __init__(self, database: AnyDatabase, **limits: int) -> None:
        self.database, self.now = database, NOON
        self.limits = QuestionLimits(**{"bits": BITS, "a_blog_minute": 1_000, **limits})
        self.numbers = iter(range(1_000_000))
        self.writes = grouped(database)
        self.asking = self.process()
        self.desk = Moderation(database, self.writes, lambda: self.now)
        self.upkeep = QuestionUpkeep(database, self.writes)

    def process(self, **limits: int) -> Asking:
        """One more process that takes questions."""
        return Asking(
            self.database, grouped(self.database), lambda: self.now, os.urandom, replace(self.limits, **limits)
        )

    async def proved(self, text: str = "When do the ferries run?", **more: Any) -> Sent:
        """What a browser with a script sends."""
        name = more.pop("ticket", None) or ticket(next(self.numbers))
        blog = more.get("blog", FERRY)
        challenge = (await self.asking.form(blog, "UTC")).challenge
        proof = solved(challenge, name, text, BITS)
        given = {"blog": blog, "timezone": "UTC", "text": text, "address": HERE, "ticket": name, "proof": proof}
        return Sent(**{**given, **more})

    async def ask(self, text: str = "When do the ferries run?", **more: Any) -> Ticket:
        """Send one."""
        return await self.asking.ask(await self.proved(text, **more))

    async def plain(self, text: str = "When do the ferries run?", **more: Any) -> Ticket:
        """Send one without a script."""
        given = {"blog": FERRY, "timezone": "UTC", "text": text, "address": HERE}
        return await self.asking.ask(Sent(**{**given, **more}))

    async def sweep(self) -> None:
        """What the clockwork does once an hour."""
        await self.writes.write(lambda connection: forget_questions(connection, self.now, days=90))

    async def found(self, name: Ticket, blog: Slug = FERRY) -> Question:
        return (await self.asking.find(blog, name))[0]

    async def all(self, blog: Slug = FERRY) -> list[Question]:
        return list((await self.desk.look(blog, Search())).questions)


@pytest.fixture(params=DURABLE)
async def database(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[AnyDatabase]:
    async with open_audience_database(request.param, request, tmp_path) as opened:
        yield opened


@pytest.fixture
def readers(database: AnyDatabase) -> Readers:
    return Readers(database)


async def test_a_question_is_kept_clean_and_found_by_its_ticket_alone(readers: Readers) -> None:
    name = await readers.ask(" When do\u202e the ferries run? ", name=" Ida ", place="Velmora")
    found = await readers.found(name)
    assert (found.words.text, found.words.name, found.words.place) == ("When do the ferries run?", "Ida", "Velmora")
    assert (found.state, found.suspicion, found.is_proved, found.received_at) == (
        State.NEW,
        Suspicion.NONE,
        True,
        NOON,
    )
    for blog, other in ((STORM, name), (FERRY, ticket(99))):
        with pytest.raises(QuestionUnknown):
            await readers.found(other, blog)


async def test_neither_ticket_nor_address_is_kept(readers: Readers) -> None:
    name = await readers.ask()
    await readers.plain("Another, from somewhere else?", address=THERE, sender="Mozilla/5.0")
    kept = await readers.database.read(lambda connection: connection.execute(select(questions)).all())
    assert len(kept) == 2
    assert not any(said in str(kept) for said in (name, HERE, THERE, "Mozilla"))


async def test_the_same_sent_again_and_at_once_is_one_question(readers: Readers) -> None:
    sent, other = await readers.proved(), readers.process()
    names = await asyncio.gather(*(each.ask(sent) for each in (readers.asking, other) * 5))
    assert set(names) == {sent.ticket}
    assert len(await readers.all()) == 1
    with pytest.raises(KeyReused):
        await readers.asking.ask(await readers.proved("Something else?", ticket=sent.ticket))


async def test_a_press_too_much_without_a_script_is_one_question(readers: Readers) -> None:
    first = await readers.plain()
    assert await readers.plain() == first
    assert len(await readers.all()) == 1
    readers.now += timedelta(minutes=11)
    assert await readers.plain() != first


async def test_one_who_sends_another_browsers_words_is_not_told_how_theirs_stands(readers: Readers) -> None:
    one = await readers.plain(sender="one")
    readers.now += timedelta(minutes=2)
    assert await readers.plain(sender="other") != one


async def test_without_the_work_nothing_is_taken_from_a_script(readers: Readers) -> None:
    good = await readers.proved()
    assert good.proof is not None
    bad = [
        replace(good, proof=None),
        replace(good, ticket=ticket(77)),
        replace(good, text="Something else?"),
        replace(good, blog=STORM),
        replace(good, proof=replace(good.proof, challenge="x")),
    ]
    for each in bad:
        with pytest.raises(ProofNotGood):
            await readers.asking.ask(each)
    readers.now += timedelta(hours=3)
    with pytest.raises(ProofNotGood):
        await readers.asking.ask(good)
    assert await readers.all() == []


async def test_every_process_knows_every_others_challenge(readers: Readers) -> None:
    given = await readers.proved()
    assert await readers.process().ask(given) == given.ticket


async def test_no_work_is_asked_for_where_the_setting_says_so(readers: Readers) -> None:
    easy = readers.process(bits=0)
    sent = replace(await readers.proved(), proof=None)
    assert await easy.ask(sent) == sent.ticket


async def test_three_a_minute_and_twenty_an_hour_from_one_network(readers: Readers) -> None:
    for number in range(3):
        await readers.ask(f"Question {number} about the ferries?")
    with pytest.raises(QuestionsTooFast) as refused:
        await readers.process().ask(await readers.proved("A fourth?"))
    assert 0 < int(refused.value.facts["seconds"] or 0) <= 120
    await readers.ask("Somebody else?", address=THERE)
    count = 3
    while count < 20:
        readers.now += timedelta(minutes=2)
        await readers.ask(f"Question {count} about the ferries?")
        count += 1
    readers.now += timedelta(minutes=2)
    with pytest.raises(QuestionsTooFast) as refused:
        await readers.ask("A twenty-first?")
    assert int(refused.value.facts["seconds"] or 0) > 120


async def test_of_one_who_sends_too_much_nothing_is_looked_at(
    readers: Readers, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A look at words costs, and everybody who votes and asks waits for it: nobody makes us look as often as they like."""
    looks: list[Words] = []

    def looking(words: Words, *more: Any) -> Suspicion:
        looks.append(words)
        return suspicion(words, *more)

    monkeypatch.setattr(asking, "suspicion", looking)
    for number in range(3):
        await readers.ask(f"Question {number} about boats?")
    for number in range(3):
        with pytest.raises(QuestionsTooFast):
            await readers.ask(f"And question {number} about trains?")
    assert len(looks) == 3


async def test_one_ipv6_customer_is_one_network(readers: Readers) -> None:
    for number in range(3):
        await readers.ask(f"Question {number} about the ferries?", address=f"2001:db8:1:2::{number}")
    with pytest.raises(QuestionsTooFast):
        await readers.ask("A fourth?", address="2001:db8:1:2:ffff::9")


async def test_without_a_script_one_asks_too_but_slower(readers: Readers) -> None:
    name = await readers.plain()
    assert not (await readers.found(name)).is_proved
    with pytest.raises(QuestionsTooFast):
        await readers.plain("Another?")
    for number in range(5):
        readers.now += timedelta(minutes=2)
        await readers.plain(f"Question {number} about the ferries?")
    readers.now += timedelta(minutes=2)
    with pytest.raises(QuestionsTooFast):
        await readers.plain("A seventh?")
    # Whoever has a script there asks on.
    await readers.ask("With a script?")


async def test_a_blog_takes_so_many_a_minute_and_what_is_suspected_keeps_nobody_out(database: AnyDatabase) -> None:
    readers = Readers(database, a_blog_minute=3)
    for number in range(6):
        await readers.ask("buy " * 20, address=f"203.0.113.{number}")
    for number in range(3):
        await readers.ask(f"Question {number} about the ferries?", address=f"192.0.2.{number}")
    with pytest.raises(QuestionsBusy):
        await readers.ask("A fourth?", address=THERE)
    await readers.ask("In another blog?", address=THERE, blog=STORM)
    readers.now += timedelta(minutes=2)
    await readers.ask("A fourth?", address=THERE)


async def test_a_blog_keeps_so_many_that_nobody_has_dealt_with(database: AnyDatabase) -> None:
    readers = Readers(database, kept=2)
    for number in range(2):
        await readers.ask(f"Question {number} about the ferries?")
    with pytest.raises(QuestionsClosed, match="more than it can read"):
        await readers.ask("A third?", address=THERE)


async def test_a_hundred_at_once_are_counted_right(database: AnyDatabase) -> None:
    readers = Readers(database, a_blog_minute=40)
    sent = [await readers.proved(f"Question {each}?", address=f"198.51.100.{each}") for each in range(100)]
    done = await asyncio.gather(*(readers.asking.ask(each) for each in sent), return_exceptions=True)
    assert [type(each) for each in done].count(QuestionsBusy) == 60
    assert len([each for each in done if isinstance(each, str)]) == 40
    rows = await database.read(lambda connection: connection.execute(select(questions.c.id)).all())
    assert len(rows) == 40


async def test_what_is_suspected_is_taken_and_kept_apart(readers: Readers) -> None:
    await readers.desk.set_words(FERRY, ["casino"], MONA)
    suspected = {
        "trap": await readers.ask("When?", trap="https://spam.example"),
        "word": await readers.ask("Come to the casino", address="203.0.113.1"),
        "links": await readers.ask("https://a.example https://b.example", address="203.0.113.2"),
    }
    await readers.ask("Once?", address=THERE)
    suspected["again"] = await readers.ask("Once?", address=THERE)
    for why, name in suspected.items():
        found = await readers.found(name)
        assert (found.state, found.suspicion.value) == (State.SPAM, why)


async def test_a_closed_form_takes_nothing_and_says_when_it_opens(readers: Readers) -> None:
    await readers.desk.set_form(FERRY, form_rules(is_open=False, start="", end="", call="Ask on."), MONA)
    with pytest.raises(QuestionsClosed, match="when it can answer"):
        await readers.ask()
    assert await readers.ask(blog=STORM)
    await readers.desk.set_form(FERRY, form_rules(is_open=True, start="22:00", end="06:00", call=""), MONA)
    form = await readers.asking.form(FERRY, "UTC")
    assert (form.takes, form.rules.clock_hours) == (False, ("22:00", "06:00"))
    with pytest.raises(QuestionsClosed, match="between 22:00 and 06:00"):
        await readers.ask()
    # By the blog's own clock: noon in Greenwich is night in Honolulu.
    assert await readers.ask(timezone="Pacific/Honolulu")


async def test_nothing_is_no_question(readers: Readers) -> None:
    with pytest.raises(Empty):
        await readers.plain(" \u200b ")


async def test_a_blocked_network_sends_to_spam_until_the_block_is_over(readers: Readers) -> None:
    first = await readers.found(await readers.ask())
    await readers.desk.block(FERRY, first.id, "day", MONA, everywhere=True)
    assert (await readers.found(await readers.ask("More?"))).suspicion is Suspicion.BLOCKED
    assert (await readers.found(await readers.ask("In another blog?", blog=STORM), STORM)).state is State.SPAM
    assert (await readers.found(await readers.ask("From elsewhere?", address=THERE))).state is State.NEW
    # Tomorrow's hash of the same network is another one.
    readers.now += timedelta(hours=23)
    await readers.sweep()
    assert (await readers.found(await readers.ask("Still?"))).suspicion is Suspicion.BLOCKED
    readers.now += timedelta(hours=1)
    assert (await readers.found(await readers.ask("Again?"))).state is State.NEW
    await readers.sweep()
    left = await readers.database.read(lambda connection: connection.execute(select(question_blocks)).all())
    assert left == []


async def test_a_block_of_one_blog_puts_nothing_of_anothers_to_spam(readers: Readers) -> None:
    """Whoever moderates one blog does not decide whom the others hear."""
    first = await readers.found(await readers.ask())
    await readers.desk.block(FERRY, first.id, "day", MONA)
    assert (await readers.found(await readers.ask("More?"))).state is State.SPAM
    assert (await readers.found(await readers.ask("In another blog?", blog=STORM), STORM)).state is State.NEW
    assert [each.everywhere for each in await readers.desk.blocks(FERRY)] == [False]


async def test_a_block_of_every_blog_is_seen_in_each_and_ended_by_who_may_make_one(readers: Readers) -> None:
    first = await readers.found(await readers.ask())
    await readers.desk.block(FERRY, first.id, "day", MONA, everywhere=True)
    (block,) = await readers.desk.blocks(STORM)
    assert block.everywhere
    await readers.desk.unblock(STORM, block.id, MONA)
    assert list(await readers.desk.blocks(STORM)) == [block]
    await readers.desk.unblock(STORM, block.id, MONA, everywhere=True)
    assert list(await readers.desk.blocks(FERRY)) == []


async def test_a_block_can_be_ended_and_is_made_in_time_only(readers: Readers) -> None:
    first = await readers.found(await readers.ask())
    await readers.desk.block(FERRY, first.id, "week", MONA)
    (block,) = await readers.desk.blocks(FERRY)
    assert (block.by, block.until) == ("Mona", NOON + timedelta(days=7))
    assert list(await readers.desk.blocks(STORM)) == []
    await readers.desk.unblock(FERRY, block.id, MONA)
    assert (await readers.found(await readers.ask("More?"))).state is State.NEW
    readers.now += timedelta(days=1)
    await readers.sweep()
    with pytest.raises(QuestionUnknown):
        await readers.desk.block(FERRY, first.id, "day", MONA)


async def test_what_is_old_is_deleted_and_whose_it_was_is_not_known_tomorrow(readers: Readers) -> None:
    kept, spam = await readers.ask(), await readers.ask("When?", trap="x")
    readers.now += timedelta(days=1)
    await readers.sweep()
    assert not (await readers.found(kept)).has_network
    readers.now = NOON + timedelta(days=14, seconds=1)
    await readers.sweep()
    with pytest.raises(QuestionUnknown):
        await readers.found(spam)
    assert await readers.found(kept)
    readers.now = NOON + timedelta(days=90, seconds=1)
    await readers.sweep()
    with pytest.raises(QuestionUnknown):
        await readers.found(kept)
    keys = await readers.database.read(lambda connection: connection.execute(select(question_keys)).all())
    assert keys == []


async def test_a_thousand_questions_are_each_acknowledged_once(database: AnyDatabase) -> None:
    """What was acknowledged is kept: each in a row of its own."""
    readers = Readers(database, a_minute=1_000, an_hour=1_000, a_blog_minute=1_000)
    easy = readers.process(bits=0)
    sent = [
        Sent(blog=FERRY, timezone="UTC", text=f"Question {each}?", ticket=ticket(each), address=HERE)
        for each in range(1_000)
    ]
    names = await asyncio.gather(*(easy.ask(each) for each in sent))
    assert sorted(names) == sorted(ticket(each) for each in range(1_000))
    count = await database.read(lambda connection: connection.scalar(text("SELECT count(*) FROM questions")))
    assert count == 1_000
