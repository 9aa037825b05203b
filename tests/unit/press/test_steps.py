"""Steps: where they end, when they are final, how long they may be kept, and what they say."""

from __future__ import annotations

import json
from typing import Any

import pytest

from stoppress.domain.identifiers import Epoch, Seq
from stoppress.hub.cursor import Cursor
from stoppress.hub.remembered import Sent
from stoppress.press.steps import STRIDE, end_of_step, reset_step, step
from stoppress.render.heads import JSON, Finished

EPOCH = Epoch("velmora2")


def at(seq: int) -> Cursor:
    return Cursor(EPOCH, Seq(seq))


def frames(first: int, last: int) -> list[Sent]:
    return [
        Sent(Seq(seq), b'event: revision\nid: velmora2-%d\ndata: {"seq":%d}\n\n' % (seq, seq))
        for seq in range(first, last + 1)
    ]


def read(page: Finished) -> dict[str, Any]:
    answer: dict[str, Any] = json.loads(page.body)
    return answer


@pytest.mark.parametrize(("after", "end"), [(0, 32), (1, 32), (31, 32), (32, 64), (33, 64), (95, 96)])
def test_steps_end_at_multiples_of_the_stride(after: int, end: int) -> None:
    assert end_of_step(Seq(after)) == end
    assert end % STRIDE == 0


def test_a_whole_step_is_final_and_kept_longest() -> None:
    page = step(at(30), frames(31, 32), ended=False)
    assert read(page) == {
        "v": 1,
        "from": "velmora2-30",
        "to": "velmora2-32",
        "final": True,
        "ended": False,
        "reset": False,
        "frames": [{"seq": 31}, {"seq": 32}],
    }
    assert page.is_final
    assert (page.cache_control, page.content_type) == ("public, max-age=60, s-maxage=60", JSON)


def test_a_final_one_is_the_same_bytes_whenever_it_is_made_an_end_included() -> None:
    before, after = (step(at(30), frames(31, 32), ended=ended) for ended in (False, True))
    assert before.body == after.body
    assert read(step(at(32), frames(33, 34), ended=True))["ended"]


def test_one_that_may_grow_says_so_and_is_kept_for_a_moment() -> None:
    page = step(at(32), frames(33, 40), ended=False)
    assert (read(page)["to"], read(page)["final"], page.is_final) == ("velmora2-40", False, False)
    assert page.cache_control == "public, max-age=1, s-maxage=2"


def test_one_without_news_ends_where_it_began_and_is_kept_by_shared_caches_alone() -> None:
    page = step(at(32), [], ended=True)
    assert read(page) == {**read(page), "from": "velmora2-32", "to": "velmora2-32", "frames": [], "ended": True}
    assert not page.is_final
    assert page.cache_control == "public, max-age=0, s-maxage=1"


def test_a_place_that_cannot_be_gone_on_from_is_told_where_the_blog_is() -> None:
    page = reset_step("velmora1-9", at(40))
    assert read(page) == {
        "v": 1,
        "from": "velmora1-9",
        "to": "velmora2-40",
        "final": False,
        "ended": False,
        "reset": True,
        "frames": [],
    }
    assert (page.status, page.cache_control) == (200, "public, max-age=0, s-maxage=1")


def test_other_bytes_have_another_version() -> None:
    one, other = (step(at(32), frames(33, last), ended=False) for last in (40, 41))
    assert one.version != other.version
    assert one.version == step(at(32), frames(33, 40), ended=False).version
