"""Rehearsals: who may have one, that there is one at a time, what is played and reported, on every database alike."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from stoppress.actions.rehearsals import READERS, Order, Through
from stoppress.actions.staging import editor_in, player, writer_in
from stoppress.clockwork.performance import APPROVED_AFTER_SECONDS
from stoppress.domain.facts import Label
from stoppress.domain.identifiers import PostId, Slug, is_rehearsal
from stoppress.domain.rehearsed import STAND_IN, is_thrown_away
from stoppress.domain.revisions import CoverageEnded, PostPublished, PostRevised, PostWithdrawn
from stoppress.drafts.alarms import AlarmRules, Watched
from stoppress.drafts.draft import Someone
from stoppress.drafts.notices import NoticeKind
from stoppress.drafts.rehearsals import TAKEN_FOR, Progress
from stoppress.errors import BlogUnknown, InputInvalid, NotAllowed
from stoppress.errors.rehearsals import RehearsalUnderWay, RehearsalUnknown, RehearsalUnsuitable
from stoppress.staff.permissions import NEEDS, Verb, may
from tests.contract.desks import open_desk
from tests.contract.places import DURABLE
from tests.contract.rehearsal_room import WELL, RehearsalRoom
from tests.contract.sending_room import EDDA, FERRY, HALE, HARBOUR, MONA, REX

SOMEONE = Someone("person-edda", "Edda Editor")


@pytest.fixture(params=DURABLE)
async def room(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[RehearsalRoom]:
    """A desk of two blogs, over each database in turn."""
    async with open_desk(request.param, request, tmp_path) as database:
        made = RehearsalRoom(database)
        await made.desk.open(FERRY, HARBOUR)
        yield made


# --- rows


async def test_there_is_one_at_a_time(room: RehearsalRoom) -> None:
    first = await room.asked(taken=False)
    assert (first.state, first.blog, is_rehearsal(first.sandbox)) == (Progress.ASKED, FERRY, True)
    with pytest.raises(RehearsalUnderWay):
        await room.asked()
    taken = await room.rows.take()
    assert taken is not None
    assert (taken.id, taken.state) == (first.id, Progress.RUNNING)
    assert await room.rows.take() is None
    with pytest.raises(RehearsalUnderWay):
        await room.asked()
    await room.rows.close(first.id, Progress.DONE, "{}")
    assert (await room.asked()).id != first.id


async def test_of_many_who_take_at_once_one_has_it(room: RehearsalRoom) -> None:
    await room.asked(taken=False)
    taken = await asyncio.gather(*(room.rows.take() for _ in range(4)))
    assert sum(each is not None for each in taken) == 1


async def test_what_nobody_plays_any_more_was_cut_off(room: RehearsalRoom) -> None:
    asked = await room.asked()
    room.desk.wait(seconds=TAKEN_FOR.total_seconds() - 1)
    assert (await room.rows.note(asked.id, "{}")).state is Progress.RUNNING
    room.desk.wait(seconds=TAKEN_FOR.total_seconds() - 1)
    assert (await room.rehearsing.find(EDDA, FERRY, asked.id)).state is Progress.RUNNING
    room.desk.wait(seconds=1)
    cut = await room.rehearsing.find(EDDA, FERRY, asked.id)
    assert (cut.state, cut.ended_at) == (Progress.CUT_OFF, room.desk.now)
    # Whoever comes back late finds that it is over, and says nothing more.
    assert (await room.rows.note(asked.id, "late")).progress == "{}"
    assert (await room.rows.close(asked.id, Progress.DONE, "late")).report == ""
    await room.asked()


async def test_one_that_nobody_began_is_stopped_at_once(room: RehearsalRoom) -> None:
    asked = await room.asked(taken=False)
    stopped = await room.rehearsing.stop(EDDA, FERRY, asked.id)
    assert (stopped.state, stopped.ended_at) == (Progress.STOPPED, room.desk.now)
    assert await room.rows.take() is None
    assert await room.rehearsing.stop(EDDA, FERRY, asked.id) == stopped


# --- rights and limits


async def test_editors_rehearse_and_others_do_not(room: RehearsalRoom) -> None:
    order = Order(readers=0, seconds=1, posts=1)
    for person in (REX, MONA):
        with pytest.raises(NotAllowed):
            await room.rehearsing.ask(person, FERRY, order)
    with pytest.raises(BlogUnknown):
        await room.rehearsing.ask(HALE, FERRY, order)
    asked = await room.rehearsing.ask(HALE, HARBOUR, order)
    for person in (EDDA, HALE):
        assert await room.rehearsing.of_blog(person, HARBOUR) == [asked]
    with pytest.raises(RehearsalUnknown):
        await room.rehearsing.find(EDDA, FERRY, asked.id)
    with pytest.raises(RehearsalUnknown):
        await room.rehearsing.find(EDDA, HARBOUR, "nothing")
    with pytest.raises(NotAllowed):
        await room.rehearsing.stop(REX, HARBOUR, asked.id)


@pytest.mark.parametrize(
    "order",
    [
        Order(readers=READERS + 1, seconds=1, posts=1),
        Order(readers=-1, seconds=1, posts=1),
        Order(readers=0, seconds=1, posts=1_001),
        Order(readers=0, seconds=4 * 3600 + 1, posts=1),
        Order(readers=0, seconds=1, posts=1, through=Through.ORIGIN),
    ],
)
async def test_more_than_may_be_is_refused(room: RehearsalRoom, order: Order) -> None:
    with pytest.raises(InputInvalid):
        await room.rehearsing.ask(EDDA, FERRY, order)
    assert await room.rehearsing.of_blog(EDDA, FERRY) == []


def test_players_may_do_something_in_their_own_blog_alone() -> None:
    sandbox = Slug("rehearsal-" + "a" * 26)
    writer, editor = writer_in(sandbox), editor_in(sandbox)
    assert (player(writer.id), player(editor.id)) == (writer, editor)
    assert not any(
        player(name) for name in (f"{FERRY}/writer", f"{sandbox}/owner", f"{sandbox}", "person-rex", "/writer")
    )
    assert may(writer, Verb.PUBLISH_POST, sandbox)
    assert not may(writer, Verb.APPROVE_POST, sandbox)
    elsewhere = [verb for verb in Verb if not NEEDS[verb].anywhere]
    assert not any(may(each, verb, FERRY) or may(each, verb) for each in (writer, editor) for verb in elsewhere)


# --- what is played


async def test_an_invented_day_goes_by_the_rules_of_its_desk(room: RehearsalRoom) -> None:
    await room.desk.rule(undo_seconds=5, second_eyes=frozenset({Label.BREAKING}))
    played, blog = await room.performed(12, seconds=600)
    assert played.refused == []
    posts = list(blog.oldest_first())
    assert [each.headline.partition(" of")[0].partition(",")[0] for each in posts if each.is_readable] == [
        f"Post {number}" for number in range(1, 13) if number != 10
    ]
    assert [each.withdrawal is not None for each in posts].count(True) == 1
    assert sum(bool(each.corrections) for each in posts) == 1
    assert blog.pinned is not None
    assert len(blog.key_points) == 1
    # Some of them are breaking news: a second pair of eyes first, and then the window.
    breaking = sum(each.label is Label.BREAKING for each in posts)
    assert [round(each) for each in played.reviews] == [round(APPROVED_AFTER_SECONDS)] * breaking
    assert breaking > 0
    assert len(played.waits) == 12
    assert sum(each >= 5 for each in played.waits) >= 12 - breaking
    assert (played.seq, played.done) == (blog.seq, played.planned)
    assert set(played.moments) == set(range(1, blog.seq + 1))


async def test_its_alarms_ring_as_they_would_and_the_report_counts_them(room: RehearsalRoom) -> None:
    minutes = {Watched.BLOG: 0, Watched.KEY_POINTS: 3, Watched.PIN: 0}
    await room.alarms.set_rules(FERRY, AlarmRules(minutes=minutes))
    # Key points are set after the second post and not again: three minutes later the alarm stands, and rings once.
    played, blog = await room.performed(8, seconds=600)
    assert [what for what, _ in played.alarms] == [Watched.KEY_POINTS]
    assert blog.slug in {each.blog for each in room.told}
    await room.stage.end(blog.slug)
    assert set(await room.alarms.watched()) == {FERRY}


async def test_without_rules_posts_leave_at_once_and_nothing_waits(room: RehearsalRoom) -> None:
    played, blog = await room.performed(12, seconds=120)
    assert (played.waits, played.reviews, played.refusals) == ([], [], 0)
    assert len(blog.posts) == 12
    # The script has twelve and a half minutes; it was played six times as fast, by the clock.
    assert played.late < 1
    assert abs(room.waited - 120) < 1


async def test_what_happened_happens_again_without_what_was_taken_down(room: RehearsalRoom) -> None:
    desk, at = room.desk, room.desk.now
    for number, body in enumerate(("First.", "A libel.", "See [it](post:p1)."), 1):
        post = PostPublished(at=at, post=PostId(f"p{number}"), published_at=at, body=body)
        await desk.happen(FERRY, post)
    await desk.happen(
        FERRY,
        PostRevised(at=at, post=PostId("p2"), headline="", body="A worse libel."),
        PostWithdrawn(at=at, post=PostId("p2"), reason="Not so."),
        CoverageEnded(at=at),
    )
    played, blog = await room.performed(0)
    assert played.refused == []
    first, gone, last = blog.oldest_first()
    assert (first.body, last.body) == ("First.", f"See [it](post:{first.id}).")
    assert first.id != "p1"
    assert gone.withdrawal is not None
    assert blog.coverage.value == "ended"
    said = [each.body for each in await desk.published(blog.slug)]
    assert said == ["First.", STAND_IN, last.body]
    assert blog.description.headline.text == "Rehearsal: Ferries stop"


async def test_what_cannot_happen_is_said_and_the_rest_goes_on(room: RehearsalRoom) -> None:
    at = room.desk.now
    await room.desk.happen(FERRY, CoverageEnded(at=at))
    late = PostPublished(at=at, post=PostId("p1"), published_at=at, body="Too late.")
    await room.desk.happen(FERRY, late)
    played, blog = await room.performed(0)
    assert [kind for kind, _ in played.refused] == ["post-published"]
    assert blog.coverage.value == "ended"
    assert played.refusals == 1


# --- playing and the report


async def test_readers_are_there_from_the_first_post_and_the_report_says_what_they_heard(room: RehearsalRoom) -> None:
    asked = await room.asked(readers=50, seconds=0)
    done = await room.playing().play(asked)
    assert done.state is Progress.DONE
    (place,), (end,) = room.crowd.places, room.crowd.ends
    assert (place.address, place.path, place.after) == ("127.0.0.1", f"/live/{asked.sandbox}/stream", "abcdefgh-1")
    report = json.loads(done.report)
    assert (report["well"], report["readers"], report["complete"]) == (True, 50, 50)
    assert report["happened"] == end == report["to_hear"] + 1
    assert room.crowd.left == 1
    (told,) = room.told
    assert (told.kind, told.to, told.path) == (
        NoticeKind.REHEARSAL,
        frozenset({EDDA.id}),
        f"/desk/blogs/{FERRY}/rehearsals/{asked.id}",
    )
    assert told.text.endswith(f"All 50 readers heard all {report['to_hear']} revisions, each once and in order.")


async def test_a_fault_that_readers_found_is_in_the_report(room: RehearsalRoom) -> None:
    room.crowd.outcome = {"came": 50, "complete": 49, "faults": WELL | {"missed": 1}}
    done = await room.playing().play(await room.asked(readers=50, seconds=0))
    report = json.loads(done.report)
    assert (report["well"], report["complete"], report["faults"]["missed"]) == (False, 49, 1)


async def test_it_can_be_stopped_and_what_came_of_it_by_then_is_reported(room: RehearsalRoom) -> None:
    asked = await room.asked(readers=5, seconds=3_600)
    playing = asyncio.ensure_future(room.playing().play(asked))
    await room.noted.wait()
    await room.rehearsing.stop(EDDA, FERRY, asked.id)
    done = await playing
    assert done.state is Progress.STOPPED
    report = json.loads(done.report)
    assert report["happened"] < report["planned"]
    assert room.crowd.left == 1


async def test_a_server_that_stops_leaves_a_report_and_no_readers(room: RehearsalRoom) -> None:
    asked = await room.asked(readers=5, seconds=3_600)
    playing = asyncio.ensure_future(room.playing().play(asked))
    await room.noted.wait()
    playing.cancel()
    await asyncio.gather(playing, return_exceptions=True)
    done = await room.rows.find(asked.id)
    assert (done.state, room.crowd.left) == (Progress.CUT_OFF, 1)
    assert json.loads(done.report)["readers"] == 5


async def test_without_a_single_reader_it_fails_and_says_why(room: RehearsalRoom) -> None:
    room.crowd.come = False
    room.crowd.is_gone.set()
    done = await room.playing().play(await room.asked(readers=5))
    assert done.state is Progress.FAILED
    assert "no reader could connect to 127.0.0.1:8000" in json.loads(done.report)["problem"]


async def test_readers_are_sent_to_no_other_machine(room: RehearsalRoom) -> None:
    done = await room.playing("192.0.2.7").play(await room.asked(readers=5))
    assert done.state is Progress.FAILED
    assert "not an address of this machine" in json.loads(done.report)["problem"]
    assert room.crowd.places == []


async def test_a_blog_that_is_gone_is_no_end_of_playing(room: RehearsalRoom) -> None:
    row = await room.rows.add("x" * 26, Slug("nowhere"), Slug("rehearsal-" + "b" * 26), _order(), SOMEONE, taken=True)
    done = await room.playing().play(row)
    assert done.state is Progress.FAILED
    assert "nowhere" in json.loads(done.report)["problem"]


# --- throwing away


async def test_thrown_away_every_word_is_gone_and_the_report_stays(room: RehearsalRoom) -> None:
    asked = await room.asked(seconds=0)
    with pytest.raises(RehearsalUnsuitable):
        await room.rehearsing.throw_away(EDDA, FERRY, asked.id)
    await room.playing().play(asked)
    assert all("rehearsal" in each for each in await room.bodies(asked.sandbox))
    gone = await room.rehearsing.throw_away(EDDA, FERRY, asked.id)
    assert gone.thrown_away_at == room.desk.now
    assert gone.report
    assert is_thrown_away(await room.desk.first.actions.blog(asked.sandbox))
    assert set(await room.bodies(asked.sandbox)) == {""}
    head = await room.desk.journal.head(asked.sandbox)
    await room.rehearsing.throw_away(EDDA, FERRY, asked.id)
    assert await room.desk.journal.head(asked.sandbox) == head
    assert [each.body for each in await room.desk.published(FERRY)] == []


async def test_what_is_old_is_thrown_away_by_itself(room: RehearsalRoom) -> None:
    asked = await room.asked(seconds=0)
    await room.playing().play(asked)
    week = timedelta(days=7)
    room.desk.wait(days=6.9)
    assert await room.rehearsing.throw_old_away(week) == 0
    room.desk.wait(days=0.1)
    assert await room.rehearsing.throw_old_away(week) == 1
    assert await room.rehearsing.throw_old_away(week) == 0
    assert set(await room.bodies(asked.sandbox)) == {""}


async def test_words_removed_by_law_go_from_rehearsals_too(room: RehearsalRoom) -> None:
    at = room.desk.now
    await room.desk.happen(FERRY, PostPublished(at=at, post=PostId("p1"), published_at=at, body="A secret."))
    asked = await room.asked(posts=0, seconds=0)
    await room.playing().play(asked)
    assert await room.bodies(asked.sandbox) == ["A secret."]
    await room.rehearsing.forget_post(FERRY, PostId("p1"))
    assert await room.bodies(asked.sandbox) == [""]
    assert (await room.rows.find(asked.id)).thrown_away_at == room.desk.now


async def test_one_under_way_is_stopped_when_words_are_removed_and_nothing_of_it_stays(room: RehearsalRoom) -> None:
    asked = await room.asked(seconds=3_600)
    playing = asyncio.ensure_future(room.playing().play(asked))
    await room.noted.wait()
    await room.rehearsing.forget_post(FERRY, PostId("p1"))
    assert (await playing).state is Progress.STOPPED
    assert not any(await room.bodies(asked.sandbox))


def _order() -> str:
    return Order(readers=0, seconds=0, posts=1).written()
