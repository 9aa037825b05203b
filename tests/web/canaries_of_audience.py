"""Canaries in what readers send.

Knows how each is planted. Does not know who looks for them (`crawler`).
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import select

from stoppress.actions.answering import Answer
from stoppress.audience.followers import Place
from stoppress.audience.votes import Vote
from stoppress.database.schema_audience import arrivals, network_keys, votes
from stoppress.domain.alerts import Wants
from stoppress.staff.permissions import Person, Role
from tests.push_service import Device
from tests.web.canary import COMMON, FERRY, NOBODY, WRITERS, Canary, text_with, word
from tests.web.cast import House

STAFF: Final = WRITERS | {"moderator"}

_VOTER: Final = "203.0.113.77"


async def a_question(house: House) -> Canary:
    """What a reader asked, who they are, and where they are."""
    said = word("question")
    asked = await house.ask(FERRY, text_with(said), name=word("asker"), place=word("place"))
    other = await house.ask(FERRY, f"{text_with(said)} again", name=word("asker"))
    words = [said, asked.words.name, asked.words.place, other.words.name]
    return Canary(
        name="a question",
        words=[each.encode() for each in words],
        seen_by=STAFF,
        known={"question": [asked.id, other.id]},
        shown_by="{question}",
    )


async def spam(house: House) -> Canary:
    """What a machine sent."""
    said = word("spam")
    asked = await house.ask(FERRY, text_with(said), trap="yes")
    return Canary(
        name="spam", words=[said.encode()], seen_by=STAFF, known={"question": [asked.id]}, shown_by="{question}"
    )


async def words_before_an_edit(house: House) -> Canary:
    """What a reader asked at greater length than was published, with an answer that was taken down."""
    said = word("longer")
    room = house.newsroom.questions
    asked = await house.ask(FERRY, f"{COMMON}? {said}, it seems to me.", name="Ute", address="203.0.113.5")
    await room.desk.edit(_administrator("one"), FERRY, asked.id, f"{COMMON}?", asked.changed_at)
    seen = (await room.desk.find(_administrator("one"), FERRY, asked.id)).question.changed_at
    answer = Answer(headline="", body="At noon.")
    await room.answering.answer(_administrator("one"), FERRY, asked.id, answer, seen)
    return Canary(
        name="a question before it was edited",
        words=[said.encode()],
        seen_by=STAFF,
        known={"question": [asked.id]},
        shown_by="{question}",
    )


def _administrator(name: str) -> Person:
    return Person(f"person-{name}", name, role=Role.ADMINISTRATOR)


async def a_vote(house: House) -> Canary:
    """Who voted is for nobody at all: not their number, not what is kept of it, nor of where they came from."""
    key, audience = f"{word('vote')}{'0' * 10}", house.newsroom.audience
    await audience.votes.cast(FERRY, key, Vote(stars=5, helpful=True), _VOTER)
    wanted = select(votes.c.reader), select(arrivals.c.whence).where(arrivals.c.what == "vote")
    kept = await audience.database.read(lambda connection: [connection.scalars(each).one() for each in wanted])
    keys = await audience.database.read(lambda connection: connection.scalars(select(network_keys.c.key)).all())
    words = [each.encode() for each in (key, _VOTER, *kept)]
    return Canary(name="a vote", words=[*words, *keys], seen_by=NOBODY)


async def a_follower(house: House) -> Canary:
    """Where somebody's browser is told, what for, and what it is known by, is for nobody."""
    device = Device(f"https://fcm.googleapis.com/{word('follow')}")
    here = Place(house.newsroom.journal.epoch, await house.newsroom.journal.head(FERRY))
    followers = house.newsroom.audience.followers
    await followers.follow(FERRY, device.address, Wants.ALL, here, _VOTER)
    address = device.address
    words = [address.endpoint, address.digest, address.public_key, address.auth]
    return Canary(name="a follower", words=[each.encode() for each in words], seen_by=NOBODY)
