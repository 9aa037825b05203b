"""Authors: whose pages they are, who may change which, and two who do so at once, on every database alike."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from stoppress.actions.authors import AuthorPages
from stoppress.domain.authors import INTRODUCTION_LIMIT, LINKS_LIMIT, Author, AuthorLink
from stoppress.errors import Empty, InputInvalid, NotAllowed, StoppressError, TooLong, TooMany
from stoppress.errors.authors import AuthorChanged, AuthorExists, AuthorPictureLarge, AuthorUnknown
from stoppress.staff.authors import PICTURE_LIMIT, Authors, picture_name
from stoppress.staff.permissions import Person, Role
from tests.contract.desks import NOW, open_desk
from tests.contract.places import DURABLE

ANA = Person("person-ana", "Ana", role=Role.ADMINISTRATOR)
REX = Person("person-rex", "Rex", role=Role.REPORTER)
MONA = Person("person-mona", "Mona", role=Role.MODERATOR)
SOMEWHERE = Person("person-sam", "Sam", blogs={"ferry": Role.ADMINISTRATOR})  # type: ignore[dict-item]
NOBODY = Person("person-gone", "Gone")
ROSA = Author(slug="rosa-quay", name="Rosa Quay")


class Pages:
    """What staff do, over rows."""

    def __init__(self, authors: Authors) -> None:
        self.authors = authors
        self.told = 0
        self.pages = AuthorPages(authors, lambda: NOW, self._tell)

    async def _tell(self) -> None:
        self.told += 1


@pytest.fixture(params=DURABLE)
async def room(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Pages]:
    async with open_desk(request.param, request, tmp_path) as database:
        yield Pages(Authors(database))


async def test_what_is_kept_comes_back_and_the_picture_beside_it(room: Pages) -> None:
    whole = replace(
        ROSA,
        role="Coast correspondent",
        place="Velmora",
        introduction="Writes of boats.\n\n\n\nAnd of quays.",
        links=(
            AuthorLink("Letters", "mailto:rosa@gazette.example"),
            AuthorLink("Boats", "https://boats.example/r?a=1"),
        ),
        public=True,
    )
    kept = await room.pages.put(ANA, whole, b"jpeg")
    name = picture_name(b"jpeg")
    assert kept == replace(whole, introduction="Writes of boats.\n\nAnd of quays.", picture=name, version=1)
    assert kept.paragraphs == ["Writes of boats.", "And of quays."]
    assert await room.authors.find("rosa-quay") == kept
    assert await room.authors.picture("rosa-quay", name) == b"jpeg"
    assert kept.picture_path == f"/author/rosa-quay/{name}.jpg"
    again = await room.pages.put(ANA, replace(kept, role=""))
    assert (again.picture, again.version) == (name, 2)
    assert room.told == 2
    assert (await room.pages.put(ANA, again, b"")).picture_path == ""
    assert await room.authors.picture("rosa-quay", name) is None
    assert await room.authors.picture("rosa-quay", "") is None


async def test_the_picture_of_a_page_that_is_not_public_is_nobodys_to_see(room: Pages) -> None:
    kept = await room.pages.put(ANA, ROSA, b"jpeg")
    assert await room.authors.picture(kept.slug, kept.picture) is None
    await room.pages.put(ANA, replace(kept, public=True))
    assert await room.authors.picture(kept.slug, kept.picture) == b"jpeg"


async def test_everybody_keeps_their_own_and_administrators_all(room: Pages) -> None:
    own = await room.pages.put(REX, Author(slug="rex", name="Rex", person=REX.id))
    assert await room.pages.own(REX) == own
    assert await room.pages.own(MONA) is None
    await room.pages.put(ANA, ROSA)
    assert [each.slug for each in await room.pages.everybody(ANA)] == ["rex", "rosa-quay"]
    assert (await room.pages.find(ANA, "rex")) == own
    for person in (REX, MONA, SOMEWHERE, NOBODY):
        with pytest.raises(AuthorUnknown):
            await room.pages.find(person, "rosa-quay")
        with pytest.raises(AuthorUnknown):
            await room.pages.put(person, replace(ROSA, version=1, name="Mine"))
        with pytest.raises(NotAllowed):
            await room.pages.everybody(person)
        with pytest.raises(NotAllowed):
            await room.pages.put(person, Author(slug="other", name="Other"))
    with pytest.raises(NotAllowed):
        await room.pages.put(NOBODY, Author(slug="gone", name="Gone", person=NOBODY.id))
    assert (await room.pages.put(SOMEWHERE, Author(slug="sam", name="Sam", person=SOMEWHERE.id))).version == 1


async def test_a_page_stays_whose_it_is(room: Pages) -> None:
    own = await room.pages.put(REX, Author(slug="rex", name="Rex", person=REX.id))
    changed = await room.pages.put(ANA, replace(own, person=ANA.id, name="Rex Hale"))
    assert (changed.person, changed.name) == (REX.id, "Rex Hale")


async def test_an_address_is_one_authors_and_somebody_has_one_page(room: Pages) -> None:
    await room.pages.put(ANA, ROSA)
    with pytest.raises(AuthorExists):
        await room.pages.put(REX, Author(slug="rosa-quay", name="Rex", person=REX.id))
    await room.pages.put(REX, Author(slug="rex", name="Rex", person=REX.id))
    with pytest.raises(AuthorExists):
        await room.pages.put(REX, Author(slug="rex-too", name="Rex", person=REX.id))


async def test_of_two_who_change_a_page_at_once_one_is_told(room: Pages) -> None:
    kept = await room.pages.put(ANA, ROSA)
    both = [room.pages.put(ANA, replace(kept, role=role)) for role in ("One", "Two")]
    found = await asyncio.gather(*both, return_exceptions=True)
    assert sorted(type(each).__name__ for each in found) == ["Author", "AuthorChanged"]
    assert (await room.authors.find("rosa-quay")).version == 2
    with pytest.raises(AuthorChanged):
        await room.pages.put(ANA, replace(kept, version=7))


async def test_a_picture_has_a_size(room: Pages) -> None:
    with pytest.raises(AuthorPictureLarge):
        await room.pages.put(ANA, ROSA, b"x" * (PICTURE_LIMIT + 1))
    assert (await room.pages.put(ANA, ROSA, b"x" * PICTURE_LIMIT)).picture


@pytest.mark.parametrize(
    ("author", "problem"),
    [
        (replace(ROSA, slug="Rosa Quay"), InputInvalid),
        (replace(ROSA, slug=""), InputInvalid),
        (replace(ROSA, name="  "), Empty),
        (replace(ROSA, name="x" * 101), TooLong),
        (replace(ROSA, role="x" * 101), TooLong),
        (replace(ROSA, place="x" * 101), TooLong),
        (replace(ROSA, introduction="x" * (INTRODUCTION_LIMIT + 1)), TooLong),
        (replace(ROSA, links=(AuthorLink("Boats", "javascript:alert(1)"),)), InputInvalid),
        (replace(ROSA, links=(AuthorLink("Boats", "mailto:a@b?subject=x"),)), InputInvalid),
        (replace(ROSA, links=(AuthorLink("Boats", 'https://a.example/"x'),)), InputInvalid),
        (replace(ROSA, links=(AuthorLink("Boats", ""),)), Empty),
        (replace(ROSA, links=(AuthorLink("", "https://a.example"),)), Empty),
        (replace(ROSA, links=(AuthorLink("B", "https://a.example"),) * (LINKS_LIMIT + 1)), TooMany),
    ],
)
async def test_what_may_not_stand_there_is_refused(author: Author, problem: type[StoppressError], room: Pages) -> None:
    with pytest.raises(problem):
        await room.pages.put(ANA, author)
    assert await room.authors.everybody() == []
    assert room.told == 0
