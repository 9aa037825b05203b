"""What readers send, and the lists beside a page, through the proxies: the first as theirs, the second from the cache."""

from __future__ import annotations

import asyncio

import httpx
import pytest

from tests.deploy.conftest import Edge

KEY = "k" * 32


def lines(head: bytes) -> dict[str, str]:
    """A request's header lines, by name."""
    pairs = (each.partition(": ") for each in head.decode("latin-1").split("\r\n")[1:])
    return {name.lower(): value for name, _, value in pairs}


async def test_what_readers_send_says_whence_it_comes_and_who_voted(edge: Edge) -> None:
    """Without the address all readers are one network and held off together; without the cookie each vote is another reader's."""
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{edge.port}") as client:
        for path in ("votes", "seen", "questions", "follow"):
            sent = {"X-Forwarded-For": "203.0.113.9", "Cookie": f"stoppress-vote={KEY}"}
            await client.post(f"/live/{edge.slug}/{path}", data={"stars": "5"}, headers=sent)
            (head,) = edge.relay.heads(f"/live/{edge.slug}/{path}")
            said = lines(head)
            assert said["x-forwarded-for"].split(", ") == ["203.0.113.9", "127.0.0.1"], path
            assert said["cookie"] == f"stoppress-vote={KEY}", path
        # Who only looks is nobody.
        await client.get(f"/live/{edge.slug}/votes", headers={"Cookie": f"stoppress-vote={KEY}"})
        assert lines(edge.relay.heads(f"/live/{edge.slug}/votes")[-1]).get("cookie", "") == ""


@pytest.mark.parametrize("path", ["/lists/latest", "/latest"])
async def test_lists_are_asked_for_once_however_many_read(edge: Edge, path: str) -> None:
    known = len(edge.relay.asked(path))
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{edge.port}") as client:
        with edge.relay.holding():
            asking = [asyncio.ensure_future(client.get(path, headers={"Cookie": f"a={each}"})) for each in range(4)]
            await asyncio.to_thread(edge.relay.until_asked, path, known + 1)
        answers = await asyncio.gather(*asking)
    assert len({(each.status_code, each.text) for each in answers}) == 1
    assert len(edge.relay.asked(path)) == known + 1


async def test_lists_forget_what_a_blog_they_name_forgets(edge: Edge) -> None:
    if edge.proxy.name != "Varnish":
        pytest.skip("nginx cannot be told to forget; what bounds staleness is in its configuration")
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{edge.port}") as client:
        await client.get("/lists/live")
        known = len(edge.relay.asked("/lists/live"))
        await client.request("PURGE", "/", headers={"xkey": f"{edge.slug} front-page"})
        await client.get("/lists/live")
        assert len(edge.relay.asked("/lists/live")) == known + 1
