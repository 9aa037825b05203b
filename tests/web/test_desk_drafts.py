"""The composer's JSON: a draft is saved, sent, taken back and read again; another tab's newer words are not lost."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from stoppress.actions.wish import Wish
from stoppress.domain.facts import Description, Headline
from stoppress.domain.identifiers import Slug
from stoppress.staff.permissions import OPERATOR, Role
from tests.web.desk_room import Browser, DeskRoom, desk_room

FERRY = "/blogs/ferry/drafts"
ONE = f"{FERRY}/{'a' * 26}"
CONTENT: dict[str, Any] = {
    "headline": "No boats",
    "body": "All *stopped*.",
    "label": "breaking",
    "bylines": [{"name": "Rex", "role": "Asia correspondent", "place": "Velmora", "author": ""}],
    "key_event": True,
    "pin": False,
    "claim": {"status": "unverified", "attribution": "We could not verify this."},
}


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[DeskRoom]:
    async with desk_room(tmp_path) as room:
        await room.newsroom.blogs.open(
            Wish(person=OPERATOR), Slug("ferry"), Description(headline=Headline(text="The ferry"))
        )
        yield room


@pytest.fixture
async def reporter(room: DeskRoom) -> Browser:
    return await room.browser(Role.REPORTER)


async def save(browser: Browser, version: int = 1, content: Any = CONTENT) -> Any:
    return await browser.tell("PUT", ONE, {"version": version, "content": content})


async def test_a_draft_is_saved_and_read_as_it_was_written(reporter: Browser) -> None:
    saved = await save(reporter)
    assert saved.status_code == 200
    assert saved.headers["cache-control"] == "no-store, private"
    tree = saved.json()
    assert (tree["version"], tree["state"], tree["due_at"], tree["post"]) == (1, "draft", None, None)
    assert "content" not in tree
    found = (await reporter.see("/blogs/ferry/drafts/" + "a" * 26)).json()
    assert found["content"] == CONTENT


async def test_an_older_version_is_answered_with_what_stands_there(reporter: Browser) -> None:
    await save(reporter, 4)
    refused = await save(reporter, 3, CONTENT | {"body": "In another tab."})
    tree = refused.json()
    assert (refused.status_code, tree["code"], tree["version"]) == (409, "draft-newer", 4)
    assert refused.headers["content-type"] == "application/problem+json"
    assert tree["stored"]["content"] == CONTENT
    sent = await reporter.tell("POST", f"{ONE}/send", {"version": 3, "content": CONTENT})
    assert (sent.status_code, sent.json()["stored"]["version"]) == (409, 4)


async def test_what_is_sent_is_live_and_sent_twice_is_live_once(room: DeskRoom, reporter: Browser) -> None:
    asked = {"version": 2, "content": CONTENT}
    first = (await reporter.tell("POST", f"{ONE}/send", asked)).json()
    assert (first["state"], first["seq"]) == ("sent", 2)
    second = (await reporter.tell("POST", f"{ONE}/send", asked)).json()
    assert {**second, "now": ""} == {**first, "now": ""}
    blog = await room.press.current("ferry")
    assert [post.headline for post in blog.oldest_first()] == ["No boats"]
    assert [post.id for post in blog.oldest_first()] == [first["post"]]
    # It is theirs to change.
    answer = await reporter.see(f"/blogs/ferry/posts/{first['post']}/edit")
    assert answer.status_code == 200


async def test_what_waits_is_taken_back_held_released_and_scheduled(room: DeskRoom, reporter: Browser) -> None:
    editor = await room.browser(Role.EDITOR)
    await editor.send("/blogs/ferry/queue/rules", undo_seconds="60")
    asked = {"version": 1, "content": CONTENT}
    waiting = (await reporter.tell("POST", f"{ONE}/send", asked)).json()
    assert waiting["state"] == "waiting"
    assert waiting["due_at"] > waiting["now"]
    undone = (await reporter.tell("POST", f"{ONE}/undo")).json()
    assert (undone["state"], undone["version"], undone["content"]) == ("draft", 2, CONTENT)
    at = "2099-01-01T09:00:00+00:00"
    refused = await reporter.tell("POST", f"{ONE}/send", {"version": 3, "content": CONTENT, "at": at})
    assert (refused.status_code, refused.json()["code"]) == (422, "schedule-invalid")
    held = await reporter.tell("POST", f"{ONE}/send", {"version": 3, "content": CONTENT, "hold": True})
    assert (held.json()["state"], held.json()["held_by"]) == ("held", "Person 1")
    naive = await reporter.tell("POST", f"{ONE}/schedule", {"at": "2031-01-01T09:00:00"})
    assert naive.status_code == 422
    moved = await reporter.tell("POST", f"{ONE}/schedule", {"at": waiting["now"]})
    assert moved.json()["due_at"] == waiting["now"]
    assert (await reporter.tell("POST", f"{ONE}/release")).json()["state"] == "sent"
    late = await reporter.tell("POST", f"{ONE}/undo")
    assert (late.status_code, late.json()["code"], late.json()["state"]) == (409, "draft-unsuitable", "sent")


async def test_an_approval_names_the_version_that_was_read(room: DeskRoom, reporter: Browser) -> None:
    editor = await room.browser(Role.EDITOR)
    await editor.send("/blogs/ferry/queue/rules", undo_seconds="0", second_eyes="breaking")
    assert (await reporter.tell("POST", f"{ONE}/send", {"version": 1, "content": CONTENT})).json()["state"] == "review"
    await reporter.tell("POST", f"{ONE}/send", {"version": 2, "content": CONTENT | {"body": "Worse."}})
    assert (await reporter.tell("POST", f"{ONE}/approve")).status_code == 403
    assert (await editor.tell("POST", f"{ONE}/approve", {"version": 1})).json()["code"] == "draft-newer"
    approved = (await editor.tell("POST", f"{ONE}/approve", {"version": 2})).json()
    assert (approved["state"], approved["approved_by"]) == ("sent", "Person 2")


async def test_a_discarded_draft_is_gone(reporter: Browser) -> None:
    await save(reporter)
    assert (await reporter.tell("POST", f"{ONE}/discard")).json()["state"] == "discarded"
    found = (await reporter.see("/blogs/ferry/drafts/" + "a" * 26)).json()
    assert (found["state"], found["content"]["body"]) == ("discarded", "")


@pytest.mark.parametrize("role", [Role.REPORTER, Role.MODERATOR, None])
async def test_nobody_but_editors_sees_anothers_draft(room: DeskRoom, reporter: Browser, role: Role | None) -> None:
    await save(reporter)
    other = await room.browser(role)
    for method, path, tree in (
        ("GET", ONE, None),
        ("PUT", ONE, {"version": 9, "content": CONTENT}),
        ("POST", f"{ONE}/send", {"version": 9, "content": CONTENT}),
        *(("POST", f"{ONE}/{deed}", None) for deed in ("undo", "hold", "release", "approve", "discard")),
        ("POST", f"{ONE}/schedule", {"at": "2031-01-01T09:00:00Z"}),
    ):
        answer = await other.tell(method, path, tree)
        assert answer.status_code in (403, 404)
        assert "stopped" not in answer.text
    assert (await (await room.browser(Role.EDITOR)).see("/blogs/ferry/drafts/" + "a" * 26)).status_code == 200


@pytest.mark.parametrize(
    "tree",
    [
        {"version": 1},
        {"version": 1, "content": CONTENT | {"colour": "red"}},
        {"version": "x", "content": CONTENT},
        {"version": 0, "content": CONTENT},
        {"version": 1, "content": CONTENT | {"body": "x" * 100_000}},
    ],
    ids=["nothing", "unknown", "words", "zero", "long"],
)
async def test_what_cannot_be_a_draft_is_refused(reporter: Browser, tree: Any) -> None:
    assert (await reporter.tell("PUT", ONE, tree)).status_code == 422
    assert (await reporter.see("/blogs/ferry/drafts/" + "a" * 26)).status_code == 404


async def test_half_a_character_is_refused(reporter: Browser) -> None:
    # A browser can send one: a string there may be cut within a character.
    body = json.dumps({"version": 1, "content": CONTENT | {"body": "\ud83d"}})
    headers = {"X-Form-Token": reporter.token, "Content-Type": "application/json", "Accept": "application/json"}
    answer = await reporter.client.put(f"/desk{ONE}", content=body, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (422, "input-invalid")


async def test_without_our_token_nothing_is_saved(reporter: Browser) -> None:
    tree = {"version": 1, "content": CONTENT}
    answer = await reporter.client.put(f"/desk{ONE}", json=tree, headers={"Accept": "application/json"})
    assert answer.status_code == 403
    assert (await reporter.see("/blogs/ferry/drafts/" + "a" * 26)).status_code == 404
