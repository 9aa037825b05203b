"""The archive: staff read every wording of a post, taken back or not; what was removed by law nobody reads."""

from __future__ import annotations

import pytest

from stoppress.actions.archive import Archive
from stoppress.actions.posts import NewPost
from stoppress.actions.wish import Wish
from stoppress.domain.facts import Description, Headline
from stoppress.domain.identifiers import PostId, Seq, Slug
from stoppress.domain.revisions import WordsRemoved
from stoppress.domain.rules import Wording
from stoppress.errors import BlogUnknown, NotAllowed, PostUnknown
from stoppress.staff.permissions import Person, Role
from tests.laws.surfaces import EDITOR, Newsroom

FERRY, P1 = Slug("ferry"), PostId("p1")
IMKE = Person("person-imke", "Imke", role=Role.EDITOR)


@pytest.fixture
async def archive(room: Newsroom) -> Archive:
    wish = Wish(person=EDITOR)
    await room.blogs.open(wish, FERRY, Description(headline=Headline(text="Ferries stop")))
    await room.posts.publish(wish, FERRY, NewPost(id=P1, headline="Late", body="By an hour."))
    await room.posts.publish(wish, FERRY, NewPost(id=PostId("p2"), body="Another."))
    await room.posts.revise(Wish(person=IMKE), FERRY, P1, Wording(body="By two hours."))
    await room.posts.correct(wish, FERRY, P1, "two", "three", Wording(body="By three hours."))
    await room.posts.withdraw(wish, FERRY, P1, "It sailed.")
    return Archive(room.actions, room.journal)


async def test_every_wording_is_there_with_who_and_when(archive: Archive) -> None:
    told = await archive.history(IMKE, FERRY, P1)
    assert [each.by for each in told] == ["token-editor", "person-imke", *["token-editor"] * 3]
    assert [each.seq for each in told] == [2, 4, 5, 6, 7]
    assert [each.before and each.before.body for each in told] == [
        None,
        "By an hour.",
        "By two hours.",
        "By three hours.",
        "By three hours.",
    ]
    assert told[-1].after.withdrawal is not None
    assert told[-1].after.body == ""


@pytest.mark.parametrize(
    ("person", "problem"),
    [
        (Person("person-x", "X", role=Role.MODERATOR), NotAllowed),
        (Person("person-x", "X", blogs={Slug("storm"): Role.EDITOR}), BlogUnknown),
        (EDITOR, NotAllowed),
    ],
)
async def test_whoever_may_not_see_them_does_not(archive: Archive, person: Person, problem: type[Exception]) -> None:
    with pytest.raises(problem):
        await archive.history(person, FERRY, P1)


async def test_a_post_that_was_never_there_has_none(archive: Archive) -> None:
    with pytest.raises(PostUnknown):
        await archive.history(IMKE, FERRY, PostId("p9"))


async def test_words_removed_by_law_are_in_no_wording(archive: Archive, room: Newsroom) -> None:
    removed = WordsRemoved(at=room.clock, revisions=(Seq(2), Seq(4)), posts=(P1,))
    await room.journal.append(FERRY, [removed], by="court")
    told = await archive.history(IMKE, FERRY, P1)
    assert [each.after.body for each in told] == ["", "", "By three hours.", "By three hours.", "", ""]
    assert told[-1].revision == removed
