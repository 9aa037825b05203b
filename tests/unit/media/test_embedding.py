"""Embedding: who is asked in what order, and what each refusal means. Nothing is connected to."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pytest

from stoppress.domain.identifiers import MediaId
from stoppress.domain.media import Embed, Medium, MediumKind
from stoppress.errors import AddressRefused, FetchFailed
from stoppress.media.embedding import Embedding, Filled, Gone, Later, MediaLimits, NoEmbed, Outcome
from stoppress.media.looking_again import next_look
from tests.unit.media.answering import ADDRESSES, OEMBED, PAGE, PROVIDERS, STATUS, as_bytes, provided

HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a stranger answered."""

    url: str
    status: int = 200
    content_type: str = "application/json"
    body: bytes = b""


class Strangers:
    """Answers by address; what nobody prepared is not there. Remembers who was asked."""

    def __init__(self, prepared: Mapping[str, object]) -> None:
        self.prepared = prepared
        self.asked: list[str] = []
        self.most_at_once = 0
        self._now = 0

    async def get(self, url: str, *, most_bytes: int, accept: str) -> Answer:
        """See `embedding.Fetch`."""
        assert most_bytes > 0
        assert "/" in accept
        self.asked.append(url)
        self._now += 1
        self.most_at_once = max(self.most_at_once, self._now)
        await asyncio.sleep(0)
        self._now -= 1
        if isinstance(found := self.prepared.get(url, 404), asyncio.Event):
            await found.wait()
        if isinstance(found, BaseException):
            raise found
        if isinstance(found, int):
            return Answer(url, status=found)
        if isinstance(found, str):
            return Answer(url, content_type="text/html; charset=utf-8", body=found.encode())
        return Answer(url, body=as_bytes(found))


async def look(name: str, prepared: Mapping[str, object], **known: Any) -> Outcome:
    return await Embedding(Strangers(prepared), PROVIDERS).look(ADDRESSES[name], **known)


def asked(name: str, answer: object) -> dict[str, object]:
    return {provided(name).question: answer}


@pytest.mark.parametrize("name", [each for each in ADDRESSES if each != "mastodon"])
async def test_a_provider_s_answer_fills_the_card_and_nobody_else_is_asked(name: str) -> None:
    strangers = Strangers(asked(name, OEMBED[name]))
    found = await Embedding(strangers, PROVIDERS).look(ADDRESSES[name])
    assert isinstance(found, Filled)
    assert (found.embed.provider, found.embed.is_gone, found.embed.picture) == (name, False, None)
    assert found.picture == OEMBED[name].get("thumbnail_url", "")
    assert found.look_again == HOUR
    assert strangers.asked == [provided(name).question]


async def test_a_mastodon_server_is_asked_for_the_words_once_it_has_said_that_it_is_one() -> None:
    whole = {**asked("mastodon", OEMBED["mastodon"]), provided("mastodon").status: STATUS}
    found = await look("mastodon", whole)
    assert isinstance(found, Filled)
    assert found.embed.text.startswith("The bridge is closed.")
    assert found.picture == "https://files.velmora.example/1.png"
    without = await look("mastodon", asked("mastodon", OEMBED["mastodon"]))
    assert isinstance(without, Filled)
    assert (without.embed.author, without.embed.text) == ("Harbour Desk", "")


@pytest.mark.parametrize("answer", [400, 401, 403, 404, 405, 410, "<html></html>", {}, OEMBED["youtube"], [1]])
async def test_a_server_that_only_looked_like_mastodon_leaves_a_link_and_is_asked_no_more(answer: object) -> None:
    strangers = Strangers(asked("mastodon", answer))
    assert await Embedding(strangers, PROVIDERS).look(ADDRESSES["mastodon"]) == NoEmbed()
    assert strangers.asked == [provided("mastodon").question]


@pytest.mark.parametrize("answer", [429, 500, 503, FetchFailed(problem="it took too long.")])
async def test_a_server_that_may_be_mastodon_is_asked_again(answer: object) -> None:
    assert isinstance(await look("mastodon", asked("mastodon", answer)), Later)


@pytest.mark.parametrize(
    "answer", [401, 403, 500, {}, "<html>", [], {"type": "video"}, FetchFailed(problem="it broke off.")]
)
async def test_where_there_is_no_answer_the_page_s_head_fills_the_card(answer: object) -> None:
    found = await look("youtube", {**asked("youtube", answer), provided("youtube").canonical: PAGE})
    assert isinstance(found, Filled)
    assert found.embed.title == 'Fog over the "sound"'
    assert found.picture == "https://www.youtube.com/pictures/fog.jpg"


async def test_a_page_that_says_nothing_without_scripts_is_not_asked_for() -> None:
    strangers = Strangers(asked("x", 500))
    assert isinstance(await Embedding(strangers, PROVIDERS).look(ADDRESSES["x"]), Later)
    assert strangers.asked == [provided("x").question]


@pytest.mark.parametrize("status", [404, 410])
async def test_what_is_gone_says_so_and_what_was_kept_stays(status: int) -> None:
    first = await look("youtube", asked("youtube", OEMBED["youtube"]))
    assert isinstance(first, Filled)
    found = await look("youtube", asked("youtube", status), known=first.embed, age=2 * HOUR)
    assert found == Gone(embed=replace(first.embed, is_gone=True), look_again=4 * HOUR)
    unknown = await look("youtube", asked("youtube", status))
    assert isinstance(unknown, Gone)
    assert (unknown.embed.is_gone, unknown.embed.key) == (True, "aB3_dE-9hIj")


async def test_what_comes_back_is_no_longer_gone() -> None:
    gone = await look("youtube", {})
    assert isinstance(gone, Gone)
    found = await look("youtube", asked("youtube", OEMBED["youtube"]), known=gone.embed)
    assert isinstance(found, Filled)
    assert not found.embed.is_gone


async def test_half_an_answer_takes_nothing_away_and_a_picture_is_fetched_once() -> None:
    picture = Medium(id=MediaId("a" * 26), kind=MediumKind.PICTURE)
    known = Embed(
        address=ADDRESSES["youtube"], provider="youtube", key="aB3_dE-9hIj", title="Old", text="Words", picture=picture
    )
    found = await look("youtube", asked("youtube", OEMBED["youtube"]), known=known)
    assert isinstance(found, Filled)
    assert (found.embed.title, found.embed.text) == ("The harbour wall at high tide", "Words")
    assert (found.embed.picture, found.picture) == (picture, "")


@pytest.mark.parametrize(
    "answer",
    [
        401,
        429,
        500,
        302,
        204,
        {},
        [],
        FetchFailed(problem="x."),
        OSError("refused"),
        TimeoutError(),
        ConnectionResetError(),
    ],
)
async def test_whatever_goes_wrong_is_a_wait_that_grows(answer: object) -> None:
    for failures in (0, 3):
        found = await look("x", asked("x", answer), failures=failures)
        assert isinstance(found, Later)
        assert found.problem
        assert found.look_again == next_look(timedelta(), failures + 1)


async def test_an_address_that_may_not_be_connected_to_is_not_tried_again_at_once() -> None:
    found = await look("x", asked("x", AddressRefused(problem="it is private.")))
    assert isinstance(found, Later)
    assert found.look_again == HOUR


async def test_a_server_that_is_mastodon_no_longer_takes_nothing_away() -> None:
    known = Embed(address=ADDRESSES["mastodon"], provider="mastodon", key="k", text="Words")
    assert isinstance(await look("mastodon", asked("mastodon", "<html>"), known=known), Later)
    assert await look("mastodon", {}, known=known) == Gone(embed=replace(known, is_gone=True), look_again=HOUR)


async def test_an_address_without_a_provider_is_asked_of_nobody() -> None:
    strangers = Strangers({})
    assert await Embedding(strangers, PROVIDERS).look("https://velmora.example/a") == NoEmbed()
    assert strangers.asked == []


async def test_a_provider_that_never_answers_is_given_up_within_the_limit() -> None:
    strangers = Strangers(asked("x", asyncio.Event()))
    found = await Embedding(strangers, PROVIDERS, MediaLimits(seconds=0.01)).look(ADDRESSES["x"])
    assert isinstance(found, Later)
    assert found.problem == "The provider took too long."


async def test_no_more_cards_are_filled_in_at_once_than_the_limit() -> None:
    strangers = Strangers(asked("x", OEMBED["x"]))
    embedding = Embedding(strangers, PROVIDERS, MediaLimits(at_once=2))
    found = await asyncio.gather(*(embedding.look(ADDRESSES["x"]) for _ in range(7)))
    assert all(isinstance(each, Filled) for each in found)
    assert strangers.most_at_once == 2
