"""The shift's page: who has a blog, how it is handed over, and what is left to those who come; without a script."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from selectolax.lexbor import LexborHTMLParser, LexborNode

from stoppress.actions.wish import Wish
from stoppress.domain.facts import Description, Headline
from stoppress.domain.identifiers import Slug
from stoppress.drafts.notices import NoticeKind
from stoppress.staff.permissions import OPERATOR, Role
from tests.web.desk_room import Browser, DeskRoom, desk_room

SHIFT = "/blogs/ferry/shift"


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[DeskRoom]:
    async with desk_room(tmp_path) as room:
        await room.newsroom.blogs.open(
            Wish(person=OPERATOR), Slug("ferry"), Description(headline=Headline(text="No boats"))
        )
        yield room


@pytest.fixture
async def ada(room: DeskRoom) -> Browser:
    """An editor."""
    return await room.browser(Role.EDITOR)


@pytest.fixture
async def ben(room: DeskRoom) -> Browser:
    """A reporter."""
    return await room.browser(Role.REPORTER)


def words(node: LexborNode | None) -> str:
    return " ".join(node.text(separator=" ").split()) if node is not None else ""


async def section(browser: Browser, name: str, path: str = SHIFT) -> str:
    found = LexborHTMLParser((await browser.see(path)).text)
    return words(found.css_first(f"section[aria-labelledby='{name}-h']"))


async def seen(browser: Browser) -> str:
    """The shift that the page's forms name."""
    found = LexborHTMLParser((await browser.see(SHIFT)).text).css_first("input[name=shift]")
    return (found.attributes["value"] or "") if found is not None else ""


async def do(browser: Browser, deed: str, **fields: Any) -> str:
    """Press a button; what the next page says, or what is wrong."""
    shift = fields.pop("shift", None) or await seen(browser)
    answer = await browser.send(f"{SHIFT}/{deed}", shift=shift, **fields)
    if answer.status_code == 303:
        return answer.headers["location"].partition("said=")[2]
    return words(LexborHTMLParser(answer.text).css_first(".problem"))


async def test_a_blog_is_taken_handed_over_and_taken_up(room: DeskRoom, ada: Browser, ben: Browser) -> None:
    assert "Nobody has this blog just now." in await section(ada, "has")
    assert await do(ada, "take", reporting="yes") == "shift-taken"
    assert "Person 1 (you) since" in await section(ada, "has")
    assert "Readers see: Live reporting by Person 1" in await section(ben, "has")
    assert (await room.press.current("ferry")).reporting[0].name == "Person 1"
    assert await do(ada, "offer", to=ben.person, note="Mind the <harbour>.") == "shift-offered"
    asked = await section(ben, "has")
    assert "You are asked to have it" in asked
    assert "Mind the <harbour>." in asked
    assert "Tell readers" not in asked
    assert "I cannot have it" in asked
    assert "I cannot have it" not in await section(ada, "has")
    assert "Mind the <harbour>." in words(LexborHTMLParser((await ben.see(f"{SHIFT}/who")).text).body)
    assert "hands this blog over to you" in (await ben.see(f"{SHIFT}/summary")).text
    assert await do(ben, "take") == "shift-taken"
    assert "Person 2 since" in await section(ada, "has")
    past = await section(ada, "past")
    assert "Person 1" in past
    assert "handed over to Person 2" in past
    told = await room.newsroom.room.notices.of(ben.person)
    assert [each.kind for each in told] == [NoticeKind.HANDED_OVER]


async def test_who_looked_before_is_told_and_nothing_happens(room: DeskRoom, ada: Browser, ben: Browser) -> None:
    await do(ada, "take")
    assert "The shift has changed since you looked." in await do(ben, "take", shift="0")
    assert "Person 1 has this blog." in await do(ben, "take", shift="1")
    other = await room.browser(Role.EDITOR)
    assert await do(other, "take", shift="1") == "shift-taken"
    answer = await ada.send(f"{SHIFT}/end", shift="1")
    assert (answer.status_code, "The shift has changed" in answer.text) == (409, True)
    assert "Person 3 since" in await section(ada, "has")


async def test_a_reporter_is_not_offered_what_they_may_not(ada: Browser, ben: Browser) -> None:
    await do(ada, "take")
    page = LexborHTMLParser((await ben.see(SHIFT)).text)
    forms = {(each.attributes["action"] or "").rpartition("/")[2] for each in page.css("main form")}
    assert forms == {"notes"}
    answer = await ben.send(f"{SHIFT}/take", shift="0", reporting="yes")
    assert answer.status_code == 403


async def test_the_shift_ends(ada: Browser) -> None:
    await do(ada, "take")
    refused = await ada.send(f"{SHIFT}/offer", shift=await seen(ada), to="nobody", note="Mind the harbour.")
    assert refused.status_code == 422
    assert "Mind the harbour." in words(LexborHTMLParser(refused.text).css_first("#offer-note"))
    assert await do(ada, "offer", to=ada.person) == "shift-offered"
    assert await do(ada, "call-off") == "shift-called-off"
    assert await do(ada, "end") == "shift-ended"
    assert "Nobody has this blog just now." in await section(ada, "has")


async def test_who_is_asked_can_say_no_and_what_was_written_for_them_stays(
    room: DeskRoom, ada: Browser, ben: Browser
) -> None:
    await do(ada, "take")
    assert "The shift has changed" in await do(ben, "decline")
    await do(ada, "offer", to=ben.person, note="Mind the harbour.")
    assert await do(ben, "decline") == "shift-declined"
    page = LexborHTMLParser((await ada.see(SHIFT)).text)
    assert words(page.css_first("#offer-note")) == "Mind the harbour."
    assert "is asked" not in words(page.css_first("section.who"))
    told = await room.newsroom.room.notices.of(ada.person)
    assert [each.text for each in told] == ["Person 2 cannot have the blog. It is still yours."]
    await do(ada, "end")
    assert "Mind the harbour." not in await section(ada, "past")


async def test_whoever_had_it_is_told_who_has_it_now(room: DeskRoom, ada: Browser, ben: Browser) -> None:
    await do(ada, "take")
    await do(ada, "offer", to=ben.person)
    await do(ben, "take")
    assert [each.text for each in await room.newsroom.room.notices.of(ada.person)] == ["Person 2 has the blog now."]
    assert await do(ada, "take") == "shift-taken"
    assert "Person 1 has the blog now." in [each.text for each in await room.newsroom.room.notices.of(ben.person)]


async def test_questions_stay_open_until_they_are_ticked_off(room: DeskRoom, ada: Browser, ben: Browser) -> None:
    for _ in range(2):
        answer = await ben.send(f"{SHIFT}/notes", kind="question", key="one", text="Who <says> so, @Person 1?", to="")
        assert answer.headers["location"] == f"/desk{SHIFT}?said=noted"
    await ben.send(f"{SHIFT}/notes", kind="note", key="two", text="Mind the gap.", to=ada.person)
    opened = await section(ada, "open")
    assert opened.count("Tick off") == 1
    assert "Who <says> so, @Person 1? Person 2 at" in opened
    assert "Mind the gap." in await section(ada, "notes")
    assert "1 open question" in words(LexborHTMLParser((await ada.see(f"{SHIFT}/summary")).text).body)
    kinds = {each.kind for each in await room.newsroom.room.notices.of(ada.person)}
    assert kinds == {NoticeKind.MENTION, NoticeKind.ASSIGNED}
    given = await ada.send(f"{SHIFT}/notes/1/assign", to=ben.person)
    assert given.headers["location"] == f"/desk{SHIFT}?said=assigned"
    assert "given to Person 2" in await section(ada, "open")
    done = await ada.send(f"{SHIFT}/notes/1/done")
    assert done.headers["location"] == f"/desk{SHIFT}?said=question-done"
    assert "None." in await section(ada, "open")
    assert "Ticked off by Person 1" in await section(ben, "answered")
    await ben.send(f"{SHIFT}/notes/1/reopen")
    assert "Who <says> so" in await section(ada, "open")


async def test_a_refused_note_keeps_what_was_typed(ada: Browser) -> None:
    answer = await ada.send(f"{SHIFT}/notes", kind="note", key="one", text="x" * 2001)
    assert answer.status_code == 422
    page = LexborHTMLParser(answer.text)
    assert "x" * 2001 in words(page.css_first("#note-text"))
    assert page.css_first("input[name=key]").attributes["value"] == "one"  # type: ignore[union-attr]
    assert (await ada.send(f"{SHIFT}/notes", kind="song", key="one", text="x")).status_code == 422
    for path in ("/notes/1/done", "/notes/x/done", "/notes/0/reopen", "/notes/1/sing", "/sing"):
        assert (await ada.send(f"{SHIFT}{path}", shift="0")).status_code == 404, path


async def test_the_figures_are_those_of_the_shift(ada: Browser) -> None:
    async def publish(letter: str) -> None:
        answer = await ada.send(
            "/blogs/ferry/posts", key=letter * 26, version="1", headline="News", body="Words.", act="publish"
        )
        assert answer.status_code == 303

    await publish("a")
    await do(ada, "take")
    assert "published" not in await section(ada, "has")
    await publish("b")
    await publish("c")
    assert "2 published 0 on their way 0 held 0 to be read 0 open questions" in await section(ada, "has")
    await do(ada, "end")
    assert "2 published" in await section(ada, "past")


async def test_a_note_is_changed_by_whoever_wrote_it_and_nothing_typed_is_lost(ada: Browser, ben: Browser) -> None:
    await ben.send(f"{SHIFT}/notes", kind="note", key="one", text="Mind the gap, @Person 1.", to="")
    changed = await ben.send(f"{SHIFT}/notes/1/change", version="1", text="Mind the <step>.")
    assert changed.headers["location"] == f"/desk{SHIFT}?said=note-changed"
    assert "Mind the <step>. Person 2 at" in await section(ada, "notes")
    assert "changed at" in await section(ada, "notes")
    # In another tab the first wording still stands.
    late = await ben.send(f"{SHIFT}/notes/1/change", version="1", text="Mind the draught.")
    page = LexborHTMLParser(late.text)
    assert (late.status_code, words(page.css_first("#words-1"))) == (409, "Mind the draught.")
    assert "was changed or taken away meanwhile" in words(page.css_first(".problem"))
    assert words(page.css_first("#note-text")) == ""
    form = page.css_first("form[action$='/notes/1/change'] input[name=version]")
    assert form is not None
    assert form.attributes["value"] == "2"
    other = await ada.send(f"{SHIFT}/notes/1/change", version="2", text="Mine.")
    assert (other.status_code, "only they can change it" in other.text) == (403, True)
    assert "Mind the <step>." in await section(ada, "notes")


async def test_a_note_is_taken_away_and_put_back(room: DeskRoom, ada: Browser, ben: Browser) -> None:
    await ben.send(f"{SHIFT}/notes", kind="question", key="one", text="Who says so?", to="")
    await ada.send(f"{SHIFT}/notes", kind="note", key="two", text="Mind the gap.", to="")
    refused = await ben.send(f"{SHIFT}/notes/2/take-away")
    assert refused.status_code == 403
    answer = await ada.send(f"{SHIFT}/notes/1/take-away")
    assert answer.headers["location"].startswith(f"/desk{SHIFT}?said=note-taken-away&undo=note.1")
    assert "None." in await section(ben, "open")
    assert "Taken away by Person 1" in await section(ben, "gone")
    assert await room.newsroom.room.shifts.noting.questions(Slug("ferry")) == 0
    page = LexborHTMLParser((await ada.see(answer.headers["location"].removeprefix("/desk"))).text)
    undo = page.css_first(".done form")
    assert undo is not None
    assert (await ada.send((undo.attributes["action"] or "").removeprefix("/desk"))).status_code == 303
    assert "Who says so?" in await section(ben, "open")
    assert await section(ben, "gone") == ""
