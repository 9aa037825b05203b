"""Configured endpoints: what is asked there, and when it is given up."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from stoppress.errors import FetchFailed
from stoppress.outbound.configured import Answer, Question, consult


@asynccontextmanager
async def answering(reply: bytes) -> AsyncIterator[tuple[str, list[bytes]]]:
    """The address of a server that says this to everybody, and what it was sent."""
    heard: list[bytes] = []

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        length = next(
            (int(line[15:]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")), 0
        )
        heard.append(head + await reader.readexactly(length))
        writer.write(reply)
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    try:
        port = server.sockets[0].getsockname()[1]
        yield f"http://127.0.0.1:{port}/x", heard
    finally:
        server.close()
        await server.wait_closed()


def reply(content: bytes, status: str = "200 OK", *headers: str) -> bytes:
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(content)}", *headers, "", ""]
    return "\r\n".join(lines).encode() + content


async def test_a_question_is_answered() -> None:
    async with answering(reply(b'{"a": 1}', "400 Bad Request")) as (address, heard):
        assert await consult(Question(url=address, headers={"Accept": "x/y"})) == Answer(400, b'{"a": 1}')
        await consult(Question(url=address, headers={}, form={"code": "a b"}))
    assert heard[0].startswith(b"GET /x ")
    assert b"accept: x/y" in heard[0].lower()
    assert heard[1].startswith(b"POST /x ")
    assert heard[1].endswith(b"\r\n\r\ncode=a+b")


async def test_no_redirect_is_followed() -> None:
    async with answering(reply(b"", "302 Found", "Location: /elsewhere")) as (address, heard):
        assert (await consult(Question(url=address, headers={}))).status == 302
    assert len(heard) == 1


async def test_an_answer_without_end_is_given_up() -> None:
    for size, is_taken in ((262_144, True), (262_145, False)):
        async with answering(reply(b"x" * size)) as (address, _heard):
            asking = consult(Question(url=address, headers={}))
            if is_taken:
                assert len((await asking).content) == size
            else:
                with pytest.raises(FetchFailed):
                    await asking


async def test_nobody_and_nonsense_are_refusals() -> None:
    async with answering(b"nonsense\r\n\r\n") as (address, _heard):
        with pytest.raises(FetchFailed):
            await consult(Question(url=address, headers={}))
    # The server is gone by now.
    for nowhere in (address, "http://[", "x"):
        with pytest.raises(FetchFailed):
            await consult(Question(url=nowhere, headers={}))
