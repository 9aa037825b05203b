"""A story told through the API: posts, edits, corrections, withdrawals, in bursts and one by one.

Knows the API's addresses.
Does not know who listens; it waits where it is told to.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from itertools import count
from random import Random
from typing import Any

import httpx

Heard = Callable[[int], Awaitable[None]]
"""Returns when the frame with this sequence has been heard."""


class Story:
    """One blog, told through `client`, an editor's."""

    def __init__(self, client: httpx.AsyncClient, slug: str, chance: Random, heard: Heard) -> None:
        self._client = client
        self._path = f"/api/v1/blogs/{slug}"
        self._chance = chance
        self._heard = heard
        self._names = (f"post-{number}" for number in count())
        self._posts: list[str] = []
        self._corrected: set[str] = set()
        self.seq = 1

    async def publish(self) -> None:
        """A post."""
        name = next(self._names)
        words = " ".join(self._chance.choice(("tide", "gate", "ferry", "quay")) for _ in range(60))
        await self._ask("POST", "/posts", {"id": name, "headline": f"The gauge, {name}", "body": f"The {words}."})
        self._posts.append(name)

    async def burst(self, posts: int) -> None:
        """Posts at once."""
        await asyncio.gather(*(self.publish() for _ in range(posts)))

    async def edit(self) -> None:
        """Other words for a post."""
        await self._ask("PATCH", f"/posts/{self._any()}", {"body": f"The tide stands at {self.seq} feet."})

    async def correct(self) -> None:
        """A correction."""
        words = {"wrong": "two feet", "right": f"{self.seq} feet", "body": f"It is {self.seq} feet."}
        post = self._any()
        self._corrected.add(post)
        await self._ask("POST", f"/posts/{post}/correction", words)

    async def withdraw(self) -> None:
        """A withdrawal of what has been heard before, so that its first words are known.

        Not of a corrected post: pages list corrections, so that frames of other posts would be reworded more than once.
        """
        await self.is_heard()
        post = self._chance.choice([each for each in self._posts if each not in self._corrected])
        self._posts.remove(post)
        await self._ask("POST", f"/posts/{post}/withdrawal", {"reason": f"It was not so, {post}."})

    async def is_heard(self) -> None:
        """Wait until everything so far has been heard."""
        await self._heard(self.seq)

    async def end(self) -> None:
        """The end of the blog."""
        await self._ask("POST", "/end")

    def _any(self) -> str:
        return self._chance.choice(self._posts)

    async def _ask(self, method: str, path: str, body: Any = None) -> None:
        answer = await self._client.request(method, self._path + path, json=body, headers={"If-Match": "*"})
        assert answer.is_success, answer.text
        self.seq = max(self.seq, answer.json()["seq"])
