"""The first account, a second factor and a provider of OpenID Connect, in a browser and by keyboard where one types."""

from __future__ import annotations

import re
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pyotp
import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Readers
from tests.browser.test_accessible import SCREENS, violations, widths
from tests.provider import SECRET, providing
from tests.running import Running, command, serving

LINK = re.compile(r"http://\S+/desk/welcome/[a-z2-7]+")
ROSA, PASSWORD, NEW = "rosa@gazette.example", "grey herons at the weir", "a bittern in the reeds"


@contextmanager
def newsroom(folder: Path) -> Iterator[tuple[Running, str]]:
    """A newsroom in which nobody works, and the link it prints."""
    with serving(folder) as running:
        assert running.process.stdout is not None
        found = next(filter(None, map(LINK.search, running.process.stdout)))
        yield running, found[0]


def found_newsroom(page: Page, link: str) -> int:
    """Make the first account; how many inputs that took."""
    page.goto(link)
    inputs = page.locator("main input:not([type=hidden])")
    # A browser puts the cursor there some time after the page has come.
    expect(inputs.first).to_be_focused()
    for text in (ROSA, PASSWORD, "Rosa Quay"):
        page.keyboard.type(text)
        page.keyboard.press("Tab")
    count = inputs.count()
    page.keyboard.press("Enter")
    # There is one thing to do in a newsroom without a blog.
    expect(page).to_have_url(re.compile("/desk/blogs/new$"))
    return count


def sign_in(page: Page, password: str = PASSWORD) -> None:
    page.get_by_label("E-mail address").fill(ROSA)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in", exact=True).click()


def complaints(page: Page) -> list[str]:
    """What the browser says of the page's own policy, from now on."""
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda problem: said.append(str(problem)))
    return said


def free_port() -> int:
    """A port that a server will be told to take: the provider has to know it first."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


def test_from_nobody_to_a_second_factor(tmp_path: Path, readers: Readers) -> None:
    with newsroom(tmp_path) as (running, link):
        page = readers().new_page()
        said = complaints(page)
        assert found_newsroom(page, link) == 3
        page.get_by_role("link", name="Rosa Quay").click()
        page.get_by_role("button", name="Set up a phone").click()
        picture = page.locator("img.qr")
        assert picture.evaluate("image => image.complete && image.naturalWidth > 0")
        phone = pyotp.TOTP(page.locator("code.letters").inner_text())
        page.get_by_label("The six digits").fill(phone.at(time.time()))
        page.keyboard.press("Enter")
        expect(page.locator(".codes code")).to_have_count(10)
        paper = page.locator(".codes code").first.inner_text()
        page.get_by_role("link", name="I have them").click()
        page.get_by_role("button", name="Sign out", exact=True).click()
        expect(page.get_by_role("status")).to_have_text("You are signed out.")

        # A page that was asked for, a wrong password, a password, a wrong code, a code.
        page.goto(f"{running.url}/desk/account")
        sign_in(page, "wrong")
        expect(page.get_by_role("alert")).to_contain_text("do not belong together")
        sign_in(page)
        page.get_by_label("Code").fill("000 000")
        page.keyboard.press("Enter")
        expect(page.get_by_role("alert")).to_contain_text("not right")
        # The next step's, which the phone shows in half a minute: the one before was used.
        page.get_by_label("Code").fill(phone.at(time.time(), counter_offset=1))
        page.keyboard.press("Enter")
        expect(page).to_have_url(f"{running.url}/desk/account")

        # On another machine, with a code from the paper; it is signed out from here.
        other = readers().new_page()
        other.goto(f"{running.url}/desk")
        sign_in(other)
        other.get_by_label("Code").fill(paper)
        other.keyboard.press("Enter")
        expect(other.get_by_role("heading", name="Blogs")).to_be_visible()
        page.reload()
        expect(page.get_by_text("9 of your recovery codes")).to_be_visible()
        page.get_by_role("button", name="Sign out there").click()
        other.reload()
        expect(other.get_by_role("heading", name="Sign in")).to_be_visible()
        # Chromium logs a page that is answered with a refusal.
        assert [each for each in said if "403" not in each] == []


def test_somebody_is_invited_and_chooses_a_password(tmp_path: Path, readers: Readers) -> None:
    with newsroom(tmp_path) as (_running, link):
        page, guest = readers().new_page(), readers().new_page()
        found_newsroom(page, link)
        page.get_by_role("link", name="People").click()
        page.get_by_label("Name").fill("Ana Marsh")
        page.get_by_label("E-mail address").fill("ana@gazette.example")
        page.get_by_label("Role in all blogs").select_option("reporter")
        page.get_by_role("button", name="Make a link for them").click()
        guest.goto(page.get_by_label("Link").input_value())
        expect(guest.get_by_text("For Ana Marsh")).to_be_visible()
        guest.keyboard.type(NEW)
        guest.keyboard.press("Enter")
        expect(guest).to_have_url(re.compile("/desk$"))
        expect(guest.get_by_role("link", name="People")).to_have_count(0)
        page.get_by_role("link", name="Done").click()
        page.get_by_role("button", name="Let Ana Marsh in no more").click()
        expect(page.get_by_text("disabled")).to_be_visible()
        guest.reload()
        expect(guest.get_by_role("heading", name="Sign in")).to_be_visible()


def test_somebody_signs_in_with_a_provider(tmp_path: Path, readers: Readers) -> None:
    port = free_port()
    people = {"rosa": {"email": ROSA, "email_verified": True, "name": "Rosa Quay"}}
    command("staff", "add", ROSA, "--name", "Rosa Quay", "--role", "editor", folder=tmp_path)
    with providing(f"http://127.0.0.1:{port}", people) as issuer:
        known = {"OIDC_ISSUER": issuer, "OIDC_CLIENT_ID": "stoppress", "OIDC_CLIENT_SECRET": SECRET}
        named = {"OIDC_NAME": "Gazette account"}
        with serving(tmp_path, port=port, settings=known | named) as running:
            page = readers().new_page()
            page.goto(f"{running.url}/desk/account")
            page.get_by_role("link", name="Sign in with Gazette account").click()
            page.locator("input[name=login]").fill("rosa")
            page.locator("input[name=password]").fill("x")
            page.locator("button[type=submit]").click()
            page.locator("button[type=submit]").click()
            expect(page).to_have_url(f"{running.url}/desk/account")
            expect(page.get_by_role("button", name="Set a password")).to_be_visible()


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_nothing_stands_in_the_way_of_anybody_who_signs_in(tmp_path: Path, readers: Readers, colours: str) -> None:
    with newsroom(tmp_path) as (running, link):
        page = readers(color_scheme=colours).new_page()
        seen: list[str] = []

        def look(name: str, heading: str) -> None:
            expect(page.get_by_role("heading", level=1)).to_have_text(heading)
            for screen, (width, height) in SCREENS.items():
                page.set_viewport_size({"width": width, "height": height})
                assert violations(page) == [], (name, screen)
                wide, window = widths(page)
                assert wide <= window, (name, screen)
                page.screenshot(path=tmp_path / f"{name}-{screen}-{colours}.png", full_page=True)
            seen.append(name)

        page.goto(link)
        look("welcome", "Welcome to Stoppress")
        found_newsroom(page, link)
        for name, heading in (("account", "Your account"), ("people", "People"), ("confirm", "Confirm that it is you")):
            page.goto(f"{running.url}/desk/{name}")
            look(name, heading)
        page.goto(f"{running.url}/desk/people")
        page.get_by_role("link", name="Rosa Quay").last.click()
        look("person", "Rosa Quay")
        page.get_by_role("button", name="Make a link").click()
        look("link", "A link for Rosa Quay")
        page.goto(f"{running.url}/desk/account")
        page.get_by_role("button", name="Set up a phone").click()
        look("second-factor", "Set up a phone")
        phone = pyotp.TOTP(page.locator("code.letters").inner_text())
        page.get_by_label("The six digits").fill(phone.at(time.time()))
        page.keyboard.press("Enter")
        look("recovery-codes", "Write these down")
        page.get_by_role("button", name="Sign out", exact=True).click()
        sign_in(page, "wrong")
        expect(page.get_by_role("alert")).to_be_visible()
        look("sign-in", "Sign in")
        sign_in(page)
        look("code", "Your code")
        assert len(seen) == 10
