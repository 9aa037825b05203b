"""History and removal by law at the desk: what staff see of a post's wordings, and two people who remove them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser

from stoppress.actions.posts import NewPost
from stoppress.actions.wish import Wish
from stoppress.app.building import now
from stoppress.app.removing import finish_removals
from stoppress.domain.facts import Description, Headline
from stoppress.domain.identifiers import PostId, Slug
from stoppress.domain.rules import Wording
from stoppress.drafts.removals import Removals
from stoppress.staff.permissions import OPERATOR, Role
from tests.web.desk_room import Browser, DeskRoom, desk_room, press_publication

FERRY, P1 = Slug("ferry"), PostId("p1")
WISH = Wish(person=OPERATOR)
REMOVALS, HISTORY = "/blogs/ferry/removals", "/blogs/ferry/posts/p1/history"
LIBEL = "The harbour master smuggled forty barrels"


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[DeskRoom]:
    async with desk_room(tmp_path) as room:
        await room.newsroom.blogs.open(WISH, FERRY, Description(headline=Headline(text="The ferry")))
        await room.newsroom.posts.publish(WISH, FERRY, NewPost(id=P1, headline="No boats", body=f"{LIBEL}."))
        await room.newsroom.posts.revise(WISH, FERRY, P1, Wording(body="Nobody smuggled <anything>."))
        yield room


def text(page: str, selector: str) -> str:
    return " ".join(" ".join(each.text() for each in LexborHTMLParser(page).css(selector)).split())


async def test_staff_read_what_was_replaced_and_taken_down(room: DeskRoom) -> None:
    editor = await room.browser(Role.EDITOR)
    await editor.send("/blogs/ferry/posts/p1/take-down", reason="Not so.", reason_shown="yes")
    assert LIBEL not in (await editor.client.get("/live/ferry")).text
    page = (await editor.see(HISTORY)).text
    chapters = LexborHTMLParser(page).css(".chapters > li")
    assert [text(each.html or "", "p:first-child strong") for each in chapters] == [
        "Taken down",
        "Reworded",
        "Published",
    ]
    assert "by Person 1" in chapters[0].text()
    assert "by a program" in chapters[1].text()
    assert LIBEL in chapters[1].text()
    assert "Nobody smuggled <anything>." in chapters[0].text()
    assert "removals" not in page


async def test_who_may_not_read_it_does_not(room: DeskRoom) -> None:
    assert (await (await room.browser(Role.MODERATOR)).see(HISTORY)).status_code == 403
    assert (await (await room.browser(storm=Role.EDITOR)).see(HISTORY)).status_code == 404
    editor = await room.browser(Role.EDITOR)
    for name in ("p9", "A b"):
        assert (await editor.see(f"/blogs/ferry/posts/{name}/history")).status_code == 404


async def asked(browser: Browser, **fields: str) -> str:
    answer = await browser.send(REMOVALS, **{"what": "post", "post": "p1", "notice": "By order of a court.", **fields})
    assert answer.status_code == 303
    path: str = answer.headers["location"].removeprefix("/desk").partition("?")[0]
    return path


async def test_two_administrators_remove_a_post_and_read_what_was_found(room: DeskRoom) -> None:
    ada, ben = await room.browser(Role.ADMINISTRATOR), await room.browser(Role.ADMINISTRATOR)
    assert "Remove words of it by law" in (await ada.see(HISTORY)).text
    order = await asked(ada)
    mine = (await ada.see(order)).text
    assert "Another administrator has to approve it" in mine
    assert "/approve" not in mine
    refused = await ada.send(f"{order}/approve")
    assert refused.status_code == 409
    assert LIBEL in (await ada.see(HISTORY)).text
    assert (await ben.send(f"{order}/approve")).status_code == 303
    report = (await ben.see(order)).text
    assert "The words are at none" in text(report, ".done")
    assert "gone" in text(report, "tbody")
    assert "Person 1" in text(report, ".order")
    assert "Person 2" in text(report, ".order")
    for path in (HISTORY, "/blogs/ferry", order):
        page = (await ben.see(path)).text
        assert LIBEL not in page
        assert "smuggled" not in page
    assert "By order of a court." in (await ben.client.get("/live/ferry/p/p1")).text
    assert "Done" in text((await ada.see(REMOVALS)).text, "tbody")
    again = await ben.send(f"{order}/call-off")
    assert again.status_code == 409


async def test_a_range_is_removed_and_the_words_of_today_stay(room: DeskRoom) -> None:
    ada, ben = await room.browser(Role.ADMINISTRATOR), await room.browser(Role.ADMINISTRATOR)
    order = await asked(ada, what="range", first="2", last="2")
    await ben.send(f"{order}/approve")
    page = (await ben.see(HISTORY)).text
    assert LIBEL not in page
    assert "Nobody smuggled" in page


@pytest.mark.parametrize(
    ("fields", "status", "problem"),
    [
        ({"post": ""}, 422, "say which"),
        ({"post": "p9"}, 404, "p9"),
        ({"what": "range", "first": "two", "last": "3"}, 422, "number"),
        ({"what": "range", "first": "1", "last": "99"}, 422, "between 1 and 3"),
    ],
)
async def test_what_cannot_be_meant_is_refused_and_kept(
    room: DeskRoom, fields: dict[str, str], status: int, problem: str
) -> None:
    ada = await room.browser(Role.ADMINISTRATOR)
    sent = {"what": "post", "post": "p1", "first": "", "last": "", "notice": "By order.", **fields}
    answer = await ada.send(REMOVALS, **sent)
    assert answer.status_code == status
    assert problem in text(answer.text, ".problem")
    page = LexborHTMLParser(answer.text)
    for name in ("post", "first", "last"):
        found = page.css_first(f"[name={name}]")
        assert found is not None
        assert (found.attributes.get("value") or "") == sent[name]
    assert text(answer.text, "[name=notice]") == "By order."


async def test_what_was_approved_before_a_stop_is_finished_at_the_start(room: DeskRoom) -> None:
    ada, ben = await room.browser(Role.ADMINISTRATOR), await room.browser(Role.ADMINISTRATOR)
    order = await asked(ada)
    await Removals(room.newsroom.desk).approve(order.rpartition("/")[2], ben.person, now())
    page = (await ada.see(order)).text
    assert "Go on with it" in page
    await finish_removals(room.press, press_publication(room.newsroom), room.newsroom)
    assert "The words are at none" in text((await ada.see(order)).text, ".done")
    assert LIBEL not in (await ada.see(HISTORY)).text


async def test_nobody_but_administrators_comes_near(room: DeskRoom) -> None:
    ada = await room.browser(Role.ADMINISTRATOR)
    order = await asked(ada)
    for role in (Role.EDITOR, Role.REPORTER, Role.MODERATOR):
        browser = await room.browser(role)
        for path in (REMOVALS, order):
            assert (await browser.see(path)).status_code == 403
        for path in (REMOVALS, f"{order}/approve", f"{order}/call-off"):
            assert (await browser.send(path)).status_code == 403
    elsewhere = await room.browser(storm=Role.ADMINISTRATOR)
    assert (await elsewhere.see(order)).status_code == 404
    assert (await ada.see(f"{REMOVALS}/{'a' * 26}")).status_code == 404
    assert (await ada.send(f"{order}/call-off")).status_code == 303
    assert (await ada.see(order)).status_code == 404
    post = (await room.press.current("ferry")).posts[P1]
    assert post.is_readable
