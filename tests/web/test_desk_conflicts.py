"""Two editors at one post: the second sees both texts and what they are put together to, on a page and as JSON."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from selectolax.lexbor import LexborHTMLParser

from stoppress.actions.posts import NewPost
from stoppress.actions.wish import Wish
from stoppress.domain.facts import Description, Headline
from stoppress.domain.identifiers import PostId, Slug
from stoppress.staff.permissions import OPERATOR, Role
from tests.web.desk_room import Browser, DeskRoom, desk_room

FERRY, POST = Slug("ferry"), PostId("p1")
WISH = Wish(person=OPERATOR)
AT = "/blogs/ferry/posts/p1"
BODY = "Line one stops.\n\nLine two runs.\n\nLine three waits."


@dataclass
class Two:
    """Two editors who opened the form at the same time."""

    room: DeskRoom
    ada: Browser
    ben: Browser
    version: str

    async def body(self) -> str:
        return (await self.room.press.current("ferry")).posts[POST].body


@pytest.fixture
async def two(tmp_path: Path) -> AsyncIterator[Two]:
    async with desk_room(tmp_path) as room:
        await room.newsroom.blogs.open(WISH, FERRY, Description(headline=Headline(text="The ferry")))
        await room.newsroom.posts.publish(WISH, FERRY, NewPost(id=POST, headline="Boats", body=BODY))
        ada, ben = await room.browser(Role.EDITOR), await room.browser(Role.EDITOR)
        form = page((await ben.see(f"{AT}/edit")).text)
        yield Two(room, ada, ben, value(form, "version"))


def page(text: str) -> LexborHTMLParser:
    return LexborHTMLParser(text)


def value(form: LexborHTMLParser, name: str) -> str:
    found = form.css_first(f"[name={name}]")
    assert found is not None, name
    return found.attributes["value"] or ""


def written(form: LexborHTMLParser) -> str:
    found = form.css_first("textarea[name=body]")
    assert found is not None
    return found.text().removeprefix("\n")


def rows(form: LexborHTMLParser, kind: str) -> list[list[str]]:
    return [[each.text() for each in row.css(".said")] for row in form.css(f".conflict li.is-{kind}")]


async def edit(who: Browser, version: str, body: str, **fields: str) -> Any:
    return await who.send(f"{AT}/edit", **{"headline": "Boats", "body": body, "version": version, **fields})


async def test_different_paragraphs_are_put_together_and_nothing_is_published_unseen(two: Two) -> None:
    assert (await edit(two.ada, two.version, BODY.replace("two runs", "two stops"))).status_code == 303
    answer = await edit(two.ben, two.version, BODY.replace("three waits", "three leaves"), headline="No boats")
    form = page(answer.text)
    assert answer.status_code == 412
    assert written(form) == "Line one stops.\n\nLine two stops.\n\nLine three leaves."
    assert "Person 1 changed this while you wrote" in form.css_first("#conflict-h").text()  # type: ignore[union-attr]
    assert rows(form, "theirs") == [["Line two stops.", "Line two runs."]]
    assert rows(form, "mine") == [["Line three waits.", "Line three leaves."]]
    assert [each.text() for each in form.css(".is-theirs mark")] == ["stops"]
    assert form.css("[name^=take-]") == []
    assert await two.body() == BODY.replace("two runs", "two stops")
    saved = await edit(two.ben, value(form, "version"), written(form), headline=value(form, "headline"))
    assert saved.status_code == 303
    assert saved.headers["location"].startswith("/desk/blogs/ferry?said=edited")
    assert await two.body() == "Line one stops.\n\nLine two stops.\n\nLine three leaves."


async def test_on_the_same_paragraph_both_are_seen_and_somebody_chooses(two: Two) -> None:
    await edit(two.ada, two.version, BODY.replace("two runs", "two stops"))
    answer = await edit(two.ben, two.version, BODY.replace("two runs", "two is late"))
    form = page(answer.text)
    assert rows(form, "conflict") == [["Line two stops.", "Line two is late."]]
    assert written(form) == "Line one stops.\n\nLine two stops.\n\nLine two is late.\n\nLine three waits."
    kept = {"version": value(form, "version"), "merging": value(form, "merging"), "act": "merge"}
    chosen = page((await two.ben.send(f"{AT}/edit", **kept, **{"take-0": "mine"}, body="x")).text)
    assert written(chosen) == BODY.replace("two runs", "two is late")
    assert [each.attributes["value"] for each in chosen.css("[name=take-0][checked]")] == ["mine"]
    assert value(chosen, "version") == value(form, "version")
    assert (await edit(two.ben, value(chosen, "version"), written(chosen))).status_code == 303
    assert await two.body() == BODY.replace("two runs", "two is late")


async def test_a_third_version_meanwhile_is_a_conflict_again(two: Two) -> None:
    await edit(two.ada, two.version, BODY.replace("two runs", "two stops"))
    form = page((await edit(two.ben, two.version, BODY.replace("three waits", "three leaves"))).text)
    again = page((await two.ada.see(f"{AT}/edit")).text)
    await edit(two.ada, value(again, "version"), written(again).replace("one stops", "one sank"))
    late = await edit(two.ben, value(form, "version"), written(form))
    assert late.status_code == 412
    assert written(page(late.text)) == "Line one sank.\n\nLine two stops.\n\nLine three leaves."


async def test_what_a_script_sends_is_answered_with_all_three_texts(two: Two) -> None:
    await edit(two.ada, two.version, BODY.replace("two runs", "two stops"))
    mine = {"headline": "Boats", "body": BODY.replace("two runs", "two is late")}
    answer = await two.ben.tell("PATCH", AT, mine, **{"If-Match": two.version})
    tree = answer.json()
    assert (answer.status_code, tree["code"]) == (412, "version-stale")
    assert answer.headers["content-type"] == "application/problem+json"
    assert tree["base"]["body"] == BODY
    assert tree["theirs"]["body"] == BODY.replace("two runs", "two stops")
    assert tree["mine"]["body"] == mine["body"]
    assert tree["conflicts"] == [
        {"base": ["Line two runs."], "theirs": ["Line two stops."], "mine": ["Line two is late."]}
    ]
    assert (tree["by"], tree["clashes"]) == (["Person 1"], [])
    saved = await two.ben.tell("PATCH", AT, tree["merged"], **{"If-Match": str(tree["version"])})
    assert saved.status_code == 200
    assert await two.body() == tree["merged"]["body"]


@pytest.mark.parametrize("way", ["form", "script"])
async def test_a_correction_is_of_the_version_that_was_looked_at(two: Two, way: str) -> None:
    await edit(two.ada, two.version, BODY.replace("two runs", "two stops"))
    said = {"wrong": "It runs.", "right": "It is late."}
    mine = {"headline": "Boats", "body": BODY.replace("three waits", "three leaves")}
    if way == "form":
        unsaid = await two.ben.send(f"{AT}/correct", **said, **mine)
        answer = await two.ben.send(f"{AT}/correct", **said, **mine, version=two.version)
        form = page(answer.text)
        assert form.css_first("#wrong").text() == "It runs."  # type: ignore[union-attr]
        assert written(form) == "Line one stops.\n\nLine two stops.\n\nLine three leaves."
    else:
        unsaid = await two.ben.tell("POST", f"{AT}/correction", {**said, "content": mine})
        answer = await two.ben.tell("POST", f"{AT}/correction", {**said, "content": mine}, **{"If-Match": two.version})
    assert (unsaid.status_code, answer.status_code) == (428, 412)
    assert not (await two.room.press.current("ferry")).posts[POST].corrections


async def test_what_was_taken_down_is_not_brought_back_and_what_was_typed_is_not_lost(two: Two) -> None:
    await two.room.newsroom.posts.withdraw(WISH, FERRY, POST, "It was wrong.")
    answer = await edit(two.ben, two.version, "Typed for nothing?")
    assert answer.status_code == 410
    assert "Typed for nothing?" in answer.text
    script = await two.ben.tell("PATCH", AT, {"body": "Typed."}, **{"If-Match": two.version})
    assert (script.status_code, script.json()["code"]) == (410, "post-withdrawn")
    assert "Line two" not in answer.text


async def test_a_pin_meanwhile_is_no_conflict(two: Two) -> None:
    await two.room.newsroom.posts.pin(WISH, FERRY, POST)
    assert (await edit(two.ben, two.version, "Anew.")).status_code == 303
    assert await two.body() == "Anew."


async def test_fields_that_both_changed_are_chosen(two: Two) -> None:
    await edit(two.ada, two.version, BODY, headline="Ada's words", label="breaking")
    answer = await edit(two.ben, two.version, BODY, headline="Ben's words", label="analysis")
    form = page(answer.text)
    assert rows(form, "conflict") == [["Ada's words", "Ben's words"], ["Breaking", "Analysis"]]
    assert value(form, "headline") == "Ben's words"
    kept = {"version": value(form, "version"), "merging": value(form, "merging"), "act": "merge"}
    chosen = page((await two.ben.send(f"{AT}/edit", **kept, **{"field-headline": "theirs"})).text)
    assert value(chosen, "headline") == "Ada's words"


async def test_the_composer_has_drafts_put_together(two: Two) -> None:
    base, theirs, mine = ({"body": BODY.replace("Line", each)} for each in ("Line", "Boat", "Ship"))
    tree = {"base": base, "theirs": theirs, "mine": mine, "paragraphs": {"0": "mine", "1": "theirs"}}
    found = (await two.ben.tell("POST", "/blogs/ferry/merge", tree)).json()
    assert found["content"]["body"] == ("Ship one stops.\n\nBoat two runs.\n\nBoat three waits.\n\nShip three waits.")
    assert found["clear"] is False
    assert len(page(found["panel"]).css("li.is-conflict")) == 3
    unknown = {"theirs": {"body": "Same.\n\nTheirs."}, "mine": {"body": "Same.\n\nMine."}}
    found = (await two.ben.tell("POST", "/blogs/ferry/merge", unknown)).json()
    assert found["content"]["body"] == "Same.\n\nTheirs.\n\nMine."


async def test_a_draft_that_was_changed_elsewhere_is_put_together_without_script_too(two: Two) -> None:
    key = "b" * 26
    sent = {"key": key, "act": "draft"}
    assert (await two.ben.send("/blogs/ferry/posts", **sent, body="One.\n\nTwo.")).status_code == 303
    form = page((await two.ben.see(f"/blogs/ferry?draft={key}")).text)
    elsewhere = {"version": 5, "upon": 1, "content": {"body": "One.\n\nTwo, elsewhere."}}
    assert (await two.ada.tell("PUT", f"/blogs/ferry/drafts/{key}", elsewhere)).status_code == 200
    late = await two.ben.send("/blogs/ferry/posts", **sent, version=value(form, "version"), body="One, here.\n\nTwo.")
    shown = page(late.text)
    assert late.status_code == 409
    assert all(each in written(shown) for each in ("One, here.", "Two, elsewhere."))
    kept = {"key": key, "version": value(shown, "version"), "merging": value(shown, "merging"), "act": "merge"}
    chosen = page((await two.ben.send("/blogs/ferry/posts", **kept, **{"take-0": "theirs"})).text)
    assert written(chosen) == "One.\n\nTwo, elsewhere."
    last = {"version": value(chosen, "version"), "body": written(chosen) + "\n\nThree."}
    assert (await two.ben.send("/blogs/ferry/posts", **sent, **last)).status_code == 303
    found = (await two.ben.see(f"/blogs/ferry/drafts/{key}")).json()
    assert found["content"]["body"] == "One.\n\nTwo, elsewhere.\n\nThree."


async def test_a_panel_that_is_none_is_refused_and_nothing_is_lost(two: Two) -> None:
    for merging in ("", "{", "[]", json.dumps({"theirs": {"unknown": 1}, "mine": {}})):
        answer = await edit(two.ben, two.version, "Kept.", act="merge", merging=merging)
        assert answer.status_code == 422
        assert written(page(answer.text)) == "Kept."
