"""Readers' questions: taken with and without a script, refused in words one can use, and shown to nobody else."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest
from selectolax.lexbor import LexborHTMLParser

from stoppress.actions.wish import Wish
from stoppress.audience.proof import solved
from stoppress.audience.question import Question, State, Suspicion, Ticket
from stoppress.audience.question_forms import form_rules
from stoppress.audience.question_rows import Search
from stoppress.domain.facts import Description, Headline
from stoppress.domain.identifiers import Slug
from stoppress.staff.permissions import OPERATOR, Role
from stoppress.web.reader.questions import BODY_LIMIT
from tests.unit.audience.hostile import HOSTILE
from tests.web.desk_room import DeskRoom, desk_room

FERRY = Slug("ferry")
ASK = "/live/ferry/questions"
BITS = 3


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[DeskRoom]:
    settings: dict[str, Any] = {"questions": True, "question_work": BITS, "questions_per_blog": 1_000}
    async with desk_room(tmp_path, **settings) as room:
        description = Description(headline=Headline(text="The ferry"), timezone="UTC")
        await room.newsroom.blogs.open(Wish(person=OPERATOR), FERRY, description)
        yield room


class Reader:
    """A reader's browser: `address` is where a proxy of ours says it is."""

    def __init__(self, client: httpx.AsyncClient, address: str = "192.0.2.7") -> None:
        self.client, self.headers, self.numbers = client, {"X-Forwarded-For": address}, iter(range(100))

    async def see(self, path: str = ASK, **headers: str) -> httpx.Response:
        return await self.client.get(path, headers={**self.headers, **headers})

    async def send(self, **fields: str) -> httpx.Response:
        """What the form sends without a script."""
        return await self.client.post(ASK, data=fields, headers=self.headers)

    async def tell(
        self, text: str, *, ticket: str = "", wrong: Mapping[str, Any] | None = None, **more: Any
    ) -> httpx.Response:
        """What the script sends."""
        name = Ticket(ticket or f"{'abcdefghij'[next(self.numbers) % 10]}" * 26)
        tree: dict[str, Any] = {
            "text": text,
            "ticket": name,
            **await self.proof(text, name),
            **(wrong or {}),
            **more,
        }
        return await self.client.post(ASK, content=json.dumps(tree), headers={**self.headers, **JSON})

    async def proof(self, text: str, name: Ticket) -> Mapping[str, Any]:
        form = LexborHTMLParser((await self.see()).text).css_first("form.ask-form")
        assert form is not None
        found = solved(str(form.attributes["data-challenge"]), name, text, BITS)
        assert form.attributes["data-bits"] == str(BITS)
        return {"challenge": found.challenge, "answers": found.answers}


JSON = {"Content-Type": "application/json"}


@pytest.fixture
async def reader(room: DeskRoom) -> Reader:
    return Reader(await room.stranger())


async def kept(room: DeskRoom) -> list[Question]:
    return list((await room.newsroom.questions.moderation.look(FERRY, Search())).questions)


async def test_a_page_leads_to_the_form_and_the_form_is_for_everybody_the_same(reader: Reader) -> None:
    link = LexborHTMLParser((await reader.see("/live/ferry")).text).css_first(".ask a")
    assert link is not None
    assert link.attributes["href"] == ASK
    answer = await reader.see()
    assert answer.headers["cache-control"] == "public, max-age=0, s-maxage=5"
    assert "set-cookie" not in answer.headers
    found = LexborHTMLParser(answer.text)
    assert {each.attributes["name"] for each in found.css("form.ask-form [name]")} == {
        "text",
        "name",
        "place",
        "website",
    }
    assert "After 90 days it is deleted" in answer.text
    assert (await reader.client.head(ASK)).status_code == 200


async def test_without_a_script_a_question_has_a_page_that_says_how_it_stands(room: DeskRoom, reader: Reader) -> None:
    answer = await reader.send(text="When do the ferries run?", name="Ida", place="Velmora", website="")
    assert answer.status_code == 303
    assert "set-cookie" not in answer.headers
    page = await reader.see(answer.headers["location"])
    assert "The newsroom has it" in page.text
    assert "When do the ferries run?" in page.text
    assert page.headers["cache-control"] == "no-store, private"
    assert page.headers["referrer-policy"] == "no-referrer"
    (found,) = await kept(room)
    assert (found.words.name, found.words.place, found.is_proved) == ("Ida", "Velmora", False)
    assert (await reader.send(text="When do the ferries run?", name="Ida", place="Velmora")).headers["location"] == (
        answer.headers["location"]
    )
    assert len(await kept(room)) == 1


async def test_a_script_sends_and_asks_how_it_stands(room: DeskRoom, reader: Reader) -> None:
    answer = await reader.tell("When do the ferries run?", ticket="q" * 26)
    assert (answer.status_code, answer.headers["location"]) == (201, f"{ASK}/{'q' * 26}")
    assert (await reader.tell("When do the ferries run?", ticket="q" * 26)).status_code == 201
    (found,) = await kept(room)
    assert found.is_proved
    told = await reader.see(f"{ASK}/{'q' * 26}", Accept="application/json")
    assert told.json() == {
        "standing": "kept",
        "said": "The newsroom has it. Nobody else sees it unless the newsroom publishes it.",
    }
    unknown = await reader.see(f"{ASK}/{'r' * 26}", Accept="application/json")
    assert unknown.status_code == 404
    assert (await reader.see(f"{ASK}/nothing")).status_code == 404


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"answers": [0] * 16}, "proof-not-good"),
        ({"answers": "no"}, "proof-not-good"),
        ({"answers": [True] * 16}, "proof-not-good"),
        ({"challenge": None}, "proof-not-good"),
        ({"text": "Something else?"}, "proof-not-good"),
        ({"ticket": "short"}, "input-invalid"),
        ({"ticket": 7}, "input-invalid"),
        ({"name": ["a"]}, "input-invalid"),
        ({"text": "  "}, "empty"),
        ({"text": "x" * 1_001}, "too-long"),
        ({"name": "x" * 61}, "too-long"),
    ],
)
async def test_a_script_is_told_what_is_wrong(room: DeskRoom, reader: Reader, more: dict[str, Any], code: str) -> None:
    answer = await reader.tell("When?", wrong=more)
    assert answer.status_code == 422
    assert answer.json()["code"] == code
    assert answer.headers["content-type"] == "application/problem+json"
    assert await kept(room) == []


async def test_what_was_typed_is_not_lost_in_a_refusal(reader: Reader) -> None:
    typed = '</textarea><script>alert("1")</script> ' + "x" * 1_000
    answer = await reader.send(text=typed, name='"><b>Ida', place="Velmora")
    assert answer.status_code == 422
    assert answer.headers["cache-control"] == "no-store"
    page = LexborHTMLParser(answer.text)
    area, name = page.css_first("textarea"), page.css_first("[name=name]")
    assert area is not None
    assert name is not None
    assert area.text() == typed
    assert name.attributes["value"] == '"><b>Ida'
    assert "limit is 1000" in answer.text.replace("1,000", "1000")
    assert not page.css("main script")


async def test_whatever_is_sent_is_text_and_nothing_else(room: DeskRoom) -> None:
    client = await room.stranger()
    for number, (name, text) in enumerate(HOSTILE.items()):
        reader = Reader(client, f"198.51.100.{number}")
        answer = await reader.tell(text, ticket=f"{'abcdefghij'[number // 10]}{'abcdefghij'[number % 10]}" * 13)
        assert answer.status_code == 201, name
        page = await reader.see(answer.headers["location"])
        quote = LexborHTMLParser(page.text).css_first(".ask-words")
        assert quote is not None
        assert {each.tag for each in quote.css("*")} <= {"blockquote", "br"}, name
        (_, lead) = await room.newsroom.questions.asking.find(FERRY, Ticket(answer.headers["location"][-26:]))
        assert quote.text() == lead.words.text.replace("\n", ""), name
    browser = await room.browser(Role.MODERATOR)
    for each in await kept(room):
        page = await browser.see(f"/blogs/ferry/questions/{each.id}")
        assert page.status_code == 200
        quote = LexborHTMLParser(page.text).css_first("#words")
        assert quote is not None
        assert {found.tag for found in quote.css("*")} <= {"blockquote", "br"}
    assert len(await kept(room)) == len(HOSTILE)


async def test_a_huge_body_is_refused_before_it_is_taken_in(reader: Reader) -> None:
    for body, kind in (
        (b"text=" + b"x" * BODY_LIMIT, "application/x-www-form-urlencoded"),
        (b'{"text": "' + b"x" * BODY_LIMIT + b'"}', "application/json"),
    ):
        answer = await reader.client.post(ASK, content=body, headers={"Content-Type": kind})
        assert answer.status_code == 413
    # What may be sent fits, however it is written.
    fits = urlencode({"text": "𝕴" * 1_000})
    answer = await reader.client.post(ASK, content=fits, headers={"Content-Type": "application/x-www-form-urlencoded"})
    assert answer.status_code == 303


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"", "application/json"),
        (b"[]", "application/json"),
        (b"{", "application/json"),
        (b"[" * 10_000, "application/json"),
        (b'{"text": "\xff"}', "application/json"),
        (b"text=%FF", "application/x-www-form-urlencoded"),
        (b"&".join(b"a%d=1" % each for each in range(50)), "application/x-www-form-urlencoded"),
        (b"text=a", "application/x-www-form-urlencoded; charset=utf-16"),
        (b"text=a", "text/plain"),
        (b"text=a", ""),
        (b"--x\r\n", "multipart/form-data; boundary=x"),
    ],
)
async def test_what_is_no_form_is_refused(reader: Reader, body: bytes, kind: str) -> None:
    answer = await reader.client.post(ASK, content=body, headers={"Content-Type": kind})
    assert answer.status_code == 422


async def test_forged_forwarding_headers_change_nothing(room: DeskRoom) -> None:
    """The test client stands where a trusted proxy does: what that proxy wrote is the end of the header."""
    reader = Reader(await room.stranger())
    taken = []
    for number in range(6):
        reader.headers = {"X-Forwarded-For": f"203.0.113.{number}, 10.9.8.{number}, 192.0.2.7"}
        answer = await reader.tell(f"Question {number} about boats?", ticket="abcdefgh"[number] * 26)
        taken.append(answer.status_code)
    assert taken == [201, 201, 201, 429, 429, 429]
    assert 0 < int(answer.headers["retry-after"]) <= 120
    assert answer.json()["code"] == "questions-too-fast"
    reader.headers = {"X-Forwarded-For": "198.51.100.1"}
    assert (await reader.tell("From elsewhere?", ticket="x" * 26)).status_code == 201


async def test_a_stranger_who_is_no_proxy_cannot_say_where_they_are(tmp_path: Path) -> None:
    async with desk_room(tmp_path, questions=True, question_work=0, trusted_proxies=("10.0.0.0/8",)) as room:
        description = Description(headline=Headline(text="The ferry"))
        await room.newsroom.blogs.open(Wish(person=OPERATOR), FERRY, description)
        client = await room.stranger()
        codes = []
        for number in range(5):
            tree = {"text": f"Question {number} about boats?", "ticket": "abcde"[number] * 26}
            headers = {"X-Forwarded-For": f"203.0.113.{number}", **JSON}
            codes.append((await client.post(ASK, content=json.dumps(tree), headers=headers)).status_code)
        assert codes == [201, 201, 201, 429, 429]


async def test_without_a_script_a_limit_is_told_on_the_page(reader: Reader) -> None:
    assert (await reader.send(text="When?")).status_code == 303
    answer = await reader.send(text="And why?")
    assert answer.status_code == 429
    assert "Wait" in LexborHTMLParser(answer.text).css_first(".ask-problem").text()  # type: ignore[union-attr]
    assert "And why?" in answer.text


async def test_whoever_falls_into_the_trap_is_thanked_like_anybody(room: DeskRoom, reader: Reader) -> None:
    answer = await reader.send(text="Buy now?", website="https://pills.example")
    assert answer.status_code == 303
    assert "The newsroom has it" in (await reader.see(answer.headers["location"])).text
    (found,) = await kept(room)
    assert (found.state, found.suspicion) == (State.SPAM, Suspicion.TRAP)


async def test_another_sites_page_cannot_have_its_visitors_ask(room: DeskRoom, reader: Reader) -> None:
    """Browsers without Fetch Metadata say where a form comes from all the same; `null` is a page that hides it."""
    foreign = ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}, {"Origin": "null"})
    known = dict(reader.headers)
    for each in foreign:
        reader.headers = {**known, **each}
        assert (await reader.send(text="When?")).status_code == 403
        assert (await reader.tell("When?")).json()["code"] == "foreign-page"
    reader.headers = {**known, "Sec-Fetch-Site": "none", "Origin": str(reader.client.base_url)}
    assert (await reader.send(text="When?")).status_code == 303
    assert len(await kept(room)) == 1


async def test_a_closed_form_says_so_and_takes_nothing(room: DeskRoom, reader: Reader) -> None:
    desk = room.newsroom.questions.desk
    await desk.set_form(OPERATOR, FERRY, form_rules(is_open=False, start="", end="", call="Ask on."))
    page = await reader.see()
    assert "takes no questions here just now" in page.text
    assert not LexborHTMLParser(page.text).css("form")
    answer = await reader.send(text="When <b>do</b>\nthey run?")
    assert answer.status_code == 409
    # What was typed while it was closed is not lost.
    (typed,) = LexborHTMLParser(answer.text).css("blockquote.ask-words")
    assert typed.text() == "When <b>do</b>they run?"
    assert (await reader.see(f"{ASK}/call")).json() == {"open": False, "call": ""}


async def test_a_call_for_questions_is_an_island(room: DeskRoom, reader: Reader) -> None:
    before = (await reader.see("/live/ferry")).headers["etag"]
    call = form_rules(is_open=True, start="", end="", call="Ask <b>Ada</b> until noon.")
    await room.newsroom.questions.desk.set_form(OPERATOR, FERRY, call)
    answer = await reader.see(f"{ASK}/call")
    assert answer.json() == {"open": True, "call": "Ask <b>Ada</b> until noon."}
    assert answer.headers["cache-control"] == "public, max-age=10, s-maxage=10"
    assert "Ask &lt;b&gt;Ada&lt;/b&gt; until noon." in (await reader.see()).text
    assert (await reader.see("/live/ferry")).headers["etag"] == before


async def test_a_blog_that_has_ended_takes_no_more(room: DeskRoom, reader: Reader) -> None:
    asked = await reader.send(text="When?")
    await room.newsroom.coverages.end(Wish(person=OPERATOR), FERRY, None)
    assert "has ended, and takes no more questions" in (await reader.see()).text
    assert (await reader.send(text="And now?")).status_code == 409
    assert "data-ask" not in (await reader.see("/live/ferry")).text
    # Whoever asked can still look.
    assert (await reader.see(asked.headers["location"])).status_code == 200


async def test_where_the_setting_is_off_there_is_no_form(tmp_path: Path) -> None:
    async with desk_room(tmp_path) as room:
        description = Description(headline=Headline(text="The ferry"))
        await room.newsroom.blogs.open(Wish(person=OPERATOR), FERRY, description)
        reader = Reader(await room.stranger())
        assert "data-ask" not in (await reader.see("/live/ferry")).text
        for path in (ASK, f"{ASK}/call", f"{ASK}/{'a' * 26}"):
            assert (await reader.see(path)).status_code == 404
        assert (await reader.send(text="When?")).status_code == 404


async def test_a_blog_that_is_not_there_has_no_form(reader: Reader) -> None:
    assert (await reader.see("/live/nothing/questions")).status_code == 404
    answer = await reader.client.post("/live/nothing/questions", data={"text": "When?"})
    assert answer.status_code == 404


async def test_a_refusal_is_said_in_the_language_of_the_blog(room: DeskRoom, reader: Reader) -> None:
    described = Description(headline=Headline(text="Fähre"), language="de")
    await room.newsroom.blogs.open(Wish(person=OPERATOR), Slug("faehre"), described)
    asking = "/live/faehre/questions"
    page = LexborHTMLParser((await reader.client.post(asking, data={"text": " "})).text)
    (said,) = page.css(".ask-problem")
    assert said.text() == "Ihre Frage: Hier steht nichts. Schreiben Sie etwas."
    tree = {"text": "Wann?", "ticket": "a" * 26}
    answer = (await reader.client.post(asking, content=json.dumps(tree), headers=JSON)).json()
    assert (answer["code"], answer["detail"].startswith("Die Rechnung Ihres Browsers")) == ("proof-not-good", True)
