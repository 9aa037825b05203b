"""Canaries in what readers send.

Knows how each is planted. `AUDIENCE_PLANTS` is where a new one is added.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import select

from stoppress.audience.followers import Place
from stoppress.audience.votes import Vote
from stoppress.database.schema_audience import arrivals, network_keys, votes
from stoppress.domain.alerts import Wants
from tests.push_service import Device
from tests.web.canary import FERRY, NOBODY, Canary, Plant, word
from tests.web.cast import House

_ADDRESS: Final = "203.0.113.77"


async def a_vote(house: House) -> Canary:
    """Who voted is for nobody at all: not their number, not what is kept of it, nor of where they came from."""
    key, audience = f"{word('vote')}{'0' * 10}", house.newsroom.audience
    await audience.votes.cast(FERRY, key, Vote(stars=5, helpful=True), _ADDRESS)
    rows = await audience.database.read(
        lambda connection: [
            str(each)
            for column in (votes.c.reader, arrivals.c.whence, network_keys.c.key)
            for each in connection.scalars(select(column))
        ]
    )
    assert len(rows) == 3
    return Canary(name="a vote", words=[key.encode(), _ADDRESS.encode(), *map(str.encode, rows)], seen_by=NOBODY)


async def a_follower(house: House) -> Canary:
    """Where somebody's browser is told, what for, and what it is known by, is for nobody."""
    device = Device(f"https://fcm.googleapis.com/{word('follow')}")
    here = Place(house.newsroom.journal.epoch, await house.newsroom.journal.head(FERRY))
    followers = house.newsroom.audience.followers
    await followers.follow(FERRY, device.address, Wants.ALL, here, _ADDRESS)
    address = device.address
    words = [address.endpoint, address.digest, address.public_key, address.auth]
    return Canary(name="a follower", words=[each.encode() for each in words], seen_by=NOBODY)


AUDIENCE_PLANTS: Final[tuple[Plant, ...]] = (a_vote, a_follower)
