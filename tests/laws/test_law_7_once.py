"""Law 7: the same idempotency key twice is one revision, and both callers get the same answer."""

from __future__ import annotations

import asyncio
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests.laws.doors import DOORS
from tests.laws.surfaces import Newsroom, newsroom

BLOG = "/api/v1/blogs/ferry"

# Requests that change something each time they are carried out.
CHANGING = st.sampled_from(
    [
        ("POST", "/posts", {"body": "Ferry late."}),
        ("POST", "/posts", {"body": "Ferry later."}),
        ("POST", "/posts/n1/correction", {"wrong": "at nine", "right": "at ten"}),
    ]
)


async def ask(room: Newsroom, request: tuple[str, str, Any], key: str) -> tuple[int, Any]:
    """Send a request under a key; status and answer."""
    method, path, body = request
    answer = await room.client.request(method, BLOG + path, json=body, headers={"Idempotency-Key": key})
    return answer.status_code, answer.json()


@given(st.lists(st.tuples(CHANGING, st.sampled_from("abcd")), max_size=12))
def test_a_key_is_good_for_one_revision_and_one_answer(asked: list[tuple[tuple[str, str, Any], str]]) -> None:
    async def story() -> None:
        async with newsroom(doors=DOORS) as room:
            assert (
                await room.client.post("/api/v1/blogs", json={"slug": "ferry", "headline": "Ferry"})
            ).status_code == 201
            await ask(room, ("POST", "/posts", {"body": "Ferry sails."}), "first")
            given_so_far: dict[str, tuple[Any, Any]] = {}
            for request, key in asked:
                answer = await ask(room, request, key)
                first_request, first_answer = given_so_far.setdefault(key, (request, answer))
                if request == first_request:
                    assert answer == first_answer
                else:
                    assert (answer[0], answer[1]["code"]) == (422, "idempotency-key-reused")
            assert (await room.press.current("ferry")).seq == 2 + len(given_so_far)

    asyncio.run(story())


def test_two_at_once_with_one_key_are_one() -> None:
    async def story() -> None:
        async with newsroom() as room:
            await room.client.post("/api/v1/blogs", json={"slug": "ferry", "headline": "Ferry"})
            request = ("POST", "/posts", {"body": "Ferry late."})
            answers = await asyncio.gather(*(ask(room, request, "k") for _ in range(8)))
            assert all(each == answers[0] for each in answers)
            assert (await room.press.current("ferry")).seq == 2

    asyncio.run(story())
