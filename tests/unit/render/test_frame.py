"""Frames: each operation, what a frame is called, and its bytes on a stream."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings

from stoppress.domain.effects import Region
from stoppress.domain.facts import Description, Headline, KeyPoint
from stoppress.domain.fold import fold
from stoppress.domain.identifiers import PostId, Seq
from stoppress.domain.revisions import (
    BlogDescribed,
    CoverageEnded,
    KeyPointsSet,
    PostCorrected,
    PostPinned,
    PostRevised,
    Revision,
    WordsRemoved,
)
from stoppress.hub.cursor import Cursor, cursor
from stoppress.render.frame import Frame, make_frame
from stoppress.render.pieces import post_item, region_html
from stoppress.render.view import View
from tests.contract.invented import START, log, published, withdrawn
from tests.examples import examples
from tests.laws.stories import logs, without_words
from tests.unit.render.printed import EPOCH, PUBLICATION, parsed

P2, P3 = PostId("p-2"), PostId("p-3")
LATER = START + timedelta(hours=1)
CORRECTED = PostCorrected(at=LATER, post=P2, wrong="At noon.", right="At one.")


def frame(past: list[Revision], revision: Revision, *later: Revision) -> Frame:
    """The frame of `revision` after `past`; `later` has happened since."""
    before = fold(past)
    after = fold([revision], onto=before)
    return make_frame(revision, before, after, fold(later, onto=after), PUBLICATION)


def tree(made: Frame) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(made.json)
    return found


def changes(made: Frame, op: str) -> list[dict[str, str]]:
    return [each for each in tree(made)["changes"] if each["op"] == op]


def regions(made: Frame) -> set[str]:
    return {each["region"] for each in changes(made, "replace") if "region" in each}


def described(**parts: str) -> BlogDescribed:
    return BlogDescribed(at=LATER, description=Description(headline=Headline(text="Calm"), **parts))  # type: ignore[arg-type]


def test_a_frame_tells_its_version_sequence_and_kind() -> None:
    made = tree(frame(log(3), published(9)))
    assert list(made) == ["v", "seq", "kind", "changes"]
    assert (made["v"], made["seq"], made["kind"]) == (1, 4, "post-published")
    assert tree(frame(log(3), CoverageEnded(at=LATER)))["kind"] == "coverage-ended"


def test_a_published_post_is_placed_by_its_order_key_as_the_page_shows_it() -> None:
    after = fold([*log(3), published(9)])
    (change,) = changes(frame(log(3), published(9)), "place")
    post = after.posts[PostId("p-9")]
    assert change == {
        "op": "place",
        "post": "p-9",
        "order": "2031-04-05T06:30:09.000000Z/p-9",
        "html": str(post_item(post, View(after, PUBLICATION))),
    }


@pytest.mark.parametrize(
    "revision",
    [PostRevised(at=LATER, post=P2, headline="Gone", body=""), CORRECTED, withdrawn(2), PostPinned(at=LATER, post=P2)],
)
def test_a_post_that_was_there_is_replaced_and_never_placed(revision: Revision) -> None:
    made = frame(log(3), revision)
    assert changes(made, "place") == []
    assert [each["post"] for each in changes(made, "replace") if "post" in each] == ["p-2"]


def test_a_reference_replaces_the_other_post_too() -> None:
    made = frame(log(3), replace(published(9), body="As [we said](post:p-2)."))
    assert [each["post"] for each in changes(made, "place")] == ["p-9"]
    (other,) = [each for each in changes(made, "replace") if "post" in each]
    assert other["post"] == "p-2"
    assert "/live/ferries-of-velmora/p/p-9" in other["html"]


def removal(notice: str) -> WordsRemoved:
    return WordsRemoved(at=LATER, revisions=(Seq(2),), posts=(P2,), notice=notice)


def test_a_post_that_is_gone_is_removed_and_one_with_a_notice_is_replaced() -> None:
    past = [without_words(each) if seq == 2 else each for seq, each in enumerate(log(3), 1)]
    gone = frame(past, removal(""))
    assert changes(gone, "remove") == [{"op": "remove", "post": "p-2"}]
    told = frame(past, removal("By order of a court."))
    assert changes(told, "remove") == []
    assert any("By order" in each["html"] for each in changes(told, "replace") if each.get("post") == "p-2")


@pytest.mark.parametrize(
    ("revision", "changed"),
    [
        (published(9), {"state"}),
        (replace(published(9), key_event=True), {"state", "key-points"}),
        (KeyPointsSet(at=LATER, points=(KeyPoint(text="x"),)), {"state", "key-points"}),
        (PostPinned(at=LATER, post=P2), {"state", "pinned"}),
        (CORRECTED, {"state", "related"}),
        (CoverageEnded(at=LATER), {"state"}),
        (described(), {each.value for each in Region}),
    ],
)
def test_the_regions_that_look_different_are_replaced(revision: Revision, changed: set[str]) -> None:
    made = frame(log(3), revision)
    assert regions(made) == changed
    view = View(fold([*log(3), revision]), PUBLICATION)
    for each in changes(made, "replace"):
        if "region" in each:
            assert each["html"] == str(region_html(Region(each["region"]), view))


def test_a_new_description_sets_the_title_and_other_revisions_do_not() -> None:
    assert changes(frame(log(3), described()), "title") == [{"op": "title", "text": "Calm - The Velmora Gazette"}]
    assert changes(frame(log(3), published(9)), "title") == []


@pytest.mark.parametrize(
    ("parts", "reloads"),
    [
        ({}, []),
        ({"standfirst": "x"}, []),
        ({"timezone": "Europe/London"}, [{"op": "reload"}]),
        ({"language": "de"}, [{"op": "reload"}]),
    ],
)
def test_only_what_every_post_is_written_with_makes_pages_load_anew(
    parts: dict[str, str], reloads: list[dict[str, str]]
) -> None:
    made = frame(log(3), described(**parts))
    assert changes(made, "reload") == reloads
    assert tree(made)["changes"][: len(reloads)] == reloads


def test_a_replayed_frame_shows_a_post_withdrawn_since_without_its_words() -> None:
    first = frame(log(2), published(9), withdrawn(9))
    assert b"Ferry 9" in frame(log(2), published(9)).json
    assert b"Ferry 9" not in first.json
    (change,) = changes(first, "place")
    assert "This post was taken down" in change["html"]
    assert first.seq == 3


def test_a_frame_names_every_post_it_shows_anything_of() -> None:
    past = log(3)
    referring = replace(published(9), body="As [we said](post:p-2).")
    assert frame(past, referring).posts == {PostId("p-9"), P2}
    assert frame([*past, referring], CORRECTED).posts == {PostId("p-9"), P2}
    assert frame(past, PostPinned(at=LATER, post=P3)).posts == {P3}
    points = KeyPointsSet(at=LATER, points=(KeyPoint(text="x", post=P2),))
    assert frame(past, points).posts == {P2}
    assert frame([*past, points], described()).posts == {P2}
    assert frame([*past, CORRECTED], replace(CORRECTED, post=P3)).posts == {P2, P3}
    assert frame(past, CoverageEnded(at=LATER)).posts == set()


def test_a_frame_on_a_stream_is_one_event_with_its_cursor_as_id() -> None:
    made = Frame(Seq(7), '{"v":1,"text":"“tide” 🚢"}'.encode(), frozenset())
    expected = 'id: velmora2-7\nevent: revision\ndata: {"v":1,"text":"“tide” 🚢"}\n\n'
    assert made.event(EPOCH) == expected.encode()


def test_words_with_line_ends_and_stream_fields_in_them_stay_in_the_data() -> None:
    hostile = "data: x\n\nid: 9\n\r\nevent: reset\u2028retry: 1"
    event = frame(log(2), replace(published(9), headline="x", body=hostile)).event(EPOCH)
    identity, name, data, *rest = event.split(b"\n")
    assert cursor(identity.removeprefix(b"id: ").decode()) == Cursor(EPOCH, Seq(3))
    assert name == b"event: revision"
    assert data.startswith(b'data: {"v":1,"seq":3,')
    assert rest == [b"", b""]
    assert b"\r" not in event
    assert "event: reset" in json.loads(data.removeprefix(b"data: "))["changes"][0]["html"]


@settings(max_examples=examples(8))
@given(logs(most=8))
def test_every_revision_of_a_story_makes_one_event_of_one_data_line_that_runs_nothing(log: list[Revision]) -> None:
    before = fold([])
    for seq, revision in enumerate(log, 1):
        after = fold([revision], onto=before)
        made = make_frame(revision, before, after, after, PUBLICATION)
        assert made.event(EPOCH).count(b"\n") == 4
        assert tree(made)["seq"] == made.seq == seq
        for change in tree(made)["changes"]:
            assert change["op"] in {"reload", "title", "remove", "place", "replace"}
            assert parsed(change.get("html", "")).css("script, iframe, style, [onerror], [style]") == []
        before = after
