"""Undo at the desk: what is offered after a press, to whom, and what pressing it does."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from selectolax.lexbor import LexborHTMLParser

from stoppress.actions.posts import NewPost
from stoppress.actions.wish import Wish
from stoppress.domain.blog import Blog
from stoppress.domain.facts import Description, Headline, Label
from stoppress.domain.identifiers import PostId, Slug
from stoppress.drafts.draft import DraftId, State
from stoppress.staff.permissions import OPERATOR, Role
from stoppress.web.desk import about
from stoppress.web.desk.fields import digest
from tests.web.desk_room import Browser, DeskRoom, desk_room

FERRY = Slug("ferry")
WISH = Wish(person=OPERATOR)
POSTS = "/blogs/ferry/posts"


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[DeskRoom]:
    async with desk_room(tmp_path) as room:
        await room.newsroom.blogs.open(WISH, FERRY, Description(headline=Headline(text="The ferry")))
        for name in ("p1", "p2"):
            new = NewPost(id=PostId(name), headline=f"Line {name}", body="All *stopped*.", label=Label.BREAKING)
            await room.newsroom.posts.publish(WISH, FERRY, new)
        yield room


@pytest.fixture
async def editor(room: DeskRoom) -> Browser:
    return await room.browser(Role.EDITOR)


async def current(room: DeskRoom) -> Blog:
    return await room.press.current(FERRY)


async def button(browser: Browser, place: str) -> tuple[str, dict[str, Any]] | None:
    """The form of the button "Undo" on the page at `place`: where it is sent, and with what."""
    page = LexborHTMLParser((await browser.client.get(place)).text)
    form = page.css_first(".done form")
    if form is None:
        return None
    fields: dict[str, Any] = {}
    for each in form.css("input"):
        fields.setdefault(each.attributes["name"] or "", []).append(each.attributes["value"])
    return form.attributes["action"] or "", fields


async def press(browser: Browser, place: str) -> str:
    """Press "Undo" there; where that leads."""
    found = await button(browser, place)
    assert found is not None, "nothing was offered"
    answer = await browser.client.post(found[0], data=found[1])
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


def wording(headline: str = "Line p1", body: str = "All *stopped*.", label: str = "breaking") -> dict[str, str]:
    return {"headline": headline, "body": body, "label": label}


async def pin(room: DeskRoom, editor: Browser) -> str:
    del room
    return (await editor.send(f"{POSTS}/p1/pin")).headers["location"]


async def edit(room: DeskRoom, editor: Browser) -> str:
    version = (await current(room)).posts[PostId("p1")].touched
    sent = wording("Other words", "All *sail*.", "") | {"version": str(version), "key_event": "yes"}
    return (await editor.send(f"{POSTS}/p1/edit", **sent)).headers["location"]


async def point(room: DeskRoom, editor: Browser) -> str:
    del room
    return (await editor.send(f"{POSTS}/p1/key-point")).headers["location"]


async def points(room: DeskRoom, editor: Browser) -> str:
    seen = digest((await current(room)).key_points)
    return (await editor.send("/blogs/ferry/key-points", seen=seen, point="One", link="")).headers["location"]


async def describe(room: DeskRoom, editor: Browser) -> str:
    seen = about._seen(await current(room), "description")
    sent = {"seen": seen, "headline": "Other words", "timezone": "UTC", "language": "en"}
    return (await editor.send("/blogs/ferry/about/description", **sent)).headers["location"]


async def report(room: DeskRoom, editor: Browser) -> str:
    seen = about._seen(await current(room), "reporting")
    sent = {"seen": seen, "name": "Ada Marsh", "duty": "reporting", "author": ""}
    return (await editor.send("/blogs/ferry/about/reporting", **sent)).headers["location"]


async def relate(room: DeskRoom, editor: Browser) -> str:
    seen = about._seen(await current(room), "related")
    sent = {"seen": seen, "title": "More", "url": "https://gazette.example/more"}
    return (await editor.send("/blogs/ferry/about/related", **sent)).headers["location"]


async def pause(room: DeskRoom, editor: Browser) -> str:
    del room
    return (await editor.send("/blogs/ferry/coverage/pause", note="Until six.")).headers["location"]


async def end(room: DeskRoom, editor: Browser) -> str:
    del room
    return (await editor.send("/blogs/ferry/coverage/end")).headers["location"]


Deed = Callable[[DeskRoom, Browser], Awaitable[str]]


def told(blog: Blog) -> tuple[object, ...]:
    posts = [(each.headline, each.body, each.label, each.key_event) for each in blog.oldest_first()]
    return posts, blog.pinned, blog.key_points, blog.description, blog.reporting, blog.related, blog.coverage


@pytest.mark.parametrize("deed", [pin, edit, point, points, describe, report, relate, pause, end])
async def test_one_press_undoes_it_and_one_more_does_it_again(room: DeskRoom, editor: Browser, deed: Deed) -> None:
    before = await current(room)
    place = await deed(room, editor)
    done = await current(room)
    assert told(done) != told(before)
    back = await press(editor, place)
    undone = await current(room)
    assert told(undone) == told(before)
    assert undone.seq > done.seq > before.seq, "nothing is taken out of the log"
    await press(editor, back)
    assert told(await current(room)) == told(done)


async def test_a_press_that_changes_nothing_offers_nothing(room: DeskRoom, editor: Browser) -> None:
    await pin(room, editor)
    assert await button(editor, await pin(room, editor)) is None


async def test_what_is_out_taken_down_or_corrected_stays_so(room: DeskRoom, editor: Browser) -> None:
    version = str((await current(room)).posts[PostId("p1")].touched)
    sent = {"wrong": "It said so.", "right": "Not so.", "version": version}
    place = (await editor.send(f"{POSTS}/p1/correct", **sent)).headers["location"]
    assert await button(editor, place) is None
    place = (await editor.send(f"{POSTS}/p2/take-down", reason="It was wrong.")).headers["location"]
    assert await button(editor, place) is None
    head = (await current(room)).seq
    for seq, sentence in ((2, "Take the post down"), (head - 1, "Correct the post again"), (head, "not brought back")):
        answer = await editor.send("/blogs/ferry/undo", span=f"{seq}-{seq}")
        assert answer.status_code == 409
        assert sentence in answer.text
    closed = await editor.send("/blogs/ferry/coverage/end", headline="It is over", body="Done.")
    assert await button(editor, closed.headers["location"]) is None


async def test_what_was_changed_again_is_not_undone(room: DeskRoom, editor: Browser) -> None:
    first = await button(editor, await edit(room, editor))
    assert first is not None
    other = await room.browser(Role.EDITOR)
    version = str((await current(room)).posts[PostId("p1")].touched)
    await other.send(f"{POSTS}/p1/edit", **wording("Third words"), version=version)
    answer = await editor.client.post(first[0], data=first[1])
    assert answer.status_code == 409
    assert "changed again since" in answer.text
    assert (await current(room)).posts[PostId("p1")].headline == "Third words"


async def test_an_offer_is_for_whoever_did_it_on_the_page_it_was_made_for(room: DeskRoom, editor: Browser) -> None:
    place = await pin(room, editor)
    other = await room.browser(Role.EDITOR)
    assert await button(other, place) is None
    assert await button(editor, place) is not None
    assert await button(editor, place.replace("/ferry?", "/ferry/key-points?")) is None
    assert await button(editor, place.replace("seq.4-4", "seq.3-3")) is None
    assert await button(editor, "/desk/blogs/ferry?said=pinned&undo=seq.4-4") is None
    assert await button(editor, "/desk/blogs/ferry?said=pinned&undo=seq.4-4~%C3%A9") is None


async def test_undoing_takes_the_right_that_doing_took(room: DeskRoom, editor: Browser) -> None:
    await pin(room, editor)
    await edit(room, editor)
    reporter = await room.browser(Role.REPORTER)
    for seq in (4, 5):
        assert (await reporter.send("/blogs/ferry/undo", span=f"{seq}-{seq}")).status_code == 403
    elsewhere = await room.browser(None, storm=Role.EDITOR)
    assert (await elsewhere.send("/blogs/ferry/undo", span="4-4")).status_code == 404


@pytest.mark.parametrize("span", ["", "0-1", "1-1", "3", "4-3", "3-9999", "a-b", "1-1-1", "9" * 40 + "-3"])
async def test_what_cannot_be_a_span_is_refused(editor: Browser, span: str) -> None:
    assert (await editor.send("/blogs/ferry/undo", span=span)).status_code == 422


async def test_a_way_back_leads_to_the_desk_alone(room: DeskRoom, editor: Browser) -> None:
    await pin(room, editor)
    answer = await editor.send("/blogs/ferry/undo", span="4-4", back="/desk/blogs/ferryevil")
    assert answer.headers["location"].partition("?")[0] == "/desk/blogs/ferry"


async def test_it_is_undone_from_the_history_as_well(room: DeskRoom, editor: Browser) -> None:
    await edit(room, editor)
    page = LexborHTMLParser((await editor.see(f"{POSTS}/p1/history")).text)
    offered = [each.text() for each in page.css(".chapters form button")]
    # The label was taken away, the words changed, the post made a key event; it was published, which has no button.
    assert len(offered) == 3
    reworded = next(form for form in page.css(".chapters form") if "Reworded" in form.text())
    fields = {each.attributes["name"] or "": each.attributes["value"] for each in reworded.css("input")}
    answer = await editor.client.post(reworded.attributes["action"] or "", data=fields)
    assert answer.headers["location"].startswith(f"/desk{POSTS}/p1/history?said=undone")
    post = (await current(room)).posts[PostId("p1")]
    assert (post.headline, post.label, post.key_event) == ("Line p1", None, True)


async def test_a_pin_goes_back_to_where_it_was(room: DeskRoom, editor: Browser) -> None:
    await editor.send(f"{POSTS}/p2/pin")
    await press(editor, await pin(room, editor))
    assert (await current(room)).pinned == "p2"


async def test_a_line_about_a_post_that_was_taken_down_meanwhile_does_not_come_back(
    room: DeskRoom, editor: Browser
) -> None:
    await editor.send(f"{POSTS}/p1/key-point")
    place = await points(room, editor)
    await editor.send(f"{POSTS}/p1/take-down", reason="It was wrong.")
    await press(editor, place)
    assert (await current(room)).key_points == ()


# --- drafts --------------------------------------------------------------------------------------------------


async def test_a_draft_thrown_away_is_back_by_one_press(room: DeskRoom) -> None:
    reporter = await room.browser(Role.REPORTER)
    await reporter.send(POSTS, key="a" * 26, version="1", body="Words.", act="draft")
    gone = await reporter.send(f"/blogs/ferry/queue/{'a' * 26}/discard")
    back = await press(reporter, gone.headers["location"])
    assert back == "/desk/blogs/ferry/queue?said=restored"
    draft = await room.newsroom.room.drafts.find(DraftId("a" * 26), FERRY)
    assert (draft.state, draft.content.body) == (State.DRAFT, "Words.")


async def test_scheduled_posts_go_back_to_their_places(room: DeskRoom, editor: Browser) -> None:
    soon = datetime.now(UTC) + timedelta(days=1)
    order = [letter * 26 for letter in "abc"]
    for number, key in enumerate(order):
        at = (soon + timedelta(minutes=number)).isoformat()
        await editor.send(POSTS, key=key, version="1", body="Words.", act="schedule", at=at)
    sent = await editor.send("/blogs/ferry/queue/order", seen=digest(order), draft=order, act="down:0")
    queue = room.newsroom.room.drafts
    moved = [each.id for each in await queue.of_blog(FERRY, State.WAITING)]
    assert moved == [order[1], order[0], order[2]]
    await press(editor, sent.headers["location"])
    assert [each.id for each in await queue.of_blog(FERRY, State.WAITING)] == order


# --- several at once -----------------------------------------------------------------------------------------

SEVERAL = "/blogs/ferry/several"


async def lines(answer_text: str) -> list[tuple[str, str]]:
    page = LexborHTMLParser(answer_text)
    return [
        (each.css("p")[0].text(), each.css("p")[1].text()) for each in page.css(".told li") if len(each.css("p")) > 1
    ]


async def test_the_list_leads_to_a_page_about_what_was_chosen(room: DeskRoom, editor: Browser) -> None:
    page = LexborHTMLParser((await editor.see("/blogs/ferry")).text)
    boxes = page.css("#rows input[name=post]")
    assert [each.attributes["value"] for each in boxes] == ["p2", "p1"]
    form = page.css_first(f"form#{boxes[0].attributes['form']}")
    assert form is not None
    assert form.attributes["action"] == "/desk/blogs/ferry/several"
    chosen = LexborHTMLParser((await editor.see(f"{SEVERAL}?post=p1&post=p2&post=p1&post=none")).text)
    assert [each.attributes["value"] for each in chosen.css("form.several [name=post]")] == ["p1", "p2"]


@pytest.mark.parametrize(
    ("act", "fields", "told_of"),
    [
        ("key-event", {}, lambda post: post.key_event is True),
        ("label", {"label": "analysis"}, lambda post: post.label is Label.ANALYSIS),
        ("label", {"label": "none"}, lambda post: post.label is None),
    ],
)
async def test_each_post_is_changed_by_a_revision_of_its_own_and_all_are_undone(
    room: DeskRoom, editor: Browser, act: str, fields: dict[str, str], told_of: Callable[[Any], bool]
) -> None:
    before = await current(room)
    answer = await editor.send(SEVERAL, post=["p1", "p2"], act=act, key="k1", **fields)
    done = await current(room)
    assert done.seq == before.seq + 2
    assert all(map(told_of, done.oldest_first()))
    assert [words for _, words in await lines(answer.text)] == ["Done.", "Done."]
    form = LexborHTMLParser(answer.text).css_first("form:has([name=several])")
    assert form is not None
    spans = [each.attributes["value"] for each in form.css("[name=span]")]
    undone = await editor.send("/blogs/ferry/undo", several="yes", span=spans)
    assert [words for _, words in await lines(undone.text)] == ["Undone.", "Undone."]
    assert told(await current(room)) == told(before)


async def test_one_that_is_refused_keeps_no_other_waiting(room: DeskRoom, editor: Browser) -> None:
    await editor.send(f"{POSTS}/p1/take-down", reason="It was wrong.")
    answer = await editor.send(SEVERAL, post=["p1", "p2", "none"], act="key-points", key="k1")
    found = await lines(answer.text)
    assert [words for _, words in found][1] == "Done."
    assert "taken down" in found[0][1] or "withdrawn" in found[0][1]
    assert [each.post for each in (await current(room)).key_points] == ["p2"]
    assert "2 were refused" in answer.text


async def test_the_same_press_twice_is_one(room: DeskRoom, editor: Browser) -> None:
    for _ in range(2):
        await editor.send(
            SEVERAL, post=["p1", "p2"], act="take-down", reason="Both were wrong.", reason_shown="yes", key="k1"
        )
    blog = await current(room)
    assert blog.seq == 5
    reasons = {each.withdrawal.reason for each in blog.oldest_first() if each.withdrawal}
    assert reasons == {"Both were wrong."}
    answer = await editor.send(SEVERAL, post=["p1"], act="take-down", reason="Once more.", key="k2")
    assert [words for _, words in await lines(answer.text)] == ["It was so already."]
    assert LexborHTMLParser(answer.text).css_first("[name=span]") is None


async def test_a_reporter_does_it_to_what_is_theirs(room: DeskRoom) -> None:
    reporter = await room.browser(Role.REPORTER)
    await reporter.send(POSTS, key="a" * 26, version="1", body="Mine.", act="publish")
    mine = next(each.id for each in (await current(room)).newest(1))
    page = (await reporter.see(f"{SEVERAL}?post=p1&post={mine}")).text
    acts = {each.attributes["value"] for each in LexborHTMLParser(page).css("button[name=act]")}
    assert acts == {"key-event", "no-key-event", "label", "take-down"}
    answer = await reporter.send(SEVERAL, post=["p1", mine], act="key-event", key="k1")
    assert [words for _, words in await lines(answer.text)][1] == "Done."
    assert not (await current(room)).posts[PostId("p1")].key_event
    assert (await reporter.send(SEVERAL, post=["p1", "p2"], act="key-event", key="k2")).status_code == 403


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"act": "publish"}, 422),
        ({"act": "label", "label": "gossip"}, 422),
        ({"act": "key-event", "post": [f"p{number}" for number in range(101)]}, 422),
        ({"act": "key-event", "post": ["no such name"]}, 404),
    ],
)
async def test_what_cannot_be_done_is_refused(editor: Browser, fields: dict[str, Any], status: int) -> None:
    assert (await editor.send(SEVERAL, **{"post": ["p1"], **fields})).status_code == status
