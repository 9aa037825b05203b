"""Configured endpoints: requests to addresses that an operator has set, and to no others.

Knows how long an answer is waited for, and that nothing leads on to another address.
Does not know what is asked, nor why.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from typing import Final

import httpx

_PATIENCE_SECONDS: Final = 3.0

Ask = Callable[[str, str, Mapping[str, str]], Awaitable[bool]]
"""Sends a method to a URL with these headers; whether the answer was a success. It never raises for a network."""


@asynccontextmanager
async def asking() -> AsyncIterator[Ask]:
    """A way to ask, while the context lasts. No proxy of the environment is used, and no redirect is followed."""
    async with httpx.AsyncClient(timeout=_PATIENCE_SECONDS, trust_env=False, follow_redirects=False) as client:

        async def ask(method: str, url: str, headers: Mapping[str, str]) -> bool:
            try:
                answer = await client.request(method, url, headers=dict(headers))
            except httpx.HTTPError:
                return False
            return answer.is_success

        yield ask
