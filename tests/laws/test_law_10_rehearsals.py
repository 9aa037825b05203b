"""Law 10, for rehearsals: their blogs stand on no public list, and of one that was thrown away nothing answers any more."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pytest

from stoppress.actions.rehearsals import Order
from stoppress.clockwork.playing import Playing, Served
from stoppress.domain.facts import Description, Headline
from stoppress.domain.identifiers import Slug
from stoppress.drafts.notices import NewNotice, NoticeKind, Whoever
from stoppress.drafts.rehearsals import Progress, Rehearsal
from stoppress.errors import BlogUnknown, InputInvalid
from stoppress.press.surfaces import Surfaces
from stoppress.staff.permissions import OPERATOR, Verb
from tests.web.cast import WISH, House, house
from tests.web.desk_room import press_publication
from tests.web.plain_requests import ask

FERRY: Final = Slug("ferry")
SAID: Final = b"zqxpastwords"

PUBLIC_LISTS: Final = ("/", "/robots.txt", "/sitemap.xml", "/news-sitemap.xml", "/api/v1/blogs", "/live/ferry")
"""Where blogs are told of, those addresses included that are yet to come: a 404 has no name of a blog in it."""


@dataclass
class Stage:
    """A house in which a rehearsal was played."""

    house: House
    rehearsal: Rehearsal

    @property
    def sandbox(self) -> Slug:
        return self.rehearsal.sandbox

    async def body(self, path: str) -> tuple[int, bytes]:
        answer = await ask(self.house.app, "GET", path)
        return answer.status, answer.body


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    async with house(tmp_path) as made:
        await made.open_blog(FERRY, "Ferries stop")
        await made.publish(FERRY, "first", "Boats", f"{SAID.decode()} of the past.")
        room = made.newsroom.room
        order = Order(readers=0, seconds=0)
        # The front page knows its blogs by then, and hears of the new one.
        assert (await ask(made.app, "GET", "/")).status == 200
        taken = await room.rehearsing.ask(OPERATOR, FERRY, order, taken=True)
        served = Served(address="127.0.0.1", port=1)
        done = await Playing(room.rehearsals, room.stage, served, room.notices, lambda: 0.0).play(taken)
        assert done.state is Progress.DONE
        yield Stage(made, done)


async def test_no_public_list_tells_of_a_rehearsal(stage: Stage) -> None:
    status, page = await stage.body(f"/live/{stage.sandbox}")
    # Vacuity: it is there for who knows its address, and says what it is.
    assert (status, SAID in page) == (200, True)
    assert b"<title>Rehearsal: Ferries stop" in page
    assert b'<meta name="robots" content="noindex">' in page
    for path in PUBLIC_LISTS:
        _, body = await stage.body(path)
        assert stage.sandbox.encode() not in body, path
        assert b"Rehearsal" not in body, path
    assert all(card.slug != stage.sandbox for card in await stage.house.press.cards())
    await stage.house.press.warm()
    assert stage.sandbox.encode() not in (await stage.body("/"))[1]


async def test_every_page_of_it_is_kept_from_search_engines_and_bears_its_mark(stage: Stage) -> None:
    blog = await stage.house.press.current(stage.sandbox)
    (post,) = blog.oldest_first()
    for path in ("", f"/p/{post.id}", f"/before/{post.id}", "/embed", "/history", f"/p/{post.id}/history"):
        status, page = await stage.body(f"/live/{stage.sandbox}{path}")
        assert status == 200, path
        assert b'<meta name="robots" content="noindex">' in page, path
        assert b"Rehearsal: Ferries stop" in page, path


async def test_of_one_that_was_thrown_away_nothing_answers(stage: Stage) -> None:
    press, newsroom = stage.house.press, stage.house.newsroom
    blog = await press.current(stage.sandbox)
    (post,) = blog.oldest_first()
    paths = [
        f"/live/{stage.sandbox}{path}"
        for path in ("", f"/p/{post.id}", f"/updates/{press.epoch}-1", "/embed", "/history", "/card.png", "/stream")
    ]
    for path in paths[:-1]:
        assert (await stage.body(path))[0] == 200, path
    places = await Surfaces(press, press_publication(newsroom)).of(
        stage.sandbox, [post.id], blog.seq, [blog.updated_at]
    )
    await newsroom.room.rehearsing.throw_away(OPERATOR, FERRY, stage.rehearsal.id)
    with pytest.raises(BlogUnknown):
        await press.current(stage.sandbox)
    for path in paths:
        status, body = await stage.body(path)
        assert (status, SAID in body) == (404, False), path
        assert press.at_hand(path) is None, path
    assert len(places) >= 10
    for place in places:
        shown = b""
        with suppress(BlogUnknown):
            shown = await place.look() or b""
        assert SAID not in shown, place.kind
    log = await newsroom.journal.export(stage.sandbox)
    assert len(log) == blog.seq + 1
    assert not any(SAID in str(each).encode() for each in log)
    assert SAID in (await stage.body("/live/ferry"))[1]


async def test_what_happens_in_a_rehearsal_calls_nobody(stage: Stage) -> None:
    notices = stage.house.newsroom.room.notices
    told = [
        await notices.tell(
            NewNotice(
                kind=NoticeKind.SUBMITTED,
                text="A post is submitted.",
                path=f"/desk/blogs/{blog}/queue",
                to=Whoever(Verb.APPROVE_POST),
                key=f"submitted in {blog}",
                blog=blog,
            )
        )
        for blog in (FERRY, stage.sandbox)
    ]
    assert (bool(told[0]), bool(told[1])) == (True, False)


async def test_nobody_opens_a_blog_that_would_stand_on_no_list(stage: Stage) -> None:
    blogs, name = stage.house.newsroom.blogs, Slug("rehearsal-" + "c" * 26)
    with pytest.raises(InputInvalid, match="choose another"):
        await blogs.open(WISH, name, Description(headline=Headline(text="News")))
    with pytest.raises(InputInvalid, match="choose another"):
        await blogs.bring_in(WISH, name, ())
