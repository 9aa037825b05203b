"""Configured endpoints: requests to addresses that an operator has set, and to no others.

Knows how long an answer is waited for, and that nothing leads on to another address.
Does not know what is asked, nor why.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Final

import httpx

from stoppress.errors import FetchFailed
from stoppress.outbound.trust import authorities

_PATIENCE_SECONDS: Final = 3.0

# What a provider of sign-in says of itself is a few kilobytes.
_ANSWER_SECONDS: Final = 10.0
_ANSWER_BYTES: Final = 262_144

Ask = Callable[[str, str, Mapping[str, str]], Awaitable[bool]]
"""Sends a method to a URL with these headers; whether the answer was a success. It never raises for a network."""


@asynccontextmanager
async def asking() -> AsyncIterator[Ask]:
    """A way to ask, while the context lasts. No proxy of the environment is used, and no redirect is followed."""
    async with httpx.AsyncClient(
        timeout=_PATIENCE_SECONDS, trust_env=False, verify=authorities(), follow_redirects=False
    ) as client:

        async def ask(method: str, url: str, headers: Mapping[str, str]) -> bool:
            try:
                answer = await client.request(method, url, headers=dict(headers))
            except httpx.HTTPError:
                return False
            return answer.is_success

        yield ask


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A request whose answer matters: a form is sent with POST."""

    url: str
    headers: Mapping[str, str]
    form: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What was answered."""

    status: int
    content: bytes


Consult = Callable[[Question], Awaitable[Answer]]
"""Asks an address. Raises FetchFailed when nothing, too much or too late is answered."""


async def consult(question: Question) -> Answer:
    """See `Consult`. No proxy of the environment is used, and no redirect is followed."""
    method = "GET" if question.form is None else "POST"
    try:
        async with (
            asyncio.timeout(_ANSWER_SECONDS),
            httpx.AsyncClient(
                timeout=_ANSWER_SECONDS, trust_env=False, verify=authorities(), follow_redirects=False
            ) as client,
            client.stream(method, question.url, headers=dict(question.headers), data=question.form) as answer,
        ):
            content = b""
            async for piece in answer.aiter_bytes():
                content += piece
                if len(content) > _ANSWER_BYTES:
                    raise FetchFailed(problem=f"it was longer than {_ANSWER_BYTES} bytes.")
            return Answer(answer.status_code, content)
    except (httpx.HTTPError, httpx.InvalidURL, TimeoutError) as problem:
        raise FetchFailed(problem="it does not answer.") from problem
