"""Guarded requests, against servers of this machine that behave as badly as servers do."""

from __future__ import annotations

import asyncio
import gzip
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from stoppress.errors import AddressRefused, FetchFailed
from stoppress.outbound.guarded import DEFAULT_FETCH_LIMITS, Fetcher, FetchLimits, fetching

Answer = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]

QUICK = FetchLimits(seconds=0.3)


class Server:
    """A server on the loopback address; `asked` are the heads of the requests it had."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.port = 0

    @property
    def place(self) -> str:
        return f"127.0.0.1:{self.port}"

    def url(self, path: str = "/") -> str:
        return f"http://{self.place}{path}"


@asynccontextmanager
async def serving(answer: Answer, tls: ssl.SSLContext | None = None) -> AsyncIterator[Server]:
    server = Server()

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            server.asked.append((await reader.readuntil(b"\r\n\r\n")).decode())
            await answer(reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    listening = await asyncio.start_server(handle, "127.0.0.1", 0, ssl=tls)
    server.port = listening.sockets[0].getsockname()[1]
    try:
        yield server
    finally:
        listening.close()


def saying(*parts: bytes) -> Answer:
    """These bytes, and the end."""

    async def answer(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for part in parts:
            writer.write(part)
            await writer.drain()

    return answer


def ok(body: bytes, *headers: bytes) -> bytes:
    lines = b"".join(each + b"\r\n" for each in headers)
    return b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: %d\r\n%s\r\n%s" % (len(body), lines, body)


def onward(to: str, status: int = 302) -> bytes:
    return f"HTTP/1.1 {status} Onward\r\nLocation: {to}\r\nContent-Length: 0\r\n\r\n".encode()


@asynccontextmanager
async def asking(*servers: Server, limits: FetchLimits = DEFAULT_FETCH_LIMITS) -> AsyncIterator[Fetcher]:
    async with fetching(limits, allowed=frozenset(each.place for each in servers)) as fetcher:
        yield fetcher


async def test_what_is_there_comes_with_its_type_and_nothing_of_ours_is_told() -> None:
    async with serving(saying(ok(b"Words.", b"Set-Cookie: a=b"))) as server, asking(server) as fetcher:
        for _ in range(2):
            found = await fetcher.get(server.url("/a?b"), accept="text/plain")
            assert (found.status, found.content_type, found.body) == (200, "text/plain", b"Words.")
            assert found.url == server.url("/a?b")
    for head in server.asked:
        names = {line.split(":")[0].lower() for line in head.splitlines()[1:] if line}
        assert names == {"host", "accept", "accept-encoding", "user-agent", "connection"}
        assert f"\r\nHost: {server.place}\r\n" in head


async def test_what_is_sent_arrives_as_it_is_and_leads_nowhere() -> None:
    said = b"HTTP/1.1 429 Slower\r\nRetry-After: 60\r\nSet-Cookie: a=b\r\nContent-Length: 0\r\n\r\n"
    body = b"\0sealed\xff"
    got: list[bytes] = []

    async def hear(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        got.append(await reader.readexactly(len(body)))
        writer.write(said)
        await writer.drain()

    async with serving(hear) as server, asking(server) as fetcher:
        for _ in range(2):
            answer = await fetcher.post(server.url("/push"), body, {"TTL": "60"})
            assert (answer.status, answer.retry_after) == (429, "60")
    assert got == [body, body]
    for head in server.asked:
        assert head.startswith("POST /push HTTP/1.1\r\n")
        names = {line.split(":")[0].lower() for line in head.splitlines()[1:] if line}
        assert names == {"host", "accept", "accept-encoding", "user-agent", "connection", "content-length", "ttl"}
    async with serving(saying(onward("http://10.0.0.1/"))) as server, asking(server) as fetcher:
        assert (await fetcher.post(server.url(), body, {})).status == 302


@pytest.mark.parametrize("answers", [["127.0.0.1"], ["93.184.215.14", "10.0.0.1"], ["::1"], ["::ffff:127.0.0.1"], []])
async def test_a_name_that_leads_inside_is_connected_to_nowhere(answers: list[str]) -> None:
    async def resolve(_host: str, _port: int) -> Sequence[str]:
        return answers

    async with serving(saying(ok(b"secret"))) as server, fetching(resolve=resolve) as fetcher:
        with pytest.raises((AddressRefused, FetchFailed)):
            await fetcher.get("http://rebound.velmora.org/")
    assert server.asked == []


async def test_a_name_is_resolved_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """First an address of the outside, then one of the inside: nobody asks a second time."""
    answers = iter([["93.184.215.14"], ["127.0.0.1"]])
    asked: list[str] = []

    async def resolve(host: str, _port: int) -> Sequence[str]:
        asked.append(host)
        return next(answers)

    async def connect(*_parts: object, **_named: object) -> None:
        raise OSError

    async with serving(saying(ok(b"secret"))) as server, fetching(QUICK, resolve=resolve) as fetcher:
        monkeypatch.setattr("anyio.connect_tcp", connect)
        with pytest.raises(FetchFailed):
            await fetcher.get(f"http://rebound.velmora.org/{server.port}")
    assert asked == ["rebound.velmora.org"]
    assert server.asked == []


@pytest.mark.parametrize(
    "to",
    ["http://127.0.0.1/", "http://10.0.0.1/", "http://localhost/", "file:///etc/passwd", "http://a:b@velmora.org/",
     "http://velmora.org:22/", "//169.254.169.254/latest", "http://[::1]/"],
)  # fmt: skip
async def test_a_redirect_is_looked_at_as_the_first_address_was(to: str) -> None:
    async with serving(saying(onward(to))) as server, asking(server) as fetcher:
        with pytest.raises(AddressRefused):
            await fetcher.get(server.url())
    assert len(server.asked) == 1


async def test_three_redirects_are_followed_and_a_fourth_is_not() -> None:
    async def answer(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        step = len(server.asked)
        writer.write(ok(b"There.") if step == 4 else onward(f"/{step}"))

    async with serving(answer) as server, asking(server) as fetcher:
        assert (await fetcher.get(server.url())).url == server.url("/3")
        server.asked.clear()
    async with serving(saying(onward("/again"))) as server, asking(server) as fetcher:
        with pytest.raises(FetchFailed, match="3 times"):
            await fetcher.get(server.url())
    assert len(server.asked) == 4


@pytest.mark.parametrize(
    "said",
    [
        ok(b"x" * 2_000),
        b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * 2_000,
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
        b"3e8\r\n" + b"x" * 1000 + b"\r\n" + b"3e8\r\n" + b"x" * 1000,
        ok(gzip.compress(b"x" * 1_000_000), b"Content-Encoding: gzip"),
        b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort",
        b"HTTP/1.1 200 OK\r\nX: " + b"x" * 1_000_000,
        b"SSH-2.0-OpenSSH\r\n",
        b"",
    ],
    ids=[
        "too long",
        "too long without end",
        "too long in chunks",
        "packed",
        "cut short",
        "endless head",
        "no HTTP",
        "nothing",
    ],
)
async def test_an_answer_that_is_none_fails_with_a_sentence(said: bytes) -> None:
    async with serving(saying(said)) as server, asking(server) as fetcher:
        with pytest.raises(FetchFailed) as refusal:
            await fetcher.get(server.url(), most_bytes=1_500)
    assert "xxx" not in str(refusal.value)


async def test_one_deadline_covers_an_answer_that_comes_byte_by_byte() -> None:
    async def answer(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
        while True:
            writer.write(b"x")
            await writer.drain()
            await asyncio.sleep(0.01)

    async with serving(answer) as server, asking(server, limits=QUICK) as fetcher:
        with pytest.raises(FetchFailed, match="seconds"):
            await fetcher.get(server.url())


@pytest.mark.parametrize("status", [204, 304, 401, 404, 410, 429, 500])
async def test_a_status_is_told_and_not_judged(status: int) -> None:
    said = b"HTTP/1.1 %d Said\r\nContent-Length: 0\r\n\r\n" % status
    async with serving(saying(said)) as server, asking(server) as fetcher:
        assert (await fetcher.get(server.url())).status == status


@pytest.fixture
def self_signed(tmp_path: Path) -> ssl.SSLContext:
    """What a server has that vouches for itself."""
    key, names = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "quay")])
    made = (
        x509.CertificateBuilder(names, names, key.public_key(), x509.random_serial_number())
        .not_valid_before(datetime(2020, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2120, 1, 1, tzinfo=UTC))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .sign(key, SHA256())
    )
    parts = (made.public_bytes(Encoding.PEM), key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    (tmp_path / "quay.pem").write_bytes(b"".join(parts))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "quay.pem")
    return context


async def test_a_certificate_nobody_vouches_for_is_refused(self_signed: ssl.SSLContext) -> None:
    async with serving(saying(ok(b"Words.")), self_signed) as server, asking(server) as fetcher:
        with pytest.raises(FetchFailed):
            await fetcher.get(f"https://{server.place}/")
    assert server.asked == []


async def test_so_many_ask_one_host_at_once_and_no_more() -> None:
    waiting, free = 0, asyncio.Event()
    full = asyncio.Event()

    async def answer(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal waiting
        waiting += 1
        if waiting == DEFAULT_FETCH_LIMITS.at_once_a_host:
            full.set()
        await free.wait()
        writer.write(ok(b"Words."))

    async with serving(answer) as server, asking(server) as fetcher:
        asked = [asyncio.ensure_future(fetcher.get(server.url())) for _ in range(10)]
        async with asyncio.timeout(10):
            await full.wait()
        assert len(server.asked) == DEFAULT_FETCH_LIMITS.at_once_a_host
        free.set()
        assert {each.body for each in await asyncio.gather(*asked)} == {b"Words."}
    assert len(server.asked) == 10
