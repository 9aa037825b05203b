"""Cards while one writes: what readers will get, from a provider that answers, and a link with a sentence where none does."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from stoppress.actions.wish import Wish
from stoppress.domain.facts import Description, Headline
from stoppress.domain.identifiers import Slug
from stoppress.errors import TooFast
from stoppress.media.embedding import Embedding, Filled
from stoppress.render.body import body_html
from stoppress.render.view import clock_of
from stoppress.staff.permissions import OPERATOR, Role
from stoppress.web.desk.allowance import Allowance
from stoppress.web.desk.embed import GONE, PICTURE, SILENT, SWITCHED_OFF, UNKNOWN
from tests.contract.loopback_provider import Client, Provider, answer, serving
from tests.unit.media.answering import ADDRESSES, PROVIDERS
from tests.web.desk_room import Browser, DeskRoom, desk_room, press_publication

VIMEO = ADDRESSES["vimeo"]


@asynccontextmanager
async def newsroom(folder: Path, *, asks: bool = True, **more: Any) -> AsyncIterator[tuple[DeskRoom, Provider]]:
    """A newsroom whose providers are on loopback."""
    async with serving() as provider:
        look = Embedding(Client(provider), PROVIDERS).look if asks else None
        async with desk_room(folder, embeds=look, **more) as room:
            description = Description(headline=Headline(text="The ferry"), timezone="Asia/Kolkata")
            await room.newsroom.blogs.open(Wish(person=OPERATOR), Slug("ferry"), description)
            yield room, provider


def files(folder: Path) -> list[Path]:
    """What is kept of media."""
    return sorted(each for each in (folder / "media").rglob("*") if each.is_file())


async def asked(browser: Browser, address: str, **more: Any) -> httpx.Response:
    return await browser.see("/embed", params={"address": address, **more}, headers={"Accept": "application/json"})


@pytest.mark.parametrize("name", ADDRESSES)
async def test_the_card_is_the_one_readers_will_get(tmp_path: Path, name: str) -> None:
    async with newsroom(tmp_path) as (room, provider):
        given = (await asked(await room.browser(Role.REPORTER), ADDRESSES[name], blog="ferry")).json()
        outcome = await Embedding(Client(provider), PROVIDERS).look(ADDRESSES[name])
        assert isinstance(outcome, Filled)
        blog, publication = await room.press.current("ferry"), press_publication(room.newsroom)
        card = body_html(
            ADDRESSES[name], blog.slug, (), (outcome.embed,), publication.media, clock_of(blog, publication)
        )
        assert 'class="embed"' in card
        hint = f'<p class="hint">{PICTURE}</p>' if outcome.picture else ""
        assert given == {"known": True, "html": str(card) + hint}


async def test_nothing_is_kept(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as (room, provider):
        before = files(tmp_path)
        assert (await asked(await room.browser(Role.EDITOR), VIMEO)).json()["known"]
        assert len(provider.asked) == 1
        assert files(tmp_path) == before
        assert await room.newsroom.media.looks.take_due(datetime.now(UTC), datetime.now(UTC), most=9) == []


async def test_an_address_without_a_provider_is_a_link(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as (room, provider):
        given = (await asked(await room.browser(Role.EDITOR), "https://velmora.example/a?b=1&x=2")).json()
        assert not given["known"]
        assert UNKNOWN in given["html"]
        assert '<a href="https://velmora.example/a?b=1&amp;x=2"' in given["html"]
        assert provider.asked == []


async def test_a_provider_that_does_not_answer_is_told_of(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as (room, provider):
        provider.instead = answer(b"", status=500)
        reporter = await room.browser(Role.REPORTER)
        given = (await asked(reporter, ADDRESSES["x"])).json()
        assert (given["known"], SILENT in given["html"]) == (False, True)
        provider.instead = answer(b"", status=404)
        gone = (await asked(reporter, VIMEO)).json()
        assert (gone["known"], GONE in gone["html"]) == (True, True)


async def test_where_cards_are_switched_off_nobody_is_asked(tmp_path: Path) -> None:
    async with newsroom(tmp_path, asks=False) as (room, _):
        given = (await asked(await room.browser(Role.EDITOR), VIMEO)).json()
        assert (given["known"], SWITCHED_OFF in given["html"]) == (False, True)


@pytest.mark.parametrize("pasted", ["", "ferry", "javascript:alert(1)", f"{VIMEO} and more", f"{VIMEO}\n\n{VIMEO}"])
async def test_what_is_no_address_alone_is_refused(tmp_path: Path, pasted: str) -> None:
    async with newsroom(tmp_path) as (room, provider):
        assert (await asked(await room.browser(Role.EDITOR), pasted)).status_code == 422
        assert provider.asked == []


async def test_only_whoever_writes_may_have_a_provider_asked(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as (room, provider):
        assert (await asked(await room.browser(Role.MODERATOR), VIMEO)).status_code == 403
        assert (await asked(await room.browser(storm=Role.REPORTER), VIMEO, blog="ferry")).status_code == 404
        writer = await room.browser(storm=Role.REPORTER)
        foreign = {"Sec-Fetch-Site": "cross-site", "Accept": "application/json"}
        assert (await writer.see("/embed", params={"address": VIMEO}, headers=foreign)).status_code == 403
        assert (await (await room.stranger()).get("/desk/embed", params={"address": VIMEO})).status_code == 303
        assert provider.asked == []
        assert (await asked(writer, VIMEO)).status_code == 200


async def test_somebody_who_asks_too_often_is_told_to_wait_and_nobody_else_is(tmp_path: Path) -> None:
    async with newsroom(tmp_path, embed_previews=2) as (room, provider):
        one, other = await room.browser(Role.EDITOR), await room.browser(Role.EDITOR)
        assert [(await asked(one, VIMEO)).status_code for _ in range(3)] == [200, 200, 429]
        refused = await asked(one, VIMEO)
        assert (refused.json()["code"], 1 <= int(refused.headers["retry-after"]) <= 60) == ("too-fast", True)
        assert (await asked(other, VIMEO)).status_code == 200
        assert len(provider.asked) == 3


def test_an_allowance_comes_back_as_the_minute_goes_by() -> None:
    time = datetime(2031, 4, 5, 9, 0, tzinfo=UTC)
    allowance = Allowance(2, lambda: time)
    allowance.take("ana")
    time += timedelta(seconds=20)
    allowance.take("ana")
    with pytest.raises(TooFast) as refusal:
        allowance.take("ana")
    assert refusal.value.facts["seconds"] == 40
    allowance.take("rosa")
    time += timedelta(seconds=40)
    allowance.take("ana")
    with pytest.raises(TooFast) as refusal:
        allowance.take("ana")
    assert refusal.value.facts["seconds"] == 20
    time += timedelta(minutes=5)
    allowance.take("rosa")
    assert set(allowance._taken) == {"rosa"}
