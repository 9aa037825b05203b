"""Canaries in what concerns the people of a newsroom: who they are, where they are reached, what they are told.

Knows how each is planted. Does not know who looks for them (`crawler`).
"""

from __future__ import annotations

import secrets
from datetime import timedelta

from stoppress.app.building import now
from stoppress.drafts.draft import Someone
from stoppress.drafts.notices import NewNotice, NoticeKind, Whoever
from stoppress.drafts.presence import Doing, PageId
from stoppress.drafts.presence_rows import Presence
from stoppress.staff.permissions import Role, Verb
from tests.push_service import Device
from tests.web.canary import EDITORS, FERRY, NOBODY, WRITERS, Canary, text_with, word
from tests.web.cast import House


async def somebody_here(house: House) -> Canary:
    """Who is at work on a blog, and on which post of it."""
    name = word("here")
    post = await house.publish(FERRY, "attended")
    presence = Presence(house.newsroom.desk, lasts=timedelta(hours=1))
    await presence.here(PageId("p" * 26), FERRY, Someone("person-here", name), Doing.EDITING, post)
    return Canary(
        name="somebody here",
        words=[name.encode()],
        seen_by=WRITERS | {"moderator"},
        known={"post": [post]},
        shown_by="/presence",
    )


async def a_person(house: House) -> Canary:
    """Where somebody who works here is reached."""
    email = f"{word('person')}@gazette.example"
    people = house.newsroom.staff.people
    row = await people.add(email, "Olga", Role.REPORTER, now=now(), random=secrets.token_bytes)
    kept = await house.newsroom.staff.passwords.hashed("grey herons at the weir")
    await people.set_password(row.id, kept)
    return Canary(
        name="a person",
        words=[email.encode()],
        seen_by=frozenset({"administrator"}),
        known={"person": [row.id]},
        shown_by="/desk/people",
    )


async def a_password(house: House) -> Canary:
    """What is kept of somebody's password is for nobody at all."""
    kept = await house.newsroom.staff.passwords.hashed("grey herons at the lock")
    people = house.newsroom.staff.people
    row = await people.add("lock@gazette.example", "Ute", Role.EDITOR, now=now(), random=secrets.token_bytes)
    await people.set_password(row.id, kept)
    return Canary(
        name="a password", words=[kept.rpartition("$")[2].encode()], seen_by=NOBODY, known={"person": [row.id]}
    )


async def a_notice(house: House) -> Canary:
    """What somebody is told is for them."""
    said = word("notice")
    new = NewNotice(
        kind=NoticeKind.MENTION,
        text=text_with(said),
        path="/desk",
        to=frozenset({house.other.id}),
        key=said,
        blog=FERRY,
    )
    await house.newsroom.telling.notices.tell(new)
    return Canary(name="a notice", words=[said.encode()], seen_by=NOBODY, known={"notice": [new.id]})


async def a_notice_to_editors(house: House) -> Canary:
    """What all editors are told."""
    said = word("alarm")
    new = NewNotice(
        kind=NoticeKind.ALARM,
        text=text_with(said),
        path="/desk/blogs/ferry",
        to=Whoever(Verb.SET_KEY_POINTS.value),
        key=said,
        blog=FERRY,
    )
    await house.newsroom.telling.notices.tell(new)
    return Canary(
        name="a notice to editors",
        words=[said.encode()],
        seen_by=EDITORS,
        known={"notice": [new.id]},
        shown_by="/desk/notices",
    )


async def a_device(house: House) -> Canary:
    """Where somebody's browser is told, and what by."""
    said = word("device")
    secret = await house.newsroom.sessions.begin(house.other.id, now=now())
    known = await house.newsroom.sessions.who(secret, now())
    assert known is not None
    address = Device(f"https://push.velmora.org/{said}").address
    kept = await house.newsroom.telling.subscriptions.keep(house.other.id, known.session, address, now())
    return Canary(
        name="a device",
        words=[each.encode() for each in (said, address.public_key, address.auth)],
        seen_by=NOBODY,
        known={"device": [kept.id]},
    )
