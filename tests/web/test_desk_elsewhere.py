"""OpenID Connect against a real provider: who is let in, who is turned away, and what is not believed."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pyotp
import pytest
from pydantic import ValidationError
from selectolax.lexbor import LexborHTMLParser

from stoppress.app.building import now
from stoppress.config.settings import Settings
from stoppress.errors.people import ProviderFailed
from stoppress.staff.permissions import Role
from stoppress.web.desk.asking import PLAIN_COOKIE
from stoppress.web.desk.elsewhere import PER_MINUTE
from tests.provider import SECRET, let_in, providing
from tests.web.desk_room import ORIGIN, DeskRoom, desk_room

PEOPLE: dict[str, dict[str, Any]] = {
    "rosa": {"email": "Rosa@Gazette.example", "email_verified": True, "name": "Rosa Quay"},
    "usurper": {"email": "rosa@gazette.example", "email_verified": True, "name": "Not Rosa"},
    "unchecked": {"email": "rosa@gazette.example", "email_verified": False},
    "stringly": {"email": "rosa@gazette.example", "email_verified": "true"},
    "alike": {"email": "ｒosa@gazette.example", "email_verified": True},
    "stranger": {"email": "zoe@elsewhere.example", "email_verified": True, "name": "Zoe\u202e"},
    "nameless": {},
}


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    """A provider for all tests of this file."""
    with providing(ORIGIN, PEOPLE) as issuer:
        yield issuer


def settings(issuer: str, **more: Any) -> dict[str, Any]:
    return {
        "oidc_issuer": issuer,
        "oidc_client_id": "stoppress",
        "oidc_client_secret": SECRET,
        "oidc_name": "Gazette account",
        **more,
    }


@pytest.fixture
async def room(tmp_path: Path, issuer: str) -> AsyncIterator[DeskRoom]:
    async with desk_room(tmp_path, **settings(issuer)) as room:
        yield room


async def invite(room: DeskRoom, email: str = "rosa@gazette.example") -> str:
    """Somebody who has no password; their id."""
    row = await room.newsroom.people.add(email, "Rosa", Role.EDITOR, now=now(), random=lambda count: b"r" * count)
    return row.id


@asynccontextmanager
async def person_elsewhere() -> AsyncIterator[httpx.AsyncClient]:
    """A browser's windows at the provider."""
    async with httpx.AsyncClient() as client:
        yield client


async def come_from(browser: httpx.AsyncClient, person: str, asked: str = "") -> httpx.Response:
    """Sign in over there, and what the desk answers when one comes back."""
    leaving = await browser.get(f"/desk/sign-in/elsewhere{asked}")
    assert leaving.status_code == 303
    async with person_elsewhere() as elsewhere:
        back = await let_in(elsewhere, leaving.headers["location"], person)
    assert back.startswith(f"{ORIGIN}/desk/sign-in/elsewhere/done?")
    return await browser.get(back)


def problem(answer: httpx.Response) -> str:
    found = LexborHTMLParser(answer.text).css_first("[role=alert]")
    assert found is not None
    return found.text()


def is_signed_in(answer: httpx.Response) -> bool:
    return any(each.startswith(f"{PLAIN_COOKIE}=") for each in answer.headers.get_list("set-cookie"))


async def test_whoever_was_invited_comes_in_and_goes_on_to_where_they_were(room: DeskRoom) -> None:
    person = await invite(room)
    browser = await room.stranger()
    form = LexborHTMLParser((await browser.get("/desk/sign-in?next=/desk/search?q=x")).text)
    link = next(each for each in form.css("main a") if "Gazette account" in each.text()).attributes["href"] or ""
    answer = await come_from(browser, "rosa", link.removeprefix("/desk/sign-in/elsewhere"))
    assert (answer.status_code, answer.headers["location"]) == (303, "/desk/search?q=x")
    assert answer.headers["cache-control"] == "no-store, private"
    assert (await browser.get("/desk/account")).status_code == 200
    assert [each.person for each in await room.newsroom.sessions.of(person, now())] == [person]
    assert (await room.newsroom.people.row(person)).signs_in_elsewhere


async def test_on_a_shared_machine_they_are_signed_out_soon(room: DeskRoom) -> None:
    person = await invite(room)
    answer = await come_from(await room.stranger(), "rosa", "?shared=yes")
    (line,) = [each for each in answer.headers.get_list("set-cookie") if each.startswith(f"{PLAIN_COOKIE}=")]
    assert "max-age" not in line.lower()
    assert [each.shared for each in await room.newsroom.sessions.of(person, now())] == [True]


async def test_whoever_has_come_before_is_known_by_more_than_their_address(room: DeskRoom) -> None:
    person = await invite(room)
    await come_from(await room.stranger(), "rosa")
    # The address was given to somebody else, over there.
    refused = await come_from(await room.stranger(), "usurper")
    assert refused.status_code == 403
    assert "nobody has invited" in problem(refused)
    assert not is_signed_in(refused)
    assert (await come_from(await room.stranger(), "rosa")).status_code == 303
    assert len(await room.newsroom.sessions.of(person, now())) == 2


@pytest.mark.parametrize("person", ["unchecked", "stringly", "alike", "stranger", "nameless"])
async def test_whoever_nobody_invited_or_checked_is_turned_away(room: DeskRoom, person: str) -> None:
    await invite(room)
    answer = await come_from(await room.stranger(), person)
    assert answer.status_code == 403
    assert not is_signed_in(answer)
    assert len(await room.newsroom.people.everybody()) == 1


async def test_whoever_is_disabled_is_turned_away(room: DeskRoom) -> None:
    person = await invite(room)
    await come_from(await room.stranger(), "rosa")
    await room.newsroom.people.disable(person, now())
    assert (await come_from(await room.stranger(), "rosa")).status_code == 403
    assert (await come_from(await room.stranger(), "usurper")).status_code == 403


async def test_strangers_come_in_where_the_newsroom_says_so(tmp_path: Path, issuer: str) -> None:
    async with desk_room(tmp_path, **settings(issuer, oidc_role="reporter")) as room:
        for _ in range(2):
            assert (await come_from(await room.stranger(), "stranger")).status_code == 303
        (row,) = await room.newsroom.people.everybody()
        # The name over there is none that could stand here.
        assert (row.name, row.email, row.role) == ("zoe", "zoe@elsewhere.example", Role.REPORTER)
        assert (await come_from(await room.stranger(), "unchecked")).status_code == 403


async def test_a_second_factor_here_is_asked_for_all_the_same(room: DeskRoom) -> None:
    person = await invite(room)
    factors = room.newsroom.staff.second_factors
    await factors.begin(person)
    offer = await factors.offer(person, "x")
    assert offer is not None
    await factors.confirm(person, pyotp.TOTP(offer.secret).at(now()), now())
    answer = await come_from(await room.stranger(), "rosa")
    assert answer.headers["location"].startswith("/desk/sign-in/code?")
    assert not is_signed_in(answer)


async def test_who_they_are_is_proved_anew_over_there(room: DeskRoom) -> None:
    person = await invite(room)
    browser = await room.stranger()
    await come_from(browser, "rosa")
    form = LexborHTMLParser((await browser.get("/desk/confirm?next=/desk/account")).text)
    (link,) = [each.attributes["href"] or "" for each in form.css("main a") if "again" in each.text()]
    leaving = await browser.get(link)
    asked = parse_qs(urlsplit(leaving.headers["location"]).query)
    assert (asked["prompt"], asked["max_age"]) == (["login"], ["0"])
    async with person_elsewhere() as elsewhere:
        back = await let_in(elsewhere, leaving.headers["location"], "rosa")
    answer = await browser.get(back)
    assert (answer.status_code, answer.headers["location"]) == (303, "/desk/account")
    assert len(await room.newsroom.sessions.of(person, now())) == 2


async def test_to_be_signed_in_over_there_is_no_proof(room: DeskRoom) -> None:
    """Or whoever finds a machine unlocked would only have to sign out here, and in again."""
    person = await invite(room)
    await room.newsroom.people.set_role(person, Role.ADMINISTRATOR)
    for asked, leads in (("", "/desk/confirm?next=%2Fdesk%2Fpeople"), ("?anew=yes", None)):
        browser = await room.stranger()
        await come_from(browser, "rosa", asked)
        answer = await browser.get("/desk/people", headers={"Accept": "text/html"})
        assert answer.headers.get("location") == leads


@pytest.mark.parametrize(
    ("algorithm", "secret", "tokens"),
    [
        ("ES256", SECRET, "client_secret_basic"),
        ("RS256", SECRET, "client_secret_post"),
        ("RS256", "", ""),
    ],
)
async def test_providers_sign_and_ask_in_several_ways(tmp_path: Path, algorithm: str, secret: str, tokens: str) -> None:
    with providing(ORIGIN, PEOPLE, algorithm=algorithm, secret=secret, tokens=tokens) as issuer:
        async with desk_room(tmp_path, **settings(issuer, oidc_client_secret=secret)) as room:
            await invite(room)
            assert (await come_from(await room.stranger(), "rosa")).status_code == 303


async def test_a_token_signed_with_our_own_secret_is_not_believed(tmp_path: Path) -> None:
    with providing(ORIGIN, PEOPLE, algorithm="HS256") as issuer:
        async with desk_room(tmp_path, **settings(issuer)) as room:
            await invite(room)
            answer = await come_from(await room.stranger(), "rosa")
            assert (answer.status_code, is_signed_in(answer)) == (502, False)
            assert "cannot be believed" in problem(answer)


async def test_what_comes_back_to_another_browser_signs_nobody_in(room: DeskRoom) -> None:
    """Somebody hands their own way back to another person, who would write in their name."""
    await invite(room)
    browser, victim, midway = await room.stranger(), await room.stranger(), await room.stranger()
    leaving = await browser.get("/desk/sign-in/elsewhere")
    async with person_elsewhere() as elsewhere:
        back = await let_in(elsewhere, leaving.headers["location"], "rosa")
    await midway.get("/desk/sign-in/elsewhere")
    for other in (victim, midway):
        answer = await other.get(back)
        assert (answer.status_code, is_signed_in(answer)) == (403, False)
    assert (await browser.get(back)).status_code == 303
    # A code is good once, and so is what the browser kept.
    again = await browser.get(back)
    assert (again.status_code, "too long" in problem(again)) == (403, True)


async def test_a_code_is_worth_nothing_without_what_the_browser_kept(room: DeskRoom) -> None:
    """PKCE: the code alone, found in a log, is redeemed by nobody; a nonce binds the answer to the attempt."""
    await invite(room)
    for name in ("verifier", "nonce"):
        browser = await room.stranger()
        leaving = await browser.get("/desk/sign-in/elsewhere")
        async with person_elsewhere() as elsewhere:
            back = await let_in(elsewhere, leaving.headers["location"], "rosa")
        kept = browser.cookies[f"{PLAIN_COOKIE}-elsewhere"].strip('"')
        mine = parse_qs(kept)
        way = parse_qs(mine["way"][0])
        forged = str(httpx.QueryParams({each: values[0] for each, values in way.items()} | {name: "x" * 52}))
        browser.cookies.clear()
        browser.cookies.set(f"{PLAIN_COOKIE}-elsewhere", str(httpx.QueryParams({"way": forged, "next": "/desk"})))
        answer = await browser.get(back)
        assert (answer.status_code, is_signed_in(answer)) == (502, False)


@pytest.mark.parametrize(
    "sent", ["error=access_denied", "iss=https%3A%2F%2Fevil.example&code=x", "code=", "code=forged"]
)
async def test_whatever_else_comes_back_signs_nobody_in(room: DeskRoom, sent: str) -> None:
    browser = await room.stranger()
    leaving = await browser.get("/desk/sign-in/elsewhere")
    state = parse_qs(urlsplit(leaving.headers["location"]).query)["state"][0]
    answer = await browser.get(f"/desk/sign-in/elsewhere/done?{sent}&state={state}")
    assert (answer.status_code, is_signed_in(answer)) == (502, False)
    assert problem(answer)


async def test_strangers_do_not_have_us_ask_the_provider_for_ever(
    room: DeskRoom, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    arrivals = room.newsroom.staff.arrivals
    assert arrivals is not None

    async def redeem(code: str, *_more: str) -> Any:
        asked.append(code)
        raise ProviderFailed(problem="it knows no such code.")

    monkeypatch.setattr(arrivals.open_id, "_redeem", redeem)
    stranger, answers = await room.stranger(), []
    leaving = await stranger.get("/desk/sign-in/elsewhere")
    state = parse_qs(urlsplit(leaving.headers["location"]).query)["state"][0]
    kept = dict(stranger.cookies)
    for number in range(PER_MINUTE + 5):
        stranger.cookies.update(kept)
        answers.append(await stranger.get(f"/desk/sign-in/elsewhere/done?state={state}&code={number}"))
    assert len(asked) == PER_MINUTE - 1
    assert [each.status_code for each in answers[-6:]] == [429] * 6
    assert "Wait" in problem(answers[-1])


async def test_a_provider_that_is_down_leaves_the_password(room: DeskRoom, tmp_path: Path) -> None:
    async with desk_room(tmp_path / "down", **settings("http://127.0.0.1:9")) as down:
        browser = await down.stranger()
        answer = await browser.get("/desk/sign-in/elsewhere?next=/desk/account")
        assert answer.status_code == 502
        assert "does not answer" in problem(answer)
        form = LexborHTMLParser(answer.text)
        assert form.css_first("#password") is not None
        assert form.css_first("input[name=next]").attributes["value"] == "/desk/account"  # type: ignore[union-attr]


async def test_without_a_provider_there_is_no_such_page(tmp_path: Path) -> None:
    async with desk_room(tmp_path) as room:
        stranger = await room.stranger()
        assert "elsewhere" not in (await stranger.get("/desk/sign-in")).text
        for path in ("", "/done?code=x&state=y"):
            assert (await stranger.get(f"/desk/sign-in/elsewhere{path}")).status_code == 404


@pytest.mark.parametrize(
    "wrong",
    [
        {"oidc_issuer": "http://accounts.example", "oidc_client_id": "x"},
        {"oidc_issuer": "http://127.0.0.1.evil.example", "oidc_client_id": "x"},
        {"oidc_issuer": "accounts.example", "oidc_client_id": "x"},
        {"oidc_issuer": "https://accounts.example"},
        {"oidc_issuer": "https://accounts.example", "oidc_client_id": "x", "oidc_role": "owner"},
    ],
)
def test_a_provider_is_asked_over_https_alone(wrong: dict[str, str]) -> None:
    with pytest.raises(ValidationError):
        Settings.model_validate(wrong)


def test_the_secret_is_shown_nowhere() -> None:
    given = Settings.model_validate(settings("https://accounts.example"))
    assert SECRET not in repr(given)
    assert SECRET not in json.dumps(given.model_dump(mode="json"))


async def test_who_comes_from_there_and_has_to_have_a_second_factor_proves_who_they_are_first(
    tmp_path: Path, issuer: str
) -> None:
    async with desk_room(tmp_path, **settings(issuer, second_factor="everybody")) as room:
        await invite(room)
        browser, html = await room.stranger(), {"Accept": "text/html"}
        await come_from(browser, "rosa")
        assert (await browser.get("/desk", headers=html)).headers["location"] == "/desk/account/second-factor"
        confirm = (await browser.get("/desk/account/second-factor", headers=html)).headers["location"]
        assert confirm == "/desk/confirm?next=%2Fdesk%2Faccount%2Fsecond-factor"
        page = LexborHTMLParser((await browser.get(confirm, headers=html)).text)
        (link,) = [each.attributes["href"] or "" for each in page.css("main a") if "again" in each.text()]
        await come_from(browser, "rosa", link.removeprefix("/desk/sign-in/elsewhere"))
        assert (await browser.get("/desk/account/second-factor", headers=html)).status_code == 200
