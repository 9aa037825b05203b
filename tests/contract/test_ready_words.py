"""Ready words: whose stand where, who may prepare them, and two who change one at once, on every database alike."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from stoppress.actions.preparing import WORDS_LIMIT, Preparing
from stoppress.domain.content import Content
from stoppress.domain.facts import Label
from stoppress.domain.identifiers import Slug
from stoppress.drafts.ready import GIVEN, NAME_LIMIT, Kind, Ready
from stoppress.drafts.ready_rows import ReadyWords
from stoppress.errors import BlogUnknown, Empty, InputInvalid, NotAllowed, StoppressError, TooLong
from stoppress.errors.drafts import ReadyChanged, ReadyFull, ReadyUnknown
from stoppress.staff.permissions import Person
from tests.contract.desks import open_desk
from tests.contract.places import DURABLE
from tests.contract.sending_room import EDDA, FERRY, HALE, HARBOUR, MONA, REX, Desk


@pytest.fixture(params=DURABLE)
async def desk(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Desk]:
    async with open_desk(request.param, request, tmp_path) as database:
        made = Desk(database)
        await made.open(FERRY, HARBOUR)
        yield made


@pytest.fixture
def preparing(desk: Desk) -> Preparing:
    words = ReadyWords(desk.database, lambda _connection: desk.now, limit=3)
    return Preparing(words, desk.first.actions)


def snippet(name: str = "hm", body: str = "The harbour master", blog: Slug | None = FERRY) -> Ready:
    return Ready(kind=Kind.SNIPPET, name=name, content=Content(body=body), blog=blog)


async def bodies(preparing: Preparing, slug: Slug = FERRY, person: Person = REX) -> dict[str, str]:
    found = await preparing.usable(person, slug)
    return {each.name: each.content.body for each in found if each.kind is Kind.SNIPPET}


async def test_everybody_begins_with_four_templates(preparing: Preparing) -> None:
    found = await preparing.usable(REX, FERRY)
    assert [each.name for each in found] == ["Result", "Score", "Summary", "Toll"]
    assert sorted(found, key=lambda each: each.name) == sorted(GIVEN, key=lambda each: each.name)
    assert found[1].fields == ["home", "home score", "away score", "away", "minute", "what happened"]


async def test_a_blogs_own_stands_before_the_newsrooms_and_that_before_what_is_given(preparing: Preparing) -> None:
    score = replace(GIVEN[0], content=Content(headline="{home} {goals}", label=Label.UPDATE))
    everybodys = await preparing.put(EDDA, FERRY, score)
    assert (await preparing.find(REX, HARBOUR, Kind.TEMPLATE, "sCORE")).content == score.content
    own = await preparing.put(EDDA, FERRY, replace(score, content=Content(body="Ours."), blog=FERRY))
    assert (await preparing.find(REX, FERRY, Kind.TEMPLATE, "Score")).content.body == "Ours."
    assert (await preparing.find(REX, HARBOUR, Kind.TEMPLATE, "Score")).content == score.content
    await preparing.drop(EDDA, FERRY, own)
    assert (await preparing.find(REX, FERRY, Kind.TEMPLATE, "Score")) == everybodys
    await preparing.drop(EDDA, FERRY, everybodys)
    assert (await preparing.find(REX, FERRY, Kind.TEMPLATE, "Score")) == GIVEN[0]


async def test_one_is_switched_off_in_a_blog_and_on_again(preparing: Preparing) -> None:
    off = await preparing.put(EDDA, FERRY, replace(GIVEN[1], blog=FERRY, off=True))
    with pytest.raises(ReadyUnknown):
        await preparing.find(REX, FERRY, Kind.TEMPLATE, "Toll")
    assert (await preparing.find(REX, HARBOUR, Kind.TEMPLATE, "Toll")) == GIVEN[1]
    assert await preparing.switched_off(EDDA, FERRY) == [off]
    await preparing.drop(EDDA, FERRY, off)
    assert await preparing.switched_off(EDDA, FERRY) == []
    assert (await preparing.find(REX, FERRY, Kind.TEMPLATE, "Toll")) == GIVEN[1]


async def test_who_prepares_what(preparing: Preparing) -> None:
    await preparing.put(EDDA, FERRY, snippet(blog=None))
    await preparing.put(HALE, HARBOUR, snippet("own", blog=HARBOUR))
    assert await bodies(preparing, HARBOUR) == {"hm": "The harbour master", "own": "The harbour master"}
    # An editor of one blog changes nothing for all others, and a reporter nothing at all.
    refused: list[tuple[Person, Slug, Ready, type[StoppressError]]] = [
        (HALE, HARBOUR, snippet("all", blog=None), NotAllowed),
        (HALE, FERRY, snippet("x"), BlogUnknown),
        (REX, FERRY, snippet("x"), NotAllowed),
        (MONA, FERRY, snippet("x"), NotAllowed),
    ]
    for person, slug, ready, problem in refused:
        with pytest.raises(problem):
            await preparing.put(person, slug, ready)
        with pytest.raises(problem):
            await preparing.drop(person, slug, ready)
    with pytest.raises(NotAllowed):
        await preparing.usable(MONA, FERRY)
    with pytest.raises(BlogUnknown):
        await preparing.usable(HALE, FERRY)


async def test_of_two_who_change_one_at_once_the_second_is_told(preparing: Preparing) -> None:
    first = await preparing.put(EDDA, FERRY, snippet())
    with pytest.raises(ReadyChanged):
        await preparing.put(EDDA, FERRY, snippet(body="Another of the same name"))
    await preparing.put(EDDA, FERRY, replace(first, content=Content(body="Hers")))
    for change in (preparing.put, preparing.drop):
        with pytest.raises(ReadyChanged):
            await change(EDDA, FERRY, replace(first, content=Content(body="His")))
    assert await bodies(preparing) == {"hm": "Hers"}


async def test_there_may_be_so_many_in_a_place(preparing: Preparing) -> None:
    for name in ("a", "b", "c"):
        await preparing.put(EDDA, FERRY, snippet(name))
    with pytest.raises(ReadyFull):
        await preparing.put(EDDA, FERRY, snippet("d"))
    # Another place, and another kind, have room of their own.
    await preparing.put(EDDA, FERRY, snippet("d", blog=None))
    await preparing.put(EDDA, FERRY, replace(snippet("D"), kind=Kind.TEMPLATE))


@pytest.mark.parametrize(
    ("ready", "problem"),
    [
        (snippet("two words"), InputInvalid),
        (snippet(""), InputInvalid),
        (snippet("-a"), InputInvalid),
        (snippet("a" * (NAME_LIMIT + 1)), InputInvalid),
        (replace(snippet(" two  words"), kind=Kind.TEMPLATE), InputInvalid),
        (snippet(body=" \n"), Empty),
        (snippet(body="x" * WORDS_LIMIT), TooLong),
    ],
)
async def test_what_cannot_be_one_is_refused(preparing: Preparing, ready: Ready, problem: type[StoppressError]) -> None:
    with pytest.raises(problem):
        await preparing.put(EDDA, FERRY, ready)


async def test_names_are_of_any_script_and_bodies_in_normal_form(preparing: Preparing) -> None:
    for name in ("항만장", "hm-2", "é"):
        await preparing.put(EDDA, FERRY, snippet(name, "# So #"))
    assert set((await bodies(preparing)).values()) == {"# So"}
