"""What reporters submit, at the desk: an editor reads, publishes, edits or returns it, and whoever wrote it is told."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from selectolax.lexbor import LexborHTMLParser, LexborNode

from stoppress.actions.wish import Wish
from stoppress.domain.facts import Description, Headline
from stoppress.domain.identifiers import Slug
from stoppress.staff.permissions import OPERATOR, Role
from tests.web.desk_room import Browser, DeskRoom, desk_room

BLOG = "/blogs/ferry"
QUEUE = f"{BLOG}/queue"
A = "a" * 26


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[DeskRoom]:
    async with desk_room(tmp_path) as room:
        description = Description(headline=Headline(text="The ferry"))
        await room.newsroom.blogs.open(Wish(person=OPERATOR), Slug("ferry"), description)
        yield room


@pytest.fixture
async def editor(room: DeskRoom) -> Browser:
    editor = await room.browser(Role.EDITOR)
    await editor.send(f"{QUEUE}/rules", undo_seconds="0", reporters_submit="yes")
    return editor


@pytest.fixture
async def reporter(room: DeskRoom) -> Browser:
    return await room.browser(Role.REPORTER)


async def compose(browser: Browser, key: str = A, **fields: Any) -> Any:
    given = {"key": key, "version": "1", "headline": "News", "body": "So *it* is.", "act": "submit"}
    return await browser.send(f"{BLOG}/posts", **given | fields)


async def section(browser: Browser, name: str, path: str = QUEUE) -> LexborNode | None:
    found = LexborHTMLParser((await browser.see(path)).text)
    return found.css_first(f"section[aria-labelledby='{name}-h']")


async def words(browser: Browser, name: str, path: str = QUEUE) -> str:
    found = await section(browser, name, path)
    return " ".join(found.text(separator=" ").split()) if found is not None else ""


async def bodies(room: DeskRoom) -> list[str]:
    return [each.body for each in (await room.press.current("ferry")).oldest_first()]


async def test_a_reporters_composer_submits_and_an_editors_publishes(reporter: Browser, editor: Browser) -> None:
    async def acts(browser: Browser) -> list[str | None]:
        page = LexborHTMLParser((await browser.see(BLOG)).text)
        return [each.attributes["value"] for each in page.css("#composer > .acts button")]

    assert await acts(reporter) == ["submit", "draft"]
    assert await acts(editor) == ["publish", "draft", "hold", "submit"]


@pytest.mark.parametrize("act", ["submit", "publish"])
async def test_what_is_submitted_is_read_by_an_editor_and_published(
    room: DeskRoom, editor: Browser, reporter: Browser, act: str
) -> None:
    answer = await compose(reporter, act=act)
    assert answer.headers["location"] == f"/desk{QUEUE}?said=submitted"
    assert await bodies(room) == []
    row = await section(editor, "submitted")
    assert row is not None
    # As readers would see it.
    assert row.css_first(".body em") is not None
    assert "Submitted by Person 2" in row.text()
    summary = (await editor.see(f"{QUEUE}/summary")).text
    assert "1 submitted, to read and publish" in summary
    assert "1 submitted, waiting for an editor" in (await reporter.see(f"{QUEUE}/summary")).text
    done = await editor.send(f"{QUEUE}/{A}/approve", version="1")
    assert done.headers["location"] == f"/desk{QUEUE}?said=sent"
    assert await bodies(room) == ["So *it* is."]
    assert "Published by Person 1" in await words(reporter, "decided")
    told = (await reporter.tell("GET", f"{BLOG}/drafts/{A}")).json()
    assert (told["state"], told["published_by"]) == ("sent", "Person 1")


async def test_a_reporter_publishes_nothing_by_any_button(room: DeskRoom, editor: Browser, reporter: Browser) -> None:
    await compose(reporter)
    for deed in ("approve", "return", "release"):
        answer = await reporter.send(f"{QUEUE}/{A}/{deed}", version="1", note="Mine.")
        assert answer.status_code in (403, 409), deed
    assert (await reporter.see(f"{QUEUE}/{A}/edit")).status_code == 403
    assert (await reporter.send(f"{QUEUE}/{A}/edit", version="1", body="Mine.")).status_code == 403
    row = await section(reporter, "submitted")
    assert row is not None
    assert "Publish" not in row.text()
    assert await bodies(room) == []


async def test_an_editor_publishes_other_words_and_the_history_has_both(
    room: DeskRoom, editor: Browser, reporter: Browser
) -> None:
    await compose(reporter)
    page = LexborHTMLParser((await editor.see(f"{QUEUE}/{A}/edit")).text)
    form = page.css_first("form.composer")
    assert form is not None
    assert form.attributes["action"] == f"/desk{QUEUE}/{A}/edit"
    for _ in range(2):
        answer = await editor.send(f"{QUEUE}/{A}/edit", version="1", headline="News", body="So it is, she said.")
        assert answer.headers["location"] == f"/desk{QUEUE}?said=sent"
    assert await bodies(room) == ["So it is, she said."]
    [post] = (await room.press.current("ferry")).oldest_first()
    told = await words(reporter, "submitted", f"{BLOG}/posts/{post.id}/history")
    assert "Person 2" in told
    assert "edited by Person 1" in told
    assert "So *it* is." in told
    assert "Edited and published by Person 1" in await words(reporter, "decided")


async def test_who_edits_what_has_changed_meanwhile_is_shown_both(
    room: DeskRoom, editor: Browser, reporter: Browser
) -> None:
    await compose(reporter)
    await compose(reporter, version="2", body="So it was.")
    answer = await editor.send(f"{QUEUE}/{A}/edit", version="1", body="So it is, she said.")
    assert answer.status_code == 409
    assert "So it was." in answer.text
    assert "So it is, she said." in answer.text
    assert await bodies(room) == []
    version = LexborHTMLParser(answer.text).css_first("input[name=version]").attributes["value"]  # type: ignore[union-attr]
    await editor.send(f"{QUEUE}/{A}/edit", version=version, body="So it is, she said.")
    assert await bodies(room) == ["So it is, she said."]


async def test_what_is_taken_back_is_not_published_by_who_still_looks_at_it(
    room: DeskRoom, editor: Browser, reporter: Browser
) -> None:
    await compose(reporter)
    await reporter.send(f"{QUEUE}/{A}/undo")
    edited = await editor.send(f"{QUEUE}/{A}/edit", version="1", headline="News", body="So *it* is.")
    approved = await editor.send(f"{QUEUE}/{A}/approve", version="1")
    assert (edited.status_code, approved.status_code) == (409, 409)
    assert await bodies(room) == []


async def test_what_is_returned_is_told_in_the_list_and_in_the_composer(editor: Browser, reporter: Browser) -> None:
    await compose(reporter)
    empty = await editor.send(f"{QUEUE}/{A}/return", version="1", note=" ")
    assert empty.status_code == 422
    answer = await editor.send(f"{QUEUE}/{A}/return", version="1", note="Who <says> so?")
    assert answer.headers["location"] == f"/desk{QUEUE}?said=returned"
    assert "Returned by Person 1: Who <says> so?" in await words(reporter, "drafts")
    composer = (await reporter.see(f"{BLOG}?draft={A}")).text
    assert "<strong>Returned by Person 1:</strong> Who &lt;says&gt; so?" in composer
    told = (await reporter.tell("GET", f"{BLOG}/drafts/{A}")).json()
    assert (told["state"], told["decided_by"], told["note"]) == ("draft", "Person 1", "Who <says> so?")
    assert "Returned by Person 1" in await words(editor, "decided")


async def test_a_draft_is_given_to_a_colleague(room: DeskRoom, editor: Browser, reporter: Browser) -> None:
    other = await room.browser(Role.REPORTER)
    await compose(reporter, act="draft")
    stranger = await room.browser(Role.MODERATOR)
    assert (await reporter.send(f"{QUEUE}/{A}/assign", to=stranger.person)).status_code == 422
    answer = await reporter.send(f"{QUEUE}/{A}/assign", to=other.person)
    assert answer.headers["location"] == f"/desk{QUEUE}?said=assigned"
    assert "Given to Person 3 by Person 2 News" in await words(other, "drafts")
    assert (await other.see(f"{BLOG}?draft={A}")).status_code == 200


async def test_the_script_submits_and_hears_that_an_editor_has_it(reporter: Browser, editor: Browser) -> None:
    tree = {"version": 1, "content": {"body": "So it is."}, "submit": True}
    told = (await reporter.tell("POST", f"{BLOG}/drafts/{A}/send", tree)).json()
    assert (told["state"], told["submitted"], told["published_by"]) == ("review", True, None)
