"""Providers: whose addresses, alone on a line, become a card of our own and, where a reader asks, their frame.

Knows what a provider is, how its addresses are recognised and how its frame is made: from the parsed key and our own
template, never from anything it answers.
Does not know which providers there are (`provider_table`, `own_providers`), nor connections.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final
from urllib.parse import quote, urlsplit

from stoppress.media.address_pattern import Address, Kind, Parts, Pattern, address_of, fill, names_in, needed_in

SANDBOX: Final = ("allow-scripts", "allow-same-origin")
"""What every provider's frame needs in order to show anything: its scripts, and its own origin, which is never ours."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Framing:
    """How a provider's frame is made. `hosts` are those the page's policy has to let in, and the only ones framed.

    `referrer` is the frame's referrer policy: the least that the provider plays with.
    """

    template: str
    hosts: tuple[str, ...]
    sandbox: tuple[str, ...] = SANDBOX
    allow: tuple[str, ...] = ()
    referrer: str = "no-referrer"


@dataclass(frozen=True, slots=True)
class Spelling:
    """One way to write addresses of a provider on some of its hosts; none means any host, which is then the part `host`.

    `width` and `height` are the shape of what is written so, where it is not the provider's usual one.
    """

    hosts: frozenset[str]
    pattern: Pattern
    width: int = 0
    height: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider:
    """A provider. `name` is for programs and the log, `title` for readers.

    `keys` are patterns of what the log keeps, the first whose parts are there; `address` is the template of the one
    spelling we use; `question` is the oEmbed endpoint's, with `{address}`; `status` that of another documented JSON which
    has the words. `width` and `height` are the usual shape of the frame in pixels: a width of 0 is as wide as the page, a
    height of 0 is unknown. `is_candidate` says that an address is recognised by its look alone, on any host: only the
    answer tells. `posted_at` reads the time out of the part `id`.
    """

    name: str
    title: str
    spellings: tuple[Spelling, ...]
    keys: tuple[Pattern, ...]
    key_templates: tuple[str, ...]
    address: str
    question: str = ""
    status: str = ""
    framing: Framing | None = None
    width: int = 0
    height: int = 0
    has_words_in_html: bool = False
    has_open_graph: bool = True
    is_candidate: bool = False
    posted_at: Callable[[str], datetime | None] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Provided:
    """An address that was recognised. `address` is as it was written, `canonical` as we write it."""

    provider: Provider
    key: str
    address: str
    canonical: str
    parts: Parts
    width: int
    height: int

    @property
    def question(self) -> str:
        """The address of the provider's oEmbed answer, or nothing."""
        given = {**self.parts, "address": self.canonical}
        return _asking(self.provider.question, given) if self.provider.question else ""

    @property
    def status(self) -> str:
        """The address of the other JSON about it, or nothing."""
        return fill(self.provider.status, self.parts) if self.provider.status else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """A provider's frame, as attributes of an `iframe`."""

    address: str
    title: str
    sandbox: str
    allow: str
    referrer_policy: str


def provider(
    *,
    name: str,
    title: str,
    kinds: Mapping[str, Kind],
    spellings: Iterable[tuple[Iterable[str], str] | tuple[Iterable[str], str, int, int]],
    keys: Iterable[str],
    address: str,
    **rest: object,
) -> Provider:
    """A provider, its patterns compiled. A spelling is hosts and a pattern, and a shape where it has one of its own.

    Raises ValueError where patterns, keys and templates do not fit together.
    """
    keys = tuple(keys)
    made = Provider(
        name=name,
        title=title,
        spellings=tuple(Spelling(frozenset(hosts), Pattern(text, kinds), *shape) for hosts, text, *shape in spellings),
        keys=tuple(Pattern("/" + each, kinds) for each in keys),
        key_templates=keys,
        address=address,
        **rest,  # type: ignore[arg-type]  # what is not compiled is passed on
    )
    _check(made, kinds)
    return made


def _check(made: Provider, kinds: Mapping[str, Kind]) -> None:
    for key, template in zip(made.keys, made.key_templates, strict=True):
        if key.names != names_in(template):
            raise ValueError(f"the key “{template}” has a part that is not kept")
    for spelling in made.spellings:
        names = spelling.pattern.names | (frozenset() if spelling.hosts else {"host"})
        if not any(key.names <= names for key in made.keys):
            raise ValueError(f"what an address of “{made.name}” says is not enough for a key")
    templates = (made.address, made.question, made.status, made.framing.template if made.framing else "")
    for template in templates:
        if not names_in(template) <= {*kinds, "address"}:
            raise ValueError(f"“{template}” has a place for a part that is not described")
        if any(not needed_in(template) <= {*key.names, "address"} for key in made.keys):
            raise ValueError(f"“{template}” needs a part that no key has")


def _asking(template: str, parts: Parts) -> str:
    return fill(template.replace("{address}", quote(parts["address"], safe="")), parts)


class Providers:
    """The closed list of providers of one publication: ours, and the newsroom's own."""

    def __init__(self, providers: Iterable[Provider]) -> None:
        self._named = {each.name: each for each in providers}
        self._by_host: dict[str, list[tuple[Provider, Spelling]]] = {}
        self._anywhere: list[tuple[Provider, Spelling]] = []
        for each in self._named.values():
            for spelling in each.spellings:
                for name in spelling.hosts:
                    self._by_host.setdefault(name, []).append((each, spelling))
                if not spelling.hosts:
                    self._anywhere.append((each, spelling))

    def recognise(self, address: str) -> Provided | None:
        """What `address` names, or None: then it is a link like any other."""
        found = address_of(address)
        if found is None:
            return None
        # A host with a provider of its own is never taken for one that can be anywhere.
        for each, spelling in self._by_host.get(found.host, self._anywhere):
            provided = _provided(each, spelling, found, address)
            if provided is not None:
                return provided
        return None

    def named(self, name: str) -> Provider | None:
        """The provider of this name; the log may name one that is no longer in the list."""
        return self._named.get(name)

    def frame(self, name: str, key: str) -> Frame | None:
        """The frame of what a provider knows by `key`, or None if there is none: then the card is all there is."""
        one = self._named.get(name)
        parts = _parts_of(one, key) if one is not None else None
        if one is None or one.framing is None or parts is None:
            return None
        address = fill(one.framing.template, parts)
        if urlsplit(address).hostname not in one.framing.hosts:
            return None
        return Frame(
            address=address,
            title=one.title,
            sandbox=" ".join(one.framing.sandbox),
            allow="; ".join(one.framing.allow),
            referrer_policy=one.framing.referrer,
        )

    def frame_sources(self) -> tuple[str, ...]:
        """Origins for the page's `frame-src`, sorted."""
        framings = (each.framing for each in self._named.values() if each.framing is not None)
        return tuple(sorted({f"https://{host}" for each in framings for host in each.hosts}))


def framed_at(one: Provider, hosts: Iterable[str]) -> Provider:
    """The provider, framed at these hosts alone: for one that can be anywhere."""
    assert one.framing is not None
    return replace(one, framing=replace(one.framing, hosts=tuple(hosts)))


def _provided(one: Provider, spelling: Spelling, found: Address, written: str) -> Provided | None:
    parts = spelling.pattern.read(found)
    if parts is not None and not spelling.hosts:
        parts["host"] = found.host
    key = _key(one, parts) if parts is not None else None
    # Read back, each part has been judged, the host too, and what the log keeps is known to be enough.
    judged = _parts_of(one, key) if key is not None else None
    if key is None or judged is None:
        return None
    return Provided(
        provider=one,
        key=key,
        address=written,
        canonical=fill(one.address, judged),
        parts=judged,
        width=spelling.width or one.width,
        height=spelling.height or one.height,
    )


def _key(one: Provider, parts: Parts) -> str | None:
    for pattern, template in zip(one.keys, one.key_templates, strict=True):
        if pattern.names <= parts.keys():
            return template.format_map(parts)
    return None


def _parts_of(one: Provider, key: str) -> dict[str, str] | None:
    address = Address("", tuple(key.split("/")), {})
    return next((parts for pattern in one.keys if (parts := pattern.read(address)) is not None), None)
