"""Embeds from address to card, over sockets: each provider as it documents itself, and as it might turn against us."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from stoppress.media.embedding import Embedding, Filled, Gone, Later, NoEmbed
from stoppress.outbound.guarded import fetching
from tests.contract.loopback_provider import ENDPOINTS, Client, Provider, Speak, answer, serving
from tests.unit.media.answering import ADDRESSES, OEMBED, PROVIDERS, SCRIPT, as_bytes

SCRIPTED = as_bytes(
    {**dict.fromkeys(OEMBED["youtube"], SCRIPT), "type": "rich", "provider_url": "https://masto.velmora.example/"}
)


async def silence(writer: asyncio.StreamWriter) -> None:
    """A head, and then nothing until the client leaves."""
    writer.write(b"HTTP/1.1 200 X\r\nContent-Type: application/json\r\n\r\n{")
    await writer.drain()
    await writer.wait_closed()


async def broken_off(writer: asyncio.StreamWriter) -> None:
    """Half a head."""
    writer.write(b"HTTP/1.1 200 X\r\nConte")
    await writer.drain()


HOSTILE: dict[str, Speak] = {
    "10 MiB": answer(b'{"type": "rich", "title": "' + b"x" * 10_485_760 + b'"}'),
    "302 to itself": answer(b"", status=302, more="Location: ?again=1\r\n"),
    "302 to nowhere": answer(b"", status=302),
    "HTML for JSON": answer(b"<!doctype html><title>Sign in</title>", kind="text/html"),
    "JSON of another shape": answer(b'["rich"]'),
    "nothing": answer(b""),
    "nested": answer(b"[" * 100_000),
    "half a head": broken_off,
    "silence": silence,
    **{str(status): answer(b'{"type": "rich"}', status=status) for status in (204, 400, 401, 403, 429, 500, 503)},
}


@pytest.fixture
async def provider() -> AsyncIterator[Provider]:
    """The provider on loopback."""
    async with serving() as found:
        yield found


@pytest.mark.parametrize("name", list(ENDPOINTS))
async def test_each_provider_is_asked_as_it_documents_and_fills_the_card(provider: Provider, name: str) -> None:
    found = await Embedding(Client(provider), PROVIDERS).look(ADDRESSES[name])
    assert isinstance(found, Filled)
    assert (found.embed.address, found.embed.provider) == (ADDRESSES[name], name)
    assert found.embed.title or found.embed.text
    assert (found.embed.author or None) == (
        OEMBED[name].get("author_name") if name != "mastodon" else "Harbour Desk ⚓"
    )
    assert provider.asked[0][0] == ENDPOINTS[name][0]
    assert len(provider.asked) == (2 if name == "mastodon" else 1)


@pytest.mark.parametrize("hostile", HOSTILE)
async def test_a_provider_turned_hostile_costs_the_card_and_nothing_else(provider: Provider, hostile: str) -> None:
    provider.instead = HOSTILE[hostile]
    embedding = Embedding(Client(provider, seconds=0.3 if hostile == "silence" else 20.0), PROVIDERS)
    found = await embedding.look(ADDRESSES["x"])
    assert isinstance(found, Later)
    assert "rich" not in found.problem
    assert "doctype" not in found.problem
    # Where there is a page, its head is enough.
    filled = await embedding.look(ADDRESSES["vimeo"])
    assert isinstance(filled, Filled)
    assert filled.embed.title == 'Fog over the "sound"'
    assert isinstance(await embedding.look(ADDRESSES["mastodon"]), Later | NoEmbed)


@pytest.mark.parametrize("status", [404, 410])
@pytest.mark.parametrize("name", [each for each in ENDPOINTS if each != "mastodon"])
async def test_a_card_says_when_the_original_is_gone_and_keeps_its_words(
    provider: Provider, name: str, status: int
) -> None:
    embedding = Embedding(Client(provider), PROVIDERS)
    first = await embedding.look(ADDRESSES[name])
    assert isinstance(first, Filled)
    provider.instead = answer(b"", status=status)
    gone = await embedding.look(ADDRESSES[name], known=first.embed)
    assert isinstance(gone, Gone)
    assert gone.embed.is_gone
    assert (gone.embed.title, gone.embed.text) == (first.embed.title, first.embed.text)


@pytest.mark.parametrize("name", list(ENDPOINTS))
async def test_script_in_every_field_comes_out_as_nothing(provider: Provider, name: str) -> None:
    provider.instead = answer(SCRIPTED)
    found = await Embedding(Client(provider), PROVIDERS).look(ADDRESSES[name])
    said = repr(found)
    assert "alert" not in said
    assert "<script" not in said


async def test_an_address_in_a_body_leads_nobody_inside() -> None:
    """Any host can look like a Mastodon server, one of ours too; through the guard nobody is asked."""

    async def inside(_host: str, _port: int) -> list[str]:
        return ["10.0.0.7"]

    async with fetching(resolve=inside) as fetch:
        found = await Embedding(fetch, PROVIDERS).look(ADDRESSES["mastodon"])
    assert isinstance(found, Later)
    assert found.problem.startswith("The server does not connect to this address")
