"""Notices and alarms at the desk's door: each sees their own, for as long as they may, and says how they want to be told."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser
from sqlalchemy.engine import Connection

from stoppress.actions.posts import NewPost
from stoppress.actions.wish import Wish
from stoppress.app.telling import alarming
from stoppress.domain.facts import Description, Headline
from stoppress.domain.identifiers import PostId, Slug
from stoppress.drafts.alarms import SILENT, AlarmRules, Watched
from stoppress.drafts.moments import database_clock
from stoppress.drafts.notices import Choice, NewNotice, NoticeKind, Whoever
from stoppress.staff.permissions import OPERATOR, Role, Verb
from tests.push_service import Device
from tests.web.desk_room import Browser, DeskRoom, desk_room

FERRY = Slug("ferry")
WISH = Wish(person=OPERATOR)
ALARM = NewNotice(
    kind=NoticeKind.ALARM,
    text="Nobody has touched “Ferry” for 20 minutes.",
    path="/desk/blogs/ferry",
    to=Whoever(Verb.SET_KEY_POINTS.value),
    key="alarm 1",
    blog=FERRY,
)


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[DeskRoom]:
    async with desk_room(tmp_path) as made:
        await made.newsroom.blogs.open(WISH, FERRY, Description(headline=Headline(text="Ferry <aground>")))
        yield made


class Time:
    """The clock alarms go by, put forward by hand."""

    ahead = timedelta(0)

    def now(self, connection: Connection) -> datetime:
        return database_clock(connection) + self.ahead


@pytest.fixture
def time(room: DeskRoom, monkeypatch: pytest.MonkeyPatch) -> Time:
    made = Time()
    monkeypatch.setattr(room.newsroom.telling.alarms, "_clock", made.now)
    return made


async def tell(room: DeskRoom, new: NewNotice) -> None:
    await room.newsroom.telling.notices.tell(new)


async def bell(browser: Browser) -> str:
    """What the bell shows: how many are unread."""
    part = LexborHTMLParser((await browser.see("/notices/bell")).text).css_first("a.bell")
    assert part is not None
    return part.attributes["data-unread"] or ""


async def test_a_notice_is_counted_listed_and_read_by_whoever_follows_it(room: DeskRoom) -> None:
    ada, ben = await room.browser(Role.EDITOR), await room.browser(Role.EDITOR)
    await tell(room, ALARM)
    page = await ada.see("/notices")
    assert ALARM.text in page.text
    assert "Ferry &lt;aground&gt;" in page.text
    assert 'class="is-unread"' in page.text
    assert (await bell(ada), await bell(ben)) == ("1", "1")
    answer = await ada.see(f"/notices/{ALARM.id}")
    assert (answer.status_code, answer.headers["location"]) == (303, "/desk/blogs/ferry")
    assert (await bell(ada), await bell(ben)) == ("0", "1")
    assert 'class="is-unread"' not in (await ada.see("/notices/lines")).text
    await ben.send("/notices/read")
    assert await bell(ben) == "0"


async def test_nobody_sees_or_follows_what_was_told_to_others(room: DeskRoom) -> None:
    rex = await room.browser(Role.REPORTER)
    await room.browser(Role.EDITOR)
    await tell(room, ALARM)
    assert ALARM.text not in (await rex.see("/notices")).text
    assert (await rex.see(f"/notices/{ALARM.id}")).status_code == 404
    assert (await rex.see("/notices/none")).status_code == 404
    assert await bell(rex) == "0"


async def test_whoever_has_lost_their_role_sees_it_no_more(room: DeskRoom) -> None:
    ada = await room.browser(Role.EDITOR)
    await tell(room, ALARM)
    await tell(room, replace(ALARM, key="by name", text="By name.", to=frozenset({ada.person})))
    await room.newsroom.people.set_role(ada.person, Role.REPORTER)
    assert [ALARM.text in (await ada.see("/notices")).text, await bell(ada)] == [False, "1"]
    await room.newsroom.people.set_role(ada.person, None)
    assert ("By name." in (await ada.see("/notices")).text, await bell(ada)) == (False, "0")
    assert (await ada.see(f"/notices/{replace(ALARM, key='by name').id}")).status_code == 404


async def test_words_of_a_notice_are_words(room: DeskRoom) -> None:
    ada = await room.browser(Role.EDITOR)
    await tell(room, replace(ALARM, text='<script>alert(1)</script> "quoted"'))
    for path in ("/notices", "/notices/bell", "/notices/lines"):
        text = (await ada.see(path)).text
        assert "<script>alert" not in text
        assert "&lt;script&gt;alert(1)" in text


async def test_more_than_ninety_nine_are_more_than_ninety_nine(room: DeskRoom) -> None:
    ada = await room.browser(Role.EDITOR)
    for number in range(100):
        await tell(room, replace(ALARM, key=str(number)))
    assert await bell(ada) == "99+"


async def test_each_chooses_how_they_are_told(room: DeskRoom) -> None:
    ada = await room.browser(Role.EDITOR)
    answer = await ada.send("/notices/choices", page=["mention", "alarm", "nonsense"], push="alarm")
    assert answer.headers["location"] == "/desk/notices?said=saved"
    chosen = await room.newsroom.telling.notices.choices(ada.person)
    assert chosen[NoticeKind.ALARM] == Choice(page=True, push=True)
    assert chosen[NoticeKind.MENTION] == Choice(page=True, push=False)
    assert chosen[NoticeKind.FAILURE] == Choice(page=False, push=False)
    boxes = LexborHTMLParser((await ada.see("/notices")).text).css("table.choices input[checked]")
    assert [(each.attributes["name"], each.attributes["value"]) for each in boxes] == [
        ("page", "mention"),
        ("page", "alarm"),
        ("push", "alarm"),
    ]


async def test_a_browser_says_where_it_is_told_and_stops(room: DeskRoom) -> None:
    ada, ben = await room.browser(Role.EDITOR), await room.browser(Role.EDITOR)
    address = Device("https://push.velmora.org/1").address
    tree = {
        "endpoint": address.endpoint,
        "expirationTime": None,
        "keys": {"p256dh": address.public_key, "auth": address.auth},
    }
    answer = await ada.tell("POST", "/notices/devices", tree)
    assert (answer.status_code, answer.json()["digest"]) == (201, address.digest)
    page = (await ada.see("/notices")).text
    assert address.digest in page
    assert address.endpoint not in page
    assert 'data-push-key="B' in page
    name = answer.json()["id"]
    await ben.send(f"/notices/devices/{name}/stop")
    assert len(await room.newsroom.telling.subscriptions.of(ada.person)) == 1
    await ada.send(f"/notices/devices/{name}/stop")
    assert await room.newsroom.telling.subscriptions.of(ada.person) == []


async def test_an_address_that_is_none_is_refused_with_a_sentence(room: DeskRoom) -> None:
    ada = await room.browser(Role.EDITOR)
    tree = {"endpoint": "https://10.0.0.1/", "keys": {"p256dh": "AAAA", "auth": "AAAA"}}
    answer = await ada.tell("POST", "/notices/devices", tree)
    assert (answer.status_code, answer.json()["code"]) == (422, "subscription-invalid")
    assert (await ada.tell("POST", "/notices/devices", {})).status_code == 422


async def test_signing_out_ends_the_telling_there(room: DeskRoom) -> None:
    ada = await room.browser(Role.EDITOR)
    address = Device("https://push.velmora.org/1").address
    await ada.tell(
        "POST",
        "/notices/devices",
        {"endpoint": address.endpoint, "keys": {"p256dh": address.public_key, "auth": address.auth}},
    )
    await ada.send("/sign-out")
    assert await room.newsroom.telling.subscriptions.of(ada.person) == []


async def test_where_nobody_is_pushed_to_no_key_is_shown(tmp_path: Path) -> None:
    async with desk_room(tmp_path, push=False) as room:
        ada = await room.browser(Role.EDITOR)
        assert 'data-push-key=""' in (await ada.see("/notices")).text


async def test_alarms_are_agreed_on_and_shown_where_one_works(room: DeskRoom) -> None:
    ada = await room.browser(Role.EDITOR)
    answer = await ada.send("/blogs/ferry/alarms", **{"blog": "20", "pin": "45", "from": "06:00", "to": "23:30"})
    assert answer.headers["location"] == "/desk/blogs/ferry/alarms?said=saved"
    assert await room.newsroom.telling.alarms.rules(FERRY) == AlarmRules(
        minutes={Watched.BLOG: 20, Watched.KEY_POINTS: 0, Watched.PIN: 45}, from_minute=360, to_minute=1_410
    )
    page = LexborHTMLParser((await ada.see("/blogs/ferry/alarms")).text)
    shown = {each.attributes["name"]: each.attributes["value"] for each in page.css("main input[id]")}
    assert shown == {"blog": "20", "key-points": "0", "pin": "45", "from": "06:00", "to": "23:30"}
    assert "alarms/now" in (await ada.see("/blogs/ferry")).text


@pytest.mark.parametrize(
    "sent",
    [
        {"blog": "1441"},
        {"blog": "-1"},
        {"blog": "²"},
        {"pin": "soon"},
        {"blog": "99999"},
        {"from": "24:00"},
        {"from": "06:60"},
        {"to": "six"},
        {"to": "6"},
    ],
    ids=str,
)
async def test_what_is_no_number_or_time_is_refused(room: DeskRoom, sent: dict[str, str]) -> None:
    ada = await room.browser(Role.EDITOR)
    answer = await ada.send("/blogs/ferry/alarms", **sent)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    # What was typed stands there again.
    assert [f'value="{each}"' in answer.text for each in sent.values()] == [True]
    assert await room.newsroom.telling.alarms.rules(FERRY) == SILENT


async def test_a_reporter_reads_the_rules_and_sets_none(room: DeskRoom) -> None:
    rex = await room.browser(Role.REPORTER)
    await rex.send("/blogs/ferry/alarms", blog="20")
    assert await room.newsroom.telling.alarms.rules(FERRY) == SILENT
    page = await rex.see("/blogs/ferry/alarms")
    assert page.status_code == 200
    assert "no alarm" in page.text
    assert '<form method="post" action="/desk/blogs/ferry/alarms"' not in page.text


async def test_what_stands_is_shown_until_somebody_touches_it(room: DeskRoom, time: Time) -> None:
    """The strip is judged for whoever looks: it does not wait for the next round of whoever watches."""
    ada = await room.browser(Role.EDITOR)
    alarms = room.newsroom.telling.alarms
    everything = AlarmRules(minutes={Watched.BLOG: 1, Watched.KEY_POINTS: 0, Watched.PIN: 0})
    await alarms.set_rules(FERRY, everything)
    assert "Nobody has touched" not in (await ada.see("/blogs/ferry/alarms/now")).text
    time.ahead = timedelta(minutes=2)
    assert "Nobody has touched the blog for a minute." in (await ada.see("/blogs/ferry/alarms/now")).text
    time.ahead = timedelta(0)
    await room.newsroom.posts.publish(WISH, FERRY, NewPost(id=PostId("one"), headline="A", body="B."))
    assert "Nobody has touched" not in (await ada.see("/blogs/ferry/alarms/now")).text


async def test_the_first_page_says_which_blogs_are_left_alone(room: DeskRoom, time: Time) -> None:
    ada, mona = await room.browser(Role.EDITOR), await room.browser(Role.MODERATOR)
    alarms = room.newsroom.telling.alarms
    await alarms.set_rules(FERRY, AlarmRules(minutes={Watched.BLOG: 1, Watched.KEY_POINTS: 1, Watched.PIN: 0}))
    time.ahead = timedelta(minutes=2)
    await alarming(room.newsroom.telling, room.press).look()
    for path in ("", "/readers"):
        assert "Untouched for too long: the blog, the key points" in (await ada.see(path)).text
        assert "Untouched for too long" not in (await mona.see(path)).text
    assert await bell(ada) == "2"
