"""A newsroom that demands a second factor: whoever lacks one can set it up, and nothing else."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pyotp
import pytest
from selectolax.lexbor import LexborHTMLParser

from stoppress.app.building import now
from stoppress.staff.permissions import Role
from tests.web.desk_room import Browser, DeskRoom, desk_room

SETTING_UP = "/desk/account/second-factor"


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[DeskRoom]:
    async with desk_room(tmp_path, second_factor="everybody") as room:
        yield room


async def set_up(browser: Browser) -> None:
    """As somebody does it who scans the code."""
    assert (await browser.send("/account/second-factor")).status_code == 303
    page = LexborHTMLParser((await browser.see("/account/second-factor")).text)
    secret = page.css_first("code.letters")
    assert secret is not None
    code = pyotp.TOTP(secret.text()).at(now())
    codes = await browser.send("/account/second-factor/confirm", code=code)
    assert "Write these down" in codes.text
    assert 'href="/desk"' in codes.text


async def test_nothing_is_for_whoever_lacks_it_and_everything_once_it_is_set_up(room: DeskRoom) -> None:
    ada = await room.browser(Role.ADMINISTRATOR)
    for path in ("", "/blogs/new", "/people", "/account", "/account/author", "/sign-in", "/notices"):
        answer = await ada.see(path)
        assert (answer.status_code, answer.headers.get("location")) == (303, SETTING_UP), path
    assert (await ada.send("/people", name="Eve", email="eve@gazette.example")).headers["location"] == SETTING_UP
    assert (await ada.send("/account/name", name="Eve")).headers["location"] == SETTING_UP
    assert await room.newsroom.people.everybody() == [await room.newsroom.people.row(ada.person)]
    refused = await ada.tell("GET", "/blogs/none/queue")
    assert (refused.status_code, refused.json()["code"]) == (403, "second-factor-needed")
    assert (await ada.tell("GET", "/stream")).status_code == 401
    page = LexborHTMLParser((await ada.see("/account/second-factor")).text)
    assert "This newsroom asks for a code" in page.body.text()  # type: ignore[union-attr]
    # Nothing of the page leads where they may not go yet.
    assert [each.attributes["action"] for each in page.css("form")] == ["/desk/sign-out", SETTING_UP]
    assert page.css("nav a, [data-desk-part]") == []
    await set_up(ada)
    assert (await ada.see("/people")).status_code == 200
    assert (await ada.send("/account/name", name="Ada")).headers["location"] == "/desk/account?said=saved"


async def test_who_takes_another_phone_sets_it_up_before_anything_else(room: DeskRoom) -> None:
    ada = await room.browser(Role.EDITOR)
    await set_up(ada)
    account = (await ada.see("/account")).text
    assert "Use another phone" in account
    assert "Remove the second factor" not in account
    assert (await ada.send("/account/second-factor/remove")).headers["location"] == SETTING_UP
    assert (await ada.see("")).headers["location"] == SETTING_UP
    await set_up(ada)
    assert (await ada.see("")).status_code == 200


async def test_who_lacks_it_can_leave_and_is_told_nothing_meanwhile(room: DeskRoom) -> None:
    ada = await room.browser(Role.EDITOR)
    sessions = room.newsroom.sessions
    [session] = await sessions.of(ada.person, now())
    assert await sessions.lasting(session.id, now()) is None
    assert (await ada.send("/sign-out")).headers["location"] == "/desk/sign-in?said=signed-out"
    assert await sessions.of(ada.person, now()) == []


async def test_administrators_see_who_has_yet_to_set_it_up(room: DeskRoom) -> None:
    ada, _ = await room.browser(Role.ADMINISTRATOR), await room.browser(Role.REPORTER)
    await set_up(ada)
    assert (await ada.see("/people")).text.count("has yet to set up a second factor") == 1


async def test_where_passwords_are_meant_whoever_has_none_here_is_let_in(tmp_path: Path) -> None:
    async with desk_room(tmp_path, second_factor="passwords") as room:
        ada = await room.browser(Role.EDITOR)
        assert (await ada.see("")).status_code == 200
        staff = room.newsroom.staff
        await staff.people.set_password(ada.person, await staff.passwords.hashed("grey herons at the weir"))
        # Another password ends every session; they come back by the provider.
        fresh = await room.newsroom.sessions.begin(ada.person, now=now())
        ada.client.cookies.set("stoppress-desk", fresh)
        assert (await ada.see("")).headers["location"] == SETTING_UP
