"""Asking in a real browser: a reader asks, a moderator groups, edits and publishes with an answer, and the reader is told."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import BrowserContext, Page, expect

from stoppress.staff.permissions import Role
from tests.browser.conftest import Readers
from tests.browser.desk import Desk, desk_of
from tests.browser.test_accessible import violations, widths

LIST = "/blogs/ferry/questions"
FORM = "Ask a question or make a comment"

# Without a script a network asks once a minute.
ADDRESSES = itertools.cycle(range(256))


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    # A test's readers all come from one address.
    limits = {"questions_per_minute": "50", "questions_per_hour": "500", "question_work": "6"}
    with desk_of(tmp_path, questions="true", **limits) as desk:
        yield desk


def broken_of(page: Page) -> list[str]:
    """What the browser complains of, as it does."""
    broken: list[str] = []
    page.on("pageerror", lambda problem: broken.append(str(problem)))
    page.on("console", lambda told: broken.append(told.text) if told.type == "error" else None)
    return broken


def open_form(page: Page) -> None:
    """Open the form over the live page, and wait until one can type."""
    page.get_by_role("link", name=FORM).click()
    expect(page.locator("dialog.ask textarea")).to_be_focused()


def ask(page: Page, text: str, name: str = "", place: str = "") -> None:
    """Ask by the form over the live page, and close it."""
    open_form(page)
    form = page.locator("dialog.ask")
    form.get_by_label("Your question or comment").fill(text)
    form.get_by_label("Your name, if you like").fill(name)
    form.get_by_label("Where you are, if you like").fill(place)
    form.get_by_role("button", name="Send").click()
    expect(form.get_by_text("It is sent.")).to_be_visible()
    form.get_by_role("button", name="Close").click()
    expect(page.locator("dialog.ask")).to_have_count(0)


def send(desk: Desk, *texts: str) -> None:
    """Readers ask without a script."""
    for text in texts:
        answer = httpx.post(
            f"{desk.running.url}/live/ferry/questions",
            data={"text": text},
            headers={"X-Forwarded-For": f"198.51.100.{next(ADDRESSES)}"},
        )
        assert answer.status_code == 303, answer.text


def moderating(desk: Desk, browser: BrowserContext) -> Page:
    """A moderator's list, listening."""
    desk.sign_in(browser, Role.MODERATOR, "Mona Quay")
    page = browser.new_page()
    with page.expect_response("**/desk/stream"):
        page.goto(f"{desk.running.url}/desk{LIST}")
    return page


def test_a_reader_asks_and_is_answered_on_the_page_that_is_open(desk: Desk, readers: Readers) -> None:
    page = desk.reader(readers())
    broken = broken_of(page)
    moderator = moderating(desk, readers(viewport={"width": 1280, "height": 900}))
    noted = broken_of(moderator)
    assert page.evaluate("localStorage.length") == 0
    ask(page, "When do the ferries to the islands run again, please, as I have to get home?", "Ida", "Velmora")
    assert page.context.cookies() == []
    questions = moderator.locator(".question")
    expect(questions).to_have_count(1)
    send(desk, "When do the ferries to the islands run again please as I have to get home", "Any boats at all?")
    expect(questions).to_have_count(2)
    expect(moderator.locator(".question", has_text="2 people ask this")).to_have_count(1)
    # What says the same in other words a person puts together.
    for each in moderator.locator("[data-picked]").all():
        each.check()
    expect(moderator.locator("[data-chosen]")).to_have_text("(2 chosen)")
    moderator.get_by_role("button", name="Group").click()
    expect(moderator.locator(".done")).to_have_text("They are one question now.")
    expect(moderator.locator(".question", has_text="3 people ask this")).to_have_count(1)
    moderator.locator(".question .text a").click()
    moderator.get_by_label("The question as it will be published").fill("When do the ferries run again?")
    moderator.get_by_role("button", name="Save the wording").click()
    expect(moderator.locator(".done")).to_have_text("Saved.")
    expect(moderator.locator("#words")).to_have_text("When do the ferries run again?")
    expect(moderator.get_by_label("The reader's name there")).to_have_value("Ida")
    moderator.get_by_label("Headline").fill("When boats leave")
    moderator.get_by_label("Answer", exact=True).fill("At noon, *if* the wind drops.")
    byline = moderator.get_by_role("group", name="Who answers")
    byline.get_by_label("Name").fill("Ada Marsh")
    byline.get_by_label("Role").fill("Coast correspondent")
    moderator.get_by_role("button", name="Publish the question and the answer").click()
    expect(moderator.locator(".done")).to_have_text("The answer is live. Whoever asked is told.")
    told = page.locator(".answered")
    expect(told).to_contain_text("Your question is answered.")
    expect(page.locator("#announcer")).to_have_text("Your question is answered.")
    told.get_by_role("link", name="Read the answer").click()
    expect(page).to_have_url(re.compile(r"/live/ferry/p/\w+$"))
    post = page.locator("article.is-question")
    expect(post).to_contain_text("When do the ferries run again?")
    expect(post).to_contain_text("— Ida, Velmora")
    expect(post).to_contain_text("At noon, if the wind drops.")
    expect(post).to_contain_text("By Ada Marsh, Coast correspondent")
    expect(post).not_to_contain_text("get home")
    # Told once: whoever comes back is not told again.
    page.goto(f"{desk.running.url}/live/ferry")
    expect(page.locator("article.is-question")).to_be_visible()
    assert page.evaluate("JSON.parse(localStorage['stoppress.questions'])['/live/ferry'][0].isTold") is True
    expect(page.locator(".answered")).to_have_count(0)
    assert (broken, noted) == ([], [])


def test_without_a_script_a_reader_asks_and_finds_the_answer(desk: Desk, readers: Readers) -> None:
    page = readers(java_script_enabled=False).new_page()
    page.goto(f"{desk.running.url}/live/ferry")
    page.get_by_role("link", name=FORM).click()
    page.get_by_label("Your question or comment").fill("When do the ferries run again?")
    page.get_by_label("Your name, if you like").fill("Ida")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_text("The newsroom has it.")).to_be_visible()
    expect(page.locator(".ask-words")).to_have_text("When do the ferries run again?")
    assert page.context.cookies() == []
    moderator = moderating(desk, readers())
    moderator.locator(".question .text a").click()
    expect(moderator.get_by_text("Without proof")).to_be_visible()
    moderator.get_by_label("Answer", exact=True).fill("At noon.")
    moderator.get_by_role("button", name="Publish the question and the answer").click()
    expect(moderator.locator(".done")).to_contain_text("The answer is live.")
    page.reload()
    expect(page.get_by_text("Your question is answered.")).to_be_visible()
    page.get_by_role("link", name="Read the answer").click()
    expect(page.locator("article.is-question")).to_contain_text("At noon.")


def test_what_is_typed_stays_where_it_cannot_be_sent(desk: Desk, readers: Readers) -> None:
    page = desk.reader(readers())
    open_form(page)
    form = page.locator("dialog.ask")
    form.get_by_label("Your question or comment").fill("When do the ferries run?")
    expect(form.locator(".left")).to_have_text("24 / 1000")
    page.context.set_offline(True)
    form.get_by_role("button", name="Send").click()
    expect(form.locator(".ask-says")).to_contain_text("Your words are still here")
    page.keyboard.press("Escape")
    expect(form).not_to_be_visible()
    page.context.set_offline(False)
    page.get_by_role("link", name=FORM).click()
    expect(form.get_by_label("Your question or comment")).to_have_value("When do the ferries run?")
    form.get_by_role("button", name="Send").click()
    expect(form.get_by_text("It is sent.")).to_be_visible()


def test_a_refusal_is_said_in_the_form(desk: Desk, readers: Readers) -> None:
    page = desk.reader(readers())
    open_form(page)
    form = page.locator("dialog.ask")
    form.get_by_label("Your question or comment").fill("?!")
    form.get_by_role("button", name="Send").click()
    expect(form.locator(".ask-says.is-problem")).to_contain_text("Your question")
    form.get_by_label("Your question or comment").fill("When?")
    form.get_by_role("button", name="Send").click()
    expect(form.get_by_text("It is sent.")).to_be_visible()


def test_a_challenge_that_has_grown_old_is_asked_for_anew(desk: Desk, readers: Readers) -> None:
    page = desk.reader(readers())
    open_form(page)
    page.evaluate("document.querySelector('form.ask-form').dataset.challenge = '20310405.1.' + '0'.repeat(32)")
    form = page.locator("dialog.ask")
    form.get_by_label("Your question or comment").fill("When?")
    form.get_by_role("button", name="Send").click()
    expect(form.get_by_text("It is sent.")).to_be_visible()


def test_the_forms_own_page_does_the_work_too(desk: Desk, readers: Readers) -> None:
    page = readers().new_page()
    page.goto(f"{desk.running.url}/live/ferry/questions")
    page.wait_for_function("() => document.querySelector('.left').textContent !== ''")
    page.get_by_label("Your question or comment").fill("When?")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_text("It is sent.")).to_be_visible()
    moderator = moderating(desk, readers())
    expect(moderator.locator(".question")).to_have_count(1)
    expect(moderator.get_by_text("Without proof")).to_have_count(0)


def test_a_call_for_questions_stands_on_the_page_and_outlives_a_frame(desk: Desk, readers: Readers) -> None:
    browser = readers()
    desk.sign_in(browser, Role.MODERATOR)
    moderator = desk.open(browser, "/blogs/ferry/question-rules")
    moderator.get_by_label("Call for questions").fill("Ask our coast correspondent until noon.")
    moderator.get_by_role("button", name="Save", exact=True).click()
    expect(moderator.locator(".done")).to_have_text("Saved.")
    page = desk.reader(readers())
    expect(page.locator(".ask .call")).to_have_text("Ask our coast correspondent until noon.")
    desk.running.ask("POST", "ferry/posts", {"id": "later", "body": "One more."})
    expect(page.locator("#post-later")).to_be_attached()
    expect(page.locator(".ask .call")).to_have_text("Ask our coast correspondent until noon.")


def test_the_list_is_worked_through_by_keys(desk: Desk, readers: Readers) -> None:
    send(desk, "Any boats?", "Is the airport shut?", "Do trams run?")
    page = moderating(desk, readers())
    boxes = page.locator("[data-picked]")
    expect(boxes).to_have_count(3)
    boxes.first.focus()
    page.keyboard.press("j")
    expect(boxes.nth(1)).to_be_focused()
    page.keyboard.press("x")
    expect(boxes.nth(1)).to_be_checked()
    page.keyboard.press("k")
    expect(boxes.first).to_be_focused()
    page.keyboard.press("r")
    expect(page.locator(".done")).to_contain_text("Rejected.")
    expect(page.locator(".question")).to_have_count(2)
    expect(page.get_by_text("Is the airport shut?")).to_have_count(0)
    # A letter typed anywhere else is a letter.
    page.get_by_label("Search these questions").press_sequentially("sax")
    expect(page.get_by_label("Search these questions")).to_have_value("sax")
    expect(page.locator(".question")).to_have_count(2)
    boxes.first.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Answer and publish")).to_be_visible()


def test_what_is_chosen_stays_chosen_while_others_ask(desk: Desk, readers: Readers) -> None:
    send(desk, "Any boats?")
    page = moderating(desk, readers())
    other = moderating(desk, readers())
    page.locator("[data-picked]").check()
    send(desk, "Is the airport shut?")
    expect(other.locator(".question")).to_have_count(2)
    expect(page.locator("[data-picked]")).to_be_checked()
    page.get_by_role("button", name="Ask for").click()
    expect(page.locator(".done")).to_contain_text("an answer is wanted")
    expect(page.locator(".question")).to_have_text(re.compile("Is the airport shut"))


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_everybody_can_ask_and_everybody_can_moderate(desk: Desk, readers: Readers, colours: str) -> None:
    send(desk, "Any boats? " * 20, "Is the airport shut?", "Is the airport shut")
    page = desk.reader(readers(color_scheme=colours))
    open_form(page)
    own = readers(color_scheme=colours).new_page()
    own.goto(f"{desk.running.url}/live/ferry/questions")
    moderator = moderating(desk, readers(color_scheme=colours))
    expect(moderator.locator(".question")).to_have_count(2)
    one = moderator.context.new_page()
    one.goto(f"{desk.running.url}/desk{LIST}")
    one.locator(".question .text a").first.click()
    expect(one.get_by_role("heading", name="Answer and publish")).to_be_visible()
    rules = moderator.context.new_page()
    rules.goto(f"{desk.running.url}/desk/blogs/ferry/question-rules")
    for width in (1440, 390, 320):
        for each in (page, own, moderator, one, rules):
            each.set_viewport_size({"width": width, "height": 844})
            assert violations(each, "dialog.ask" if each is page else "") == [], (width, each.url)
            assert widths(each) == (width, width), (width, each.url)
        for control in page.locator("dialog.ask :is(button, input:not([name=website]), textarea)").all():
            box = control.bounding_box()
            assert box
            assert box["height"] >= 44
