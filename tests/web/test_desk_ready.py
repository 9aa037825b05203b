"""Templates and snippets at the desk: what the composer is given, and the forms on which they are prepared."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from selectolax.lexbor import LexborHTMLParser

from stoppress.actions.wish import Wish
from stoppress.domain.facts import Description, Headline
from stoppress.domain.identifiers import Slug
from stoppress.staff.permissions import OPERATOR, Role
from tests.web.desk_room import Browser, DeskRoom, desk_room

READY = "/blogs/ferry/ready"


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[DeskRoom]:
    async with desk_room(tmp_path) as room:
        for slug in ("ferry", "storm"):
            description = Description(headline=Headline(text=f"The {slug}"))
            await room.newsroom.blogs.open(Wish(person=OPERATOR), Slug(slug), description)
        yield room


@pytest.fixture
async def editor(room: DeskRoom) -> Browser:
    return await room.browser(Role.EDITOR)


async def given(browser: Browser, slug: str = "ferry") -> dict[str, Any]:
    tree: dict[str, Any] = (await browser.see(f"/blogs/{slug}/ready/list")).json()
    return tree


async def form_of(browser: Browser, kind: str, name: str = "") -> dict[str, str]:
    """The fields of a form, as they stand there."""
    page = LexborHTMLParser((await browser.see(f"{READY}/form?kind={kind}&name={name}")).text)
    form = page.css_first("main form")
    assert form is not None
    fields = {
        each.attributes["name"] or "": each.attributes.get("value") or ""
        for each in form.css("input")
        if each.attributes.get("type") not in ("radio", "checkbox") or "checked" in each.attributes
    }
    body = form.css_first("textarea")
    return fields | {"body": body.text().removeprefix("\n") if body else ""}


async def test_the_composer_is_given_fields_and_content(editor: Browser) -> None:
    found = {each["name"]: each for each in (await given(editor))["templates"]}
    assert found["Toll"]["fields"][:3] == ["number", "killed or hurt", "source"]
    assert found["Toll"]["content"]["label"] == "breaking"
    assert found["Toll"]["content"]["key_event"] is True


async def test_a_newsroom_changes_a_template_for_itself_and_for_one_blog(editor: Browser) -> None:
    fields = await form_of(editor, "template", "Score")
    assert (fields["whose"], fields["version"]) == ("newsroom", "0")
    answer = await editor.send(f"{READY}/form", **fields | {"headline": "{home} {goals}", "act": "save"})
    assert answer.headers["location"] == f"/desk{READY}?said=saved"
    again = await form_of(editor, "template", "Score")
    assert (again["headline"], again["version"]) == ("{home} {goals}", "1")
    await editor.send(f"{READY}/form", **again | {"whose": "blog", "headline": "Ours: {goals}", "act": "save"})
    names = {
        slug: {each["name"]: each for each in (await given(editor, slug))["templates"]} for slug in ("ferry", "storm")
    }
    assert names["ferry"]["Score"]["content"]["headline"] == "Ours: {goals}"
    assert names["storm"]["Score"]["content"]["headline"] == "{home} {goals}"


async def test_a_snippet_is_made_changed_and_deleted(editor: Browser) -> None:
    words = "The *harbour master*\n\nand the “pilot”"
    fields = await form_of(editor, "snippet") | {"name": "hm", "body": words, "whose": "blog"}
    assert (await editor.send(f"{READY}/form", **fields)).status_code == 303
    assert (await given(editor))["snippets"] == [{"name": "hm", "body": words}]
    page = (await editor.see(READY)).text
    assert ";hm" in page
    again = await form_of(editor, "snippet", "hm")
    deleted = await editor.send(f"{READY}/form", **again | {"act": "drop", "body": "Not what is kept."})
    assert (deleted.status_code, "“hm” is deleted." in deleted.text) == (200, True)
    assert (await given(editor))["snippets"] == []
    undo = LexborHTMLParser(deleted.text).css_first(".done form")
    assert undo is not None
    sent = {each.attributes["name"] or "": each.attributes["value"] or "" for each in undo.css("input")}
    for _ in range(2):
        await editor.client.post(undo.attributes["action"] or "", data=sent)
        assert (await given(editor))["snippets"] == [{"name": "hm", "body": words}]


async def test_a_template_that_is_deleted_by_a_slip_comes_back_whole(editor: Browser) -> None:
    fields = await form_of(editor, "template", "Toll") | {"headline": "Ours: {number}", "label": "breaking"}
    await editor.send(f"{READY}/form", **fields)
    before = (await given(editor))["templates"]
    deleted = await editor.send(f"{READY}/form", **await form_of(editor, "template", "Toll") | {"act": "drop"})
    assert (await given(editor))["templates"] != before
    undo = LexborHTMLParser(deleted.text).css_first(".done form")
    assert undo is not None
    sent = {each.attributes["name"] or "": each.attributes["value"] or "" for each in undo.css("input")}
    await editor.client.post(undo.attributes["action"] or "", data=sent)
    assert (await given(editor))["templates"] == before


async def test_one_that_is_given_is_switched_off_and_on(editor: Browser) -> None:
    fields = await form_of(editor, "template", "Toll")
    await editor.send(f"{READY}/form", **fields | {"act": "off", "whose": "blog"})
    assert "Toll" not in {each["name"] for each in (await given(editor))["templates"]}
    page = LexborHTMLParser((await editor.see(READY)).text)
    form = page.css_first("section[aria-labelledby=off-h] form")
    assert form is not None
    sent = {each.attributes["name"] or "": each.attributes["value"] or "" for each in form.css("input")}
    await editor.client.post(form.attributes["action"] or "", data=sent | {"act": "drop"})
    assert "Toll" in {each["name"] for each in (await given(editor))["templates"]}


async def test_a_refusal_keeps_what_was_typed(editor: Browser) -> None:
    fields = await form_of(editor, "snippet") | {"name": "two words", "body": "Typed for a minute."}
    answer = await editor.send(f"{READY}/form", **fields)
    assert answer.status_code == 422
    assert "Typed for a minute." in answer.text
    assert LexborHTMLParser(answer.text).css_first("[role=alert]") is not None


async def test_of_two_who_change_one_at_once_the_second_is_told(room: DeskRoom, editor: Browser) -> None:
    other = await room.browser(Role.EDITOR)
    await editor.send(f"{READY}/form", **await form_of(editor, "snippet") | {"name": "hm", "body": "First"})
    mine, theirs = await form_of(editor, "snippet", "hm"), await form_of(other, "snippet", "hm")
    await other.send(f"{READY}/form", **theirs | {"body": "Theirs"})
    answer = await editor.send(f"{READY}/form", **mine | {"body": "Mine"})
    assert answer.status_code == 409
    assert "Mine" in answer.text
    assert (await given(editor))["snippets"][0]["body"] == "Theirs"


async def test_a_reporter_uses_them_and_an_editor_of_one_blog_prepares_its_own(room: DeskRoom) -> None:
    reporter = await room.browser(Role.REPORTER)
    assert (await given(reporter))["templates"]
    assert "Change" not in (await reporter.see(READY)).text
    assert (await reporter.see(f"{READY}/form?kind=snippet")).status_code == 403
    local = await room.browser(None, ferry=Role.EDITOR)
    fields = await form_of(local, "template", "Score")
    assert fields["whose"] == "blog"
    assert (await local.send(f"{READY}/form", **fields | {"body": "Ours."})).status_code == 303
    assert (await local.send(f"{READY}/form", **fields | {"whose": "newsroom"})).status_code == 403
    assert (await local.see("/blogs/storm/ready")).status_code == 404
    moderator = await room.browser(Role.MODERATOR)
    assert (await moderator.see(f"{READY}/list")).status_code == 403


async def test_without_a_script_a_template_stands_in_the_composer(editor: Browser) -> None:
    page = LexborHTMLParser((await editor.see("/blogs/ferry?template=Toll")).text)
    headline, body = page.css_first("#headline"), page.css_first("#body")
    assert headline is not None
    assert body is not None
    assert headline.attributes["value"] == "{number} people {killed or hurt}, {source} says"
    assert "{number before}" in body.text()
    assert (await editor.see("/blogs/ferry?template=None")).status_code == 404


@pytest.mark.parametrize("query", ["kind=poem", "kind=", "kind=template&name=Nobody"])
async def test_what_is_not_there_has_no_form(editor: Browser, query: str) -> None:
    assert (await editor.see(f"{READY}/form?{query}")).status_code in (404, 422)
