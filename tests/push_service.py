"""A push service on loopback, and browsers that read what it hands them: RFC 8030, 8291 and 8292, from the other side.

Knows how a message is opened, from the standards and with nothing of the program's: what it opens, a browser opens.
Does not know what any test expects.
"""

from __future__ import annotations

import asyncio
import json
import secrets
import threading
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ec import (
    ECDH,
    SECP256R1,
    EllipticCurvePrivateKey,
    EllipticCurvePublicKey,
    generate_private_key,
)
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from joserfc import jwt
from joserfc.jwk import ECKey

from stoppress.outbound.browsers import Address

_SALT, _SIZE, _POINT = 16, 4, 65


def coded(text: bytes) -> str:
    """In base64url."""
    return urlsafe_b64encode(text).rstrip(b"=").decode()


def uncoded(text: str) -> bytes:
    """What `coded` was given."""
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def point(key: EllipticCurvePublicKey) -> bytes:
    """A public key as it is sent."""
    return key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def opened(body: bytes, key: EllipticCurvePrivateKey, auth: bytes) -> bytes:
    """What a browser makes of a message (RFC 8291 §3.4, RFC 8188 §2)."""
    salt, size, length = body[:_SALT], int.from_bytes(body[_SALT : _SALT + _SIZE]), body[_SALT + _SIZE]
    assert length == _POINT
    start = _SALT + _SIZE + 1 + length
    sender, sealed = body[_SALT + _SIZE + 1 : start], body[start:]
    assert len(sealed) <= size, "one record"
    shared = key.exchange(ECDH(), EllipticCurvePublicKey.from_encoded_point(SECP256R1(), sender))
    mixed = _derived(shared, auth, b"WebPush: info\0" + point(key.public_key()) + sender, 32)
    content = _derived(mixed, salt, b"Content-Encoding: aes128gcm\0", 16)
    nonce = _derived(mixed, salt, b"Content-Encoding: nonce\0", 12)
    text, end, padding = AESGCM(content).decrypt(nonce, sealed, None).rpartition(b"\2")
    assert end
    assert not padding.strip(b"\0")
    return text


def _derived(secret: bytes, salt: bytes, info: bytes, length: int) -> bytes:
    return HKDF(algorithm=SHA256(), length=length, salt=salt, info=info).derive(secret)


@dataclass
class Device:
    """A browser that subscribed: its keys never leave it."""

    endpoint: str
    key: EllipticCurvePrivateKey = field(default_factory=lambda: generate_private_key(SECP256R1()))
    auth: bytes = field(default_factory=lambda: secrets.token_bytes(16))

    @property
    def address(self) -> Address:
        """What it gives away."""
        return Address(endpoint=self.endpoint, public_key=coded(point(self.key.public_key())), auth=coded(self.auth))

    def read(self, pushed: Pushed) -> Any:
        """A message that was for it."""
        return json.loads(opened(pushed.body, self.key, self.auth))


@dataclass(frozen=True)
class Pushed:
    """What the service was sent: it sees no more than this."""

    path: str
    headers: dict[str, str]
    body: bytes

    def proof(self) -> tuple[dict[str, Any], str]:
        """What the sender claims, checked with the key it shows, and that key (RFC 8292)."""
        scheme, _, rest = self.headers["authorization"].partition(" ")
        assert scheme == "vapid"
        parts = dict(each.strip().split("=", 1) for each in rest.split(","))
        public = EllipticCurvePublicKey.from_encoded_point(SECP256R1(), uncoded(parts["k"]))
        token = jwt.decode(parts["t"], ECKey.import_key(public), algorithms=["ES256"])
        return token.claims, parts["k"]


class PushService:
    """The server. `answers` are the heads it gives next, by path; else it takes what comes."""

    def __init__(self) -> None:
        self.port = 0
        self.pushed: list[Pushed] = []
        self.answers: dict[str, list[str]] = {}
        self.arrived = threading.Semaphore(0)

    @property
    def place(self) -> str:
        """Where it is."""
        return f"127.0.0.1:{self.port}"

    def device(self, name: str) -> Device:
        """A browser that listens here."""
        return Device(f"http://{self.place}/push/{name}")

    def to(self, device: Device) -> list[Pushed]:
        """What came for a browser."""
        return [each for each in self.pushed if device.endpoint.endswith(each.path)]

    async def hear(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, one message."""
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            first, *lines = head.strip().split("\r\n")
            headers = {name.lower(): value for name, _, value in (each.partition(": ") for each in lines)}
            method, path, _ = first.split(" ")
            assert method == "POST"
            self.pushed.append(Pushed(path, headers, await reader.readexactly(int(headers["content-length"]))))
            waiting = self.answers.get(path, [])
            answer = waiting.pop(0) if waiting else "201 Created\r\nLocation: /message/1"
            writer.write(f"HTTP/1.1 {answer}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".encode())
            await writer.drain()
            self.arrived.release()
        finally:
            writer.close()


@contextmanager
def push_service_aside() -> Iterator[PushService]:
    """One that listens in a thread of its own, for those who have no loop to spare."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    service = PushService()
    try:
        server = asyncio.run_coroutine_threadsafe(_listening(service), loop).result(timeout=60)
        yield service
        loop.call_soon_threadsafe(server.close)
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


async def _listening(service: PushService) -> asyncio.Server:
    server = await asyncio.start_server(service.hear, "127.0.0.1", 0)
    service.port = server.sockets[0].getsockname()[1]
    return server


@asynccontextmanager
async def push_service() -> AsyncIterator[PushService]:
    """One that listens."""
    service = PushService()
    server = await _listening(service)
    try:
        yield service
    finally:
        server.close()
        await server.wait_closed()
