"""Questions at the desk: each button does what it says, without a script, and an answer is a post like any other."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser

from stoppress.actions.answering import quoted
from stoppress.actions.wish import Wish
from stoppress.audience.asking import Sent
from stoppress.audience.question import QuestionId, State, Ticket
from stoppress.audience.question_rows import Search
from stoppress.audience.wording import cleaned
from stoppress.domain.blog import Post
from stoppress.domain.body import normal_form
from stoppress.domain.facts import Description, Headline, Label
from stoppress.domain.identifiers import Slug
from stoppress.drafts.draft import DraftId
from stoppress.drafts.draft import State as DraftState
from stoppress.drafts.rules import Rules
from stoppress.render.body import body_html
from stoppress.staff.permissions import OPERATOR, Role
from tests.unit.audience.hostile import HOSTILE
from tests.web.cast import fresh_draft
from tests.web.desk_room import Browser, DeskRoom, desk_room

FERRY = Slug("ferry")
LIST = "/blogs/ferry/questions"


class Questions:
    """A desk at which readers ask, and somebody of each role."""

    def __init__(self, room: DeskRoom) -> None:
        self.room, self.count = room, 0
        self.tickets: dict[QuestionId, str] = {}

    async def ask(self, text: str = "When do the ferries run?", **more: str) -> QuestionId:
        """A reader asks."""
        self.count += 1
        asking, ticket = self.room.newsroom.questions.asking, Ticket(fresh_draft())
        address = f"198.51.100.{self.count}"
        await asking.ask(Sent(blog=FERRY, timezone="UTC", text=text, ticket=ticket, address=address, **more))  # type: ignore[arg-type]
        await self.room.newsroom.questions.upkeep.sort()
        name = (await asking.find(FERRY, ticket))[0].id
        self.tickets[name] = ticket
        return name

    async def states(self) -> dict[QuestionId, State]:
        found = await self.room.newsroom.questions.moderation.look(FERRY, Search())
        return {each.id: each.state for each in found.questions}

    async def posts(self) -> list[Post]:
        return list((await self.room.press.current("ferry")).oldest_first())

    async def seen(self, browser: Browser, name: QuestionId) -> str:
        field = LexborHTMLParser((await browser.see(f"{LIST}/{name}")).text).css_first("[name=seen]")
        assert field is not None
        return str(field.attributes["value"])

    async def answer(self, browser: Browser, name: QuestionId, /, **fields: str) -> str:
        """Send the form; the sentence that is said afterwards."""
        given = {"headline": "Boats", "body": "At *noon*.", "byline_name": "Ada Marsh", "byline_role": "Coast editor"}
        seen = await self.seen(browser, name)
        answer = await browser.send(f"{LIST}/{name}/answer", **{**given, "seen": seen, **fields})
        assert answer.status_code == 303, LexborHTMLParser(answer.text).css_first(".problem")
        return str(answer.headers["location"].partition("said=")[2])

    async def told(self, name: QuestionId) -> str:
        """What the reader is told."""
        client = await self.room.stranger()
        return str(
            (
                await client.get(f"/live/ferry/questions/{self.tickets[name]}", headers={"Accept": "application/json"})
            ).json()["standing"]
        )


@pytest.fixture
async def questions(tmp_path: Path) -> AsyncIterator[Questions]:
    async with desk_room(tmp_path, questions=True, question_work=0) as room:
        description = Description(headline=Headline(text="The ferry"), timezone="UTC")
        await room.newsroom.blogs.open(Wish(person=OPERATOR), FERRY, description)
        yield Questions(room)


@pytest.fixture
async def moderator(questions: Questions) -> Browser:
    return await questions.room.browser(Role.MODERATOR)


async def bulk(browser: Browser, deed: str, *names: QuestionId, **more: str) -> str:
    answer = await browser.client.post(
        f"/desk{LIST}/bulk",
        data={"form_token": browser.token, "deed": deed, "question": list(names), "state": "new", **more},
    )
    assert answer.status_code == 303, LexborHTMLParser(answer.text).css_first(".problem")
    return str(answer.headers["location"])


async def test_the_list_shows_who_asks_what_and_how_many(questions: Questions, moderator: Browser) -> None:
    await questions.ask("Any <b>boats</b>?", name="Ida", place="Velmora")
    for _ in range(3):
        await questions.ask("When do the ferries run?")
    for path in (LIST, f"{LIST}/lines"):
        page = LexborHTMLParser((await moderator.see(path)).text)
        rows = [each.text() for each in page.css(".question")]
        assert len(rows) == 2
        assert "3 people ask this" in rows[0]
        assert "Any <b>boats</b>?" in rows[1]
        assert "Ida, Velmora" in rows[1]
        counts = {each.text().split()[0]: each.text().split()[-1] for each in page.css(".filters a")}
        assert (counts["New"], counts["Spam"]) == ("2", "0")


async def test_several_are_dealt_with_at_once_and_filters_find_them(questions: Questions, moderator: Browser) -> None:
    names = [await questions.ask(each) for each in ("Any boats?", "Is the airport shut?", "Do trams run?", "Schools?")]
    assert (await bulk(moderator, "ask-for", names[0], names[1])) == f"/desk{LIST}?state=new&said=question-asked-for"
    await bulk(moderator, "reject", names[2])
    await bulk(moderator, "spam", names[3])
    assert await questions.states() == {
        names[0]: State.ASKED_FOR,
        names[1]: State.ASKED_FOR,
        names[2]: State.REJECTED,
        names[3]: State.SPAM,
    }
    for state, shown in (("asked-for", 2), ("rejected", 1), ("spam", 1), ("new", 0), ("all", 4), ("mine", 0)):
        page = LexborHTMLParser((await moderator.see(f"{LIST}?state={state}")).text)
        assert len(page.css(".question")) == shown, state
    page = LexborHTMLParser((await moderator.see(f"{LIST}?state=all&q=AIRPORT")).text)
    assert [each.text(strip=True) for each in page.css(".question .text")] == ["Is the airport shut?"]
    await bulk(moderator, "put-back", names[3])
    assert (await questions.states())[names[3]] is State.NEW


async def test_what_readers_are_told_follows_what_is_done_and_spam_is_told_from_nothing(
    questions: Questions, moderator: Browser
) -> None:
    rejected, spam = await questions.ask("Any boats?"), await questions.ask("Is the airport shut?")
    await bulk(moderator, "reject", rejected)
    await bulk(moderator, "spam", spam)
    assert (await questions.told(rejected), await questions.told(spam)) == ("left", "kept")


async def test_nothing_chosen_is_a_sentence_and_not_a_failure(questions: Questions, moderator: Browser) -> None:
    await questions.ask()
    for fields, sentence in (
        ({"deed": "reject"}, "choose one or more"),
        ({"deed": "sell", "question": "a" * 26}, "choose one of the buttons"),
        ({"deed": "reject", "question": "x"}, "no such question"),
        ({"deed": "group", "question": "a" * 26}, "choose two or more"),
        ({"deed": "assign", "question": "a" * 26, "person": "person-none"}, "from the list"),
    ):
        answer = await moderator.send(f"{LIST}/bulk", **fields)
        assert 400 <= answer.status_code < 500
        assert sentence in LexborHTMLParser(answer.text).css_first(".problem").text()  # type: ignore[union-attr]


async def test_a_question_is_given_to_somebody_who_is_told_and_whose_it_is_then(
    questions: Questions, moderator: Browser
) -> None:
    reporter, other = await questions.room.browser(Role.REPORTER), await questions.room.browser(Role.REPORTER)
    name = await questions.ask()
    refused = await reporter.send(f"{LIST}/bulk", deed="reject", question=name)
    assert refused.status_code == 403
    await bulk(moderator, "assign", name, person=reporter.person)
    assert (await questions.states())[name] is State.ASSIGNED
    notices = await questions.room.newsroom.telling.notices.of(reporter.person)
    assert [(each.kind.value, each.path) for each in notices] == [("assigned", f"/desk{LIST}/{name}")]
    assert "ferries" not in notices[0].text
    page = LexborHTMLParser((await reporter.see(f"{LIST}?state=mine")).text)
    assert len(page.css(".question")) == 1
    seen = await questions.seen(reporter, name)
    assert (await other.send(f"{LIST}/{name}/edit", text="When?", seen=seen)).status_code == 403
    assert (await reporter.send(f"{LIST}/{name}/edit", text="When?", seen=seen)).status_code == 303


async def test_a_moderator_publishes_what_readers_ask_with_an_experts_answer(
    questions: Questions, moderator: Browser
) -> None:
    name = await questions.ask("When do the ferries run again, please?", name="Ida", place="Velmora")
    same = await questions.ask("When do the ferries run again please")
    seen = await questions.seen(moderator, name)
    edited = await moderator.send(f"{LIST}/{name}/edit", text="When do the *ferries* run?", seen=seen)
    assert edited.headers["location"] == f"/desk{LIST}/{name}?said=saved"
    said = await questions.answer(moderator, name, name="Ida", place="Velmora")
    assert said == "answer-published"
    (post,) = await questions.posts()
    assert (post.headline, post.label) == ("Boats", Label.QUESTION)
    assert [(each.name, each.role) for each in post.bylines] == [("Ada Marsh", "Coast editor")]
    html = str(body_html(post.body, FERRY))
    assert "<blockquote>\n<p>When do the *ferries* run?</p>\n<p>— Ida, Velmora</p>\n</blockquote>" in html
    assert "<p>At <em>noon</em>.</p>" in html
    assert [await questions.told(each) for each in (name, same)] == ["answered", "answered"]
    page = await moderator.see(f"{LIST}/{name}")
    assert f'href="/live/ferry/p/{post.id}"' in page.text
    assert "When do the ferries run again, please?" in page.text
    log = [each.text() for each in LexborHTMLParser(page.text).css(".log li")]
    assert ["answer" in log[0], "edit" in log[1]] == [True, True]
    # Nobody publishes it twice.
    again = await moderator.send(f"{LIST}/{name}/answer", body="At one.", seen=seen, headline="")
    assert again.status_code == 303
    assert len(await questions.posts()) == 1


async def test_an_answer_taken_down_is_told_to_whoever_asked(questions: Questions, moderator: Browser) -> None:
    name = await questions.ask()
    await questions.answer(moderator, name)
    (post,) = await questions.posts()
    await questions.room.newsroom.posts.withdraw(Wish(person=OPERATOR), FERRY, post.id, "")
    assert await questions.told(name) == "gone"
    assert (await moderator.see(f"{LIST}/{name}")).status_code == 200


async def test_the_rules_of_the_desk_hold_for_answers_too(questions: Questions, moderator: Browser) -> None:
    newsroom = questions.room.newsroom
    await newsroom.room.queue.set_rules(OPERATOR, FERRY, Rules(second_eyes=frozenset({Label.QUESTION})))
    name = await questions.ask()
    assert await questions.answer(moderator, name) == "answer-review"
    assert await questions.posts() == []
    assert (await questions.told(name), (await questions.states())[name]) == ("kept", State.ANSWERED)
    (draft,) = await newsroom.room.drafts.of_blog(FERRY, DraftState.REVIEW)
    editor = await questions.room.browser(Role.EDITOR)
    done = await editor.send(f"/blogs/ferry/queue/{draft.id}/approve", version=str(draft.version))
    assert done.headers["location"] == "/desk/blogs/ferry/queue?said=approved"
    assert len(await questions.posts()) == 1
    # The reader is told by the log; the desk once the clockwork has looked.
    assert await questions.told(name) == "answered"
    await newsroom.questions.postbag.look()
    assert (await questions.states())[name] is State.PUBLISHED


async def test_an_answer_that_has_not_left_is_thrown_away_and_begun_anew(
    questions: Questions, moderator: Browser
) -> None:
    newsroom = questions.room.newsroom
    await newsroom.room.queue.set_rules(OPERATOR, FERRY, Rules(second_eyes=frozenset({Label.QUESTION})))
    name = await questions.ask()
    await questions.answer(moderator, name)
    await questions.answer(moderator, name, body="At one.")
    (draft,) = await newsroom.room.drafts.of_blog(FERRY, DraftState.REVIEW)
    assert "At one." in draft.content.body
    await bulk(moderator, "put-back", name)
    assert (await newsroom.room.drafts.find(DraftId(draft.id), FERRY)).state is DraftState.DISCARDED
    await newsroom.room.queue.set_rules(OPERATOR, FERRY, Rules())
    assert await questions.answer(moderator, name) == "answer-published"
    assert len(await questions.posts()) == 1


async def test_what_cannot_be_published_is_said_and_kept(questions: Questions, moderator: Browser) -> None:
    name = await questions.ask()
    seen = await questions.seen(moderator, name)
    for fields, sentence in (
        ({"body": " "}, "answer"),
        ({"body": "x" * 20_001}, "20000"),
        ({"body": "[see](post:nothing)"}, "post"),
        ({"body": "Fine.", "headline": "x" * 301}, "300"),
        ({"body": "Fine.", "name": "x" * 61}, "60"),
    ):
        answer = await moderator.send(f"{LIST}/{name}/answer", seen=seen, **fields)
        assert 400 <= answer.status_code < 500, fields
        page = LexborHTMLParser(answer.text)
        assert sentence in page.css_first(".problem").text().replace(",", "")  # type: ignore[union-attr]
        assert page.css_first("#body").text() == fields["body"]  # type: ignore[union-attr]
    assert (await questions.states())[name] is State.NEW
    assert await questions.posts() == []


async def test_two_who_work_on_one_question_hear_of_each_other(questions: Questions, moderator: Browser) -> None:
    name = await questions.ask()
    seen = await questions.seen(moderator, name)
    await moderator.send(f"{LIST}/{name}/edit", text="When?", seen=seen)
    for path, fields in (("edit", {"text": "Whence?"}), ("answer", {"body": "At noon."})):
        answer = await moderator.send(f"{LIST}/{name}/{path}", seen=seen, **fields)
        assert answer.status_code == 409
        assert "Somebody has changed" in answer.text
        assert next(iter(fields.values())) in answer.text


async def test_groups_are_made_and_taken_apart(questions: Questions, moderator: Browser) -> None:
    names = [await questions.ask(each) for each in ("Any boats?", "Is the airport shut?")]
    await bulk(moderator, "group", *names)
    page = await moderator.see(f"{LIST}/{names[0]}")
    assert "2 people ask this" in page.text
    member = await moderator.see(f"{LIST}/{names[1]}")
    assert "It is grouped with" in member.text
    assert not LexborHTMLParser(member.text).css("[data-answer]")
    assert (
        await bulk(moderator, "ungroup", names[1], back=names[0]) == f"/desk{LIST}/{names[0]}?said=question-ungrouped"
    )
    assert "people ask this" not in (await moderator.see(f"{LIST}/{names[0]}")).text


async def test_a_network_is_blocked_and_let_in_again(questions: Questions, moderator: Browser) -> None:
    name = await questions.ask()
    assert (await moderator.send(f"{LIST}/{name}/block", span="year")).status_code == 422
    done = await moderator.send(f"{LIST}/{name}/block", span="day")
    assert done.headers["location"] == f"/desk{LIST}/{name}?said=network-blocked"
    questions.count -= 1
    spam = await questions.ask("And now?")
    assert (await questions.states())[spam] is State.SPAM
    rules = LexborHTMLParser((await moderator.see("/blogs/ferry/question-rules")).text)
    form = rules.css_first("form[action*='/blocks/']")
    assert form is not None
    await moderator.send(str(form.attributes["action"]).removeprefix("/desk"))
    assert "End the block" not in (await moderator.see("/blogs/ferry/question-rules")).text
    assert "198.51.100" not in (await moderator.see(f"{LIST}/{name}")).text


async def test_whoever_moderates_one_blog_blocks_in_that_one(questions: Questions, moderator: Browser) -> None:
    name, other = await questions.ask(), await questions.ask("And the boats?")
    own = await questions.room.browser(None, ferry=Role.MODERATOR)
    for browser, asked, words in ((own, name, "in this blog."), (moderator, other, "in every blog.")):
        assert words in (await browser.see(f"{LIST}/{asked}")).text
        await browser.send(f"{LIST}/{asked}/block", span="hour")
    rules = "/blogs/ferry/question-rules"
    seen = {each: LexborHTMLParser((await each.see(rules)).text) for each in (own, moderator)}
    assert [len(each.css("#blocks-h ~ ul li")) for each in seen.values()] == [2, 2]
    assert [len(each.css("form[action*='/blocks/']")) for each in seen.values()] == [1, 2]
    await own.send(f"{rules}/blocks/{other}/end")
    assert len(await questions.room.newsroom.questions.desk.blocks(OPERATOR, FERRY)) == 2


async def test_the_form_the_words_and_the_log(questions: Questions, moderator: Browser) -> None:
    rules = "/blogs/ferry/question-rules"
    done = await moderator.send(f"{rules}/form", start="09:00", end="17:30", call="Ask on.")
    assert done.headers["location"] == f"/desk{rules}?said=saved"
    form = await questions.room.newsroom.questions.desk.form(OPERATOR, FERRY)
    assert (form.is_open, form.clock_hours, form.call) == (False, ("09:00", "17:30"), "Ask on.")
    for fields in ({"start": "9"}, {"start": "09:00", "end": "09:00"}, {"call": "x" * 301}):
        answer = await moderator.send(f"{rules}/form", is_open="yes", **{"start": "", "end": "", **fields})
        assert answer.status_code == 422
    await moderator.send(f"{rules}/words", words="casino\n\nFree Money\ncasino")
    assert list(await questions.room.newsroom.questions.desk.words(OPERATOR)) == ["casino", "free money"]
    for words in ("x", "x" * 61, "\n".join(f"word{number}" for number in range(501))):
        assert (await moderator.send(f"{rules}/words", words=words)).status_code == 422
    log = [each.text() for each in LexborHTMLParser((await moderator.see(rules)).text).css(".log li")]
    assert ["words" in log[0], "form" in log[1], "closed, 09:00 to 17:30" in log[1]] == [True] * 3


async def test_whoever_belongs_to_another_blog_sees_nothing(questions: Questions) -> None:
    name = await questions.ask()
    stranger = await questions.room.browser(None, harbour=Role.EDITOR)
    for path in (LIST, f"{LIST}/lines", f"{LIST}/{name}", "/blogs/ferry/question-rules"):
        assert (await stranger.see(path)).status_code == 404


@pytest.mark.parametrize("name", HOSTILE)
def test_a_readers_words_stand_in_a_post_as_they_are(name: str) -> None:
    text = cleaned(HOSTILE[name])
    body = quoted(text, "A*da*", "<b>here</b>")
    for each in (body, normal_form(body)):
        tree = LexborHTMLParser(str(body_html(each, FERRY)))
        (quote,) = tree.css("body > blockquote")
        assert {found.tag for found in quote.css("*")} <= {"blockquote", "p", "br"}
        assert len(tree.css("body > *")) == 1
        said = [part.text(deep=True).replace("\n", " ").split() for part in quote.css("p")]
        assert [word for part in said for word in part] == [*text.split(), "—", "A*da*,", "<b>here</b>"]
