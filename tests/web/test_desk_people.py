"""One's account and everybody's: what is changed there, by whom, and after what proof."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import httpx
import pyotp
import pytest
import structlog
from selectolax.lexbor import LexborHTMLParser

from stoppress.actions.wish import Wish
from stoppress.app.building import now
from stoppress.domain.facts import Description, Headline
from stoppress.domain.identifiers import Slug
from stoppress.staff.permissions import OPERATOR, Role
from stoppress.staff.person_rows import RememberedByline
from tests.web.desk_room import Browser, DeskRoom, desk_room

PASSWORD, NEW = "grey herons at the weir", "a bittern in the reeds"
LINK = re.compile(r"http://gazette\.example(/desk/welcome/[a-z2-7]{52})")


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[DeskRoom]:
    async with desk_room(tmp_path) as room:
        await room.newsroom.blogs.open(
            Wish(person=OPERATOR), Slug("ferry"), Description(headline=Headline(text="The ferry"))
        )
        yield room


@pytest.fixture
async def boss(room: DeskRoom) -> Browser:
    return await room.browser(Role.ADMINISTRATOR)


async def proved(room: DeskRoom, browser: Browser, **how_long_ago: float) -> None:
    """Let it be so long since this browser's owner proved who they are."""
    for session in await room.newsroom.sessions.of(browser.person, now()):
        await room.newsroom.sessions.prove(session.id, now() - timedelta(**how_long_ago))


async def with_password(room: DeskRoom, browser: Browser) -> Browser:
    """The same browser, whose owner has a password; no session is ended by that."""
    staff = room.newsroom.staff
    (session, *_) = await staff.sessions.of(browser.person, now())
    await staff.people.set_password(browser.person, await staff.passwords.hashed(PASSWORD), but=session.id)
    return browser


def page(answer: httpx.Response) -> LexborHTMLParser:
    return LexborHTMLParser(answer.text)


# --- one's own account -----------------------------------------------------------------------------------


async def test_a_name_and_a_byline_are_kept(room: DeskRoom) -> None:
    browser = await room.browser(Role.REPORTER)
    fields = {"name": "Rosa Quay", "byline_name": "Rosa Quay", "byline_role": "Asia correspondent"}
    answer = await browser.send("/account/name", **fields, byline_place="Velmora", byline_author="rosa-quay")
    assert answer.headers["location"] == "/desk/account?said=saved"
    found = await room.newsroom.people.row(browser.person)
    assert found.name == "Rosa Quay"
    assert found.byline == RememberedByline(
        name="Rosa Quay", role="Asia correspondent", place="Velmora", author="rosa-quay"
    )
    shown = page(await browser.see("/account?said=saved"))
    assert shown.css_first("#byline_place").attributes["value"] == "Velmora"  # type: ignore[union-attr]
    assert shown.css_first("[role=status]").text() == "Saved."  # type: ignore[union-attr]
    refused = await browser.send("/account/name", name="", byline_name="x" * 101)
    assert refused.status_code == 422


async def test_another_password_signs_out_everywhere_else(room: DeskRoom) -> None:
    browser = await with_password(room, await room.browser(Role.REPORTER))
    await room.newsroom.sessions.begin(browser.person, now=now())
    wrong = await browser.send("/account/password", password="wrong", new_password=NEW)
    weak = await browser.send("/account/password", password=PASSWORD, new_password="short")
    assert (wrong.status_code, weak.status_code) == (403, 422)
    assert len(await room.newsroom.sessions.of(browser.person, now())) == 2
    done = await browser.send("/account/password", password=PASSWORD, new_password=NEW)
    assert done.headers["location"] == "/desk/account?said=password-changed"
    assert len(await room.newsroom.sessions.of(browser.person, now())) == 1
    assert (await browser.see("/account")).status_code == 200


async def test_sessions_are_listed_and_ended(room: DeskRoom) -> None:
    browser, other = await room.browser(Role.REPORTER), await room.browser(Role.REPORTER)
    sessions = room.newsroom.sessions
    for device in ("Firefox on Android", "Safari on iPad"):
        await sessions.begin(browser.person, now=now(), device=device, network="203.0.113.9", shared=True)
    shown = page(await browser.see("/account"))
    assert len(shown.css("main li")) == 3
    assert "Firefox on Android" in shown.text()
    (phone,) = [each for each in await sessions.of(browser.person, now()) if "Android" in each.device]
    # Not by somebody else, whatever they name.
    await other.send(f"/account/sessions/{phone.id}/end")
    assert len(await sessions.of(browser.person, now())) == 3
    await browser.send(f"/account/sessions/{phone.id}/end")
    assert phone.id not in [each.id for each in await sessions.of(browser.person, now())]
    await browser.send("/account/sessions/end-others")
    assert len(await sessions.of(browser.person, now())) == 1
    assert (await browser.see("/account")).status_code == 200


async def test_a_phone_is_set_up_by_scanning_and_a_code(room: DeskRoom) -> None:
    browser = await room.browser(Role.EDITOR)
    await room.newsroom.sessions.begin(browser.person, now=now())
    assert (await browser.see("/account/second-factor")).headers["location"] == "/desk/account"
    assert (await browser.send("/account/second-factor")).headers["location"] == "/desk/account/second-factor"
    shown = page(await browser.see("/account/second-factor"))
    picture = shown.css_first("img.qr").attributes["src"] or ""  # type: ignore[union-attr]
    assert picture.startswith("data:image/svg+xml")
    secret = shown.css_first("code.letters").text()  # type: ignore[union-attr]
    wrong = await browser.send("/account/second-factor/confirm", code="12345")
    assert wrong.status_code == 403
    assert page(wrong).css_first("code.letters").text() == secret  # type: ignore[union-attr]
    done = await browser.send("/account/second-factor/confirm", code=pyotp.TOTP(secret).at(now()))
    codes = [each.text() for each in page(done).css(".codes code")]
    assert len(set(codes)) == 10
    # Whoever came in without a code is out.
    assert len(await room.newsroom.sessions.of(browser.person, now())) == 1
    assert "10 of your recovery codes" in page(await browser.see("/account")).text()
    assert (await browser.send("/account/second-factor")).status_code == 409
    others = [each.text() for each in page(await browser.send("/account/second-factor/codes")).css(".codes code")]
    assert set(codes).isdisjoint(others)
    await browser.send("/account/second-factor/remove")
    assert not await room.newsroom.staff.second_factors.is_set(browser.person)


@pytest.mark.parametrize("what", ["", "/confirm", "/codes", "/remove"])
async def test_the_second_factor_is_changed_only_after_proof(room: DeskRoom, what: str) -> None:
    browser = await with_password(room, await room.browser(Role.EDITOR))
    await browser.send("/account/second-factor")
    await proved(room, browser, hours=2)
    answer = await browser.send(f"/account/second-factor{what}", code="123456")
    assert (answer.status_code, answer.headers["location"]) == (303, "/desk/confirm?next=%2Fdesk%2Faccount")


async def test_proof_is_given_again_with_the_password(room: DeskRoom) -> None:
    browser = await with_password(room, await room.browser(Role.ADMINISTRATOR))
    await proved(room, browser, hours=2)
    asked = await browser.see("/people")
    assert asked.headers["location"] == "/desk/confirm?next=%2Fdesk%2Fpeople"
    form = page(await browser.client.get(asked.headers["location"]))
    assert form.css_first("input[name=next]").attributes["value"] == "/desk/people"  # type: ignore[union-attr]
    wrong = await browser.send("/confirm", password="wrong", next="/desk/people")
    assert wrong.status_code == 403
    done = await browser.send("/confirm", password=PASSWORD, next="/desk/people")
    assert done.headers["location"] == "/desk/people"
    assert (await browser.see("/people")).status_code == 200


# --- everybody -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", [None, Role.EDITOR, Role.REPORTER, Role.MODERATOR])
async def test_people_are_seen_and_changed_by_administrators_alone(
    room: DeskRoom, boss: Browser, role: Role | None
) -> None:
    # Not even by the administrator of one blog.
    browser = await room.browser(role, ferry=Role.ADMINISTRATOR)
    before = await room.newsroom.people.everybody()
    assert (await browser.see("/people")).status_code == 403
    assert (await browser.see(f"/people/{boss.person}")).status_code == 403
    here = f"/people/{browser.person}"
    sent = [
        await browser.send("/people", name="Eve", email="eve@gazette.example", role="administrator"),
        await browser.send(f"{here}/role", role="administrator"),
        await browser.send(f"{here}/blog-role", blog="ferry", role="editor"),
        await browser.send(f"{here}/name", name="Eve"),
        await browser.send(f"/people/{boss.person}/disable"),
        await browser.send(f"/people/{boss.person}/enable"),
        await browser.send(f"/people/{boss.person}/link"),
        await browser.send(f"/people/{boss.person}/sign-out"),
        await browser.send(f"/people/{boss.person}/second-factor/remove"),
    ]
    assert {each.status_code for each in sent} == {403}
    assert await room.newsroom.people.everybody() == before
    assert page(await browser.see("")).css_first("a[href='/desk/people']") is None


async def test_an_invitation_is_a_link_that_is_shown_once(room: DeskRoom, boss: Browser) -> None:
    fields = {"name": "Rosa Quay", "email": "rosa@gazette.example", "role": "reporter"}
    answer = await boss.send("/people", **fields, blog="ferry", blog_role="editor")
    assert answer.status_code == 200
    link = LINK.search(answer.text)
    assert link is not None
    found = await room.newsroom.people.find("rosa@gazette.example")
    assert found is not None
    assert (found.role, found.blogs) == (Role.REPORTER, {Slug("ferry"): Role.EDITOR})
    assert "invited" in page(await boss.see("/people")).text()
    for path in ("/people", f"/people/{found.id}"):
        assert LINK.search((await boss.see(path)).text) is None
    stranger = await room.stranger()
    done = await stranger.post(link[1], data={"password": PASSWORD})
    assert done.headers["location"] == "/desk"
    assert (await stranger.get("/desk/account")).status_code == 200


async def test_what_is_wrong_with_an_invitation_is_said_where_it_was_typed(room: DeskRoom, boss: Browser) -> None:
    taken = (await room.newsroom.people.row(boss.person)).email
    for fields, status in (
        ({"name": "Rosa", "email": taken.upper()}, 409),
        ({"name": "Rosa", "email": "no address"}, 422),
        ({"name": "", "email": "rosa@gazette.example"}, 422),
        ({"name": "Rosa", "email": "rosa@gazette.example", "role": "owner"}, 422),
        ({"name": "Rosa", "email": "rosa@gazette.example", "blog": "nothing", "blog_role": "editor"}, 404),
    ):
        answer = await boss.send("/people", **fields)
        assert answer.status_code == status
        found = page(answer)
        assert found.css_first("[role=alert]") is not None
        assert found.css_first("#email").attributes["value"] == fields["email"]  # type: ignore[union-attr]
    assert len(await room.newsroom.people.everybody()) == 1


async def test_roles_are_given_and_taken_and_count_at_once(room: DeskRoom, boss: Browser) -> None:
    browser = await room.browser(None)
    assert (await browser.see("/blogs/ferry")).status_code == 404
    here = f"/people/{browser.person}"
    await boss.send(f"{here}/blog-role", blog="ferry", role="reporter")
    assert (await browser.see("/blogs/ferry")).status_code == 200
    assert "reporter in ferry" in page(await boss.see(here)).text()
    await boss.send(f"{here}/blog-role", blog="ferry", role="")
    assert (await browser.see("/blogs/ferry")).status_code == 404
    await boss.send(f"{here}/role", role="administrator")
    assert (await browser.see("/people")).status_code == 200
    await boss.send(f"{here}/name", name="Rosa Quay")
    assert "Rosa Quay" in (await browser.see("")).text
    assert (await boss.send(f"{here}/blog-role", blog="nothing", role="editor")).status_code == 404
    assert (await boss.send(f"{here}/role", role="owner")).status_code == 422


async def test_somebody_is_let_in_no_more_and_again(room: DeskRoom, boss: Browser) -> None:
    browser = await room.browser(Role.EDITOR)
    here = f"/people/{browser.person}"
    await boss.send(f"{here}/disable")
    assert (await browser.see("")).status_code == 303
    assert page(await boss.see(here)).css_first(f"form[action='/desk{here}/link']") is None
    await boss.send(f"{here}/enable")
    assert (await room.newsroom.people.row(browser.person)).disabled_at is None
    # The session that was ended stays so.
    assert (await browser.see("")).status_code == 303


async def test_an_administrator_hands_over_a_link_to_another_password(room: DeskRoom, boss: Browser) -> None:
    browser = await with_password(room, await room.browser(Role.EDITOR))
    here = f"/people/{browser.person}"
    links = [LINK.search((await boss.send(f"{here}/link")).text) for _ in range(2)]
    first, second = (each[1] for each in links if each)
    stranger = await room.stranger()
    assert (await stranger.get(first)).status_code == 404
    assert "Choose another password" in (await stranger.get(second)).text
    await stranger.post(second, data={"password": NEW})
    assert (await browser.see("")).status_code == 303
    assert (await stranger.get("/desk")).status_code == 200


async def test_a_lost_phone_and_a_lost_laptop_are_seen_to(room: DeskRoom, boss: Browser) -> None:
    browser = await room.browser(Role.EDITOR)
    staff, here = room.newsroom.staff, f"/people/{browser.person}"
    await staff.second_factors.begin(browser.person)
    offer = await staff.second_factors.offer(browser.person, "x")
    assert offer is not None
    await staff.second_factors.confirm(browser.person, pyotp.TOTP(offer.secret).at(now()), now())
    await boss.send(f"{here}/second-factor/remove")
    assert not await staff.second_factors.is_set(browser.person)
    await boss.send(f"{here}/sign-out")
    assert (await browser.see("")).status_code == 303


async def test_the_last_administrator_cannot_shut_everybody_out(room: DeskRoom, boss: Browser) -> None:
    await with_password(room, boss)
    here = f"/people/{boss.person}"
    assert (await boss.send(f"{here}/role", role="editor")).status_code == 409
    assert (await boss.send(f"{here}/disable")).status_code == 409
    assert (await boss.see("/people")).status_code == 200


async def test_nobody_has_a_page_and_every_change_is_logged(room: DeskRoom, boss: Browser) -> None:
    assert (await boss.see("/people/person-x")).status_code == 404
    browser = await room.browser(Role.EDITOR)
    with structlog.testing.capture_logs() as logs:
        await boss.send(f"/people/{browser.person}/role", role="reporter")
    assert logs == [
        {
            "event": "role set",
            "log_level": "info",
            "by": boss.person,
            "person": browser.person,
            "role": Role.REPORTER,
        }
    ]


async def test_a_form_of_an_earlier_session_changes_nothing(room: DeskRoom, boss: Browser) -> None:
    browser = await room.browser(Role.EDITOR)
    boss.token = browser.token
    answer = await boss.send(f"/people/{browser.person}/role", role="administrator")
    assert answer.status_code == 403
    assert (await room.newsroom.people.row(browser.person)).role is Role.EDITOR
