"""Undo over each journal alike: the reverse is appended once, whatever else is appended meanwhile."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from stoppress.actions.actions import Actions, Done
from stoppress.actions.posts import NewPost, Posts
from stoppress.actions.showing import Showing
from stoppress.actions.undoing import MOST, Span, Undo, appended
from stoppress.actions.wish import Wish
from stoppress.domain.facts import Description, Headline
from stoppress.domain.identifiers import PostId, Seq, Slug
from stoppress.domain.revisions import BlogOpened, WordsRemoved
from stoppress.domain.rules import Wording
from stoppress.errors import InputInvalid, NotAllowed
from stoppress.errors.undoing import ChangedSince, NotUndoable
from stoppress.journal.journal import Journal, Snapshot
from stoppress.staff.permissions import Person, Role
from tests.laws.library import MemoryLibrary, MemoryWatch

FERRY, POST = Slug("ferry"), PostId("p1")
NOW = datetime(2031, 4, 5, 9, 41, tzinfo=UTC)
ADA = Person("person-ada", "Ada", role=Role.EDITOR)
BEN = Person("person-ben", "Ben", role=Role.EDITOR)
REX = Person("person-rex", "Rex", role=Role.REPORTER)


@dataclass
class Room:
    """The actions over a journal."""

    journal: Journal
    actions: Actions
    posts: Posts
    undo: Undo

    async def body(self) -> str:
        return (await self.actions.blog(FERRY)).posts[POST].body

    async def edit(self, body: str, person: Person = ADA) -> Span:
        done = await self.posts.revise(Wish(person=person), FERRY, POST, Wording(body=body))
        span = appended(done)
        assert span is not None
        return span


@pytest.fixture
async def room(journal: Journal) -> Room:
    actions = Actions(journal, now=lambda: NOW)
    showing = Showing(actions, MemoryLibrary(), MemoryWatch())
    made = Room(journal, actions, Posts(actions, lambda _at: POST, showing), undo=Undo(actions, journal, showing))
    description = Description(headline=Headline(text="Ferries stop"))
    await journal.append(FERRY, [BlogOpened(at=NOW, slug=FERRY, description=description)], by="operator")
    await made.posts.publish(Wish(person=ADA), FERRY, NewPost(body="first"))
    return made


async def test_it_is_one_more_revision_by_whoever_asked(room: Room) -> None:
    span = await room.edit("second")
    assert span == Span(Seq(3), Seq(3))
    done = await room.undo.undo(Wish(person=BEN), FERRY, span)
    assert await room.body() == "first"
    last = (await room.journal.read(FERRY, after=Seq(3)))[-1]
    assert (last.seq, last.by) == (done.seq, BEN.id)
    again = appended(done)
    assert again is not None
    await room.undo.undo(Wish(person=ADA), FERRY, again)
    assert await room.body() == "second"


async def test_the_same_press_twice_is_one(room: Room) -> None:
    span = await room.edit("second")
    wish = Wish(person=ADA, key="pressed")
    answers = await asyncio.gather(*(room.undo.undo(wish, FERRY, span) for _ in range(4)))
    assert len({each.seq for each in answers}) == 1
    assert await room.journal.head(FERRY) == 4


async def test_of_two_who_undo_it_at_once_one_is_told_that_it_was_done(room: Room) -> None:
    span = await room.edit("second")
    answers = await asyncio.gather(
        *(room.undo.undo(Wish(person=each), FERRY, span) for each in (ADA, BEN)), return_exceptions=True
    )
    assert [type(each) for each in answers if not isinstance(each, Done)] == [ChangedSince]
    assert await room.body() == "first"
    assert await room.journal.head(FERRY) == 4


async def test_what_others_do_meanwhile_stays(room: Room) -> None:
    span = await room.edit("second")
    other = PostId("p2")
    await room.posts.publish(Wish(person=BEN), FERRY, NewPost(id=other, body="News."))
    await room.posts.pin(Wish(person=BEN), FERRY, other)
    await room.undo.undo(Wish(person=ADA), FERRY, span)
    blog = await room.actions.blog(FERRY)
    assert (blog.posts[POST].body, blog.posts[other].body, blog.pinned) == ("first", "News.", other)


async def test_it_begins_from_what_a_snapshot_knows(room: Room) -> None:
    first = await room.edit("second")
    await room.journal.keep_snapshot(Snapshot(FERRY, Seq(3), b"unreadable"))
    await room.undo.undo(Wish(person=ADA), FERRY, first)
    assert await room.body() == "first"


async def test_nothing_is_undone_over_words_that_were_removed_by_law(room: Room) -> None:
    await room.edit("second")
    span = await room.edit("third")
    removed = WordsRemoved(at=NOW, revisions=(Seq(3),), posts=(), notice="")
    await room.journal.append(FERRY, [removed], by="operator")
    with pytest.raises(NotUndoable, match="removed by law"):
        await room.undo.undo(Wish(person=ADA), FERRY, span)
    assert await room.body() == "third"


async def test_it_takes_the_right_that_doing_it_took(room: Room) -> None:
    span = await room.edit("second")
    with pytest.raises(NotAllowed):
        await room.undo.undo(Wish(person=REX), FERRY, span)


@pytest.mark.parametrize("span", [(1, 1), (0, 2), (3, 2), (2, 99)])
async def test_a_span_has_to_be_there(room: Room, span: tuple[int, int]) -> None:
    with pytest.raises(InputInvalid):
        await room.undo.undo(Wish(person=ADA), FERRY, Span(Seq(span[0]), Seq(span[1])))


async def test_no_more_is_undone_at_once_than_a_press_did(room: Room) -> None:
    for number in range(MOST + 1):
        await room.edit(f"No. {number}")
    with pytest.raises(InputInvalid):
        await room.undo.undo(Wish(person=ADA), FERRY, Span(Seq(3), Seq(3 + MOST)))
