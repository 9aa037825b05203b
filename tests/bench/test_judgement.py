"""A bench that cannot fail proves nothing: each seeded fault turns its judgement red, and without one it is green."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bench.load import Crowd, Heard, load
from bench.publisher import Desk
from bench.server import Product, product, stream_path

READERS = 20
POSTS = 6

# What a fault must show as, and by how much: one event of one reader.
FAULTS = {"drop": {"lost": 1}, "double": {"doubled": 1}, "swap": {"late": 1}}


@pytest.fixture(scope="module")
def served() -> Iterator[Product]:
    with product() as served:
        yield served


def heard_by_a_crowd(served: Product, fault: str) -> Heard:
    cursor = served.cursor()
    crowd = Crowd(
        readers=READERS,
        port=served.port,
        path=stream_path(cursor),
        events=POSTS,
        cursor=cursor,
        patience=5,
        is_pinned=False,
    )
    with load(crowd, fault=fault) as clients, Desk(served) as desk:
        clients.until_connected()
        for _ in range(POSTS):
            desk.publish(1)
        return clients.heard()


def test_without_a_fault_everybody_heard_everything_once_and_in_order(served: Product) -> None:
    heard = heard_by_a_crowd(served, "")
    assert heard.wrong == {}
    assert heard.total("received") == READERS * POSTS
    assert [each.readers for each in heard.events()] == [READERS] * POSTS


@pytest.mark.parametrize("fault", FAULTS)
def test_each_fault_turns_the_judgement_red(served: Product, fault: str) -> None:
    assert heard_by_a_crowd(served, fault).wrong == FAULTS[fault]
