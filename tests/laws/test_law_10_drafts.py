"""Law 10 at the desk: no word of a draft is on any public surface before it goes out, whatever state it is in."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Final

import pytest

from stoppress.actions.drafting import Drafting, Saved
from stoppress.actions.queueing import Queue
from stoppress.actions.sending import Sending
from stoppress.actions.telling import Word
from stoppress.clockwork.sending import Departures
from stoppress.database.migrate import DESK
from stoppress.database.opening import database_url, open_database
from stoppress.domain.content import Content
from stoppress.domain.facts import Byline, Claim, ClaimStatus, Description, Headline, Label
from stoppress.domain.identifiers import Slug
from stoppress.domain.revisions import BlogOpened, PostPublished
from stoppress.drafts.draft import Draft, State
from stoppress.drafts.notices import NewNotice
from stoppress.drafts.rows import Drafts
from stoppress.drafts.rules import Rules
from stoppress.drafts.rules_rows import DeskRules
from tests.contract.sending_room import EDDA, ODO, REX, Everybody, draft_id
from tests.laws.surfaces import Newsroom, newsroom

FERRY: Final = Slug("ferry")
LEGAL: Final = frozenset({Label.BREAKING})


class Silence:
    """See `drafts.notices.Telling`: nobody is told anything."""

    async def tell(self, new: NewNotice) -> frozenset[str]:
        """See `Telling`."""
        del new
        return frozenset()


class Room:
    """A newsroom with all its surfaces, and a desk beside it."""

    def __init__(self, surfaces: Newsroom, drafts: Drafts, rules: DeskRules) -> None:
        self.surfaces = surfaces
        drafting = Drafting(drafts, surfaces.actions, surfaces.showing)
        self.drafting = drafting
        self.sending = Sending(drafts, drafting, surfaces.actions, surfaces.posts, Everybody(), Word(Silence()))
        self.queue = Queue(drafts, rules, self.sending)
        self.departures = Departures(drafts, self.sending)

    async def shown(self) -> set[str]:
        """The words that some surface says; each is said in every part of its draft."""
        everything = b"".join((await self.surfaces.everything_shown(FERRY)).values())
        return {word for word in WORDS.values() if word.encode() in everything}


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    """A blog with a post, and rules."""
    database = await open_database(database_url(DESK, tmp_path, None), DESK)
    async with newsroom() as surfaces:
        clock = surfaces.clock
        description = Description(headline=Headline(text="Ferries stop"))
        post = PostPublished(at=clock, post="p1", published_at=clock, body="The ferry is late.")  # type: ignore[arg-type]
        await surfaces.journal.append(FERRY, [BlogOpened(at=clock, slug=FERRY, description=description), post], by="x")
        rules = DeskRules(database, lambda _connection: surfaces.clock)
        await rules.set(FERRY, Rules(undo_seconds=10, second_eyes=LEGAL))
        yield Room(surfaces, Drafts(database, lambda _connection: surfaces.clock), rules)
    await database.close()


STATES: Final = (State.DRAFT, State.WAITING, State.HELD, State.REVIEW, State.DISCARDED)
WORDS: Final = {state: f"zqx{state.value}canary" for state in STATES}


def said(state: State) -> Content:
    """A draft that says its word in all its parts."""
    word = WORDS[state]
    return Content(
        headline=word,
        body=f"{word} [see the ferry]({'post:p1'})",
        label=Label.BREAKING if state is State.REVIEW else None,
        bylines=(Byline(name=word, role=word, place=word),),
        key_event=True,
        claim=Claim(status=ClaimStatus.UNVERIFIED, attribution=word),
    )


async def bring_to(room: Room, state: State) -> Draft:
    """A draft in this state."""
    saved = Saved(draft_id(STATES.index(state)), 1, said(state))
    draft = await room.drafting.save(REX, FERRY, saved)
    if state is State.DISCARDED:
        return await room.drafting.discard(REX, FERRY, draft.id)
    return draft if state is State.DRAFT else await room.sending.send(REX, FERRY, saved, hold=state is State.HELD)


async def test_no_word_of_a_draft_is_shown_before_it_goes_out(room: Room) -> None:
    for state in STATES:
        assert (await bring_to(room, state)).state is state
    head = (await room.surfaces.press.current(FERRY)).seq
    assert await room.shown() == set()
    # The other post does not say either that another is going to refer to it.
    assert (await room.surfaces.press.current(FERRY)).seq == head
    room.surfaces.clock = room.surfaces.clock.replace(minute=30)
    await room.departures.send_due()
    assert await room.shown() == {WORDS[State.WAITING]}
    await room.sending.approve(ODO, FERRY, draft_id(STATES.index(State.REVIEW)))
    await room.queue.release_all(EDDA, FERRY)
    room.surfaces.clock = room.surfaces.clock.replace(minute=40)
    await room.departures.send_due()
    # Vacuity: every word was there to be seen, had it been let out.
    assert await room.shown() == set(WORDS.values()) - {WORDS[State.DRAFT], WORDS[State.DISCARDED]}


async def test_a_post_under_way_has_no_address(room: Room) -> None:
    draft = await bring_to(room, State.WAITING)
    for path in (
        f"/live/ferry/p/{draft.post}",
        f"/api/v1/blogs/ferry/posts/{draft.post}",
        f"/live/ferry/before/{draft.post}",
    ):
        answer = await room.surfaces.client.get(path)
        assert answer.status_code == 404
        assert draft.id not in answer.text
