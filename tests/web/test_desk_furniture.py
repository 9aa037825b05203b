"""The desk's pages around the posts: without script each form does its work, and a refusal keeps what was typed."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser

from stoppress.actions.posts import NewPost
from stoppress.actions.wish import Wish
from stoppress.domain.blog import Blog
from stoppress.domain.facts import Description, Headline
from stoppress.domain.identifiers import PostId, Slug
from stoppress.staff.permissions import OPERATOR, Role
from tests.web.desk_room import Browser, DeskRoom, desk_room

FERRY, P1 = Slug("ferry"), PostId("p1")
WISH = Wish(person=OPERATOR)
ABOUT, POINTS, COVERAGE = "/blogs/ferry/about", "/blogs/ferry/key-points", "/blogs/ferry/coverage"


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[DeskRoom]:
    async with desk_room(tmp_path) as room:
        described = Description(headline=Headline(text="The ferry"), timezone="Europe/London")
        await room.newsroom.blogs.open(WISH, FERRY, described)
        await room.newsroom.posts.publish(WISH, FERRY, NewPost(id=P1, headline="No boats", body="All stopped."))
        yield room


@pytest.fixture
async def editor(room: DeskRoom) -> Browser:
    return await room.browser(Role.EDITOR)


async def blog(room: DeskRoom, slug: str = "ferry") -> Blog:
    return await room.press.current(slug)


async def form(browser: Browser, path: str, action: str | None = None) -> dict[str, list[str]]:
    """The fields of a form as a browser would send them untouched."""
    return fields_of((await browser.see(path)).text, action)


def fields_of(text: str, action: str | None = None) -> dict[str, list[str]]:
    """The fields of a form in a page."""
    page = LexborHTMLParser(text)
    found = page.css_first(f"main form[action='/desk{action}']" if action else "main form[method=post]")
    assert found is not None
    fields: dict[str, list[str]] = {}
    for each in found.css("input[name], textarea[name], select[name]"):
        chosen = each.css_first("option[selected]") if each.tag == "select" else None
        value = chosen.attributes["value"] if chosen else each.attributes.get("value") or each.text()
        fields.setdefault(each.attributes["name"] or "", []).append(value or "")
    fields.pop("form_token")
    return fields


def told(text: str) -> str:
    problem = LexborHTMLParser(text).css_first(".problem")
    assert problem is not None
    return problem.text()


def value(text: str, field: str) -> str:
    found = LexborHTMLParser(text).css_first(f"main [name={field}]")
    assert found is not None
    return found.attributes.get("value") or found.text()


# --- a new blog ----------------------------------------------------------------------------------------------


async def test_a_blog_needs_its_headline_and_nothing_else(room: DeskRoom, editor: Browser) -> None:
    page = LexborHTMLParser((await editor.see("/blogs/new")).text)
    assert [each.attributes["name"] for each in page.css("main [required]")] == ["headline"]
    fields = await form(editor, "/blogs/new")
    # What the newsroom used last stands there to begin with.
    assert fields["timezone"] == ["Europe/London"]
    answer = await editor.send("/blogs/new", **{**fields, "headline": "Шторм: all quays closed"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/desk/blogs/shtorm-all-quays-closed?said=opened")
    opened = await blog(room, "shtorm-all-quays-closed")
    assert opened.description.timezone == "Europe/London"
    again = await editor.send("/blogs/new", **{**fields, "headline": "Шторм: all quays closed"})
    assert again.headers["location"] == answer.headers["location"]
    other = await editor.send("/blogs/new", headline="Шторм: all quays closed")
    assert other.headers["location"].startswith("/desk/blogs/shtorm-all-quays-closed-2")


async def test_a_refusal_keeps_what_was_typed_and_says_what_to_do(editor: Browser) -> None:
    answer = await editor.send("/blogs/new", headline="Storm", slug="ferry", standfirst="Wind <10>", timezone="UTC")
    assert answer.status_code == 409
    assert "Choose another slug" in told(answer.text)
    assert (value(answer.text, "headline"), value(answer.text, "standfirst")) == ("Storm", "Wind <10>")
    assert LexborHTMLParser(answer.text).css_first("main details[open]") is not None
    for slug in ("new", "A b"):
        assert (await editor.send("/blogs/new", headline="Storm", slug=slug)).status_code == 422
    wrong = await editor.send("/blogs/new", headline="Storm", planned_end="tomorrow")
    assert "2031-04-05T13:45" in told(wrong.text)


async def test_who_may_open_no_blog_is_not_asked_for_one(room: DeskRoom) -> None:
    for browser in (await room.browser(Role.REPORTER), await room.browser(ferry=Role.EDITOR)):
        assert (await browser.see("/blogs/new")).status_code == 403
        assert (await browser.send("/blogs/new", headline="Storm")).status_code == 403


# --- about ---------------------------------------------------------------------------------------------------


async def test_the_description_is_saved_and_times_are_in_the_blogs_zone(room: DeskRoom, editor: Browser) -> None:
    fields = await form(editor, ABOUT, f"{ABOUT}/description")
    changed = {**fields, "kicker": "Live", "sections": "Sea, Travel", "planned_end": "2031-07-05T18:00"}
    assert (await editor.send(f"{ABOUT}/description", **changed)).status_code == 303
    now = (await blog(room)).description
    assert (now.headline.text, now.headline.kicker, now.sections) == ("The ferry", "Live", ("Sea", "Travel"))
    assert now.planned_end is not None
    assert now.planned_end.isoformat() == "2031-07-05T17:00:00+00:00"
    assert (await form(editor, ABOUT, f"{ABOUT}/description"))["planned_end"] == ["2031-07-05T18:00"]


async def test_two_who_describe_at_once_are_told_and_lose_nothing(room: DeskRoom, editor: Browser) -> None:
    seen = await form(editor, ABOUT, f"{ABOUT}/description")
    await editor.send(f"{ABOUT}/description", **{**seen, "standfirst": "First."})
    late = await editor.send(f"{ABOUT}/description", **{**seen, "standfirst": "Second."})
    assert late.status_code == 412
    assert "changed since you looked" in told(late.text)
    assert value(late.text, "standfirst") == "Second."
    assert "First." in late.text
    assert (await blog(room)).description.standfirst == "First."
    # Somebody who has seen the other's words may put theirs in place.
    again = {**seen, "seen": value(late.text, "seen"), "standfirst": "Second."}
    assert (await editor.send(f"{ABOUT}/description", **again)).status_code == 303
    assert (await blog(room)).description.standfirst == "Second."


async def test_fields_that_two_changed_are_put_together(room: DeskRoom, editor: Browser) -> None:
    seen = await form(editor, ABOUT, f"{ABOUT}/description")
    await editor.send(f"{ABOUT}/description", **{**seen, "standfirst": "Theirs."})
    late = await editor.send(f"{ABOUT}/description", **{**seen, "kicker": "Mine"})
    both = fields_of(late.text, f"{ABOUT}/description")
    assert late.status_code == 412
    assert (both["standfirst"], both["kicker"]) == (["Theirs."], ["Mine"])
    links = await form(editor, ABOUT, f"{ABOUT}/related")
    await editor.send(f"{ABOUT}/related", **{**links, "title": "Theirs", "url": "https://gazette.example/1"})
    late = await editor.send(f"{ABOUT}/related", **{**links, "title": "Mine", "url": "https://gazette.example/2"})
    both = fields_of(late.text, f"{ABOUT}/related")
    assert [each for each in both["title"] if each] == ["Theirs", "Mine"]


async def test_a_post_in_between_does_not_make_a_form_stale(room: DeskRoom, editor: Browser) -> None:
    seen = await form(editor, ABOUT, f"{ABOUT}/description")
    await room.newsroom.posts.publish(WISH, FERRY, NewPost(body="Meanwhile."))
    assert (await editor.send(f"{ABOUT}/description", **{**seen, "kicker": "Live"})).status_code == 303


async def test_people_and_links_are_rows_and_empty_ones_are_none(room: DeskRoom, editor: Browser) -> None:
    fields = await form(editor, ABOUT, f"{ABOUT}/reporting")
    sent = {**fields, "name": ["Imke Draycott", "", "Ben Tall"], "duty": ["reporting", "reporting", "edited by"]}
    assert (await editor.send(f"{ABOUT}/reporting", **{**sent, "author": ["", "", "ben"]})).status_code == 303
    reporting = (await blog(room)).reporting
    assert [(each.name, each.duty.value, each.author) for each in reporting] == [
        ("Imke Draycott", "reporting", ""),
        ("Ben Tall", "edited by", "ben"),
    ]
    fields = await form(editor, ABOUT, f"{ABOUT}/related")
    bad = await editor.send(f"{ABOUT}/related", **{**fields, "title": ["Tides"], "url": ["javascript:alert(1)"]})
    assert bad.status_code == 422
    assert "http" in told(bad.text)
    assert "javascript:alert(1)" in [
        each.attributes["value"] for each in LexborHTMLParser(bad.text).css("main [name=url]")
    ]
    good = {**fields, "title": ["Tides"], "url": ["https://gazette.example/tides"]}
    assert (await editor.send(f"{ABOUT}/related", **good)).status_code == 303
    assert [each.title for each in (await blog(room)).related] == ["Tides"]


async def test_a_podcast_and_a_live_stream_come_and_go(room: DeskRoom, editor: Browser) -> None:
    fields = await form(editor, ABOUT, f"{ABOUT}/podcast")
    sent = {**fields, "text": "Listen to the Harbour", "feed": "https://gazette.example/feed"}
    follow = "https://podcasts.apple.com/x\nhttps://open.spotify.com/y"
    assert (await editor.send(f"{ABOUT}/podcast", **{**sent, "follow": follow})).status_code == 303
    promo = (await blog(room)).promo
    assert promo is not None
    assert len(promo.follow) == 3
    fields = await form(editor, ABOUT, f"{ABOUT}/podcast")
    assert fields["follow"] == [follow]
    assert (await editor.send(f"{ABOUT}/podcast", seen=fields["seen"][0])).status_code == 303
    assert (await blog(room)).promo is None
    fields = await form(editor, ABOUT, f"{ABOUT}/hero")
    live = {**fields, "kind": "live stream", "media": "https://live.example/a.m3u8"}
    assert (await editor.send(f"{ABOUT}/hero", **live)).status_code == 303
    fields = await form(editor, ABOUT, f"{ABOUT}/hero")
    assert (fields["kind"], fields["media"]) == (["live stream"], ["https://live.example/a.m3u8"])
    bad = await editor.send(f"{ABOUT}/hero", **{**fields, "kind": "picture", "media": "a" * 26})
    assert bad.status_code == 404
    assert "Upload it first" in told(bad.text)
    assert (await editor.send(f"{ABOUT}/hero", **{**fields, "media": ""})).status_code == 303
    assert (await blog(room)).description.hero is None


async def test_who_may_change_nothing_sees_no_form(room: DeskRoom) -> None:
    for path in (ABOUT, POINTS, COVERAGE, "/blogs/ferry/removals"):
        assert (await (await room.browser(Role.REPORTER)).see(path)).status_code == 403
        assert (await (await room.browser(storm=Role.ADMINISTRATOR)).see(path)).status_code == 404
    reporter = await room.browser(Role.REPORTER)
    for path in (f"{ABOUT}/hero", POINTS, f"{COVERAGE}/end", "/blogs/ferry/posts/p1/key-point"):
        assert (await reporter.send(path, seen="")).status_code == 403
    assert (await blog(room)).seq == 2


# --- key points ----------------------------------------------------------------------------------------------


async def points(room: DeskRoom) -> list[tuple[str, str | None, str]]:
    return [(each.text, each.post, each.url) for each in (await blog(room)).key_points]


async def test_key_points_lead_to_posts_and_addresses(room: DeskRoom, editor: Browser) -> None:
    fields = await form(editor, POINTS)
    lines = ["No boats today", "A page", "Pasted", "Plain"]
    links = ["post:p1", "https://gazette.example/x", "http://gazette.example/live/ferry/p/p1", ""]
    answer = await editor.send(POINTS, **{**fields, "point": lines, "link": links, "act": "save"})
    assert answer.status_code == 303
    assert await points(room) == [
        ("No boats today", "p1", ""),
        ("A page", None, "https://gazette.example/x"),
        ("Pasted", "p1", ""),
        ("Plain", None, ""),
    ]
    offered = LexborHTMLParser((await editor.see(POINTS)).text).css("#posts option")
    assert [each.attributes["value"] for each in offered] == ["post:p1"]
    assert "No boats" in offered[0].text()


async def test_a_line_says_which_post_it_leads_to(room: DeskRoom, editor: Browser) -> None:
    fields = await form(editor, POINTS)
    await editor.send(
        POINTS, **fields | {"point": ["All stopped", "Elsewhere"], "link": ["post:p1", "https://x.example"]}
    )
    page = LexborHTMLParser((await editor.see(POINTS)).text)
    described = [each.attributes.get("aria-describedby") for each in page.css(".reorder [name=link]")]
    assert described == ["leads-1", None]
    told = page.css_first("#leads-1 a")
    assert told is not None
    assert told.text() == "No boats"
    await room.newsroom.posts.withdraw(WISH, FERRY, P1, "Wrong ferry.")
    assert "This post was taken down" in (await editor.see(POINTS)).text


async def test_lines_are_moved_deleted_and_added_by_buttons(room: DeskRoom, editor: Browser) -> None:
    await editor.send(POINTS, **{**await form(editor, POINTS), "point": list("abc"), "link": ["", "", ""]})
    for act, order in (("down:0", "bac"), ("up:2", "bca"), ("up:0", "bca"), ("down:9", "bca"), ("delete:1", "ba")):
        fields = await form(editor, POINTS)
        assert (await editor.send(POINTS, **{**fields, "act": act})).status_code == 303
        assert "".join(text for text, _, _ in await points(room)) == order, act
    fields = await form(editor, POINTS)
    fields["point"][-1] = "new"
    await editor.send(POINTS, **{**fields, "act": "save"})
    assert [text for text, _, _ in await points(room)] == ["b", "a", "new"]


async def test_two_who_put_the_list_in_order_are_told(room: DeskRoom, editor: Browser) -> None:
    seen = await form(editor, POINTS)
    await editor.send("/blogs/ferry/posts/p1/key-point")
    assert await points(room) == [("No boats", "p1", "")]
    late = await editor.send(POINTS, **{**seen, "point": ["Mine"], "link": [""]})
    assert late.status_code == 412
    both = fields_of(late.text)
    assert both["point"][:2] == ["No boats", "Mine"]
    assert await points(room) == [("No boats", "p1", "")]
    # Whoever has seen both saves what came of them.
    assert (await editor.send(POINTS, **{**both, "act": "save"})).status_code == 303
    assert [text for text, _, _ in await points(room)] == ["No boats", "Mine"]


async def test_lines_that_two_changed_are_put_together(room: DeskRoom, editor: Browser) -> None:
    await editor.send(POINTS, **{**await form(editor, POINTS), "point": ["a", "b", "c"], "link": ["", "", ""]})
    seen = await form(editor, POINTS)
    await editor.send(POINTS, **{**seen, "point": ["a, theirs", "b", "c", "d"], "link": [""] * 4})
    late = await editor.send(POINTS, **{**seen, "point": ["a", "b, mine"], "link": [""] * 2})
    both = fields_of(late.text)
    assert [each for each in both["point"] if each] == ["a, theirs", "b, mine", "d"]
    lists = [each.text() for each in LexborHTMLParser(late.text).css(".conflict li")]
    assert lists == ["a, theirs", "b", "c", "d", "a", "b, mine"]
    assert (await editor.send(POINTS, **{**both, "was": "{", "seen": "x"})).status_code == 412


async def test_a_refused_line_is_kept(room: DeskRoom, editor: Browser) -> None:
    fields = await form(editor, POINTS)
    for line, link, problem in (("x" * 301, "", "Shorten"), ("Mine", "post:p9", "p9"), ("", "post:p1", "empty")):
        answer = await editor.send(POINTS, **{**fields, "point": [line], "link": [link]})
        assert answer.status_code == 422
        assert problem in told(answer.text)
        assert (value(answer.text, "point"), value(answer.text, "link")) == (line, link)


async def test_the_script_sends_the_same_form_aside(room: DeskRoom, editor: Browser) -> None:
    fields = await form(editor, POINTS)
    sent = {"form_token": editor.token, **fields, "point": ["a", "b"], "link": ["", ""]}
    answer = await editor.client.post(f"/desk{POINTS}", data=sent, headers={"Accept": "application/json"})
    assert answer.status_code == 200
    assert answer.json()["seen"] == (await form(editor, POINTS))["seen"][0]
    stale = await editor.client.post(f"/desk{POINTS}", data=sent, headers={"Accept": "application/json"})
    assert (stale.status_code, stale.json()["code"]) == (412, "version-conflict")


async def test_one_press_makes_a_post_a_key_point(room: DeskRoom, editor: Browser) -> None:
    answer = await editor.send("/blogs/ferry/posts/p1/key-point")
    assert answer.headers["location"].startswith("/desk/blogs/ferry?said=key-point&undo=")
    by_script = await editor.tell("POST", "/blogs/ferry/posts/p1/key-point")
    assert by_script.json() == {"id": "p1", "seq": 3}
    assert await points(room) == [("No boats", "p1", "")]


# --- coverage ------------------------------------------------------------------------------------------------


async def deeds(browser: Browser) -> set[str]:
    page = LexborHTMLParser((await browser.see(COVERAGE)).text)
    return {(each.attributes["action"] or "").rpartition("/")[2] for each in page.css("main form")}


async def test_only_what_can_be_done_is_offered(room: DeskRoom, editor: Browser) -> None:
    assert await deeds(editor) == {"pause", "end", "continue"}
    assert (await editor.send(f"{COVERAGE}/pause", note="Back at six.")).status_code == 303
    assert "Back at six." in (await editor.see(COVERAGE)).text
    assert await deeds(editor) == {"resume", "end", "continue"}
    await editor.send(f"{COVERAGE}/resume")
    fields = await form(editor, COVERAGE, f"{COVERAGE}/end")
    filled = {**fields, "headline": "What we know", "body": "Boats sail."}
    for _ in range(2):
        assert (await editor.send(f"{COVERAGE}/end", **filled)).status_code == 303
    (summary, _) = (await blog(room)).newest(2)
    assert (summary.headline, (await blog(room)).places) == ("What we know", 2)
    assert await deeds(editor) == {"reopen", "continue"}
    await editor.send(f"{COVERAGE}/reopen")
    assert await deeds(editor) == {"pause", "end", "continue"}


async def test_a_blog_continues_with_its_people(room: DeskRoom, editor: Browser) -> None:
    reporter = await room.browser(ferry=Role.REPORTER)
    await editor.send("/blogs/ferry/posts/p1/key-point")
    await editor.send("/blogs/ferry/queue/rules", undo_seconds="7", reporters_submit="yes")
    await editor.send("/blogs/ferry/shift/take", shift="0")
    await editor.send("/blogs/ferry/shift/notes", kind="question", key="one", text="Who says so?")
    fields = await form(editor, COVERAGE, f"{COVERAGE}/continue")
    sent = {**fields, "new_headline": "The ferry, day two"}
    for _ in range(2):
        answer = await editor.send(f"{COVERAGE}/continue", **sent)
        assert answer.headers["location"] == "/desk/blogs/the-ferry-day-two?said=continued"
    new = await blog(room, "the-ferry-day-two")
    assert [each.url for each in new.key_points] == ["http://gazette.example/live/ferry/p/p1"]
    assert (await blog(room)).continues_in == "the-ferry-day-two"
    assert (await reporter.see("/blogs/the-ferry-day-two")).status_code == 200
    # Whoever may only submit may only submit there too.
    draft = {"version": 1, "content": {"body": "Boats sail."}}
    sent_on = await reporter.tell("POST", f"/blogs/the-ferry-day-two/drafts/{'d' * 26}/send", draft)
    assert (sent_on.status_code, sent_on.json()["state"]) == (200, "review")
    shift = (await editor.see("/blogs/the-ferry-day-two/shift")).text
    assert "Who says so?" in shift
    assert "(you) since" in shift
    assert "Nobody has this blog" in (await editor.see("/blogs/ferry/shift")).text
    assert "continue" not in await deeds(editor)


async def test_a_refused_continuation_keeps_what_was_typed(editor: Browser) -> None:
    answer = await editor.send(f"{COVERAGE}/continue", new_headline="Day two", new_slug="ferry")
    assert answer.status_code == 409
    assert (value(answer.text, "new_headline"), value(answer.text, "new_slug")) == ("Day two", "ferry")
    assert "Choose another slug" in told(answer.text)
    assert (await editor.send(f"{COVERAGE}/nothing")).status_code == 404


async def test_an_editor_of_one_blog_alone_is_not_offered_another(room: DeskRoom) -> None:
    browser = await room.browser(ferry=Role.EDITOR)
    assert await deeds(browser) == {"pause", "end"}
    assert (await browser.send(f"{COVERAGE}/continue", new_headline="Day two")).status_code == 403
