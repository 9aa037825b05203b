"""Signing in at the desk: the pages, the cookie, and what other sites, old links and guessers come to."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import quote

import httpx
import pyotp
import pytest
import structlog
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from stoppress.app.building import now
from stoppress.app.staff import first_run_secret
from stoppress.staff.links import LinkKind
from stoppress.staff.permissions import Role
from stoppress.web.desk.asking import PLAIN_COOKIE, SECURE_COOKIE
from stoppress.web.desk.sign_in import onward_of
from tests.web.desk_room import ORIGIN, DeskRoom, desk_room

PASSWORD = "grey herons at the weir"
ROSA = "rosa@gazette.example"


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[DeskRoom]:
    async with desk_room(tmp_path) as room:
        yield room


async def rosa(room: DeskRoom, role: Role = Role.EDITOR) -> str:
    """Somebody with a password; their id."""
    browser = await room.browser(role)
    staff = room.newsroom.staff
    await staff.people.set_password(browser.person, await staff.passwords.hashed(PASSWORD))
    return browser.person


async def email_of(room: DeskRoom, person: str) -> str:
    return (await room.newsroom.people.row(person)).email


async def sign_in(room: DeskRoom, person: str, **fields: str) -> tuple[httpx.AsyncClient, httpx.Response]:
    stranger = await room.stranger()
    given = {"email": await email_of(room, person), "password": PASSWORD, **fields}
    return stranger, await stranger.post("/desk/sign-in", data=given)


async def phone_of(room: DeskRoom, person: str) -> pyotp.TOTP:
    """Ask for codes; what makes them. The code of the step before is used."""
    staff = room.newsroom.staff
    await staff.second_factors.begin(person)
    offer = await staff.second_factors.offer(person, ROSA)
    assert offer is not None
    phone = pyotp.TOTP(offer.secret)
    await staff.second_factors.confirm(person, phone.at(now(), counter_offset=-1), now())
    return phone


def cookie_lines(answer: httpx.Response, name: str = PLAIN_COOKIE) -> list[str]:
    return [each for each in answer.headers.get_list("set-cookie") if each.startswith(f"{name}=")]


def page(answer: httpx.Response) -> LexborHTMLParser:
    return LexborHTMLParser(answer.text)


async def test_somebody_signs_in_and_goes_on_to_where_they_were(room: DeskRoom) -> None:
    person = await rosa(room)
    browser, answer = await sign_in(room, person, next="/desk/search?q=storm")
    assert (answer.status_code, answer.headers["location"]) == (303, "/desk/search?q=storm")
    assert answer.headers["cache-control"] == "no-store, private"
    (line,) = cookie_lines(answer)
    assert {each.strip().lower() for each in line.split(";")[1:]} == {
        "httponly",
        "max-age=604800",
        "path=/",
        "samesite=lax",
    }
    home = await browser.get("/desk")
    assert home.status_code == 200
    again = await browser.get("/desk/sign-in?next=/desk/account")
    assert (again.status_code, again.headers["location"]) == (303, "/desk/account")


async def test_on_a_shared_machine_the_cookie_goes_with_the_browser(room: DeskRoom) -> None:
    person = await rosa(room)
    _browser, answer = await sign_in(room, person, shared="yes")
    assert "max-age" not in cookie_lines(answer)[0].lower()
    assert not cookie_lines(answer, f"{PLAIN_COOKIE}-known")
    assert [each.shared for each in await room.newsroom.sessions.of(person, now())] == [True]


async def test_who_has_signed_in_before_can_again_while_strangers_fail(tmp_path: Path) -> None:
    async with desk_room(tmp_path, sign_in_all_tries=3) as room:
        person = await rosa(room)
        browser, _answer = await sign_in(room, person)
        await room.newsroom.sessions.end_all(person)
        stranger = await room.stranger()
        for number in range(4):
            headers = {"X-Forwarded-For": f"203.0.113.{number}"}
            await stranger.post(
                "/desk/sign-in", data={"email": f"a{number}@b.example", "password": "x"}, headers=headers
            )
        typed, field = (
            {"email": await email_of(room, person), "password": PASSWORD},
            {"X-Forwarded-For": "198.51.100.9"},
        )
        assert (await stranger.post("/desk/sign-in", data=typed, headers=field)).status_code == 429
        assert (await browser.post("/desk/sign-in", data=typed, headers=field)).status_code == 303


async def test_of_a_secure_origin_the_cookie_is_bound_to_it(tmp_path: Path) -> None:
    async with desk_room(tmp_path, origin="https://live.gazette.example") as room:
        person = await rosa(room)
        _browser, answer = await sign_in(room, person)
        # The session's, and what the browser is known by when it comes again.
        for name in (SECURE_COOKIE, f"{SECURE_COOKIE}-known"):
            (line,) = cookie_lines(answer, name)
            attributes = {each.strip().lower() for each in line.split(";")[1:]}
            assert attributes >= {"secure", "httponly", "path=/", "samesite=lax"}
        assert not any(each.startswith("domain") for each in attributes)


async def test_a_wrong_password_and_a_wrong_address_look_the_same(room: DeskRoom) -> None:
    person = await rosa(room)
    email = await email_of(room, person)
    _, wrong = await sign_in(room, person, password="wrong")
    _, unknown = await sign_in(room, person, email="nobody@gazette.example")
    assert wrong.status_code == unknown.status_code == 403
    assert wrong.text.replace(email, "X") == unknown.text.replace("nobody@gazette.example", "X")
    assert cookie_lines(wrong) == []
    found = page(wrong)
    assert found.css_first("#email").attributes["value"] == email  # type: ignore[union-attr]
    assert "wrong" not in (found.css_first("#password").html or "")  # type: ignore[union-attr]
    assert found.css_first("[role=alert]") is not None


async def test_whoever_guesses_waits_whatever_they_say_their_address_is(room: DeskRoom) -> None:
    person = await rosa(room)
    stranger, email = await room.stranger(), await email_of(room, person)
    stranger._transport = httpx.ASGITransport(app=room.door, client=("198.51.100.7", 1))
    statuses = []
    for number in range(12):
        headers = dict.fromkeys(
            ("X-Forwarded-For", "Forwarded", "X-Real-IP", "CF-Connecting-IP", "True-Client-IP"), f"203.0.113.{number}"
        )
        answer = await stranger.post("/desk/sign-in", data={"email": email, "password": "wrong"}, headers=headers)
        statuses.append(answer.status_code)
    assert statuses == [403] * 5 + [429] * 7
    assert "Wait" in page(answer).css_first("[role=alert]").text()  # type: ignore[union-attr]
    # Somebody else, and the same person elsewhere, come in.
    _browser, elsewhere = await sign_in(room, person)
    assert elsewhere.status_code == 303


async def test_behind_a_proxy_each_address_counts_for_itself(room: DeskRoom) -> None:
    person = await rosa(room)
    stranger, email = await room.stranger(), await email_of(room, person)
    fields = {"email": email, "password": "wrong"}
    for address, statuses in (("203.0.113.1", [403] * 5 + [429]), ("203.0.113.2", [403] * 5 + [429])):
        found = []
        for number in range(6):
            forged = {"X-Forwarded-For": f"192.0.2.{number}, {address}"}
            found.append((await stranger.post("/desk/sign-in", data=fields, headers=forged)).status_code)
        assert found == statuses


async def test_another_sites_form_signs_nobody_in_or_out(room: DeskRoom) -> None:
    person = await rosa(room)
    stranger, email = await room.stranger(), await email_of(room, person)
    for foreign in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}, {"Origin": "null"}):
        fields = {"email": email, "password": PASSWORD}
        answer = await stranger.post("/desk/sign-in", data=fields, headers=foreign)
        assert (answer.status_code, cookie_lines(answer)) == (403, [])
    browser, _ = await sign_in(room, person)
    assert (await browser.post("/desk/sign-out")).status_code == 403
    assert (await browser.get("/desk")).status_code == 200


async def test_signing_out_ends_the_session(room: DeskRoom) -> None:
    browser = await room.browser(Role.EDITOR)
    secret = browser.client.cookies[PLAIN_COOKIE]
    answer = await browser.send("/sign-out")
    assert (answer.status_code, answer.headers["location"]) == (303, "/desk/sign-in?said=signed-out")
    assert "max-age=0" in cookie_lines(answer)[0].lower()
    browser.client.cookies.set(PLAIN_COOKIE, secret)
    assert (await browser.see("")).headers["location"].startswith("/desk/sign-in?")


async def test_whoever_is_disabled_is_out_at_once(room: DeskRoom) -> None:
    browser = await room.browser(Role.EDITOR)
    assert (await browser.see("")).status_code == 200
    await room.newsroom.people.disable(browser.person, now())
    assert (await browser.see("")).headers["location"].startswith("/desk/sign-in?")


async def test_a_code_is_asked_for_after_the_password(room: DeskRoom) -> None:
    person = await rosa(room)
    phone = await phone_of(room, person)
    browser, answer = await sign_in(room, person, next="/desk/account", shared="yes")
    assert answer.headers["location"] == "/desk/sign-in/code?next=%2Fdesk%2Faccount"
    assert cookie_lines(answer) == []
    assert (await browser.get("/desk")).headers["location"].startswith("/desk/sign-in?")
    form = await browser.get(answer.headers["location"])
    assert page(form).css_first("input[name=next]").attributes["value"] == "/desk/account"  # type: ignore[union-attr]
    wrong = await browser.post("/desk/sign-in/code", data={"code": "12345", "next": "/desk/account"})
    assert wrong.status_code == 403
    done = await browser.post("/desk/sign-in/code", data={"code": phone.at(now()), "next": "/desk/account"})
    assert (done.status_code, done.headers["location"]) == (303, "/desk/account")
    assert "max-age" not in cookie_lines(done)[0].lower()
    assert (await browser.get("/desk/account")).status_code == 200
    # The half of it is worth nothing any more.
    assert (await browser.get("/desk/sign-in/code")).headers["location"] == "/desk/sign-in"


async def test_a_code_without_a_password_leads_back_to_the_start(room: DeskRoom) -> None:
    stranger = await room.stranger()
    assert (await stranger.get("/desk/sign-in/code")).headers["location"] == "/desk/sign-in"
    answer = await stranger.post("/desk/sign-in/code", data={"code": "123456"})
    assert answer.headers["location"] == "/desk/sign-in?said=sign-in-over"


async def test_the_first_account_is_made_by_a_link_and_four_inputs_at_most(room: DeskRoom) -> None:
    secret = await first_run_secret(room.newsroom.staff, now())
    assert secret is not None
    stranger = await room.stranger()
    for _ in range(3):
        form = await stranger.get(f"/desk/welcome/{secret}")
        assert form.status_code == 200
        assert form.headers["referrer-policy"] == "same-origin"
    inputs = [each for each in page(form).css("input") if each.attributes.get("type") != "hidden"]
    assert [each.attributes["name"] for each in inputs] == ["email", "password", "name"]
    fields = {"name": "Rosa Quay", "email": ROSA, "password": "short"}
    weak = await stranger.post(f"/desk/welcome/{secret}", data=fields)
    assert weak.status_code == 422
    assert page(weak).css_first("#name").attributes["value"] == "Rosa Quay"  # type: ignore[union-attr]
    done = await stranger.post(f"/desk/welcome/{secret}", data=fields | {"password": PASSWORD})
    assert (done.status_code, done.headers["location"]) == (303, "/desk/blogs/new")
    assert (await stranger.get("/desk/people")).status_code == 200
    another = await room.stranger()
    for answer in (
        await another.get(f"/desk/welcome/{secret}"),
        await another.post(f"/desk/welcome/{secret}", data=fields | {"email": "x@y.example", "password": PASSWORD}),
    ):
        assert answer.status_code == 404
    assert await first_run_secret(room.newsroom.staff, now()) is None


async def test_a_link_to_another_password_still_asks_for_the_code(room: DeskRoom) -> None:
    person = await rosa(room)
    await phone_of(room, person)
    secret = await room.newsroom.staff.links.make(LinkKind.RESET, person, by="operator", now=now())
    stranger = await room.stranger()
    assert await email_of(room, person) in (await stranger.get(f"/desk/welcome/{secret}")).text
    answer = await stranger.post(f"/desk/welcome/{secret}", data={"password": "a bittern in the reeds"})
    assert answer.headers["location"].startswith("/desk/sign-in/code")
    assert cookie_lines(answer) == []


async def test_a_link_is_not_taken_up_by_another_sites_form(room: DeskRoom) -> None:
    secret = await first_run_secret(room.newsroom.staff, now())
    fields = {"name": "Eve", "email": "eve@evil.example", "password": PASSWORD}
    stranger = await room.stranger()
    answer = await stranger.post(f"/desk/welcome/{secret}", data=fields, headers={"Origin": "https://evil.example"})
    assert answer.status_code == 403
    assert (await stranger.head(f"/desk/welcome/{secret}")).status_code == 405
    assert await room.newsroom.people.is_empty()


async def test_no_links_secret_stands_in_the_log_when_something_fails(
    room: DeskRoom, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = await first_run_secret(room.newsroom.staff, now())
    assert secret is not None

    async def fail(*_: object) -> None:
        raise RuntimeError("an empty tank")

    monkeypatch.setattr(type(room.newsroom.staff.links), "look", fail)
    stranger = await room.stranger()
    stranger._transport = httpx.ASGITransport(app=room.door, raise_app_exceptions=False)
    with structlog.testing.capture_logs() as logs:
        answer = await stranger.get(f"/desk/welcome/{secret}")
    assert answer.status_code == 500
    assert [each["path"] for each in logs] == ["/desk/welcome/..."]
    assert secret not in answer.text


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example",
        "//evil.example",
        "/desk//evil.example",
        "/desk/\\evil.example",
        "/\\evil.example",
        "/desk\t/x",
        "/desk@evil.example",
        "/desks",
        "desk",
        "",
        "/desk/\r\nSet-Cookie: x=y",
        "/desk/sign-in",
        "/desk/sign-out",
        "/desk/confirm?next=/desk",
        "/desk/welcome/x",
    ],
)
async def test_whoever_signs_in_goes_nowhere_else(room: DeskRoom, elsewhere: str) -> None:
    assert onward_of(elsewhere) == "/desk"
    form = await (await room.stranger()).get(f"/desk/sign-in?next={quote(elsewhere, safe='')}")
    assert page(form).css_first("input[name=next]").attributes["value"] == "/desk"  # type: ignore[union-attr]


@given(st.text(alphabet="/desk\\.:@?#%\t\n x", max_size=30))
def test_wherever_it_leads_it_is_the_desk(given_next: str) -> None:
    found = httpx.URL(f"{ORIGIN}/desk/sign-in").join(onward_of(given_next))
    assert (found.host, found.path.startswith("/desk")) == ("gazette.example", True)


async def test_a_page_that_was_asked_for_is_come_back_to(room: DeskRoom) -> None:
    answer = await (await room.stranger()).get("/desk/blogs/ferry?before=p1")
    assert answer.headers["location"] == "/desk/sign-in?next=%2Fdesk%2Fblogs%2Fferry%3Fbefore%3Dp1"
    assert onward_of("/desk/blogs/ferry?before=p1") == "/desk/blogs/ferry?before=p1"
