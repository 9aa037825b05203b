"""The desk as an app in a real browser: what is shared opens in the composer, the camera's picture stands in the post."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, FilePayload, Page, expect

from tests.browser.conftest import Readers
from tests.browser.desk import Desk, desk_of, editor_of, write
from tests.pictures import photograph, written

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}

_READY = "navigator.serviceWorker.ready.then(() => Boolean(navigator.serviceWorker.controller))"

# What the system does when somebody chooses the app in its share sheet (W3C, Web Share Target Level 2).
_SHARE = """([fields, names]) => {
    const form = Object.assign(document.createElement("form"), {
        method: "post", action: "/desk/share", enctype: "multipart/form-data",
    });
    for (const [name, value] of Object.entries(fields))
        form.append(Object.assign(document.createElement("input"), { name, value }));
    const files = Object.assign(document.createElement("input"), { type: "file", name: "files", multiple: true });
    const taken = new DataTransfer();
    for (const [name, bytes] of names)
        taken.items.add(new File([new Uint8Array(bytes)], name, { type: "image/jpeg" }));
    files.files = taken.files;
    form.append(files);
    document.body.append(form);
    form.submit();
}"""


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with desk_of(tmp_path) as desk:
        yield desk


def app(desk: Desk, phone: BrowserContext, path: str = "") -> Page:
    """The desk on somebody's phone, once its worker looks after it."""
    desk.sign_in(phone)
    page = desk.open(phone, path)
    page.wait_for_function(_READY)
    return page


def share(page: Page, files: int = 0, **fields: str) -> None:
    """Share something with the app."""
    picture = list(written(photograph(64, 48), "JPEG"))
    page.evaluate(_SHARE, [fields, [(f"pier-{number}.jpg", picture) for number in range(files)]])


def test_words_that_are_shared_stand_in_the_composer_and_nothing_is_published(desk: Desk, readers: Readers) -> None:
    page = app(desk, readers(**PHONE))
    share(page, title="All lines stop", text="The harbour master says *so*.", url="https://harbour.example/notice")
    # There is one blog: it is not asked for.
    page.wait_for_url("**/desk/blogs/ferry*")
    expect(editor_of(page)).to_contain_text("All lines stop")
    expect(editor_of(page)).to_contain_text("says *so*.")
    expect(editor_of(page).locator("p")).to_have_count(3)
    expect(page.locator(".notices")).to_contain_text("Nothing is published before you publish it")
    assert desk.running.client.get("/live/ferry").text.count("harbour master") == 0
    # The address forgets the share with it: a reload takes up the draft and not the share once more.
    expect(page).not_to_have_url("**share=**")
    page.reload()
    expect(editor_of(page)).to_contain_text("says *so*.")
    expect(editor_of(page).locator("p")).to_have_count(3)


def test_pictures_that_are_shared_are_uploaded_into_the_post(desk: Desk, readers: Readers) -> None:
    page = app(desk, readers(**PHONE))
    share(page, files=2, text="From the pier.")
    page.wait_for_url("**/desk/blogs/ferry*")
    expect(editor_of(page).locator(".figure")).to_have_count(2)
    expect(editor_of(page)).to_contain_text("From the pier.")
    expect(page.locator(".uploads")).to_be_hidden()


def test_of_several_blogs_it_is_the_one_of_last_time_or_it_is_asked(desk: Desk, readers: Readers) -> None:
    desk.running.open_blog("storm", headline="A storm")
    page = app(desk, readers(**PHONE))
    share(page, text="Which one?")
    choice = page.get_by_role("link", name="A storm")
    expect(choice).to_be_visible()
    expect(page.locator("[data-shared]")).to_have_text("Which one?")
    choice.click()
    expect(editor_of(page)).to_contain_text("Which one?")
    expect(page).not_to_have_url("**share=**")
    page.goto(f"{desk.running.url}/desk")
    share(page, text="The same again.")
    page.wait_for_url("**/desk/blogs/storm*")
    expect(editor_of(page)).to_contain_text("The same again.")
    # What was written before is another post, and kept.
    expect(editor_of(page)).not_to_contain_text("Which one?")


def test_without_a_connection_the_desk_says_what_is_kept(desk: Desk, readers: Readers) -> None:
    phone = readers(**PHONE)
    page = app(desk, phone)
    phone.set_offline(True)
    share(page, text="Shared on the pier.")
    expect(page.get_by_role("heading", name="No connection")).to_be_visible()
    expect(page.locator("main")).to_contain_text("One thing that you shared is kept")
    # It has its sheet as well, and says nothing of anybody.
    assert page.evaluate("getComputedStyle(document.body).margin") == "0px"
    expect(page.locator("body")).not_to_contain_text("Ada Marsh")
    phone.set_offline(False)
    page.goto(f"{desk.running.url}/desk/blogs/ferry")
    page.get_by_role("button", name="Write it here").click()
    expect(editor_of(page)).to_contain_text("Shared on the pier.")


def test_a_post_that_waits_is_counted_while_there_is_no_connection(desk: Desk, readers: Readers) -> None:
    phone = readers(**PHONE)
    page = app(desk, phone, "/blogs/ferry")
    expect(editor_of(page)).to_be_focused()
    write(page, "Written on the pier.")
    phone.set_offline(True)
    page.get_by_role("button", name="Publish", exact=True).click()
    expect(page.locator(".outgoing")).to_contain_text("Not live yet")
    page.goto(f"{desk.running.url}/desk")
    expect(page.locator("main")).to_contain_text("One post that you published is not live yet")
    phone.set_offline(False)
    page.goto(f"{desk.running.url}/desk/blogs/ferry")
    expect(page.locator("#rows")).to_contain_text("Written on the pier.")


def test_the_worker_keeps_no_page_of_the_desk(desk: Desk, readers: Readers) -> None:
    page = app(desk, readers(**PHONE), "/blogs/ferry")
    kept = page.evaluate(
        """async () => {
            const found = [];
            for (const name of await caches.keys())
                for (const each of await (await caches.open(name)).keys()) found.push(new URL(each.url).pathname);
            return found;
        }"""
    )
    assert [each for each in kept if not each.startswith("/static/")] == ["/desk/offline"]


def test_signing_out_forgets_what_was_shared(desk: Desk, readers: Readers) -> None:
    desk.running.open_blog("storm", headline="A storm")
    page = app(desk, readers(**PHONE))
    share(page, text="Not for the next person.")
    expect(page.locator("[data-shared]")).to_have_text("Not for the next person.")
    kept = page.url
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/desk/sign-in*")
    desk.sign_in(page.context, name="Ben Okoro")
    page.goto(kept)
    expect(page.locator("[data-shared]")).to_contain_text("not kept in this browser any more")


def test_one_press_takes_a_picture_into_the_post(desk: Desk, readers: Readers) -> None:
    page = app(desk, readers(**PHONE), "/blogs/ferry")
    expect(editor_of(page)).to_be_focused()
    for name, kind in (("Camera: take a picture", "image/*"), ("Film: take a film", "video/*")):
        button = page.get_by_role("button", name=name)
        expect(button).to_be_visible()
        box = button.bounding_box()
        assert box
        assert box["height"] >= 44
        assert box["x"] + box["width"] <= 390, "within reach without scrolling"
        with page.expect_file_chooser() as chosen:
            button.click()
        field = chosen.value.element
        assert field.get_attribute("accept") == kind
        assert field.get_attribute("capture") == "environment"
        if kind == "image/*":
            picture = written(photograph(64, 48), "JPEG")
            chosen.value.set_files([FilePayload(name="IMG_1.jpg", mimeType="image/jpeg", buffer=picture)])
            expect(editor_of(page).locator(".figure")).to_have_count(1)
