"""The queue's page and the composer's form: each button does what it says, without a script."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from selectolax.lexbor import LexborHTMLParser

from stoppress.actions.wish import Wish
from stoppress.domain.facts import Description, Headline
from stoppress.domain.identifiers import Slug
from stoppress.staff.permissions import OPERATOR, Role
from tests.web.desk_room import Browser, DeskRoom, desk_room

QUEUE = "/blogs/ferry/queue"
LATER = datetime.now(UTC).replace(microsecond=0, second=0) + timedelta(days=1)


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[DeskRoom]:
    async with desk_room(tmp_path) as room:
        description = Description(headline=Headline(text="The ferry"), timezone="Asia/Seoul")
        await room.newsroom.blogs.open(Wish(person=OPERATOR), Slug("ferry"), description)
        yield room


@pytest.fixture
async def editor(room: DeskRoom) -> Browser:
    return await room.browser(Role.EDITOR)


@pytest.fixture
async def reporter(room: DeskRoom) -> Browser:
    return await room.browser(Role.REPORTER)


def key(letter: str) -> str:
    return letter * 26


async def compose(browser: Browser, letter: str, act: str = "publish", **fields: Any) -> Any:
    """Send the composer's form."""
    given = {"key": key(letter), "version": "1", "body": f"Words of {letter}.", "act": act}
    return await browser.send("/blogs/ferry/posts", **given | fields)


async def schedule(browser: Browser, letter: str, minutes: float = 0) -> None:
    at = (LATER + timedelta(minutes=minutes)).isoformat()
    assert (await compose(browser, letter, "schedule", at=at)).status_code == 303


async def page(browser: Browser) -> LexborHTMLParser:
    answer = await browser.see(QUEUE)
    assert answer.status_code == 200
    return LexborHTMLParser(answer.text)


async def headings(browser: Browser, section: str) -> list[str]:
    found = await page(browser)
    return [each.text(strip=True) for each in found.css(f"section[aria-labelledby='{section}-h'] .heading")]


async def bodies(room: DeskRoom) -> list[str]:
    return [each.body for each in (await room.press.current("ferry")).oldest_first()]


async def test_the_form_publishes_once_however_often_it_is_sent(room: DeskRoom, reporter: Browser) -> None:
    for _ in range(2):
        answer = await compose(reporter, "a")
        assert answer.headers["location"] == "/desk/blogs/ferry?said=sent"
    assert await bodies(room) == ["Words of a."]


async def test_the_page_gives_each_form_a_key_of_its_own(reporter: Browser) -> None:
    keys = set()
    for _ in range(2):
        found = LexborHTMLParser((await reporter.see("/blogs/ferry")).text).css_first("input[name=key]")
        assert found is not None
        keys.add(found.attributes["value"])
    assert len(keys) == 2
    assert all(each and len(each) == 26 for each in keys)


async def test_a_draft_is_saved_listed_and_taken_up(reporter: Browser) -> None:
    answer = await compose(reporter, "a", "draft", headline="Half a thought")
    assert answer.headers["location"] == "/desk/blogs/ferry/queue?said=draft"
    link = (await page(reporter)).css_first("section[aria-labelledby='drafts-h'] a")
    assert link is not None
    address = link.attributes["href"] or ""
    form = LexborHTMLParser((await reporter.see(address.removeprefix("/desk"))).text)
    values = {each.attributes["name"]: each.attributes.get("value") for each in form.css(".composer input[name]")}
    assert (values["key"], values["headline"], values["version"]) == (key("a"), "Half a thought", "2")
    assert "Words of a." in (form.css_first("textarea[name=body]").text() or "")  # type: ignore[union-attr]


async def test_a_refusal_keeps_what_was_typed(room: DeskRoom, reporter: Browser) -> None:
    answer = await compose(reporter, "a", body="See [it](post:nowhere).")
    assert answer.status_code == 422
    assert "See [it](post:nowhere)." in answer.text
    assert "Link an existing post" in answer.text
    assert key("a") in answer.text
    assert await bodies(room) == []
    for wrong in (
        {"act": "schedule", "at": ""},
        {"act": "schedule", "at": "tomorrow"},
        {"act": "dance"},
        {"version": "x"},
    ):
        answer = await compose(reporter, "b", **wrong)
        assert answer.status_code == 422
        assert "Words of b." in answer.text


async def test_a_time_is_one_in_the_blogs_zone(room: DeskRoom, reporter: Browser) -> None:
    local = (LATER + timedelta(hours=9)).strftime("%Y-%m-%dT%H:%M")
    await compose(reporter, "a", "schedule", at=local)
    time = (await page(reporter)).css_first("section[aria-labelledby='scheduled-h'] time")
    assert time is not None
    assert datetime.fromisoformat(time.attributes["datetime"] or "") == LATER


async def test_posts_change_places_and_the_times_stay(editor: Browser) -> None:
    for letter, minutes in zip("abc", (0, 5, 10), strict=True):
        await schedule(editor, letter, minutes)
    found = await page(editor)
    seen = found.css_first("input[name=seen]").attributes["value"]  # type: ignore[union-attr]
    times = [each.attributes["datetime"] for each in found.css("section[aria-labelledby='scheduled-h'] .stamp time")]
    order = [key(each) for each in "abc"]
    answer = await editor.send(f"{QUEUE}/order", seen=seen, draft=order, act="down:0")
    assert answer.headers["location"].startswith(f"/desk{QUEUE}?said=reordered&undo=")
    assert await headings(editor, "scheduled") == ["Words of b.", "Words of a.", "Words of c."]
    after = await page(editor)
    assert times == [
        each.attributes["datetime"] for each in after.css("section[aria-labelledby='scheduled-h'] .stamp time")
    ]
    # Whoever looked before that is told, and nothing moves.
    again = await editor.send(f"{QUEUE}/order", seen=seen, draft=order, act="up:2")
    assert again.status_code == 409
    assert "The queue has changed" in again.text
    aside = await editor.client.post(
        f"/desk{QUEUE}/order",
        data={"form_token": editor.token, "seen": seen, "draft": order},
        headers={"Accept": "application/json"},
    )
    assert (aside.status_code, aside.json()["code"]) == (409, "queue-changed")


async def test_a_drag_is_saved_aside_and_then_the_next(editor: Browser) -> None:
    for letter, minutes in zip("abc", (0, 5, 10), strict=True):
        await schedule(editor, letter, minutes)
    seen = (await page(editor)).css_first("input[name=seen]").attributes["value"]  # type: ignore[union-attr]
    for order in ("cab", "bca"):
        answer = await editor.client.post(
            f"/desk{QUEUE}/order",
            data={
                "form_token": editor.token,
                "seen": seen,
                "heading": ["x"] * 3,
                "draft": [key(each) for each in order],
            },
            headers={"Accept": "application/json"},
        )
        assert answer.status_code == 200, answer.text
        seen = answer.json()["seen"]
        assert await headings(editor, "scheduled") == [f"Words of {each}." for each in order]


async def test_what_goes_out_on_another_day_says_which(editor: Browser) -> None:
    await schedule(editor, "a")
    told = re.compile(r"[A-Z][a-z]{2} [0-9]{1,2} [A-Z][a-z]{2}[ 0-9]*, [0-9]{2}:[0-9]{2}")
    stamp = (await page(editor)).css_first("section[aria-labelledby='scheduled-h'] .stamp time")
    assert stamp is not None
    assert told.fullmatch(stamp.text())
    assert told.search((await editor.see(f"{QUEUE}/summary")).text)


async def test_two_within_a_minute_are_warned_of(editor: Browser) -> None:
    await schedule(editor, "a")
    await schedule(editor, "b", 5)
    assert (await page(editor)).css(".clash") == []
    await schedule(editor, "c", 0.5)
    assert len((await page(editor)).css(".clash")) == 2
    beside = LexborHTMLParser((await editor.see(f"{QUEUE}/summary")).text).css_first(".clash")
    assert beside is not None
    assert beside.text().startswith("2 go out less than a minute from another")


async def test_the_next_slot_is_offered_and_grows_when_it_is_taken(editor: Browser) -> None:
    first = (await editor.see(f"{QUEUE}/slot")).json()
    at = datetime.fromisoformat(first["at"])
    assert at.minute % 5 == 0
    await compose(editor, "a", "schedule", at=first["at"])
    second = datetime.fromisoformat((await editor.see(f"{QUEUE}/slot")).json()["at"])
    assert second == at + timedelta(minutes=5)


async def test_everything_is_held_by_name_and_released(room: DeskRoom, editor: Browser, reporter: Browser) -> None:
    await schedule(reporter, "a")
    await schedule(editor, "b", 5)
    assert (await reporter.send(f"{QUEUE}/hold-all")).status_code == 403
    answer = await editor.send(f"{QUEUE}/hold-all")
    assert answer.headers["location"] == f"/desk{QUEUE}?said=held-all"
    assert await headings(editor, "held") == ["Words of a.", "Words of b."]
    assert (await page(editor)).text().count("Held by Person 1") == 2
    # A reporter sees their own, and cannot let go what an editor holds.
    assert await headings(reporter, "held") == ["Words of a."]
    assert (await page(reporter)).css("button[formaction$='/release']") == []
    assert (await reporter.send(f"{QUEUE}/{key('a')}/release")).status_code == 403
    await editor.send(f"{QUEUE}/release-all")
    assert await headings(editor, "scheduled") == ["Words of a.", "Words of b."]
    assert await bodies(room) == []


async def test_single_posts_are_held_released_taken_back_and_thrown_away(room: DeskRoom, reporter: Browser) -> None:
    await schedule(reporter, "a")
    place = f"{QUEUE}/{key('a')}"
    for deed, said in (("hold", "held"), ("release", "released"), ("undo", "taken-back"), ("discard", "discarded")):
        answer = await reporter.send(f"{place}/{deed}")
        assert answer.headers["location"].partition("&")[0] == f"/desk{QUEUE}?said={said}"
    refused = await reporter.send(f"{place}/undo")
    assert refused.status_code == 409
    assert "This post is discarded" in refused.text
    assert (await reporter.send(f"{place}/dance")).status_code == 404
    assert await bodies(room) == []


async def test_another_time_is_set(reporter: Browser) -> None:
    await schedule(reporter, "a")
    at = (LATER + timedelta(hours=2)).isoformat()
    assert (await reporter.send(f"{QUEUE}/{key('a')}/schedule", at=at)).status_code == 303
    time = (await page(reporter)).css_first("section[aria-labelledby='scheduled-h'] time")
    assert time is not None
    assert datetime.fromisoformat(time.attributes["datetime"] or "") == LATER + timedelta(hours=2)


async def test_a_second_pair_of_eyes_reads_the_whole_post(room: DeskRoom, editor: Browser, reporter: Browser) -> None:
    await editor.send(f"{QUEUE}/rules", undo_seconds="0", second_eyes="breaking")
    fields = {"label": "breaking", "body": "All *stopped*.", "byline_name": "Rex Reporter"}
    assert (await compose(reporter, "a", **fields)).headers["location"] == f"/desk{QUEUE}?said=review"
    assert (await page(reporter)).css("form[action$='/approve']") == []
    found = (await page(editor)).css_first("section[aria-labelledby='review-h']")
    assert found is not None
    assert "<em>stopped</em>" in (found.html or "")
    assert "By Rex Reporter" in found.text()
    version = found.css_first("input[name=version]").attributes["value"]  # type: ignore[union-attr]
    answer = await editor.send(f"{QUEUE}/{key('a')}/approve", version=version)
    assert answer.headers["location"] == f"/desk{QUEUE}?said=approved"
    assert await bodies(room) == ["All *stopped*."]


async def test_a_newsroom_says_what_holds_where_no_rules_were_agreed_on(tmp_path: Path) -> None:
    async with desk_room(tmp_path, reporters_submit=True) as room:
        await room.newsroom.blogs.open(
            Wish(person=OPERATOR), Slug("ferry"), Description(headline=Headline(text="No boats"))
        )
        reporter, editor = await room.browser(Role.REPORTER), await room.browser(Role.EDITOR)
        assert (await compose(reporter, "a", body="Boats.")).headers["location"] == f"/desk{QUEUE}?said=submitted"
        coverage = (await editor.see("/blogs/ferry/coverage")).text
        assert coverage.count("1 post is in the queue") == 2
        await editor.send(f"{QUEUE}/rules", undo_seconds="0")
        assert (
            (await compose(reporter, "b", body="More.")).headers["location"].startswith("/desk/blogs/ferry?said=sent")
        )


async def test_rules_are_set_by_editors_within_limits(editor: Browser, reporter: Browser) -> None:
    assert (await reporter.send(f"{QUEUE}/rules", undo_seconds="5")).status_code == 403
    await editor.send(f"{QUEUE}/rules", undo_seconds="5", second_eyes=["breaking", "quote"])
    found = await page(editor)
    assert found.css_first("#undo_seconds").attributes["value"] == "5"  # type: ignore[union-attr]
    ticked = {each.attributes["value"] for each in found.css("input[name=second_eyes][checked]")}
    assert ticked == {"breaking", "quote"}
    for wrong in ({"undo_seconds": "121"}, {"undo_seconds": "-1"}, {"undo_seconds": "5", "second_eyes": "gossip"}):
        assert (await editor.send(f"{QUEUE}/rules", **wrong)).status_code == 422
    assert "5 seconds" in (await page(reporter)).text()


async def test_beside_the_composer_stands_what_leaves_and_what_comes(editor: Browser, reporter: Browser) -> None:
    await editor.send(f"{QUEUE}/rules", undo_seconds="60")
    await compose(reporter, "a")
    await schedule(reporter, "b")
    summary = LexborHTMLParser((await reporter.see(f"{QUEUE}/summary")).text)
    assert "Words of a." in summary.text()
    assert "1 scheduled, 0 held, 0 to be read" in summary.text()
    undo = summary.css_first("form")
    assert undo is not None
    path = (undo.attributes["action"] or "").removeprefix("/desk")
    answer = await reporter.send(path, back="posts")
    assert answer.headers["location"] == "/desk/blogs/ferry?said=taken-back"
    everything = "form[action='/desk/blogs/ferry/queue/hold-all']"
    assert summary.css(everything) == []
    assert len(LexborHTMLParser((await editor.see(f"{QUEUE}/summary")).text).css(everything)) == 1


@pytest.mark.parametrize("role", [Role.MODERATOR, None])
async def test_whoever_writes_nothing_sees_no_queue(room: DeskRoom, reporter: Browser, role: Role | None) -> None:
    await schedule(reporter, "a")
    other = await room.browser(role)
    for path in ("", "/lines", "/summary", "/slot"):
        answer = await other.see(QUEUE + path)
        assert answer.status_code in (403, 404)
        assert "Words of" not in answer.text


async def test_another_reporter_sees_none_of_it(room: DeskRoom, reporter: Browser) -> None:
    await schedule(reporter, "a")
    other = await room.browser(Role.REPORTER)
    for path in ("", "/lines", "/summary"):
        assert "Words of" not in (await other.see(QUEUE + path)).text
