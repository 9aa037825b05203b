"""Who is here, at the desk's door: what pages say and are told, what it leaves of a session, and what no script needs."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from selectolax.lexbor import LexborHTMLParser
from structlog.testing import capture_logs

from stoppress.actions.posts import NewPost
from stoppress.actions.wish import Wish
from stoppress.app.building import now
from stoppress.domain.facts import Description, Headline
from stoppress.domain.identifiers import PostId, Slug
from stoppress.staff.permissions import OPERATOR, Role
from stoppress.web.desk.asking import PLAIN_COOKIE
from tests.web.desk_room import ORIGIN, Browser, DeskRoom, desk_room

FERRY = Slug("ferry")
WISH = Wish(person=OPERATOR)
HERE = "/blogs/ferry/here"


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[DeskRoom]:
    async with desk_room(tmp_path) as room:
        await room.newsroom.blogs.open(WISH, FERRY, Description(headline=Headline(text="The ferry")))
        for number in (1, 2):
            new = NewPost(id=PostId(f"p{number}"), headline=f"Line {number} stops", body="Until noon.")
            await room.newsroom.posts.publish(WISH, FERRY, new)
        yield room


def page(text: str) -> LexborHTMLParser:
    return LexborHTMLParser(text)


async def say(browser: Browser, letter: str = "a", **fields: str) -> Any:
    return await browser.send(HERE, page=letter * 26, **fields)


async def here(browser: Browser) -> list[str]:
    found = page((await browser.see("/blogs/ferry/presence")).text)
    return [" ".join(each.text().split()) for each in found.css(".here li")]


async def test_everybody_who_is_here_is_named_with_what_they_do(room: DeskRoom) -> None:
    ada, ben, mona = [await room.browser(role) for role in (Role.EDITOR, Role.REPORTER, Role.MODERATOR)]
    assert (await say(ada, "a", doing="editing", thing="p1")).status_code == 204
    await say(ada, "b", doing="key-points")
    await say(ben, "c", doing="writing", thing="d" * 26)
    await say(mona, "e")
    assert await here(mona) == [
        "Person 1 editing “Line 1 stops”, at the key points",
        "Person 2 writing a post",
        "Person 3 (you)",
    ]
    await say(ben, "c", leaving="yes")
    assert len(await here(mona)) == 2


async def test_a_post_that_somebody_has_open_says_so_in_the_list_and_on_its_forms(room: DeskRoom) -> None:
    ada, ben = await room.browser(Role.EDITOR), await room.browser(Role.EDITOR)
    await say(ada, "a", doing="editing", thing="p1")
    for path in ("/blogs/ferry", "/blogs/ferry/rows?post=p1&post=p2"):
        rows = page((await ben.see(path)).text)
        said = {each.attributes["data-lock"]: each.text() for each in rows.css("[data-lock]")}
        assert said["p1"].startswith("Person 1 is editing this, since ")
        assert said["p2"] == ""
    others = await ben.see("/blogs/ferry/presence/others?doing=correcting&thing=p1")
    assert "Person 1 has had this open since" in others.text
    form = page((await ben.see("/blogs/ferry/posts/p1/edit")).text)
    part = form.css_first("#others")
    assert part is not None
    assert (await ben.see(str(part.attributes["data-desk-part"]).removeprefix("/desk"))).text == others.text
    # One's own pages are no news, and the lock keeps nobody out.
    assert "has had" not in (await ada.see("/blogs/ferry/presence/others?doing=editing&thing=p1")).text
    version = form.css_first("[name=version]").attributes["value"]  # type: ignore[union-attr]
    saved = await ben.send("/blogs/ferry/posts/p1/edit", version=version, headline="Line 1 stops", body="Until one.")
    assert saved.status_code == 303


async def test_what_a_page_is_about_is_said_by_the_page(room: DeskRoom) -> None:
    ada = await room.browser(Role.EDITOR)
    for path, doing, thing in (
        ("/blogs/ferry", "here", ""),
        ("/blogs/ferry/posts/p1/edit", "editing", "p1"),
        ("/blogs/ferry/posts/p1/correct", "correcting", "p1"),
        ("/blogs/ferry/key-points", "key-points", ""),
        ("/blogs/ferry/about", "about", ""),
    ):
        place = page((await ada.see(path)).text).css_first("[data-here=ferry]")
        assert place is not None, path
        assert (place.attributes["data-doing"], place.attributes["data-thing"] or "") == (doing, thing)
        assert (await say(ada, doing=doing, thing=thing)).status_code == 204


async def test_an_open_page_is_no_sign_that_somebody_is_there(room: DeskRoom) -> None:
    """A session that nobody uses ends, however many pages are open. (RELIABILITY (b))"""
    ada, sessions = await room.browser(Role.EDITOR), room.newsroom.sessions
    earlier = now() - timedelta(minutes=10)
    secret = await sessions.begin(ada.person, now=earlier)
    left = Browser(await room.stranger(), ada.person, secret)
    left.client.cookies.set(PLAIN_COOKIE, secret)
    assert (await say(left)).status_code == 204
    await left.see("/blogs/ferry/presence")
    await left.see("/blogs/ferry/presence/others?doing=editing&thing=p1")
    assert earlier in [each.seen_at for each in await sessions.of(ada.person, now())]
    # Vacuity: whoever looks at a page is there.
    await left.see("/blogs/ferry")
    assert earlier not in [each.seen_at for each in await sessions.of(ada.person, now())]


async def test_a_page_of_another_site_says_nothing(room: DeskRoom) -> None:
    ada = await room.browser(Role.EDITOR)
    foreign = await ada.client.post(f"/desk{HERE}", data={"page": "a" * 26, "form_token": "x"})
    cross = await ada.client.post(
        f"/desk{HERE}", data={"page": "a" * 26, "form_token": ada.token}, headers={"Sec-Fetch-Site": "cross-site"}
    )
    assert (foreign.status_code, cross.status_code) == (403, 403)
    assert await here(ada) == []


async def test_the_heading_of_a_post_that_was_taken_down_is_not_told(room: DeskRoom) -> None:
    ada, mona = await room.browser(Role.EDITOR), await room.browser(Role.MODERATOR)
    await say(ada, doing="editing", thing="p1")
    await room.newsroom.posts.withdraw(WISH, FERRY, PostId("p1"), "It was wrong.")
    assert await here(mona) == ["Person 1 editing a post"]


async def test_a_page_that_is_closed_while_it_speaks_is_no_failure(room: DeskRoom) -> None:
    browser = await room.browser(Role.EDITOR)
    fields = [
        ("cookie", f"{PLAIN_COOKIE}={browser.client.cookies[PLAIN_COOKIE]}"),
        ("origin", ORIGIN),
        ("host", "gazette.example"),
    ]
    form = ("content-type", "application/x-www-form-urlencoded")
    scope = {
        "type": "http",
        "method": "POST",
        "path": f"/desk{HERE}",
        "raw_path": f"/desk{HERE}".encode(),
        "query_string": b"",
        "headers": [(name.encode(), text.encode()) for name, text in (*fields, form)],
        "client": ("127.0.0.1", 1),
        "server": ("gazette.example", 80),
        "scheme": "http",
    }
    half = iter([{"type": "http.request", "body": b"page=aaa", "more_body": True}, {"type": "http.disconnect"}])
    said: list[Any] = []

    async def receive() -> Any:
        return next(half)

    async def send(message: Any) -> None:
        said.append(message)

    with capture_logs() as logs:
        await room.door(scope, receive, send)
    assert said[0]["status"] == 400
    assert [each for each in logs if each["log_level"] == "error"] == []
