"""Many who write to one blog at the same moment: each is taken in once, and nobody is turned away."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import Any

import pytest

from stoppress.actions.actions import Actions
from stoppress.actions.blogs import Blogs
from stoppress.actions.posts import NewPost, Posts
from stoppress.actions.showing import Showing
from stoppress.actions.wish import Wish
from stoppress.domain.facts import Description, Headline
from stoppress.domain.identifiers import PostId, Seq, Slug
from stoppress.errors import StorageUnavailable
from stoppress.journal.journal import Journal, Receipt
from stoppress.staff.permissions import OPERATOR
from tests.laws.library import MemoryLibrary, MemoryWatch

FERRY = Slug("ferry")
WISH = Wish(person=OPERATOR)

WRITERS = 60


async def test_everybody_who_writes_at_once_is_taken_in_at_the_first_try(
    journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    names, tries = iter(range(WRITERS)), list[Seq]()
    actions = Actions(journal, now=lambda: datetime(2031, 4, 5, 9, tzinfo=UTC))
    posts = Posts(actions, lambda _at: PostId(f"p{next(names)}"), Showing(actions, MemoryLibrary(), MemoryWatch()))
    await Blogs(actions, journal).open(WISH, FERRY, Description(headline=Headline(text="Ferries stop")))
    append = journal.append

    async def counted(*given: Any, expected: Seq, **named: Any) -> Receipt:
        tries.append(expected)
        return await append(*given, expected=expected, **named)

    monkeypatch.setattr(journal, "append", counted)
    done = await asyncio.gather(*(posts.publish(WISH, FERRY, NewPost(body=f"Sailing {n}.")) for n in range(WRITERS)))
    assert sorted(each.seq for each in done) == list(range(2, WRITERS + 2))
    assert tries == list(range(1, WRITERS + 1))


async def test_who_waits_too_long_for_others_is_told(journal: Journal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("stoppress.actions.actions._TURN_SECONDS", 0.01)
    actions = Actions(journal, now=lambda: datetime(2031, 4, 5, 9, tzinfo=UTC))
    blogs = Blogs(actions, journal)
    append, let_go = journal.append, asyncio.Event()

    async def held_up(*given: Any, **named: Any) -> Receipt:
        await let_go.wait()
        return await append(*given, **named)

    monkeypatch.setattr(journal, "append", held_up)
    description = Description(headline=Headline(text="Ferries stop"))
    first = asyncio.create_task(blogs.open(WISH, FERRY, description))
    with pytest.raises(StorageUnavailable):
        await asyncio.gather(*(blogs.open(WISH, FERRY, description) for _ in range(2)))
    let_go.set()
    assert (await first).seq == 1
