"""Push: one message to one browser, through the push service it has chosen (RFC 8030, 8291).

Knows that the service reads neither the message nor who it is for, and what its answers mean.
Does not know who is told what (`notifying`), nor connections (`outbound`).
"""

from __future__ import annotations

import os
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

import http_ece
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key

from stoppress.errors import AddressRefused, FetchFailed
from stoppress.outbound.browsers import Address, key_bytes
from stoppress.outbound.guarded import Posted
from stoppress.wire.vapid import Vapid

PAYLOAD_LIMIT: Final = 3_000
"""Bytes of a message. A push service takes 4,096, encryption included (RFC 8030 §7.2)."""

_GONE: Final = frozenset({404, 410})
_LATER: Final = frozenset({408, 425, 429})
_TOPIC_LIMIT: Final = 32
_SERVER_ERRORS: Final = 500

Post = Callable[[str, bytes, Mapping[str, str]], Awaitable[Posted]]
"""Sends a body with headers to an address. Raises AddressRefused and FetchFailed."""


class Urgency(StrEnum):
    """How much of a battery a message is worth (RFC 8030 §5.3)."""

    LOW = "low"
    NORMAL = "normal"
    HIGH = "high"


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What a browser gets. It may wait for `ttl`; one of the same `topic` that still waits is replaced by it."""

    payload: bytes
    topic: str
    ttl: timedelta
    urgency: Urgency = Urgency.NORMAL


@dataclass(frozen=True, slots=True)
class Arrived:
    """The push service has it."""


@dataclass(frozen=True, slots=True)
class Gone:
    """There is no such browser any more."""


@dataclass(frozen=True, slots=True)
class Later:
    """It may arrive later, not before `at_least`."""

    problem: str
    at_least: timedelta = timedelta()


@dataclass(frozen=True, slots=True)
class Refused:
    """It never will."""

    problem: str


Outcome = Arrived | Gone | Later | Refused


class Push:
    """Sends messages under this newsroom's key."""

    def __init__(self, post: Post, vapid: Vapid, now: Callable[[], datetime]) -> None:
        self._post = post
        self._vapid = vapid
        self._now = now

    async def send(self, address: Address, message: Message) -> Outcome:
        """Send a message once; what came of it. Nothing of the message is in a problem."""
        assert len(message.payload) <= PAYLOAD_LIMIT
        assert len(message.topic) <= _TOPIC_LIMIT
        try:
            answer = await self._post(
                address.endpoint, sealed(address, message.payload), self._headers(address, message)
            )
        except AddressRefused as problem:
            return Refused(str(problem))
        except FetchFailed as problem:
            return Later(str(problem))
        return _outcome(answer)

    def _headers(self, address: Address, message: Message) -> Mapping[str, str]:
        return {
            "Authorization": self._vapid.authorization(address.endpoint, self._now()),
            "Content-Encoding": "aes128gcm",
            "Content-Type": "application/octet-stream",
            "TTL": str(int(message.ttl.total_seconds())),
            "Topic": message.topic,
            "Urgency": message.urgency.value,
        }


def sealed(address: Address, payload: bytes) -> bytes:
    """A message that this browser alone can read (RFC 8291)."""
    found: bytes = http_ece.encrypt(
        payload,
        # Every message has a key of its own, and chance of its own.
        salt=os.urandom(16),
        private_key=generate_private_key(SECP256R1()),
        dh=key_bytes(address.public_key),
        auth_secret=key_bytes(address.auth),
        version="aes128gcm",
    )
    return found


def _outcome(answer: Posted) -> Outcome:
    if answer.status in _GONE:
        return Gone()
    said = f"the push service answers {answer.status}."
    if answer.status in _LATER or answer.status >= _SERVER_ERRORS:
        return Later(said, _pause(answer.retry_after))
    return Arrived() if 200 <= answer.status < 300 else Refused(said)


def _pause(retry_after: str) -> timedelta:
    """What `Retry-After` asks for; a date is not worth reading, as we come back in any case."""
    return timedelta(seconds=int(retry_after)) if retry_after.isdecimal() and len(retry_after) < 7 else timedelta()
