"""Embedding: asks a provider about an address and says what came of it.

Knows whom to ask in what order (oEmbed, another documented JSON, the page's own head), and what a refusal means. Whoever
calls keeps what came of it, fetches the picture, and asks again when it is time.
Does not know connections (`outbound` has them), the clock, nor the log.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any, Final, Protocol

from stoppress.domain.media import Embed
from stoppress.errors import AddressRefused, FetchFailed, StoppressError
from stoppress.media import cards, told
from stoppress.media.cards import Card
from stoppress.media.looking_again import next_look
from stoppress.media.providers import Provided, Providers

_JSON: Final = "application/json"
_HTML: Final = "text/html"

_GONE: Final = frozenset({404, 410})
# What a server answers that has never heard of the question, and will not tomorrow.
_NEVER: Final = frozenset({400, 401, 403, 405, 406, 501})


class Fetched(Protocol):
    """An answer, read to its end. `url` is where it came from after redirects."""

    @property
    def url(self) -> str: ...  # noqa: D102
    @property
    def status(self) -> int: ...  # noqa: D102
    @property
    def content_type(self) -> str: ...  # noqa: D102
    @property
    def body(self) -> bytes: ...  # noqa: D102


class Fetch(Protocol):
    """What connects: it guards which addresses may be, and how long and how large an answer may be."""

    async def get(self, url: str, *, most_bytes: int, accept: str) -> Fetched:
        """The answer, whatever its status. Raises AddressRefused, FetchFailed."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaLimits:
    """`at_once` cards are filled in at a time, each within `seconds` for everything that is asked."""

    at_once: int = 4
    seconds: float = 12.0
    answers: told.MediaLimits = field(default_factory=told.MediaLimits)
    cards: cards.MediaLimits = field(default_factory=cards.MediaLimits)


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """What the card says now. `picture` is the address of its picture, or nothing: it has not been fetched.

    `look_again` is how long until the next look; None if there is none.
    """

    embed: Embed
    picture: str
    look_again: timedelta | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Gone:
    """The provider does not know it any more: `embed` is what was kept, and says so."""

    embed: Embed
    look_again: timedelta | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Later:
    """Nothing came of it, and what is known stays. `problem` is a sentence for the log."""

    problem: str
    look_again: timedelta | None


@dataclass(frozen=True, slots=True)
class NoEmbed:
    """The address has no provider, or only looked as if it had one: it stays a link."""


Outcome = Filled | Gone | Later | NoEmbed


class Embedding:
    """Fills in cards. One for a process."""

    def __init__(self, fetch: Fetch, providers: Providers, limits: MediaLimits | None = None) -> None:
        self._fetch = fetch
        self._providers = providers
        self._limits = limits or MediaLimits()
        self._turns = asyncio.Semaphore(self._limits.at_once)

    async def look(
        self, address: str, *, known: Embed | None = None, age: timedelta = timedelta(), failures: int = 0
    ) -> Outcome:
        """What came of asking about `address`, which stands in a body since `age`.

        `known` is the card so far, `failures` how many looks in a row came to nothing. Raises nothing but what a
        cancelled task does.
        """
        provided = self._providers.recognise(address)
        if provided is None:
            return NoEmbed()
        try:
            async with self._turns, asyncio.timeout(self._limits.seconds):
                card = await self._card(provided)
        except (_NotThere, _NoProvider) as answer:
            if known is None and provided.provider.is_candidate:
                return NoEmbed()
            if isinstance(answer, _NoProvider):
                return Later(problem="Its server does not answer as it did.", look_again=next_look(age, failures + 1))
            kept = known or cards.embed(provided, Card())
            return Gone(embed=replace(kept, is_gone=True), look_again=next_look(age, 0))
        except AddressRefused as refusal:
            # It may be a stumble of the name's servers; that is not over within seconds.
            return Later(problem=str(refusal), look_again=next_look(age, 0))
        except (StoppressError, OSError) as problem:
            said = str(problem) or "The provider took too long."
            return Later(problem=said, look_again=next_look(age, failures + 1))
        embed = _onto(known, cards.embed(provided, card))
        picture = card.picture if embed.picture is None else ""
        return Filled(embed=embed, picture=picture, look_again=next_look(age, 0))

    async def _card(self, provided: Provided) -> Card:
        card, problem = Card(), FetchFailed(problem="it says nothing that could stand in a card.")
        if provided.question:
            try:
                card = await self._oembed(provided)
            except FetchFailed as found:
                if provided.provider.is_candidate:
                    # Nobody is asked for a page who has not said that they are the provider.
                    raise
                problem = found
        if provided.status:
            card = (await self._status(provided)).beside(card)
        if not card.says_something and provided.provider.has_open_graph:
            card = card.beside(await self._open_graph(provided, problem))
        if not card.says_something:
            raise problem
        return card

    async def _oembed(self, provided: Provided) -> Card:
        try:
            answer = await self._get(provided.question, self._limits.answers.answer, _JSON)
        except FetchFailed as problem:
            if provided.provider.is_candidate and problem.facts.get("status") in _NEVER:
                raise _NoProvider from problem
            raise
        try:
            return cards.oembed_card(self._opened(answer), provided, self._limits.cards)
        except FetchFailed as problem:
            if provided.provider.is_candidate:
                raise _NoProvider from problem
            raise

    async def _status(self, provided: Provided) -> Card:
        """The words, where another JSON has them; a card can do without."""
        try:
            answer = await self._get(provided.status, self._limits.answers.answer, _JSON)
            return cards.status_card(self._opened(answer), self._limits.cards)
        except (FetchFailed, AddressRefused, _NotThere):
            return Card()

    async def _open_graph(self, provided: Provided, problem: FetchFailed) -> Card:
        try:
            page = await self._get(provided.canonical, self._limits.answers.page, _HTML)
            head = told.head_fields(page.body, page.content_type, self._limits.answers)
        except FetchFailed:
            # What the provider's own endpoint said is worth more to whoever reads the log.
            raise problem from None
        return cards.open_graph_card(head, page.url, self._limits.cards)

    def _opened(self, answer: Fetched) -> Mapping[str, Any]:
        return told.json_object(answer.body, answer.content_type, self._limits.answers)

    async def _get(self, url: str, most_bytes: int, accept: str) -> Fetched:
        answer = await self._fetch.get(url, most_bytes=most_bytes, accept=accept)
        if answer.status in _GONE:
            raise _NotThere
        if answer.status != 200:
            raise FetchFailed(problem=f"it answered {answer.status}.", status=answer.status)
        return answer


class _NotThere(Exception):
    """The provider answered that there is no such thing."""


class _NoProvider(Exception):
    """A server that looked like a provider's is none."""


def _onto(known: Embed | None, fresh: Embed) -> Embed:
    """What is new, over what was known where there is nothing new: half an answer takes nothing away."""
    if known is None:
        return fresh
    return replace(
        fresh,
        title=fresh.title or known.title,
        author=fresh.author or known.author,
        text=fresh.text or known.text,
        posted_at=fresh.posted_at or known.posted_at,
        picture=known.picture,
    )
