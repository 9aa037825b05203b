"""Canaries: words that stand in one private place each, so that wherever they are seen, it is known where they came from.

Knows how each is planted, and by whom it may be seen. `PLANTS` is where a new private place is added: a function that takes
the house, hides a word nobody else says, and names what an address could be built of.
Does not know addresses (`crawler`).
"""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

from stoppress.actions.answering import Answer
from stoppress.actions.posts import NewPost
from stoppress.actions.removal import Wanted
from stoppress.app.building import now
from stoppress.app.removing import inquiry, removal_by_law
from stoppress.domain.identifiers import MediaId, PostId, Slug
from stoppress.domain.rules import Wording
from stoppress.drafts.draft import Draft
from stoppress.staff.permissions import Person, Role
from tests.web.cast import WISH, House, picture
from tests.web.desk_room import press_publication

FERRY: Final = Slug("ferry")
COMMON: Final = "umbrella"
"""A word in every text with a canary, to search for."""

_EDITORS: Final = frozenset({"administrator", "editor"})
_WRITERS: Final = _EDITORS | {"reporter, own", "reporter, other's"}
_UPLOADERS: Final = _WRITERS | {"editor elsewhere", "writing token"}
_STAFF: Final = _WRITERS | {"moderator"}
_NOBODY: Final = frozenset[str]()


@dataclass(frozen=True, slots=True, kw_only=True)
class Canary:
    """`words` may come back to those in `seen_by` and to nobody else; `known` are values for parameters of paths.

    `shown_by` is a piece of the path of a route that shows it to those who may: once there is such a route, one of them
    has to see it, or the test says nothing. `open_at` matches addresses at which it may be seen by everybody.
    """

    name: str
    words: Sequence[bytes]
    seen_by: frozenset[str]
    known: Mapping[str, Sequence[str]] = field(default_factory=dict)
    shown_by: str = ""
    open_at: str = ""


Plant = Callable[[House], Awaitable[Canary]]


def word(kind: str) -> str:
    """A word that nothing else says."""
    return f"zqx{kind}{secrets.token_hex(4)}"


def _text(said: str) -> str:
    return f"{said} {COMMON}"


async def withdrawn_words(house: House) -> Canary:
    """A post that was taken down. Staff who write may read what it said."""
    said = word("withdrawn")
    name = await house.publish(FERRY, "gone", said, _text(said))
    await house.look(FERRY, name, said)
    await house.newsroom.posts.withdraw(WISH, FERRY, name, "It was wrong.", reason_shown=True)
    return Canary(
        name="withdrawn words",
        words=[said.encode()],
        seen_by=_WRITERS,
        known={"slug": [FERRY], "post": [name]},
        shown_by="/history",
    )


async def withheld_reason(house: House) -> Canary:
    """Why a post was taken down, where readers are not to be told."""
    said = word("reason")
    name = await house.publish(FERRY, "unsaid")
    await house.newsroom.posts.withdraw(WISH, FERRY, name, said, reason_shown=False)
    return Canary(
        name="withheld reason",
        words=[said.encode()],
        seen_by=_WRITERS,
        known={"post": [name]},
        shown_by="/history",
    )


async def superseded_words(house: House) -> Canary:
    """What a post said before it was edited. Readers are shown corrections alone.

    A frame says what happened at its sequence, and only words that were taken back leave it: it is final otherwise
    (docs/contracts/updates.md).
    """
    said = word("superseded")
    name = await house.publish(FERRY, "edited", said, _text(said))
    await house.look(FERRY, name, said)
    await house.newsroom.posts.revise(WISH, FERRY, name, Wording(headline="Otherwise", body=f"Otherwise, {COMMON}."))
    return Canary(
        name="superseded words",
        words=[said.encode()],
        seen_by=_WRITERS,
        known={"post": [name]},
        shown_by="/history",
        open_at=r"/live/[^/]+/(stream|updates)\b",
    )


async def removed_words(house: House) -> Canary:
    """Words that were removed by law are nowhere, whoever asks."""
    said = word("removed")
    name = await house.publish(FERRY, "removed", said, _text(said))
    await house.look(FERRY, name, said)
    removal = removal_by_law(house.newsroom)
    order = await removal.ask(_administrator("one"), FERRY, Wanted(post=name, notice="Removed by law."))
    asked = inquiry(house.newsroom, house.press, press_publication(house.newsroom))
    await removal.approve(_administrator("two"), order.id, asked)
    return Canary(
        name="removed words", words=[said.encode()], seen_by=_NOBODY, known={"post": [name], "order": [order.id]}
    )


async def unpublished_media(house: House) -> Canary:
    """A picture that no published post shows: its file, and what is said about it."""
    said, content = word("media"), picture(3)
    medium = await house.upload("person-other", content, f"{said}.jpg", said)
    files = await _files(house, medium)
    return Canary(
        name="unpublished media",
        words=[said.encode(), *files.values()],
        seen_by=_UPLOADERS,
        known={"medium": [medium], "name": list(files)},
        shown_by="/desk/media/{medium}",
    )


async def media_of_what_was_withdrawn(house: House) -> Canary:
    """A picture of a post that was taken down."""
    said, content = word("shown"), picture(4)
    medium = await house.upload("person-other", content, f"{said}.jpg", said)
    files = await _files(house, medium)
    new = NewPost(id=PostId("showed"), body=f"{COMMON}\n\n![](media:{medium})")
    await house.newsroom.posts.publish(WISH, FERRY, new)
    await house.look(FERRY, PostId("showed"), said)
    await house.newsroom.posts.withdraw(WISH, FERRY, PostId("showed"), "", reason_shown=False)
    return Canary(
        name="media of what was withdrawn",
        words=[said.encode(), *files.values()],
        seen_by=_UPLOADERS,
        known={"medium": [medium], "name": list(files), "post": ["showed"]},
        shown_by="/desk/media/{medium}",
    )


async def a_draft(house: House) -> Canary:
    """What somebody is writing."""
    said = word("draft")
    draft = await house.write(house.other, FERRY, _text(said))
    return _of_draft("draft", said, draft)


async def scheduled(house: House) -> Canary:
    """What goes out tomorrow."""
    said, at = word("scheduled"), now() + timedelta(days=1)
    draft = await house.write(house.other, FERRY, _text(said), send={"at": at})
    return _of_draft("scheduled", said, draft)


async def held(house: House) -> Canary:
    """What does not go out before somebody releases it."""
    said = word("held")
    draft = await house.write(house.other, FERRY, _text(said), send={"hold": True})
    return _of_draft("held", said, draft)


async def discarded(house: House) -> Canary:
    """What somebody has thrown away."""
    said = word("discarded")
    draft = await house.write(house.other, FERRY, _text(said))
    draft = await house.newsroom.room.drafting.discard(house.other, FERRY, draft.id)
    return Canary(
        name="discarded", words=[said.encode()], seen_by=_EDITORS, known={"draft": [draft.id], "post": [draft.post]}
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
        name="a password", words=[kept.rpartition("$")[2].encode()], seen_by=_NOBODY, known={"person": [row.id]}
    )


async def a_question(house: House) -> Canary:
    """What a reader asked, who they are, and where they are."""
    said = word("question")
    asked = await house.ask(FERRY, _text(said), name=word("asker"), place=word("place"))
    other = await house.ask(FERRY, f"{_text(said)} again", name=word("asker"))
    words = [said, asked.words.name, asked.words.place, other.words.name]
    return Canary(
        name="a question",
        words=[each.encode() for each in words],
        seen_by=_STAFF,
        known={"question": [asked.id, other.id]},
        shown_by="{question}",
    )


async def spam(house: House) -> Canary:
    """What a machine sent."""
    said = word("spam")
    asked = await house.ask(FERRY, _text(said), trap="yes")
    return Canary(
        name="spam", words=[said.encode()], seen_by=_STAFF, known={"question": [asked.id]}, shown_by="{question}"
    )


async def words_before_they_were_edited(house: House) -> Canary:
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
        seen_by=_STAFF,
        known={"question": [asked.id]},
        shown_by="{question}",
    )


PLANTS: Final[Sequence[Plant]] = (
    withdrawn_words,
    withheld_reason,
    superseded_words,
    removed_words,
    unpublished_media,
    media_of_what_was_withdrawn,
    a_draft,
    scheduled,
    held,
    discarded,
    a_person,
    a_password,
    a_question,
    spam,
    words_before_they_were_edited,
)
"""Every private place there is."""


async def planted(house: House) -> list[Canary]:
    """A blog with every canary in it, between posts that everybody may read."""
    await house.open_blog(FERRY, "No boats")
    await house.publish(FERRY, "first", "Boats leave", f"Soon, {COMMON}.")
    canaries = [await plant(house) for plant in PLANTS]
    await house.publish(FERRY, "last", "Boats return", f"See [it](post:first), {COMMON}.")
    return canaries


def _of_draft(name: str, said: str, draft: Draft) -> Canary:
    return Canary(
        name=name,
        words=[said.encode()],
        seen_by=_EDITORS,
        known={"draft": [draft.id], "post": [draft.post]},
        shown_by="{draft}",
    )


def _administrator(name: str) -> Person:
    return Person(f"person-{name}", name, role=Role.ADMINISTRATOR)


async def _files(house: House, medium: MediaId) -> dict[str, bytes]:
    """The end of each file, which no other picture has."""
    library = house.newsroom.media.library
    found = {}
    for each in (await library.find(medium)).medium.renditions:
        reading = await library.read(medium, each.name)
        found[each.name] = b"".join([piece async for piece in reading.chunks])[-48:]
    return found
